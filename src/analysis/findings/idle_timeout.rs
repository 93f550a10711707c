//! `idle-timeout`: the server ends the session by 421, or closes it after a silence without a word
//! (RFC 959 section 5.4: 421 may come at any time).

use crate::model::{At, Reply, ReplyCode};

use super::advice;
use super::control_lost;
use super::indexed_session::IndexedSession;
use super::line::seconds;
use super::reason::reason_line;
use super::report::FindingSink;

/// A silence that makes a server's close look like a time-out, in seconds. Servers wait a minute or more.
const SILENCE: u64 = 30;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    let record = session.record;
    if let Some(reply) = record
        .replies()
        .find(|r| r.code == ReplyCode::SERVICE_CLOSING)
    {
        // that the server takes nobody is `login-refused`, whatever the client said meanwhile
        let mut earlier = record.replies().filter(|r| r.at.frame < reply.at.frame);
        let greets = earlier.all(|r| r.code.is_preliminary()) && session.is_whole();
        if !greets {
            let quiet =
                last_before(session, reply).map_or(0, |at| seconds(reply.at.time.since(at.time)));
            let args = vec![
                ("text", reason_line(reply).into()),
                ("seconds", quiet.into()),
            ];
            // at once: a server that shuts down, a TLS handshake that failed, one client too many
            let id = if quiet == 0 {
                "found-idle-timeout-421-now"
            } else {
                "found-idle-timeout-421"
            };
            let finding = report.add(vec![reply.at.frame], id, args);
            if quiet == 0 {
                finding.advice = Some(advice::plain("advice-ended-at-once"));
            }
        }
        return;
    }
    // a server whose words nobody acknowledges gives up on a connection that was lost
    if control_lost::is_told(session) {
        return;
    }
    if let Some((quiet, last)) = silence(session) {
        report.add(
            vec![record.last.frame, last.frame],
            "found-idle-timeout",
            vec![("seconds", quiet.into())],
        );
    }
}

/// The server closes, or resets, long after the last thing was said or transferred: after how many seconds, and what
/// that was.
pub(super) fn silence(session: &IndexedSession) -> Option<(u64, At)> {
    let record = session.record;
    let control = session.analysis.connection(record.connection)?;
    let by_server = control.closed_by_endpoint() == Some(record.server);
    let said_goodbye = record.commands.iter().any(|c| c.verb.bytes() == b"QUIT");
    if !by_server || said_goodbye || record.control.tls.is_some() || !session.is_whole() {
        return None;
    }
    let last = activity(session).max_by_key(|at| at.frame)?;
    let quiet = seconds(record.last.time.since(last.time));
    (quiet >= SILENCE).then_some((quiet, last))
}

fn last_before(session: &IndexedSession, reply: &Reply) -> Option<At> {
    activity(session)
        .filter(|at| at.frame < reply.at.frame)
        .max_by_key(|at| at.frame)
}

fn activity(session: &IndexedSession) -> impl Iterator<Item = At> {
    let record = session.record;
    let said = record
        .commands
        .iter()
        .flat_map(|c| std::iter::once(c.at).chain(c.replies.iter().map(|r| r.at)));
    let moved = record
        .transfers
        .iter()
        .filter(|t| t.connection.is_some())
        .map(|t| t.end);
    said.chain(record.unasked.iter().map(|r| r.at)).chain(moved)
}
