//! Passwords among the words of a command that a server hands on to a program: SITE EXEC, RCMD of
//! IBM's servers, and whatever else stands behind SITE.
//!
//! | words | password |
//! |---|---|
//! | `--password=word`, `PGPASSWORD=word`, `PASSWORD(word)`, `"password":"word"`, `'pwd':'word'` | what is given to a name that ends like that: in quotes, in brackets or JSON up to what ends it there, elsewhere up to a blank |
//! | `--password word`, `--http-password word`, `PASSWORD word` | the next word |
//! | `--user=anna:word`, `--proxy-user anna:word` | what stands behind the user |
//! | `curl -u anna:word`, `-uanna:word`, `-su anna:word`, `smbclient -U anna%word`, `lftp -u anna,word` | the same, of these programs, wget, rpcclient and net alone: elsewhere `-u` is something else |
//! | `sshpass -p word`, `-pword` | among the options of sshpass, not those of what it starts |
//! | `mysql -pword`, `7z -pword` | what is joined to it: `-p` alone asks, and `-P` is a port |
//! | `unzip -P word`, `zip -Pword` | either: `-p` is something else |
//! | `plink -pw word` | the next word: `-P` is a port |
//! | `ldapsearch -w word`, `-xwword`, `sqlcmd -P word` and their relatives | either: `-W` asks, and `-p` is a port or something else; `ldap.conf` is no program |
//! | `redis-cli -a word` | the next word |
//! | `mongodump -p word`, `ncftpput -p word`, `useradd -p word`, `psexec -p word`, `ipmitool -P word`, `mosquitto_pub -P word`, `openssl enc -k word`, `keytool -storepass word`, `schtasks /p word`, `curl --oauth2-bearer word` | the next word; of those that cut their options as getopt does, what is joined to it too |
//! | `docker login -p word`, `az login -p word` and their relatives | either, behind `login` alone: `docker run -p` is a port |
//! | `htpasswd -b file anna word` | the word behind the user |
//! | `sqlplus anna/word@base` | between the two signs, of the first word that is no option |
//! | `net user anna word` | the fourth word |
//! | `net use x: \\host\share word` | the first word behind the share that is no option and leads nothing elsewhere (`2>nul`), of each that the line holds |
//! | `echo anna:word \| chpasswd`, `printf anna:word \| chpasswd` | what is written to a program that reads passwords |
//!
//! No password is what `docker run --user 1:2` names, which is a group, the pass of an encoder
//! (`--pass 1`), the number of a file (`token(1).txt`), and the `*NONE` of OS/400. A group is known
//! by its place alone: docker or one of its relatives begins the command, `run`, `exec` or `create`
//! follows, and nothing but options stands before the first `--user`.
//!
//! Programs are known in any case, behind a path, in quotes and with `.exe`. A word in quotes is
//! read once more as words, since it may be a command for a shell; what is in quotes there is not.

mod container;
mod net;
mod operands;
mod options;
mod words;

use std::ops::Range;

use crate::analysis::find::contains_ignoring_case;

use super::scanner::TYPED_BEFORE;

use options::{OTHERS, kinds};
use words::{in_quotes, without_quotes, words};

/// Commands whose argument is handed on.
const HANDED_ON: [&[u8]; 3] = [b"SITE", b"RCMD", b"XRCMD"];
/// How names of passwords end.
const NAMES: [&[u8]; 13] = [
    b"password",
    b"passwd",
    b"passphrase",
    b"pass",
    b"pswd",
    b"pwd",
    b"rediscli_auth",
    b"secret",
    b"access_key",
    b"token",
    b"apikey",
    b"api-key",
    b"api_key",
];
/// Those behind which a word of its own stands, as `--token word`, beside those of passwords.
/// `docker build --secret id=name` tells where one is.
const TOKENS: [&[u8]; 4] = [b"token", b"apikey", b"api-key", b"api_key"];
/// Words behind which a password stands as a word of its own.
const ASKING: [&[u8]; 3] = [b"password", b"pass", b"passphrase"];
/// Parts of such a name that say that the password is not the next word.
const NOT_TOLD: [&[u8]; 4] = [b"ask", b"askpass", b"no", b"skip"];
const USER_OPTIONS: [&[u8]; 2] = [b"--user", b"--proxy-user"];
/// Programs whose `-u` or `-U` takes a user and a password, and what may stand between them.
const USER_PROGRAMS: [(&[u8], &[u8]); 6] = [
    (b"curl", b":%"),
    (b"wget", b":%"),
    (b"smbclient", b":%"),
    (b"rpcclient", b":%"),
    (b"net", b":%"),
    (b"lftp", b",:%"),
];
const SSHPASS: &[u8] = b"sshpass";
/// What OS/400 is told in the place of a password; none of its passwords begins with a star. And
/// what is said of one that is there or not: `"password":null`, `--use-token=false`.
const NO_PASSWORDS: [&[u8]; 5] = [b"*NONE", b"*SAME", b"true", b"false", b"null"];
/// Options of sshpass whose next word is something else.
const SSHPASS_OTHERS: [&[u8]; 3] = [b"-f", b"-d", b"-P"];
/// Programs that write what they are given.
const WRITERS: [&[u8]; 2] = [b"echo", b"printf"];
/// Programs that read passwords from what is written to them.
const READERS: [&[u8]; 6] = [
    b"chpasswd",
    b"passwd",
    b"sudo",
    b"smbpasswd",
    b"--password-stdin",
    b"--passphrase-fd",
];

