//! Passwords that are known, and the masking of their copies.

use std::borrow::Cow;
use std::ops::Range;

use super::MASK;

/// Shorter passwords stand in too much text that has nothing to do with them.
const SHORTEST: usize = 6;
/// Passwords of a session that are remembered: a guessing client tries many, and a server repeats at once or never.
const MOST: usize = 64;

/// The passwords of a session.
#[derive(Clone, Debug, Default)]
pub struct Words {
    known: Vec<Box<[u8]>>,
}

impl Words {
    /// Remembers a password; `names`: user and hosts of the session, which are no secrets.
    pub(in crate::analysis::control) fn add(&mut self, password: &[u8], names: &[&[u8]]) {
        let is_name = names.iter().any(|name| name.eq_ignore_ascii_case(password));
        let is_known = self.known.iter().any(|known| **known == *password);
        if password.len() < SHORTEST || is_name || is_known {
            return;
        }
        if self.known.len() == MOST {
            self.known.remove(0);
        }
        self.known.push(password.into());
    }

    /// True where there is nothing to look for but URLs.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Where in a text passwords stand, in order and apart.
    pub fn within(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = url_passwords(text).collect();
        for word in &self.known {
            found.extend(copies(text, word));
        }
        merged(found)
    }

    /// A text as it may be shown.
    pub fn mask<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        let found = self.within(text);
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut shown = text.to_vec();
        for range in found.into_iter().rev() {
            shown.splice(range, MASK.iter().copied());
        }
        Cow::Owned(shown)
    }
}

/// Where a word stands by itself: not inside of a longer one.
fn copies<'t>(text: &'t [u8], word: &'t [u8]) -> impl Iterator<Item = Range<usize>> + 't {
    // a word has at least one byte, and both cases of it are looked for at once
    let first = word[0];
    let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    memchr::memchr2_iter(lower, upper, text)
        .map(|start| start..start + word.len())
        .filter(move |range| {
            text.get(range.clone())
                .is_some_and(|part| part.eq_ignore_ascii_case(word))
                && is_border(text, range.start.checked_sub(1))
                && is_border(text, Some(range.end))
        })
}

/// True where no word goes on at that place.
fn is_border(text: &[u8], at: Option<usize>) -> bool {
    at.and_then(|at| text.get(at))
        .is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

/// The passwords of URLs: from the colon behind a user to the `@` before a host (RFC 1738 section 3.1).
fn url_passwords(text: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    memchr::memmem::find_iter(text, b"://").filter_map(|at| {
        let start = at + 3;
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"/?#\"'<>".contains(byte);
        let len = text[start..]
            .iter()
            .position(ends)
            .unwrap_or(text.len() - start);
        let authority = &text[start..start + len];
        let host = authority.iter().rposition(|&byte| byte == b'@')?;
        let colon = authority[..host].iter().position(|&byte| byte == b':')?;
        (colon + 1 < host).then_some(start + colon + 1..start + host)
    })
}

/// The same ranges, in order, those that touch made one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(passwords: &[&str]) -> Words {
        let mut words = Words::default();
        for password in passwords {
            words.add(password.as_bytes(), &[b"anna", b"server"]);
        }
        words
    }

    fn masked(words: &Words, text: &str) -> String {
        String::from_utf8(words.mask(text.as_bytes()).into_owned()).expect("text")
    }

    #[test]
    fn whole_words_are_masked_and_parts_of_words_are_not() {
        let words = words(&["sunflower"]);
        assert_eq!(masked(&words, "no sunflower here"), "no ******** here");
        assert_eq!(masked(&words, "/SUNFLOWER.txt"), "/********.txt");
        assert_eq!(masked(&words, "sunflowers"), "sunflowers");
        assert_eq!(masked(&words, "sunflower"), "********");
    }

    #[test]
    fn short_ones_and_names_are_no_secrets() {
        let words = words(&["in", "server", "ANNA", "12345"]);
        assert!(words.is_empty());
        assert_eq!(
            masked(&words, "log in to server 12345"),
            "log in to server 12345"
        );
    }

    #[test]
    fn passwords_in_urls() {
        let words = Words::default();
        assert_eq!(
            masked(&words, "ftp://anna:x@host/a:b@c"),
            "ftp://anna:********@host/a:b@c"
        );
        assert_eq!(masked(&words, "http://host:80/ a@b"), "http://host:80/ a@b");
        assert_eq!(masked(&words, "ftp://anna@host"), "ftp://anna@host");
    }

    #[test]
    fn a_guessing_client_costs_no_more_than_so_many() {
        let mut words = Words::default();
        for number in 0..1000 {
            words.add(format!("password{number}").as_bytes(), &[]);
        }
        assert_eq!(words.known.len(), MOST);
        assert_eq!(masked(&words, "password999"), "********");
    }
}
