//! The rows of the chosen sessions, kept for their stories.

use std::io;

use crate::analysis::observer::{Observer as _, Row};
use crate::analysis::view::{Selection, View};
use crate::story::FrameLog;

use super::{Needs, Output, Remark, RowsOnce};

/// What the outputs that tell stories are told of the data pass. By itself it writes nothing.
pub struct StoryLog {
    frames: FrameLog,
    rows: RowsOnce,
}

impl StoryLog {
    /// Of the chosen sessions, which are known behind the first pass where not all are.
    pub(super) fn new(frames: FrameLog, selection: &Selection) -> Self {
        StoryLog {
            frames,
            rows: RowsOnce::new(*selection != Selection::default()),
        }
    }

    pub(super) fn frames(&self) -> &FrameLog {
        &self.frames
    }
}

impl Output for StoryLog {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        if !self.rows.is_next(known) {
            return Ok(Needs::NOTHING);
        }
        known.inspect(|view| self.frames.choose(view));
        Ok(Needs::ROWS)
    }

    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.frames.row(row)
    }

    fn limits_hit(&self) -> Vec<(&'static str, u64)> {
        self.frames.limits_hit()
    }

    fn finish(&mut self, _view: &View<'_>) -> io::Result<Vec<Remark>> {
        Ok(Vec::new())
    }
}
