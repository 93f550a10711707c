//! Passwords that a text gives away by itself, whether or not the capture shows that they were
//! sent.

use std::ops::Range;

use crate::analysis::find::{after_ignoring_case, contains_ignoring_case};

use super::refused::refused_passwords;
use super::scanner::is_secret_verb;
use super::spelled;
use super::tokens;
use super::words::{behind_blanks, is_common, words_of};

/// Shorter words are no passwords unless something else says so.
const SHORTEST: usize = 6;
/// So much of one is looked at, so that a line that names one after the other costs what it holds.
const LONGEST: usize = 128;

/// Which signs a text has, of those without which nothing need be looked for in it. To read it once
/// for all of them costs less than a search for each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signs(u8);

impl Signs {
    const COLON: u8 = 1;
    const QUOTE: u8 = 2;
    /// One of the letters that PASS and `password` are found by.
    const TOLD: u8 = 4;
    const SPELLED: u8 = 8;
    const FOREIGN: u8 = 16;
    /// Dots may stand for the rest of a word.
    const DOTS: u8 = 32;
    /// One of those that the tokens of web servers are found by.
    const TOKEN: u8 = 64;

    const OF_BYTES: [u8; 256] = {
        let mut table = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            table[byte] = match byte as u8 {
                b':' => Signs::COLON,
                b'\'' | b'"' | b'`' => Signs::QUOTE,
                b'P' | b'w' => Signs::TOLD,
                b'.' => Signs::DOTS,
                byte if spelled::is_foreign(byte) => Signs::FOREIGN | Signs::DOTS,
                byte if spelled::may_spell(byte) => Signs::SPELLED,
                _ => 0,
            };
            if spelled::begins_invisible(byte as u8) {
                table[byte] |= Signs::SPELLED;
            }
            if tokens::may_begin(byte as u8) {
                table[byte] |= Signs::TOKEN;
            }
            byte += 1;
        }
        table
    };

    pub(super) fn of(text: &[u8]) -> Self {
        let signs = text.iter().map(|&byte| Signs::OF_BYTES[usize::from(byte)]);
        Signs(signs.fold(0, |all, sign| all | sign))
    }

    /// Characters may be spelled in another way, or stand behind stars.
    pub(super) fn may_spell(self) -> bool {
        self.0 & Signs::SPELLED != 0
    }

    /// There are characters that are not ASCII, or what stands for one.
    pub(super) fn is_foreign(self) -> bool {
        self.0 & Signs::FOREIGN != 0
    }

    pub(super) fn may_leave_out(self) -> bool {
        self.0 & Signs::DOTS != 0
    }
}

/// Where in a line of either side such passwords stand, in any order.
pub(super) fn named(text: &[u8], signs: Signs) -> Vec<Range<usize>> {
    let has = |sign: u8| signs.0 & sign != 0;
    let mut found = Vec::new();
    if has(Signs::COLON) {
        found.extend(url_passwords(text));
        found.extend(password_of_user(text));
    }
    if has(Signs::QUOTE) {
        found.extend(quoted_passwords(text));
    }
    if has(Signs::TOLD) {
        found.extend(told_passwords(text));
        found.extend(refused_passwords(text));
    }
    if has(Signs::TOKEN) {
        found.extend(tokens::of_queries(text));
        found.extend(tokens::of_headers(text));
    }
    found
}

/// The password in `USER anna:word@host` and `USER anna:word`, as some clients send what they found
/// in a URL, and in the `OPEN anna:word@host` and `CONNECT` that proxies take, or HOST.
pub(super) fn password_of_user(line: &[u8]) -> Option<Range<usize>> {
    let (verb, at) = verb_of(line)?;
    let argument = &line[at..];
    let is = |name: &[u8]| verb.eq_ignore_ascii_case(name);
    let password = if is(b"USER") {
        password_of_name(argument)?
    } else if is(b"OPEN") || is(b"CONNECT") || is(b"HOST") {
        password_of_authority(argument)?
    } else {
        return None;
    };
    Some(at + password.start..at + password.end)
}

/// A verb, and where its argument begins behind a blank.
fn verb_of(line: &[u8]) -> Option<(&[u8], usize)> {
    let end = line.iter().position(|byte| !byte.is_ascii_alphanumeric())?;
    b" \t"
        .contains(&line[end])
        .then_some((&line[..end], end + 1))
}