/// Where in a line of the client such passwords stand, in any order.
pub(super) fn passwords_of_programs(line: &[u8]) -> Vec<Range<usize>> {
    if !is_handed_on(line) {
        return Vec::new();
    }
    let whole = Words::new(line, 0..line.len());
    let quoted: Vec<_> = whole
        .places
        .iter()
        .filter_map(|word| in_quotes(line, word))
        .collect();
    let mut found = given(line, &quoted);
    let of_line = whole.user_program();
    found.extend(whole.passwords(of_line));
    for span in quoted {
        let words = Words::new(line, span);
        found.extend(words.passwords(words.user_program().or(of_line)));
    }
    found
}

/// A command of those, or what is none at all, as a line of JSON.
fn is_handed_on(line: &[u8]) -> bool {
    match verb(line) {
        (b"", rest) => !rest.is_empty(),
        (first, rest) if is_one_of(first, &TYPED_BEFORE) => is_handed_on_behind(rest),
        (first, _) => is_one_of(first, &HANDED_ON),
    }
}

/// The same behind what was typed before it, where nothing but such a command counts.
fn is_handed_on_behind(mut rest: &[u8]) -> bool {
    loop {
        let blanks = rest.iter().take_while(|byte| b" \t\"'".contains(byte));
        let (first, behind) = verb(&rest[blanks.count()..]);
        if !is_one_of(first, &TYPED_BEFORE) {
            return is_one_of(first, &HANDED_ON) && !behind.is_empty();
        }
        rest = behind;
    }
}

/// The letters at the beginning, and what follows.
fn verb(line: &[u8]) -> (&[u8], &[u8]) {
    let letters = line.iter().take_while(|byte| byte.is_ascii_alphabetic());
    line.split_at(letters.count())
}

/// A line, a part of it and where its words stand; a word in quotes may hold blanks.
struct Words<'l> {
    line: &'l [u8],
    span: Range<usize>,
    places: Vec<Range<usize>>,
    /// Each word as the name of a program.
    programs: Vec<&'l [u8]>,
}

