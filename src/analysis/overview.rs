//! What a capture comes to: the facts of a first screen. Sessions that failed come first, then
//! those that something stands out in, then the others; what stands out is told once, however many
//! sessions show it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::model::{Finding, Session, SessionId, Severity, SeverityCounts, Time, TransferState};

use super::findings::order::{FindingKind, FindingRank, ranks};
use super::quality::CaptureQuality;
use super::refusals::{self, Refusal};
use super::view::View;

/// Found in every session without TLS, so that it sets none apart and comes behind what does.
const ORDINARY: &str = "cleartext-credentials";

/// The facts.
#[derive(Debug)]
pub struct Overview<'a> {
    /// Frames of all files.
    pub frames: u64,
    /// The time of the first frame and of the last one.
    pub span: Option<(Time, Time)>,
    /// The chosen sessions, those first that want a look; of those that stand alike, the first of
    /// each problem.
    pub sessions: Vec<&'a Session>,
    /// How many sessions there are, chosen or not.
    pub all: usize,
    /// Where the window of time begins and ends that was asked for.
    pub window: [Option<Time>; 2],
    /// How many of the chosen ones [failed](Session::has_failed).
    pub failed: usize,
    /// Their transfers.
    pub transfers: TransferCounts,
    /// How many findings there are of each severity.
    pub findings: SeverityCounts,
    /// Errors and warnings, the worst first, causes before what follows from them.
    pub problems: Vec<Problem<'a>>,
    /// What servers refused because of the file.
    pub refusals: Vec<Refusal<'a>>,
    /// Sessions of whoever got in by force, ascending.
    pub intruders: BTreeSet<SessionId>,
    /// Whether all of the sessions' connections is in the capture.
    pub quality: CaptureQuality,
}

/// What became of transfers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransferCounts {
    /// All of them.
    pub all: usize,
    /// The whole ones.
    pub complete: usize,
    /// Those of which TLS or the capture hides what became of them.
    pub hidden: usize,
    /// Those that [failed](TransferState::is_failure).
    pub failed: usize,
    /// Those that the server confirmed, and of which the capture does not show that nothing is
    /// missing.
    pub unproven: usize,
    /// Payload bytes.
    pub bytes: u64,
}

impl TransferCounts {
    /// Those that failed, and those that may not be whole.
    pub fn not_complete(&self) -> usize {
        self.failed + self.unproven
    }
}

/// An error or a warning, and where it was found.
#[derive(Debug)]
pub struct Problem<'a> {
    /// The first such finding.
    pub finding: &'a Finding,
    /// The sessions that show one of that name and severity, in order; none for one of the whole
    /// capture.
    pub sessions: Vec<SessionId>,
    /// Those of them of which the same is to be said, word for word.
    pub alike: Vec<SessionId>,
}

impl Problem<'_> {
    /// Notes that a session shows one too.
    fn note(&mut self, session: Option<&Session>, finding: &Finding) {
        let id = session.map(|session| session.id);
        add(&mut self.sessions, id);
        if self.finding.says_the_same(finding) {
            add(&mut self.alike, id);
        }
    }

    /// The session that it is told of.
    fn first(&self) -> Option<SessionId> {
        self.sessions.first().copied()
    }
}

impl<'a> Overview<'a> {
    /// The facts of what a view shows.
    pub fn of(view: &View<'a>) -> Self {
        let captures = &view.analysis.captures;
        let last = captures
            .iter()
            .filter_map(|capture| capture.last_time)
            .max();
        let problems = problems(view);
        let telling: BTreeSet<SessionId> = problems.iter().filter_map(Problem::first).collect();
        let mut sessions: Vec<&Session> = view.sessions().collect();
        sessions.sort_by_cached_key(|session| {
            (
                SessionStatus::of(session),
                Reverse(worst(session)),
                !telling.contains(&session.id),
                session.id,
            )
        });
        Overview {
            frames: captures.iter().map(|capture| capture.frames).sum(),
            span: view.start().zip(last),
            failed: sessions
                .iter()
                .filter(|session| session.has_failed())
                .count(),
            all: view.analysis.sessions.len(),
            window: view.selection.window(view.start().unwrap_or_default()),
            transfers: transfers(&sessions),
            refusals: refusals::of(&sessions),
            intruders: intruders(view),
            quality: CaptureQuality::of(view.analysis, &sessions),
            sessions,
            findings: SeverityCounts::of(view.findings().map(|(_, finding)| finding)),
            problems,
        }
    }
}

