//! An upload that the server confirmed before a byte of it had been sent: a fact of a transfer that
//! decides whether it is complete, and that findings and stories tell.
//!
//! The server took something else for its data: another connection to the port that it had
//! announced (the health check of a balancer, a scan), which ended without a byte. The client's own
//! is accepted by the system alone, and reset with all that came over it. Wherever between the two
//! hosts the capture was made, a reply that passes there before the bytes do was sent without them;
//! that frames are recorded in another order explains no RST.

use crate::model::{
    Connection, Direction, Incomplete, Numbers, Outcome, Role, Session, Time, Transfer,
};

/// The order of what was seen on a data connection, and on the control connection.
pub(crate) fn is_before_data(reply: Time, data: &Numbers, reset: Option<Time>) -> bool {
    let first = data.first_payload();
    first.is_some_and(|first| reply < first && reset.is_some_and(|reset| first <= reset))
}

/// True where that took the proof from a transfer. `connection`: its data connection.
pub(crate) fn confirmed_early(
    session: &Session,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    let server = [connection.opener, connection.listener]
        .into_iter()
        .find(|&end| connection.role_in(session.id, end) == Role::Server);
    let reset = server.and_then(|end| connection.flow_of(end).reset);
    transfer.outcome == Outcome::Completed
        && transfer.direction == Some(Direction::Upload)
        && transfer.reasons.contains(&Incomplete::No2yz)
        && session.final_reply_of(transfer).is_some_and(|reply| {
            is_before_data(
                reply.at.time,
                &connection.numbers,
                reset.map(|reset| reset.at.time),
            )
        })
}
