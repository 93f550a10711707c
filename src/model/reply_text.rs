//! The lines of what a server says.

/// The text of a reply without its code: lines joined by LF, of which there is always one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReplyText<'a>(pub &'a [u8]);

impl<'a> ReplyText<'a> {
    /// Its lines, without what ends them.
    pub(crate) fn lines(self) -> impl DoubleEndedIterator<Item = &'a [u8]> + Clone {
        self.0.split(|&byte| byte == b'\n')
    }

    /// The first one.
    pub(crate) fn first_line(self) -> &'a [u8] {
        self.lines().next().unwrap_or_default()
    }

    /// The last one.
    pub(crate) fn last_line(self) -> &'a [u8] {
        self.lines().next_back().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_a_line_whatever_it_is() {
        let ends = |text: &'static [u8]| {
            let text = ReplyText(text);
            (text.lines().count(), text.first_line(), text.last_line())
        };
        assert_eq!(ends(b""), (1, &b""[..], &b""[..]));
        assert_eq!(ends(b"one"), (1, &b"one"[..], &b"one"[..]));
        assert_eq!(ends(b"a\n\nb"), (3, &b"a"[..], &b"b"[..]));
    }
}
