//! The first bytes of a stream, kept after they were given out, so that copies which come later can
//! be compared with them. A file that matters to an attacker may be larger, but most are not, and
//! to keep all would cost a copy of every byte that is transferred.

use super::part::PayloadPart;
use super::ranges::StreamRanges;

/// Bytes that are kept of one stream.
pub(super) const KEPT: usize = 256 << 10;
/// Bytes of a piece of memory. Of a large one the system takes the pages back when it is freed, and
/// clears others for the next stream.
const PIECE: usize = 16 << 10;
/// Where the first pieces end: most control channels have room in the first, and most listings in
/// the second.
const FIRST_ENDS: [usize; 2] = [512, 4 << 10];

/// The first bytes of a stream, from offset 0.
#[derive(Clone, Debug, Default)]
pub(super) struct FirstBytes {
    /// The bytes one after another, in pieces that are full but for the last; where bytes are
    /// missing they are zero.
    pieces: Vec<Vec<u8>>,
    len: usize,
    memory: usize,
    /// Bytes whose segment had a wrong checksum: the receiver threw it away (RFC 9293 section 3.1).
    damaged: StreamRanges,
    /// Bytes of segments that no receiver takes for another reason, or that may not have reached
    /// it.
    doubted: StreamRanges,
}

impl FirstBytes {
    /// Memory that it takes, in bytes.
    pub(super) fn memory(&self) -> usize {
        self.memory
    }

    /// Keeps bytes that are given out at that place, which is behind all that was kept.
    #[inline]
    pub(super) fn keep(&mut self, place: u64, bytes: &[u8]) {
        if place >= KEPT as u64 {
            return;
        }
        let place = place as usize;
        while self.len < place {
            let (piece, room) = self.last_piece();
            let zeros = room.min(place - self.len);
            let piece = &mut self.pieces[piece];
            piece.resize(piece.len() + zeros, 0);
            self.len += zeros;
        }
        let mut bytes = &bytes[..bytes.len().min(KEPT - place)];
        while !bytes.is_empty() {
            let (piece, room) = self.last_piece();
            let (here, behind) = bytes.split_at(room.min(bytes.len()));
            self.pieces[piece].extend_from_slice(here);
            self.len += here.len();
            bytes = behind;
        }
    }

    /// The piece that takes the next byte, and for how many more it has room.
    fn last_piece(&mut self) -> (usize, usize) {
        let (piece, start) = piece_at(self.len);
        let end = piece_end(start);
        if piece == self.pieces.len() {
            self.pieces.push(Vec::with_capacity(end - start));
            self.memory += end - start;
        }
        (piece, end - self.len)
    }

    /// The segment of those bytes had a wrong checksum.
    pub(super) fn note_damage(&mut self, from: u64, to: u64) {
        self.damaged.add(from, to);
    }

    /// True if the first copy of some of these bytes came in a segment with a wrong checksum.
    pub(super) fn was_damaged(&self, from: u64, to: u64) -> bool {
        self.damaged.touch(from, to)
    }

    /// The receiver may not have taken those bytes, whatever their checksum.
    pub(super) fn doubt(&mut self, from: u64, to: u64) {
        self.doubted.add(from, to);
    }

    /// True if the receiver may have thrown the first copy of some of these bytes away.
    pub(super) fn is_doubtful(&self, from: u64, to: u64) -> bool {
        self.was_damaged(from, to) || self.doubted.touch(from, to)
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
        let mut bytes = copy.bytes;
        let mut place = usize::try_from(copy.start).unwrap_or(usize::MAX);
        while place < self.len && !bytes.is_empty() {
            let (piece, start) = piece_at(place);
            let kept = &self.pieces[piece][place - start..];
            let both = bytes.len().min(kept.len());
            if bytes[..both] != kept[..both] {
                return true;
            }
            place += both;
            bytes = &bytes[both..];
        }
        false
    }
}

/// The number of the piece that a byte is in, and where it begins.
fn piece_at(place: usize) -> (usize, usize) {
    match place {
        _ if place >= PIECE => (FIRST_ENDS.len() + place / PIECE, place - place % PIECE),
        _ if place >= FIRST_ENDS[1] => (2, FIRST_ENDS[1]),
        _ if place >= FIRST_ENDS[0] => (1, FIRST_ENDS[0]),
        _ => (0, 0),
    }
}

/// Where the piece ends that begins there.
fn piece_end(start: usize) -> usize {
    let first = FIRST_ENDS.into_iter().find(|&end| start < end);
    first.unwrap_or(start - start % PIECE + PIECE)
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
        assert_eq!(beginning.len, KEPT);
        assert_eq!(beginning.memory(), KEPT);
    }

    #[test]
    fn pieces_are_one_stream() {
        let bytes: Vec<u8> = (0..70_000_u32).map(|place| (place % 251) as u8).collect();
        let mut beginning = FirstBytes::default();
        let mut place = 0;
        for len in (1..).map(|step| step * 37 % 3000) {
            let part = &bytes[place..bytes.len().min(place + len)];
            beginning.keep(place as u64, part);
            place += part.len();
            if place == bytes.len() {
                break;
            }
        }
        assert_eq!(beginning.difference(copy(0, &bytes), &[]), None);
        for wrong in [0, 511, 512, 4095, 4096, 16_383, 16_384, 32_768, 69_999] {
            let mut other = bytes.clone();
            other[wrong] ^= 1;
            let all = beginning.difference(copy(0, &other), &[]);
            assert_eq!(all, Some((0, 70_000)), "{wrong}");
            let before = beginning.difference(copy(0, &other[..wrong]), &[]);
            assert_eq!(before, None, "{wrong}");
            let from = beginning.difference(copy(wrong as u64, &other[wrong..]), &[]);
            assert_eq!(from, Some((wrong as u64, 70_000)), "{wrong}");
        }
    }
}
