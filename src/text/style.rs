//! How text for people looks: width, colour, shortening.

use std::borrow::Cow;

use anstyle::AnsiColor;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What the terminal can show.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Its columns; `None` for as many as it takes.
    pub width: Option<u16>,
    /// Colour.
    pub color: bool,
}

/// Columns of running text where nothing tells how many there are.
const TEXT_WIDTH: u16 = 80;

impl Style {
    /// The columns of running text, and at least so many.
    pub(crate) fn text_width(self, least: u16) -> u16 {
        self.width.unwrap_or(TEXT_WIDTH).max(least)
    }

    /// A text in bold and in colour, where colour is wanted.
    pub(crate) fn paint(self, text: &str, color: AnsiColor) -> String {
        if !self.color {
            return text.to_owned();
        }
        let style = anstyle::Style::new().bold().fg_color(Some(color.into()));
        format!("{style}{text}{style:#}")
    }
}

/// A colour for each session, so that interleaved rows can be told apart at a glance.
pub(crate) fn session_color(session: u32) -> AnsiColor {
    const COLORS: [AnsiColor; 6] = [
        AnsiColor::BrightYellow,
        AnsiColor::BrightCyan,
        AnsiColor::BrightMagenta,
        AnsiColor::BrightGreen,
        AnsiColor::BrightBlue,
        AnsiColor::BrightRed,
    ];
    COLORS[(session as usize).wrapping_sub(1) % COLORS.len()]
}

/// Stands between the ports of a segment.
const ARROW: &str = "→";

/// The columns of the terminal that a text takes.
pub(crate) fn columns(text: &str) -> usize {
    // most texts are plain but for an arrow near their beginning, and there are millions of them
    if text.is_ascii() {
        return text.len();
    }
    let arrow = text.bytes().position(|byte| !byte.is_ascii());
    match arrow.and_then(|at| text[at..].strip_prefix(ARROW)) {
        Some(behind) if behind.is_ascii() => text.len() - ARROW.len() + 1,
        _ => text.width(),
    }
}

/// At most `width` columns of a text, with an ellipsis where something was left out.
pub(crate) fn shorten(text: &str, width: u16) -> Cow<'_, str> {
    let width = usize::from(width);
    if columns(text) <= width {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > width {
            break;
        }
        shown.push(character);
    }
    if width > 0 {
        shown.push('…');
    }
    Cow::Owned(shown)
}

/// At most `width` columns of a path: folders in front are left out, as the name at the end tells
/// most.
pub(crate) fn shorten_path(path: &str, width: u16) -> Cow<'_, str> {
    if columns(path) <= usize::from(width) {
        return Cow::Borrowed(path);
    }
    let room = usize::from(width.saturating_sub(1));
    let mut ends = path.match_indices(['/', '\\']).map(|(at, _)| &path[at..]);
    Cow::Owned(if let Some(end) = ends.find(|end| columns(end) <= room) {
        format!("…{end}")
    } else {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        shorten(name, width).into_owned()
    })
}

/// A text broken at spaces into lines of at most `width` columns; a longer word is shortened.
pub(crate) fn wrap(text: &str, width: u16) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // columns of the last line
    let mut used = 0;
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let wanted = columns(word);
        match lines.last_mut() {
            Some(line) if used + 1 + wanted <= usize::from(width) => {
                line.push(' ');
                line.push_str(word);
                used += 1 + wanted;
            }
            _ => {
                let word = shorten(word, width);
                used = columns(&word);
                lines.push(word.into_owned());
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{columns, shorten, shorten_path, wrap};

    #[test]
    fn the_name_at_the_end_of_a_path_is_kept() {
        for (path, shown) in [
            ("case.pcap", "case.pcap"),
            ("/a/reports/60-port/case.pcap", "…/60-port/case.pcap"),
            ("C:\\a\\60-port\\case.pcap", "…\\60-port\\case.pcap"),
            ("/a/the-name-of-a-capture.pcap", "the-name-of-a-captu…"),
        ] {
            assert_eq!(shorten_path(path, 20), shown);
        }
    }

    #[test]
    fn wraps_at_spaces() {
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap("incomprehensible", 5), ["inco…"]);
        assert_eq!(wrap("", 5), [""; 0]);
    }

    #[test]
    fn columns_are_those_of_the_terminal() {
        for (text, expected) in [
            ("", 0),
            ("abc", 3),
            ("21 → 50258 [ACK]", 16),
            ("→", 1),
            ("→é", 2),
            ("日本 →", 6),
            ("é", 1),
        ] {
            assert_eq!(columns(text), expected, "{text}");
        }
    }

    #[test]
    fn shortens_by_columns() {
        assert_eq!(shorten("abcdef", 6), "abcdef");
        assert_eq!(shorten("abcdef", 4), "abc…");
        assert_eq!(shorten("日本語", 4), "日…");
        assert_eq!(shorten("abc", 1), "…");
        assert_eq!(shorten("abc", 0), "");
    }
}
