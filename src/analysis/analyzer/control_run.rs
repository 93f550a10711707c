//! The first pass, a frame at a time.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::control::ControlPass;
use crate::analysis::part::Part;
use crate::capture::Frame;
use crate::decode::Skip;
use crate::model::CaptureSummary;

use super::Inner;
use super::plane::ControlPlane;
use super::segments::Segments;

/// A control pass over the frames of a capture.
pub(super) struct ControlRun {
    pub(super) pass: ControlPass,
    pub(super) counts: Vec<PassCounts>,
    pub(super) segments: Segments,
    pub(super) part: Option<Arc<Part>>,
}

impl ControlRun {
    /// Goes on by a frame; false at the end of the capture.
    #[inline]
    pub(super) fn step(&mut self) -> bool {
        // both stay where they were made: to move a frame costs as much as to read it, and a
        // segment is larger
        let mut next = self.segments.next();
        let Some((frame, decoder)) = &mut next else {
            return false;
        };
        if frame.data.len() < frame.wire_len as usize {
            PassCounts::of(&mut self.counts, frame).cut(frame.number);
        }
        match &mut decoder.decode(frame) {
            Ok(segment) if self.part.as_ref().is_some_and(|part| !part.holds(segment)) => {}
            Ok(segment) => self.pass.segment(segment),
            &mut Err(skip) => PassCounts::of(&mut self.counts, frame).skip(skip),
        }
        true
    }

    /// Ends it, for whoever began it.
    pub(super) fn finish(mut self, inner: &Inner) -> ControlPlane {
        let mut read = self.segments.finish();
        if let Some(part) = &self.part {
            self.pass.ends_at(part.end);
            read = part.read(&read);
        } else {
            for (summary, counts) in read.summaries.iter_mut().zip(self.counts) {
                counts.write_to(summary);
            }
        }
        inner.identify(&mut read.summaries);
        ControlPlane {
            inner: inner.clone(),
            plan: Arc::new(self.pass.finish()),
            summaries: read.summaries,
            notes: read.notes,
            limits_hit: read.limits_hit,
        }
    }
}

/// What the first pass counts of the frames of a file.
#[derive(Debug, Default)]
pub(super) struct PassCounts {
    skipped: BTreeMap<&'static str, u64>,
    cut_frames: u64,
    first_cut_frame: Option<u64>,
}

impl PassCounts {
    /// Those of a frame's file.
    fn of<'c>(counts: &'c mut Vec<PassCounts>, frame: &Frame) -> &'c mut PassCounts {
        let file = frame.file as usize;
        if counts.len() <= file {
            counts.resize_with(file + 1, PassCounts::default);
        }
        &mut counts[file]
    }

    /// Of a frame, the snap length left only a part.
    fn cut(&mut self, frame: u64) {
        self.cut_frames += 1;
        self.first_cut_frame.get_or_insert(frame);
    }

    /// A frame gave no TCP segment.
    fn skip(&mut self, skip: Skip) {
        *self.skipped.entry(skip.reason()).or_default() += 1;
    }

    fn write_to(self, summary: &mut CaptureSummary) {
        summary.skipped = self.skipped;
        summary.cut_frames = self.cut_frames;
        summary.first_cut_frame = self.first_cut_frame;
    }
}
