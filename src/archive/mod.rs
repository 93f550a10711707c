//! Captures that are too many for one process: indexed one by one, analysed in parts, and put together again.
//!
//! Three steps, none of which needs another to be done on the same machine:
//!
//! ```text
//! index    a file → its connections, where their frames are, and all frames of what may be control
//! plan     the indexes of all files → tasks: connections that have to do with each other
//! merge    what became of each task → the analysis of all
//! ```
//!
//! Between the last two each task is an ordinary analysis, of some connections of the capture.
//!
//! # Why the parts make the whole
//!
//! Whatever is decided of a session reads three things: the segments of its own control connection, the segments of the
//! connections that may answer what it announced, and the announcements of other sessions that may claim those
//! connections. The plan joins a session with every connection that could be one of the second kind (`reach` says which),
//! and so, through the connections that they share, with every session of the third. What is joined stays in one task,
//! which reads its frames in the order of the whole capture and with the numbers that they have there.
//!
//! What is decided over all sessions (guessed passwords, both sides of a NAT, ports that serve several clients) is
//! decided at the end, by the same code that decides it for a single capture, from the records of all parts: that is why
//! a part is the records themselves and no output of them.
//!
//! What is left are caps of the whole: a single analysis forgets some things when too much is open at once (see
//! [`crate::limits`]), a task has less open and forgets less.
//!
//! # Files
//!
//! ```text
//! lines        what stands in an index, in tasks, and in the list of files
//! stored       an index as a file: JSON lines, or Parquet
//! columns      what stands in an index, as a table of Parquet
//! packed       times and frames as text
//! table        the connections of a file, while it is indexed
//! held         frames of it that may have to be kept later
//! index        a file → its index
//! set          the indexes of a capture, and what numbers its frames have
//! survey       the control pass, over the frames that indexes hold
//! reach        which connections may belong to which sessions
//! plan         sessions and connections → tasks
//! task         a task → the part of a capture that it reads
//! result       what became of a task, as bytes
//! merge        results → an analysis
//! ```

#[cfg(feature = "parquet")]
mod columns;
mod held;
mod index;
mod lines;
mod merge;
mod packed;
mod plan;
mod reach;
mod result;
mod set;
mod stored;
mod survey;
mod table;
mod task;

use std::io;
use std::path::PathBuf;

pub(crate) use index::{IndexOptions, Indexed, index};
pub(crate) use merge::merge;
pub(crate) use plan::{PlanOptions, plan, write_reach};
pub(crate) use result::PartOutput;
pub(crate) use stored::IndexFormat;
pub(crate) use task::Task;

/// Why a step came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ArchiveError {
    /// A file cannot be read.
    #[error("{}: cannot be read: {cause}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A file cannot be written.
    #[error("{}: cannot be written: {cause}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A file is not what it should be.
    #[error("{}: {fault}", path.display())]
    Format {
        /// Which.
        path: PathBuf,
        /// What was found, and what was expected.
        fault: String,
    },
    /// A capture cannot be read.
    #[error(transparent)]
    Capture(#[from] crate::capture::CaptureError),
    /// What was asked for makes no sense.
    #[error("{0}")]
    Request(String),
}

impl ArchiveError {
    fn read(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| ArchiveError::Read { path, cause }
    }

    fn write(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| ArchiveError::Write { path, cause }
    }

    fn format(path: impl Into<PathBuf>, fault: impl Into<String>) -> Self {
        let (path, fault) = (path.into(), fault.into());
        ArchiveError::Format { path, fault }
    }
}
