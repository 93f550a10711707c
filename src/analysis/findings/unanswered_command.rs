//! `unanswered-command`: a command that never gets a reply, although the whole control connection
//! is in the capture and the client waited. Most often its line does not end as the server expects
//! (RFC 959 section 5.3: CR LF), so that the server waits for the rest of it.

use crate::ftp::Effect;
use crate::model::{
    Close, Direction, Incomplete, LineEnd, Outcome, Reply, ReplyCode, Time, Transfer,
};

use super::advice;
use super::control_lost;
use super::indexed_session::IndexedSession;
use super::line::{CommandLine, seconds};
use super::report::FindingSink;
use super::tls_mismatch;

/// A reply may take so long, in nanoseconds; what comes later is told as `slow-reply`.
const PATIENCE: i64 = 5_000_000_000;

/// Commands behind a transfer among which a QUIT is looked for.
const REACH: usize = 64;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    if !session.is_heard() {
        return;
    }
    // a server that waits for a ClientHello answers nothing else
    let until = tls_mismatch::clear_from(session)
        .filter(|&first| session.lines[first].last().is_none())
        .unwrap_or(session.lines.len());
    let lines = session.lines[..until].iter();
    let lines = lines.filter(|l| session.is_whole() || !waits_for_transfers(l));
    // nothing is answered behind a reply that does not end
    let unended = unended(session);
    let lines = lines.filter(|l| unended.as_ref().is_none_or(|held| l.index <= held.command));
    for line in lines.filter(|l| expects_a_reply(session, l)) {
        if let Some(held) = unended.as_ref().filter(|held| held.command == line.index) {
            held.tell(line, report);
            continue;
        }
        if let Some(hung) = hangs(session, line) {
            let args = vec![("line", line.quote()), ("seconds", seconds(hung).into())];
            let finding = report.add(line.frames(), "found-unanswered-command-hangs", args);
            finding.advice = Some(advice::plain("advice-hung"));
            continue;
        }
        if let Some(silent) = silent_behind(session, line) {
            let args = vec![("line", line.quote()), ("seconds", seconds(silent).into())];
            report.add(line.frames(), "found-unanswered-command-ends", args);
            continue;
        }
        let waited = waited_until(session, line).since(line.command.at.time);
        if waited < PATIENCE {
            if let Some(quit) = left_behind(session, line) {
                let mut frames = line.frames();
                frames.extend(quit.frames());
                let args = vec![("line", line.quote()), ("code", quit.shown_code())];
                let finding = report.add(frames, "found-unanswered-command-quit", args);
                finding.advice = Some(advice::plain("advice-quit-too-early"));
            } else if was_hung_up_on(session, line) {
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

/// A reply that begins to answer a command, and whose last line never came although the client
/// waited for it.
struct Unended<'a> {
    /// Index of the command.
    command: usize,
    reply: &'a Reply,
    /// How long that was, in nanoseconds.
    waited: i64,
}

impl Unended<'_> {
    fn tell(&self, line: &CommandLine, report: &mut FindingSink) {
        let reply = self.reply;
        let args = vec![
            ("line", line.quote()),
            ("code", reply.code.to_string().into()),
            ("text", reply.first_line().into()),
            ("seconds", seconds(self.waited).into()),
        ];
        let mut frames = line.frames();
        frames.extend([reply.first_frame, reply.at.frame]);
        let finding = report.add(frames, "found-unanswered-command-unended", args);
        finding.advice = Some(advice::plain("advice-unended-reply"));
    }
}

fn unended<'a>(session: &IndexedSession<'a>) -> Option<Unended<'a>> {
    let begun = session.record.unended_reply.as_ref()?;
    let command = begun.command.filter(|_| begun.is_last)?;
    let waited = session.end().since(begun.reply.at.time);
    // what ends it may be under TLS
    let is_hidden = session.record.tls_spans.iter().any(|span| !span.opened);
    (waited >= PATIENCE && !is_hidden && !control_lost::is_told(session)).then_some(Unended {
        command,
        reply: &begun.reply,
        waited,
    })
}

