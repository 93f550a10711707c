//! The out-of-order buffer: what came before what stands in front of it.
//!
//! # What a segment costs
//!
//! A segment costs what was captured of it, whatever came before. So what lies side by side is one
//! piece, however many segments brought it: its bytes stand in one vector, and a run for each
//! segment says which of them are whose. A part that overlaps pieces
//!
//! | the piece | what becomes of it |
//! |---|---|
//! | the one that the part begins in, or directly behind | what is new is added at its end |
//! | one behind it, with fewer bytes and runs than the part | is added at the end too, and is not a piece any more |
//! | the last one, where it has more | stays: to move it would cost more than the part does |
//!
//! All pieces but the last that a part overlaps lie within it, so that they have no more bytes than
//! it; each is moved once and was paid for by the segment that made it. What is there already is
//! compared run by run, found by a binary search, and a run has a byte of its own at least. What
//! the snap length cut is a number and costs nothing: it counts up to the next piece alone.

use std::collections::BTreeMap;

use super::part::PayloadPart;
use super::{Arrival, Sent};

/// What a piece costs beside its bytes and runs: its place in the tree, its vectors, the
/// allocator's share. Counted against the limit, so that a flood of one-byte segments is held to it
/// too.
pub(super) const PIECE_OVERHEAD: usize = 128;
/// What is counted for a run: a number and no size of a type, which differs with the width of
/// addresses, so that a capture reaches the limit at the same byte on every machine.
const RUN_COST: usize = 40;
const _: () = assert!(size_of::<SegmentRun>() <= RUN_COST);

/// Pieces by offset, which do not overlap: the first copy of each byte.
#[derive(Clone, Debug, Default)]
pub(super) struct OutOfOrder {
    pieces: BTreeMap<u64, BufferedPiece>,
    /// Of all pieces, in bytes.
    memory: usize,
}

/// Bytes that stand side by side. A piece is never empty.
#[derive(Clone, Debug, Default)]
pub(super) struct BufferedPiece {
    bytes: Vec<u8>,
    /// In order of their places; none is empty.
    runs: Vec<SegmentRun>,
    /// How many runs were given out already.
    given: usize,
    /// Where it ends.
    end: u64,
}

/// What one segment, or a part of it, brought. It ends where the next one begins.
#[derive(Clone, Copy, Debug)]
struct SegmentRun {
    /// Its place in the stream.
    place: u64,
    /// Where its bytes begin among those of the piece; behind them follows what the snap length
    /// cut.
    at: usize,
    sent: Sent,
}

impl BufferedPiece {
    fn memory(&self) -> usize {
        PIECE_OVERHEAD + self.bytes.capacity() + self.runs.capacity() * RUN_COST
    }

    /// Adds a part at its end, which is new.
    fn keep(&mut self, part: PayloadPart, sent: Sent, arrival: &mut Arrival) {
        if part.is_empty() {
            return;
        }
        arrival.new += part.bytes.len() as u64;
        make_room(&mut self.runs, 1);
        make_room(&mut self.bytes, part.bytes.len());
        self.runs.push(SegmentRun {
            place: part.start,
            at: self.bytes.len(),
            sent,
        });
        self.bytes.extend_from_slice(part.bytes);
        self.end = part.end();
    }

    /// Adds another piece, of which nothing was given out, at its end.
    fn append(&mut self, other: &BufferedPiece) {
        let moved = self.bytes.len();
        make_room(&mut self.runs, other.runs.len());
        make_room(&mut self.bytes, other.bytes.len());
        self.bytes.extend_from_slice(&other.bytes);
        self.runs.extend(other.runs.iter().map(|run| SegmentRun {
            at: run.at + moved,
            ..*run
        }));
        self.end = other.end;
    }

