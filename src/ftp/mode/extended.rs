//! MODE E of `GridFTP` (GFD.20, "Extended Block Mode"): blocks that say where in the file they
//! belong, so that a file may come over several connections at once. A header is a descriptor, a
//! count and an offset; each connection ends with EOD, and one of them tells with EOF how many EODs
//! there are in all.

use super::blocks::Blocks;
use super::{Broken, Piece};

const HEADER: usize = 17;

/// The offset is the number of EODs of the transfer.
const END_OF_FILE: u8 = 0x40;
/// Nothing more of this file comes over this connection.
const END_OF_DATA: u8 = 0x08;
/// A restart marker stands in the place of data.
const RESTART: u8 = 0x10;
/// Bits without a meaning; the others are "end of record", "suspected errors" and "the connection
/// will be closed".
const UNKNOWN: u8 = 0x03;

/// The blocks of one direction of one connection.
#[derive(Debug, Default)]
pub(super) struct ExtendedBlockMode(Blocks<HEADER>);

impl ExtendedBlockMode {
    pub(super) fn push(
        &mut self,
        bytes: &[u8],
        out: &mut dyn FnMut(Piece),
    ) -> Result<usize, Broken> {
        let mut used = 0;
        loop {
            if self.0.is_inside() {
                let data = self.0.read_block(&bytes[used..]);
                used += data.len();
                if !data.is_empty() && self.0.descriptor() & RESTART == 0 {
                    out(Piece::Data(data));
                }
                if !self.0.is_at_end() {
                    return Ok(used);
                }
                if self.0.end() & END_OF_DATA != 0 {
                    out(Piece::EndOfFile);
                    return Ok(used);
                }
            }
            used += self.0.read_header(&bytes[used..]);
            let Some(header) = self.0.header() else {
                return Ok(used);
            };
            self.0.begin(begin(header, out)?);
        }
    }

    pub(super) fn finish(&mut self, out: &mut dyn FnMut(Piece)) {
        if self.0.is_at_end() && self.0.descriptor() & END_OF_DATA != 0 {
            self.0.end();
            out(Piece::EndOfFile);
        }
    }

    pub(super) fn gap(&mut self, len: u64) -> Result<(), Broken> {
        self.0.gap(len)
    }
}

/// Tells what a header says, and gives how many bytes follow it.
fn begin(header: [u8; HEADER], out: &mut dyn FnMut(Piece)) -> Result<u64, Broken> {
    let [code, numbers @ ..] = header;
    let [count, offset] = [0, 8].map(|from| {
        let bytes = std::array::from_fn(|place| numbers[from + place]);
        u64::from_be_bytes(bytes)
    });
    let is_end = code & END_OF_FILE != 0;
    if code & UNKNOWN != 0 || (is_end && count > 0) || offset.checked_add(count).is_none() {
        return Err(Broken);
    }
    if is_end {
        out(Piece::Channels(offset));
    } else if count > 0 && code & RESTART == 0 {
        out(Piece::Place(offset));
    }
    Ok(count)
}
