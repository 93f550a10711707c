//! `client-gone`: the client ends its data connection and its control connection in the middle of an upload, without
//! QUIT and before the reply. To the server a FIN on the data connection is the end of the file (RFC 959 section 3.4.1),
//! so its 226 proves nothing: the client may have been killed, and the file may be cut.

use crate::ftp::Effect;
use crate::model::{At, Direction, Role, Transfer};

use super::control_lost;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    if session.record.control.lost_bytes > 0
        || session.lines.iter().any(|l| l.effect == Effect::Quit)
    {
        return;
    }
    // that the control connection was lost says more
    if control_lost::is_told(session) {
        return;
    }
    let Some(left) = end_of_control(session) else {
        return;
    };
    let uploads = session.record.transfers.iter();
    for transfer in uploads.filter(|t| t.direction == Some(Direction::Upload)) {
        let (Some(line), Some(ended)) = (
            session.line_of_transfer(transfer),
            end_of_data(session, transfer),
        ) else {
            continue;
        };
        let answer = line.last().filter(|reply| !reply.code.is_preliminary());
        // whoever reads the reply and then leaves has not gone in the middle
        if answer.is_some_and(|reply| reply.at.frame < left.frame) || transfer.is_refused() {
            continue;
        }
        let mut frames = vec![left.frame, ended.frame];
        frames.extend(line.frames());
        let args = vec![
            ("line", line.quote()),
            ("bytes", transfer.bytes.into()),
            ("code", line.shown_code()),
        ];
        let message = match answer {
            Some(_) => "found-client-gone-answered",
            None => "found-client-gone",
        };
        report.add(frames, message, args);
    }
}

/// The client's FIN or RST on the control connection, where it came before any of the server's.
fn end_of_control(session: &IndexedSession) -> Option<At> {
    let control = session.analysis.connection(session.record.connection)?;
    let client = session.record.client;
    if session.is_hidden(session.record.last.frame) || control.closed_by_endpoint() != Some(client)
    {
        return None;
    }
    control.flow_of(client).end()
}

/// The client's FIN or RST on the data connection of an upload, where it came before any of the server's.
fn end_of_data(session: &IndexedSession, transfer: &Transfer) -> Option<At> {
    let data = session.analysis.connection(transfer.connection?)?;
    let closed_by = data.closed_by?;
    let sender = data.endpoint(closed_by);
    let is_client = data.roles_in(session.record.id)?.of(closed_by) == Role::Client;
    is_client.then(|| data.flow_of(sender).end()).flatten()
}
