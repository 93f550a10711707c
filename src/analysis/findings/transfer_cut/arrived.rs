//! What shows how much of a file came, and whether its end was reached.

use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::size_mismatch;
use crate::analysis::findings::transfer_refused;
use crate::analysis::findings::weak_tls;
use crate::model::{
    Close, Connection, Direction, Incomplete, ReplyCode, Role, TlsEnd, Transfer, TransferMode,
};

use super::evidence::{closed_by_receiver, closer};

/// An answer about the file, as a refusal is, and late: behind a 1yz and an empty data connection.
/// To a listing, `ProFTPD` says so with 450.
pub(super) fn is_refused_late(transfer: &Transfer) -> bool {
    let is_answer = match transfer.reply_code {
        Some(ReplyCode::FILE_UNAVAILABLE) => true,
        Some(ReplyCode::FILE_BUSY) => transfer.direction == Some(Direction::Listing),
        _ => false,
    };
    is_answer && transfer.bytes == 0 && transfer.lost_bytes == 0 && !transfer.encrypted
}

/// All bytes that the server had said came, and its FIN behind them: what failed is the
/// confirmation.
pub(super) fn is_whole_download(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    transfer.direction == Some(Direction::Download)
        && transfer.reasons == [Incomplete::No2yz]
        && transfer.expected.is_some()
        && came_whole(transfer)
        && closer(session, connection) == Some(Role::Server)
}

/// The client sent its file to the end, and the server says afterwards that it has as many bytes.
pub(super) fn is_whole_upload(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    let line = session.line_of_transfer(transfer);
    transfer.direction == Some(Direction::Upload)
        && transfer.reasons == [Incomplete::No2yz]
        && transfer.bytes > 0
        && transfer.offset == 0
        && connection.close == Close::Fin
        && closer(session, connection) == Some(Role::Client)
        && line.and_then(|line| size_mismatch::size_after(session, line)) == Some(transfer.bytes)
}

/// The sender came to its end, the receiver took all of it and closed too, and the session went on
/// after that: what is missing is the reply. A client that is killed ends an upload in the same
/// way, and its control connection with it.
pub(super) fn came_to_its_end(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    let record = session.record;
    let control = session.analysis.connection(record.connection);
    let ended = control.and_then(|c| c.flow_of(c.closed_by_endpoint()?).end());
    let [one, other] = [connection.opener, connection.listener].map(|end| connection.flow_of(end));
    let closed = one.fin.zip(other.fin).map(|(one, other)| one.max(other));
    let went_on = ended.zip(closed).is_some_and(|(ended, closed)| {
        let is_in_order = closed.frame < ended.frame;
        is_in_order && ended.time.since(closed.time) >= TOGETHER
    });
    went_on
        && transfer.reasons == [Incomplete::No2yz]
        && transfer.bytes > 0
        && transfer.transfer_mode == TransferMode::Stream
        && !closed_by_receiver(session, transfer, connection)
        && [one, other]
            .iter()
            .all(|flow| flow.unacknowledged.is_none() && flow.fins_in_vain == 0)
        && session.is_heard()
}

/// What closes all that it had open at once, in nanoseconds, has been ended.
pub(super) const TOGETHER: i64 = 5_000_000_000;

/// An upload without a byte, from the offset that is the size of the file at the server: the client
/// had sent all of it before.
pub(super) fn had_nothing_left(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    let is_empty = transfer.direction == Some(Direction::Upload)
        && transfer.bytes == 0
        && transfer.lost_bytes == 0
        && transfer.offset > 0;
    let line = session
        .line_of_transfer(transfer)
        .filter(|_| is_empty && closer(session, connection) == Some(Role::Client));
    line.and_then(|line| size_mismatch::size_before(session, line)) == Some(transfer.offset)
}

/// An upload under TLS that came to its end by `close_notify`, and no FIN behind it: the client
/// waits for the server's own `close_notify`, and a server that waits for the FIN never sends it.
pub(super) fn left_open(transfer: &Transfer, connection: &Connection) -> bool {
    let sender = transfer.place.map(|place| place.sender);
    transfer.direction == Some(Direction::Upload)
        && transfer.tls_end == Some(TlsEnd::CloseNotify)
        && transfer.lost_bytes == 0
        && connection.closed_by_endpoint() != sender
}

/// All of an upload came, and the server says only then that it wants the TLS session of the
/// control connection for it.
pub(super) fn is_kept_for_no_session(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    let line = session.line_of_transfer(transfer);
    transfer.direction == Some(Direction::Upload)
        && transfer.bytes > 0
        && transfer.reasons.iter().all(|&r| r == Incomplete::No2yz)
        && connection.close == Close::Fin
        && line.is_some_and(weak_tls::wants_reuse)
}

/// An upload that the server confirms, although it was the first to close and the client never came
/// to its end.
pub(super) fn is_unread(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    transfer.direction == Some(Direction::Upload)
        && transfer.transfer_mode == TransferMode::Stream
        && connection.close != Close::Open
        && closed_by_receiver(session, transfer, connection)
        && closer(session, connection) == Some(Role::Server)
        && connection
            .closed_by
            .map(|end| connection.flow_of(connection.endpoint(end.other())))
            .is_some_and(|client| client.fin.is_none() && client.unacknowledged.is_some())
}

/// The server says that there is no data connection, and there is one.
pub(super) fn is_unseen(session: &IndexedSession, transfer: &Transfer) -> bool {
    let line = session.line_of_transfer(transfer);
    line.is_some_and(|line| transfer_refused::unseen(session, line).is_some())
}

/// In MODE S the sender closes, for that is the end of the file (RFC 959 section 3.4.1). Here the
/// receiver did, and no reply says why. A client that knows the size may hang up when it has all;
/// where anything was reset behind that, more was on the way.
pub(super) fn short_of_the_end(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
    short: bool,
) -> bool {
    let was_going_on = transfer.bytes > 0 && transfer.reasons.contains(&Incomplete::Reset);
    let wanted = transfer.direction == Some(Direction::Upload) || short || was_going_on;
    wanted
        && transfer.direction != Some(Direction::Listing)
        && transfer.transfer_mode == TransferMode::Stream
        && connection.close == Close::Fin
        && closed_by_receiver(session, transfer, connection)
}

/// The server, which closed first, had announced more than came of a download, and what it said of
/// it then is not known.
pub(super) fn is_less_than_announced(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    transfer.direction == Some(Direction::Download)
        && transfer.reasons.contains(&Incomplete::Short)
        && transfer.lost_bytes == 0
        && connection.close == Close::Fin
        && closer(session, connection) == Some(Role::Server)
}

/// As many bytes as were said.
pub(super) fn came_whole(transfer: &Transfer) -> bool {
    transfer
        .file_bytes()
        .zip(transfer.expected)
        .is_some_and(|(seen, (expected, _))| seen >= expected)
}
