//! The rows of a capture for callers who ask for them one by one.
//!
//! A row is made when it is asked for: the data pass goes on by as many frames as the next row
//! takes, and no thread is needed. A frame gives one row, so that nothing is kept but the row that
//! is handed out and the state of the pass, which has the bounds of
//! [`Limits`](crate::limits::Limits).

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;

use crate::analysis::analyzer::{ControlPlane, DataRun, Wanted};
use crate::analysis::observer::{Layer, Note, Observer, Row};
use crate::decode::Flags;
use crate::model::{Analysis, SessionId, Time};
use crate::tcp::RowFacts;

/// The rows of a data pass, made while they are asked for.
///
/// ```
/// use ftpscope::{Analyzer, Input};
///
/// let analyzer = Analyzer::new();
/// let capture = analyzer.open(Input::path("samples/passive.pcap"))?;
/// let plane = analyzer.control_pass(&capture);
/// let mut rows = plane.rows();
/// let data = rows.by_ref().filter(|row| row.is_data).count();
/// let analysis = rows.finish();
/// assert_eq!((data, analysis.sessions.len()), (9, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Rows<'p> {
    plane: &'p ControlPlane,
    pass: DataRun,
    ready: Ready,
}

/// A frame of an FTP session: a [`Row`] that owns what it says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OwnedRow {
    /// Number of the frame in the capture.
    pub frame: u64,
    /// When it was captured.
    pub time: Time,
    /// Index of its file among [`Analysis::captures`].
    pub file: u32,
    /// Number in that file, from 1.
    pub number_in_file: u64,
    /// Bytes of the frame on the wire.
    pub length: u32,
    /// Who sent it.
    pub source: SocketAddr,
    /// To whom.
    pub destination: SocketAddr,
    /// Its TCP flags.
    pub flags: Flags,
    /// Relative numbers, scaled window, labels.
    pub facts: RowFacts,
    /// The first frame of its connection.
    pub connection: u64,
    /// It belongs to a data connection.
    pub is_data: bool,
    /// The sessions it belongs to: one, or both of a server-to-server transfer.
    pub sessions: Vec<SessionId>,
    /// What the segment carries.
    pub layer: Layer<'static>,
    /// Captured bytes of its payload.
    pub payload: usize,
    /// What the frame means.
    pub notes: Vec<Note>,
}

impl<'p> Rows<'p> {
    pub(super) fn new(plane: &'p ControlPlane) -> Self {
        Rows {
            plane,
            pass: plane.begin(Wanted::ROWS, true),
            ready: Ready::default(),
        }
    }

    /// Reads what is left and gives the analysis, as the data pass does.
    pub fn finish(mut self) -> Analysis {
        while self.next().is_some() {}
        let end = self.pass.finish(self.plane, &mut Ready::default(), None);
        // gathering rows fails nowhere
        end.unwrap_or_default()
    }
}

impl Iterator for Rows<'_> {
    type Item = OwnedRow;

    fn next(&mut self) -> Option<OwnedRow> {
        while self.ready.0.is_empty() {
            // gathering rows fails nowhere
            if !self.pass.step(&mut self.ready).unwrap_or(false) {
                return None;
            }
        }
        self.ready.0.pop_front()
    }
}

impl std::fmt::Debug for Rows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").finish_non_exhaustive()
    }
}

/// Rows that were made and not handed out.
#[derive(Default)]
struct Ready(VecDeque<OwnedRow>);

impl Observer for Ready {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.0.push_back(OwnedRow::from(row));
        Ok(())
    }
}

impl From<&Row<'_>> for OwnedRow {
    fn from(row: &Row<'_>) -> Self {
        OwnedRow {
            frame: row.frame.number,
            time: row.frame.time,
            file: row.frame.file,
            number_in_file: row.frame.number_in_file,
            length: row.frame.wire_len,
            source: row.segment.src,
            destination: row.segment.dst,
            flags: row.segment.flags,
            facts: row.facts,
            connection: row.connection,
            is_data: row.is_data(),
            sessions: row.sessions.to_vec(),
            layer: owned(&row.layer),
            payload: row.segment.payload.len(),
            notes: row.notes.to_vec(),
        }
    }
}

fn owned(layer: &Layer<'_>) -> Layer<'static> {
    match layer {
        Layer::Tcp => Layer::Tcp,
        Layer::Control {
            from_client,
            payload,
            opened,
        } => Layer::Control {
            from_client: *from_client,
            payload: Cow::Owned(payload.to_vec()),
            opened: *opened,
        },
        Layer::Tls(row) => Layer::Tls(row.clone()),
        Layer::Data(label) => Layer::Data(label.clone()),
    }
}
