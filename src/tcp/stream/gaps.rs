//! Where bytes of a stream are missing, and who lost them.

use crate::limits::Limits;
use crate::model::{At, Lost};

use super::delivery::Delivery;

/// The gaps of one stream, in order and never adjacent.
#[derive(Clone, Debug, Default)]
pub(super) struct Gaps {
    /// Offset and length of each, the first [`Limits::GAPS`] of them.
    places: Vec<(u64, u64)>,
    /// What else is known of each.
    details: Vec<ListedGap>,
    left_out: UnlistedGaps,
}

#[derive(Clone, Copy, Debug)]
struct ListedGap {
    /// The frame that showed that bytes were sent behind it.
    seen: u64,
    /// How many of its bytes the snap length cut.
    cut: u64,
}

/// Gaps that had no room.
#[derive(Clone, Copy, Debug, Default)]
struct UnlistedGaps {
    number: u64,
    bytes: u64,
    start: u64,
    end: u64,
}

/// Bytes that are missing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Missing {
    pub(super) start: u64,
    pub(super) len: u64,
    /// They were in a captured frame, beyond the snap length.
    pub(super) cut: bool,
    /// The frame that showed that they were sent, or that bytes behind them were.
    pub(super) seen: At,
}

impl Gaps {
    pub(super) fn places(&self) -> &[(u64, u64)] {
        &self.places
    }

    pub(super) fn left_out(&self) -> u64 {
        self.left_out.number
    }

    /// Adds bytes, which stand behind all that was added before.
    pub(super) fn add(&mut self, missing: Missing) {
        let Missing {
            start,
            len,
            cut,
            seen,
        } = missing;
        let cut = if cut { len } else { 0 };
        let room = self.places.len() < Limits::GAPS;
        match (self.places.last_mut(), self.details.last_mut()) {
            (Some((last, known)), Some(detail))
                if *last + *known == start && self.left_out.number == 0 =>
            {
                *known += len;
                detail.seen = detail.seen.max(seen.frame);
                detail.cut += cut;
            }
            _ if room => {
                self.places.push((start, len));
                let seen = seen.frame;
                self.details.push(ListedGap { seen, cut });
            }
            _ => self.left_out.add(start, len),
        }
    }

    /// Who lost the bytes that are missing between two places.
    pub(super) fn lost_within(&self, from: u64, to: u64, delivery: &Delivery) -> Lost {
        let mut lost = self.left_out.lost_within(from, to, delivery);
        for (&(start, len), detail) in self.places.iter().zip(&self.details) {
            let (start, end) = (start.max(from), (start + len).min(to));
            if start < end {
                lost += detail.judge(start, end, delivery);
            }
        }
        lost
    }
}

impl ListedGap {
    fn judge(self, start: u64, end: u64, delivery: &Delivery) -> Lost {
        let len = end - start;
        let not_captured = delivery.acknowledged_of(start, end).max(self.cut.min(len));
        let rest = len - not_captured;
        let asked = delivery.was_asked_for_after(self.seen);
        Lost {
            not_captured,
            on_path: if asked { rest } else { 0 },
            unknown: if asked { 0 } else { rest },
        }
    }
}

impl UnlistedGaps {
    fn add(&mut self, start: u64, len: u64) {
        if self.number == 0 {
            self.start = start;
        }
        self.number += 1;
        self.bytes += len;
        self.end = start + len;
    }

    /// All of them are judged together.
    fn lost_within(&self, from: u64, to: u64, delivery: &Delivery) -> Lost {
        let within = self.number > 0 && from <= self.start && self.end <= to;
        let bytes = if within { self.bytes } else { 0 };
        if delivery.acknowledged_of(self.start, self.end) == self.end - self.start {
            Lost {
                not_captured: bytes,
                ..Lost::default()
            }
        } else {
            Lost {
                unknown: bytes,
                ..Lost::default()
            }
        }
    }
}
