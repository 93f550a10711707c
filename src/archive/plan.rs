//! `plan`: the indexes of a capture → tasks, each of which is an analysis of some connections.
//!
//! Connections that may have to do with each other are one part (`reach`). Parts that stand near
//! each other in the capture are one task, until the blocks that it reads are as many bytes as a
//! task should have, or more where they read the same blocks. The name of a task is made of its
//! connections, of what it reads, and of what numbers that has in the whole, so that a result can
//! be kept by that name: where a day is added to an archive, the tasks that the new files have
//! nothing to do with are called as before.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use foldhash::fast::RandomState;

use crate::ftp::{CONTROL_PORT, DATA_PORT, IMPLICIT_TLS_PORT};
use crate::limits::Limits;
use crate::tcp::{ConnectionKey, Side};
use crate::tls::Secrets;

use super::ArchiveError;
use super::control_pass::{ControlChannels, control_pass};
use super::index::write_line;
use super::lines::{FILES, FilesLine, REACH, ReachLine, TASK, TaskLine};
use super::reach::Reach;
use super::set::{IndexSet, IndexedFile};

/// A silence after which nothing is expected any more, in nanoseconds: far more than any rule
/// waits.
const PATIENCE: i64 = 3_600_000_000_000;

/// Sessions that go on side by side stand in the same blocks: where half of a part is in a task
/// already, the task may read so many times what the part alone reads. With fewer, the tasks of
/// such a capture would read most of it again.
const OVERLAP: u64 = 4;

/// What is planned, and how.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlanOptions {
    /// Bytes that a task should read at most, unless its parts read the same ones.
    pub(crate) task_bytes: u64,
    /// What opens TLS.
    pub(crate) secrets: Secrets,
    /// The limits.
    pub(crate) limits: Limits,
}

/// A task that was written.
#[derive(Debug)]
pub(crate) struct PlannedTask {
    /// Where.
    pub(crate) path: PathBuf,
    /// Its connections, in number.
    pub(crate) connections: usize,
    /// Its sessions.
    pub(crate) sessions: u64,
    /// Bytes that it reads.
    pub(crate) bytes: u64,
}

/// Plans the capture that the indexes of some folders tell of, and writes the tasks into a folder,
/// in place of those that an earlier plan left there.
///
/// # Errors
/// Where an index cannot be read, or a task cannot be written.
pub(crate) fn plan(
    folders: &[PathBuf],
    tasks: &Path,
    options: &PlanOptions,
) -> Result<Vec<PlannedTask>, ArchiveError> {
    let mut set = IndexSet::read(folders)?;
    let channels = control_pass(&set, &options.secrets, &options.limits)?;
    let opened = is_opened(&set, options);
    for datagram in &channels.joined {
        set.join(datagram.whole(), &datagram.files());
    }
    let parts = parts(&set, &channels, opened);
    let planned = pack(&set, &channels, parts, options.task_bytes);
    fs::create_dir_all(tasks).map_err(ArchiveError::write(tasks))?;
    let files = write_files(&set, tasks)?;
    let mut written = Vec::new();
    for task in planned {
        written.push(task.write(&set, &files, tasks)?);
    }
    remove_others(tasks, &files, &written)?;
    Ok(written)
}

/// Writes which connections the sessions may reach, as an engine looks for them that holds more
/// connections than one machine: those that it finds, and all others between the same endpoints,
/// give the same plan as all.
///
/// # Errors
/// Where an index cannot be read, or the file cannot be written.
pub(crate) fn write_reach(
    folders: &[PathBuf],
    file: &Path,
    options: &PlanOptions,
) -> Result<(), ArchiveError> {
    let set = IndexSet::read(folders)?;
    let channels = control_pass(&set, &options.secrets, &options.limits)?;
    let mut reach = Reach::default();
    for session in &channels.plan.sessions {
        reach.add_session(session, is_opened(&set, options));
    }
    let joined = channels.joined.iter();
    let options = set.files.first().map(|file| &file.line.options);
    let ports = options.map_or(&[][..], |options| &options.control_ports);
    let ports = [DATA_PORT, CONTROL_PORT, IMPLICIT_TLS_PORT]
        .into_iter()
        .chain(ports.iter().copied());
    let mut lines: Vec<ReachLine> = set.files.iter().filter_map(IndexedFile::reach).collect();
    lines.extend(ports.map(|port| ReachLine::Port { port }));
    lines.extend(joined.map(|datagram| ReachLine::of_key(&datagram.key)));
    lines.extend(reach.lines());
    lines.sort_unstable();
    lines.dedup();
    lines.push(ReachLine::Reach {
        schema: REACH.to_owned(),
    });
    write_lines(file, &lines)
}

/// Secrets are at hand that may open TLS.
fn is_opened(set: &IndexSet, options: &PlanOptions) -> bool {
    !options.secrets.is_empty() || set.files.iter().any(|file| !file.secrets.is_empty())
}

