//! The only way by which bytes from the wire reach a screen or a line of text.
//!
//! What a terminal might obey (control characters, escape sequences), what hides or reorders text
//! (bidirectional controls, zero-width characters) and what is not UTF-8 is shown as a backslash
//! escape. A backslash stays itself: the result is for reading, not for reading back.

use std::fmt::Write as _;

/// Bytes as text that is safe to show.
pub(crate) fn text(bytes: &[u8]) -> String {
    let mut shown = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            push(&mut shown, character);
        }
        for byte in chunk.invalid() {
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
    shown
}

/// The same text for a line of Markdown: what would mark it up, or be HTML, stands for itself.
pub(crate) fn markdown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&'
        ) {
            shown.push('\\');
        }
        shown.push(character);
    }
    shown
}

/// Adds a character to text that is safe to show.
pub(crate) fn push(shown: &mut String, character: char) {
    match character {
        ' '..='~' => shown.push(character),
        '\n' => shown.push_str("\\n"),
        '\r' => shown.push_str("\\r"),
        '\t' => shown.push_str("\\t"),
        c if is_unsafe_after(shown.chars().next_back(), c) => {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
        }
        c => shown.push(c),
    }
}

/// What a terminal might obey, and what hides or reorders text.
fn is_unsafe(character: char) -> bool {
    character.is_control() || is_invisible(character)
}

/// The same of a character that follows `before`: a variation selector that makes an emoji of it
/// hides nothing.
pub(crate) fn is_unsafe_after(before: Option<char>, character: char) -> bool {
    is_unsafe(character) && !(is_presentation(character) && before.is_some_and(is_emoji))
}

/// The first character of `text`, with its place, that is not shown as it is.
pub(crate) fn first_unsafe(text: &str) -> Option<(usize, char)> {
    let (mut before, mut at) = (None, 0);
    loop {
        // nearly all of most texts is printable ASCII
        let plain = (text.as_bytes()[at..].iter()).position(|byte| !matches!(byte, b' '..=b'~'))?;
        before = before.filter(|_| plain == 0);
        at += plain;
        let character = text[at..].chars().next()?;
        if is_unsafe_after(before.replace(character), character) {
            return Some((at, character));
        }
        at += character.len_utf8();
    }
}

/// Characters that hide or reorder others, or show nothing (`Default_Ignorable_Code_Point` of
/// Unicode 16, UTS 39), the empty Braille pattern, and those that split lines.
fn is_invisible(character: char) -> bool {
    matches!(u32::from(character),
        0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f
        | 0x2028..=0x202e | 0x2060..=0x206f | 0x2800 | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0
        | 0xfff0..=0xfffb | 0x1_bca0..=0x1_bca3 | 0x1_d173..=0x1_d17a | 0xe_0000..=0xe_0fff)
        // no characters at all, which XML does not allow
        || u32::from(character) & 0xfffe == 0xfffe
}

/// The variation selectors that show a character as text or as an emoji.
fn is_presentation(character: char) -> bool {
    matches!(character, '\u{fe0e}' | '\u{fe0f}')
}

/// Characters that have both shapes, by the blocks they stand in. Digits are left out: nobody would
/// see the selector.
fn is_emoji(character: char) -> bool {
    matches!(u32::from(character),
        0xa9 | 0xae | 0x203c | 0x2049 | 0x2122 | 0x2139 | 0x2194..=0x21aa | 0x231a..=0x23ff | 0x24c2
        | 0x25aa..=0x25fe | 0x2600..=0x27bf | 0x2934 | 0x2935 | 0x2b05..=0x2b55 | 0x3030 | 0x303d | 0x3297
        | 0x3299 | 0x1_f000..=0x1_faff)
}

#[cfg(test)]
mod tests {
    use super::{first_unsafe, text};

    #[test]
    fn the_first_character_that_is_not_shown() {
        for (text, at) in [
            ("", None),
            ("21 → 50258 [ACK]", None),
            ("\u{1f600}\u{fe0f} a", None),
            ("→a\u{fe0f}", Some(4)),
            ("\u{1f600} \u{fe0f}", Some(5)),
            ("abc\u{7f}", Some(3)),
            ("\tabc", Some(0)),
            ("é\u{202e}x", Some(2)),
        ] {
            assert_eq!(first_unsafe(text).map(|(at, _)| at), at, "{text:?}");
        }
    }

    #[test]
    fn shows_what_is_harmless_and_escapes_the_rest() {
        assert_eq!(text("báo cáo.txt".as_bytes()), "báo cáo.txt");
        assert_eq!(
            text(b"a\x1b[31mb\r\n\t\0\x7f"),
            "a\\u{1b}[31mb\\r\\n\\t\\u{0}\\u{7f}"
        );
        assert_eq!(text(b"caf\xe9"), "caf\\xe9");
        assert_eq!(
            text("a\u{fffe}b\u{1ffff}".as_bytes()),
            "a\\u{fffe}b\\u{1ffff}"
        );
        assert_eq!(
            text("x\u{202e}y\u{9b}z\u{2028}".as_bytes()),
            "x\\u{202e}y\\u{9b}z\\u{2028}"
        );
    }

    #[test]
    fn what_shows_nothing_is_told_but_for_the_shape_of_an_emoji() {
        let hidden = [
            '\u{34f}',
            '\u{115f}',
            '\u{1160}',
            '\u{17b4}',
            '\u{180b}',
            '\u{200d}',
            '\u{2800}',
            '\u{3164}',
            '\u{fe00}',
            '\u{fe0e}',
            '\u{fe0f}',
            '\u{ffa0}',
            '\u{1d173}',
            '\u{e0041}',
            '\u{e0100}',
        ];
        for character in hidden {
            let shown = text(format!("a{character}b").as_bytes());
            assert_eq!(shown, format!("a\\u{{{:x}}}b", u32::from(character)));
        }
        assert_eq!(
            text("❤\u{fe0f} ☎\u{fe0e}".as_bytes()),
            "❤\u{fe0f} ☎\u{fe0e}"
        );
        assert_eq!(text("❤\u{fe0f}\u{fe0f}".as_bytes()), "❤\u{fe0f}\\u{fe0f}");
        assert_eq!(text("파일 ファイル ไฟล์".as_bytes()), "파일 ファイル ไฟล์");
    }
}
