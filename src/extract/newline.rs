//! Line ends of text (TYPE A). On the wire a line ends in CRLF (RFC 959 section 3.1.1.1).

/// How lines should end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newlines {
    /// LF.
    Unix,
    /// CRLF.
    Dos,
}

/// Changes line ends, piece by piece. A CR without LF, and in [`Newlines::Unix`] an LF without CR,
/// stay.
#[derive(Debug)]
pub(super) struct Changer {
    to: Newlines,
    /// The piece before ended in a CR. Towards LF it is held back.
    after_cr: bool,
}

impl Changer {
    pub(super) fn new(to: Newlines) -> Self {
        Changer {
            to,
            after_cr: false,
        }
    }

    /// Adds the next piece to `out`.
    pub(super) fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        for &byte in bytes {
            match self.to {
                Newlines::Unix => {
                    if self.after_cr && byte != b'\n' {
                        out.push(b'\r');
                    }
                    self.after_cr = byte == b'\r';
                    if !self.after_cr {
                        out.push(byte);
                    }
                }
                Newlines::Dos => {
                    if byte == b'\n' && !self.after_cr {
                        out.push(b'\r');
                    }
                    self.after_cr = byte == b'\r';
                    out.push(byte);
                }
            }
        }
    }

    /// Adds what was held back.
    pub(super) fn finish(self, out: &mut Vec<u8>) {
        if self.to == Newlines::Unix && self.after_cr {
            out.push(b'\r');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_change_and_nothing_else_in_pieces_of_any_size() {
        let text = b"a\r\nb\nc\rd\r\r\n\r";
        for size in 1..=text.len() {
            for (to, expected) in [
                (Newlines::Unix, &b"a\nb\nc\rd\r\n\r"[..]),
                (Newlines::Dos, b"a\r\nb\r\nc\rd\r\r\n\r"),
            ] {
                let (mut changer, mut out) = (Changer::new(to), Vec::new());
                for piece in text.chunks(size) {
                    changer.push(piece, &mut out);
                }
                changer.finish(&mut out);
                assert_eq!(out, expected, "{to:?} in pieces of {size}");
            }
        }
    }
}
