//! What MODE B and MODE E have in common: headers of a fixed length that begin with a descriptor,
//! each before a block of as many bytes as the header counts.

use super::Broken;

/// Where in its blocks one direction stands.
#[derive(Debug)]
pub(super) struct Blocks<const HEADER: usize> {
    header: [u8; HEADER],
    /// Bytes of the header that are there; all of them while inside a block.
    have: usize,
    /// Bytes of the block still to come; 0 until its header is complete.
    left: u64,
}

impl<const HEADER: usize> Default for Blocks<HEADER> {
    fn default() -> Self {
        Blocks {
            header: [0; HEADER],
            have: 0,
            left: 0,
        }
    }
}

impl<const HEADER: usize> Blocks<HEADER> {
    /// The first byte of the header; 0 before it has come.
    pub(super) fn descriptor(&self) -> u8 {
        self.header[0]
    }

    /// True once the header is complete, until the block ends.
    pub(super) fn is_inside(&self) -> bool {
        self.have == HEADER
    }

    /// True where the header is complete and nothing more of the block is to come.
    pub(super) fn is_at_end(&self) -> bool {
        self.is_inside() && self.left == 0
    }

    /// Takes what there is of the header, and gives how much that was.
    pub(super) fn read_header(&mut self, bytes: &[u8]) -> usize {
        let taken = bytes.len().min(HEADER - self.have);
        self.header[self.have..self.have + taken].copy_from_slice(&bytes[..taken]);
        self.have += taken;
        taken
    }

    /// The header, once it is complete.
    pub(super) fn header(&self) -> Option<[u8; HEADER]> {
        self.is_inside().then_some(self.header)
    }

    /// So many bytes follow the header.
    pub(super) fn begin(&mut self, count: u64) {
        self.left = count;
    }

    /// Takes what there is of the block.
    pub(super) fn read_block<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let taken = usize::try_from(self.left).map_or(bytes.len(), |left| left.min(bytes.len()));
        self.left -= taken as u64;
        &bytes[..taken]
    }

    /// Goes on to the next header, and gives the descriptor of the block that has ended.
    pub(super) fn end(&mut self) -> u8 {
        std::mem::take(self).header[0]
    }

    /// Takes a gap: within a block the count tells where the next header stands.
    ///
    /// # Errors
    /// Where it reaches into a header.
    pub(super) fn gap(&mut self, len: u64) -> Result<(), Broken> {
        if !self.is_inside() || len > self.left {
            return Err(Broken);
        }
        self.left -= len;
        Ok(())
    }
}