/// The password in a command by which somebody logs in elsewhere: what [`password_of_user`] knows,
/// `LOGIN anna word`, behind SITE too, and `SITE host 21 anna word`. Behind AUTH and the name of a
/// mechanism stands what it begins with. And some send all in one line: `USER anna; PASS word`.
/// Replies begin with such words too, and hold none.
pub(super) fn password_of_login(line: &[u8]) -> Option<Range<usize>> {
    const USER: &[u8] = b"USER";
    let is_user = line
        .get(..USER.len())
        .is_some_and(|verb| verb.eq_ignore_ascii_case(USER));
    if is_user && let Some(password) = password_in_one_line(line) {
        return Some(password);
    }
    let (verb, at) = verb_of(line)?;
    let argument = &line[at..];
    let is = |name: &[u8]| verb.eq_ignore_ascii_case(name);
    let password = if is(b"LOGIN") || is(b"AUTH") {
        password_behind_user(argument)?
    } else if is(b"SITE") {
        password_at_site(argument)?
    } else {
        return password_of_user(line);
    };
    Some(at + password.start..at + password.end)
}

fn password_at_site(argument: &[u8]) -> Option<Range<usize>> {
    let words = words_between_blanks(argument);
    if let [(_, verb), _, (start, _)] = words[..]
        && verb.eq_ignore_ascii_case(b"USER")
    {
        return Some(start..argument.len());
    }
    password_for_host(argument).or_else(|| password_of_login(argument))
}

/// What stands behind PASS in a line with USER, or in its argument.
pub(super) fn password_in_one_line(argument: &[u8]) -> Option<Range<usize>> {
    const VERB: &[u8] = b"PASS";
    let behind = after_ignoring_case(argument, VERB)?;
    let verb_at = argument.len() - behind.len() - VERB.len();
    let is_apart = verb_at
        .checked_sub(1)
        .is_some_and(|at| !argument[at].is_ascii_alphanumeric());
    let signs = behind
        .iter()
        .take_while(|byte| b" \t=:".contains(byte))
        .count();
    let start = argument.len() - behind.len() + signs;
    (is_apart && signs > 0 && start < argument.len()).then_some(start..argument.len())
}

/// The second of two words.
fn password_behind_user(argument: &[u8]) -> Option<Range<usize>> {
    match words_between_blanks(argument)[..] {
        [_, (start, _)] => Some(start..argument.len()),
        _ => None,
    }
}

/// The last of host, port, user and password; the port may be left out. What has a dot is a host:
/// no command has one.
fn password_for_host(argument: &[u8]) -> Option<Range<usize>> {
    let words = words_between_blanks(argument);
    let is_number = |word: &[u8]| word.iter().all(u8::is_ascii_digit);
    let (start, password) = match words[..] {
        [(_, host), _, last] if host.contains(&b'.') => last,
        [(_, host), (_, port), _, last] if host.contains(&b'.') && is_number(port) => last,
        _ => return None,
    };
    Some(start..start + password.len())
}

/// The first five words of a text, and where they stand.
fn words_between_blanks(text: &[u8]) -> Vec<(usize, &[u8])> {
    const MOST: usize = 5;
    let mut at = 0;
    let words = text.split(|byte| b" \t".contains(byte)).map(|word| {
        let start = at;
        at += word.len() + 1;
        (start, word)
    });
    words
        .filter(|(_, word)| !word.is_empty())
        .take(MOST)
        .collect()
}

/// The password in the name of a user: what stands behind a colon, up to the `@` before a host, if
/// there is one. A colon behind that `@` stands before a port.
pub(super) fn password_of_name(name: &[u8]) -> Option<Range<usize>> {
    if name.contains(&b'@') {
        return password_of_authority(name);
    }
    let colon = name.iter().position(|&byte| byte == b':')?;
    let is_scheme = name[colon..].starts_with(b"://");
    (colon > 0 && colon + 1 < name.len() && !is_scheme).then_some(colon + 1..name.len())
}