/// How a session stands; the first wants a look most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SessionStatus {
    /// Something that was wanted did not come about, or an attack worked.
    Failed,
    /// A warning sets it apart.
    Warned,
    /// The capture ends before anybody had logged in: what came of it is not known.
    Unfinished,
    /// Nothing of that.
    Well,
}

impl SessionStatus {
    /// That of a session.
    pub fn of(session: &Session) -> Self {
        if session.has_failed() {
            return SessionStatus::Failed;
        }
        let mut findings = session.findings.iter();
        if findings.any(|finding| finding.id != ORDINARY && finding.severity > Severity::Info) {
            SessionStatus::Warned
        } else if session.ends_before_login() {
            SessionStatus::Unfinished
        } else {
            SessionStatus::Well
        }
    }

    /// Its name in the catalogue and in the page for browsers.
    #[cfg(feature = "report")]
    pub(crate) fn name(self) -> &'static str {
        match self {
            SessionStatus::Failed => "failed",
            SessionStatus::Warned => "warned",
            SessionStatus::Unfinished => "unfinished",
            SessionStatus::Well => "well",
        }
    }
}

/// The worst of a session that sets it apart, for the order among those that stand alike.
fn worst(session: &Session) -> Option<Severity> {
    let findings = session.findings.iter();
    let unusual = findings.filter(|finding| finding.id != ORDINARY);
    unusual.map(|finding| finding.severity).max()
}

fn transfers(sessions: &[&Session]) -> TransferCounts {
    let mut sum = TransferCounts::default();
    for transfer in sessions.iter().flat_map(|session| &session.transfers) {
        sum.all += 1;
        sum.bytes = sum.bytes.saturating_add(transfer.bytes);
        match transfer.state() {
            TransferState::Complete => sum.complete += 1,
            TransferState::Hidden => sum.hidden += 1,
            TransferState::Unproven => sum.unproven += 1,
            state => sum.failed += usize::from(state.is_failure()),
        }
    }
    sum
}

/// The sessions of logins that were guessed, and those in which their users came again and did
/// something.
fn intruders(view: &View) -> BTreeSet<SessionId> {
    let mut ids = BTreeSet::new();
    for (session, finding) in view.findings_of_sessions() {
        let Some(actions) = &finding.actions else {
            continue;
        };
        ids.extend(session.map(|session| session.id));
        ids.extend(actions.first.iter().map(|action| action.session));
    }
    ids
}

/// Adds a session to a list in order, once.
fn add(sessions: &mut Vec<SessionId>, id: Option<SessionId>) {
    if sessions.last().copied() != id {
        sessions.extend(id);
    }
}

fn problems<'a>(view: &View<'a>) -> Vec<Problem<'a>> {
    let mut problems: Vec<Problem<'a>> = Vec::new();
    let told = view
        .findings()
        .filter(|(_, finding)| finding.severity > Severity::Info);
    for (session, finding) in told {
        let known = problems.iter().position(|known| {
            let known = known.finding;
            (known.id, known.severity) == (finding.id, finding.severity)
        });
        let place = known.unwrap_or(problems.len());
        if known.is_none() {
            problems.push(Problem {
                finding,
                sessions: Vec::new(),
                alike: Vec::new(),
            });
        }
        problems[place].note(session, finding);
    }
    let kinds: Vec<FindingKind> = problems
        .iter()
        .map(|problem| FindingKind {
            id: problem.finding.id,
            severity: problem.finding.severity,
            sessions: &problem.sessions,
        })
        .collect();
    let mut ranked: Vec<(FindingRank, Problem)> = ranks(&kinds).into_iter().zip(problems).collect();
    ranked.sort_by_key(|(rank, problem)| (problem.finding.id == ORDINARY, *rank));
    ranked.into_iter().map(|(_, problem)| problem).collect()
}
