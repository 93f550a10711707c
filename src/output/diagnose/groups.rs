//! The findings as they are reported: those of one kind together, each message once, and what there
//! is no room for counted.

use std::collections::{BTreeSet, HashMap};

use crate::analysis::findings::order::{FindingKind, FindingRank, ranks};
use crate::analysis::view::View;
use crate::model::{Finding, Session, SessionId, Severity, Time};
use crate::text::escape;
use crate::text::finding;
use crate::text::locale::Catalogue;
use crate::text::style::shorten;

/// Frames that a line names before it counts the rest.
pub(super) const FRAMES: usize = 6;
/// Occurrences of one kind that are shown before the rest is counted, and of those with the same
/// advice that other sessions show too.
const TOLD: usize = 5;
const ALIKE: usize = 2;
/// Columns of the name of a user.
const USER: u16 = 24;

/// Findings of one name and severity.
pub(in crate::output) struct FindingGroup {
    pub(in crate::output) id: &'static str,
    pub(in crate::output) severity: Severity,
    /// How many there are.
    pub(super) findings: usize,
    /// The sessions that show one, in order.
    pub(in crate::output) sessions: Vec<SessionId>,
    /// What happened, each message once.
    pub(in crate::output) told: Vec<Diagnosis>,
}

impl FindingGroup {
    fn note(&mut self, session: Option<&Session>) {
        let id = session.map(|session| session.id);
        self.sessions
            .extend(id.filter(|id| self.sessions.last() != Some(id)));
    }

    /// What such findings are, and how often there is one where that is not once.
    pub(in crate::output) fn title(&self, catalogue: &Catalogue) -> String {
        let title = finding::title(catalogue, self.id);
        if self.findings < 2 || self.sessions.is_empty() {
            return title;
        }
        let args = [
            ("times", (self.findings as u64).into()),
            ("sessions", (self.sessions.len() as u64).into()),
        ];
        format!("{title} ({})", catalogue.text("diagnose-often", &args))
    }

    /// What is shown, by its advice, and what there is no room for.
    pub(super) fn by_advice(&self) -> (Vec<SameAdvice<'_>>, &[Diagnosis]) {
        let mut groups: Vec<SameAdvice> = Vec::new();
        let (mut room, mut taken) = (TOLD, 0);
        for alike in self.told.chunk_by(|a, b| a.advice == b.advice) {
            if room == 0 {
                break;
            }
            let (shown, counted) = alike.split_at(distinct(alike).min(room));
            room -= shown.len();
            taken += alike.len();
            groups.push(SameAdvice { shown, counted });
        }
        (groups, &self.told[taken..])
    }

    /// What has the same advice stands together, in the order in which it was found.
    fn bring_together(&mut self) {
        let mut order: HashMap<String, usize> = HashMap::new();
        for told in &self.told {
            let next = order.len();
            order.entry(told.advice.clone()).or_insert(next);
        }
        self.told.sort_by_key(|told| order[&told.advice]);
    }
}

/// Occurrences with the same advice.
pub(super) struct SameAdvice<'g> {
    /// Those that are shown; there is one.
    pub(super) shown: &'g [Diagnosis],
    /// Those that are counted.
    pub(super) counted: &'g [Diagnosis],
}

impl SameAdvice<'_> {
    pub(super) fn advice(&self) -> &str {
        &self.shown[0].advice
    }
}

/// How many come before one that shows again, in another session, what the first [`ALIKE`] show.
fn distinct(alike: &[Diagnosis]) -> usize {
    let first = &alike[..alike.len().min(ALIKE)];
    let sessions: BTreeSet<SessionId> = first.iter().flat_map(|d| &d.sessions).copied().collect();
    let rest = &alike[first.len()..];
    let known = rest
        .iter()
        .take_while(|told| told.sessions.iter().all(|id| sessions.contains(id)));
    first.len() + known.count()
}

