//! A command at work: arguments have become a request, and outputs are next.

use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::ControlPlane;
use crate::archive::Task;
use crate::capture::Capture;
use crate::model::{Analysis, CaptureSummary};
use crate::output::runner::{self, CompletedRun, Request};
use crate::output::timeline::TimelineFrame;
use crate::output::{Output, Remark};
use crate::text::hosts::HostNames;
use crate::text::locale::{Catalogue, Language};
use crate::text::workflow::{Guard, Notation};

use super::pager::Out;
use super::runner::guarded;
use super::stderr::Messages;
use super::voice;

/// Bytes that are collected before they are written.
const BUFFER: usize = 64 << 10;

/// What every command works with.
pub(super) struct Job<'j> {
    pub(super) capture: &'j Capture,
    /// Where it stands.
    pub(super) captures: &'j [PathBuf],
    /// The part of a larger capture that is analysed.
    pub(super) task: Option<&'j Task>,
    /// How many others were written of, where each is taken alone.
    pub(super) written_before: usize,
    pub(super) plane: &'j ControlPlane,
    pub(super) request: Request,
    /// What addresses are called.
    pub(super) hosts: Arc<HostNames>,
    pub(super) messages: &'j Messages,
}

/// Standard output, where results go.
pub(super) fn stdout(notation: Notation) -> BufWriter<Guard<Out>> {
    BufWriter::with_capacity(BUFFER, guarded(Out::new(), notation))
}

impl Job<'_> {
    /// Makes the passes that the output needs, and says what it remarks.
    pub(super) fn run(&self, output: &mut dyn Output) -> io::Result<Analysis> {
        let CompletedRun { analysis, written } = self.passes(output)?;
        self.remarks(&written?);
        Ok(analysis)
    }

    /// Makes the passes alone, for whoever minds how writing ended.
    pub(super) fn passes(&self, output: &mut dyn Output) -> io::Result<CompletedRun> {
        runner::run(self.plane, &self.request, &mut [output])
    }

    fn remarks(&self, remarks: &[Remark]) {
        let catalogue = voice::catalogue();
        for remark in remarks {
            self.messages.remark(&catalogue, remark);
        }
    }

    /// The words for people.
    pub(super) fn catalogue(&self, language: Language) -> Catalogue {
        Catalogue::new(language).naming(Arc::clone(&self.hosts))
    }

    /// Which rows a timeline shows.
    pub(super) fn frame(&self) -> TimelineFrame {
        TimelineFrame::new(self.plane, &self.request.selection)
    }

    /// True where no capture could be read at all, which is told as their fault: there is nothing
    /// to write then, and what is there is better than a file of nothing.
    pub(super) fn none_was_read(&self) -> bool {
        let captures = self.plane.summaries();
        captures.iter().all(CaptureSummary::is_unreadable)
    }
}
