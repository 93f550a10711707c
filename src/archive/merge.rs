//! `merge`: the results of all tasks of a plan → the analysis that a single run over all files
//! gives.
//!
//! Sessions and connections stand in the order of their first frames, which are numbered as in the
//! whole; their own numbers follow from that, and all that names one of them is written anew. What
//! is decided over all sessions is decided here, by the code that decides it for a single capture.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::analysis;
use crate::limits::Limits;
use crate::model::{
    Analysis, Arg, ConnectionId, ExpectedDataId, Message, Role, Roles, Session, Silent, SilentKey,
    TransferId,
};

use super::result::TaskResult;
use super::set;
use super::task::FileList;
use super::{ArchiveError, shown};

/// The tasks of a plan: their names, and the list of files.
struct TaskFolder {
    tasks: BTreeSet<String>,
    list: PathBuf,
}

/// Puts the results of all tasks in a folder together.
///
/// # Errors
/// Where a result cannot be read, or belongs to no task of the folder; where a task has none,
/// unless `partial`.
pub(crate) fn merge(
    tasks: &Path,
    results: &[PathBuf],
    partial: bool,
) -> Result<Analysis, ArchiveError> {
    let folder = TaskFolder::read(tasks)?;
    let list = FileList::read(&folder.list)?;
    let mut analysis = Analysis {
        captures: list
            .files
            .iter()
            .map(|(line, turns)| set::summary(line, turns))
            .collect(),
        notes: list.counts(|file| &file.notes),
        limits_hit: list.counts(|file| &file.limits_hit),
        ..Analysis::default()
    };
    let mut missing = folder.tasks;
    let mut parts = Vec::new();
    for path in results {
        let result = TaskResult::read(path)?;
        if !missing.remove(&result.task) {
            let task = Arg::Text(result.task.as_str().into());
            let args = [("task", task), ("tasks", shown(tasks))];
            let fault = Message::new("archive-other-task", args);
            return Err(ArchiveError::format(path, fault));
        }
        parts.push(result);
    }
    if let (Some(first), false) = (missing.first(), partial) {
        let first = Arg::Text(first.as_str().into());
        let args = [("count", missing.len().into()), ("first", first)];
        let fault = Message::new("archive-missing", args);
        return Err(ArchiveError::format(tasks, fault));
    }
    put_together(&mut analysis, parts);
    analysis::finish_merged(&mut analysis);
    Ok(analysis)
}

impl TaskFolder {
    fn read(folder: &Path) -> Result<Self, ArchiveError> {
        let (mut tasks, mut lists) = (BTreeSet::new(), Vec::new());
        let entries = fs::read_dir(folder).map_err(ArchiveError::read(folder))?;
        for entry in entries {
            let path = entry.map_err(ArchiveError::read(folder))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let Some(name) = name.strip_suffix(".ndjson") else {
                continue;
            };
            if let Some(id) = name.strip_prefix("task-") {
                tasks.insert(id.to_owned());
            } else if name.starts_with("files-") {
                lists.push(path.clone());
            }
        }
        match (lists.pop(), lists.is_empty()) {
            (Some(list), true) => Ok(TaskFolder { tasks, list }),
            _ => Err(ArchiveError::plain(folder, "archive-no-plan")),
        }
    }
}

/// What a part calls something, and what the whole does.
type NewNumbers = HashMap<(usize, u32), u32, RandomState>;

