//! What shows that somebody waited, or would not wait any longer.

use crate::analysis::findings::idle_timeout;
use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::CommandLine;
use crate::ftp::Effect;
use crate::model::{At, Close, Connection, ConnectionEnd, Direction, Incomplete, Role, Transfer};

use super::arrived::TOGETHER;
use super::cut::BrokenTransfer;
use super::evidence::{TRIES, closed_by_receiver, closer};

/// A window that is closed for so long is not a pause of a busy receiver, in nanoseconds.
const LONG: i64 = 10_000_000_000;

/// Who closes so long after the last byte may have waited for more, in nanoseconds.
const MOMENT: i64 = 2_000_000_000;

/// One segment sent again among so many is usual.
const SENT_AGAIN: u64 = 50;

/// The client closed its data connection in the middle of a download, and its control connection
/// with it, without QUIT, while bytes still came and the server had said nothing against it.
pub(super) fn client_left(
    session: &IndexedSession,
    line: &CommandLine,
    broken: &BrokenTransfer,
) -> bool {
    let record = session.record;
    let control = session.analysis.connection(record.connection);
    let by_client = control.filter(|c| c.closed_by_endpoint() == Some(record.client));
    let left = by_client.and_then(|c| c.flow_of(record.client).end());
    let data = broken.connection;
    let ended = data
        .closed_by
        .and_then(|end| data.flow_of(data.endpoint(end)).end());
    let together = left.zip(ended).is_some_and(|(left, ended)| {
        let apart = left.time.since(ended.time);
        (-TOGETHER..TOGETHER).contains(&apart)
            && came_until(data, ended)
            && !was_told_before(session, line, left)
    });
    together
        && broken.transfer.direction == Some(Direction::Download)
        && broken.transfer.bytes > 0
        && closer(session, data) == Some(Role::Client)
        && record.control.lost_bytes == 0
        && !session.lines.iter().any(|l| l.effect == Effect::Quit)
}

/// Bytes came, without a pause or a loss, until then.
fn came_until(data: &Connection, ended: At) -> bool {
    let last = data.last_payload();
    last.is_some_and(|last| ended.time.since(last) < MOMENT)
        && data.longest_idle() < STILL
        && data.lost_bytes == 0
        && data.retransmissions.saturating_mul(SENT_AGAIN) <= data.data_segments()
}

/// Before the client left, the server had said that the transfer, or the session, is over.
fn was_told_before(session: &IndexedSession, line: &CommandLine, left: At) -> bool {
    let answers = line.command.replies.iter().chain(&session.record.unasked);
    let mut failed = answers.filter(|reply| reply.code.is_negative());
    failed.any(|reply| reply.at.frame > line.frame() && reply.at.frame < left.frame)
}

