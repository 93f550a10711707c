//! What can be expected: a table for each kind of subject, a row for each key.

mod capture;
mod offer;
mod session;
mod transfer;

use crate::analysis::view::View;
use crate::model::{ExpectedData, Session, Transfer};

use super::matcher::{Fact, Policy};

/// A kind of subject, and its table in an expectations file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectTable {
    /// `[capture]`: all files together.
    Capture,
    /// `[findings]`.
    Findings,
    /// `[[session]]`.
    Session,
    /// `[[offer]]`, `[[session.offer]]`.
    Offer,
    /// `[[transfer]]`, `[[session.transfer]]`.
    Transfer,
}

impl SubjectTable {
    /// All of them.
    pub const ALL: [SubjectTable; 5] = [
        SubjectTable::Capture,
        SubjectTable::Findings,
        SubjectTable::Session,
        SubjectTable::Offer,
        SubjectTable::Transfer,
    ];

    /// Its name in an expectations file.
    pub fn name(self) -> &'static str {
        match self {
            SubjectTable::Capture => "capture",
            SubjectTable::Findings => "findings",
            SubjectTable::Session => "session",
            SubjectTable::Offer => "offer",
            SubjectTable::Transfer => "transfer",
        }
    }

    /// Its rows.
    pub fn keys(self) -> &'static [Key] {
        match self {
            SubjectTable::Capture => capture::KEYS,
            SubjectTable::Findings => capture::FINDINGS,
            SubjectTable::Session => session::KEYS,
            SubjectTable::Offer => offer::KEYS,
            SubjectTable::Transfer => transfer::KEYS,
        }
    }

    /// True where a capture can have several such subjects.
    pub fn is_list(self) -> bool {
        matches!(
            self,
            SubjectTable::Session | SubjectTable::Offer | SubjectTable::Transfer
        )
    }

    pub(super) fn key(self, name: &str) -> Option<&'static Key> {
        self.keys().iter().find(|key| key.name == name)
    }

    pub(super) fn names(self) -> Vec<&'static str> {
        self.keys().iter().map(|key| key.name).collect()
    }
}

/// A key that can be expected.
#[derive(Debug)]
pub struct Key {
    /// Its name in its table.
    pub name: &'static str,
    /// What it means, in a few words.
    pub help: &'static str,
    pub(super) kind: ValueKind,
    look: Lookup,
}

/// What can be expected of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueKind {
    Text,
    /// Text in which globs know slashes.
    Path,
    Number,
    /// A reply code: a number, or a class (`2yz`).
    Code,
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Any number of these words, of which one has to fit.
    Words(&'static [&'static str]),
    /// Commands with anything between them, or the whole dialogue.
    Steps {
        whole: bool,
    },
    Verbs,
    Replies,
    Findings(Policy),
    /// A severity.
    Worst,
}

/// How a key looks at a subject.
#[derive(Clone, Copy, Debug)]
enum Lookup {
    Capture(for<'a> fn(&View<'a>) -> Fact<'a>),
    Session(for<'a> fn(&View<'a>, &'a Session) -> Fact<'a>),
    Offer(for<'a> fn(&'a ExpectedData) -> Fact<'a>),
    Transfer(for<'a> fn(&View<'a>, &'a Session, &'a Transfer) -> Fact<'a>),
}

/// What conditions are compared with.
#[derive(Clone, Copy, Debug)]
pub(super) enum KeySubject<'a> {
    Capture,
    Session(&'a Session),
    Offer(&'a Session, &'a ExpectedData),
    Transfer(&'a Session, &'a Transfer),
}

impl Key {
    /// The table that it stands in.
    pub(super) fn table(&self) -> SubjectTable {
        match self.look {
            Lookup::Capture(_) => SubjectTable::Capture,
            Lookup::Session(_) => SubjectTable::Session,
            Lookup::Offer(_) => SubjectTable::Offer,
            Lookup::Transfer(_) => SubjectTable::Transfer,
        }
    }

    /// The words that its value can be; none where it is not a choice.
    pub fn words(&self) -> &'static [&'static str] {
        match self.kind {
            ValueKind::Choice(words) | ValueKind::Words(words) => words,
            _ => &[],
        }
    }

    /// The fact about a subject; [`Fact::Unknown`] for one of another table.
    pub(super) fn fact<'a>(&self, view: &View<'a>, subject: KeySubject<'a>) -> Fact<'a> {
        match (self.look, subject) {
            (Lookup::Capture(look), _) => look(view),
            (Lookup::Session(look), KeySubject::Session(session)) => look(view, session),
            (Lookup::Offer(look), KeySubject::Offer(_, offer)) => look(offer),
            (Lookup::Transfer(look), KeySubject::Transfer(session, transfer)) => {
                look(view, session, transfer)
            }
            _ => Fact::Unknown,
        }
    }
}

const fn row(name: &'static str, kind: ValueKind, look: Lookup, help: &'static str) -> Key {
    Key {
        name,
        help,
        kind,
        look,
    }
}

fn count(number: usize, frames: Vec<u64>) -> Fact<'static> {
    Fact::Number(number as f64, frames)
}

/// A number that may not be known.
fn number(value: Option<f64>, frames: Vec<u64>) -> Fact<'static> {
    value.map_or(Fact::Unknown, |value| Fact::Number(value, frames))
}