/// Servers that are busy with a transfer answer these behind it. Where the capture begins in the
/// middle, the command of that transfer may lie before it.
fn waits_for_transfers(line: &CommandLine) -> bool {
    matches!(line.effect, Effect::Noop | Effect::Status | Effect::Abort)
}

/// The server's only answer to the last command is that it closes the connection: what serves this
/// client has died.
fn was_hung_up_on(session: &IndexedSession, line: &CommandLine) -> bool {
    // what follows looks at the whole session, and is for one of its lines only
    if line.index + 1 != session.lines.len() {
        return false;
    }
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
    line.command.replies.is_empty()
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
        session.goes_on_after(t)
            || (!is_lost && was_waited_for(session, t))
            || hangs(session, line).is_some()
            || silent_behind(session, line).is_some()
    })
}

/// A transfer over which so long nothing comes, in nanoseconds, is not a slow one.
const HANGS: i64 = 30_000_000_000;

/// How long nothing had come of a download or listing that the server had begun, over a data
/// connection that is open, when the capture ends, in nanoseconds: somebody recorded it because it
/// hangs.
fn hangs(session: &IndexedSession, line: &CommandLine) -> Option<i64> {
    let transfer = session.transfer_of(line)?;
    let data = session.analysis.connection(transfer.connection?)?;
    let begun = line.last().filter(|reply| reply.code.is_preliminary())?;
    let last = data
        .last_payload()
        .map_or(begun.at.time, |last| last.max(begun.at.time));
    let hung = session.all_sessions.end().since(last);
    let is_open = session.record.control.close == Close::Open && data.close == Close::Open;
    (is_open
        && transfer.direction != Some(Direction::Upload)
        && transfer.lost_bytes == 0
        && !control_lost::is_told(session)
        && hung >= HANGS)
        .then_some(hung)
}

/// The QUIT that the server answered while a transfer still ran: its result was never said
/// (RFC 959 section 4.1.1: the server has to close only behind it).
fn left_behind<'s, 'a>(
    session: &'s IndexedSession<'a>,
    line: &CommandLine,
) -> Option<&'s CommandLine<'a>> {
    let transfer = session.transfer_of(line)?;
    let mut later = session.lines[line.index + 1..].iter().take(REACH);
    let quit = later.find(|later| later.effect == Effect::Quit && later.accepted())?;
    let runs_on = transfer.outcome == Outcome::Unfinished
        && transfer.reasons == [Incomplete::No2yz]
        && transfer.end.frame > quit.last()?.at.frame;
    (runs_on && line.started()).then_some(quit)
}

/// How long no reply had come behind the end of the data of a transfer when the capture ends, in
/// nanoseconds.
fn silent_behind(session: &IndexedSession, line: &CommandLine) -> Option<i64> {
    let transfer = session.transfer_of(line)?;
    let data = session.analysis.connection(transfer.connection?)?;
    let silent = session.all_sessions.end().since(data.last.time);
    let is_open = session.record.control.close == Close::Open && data.close == Close::Fin;
    (is_open
        && line.started()
        && transfer.outcome == Outcome::Unfinished
        && line.index + 1 == session.lines.len()
        && !control_lost::is_told(session)
        && silent >= HANGS)
        .then_some(silent)
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
    let ended = data
        .filter(|d| d.close == Close::Fin)
        .and_then(|d| d.flow_of(d.closed_by_endpoint()?).end());
    left.zip(ended)
        .is_some_and(|(left, ended)| left.time.since(ended.time) >= PATIENCE)
}

/// When the client stopped to wait for it: at its next command, or at the end of the session or of
/// the capture.
fn waited_until(session: &IndexedSession, line: &CommandLine) -> Time {
    let next = session.lines.get(line.index + 1);
    next.map_or_else(|| session.end(), |next| next.command.at.time)
}
