//! One direction of a connection: segments in any order become bytes in order, and gaps.
//!
//! # What a segment does
//!
//! Sequence numbers are 32 bits and wrap (RFC 9293 section 3.4). A segment's place is the one
//! nearest to what is known; from there on there are 64-bit offsets only, 0 being the byte after
//! the SYN. With `next`, the first byte that was not given out yet:
//!
//! | the segment's bytes | what becomes of them |
//! |---|---|
//! | below `next` | repeated: compared with the first copy, as far as that is kept, and counted |
//! | at `next`, nothing waits | given out at once, without a copy: nearly every segment |
//! | at `next`, others wait | given out, and then what waited behind them |
//! | behind `next` | wait in the out-of-order buffer; where a piece waits there already, it counts, as below `next` |
//! | cut by the snap length | a gap as soon as their turn comes: nothing can bring them |
//! | behind the FIN | wait too, and are thrown away unless the FIN is taken back |
//!
//! The first copy of a byte counts, as for most receivers. Which one a receiver has taken cannot be
//! known; so that two copies differ is a fact of its own ([`Stream::differs_within`]), and which of
//! them had a wrong checksum another.
//!
//! # When waiting ends
//!
//! A gap in front of the out-of-order buffer is given up when nothing can fill it any more:
//! - the stream has ended ([`Stream::finish`]);
//! - the peer has acknowledged the gap, and [`waiting::ACKED_GAP_SEGMENTS`] more segments have
//!   come. The acknowledgement says that the peer has the bytes and nobody will send them again;
//!   but captures hold frames in the wrong order, by some dozens where several queues of a network
//!   card are recorded, and waiting costs nothing;
//! - the buffer is full. This is the only case in which bytes that come later are lost to the
//!   reader, and it is reported.
//!
//! # Where a stream ends
//!
//! At the lowest FIN that is not below `next`: what a receiver meets first. One far beyond all
//! acknowledgements ([`STRAY_DISTANCE`]) is not believed. A FIN is taken back where the peer, which
//! had not acknowledged it, acknowledges bytes behind it that are in the capture: then it never
//! reached the peer, or was forged. Otherwise bytes behind a FIN, and acknowledgements of any,
//! contradict it, and what reads [`Stream::sent_behind_fin`] and
//! [`Stream::acknowledged_beyond_end`] must not call the stream whole.
//!
//! # What always holds
//!
//! - Items come in order of their offsets, without overlap and without a gap between them: bytes
//!   and gaps together reach from 0 to `next`, in the end to the FIN.
//! - `next` never goes back, and nothing at or behind `next` was given out.
//! - Pieces in the buffer do not overlap, and begin behind `next`, or at it where a FIN stands
//!   there.
//! - The buffer's memory is at most the limit after every segment, whatever comes.

use crate::decode::{Checksum, Flags, Segment};
use crate::model::{At, DamagedCopy};

mod beginning;
mod buffer;
mod delivery;
mod ending;
mod facts;
mod gaps;
mod part;
mod placing;
mod ranges;
mod waiting;

use beginning::FirstBytes;
use buffer::OutOfOrder;
use delivery::Delivery;
use gaps::{Gaps, Missing};
use part::PayloadPart;
use placing::offset;
use ranges::StreamRanges;

/// A segment further than this beyond all that was acknowledged at the end of a stream is a stray
/// and proves no loss.
const STRAY_DISTANCE: u64 = 64 << 20;

/// What a [`Stream`] gives back, in order of offsets and without overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamItem<'a> {
    /// The next bytes.
    Bytes {
        /// Place in the stream: 0 is the byte after the SYN (or the first byte captured).
        offset: u64,
        /// The bytes.
        bytes: &'a [u8],
        /// The frame that made them readable: their own, or the later one that filled the gap
        /// before them.
        at: At,
        /// The acknowledgement number in the segment that brought them.
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
    /// Which of the copies that differ had a wrong checksum, where the other had a right one.
    pub damaged: Option<DamagedCopy>,
    /// Memory that the stream takes more, to compare copies with.
    pub kept: usize,
}

/// What is remembered of the segment that brought bytes.
#[derive(Clone, Copy, Debug)]
struct Sent {
    at: At,
    ack: Option<u32>,
}

