//! A part of a path on the server as a name that is safe on every platform: on each the same, so
//! that a capture gives the same files everywhere.
//!
//! What must not stand in a name is written as `%` and two hexadecimal digits, byte by byte, as in
//! a URL. A percent sign is escaped only where two hexadecimal digits follow, so that the server's
//! name can always be had back, but for names that are too long.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization as _;

use crate::text::escape::is_unsafe_after;

/// What a file that is not complete is called after its name.
pub(super) const PARTIAL: &str = ".partial";

/// Longest name, in bytes: file systems have 255, and a number and [`PARTIAL`] may follow.
const LONGEST: usize = 235;
/// Longest extension, with its dot, that a number or a shortening leaves where it is.
const LONGEST_EXTENSION: usize = 16;

/// A name for `raw`, never empty, never `.` or `..`, without anything that a file system or a
/// terminal may obey.
pub(super) fn safe(raw: &[u8]) -> String {
    let mut units: Vec<Cow<str>> = Vec::with_capacity(raw.len());
    let mut rest = raw;
    for chunk in raw.utf8_chunks() {
        let valid = chunk.valid();
        for (at, character) in valid.char_indices() {
            let unit = &valid[at..at + character.len_utf8()];
            rest = &rest[unit.len()..];
            let plain = if character == '%' {
                !is_escape(rest)
            } else {
                is_plain(valid[..at].chars().next_back(), character)
            };
            units.push(if plain {
                unit.into()
            } else {
                escaped(unit.as_bytes()).into()
            });
        }
        units.extend(chunk.invalid().iter().map(|&b| escaped(&[b]).into()));
        rest = &rest[chunk.invalid().len()..];
    }
    if is_reserved(raw)
        && let Some(first) = units.first_mut()
    {
        *first = escaped(&raw[..1]).into();
    }
    // Windows drops these; `.` and `..` end here too
    let tail = if ends_as_partial(raw) {
        raw.len() - PARTIAL.len()
    } else {
        raw.len().wrapping_sub(1)
    };
    if let Some(byte @ (b'.' | b' ')) = raw.get(tail) {
        let place = units.len() - (raw.len() - tail);
        units[place] = escaped(&[*byte]).into();
    }
    shortened(&units, raw)
}

/// What two names share that some file system takes for one: those that ignore case, and those that
/// ignore how an accent is written.
pub(super) fn key(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfkd()
        .collect::<String>()
        .to_uppercase()
        .to_lowercase()
}

/// `report~2.txt`
pub(super) fn numbered(name: &str, number: u32) -> String {
    let (stem, extension) = name.split_at(extension_at(name));
    format!("{stem}~{number}{extension}")
}

/// A name for a folder that stands for many: the beginning of a digest of their path.
pub(super) fn stand_in(path: &[u8]) -> String {
    format!("~{}", &blake3::hash(path).to_hex()[..16])
}

fn is_plain(before: Option<char>, character: char) -> bool {
    !is_unsafe_after(before, character)
        && !matches!(
            character,
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|'
        )
}

fn is_escape(after: &[u8]) -> bool {
    after.len() >= 2 && after[..2].iter().all(u8::is_ascii_hexdigit)
}

fn escaped(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "%{byte:02X}");
        text
    })
}

/// Names of devices on Windows, with any extension.
fn is_reserved(raw: &[u8]) -> bool {
    let stem = raw
        .split(|&b| b == b'.')
        .next()
        .unwrap_or_default()
        .trim_ascii_end();
    let device = [&b"CON"[..], b"PRN", b"AUX", b"NUL", b"CONIN$", b"CONOUT$"];
    device.iter().any(|d| stem.eq_ignore_ascii_case(d)) || is_numbered_device(stem)
}

fn is_numbered_device(stem: &[u8]) -> bool {
    let Some((port, number)) = stem.split_at_checked(3) else {
        return false;
    };
    let is_port = port.eq_ignore_ascii_case(b"COM") || port.eq_ignore_ascii_case(b"LPT");
    let is_number = matches!(number, [b'0'..=b'9'] | [0xc2, 0xb9 | 0xb2 | 0xb3]);
    is_port && is_number
}

/// A server's own name must not look like that of a file that is cut.
fn ends_as_partial(raw: &[u8]) -> bool {
    let at = raw.len().checked_sub(PARTIAL.len());
    at.is_some_and(|at| raw[at..].eq_ignore_ascii_case(PARTIAL.as_bytes()))
}

