//! Reports of `check`: each a function of the outcomes.

pub mod code_quality;
pub mod github;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod people;
pub mod sarif;
pub mod tap;

use std::time::Duration;

use crate::check::{Failure, Judgement};
use crate::model::{CaptureSummary, Message};
use crate::text::finding::ENGLISH;
use crate::text::frames;
use crate::text::locale::Catalogue;
use crate::text::message;
use crate::text::shell;
use crate::text::style::shorten;

/// A capture that was judged, or could not be.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// What to call it: its files.
    pub title: String,
    /// Its files, as given.
    pub files: Vec<String>,
    /// What is known of them.
    pub captures: Vec<CaptureSummary>,
    /// What came of each expectation.
    pub outcomes: Vec<Judgement>,
    /// Those that do not hold, by their causes.
    pub failures: Vec<Failure>,
    /// Commands that record its expectations anew, where they were recorded.
    pub anew: Vec<String>,
    /// How long it took to read and to judge it.
    pub elapsed: Duration,
    /// Why it could not be judged, or not to its end.
    pub error: Option<String>,
    /// The same as a message of the catalogues, where they have it.
    pub said: Option<Message>,
}

impl Judged {
    /// Expectations that do not hold.
    pub fn failed(&self) -> impl Iterator<Item = &Judgement> {
        self.outcomes.iter().filter(|outcome| !outcome.passed)
    }

    /// True where all is as expected.
    pub fn passed(&self) -> bool {
        self.error.is_none() && self.failed().next().is_none()
    }
}

/// Columns of a line of the dialogue.
const LINE: u16 = 160;

impl Failure {
    /// The outcome that stands for all of them.
    fn first<'j>(&self, judged: &'j Judged) -> &'j Judgement {
        &judged.outcomes[self.outcomes[0]]
    }

    /// True where the cause is nothing but its only outcome.
    fn is_plain(&self) -> bool {
        self.finding.is_none() && self.outcomes.len() == 1 && self.session.is_some()
    }

    /// The cause, with the name of its finding; of a single outcome, what that is.
    fn title(&self, judged: &Judged) -> String {
        self.title_in(&ENGLISH, judged)
    }

    fn title_in(&self, catalogue: &Catalogue, judged: &Judged) -> String {
        match self.finding {
            Some(id) => format!("{} ({id})", self.cause_in(catalogue)),
            None if self.is_plain() => title_in(catalogue, self.first(judged)),
            None => self.cause_in(catalogue),
        }
    }

    /// `C: RETR a.txt (frame 14)`
    fn dialogue(&self) -> Option<String> {
        self.dialogue_in(&ENGLISH)
    }

    fn dialogue_in(&self, catalogue: &Catalogue) -> Option<String> {
        let (frame, line) = self.line.as_ref()?;
        let line = shorten(line, LINE).into_owned();
        let args = [("line", line.into()), ("frame", (*frame).into())];
        Some(catalogue.text("check-line", &args))
    }

    /// Commands that show more; none where the capture cannot be read again.
    fn look(&self, judged: &Judged) -> Vec<String> {
        if judged.files.iter().any(|file| file == "-") {
            return Vec::new();
        }
        let files = shell::words(&judged.files);
        let mut commands = Vec::new();
        if let Some(session) = self.session {
            commands.push(format!("ftpscope explain --session {session} {files}"));
        } else {
            commands.push(format!("ftpscope overview {files}"));
        }
        commands.extend(
            self.frame
                .and_then(|frame| frames::wireshark(&judged.captures, frame)),
        );
        commands
    }

    /// All of it for a format that has one text for a failure: the cause, then each outcome.
    fn text(&self, judged: &Judged) -> String {
        let mut lines = vec![self.title(judged)];
        lines.extend(self.dialogue());
        for &at in &self.outcomes {
            let outcome = &judged.outcomes[at];
            lines.push(format!("{}: {}", title(outcome), sentence(outcome)));
        }
        lines.extend(self.look(judged));
        lines.join("\n")
    }

    /// The cause and what of it shows first, in one line.
    fn line(&self, judged: &Judged) -> String {
        let first = self.first(judged);
        let sentence = sentence(first);
        let dialogue = self
            .dialogue()
            .map_or_else(String::new, |line| format!("; {line}"));
        if self.is_plain() {
            return format!("{sentence}{dialogue}");
        }
        let cause = self.title(judged);
        format!("{cause}: {}: {sentence}{dialogue}", title(first))
    }

    /// The same where nothing beside it says of which capture and what that is.
    fn whole_line(&self, judged: &Judged) -> String {
        let line = self.line(judged);
        if self.is_plain() {
            let what = title(self.first(judged));
            return format!("{}: {what}: {line}", judged.title);
        }
        format!("{}: {line}", judged.title)
    }
}

/// `session 1: mode`, behind what the expectations call it.
fn title(outcome: &Judgement) -> String {
    title_in(&ENGLISH, outcome)
}

fn title_in(catalogue: &Catalogue, outcome: &Judgement) -> String {
    let subject = message::sentence(catalogue, &outcome.about);
    let name = outcome
        .name
        .as_ref()
        .map(|name| format!("{name}: "))
        .unwrap_or_default();
    match outcome.key.split_once('.') {
        Some(("findings", key)) => {
            let findings = catalogue.text("check-about-findings", &[]);
            format!("{name}{findings}: {key}")
        }
        Some((_, key)) => format!("{name}{subject}: {key}"),
        // a subject as such
        None if outcome.subject.starts_with(&outcome.key) => format!("{name}{subject}"),
        None => format!("{name}{subject}: {}s", outcome.key),
    }
}

/// `expected passive, found active (frames 1, 2)`, in one line.
fn sentence(outcome: &Judgement) -> String {
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
fn first_frames(outcome: &Judgement) -> &[u64] {
    &outcome.frames[..outcome.frames.len().min(FRAMES)]
}

/// `frames 1, 2`
fn frames(outcome: &Judgement) -> String {
    frames::named(&ENGLISH, first_frames(outcome), outcome.frames.len())
}
