//! The timeline: a row for every frame of an FTP session, in three shapes.
//!
//! All three are observers of the data pass and share what a row says (`info`) and what it means
//! (`notes`).

mod cells;
pub(super) mod info;
mod layout;
mod ndjson;
pub(super) mod notes;
mod table;
mod tls;
mod tsv;

use crate::analysis::observer::Row;
use crate::capture::Time;
use crate::model::SessionId;

pub use ndjson::TimelineNdjson;
pub(super) use notes::words;
pub use table::{Head, TimelineStyle, TimelineTable};
pub use tsv::Tsv;

use crate::analysis::ControlPlane;
use crate::analysis::view::{Selection, View};
use crate::text::escape;
use crate::text::stamp;

/// What the time of a row counts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Times {
    /// The first frame of the capture.
    #[default]
    Relative,
    /// The clock, in UTC.
    Utc,
    /// The clock where the program runs.
    Local,
    /// The row before.
    Delta,
}

/// Which rows are printed, and how their times are written.
#[derive(Clone, Debug)]
pub struct TimelineFrame {
    /// Time 0: that of the capture's first frame.
    pub(super) start: Time,
    /// Digits of a second.
    pub(super) digits: usize,
    /// Rows of these sessions only, ascending; `None` for all.
    sessions: Option<Vec<SessionId>>,
    /// Only the records can tell which sessions these are.
    waits: bool,
    /// Names of the capture's files.
    pub(super) files: Vec<String>,
    /// Name the file of each row, where the shape does not always do so.
    names_files: bool,
}

impl TimelineFrame {
    /// The frame for a capture and a selection, from what the control pass knows.
    pub fn new(plane: &ControlPlane, selection: &Selection) -> Self {
        let sessions = (*selection != Selection::default()).then(|| {
            let numbered = (1..).zip(&plane.plan().sessions);
            numbered
                .filter(|(id, planned)| selection.fits_planned(*id, planned))
                .map(|(id, _)| id)
                .collect()
        });
        let captures = plane.summaries();
        let start = captures.iter().filter_map(|c| c.first_time).min();
        let nanoseconds = captures.iter().any(|c| c.nanoseconds);
        TimelineFrame {
            start: start.unwrap_or(Time::from_nanos(0)),
            digits: if nanoseconds { 9 } else { 6 },
            sessions,
            waits: selection.waits(),
            files: captures.iter().map(|c| c.path.clone()).collect(),
            names_files: false,
        }
    }

    /// The same, with the file of each row named.
    #[must_use]
    pub fn naming_files(self, names_files: bool) -> Self {
        TimelineFrame {
            names_files,
            ..self
        }
    }

    /// Shows the rows of the chosen sessions, now that the records tell which these are.
    pub(super) fn choose(&mut self, view: &View<'_>) {
        if view.is_filtered() {
            self.sessions = Some(view.sessions().map(|session| session.id).collect());
        }
    }

    /// The file that a row stands in.
    pub(super) fn file(&self, row: &Row) -> &str {
        self.files
            .get(row.frame.file as usize)
            .map_or("", String::as_str)
    }

    /// `part2.pcapng frame 17`, where that was asked for.
    fn place(&self, row: &Row) -> Option<String> {
        self.names_files.then(|| {
            format!(
                "{} frame {}",
                escape::text(self.file(row).as_bytes()),
                row.frame.number_in_file
            )
        })
    }

    /// True where only the records can tell which rows are shown.
    pub(super) fn waits(&self) -> bool {
        self.waits
    }

    pub(super) fn shows(&self, row: &Row) -> bool {
        self.sessions
            .as_ref()
            .is_none_or(|wanted| row.sessions.iter().any(|s| wanted.binary_search(s).is_ok()))
    }

    /// Seconds since the first frame, as tshark writes them.
    pub(super) fn time(&self, row: &Row) -> String {
        self.seconds(row.segment.time)
    }

    /// The same of any time.
    pub(super) fn seconds(&self, time: Time) -> String {
        stamp::relative(time.since(self.start), self.digits)
    }

    fn push_span(&self, text: &mut String, nanoseconds: i64) {
        stamp::push_relative(text, nanoseconds, self.digits);
    }

    fn push_time(&self, text: &mut String, time: Time) {
        stamp::push_relative(text, time.since(self.start), self.digits);
    }
}
