//! What shows who ended a transfer, and what did not arrive: its replies and the flows of its data
//! connection.

use crate::analysis::findings::control_lost;
use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::path_mtu;
use crate::model::{
    Close, Connection, ConnectionEnd, Direction, Incomplete, ReplyCode, Role, Transfer,
    TransferMode,
};

/// What was sent so often in vain did not get lost by chance.
pub(super) const TRIES: u32 = 4;

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

/// What it had not read is lost, and the server does not know: all that it wrote was on its way.
pub(super) fn reset_by_receiver(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    connection.close == Close::Reset && closed_by_receiver(session, transfer, connection)
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
