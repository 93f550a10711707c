//! The refill buffer that records are slices of.

use prefetch_index::prefetch_index;

use super::error::CaptureError;

/// Bytes of a line of the processor's cache: the headers of a record and a frame fit into two.
const LINE: usize = 64;

/// A source of bytes in order.
pub(super) trait Pull {
    /// Puts bytes at the beginning of `into`, which is not empty, and says how many; 0 is the end.
    fn pull(&mut self, into: &mut [u8]) -> Result<usize, CaptureError>;

    /// The next bytes in memory of their own, where they were read ahead; an empty block is the
    /// end. A source that gives one gives no bytes by `pull` any more.
    fn next_block(&mut self) -> Option<Result<ReadBlock, CaptureError>> {
        None
    }

    /// Goes on at another place, counted from its beginning; false where it cannot.
    fn jump(&mut self, _to: u64) -> bool {
        false
    }

    /// Takes back the memory of a block.
    fn take_back(&mut self, _bytes: Vec<u8>) {}
}

/// Bytes before those of a block, for what the block before it left: more than most records have.
pub(super) const HEADROOM: usize = 64 << 10;

/// Bytes that were read ahead.
#[derive(Debug, Default)]
pub(super) struct ReadBlock {
    /// [`HEADROOM`], and then the bytes.
    pub(super) bytes: Vec<u8>,
    /// How many they are.
    pub(super) len: usize,
}

/// A window over a source: bytes are read in large pieces, looked at in place and then consumed.
/// Refilling moves only what was not consumed yet.
pub(super) struct Buffer<S> {
    source: S,
    /// Invariant: `start <= end <= bytes.len()`; the bytes between them are read and not consumed.
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    /// Place of `bytes[start]` in the source.
    offset: u64,
    /// What looking ahead came upon: it is an error only for whoever needs the bytes.
    failed: Option<CaptureError>,
}

impl<S: Pull> Buffer<S> {
    pub(super) fn new(source: S, size: usize) -> Self {
        Buffer {
            source,
            bytes: vec![0; size],
            start: 0,
            end: 0,
            offset: 0,
            failed: None,
        }
    }