/// How long nothing had been sent over a data connection that carried something before, in
/// nanoseconds, when the server gave the transfer up.
pub(super) fn stood_still(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> Option<i64> {
    let line = session
        .line_of_transfer(transfer)
        .filter(|_| transfer.bytes > 0)?;
    idle_timeout::waited_for_data(session, line, connection)
}

/// What came less than that before an ABOR was still coming then, in nanoseconds.
const STILL: i64 = 5_000_000_000;

/// Bytes still came, and arrived, when the client broke the transfer off by ABOR.
pub(super) fn was_going_on(
    session: &IndexedSession,
    line: &CommandLine,
    connection: &Connection,
) -> bool {
    let mut later = session.lines[line.index + 1..].iter();
    let abort = later.find(|later| later.effect == Effect::Abort);
    let (Some(abort), Some(last)) = (abort, connection.last_payload()) else {
        return false;
    };
    let ends = [connection.opener, connection.listener];
    let mut unacknowledged = ends
        .into_iter()
        .filter_map(|end| connection.flow_of(end).unacknowledged.as_deref());
    abort.command.at.time.since(last) < STILL && unacknowledged.all(|last| last.sends < TRIES)
}

/// The server had given the transfer up before the client opened the connection for it.
pub(super) fn was_late(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    let line = session.line_of_transfer(transfer);
    let failed = line.and_then(CommandLine::last);
    failed.is_some_and(|reply| reply.at.frame < connection.first.frame)
        && connection.opener.ip() == session.record.client.ip()
        && (transfer.bytes == 0 || transfer.direction == Some(Direction::Upload))
}

/// Who closes sooner than that has not waited, in nanoseconds.
const AT_ONCE: i64 = 1_000_000_000;

/// How long the client waited, in nanoseconds, until it closed a data connection on which the
/// server had neither begun nor said that it would.
pub(super) fn gave_up(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> Option<i64> {
    let line = session.line_of_transfer(transfer)?;
    let begun = line
        .command
        .replies
        .iter()
        .find(|r| r.code.is_preliminary())?;
    let closer = connection.closed_by?;
    let ended = connection.flow_of(connection.endpoint(closer)).end()?;
    let is_client = connection.roles_in(session.record.id)?.of(closer) == Role::Client;
    let is_empty = transfer.bytes == 0
        && transfer.lost_bytes == 0
        && transfer.direction != Some(Direction::Upload);
    let waited = ended.time.since(line.command.at.time);
    (is_client && is_empty && ended.frame < begun.at.frame && waited >= AT_ONCE).then_some(waited)
}

/// For how long the receiver's window was closed when the connection ended, in nanoseconds, where
/// that is long.
pub(super) fn receiver_is_shut(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> Option<i64> {
    let ends = [connection.opener, connection.listener];
    let receiver = ends.into_iter().find(|&end| {
        let is_client = connection.role_in(session.record.id, end) == Role::Client;
        is_client != (transfer.direction == Some(Direction::Upload))
    })?;
    let since = connection.flow_of(receiver).closed_window?;
    let shut = connection.last.time.since(since.time);
    (shut >= LONG).then_some(shut)
}

/// A server that is killed leaves the rest to its system: a FIN on each connection, and no reply
/// any more.
pub(super) fn server_fell_silent(session: &IndexedSession, transfer: &Transfer) -> bool {
    let control = session.analysis.connection(session.record.connection);
    let server = control.map(|c| {
        if c.opener == session.record.server {
            ConnectionEnd::Opener
        } else {
            ConnectionEnd::Listener
        }
    });
    let by_server = control
        .and_then(|c| c.closed_by)
        .is_some_and(|by| Some(by) == server);
    by_server
        && session.record.control.close == Close::Fin
        && transfer.lost_bytes == 0
        && session.is_heard()
        && !session.record.is_hidden_at(transfer.end.frame)
        && !session.goes_on_after(transfer)
}

/// A client that waits so long before it closes has waited in vain, in nanoseconds.
const WAITED: i64 = 5_000_000_000;

/// How long the client waited for the first byte, in nanoseconds, until it closed the data
/// connection.
pub(super) fn waited_in_vain(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> Option<i64> {
    let line = session.line_of_transfer(transfer)?;
    let closer = connection.endpoint(connection.closed_by?);
    let ended = connection.flow_of(closer).end()?;
    Some(ended.time.since(line.command.at.time).max(0))
}

/// How long nothing came of a download or listing that the server had begun, in nanoseconds, until
/// the client closed its data connection.
pub(super) fn hung(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> Option<i64> {
    let is_awaited = transfer.direction != Some(Direction::Upload);
    let line = session.line_of_transfer(transfer).filter(|_| is_awaited)?;
    let mut replies = line.command.replies.iter();
    let begun = replies.find(|r| r.code.is_preliminary())?.at.time;
    let last = connection
        .last_payload()
        .map_or(begun, |last| last.max(begun));
    let closer = connection.endpoint(connection.closed_by?);
    let ended = connection.flow_of(closer).end()?;
    let waited = ended.time.since(last);
    // where the session goes on, `unanswered-command` tells it
    let is_hung =
        closed_by_receiver(session, transfer, connection) && !session.goes_on_after(transfer);
    (waited >= WAITED && is_hung).then_some(waited)
}

/// A download or listing of which nothing had come when the client left, long after it had asked
/// for it.
pub(super) fn was_given_up(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    transfer.direction != Some(Direction::Upload)
        && transfer.bytes == 0
        && transfer.reasons.contains(&Incomplete::No2yz)
        && closed_by_receiver(session, transfer, connection)
        && waited_in_vain(session, transfer, connection).is_some_and(|waited| waited >= WAITED)
}

/// True where the receiver of a transfer has its window closed until the end: whoever then gives up
/// is not the cause.
pub(in crate::analysis::findings) fn is_stuck(
    session: &IndexedSession,
    transfer: &Transfer,
) -> bool {
    let connection = transfer
        .connection
        .and_then(|id| session.analysis.connection(id));
    connection.is_some_and(|data| receiver_is_shut(session, transfer, data).is_some())
}
