//! Captures that are too many for one process: indexed one by one, analysed in parts, and put
//! together again.
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
//! Whatever is decided of a session reads three things: the segments of its own control connection,
//! the segments of the connections that may answer what it announced, and the announcements of
//! other sessions that may claim those connections. The plan joins a session with every connection
//! that could be one of the second kind (`reach` says which), and so, through the connections that
//! they share, with every session of the third. What is joined stays in one task, which reads its
//! frames in the order of the whole capture and with the numbers that they have there.
//!
//! What is decided over all sessions (guessed passwords, both sides of a NAT, ports that serve
//! several clients) is decided at the end, by the same code that decides it for a single capture,
//! from the records of all parts: that is why a part is the records themselves and no output of
//! them.
//!
//! What is left are limits of the whole: a single analysis forgets some things when too much is
//! open at once (see [`crate::limits`]), a task has less open and forgets less.
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
//! control_pass the control pass, over the frames that indexes hold
//! reach        which connections may belong to which sessions
//! plan         sessions and connections → tasks
//! task         a task → the part of a capture that it reads
//! result       what became of a task, as bytes
//! merge        results → an analysis
//! ```

#[cfg(feature = "parquet")]
mod columns;
mod control_pass;
mod held;
mod index;
mod lines;
mod merge;
mod packed;
mod plan;
mod reach;
mod read_lines;
mod result;
mod set;
mod stored;
mod table;
mod task;

use std::io;
use std::path::{Path, PathBuf};

use crate::model::{Arg, Message};
use crate::text::finding::ENGLISH;
use crate::text::message::{io_error, sentence};

pub(crate) use index::{IndexOptions, Indexed, index};
pub(crate) use merge::merge;
pub(crate) use plan::{PlanOptions, plan, write_reach};
pub(crate) use result::PartOutput;
pub(crate) use stored::IndexFormat;
pub(crate) use task::Task;

/// Why a step came to nothing. It is told by way of the catalogues.
#[derive(Debug, thiserror::Error)]
#[error("{}", sentence(&ENGLISH, &self.message()))]
pub(crate) enum ArchiveError {
    /// A file cannot be read.
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A file cannot be written.
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A file is not what it should be.
    Format {
        /// Which.
        path: PathBuf,
        /// What was found, and what was expected.
        fault: Message,
    },
    /// A capture cannot be read.
    Capture(#[from] crate::capture::CaptureError),
    /// What was asked for makes no sense.
    Request(Message),
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

    fn format(path: impl Into<PathBuf>, fault: Message) -> Self {
        let path = path.into();
        ArchiveError::Format { path, fault }
    }

    /// A fault of which nothing else is to be said.
    fn plain(path: impl Into<PathBuf>, id: &'static str) -> Self {
        ArchiveError::format(path, Message::new(id, []))
    }

    /// A line that is not JSON, or another one than is expected.
    fn line(path: impl Into<PathBuf>, number: u64, error: &serde_json::Error) -> Self {
        let why = Arg::Text(error.to_string().as_str().into());
        let args = [("line", number.into()), ("why", why)];
        ArchiveError::format(path, Message::new("archive-line", args))
    }

    /// What it says, for a catalogue.
    pub(crate) fn message(&self) -> Message {
        match self {
            ArchiveError::Read { path, cause } => {
                let args = [("name", shown(path)), ("cause", cause.into())];
                Message::new("archive-unread", args)
            }
            ArchiveError::Write { path, cause } => {
                let args = [("name", shown(path)), ("cause", cause.into())];
                Message::new("archive-unwritten", args)
            }
            ArchiveError::Format { path, fault } => {
                let args = [("name", shown(path)), ("cause", fault.clone().into())];
                Message::new("told-named", args)
            }
            ArchiveError::Capture(error) => error.message(),
            ArchiveError::Request(message) => message.clone(),
        }
    }
}

/// The name of a file, as a message shows it.
fn shown(path: &Path) -> Arg {
    Arg::Text(path.to_string_lossy().as_ref().into())
}

/// Something in an index that no index holds, by a message of the catalogues.
fn damaged(id: &'static str) -> io::Error {
    io_error(io::ErrorKind::InvalidData, Message::new(id, []))
}
