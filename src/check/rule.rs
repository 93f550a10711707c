//! What is expected, as values: the same from a file and from the command line.

use super::key::{Key, SubjectTable};
use super::matcher::Matcher;
use super::mistake::ExpectationPlace;

/// Of how many subjects it must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Quantifier {
    /// Of all, and there is at least one.
    #[default]
    All,
    /// Of one or more.
    Any,
    /// Of none.
    None,
    /// Of one that no other such rule takes.
    One,
}

impl Quantifier {
    pub(super) const NAMES: [&'static str; 4] = ["all", "any", "none", "one"];

    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "all" => Quantifier::All,
            "any" => Quantifier::Any,
            "none" => Quantifier::None,
            "one" => Quantifier::One,
            _ => return None,
        })
    }
}

/// One key and what is expected of it.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) key: &'static Key,
    pub(super) matcher: Matcher,
    pub(super) place: ExpectationPlace,
}

/// Conditions on one kind of subject.
#[derive(Debug)]
pub(super) struct SubjectRule {
    pub(super) table: SubjectTable,
    pub(super) quantifier: Quantifier,
    /// What a report calls it.
    pub(super) name: Option<String>,
    /// Which subjects it is about.
    pub(super) only: Vec<Condition>,
    pub(super) conditions: Vec<Condition>,
    /// On the offers and transfers of a session.
    pub(super) nested: Vec<SubjectRule>,
    pub(super) place: ExpectationPlace,
}

impl SubjectRule {
    pub(super) fn new(table: SubjectTable, place: ExpectationPlace) -> Self {
        let quantifier = Quantifier::default();
        SubjectRule {
            table,
            quantifier,
            name: None,
            only: Vec::new(),
            conditions: Vec::new(),
            nested: Vec::new(),
            place,
        }
    }

    /// True where it says only what must not be, so that it holds of nothing at all.
    pub(super) fn forbids(&self) -> bool {
        let forbids = self.conditions.iter().all(|c| c.matcher.forbids());
        self.quantifier == Quantifier::None
            || forbids && !self.conditions.is_empty() && self.nested.is_empty()
    }

    /// True where it says how many sessions there are.
    pub(super) fn counts_sessions(&self) -> bool {
        self.table == SubjectTable::Capture
            && self.conditions.iter().any(|c| c.key.name == "sessions")
    }

    pub(super) fn needs_digest(&self) -> bool {
        self.only
            .iter()
            .chain(&self.conditions)
            .any(|c| c.key.name == "sha256")
            || self.nested.iter().any(SubjectRule::needs_digest)
    }
}
