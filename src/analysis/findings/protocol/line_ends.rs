//! Lines that end in LF alone. RFC 959 sections 4.2 and 5.3.1 and RFC 854 end every line of the control connection in
//! CR LF. Most peers take both; one that does not waits for the rest of the line, or calls it a syntax error.

use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::CommandLine;
use crate::analysis::findings::report::FindingSink;
use crate::model::{LineEnd, Reply, Severity};

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    commands(session, report);
    replies(session, report);
}

/// Information where the server took any of them.
fn commands(session: &IndexedSession, report: &mut FindingSink) {
    let bare: Vec<&CommandLine> = session
        .lines
        .iter()
        .filter(|l| l.command.line_end == LineEnd::Lf)
        .collect();
    let Some(first) = bare.first() else { return };
    let severity = if bare
        .iter()
        .any(|line| line.code().is_some_and(|code| !code.is_negative()))
    {
        Severity::Info
    } else {
        report.severity
    };
    let args = vec![("line", first.quote()), ("count", bare.len().into())];
    let frames = bare.iter().map(|line| line.frame()).collect();
    report.add_as(severity, frames, "found-protocol-lf", args);
}

/// Information where the client went on after one.
fn replies(session: &IndexedSession, report: &mut FindingSink) {
    let bare: Vec<&Reply> = session
        .record
        .replies()
        .filter(|r| r.line_end == LineEnd::Lf)
        .collect();
    let Some(first) = bare.iter().map(|r| r.at.frame).min() else {
        return;
    };
    let went_on = session.lines.last().is_some_and(|l| l.frame() > first);
    let severity = if went_on {
        Severity::Info
    } else {
        report.severity
    };
    let args = vec![
        ("code", bare[0].code.to_string().into()),
        ("count", bare.len().into()),
    ];
    let frames = bare.iter().map(|reply| reply.at.frame).collect();
    report.add_as(severity, frames, "found-protocol-lf-reply", args);
}