/// A program that takes a user and a password: where it stands, and what stands between them.
type UserProgram = (usize, &'static [u8]);

impl<'l> Words<'l> {
    fn new(line: &'l [u8], span: Range<usize>) -> Self {
        let places = words(line, span.clone());
        let programs = places.iter().map(|word| program(&line[word.clone()]));
        Words {
            line,
            span,
            programs: programs.collect(),
            places,
        }
    }

    /// What is given to names is not among them.
    fn passwords(&self, user_program: Option<UserProgram>) -> Vec<Range<usize>> {
        let mut found: Vec<_> = self.told().collect();
        found.extend(self.of_users(user_program));
        let kinds: Vec<u32> = self.programs.iter().map(|name| kinds(name)).collect();
        let known = kinds.iter().fold(0, |all, one| all | one);
        if known & !OTHERS != 0 {
            found.extend(self.of_options(&kinds));
        }
        if known & OTHERS != 0 {
            found.extend(self.of_operands());
            found.extend(self.of_sshpass());
            found.extend(self.of_net_user());
            found.extend(self.of_net_use());
            found.extend(self.written());
        }
        found
    }

    fn text(&self, word: &Range<usize>) -> &'l [u8] {
        &self.line[word.clone()]
    }

    /// Each word with the one behind it.
    fn pairs(&self) -> impl Iterator<Item = (&Range<usize>, &Range<usize>)> {
        self.places.iter().zip(self.places.iter().skip(1))
    }

    /// The word behind `--password` or `PASSWORD`; not behind the command of the server itself,
    /// which is known by its name.
    fn told(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let commands = usize::from(self.span.start == 0);
        self.pairs().skip(commands).filter_map(|(name, next)| {
            let is_other = self.line[next.start] == b'-' || is_digit(self.text(next));
            (is_asking(self.text(name)) && !is_other)
                .then(|| without_quotes(self.line, next.clone()))
        })
    }

    fn user_program(&self) -> Option<UserProgram> {
        self.places
            .iter()
            .zip(&self.programs)
            .find_map(|(word, program)| {
                let known = USER_PROGRAMS
                    .iter()
                    .find(|(known, _)| program.eq_ignore_ascii_case(known))?;
                Some((word.start, known.1))
            })
    }

    /// What stands behind the user in the word that an option for both has.
    fn of_users(&self, program: Option<UserProgram>) -> impl Iterator<Item = Range<usize>> + '_ {
        let signs = program.map_or(&b":%"[..], |(_, signs)| signs);
        let groups = self.options_of_groups();
        self.places
            .iter()
            .enumerate()
            .filter_map(move |(index, word)| {
                if groups.binary_search(&index).is_ok() {
                    return None;
                }
                let has_short = program.is_some_and(|(at, _)| at < word.start);
                let user = self.user_by_long_option(index);
                let user = user.or_else(|| has_short.then(|| self.user_by_option(index))?)?;
                let user = without_quotes(self.line, user);
                let sign = self.line[user.clone()]
                    .iter()
                    .position(|byte| signs.contains(byte))?;
                let start = user.start + sign + 1;
                (start < user.end).then_some(start..user.end)
            })
    }

    /// `--user anna:word`, `--user=anna:word`.
    fn user_by_long_option(&self, index: usize) -> Option<Range<usize>> {
        let word = &self.places[index];
        let text = self.text(word);
        USER_OPTIONS
            .iter()
            .find_map(|option| match text.strip_prefix(*option)? {
                b"" => self.places.get(index + 1).cloned(),
                [b'=', ..] => Some(word.start + option.len() + 1..word.end),
                _ => None,
            })
    }

    /// `-u anna:word`, `-uanna:word`, `-su anna:word`.
    fn user_by_option(&self, index: usize) -> Option<Range<usize>> {
        let word = &self.places[index];
        let text = self.text(word);
        if ends_cluster(text, b'u') || ends_cluster(text, b'U') {
            return self.places.get(index + 1).cloned();
        }
        let is_joined = text.starts_with(b"-u") || text.starts_with(b"-U");
        is_joined.then_some(word.start + 2..word.end)
    }

    fn ends_command(&self, word: &Range<usize>) -> bool {
        let last = self.text(word).last();
        last.is_some_and(|byte| b";|&".contains(byte))
    }

    /// No option is taken for sshpass itself: each word is looked at once.
    fn of_sshpass(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let starts = self.programs.iter().enumerate().filter(|(index, program)| {
            let is_option = self.line[self.places[*index].start] == b'-';
            !is_option && program.eq_ignore_ascii_case(SSHPASS)
        });
        starts.filter_map(|(index, _)| self.behind_sshpass(index + 1))
    }

    /// The password among the options that begin there.
    fn behind_sshpass(&self, mut index: usize) -> Option<Range<usize>> {
        loop {
            let word = self.places.get(index)?;
            let text = self.text(word);
            if matches!(text, b"-p" | b"-vp") {
                let next = self.places.get(index + 1)?.clone();
                return Some(without_quotes(self.line, next));
            }
            if text.starts_with(b"-p") {
                return Some(without_quotes(self.line, word.start + 2..word.end));
            }
            if !text.starts_with(b"-") {
                return None;
            }
            index += 1 + usize::from(SSHPASS_OTHERS.contains(&text));
        }
    }

    /// What is written to a program that reads passwords.
    fn written(&self) -> Option<Range<usize>> {
        let Range { start, end } = self.span;
        let pipe = start + memchr::memchr(b'|', &self.line[start..end])?;
        let mut writers = self.programs.iter();
        let writer = &self.places[writers.position(|name| is_one_of(name, &WRITERS))?];
        let behind = &self.line[pipe + 1..end];
        let is_reader = READERS
            .iter()
            .any(|name| contains_ignoring_case(behind, name));
        let start = writer.end + 1;
        let end = self.line[..pipe].trim_ascii_end().len();
        (is_reader && start < end).then(|| without_quotes(self.line, start..end))
    }
}