/// One direction of a connection.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    /// Sequence number of offset 0; `None` until a segment or the peer's acknowledgement tells.
    base: Option<u32>,
    /// Offset of the next byte to give out. Everything below it was given out or declared lost.
    next: u64,
    /// The FIN that counts.
    fin: Option<Fin>,
    /// Bytes came that stand behind it.
    behind_fin: bool,
    /// What the peer acknowledged.
    delivery: Delivery,
    /// The latest frame whose bytes were given out.
    released: At,
    lost: u64,
    /// What was given out first, where copies are to be compared with it.
    beginning: Option<Box<FirstBytes>>,
    /// What most streams never need.
    disorder: Option<Box<Disorder>>,
}

#[derive(Clone, Copy, Debug)]
struct Fin {
    /// Offset just after the last byte.
    end: u64,
    at: At,
}

/// What is remembered of a stream that did not come whole and in order.
#[derive(Clone, Debug, Default)]
struct Disorder {
    buffer: OutOfOrder,
    /// Where the piece behind the first gap begins, once the gap was seen to be acknowledged.
    passed: u64,
    /// Segments since then.
    passed_segments: u32,
    gaps: Gaps,
    /// Bytes of which a later copy differs from the first one.
    differing: StreamRanges,
    /// Gaps given up because the buffer was full.
    overflows: u64,
    /// The lowest FIN behind the one that counts.
    next_fin: Option<Fin>,
}

impl Stream {
    /// Takes one segment of this direction. `limit` bounds the memory of what waits behind a gap.
    /// What has become readable goes to `out`.
    ///
    /// A RST carries no part of the stream (RFC 9293 section 3.10.7.4 allows text in it as an
    /// explanation), and its sequence number may be 0: it changes nothing here.
    pub fn segment(
        &mut self,
        segment: &Segment,
        limit: usize,
        out: &mut impl FnMut(StreamItem),
    ) -> Arrival {
        let mut arrival = Arrival::default();
        if segment.flags.rst() {
            return arrival;
        }
        if self.is_next(segment) {
            self.next(segment, &mut arrival, out);
            return arrival;
        }
        let first = segment.seq.wrapping_add(u32::from(segment.flags.syn()));
        let base = self.base_for(segment, first);
        let start = self.place_ahead(offset(base, first, self.next), segment);
        let kept = self.kept_memory();
        let end = start + i64::from(segment.len());
        if segment.flags.fin() {
            self.end_at(end, segment.at());
            if segment.copy_of.is_none() {
                self.delivery.fin();
            }
        }
        if !segment.is_empty() && !self.is_garbage(segment, end) {
            self.payload(start, segment, &mut arrival, out);
        } else {
            arrival.repeated = u64::from(segment.len());
        }
        if self.disorder.is_some() {
            self.give_up_gaps(limit, out);
        }
        arrival.kept = self.kept_memory().saturating_sub(kept);
        arrival
    }

    /// Takes an acknowledgement number that the peer sent in that frame.
    pub fn peer_ack(&mut self, ack: u32, at: At) {
        let base = *self.base.get_or_insert(ack);
        // Where this direction is not in the capture only the acknowledgements move on, by more
        // than 2 GB in the end.
        let known = self.delivery.acked().unwrap_or_default().max(self.next);
        let place = self.acknowledged_ahead(offset(base, ack, known), known);
        if let Ok(place) = u64::try_from(place) {
            self.take_back_fin(place);
            self.delivery.acknowledge(place, at);
        }
    }

    /// Forgets what the peer acknowledged before any byte: its SYN shows that it was about an older
    /// connection, which it had not closed (RFC 9293 section 3.5.1).
    pub fn forget_stale_acks(&mut self) {
        if self.next == 0 {
            self.delivery.forget();
        }
    }

    /// Ends the stream: whatever waits comes out, with the gaps before it. `peer_ended`: the peer
    /// sent a FIN, so that its last acknowledgement counts ours too, be it captured or not.
    pub fn finish(&mut self, peer_ended: bool, out: &mut impl FnMut(StreamItem)) {
        self.drain(out);
        self.drop_from(self.fin_end().unwrap_or(u64::MAX));
        while !self.ended()
            && let Some(start) = self.first_waiting()
            && !self.is_stray(start)
        {
            self.skip_to(start, out);
        }
        self.drop_from(0);
        self.fin = self.fin.filter(|fin| !self.is_stray(fin.end));
        let (end, seen) = match (self.fin, self.delivery.acked()) {
            (Some(fin), _) => (fin.end, fin.at),
            // One byte more than was seen is the acknowledgement of a FIN that was not captured.
            (None, Some(acked)) if acked > self.next + 1 => {
                (acked - u64::from(peer_ended), self.released)
            }
            _ => (self.next, self.released),
        };
        if end > self.next {
            self.lose(end - self.next, seen.max(self.released), out);
        }
        self.delivery.finish(self.next);
    }

