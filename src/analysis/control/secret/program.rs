//! Passwords among the words of a command that a server hands on to a program: SITE EXEC, RCMD of
//! IBM's servers, and whatever else stands behind SITE.
//!
//! | words | password |
//! |---|---|
//! | `--password=word`, `PGPASSWORD=word`, `PASSWORD(word)`, `"password":"word"` | what is given to a name that ends like that |
//! | `--password word`, `PASSWORD word` | the next word |
//! | `-u anna:word`, `--user=anna:word`, `-U anna%word` | what stands behind the user |
//! | `sshpass -p word`, `mysql -pword`, `unzip -P word` | of these programs alone: elsewhere `-p` is a port, a path or nothing |
//! | `net user anna word` | the fourth word |
//! | `echo anna:word \| chpasswd` | what is written to a program that reads passwords |

use std::ops::Range;

use crate::analysis::find::contains_ignoring_case;

/// Commands whose argument is handed on.
const HANDED_ON: [&[u8]; 3] = [b"SITE", b"RCMD", b"XRCMD"];
/// How names of passwords end.
const NAMES: [&[u8]; 6] = [
    b"password",
    b"passwd",
    b"passphrase",
    b"pass",
    b"pswd",
    b"pwd",
];
/// Words behind which a password stands as a word of its own.
const ASKING: [&[u8]; 3] = [b"password", b"pass", b"passphrase"];
const USER_OPTIONS: [&[u8]; 4] = [b"-u", b"-U", b"--user", b"--proxy-user"];
/// Programs that take a password behind `-p`, `-P` or `-pw`.
const PROGRAMS: [&[u8]; 13] = [
    b"sshpass",
    b"mysql",
    b"mysqldump",
    b"mysqladmin",
    b"mariadb",
    b"unzip",
    b"zip",
    b"7z",
    b"7za",
    b"rar",
    b"unrar",
    b"plink",
    b"pscp",
];
/// Programs that read passwords from what is written to them.
const READERS: [&[u8]; 4] = [b"chpasswd", b"passwd", b"sudo", b"smbpasswd"];

/// Where in a line of the client such passwords stand, in any order.
pub(super) fn passwords_of_programs(line: &[u8]) -> Vec<Range<usize>> {
    if !is_handed_on(line) {
        return Vec::new();
    }
    let words = Words {
        line,
        words: words(line),
    };
    let mut found: Vec<_> = words.given().collect();
    found.extend(words.told());
    found.extend(words.of_users());
    found.extend(words.of_options());
    found.extend(words.of_net_user());
    found.extend(words.written());
    found
}

/// A command of those, or what is none at all, as a line of JSON.
fn is_handed_on(line: &[u8]) -> bool {
    let verb_end = line.iter().position(|byte| !byte.is_ascii_alphabetic());
    match verb_end {
        None => false,
        Some(0) => true,
        Some(end) => HANDED_ON
            .iter()
            .any(|verb| verb.eq_ignore_ascii_case(&line[..end])),
    }
}

/// A line and where its words stand; a word in quotes may hold blanks.
struct Words<'l> {
    line: &'l [u8],
    words: Vec<Range<usize>>,
}

