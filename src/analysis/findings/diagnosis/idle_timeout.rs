//! `idle-timeout`: the server ends the session by 421, or closes it after a silence without a word
//! (RFC 959 section 5.4: 421 may come at any time).

use crate::model::{At, Reply, ReplyCode};

use crate::analysis::findings::case::{Case, last_line, seconds};
use crate::analysis::findings::report::Report;

/// A silence that makes a server's close look like a time-out, in seconds. Servers wait a minute or more.
const SILENCE: u64 = 30;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    let session = case.session;
    if let Some(reply) = session
        .replies()
        .find(|r| r.code == ReplyCode::SERVICE_CLOSING)
    {
        // that the server takes nobody is `login-refused`, whatever the client said meanwhile
        let greets = session.replies().all(|r| r.at.frame >= reply.at.frame) && case.is_whole();
        if !greets {
            let quiet =
                last_before(case, reply).map_or(0, |at| seconds(reply.at.time.since(at.time)));
            let args = vec![("text", last_line(reply).into()), ("seconds", quiet.into())];
            // at once: a server that shuts down, a TLS handshake that failed, one client too many
            let id = if quiet == 0 {
                "found-idle-timeout-421-now"
            } else {
                "found-idle-timeout-421"
            };
            report.add(vec![reply.at.frame], id, args);
        }
        return;
    }
    if let Some((quiet, last)) = silence(case) {
        report.add(
            vec![session.last.frame, last.frame],
            "found-idle-timeout",
            vec![("seconds", quiet.into())],
        );
    }
}

/// The server closes, or resets, long after the last thing was said or transferred: after how many seconds, and what
/// that was.
pub(super) fn silence(case: &Case) -> Option<(u64, At)> {
    let session = case.session;
    let control = case.analysis.connection(session.connection)?;
    let by_server = control.closed_by_endpoint() == Some(session.server);
    let said_goodbye = session.commands.iter().any(|c| c.verb.bytes() == b"QUIT");
    if !by_server || said_goodbye || session.control.tls.is_some() || !case.is_whole() {
        return None;
    }
    let last = activity(case).max_by_key(|at| at.frame)?;
    let quiet = seconds(session.last.time.since(last.time));
    (quiet >= SILENCE).then_some((quiet, last))
}

fn last_before(case: &Case, reply: &Reply) -> Option<At> {
    activity(case)
        .filter(|at| at.frame < reply.at.frame)
        .max_by_key(|at| at.frame)
}

fn activity(case: &Case) -> impl Iterator<Item = At> {
    let session = case.session;
    let said = session
        .commands
        .iter()
        .flat_map(|c| std::iter::once(c.at).chain(c.replies.iter().map(|r| r.at)));
    let moved = session
        .transfers
        .iter()
        .filter(|t| t.connection.is_some())
        .map(|t| t.end);
    said.chain(session.unasked.iter().map(|r| r.at))
        .chain(moved)
}
