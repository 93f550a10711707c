//! Which sessions stand for many.
//!
//! A capture of a day holds hundreds of sessions, and most of them are alike: the same mode, the
//! same end, the same findings. Sessions with the same marks are one kind. A kind is represented by
//! its first session, the one that a reader meets first in the capture. Kinds are ordered by how
//! much they tell: what failed before what went well, more findings before fewer, then the more
//! frequent. Whoever has room for a few sessions takes the first kinds; whoever has room for more
//! goes round again and takes the second session of each kind.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;

use crate::model::{
    Direction, Finding, Login, Session, SessionId, SessionMode, Severity, TlsStart, TransferState,
};

/// Sessions that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionKind {
    /// The session that stands for them.
    pub session: SessionId,
    /// The others, ascending.
    pub others: Vec<SessionId>,
}

impl SessionKind {
    /// A session that stands for itself.
    pub fn alone(session: SessionId) -> SessionKind {
        SessionKind {
            session,
            others: Vec::new(),
        }
    }

    /// All sessions of it.
    pub fn sessions(&self) -> impl Iterator<Item = SessionId> {
        std::iter::once(self.session).chain(self.others.iter().copied())
    }
}

/// What two sessions of a kind have in common.
#[derive(PartialEq, Eq, Hash)]
struct KindKey {
    mode: SessionMode,
    login: Login,
    tls: Option<TlsStart>,
    transfers: Vec<(Option<Direction>, TransferState)>,
    findings: BTreeSet<&'static str>,
}

impl KindKey {
    fn of(session: &Session) -> Self {
        KindKey {
            mode: session.mode,
            login: session.login,
            tls: session.control.tls,
            transfers: transfers(session),
            findings: worrying(session).map(|finding| finding.id).collect(),
        }
    }
}

/// How much a kind tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Weight {
    worst: Option<Severity>,
    findings: usize,
    transfers: bool,
}

impl Weight {
    fn of(session: &Session) -> Self {
        Weight {
            worst: worrying(session).map(|finding| finding.severity).max(),
            findings: worrying(session).count(),
            transfers: !session.transfers.is_empty(),
        }
    }
}

/// The kinds of some sessions, the most telling first.
pub fn kinds<'s>(sessions: impl Iterator<Item = &'s Session>) -> Vec<SessionKind> {
    let mut places: HashMap<KindKey, usize, RandomState> = HashMap::default();
    let mut kinds: Vec<(Weight, SessionKind)> = Vec::new();
    for session in sessions {
        let key = KindKey::of(session);
        if let Some(&place) = places.get(&key) {
            kinds[place].1.others.push(session.id);
            continue;
        }
        places.insert(key, kinds.len());
        kinds.push((Weight::of(session), SessionKind::alone(session.id)));
    }
    // stable: of two kinds that weigh the same, the one that was met first comes first
    kinds.sort_by(|(a, first), (b, second)| {
        let frequent = second.others.len().cmp(&first.others.len());
        b.cmp(a).then(frequent)
    });
    kinds.into_iter().map(|(_, kind)| kind).collect()
}

/// The most telling sessions, ascending: one of each kind, then the next of each, until there are
/// so many.
pub fn most_telling<'s>(
    sessions: impl Iterator<Item = &'s Session>,
    room: usize,
) -> Vec<SessionId> {
    let kinds = kinds(sessions);
    let longest = kinds.iter().map(|kind| kind.others.len() + 1).max();
    let rounds = (0..longest.unwrap_or(0)).flat_map(|round| {
        kinds.iter().filter_map(move |kind| match round {
            0 => Some(kind.session),
            _ => kind.others.get(round - 1).copied(),
        })
    });
    let mut chosen: Vec<SessionId> = rounds.take(room).collect();
    chosen.sort_unstable();
    chosen
}

fn worrying(session: &Session) -> impl Iterator<Item = &Finding> {
    let findings = session.findings.iter();
    findings.filter(|finding| finding.severity >= Severity::Warning)
}

/// What transfers came to, each outcome once.
fn transfers(session: &Session) -> Vec<(Option<Direction>, TransferState)> {
    let mut known = Vec::new();
    for transfer in &session.transfers {
        let outcome = (transfer.direction, transfer.state());
        if !known.contains(&outcome) {
            known.push(outcome);
        }
    }
    known
}
