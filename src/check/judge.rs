//! Rules and records → outcomes.
//!
//! A rule about all, any or none of the subjects is judged by itself. Rules that list subjects are
//! judged together, for each takes one of its own: a table narrows which may fit which
//! ([`candidates`]), and [`assign`] finds subjects for as many rules as it can, within
//! [`Limits::COMPARISONS`]. A rule that got none is compared with the next subject that is left, so
//! that its outcome says what differs.

use std::cell::Cell;

use crate::analysis::view::View;
use crate::limits::Limits;
use crate::model::{Message, Session, SessionId};
use crate::text::escape;
use crate::text::finding::ENGLISH;
use crate::text::message::sentence;

use super::Expectations;
use super::assign::assign;
use super::index::candidates;
use super::key::{KeySubject, SubjectTable};
use super::matcher::MatchResult;
use super::mistake::ExpectationPlace;
use super::rule::{Condition, Quantifier, SubjectRule};

/// Subjects that an outcome names.
const NAMED: usize = 6;

/// What came of one expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The key, with its table: `session.mode`; the table alone where the existence of a subject is
    /// judged.
    pub key: String,
    /// About what: `capture`, `session 1`, `transfer 3 of session 1`.
    pub subject: String,
    /// The session, where it is about one or a part of it.
    pub session: Option<SessionId>,
    /// What the expectations call it.
    pub name: Option<String>,
    /// What was expected.
    pub expected: String,
    /// What was found; text from the wire is escaped.
    pub found: String,
    /// The frames that prove it.
    pub frames: Vec<u64>,
    /// Whether it holds.
    pub passed: bool,
    /// Where it is expected.
    pub place: ExpectationPlace,
    /// The subject for a catalogue.
    pub(super) about: Message,
}

/// Compares the chosen sessions of a capture with the expectations.
///
/// What must not be is nowhere in a capture without FTP, and that proves nothing: there it does not
/// hold, unless [`Expectations::allow_no_ftp`] was called, or the expectations say how many
/// sessions there are.
pub fn judge(view: &View, expectations: &Expectations) -> Vec<Judgement> {
    let judge = Judge {
        view,
        without_ftp: WithoutFtp::of(view, expectations),
        comparisons: Cell::new(Limits::COMPARISONS),
    };
    let mut outcomes = Vec::new();
    for table in SubjectTable::ALL {
        let rules: Vec<&SubjectRule> = expectations
            .rules
            .iter()
            .filter(|rule| rule.table == table)
            .collect();
        outcomes.extend(judge.rules(&rules, table, None));
    }
    outcomes
}

/// Whether anything was seen that could have been otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WithoutFtp {
    /// There are sessions.
    No,
    /// There is none, and what must not be is not there.
    Allowed,
    /// There is none, and nothing is known of what must not be.
    Refused,
}

impl WithoutFtp {
    fn of(view: &View, expectations: &Expectations) -> Self {
        if view.sessions().next().is_some() {
            WithoutFtp::No
        } else if expectations.allow_no_ftp
            || expectations.rules.iter().any(SubjectRule::counts_sessions)
        {
            WithoutFtp::Allowed
        } else {
            WithoutFtp::Refused
        }
    }
}

/// What was found where no session can show that something did not happen.
const NO_FTP: &str = "no FTP session";

struct Judge<'v, 'a> {
    view: &'v View<'a>,
    without_ftp: WithoutFtp,
    /// How many are left.
    comparisons: Cell<usize>,
}

