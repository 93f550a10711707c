//! `diagnose`: the findings, for people as a report or as Markdown, for programs as JSON; SARIF has
//! a file of its own.

mod groups;
mod json;
mod markdown;

use std::collections::BTreeSet;
use std::io::{self, Write};

use anstyle::AnsiColor;

use crate::analysis::overview::Overview;
use crate::analysis::view::View;
use crate::model::{CaptureSummary, SessionId, Severity, SeverityCounts};
use crate::text::escape;
use crate::text::locale::{Catalogue, Value};
use crate::text::names;

pub(super) use groups::{FindingGroup, kinds};
pub use json::FindingsJson;
pub use markdown::FindingsMarkdown;

use groups::{Diagnosis, FRAMES, cited};

use super::{Output, Remark};
use crate::text::finding;
use crate::text::frames;
use crate::text::shell::Invocation;
use crate::text::style::{Style, columns, session_color, wrap};

/// Sessions that are named before the rest is counted.
const SESSIONS: usize = 5;
/// Users that are named before the rest is counted.
const USERS: usize = 3;
/// Columns of a severity, at least.
const SEVERITY: usize = 7;
/// Columns before what is said about a finding.
const INDENT: u16 = 4;

/// Prints the report for people.
pub struct Findings<'o> {
    out: &'o mut dyn Write,
    catalogue: &'o Catalogue,
    style: Style,
    invocation: Invocation,
}

impl<'o> Findings<'o> {
    /// In the language of a catalogue.
    pub fn new(out: &'o mut dyn Write, catalogue: &'o Catalogue, style: Style) -> Self {
        Findings {
            out,
            catalogue,
            style,
            invocation: Invocation::default(),
        }
    }

    /// Proposes commands that begin so.
    #[must_use]
    pub fn proposing(self, invocation: Invocation) -> Self {
        Findings { invocation, ..self }
    }
}

impl Output for Findings<'_> {
    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        write_table(self.out, view, self.catalogue, self.style, &self.invocation)?;
        self.out.flush()?;
        Ok(Vec::new())
    }
}

/// Writes the report for people: one paragraph for each kind of finding, the worst first, with its
/// advice once.
fn write_table(
    out: &mut dyn Write,
    view: &View,
    catalogue: &Catalogue,
    style: Style,
    invocation: &Invocation,
) -> io::Result<()> {
    let kinds = kinds(view, catalogue);
    if kinds.is_empty() {
        // Without a session there was nothing to judge, and standard error says why.
        if view.sessions().next().is_none() {
            return Ok(());
        }
        return writeln!(out, "{}", catalogue.text("diagnose-none", &[]));
    }
    let report = DiagnosisWriter {
        captures: &view.analysis.captures,
        catalogue,
        style,
        invocation,
        width: style.text_width(20),
    };
    report.sessions(out, view)?;
    for kind in &kinds {
        report.kind(out, kind)?;
    }
    report.files(out, view, &kinds)?;
    writeln!(out, "\n{}", summary(catalogue, &kinds))?;
    others(view, catalogue).map_or(Ok(()), |others| writeln!(out, "{others}"))
}

/// `1 error, 2 warnings, 0 notes.`
fn summary(catalogue: &Catalogue, kinds: &[FindingGroup]) -> String {
    let mut counts = SeverityCounts::default();
    for kind in kinds {
        counts.add(kind.severity, kind.findings as u64);
    }
    catalogue.text("diagnose-summary", &finding::counted(counts))
}

/// How many findings of the chosen sessions were not asked for, where some were named.
fn others(view: &View, catalogue: &Catalogue) -> Option<String> {
    let others = view
        .findings_of_sessions()
        .filter(|(_, found)| !view.names(found));
    let count = others.count();
    (count > 0).then(|| catalogue.text("diagnose-others", &[("count", count.into())]))
}

