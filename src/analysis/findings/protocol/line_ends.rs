//! Lines that end in LF alone. RFC 959 sections 4.2 and 5.3.1 and RFC 854 end every line of the
//! control connection in CR LF. Most peers take both; one that does not waits for the rest of the
//! line, or calls it a syntax error.

use crate::analysis::findings::advice;
use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::CommandLine;
use crate::analysis::findings::report::FindingSink;
use crate::ftp::ParsedCommand;
use crate::model::{LineEnd, Reply, Severity};

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    commands(session, report);
    unended(session, report);
    spelt(session, report);
    replies(session, report);
    unended_replies(session, report);
}

/// A line end that a script wrote as text, with other commands behind it: for the server they are
/// all one argument.
fn spelt(session: &IndexedSession, report: &mut FindingSink) {
    let lines = session.lines.iter();
    let lines: Vec<&CommandLine> = lines.filter(|l| holds_commands(l.argument())).collect();
    let Some(first) = lines.first() else { return };
    let args = vec![("line", first.quote()), ("count", lines.len().into())];
    let frames = lines.iter().flat_map(|line| line.frames()).collect();
    let finding = report.add(frames, "found-protocol-spelt", args);
    finding.advice = Some(advice::plain("advice-line-end-as-text"));
}

/// True for `nora\r\nPASS secret`: the names of files of Windows hold backslashes too, and no
/// command behind them.
fn holds_commands(argument: &[u8]) -> bool {
    let mut ends = memchr::memchr_iter(b'\\', argument);
    ends.any(|end| {
        let Some(behind) = argument[end + 1..].strip_prefix(b"n") else {
            return false;
        };
        // the verb, and that something stands behind it
        let behind = &behind[..behind.len().min(VERB)];
        ParsedCommand::parse(behind).is_some_and(|c| c.verb.is_some() && c.argument.is_some())
    })
}

/// More bytes than any verb has.
const VERB: usize = 64;

/// Commands without any end, which the server took all the same: others wait for it.
fn unended(session: &IndexedSession, report: &mut FindingSink) {
    let taken =
        |line: &&CommandLine| line.command.line_end == LineEnd::Missing && line.last().is_some();
    let lines: Vec<&CommandLine> = session.lines.iter().filter(taken).collect();
    let Some(first) = lines.first().filter(|_| session.is_heard()) else {
        return;
    };
    let args = vec![("line", first.quote()), ("count", lines.len().into())];
    let frames = lines.iter().map(|line| line.frame()).collect();
    let finding = report.add_as(Severity::Info, frames, "found-protocol-unended", args);
    finding.advice = Some(advice::plain("advice-line-end"));
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

/// A client that says nothing for so long behind a reply without an end waits for it, in
/// nanoseconds.
const PATIENCE: i64 = 5_000_000_000;

/// Replies without any end, with nothing of the stream missing behind them. Information where the
/// client went on after one.
fn unended_replies(session: &IndexedSession, report: &mut FindingSink) {
    let record = session.record;
    let is_readable = session.is_heard() && record.control.tls.is_none();
    let bare = record
        .replies()
        .filter(|reply| is_readable && reply.line_end == LineEnd::Missing);
    let bare: Vec<&Reply> = bare.collect();
    let Some(first) = bare.iter().min_by_key(|reply| reply.at.frame) else {
        return;
    };
    let last = session.lines.last().map_or(0, CommandLine::frame);
    let went_on = last > first.at.frame;
    // one that breaks off when the connection or the capture ends says nothing of the others
    if !went_on && record.last.time.since(first.at.time) < PATIENCE {
        return;
    }
    let severity = if went_on {
        Severity::Info
    } else {
        report.severity
    };
    let args = vec![
        ("code", first.code.to_string().into()),
        ("count", bare.len().into()),
    ];
    let frames = bare.iter().map(|reply| reply.at.frame).collect();
    let finding = report.add_as(severity, frames, "found-protocol-unended-reply", args);
    finding.advice = Some(advice::plain("advice-reply-end"));
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
