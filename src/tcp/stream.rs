//! One direction of a connection: segments in any order become bytes in order, and gaps.
//!
//! The first copy of a byte counts (as most receivers hold it); later ones are counted as repeats.
//! A hole is given up as a gap only when nothing can fill it any more: the direction has ended, or the
//! peer has acknowledged beyond it and the capture has gone on well past it, or a cap is hit. Waiting past
//! the acknowledgment costs nothing and keeps captures right whose frames were recorded in the wrong order.

use std::collections::BTreeMap;

use crate::decode::{Flags, Segment};
use crate::model::{At, Lost, Unacknowledged};

mod delivery;
mod gaps;
mod part;
mod ranges;

use delivery::Delivery;
use gaps::{Gaps, Missing};
use part::Part;
use ranges::Ranges;

/// Segments that may follow after the peer has acknowledged a hole before it is given up.
const ACKED_HOLE_SEGMENTS: u32 = 64;
/// A segment further than this beyond all that was acknowledged at the end of a stream is a stray and proves no loss.
const STRAY_DISTANCE: u64 = 64 << 20;
/// What a held piece costs beside its bytes: its place in the tree, its vector, the allocator's share. Counted against
/// the cap, so that a flood of one-byte segments is held to it too.
const PIECE_OVERHEAD: usize = 128;

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
        /// The acknowledgment number in the segment that brought them.
        ack: Option<u32>,
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
    sent: Sent,
}

/// What is remembered of the segment that brought a piece.
#[derive(Clone, Copy, Debug)]
struct Sent {
    at: At,
    ack: Option<u32>,
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
    /// Offset just after the last byte, known from a FIN.
    fin: Option<u64>,
    /// The frame of that FIN.
    fin_at: At,
    /// Bytes came that stand behind it.
    behind_fin: bool,
    /// What the peer acknowledged.
    delivery: Delivery,
    /// The latest frame whose bytes were given out.
    released: At,
    lost: u64,
    /// What most streams never need.
    trouble: Option<Box<Trouble>>,
}

/// What is remembered of a stream that did not come whole and in order.
#[derive(Clone, Debug, Default)]
struct Trouble {
    /// Out-of-order pieces, by offset; they do not overlap and all start beyond `next`.
    held: BTreeMap<u64, Piece>,
    held_bytes: usize,
    /// Where the piece behind the first hole begins, once the hole was seen to be acknowledged.
    passed: u64,
    /// Segments since then.
    passed_segments: u32,
    gaps: Gaps,
    /// Bytes of which a later copy differs from the first one.
    differing: Ranges,
    /// Holes given up because the cap was hit.
    overflows: u64,
}

impl Stream {
    /// Takes one segment of this direction. `cap` bounds the memory of what is held back behind a hole.
    /// What has become readable goes to `out`.
    ///
    /// A RST carries no part of the stream (RFC 9293 section 3.10.7.4 allows text in it as an explanation), and its
    /// sequence number may be 0: it changes nothing here.
    pub fn segment(
        &mut self,
        segment: &Segment,
        cap: usize,
        out: &mut impl FnMut(Item),
    ) -> Arrival {
        let mut arrival = Arrival::default();
        if segment.flags.rst() {
            return arrival;
        }
        let first = segment.seq.wrapping_add(u32::from(segment.flags.syn()));
        let base = self.base_for(segment, first);
        let start = offset(base, first, self.next);
        let at = segment.at();
        if segment.flags.fin() {
            self.end_at(start + i64::from(segment.len()), at);
        }
        if !segment.is_empty() {
            let end = start + i64::from(segment.len());
            let behind = self.fin.is_some_and(|fin| end > fin as i64);
            self.behind_fin |= behind && !self.is_keep_alive(segment);
            let ack = segment.flags.ack().then_some(segment.ack);
            self.payload(start, segment, Sent { at, ack }, &mut arrival, out);
        }
        self.give_up_holes(cap, out);
        arrival
    }

    /// Takes an acknowledgement number that the peer sent in that frame.
    pub fn peer_ack(&mut self, ack: u32, at: At) {
        let base = *self.base.get_or_insert(ack);
        // Where this direction is not in the capture only the acknowledgements move on, by more than 2 GB in the end.
        let known = self.delivery.acked().unwrap_or_default().max(self.next);
        if let Ok(place) = u64::try_from(offset(base, ack, known)) {
            self.delivery.acknowledge(place, at);
        }
    }

    /// Forgets what the peer acknowledged before any byte: its SYN shows that it was about an older connection, which
    /// it had not closed (RFC 9293 section 3.5.1).
    pub fn forget_stale_acks(&mut self) {
        if self.next == 0 {
            self.delivery.forget();
        }
    }

