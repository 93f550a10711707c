//! `diagnose`: the findings, for people as a report or as Markdown, for programs as JSON; SARIF has
//! a file of its own.

mod markdown;

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use anstyle::AnsiColor;
use serde::Serialize;

use crate::analysis::findings::order::{FindingKind, FindingRank, ranks};
use crate::analysis::overview::Overview;
use crate::analysis::view::View;
use crate::model::{CaptureSummary, Finding, Session, SessionId, Severity, Time};
use crate::text::escape;
use crate::text::locale::{Catalogue, Value};
use crate::text::names;

pub use markdown::FindingsMarkdown;

use super::json::{self, FindingJson};
use super::{Output, Remark};
use crate::text::filter;
use crate::text::finding;
use crate::text::frames;
use crate::text::shell::Invocation;
use crate::text::style::{Style, columns, session_color, shorten, wrap};

/// Frames that a line names before it counts the rest.
const FRAMES: usize = 6;
/// Occurrences of one kind that are shown before the rest is counted, and of those with the same
/// advice that other sessions show too.
const TOLD: usize = 5;
const ALIKE: usize = 2;
/// Sessions that are named before the rest is counted.
const SESSIONS: usize = 5;
/// Users that are named before the rest is counted, and columns of the name of one.
const USERS: usize = 3;
const USER: u16 = 24;
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

/// Prints the findings as JSON.
pub struct FindingsJson<'o> {
    out: &'o mut dyn Write,
}

impl<'o> FindingsJson<'o> {
    /// Prints nothing yet.
    pub fn new(out: &'o mut dyn Write) -> Self {
        FindingsJson { out }
    }
}

impl Output for FindingsJson<'_> {
    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        write_json(self.out, view)?;
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
    let mut counts = [0_u64; 3];
    for kind in kinds {
        counts[kind.severity as usize] += kind.findings as u64;
    }
    let [infos, warnings, errors] = counts;
    let args = [
        ("errors", errors.into()),
        ("warnings", warnings.into()),
        ("infos", infos.into()),
    ];
    catalogue.text("diagnose-summary", &args)
}

/// How many findings of the chosen sessions were not asked for, where some were named.
fn others(view: &View, catalogue: &Catalogue) -> Option<String> {
    let others = view.findings().filter(|(_, found)| !view.names(found));
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

/// Findings of one name and severity.
pub(super) struct FindingGroup {
    pub(super) id: &'static str,
    pub(super) severity: Severity,
    /// How many there are.
    findings: usize,
    /// The sessions that show one, in order.
    pub(super) sessions: Vec<SessionId>,
    /// What happened, each message once.
    pub(super) told: Vec<Diagnosis>,
}

impl FindingGroup {
    fn note(&mut self, session: Option<&Session>) {
        let id = session.map(|session| session.id);
        self.sessions
            .extend(id.filter(|id| self.sessions.last() != Some(id)));
    }

    /// What such findings are, and how often there is one where that is not once.
    pub(super) fn title(&self, catalogue: &Catalogue) -> String {
        let title = finding::title(catalogue, self.id);
        if self.findings < 2 || self.sessions.is_empty() {
            return title;
        }
        let args = [
            ("times", (self.findings as u64).into()),
            ("sessions", (self.sessions.len() as u64).into()),
        ];
        format!("{title} ({})", catalogue.text("diagnose-often", &args))
    }

    /// What is shown, by its advice, and what there is no room for.
    pub(super) fn by_advice(&self) -> (Vec<SameAdvice<'_>>, &[Diagnosis]) {
        let mut groups: Vec<SameAdvice> = Vec::new();
        let (mut room, mut taken) = (TOLD, 0);
        for alike in self.told.chunk_by(|a, b| a.advice == b.advice) {
            if room == 0 {
                break;
            }
            let (shown, counted) = alike.split_at(distinct(alike).min(room));
            room -= shown.len();
            taken += alike.len();
            groups.push(SameAdvice { shown, counted });
        }
        (groups, &self.told[taken..])
    }

    /// What has the same advice stands together, in the order in which it was found.
    fn bring_together(&mut self) {
        let mut order: HashMap<String, usize> = HashMap::new();
        for told in &self.told {
            let next = order.len();
            order.entry(told.advice.clone()).or_insert(next);
        }
        self.told.sort_by_key(|told| order[&told.advice]);
    }
}

/// Occurrences with the same advice.
pub(super) struct SameAdvice<'g> {
    /// Those that are shown; there is one.
    pub(super) shown: &'g [Diagnosis],
    /// Those that are counted.
    pub(super) counted: &'g [Diagnosis],
}

impl SameAdvice<'_> {
    pub(super) fn advice(&self) -> &str {
        &self.shown[0].advice
    }
}

