//! Outputs: one file a format. They choose words and shapes and decide no fact.
//!
//! Each is an [`Output`]: it says what it needs, is told it while the data pass runs, and writes.
//! The [`runner`] plans the passes that the outputs of a run need together and makes no more. Bytes
//! from the wire go through `escape` before they reach text, and the words of the contract stand in
//! `names`. Fields, columns and their meaning are explained in `docs/output.md`: they may be added
//! to, never renamed or removed.

#[cfg(feature = "report")]
pub mod csv;
#[cfg(feature = "report")]
pub mod diagnose;
#[cfg(feature = "report")]
pub mod diagram;
#[cfg(all(feature = "cli", not(feature = "internals")))]
pub(crate) mod diff;
#[cfg(all(feature = "cli", feature = "internals"))]
pub mod diff;
#[cfg(feature = "report")]
pub mod explain;
#[cfg(all(feature = "report", not(feature = "internals")))]
pub(crate) mod export;
#[cfg(all(feature = "report", feature = "internals"))]
pub mod export;
#[cfg(feature = "report")]
pub mod files;
#[cfg(feature = "report")]
pub mod filter;
pub mod json;
pub mod listing;
pub mod ndjson;
#[cfg(feature = "cli")]
pub mod overview;
#[cfg(feature = "report")]
pub mod quiz;
#[cfg(feature = "report")]
pub mod report;
pub mod runner;
#[cfg(feature = "report")]
pub mod sarif;
#[cfg(feature = "report")]
pub mod slice;
#[cfg(feature = "report")]
pub mod timeline;
#[cfg(feature = "report")]
pub mod transcript;
#[cfg(feature = "report")]
pub mod web_overview;

#[cfg(feature = "cli")]
pub(crate) mod grid;
#[cfg(feature = "cli")]
mod starts;
#[cfg(feature = "report")]
mod story_log;
#[cfg(all(feature = "cli", not(feature = "internals")))]
pub(crate) mod table;
#[cfg(all(feature = "cli", feature = "internals"))]
pub mod table;
#[cfg(all(feature = "report", not(feature = "internals")))]
pub(crate) mod verdict;
#[cfg(all(feature = "report", feature = "internals"))]
pub mod verdict;

use std::io;

use crate::analysis::ContentScope;
use crate::analysis::observer::{Content, Row};
use crate::analysis::view::View;
use crate::model::FilePlace;

#[cfg(feature = "report")]
pub use crate::story::{Detail, Level};
pub use crate::text::style::Style;

#[cfg(feature = "report")]
use report::PageOmissions;
#[cfg(feature = "report")]
pub use story_log::StoryLog;

/// A format: what is made of a capture, and where it goes.
///
/// The calls, in their order: `needs`, without the records; then, for every pass over the capture,
/// `row` and `content` for what was asked of that pass, and `needs` again, now with the records.
/// When no output of a run needs another pass, `finish` comes, once.
///
/// # Errors
/// Those of its methods are its own (a full disk, a closed pipe). The first one ends the run, which
/// returns it.
pub trait Output {
    /// What it wants to be told in the next pass: nothing, for an output of the records alone. The
    /// first pass makes the records, whatever is wanted of it; where rows depend on them, an output
    /// wants nothing before they are `known`.
    fn needs(&mut self, _known: Option<&View<'_>>) -> io::Result<Needs> {
        Ok(Needs::NOTHING)
    }

    /// A frame of an FTP session, in capture order.
    fn row(&mut self, _row: &Row<'_>) -> io::Result<()> {
        Ok(())
    }

    /// The next piece of a file, each byte once and in order.
    fn content(&mut self, _place: &FilePlace, _content: Content<'_>) -> io::Result<()> {
        Ok(())
    }

    /// The limits that it reached by itself, by name, with how often: they are told like those of
    /// the analysis.
    fn limits_hit(&self) -> Vec<(&'static str, u64)> {
        Vec::new()
    }

    /// Writes what is left; gives what its reader should know beside it.
    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>>;
}

/// What an output wants of a pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Every frame of the sessions.
    pub rows: bool,
    /// What the data connections carry.
    pub contents: ContentScope,
    /// The digest of every transfer, in the records.
    pub digests: bool,
    /// What listings say of files, in the records.
    pub listings: bool,
}

impl Needs {
    /// Nothing, and where the records are known, no pass either.
    pub const NOTHING: Needs = Needs {
        rows: false,
        contents: ContentScope::None,
        digests: false,
        listings: false,
    };
    /// The rows.
    pub const ROWS: Needs = Needs {
        rows: true,
        ..Needs::NOTHING
    };

    /// Digests in the records, of the pass that makes them.
    fn digests(known: Option<&View<'_>>) -> Needs {
        Needs {
            digests: known.is_none(),
            ..Needs::NOTHING
        }
    }
}

/// When an output that wants the rows once is told them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowsOnce {
    /// The records must be known before.
    after_records: bool,
    /// They were asked for.
    asked: bool,
}

impl RowsOnce {
    pub(crate) fn new(after_records: bool) -> Self {
        RowsOnce {
            after_records,
            asked: false,
        }
    }

    /// True for the pass that tells the rows.
    pub(crate) fn is_next(&mut self, known: Option<&View<'_>>) -> bool {
        let is_next = !self.asked && (known.is_some() || !self.after_records);
        self.asked |= is_next;
        is_next
    }

    /// True from that pass on.
    pub(crate) fn was_asked(self) -> bool {
        self.asked
    }
}

/// What a listing has a row for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Control sessions.
    Sessions,
    /// Transfers.
    Transfers,
}

/// What whoever asked for an output should know beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// A table had no room for some of its columns.
    Columns {
        /// Their titles.
        hidden: Vec<String>,
        /// What shows them, where something does.
        elsewhere: Option<&'static str>,
    },
    /// A page had no room for some of its rows, texts or sessions.
    #[cfg(feature = "report")]
    Page(PageOmissions),
    /// A filter that knows no frames also takes those of connections that have the same hosts and
    /// ports.
    #[cfg(feature = "report")]
    PortsReused,
    /// What a slice holds.
    #[cfg(feature = "report")]
    Sliced(slice::Sliced),
    /// What a redacted slice could not take out, or took out beyond what was asked for.
    #[cfg(feature = "report")]
    Redacted(slice::Shortcomings),
}

impl Remark {
    /// None, where no column is hidden.
    pub(crate) fn columns(hidden: Vec<String>, elsewhere: Option<&'static str>) -> Vec<Self> {
        if hidden.is_empty() {
            return Vec::new();
        }
        vec![Remark::Columns { hidden, elsewhere }]
    }
}

/// Nanoseconds as seconds.
fn seconds(nanoseconds: i64) -> f64 {
    nanoseconds as f64 / 1e9
}

/// A share, with six digits after the point.
fn rate(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}
