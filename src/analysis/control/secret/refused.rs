//! What a server calls a wrong password where it refuses it: `bad password word for anna`,
//! `wrong password: word`. Servers mostly say something else there, so that the word must be the
//! only one between `password` and what ends it, and none that such a reply is made of.

use std::ops::Range;

use super::words::{behind_blanks, is_common, words_of};

const NOUN: &[u8] = b"password";
/// Where in it its rarest letter stands.
const RAREST: usize = 4;
/// What stands before it.
const WRONG: [&[u8]; 4] = [b"bad", b"wrong", b"invalid", b"incorrect"];
/// Shorter words are mostly those of a sentence, and longer ones no passwords.
const LENGTHS: std::ops::RangeInclusive<usize> = 6..=64;
/// Words that stand there beside those of everybody, and how many others end that do: those of no
/// sentence have digits, or stand where a user's name follows.
const OF_SENTENCES: [&[u8]; 22] = [
    b"again",
    b"attempt",
    b"attempts",
    b"because",
    b"combination",
    b"condition",
    b"content",
    b"credentials",
    b"format",
    b"goodbye",
    b"hash",
    b"incorrect",
    b"invalid",
    b"length",
    b"logout",
    b"mismatch",
    b"number",
    b"syntax",
    b"therefore",
    b"unauthorized",
    b"username",
    b"values",
];
const ENDS_OF_OTHERS: [&[u8]; 4] = [b"ed", b"ing", b"tion", b"den"];

/// Where in a line such passwords stand.
pub(super) fn refused_passwords(text: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    memchr::memchr_iter(b'w', text).filter_map(|at| {
        let start = at.checked_sub(RAREST)?;
        let end = start + NOUN.len();
        let is_noun = text.get(start..end)?.eq_ignore_ascii_case(NOUN);
        (is_noun && follows_wrong(text, start)).then(|| behind_noun(text, end))?
    })
}

/// `bad `, `wrong `
fn follows_wrong(text: &[u8], at: usize) -> bool {
    let before = text[..at].strip_suffix(b" ").unwrap_or_default();
    WRONG.iter().any(|word| {
        let start = before.len().checked_sub(word.len());
        start.is_some_and(|start| {
            let is_apart = start == 0 || !before[start - 1].is_ascii_alphanumeric();
            is_apart && before[start..].eq_ignore_ascii_case(word)
        })
    })
}

/// The word behind a colon that ends the line, or one with `for` and a name behind it.
fn behind_noun(text: &[u8], end: usize) -> Option<Range<usize>> {
    let (at, has_colon) = match text.get(end)? {
        b':' => (end + 1, true),
        _ => (end, false),
    };
    let start = behind_blanks(text, at)?;
    let window = &text[start..text.len().min(start + LENGTHS.end() + 1)];
    let word = words_of(window).next().filter(|word| word.start == 0)?;
    let found = start..start + word.end;
    let rest = &text[found.end..];
    let is_last = has_colon && rest.trim_ascii().iter().all(|byte| b".!".contains(byte));
    let is_named = rest.starts_with(b" for ");
    let word = &text[found.clone()];
    ((is_last || is_named) && LENGTHS.contains(&word.len()) && !is_of_sentence(word))
        .then_some(found)
}

fn is_of_sentence(word: &[u8]) -> bool {
    let lower = word.to_ascii_lowercase();
    let is_known = || {
        is_common(&lower)
            || OF_SENTENCES.contains(&lower.as_slice())
            || ENDS_OF_OTHERS.iter().any(|end| lower.ends_with(end))
    };
    lower.iter().all(u8::is_ascii_alphabetic) && is_known() || !lower.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut text = text.as_bytes().to_vec();
        let found: Vec<_> = refused_passwords(&text).collect();
        for range in found.into_iter().rev() {
            text.splice(range, *b"***");
        }
        String::from_utf8(text).expect("text")
    }

    #[test]
    fn a_password_behind_a_refusal() {
        for text in [
            "530 Login failed: bad password *** for anna",
            "530 Wrong password: ***",
            "530 INVALID Password: ***.",
            "530-incorrect password *** for 'anna'",
        ] {
            for word in ["kestrel", "kestrel7", "730125"] {
                assert_eq!(shown(&text.replace("***", word)), text);
            }
        }
    }

    #[test]
    fn words_of_a_sentence_stay() {
        for text in [
            "530 bad password for anna",
            "530 Bad password given for anna",
            "530 bad password supplied for anna",
            "530 bad password attempt for anna",
            "530 wrong password, please try again",
            "530 Wrong password: access denied",
            "530 Wrong password: disconnecting",
            "530 Wrong password: try again",
            "530 Invalid password: expired.",
            "530 Invalid password format for anna",
            "530 Wrong password: Zugang verweigert",
            "530 Wrong password: gesperrt bis morgen",
            "530 Wrong password: \u{111}\u{103}ng nh\u{1ead}p",
            "530 Wrong password: m\u{1ead}tkh\u{1ea9}u",
            "530 Wrong password: refus\u{e9}",
            "530 Incorrect password or username for this host",
            "530 Incorrect password hunter for-sale.txt",
            "530 Wrong password",
            "530 Wrong password: ",
            "550 /pub/bad password.txt: no such file",
            "331 Password required for kestrel",
        ] {
            assert_eq!(shown(text), text);
        }
    }
}
