//! The only way by which bytes from the wire reach a screen or a line of text.
//!
//! What a terminal might obey (control characters, escape sequences), what hides or reorders text (bidirectional
//! controls, zero-width characters) and what is no UTF-8 is shown as a backslash escape. A backslash stays itself: the
//! result is for reading, not for reading back.

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

pub(crate) fn push(shown: &mut String, character: char) {
    match character {
        '\n' => shown.push_str("\\n"),
        '\r' => shown.push_str("\\r"),
        '\t' => shown.push_str("\\t"),
        c if is_unsafe(c) => {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
        }
        c => shown.push(c),
    }
}

/// What a terminal might obey, and what hides or reorders text.
pub(crate) fn is_unsafe(character: char) -> bool {
    character.is_control() || is_invisible(character)
}

/// Characters that hide or reorder others (Unicode TR 36), or split lines.
fn is_invisible(character: char) -> bool {
    matches!(u32::from(character),
        0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb
        | 0xe0000..=0xe007f)
        // no characters at all, which XML does not allow
        || u32::from(character) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::text;

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
}
