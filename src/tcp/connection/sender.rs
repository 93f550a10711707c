//! What is remembered of the segments of one side beside its stream.

use crate::decode::Segment;
use crate::model::{At, DamagedCopy, Reset};

/// What is remembered of the segments of one side beside its stream.
#[derive(Clone, Debug, Default)]
pub(super) struct Sender {
    pub(super) last: SeenAt,
    pub(super) fin: SeenAt,
    /// Keep-alives since the other side's last segment.
    pub(super) keep_alives: u32,
    /// Smallest and largest, of segments without RST.
    pub(super) hop_limits: Option<(u8, u8)>,
    pub(super) rare: Option<Box<RareFacts>>,
}

/// What few senders do.
#[derive(Clone, Debug, Default)]
pub(super) struct RareFacts {
    pub(super) reset: Option<Reset>,
    /// Where it first sent bytes again that differ.
    pub(super) differing_copy: Option<At>,
    pub(super) damaged_copy: Option<DamagedCopy>,
    /// Since when its window is closed.
    pub(super) closed_window: Option<At>,
    /// How often it answered the SYN anew, behind the ACK to its answer.
    pub(super) late_answers: u32,
}

/// A frame that may not have come. Frames are numbered from 1, so that this takes no room of its
/// own.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SeenAt(At);

impl SeenAt {
    pub(super) fn get(self) -> Option<At> {
        Some(self.0).filter(|at| at.frame != 0)
    }

    /// The first one counts.
    pub(super) fn see(&mut self, at: At) {
        if self.0.frame == 0 {
            self.0 = at;
        }
    }
}

impl Sender {
    pub(super) fn follow(&mut self, segment: &Segment, probes: bool) {
        let at = segment.at();
        self.last = SeenAt(at);
        self.keep_alives = self.keep_alives.saturating_add(u32::from(probes));
        let hop_limit = segment.hop_limit;
        if segment.flags.fin() {
            self.fin.see(at);
        }
        if segment.flags.rst() {
            let rare = self.rare.get_or_insert_default();
            rare.reset.get_or_insert(Reset { at, hop_limit });
        } else {
            if segment.window == 0 {
                let rare = self.rare.get_or_insert_default();
                rare.closed_window.get_or_insert(at);
            } else if let Some(rare) = &mut self.rare {
                rare.closed_window = None;
            }
            let (least, most) = self.hop_limits.unwrap_or((hop_limit, hop_limit));
            self.hop_limits = Some((least.min(hop_limit), most.max(hop_limit)));
        }
    }
}
