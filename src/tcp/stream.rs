//! One direction of a connection: segments in any order become bytes in order, and gaps.
//!
//! # What a segment does
//!
//! Sequence numbers are 32 bits and wrap (RFC 9293 section 3.4). A segment's place is the one nearest to what is known;
//! from there on there are 64-bit offsets only, 0 being the byte after the SYN. With `next`, the first byte that was not
//! given out yet:
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
//! The first copy of a byte counts, as for most receivers. Which one a receiver has taken cannot be known; so that two
//! copies differ is a fact of its own ([`Stream::differs_within`]), and which of them had a wrong checksum another.
//!
//! # When waiting ends
//!
//! A gap in front of the out-of-order buffer is given up when nothing can fill it any more:
//! - the stream has ended ([`Stream::finish`]);
//! - the peer has acknowledged the gap, and [`ACKED_GAP_SEGMENTS`] more segments have come. The acknowledgement says that
//!   the peer has the bytes and nobody will send them again; but captures hold frames in the wrong order, by some dozens
//!   where several queues of a network card are recorded, and waiting costs nothing;
//! - the buffer is full. This is the only case in which bytes that come later are lost to the reader, and it is reported.
//!
//! # Where a stream ends
//!
//! At the lowest FIN that is not below `next`: what a receiver meets first. One far beyond all acknowledgements
//! ([`STRAY_DISTANCE`]) is not believed. A FIN is taken back where the peer, which had not acknowledged it, acknowledges
//! bytes behind it that are in the capture: then it never reached the peer, or was forged. Otherwise bytes behind a FIN,
//! and acknowledgements of any, contradict it, and what reads [`Stream::sent_behind_fin`] and
//! [`Stream::acknowledged_beyond_end`] must not call the stream whole.
//!
//! # What always holds
//!
//! - Items come in order of their offsets, without overlap and without a hole between them: bytes and gaps together reach
//!   from 0 to `next`, in the end to the FIN.
//! - `next` never goes back, and nothing at or behind `next` was given out.
//! - Pieces in the buffer do not overlap, and begin behind `next`, or at it where a FIN stands there.
//! - The buffer's memory is at most the limit after every segment, whatever comes.

use crate::decode::{Checksum, Flags, Segment};
use crate::model::{At, DamagedCopy, Lost, Unacknowledged};

mod beginning;
mod buffer;
mod delivery;
mod gaps;
mod part;
mod ranges;

use beginning::FirstBytes;
use buffer::OutOfOrder;
use delivery::Delivery;
use gaps::{Gaps, Missing};
use part::PayloadPart;
use ranges::StreamRanges;

/// Segments that may follow after the peer has acknowledged a gap before it is given up.
const ACKED_GAP_SEGMENTS: u32 = 64;
/// A segment further than this beyond all that was acknowledged at the end of a stream is a stray and proves no loss.
const STRAY_DISTANCE: u64 = 64 << 20;
/// The largest window (RFC 7323 section 2.3): nothing can be sent again that lies further back.
const LARGEST_WINDOW: u64 = 1 << 30;
/// Sequence numbers in all.
const WRAP: u64 = 1 << 32;

