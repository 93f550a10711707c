//! `diagnose`: the findings, for people as a report, for programs as JSON; SARIF has a file of its own.

use std::io::{self, Write};

use comfy_table::Color;
use serde::Serialize;

use crate::locale::{Catalogue, Value};
use crate::record::{Finding, Session, SessionId, Severity};

use super::json::FindingJson;
use super::style::{Style, session_color, wrap};
use super::{View, escape, finding, names};

/// Columns where nothing tells how many there are.
const WIDTH: u16 = 80;
/// Frames that a line names before it counts the rest.
const FRAMES: usize = 6;
/// Columns before what is said about a finding.
const INDENT: u16 = 4;

/// The chosen findings: those of the capture, then those of the sessions. Where sessions were chosen, only theirs.
pub(crate) fn chosen<'a>(view: &View<'a>) -> impl Iterator<Item = (Option<&'a Session>, &'a Finding)> + use<'a> {
    let of_capture = if view.is_filtered() { &[][..] } else { &view.analysis.findings };
    let of_sessions = view.sessions().flat_map(|s| s.findings.iter().map(move |f| (Some(s), f)));
    of_capture.iter().map(|f| (None, f)).chain(of_sessions)
}

/// The worst severity among the chosen findings.
pub fn worst(view: &View) -> Option<Severity> {
    chosen(view).map(|(_, finding)| finding.severity).max()
}

/// Writes the report for people.
pub fn write_table(out: &mut dyn Write, view: &View, catalogue: &Catalogue, style: Style) -> io::Result<()> {
    let report = Report { catalogue, style, width: style.width.unwrap_or(WIDTH).max(20) };
    let mut counts = [0_u64; 3];
    let mut shown: Option<Option<SessionId>> = None;
    let mut all = chosen(view).peekable();
    while let Some((session, found)) = all.next() {
        let group = session.map(|s| s.id);
        if shown != Some(group) {
            report.title(out, session, shown.is_some())?;
            shown = Some(group);
        }
        report.finding(out, found)?;
        // findings of one kind share their advice
        if !all.peek().is_some_and(|(s, f)| s.map(|s| s.id) == group && f.id == found.id) {
            report.paragraph(out, &format!("→ {}", finding::advice(catalogue, found.id)))?;
        }
        counts[found.severity as usize] += 1;
    }
    if shown.is_none() {
        // Without a session there was nothing to judge, and standard error says why.
        if view.sessions().next().is_none() {
            return Ok(());
        }
        return writeln!(out, "{}", catalogue.text("diagnose-none", &[]));
    }
    let [infos, warnings, errors] = counts;
    let args = [("errors", errors.into()), ("warnings", warnings.into()), ("infos", infos.into())];
    writeln!(out, "\n{}", catalogue.text("diagnose-summary", &args))
}

struct Report<'c> {
    catalogue: &'c Catalogue,
    style: Style,
    width: u16,
}

impl Report<'_> {
    /// `Session 1  192.168.1.50:52110 → 198.51.100.21:21  anonymous`
    fn title(&self, out: &mut dyn Write, session: Option<&Session>, apart: bool) -> io::Result<()> {
        if apart {
            writeln!(out)?;
        }
        let Some(session) = session else {
            return writeln!(out, "{}", self.style.paint(&self.catalogue.text("diagnose-capture", &[]), Color::White));
        };
        let name = self.catalogue.text("diagnose-session", &[("id", Value::from(session.id.to_string()))]);
        let number = self.style.paint(&name, session_color(session.id));
        let user = session.user.as_ref().map(|u| format!("  {}", escape::text(u.bytes()))).unwrap_or_default();
        writeln!(out, "{number}  {} → {}{user}", session.client, session.server)
    }

    fn finding(&self, out: &mut dyn Write, found: &Finding) -> io::Result<()> {
        let severity = self.style.paint(&format!("{:<7}", names::severity(found.severity)), color(found.severity));
        writeln!(out, "  {severity} {}  ({})", found.id, self.frames(found))?;
        self.paragraph(out, &finding::message(self.catalogue, found))
    }

    fn paragraph(&self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        for line in wrap(text, self.width - INDENT) {
            writeln!(out, "{:width$}{line}", "", width = usize::from(INDENT))?;
        }
        Ok(())
    }

    fn frames(&self, found: &Finding) -> String {
        let word = self.catalogue.text("diagnose-frame", &[("count", (found.frames.len() as u64).into())]);
        let some: Vec<String> = found.frames.iter().take(FRAMES).map(u64::to_string).collect();
        let rest = found.frames.len().saturating_sub(FRAMES) as u64;
        let more = self.catalogue.text("diagnose-more-frames", &[("count", rest.into())]);
        let more = if rest > 0 { format!(" {more}") } else { String::new() };
        format!("{word} {}{more}", some.join(", "))
    }
}

fn color(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::Red,
        Severity::Warning => Color::Yellow,
        Severity::Info => Color::Cyan,
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    findings: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    session: Option<SessionId>,
    #[serde(flatten)]
    finding: FindingJson<'a>,
    advice: String,
}

/// Writes one document: `findings`, each with its session, null for those of the capture.
pub fn write_json(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let mut findings = Vec::new();
    for (session, found) in chosen(view) {
        findings.push(Entry {
            session: session.map(|s| s.id),
            finding: FindingJson::from(found),
            advice: finding::advice(&finding::ENGLISH, found.id),
        });
    }
    let document = Document { schema: "ftpscope/1", findings };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
