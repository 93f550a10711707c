//! `client-gone`: the client ends its data connection and its control connection in the middle of
//! an upload, without QUIT and before the reply. To the server a FIN on the data connection is the
//! end of the file (RFC 959 section 3.4.1), so its 226 proves nothing: the client may have been
//! killed, and the file may be cut.

use crate::ftp::Effect;
use crate::model::{At, Direction, Reply, Role, Transfer};

use super::control_lost;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;
use super::transfer_cut;

/// The system of a process that is killed closes all that it had open at once; this is longer, in
/// nanoseconds.
const WAITED: i64 = 5_000_000_000;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for (transfer, line, frames) in left(session) {
        // whoever gives up on a server that takes nothing any more has not gone
        if transfer_cut::is_stuck(session, transfer) {
            continue;
        }
        let args = vec![
            ("line", line.quote()),
            ("bytes", transfer.bytes.into()),
            ("code", line.shown_code()),
        ];
        let message = match answer(line) {
            Some(_) => "found-client-gone-answered",
            None => "found-client-gone",
        };
        report.add(frames, message, args);
    }
}

/// True where the client left in the middle of an upload: then a reset of its control connection is
/// not a finding of its own.
pub(super) fn is_told(session: &IndexedSession) -> bool {
    !left(session).is_empty()
}

/// The uploads that the client left in the middle of, with the frames that prove it.
fn left<'s, 'a>(
    session: &'s IndexedSession<'a>,
) -> Vec<(&'a Transfer, &'s CommandLine<'a>, Vec<u64>)> {
    if session.record.control.lost_bytes > 0
        || session.lines.iter().any(|l| l.effect == Effect::Quit)
    {
        return Vec::new();
    }
    // that the control connection was lost says more
    if control_lost::is_told(session) {
        return Vec::new();
    }
    let Some(left) = end_of_control(session) else {
        return Vec::new();
    };
    let uploads = session.record.transfers.iter();
    uploads
        .filter(|t| t.direction == Some(Direction::Upload) && !t.is_refused())
        .filter_map(|transfer| {
            let line = session.line_of_transfer(transfer)?;
            let ended = end_of_data(session, transfer)?;
            // whoever has come to the end of its file and then waits for the reply was not killed
            if left.time.since(ended.time) >= WAITED {
                return None;
            }
            // nor was whoever waits for the server to begin
            let waited = ended.time.since(line.command.at.time);
            if line.command.replies.is_empty() && transfer.bytes == 0 && waited >= WAITED {
                return None;
            }
            // whoever reads the reply and then leaves has not gone in the middle
            if answer(line).is_some_and(|reply| reply.at.frame < left.frame) {
                return None;
            }
            let mut frames = vec![left.frame, ended.frame];
            frames.extend(line.frames());
            Some((transfer, line, frames))
        })
        .collect()
}

/// The final reply.
fn answer<'a>(line: &CommandLine<'a>) -> Option<&'a Reply> {
    line.last().filter(|reply| !reply.code.is_preliminary())
}

/// The client's FIN or RST on the control connection, where it came before any of the server's.
fn end_of_control(session: &IndexedSession) -> Option<At> {
    let control = session.analysis.connection(session.record.connection)?;
    let client = session.record.client;
    if session.record.is_hidden_at(session.record.last.frame)
        || control.closed_by_endpoint() != Some(client)
    {
        return None;
    }
    control.flow_of(client).end()
}

/// The client's FIN or RST on the data connection of an upload, where it came before any of the
/// server's.
fn end_of_data(session: &IndexedSession, transfer: &Transfer) -> Option<At> {
    let data = session.analysis.connection(transfer.connection?)?;
    let closed_by = data.closed_by?;
    let sender = data.endpoint(closed_by);
    let is_client = data.roles_in(session.record.id)?.of(closed_by) == Role::Client;
    is_client.then(|| data.flow_of(sender).end()).flatten()
}