impl Words<'_> {
    fn text(&self, word: &Range<usize>) -> &[u8] {
        &self.line[word.clone()]
    }

    /// Each word with the one behind it.
    fn pairs(&self) -> impl Iterator<Item = (&Range<usize>, &Range<usize>)> {
        self.words.iter().zip(self.words.iter().skip(1))
    }

    /// What is given to a name: `name=word`, `name(word)`, `"name":"word"`. What stands in such a
    /// word is not looked at again: a line costs what it holds.
    fn given(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut looked_at = 0;
        let signs = (0..self.line.len()).filter(|&at| b"=(:".contains(&self.line[at]));
        signs.filter_map(move |at| {
            let name = self.line[looked_at.min(at)..at].trim_ascii_end();
            let name = name.strip_suffix(b"\"").unwrap_or(name);
            let is_password = NAMES.iter().any(|known| ends_with(name, known));
            let word = (is_password && at >= looked_at)
                .then(|| value(self.line, at + 1))
                .flatten()?;
            looked_at = word.end;
            Some(word)
        })
    }

    /// The word behind `--password` or `PASSWORD`; not behind the command of the server itself,
    /// which is known by its name.
    fn told(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.pairs().skip(1).filter_map(|(name, next)| {
            let name = self.text(name);
            let name = name.strip_prefix(b"-").unwrap_or(name);
            let name = name.strip_prefix(b"-").unwrap_or(name);
            let is_asking = ASKING.iter().any(|known| name.eq_ignore_ascii_case(known));
            let is_option = self.line[next.start] == b'-';
            (is_asking && !is_option).then(|| without_quotes(self.line, next.clone()))
        })
    }

    /// What stands behind the user in the word that an option for both has.
    fn of_users(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let apart = self.pairs().filter_map(|(option, next)| {
            let is_option = USER_OPTIONS.contains(&self.text(option));
            is_option.then(|| next.clone())
        });
        let joined = self.words.iter().filter_map(|word| {
            let text = self.text(word);
            let length = [&b"--user="[..], b"--proxy-user="]
                .into_iter()
                .find_map(|option| text.starts_with(option).then_some(option.len()))?;
            Some(word.start + length..word.end)
        });
        apart.chain(joined).filter_map(|word| {
            let word = without_quotes(self.line, word);
            let sign = self.line[word.clone()]
                .iter()
                .position(|byte| b":%".contains(byte))?;
            let start = word.start + sign + 1;
            (start < word.end).then_some(start..word.end)
        })
    }

    /// What stands behind `-p`, or right after it.
    fn of_options(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let is_program = |word: &Range<usize>| {
            let name = self.text(word).rsplit(|byte| b"/\\".contains(byte)).next();
            name.is_some_and(|name| PROGRAMS.contains(&name))
        };
        let program = self.words.iter().position(is_program);
        let options = self
            .words
            .iter()
            .enumerate()
            .skip(program.map_or(usize::MAX, |at| at + 1));
        options.filter_map(|(index, option)| {
            let text = self.text(option);
            if !text.starts_with(b"-p") && !text.starts_with(b"-P") {
                return None;
            }
            let word = if text.len() == 2 || text == b"-pw" {
                self.words.get(index + 1)?.clone()
            } else {
                option.start + 2..option.end
            };
            let word = without_quotes(self.line, word);
            let is_port = self.line[word.clone()].iter().all(u8::is_ascii_digit);
            (!is_port || word.len() > 5).then_some(word)
        })
    }

    /// The password of a user of Windows.
    fn of_net_user(&self) -> Option<Range<usize>> {
        let at = self.words.windows(4).find(|words| {
            let is =
                |index: usize, name: &[u8]| self.text(&words[index]).eq_ignore_ascii_case(name);
            (is(0, b"net") || is(0, b"net.exe")) && is(1, b"user")
        })?;
        let word = &at[3];
        (self.line[word.start] != b'/').then(|| without_quotes(self.line, word.clone()))
    }

    /// What is written to a program that reads passwords.
    fn written(&self) -> Option<Range<usize>> {
        let pipe = memchr::memchr(b'|', self.line)?;
        let echo = self.words.iter().find(|word| self.text(word) == b"echo")?;
        let behind = &self.line[pipe + 1..];
        let is_reader = READERS
            .iter()
            .any(|name| contains_ignoring_case(behind, name));
        let start = echo.end + 1;
        let end = self.line[..pipe].trim_ascii_end().len();
        (is_reader && start < end).then_some(start..end)
    }
}

/// Where the words of a line stand.
fn words(line: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let end = end_of_word(line, at);
        if end > at {
            found.push(at..end);
        }
        at = end + 1;
    }
    found
}

