//! Reports of `check`: each a function of the outcomes.

pub mod github;
pub mod json;
pub mod junit;
pub mod people;
pub mod sarif;
pub mod tap;

use crate::check::Outcome;
use crate::model::CaptureSummary;
use crate::text::finding::ENGLISH;
use crate::text::frames;

/// A capture that was judged, or could not be.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// What to call it: its files.
    pub title: String,
    /// Its files, as given.
    pub files: Vec<String>,
    /// What is known of them, where there are several.
    pub captures: Vec<CaptureSummary>,
    /// What came of each expectation.
    pub outcomes: Vec<Outcome>,
    /// Why it could not be judged, or not to its end.
    pub error: Option<String>,
}

impl Judged {
    /// Expectations that do not hold.
    pub fn failed(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|outcome| !outcome.passed)
    }

    /// True where all is as expected.
    pub fn passed(&self) -> bool {
        self.error.is_none() && self.failed().next().is_none()
    }
}

/// `session 1: mode`, behind what the expectations call it.
fn title(outcome: &Outcome) -> String {
    let name = outcome
        .name
        .as_ref()
        .map(|name| format!("{name}: "))
        .unwrap_or_default();
    match outcome.key.split_once('.') {
        Some(("findings", key)) => format!("{name}findings: {key}"),
        Some((_, key)) => format!("{name}{}: {key}", outcome.subject),
        // a subject as such
        None if outcome.subject.starts_with(&outcome.key) => format!("{name}{}", outcome.subject),
        None => format!("{name}{}: {}s", outcome.subject, outcome.key),
    }
}

/// `expected passive, found active (frames 1, 2)`, in one line.
fn sentence(outcome: &Outcome) -> String {
    let frames = if outcome.frames.is_empty() {
        String::new()
    } else {
        format!(" ({})", frames(outcome))
    };
    format!(
        "expected {}, found {}{frames}",
        outcome.expected, outcome.found
    )
}

/// Frames that a report names before it counts the rest.
const FRAMES: usize = 10;

/// Those frames.
fn first_frames(outcome: &Outcome) -> &[u64] {
    &outcome.frames[..outcome.frames.len().min(FRAMES)]
}

/// `frames 1, 2`
fn frames(outcome: &Outcome) -> String {
    frames::named(&ENGLISH, first_frames(outcome), outcome.frames.len())
}
