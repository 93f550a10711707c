//! A transfer that its sender brought to its end, and of which the server never said what came of
//! it: a fact of a transfer that findings and stories both tell.
//!
//! The server then ends the session for the time, with 421 (RFC 959 section 4.2: it may answer any
//! command), so that this reply stands behind the command of the transfer and says nothing of it.

use crate::model::{Close, Connection, Direction, Incomplete, ReplyCode, Role, Session, Transfer};

/// A server that says for so long nothing of a transfer that has come to its end, in nanoseconds,
/// does not end the session because of it.
const UNSAID: i64 = 30_000_000_000;

/// How long the server had said nothing of the result, in nanoseconds, when it ended the session.
/// What is missing in the capture it may have said. `connection`: the data connection.
pub(crate) fn unsaid(
    session: &Session,
    transfer: &Transfer,
    connection: &Connection,
) -> Option<i64> {
    let reply = session
        .command_of(transfer)?
        .final_reply()
        .filter(|reply| reply.code == ReplyCode::SERVICE_CLOSING)?;
    let end = connection.closed_by_endpoint()?;
    let by_client = connection.role_in(session.id, end) == Role::Client;
    let is_senders = by_client == (transfer.direction == Some(Direction::Upload));
    let ended = connection.flow_of(end).end()?;
    let silent = reply.at.time.since(ended.time);
    (is_senders
        && session.control.lost_bytes == 0
        && transfer.bytes > 0
        && transfer.reasons == [Incomplete::No2yz]
        && connection.close == Close::Fin
        && silent >= UNSAID)
        .then_some(silent)
}
