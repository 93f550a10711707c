//! What of a dialogue comes from the clock or from chance, and is left out of what is recorded.

use std::collections::HashSet;
use std::sync::LazyLock;

use foldhash::fast::RandomState;
use regex::Regex;

use crate::ftp::Effect;
use crate::model::{Command, Outcome, Session, Transfer, TransferId};
use crate::text::escape;

use super::lines::quoted;

/// Dates as people and listings write them, with or without their weekday; months have names that
/// digits do not cover.
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let day = r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? +";
    let month = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*";
    Regex::new(&format!(
        r"(?:{day})?\b(?:{month} +[0-9]{{1,2}}\b|[0-9]{{1,2}}[ -]{month}\b)"
    ))
    .ok()
});
/// The `unique` fact of RFC 3659 section 7.5.2: what the server's file system calls the file.
static UNIQUE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\bunique=[^;]*;").ok());
/// A number; of times in arguments, all digits from the year to the second.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("[0-9]+").ok());
static TIMESTAMP: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("[0-9]{12,}").ok());

/// Text to expect: as it is, or as a `like`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VolatilePattern {
    pub(super) text: String,
    pub(super) like: bool,
}

impl VolatilePattern {
    pub(super) fn toml(&self) -> String {
        let text = quoted(&self.text);
        if self.like {
            format!("{{ like = {text} }}")
        } else {
            text
        }
    }
}

/// Names that the servers of a capture made up.
#[derive(Default)]
pub(super) struct Volatile {
    /// As they are shown, longest first.
    names: Vec<String>,
}

/// Any 1yz, as a `like`.
const PRELIMINARY: &str = "1# *";
/// A name this short is found everywhere.
const SHORT: usize = 3;

impl Volatile {
    pub(super) fn of(sessions: &[&Session]) -> Self {
        let mut names: Vec<String> = sessions
            .iter()
            .flat_map(|s| &s.transfers)
            .filter_map(chosen_name)
            .filter(|n| n.len() > SHORT)
            .collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names.dedup();
        Volatile { names }
    }

    /// True where a server chose a name, which listings show too.
    pub(super) fn has_names(&self) -> bool {
        !self.names.is_empty()
    }

    fn without_names(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, name| {
            text.replace(name.as_str(), "*")
        })
    }

    /// A path, or any other text in which numbers count.
    pub(super) fn path(&self, path: &str) -> VolatilePattern {
        let text = self.without_names(path);
        VolatilePattern {
            like: text != path,
            text,
        }
    }

    /// The argument of a command, in which times do not count.
    pub(super) fn argument(&self, verb: &str, argument: &str) -> VolatilePattern {
        let dated = matches!(verb, "MDTM" | "MFMT" | "MFCT" | "MFF" | "SITE");
        let pattern = self.path(argument);
        let text = if dated {
            without(&TIMESTAMP, &pattern.text, "#")
        } else {
            pattern.text
        };
        VolatilePattern {
            like: text != argument,
            text,
        }
    }

    /// Text of the server: without numbers, dates and names that it made up. Of a 1yz any is as
    /// good as any other: whether a server says 125 or 150 depends on who was faster, its data
    /// connection or the command.
    pub(super) fn reply(&self, reply: &str) -> VolatilePattern {
        let (code, text) = match reply.split_once(' ') {
            Some((code, text)) if code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit()) => {
                (Some(code), text)
            }
            _ => (None, reply),
        };
        if code.is_some_and(|code| code.starts_with('1')) {
            return VolatilePattern {
                text: PRELIMINARY.to_owned(),
                like: true,
            };
        }
        let text = without(&DATE, &self.without_names(text), "*");
        let text = without(&NUMBER, &without(&UNIQUE, &text, "unique=*;"), "#");
        let text = text
            .split(' ')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        let text = code.map_or_else(|| text.clone(), |code| format!("{code} {text}"));
        VolatilePattern { like: true, text }
    }
}

fn without(what: &LazyLock<Option<Regex>>, text: &str, instead: &str) -> String {
    match &**what {
        Some(regex) => regex
            .replace_all(text, regex::NoExpand(instead))
            .into_owned(),
        None => text.to_owned(),
    }
}

/// The name that the server chose for a STOU, where it is not the one that the client asked for.
fn chosen_name(transfer: &Transfer) -> Option<String> {
    let path = transfer
        .path
        .as_ref()
        .filter(|_| transfer.verb == Some("STOU"))?;
    let path = escape::text(path.bytes());
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    let asked = transfer
        .argument
        .as_ref()
        .is_some_and(|argument| escape::text(argument.bytes()) == name);
    (!asked).then_some(name)
}

/// The path of a STOU whose name the server chose.
pub(super) fn chosen_path(transfer: &Transfer) -> Option<VolatilePattern> {
    let name = chosen_name(transfer)?;
    let path = escape::text(transfer.path.as_ref()?.bytes());
    Some(VolatilePattern {
        text: format!("{}*", path.strip_suffix(name.as_str())?),
        like: true,
    })
}

/// What of a session depends on how far its transfers came before they were stopped. Made once, so
/// that no command is compared with every transfer.
pub(super) struct Cuts {
    /// The first transfer that was cut.
    first: Option<TransferId>,
    /// The first command whose transfer was cut, by its index.
    first_command: Option<usize>,
    /// Commands whose transfers an ABOR ended, by their indices.
    aborted: HashSet<usize, RandomState>,
}

impl Cuts {
    pub(super) fn of(session: &Session) -> Self {
        let cut = || session.transfers.iter().filter(|t| super::is_cut(t));
        let aborted = session
            .transfers
            .iter()
            .filter(|t| t.outcome == Outcome::Aborted);
        Cuts {
            first: cut().map(|t| t.id).min(),
            first_command: cut().filter_map(|t| t.command).min(),
            aborted: aborted.filter_map(|t| t.command).collect(),
        }
    }

    /// True where the argument of a command is an ephemeral port, a secret, or how far a transfer
    /// came before it was cut.
    pub(super) fn change_argument(&self, at: usize, command: &Command) -> bool {
        match command.effect() {
            Effect::Announce(_) | Effect::Pass | Effect::Acct | Effect::SecurityData => true,
            Effect::Rest | Effect::Allocate | Effect::Range => {
                self.first_command.is_some_and(|cut| cut < at)
            }
            _ => false,
        }
    }

    /// True where the offset of a resumed transfer may be where an earlier one was cut.
    pub(super) fn precede(&self, transfer: &Transfer) -> bool {
        self.first.is_some_and(|first| first < transfer.id)
    }

    /// True for ABOR, and for the transfer that it ended: what is replied depends on who was
    /// faster.
    pub(super) fn race(&self, at: usize, command: &Command) -> bool {
        command.effect() == Effect::Abort || self.aborted.contains(&at)
    }
}
