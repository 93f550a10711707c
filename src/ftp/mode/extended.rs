//! MODE E of `GridFTP` (GFD.20, "Extended Block Mode"): blocks that say where in the file they belong, so that a file may
//! come over several connections at once. A header is a descriptor, a count and an offset; each connection ends with
//! EOD, and one of them tells with EOF how many EODs there are in all.

use super::{Broken, Piece};

const HEADER: usize = 17;

/// The offset is the number of EODs of the transfer.
const END_OF_FILE: u8 = 0x40;
/// Nothing more of this file comes over this connection.
const END_OF_DATA: u8 = 0x08;
/// A restart marker stands in the place of data.
const RESTART: u8 = 0x10;
/// Bits without a meaning; the others are "end of record", "suspected errors" and "the connection will be closed".
const UNKNOWN: u8 = 0x03;

/// The blocks of one direction of one connection.
#[derive(Debug, Default)]
pub(super) struct Extended {
    header: [u8; HEADER],
    /// Bytes of the header that are there; all of them while inside a block.
    have: usize,
    /// Bytes of the block still to come.
    left: u64,
}

impl Extended {
    pub(super) fn push(
        &mut self,
        bytes: &[u8],
        out: &mut dyn FnMut(Piece),
    ) -> Result<usize, Broken> {
        let mut used = 0;
        loop {
            if self.have == HEADER {
                used += self.data(&bytes[used..], out);
                if self.left > 0 {
                    return Ok(used);
                }
                self.have = 0;
                if self.header[0] & END_OF_DATA != 0 {
                    out(Piece::EndOfFile);
                    return Ok(used);
                }
            }
            let wanted = HEADER - self.have;
            let taken = wanted.min(bytes.len() - used);
            self.header[self.have..self.have + taken].copy_from_slice(&bytes[used..used + taken]);
            self.have += taken;
            used += taken;
            if self.have < HEADER {
                return Ok(used);
            }
            self.begin(out)?;
        }
    }

    /// A header is complete.
    fn begin(&mut self, out: &mut dyn FnMut(Piece)) -> Result<(), Broken> {
        let [code, numbers @ ..] = self.header;
        let number = |from: usize| {
            let bytes = std::array::from_fn(|place| numbers[from + place]);
            u64::from_be_bytes(bytes)
        };
        let (count, offset) = (number(0), number(8));
        let is_end = code & END_OF_FILE != 0;
        if code & UNKNOWN != 0 || (is_end && count > 0) || offset.checked_add(count).is_none() {
            return Err(Broken);
        }
        self.left = count;
        if is_end {
            out(Piece::Channels(offset));
        } else if count > 0 && code & RESTART == 0 {
            out(Piece::Place(offset));
        }
        Ok(())
    }

    /// Takes what there is of the block.
    fn data(&mut self, bytes: &[u8], out: &mut dyn FnMut(Piece)) -> usize {
        let taken = usize::try_from(self.left).map_or(bytes.len(), |left| left.min(bytes.len()));
        if taken > 0 && self.header[0] & RESTART == 0 {
            out(Piece::Data(&bytes[..taken]));
        }
        self.left -= taken as u64;
        taken
    }

    pub(super) fn finish(&mut self, out: &mut dyn FnMut(Piece)) {
        if self.have == HEADER && self.left == 0 && self.header[0] & END_OF_DATA != 0 {
            self.have = 0;
            out(Piece::EndOfFile);
        }
    }

    /// Within a block the count tells where the next header stands.
    pub(super) fn gap(&mut self, len: u64) -> Result<(), Broken> {
        if self.have < HEADER || len > self.left {
            return Err(Broken);
        }
        self.left -= len;
        Ok(())
    }
}