/// `session 1, frames 4, 8`.
fn place(catalogue: &Catalogue, told: &Diagnosis) -> String {
    let frames = frames::named(catalogue, &told.frames, told.proofs);
    if told.sessions.is_empty() {
        return frames;
    }
    let args = [
        ("count", (told.sessions.len() as u64).into()),
        ("ids", ranges(&told.sessions).into()),
    ];
    let sessions = catalogue.text("diagnose-sessions", &args);
    match users(catalogue, &told.users) {
        Some(users) => format!("{sessions} ({users}), {frames}"),
        None => format!("{sessions}, {frames}"),
    }
}

/// `anna, bob and 3 more`
fn users(catalogue: &Catalogue, users: &BTreeSet<String>) -> Option<String> {
    let shown: Vec<&str> = users.iter().take(USERS).map(String::as_str).collect();
    let shown = shown.join(", ");
    match users.len().saturating_sub(USERS) {
        _ if users.is_empty() => None,
        0 => Some(shown),
        more => {
            let args = [("count", (more as u64).into())];
            Some(format!("{shown} {}", catalogue.text("frames-more", &args)))
        }
    }
}

/// How many are left out, and in which sessions, by a message of that name; none, where none is.
pub(super) fn rest(catalogue: &Catalogue, message: &str, rest: &[Diagnosis]) -> Option<String> {
    let sessions: BTreeSet<SessionId> = rest.iter().flat_map(|d| &d.sessions).copied().collect();
    let sessions: Vec<SessionId> = sessions.into_iter().collect();
    let args = [
        ("count", (rest.len() as u64).into()),
        ("sessions", (sessions.len() as u64).into()),
        ("ids", ranges(&sessions).into()),
    ];
    (!rest.is_empty()).then(|| catalogue.text(message, &args))
}

struct DiagnosisWriter<'c> {
    captures: &'c [CaptureSummary],
    catalogue: &'c Catalogue,
    style: Style,
    invocation: &'c Invocation,
    width: u16,
}

