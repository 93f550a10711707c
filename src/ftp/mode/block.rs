//! MODE B (RFC 959 section 3.4.2): blocks, each with a header of a descriptor and a count.

use super::{Broken, Piece, close, descriptor};

const HEADER: usize = 3;

/// The blocks of one direction.
#[derive(Debug, Default)]
pub(super) struct Block {
    header: [u8; HEADER],
    /// Bytes of the header that are there; all of them while inside a block.
    have: usize,
    /// Bytes of the block still to come.
    left: usize,
}

impl Block {
    pub(super) fn push(
        &mut self,
        bytes: &[u8],
        out: &mut dyn FnMut(Piece),
    ) -> Result<usize, Broken> {
        let mut used = 0;
        loop {
            if self.have == HEADER {
                let taken = self.left.min(bytes.len() - used);
                if taken > 0 && self.header[0] & descriptor::RESTART == 0 {
                    out(Piece::Data(&bytes[used..used + taken]));
                }
                used += taken;
                self.left -= taken;
                if self.left > 0 {
                    return Ok(used);
                }
                self.have = 0;
                if close(self.header[0], out) {
                    return Ok(used);
                }
            }
            let Some(&byte) = bytes.get(used) else {
                return Ok(used);
            };
            used += 1;
            self.header[self.have] = byte;
            self.have += 1;
            if self.header[0] & descriptor::UNKNOWN != 0 {
                return Err(Broken);
            }
            self.left = usize::from(u16::from_be_bytes([self.header[1], self.header[2]]));
        }
    }

    pub(super) fn finish(&mut self, out: &mut dyn FnMut(Piece)) {
        if self.have == HEADER && self.left == 0 {
            self.have = 0;
            close(self.header[0], out);
        }
    }

    /// Within a block the count tells where the next header stands.
    pub(super) fn gap(&mut self, len: u64) -> Result<(), Broken> {
        match usize::try_from(len) {
            Ok(len) if self.have == HEADER && len <= self.left => {
                self.left -= len;
                Ok(())
            }
            _ => Err(Broken),
        }
    }
}
