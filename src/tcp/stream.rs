//! One direction of a connection: segments in any order become bytes in order, and gaps.
//!
//! The first copy of a byte counts (as most receivers hold it); later ones are counted as repeats.
//! A hole is given up as a gap only when nothing can fill it any more: the direction has ended, or the
//! peer has acknowledged beyond it and the capture has gone on well past it, or a cap is hit. Waiting past
//! the acknowledgment costs nothing and keeps captures right whose frames were recorded in the wrong order.

use std::collections::BTreeMap;

use crate::decode::Segment;
use crate::record::At;

/// Segments that may follow after the peer has acknowledged a hole before it is given up.
const ACKED_HOLE_SEGMENTS: u32 = 64;
/// A hole larger than this at the end of a stream, which nobody acknowledged, is a stray segment and no loss.
const STRAY_DISTANCE: u64 = 64 << 20;

/// What a [`Stream`] gives back, in order of offsets and without overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item<'a> {
    /// The next bytes.
    Bytes {
        /// Place in the stream: 0 is the byte after the SYN (or the first byte captured).
        offset: u64,
        /// The bytes.
        bytes: &'a [u8],
        /// The frame that made them readable: their own, or the later one that filled the hole before them.
        at: At,
    },
    /// Bytes that are not in the capture.
    Gap {
        /// Place in the stream.
        offset: u64,
        /// How many.
        len: u64,
        /// The frame after the gap.
        at: At,
    },
}

/// What one segment brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// Captured bytes not seen before.
    pub new: u64,
    /// Bytes seen before.
    pub repeated: u64,
    /// Some repeated bytes that could still be compared were different.
    pub differs: bool,
}

/// A piece held back behind a hole.
#[derive(Clone, Debug)]
struct Piece {
    bytes: Vec<u8>,
    /// Bytes after `bytes` that the snap length cut.
    cut: u64,
    at: At,
}

impl Piece {
    fn end(&self, start: u64) -> u64 {
        start + self.bytes.len() as u64 + self.cut
    }
}

/// One direction of a connection.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    /// Sequence number of offset 0; `None` until a segment or the peer's acknowledgment tells.
    base: Option<u32>,
    /// Offset of the next byte to give out. Everything below it was given out or declared lost.
    next: u64,
    /// Out-of-order pieces, by offset; they do not overlap and all start beyond `next`.
    held: BTreeMap<u64, Piece>,
    held_bytes: usize,
    /// Offset just after the last byte, known from a FIN.
    fin: Option<u64>,
    /// Highest offset that the peer acknowledged (the FIN counts as one).
    acked: Option<u64>,
    /// The piece behind the first hole, once that was seen to be acknowledged, and the segments since.
    passed: (u64, u32),
    /// The latest frame whose bytes were given out.
    released: At,
    lost: u64,
}

impl Stream {
    /// Takes one segment of this direction. `cap` bounds the bytes held back behind a hole.
    /// What has become readable goes to `out`.
    pub fn segment(&mut self, segment: &Segment, cap: usize, out: &mut impl FnMut(Item)) -> Arrival {
        let syn = u32::from(segment.flags.syn());
        let first = segment.seq.wrapping_add(syn);
        let base = *self.base.get_or_insert(first);
        let at = At { frame: segment.frame, time: segment.time };
        let start = self.offset(base, first);
        let end = start + i64::from(segment.len());
        if segment.flags.fin() && end >= 0 && self.fin.is_none() {
            self.fin = Some(end as u64);
        }
        let mut arrival = Arrival::default();
        if !segment.is_empty() && !segment.flags.rst() {
            self.payload(start, segment, at, &mut arrival, out);
        }
        self.give_up_holes(cap, out);
        arrival
    }

    /// Takes an acknowledgment number that the peer sent.
    pub fn peer_ack(&mut self, ack: u32) {
        let base = *self.base.get_or_insert(ack);
        let offset = self.offset(base, ack);
        if offset >= 0 && self.acked.is_none_or(|a| offset as u64 > a) {
            self.acked = Some(offset as u64);
        }
    }

    /// Ends the stream: whatever is held back comes out, with the gaps before it.
    pub fn finish(&mut self, out: &mut impl FnMut(Item)) {
        while let Some((&start, _)) = self.held.first_key_value() {
            let believed = self.acked.is_none_or(|a| a > self.next) || start - self.next < STRAY_DISTANCE;
            if !believed {
                break;
            }
            self.skip_to(start, out);
        }
        self.held.clear();
        self.held_bytes = 0;
        let end = match (self.fin, self.acked) {
            (Some(fin), _) => fin,
            // One byte more than was seen is the acknowledgment of a FIN that was not captured.
            (None, Some(acked)) if acked > self.next + 1 => acked,
            _ => self.next,
        };
        if end > self.next {
            self.lose(end - self.next, self.released, out);
        }
    }

    /// True once the FIN was seen and every byte before it was given out or declared lost.
    pub fn ended(&self) -> bool {
        self.fin == Some(self.next)
    }

    /// True if a FIN of this direction is in the capture.
    pub fn has_fin(&self) -> bool {
        self.fin.is_some()
    }

    /// True if nothing is held back behind a hole.
    pub fn is_settled(&self) -> bool {
        self.held.is_empty()
    }

    /// Bytes declared lost so far.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Bytes held back behind a hole.
    pub fn held_bytes(&self) -> usize {
        self.held_bytes
    }

    /// The place of a sequence number in the stream; negative before its beginning.
    pub fn place(&self, seq: u32) -> Option<i64> {
        self.base.map(|base| self.offset(base, seq))
    }

