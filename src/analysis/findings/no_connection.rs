//! Why a transfer got no data connection, where the capture shows the cause.
//!
//! A server that got no data connection answers the transfer 425, 426, 421 or with words of its
//! own. That reply repeats what the SYNs, or their absence, have shown before it; as a finding of
//! its own it would come with advice that does not fit. So the cause is told, with the reply among
//! its frames, and `transfer-refused` and `transfer-cut` leave such transfers alone.
//!
//! A reply repeats the cause where nothing else explains it: it came after a 1yz, or it is one of
//! the codes for a missing connection, or it took longer than any look at a file takes.

use crate::model::{At, Close, ExpectedData, OfferOutcome, Outcome, ReplyCode, Transfer};
use crate::tcp::SYN_RETRY;

use super::bounce;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::nat_address;

/// Nobody needs so long to find that a file is not there, in nanoseconds: the server was waiting
/// for a connection.
const WAITED: i64 = 5_000_000_000;

/// True where another finding tells why this transfer had no data connection: `syn-unanswered`,
/// `syn-refused`, `never-tried`, `setup-refused`, or where it was announced at another host,
/// `nat-address` or `bounce`.
pub(super) fn is_told_by(session: &IndexedSession, line: &CommandLine) -> bool {
    use OfferOutcome::{NeverTried, Refused, Replaced, Unanswered};

    let Some(offer) = session.offer_in_force(line) else {
        return session.setup_refused_before(line).is_some() && repeats(session, line);
    };
    let is_told = match offer.outcome {
        Refused | Unanswered => true,
        NeverTried | Replaced => {
            session.foreign_address(offer).is_none()
                || nat_address::is_at_fault(session, offer)
                || bounce::target(session, offer).is_some()
        }
        _ => false,
    };
    is_told && repeats(session, line)
}

/// True where the reply to a transfer, or its absence, says no more than that there was no data
/// connection. 500 is the end of a server that fails ("500 OOPS"); where the control channel goes
/// on, the server does not know the command.
pub(super) fn repeats(session: &IndexedSession, line: &CommandLine) -> bool {
    let Some(code) = line.code() else {
        return went_on(session, line);
    };
    match code {
        ReplyCode::UNRECOGNIZED if is_last_answered(session, line) => true,
        _ if code.is_preliminary() => {
            let transfer = session.transfer_of(line);
            transfer.is_none_or(|transfer| !transfer.may_still_connect)
        }
        _ if code.breaks_off() => true,
        _ => {
            code.is_negative()
                && (line.started() || line.waited().is_some_and(|waited| waited >= WAITED))
        }
    }
}

fn is_last_answered(session: &IndexedSession, line: &CommandLine) -> bool {
    session.lines[line.index + 1..]
        .iter()
        .all(|l| l.code().is_none())
}

/// Where the capture ends at the command, nobody has had the time.
fn went_on(session: &IndexedSession, line: &CommandLine) -> bool {
    line.index + 1 != session.lines.len() || !ends_at(session, line.command.at)
}

/// True where the capture ends so soon behind that, in an open session, that what should follow may
/// follow after it.
pub(super) fn ends_at(session: &IndexedSession, at: At) -> bool {
    session.record.control.close == Close::Open
        && session.all_sessions.end().since(at.time) < SYN_RETRY
}

/// True where something that was wanted did not come about for want of a connection to this
/// announcement: a transfer that the client did not repeat with success, or, where it was not asked
/// for any more, whatever it was that it wanted.
pub(super) fn was_in_vain(session: &IndexedSession, offer: &ExpectedData) -> bool {
    let mut users = session.users(offer).peekable();
    if users.peek().is_none() {
        return !session.completed_after(offer.at.frame);
    }
    users.any(|line| {
        let transfer = session.transfer_of(line);
        let is_over = repeats(session, line) || is_confirmed_without(session, line);
        transfer.is_some_and(|t| is_over && has_failed(session, t) && !session.is_repeated(t))
    })
}

/// A 2yz to a transfer whose data connection was tried and did not come about: nothing can have
/// come over it, whatever the server says.
pub(super) fn is_confirmed_without(session: &IndexedSession, line: &CommandLine) -> bool {
    let transfer = session
        .transfer_of(line)
        .filter(|t| t.outcome == Outcome::Completed && t.bytes == 0 && t.lost_bytes == 0);
    let connection = transfer.and_then(|t| session.analysis.connection(t.connection?));
    let confirmed = line.last().filter(|_| line.accepted());
    connection
        .zip(confirmed)
        .is_some_and(|(connection, reply)| {
            // who comes when all is said tries to fetch what may be empty; a RST behind that shows
            // that the server had closed its port already
            let refused = connection.flow_of(connection.listener).reset;
            connection.failed_for_certain()
                && connection.first.frame < reply.at.frame
                && refused.is_none_or(|reset| reset.at.frame < reply.at.frame)
        })
}

fn has_failed(session: &IndexedSession, transfer: &Transfer) -> bool {
    let line = session.line_of_transfer(transfer);
    matches!(transfer.outcome, Outcome::Failed | Outcome::Unfinished)
        || line.is_some_and(|line| is_confirmed_without(session, line))
}