    /// The bytes that are there, from the first one that was not consumed.
    #[inline]
    pub(super) fn filled(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// Has the processor fetch the headers that begin `count` bytes further on while it does
    /// something else: of a block that another core has read, to wait for each would be a twentieth
    /// of the time.
    #[inline]
    pub(super) fn fetch(&self, count: usize) {
        let ahead = self.start + count;
        prefetch_index(&self.bytes, ahead);
        prefetch_index(&self.bytes, ahead + LINE);
    }

    /// How many bytes were consumed so far.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Leaves the first `count` of the filled bytes behind.
    #[inline]
    pub(super) fn consume(&mut self, count: usize) {
        debug_assert!(count <= self.end - self.start);
        self.start += count;
        self.offset += count as u64;
    }

    /// Goes forward to a place in the source without reading what is between; false where that
    /// cannot be.
    pub(super) fn jump(&mut self, to: u64) -> bool {
        let Some(ahead) = to.checked_sub(self.offset) else {
            return false;
        };
        let there = self.filled().len() as u64;
        if ahead <= there {
            self.consume(ahead as usize);
            return true;
        }
        if self.failed.is_some() || !self.source.jump(to) {
            return false;
        }
        (self.start, self.end, self.offset) = (0, 0, to);
        true
    }

    /// Reads until `wanted` bytes are filled; false where the source ends before that.
    pub(super) fn ensure(&mut self, wanted: usize) -> Result<bool, CaptureError> {
        while self.filled().len() < wanted {
            if let Some(error) = self.failed.take() {
                return Err(error);
            }
            let count = if let Some(block) = self.source.next_block() {
                self.append(block?)
            } else {
                self.pull(wanted)?
            };
            if count == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads until `wanted` bytes are filled, or there are no more.
    pub(super) fn look_ahead(&mut self, wanted: usize) {
        self.failed = self.ensure(wanted).err();
    }

    fn pull(&mut self, wanted: usize) -> Result<usize, CaptureError> {
        self.make_room(wanted);
        let count = self.source.pull(&mut self.bytes[self.end..])?;
        self.end += count;
        Ok(count)
    }

    /// Goes on in the memory of a block: what was not consumed moves before it.
    fn append(&mut self, mut block: ReadBlock) -> usize {
        if block.len == 0 {
            return 0;
        }
        let rest = self.start..self.end;
        if let Some(start) = HEADROOM.checked_sub(rest.len()) {
            block.bytes[start..HEADROOM].copy_from_slice(&self.bytes[rest]);
            (self.start, self.end) = (start, HEADROOM + block.len);
            let spent = std::mem::replace(&mut self.bytes, block.bytes);
            self.source.take_back(spent);
        } else {
            self.bytes.truncate(self.end);
            self.bytes.drain(..self.start);
            self.bytes
                .extend_from_slice(&block.bytes[HEADROOM..HEADROOM + block.len]);
            (self.start, self.end) = (0, self.bytes.len());
            self.source.take_back(block.bytes);
        }
        block.len
    }

    /// The same window over a source made of this one's.
    pub(super) fn map<T: Pull>(self, make: impl FnOnce(S) -> T) -> Buffer<T> {
        let Buffer {
            source,
            bytes,
            start,
            end,
            offset,
            failed,
        } = self;
        Buffer {
            source: make(source),
            bytes,
            start,
            end,
            offset,
            failed,
        }
    }

    /// Moves the rest to the front, and where that does not help doubles the buffer: it grows with
    /// the bytes that came, never by what a header merely claims.
    fn make_room(&mut self, wanted: usize) {
        self.bytes.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end == self.bytes.len() {
            let grown = wanted.min(self.bytes.len().saturating_mul(2)).max(1);
            self.bytes.resize(grown, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes a few at a time.
    struct Drip(Vec<u8>, usize);

    impl Pull for Drip {
        fn pull(&mut self, into: &mut [u8]) -> Result<usize, CaptureError> {
            let count = self.0.len().min(self.1).min(into.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0.drain(..count);
            Ok(count)
        }
    }

    #[test]
    fn bytes_come_in_order_whatever_the_pieces() {
        let all: Vec<u8> = (0..=255).collect();
        for piece in [1, 3, 64, 1000] {
            let mut buffer = Buffer::new(Drip(all.clone(), piece), 16);
            let mut seen = Vec::new();
            for wanted in [1, 5, 16, 40, 100] {
                assert!(buffer.ensure(wanted).unwrap());
                seen.extend_from_slice(&buffer.filled()[..wanted]);
                buffer.consume(wanted);
            }
            assert_eq!(seen, all[..162]);
            assert_eq!(buffer.offset(), 162);
            assert!(!buffer.ensure(95).unwrap());
            assert_eq!(buffer.filled(), &all[162..]);
        }
    }

    /// Gives its bytes in blocks.
    struct Blocks(Vec<u8>, usize);

    impl Pull for Blocks {
        fn pull(&mut self, _: &mut [u8]) -> Result<usize, CaptureError> {
            unreachable!("there are blocks")
        }

        fn next_block(&mut self) -> Option<Result<ReadBlock, CaptureError>> {
            let len = self.0.len().min(self.1);
            let mut bytes = vec![0; HEADROOM];
            bytes.extend(self.0.drain(..len));
            Some(Ok(ReadBlock { bytes, len }))
        }
    }

    #[test]
    fn blocks_follow_each_other_whatever_is_left_of_the_one_before() {
        let all: Vec<u8> = (0..400_000_u32).map(|n| (n % 251) as u8).collect();
        for size in [7, 1000, 200_000] {
            let mut buffer = Buffer::new(Blocks(all.clone(), size), 16);
            let mut seen = Vec::new();
            for wanted in [1, 500, HEADROOM + 1, 3, 2 * HEADROOM, 100] {
                assert!(buffer.ensure(wanted).unwrap());
                seen.extend_from_slice(&buffer.filled()[..wanted]);
                buffer.consume(wanted);
            }
            assert!(seen == all[..seen.len()] && buffer.offset() == seen.len() as u64);
            assert!(!buffer.ensure(all.len()).unwrap());
            assert!(buffer.filled() == &all[seen.len()..]);
        }
    }

    #[test]
    fn a_claim_alone_takes_no_memory() {
        let mut buffer = Buffer::new(Drip(vec![0; 100], 100), 16);
        assert!(!buffer.ensure(1 << 30).unwrap());
        assert!(buffer.bytes.len() <= 256, "{}", buffer.bytes.len());
    }
}
