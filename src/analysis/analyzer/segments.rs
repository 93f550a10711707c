//! The one loop over frames that both passes run.

use std::sync::Arc;

use crate::analysis::part::Part;
use crate::capture::{Frame, Frames};
use crate::decode::Decoder;
use crate::model::CaptureSummary;

use super::{WATCHED_FRAMES, Watcher};

/// The one loop over frames, which both passes run: the frames of a capture, and what reads their
/// segments.
pub(super) struct Segments {
    pub(super) frames: Frames,
    pub(super) decoder: Decoder,
    pub(super) watcher: WatchedPass,
}

/// What is known at the end of a pass, whatever it was for.
pub(super) struct Read {
    pub(super) summaries: Vec<CaptureSummary>,
    pub(super) notes: Vec<(&'static str, u64)>,
    pub(super) limits_hit: Vec<(&'static str, u64)>,
}

impl Part {
    /// What reading all of the capture showed, with the faults that reading a part of it came upon.
    pub(super) fn read(&self, read: &Read) -> Read {
        Read {
            summaries: self.summaries(&read.summaries),
            notes: self.notes.clone(),
            limits_hit: self.limits_hit.clone(),
        }
    }
}

impl Segments {
    /// The next frame, and what finds its segment: a segment is large, and is made where it is
    /// used.
    #[inline]
    pub(super) fn next(&mut self) -> Option<(Frame<'_>, &mut Decoder)> {
        if self.frames.count() % WATCHED_FRAMES == WATCHED_FRAMES - 1 {
            self.watcher.0.at(self.frames.position());
        }
        if !self.frames.step() {
            return None;
        }
        Some((self.frames.frame()?, &mut self.decoder))
    }

    pub(super) fn finish(self) -> Read {
        Read {
            summaries: self.frames.finish(),
            notes: self.decoder.notes(),
            limits_hit: self.decoder.limits_hit(),
        }
    }
}

/// A watcher who is told of the end of a pass, however it ends.
pub(super) struct WatchedPass(pub(super) Arc<dyn Watcher>);

impl Drop for WatchedPass {
    fn drop(&mut self) {
        self.0.end();
    }
}
