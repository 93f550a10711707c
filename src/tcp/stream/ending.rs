//! Where a stream ends: which FIN counts, and when it is taken back.

use crate::model::At;

use super::{Fin, Stream};

impl Stream {
    /// The place just behind its last byte, where a FIN has said so.
    pub fn fin_end(&self) -> Option<u64> {
        self.fin.map(|fin| fin.end)
    }

    /// True once every byte before the FIN was given out and the peer has acknowledged it. A FIN
    /// that nobody acknowledges may be one that anybody sent in the name of this end, and its own
    /// bytes follow.
    pub fn is_closed(&self) -> bool {
        self.ended() && self.delivery.acked().is_none_or(|acked| acked > self.next)
    }

    /// Bytes came that stand behind the FIN, and the peer may have taken them: it has not
    /// acknowledged the FIN as the last that it takes (RFC 9293 section 3.10.7.4).
    pub fn may_go_on_behind_fin(&self) -> bool {
        let end = self.fin_end().map(|end| end + 1);
        self.behind_fin && self.delivery.acked() != end
    }

    /// Takes the place of a FIN. The lowest one that is not behind what was given out is what the
    /// receiver meets first.
    pub(super) fn end_at(&mut self, end: i64, at: At) {
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

    pub(super) fn waits_behind(&self, end: u64) -> bool {
        let furthest = self.disorder.as_ref().and_then(|d| d.buffer.end());
        furthest.is_some_and(|furthest| furthest > end)
    }

    /// The peer has not acknowledged the FIN and acknowledges bytes behind it that are here: the
    /// FIN was none.
    pub(super) fn take_back_fin(&mut self, place: u64) {
        let Some(fin) = self.fin_end() else { return };
        let unmet = self.delivery.acked().is_none_or(|acked| acked <= fin);
        if place > fin + 1 && unmet && self.waits_behind(fin) && self.delivery.sent() + 1 >= place {
            self.fin = self.disorder().next_fin.take();
            self.behind_fin = false;
        }
    }

    pub(super) fn drop_from(&mut self, place: u64) {
        if let Some(disorder) = &mut self.disorder {
            disorder.buffer.drop_from(place);
        }
    }
}
