//! `slow-reply`: the last reply to a command comes late. Servers that check, hash or pass on a
//! file, or that wait for a slow disk, say 226 long after the last byte; a client that does not
//! wait so long takes the transfer for lost, or the late reply for that to its next command.

use crate::model::{At, Reply, Severity, Time};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::{CommandLine, seconds};
use super::report::FindingSink;

/// What nobody minds, in nanoseconds. Clients give up after 15 to 60 s.
const PATIENCE: i64 = 10_000_000_000;
/// A client that sends its next command so soon did not wait for the reply at all, in nanoseconds.
const PIPELINED: i64 = 1_000_000_000;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let mut answered_before = Time::default();
    for line in &session.lines {
        let Some(reply) = line.last().filter(|r| !r.code.is_preliminary()) else {
            continue;
        };
        let due = due(session, line, reply).time.max(answered_before);
        answered_before = answered_before.max(reply.at.time);
        let late = reply.at.time.since(due);
        // a server that waits in vain says so in the end, and what it waited for is told
        let in_vain = line.transfer().is_some() && reply.code.is_negative();
        if late < PATIENCE || in_vain {
            continue;
        }
        let next = gone_on_without(session, line, due, reply.at);
        let (severity, message) = match next {
            Some(_) => (report.severity, "found-slow-reply-gone-on"),
            None if has_left_before(session, due, reply.at) => {
                (report.severity, "found-slow-reply-left")
            }
            None => (Severity::Info, "found-slow-reply"),
        };
        let mut frames = vec![reply.at.frame, line.frame()];
        frames.extend(next.map(CommandLine::frame));
        let args = vec![
            ("line", line.quote()),
            ("code", reply.code.to_string().into()),
            ("seconds", seconds(late).into()),
            ("next", next.map_or_else(|| "-".into(), CommandLine::quote)),
        ];
        let finding = report.add_as(severity, frames, message, args);
        if line.is_log_in() {
            finding.advice = Some(advice::plain("advice-slow-login"));
        }
    }
}

/// Since when the reply is due: the end of the data connection, else the command. Where that ends
/// only behind the reply, the side that closed it first had come to its end.
fn due(session: &IndexedSession, line: &CommandLine, reply: &Reply) -> At {
    let transfer = session.transfer_of(line);
    let transfer = transfer.filter(|t| t.connection.is_some());
    let end = transfer.and_then(|transfer| {
        if transfer.end.frame < reply.at.frame {
            return Some(transfer.end);
        }
        let data = session.analysis.connection(transfer.connection?)?;
        let first = data.flow_of(data.endpoint(data.closed_by?)).end()?;
        Some(if first.frame < reply.at.frame {
            first
        } else {
            transfer.end
        })
    });
    end.map_or(line.command.at, |end| end.max(line.command.at))
}

/// The client waited for the reply for a while, and had closed the control connection when it came.
fn has_left_before(session: &IndexedSession, due: Time, reply: At) -> bool {
    let control = session.analysis.connection(session.record.connection);
    let left = control.and_then(|control| control.flow_of(session.record.client).end());
    left.is_some_and(|left| left.frame < reply.frame && left.time.since(due) >= PIPELINED)
}

/// The next command, where the client waited for the reply for a while and then went on without it.
/// A NOOP keeps the connection alive while it waits.
fn gone_on_without<'c, 'a>(
    session: &'c IndexedSession<'a>,
    line: &CommandLine,
    due: Time,
    reply: At,
) -> Option<&'c CommandLine<'a>> {
    session.lines[line.index + 1..]
        .iter()
        .take_while(|next| next.frame() < reply.frame)
        .filter(|next| next.command.at.time.since(due) >= PIPELINED)
        .find(|next| !next.keeps_alive())
}
