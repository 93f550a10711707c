//! What the receiver of a stream acknowledged, and what that tells of the segments that brought it.
//!
//! An acknowledgement is the only word of the receiver about what reached it (RFC 9293 section
//! 3.4): all bytes below its number, and not the byte at its number. So whoever was to blame for a
//! gap is told by the last of them.

use crate::model::{At, BehindHole, Unacknowledged};

/// The acknowledgements of one stream, and the segments that they are about.
#[derive(Clone, Debug, Default)]
pub(super) struct Delivery {
    /// The highest place that was acknowledged (the FIN counts as one).
    acked: Option<u64>,
    /// The frame that acknowledged so much for the first time.
    acked_at: At,
    /// The last frame that acknowledged the same again, so that its sender still waits for the byte
    /// there; 0 for none.
    asked_again: u64,
    /// The end of the furthest segment so far.
    sent: u64,
    /// The largest segment that was acknowledged as a whole.
    largest_acked: u32,
    /// Where a segment ends that is larger than that one and waits for its acknowledgement, and its
    /// length.
    larger: Option<(u64, u32)>,
    /// Segments with a FIN.
    fins: u32,
    /// The segments that carried the first byte that is not acknowledged.
    first_unacked: Option<Box<Sends>>,
    /// What came behind that byte, where the capture has no segment with it.
    behind: Option<Box<BehindHole>>,
}

/// How often one byte was sent, and in which segments.
#[derive(Clone, Copy, Debug, Default)]
struct Sends {
    /// Its place.
    place: u64,
    count: u32,
    smallest: u32,
    largest: u32,
    first: At,
    last: At,
}

impl Delivery {
    /// The highest place that was acknowledged.
    pub(super) fn acked(&self) -> Option<u64> {
        self.acked
    }

    /// The frame that acknowledged so much for the first time.
    pub(super) fn acked_at(&self) -> Option<At> {
        self.acked.map(|_| self.acked_at)
    }

    /// The end of the furthest segment so far.
    pub(super) fn sent(&self) -> u64 {
        self.sent
    }

    /// The largest segment that was acknowledged as a whole.
    pub(super) fn largest_acknowledged(&self) -> u32 {
        self.largest_acked
    }

    /// Takes a segment with payload.
    pub(super) fn segment(&mut self, start: u64, end: u64, at: At) {
        let len = (end - start) as u32;
        if len > self.largest_acked && self.larger.is_none() {
            self.larger = Some((end, len));
        }
        if let Some(acked) = self.acked
            && start <= acked
            && acked < end
        {
            let again = self.sent > acked;
            let sends = self.first_unacked.get_or_insert_default();
            sends.add(acked, len, at, again);
        }
        self.take_behind(start, len, at);
        self.sent = self.sent.max(end);
    }

    /// Notes a segment behind the first byte that is not acknowledged, where that did not come.
    fn take_behind(&mut self, start: u64, len: u32, at: At) {
        if let Some(behind) = &mut self.behind {
            behind.largest = behind.largest.max(len);
        } else if self
            .acked
            .is_some_and(|acked| self.sent <= acked && acked < start)
        {
            self.behind = Some(Box::new(BehindHole {
                first: at,
                largest: len,
                ..BehindHole::default()
            }));
        }
    }

    /// Takes a segment with a FIN.
    pub(super) fn fin(&mut self) {
        self.fins = self.fins.saturating_add(1);
    }

    /// How often the FIN behind `end` was sent, where the last acknowledgement is of all before it
    /// and not of itself.
    pub(super) fn fins_in_vain(&self, end: u64) -> u32 {
        if self.acked == Some(end) {
            self.fins
        } else {
            0
        }
    }

    /// Takes an acknowledgement.
    pub(super) fn acknowledge(&mut self, place: u64, at: At) {
        if self.acked.is_none_or(|acked| acked < place) {
            self.acked = Some(place);
            self.acked_at = at;
            self.behind = None;
            if let Some((end, len)) = self.larger
                && end <= place
            {
                self.largest_acked = len;
                self.larger = None;
            }
        } else if self.acked == Some(place) {
            self.asked_again = at.frame;
            if let Some(behind) = &mut self.behind {
                behind.asks = behind.asks.saturating_add(1);
                behind.asked = at;
            }
        }
    }

    /// Nothing follows but what was sent before. Where all up to `end` is acknowledged nobody will
    /// ask for what carried it.
    pub(super) fn finish(&mut self, end: u64) {
        if self.acked.is_some_and(|acked| acked >= end) {
            self.first_unacked = None;
        }
    }

    /// Forgets what was acknowledged.
    pub(super) fn forget(&mut self) {
        *self = Delivery::default();
    }

    /// How many of the bytes between two places were acknowledged.
    pub(super) fn acknowledged_of(&self, start: u64, end: u64) -> u64 {
        self.acked
            .map_or(0, |acked| acked.clamp(start, end) - start)
    }

    /// True if the receiver repeated its last acknowledgement after that frame. A repeat tells more
    /// than an acknowledgement that moves on: that one may have been on its way already when the
    /// frame was captured.
    pub(super) fn was_asked_for_after(&self, frame: u64) -> bool {
        self.asked_again > frame
    }

    /// The bytes up to `end` that were never acknowledged, where acknowledgements are in the
    /// capture at all.
    pub(super) fn unacknowledged(&self, end: u64) -> Option<Unacknowledged> {
        let acked = self.acked.filter(|&acked| acked < end)?;
        let sends = self.first_unacked.as_deref();
        let sends = sends.filter(|sends| sends.place == acked && sends.count > 0);
        let sends = sends.copied().unwrap_or_default();
        Some(Unacknowledged {
            bytes: end - acked,
            sends: sends.count,
            smallest: sends.smallest,
            largest: sends.largest,
            first: sends.first,
            last: sends.last,
            behind: self.behind.as_deref().copied(),
        })
    }
}

impl Sends {
    /// `again`: the byte was sent before, when it was not yet the first one without
    /// acknowledgement.
    fn add(&mut self, place: u64, len: u32, at: At, again: bool) {
        if self.place != place || self.count == 0 {
            *self = Sends {
                place,
                count: u32::from(again),
                smallest: len,
                largest: len,
                first: at,
                last: at,
            };
        }
        self.count = self.count.saturating_add(1);
        self.smallest = self.smallest.min(len);
        self.largest = self.largest.max(len);
        self.last = at;
    }
}
