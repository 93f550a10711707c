//! MODE B (RFC 959 section 3.4.2): blocks, each with a header of a descriptor and a count.

use super::blocks::Blocks;
use super::{Broken, Piece, close, descriptor};

/// The blocks of one direction.
#[derive(Debug, Default)]
pub(super) struct BlockMode(Blocks<3>);

impl BlockMode {
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
                if !data.is_empty() && self.0.descriptor() & descriptor::RESTART == 0 {
                    out(Piece::Data(data));
                }
                if !self.0.is_at_end() || close(self.0.end(), out) {
                    return Ok(used);
                }
            }
            used += self.0.read_header(&bytes[used..]);
            if self.0.descriptor() & descriptor::UNKNOWN != 0 {
                return Err(Broken);
            }
            let Some([_, high, low]) = self.0.header() else {
                return Ok(used);
            };
            self.0.begin(u64::from(u16::from_be_bytes([high, low])));
        }
    }

    pub(super) fn finish(&mut self, out: &mut dyn FnMut(Piece)) {
        if self.0.is_at_end() {
            close(self.0.end(), out);
        }
    }

    pub(super) fn gap(&mut self, len: u64) -> Result<(), Broken> {
        self.0.gap(len)
    }
}