    /// How far the peer has acknowledged this stream.
    pub fn acked(&self) -> u64 {
        self.acked.unwrap_or_default()
    }

    /// The sequence number of a place in the stream.
    pub fn sequence(&self, offset: u64) -> Option<u32> {
        self.base.map(|base| base.wrapping_add(offset as u32))
    }

    /// The stream begins at this sequence number, whatever segment comes first.
    pub fn begin_at(&mut self, seq: u32) {
        self.base.get_or_insert(seq);
    }

    /// Sequence numbers wrap at 2^32 (RFC 9293 section 3.4); the offset nearest to `next` is meant.
    fn offset(&self, base: u32, seq: u32) -> i64 {
        let expected = base.wrapping_add(self.next as u32);
        self.next as i64 + i64::from(seq.wrapping_sub(expected) as i32)
    }

    fn payload(&mut self, start: i64, segment: &Segment, at: At, arrival: &mut Arrival, out: &mut impl FnMut(Item)) {
        let (mut bytes, mut cut) = (segment.payload, u64::from(segment.cut));
        let old = self.next as i64 - start;
        if old > 0 {
            let old = old as u64;
            let from_bytes = old.min(bytes.len() as u64);
            bytes = &bytes[from_bytes as usize..];
            cut = cut.saturating_sub(old - from_bytes);
            arrival.repeated += old.min(u64::from(segment.len()));
        }
        if bytes.is_empty() && cut == 0 {
            return;
        }
        let start = start.max(self.next as i64) as u64;
        if start == self.next && self.held.is_empty() {
            arrival.new += bytes.len() as u64;
            self.release(bytes, cut, at, out);
            return;
        }
        self.hold(start, bytes, cut, at, arrival);
        self.drain(out);
    }

    /// Keeps the parts of a piece that no held piece covers yet.
    fn hold(&mut self, start: u64, bytes: &[u8], cut: u64, at: At, arrival: &mut Arrival) {
        let end = start + bytes.len() as u64 + cut;
        let mut from = start;
        let overlapping: Vec<(u64, u64)> =
            self.held.range(..end).rev().map(|(&s, p)| (s, p.end(s))).take_while(|&(_, e)| e > start).collect();
        for &(s, e) in overlapping.iter().rev() {
            if s > from {
                self.keep(from, start, s, bytes, at, arrival);
            }
            self.compare(s.max(start), e.min(end), start, bytes, s, arrival);
            from = from.max(e);
        }
        if from < end {
            self.keep(from, start, end, bytes, at, arrival);
        }
    }

    /// Keeps `from..to` of a piece that begins at `start`.
    fn keep(&mut self, from: u64, start: u64, to: u64, bytes: &[u8], at: At, arrival: &mut Arrival) {
        let low = ((from - start) as usize).min(bytes.len());
        let high = ((to - start) as usize).min(bytes.len());
        let part = bytes[low..high].to_vec();
        let cut = to - from - part.len() as u64;
        arrival.new += part.len() as u64;
        self.held_bytes += part.len();
        self.held.insert(from, Piece { bytes: part, cut, at });
    }

    fn compare(&self, from: u64, to: u64, start: u64, bytes: &[u8], held_start: u64, arrival: &mut Arrival) {
        arrival.repeated += to.saturating_sub(from);
        let held = &self.held[&held_start].bytes;
        let ours = bytes.get((from - start) as usize..).unwrap_or_default();
        let theirs = held.get((from - held_start) as usize..).unwrap_or_default();
        let both = ours.len().min(theirs.len()).min((to - from) as usize);
        arrival.differs |= ours[..both] != theirs[..both];
    }

    /// Gives out what `next` has reached.
    fn drain(&mut self, out: &mut impl FnMut(Item)) {
        while let Some(entry) = self.held.first_entry() {
            if *entry.key() > self.next {
                break;
            }
            let piece = entry.remove();
            self.held_bytes -= piece.bytes.len();
            self.release(&piece.bytes, piece.cut, piece.at, out);
        }
    }

    fn release(&mut self, bytes: &[u8], cut: u64, at: At, out: &mut impl FnMut(Item)) {
        self.released = self.released.max(at);
        if !bytes.is_empty() {
            let offset = self.next;
            self.next += bytes.len() as u64;
            out(Item::Bytes { offset, bytes, at: self.released });
        }
        if cut > 0 {
            self.lose(cut, self.released, out);
        }
    }

    fn lose(&mut self, len: u64, at: At, out: &mut impl FnMut(Item)) {
        let offset = self.next;
        self.next += len;
        self.lost += len;
        out(Item::Gap { offset, len, at });
    }

    fn skip_to(&mut self, start: u64, out: &mut impl FnMut(Item)) {
        let at = self.held.get(&start).map_or(self.released, |p| p.at);
        if start > self.next {
            self.lose(start - self.next, at, out);
        }
        self.drain(out);
    }

    fn give_up_holes(&mut self, cap: usize, out: &mut impl FnMut(Item)) {
        while let Some((&start, _)) = self.held.first_key_value() {
            if self.held_bytes <= cap && !self.is_hopeless(start) {
                break;
            }
            self.skip_to(start, out);
        }
    }

    /// The peer has long acknowledged the hole before the piece at `start`.
    fn is_hopeless(&mut self, start: u64) -> bool {
        if self.acked.is_none_or(|a| a < start) {
            return false;
        }
        if self.passed.0 != start {
            self.passed = (start, 0);
        }
        self.passed.1 += 1;
        self.passed.1 > ACKED_HOLE_SEGMENTS
    }
}