/// The line with a password that a server repeats in quotes, whether or not the capture shows that
/// it was sent: `'PASS word': command not understood`. Where it tells how to log in, it names no
/// password but what stands for one.
fn quoted_passwords(text: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let quotes = memchr::memchr3_iter(b'\'', b'"', b'`', text);
    quotes.filter_map(|quote| {
        let line = &text[quote + 1..];
        // a line of nothing but quotes costs what it holds
        line.first().filter(|byte| byte.is_ascii_alphanumeric())?;
        let verb = words_of(line).next()?;
        if !is_secret_verb(&line[verb.clone()]) {
            return None;
        }
        let start = behind_blanks(line, verb.end)?;
        let closing = if text[quote] == b'`' {
            b'\''
        } else {
            text[quote]
        };
        let length = memchr::memchr(closing, &line[start..]);
        let end = length.map_or(line.len(), |length| start + length);
        (!is_placeholder(&line[start..end])).then_some(quote + 1 + start..quote + 1 + end)
    })
}

/// True for what stands for a password in a text that explains how to send one.
fn is_placeholder(text: &[u8]) -> bool {
    let mut names = [&b"pass"[..], b"word", b"acc"].into_iter();
    let is_sign = |byte: &u8| !byte.is_ascii_alphanumeric();
    text.first().is_none_or(is_sign)
        || text.iter().all(u8::is_ascii_alphabetic)
            && names.any(|name| contains_ignoring_case(text, name))
        || is_common(&text.to_ascii_lowercase())
}

/// What a server tells of a password without quotes: `PASS word not understood`,
/// `your password is word`. Words of its own follow too (`PASS required`), so that only letters
/// with digits among them are taken for one.
pub(super) fn told_passwords(text: &[u8]) -> Vec<Range<usize>> {
    const VERB: &[u8] = b"PASS";
    const NOUN: &[u8] = b"password";
    /// Where in the noun its rarest letter stands.
    const RAREST: usize = 4;
    let places = memchr::memchr2_iter(b'P', b'w', text).filter_map(|at| {
        if text[at..].starts_with(VERB) {
            let before = at.checked_sub(1).map(|before| text[before]);
            let is_verb = before.is_none_or(|byte| !byte.is_ascii_alphanumeric());
            return behind_blanks(text, at + VERB.len()).filter(|_| is_verb);
        }
        let start = at.checked_sub(RAREST)?;
        let noun = text.get(start..start + NOUN.len())?;
        told_at(text, start + NOUN.len()).filter(|_| noun.eq_ignore_ascii_case(NOUN))
    });
    places.filter_map(|start| mixed_word(text, start)).collect()
}

/// Where the word stands that `password` names: behind `is`, `:` or `=`, or in quotes.
fn told_at(text: &[u8], end: usize) -> Option<usize> {
    let blanks_end = |at: usize| behind_blanks(text, at).unwrap_or(at);
    let at = blanks_end(end);
    let rest = &text[at..];
    let at = match rest.first()? {
        b':' | b'=' => blanks_end(at + 1),
        b'\'' | b'"' | b'`' => at,
        _ if rest.starts_with(b"is ") => blanks_end(at + 2),
        _ => return None,
    };
    let is_quote = text.get(at).is_some_and(|byte| b"'\"`".contains(byte));
    Some(at + usize::from(is_quote))
}

/// A word that begins there, if it has letters and digits: of those that explain something, hardly
/// one has both.
pub(super) fn mixed_word(text: &[u8], start: usize) -> Option<Range<usize>> {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"'\"`<>()[],;&".contains(byte);
    let rest = &text[start..text.len().min(start + LONGEST)];
    let word = &rest[..rest.iter().position(is_end).unwrap_or(rest.len())];
    let signs = word.iter().rev().take_while(|byte| b".:!?".contains(byte));
    let word = &word[..word.len() - signs.count()];
    let is_mixed = word.iter().any(u8::is_ascii_digit) && word.iter().any(u8::is_ascii_alphabetic);
    (is_mixed && word.len() >= SHORTEST).then_some(start..start + word.len())
}

/// The password in what stands before the path of a URL, without its scheme: from the colon behind
/// the user to the `@` before the host.
pub(super) fn password_of_authority(authority: &[u8]) -> Option<Range<usize>> {
    let host = authority.iter().rposition(|&byte| byte == b'@')?;
    let colon = authority[..host].iter().position(|&byte| byte == b':')?;
    let is_scheme = authority[colon..].starts_with(b"://");
    (colon + 1 < host && !is_scheme).then_some(colon + 1..host)
}