/// Connections that may have to do with each other.
#[derive(Debug, Default)]
struct PlanPart {
    /// The first frame of any.
    first: u64,
    connections: BTreeSet<ConnectionKey>,
    /// Blocks that hold frames of them, by file.
    blocks: BTreeSet<(usize, u64)>,
}

fn is_control(ports: &[u16], key: &ConnectionKey) -> bool {
    Side::BOTH.into_iter().any(|side| {
        let port = key.endpoint(side).port();
        port == CONTROL_PORT || port == IMPLICIT_TLS_PORT || ports.contains(&port)
    })
}

fn parts(set: &IndexSet, channels: &ControlChannels, opened: bool) -> Vec<PlanPart> {
    let mut reach = Reach::default();
    for session in &channels.plan.sessions {
        reach.add_session(session, opened);
    }
    for file in &set.files {
        for line in &file.connections {
            let key = ConnectionKey::new(line.a, line.b);
            let span = (file.number(line.first.0), file.number(line.last.0));
            let at_control_port = is_control(&file.line.options.control_ports, &key);
            reach.add_connection(key, span, at_control_port);
        }
    }
    for datagram in &channels.joined {
        for place in &datagram.places {
            reach.add_connection(datagram.key, (place.number, place.number), false);
        }
    }
    let part_of: HashMap<ConnectionKey, u32, RandomState> = reach.parts().into_iter().collect();
    let mut parts: BTreeMap<u32, PlanPart> = BTreeMap::new();
    for (place, file) in set.files.iter().enumerate() {
        for line in &file.connections {
            let key = ConnectionKey::new(line.a, line.b);
            let Some(part) = part_of.get(&key) else {
                continue;
            };
            let rows = line.blocks.iter();
            let blocks = rows.flat_map(|&(first, last)| first..=last);
            let part = parts.entry(*part).or_default();
            part.add(key, file.number(line.first.0));
            part.blocks.extend(blocks.map(|block| (place, block)));
        }
    }
    for datagram in &channels.joined {
        let Some(part) = part_of.get(&datagram.key) else {
            continue;
        };
        let part = parts.entry(*part).or_default();
        for place in &datagram.places {
            part.add(datagram.key, place.number);
            part.blocks.insert((place.file, place.block));
        }
    }
    let mut parts: Vec<PlanPart> = parts.into_values().collect();
    parts.sort_by_key(|part| part.first);
    parts
}

impl PlanPart {
    fn add(&mut self, key: ConnectionKey, first: u64) {
        let is_first = self.connections.is_empty() || first < self.first;
        if is_first {
            self.first = first;
        }
        self.connections.insert(key);
    }
}

/// A task before it has a name.
#[derive(Debug, Default)]
struct PackedTask {
    connections: BTreeSet<ConnectionKey>,
    blocks: BTreeSet<(usize, u64)>,
    sessions: u64,
    bytes: u64,
}

fn pack(
    set: &IndexSet,
    channels: &ControlChannels,
    parts: Vec<PlanPart>,
    most: u64,
) -> Vec<PackedTask> {
    let sessions = channels.plan.sessions.iter().map(|session| session.key);
    let mut dialogues: HashMap<ConnectionKey, u64, RandomState> = HashMap::default();
    for key in sessions {
        *dialogues.entry(key).or_default() += 1;
    }
    let mut tasks: Vec<PackedTask> = Vec::new();
    for part in parts {
        if tasks
            .last()
            .is_none_or(|task| !task.takes(set, &part, most))
        {
            tasks.push(PackedTask::default());
        }
        if let Some(task) = tasks.last_mut() {
            task.take(set, part, &dialogues);
        }
    }
    tasks
}

impl PackedTask {
    /// There is room for a part, of which others may have blocks already.
    fn takes(&self, set: &IndexSet, part: &PlanPart, most: u64) -> bool {
        let (mut own, mut more) = (0, 0);
        for block in &part.blocks {
            let bytes = set.files[block.0].block_bytes(block.1);
            own += bytes;
            if !self.blocks.contains(block) {
                more += bytes;
            }
        }
        let most = if more <= own / 2 {
            most.max(own.saturating_mul(OVERLAP))
        } else {
            most
        };
        self.bytes + more <= most
    }

    fn take(
        &mut self,
        set: &IndexSet,
        part: PlanPart,
        dialogues: &HashMap<ConnectionKey, u64, RandomState>,
    ) {
        let keys = part.connections.iter();
        self.sessions += keys.filter_map(|key| dialogues.get(key)).sum::<u64>();
        self.connections.extend(part.connections);
        for (file, block) in part.blocks {
            if self.blocks.insert((file, block)) {
                self.bytes += set.files[file].block_bytes(block);
            }
        }
    }

