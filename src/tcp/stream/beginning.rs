//! The first bytes of a stream, kept after they were given out, so that copies which come later can be compared with
//! them. A file that matters to an attacker may be larger, but most are not, and to keep all would cost a copy of every
//! byte that is transferred.

use super::part::PayloadPart;
use super::ranges::StreamRanges;

/// Bytes that are kept of one stream.
pub(super) const KEPT: usize = 256 << 10;
/// Memory for a dialogue, so that it need not grow with each of its lines.
const FIRST: usize = 512;

/// The first bytes of a stream, from offset 0.
#[derive(Clone, Debug, Default)]
pub(super) struct FirstBytes {
    /// Where bytes are missing they are zero.
    bytes: Vec<u8>,
    /// Bytes whose segment had a wrong checksum: the receiver threw it away (RFC 9293 section 3.1).
    damaged: StreamRanges,
}

impl FirstBytes {
    /// Memory that it takes, in bytes.
    pub(super) fn memory(&self) -> usize {
        self.bytes.capacity()
    }

    /// Keeps bytes that are given out at that place, which is behind all that was kept.
    #[inline]
    pub(super) fn keep(&mut self, place: u64, bytes: &[u8]) {
        if place >= KEPT as u64 {
            return;
        }
        let place = place as usize;
        let room = KEPT - place;
        if self.bytes.capacity() == 0 {
            self.bytes.reserve(FIRST.max(bytes.len().min(room)));
        }
        self.bytes.resize(place, 0);
        self.bytes
            .extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    /// The segment of those bytes had a wrong checksum.
    pub(super) fn is_damaged(&mut self, from: u64, to: u64) {
        self.damaged.add(from, to);
    }

    /// True if the first copy of some of these bytes came in a segment with a wrong checksum.
    pub(super) fn was_damaged(&self, from: u64, to: u64) -> bool {
        self.damaged.touch(from, to)
    }

    /// Where a copy differs from what was kept; `gaps`, in order, were not given out.
    pub(super) fn difference(&self, copy: PayloadPart, gaps: &[(u64, u64)]) -> Option<(u64, u64)> {
        let mut from = copy.start;
        let end = copy.start + copy.bytes.len() as u64;
        let first = gaps.partition_point(|&(start, len)| start + len <= from);
        let within = gaps[first..].iter().take_while(|&&(start, _)| start < end);
        for &(start, len) in within {
            if self.differs(copy.within(from.min(start), start)) {
                return Some((from, start));
            }
            from = start + len;
        }
        (from < end && self.differs(copy.within(from, end))).then_some((from, end))
    }

    fn differs(&self, copy: PayloadPart) -> bool {
        let kept = self.bytes.get(copy.start as usize..).unwrap_or_default();
        let both = copy.bytes.len().min(kept.len());
        copy.bytes[..both] != kept[..both]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(start: u64, bytes: &[u8]) -> PayloadPart<'_> {
        PayloadPart {
            start,
            bytes,
            cut: 0,
        }
    }

    #[test]
    fn gaps_are_not_compared() {
        let mut beginning = FirstBytes::default();
        beginning.keep(0, b"ab");
        beginning.keep(4, b"ef");
        let gaps = [(2, 2)];
        assert_eq!(beginning.difference(copy(0, b"abXXef"), &gaps), None);
        assert_eq!(
            beginning.difference(copy(0, b"aXXXef"), &gaps),
            Some((0, 2))
        );
        assert_eq!(beginning.difference(copy(3, b"XeX"), &gaps), Some((4, 6)));
        assert_eq!(beginning.difference(copy(5, b"fgh"), &gaps), None);
    }

    #[test]
    fn no_more_is_kept_than_may_be() {
        let mut beginning = FirstBytes::default();
        beginning.keep(0, &vec![b'x'; KEPT - 1]);
        beginning.keep(KEPT as u64 - 1, b"yz");
        beginning.keep(KEPT as u64 + 1, b"w");
        assert_eq!(beginning.bytes.len(), KEPT);
    }
}
