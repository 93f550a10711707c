//! What is expected of a fact.

pub(super) mod dialogue;
pub(super) mod number;
pub(super) mod text;

use crate::model::{Finding, Session, Severity};
use crate::text::names;

use dialogue::ExpectedStep;
use number::NumberTest;
use text::TextTest;

/// What the records say about a subject.
#[derive(Debug)]
pub(super) enum Fact<'a> {
    /// Not in the capture, or nothing to measure.
    Unknown,
    /// Text as it is shown, with the frames that prove it.
    Text(String, Vec<u64>),
    /// A count, bytes, seconds.
    Number(f64, Vec<u64>),
    /// Yes or no.
    Flag(bool, Vec<u64>),
    /// A word of the contract.
    Choice(&'static str, Vec<u64>),
    /// Words of the contract, at least one.
    Words(Vec<&'static str>, Vec<u64>),
    /// A word of the contract, and the word that tables have for the same, which tells more.
    Either(&'static str, &'static str, Vec<u64>),
    /// Commands and replies.
    Dialogue(&'a Session),
    /// Findings.
    Findings(Vec<&'a Finding>),
}

/// What is done with a list of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    Allowed,
    Denied,
    Required,
}

/// An expectation.
#[derive(Debug)]
pub(super) enum Matcher {
    Text(TextTest),
    Number(NumberTest),
    Flag(bool),
    /// One of these words, or none of them.
    Choice {
        names: Vec<&'static str>,
        not: bool,
    },
    /// These commands in this order; with others between them, or the whole dialogue.
    Steps {
        steps: Vec<ExpectedStep>,
        whole: bool,
    },
    /// Verbs that nobody may use.
    Forbidden(Vec<String>),
    /// Codes that nobody may reply.
    ForbiddenReplies(NumberTest),
    Findings(Policy, Vec<&'static str>),
    /// No finding is worse.
    Worst(Severity),
    /// Not so. What is not known fits this as little.
    Not(Box<Matcher>),
}

/// What came of an expectation.
#[derive(Debug)]
pub(super) struct MatchResult {
    pub(super) passed: bool,
    pub(super) found: String,
    pub(super) frames: Vec<u64>,
    /// What of a long expectation was expected here.
    pub(super) expected: Option<String>,
}

impl MatchResult {
    pub(super) fn new(passed: bool, found: impl Into<String>, frames: Vec<u64>) -> Self {
        MatchResult {
            passed,
            found: found.into(),
            frames,
            expected: None,
        }
    }
}

impl Matcher {
    /// The opposite, in the simplest form.
    pub(super) fn negated(self) -> Self {
        match self {
            Matcher::Flag(flag) => Matcher::Flag(!flag),
            Matcher::Choice { names, not } => Matcher::Choice { names, not: !not },
            Matcher::Text(TextTest::Not(test)) => Matcher::Text(*test),
            Matcher::Text(test) => Matcher::Text(TextTest::Not(Box::new(test))),
            Matcher::Not(inner) => *inner,
            other => Matcher::Not(Box::new(other)),
        }
    }

    /// Holds it against a fact. What is not known fits nothing.
    pub(super) fn judge(&self, fact: &Fact) -> MatchResult {
        match (self, fact) {
            (Matcher::Text(wanted), Fact::Text(text, frames)) => {
                let shown = if text.is_empty() { "none" } else { text };
                MatchResult::new(wanted.fits(text), shown, frames.clone())
            }
            (Matcher::Number(test), Fact::Number(number, frames)) => {
                MatchResult::new(test.fits(*number), number::shown(*number), frames.clone())
            }
            (Matcher::Flag(wanted), Fact::Flag(flag, frames)) => {
                MatchResult::new(wanted == flag, flag.to_string(), frames.clone())
            }
            (Matcher::Choice { names, not }, Fact::Choice(name, frames)) => {
                MatchResult::new(names.contains(name) != *not, *name, frames.clone())
            }
            (Matcher::Choice { names, not }, Fact::Words(words, frames)) => {
                let fits = words.iter().any(|word| names.contains(word));
                MatchResult::new(fits != *not, words.join(", "), frames.clone())
            }
            (Matcher::Choice { names, not }, Fact::Either(word, other, frames)) => {
                let fits = names.contains(word) || names.contains(other);
                MatchResult::new(fits != *not, both(word, other), frames.clone())
            }
            (Matcher::Not(inner), fact) if !matches!(fact, Fact::Unknown) => {
                let result = inner.judge(fact);
                MatchResult {
                    passed: !result.passed,
                    ..result
                }
            }
            (Matcher::Steps { steps, whole: true }, Fact::Dialogue(session)) => {
                dialogue::whole(steps, session)
            }
            (
                Matcher::Steps {
                    steps,
                    whole: false,
                },
                Fact::Dialogue(session),
            ) => dialogue::sequence(steps, session),
            (Matcher::Forbidden(verbs), Fact::Dialogue(session)) => {
                dialogue::forbidden(verbs, session)
            }
            (Matcher::ForbiddenReplies(codes), Fact::Dialogue(session)) => {
                dialogue::forbidden_replies(codes, session)
            }
            (Matcher::Findings(policy, ids), Fact::Findings(found)) => {
                findings(*policy, ids, found)
            }
            (Matcher::Worst(limit), Fact::Findings(found)) => {
                let worse = found.iter().filter(|f| f.severity > *limit).copied();
                let shown = |f: &Finding| format!("{} ({})", f.id, names::severity(f.severity));
                listed(worse, shown)
            }
            _ => MatchResult::new(false, "unknown", Vec::new()),
        }
    }

    /// True where what is expected says what it is about without the name of the key: `no PORT`.
    pub(super) fn tells_its_key(&self) -> bool {
        matches!(self, Matcher::Forbidden(_) | Matcher::ForbiddenReplies(_))
    }

    /// True where it says what must not be: it holds where nothing is.
    pub(super) fn forbids(&self) -> bool {
        matches!(
            self,
            Matcher::Forbidden(_)
                | Matcher::ForbiddenReplies(_)
                | Matcher::Findings(Policy::Allowed | Policy::Denied, _)
                | Matcher::Worst(_)
        )
    }

    /// It, in words.
    pub(super) fn expected(&self) -> String {
        match self {
            Matcher::Text(test) => test.to_string(),
            Matcher::Number(test) => test.to_string(),
            Matcher::Flag(flag) => flag.to_string(),
            Matcher::Choice { names, not } => {
                format!("{}{}", if *not { "not " } else { "" }, names.join(" or "))
            }
            Matcher::Steps { steps, whole } => {
                let steps: Vec<String> = steps.iter().map(ExpectedStep::to_string).collect();
                format!(
                    "{}{}",
                    steps.join(if *whole { ", " } else { " … " }),
                    if *whole { ", and no more" } else { "" }
                )
            }
            Matcher::Forbidden(verbs) => format!("no {}", verbs.join(", no ")),
            Matcher::ForbiddenReplies(codes) => format!("no reply {codes}"),
            Matcher::Findings(Policy::Allowed, ids) if ids.is_empty() => "no finding".to_owned(),
            Matcher::Findings(Policy::Allowed, ids) => format!("no finding but {}", ids.join(", ")),
            Matcher::Findings(Policy::Denied, ids) => format!("no {}", ids.join(", no ")),
            Matcher::Findings(Policy::Required, ids) => ids.join(" and "),
            Matcher::Not(inner) => format!("not {}", inner.expected()),
            Matcher::Worst(limit) => format!("nothing worse than {}", names::severity(*limit)),
        }
    }
}

/// `failed (refused)`; one word, where the other one says no more.
fn both(word: &str, other: &str) -> String {
    if word == other || (word, other) == ("completed", "complete") {
        word.to_owned()
    } else {
        format!("{word} ({other})")
    }
}

fn findings(policy: Policy, ids: &[&'static str], found: &[&Finding]) -> MatchResult {
    let listed_ids = |wanted: bool| {
        found
            .iter()
            .filter(move |f| ids.contains(&f.id) == wanted)
            .copied()
    };
    match policy {
        Policy::Allowed => listed(listed_ids(false), id),
        Policy::Denied => listed(listed_ids(true), id),
        Policy::Required => {
            let missing: Vec<&str> = ids
                .iter()
                .filter(|id| !found.iter().any(|f| f.id == **id))
                .copied()
                .collect();
            let frames = listed_ids(true).map(|f| f.frame).collect();
            match &missing[..] {
                [] => MatchResult::new(true, ids.join(", "), frames),
                missing => MatchResult::new(false, format!("no {}", missing.join(", no ")), frames),
            }
        }
    }
}

fn id(finding: &Finding) -> String {
    finding.id.to_owned()
}

/// Passes where the list is empty.
fn listed<'a>(
    found: impl Iterator<Item = &'a Finding>,
    name: impl Fn(&Finding) -> String,
) -> MatchResult {
    let (mut ids, mut frames) = (Vec::new(), Vec::new());
    for finding in found {
        let shown = name(finding);
        if !ids.contains(&shown) {
            ids.push(shown);
        }
        frames.push(finding.frame);
    }
    let shown = if ids.is_empty() {
        "none".to_owned()
    } else {
        ids.join(", ")
    };
    MatchResult::new(ids.is_empty(), shown, frames)
}