fn put_together(analysis: &mut Analysis, parts: Vec<TaskResult>) {
    let (mut sessions, mut connections, mut unclaimed) = (Vec::new(), Vec::new(), Vec::new());
    let mut silent = Silences::default();
    let mut limits: BTreeMap<&'static str, u64> = analysis.limits_hit.drain(..).collect();
    let captures = analysis.captures.iter().enumerate();
    let places: HashMap<String, usize, RandomState> = captures
        .map(|(place, summary)| (summary.path.clone(), place))
        .collect();
    for (place, mut part) in parts.into_iter().enumerate() {
        for (name, count) in part.limits_hit() {
            *limits.entry(name).or_default() += count;
        }
        for file in part.files.drain(..) {
            // a day more may stand before it by now
            if let Some(&at) = places.get(&file.path) {
                file.add_to(&mut analysis.captures[at]);
            }
        }
        renumber_within(&mut part.sessions);
        sessions.extend(part.sessions.into_iter().map(|session| (place, session)));
        connections.extend(part.connections.into_iter().map(|one| (place, one)));
        unclaimed.extend(part.unclaimed.into_iter().map(|id| (place, id)));
        part.silent.into_iter().for_each(|one| silent.add(one));
    }
    sessions.sort_by_key(|(_, session)| session.first.frame);
    connections.sort_by_key(|(_, connection)| connection.first.frame);
    let of_sessions: NewNumbers = (1..)
        .zip(&sessions)
        .map(|(id, (place, session))| ((*place, session.id), id))
        .collect();
    let of_connections: NewNumbers = (1..)
        .zip(&connections)
        .map(|(id, (place, connection))| ((*place, connection.id), id))
        .collect();
    let connections = connections.into_iter().map(|(place, mut connection)| {
        connection.id = new(&of_connections, place, connection.id);
        connection.roles = connection
            .roles
            .map(|roles| roles_in(&of_sessions, place, roles));
        connection
    });
    analysis.connections = Arc::new(connections.collect());
    let (mut offers, mut transfers): (ExpectedDataId, TransferId) = (0, 0);
    let sessions = sessions.into_iter().map(|(place, mut session)| {
        rename(&mut session, place, &of_sessions, &of_connections);
        shift(&mut session, offers, transfers);
        offers += session.offers.len() as ExpectedDataId;
        transfers += session.transfers.len() as TransferId;
        session
    });
    analysis.sessions = sessions.collect();
    let unclaimed = unclaimed.into_iter();
    let mut unclaimed: Vec<ConnectionId> = unclaimed
        .map(|(place, id)| new(&of_connections, place, id))
        .collect();
    unclaimed.sort_unstable();
    analysis.unclaimed = unclaimed;
    analysis.silent = silent.finish();
    analysis.limits_hit = limits.into_iter().collect();
}

/// The new number; the old one of what a damaged result names without holding it.
fn new(numbers: &NewNumbers, place: usize, id: u32) -> u32 {
    numbers.get(&(place, id)).copied().unwrap_or(id)
}

/// Takes the numbers of offers and transfers back to those within each session, from 1.
fn renumber_within(sessions: &mut [Session]) {
    let (mut offers, mut transfers): (ExpectedDataId, TransferId) = (0, 0);
    for session in sessions {
        for offer in &mut session.offers {
            offer.id = offer.id.saturating_sub(offers);
        }
        for transfer in &mut session.transfers {
            transfer.id = transfer.id.saturating_sub(transfers);
            transfer.offer = transfer.offer.map(|offer| offer.saturating_sub(offers));
        }
        offers += session.offers.len() as ExpectedDataId;
        transfers += session.transfers.len() as TransferId;
    }
}

fn shift(session: &mut Session, offers: ExpectedDataId, transfers: TransferId) {
    for offer in &mut session.offers {
        offer.id += offers;
    }
    for transfer in &mut session.transfers {
        transfer.id += transfers;
        transfer.offer = transfer.offer.map(|offer| offer + offers);
    }
}

fn rename(session: &mut Session, place: usize, sessions: &NewNumbers, connections: &NewNumbers) {
    session.id = new(sessions, place, session.id);
    session.connection = new(connections, place, session.connection);
    for connection in &mut session.connections {
        *connection = new(connections, place, *connection);
    }
    for offer in &mut session.offers {
        offer.connection = offer.connection.map(|id| new(connections, place, id));
    }
    for transfer in &mut session.transfers {
        transfer.connection = transfer.connection.map(|id| new(connections, place, id));
        transfer.fxp_session = transfer.fxp_session.map(|id| new(sessions, place, id));
        for parallel in &mut transfer.parallel {
            parallel.connection = new(connections, place, parallel.connection);
        }
    }
}

fn roles_in(sessions: &NewNumbers, place: usize, roles: Roles) -> Roles {
    Roles {
        session: new(sessions, place, roles.session),
        opener: role_in(sessions, place, roles.opener),
        listener: role_in(sessions, place, roles.listener),
    }
}

fn role_in(sessions: &NewNumbers, place: usize, role: Role) -> Role {
    match role {
        Role::OtherServer(session) => Role::OtherServer(new(sessions, place, session)),
        other => other,
    }
}

/// Connections without a control channel, put together as the control pass does.
#[derive(Default)]
struct Silences(HashMap<SilentKey, Silent, RandomState>);

impl Silences {
    fn add(&mut self, silent: Silent) {
        match self.0.entry(silent.key()) {
            Entry::Occupied(mut known) => known.get_mut().join(silent, Limits::SILENT_FRAMES),
            Entry::Vacant(place) => {
                place.insert(silent);
            }
        }
    }

    fn finish(self) -> Vec<Silent> {
        let mut all: Vec<Silent> = self.0.into_values().collect();
        all.sort_by_key(|silent| (silent.first.frame, silent.opener));
        all
    }
}