    fn write(
        self,
        set: &IndexSet,
        files: &str,
        folder: &Path,
    ) -> Result<PlannedTask, ArchiveError> {
        let mut lines = self.reads(set);
        lines.extend(self.connections.iter().map(|key| TaskLine::Connection {
            a: key.endpoint(Side::Low),
            b: key.endpoint(Side::High),
        }));
        let id = self.id(set);
        lines.push(TaskLine::Task {
            schema: TASK.to_owned(),
            id: id.clone(),
            files: files.to_owned(),
            sessions: self.sessions,
            bytes: self.bytes,
        });
        let path = folder.join(format!("task-{id}.ndjson"));
        write_lines(&path, &lines)?;
        Ok(PlannedTask {
            path,
            connections: self.connections.len(),
            sessions: self.sessions,
            bytes: self.bytes,
        })
    }

    /// The blocks of each file, with those that are read in any case.
    fn blocks_of(&self, set: &IndexSet) -> Vec<(usize, BTreeSet<u64>)> {
        let mut read = Vec::new();
        for (place, file) in set.files.iter().enumerate() {
            let own = self.blocks.range((place, 0)..(place + 1, 0));
            let mut blocks: BTreeSet<u64> = own.map(|&(_, block)| block).collect();
            if file.line.secrets_blocks > 0 {
                // they serve every file; those before the first frame are read with any block
                blocks.insert(0);
            }
            if !blocks.is_empty() {
                blocks.extend(file.special_blocks());
                read.push((place, blocks));
            }
        }
        read
    }

    fn reads(&self, set: &IndexSet) -> Vec<TaskLine> {
        let of_files = self.blocks_of(set).into_iter();
        of_files
            .map(|(file, blocks)| {
                let pieces = set.files[file].pieces(blocks).into_iter();
                TaskLine::Read {
                    file,
                    path: set.files[file].line.path.clone(),
                    pieces: pieces.map(|p| (p.offset, p.first, p.frames)).collect(),
                }
            })
            .collect()
    }

    /// Its name: of its connections and the very bytes that they stand in.
    fn id(&self, set: &IndexSet) -> String {
        let mut hasher = blake3::Hasher::new();
        for key in &self.connections {
            for side in Side::BOTH {
                hasher.update(key.endpoint(side).to_string().as_bytes());
                hasher.update(b" ");
            }
        }
        let mut latest = i64::MIN;
        for (file, blocks) in self.blocks_of(set) {
            let file = &set.files[file];
            hasher.update(file.line.sha256.as_bytes());
            for turn in &file.turns {
                hasher.update(&turn.first.to_be_bytes());
                hasher.update(&turn.first_in_file.to_be_bytes());
            }
            for block in blocks {
                hasher.update(&block.to_be_bytes());
                let block = file.blocks.get(block as usize);
                latest = latest.max(block.map_or(i64::MIN, |block| block.latest));
            }
        }
        // how long it is silent at the end counts, up to where nobody waits any more
        let end = set.end().1.min(latest.saturating_add(PATIENCE));
        hasher.update(&end.to_be_bytes());
        hasher.finalize().to_hex()[..super::index::DIGITS].to_owned()
    }
}

/// Writes the list of files; its name.
fn write_files(set: &IndexSet, folder: &Path) -> Result<String, ArchiveError> {
    let mut lines: Vec<FilesLine> = set
        .files
        .iter()
        .map(|file| FilesLine::File {
            file: Box::new(file.line.clone()),
            turns: file
                .turns
                .iter()
                .map(|turn| (turn.first, turn.last, turn.first_in_file))
                .collect(),
        })
        .collect();
    lines.push(FilesLine::Capture {
        schema: FILES.to_owned(),
        end: set.end(),
    });
    let mut hasher = blake3::Hasher::new();
    for file in &set.files {
        hasher.update(file.line.path.as_bytes());
        hasher.update(file.line.sha256.as_bytes());
    }
    let digest = hasher.finalize().to_hex();
    let name = format!("files-{}.ndjson", &digest[..super::index::DIGITS]);
    write_lines(&folder.join(&name), &lines)?;
    Ok(name)
}

fn write_lines(path: &Path, lines: &[impl serde::Serialize]) -> Result<(), ArchiveError> {
    let unfinished = path.with_extension(format!("{}.part", std::process::id()));
    File::create(&unfinished)
        .and_then(|file| {
            let mut out = BufWriter::new(file);
            for line in lines {
                write_line(&mut out, line)?;
            }
            out.flush()
        })
        .and_then(|()| fs::rename(&unfinished, path))
        .map_err(ArchiveError::write(path))
}

/// Takes away what an earlier plan wrote and this one did not.
fn remove_others(folder: &Path, files: &str, written: &[PlannedTask]) -> Result<(), ArchiveError> {
    let new: HashSet<&Path, RandomState> = written.iter().map(|task| &*task.path).collect();
    let entries = fs::read_dir(folder).map_err(ArchiveError::read(folder))?;
    for entry in entries {
        let path = entry.map_err(ArchiveError::read(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_ours =
            name.ends_with(".ndjson") && (name.starts_with("task-") || name.starts_with("files-"));
        if is_ours && name != files && !new.contains(&*path) {
            fs::remove_file(&path).map_err(ArchiveError::write(&path))?;
        }
    }
    Ok(())
}
