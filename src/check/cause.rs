//! Outcomes that do not hold → failures, one for each cause.
//!
//! One thing that goes wrong makes many expectations fail: a SYN that nobody answers costs a
//! transfer its mode, its size, its digest and its 226, and the session a step of its dialogue. A
//! reader should see that once, with its cause first. The cause of an outcome is the first of these
//! that there is:
//!
//! 1. No session was chosen at all: that is why nothing is as expected, but for what the capture as
//!    a whole shows.
//! 2. A finding. What is said of findings fails by the worst of those that it objects to. What is
//!    said of results ([`RESULTS`]) fails by the worst finding of its session that tells a failure
//!    ([`TELLING`]) and shares a frame with the outcome, or lies within its frames; an outcome
//!    without frames, as one about a transfer that is missing, by the worst of them. What a client
//!    asked for (a path, a user) is caused by no finding.
//! 3. Nothing but its subject: what differs about one transfer, or about one session, is one
//!    failure.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::analysis::view::View;
use crate::model::{Arg, Finding, Message, Session, SessionId, Severity};
use crate::text::finding::{ENGLISH, message};
use crate::text::locale::Catalogue;
use crate::text::message::sentence;

use super::judge::Judgement;
use super::matcher::dialogue::line_at;

/// Expectations that do not hold for one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What happened, in a sentence; text from the wire is escaped.
    pub cause: String,
    /// The finding that tells it.
    pub finding: Option<&'static str>,
    /// The session that it happened in.
    pub session: Option<SessionId>,
    /// The frame to look at first.
    pub frame: Option<u64>,
    /// What the dialogue had come to at that frame, and in which frame that stands:
    /// `C: RETR a.txt`.
    pub line: Option<(u64, String)>,
    /// Which outcomes these are, by their places in the list; at least one.
    pub outcomes: Vec<usize>,
    /// The cause for a catalogue.
    said: FailureCause,
}

/// A cause without the records that it was found in.
#[derive(Clone, Debug, PartialEq, Eq)]
enum FailureCause {
    /// A finding, and the session that it belongs to.
    Finding(Option<SessionId>, Box<Finding>),
    /// Anything else.
    Said(Message),
}

impl FailureCause {
    fn in_words(&self, catalogue: &Catalogue) -> String {
        match self {
            FailureCause::Said(said) => sentence(catalogue, said),
            FailureCause::Finding(None, finding) => message(catalogue, finding),
            FailureCause::Finding(Some(session), finding) => {
                let args = [
                    ("session", session.to_string().into()),
                    ("cause", message(catalogue, finding).into()),
                ];
                catalogue.text("check-cause-session", &args)
            }
        }
    }
}

impl Failure {
    /// The cause in the words of a catalogue.
    pub(super) fn cause_in(&self, catalogue: &Catalogue) -> String {
        self.said.in_words(catalogue)
    }
}

/// Findings that tell why something did not come about. Others (a password in clear text) cause no
/// failure.
const TELLING: [&str; 26] = [
    "never-tried",
    "syn-unanswered",
    "syn-refused",
    "setup-refused",
    "nat-address",
    "transfer-refused",
    "command-refused",
    "transfer-cut",
    "size-mismatch",
    "slow-reply",
    "unanswered-command",
    "tls-failed",
    "tls-mismatch",
    "tls-not-resumed",
    "network-loss",
    "path-mtu",
    "client-gone",
    "tls-required",
    "login-refused",
    "idle-timeout",
    "control-reset",
    "control-lost",
    "no-greeting",
    "capture-incomplete",
    "bounce",
    "third-party-data",
];

/// Keys that say what came of something, and not what was asked for.
const RESULTS: [&str; 26] = [
    "session",
    "offer",
    "transfer",
    "session.login",
    "session.mode",
    "session.close",
    "session.lost_bytes",
    "session.commands",
    "session.offers",
    "session.transfers",
    "session.reply_latency",
    "session.sequence",
    "session.dialogue",
    "session.forbidden_replies",
    "offer.accepted",
    "offer.outcome",
    "transfer.mode",
    "transfer.size",
    "transfer.sent",
    "transfer.sha256",
    "transfer.lost_bytes",
    "transfer.complete",
    "transfer.reasons",
    "transfer.stage",
    "transfer.outcome",
    "transfer.reply_code",
];

/// What a failure goes by.
#[derive(Clone, Copy, Debug)]
enum Cause<'a> {
    NoSession,
    Finding(Option<&'a Session>, &'a Finding),
    Subject(&'a Judgement),
    /// The key of a finding.
    Findings(&'a str),
}

/// What tells one cause from another.
#[derive(Debug, PartialEq, Eq, Hash)]
enum CauseKey<'a> {
    NoSession,
    /// Where it stands in memory: two findings may say the same.
    Finding(usize),
    Subject(&'a str),
}

impl<'a> Cause<'a> {
    fn key(self) -> CauseKey<'a> {
        match self {
            Cause::NoSession => CauseKey::NoSession,
            Cause::Finding(_, finding) => CauseKey::Finding(std::ptr::from_ref(finding).addr()),
            Cause::Subject(outcome) => CauseKey::Subject(&outcome.subject),
            Cause::Findings(key) => CauseKey::Subject(key),
        }
    }
}