/// The passwords of URLs: from the colon behind a user to the `@` before a host (RFC 1738 section
/// 3.1). As a part of a path a URL has one slash where two stood; behind a single letter it is the
/// drive of a path.
pub(super) fn url_passwords(text: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let colons = memchr::memchr_iter(b':', text);
    let authorities = colons.filter_map(|at| {
        let slashes = text[at + 1..].iter().take_while(|&&byte| byte == b'/');
        let is_scheme = at > 1 && text[at - 2..at].iter().all(u8::is_ascii_alphanumeric);
        match slashes.take(2).count() {
            2 => Some(at + 3),
            1 if is_scheme => Some(at + 2),
            _ => None,
        }
    });
    authorities.filter_map(|start| {
        let len = text[start..]
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || b"/?#\"'<>".contains(byte))
            .unwrap_or(text.len() - start);
        let password = password_of_authority(&text[start..start + len])?;
        Some(start + password.start..start + password.end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut text = text.as_bytes().to_vec();
        let mut found = named(&text, Signs::of(&text));
        found.extend(password_of_login(&text));
        found.sort_unstable_by_key(|range| range.start);
        found.dedup();
        for range in found.into_iter().rev() {
            text.splice(range, *b"***");
        }
        String::from_utf8(text).expect("text")
    }

    #[test]
    fn a_login_somewhere_else() {
        for (line, masked) in [
            ("LOGIN anna kestrel", "LOGIN anna ***"),
            ("login anna", "login anna"),
            ("SITE LOGIN anna kestrel", "SITE LOGIN anna ***"),
            ("SITE USER anna kestrel", "SITE USER anna ***"),
            ("SITE USER anna", "SITE USER anna"),
            ("SITE OPEN anna:kestrel@host", "SITE OPEN anna:***@host"),
            ("USER anna;PASS kestrel", "USER anna;PASS ***"),
            ("user=anna&pass=kestrel", "user=anna&pass=***"),
            ("USER anna passage", "USER anna passage"),
            ("USER anna pass", "USER anna pass"),
            ("AUTH TLS", "AUTH TLS"),
            ("AUTH PLAIN AGFubmEAa2VzdHJlbA", "AUTH PLAIN ***"),
            ("CONNECT anna:kestrel@host", "CONNECT anna:***@host"),
            ("HOST anna:kestrel@host", "HOST anna:***@host"),
            ("HOST host.example", "HOST host.example"),
            (
                "SITE ftp.example 21 anna kestrel",
                "SITE ftp.example 21 anna ***",
            ),
            ("SITE ftp.example anna kestrel", "SITE ftp.example anna ***"),
            ("SITE UTIME a.txt 2020 b", "SITE UTIME a.txt 2020 b"),
            ("SITE CHMOD 644 a.txt", "SITE CHMOD 644 a.txt"),
        ] {
            assert_eq!(shown(line), masked);
        }
    }

    #[test]
    fn a_password_that_a_server_tells_without_quotes() {
        for (text, masked) in [
            (
                "500 PASS kestrel-7 not understood",
                "500 PASS *** not understood",
            ),
            (" bob   PASS kestrel7: idle", " bob   PASS ***: idle"),
            (
                "530 Your password is kestrel7.",
                "530 Your password is ***.",
            ),
            ("530 Password: kestrel7", "530 Password: ***"),
            (
                "530 password \"kestrel7\" rejected",
                "530 password \"***\" rejected",
            ),
            (
                "530 password=kestrel7&user=anna",
                "530 password=***&user=anna",
            ),
            ("503 PASS without USER", "503 PASS without USER"),
            (
                "214 PASS <password-8> required",
                "214 PASS <password-8> required",
            ),
            (
                "331 Password required for web01",
                "331 Password required for web01",
            ),
            ("331 Password is required", "331 Password is required"),
            (
                "230 Password expires in 14 days",
                "230 Password expires in 14 days",
            ),
            ("230 BYPASS kestrel7", "230 BYPASS kestrel7"),
        ] {
            assert_eq!(shown(text), masked);
        }
    }
}
