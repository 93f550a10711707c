//! How tables look: width, colour, shortening.

use comfy_table::{Attribute, Cell, Color, Table};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What the terminal can show.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Its columns; `None` for as many as it takes.
    pub width: Option<u16>,
    /// Colour.
    pub color: bool,
}

impl Style {
    pub(super) fn apply(self, table: &mut Table) {
        if self.color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
    }

    /// A text in bold and in colour, where colour is wanted.
    pub(super) fn paint(self, text: &str, color: Color) -> String {
        if !self.color {
            return text.to_owned();
        }
        let mut table = Table::new();
        table.load_style(comfy_table::presets::NOTHING).enforce_styling();
        table.add_row([Cell::new(text).fg(color).add_attribute(Attribute::Bold)]);
        if let Some(column) = table.column_mut(0) {
            column.set_padding((0, 0));
        }
        table.to_string()
    }
}

/// A colour for each session, so that interleaved rows can be told apart at a glance.
pub(super) fn session_color(session: u32) -> Color {
    const COLORS: [Color; 6] = [Color::Yellow, Color::Cyan, Color::Magenta, Color::Green, Color::Blue, Color::Red];
    COLORS[(session as usize).wrapping_sub(1) % COLORS.len()]
}

/// At most `width` columns of a text, with an ellipsis where something was left out.
pub(super) fn shorten(text: &str, width: u16) -> String {
    let width = usize::from(width);
    if text.width() <= width {
        return text.to_owned();
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
    shown
}

/// A text broken at spaces into lines of at most `width` columns; a longer word is shortened.
pub(super) fn wrap(text: &str, width: u16) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= usize::from(width) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(shorten(word, width)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{shorten, wrap};

    #[test]
    fn wraps_at_spaces() {
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap("incomprehensible", 5), ["inco…"]);
        assert_eq!(wrap("", 5), [""; 0]);
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
