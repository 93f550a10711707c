//! Where a segment stands in its stream: which of the places that its number can mean.

use crate::decode::{Flags, Segment};

use super::{STRAY_DISTANCE, Stream};

/// The largest window (RFC 7323 section 2.3): nothing can be sent again that lies further back.
const LARGEST_WINDOW: u64 = 1 << 30;
/// Sequence numbers in all.
const WRAP: u64 = 1 << 32;

impl Stream {
    /// True if all that a segment carries lies within what was sent before it.
    pub fn knows(&self, segment: &Segment) -> bool {
        let end = self.delivery.sent().max(self.next);
        self.place(segment.seq)
            .is_some_and(|place| place + i64::from(segment.len()) <= end as i64)
    }

    /// The place behind everything that was sent, as far as the capture shows it.
    pub fn furthest_sent(&self) -> u64 {
        self.delivery.sent().max(self.next)
    }

    /// True if a segment of this direction is a keep-alive: at most one byte, which stands just
    /// below the end of what was sent (RFC 9293 section 3.8.4, RFC 1122 section 4.2.3.6).
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

    /// The stream begins at this sequence number, whatever segment comes first.
    pub fn begin_at(&mut self, seq: u32) {
        self.base.get_or_insert(seq);
    }

    /// Forgets all segments so far: they were none of this stream.
    pub fn restart(&mut self) {
        let beginning = self.beginning.take().map(|_| Box::default());
        *self = Stream {
            beginning,
            ..Stream::default()
        };
    }

    /// The place that a segment means. None is sent again from further back than the largest
    /// window, nor from well before the beginning: such a segment stands behind a gap of more than
    /// 2 GiB, if the peer's acknowledgements, which may yet speak against it, are here.
    pub(super) fn place_ahead(&self, place: i64, segment: &Segment) -> i64 {
        let new = segment.copy_of.is_none() && self.delivery.acked().is_some();
        if new && is_far_back(place, self.next) {
            place + WRAP as i64
        } else {
            place
        }
    }

    /// The place that an acknowledgement means, likewise: behind such a gap only if it is about
    /// what came behind it.
    pub(super) fn acknowledged_ahead(&self, place: i64, known: u64) -> i64 {
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

    /// The sequence number of offset 0. A SYN names it, and overrules what stood there before any
    /// byte came: segments of an older connection between the same endpoints.
    pub(super) fn base_for(&mut self, segment: &Segment, first: u32) -> u32 {
        if segment.flags.syn()
            && self.next == 0
            && self.is_settled()
            && self.base.is_some_and(|b| b != first)
        {
            self.restart();
        }
        // In the middle of a stream one zero byte without PSH is a keep-alive: it repeats the byte
        // before the next one.
        let keep_alive =
            segment.payload == [0] && segment.cut == 0 && segment.flags.0 & 0xff == Flags::ACK;
        *self
            .base
            .get_or_insert(first.wrapping_add(u32::from(keep_alive)))
    }

    /// The byte of a keep-alive is any, and not one of the stream; where it ends at `end`. Behind a
    /// FIN it stands where no byte can.
    pub(super) fn is_garbage(&self, segment: &Segment, end: i64) -> bool {
        let repeats = end <= self.next as i64 || self.fin.is_some_and(|fin| end > fin.end as i64);
        repeats && self.is_keep_alive(segment)
    }
}

/// The place of a sequence number in the stream, negative before its beginning: numbers wrap at
/// 2^32 (RFC 9293 section 3.4), the place nearest to `known` is meant.
pub(super) fn offset(base: u32, seq: u32, known: u64) -> i64 {
    let expected = base.wrapping_add(known as u32);
    known as i64 + i64::from(seq.wrapping_sub(expected) as i32)
}

/// True if nothing that is at `place` can be sent again when `known` has been reached.
fn is_far_back(place: i64, known: u64) -> bool {
    place < -(STRAY_DISTANCE as i64) || place.saturating_add(LARGEST_WINDOW as i64) < known as i64
}
