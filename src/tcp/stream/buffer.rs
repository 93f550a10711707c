//! The out-of-order buffer: pieces that came before what stands in front of them.

use std::collections::BTreeMap;

use super::part::Part;
use super::{Arrival, Sent};

/// What a piece costs beside its bytes: its place in the tree, its vector, the allocator's share. Counted against the
/// limit, so that a flood of one-byte segments is held to it too.
pub(super) const PIECE_OVERHEAD: usize = 128;

/// Pieces by offset, which do not overlap: the first copy of each byte.
#[derive(Clone, Debug, Default)]
pub(super) struct OutOfOrder {
    pieces: BTreeMap<u64, Piece>,
    bytes: usize,
}

/// What one segment, or a part of it, brought.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// Bytes after `bytes` that the snap length cut.
    pub(super) cut: u64,
    pub(super) sent: Sent,
}

impl Piece {
    fn end(&self, start: u64) -> u64 {
        start + self.bytes.len() as u64 + self.cut
    }
}

impl OutOfOrder {
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Where the first piece begins.
    pub(super) fn first(&self) -> Option<u64> {
        self.pieces.first_key_value().map(|(&start, _)| start)
    }

    /// Where the piece ends whose beginning lies furthest.
    pub(super) fn end(&self) -> Option<u64> {
        self.pieces
            .last_key_value()
            .map(|(&start, piece)| piece.end(start))
    }

    /// The segment that brought the piece at that place.
    pub(super) fn sent(&self, start: u64) -> Option<Sent> {
        self.pieces.get(&start).map(|piece| piece.sent)
    }

    /// Memory that it takes, in bytes.
    pub(super) fn memory(&self) -> usize {
        self.bytes + self.pieces.len() * PIECE_OVERHEAD
    }

    /// Keeps what of a part no piece covers yet, and compares the rest. Where it differs goes to `differs`.
    ///
    /// What the snap length cut counts up to the next piece alone. A segment costs what was captured of it: one that claims
    /// 64 KiB would else pay for every piece that lies there.
    pub(super) fn add(
        &mut self,
        part: Part,
        sent: Sent,
        arrival: &mut Arrival,
        differs: &mut impl FnMut(u64, u64),
    ) {
        let captured = part.start + part.bytes.len() as u64;
        let next = self.pieces.range(captured..).next();
        let known = part.len();
        let part = part.before(next.map_or(u64::MAX, |(&start, _)| start));
        arrival.repeated += known - part.len();
        let before = self.pieces.range(..part.end()).rev();
        let overlapping: Vec<(u64, u64)> = before
            .map(|(&start, piece)| (start, piece.end(start)))
            .take_while(|&(_, end)| end > part.start)
            .collect();
        let mut from = part.start;
        for &(start, end) in overlapping.iter().rev() {
            self.keep(part.within(from, start), sent, arrival);
            self.compare(part.within(start, end), start, arrival, differs);
            from = end;
        }
        self.keep(part.within(from, part.end()), sent, arrival);
    }

    /// The first piece, where it begins at or before `place`.
    pub(super) fn take_up_to(&mut self, place: u64) -> Option<Piece> {
        let entry = self.pieces.first_entry()?;
        if *entry.key() > place {
            return None;
        }
        let piece = entry.remove();
        self.bytes -= piece.bytes.len();
        Some(piece)
    }

    /// Drops the pieces that begin at or behind `place`.
    pub(super) fn drop_from(&mut self, place: u64) {
        let dropped = self.pieces.split_off(&place);
        self.bytes -= dropped.values().map(|p| p.bytes.len()).sum::<usize>();
    }

    fn keep(&mut self, part: Part, sent: Sent, arrival: &mut Arrival) {
        if part.is_empty() {
            return;
        }
        arrival.new += part.bytes.len() as u64;
        self.bytes += part.bytes.len();
        let piece = Piece {
            bytes: part.bytes.to_vec(),
            cut: part.cut,
            sent,
        };
        self.pieces.insert(part.start, piece);
    }

    /// Compares a part with the piece that covers it.
    fn compare(
        &self,
        part: Part,
        start: u64,
        arrival: &mut Arrival,
        differs: &mut impl FnMut(u64, u64),
    ) {
        arrival.repeated += part.len();
        let theirs = self.pieces[&start]
            .bytes
            .get((part.start - start) as usize..)
            .unwrap_or_default();
        let both = part.bytes.len().min(theirs.len());
        if part.bytes[..both] != theirs[..both] {
            differs(part.start, part.start + both as u64);
        }
    }
}
