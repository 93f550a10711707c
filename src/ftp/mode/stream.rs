//! MODE S with STRU R (RFC 959 section 3.4.1): the file as it is, but the ends of records and of
//! the file are control codes of two bytes, and a byte of all ones stands twice.

use super::Piece;

const ESCAPE: u8 = 0xff;

/// The records of one direction.
#[derive(Debug, Default)]
pub(super) struct Records {
    escaped: bool,
}

impl Records {
    pub(super) fn push(&mut self, bytes: &[u8], out: &mut dyn FnMut(Piece)) -> usize {
        let mut used = 0;
        while used < bytes.len() {
            if std::mem::take(&mut self.escaped) {
                code(bytes[used], out);
                used += 1;
                continue;
            }
            let end = memchr::memchr(ESCAPE, &bytes[used..]).map(|i| used + i);
            let plain = &bytes[used..end.unwrap_or(bytes.len())];
            if !plain.is_empty() {
                out(Piece::Data(plain));
            }
            used += plain.len() + usize::from(end.is_some());
            self.escaped = end.is_some();
        }
        used
    }
}

/// 1 ends a record, 2 the file, 3 both; anything else is data.
fn code(byte: u8, out: &mut dyn FnMut(Piece)) {
    match byte {
        1..=3 => {
            if byte & 1 != 0 {
                out(Piece::EndOfRecord);
            }
            if byte & 2 != 0 {
                out(Piece::EndOfFile);
            }
        }
        data => out(Piece::Data(&[data])),
    }
}