/// What is given to a name: `name=word`, `name(word)`, `"name":"word"`. What stands in such a word
/// is not looked at again: a line costs what it holds. In a word in quotes it ends with them.
fn given(line: &[u8], quoted: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut looked_at = 0;
    let mut open = 0_usize;
    for (at, byte) in line.iter().enumerate() {
        if at < looked_at {
            continue;
        }
        match byte {
            b'(' | b'{' | b'[' => open += 1,
            b')' | b'}' | b']' => open = open.saturating_sub(1),
            _ => {}
        }
        if !b"=(:".contains(byte) {
            continue;
        }
        let name = line[looked_at..at].trim_ascii_end();
        let bare = name.strip_suffix(b"\"").or(name.strip_suffix(b"'"));
        let is_enclosed = open > 0 || bare.is_some();
        if is_password(bare.unwrap_or(name))
            && let Some(word) = value(
                &line[..end_of_quotes(line, quoted, at)],
                at + 1,
                is_enclosed,
            )
        {
            looked_at = word.end;
            let given = &line[word.clone()];
            // the second of several files of a name: `token(1).txt`
            let is_count = *byte == b'(' && is_digit(given);
            if !is_count && !is_one_of(given, &NO_PASSWORDS) {
                found.push(word);
            }
        }
    }
    found
}

fn is_password(name: &[u8]) -> bool {
    NAMES.iter().any(|known| ends_with(name, known))
}

/// Where the quotes around that place end, or the line.
fn end_of_quotes(line: &[u8], quoted: &[Range<usize>], at: usize) -> usize {
    let next = quoted.partition_point(|span| span.end <= at);
    let around = quoted.get(next).filter(|span| span.start <= at);
    around.map_or(line.len(), |span| span.end)
}

/// A name that says that the next word is a password.
fn is_asking(text: &[u8]) -> bool {
    let name = text.strip_prefix(b"-").unwrap_or(text);
    let name = name.strip_prefix(b"-").unwrap_or(name);
    let is_other = || {
        name.contains(&b'=')
            || name
                .split(|byte| *byte == b'-')
                .any(|part| is_one_of(part, &NOT_TOLD))
    };
    is_one_of(name, &ASKING) || (text.starts_with(b"--") && is_told_apart(name) && !is_other())
}

fn is_told_apart(name: &[u8]) -> bool {
    let is_token = || TOKENS.iter().any(|known| ends_with(name, known));
    let is_key = [&b"secret"[..], b"access_key"]
        .into_iter()
        .any(|known| ends_with(name, known));
    is_token() || is_password(name) && !is_key
}

/// Which pass of several an encoder makes, as `--pass 1`: too short for a password.
fn is_digit(text: &[u8]) -> bool {
    matches!(text, [digit] if digit.is_ascii_digit())
}

/// A name of a program without its path, quotes around it and `.exe`.
fn program(word: &[u8]) -> &[u8] {
    let is_quote = |byte: &u8| b"\"'".contains(byte);
    let start = word.iter().take_while(|byte| is_quote(byte)).count();
    let quotes = word[start..].iter().rev().take_while(|byte| is_quote(byte));
    let word = &word[start..word.len() - quotes.count()];
    let path = word.iter().rposition(|byte| b"/\\".contains(byte));
    let name = &word[path.map_or(0, |at| at + 1)..];
    let is_windows = ends_with(name, b".exe");
    &name[..name.len() - if is_windows { 4 } else { 0 }]
}

/// Options of one letter each, of which the last is that one.
fn ends_cluster(text: &[u8], letter: u8) -> bool {
    text.strip_prefix(b"-").is_some_and(|letters| {
        letters.last() == Some(&letter) && letters.iter().all(u8::is_ascii_alphanumeric)
    })
}

/// The value that begins there: in quotes, or up to what ends it.
fn value(line: &[u8], start: usize, is_enclosed: bool) -> Option<Range<usize>> {
    let rest = line.get(start..)?;
    let blanks = rest.iter().take_while(|byte| b" \t".contains(byte));
    let start = start + blanks.count();
    let rest = &line[start..];
    let first = *rest.first()?;
    let ends: &[u8] = if is_enclosed { b" \t,;&)}\"'" } else { b" \t" };
    let (start, length) = if b"\"'".contains(&first) {
        (start + 1, memchr::memchr(first, &rest[1..]))
    } else {
        (start, rest.iter().position(|byte| ends.contains(byte)))
    };
    let end = length.map_or(line.len(), |length| start + length);
    (start < end).then_some(start..end)
}

fn ends_with(text: &[u8], end: &[u8]) -> bool {
    let start = text.len().checked_sub(end.len());
    start.is_some_and(|start| text[start..].eq_ignore_ascii_case(end))
}

fn begins_with(text: &[u8], beginning: &[u8]) -> bool {
    let start = text.get(..beginning.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

fn is_one_of(text: &[u8], words: &[&[u8]]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests;