/// What a [`Stream`] gives back, in order of offsets and without overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamItem<'a> {
    /// The next bytes.
    Bytes {
        /// Place in the stream: 0 is the byte after the SYN (or the first byte captured).
        offset: u64,
        /// The bytes.
        bytes: &'a [u8],
        /// The frame that made them readable: their own, or the later one that filled the gap before them.
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
    /// A RST carries no part of the stream (RFC 9293 section 3.10.7.4 allows text in it as an explanation), and its
    /// sequence number may be 0: it changes nothing here.
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
        let first = segment.seq.wrapping_add(u32::from(segment.flags.syn()));
        let base = self.base_for(segment, first);
        let start = self.place_ahead(offset(base, first, self.next), segment);
        let kept = self.kept_memory();
        let end = start + i64::from(segment.len());
        if segment.flags.fin() {
            self.end_at(end, segment.at());
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
        // Where this direction is not in the capture only the acknowledgements move on, by more than 2 GB in the end.
        let known = self.delivery.acked().unwrap_or_default().max(self.next);
        let place = self.acknowledged_ahead(offset(base, ack, known), known);
        if let Ok(place) = u64::try_from(place) {
            self.take_back_fin(place);
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

    /// Ends the stream: whatever waits comes out, with the gaps before it. `peer_ended`: the peer sent a FIN, so
    /// that its last acknowledgement counts ours too, be it captured or not.
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
            self.lose(end - self.next, false, seen.max(self.released), out);
        }
        self.delivery.finish(self.next);
    }

    /// True once the FIN was seen and every byte before it was given out or declared lost.
    pub fn ended(&self) -> bool {
        self.fin_end() == Some(self.next)
    }

    /// True if a FIN of this direction is in the capture.
    pub fn has_fin(&self) -> bool {
        self.fin.is_some()
    }

    /// True if nothing waits behind a gap.
    pub fn is_settled(&self) -> bool {
        self.disorder
            .as_ref()
            .is_none_or(|disorder| disorder.buffer.is_empty())
    }

    /// Bytes declared lost so far.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Where bytes are missing so far: offset and length of each gap, in order and never adjacent; the first
    /// [`Limits::GAPS`](crate::limits::Limits::GAPS) of them.
    pub fn gaps(&self) -> &[(u64, u64)] {
        self.disorder
            .as_ref()
            .map_or(&[], |disorder| disorder.gaps.places())
    }

    /// Gaps that are not in [`Stream::gaps`], by number.
    pub fn gaps_left_out(&self) -> u64 {
        self.disorder
            .as_ref()
            .map_or(0, |disorder| disorder.gaps.left_out())
    }

    /// Who lost the bytes that are missing between two places of the stream, by what its receiver acknowledged. Right
    /// once the stream has [finished](Stream::finish).
    pub fn lost_within(&self, from: u64, to: u64) -> Lost {
        self.disorder.as_ref().map_or(Lost::default(), |disorder| {
            disorder.gaps.lost_within(from, to, &self.delivery)
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
        self.disorder
            .as_ref()
            .is_some_and(|disorder| disorder.differing.touch(from, to))
    }

    /// Bytes came that stand behind the FIN: it may not be the sender's own.
    pub fn sent_behind_fin(&self) -> bool {
        self.behind_fin
    }

    /// The peer acknowledged more than what stands before the FIN, and the FIN itself: one of both is not what it seems.
    pub fn acknowledged_beyond_end(&self) -> bool {
        let end = self.fin_end().map(|end| end + 1);
        end.zip(self.delivery.acked())
            .is_some_and(|(end, acked)| acked > end)
    }

    /// Gaps that were given up because the buffer was full, by number.
    pub fn overflows(&self) -> u64 {
        self.disorder
            .as_ref()
            .map_or(0, |disorder| disorder.overflows)
    }

    /// Memory of what waits behind a gap, in bytes.
    pub fn held_memory(&self) -> usize {
        self.disorder
            .as_ref()
            .map_or(0, |disorder| disorder.buffer.memory())
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
            Some(fin) => fin.end + 1,
            None => self.delivery.sent().max(self.next),
        };
        plain
            && segment.len() <= 1
            && self.place(segment.seq).map(|place| place + 1) == i64::try_from(end).ok()
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

    /// Forgets all segments so far: they were none of this stream.
    pub fn restart(&mut self) {
        let beginning = self.beginning.take().map(|_| Box::default());
        *self = Stream {
            beginning,
            ..Stream::default()
        };
    }

    /// The stream begins at this sequence number, whatever segment comes first.
    pub fn begin_at(&mut self, seq: u32) {
        self.base.get_or_insert(seq);
    }

    /// The place that a segment means. None is sent again from further back than the largest window, nor from well before
    /// the beginning: such a segment stands behind a gap of more than 2 GiB, if the peer's acknowledgements, which may yet
    /// speak against it, are here.
    fn place_ahead(&self, place: i64, segment: &Segment) -> i64 {
        let new = segment.copy_of.is_none() && self.delivery.acked().is_some();
        if new && is_far_back(place, self.next) {
            place + WRAP as i64
        } else {
            place
        }
    }

    /// The place that an acknowledgement means, likewise: behind such a gap only if it is about what came behind it.
    fn acknowledged_ahead(&self, place: i64, known: u64) -> i64 {
        let ahead = place + WRAP as i64;
        let waits = self.disorder.as_ref().and_then(|disorder| {
            let from = disorder.buffer.first()? as i64;
            let to = disorder.buffer.end()? as i64;
            Some(from <= ahead && ahead <= to + 1)
        });
        if is_far_back(place, known) && waits == Some(true) {
            ahead
        } else {
            place
        }
    }

    fn kept_memory(&self) -> usize {
        self.beginning.as_ref().map_or(0, |kept| kept.memory())
    }

    /// The place just behind its last byte, where a FIN has said so.
    pub fn fin_end(&self) -> Option<u64> {
        self.fin.map(|fin| fin.end)
    }

    /// Where the first piece begins that waits behind a gap.
    fn first_waiting(&self) -> Option<u64> {
        self.disorder.as_ref()?.buffer.first()
    }

    fn disorder(&mut self) -> &mut Disorder {
        self.disorder.get_or_insert_default()
    }

    /// The sequence number of offset 0. A SYN names it, and overrules what stood there before any byte came: segments
    /// of an older connection between the same endpoints.
    fn base_for(&mut self, segment: &Segment, first: u32) -> u32 {
        if segment.flags.syn()
            && self.next == 0
            && self.is_settled()
            && self.base.is_some_and(|b| b != first)
        {
            self.restart();
        }
        // In the middle of a stream one zero byte without PSH is a keep-alive: it repeats the byte before the next one.
        let keep_alive =
            segment.payload == [0] && segment.cut == 0 && segment.flags.0 & 0xff == Flags::ACK;
        *self
            .base
            .get_or_insert(first.wrapping_add(u32::from(keep_alive)))
    }

    /// The byte of a keep-alive is any, and not one of the stream; where it ends at `end`. Behind a FIN it stands where no
    /// byte can.
    fn is_garbage(&self, segment: &Segment, end: i64) -> bool {
        let repeats = end <= self.next as i64 || self.fin.is_some_and(|fin| end > fin.end as i64);
        repeats && self.is_keep_alive(segment)
    }

    /// Takes the place of a FIN. The lowest one that is not behind what was given out is what the receiver meets first.
    fn end_at(&mut self, end: i64, at: At) {
        let Ok(end) = u64::try_from(end) else { return };
        let fin = Fin { end, at };
        if end < self.next || self.fin_end() == Some(end) {
            return;
        }
        let behind = match self.fin {
            Some(known) if known.end < end => Some(fin),
            known => {
                self.fin = Some(fin);
                self.behind_fin |= self.waits_behind(end);
                known
            }
        };
        if let Some(behind) = behind {
            let next = &mut self.disorder().next_fin;
            *next = next.filter(|next| next.end < behind.end).or(Some(behind));
        }
    }

    fn waits_behind(&self, end: u64) -> bool {
        let furthest = self.disorder.as_ref().and_then(|d| d.buffer.end());
        furthest.is_some_and(|furthest| furthest > end)
    }

    /// The peer has not acknowledged the FIN and acknowledges bytes behind it that are here: the FIN was none.
    fn take_back_fin(&mut self, place: u64) {
        let Some(fin) = self.fin_end() else { return };
        let unmet = self.delivery.acked().is_none_or(|acked| acked <= fin);
        if place > fin + 1 && unmet && self.waits_behind(fin) && self.delivery.sent() + 1 >= place {
            self.fin = self.disorder().next_fin.take();
            self.behind_fin = false;
        }
    }

    fn drop_from(&mut self, place: u64) {
        if let Some(disorder) = &mut self.disorder {
            disorder.buffer.drop_from(place);
        }
    }

    /// True if a place lies too far beyond what was given out and acknowledged to be believed. Without any
    /// acknowledgement in the capture nothing speaks against it.
    fn is_stray(&self, place: u64) -> bool {
        self.delivery
            .acked()
            .is_some_and(|acked| place.saturating_sub(acked.max(self.next)) >= STRAY_DISTANCE)
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
        // a segment may begin before the stream does: its place is known once what lies before is gone
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

    /// Compares what was given out already with a copy of it. Where the segment brings more than copies, its differing
    /// bytes are told ([`Arrival::differs`]), and the first ones count as those of any overlap; a segment that is nothing
    /// but a copy puts the first one in doubt.
    #[cold]
    fn compare(&mut self, copy: PayloadPart, segment: &Segment, arrival: &mut Arrival) {
        let only_copies = copy.len() == u64::from(segment.len());
        let Some(beginning) = &self.beginning else {
            return;
        };
        match beginning.difference(copy, self.gaps()) {
            Some((from, to)) if only_copies => self.differs(from, to, segment, arrival),
            Some(_) => arrival.differs = true,
            None => {}
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
            beginning.is_damaged(part.start, part.end());
        }
    }

    fn hold(&mut self, part: PayloadPart, sent: Sent, segment: &Segment, arrival: &mut Arrival) {
        if part.is_empty() {
            return;
        }
        let mut differing = Vec::new();
        let buffer = &mut self.disorder().buffer;
        buffer.add(part, sent, arrival, &mut |from, to| {
            differing.push((from, to));
        });
        for (from, to) in differing {
            self.differs(from, to, segment, arrival);
        }
    }

    /// Gives out what `next` has reached, up to the FIN.
    fn drain(&mut self, out: &mut impl FnMut(StreamItem)) {
        while !self.ended()
            && let Some(disorder) = &mut self.disorder
            && let Some(mut piece) = disorder.buffer.take_up_to(self.next)
        {
            while !self.ended()
                && let Some((part, sent)) = piece.next()
            {
                self.release(part, sent, out);
                piece.give(self.next);
            }
            let next = self.next;
            self.disorder().buffer.put_back(next, piece);
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
            self.lose(cut, true, sent.at, out);
        }
    }

    /// Declares the next bytes lost. `seen` showed that they, or bytes behind them, were sent.
    fn lose(&mut self, len: u64, cut: bool, seen: At, out: &mut impl FnMut(StreamItem)) {
        let offset = self.next;
        self.next += len;
        self.lost += len;
        self.disorder().gaps.add(Missing {
            start: offset,
            len,
            cut,
            seen,
        });
        let at = if cut { self.released } else { seen };
        out(StreamItem::Gap { offset, len, at });
    }

    fn skip_to(&mut self, start: u64, out: &mut impl FnMut(StreamItem)) {
        let waits = self.disorder.as_ref().and_then(|d| d.buffer.sent(start));
        let at = waits.map_or(self.released, |sent| sent.at);
        if start > self.next {
            self.lose(start - self.next, false, at, out);
        }
        self.drain(out);
    }

    fn give_up_gaps(&mut self, limit: usize, out: &mut impl FnMut(StreamItem)) {
        self.drain(out);
        while let Some(start) = self.first_waiting() {
            let overflows = self.held_memory() > limit;
            let behind_fin = self.fin.is_some_and(|fin| start >= fin.end);
            match (overflows, behind_fin) {
                (true, true) => self.drop_from(start),
                (true, false) => {
                    self.disorder().overflows += 1;
                    self.skip_to(start, out);
                }
                (false, false) if self.is_hopeless(start) => self.skip_to(start, out),
                (false, _) => break,
            }
        }
    }

    /// The peer has long acknowledged the gap before the piece at `start`.
    fn is_hopeless(&mut self, start: u64) -> bool {
        if self.delivery.acked().is_none_or(|acked| acked < start) {
            return false;
        }
        let disorder = self.disorder();
        if disorder.passed != start {
            (disorder.passed, disorder.passed_segments) = (start, 0);
        }
        disorder.passed_segments += 1;
        disorder.passed_segments > ACKED_GAP_SEGMENTS
    }
}

/// The place of a sequence number in the stream, negative before its beginning: numbers wrap at 2^32 (RFC 9293
/// section 3.4), the place nearest to `known` is meant.
fn offset(base: u32, seq: u32, known: u64) -> i64 {
    let expected = base.wrapping_add(known as u32);
    known as i64 + i64::from(seq.wrapping_sub(expected) as i32)
}

/// True if nothing that is at `place` can be sent again when `known` has been reached.
fn is_far_back(place: i64, known: u64) -> bool {
    place < -(STRAY_DISTANCE as i64) || place.saturating_add(LARGEST_WINDOW as i64) < known as i64
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
