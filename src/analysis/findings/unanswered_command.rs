//! `unanswered-command`: a command that never gets a reply, although the whole control connection
//! is in the capture and the client waited. Most often its line does not end as the server expects
//! (RFC 959 section 5.3: CR LF), so that the server waits for the rest of it.

use crate::ftp::Effect;
use crate::model::{Close, LineEnd, Outcome, ReplyCode, Time, Transfer};

use super::advice;
use super::control_lost;
use super::indexed_session::IndexedSession;
use super::line::{CommandLine, seconds};
use super::report::FindingSink;
use super::tls_mismatch;

/// A reply may take so long, in nanoseconds; what comes later is told as `slow-reply`.
const PATIENCE: i64 = 5_000_000_000;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    if !session.is_whole() {
        return;
    }
    // a server that waits for a ClientHello answers nothing else
    let until = tls_mismatch::clear_from(session)
        .filter(|&first| session.lines[first].last().is_none())
        .unwrap_or(session.lines.len());
    let lines = session.lines[..until].iter();
    for line in lines.filter(|l| expects_a_reply(session, l)) {
        let waited = waited_until(session, line).since(line.command.at.time);
        if waited < PATIENCE {
            if was_hung_up_on(session, line) {
                let finding = report.add(
                    line.frames(),
                    "found-unanswered-command-closed",
                    vec![("line", line.quote())],
                );
                finding.advice = Some(advice::plain("advice-hung-up"));
            }
            continue;
        }
        // it never arrived, or its answer did not
        if line.index + 1 == session.lines.len() && control_lost::is_told(session) {
            continue;
        }
        let args = vec![("line", line.quote()), ("seconds", seconds(waited).into())];
        let message = if line.started() && line.index + 1 == session.lines.len() {
            "found-unanswered-command-left"
        } else if line.started() {
            "found-unanswered-command-final"
        } else if line.command.line_end == LineEnd::Lf {
            "found-unanswered-command-lf"
        } else if line.is_unended() {
            "found-unanswered-command-no-end"
        } else {
            "found-unanswered-command"
        };
        let finding = report.add(vec![line.frame()], message, args);
        let is_of_line_end = line.command.line_end == LineEnd::Lf || line.is_unended();
        finding.advice = is_of_line_end.then(|| advice::plain("advice-line-end"));
    }
}

/// The server's only answer to the last command is that it closes the connection: what serves this
/// client has died.
fn was_hung_up_on(session: &IndexedSession, line: &CommandLine) -> bool {
    let record = session.record;
    let control = session.analysis.connection(record.connection);
    let by_server = control.is_some_and(|c| c.closed_by_endpoint() == Some(record.server));
    let said = record.unasked.iter().any(|r| r.at.frame > line.frame());
    // after so many logins that were refused, servers end it
    let is_thrown_out = line.is_log_in()
        && session.lines[..line.index]
            .iter()
            .any(|earlier| earlier.is_log_in() && earlier.refused());
    // who has said nothing of FTP before need not answer
    let greets = record.replies().next().is_some();
    line.index + 1 == session.lines.len()
        && line.command.replies.is_empty()
        && record.control.close == Close::Fin
        && record.control.tls.is_none()
        && by_server
        && greets
        && !said
        && !is_thrown_out
}

/// Without any reply. Many servers swallow what is sent to them while a transfer runs, and a client
/// that says QUIT need not wait.
fn expects_a_reply(session: &IndexedSession, line: &CommandLine) -> bool {
    let is_aside = line.keeps_alive() || line.effect == Effect::Abort;
    let is_open = line.command.replies.is_empty() || lacks_its_result(session, line);
    is_open && line.effect != Effect::Quit && !(is_aside && session.is_transferring(line.frame()))
}

/// The server has begun a transfer and never said how it ended, although the session went on, or
/// the client waited behind the end of the data.
fn lacks_its_result(session: &IndexedSession, line: &CommandLine) -> bool {
    let is_running = line.code().is_some_and(ReplyCode::is_preliminary);
    let transfer = session
        .transfer_of(line)
        .filter(|t| is_running && t.outcome == Outcome::Unfinished);
    transfer.is_some_and(|t| {
        let is_lost = control_lost::is_told(session);
        session.goes_on_after(t) || (!is_lost && was_waited_for(session, t))
    })
}

/// The data connection was closed in order, and the client waited for the reply until it left.
fn was_waited_for(session: &IndexedSession, transfer: &Transfer) -> bool {
    let control = session.analysis.connection(session.record.connection);
    let left = control
        .filter(|c| c.closed_by_endpoint() == Some(session.record.client))
        .and_then(|c| c.flow_of(session.record.client).end());
    let data = transfer
        .connection
        .and_then(|id| session.analysis.connection(id));
    let ended = data.filter(|d| d.close == Close::Fin).map(|d| d.last.time);
    left.zip(ended)
        .is_some_and(|(left, ended)| left.time.since(ended) >= PATIENCE)
}

/// When the client stopped to wait for it: at its next command, or at the end of the session or of
/// the capture.
fn waited_until(session: &IndexedSession, line: &CommandLine) -> Time {
    let next = session.lines.get(line.index + 1);
    next.map_or_else(
        || match session.record.control.close {
            Close::Open => session.all_sessions.end(),
            Close::Fin | Close::Reset => session.record.last.time,
        },
        |next| next.command.at.time,
    )
}