    /// A run, as a part.
    fn run(&self, index: usize) -> PayloadPart<'_> {
        let SegmentRun { place, at, .. } = self.runs[index];
        let next = self.runs.get(index + 1);
        let (end, to) = next.map_or((self.end, self.bytes.len()), |next| (next.place, next.at));
        PayloadPart {
            start: place,
            bytes: &self.bytes[at..to],
            cut: end - place - (to - at) as u64,
        }
    }

    /// What is next to be given out, and who sent it.
    pub(super) fn next(&self) -> Option<(PayloadPart<'_>, Sent)> {
        let sent = self.runs.get(self.given)?.sent;
        Some((self.run(self.given), sent))
    }

    /// All that lies before that place was given out.
    pub(super) fn give(&mut self, to: u64) {
        while self.given < self.runs.len() && self.run(self.given).end() <= to {
            self.given += 1;
        }
        // the rest of a run begins behind what was given of it
        if let Some((part, sent)) = self.next()
            && part.start < to
        {
            let captured = (to - part.start).min(part.bytes.len() as u64) as usize;
            let at = self.runs[self.given].at + captured;
            self.runs[self.given] = SegmentRun {
                place: to,
                at,
                sent,
            };
        }
    }

    /// Compares a part that lies within it, as far as both have bytes.
    fn compare(&self, part: PayloadPart, differs: &mut impl FnMut(u64, u64)) {
        let end = part.start + part.bytes.len() as u64;
        let first = self.runs.partition_point(|run| run.place <= part.start);
        for index in first.saturating_sub(1)..self.runs.len() {
            let run = self.run(index);
            if run.start >= end {
                return;
            }
            let ours = part.within(run.start, run.end());
            let theirs = run.skip(ours.start - run.start);
            let both = ours.bytes.len().min(theirs.bytes.len());
            if ours.bytes[..both] != theirs.bytes[..both] {
                differs(ours.start, ours.start + both as u64);
            }
        }
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

    /// Where the last piece ends.
    pub(super) fn end(&self) -> Option<u64> {
        self.pieces.last_key_value().map(|(_, piece)| piece.end)
    }

    /// The segment that brought the beginning of the piece at that place.
    pub(super) fn sent(&self, start: u64) -> Option<Sent> {
        let (_, sent) = self.pieces.get(&start)?.next()?;
        Some(sent)
    }

    /// Memory that it takes, in bytes.
    pub(super) fn memory(&self) -> usize {
        self.memory
    }

    /// Keeps what of a part no piece covers yet, and compares the rest. Where it differs goes to
    /// `differs`.
    pub(super) fn add(
        &mut self,
        part: PayloadPart,
        sent: Sent,
        arrival: &mut Arrival,
        differs: &mut impl FnMut(u64, u64),
    ) {
        let captured = part.start + part.bytes.len() as u64;
        let next = self.pieces.range(captured..).next();
        let known = part.len();
        let part = part.before(next.map_or(u64::MAX, |(&start, _)| start));
        arrival.repeated += known - part.len();
        if part.is_empty() {
            return;
        }
        let (mut start, mut piece) = self.begin(part.start);
        let mut from = piece.end.min(part.end());
        let known = part.before(from);
        arrival.repeated += known.len();
        piece.compare(known, differs);
        while let Some((at, other)) = self.take_first_of(from, part.end()) {
            piece.keep(part.within(from, at), sent, arrival);
            let known = part.within(at, other.end);
            arrival.repeated += known.len();
            other.compare(known, differs);
            from = other.end;
            if other.bytes.len().max(other.runs.len()) > part.bytes.len() {
                self.insert(start, std::mem::replace(&mut piece, other));
                start = at;
            } else {
                piece.append(&other);
            }
        }
        piece.keep(part.within(from, part.end()), sent, arrival);
        self.insert(start, piece);
    }

    /// The first piece, where it begins at or before `place`.
    pub(super) fn take_up_to(&mut self, place: u64) -> Option<BufferedPiece> {
        let start = self.first().filter(|&start| start <= place)?;
        self.remove(start)
    }

    /// Puts back what is left of a piece, which begins at `place` now.
    pub(super) fn put_back(&mut self, place: u64, piece: BufferedPiece) {
        if piece.next().is_some() {
            self.insert(place, piece);
        }
    }

    /// Drops the pieces that begin at or behind `place`.
    pub(super) fn drop_from(&mut self, place: u64) {
        let dropped = self.pieces.split_off(&place);
        self.memory -= dropped.values().map(BufferedPiece::memory).sum::<usize>();
    }

    /// The piece that a part at `place` adds to: the one that reaches there, or a new one.
    fn begin(&mut self, place: u64) -> (u64, BufferedPiece) {
        let before = self.pieces.range(..=place).next_back();
        let reaches = before.filter(|(_, piece)| piece.end >= place);
        let start = reaches.map_or(place, |(&start, _)| start);
        let piece = self.remove(start).unwrap_or_else(|| BufferedPiece {
            end: place,
            ..BufferedPiece::default()
        });
        (start, piece)
    }

    /// Takes the first piece that begins between two places.
    fn take_first_of(&mut self, from: u64, to: u64) -> Option<(u64, BufferedPiece)> {
        let (&start, _) = self.pieces.range(from..to.max(from)).next()?;
        Some((start, self.remove(start)?))
    }

    fn insert(&mut self, start: u64, piece: BufferedPiece) {
        self.memory += piece.memory();
        self.pieces.insert(start, piece);
    }

    fn remove(&mut self, start: u64) -> Option<BufferedPiece> {
        let piece = self.pieces.remove(&start)?;
        self.memory -= piece.memory();
        Some(piece)
    }
}

/// Makes room for more at the end. Vectors double by themselves, which would keep half of the
/// memory empty.
fn make_room<T>(vector: &mut Vec<T>, more: usize) {
    if vector.capacity() - vector.len() < more {
        vector.reserve_exact(more.max(vector.len() / 4));
    }
}
