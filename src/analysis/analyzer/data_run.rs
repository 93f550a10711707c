//! The second pass, a frame at a time.

use std::io;
use std::sync::Arc;

use crate::analysis::data::DataPass;
use crate::analysis::observer::Observer;
use crate::analysis::others::{LIMIT as OTHERS_LIMIT, Others};
use crate::analysis::part::Part;
use crate::capture::CaptureError;
use crate::model::{Analysis, CaptureSummary, Fault};

use super::Inner;
use super::beside::ControlBeside;
use super::plane::ControlPlane;
use super::segments::Segments;

/// A data pass over the frames of a capture.
pub(in crate::analysis) struct DataRun {
    pub(super) frames: Segments,
    pub(super) pass: DataPass,
    /// The connections that are analysed, where not all are.
    pub(super) part: Option<Arc<Part>>,
    /// Where there is no session.
    pub(super) others: Option<Others>,
    /// Where the control connections are followed, if not in the pass.
    pub(super) beside: Option<ControlBeside>,
}

impl DataRun {
    /// Lets another thread follow the control connections, where one may be used and they can be
    /// told apart.
    pub(super) fn follow_control_beside(&mut self, inner: &Inner) {
        if self.part.is_none() {
            self.beside = ControlBeside::start(&mut self.pass, inner);
        }
    }

    /// How far it has come, in bytes of the capture.
    pub(super) fn position(&self) -> u64 {
        self.frames.frames.position()
    }

    /// Goes on by a frame; false at the end of the capture.
    ///
    /// # Errors
    /// Those of the observer; nothing may follow then.
    pub(in crate::analysis) fn step(&mut self, observer: &mut dyn Observer) -> io::Result<bool> {
        // both stay where they were made: to move a frame costs as much as to read it, and a
        // segment is larger
        let mut next = self.frames.next();
        let Some((frame, decoder)) = &mut next else {
            return Ok(false);
        };
        if let Ok(segment) = &mut decoder.decode(frame) {
            if self.part.as_ref().is_some_and(|part| !part.holds(segment)) {
                return Ok(true);
            }
            if let Some(others) = &mut self.others {
                others.segment(segment);
            }
            self.pass.segment(segment, frame, observer)?;
            return Ok(true);
        }
        if let Some(others) = &mut self.others
            && let Some(datagram) = decoder.datagram(frame)
        {
            others.datagram(&datagram);
        }
        if let Some(error) = decoder.unreachable(frame) {
            self.pass.unreachable(&error, frame.at());
        }
        Ok(true)
    }

    /// Ends it. What is `known` is not made again.
    ///
    /// # Errors
    /// Those of the observer.
    pub(in crate::analysis) fn finish(
        self,
        plane: &ControlPlane,
        observer: &mut dyn Observer,
        known: Option<Analysis>,
    ) -> io::Result<Analysis> {
        let DataRun {
            frames,
            mut pass,
            part,
            others,
            beside,
        } = self;
        if let Some(beside) = beside {
            pass.take_control(beside.join());
        }
        let read = frames.finish();
        if let Some(part) = &part {
            pass.ends_at(part.end);
        }
        pass.end(observer)?;
        let mut analysis = known.unwrap_or_else(|| plane.assemble(pass));
        if let Some(others) = others {
            let hit = others.limits_hit();
            analysis
                .limits_hit
                .retain(|(name, _)| *name != OTHERS_LIMIT);
            analysis.limits_hit.extend(hit);
            analysis.other_traffic = others.finish();
        }
        if let Some(part) = part {
            part.add_faults(&mut analysis.captures, &read.summaries);
            return Ok(analysis);
        }
        for (known, again) in analysis.captures.iter_mut().zip(read.summaries) {
            if known.fault.is_none() {
                known.fault = changed(known, again);
            }
        }
        Ok(analysis)
    }
}

/// The fault of a file that changed between the passes, which the first one did not see.
fn changed(known: &CaptureSummary, again: CaptureSummary) -> Option<Fault> {
    let seen = |summary: &CaptureSummary| {
        (
            summary.frames,
            summary.bytes,
            summary.first_time,
            summary.last_time,
        )
    };
    let differs = again.fault.is_some() || seen(known) != seen(&again);
    let fault = again.fault.filter(|fault| fault.fatal);
    fault.or_else(|| differs.then(|| Fault::from(&CaptureError::Changed)))
}