impl<'a> Judge<'_, 'a> {
    /// All subjects of a table, or those within a session.
    fn subjects(&self, table: SubjectTable, within: Option<&'a Session>) -> Vec<KeySubject<'a>> {
        let sessions: Vec<&'a Session> = match within {
            Some(session) => vec![session],
            None => self.view.sessions().collect(),
        };
        let sessions = sessions.into_iter();
        match table {
            SubjectTable::Capture | SubjectTable::Findings => vec![KeySubject::Capture],
            SubjectTable::Session => sessions.map(KeySubject::Session).collect(),
            SubjectTable::Offer => sessions
                .flat_map(|s| s.offers.iter().map(move |o| KeySubject::Offer(s, o)))
                .collect(),
            SubjectTable::Transfer => sessions
                .flat_map(|s| s.transfers.iter().map(move |t| KeySubject::Transfer(s, t)))
                .collect(),
        }
    }

    /// The outcomes of rules of one table.
    fn rules(
        &self,
        rules: &[&SubjectRule],
        table: SubjectTable,
        within: Option<&'a Session>,
    ) -> Vec<Judgement> {
        if rules.is_empty() {
            return Vec::new();
        }
        let subjects = self.subjects(table, within);
        let mut outcomes = Vec::new();
        for rule in rules
            .iter()
            .filter(|rule| rule.quantifier != Quantifier::One)
        {
            let picked: Vec<KeySubject> = subjects
                .iter()
                .copied()
                .filter(|&s| self.picks(rule, s))
                .collect();
            outcomes.extend(match rule.quantifier {
                Quantifier::None => self.none(rule, &picked, within),
                Quantifier::Any => self.any(rule, &picked, subjects.len(), within),
                Quantifier::All | Quantifier::One => {
                    self.all(rule, &picked, subjects.len(), within)
                }
            });
        }
        let own: Vec<&SubjectRule> = rules
            .iter()
            .copied()
            .filter(|rule| rule.quantifier == Quantifier::One)
            .collect();
        outcomes.extend(self.own(&own, &subjects, within));
        outcomes
    }

    fn picks(&self, rule: &SubjectRule, subject: KeySubject<'a>) -> bool {
        rule.only
            .iter()
            .all(|condition| self.verdict(condition, subject).passed)
    }

    fn verdict(&self, condition: &Condition, subject: KeySubject<'a>) -> MatchResult {
        let fact = condition.key.fact(self.view, subject);
        let verdict = condition.matcher.judge(&fact);
        if condition.matcher.forbids() {
            self.seen(verdict)
        } else {
            verdict
        }
    }

    /// That something is not there counts only where it could have been seen.
    fn seen(&self, verdict: MatchResult) -> MatchResult {
        if verdict.passed && self.without_ftp == WithoutFtp::Refused {
            MatchResult::new(false, NO_FTP, Vec::new())
        } else {
            verdict
        }
    }

    /// True where everything that a rule says holds of a subject.
    fn holds(&self, rule: &SubjectRule, subject: KeySubject<'a>) -> bool {
        self.picks(rule, subject)
            && rule
                .conditions
                .iter()
                .all(|condition| self.verdict(condition, subject).passed)
            && self
                .nested(rule, subject)
                .iter()
                .all(|outcome| outcome.passed)
    }

    /// The outcomes of all that a rule says, for one subject.
    fn each(&self, rule: &SubjectRule, subject: KeySubject<'a>) -> Vec<Judgement> {
        let mut outcomes: Vec<Judgement> = rule
            .conditions
            .iter()
            .map(|condition| {
                let verdict = self.verdict(condition, subject);
                let key = format!("{}.{}", rule.table.name(), condition.key.name);
                let place = condition.place.clone();
                Judgement {
                    key,
                    place,
                    ..outcome(rule, subject, condition.matcher.expected(), verdict)
                }
            })
            .collect();
        outcomes.extend(self.nested(rule, subject));
        if outcomes.is_empty() {
            let verdict = MatchResult::new(true, label(subject), first_frame(subject));
            outcomes.push(outcome(rule, subject, describe(rule), verdict));
        }
        outcomes
    }

    fn nested(&self, rule: &SubjectRule, subject: KeySubject<'a>) -> Vec<Judgement> {
        let KeySubject::Session(session) = subject else {
            return Vec::new();
        };
        let mut outcomes = Vec::new();
        for table in [SubjectTable::Offer, SubjectTable::Transfer] {
            let rules: Vec<&SubjectRule> = rule
                .nested
                .iter()
                .filter(|nested| nested.table == table)
                .collect();
            outcomes.extend(self.rules(&rules, table, Some(session)));
        }
        outcomes
    }

    fn all(
        &self,
        rule: &SubjectRule,
        picked: &[KeySubject<'a>],
        count: usize,
        within: Option<&'a Session>,
    ) -> Vec<Judgement> {
        if picked.is_empty() && rule.forbids() && self.without_ftp == WithoutFtp::Allowed {
            let verdict = MatchResult::new(true, NO_FTP, Vec::new());
            return vec![outcome(rule, KeySubject::Capture, describe(rule), verdict)];
        }
        if picked.is_empty() {
            return vec![missing(rule, count, within)];
        }
        picked
            .iter()
            .flat_map(|&subject| self.each(rule, subject))
            .collect()
    }

    /// The outcomes of the first subject of which it holds, else of the one that comes closest.
    fn any(
        &self,
        rule: &SubjectRule,
        picked: &[KeySubject<'a>],
        count: usize,
        within: Option<&'a Session>,
    ) -> Vec<Judgement> {
        let Some(&first) = picked.first() else {
            return vec![missing(rule, count, within)];
        };
        let mut closest = (usize::MAX, first);
        for &subject in picked {
            let failed = self
                .each(rule, subject)
                .iter()
                .filter(|outcome| !outcome.passed)
                .count();
            if failed < closest.0 {
                closest = (failed, subject);
            }
            if failed == 0 {
                break;
            }
        }
        self.each(rule, closest.1)
    }

    fn none(
        &self,
        rule: &SubjectRule,
        picked: &[KeySubject<'a>],
        within: Option<&'a Session>,
    ) -> Vec<Judgement> {
        let fitting: Vec<KeySubject> = picked
            .iter()
            .copied()
            .filter(|&s| self.holds(rule, s))
            .collect();
        let labels: Vec<String> = fitting.iter().take(NAMED).map(|&s| label(s)).collect();
        let more = if fitting.len() > NAMED {
            format!(", and {} more", fitting.len() - NAMED)
        } else {
            String::new()
        };
        let found = if fitting.is_empty() {
            "none".to_owned()
        } else {
            labels.join(", ") + &more
        };
        let frames = fitting
            .iter()
            .take(NAMED)
            .flat_map(|&s| first_frame(s))
            .collect();
        let verdict = self.seen(MatchResult::new(fitting.is_empty(), found, frames));
        let subject = within.map_or(KeySubject::Capture, KeySubject::Session);
        vec![outcome(
            rule,
            subject,
            format!("no {}", describe(rule)),
            verdict,
        )]
    }

    /// Rules that each take a subject of their own. What fits nowhere is compared with what is
    /// left, in order.
    fn own(
        &self,
        rules: &[&SubjectRule],
        subjects: &[KeySubject<'a>],
        within: Option<&'a Session>,
    ) -> Vec<Judgement> {
        let candidates = candidates(self.view, rules, subjects);
        let mut assigned = assign(
            subjects.len(),
            &candidates,
            |rule, subject| self.holds(rules[rule], subjects[subject]),
            &self.comparisons,
        );
        let mut taken = vec![false; subjects.len()];
        assigned
            .of_rule
            .iter()
            .flatten()
            .for_each(|&subject| taken[subject] = true);
        let mut left = (0..subjects.len()).filter(|&subject| !taken[subject]);
        let mut outcomes = Vec::new();
        if let (false, Some(at)) = (
            assigned.searched,
            assigned.of_rule.iter().position(Option::is_none),
        ) {
            outcomes.push(unsearched(rules[at], within));
        }
        for place in assigned.of_rule.iter_mut().filter(|place| place.is_none()) {
            *place = left.next();
        }
        for (rule, subject) in rules.iter().zip(assigned.of_rule) {
            match subject.map(|at| subjects[at]) {
                Some(subject) if self.picks(rule, subject) => {
                    outcomes.extend(self.each(rule, subject));
                }
                _ => outcomes.push(missing(rule, subjects.len(), within)),
            }
        }
        outcomes
    }
}

/// There is nothing that the rule is about, among so many subjects.
fn missing(rule: &SubjectRule, count: usize, within: Option<&Session>) -> Judgement {
    let found = match (count, rule.quantifier) {
        (0, _) => format!("no {} at all", rule.table.name()),
        (_, Quantifier::One) => format!("no further {}", rule.table.name()),
        _ => format!("none of the {count} {}s", rule.table.name()),
    };
    let subject = within.map_or(KeySubject::Capture, KeySubject::Session);
    outcome(
        rule,
        subject,
        format!("a {}", describe(rule)),
        MatchResult::new(false, found, Vec::new()),
    )
}

/// From this rule on, what is told to fail may be about a subject that another one fits.
fn unsearched(rule: &SubjectRule, within: Option<&Session>) -> Judgement {
    let expected = format!("a {} for each that is listed", rule.table.name());
    let found = format!(
        "too many differ: the search ended after {} comparisons",
        Limits::COMPARISONS
    );
    let subject = within.map_or(KeySubject::Capture, KeySubject::Session);
    outcome(
        rule,
        subject,
        expected,
        MatchResult::new(false, found, Vec::new()),
    )
}

fn outcome(
    rule: &SubjectRule,
    subject: KeySubject,
    expected: String,
    verdict: MatchResult,
) -> Judgement {
    let mut frames = verdict.frames;
    frames.sort_unstable();
    frames.dedup();
    Judgement {
        key: rule.table.name().to_owned(),
        subject: label(subject),
        about: about(subject),
        session: session(subject),
        name: rule.name.as_ref().map(|name| escape::text(name.as_bytes())),
        expected: verdict.expected.unwrap_or(expected),
        found: verdict.found,
        frames,
        passed: verdict.passed,
        place: rule.place.clone(),
    }
}

/// `transfer with path glob /in/*, size 5`
fn describe(rule: &SubjectRule) -> String {
    let conditions = rule.only.iter().chain(&rule.conditions);
    let mut parts: Vec<String> = conditions
        .map(|c| match c.matcher.expected() {
            expected if c.matcher.tells_its_key() => expected,
            expected => format!("{} {expected}", c.key.name),
        })
        .collect();
    let nested = rule
        .nested
        .iter()
        .map(|nested| format!("its {}s as listed", nested.table.name()));
    parts.extend(nested);
    parts.dedup();
    match &parts[..] {
        [] => rule.table.name().to_owned(),
        parts => format!("{} with {}", rule.table.name(), parts.join(", ")),
    }
}

/// What programs and English readers call a subject.
fn label(subject: KeySubject) -> String {
    sentence(&ENGLISH, &about(subject))
}

fn about(subject: KeySubject) -> Message {
    let (id, number) = match subject {
        KeySubject::Capture => return Message::new("check-about-capture", []),
        KeySubject::Session(session) => {
            let number = session.id.to_string().into();
            return Message::new("check-about-session", [("session", number)]);
        }
        KeySubject::Offer(_, offer) => ("check-about-offer", offer.id.to_string()),
        KeySubject::Transfer(_, transfer) => ("check-about-transfer", transfer.id.to_string()),
    };
    let session = session(subject).map_or_else(String::new, |id| id.to_string());
    Message::new(id, [("number", number.into()), ("session", session.into())])
}

fn session(subject: KeySubject) -> Option<SessionId> {
    match subject {
        KeySubject::Capture => None,
        KeySubject::Session(session)
        | KeySubject::Offer(session, _)
        | KeySubject::Transfer(session, _) => Some(session.id),
    }
}

fn first_frame(subject: KeySubject) -> Vec<u64> {
    match subject {
        KeySubject::Capture => Vec::new(),
        KeySubject::Session(session) => vec![session.first.frame],
        KeySubject::Offer(_, offer) => vec![offer.at.frame],
        KeySubject::Transfer(_, transfer) => vec![transfer.start.frame],
    }
}