/// How many come before one that shows again, in another session, what the first [`ALIKE`] show.
fn distinct(alike: &[Diagnosis]) -> usize {
    let first = &alike[..alike.len().min(ALIKE)];
    let sessions: BTreeSet<SessionId> = first.iter().flat_map(|d| &d.sessions).copied().collect();
    let rest = &alike[first.len()..];
    let known = rest
        .iter()
        .take_while(|told| told.sessions.iter().all(|id| sessions.contains(id)));
    first.len() + known.count()
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

/// What happened, where, and what to do about it.
pub(super) struct Diagnosis {
    pub(super) message: String,
    pub(super) advice: String,
    /// The sessions, in order; none of a finding of the capture.
    pub(super) sessions: Vec<SessionId>,
    /// Their users, as they are shown.
    users: BTreeSet<String>,
    /// The frame to look at first.
    pub(super) look: u64,
    /// The first [`FRAMES`] frames that prove it, and how many there are.
    pub(super) frames: Vec<u64>,
    /// When it began, where that is known.
    pub(super) first: Option<Time>,
    /// The sessions in which something was done after it that belongs to it.
    acted: BTreeSet<SessionId>,
    /// The session of each of them; none of a finding of the capture.
    pub(super) owners: Vec<Option<SessionId>>,
    pub(super) proofs: usize,
}

impl Diagnosis {
    fn add(&mut self, session: Option<&Session>, found: &Finding) {
        let id = session.map(|session| session.id);
        self.sessions
            .extend(id.filter(|id| self.sessions.last() != Some(id)));
        let user = session.and_then(|session| session.user.as_ref());
        self.users
            .extend(user.map(|user| shorten(&escape::text(user.bytes()), USER).into_owned()));
        let room = FRAMES - self.frames.len();
        self.frames.extend(found.frames.iter().take(room));
        self.owners.resize(self.frames.len(), id);
        self.proofs += found.frames.len();
        let first = found.blocked.as_ref().map(|blocked| blocked.first);
        self.first = [self.first, first].into_iter().flatten().min();
        if let Some(actions) = &found.actions {
            self.acted.extend(id);
            self.acted
                .extend(actions.first.iter().map(|action| action.session));
        }
    }
}

/// The frames that are named, as ranges of one.
fn cited(kinds: &[FindingGroup]) -> Vec<(u64, u64)> {
    let groups = kinds.iter().flat_map(|kind| kind.by_advice().0);
    let shown = groups.flat_map(|alike| alike.shown);
    shown
        .flat_map(|told| &told.frames)
        .map(|&frame| (frame, frame))
        .collect()
}

/// Where a kind stands in the list, and where each of its messages, with its advice.
type GroupIndex = (usize, HashMap<(String, String), usize>);

/// All chosen findings, in the order in which they are read; where some were named, those alone.
pub(super) fn kinds(view: &View, catalogue: &Catalogue) -> Vec<FindingGroup> {
    let mut kinds: Vec<FindingGroup> = Vec::new();
    let mut places: HashMap<(&'static str, Severity), GroupIndex> = HashMap::new();
    let named = view.findings().filter(|(_, found)| view.names(found));
    for (session, found) in named {
        let (place, known) = places.entry((found.id, found.severity)).or_insert_with(|| {
            kinds.push(FindingGroup {
                id: found.id,
                severity: found.severity,
                findings: 0,
                sessions: Vec::new(),
                told: Vec::new(),
            });
            (kinds.len() - 1, HashMap::new())
        });
        let kind = &mut kinds[*place];
        kind.findings += 1;
        let message = finding::message(catalogue, found);
        let advice = finding::advice(catalogue, found);
        let told = *known
            .entry((message.clone(), advice.clone()))
            .or_insert_with(|| {
                kind.told.push(Diagnosis {
                    message,
                    advice,
                    sessions: Vec::new(),
                    users: BTreeSet::new(),
                    look: found.frame,
                    frames: Vec::new(),
                    first: None,
                    acted: BTreeSet::new(),
                    owners: Vec::new(),
                    proofs: 0,
                });
                kind.told.len() - 1
            });
        kind.told[told].add(session, found);
        kind.note(session);
    }
    for kind in &mut kinds {
        kind.bring_together();
    }
    in_order(kinds)
}

/// The most severe first, and causes before what follows from them.
fn in_order(groups: Vec<FindingGroup>) -> Vec<FindingGroup> {
    let kinds: Vec<FindingKind> = groups
        .iter()
        .map(|group| FindingKind {
            id: group.id,
            severity: group.severity,
            sessions: &group.sessions,
        })
        .collect();
    let mut ranked: Vec<(FindingRank, FindingGroup)> =
        ranks(&kinds).into_iter().zip(groups).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, group)| group).collect()
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

#[derive(Serialize)]
struct DiagnosisJson<'a> {
    schema: &'static str,
    findings: Vec<FindingEntry<'a>>,
}

#[derive(Serialize)]
struct FindingEntry<'a> {
    session: Option<SessionId>,
    #[serde(flatten)]
    finding: FindingJson<'a>,
    advice: String,
    /// Where the frame to look at first stands.
    file: Option<&'a str>,
    file_frame: Option<u64>,
    /// A display filter of the frames that prove it.
    filter: String,
    /// The command that shows it.
    wireshark: Option<String>,
}

/// Writes one document: `findings`, each with its session, null for those of the capture.
fn write_json(mut out: &mut dyn Write, view: &View) -> io::Result<()> {
    let mut findings = Vec::new();
    let captures = &view.analysis.captures;
    for (session, found) in view.findings() {
        let (file, file_frame) = frames::in_file(captures, found.frame).unzip();
        findings.push(FindingEntry {
            session: session.map(|s| s.id),
            finding: FindingJson::from(found),
            advice: finding::advice(&finding::ENGLISH, found),
            file,
            file_frame,
            filter: filter::frames(&found.frames),
            wireshark: frames::wireshark(captures, found.frame),
        });
    }
    let document = DiagnosisJson {
        schema: "ftpscope/1",
        findings,
    };
    json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)
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
