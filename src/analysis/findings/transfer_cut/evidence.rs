//! What shows how a transfer ended: its replies, its bytes and the flows of its data connection.

use crate::analysis::findings::control_lost;
use crate::analysis::findings::idle_timeout;
use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::CommandLine;
use crate::analysis::findings::path_mtu;
use crate::analysis::findings::size_mismatch;
use crate::analysis::findings::transfer_cut::cut::BrokenTransfer;
use crate::analysis::findings::transfer_refused;
use crate::analysis::findings::weak_tls;
use crate::ftp::Effect;
use crate::model::{
    At, Close, Connection, ConnectionEnd, Direction, Incomplete, ReplyCode, Role, TlsEnd, Transfer,
    TransferMode,
};

/// A window that is closed for so long is not a pause of a busy receiver, in nanoseconds.
const LONG: i64 = 10_000_000_000;

/// What was sent so often in vain did not get lost by chance.
const TRIES: u32 = 4;

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

/// Who reset the control connection, by the name of its role; empty where a device on the way did,
/// or it is not known.
pub(super) fn control_resetter(session: &IndexedSession) -> &'static str {
    let control = session.analysis.connection(session.record.connection);
    let Some(end) = control.and_then(Connection::closed_by_endpoint) else {
        return "";
    };
    match control {
        Some(control) if control.flow_of(end).reset_from_elsewhere().is_some() => "",
        _ if end == session.record.client => "client",
        _ => "server",
    }
}

/// How often the sender sent in vain what it sent last, where its receiver was there until then;
/// not where the size of segments is the cause, or all of the receiver's host is gone.
pub(super) fn unacknowledged(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> Option<u32> {
    let is_client = transfer.direction == Some(Direction::Upload);
    let ends = [connection.opener, connection.listener];
    let sender = ends
        .into_iter()
        .find(|&end| (connection.role_in(session.record.id, end) == Role::Client) == is_client)?;
    let flow = connection.flow_of(sender);
    let sends = flow.unacknowledged.as_deref()?.sends;
    let is_alone = flow.largest_acknowledged > 0
        && !path_mtu::is_told(session, transfer)
        && !control_lost::is_told(session);
    (sends >= TRIES && is_alone).then_some(sends)
}

/// How often the client sent the FIN of its upload in vain: the server waits for the rest of the
/// file.
pub(super) fn fins_in_vain(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> Option<u32> {
    if transfer.direction != Some(Direction::Upload) || control_lost::is_told(session) {
        return None;
    }
    let ends = [connection.opener, connection.listener];
    let client = ends
        .into_iter()
        .find(|&end| connection.role_in(session.record.id, end) == Role::Client)?;
    let fins = connection.flow_of(client).fins_in_vain;
    (fins >= TRIES).then_some(fins)
}

/// What closes all that it had open at once, in nanoseconds, has been ended.
const TOGETHER: i64 = 5_000_000_000;

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

/// Who sent the first FIN or RST; `None` where nobody did, or it is not known who that is.
pub(super) fn closer(session: &IndexedSession, connection: &Connection) -> Option<Role> {
    let end = connection.closed_by?;
    Some(connection.roles_in(session.record.id)?.of(end))
}

pub(super) fn receiver(transfer: &Transfer) -> &'static str {
    match transfer.direction {
        Some(Direction::Upload) => "server",
        _ => "client",
    }
}

pub(super) fn sender(transfer: &Transfer) -> &'static str {
    match transfer.direction {
        Some(Direction::Upload) => "client",
        _ => "server",
    }
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

/// What it had not read is lost, and the server does not know: all that it wrote was on its way.
pub(super) fn reset_by_receiver(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    connection.close == Close::Reset && closed_by_receiver(session, transfer, connection)
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

/// The receiver closed before the sender had come to its end, and reset what came behind that:
/// nobody read it, and the server does not know.
pub(super) fn was_left_unread(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    let closer = connection.closed_by.map(|end| connection.endpoint(end));
    transfer.direction != Some(Direction::Upload)
        && transfer.transfer_mode == TransferMode::Stream
        && transfer.reasons.contains(&Incomplete::Reset)
        && connection.close == Close::Fin
        && closer.is_some_and(|end| connection.flow_of(end).reset.is_some())
        && closed_by_receiver(session, transfer, connection)
}

/// The client ends its upload by a reset: that throws away what the server had not read. The server
/// says so with 426, or takes it for the end of the file.
pub(super) fn reset_by_uploader(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    // who gives up what does not arrive ends nothing
    let unanswered = connection
        .closed_by_endpoint()
        .and_then(|end| connection.flow_of(end).unacknowledged.as_deref());
    transfer.direction == Some(Direction::Upload)
        && connection.close == Close::Reset
        && transfer.bytes > 0
        && unanswered.is_none_or(|last| last.sends < TRIES)
        && transfer
            .reply_code
            .is_some_and(|code| code == ReplyCode::TRANSFER_ABORTED || code.is_completion())
        && closer(session, connection) == Some(Role::Client)
        && !reset_from_elsewhere(connection)
        && session.is_heard()
}

/// The client resets its data connection before a byte has come over it.
pub(super) fn was_reset_empty(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    transfer.bytes == 0
        && transfer.lost_bytes == 0
        && !transfer.encrypted
        && connection.close == Close::Reset
        && closer(session, connection) == Some(Role::Client)
}

/// The reset is in a packet of another device on the way.
pub(super) fn reset_from_elsewhere(connection: &Connection) -> bool {
    let closer = connection.closed_by.map(|end| connection.endpoint(end));
    closer.is_some_and(|end| connection.flow_of(end).reset_from_elsewhere().is_some())
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

/// The first FIN or RST is the receiver's, and not because the sender's is missing: what still came
/// then was reset.
pub(super) fn closed_by_receiver(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    let by_client = connection
        .closed_by
        .is_some_and(|end| is_in_place_of_client(session, connection, end));
    let by_receiver = match transfer.direction {
        Some(Direction::Upload) => !by_client,
        Some(Direction::Download | Direction::Listing) => by_client,
        None => false,
    };
    let was_going_on = transfer.reasons.contains(&Incomplete::Reset);
    by_receiver
        && transfer.fxp_session.is_none()
        && (connection.lost_bytes == 0 || was_going_on)
        && session.is_heard()
}

/// The client, or a third host to which the server sends, or from which it takes, what is the
/// client's.
fn is_in_place_of_client(
    session: &IndexedSession,
    connection: &Connection,
    end: ConnectionEnd,
) -> bool {
    let Some(roles) = connection.roles_in(session.record.id) else {
        return false;
    };
    match roles.of(end) {
        Role::Client => true,
        Role::ThirdParty => roles.of(end.other()) == Role::Server,
        Role::Server | Role::OtherServer(_) => false,
    }
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
