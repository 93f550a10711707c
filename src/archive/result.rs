//! What became of a task, as bytes: the records themselves, so that whoever has those of all tasks
//! goes on where a single analysis goes on. They are no format for others, and change with the
//! program: another version refuses them.
//!
//! A result holds what the capture holds, passwords included, as the capture and its index do.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};

use crate::analysis::view::View;
use crate::model::{
    Analysis, Arg, CaptureSummary, Connection, ConnectionId, Fault, KeyLog, Message, Session,
    Silent, interned,
};
use crate::output::{Needs, Output, Remark};

use super::ArchiveError;
use super::task::Task;

/// What a result begins with.
const MAGIC: &[u8] = b"ftpscope-part/1\n";
/// Bytes of the digest that it ends with.
const DIGEST: usize = 32;

/// The records of a task.
#[derive(Debug, Default, BorshSerialize, BorshDeserialize)]
pub(super) struct TaskResult {
    /// The program that wrote it.
    version: String,
    /// The task.
    pub(super) task: String,
    /// What reading files showed beside what their indexes say.
    pub(super) files: Vec<FileResult>,
    pub(super) sessions: Vec<Session>,
    #[expect(clippy::vec_box, reason = "those of an analysis")]
    pub(super) connections: Vec<Box<Connection>>,
    pub(super) silent: Vec<Silent>,
    pub(super) unclaimed: Vec<ConnectionId>,
    limits_hit: Vec<(String, u64)>,
}

/// What reading a file showed.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub(super) struct FileResult {
    pub(super) path: String,
    sensor: Option<String>,
    sha256: Option<String>,
    key_log: Option<KeyLog>,
    fault: Option<(String, bool)>,
}

impl FileResult {
    fn of(summary: &CaptureSummary) -> Self {
        let fault = summary.fault.as_ref();
        FileResult {
            path: summary.path.clone(),
            sensor: summary.sensor.as_deref().map(str::to_owned),
            sha256: summary.sha256.clone(),
            key_log: summary.key_log,
            fault: fault.map(|fault| (fault.message.clone(), fault.fatal)),
        }
    }

    /// Adds what it says to what is known of the file.
    pub(super) fn add_to(self, summary: &mut CaptureSummary) {
        if let Some(sensor) = self.sensor {
            summary.sensor = Some(sensor.into());
        }
        if self.sha256.is_some() {
            summary.sha256 = self.sha256;
        }
        if let Some((message, fatal)) = self.fault {
            summary.fault = Some(Fault {
                message,
                fatal,
                said: None,
            });
        }
        match (&mut summary.key_log, self.key_log) {
            (Some(known), Some(more)) => known.used += more.used,
            (known, more) => *known = known.or(more),
        }
    }
}

impl TaskResult {
    /// The limits that the task hit.
    pub(super) fn limits_hit(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let named = self.limits_hit.iter();
        named.filter_map(|(name, count)| Some((interned::name(name)?, *count)))
    }

    /// Reads a result.
    ///
    /// # Errors
    /// Where it is none, is damaged, or of another version of the program.
    pub(super) fn read(path: &Path) -> Result<Self, ArchiveError> {
        let bytes = fs::read(path).map_err(ArchiveError::read(path))?;
        let result = Self::of(&bytes).map_err(|fault| ArchiveError::plain(path, fault))?;
        if result.version != env!("CARGO_PKG_VERSION") {
            let found = Arg::Text(result.version.as_str().into());
            let args = [
                ("found", found),
                ("expected", env!("CARGO_PKG_VERSION").into()),
            ];
            let fault = Message::new("archive-version", args);
            return Err(ArchiveError::format(path, fault));
        }
        Ok(result)
    }

    /// What the bytes are, or the message of the catalogues about why they are none.
    fn of(bytes: &[u8]) -> Result<Self, &'static str> {
        let body = bytes.strip_prefix(MAGIC).ok_or("archive-no-part")?;
        let (body, digest) = body.split_last_chunk::<DIGEST>().ok_or(CUT)?;
        if blake3::hash(body).as_bytes() != digest {
            return Err(CUT);
        }
        let result = TaskResult::try_from_slice(body).map_err(|_| CUT)?;
        let commands = result
            .sessions
            .iter()
            .flat_map(|session| &*session.commands);
        let is_sound = commands
            .map(|command| (command.argument_at, command.line.bytes().len()))
            .all(|(at, len)| at.is_none_or(|at| at as usize <= len));
        if is_sound { Ok(result) } else { Err(CUT) }
    }
}

const CUT: &str = "archive-cut-part";

/// Writes what became of a task.
#[derive(Debug)]
pub(crate) struct PartOutput<'o, W: Write> {
    out: W,
    task: &'o Task,
}

impl<'o, W: Write> PartOutput<'o, W> {
    /// The result of that task.
    pub(crate) fn new(out: W, task: &'o Task) -> Self {
        PartOutput { out, task }
    }
}

impl<W: Write> Output for PartOutput<'_, W> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        Ok(Needs {
            digests: known.is_none(),
            listings: known.is_none(),
            ..Needs::NOTHING
        })
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        let Analysis {
            captures,
            sessions,
            connections,
            silent,
            unclaimed,
            limits_hit,
            ..
        } = view.analysis;
        let part = self.task.part();
        // those of the whole are in the list of files
        let own = limits_hit
            .iter()
            .filter(|hit| !part.limits_hit.contains(hit));
        let result = TaskResult {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            task: self.task.id.clone(),
            files: captures.iter().map(FileResult::of).collect(),
            sessions: sessions.clone(),
            connections: Arc::unwrap_or_clone(Arc::clone(connections)),
            silent: silent.clone(),
            unclaimed: unclaimed.clone(),
            limits_hit: own.map(|&(name, count)| (name.to_owned(), count)).collect(),
        };
        let body = borsh::to_vec(&result)?;
        self.out.write_all(MAGIC)?;
        self.out.write_all(&body)?;
        self.out.write_all(blake3::hash(&body).as_bytes())?;
        self.out.flush()?;
        Ok(Vec::new())
    }
}