impl DiagnosisWriter<'_> {
    /// `Session 1  192.168.1.50:52110 → 198.51.100.21:21  anonymous`, of those that something was found in: where these are many, of
    /// those that want a look most.
    fn sessions(&self, out: &mut dyn Write, view: &View) -> io::Result<()> {
        let mut concerned = Overview::of(view).sessions;
        concerned.retain(|session| !session.findings.is_empty());
        let more = concerned.len().saturating_sub(SESSIONS);
        concerned.truncate(SESSIONS);
        concerned.sort_by_key(|session| session.id);
        for session in concerned {
            let name = self.catalogue.text(
                "diagnose-session",
                &[("id", Value::from(session.id.to_string()))],
            );
            let number = self.style.paint(&name, session_color(session.id));
            let user = session
                .user
                .as_ref()
                .map(|u| format!("  {}", escape::text(u.bytes())))
                .unwrap_or_default();
            let line = format!("{number}  {}{user}", self.catalogue.ends(session));
            writeln!(out, "{line}")?;
        }
        if more == 0 {
            return Ok(());
        }
        let command = self.invocation.command("sessions");
        let args = [("count", more.into()), ("command", command.into())];
        let text = self.catalogue.text("diagnose-more-sessions", &args);
        writeln!(out, "{:width$}{text}", "", width = usize::from(INDENT))
    }

    fn kind(&self, out: &mut dyn Write, kind: &FindingGroup) -> io::Result<()> {
        let severity = self.style.paint(
            &padded(&severity_word(self.catalogue, kind.severity)),
            color(kind.severity),
        );
        let title = format!("{}: {}", kind.id, kind.title(self.catalogue));
        let room = self.width - SEVERITY as u16 - 1;
        for (number, line) in wrap(&title, room).iter().enumerate() {
            match number {
                0 => writeln!(out, "\n{severity} {line}")?,
                _ => writeln!(out, "{:width$}{line}", "", width = SEVERITY + 1)?,
            }
        }
        let (groups, beyond) = kind.by_advice();
        for alike in &groups {
            for told in alike.shown {
                let place = place(self.catalogue, told);
                self.paragraph(out, &format!("{place}: {}", told.message))?;
                self.look(out, told.look)?;
                self.acted(out, &told.acted)?;
            }
            self.rest(out, alike.counted)?;
            self.paragraph(out, &format!("→ {}", alike.advice()))?;
        }
        self.rest(out, beyond)
    }

    /// What is counted.
    fn rest(&self, out: &mut dyn Write, counted: &[Diagnosis]) -> io::Result<()> {
        let rest = rest(self.catalogue, "diagnose-more", counted);
        rest.map_or(Ok(()), |rest| self.paragraph(out, &rest))
    }

    /// Which files the frames stand in that were named.
    fn files(&self, out: &mut dyn Write, view: &View, kinds: &[FindingGroup]) -> io::Result<()> {
        let captures = &view.analysis.captures;
        let lines = frames::by_file(self.catalogue, captures, cited(kinds), self.width);
        frames::write_below(out, &lines)
    }

    /// The command that shows a frame; it is not wrapped, for it is to be copied.
    fn look(&self, out: &mut dyn Write, frame: u64) -> io::Result<()> {
        match frames::wireshark(self.captures, frame) {
            Some(command) => writeln!(out, "{:width$}{command}", "", width = usize::from(INDENT)),
            None => Ok(()),
        }
    }

    /// The command that shows what was done after it.
    fn acted(&self, out: &mut dyn Write, sessions: &BTreeSet<SessionId>) -> io::Result<()> {
        if sessions.is_empty() || !self.invocation.is_known() {
            return Ok(());
        }
        let ids: Vec<String> = sessions
            .iter()
            .take(SESSIONS)
            .map(ToString::to_string)
            .collect();
        let words = format!("transcript --session {}", ids.join(","));
        let command = self.invocation.unfiltered(&words);
        writeln!(out, "{:width$}{command}", "", width = usize::from(INDENT))
    }

    fn paragraph(&self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        for line in wrap(text, self.width - INDENT) {
            writeln!(out, "{:width$}{line}", "", width = usize::from(INDENT))?;
        }
        Ok(())
    }
}

/// `1-4, 7`; the first [`FRAMES`] of them.
pub(super) fn ranges(ids: &[SessionId]) -> String {
    let mut ranges: Vec<(SessionId, SessionId)> = Vec::new();
    for &id in ids {
        match ranges.last_mut() {
            Some((_, end)) if *end + 1 == id => *end = id,
            _ => ranges.push((id, id)),
        }
    }
    let rest = ranges.len() > FRAMES;
    let shown: Vec<String> = ranges
        .into_iter()
        .take(FRAMES)
        .map(|(from, to)| {
            if from == to {
                from.to_string()
            } else {
                format!("{from}-{to}")
            }
        })
        .collect();
    shown.join(", ") + if rest { ", …" } else { "" }
}

/// The word for a severity.
fn severity_word(catalogue: &Catalogue, severity: Severity) -> String {
    catalogue.text(&format!("diagnose-{}", names::severity(severity)), &[])
}

/// A severity with blanks behind it, as wide as the longest one.
fn padded(word: &str) -> String {
    let missing = SEVERITY.saturating_sub(columns(word));
    format!("{word}{}", " ".repeat(missing))
}

fn color(severity: Severity) -> AnsiColor {
    match severity {
        Severity::Error => AnsiColor::BrightRed,
        Severity::Warning => AnsiColor::BrightYellow,
        Severity::Info => AnsiColor::BrightCyan,
    }
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn neighbours_are_a_range() {
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10]), "1-3, 7, 9-10");
        assert_eq!(ranges(&[1, 3, 5, 7, 9, 11, 13]), "1, 3, 5, 7, 9, 11, …");
    }
}