    /// From now on the first bytes are kept, to compare later copies with them.
    pub fn keep_beginning(&mut self) {
        if self.next == 0 {
            self.beginning.get_or_insert_default();
        }
    }

    /// Forgets the first bytes. Gives back the memory that they took.
    pub fn forget_beginning(&mut self) -> usize {
        self.beginning.take().map_or(0, |kept| kept.memory())
    }

    fn kept_memory(&self) -> usize {
        self.beginning.as_ref().map_or(0, |kept| kept.memory())
    }

    fn disorder(&mut self) -> &mut Disorder {
        self.disorder.get_or_insert_default()
    }

    /// True if a place lies too far beyond what was given out and acknowledged to be believed.
    /// Without any acknowledgement in the capture nothing speaks against it.
    fn is_stray(&self, place: u64) -> bool {
        self.delivery
            .acked()
            .is_some_and(|acked| place.saturating_sub(acked.max(self.next)) >= STRAY_DISTANCE)
    }

    /// True for a segment that brings the next bytes of a stream in which nothing waits and nothing
    /// is odd: nearly every one.
    fn is_next(&self, segment: &Segment) -> bool {
        self.disorder.is_none()
            && self.fin.is_none()
            && self.next_sequence() == Some(segment.seq)
            && !segment.flags.any(Flags::SYN | Flags::FIN)
            && !segment.payload.is_empty()
            && segment.cut == 0
    }

    /// Gives out such a segment, as the general way would in more steps.
    fn next(&mut self, segment: &Segment, arrival: &mut Arrival, out: &mut impl FnMut(StreamItem)) {
        let kept = self.kept_memory();
        let whole = PayloadPart {
            start: self.next,
            bytes: segment.payload,
            cut: 0,
        };
        let at = segment.at();
        if segment.copy_of.is_none() {
            self.delivery.segment(whole.start, whole.end(), at);
        }
        self.note_checksum(whole, segment);
        arrival.new = whole.len();
        let ack = segment.flags.ack().then_some(segment.ack);
        self.release(whole, Sent { at, ack }, out);
        arrival.kept = self.kept_memory().saturating_sub(kept);
    }

    fn payload(
        &mut self,
        start: i64,
        segment: &Segment,
        arrival: &mut Arrival,
        out: &mut impl FnMut(StreamItem),
    ) {
        let sent = Sent {
            at: segment.at(),
            ack: segment.flags.ack().then_some(segment.ack),
        };
        let end = start + i64::from(segment.len());
        if end > 0 && segment.copy_of.is_none() {
            self.delivery
                .segment(start.max(0) as u64, end as u64, sent.at);
        }
        self.behind_fin |= self.fin.is_some_and(|fin| end > fin.end as i64);
        let whole = PayloadPart {
            start: 0,
            bytes: segment.payload,
            cut: u64::from(segment.cut),
        };
        // a segment may begin before the stream does: its place is known once what lies before is
        // gone
        let before = u64::try_from(-start).unwrap_or_default();
        let whole = PayloadPart {
            start: start.max(0) as u64,
            ..whole.skip(before)
        };
        arrival.repeated += before.min(u64::from(segment.len()));
        let old = whole.before(self.next);
        if !old.is_empty() {
            arrival.repeated += old.len();
            self.compare(old, segment, arrival);
        }
        let part = whole.skip(self.next.saturating_sub(whole.start));
        if part.is_empty() {
            return;
        }
        self.note_checksum(part, segment);
        let ends_before = self.fin.is_none_or(|fin| part.end() <= fin.end);
        if part.start == self.next && ends_before && self.is_settled() {
            arrival.new += part.bytes.len() as u64;
            self.release(part, sent, out);
            return;
        }
        let end = self.fin_end().unwrap_or(u64::MAX).max(part.start);
        self.hold(part.before(end), sent, segment, arrival);
        self.hold(part.skip(end - part.start), sent, segment, arrival);
        self.drain(out);
    }