    /// Ends the stream: whatever is held back comes out, with the gaps before it. `peer_ended`: the peer sent a FIN, so
    /// that its last acknowledgment counts ours too, be it captured or not.
    pub fn finish(&mut self, peer_ended: bool, out: &mut impl FnMut(Item)) {
        while let Some(start) = self.first_held() {
            if self.is_stray(start) {
                break;
            }
            self.skip_to(start, out);
        }
        self.drop_held_from(0);
        self.fin = self.fin.filter(|&fin| !self.is_stray(fin));
        let end = match (self.fin, self.delivery.acked()) {
            (Some(fin), _) => fin,
            // One byte more than was seen is the acknowledgement of a FIN that was not captured.
            (None, Some(acked)) if acked > self.next + 1 => acked - u64::from(peer_ended),
            _ => self.next,
        };
        if end > self.next {
            let seen = self.fin_at.max(self.released);
            self.lose(end - self.next, false, seen, out);
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
        self.first_held().is_none()
    }

    /// Bytes declared lost so far.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Where bytes are missing so far: offset and length of each gap, in order and never adjacent; the first
    /// [`Limits::GAPS`](crate::limits::Limits::GAPS) of them.
    pub fn gaps(&self) -> &[(u64, u64)] {
        self.trouble
            .as_ref()
            .map_or(&[], |trouble| trouble.gaps.places())
    }

    /// Gaps that are not in [`Stream::gaps`], by number.
    pub fn gaps_left_out(&self) -> u64 {
        self.trouble
            .as_ref()
            .map_or(0, |trouble| trouble.gaps.left_out())
    }

    /// Who lost the bytes that are missing between two places of the stream, by what its receiver acknowledged. Right
    /// once the stream has [finished](Stream::finish).
    pub fn lost_within(&self, from: u64, to: u64) -> Lost {
        self.trouble.as_ref().map_or(Lost::default(), |trouble| {
            trouble.gaps.lost_within(from, to, &self.delivery)
        })
    }

    /// The bytes that were sent and never acknowledged, where acknowledgements are in the capture at all. Right once the
    /// stream has finished.
    pub fn unacknowledged(&self) -> Option<Unacknowledged> {
        self.delivery.unacknowledged(self.next)
    }

    /// Payload bytes of the largest segment that was acknowledged as a whole.
    pub fn largest_acknowledged(&self) -> u32 {
        self.delivery.largest_acknowledged()
    }

    /// The frame that last acknowledged anything new.
    pub fn last_acknowledged(&self) -> Option<At> {
        self.delivery.acked_at()
    }

    /// True if a copy of any byte between two places differs from the first one.
    pub fn differs_within(&self, from: u64, to: u64) -> bool {
        self.trouble
            .as_ref()
            .is_some_and(|trouble| trouble.differing.touch(from, to))
    }

    /// Bytes came that stand behind the FIN: it may not be the sender's own.
    pub fn sent_behind_fin(&self) -> bool {
        self.behind_fin
    }

    /// The peer acknowledged more than what stands before the FIN, and the FIN itself: one of both is not what it seems.
    pub fn acknowledged_beyond_end(&self) -> bool {
        let end = self.fin.map(|fin| fin + 1);
        end.zip(self.delivery.acked())
            .is_some_and(|(end, acked)| acked > end)
    }

    /// Holes that were given up because the cap was hit, by number.
    pub fn overflows(&self) -> u64 {
        self.trouble.as_ref().map_or(0, |trouble| trouble.overflows)
    }

    /// Memory of what is held back behind a hole, in bytes.
    pub fn held_memory(&self) -> usize {
        self.trouble.as_ref().map_or(0, |trouble| {
            trouble.held_bytes + trouble.held.len() * PIECE_OVERHEAD
        })
    }

    /// Where the first piece begins that is held back behind a hole.
    fn first_held(&self) -> Option<u64> {
        self.trouble
            .as_ref()?
            .held
            .first_key_value()
            .map(|(&start, _)| start)
    }

    fn trouble(&mut self) -> &mut Trouble {
        self.trouble.get_or_insert_default()
    }

    /// True if all that a segment carries lies within what was sent before it.
    pub fn knows(&self, segment: &Segment) -> bool {
        let end = self.delivery.sent().max(self.next);
        self.place(segment.seq)
            .is_some_and(|place| place + i64::from(segment.len()) <= end as i64)
    }

    /// True if a segment of this direction is a keep-alive: at most one byte, which stands just below the end of what was
    /// sent (RFC 9293 section 3.8.4, RFC 1122 section 4.2.3.6).
    pub fn is_keep_alive(&self, segment: &Segment) -> bool {
        let plain = segment.flags.0 & 0xff == Flags::ACK;
        let end = match self.fin {
            Some(fin) => fin + 1,
            None => self.delivery.sent().max(self.next),
        };
        let below = || self.place(segment.seq).map(|place| place + 1) == i64::try_from(end).ok();
        plain && segment.len() <= 1 && below()
    }

    /// The place of a sequence number in the stream; negative before its beginning.
    pub fn place(&self, seq: u32) -> Option<i64> {
        self.base.map(|base| offset(base, seq, self.next))
    }

    /// The sequence number of a place in the stream.
    pub fn sequence(&self, offset: u64) -> Option<u32> {
        self.base.map(|base| base.wrapping_add(offset as u32))
    }

    /// The sequence number of the next byte that is to be given out.
    pub fn next_sequence(&self) -> Option<u32> {
        self.sequence(self.next)
    }

    /// The stream begins at this sequence number, whatever segment comes first.
    pub fn begin_at(&mut self, seq: u32) {
        self.base.get_or_insert(seq);
    }

    /// The sequence number of offset 0. A SYN names it, and overrules what stood there before any byte came: segments
    /// of an older connection between the same endpoints.
    fn base_for(&mut self, segment: &Segment, first: u32) -> u32 {
        if segment.flags.syn()
            && self.next == 0
            && self.is_settled()
            && self.base.is_some_and(|b| b != first)
        {
            *self = Stream::default();
        }
        // In the middle of a stream one zero byte without PSH is a keep-alive: it repeats the byte before the next one.
        let keep_alive =
            segment.payload == [0] && segment.cut == 0 && segment.flags.0 & 0xff == Flags::ACK;
        *self
            .base
            .get_or_insert(first.wrapping_add(u32::from(keep_alive)))
    }

    /// Takes the place of a FIN. The lowest one that is not behind what was given out is what the receiver meets first;
    /// nothing beyond it belongs to the stream.
    fn end_at(&mut self, end: i64, at: At) {
        let lower = end >= self.next as i64 && self.fin.is_none_or(|fin| (end as u64) < fin);
        if lower {
            self.fin = Some(end as u64);
            self.fin_at = at;
            self.drop_held_from(end as u64);
        }
    }

    fn drop_held_from(&mut self, place: u64) {
        if let Some(trouble) = &mut self.trouble {
            let dropped = trouble.held.split_off(&place);
            trouble.held_bytes -= dropped.values().map(|p| p.bytes.len()).sum::<usize>();
        }
    }

    /// True if a place lies too far beyond what was given out and acknowledged to be believed. Without any
    /// acknowledgment in the capture nothing speaks against it.
    fn is_stray(&self, place: u64) -> bool {
        self.delivery
            .acked()
            .is_some_and(|acked| place.saturating_sub(acked.max(self.next)) >= STRAY_DISTANCE)
    }

    fn payload(
        &mut self,
        start: i64,
        segment: &Segment,
        sent: Sent,
        arrival: &mut Arrival,
        out: &mut impl FnMut(Item),
    ) {
        let old = u64::try_from(self.next as i64 - start).unwrap_or_default();
        arrival.repeated += old.min(u64::from(segment.len()));
        let whole = Part {
            start: 0,
            bytes: segment.payload,
            cut: u64::from(segment.cut),
        };
        let end = start + i64::from(segment.len());
        if end > 0 && segment.copy_of.is_none() {
            self.delivery
                .segment(start.max(0) as u64, end as u64, sent.at);
        }
        // a segment may begin before the stream does: the place is known once what is old is gone
        let start = start.max(self.next as i64) as u64;
        let part = self.before_fin(Part {
            start,
            ..whole.skip(old)
        });
        if part.is_empty() {
            return;
        }
        if start == self.next && self.is_settled() {
            arrival.new += part.bytes.len() as u64;
            self.release(part, sent, out);
            return;
        }
        self.hold(part, sent, arrival);
        self.drain(out);
    }

    /// What of a part does not lie beyond the FIN.
    fn before_fin<'b>(&self, part: Part<'b>) -> Part<'b> {
        self.fin.map_or(part, |fin| part.before(fin))
    }

    /// Keeps what of a part no held piece covers yet.
    fn hold(&mut self, part: Part, sent: Sent, arrival: &mut Arrival) {
        let held = self
            .trouble()
            .held
            .range(..part.end())
            .rev()
            .map(|(&start, piece)| (start, piece.end(start)));
        let overlapping: Vec<(u64, u64)> = held.take_while(|&(_, end)| end > part.start).collect();
        let mut from = part.start;
        for &(start, end) in overlapping.iter().rev() {
            self.keep(part.within(from, start), sent, arrival);
            self.compare(part.within(start, end), start, arrival);
            from = end;
        }
        self.keep(part.within(from, part.end()), sent, arrival);
    }

    fn keep(&mut self, part: Part, sent: Sent, arrival: &mut Arrival) {
        if part.is_empty() {
            return;
        }
        arrival.new += part.bytes.len() as u64;
        let trouble = self.trouble();
        trouble.held_bytes += part.bytes.len();
        trouble.held.insert(
            part.start,
            Piece {
                bytes: part.bytes.to_vec(),
                cut: part.cut,
                sent,
            },
        );
    }

    /// Compares a part with the held piece that covers it.
    fn compare(&mut self, part: Part, held: u64, arrival: &mut Arrival) {
        arrival.repeated += part.len();
        let Some(trouble) = &mut self.trouble else {
            return;
        };
        let theirs = trouble.held[&held]
            .bytes
            .get((part.start - held) as usize..)
            .unwrap_or_default();
        let both = part.bytes.len().min(theirs.len());
        if part.bytes[..both] != theirs[..both] {
            arrival.differs = true;
            trouble.differing.add(part.start, part.start + both as u64);
        }
    }

    /// Gives out what `next` has reached.
    fn drain(&mut self, out: &mut impl FnMut(Item)) {
        while let Some(trouble) = &mut self.trouble {
            let Some(entry) = trouble
                .held
                .first_entry()
                .filter(|entry| *entry.key() <= self.next)
            else {
                break;
            };
            let piece = entry.remove();
            trouble.held_bytes -= piece.bytes.len();
            self.release(
                Part {
                    start: self.next,
                    bytes: &piece.bytes,
                    cut: piece.cut,
                },
                piece.sent,
                out,
            );
        }
    }

    fn release(&mut self, part: Part, sent: Sent, out: &mut impl FnMut(Item)) {
        self.released = self.released.max(sent.at);
        // A piece that was held when a FIN inside it came.
        let Part { start, bytes, cut } = self.before_fin(part);
        if !bytes.is_empty() {
            self.next += bytes.len() as u64;
            out(Item::Bytes {
                offset: start,
                bytes,
                at: self.released,
                ack: sent.ack,
            });
        }
        if cut > 0 {
            self.lose(cut, true, sent.at, out);
        }
    }

    /// Declares the next bytes lost. `seen` showed that they, or bytes behind them, were sent.
    fn lose(&mut self, len: u64, cut: bool, seen: At, out: &mut impl FnMut(Item)) {
        let offset = self.next;
        self.next += len;
        self.lost += len;
        self.trouble().gaps.add(Missing {
            start: offset,
            len,
            cut,
            seen,
        });
        let at = if cut { self.released } else { seen };
        out(Item::Gap { offset, len, at });
    }

    fn skip_to(&mut self, start: u64, out: &mut impl FnMut(Item)) {
        let held = self
            .trouble
            .as_ref()
            .and_then(|trouble| trouble.held.get(&start));
        let at = held.map_or(self.released, |p| p.sent.at);
        if start > self.next {
            self.lose(start - self.next, false, at, out);
        }
        self.drain(out);
    }

    fn give_up_holes(&mut self, cap: usize, out: &mut impl FnMut(Item)) {
        while let Some(start) = self.first_held() {
            let overflows = self.held_memory() > cap;
            if overflows || self.is_hopeless(start) {
                self.trouble().overflows += u64::from(overflows);
                self.skip_to(start, out);
            } else {
                break;
            }
        }
    }

    /// The peer has long acknowledged the hole before the piece at `start`.
    fn is_hopeless(&mut self, start: u64) -> bool {
        if self.delivery.acked().is_none_or(|acked| acked < start) {
            return false;
        }
        let trouble = self.trouble();
        if trouble.passed != start {
            (trouble.passed, trouble.passed_segments) = (start, 0);
        }
        trouble.passed_segments += 1;
        trouble.passed_segments > ACKED_HOLE_SEGMENTS
    }
}

/// The place of a sequence number in the stream, negative before its beginning: numbers wrap at 2^32 (RFC 9293
/// section 3.4), the place nearest to `known` is meant.
fn offset(base: u32, seq: u32, known: u64) -> i64 {
    let expected = base.wrapping_add(known as u32);
    known as i64 + i64::from(seq.wrapping_sub(expected) as i32)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
