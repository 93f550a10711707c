//! What waits behind a gap, and when the gap is given up.

use crate::decode::Segment;

use super::part::PayloadPart;
use super::{Arrival, Sent, Stream, StreamItem};

/// Segments that may follow after the peer has acknowledged a gap before it is given up.
pub(super) const ACKED_GAP_SEGMENTS: u32 = 64;

impl Stream {
    /// Where the first piece begins that waits behind a gap.
    pub(super) fn first_waiting(&self) -> Option<u64> {
        self.disorder.as_ref()?.buffer.first()
    }

    pub(super) fn hold(
        &mut self,
        part: PayloadPart,
        sent: Sent,
        segment: &Segment,
        arrival: &mut Arrival,
    ) {
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
    pub(super) fn drain(&mut self, out: &mut impl FnMut(StreamItem)) {
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

    pub(super) fn skip_to(&mut self, start: u64, out: &mut impl FnMut(StreamItem)) {
        let waits = self.disorder.as_ref().and_then(|d| d.buffer.sent(start));
        let at = waits.map_or(self.released, |sent| sent.at);
        if start > self.next {
            self.lose(start - self.next, at, out);
        }
        self.drain(out);
    }

    pub(super) fn give_up_gaps(&mut self, limit: usize, out: &mut impl FnMut(StreamItem)) {
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
                (false, false) if self.gives_up_before(start) => self.skip_to(start, out),
                (false, _) => break,
            }
        }
    }

    /// Counts one more segment behind the gap before the piece at `start`; true where the peer has
    /// long acknowledged that, so that nobody will send it again.
    pub(super) fn gives_up_before(&mut self, start: u64) -> bool {
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