/// The blank behind the word that begins there; none in quotes counts.
fn end_of_word(line: &[u8], start: usize) -> usize {
    let mut quote = None;
    for (at, &byte) in line.iter().enumerate().skip(start) {
        let is_blank = b" \t".contains(&byte);
        match quote {
            Some(open) => quote = Some(open).filter(|open| byte != *open),
            None if is_blank => return at,
            None => quote = Some(byte).filter(|byte| b"\"'".contains(byte)),
        }
    }
    line.len()
}

/// The value that begins there: in quotes, or up to what ends it.
fn value(line: &[u8], start: usize) -> Option<Range<usize>> {
    let blanks = line[start..]
        .iter()
        .take_while(|byte| b" \t".contains(byte));
    let start = start + blanks.count();
    let rest = &line[start..];
    let first = *rest.first()?;
    let (start, length) = if b"\"'".contains(&first) {
        (start + 1, memchr::memchr(first, &rest[1..]))
    } else {
        let ends = |byte: &u8| b" \t,;&)}\"'".contains(byte);
        (start, rest.iter().position(ends))
    };
    let end = length.map_or(line.len(), |length| start + length);
    (start < end).then_some(start..end)
}

fn without_quotes(line: &[u8], word: Range<usize>) -> Range<usize> {
    match &line[word.clone()] {
        [first @ (b'"' | b'\''), .., last] if first == last => word.start + 1..word.end - 1,
        _ => word,
    }
}

fn ends_with(text: &[u8], end: &[u8]) -> bool {
    let start = text.len().checked_sub(end.len());
    start.is_some_and(|start| text[start..].eq_ignore_ascii_case(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        let mut text = line.as_bytes().to_vec();
        let mut found = passwords_of_programs(&text);
        found.sort_unstable_by_key(|range| range.start);
        found.dedup();
        for range in found.into_iter().rev() {
            text.splice(range, *b"***");
        }
        String::from_utf8(text).expect("text")
    }

    #[test]
    fn passwords_of_programs_are_found() {
        for line in [
            "SITE EXEC curl -u anna:*** https://host.example/x",
            "SITE EXEC curl --user=anna:*** https://host.example/x",
            "SITE EXEC smbclient //host/share -U anna%***",
            "SITE EXEC wget --ftp-password=*** ftp://host.example/x",
            "SITE EXEC gpg --passphrase \"***\" -d a.gpg",
            "SITE EXEC sshpass -p *** ssh anna@host.example",
            "SITE EXEC /usr/bin/mysqldump -uanna -p*** -P 3306 base",
            "SITE EXEC PGPASSWORD=*** psql -c x",
            "SITE EXEC unzip -P *** a.zip",
            "SITE EXEC net user anna *** /add",
            "SITE EXEC echo *** | chpasswd",
            "SITE CHANGE anna PASSWORD ***",
            "RCMD CRTUSRPRF USRPRF(ANNA) PASSWORD(***)",
            "RCMD CHGPWD CURPWD(***) NEWPWD('***')",
            "{\"user\":\"anna\",\"password\":\"***\"}",
        ] {
            assert_eq!(shown(&line.replace("***", "kestrel-7")), line);
        }
    }

    #[test]
    fn other_words_stay() {
        for line in [
            "SITE EXEC ls -p /pub",
            "SITE EXEC cp -p a.txt b.txt",
            "SITE EXEC ssh -p 2222 anna@host.example",
            "SITE EXEC mysql -P 3306 base",
            "SITE EXEC net user anna /delete",
            "SITE EXEC echo done | mail anna",
            "SITE EXEC sort -u a.txt",
            "SITE CHMOD 644 a:b.txt",
            "SITE UTIME 20240101000000 a=b.txt",
            "SITE HELP PASSWORD",
            "RCMD DSPLIB LIB(QGPL)",
            "STOR --password x",
            "CWD /pwd=x",
            "",
        ] {
            assert_eq!(shown(line), line);
        }
    }
}