/// The name, or where it is too long, its beginning, part of a digest, and the extension.
fn shortened(units: &[Cow<str>], raw: &[u8]) -> String {
    let name = units.concat();
    if name.is_empty() {
        return "%".to_owned();
    }
    if name.len() <= LONGEST {
        return name;
    }
    let extension = &name[extension_at(&name)..];
    let digest = &blake3::hash(raw).to_hex()[..8];
    let room = LONGEST - extension.len() - digest.len() - 1;
    let mut short = String::new();
    for unit in units {
        if short.len() + unit.len() > room {
            break;
        }
        short.push_str(unit);
    }
    format!("{short}~{digest}{extension}")
}

fn extension_at(name: &str) -> usize {
    let dot = name
        .rfind('.')
        .filter(|&dot| dot > 0 && name.len() - dot <= LONGEST_EXTENSION);
    dot.unwrap_or(name.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the server called it.
    fn raw(name: &str) -> Vec<u8> {
        let (mut bytes, mut rest) = (Vec::new(), name.as_bytes());
        while let Some((&first, after)) = rest.split_first() {
            if first == b'%' && is_escape(after) {
                let digits = std::str::from_utf8(&after[..2]).expect("hexadecimal digits");
                bytes.push(u8::from_str_radix(digits, 16).expect("a byte"));
                rest = &after[2..];
            } else {
                bytes.push(first);
                rest = after;
            }
        }
        bytes
    }

    #[test]
    fn harmless_names_stay() {
        for name in [
            "a.txt",
            ".bashrc",
            "báo cáo.txt",
            "100%.txt",
            "a~b (2).tar.gz",
            "-rf",
            "~",
            "CONTENTS",
            "COM10",
        ] {
            assert_eq!(safe(name.as_bytes()), name);
        }
    }

    #[test]
    fn hostile_names_become_harmless() {
        let cases: [(&[u8], &str); 22] = [
            (b"..", ".%2E"),
            (b".", "%2E"),
            (b"...", "..%2E"),
            (b"C:\\x", "C%3A%5Cx"),
            (b"..\\..\\x", "..%5C..%5Cx"),
            (b"a\0b", "a%00b"),
            (b"\x1b[2J", "%1B[2J"),
            ("x\u{202e}gpj.exe".as_bytes(), "x%E2%80%AEgpj.exe"),
            (b"caf\xe9", "caf%E9"),
            (b"CON", "%43ON"),
            (b"con.txt", "%63on.txt"),
            (b"nul .tar.gz", "%6Eul .tar.gz"),
            (b"COM1", "%43OM1"),
            ("lpt\u{b9}.x".as_bytes(), "%6Cpt¹.x"),
            (b"CONOUT$", "%43ONOUT$"),
            (b"a.", "a%2E"),
            (b"a ", "a%20"),
            (b"%41", "%2541"),
            (b"a|b?c*", "a%7Cb%3Fc%2A"),
            (b"x.partial", "x%2Epartial"),
            (b"x.PARTIAL", "x%2EPARTIAL"),
            (b"", "%"),
        ];
        for (hostile, expected) in cases {
            assert_eq!(safe(hostile), expected, "{}", hostile.escape_ascii());
        }
    }

    #[test]
    fn long_names_are_cut_between_characters_and_keep_their_extension() {
        let name = safe(format!("{}.txt", "é".repeat(200)).as_bytes());
        assert!(
            name.len() <= LONGEST
                && name.starts_with("ééé")
                && Some(".txt") == name.get(name.len() - 4..),
            "{name}"
        );
        assert_ne!(name, safe(format!("{}.txt", "é".repeat(201)).as_bytes()));
        let escapes = safe(&[0; 300]);
        assert!(
            escapes.starts_with("%00%00") && escapes.contains("%00~"),
            "{escapes}"
        );
    }

    #[test]
    fn one_key_for_names_that_a_file_system_may_take_for_one() {
        assert_eq!(key("READ.me"), key("read.ME"));
        assert_eq!(key("é"), key("e\u{301}"));
        assert_eq!(key("STRASSE"), key("straße"));
        assert_ne!(key("a"), key("b"));
    }

    #[test]
    fn a_number_stands_before_the_extension() {
        assert_eq!(numbered("a.txt", 2), "a~2.txt");
        assert_eq!(numbered(".bashrc", 3), ".bashrc~3");
        assert_eq!(numbered("noext", 12), "noext~12");
    }

    proptest! {
        #[test]
        fn any_bytes_become_one_safe_component_that_can_be_read_back(bytes in proptest::collection::vec(any::<u8>(), 1..70)) {
            let name = safe(&bytes);
            prop_assert!(!name.is_empty() && name != "." && name != ".." && name.len() <= LONGEST);
            let before = std::iter::once(None).chain(name.chars().map(Some));
            prop_assert!(before.zip(name.chars()).all(|(before, c)| is_plain(before, c)), "{}", name);
            prop_assert!(!name.ends_with(['.', ' ']) && !is_reserved(name.as_bytes()));
            prop_assert_eq!(raw(&name), bytes);
        }
    }
}