/// What of `outcomes`, which [`judge`](super::judge()) made of the same view, does not hold, in
/// their order.
pub fn failures(view: &View, outcomes: &[Judgement]) -> Vec<Failure> {
    let mut groups: Vec<(Cause, Vec<usize>)> = Vec::new();
    let mut known: HashMap<CauseKey, usize, RandomState> = HashMap::default();
    for (at, outcome) in outcomes.iter().enumerate() {
        if outcome.passed {
            continue;
        }
        let cause = cause(view, outcome);
        let group = *known.entry(cause.key()).or_insert(groups.len());
        if group == groups.len() {
            groups.push((cause, Vec::new()));
        }
        groups[group].1.push(at);
    }
    groups
        .into_iter()
        .map(|(cause, members)| failure(view, outcomes, cause, members))
        .collect()
}

/// The session of that number; they are numbered in their order.
fn session<'a>(view: &View<'a>, id: Option<SessionId>) -> Option<&'a Session> {
    let id = id?;
    let sessions = &view.analysis.sessions;
    let at = sessions.partition_point(|session| session.id < id);
    sessions.get(at).filter(|session| session.id == id)
}

fn cause<'a>(view: &View<'a>, outcome: &'a Judgement) -> Cause<'a> {
    if let Some((session, finding)) = finding(view, outcome) {
        return Cause::Finding(session, finding);
    }
    let about_findings = outcome.key.starts_with("findings.");
    if outcome.frames.is_empty() && view.sessions().next().is_none() {
        Cause::NoSession
    } else if about_findings {
        Cause::Findings(&outcome.key)
    } else {
        Cause::Subject(outcome)
    }
}

/// The finding that is the cause.
fn finding<'a>(view: &View<'a>, outcome: &Judgement) -> Option<(Option<&'a Session>, &'a Finding)> {
    if outcome.key.starts_with("findings.") {
        let named: Vec<&str> = outcome.found.split(", ").collect();
        let found = view
            .findings()
            .filter(|(_, finding)| named.contains(&finding.id));
        return worst(found.filter(|(_, finding)| outcome.frames.contains(&finding.frame)));
    }
    if !RESULTS.contains(&outcome.key.as_str()) {
        return None;
    }
    let session = session(view, outcome.session)?;
    let telling = session
        .findings
        .iter()
        .filter(|f| f.severity > Severity::Info && TELLING.contains(&f.id) && touches(f, outcome));
    worst(telling.map(|finding| (Some(session), finding)))
}

/// True where a finding is about what an outcome is about.
fn touches(finding: &Finding, outcome: &Judgement) -> bool {
    match outcome.frames[..] {
        [] => true,
        [first, .., last] if (first..=last).contains(&finding.frame) => true,
        ref frames => frames.iter().any(|frame| finding.frames.contains(frame)),
    }
}

/// The first of the most severe.
fn worst<'a>(
    findings: impl Iterator<Item = (Option<&'a Session>, &'a Finding)>,
) -> Option<(Option<&'a Session>, &'a Finding)> {
    findings.min_by_key(|(_, finding)| std::cmp::Reverse(finding.severity))
}

fn failure(view: &View, outcomes: &[Judgement], cause: Cause, members: Vec<usize>) -> Failure {
    let first = &outcomes[members[0]];
    let (talked, frame) = match cause {
        Cause::Finding(session, finding) => (session, Some(finding.frame)),
        Cause::Subject(_) | Cause::Findings(_) | Cause::NoSession => {
            let talked = session(view, first.session);
            (talked, first.frames.first().copied())
        }
    };
    let said = said(outcomes, cause, &members);
    Failure {
        cause: said.in_words(&ENGLISH),
        finding: match cause {
            Cause::Finding(_, finding) => Some(finding.id),
            _ => None,
        },
        session: talked.map(|session| session.id),
        frame,
        line: talked
            .zip(frame)
            .and_then(|(session, frame)| line_at(session, frame)),
        outcomes: members,
        said,
    }
}

fn said(outcomes: &[Judgement], cause: Cause, members: &[usize]) -> FailureCause {
    let subject: Arg = match cause {
        Cause::NoSession => {
            return FailureCause::Said(Message::new("check-cause-no-session", []));
        }
        Cause::Finding(session, finding) => {
            let session = session.map(|session| session.id);
            return FailureCause::Finding(session, Box::new(finding.clone()));
        }
        Cause::Subject(outcome) => outcome.about.clone().into(),
        Cause::Findings(key) => {
            let args = [("key", key.into())];
            return FailureCause::Said(Message::new("check-cause-findings", args));
        }
    };
    let mut keys: Vec<&str> = members.iter().map(|&at| key(&outcomes[at])).collect();
    keys.dedup();
    let keys = keys.join(", ").into();
    let args = [("subject", subject), ("keys", keys)];
    FailureCause::Said(Message::new("check-cause-differs", args))
}

/// A key without its table; the plural of a table, where there is no such subject.
fn key(outcome: &Judgement) -> &str {
    match outcome.key.as_str() {
        "session" => "sessions",
        "offer" => "offers",
        "transfer" => "transfers",
        key => key.split_once('.').map_or(key, |(_, key)| key),
    }
}