/// What happened, where, and what to do about it.
pub(in crate::output) struct Diagnosis {
    pub(in crate::output) message: String,
    pub(in crate::output) advice: String,
    /// The sessions, in order; none of a finding of the capture.
    pub(in crate::output) sessions: Vec<SessionId>,
    /// Their users, as they are shown.
    pub(super) users: BTreeSet<String>,
    /// The frame to look at first.
    pub(in crate::output) look: u64,
    /// The first [`FRAMES`] frames that prove it, and how many there are.
    pub(in crate::output) frames: Vec<u64>,
    /// When it began, where that is known.
    pub(in crate::output) first: Option<Time>,
    /// The sessions in which something was done after it that belongs to it.
    pub(super) acted: BTreeSet<SessionId>,
    /// The session of each of them; none of a finding of the capture.
    pub(in crate::output) owners: Vec<Option<SessionId>>,
    pub(in crate::output) proofs: usize,
}

impl Diagnosis {
    fn add(&mut self, session: Option<&Session>, found: &Finding) {
        let id = session.map(|session| session.id);
        self.sessions
            .extend(id.filter(|id| self.sessions.last() != Some(id)));
        let user = session.and_then(|session| session.user.as_ref());
        self.users
            .extend(user.map(|user| shorten(&escape::text(user.bytes()), USER).into_owned()));
        let room = FRAMES - self.frames.len();
        self.frames.extend(found.frames.iter().take(room));
        self.owners.resize(self.frames.len(), id);
        self.proofs += found.frames.len();
        let first = found.blocked.as_ref().map(|blocked| blocked.first);
        self.first = [self.first, first].into_iter().flatten().min();
        if let Some(actions) = &found.actions {
            self.acted.extend(id);
            self.acted
                .extend(actions.first.iter().map(|action| action.session));
        }
    }
}

/// The frames that are named, as ranges of one.
pub(super) fn cited(kinds: &[FindingGroup]) -> Vec<(u64, u64)> {
    let groups = kinds.iter().flat_map(|kind| kind.by_advice().0);
    let shown = groups.flat_map(|alike| alike.shown);
    shown
        .flat_map(|told| &told.frames)
        .map(|&frame| (frame, frame))
        .collect()
}

/// Where a kind stands in the list, and where each of its messages, with its advice.
type GroupIndex = (usize, HashMap<(String, String), usize>);

/// All chosen findings, in the order in which they are read; where some were named, those alone.
pub(in crate::output) fn kinds(view: &View, catalogue: &Catalogue) -> Vec<FindingGroup> {
    let mut kinds: Vec<FindingGroup> = Vec::new();
    let mut places: HashMap<(&'static str, Severity), GroupIndex> = HashMap::new();
    for (session, found) in view.findings() {
        let (place, known) = places.entry((found.id, found.severity)).or_insert_with(|| {
            kinds.push(FindingGroup {
                id: found.id,
                severity: found.severity,
                findings: 0,
                sessions: Vec::new(),
                told: Vec::new(),
            });
            (kinds.len() - 1, HashMap::new())
        });
        let kind = &mut kinds[*place];
        kind.findings += 1;
        let message = finding::message(catalogue, found);
        let advice = finding::advice(catalogue, found);
        let told = *known
            .entry((message.clone(), advice.clone()))
            .or_insert_with(|| {
                kind.told.push(Diagnosis {
                    message,
                    advice,
                    sessions: Vec::new(),
                    users: BTreeSet::new(),
                    look: found.frame,
                    frames: Vec::new(),
                    first: None,
                    acted: BTreeSet::new(),
                    owners: Vec::new(),
                    proofs: 0,
                });
                kind.told.len() - 1
            });
        kind.told[told].add(session, found);
        kind.note(session);
    }
    for kind in &mut kinds {
        kind.bring_together();
    }
    in_order(kinds)
}

/// The most severe first, and causes before what follows from them.
fn in_order(groups: Vec<FindingGroup>) -> Vec<FindingGroup> {
    let kinds: Vec<FindingKind> = groups
        .iter()
        .map(|group| FindingKind {
            id: group.id,
            severity: group.severity,
            sessions: &group.sessions,
        })
        .collect();
    let mut ranked: Vec<(FindingRank, FindingGroup)> =
        ranks(&kinds).into_iter().zip(groups).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, group)| group).collect()
}