    /// Compares what was given out already with a copy of it. Where the segment brings more than
    /// copies, its differing bytes are told ([`Arrival::differs`]), and the first ones count as
    /// those of any overlap, unless something says that the receiver threw them away
    /// ([`Stream::doubt`], a wrong checksum); a segment that is nothing but a copy puts the first
    /// one in doubt.
    #[cold]
    fn compare(&mut self, copy: PayloadPart, segment: &Segment, arrival: &mut Arrival) {
        let Some(beginning) = &self.beginning else {
            return;
        };
        let only_copies = copy.len() == u64::from(segment.len());
        match beginning.difference(copy, self.gaps()) {
            Some((from, to)) if only_copies || beginning.is_doubtful(from, to) => {
                self.differs(from, to, segment, arrival);
            }
            Some(_) => arrival.differs = true,
            None => {}
        }
    }

    /// What this segment brings may not be what the receiver took: if another copy of it differs,
    /// nobody knows.
    #[cold]
    pub fn doubt(&mut self, segment: &Segment) {
        let Some(place) = self.place(segment.seq) else {
            return;
        };
        let (from, to) = (
            place.max(self.next as i64),
            place + i64::from(segment.len()),
        );
        if let Some(beginning) = &mut self.beginning
            && from < to
            && from < beginning::KEPT as i64
        {
            beginning.doubt(from as u64, to as u64);
        }
    }

    /// Other bytes may have come to the receiver in the place of those of this segment, which was
    /// put together of fragments.
    #[cold]
    pub fn differs_in_fragments(&mut self, segment: &Segment) {
        if let Some(place) = self.place(segment.seq) {
            let to = u64::try_from(place + i64::from(segment.len())).unwrap_or_default();
            let from = u64::try_from(place).unwrap_or_default();
            self.disorder().differing.add(from, to);
        }
    }

    /// A copy differs between two places.
    fn differs(&mut self, from: u64, to: u64, segment: &Segment, arrival: &mut Arrival) {
        arrival.differs = true;
        self.disorder().differing.add(from, to);
        let first_damaged = self
            .beginning
            .as_ref()
            .is_some_and(|b| b.was_damaged(from, to));
        arrival.damaged = match segment.checksum() {
            Checksum::Wrong if !first_damaged => Some(DamagedCopy::Later),
            Checksum::Right if first_damaged => Some(DamagedCopy::First),
            _ => arrival.damaged,
        };
    }

    /// Remembers which first copies were damaged, as long as they are kept.
    #[inline]
    fn note_checksum(&mut self, part: PayloadPart, segment: &Segment) {
        if let Some(beginning) = &mut self.beginning
            && part.start < beginning::KEPT as u64
            && segment.checksum() == Checksum::Wrong
        {
            beginning.note_damage(part.start, part.end());
        }
    }

    fn release(&mut self, part: PayloadPart, sent: Sent, out: &mut impl FnMut(StreamItem)) {
        self.released = self.released.max(sent.at);
        // A run may reach beyond a FIN.
        let PayloadPart { start, bytes, cut } = self.fin.map_or(part, |fin| part.before(fin.end));
        if !bytes.is_empty() {
            if let Some(beginning) = &mut self.beginning {
                beginning.keep(start, bytes);
            }
            self.next += bytes.len() as u64;
            out(StreamItem::Bytes {
                offset: start,
                bytes,
                at: self.released,
                ack: sent.ack,
            });
        }
        if cut > 0 {
            self.lose_cut(cut, sent.at, out);
        }
    }

    /// Declares the next bytes lost. `seen` showed that they, or bytes behind them, were sent.
    fn lose(&mut self, len: u64, seen: At, out: &mut impl FnMut(StreamItem)) {
        let missing = Missing {
            start: self.next,
            len,
            cut: false,
            seen,
        };
        self.pass_over(missing, seen, out);
    }

    /// The same of bytes that the snap length cut off a segment: `seen` is that segment.
    fn lose_cut(&mut self, len: u64, seen: At, out: &mut impl FnMut(StreamItem)) {
        let missing = Missing {
            start: self.next,
            len,
            cut: true,
            seen,
        };
        self.pass_over(missing, self.released, out);
    }

    fn pass_over(&mut self, missing: Missing, at: At, out: &mut impl FnMut(StreamItem)) {
        let Missing { start, len, .. } = missing;
        self.next += len;
        self.lost += len;
        self.disorder().gaps.add(missing);
        let offset = start;
        out(StreamItem::Gap { offset, len, at });
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
