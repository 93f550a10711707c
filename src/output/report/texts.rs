//! The room for texts in a page: how long one may be, and how much all of them together.
//!
//! Every text of the wire is shown in several places and languages, and escaping makes it longer; a
//! capture must not decide how large a page gets.

use std::cell::Cell;

use crate::limits::PageLimits;

/// What stands in the place of what had no room.
const ELLIPSIS: &str = "…";

/// The room that is left.
#[derive(Clone, Debug)]
pub(super) struct Texts {
    longest: usize,
    room: Cell<usize>,
    cut: Cell<u64>,
    without: Cell<u64>,
}

impl Texts {
    /// Room for the texts of rows: at most half of all, so that the stories of the sessions can be
    /// told as well.
    pub(super) fn of_rows(limits: &PageLimits) -> Self {
        let room = Cell::new(limits.texts / 2);
        Texts {
            longest: limits.text,
            room,
            cut: Cell::default(),
            without: Cell::default(),
        }
    }

    /// Gives the other texts the half that is theirs, and what rows have not used.
    pub(super) fn end_of_rows(&self, limits: &PageLimits) {
        self.room
            .set(self.room.get() + (limits.texts - limits.texts / 2));
    }

    /// A text, or the beginning of one that is too long.
    pub(super) fn cut(&self, mut text: String) -> String {
        if text.len() > self.longest {
            text.truncate(text.floor_char_boundary(self.longest));
            text.push_str(ELLIPSIS);
            text.shrink_to_fit();
            self.cut.set(self.cut.get() + 1);
        }
        text
    }

    /// Takes room; false where there is not as much.
    pub(super) fn take(&self, bytes: usize) -> bool {
        let left = self.room.get().checked_sub(bytes);
        self.room.set(left.unwrap_or(self.room.get()));
        left.is_some()
    }

    /// A text as far as it has room.
    pub(super) fn keep(&self, text: String) -> String {
        let text = self.cut(text);
        if self.take(text.len()) {
            return text;
        }
        self.without.set(self.without.get() + 1);
        ELLIPSIS.to_owned()
    }

    /// Texts that were cut.
    pub(super) fn count_cut(&self) -> u64 {
        self.cut.get()
    }

    /// Texts for which [`Texts::keep`] found no room.
    pub(super) fn count_without(&self) -> u64 {
        self.without.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters_and_all_of_them_have_an_end() {
        let limits = PageLimits {
            text: 4,
            texts: 20,
            ..PageLimits::default()
        };
        let texts = Texts::of_rows(&limits);
        assert_eq!(texts.keep("abcd".to_owned()), "abcd");
        assert_eq!(
            texts.cut("abcéf".to_owned()),
            "abc…",
            "no half of a character"
        );
        assert!(texts.take(6) && !texts.take(1), "rows have half");
        assert_eq!(texts.keep("a".to_owned()), "…");
        texts.end_of_rows(&limits);
        assert!(
            !texts.take(11) && texts.take(10),
            "and the rest the other half"
        );
        assert_eq!((texts.count_cut(), texts.count_without()), (1, 1));
    }
}
