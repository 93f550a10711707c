//! Whether a transfer ended before its end, and what ended it: the first row that fits in `cut`,
//! made more exact by what the TCP flows show.

use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::transfer_refused;
use crate::analysis::reservation::{Reservation, reservation};
use crate::analysis::unsaid::unsaid;
use crate::model::{Close, Connection, Direction, Incomplete, Outcome, TlsEnd, Transfer};

use super::arrived::{
    came_to_its_end, came_whole, had_nothing_left, is_kept_for_no_session, is_less_than_announced,
    is_refused_late, is_unread, is_unseen, is_whole_download, is_whole_upload, left_open,
    short_of_the_end,
};
use super::evidence::{
    closed_by_receiver, fins_in_vain, reset_by_receiver, reset_by_uploader, reset_from_elsewhere,
    unacknowledged, was_left_unread,
};
use super::waited::{
    gave_up, hung, receiver_is_shut, server_fell_silent, stood_still, waited_in_vain, was_given_up,
    was_late,
};

/// A transfer that ended before its end.
pub(super) struct BrokenTransfer<'a> {
    pub(super) transfer: &'a Transfer,
    pub(super) connection: &'a Connection,
    pub(super) cut: Cut,
    /// How often what was sent last was sent in vain.
    pub(super) tries: Option<u32>,
    /// For how long somebody had waited who gave up, in nanoseconds.
    pub(super) waited: Option<i64>,
}

impl<'a> BrokenTransfer<'a> {
    pub(super) fn of(
        session: &IndexedSession,
        transfer: &'a Transfer,
        connection: &'a Connection,
    ) -> Option<Self> {
        let mut cut = cut(session, transfer, connection)?;
        let shut = receiver_is_shut(session, transfer, connection);
        if shut.is_some() && matches!(cut, Cut::Failed | Cut::Reset | Cut::Closed) {
            cut = Cut::Shut;
        }
        if matches!(cut, Cut::Reset | Cut::Failed) && reset_from_elsewhere(connection) {
            cut = Cut::ResetElsewhere;
        }
        let mut tries = unacknowledged(session, transfer, connection);
        if matches!(cut, Cut::Reset | Cut::Closed | Cut::Failed) && tries.is_some() {
            cut = Cut::Stalled;
        }
        let fins = fins_in_vain(session, transfer, connection);
        if cut == Cut::Failed && fins.is_some() {
            cut = Cut::EndLost;
            tries = fins;
        }
        if cut == Cut::Failed && had_nothing_left(session, transfer, connection) {
            cut = Cut::NothingLeft;
        }
        let gave_up = gave_up(session, transfer, connection);
        if cut == Cut::Failed && gave_up.is_some() {
            cut = Cut::GaveUp;
        }
        let is_whole = is_whole_download(session, transfer, connection)
            || is_whole_upload(session, transfer, connection);
        if matches!(cut, Cut::Failed | Cut::NotKept) && is_whole {
            cut = Cut::Unconfirmed;
        }
        let idle = stood_still(session, transfer, connection).filter(|_| cut == Cut::Failed);
        if idle.is_some() {
            cut = if left_open(transfer, connection) {
                Cut::LeftOpen
            } else {
                Cut::StoodStill
            };
        }
        let unsaid = unsaid(session.record, transfer, connection).filter(|_| cut == Cut::Failed);
        if unsaid.is_some() {
            cut = Cut::Unsaid;
        }
        if cut == Cut::Failed && was_late(session, transfer, connection) {
            cut = Cut::Late;
        }
        let hung = hung(session, transfer, connection).filter(|_| cut == Cut::Hung);
        let left = waited_in_vain(session, transfer, connection).filter(|_| cut == Cut::Left);
        Some(BrokenTransfer {
            transfer,
            connection,
            cut,
            tries,
            waited: shut.or(gave_up).or(idle).or(unsaid).or(hung).or(left),
        })
    }
}

/// What ended a transfer before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// ABOR of the client.
    Abort,
    /// A 4yz or 5yz.
    Failed,
    /// A 4yz or 5yz to a download of which all came that the server had said, with its FIN.
    Unconfirmed,
    /// A 4yz or 5yz about the file, and not a byte of it came.
    Nothing,
    /// A 4yz or 5yz, and the client had closed before anything was begun.
    GaveUp,
    /// Not a byte came, until the client closed both connections; what the server says of it came
    /// later.
    Left,
    /// The client closed the data connection, for nothing came any more, and no reply says why.
    Hung,
    /// The server gave up, for nothing was sent any more.
    StoodStill,
    /// The server gave up, for the client had ended TLS and left its data connection open.
    LeftOpen,
    /// The sender came to its end, and in all the time until the server ended the session (421) it
    /// said nothing of it.
    Unsaid,
    /// A 4yz or 5yz, and only then the client opened its data connection.
    Late,
    /// Somebody gave up, for what the sender sent did not arrive any more.
    Stalled,
    /// The server closed an upload that was still going on, and confirmed it.
    Unread,
    /// The server confirmed an upload before a byte of it was sent, and reset its connection.
    ConfirmedEarly,
    /// A 425, although the data connection was open.
    Unseen,
    /// A 425 to an upload that had come to its end: the server did not keep it.
    NotKept,
    /// A 4yz or 5yz to an upload whose FIN never reached the server, although the client repeated
    /// it.
    EndLost,
    /// A 4yz or 5yz to an upload that the client resumed where the file at the server ends.
    NothingLeft,
    /// Nothing is seen to have ended it: it is shorter than was said.
    Short,
    /// It is shorter than was said, and the receiver closed before the sender did.
    Early,
    /// The server closed it before as much had come as it had announced, and its replies after that
    /// are not all in the capture.
    Announced,
    /// A RST on the data connection.
    Reset,
    /// A RST in the name of one side, by somebody else.
    ResetElsewhere,
    /// A 426 or 2yz to an upload whose sender ended it by a reset, which is not an end of a file.
    ResetAtEnd,
    /// A FIN of the receiver.
    Closed,
    /// A reset of the control connection.
    Control,
    /// A reset of the control connection, when all had come up to the sender's FIN.
    ControlAtEnd,
    /// The server's FIN on the control connection, and no reply before it.
    Silent,
    /// The server's FIN on the control connection, likewise, when all had come that it had said.
    SilentAtEnd,
    /// The receiver took no byte any more, until somebody gave up.
    Shut,
    /// A listing of which the server left a part out, as it says beside its 2yz.
    LeftOut,
    /// An upload of which the server did not keep all, as it says beside its 2yz.
    Truncated,
}

impl Cut {
    pub(super) fn message(self, connection: &Connection) -> &'static str {
        match self {
            Cut::Abort => "found-transfer-cut-abort",
            Cut::Failed => "found-transfer-cut-failed",
            Cut::Unconfirmed => "found-transfer-cut-unconfirmed",
            Cut::Nothing => "found-transfer-cut-nothing",
            Cut::NotKept => "found-transfer-cut-not-kept",
            Cut::GaveUp => "found-transfer-cut-gave-up",
            Cut::Left => "found-transfer-cut-left",
            Cut::Stalled => "found-transfer-cut-stalled",
            Cut::Hung => "found-transfer-cut-hung",
            Cut::StoodStill => "found-transfer-cut-stood-still",
            Cut::LeftOpen => "found-transfer-cut-left-open",
            Cut::Unsaid => "found-transfer-cut-unsaid",
            Cut::Late => "found-transfer-cut-late",
            Cut::ConfirmedEarly => "found-transfer-cut-confirmed-early",
            Cut::Unread => "found-transfer-cut-unread",
            Cut::Unseen => transfer_refused::about_unseen(connection).0,
            Cut::Short => "found-transfer-cut-short",
            Cut::Early => "found-transfer-cut-early",
            Cut::Announced => "found-transfer-cut-announced",
            Cut::Reset => "found-transfer-cut-reset",
            Cut::ResetElsewhere => "found-transfer-cut-reset-elsewhere",
            Cut::ResetAtEnd => "found-transfer-cut-reset-at-end",
            Cut::Closed => "found-transfer-cut-closed",
            Cut::Control => "found-transfer-cut-control",
            Cut::ControlAtEnd => "found-transfer-cut-control-at-end",
            Cut::Silent => "found-transfer-cut-silent",
            Cut::SilentAtEnd => "found-transfer-cut-silent-at-end",
            Cut::EndLost => "found-transfer-cut-end-lost",
            Cut::NothingLeft => "found-transfer-cut-nothing-left",
            Cut::Shut => "found-transfer-cut-shut",
            Cut::LeftOut => "found-transfer-cut-left-out",
            Cut::Truncated => "found-transfer-cut-truncated",
        }
    }
}

fn cut(session: &IndexedSession, transfer: &Transfer, connection: &Connection) -> Option<Cut> {
    let whole = came_whole(transfer);
    let short = transfer.reasons.contains(&Incomplete::Short);
    let control = session.record.control.close;
    let reserved = reservation(session.record, transfer);
    match transfer.outcome {
        Outcome::Completed if reserved == Some(Reservation::LeftOut) => Some(Cut::LeftOut),
        Outcome::Completed if reserved == Some(Reservation::Truncated) => Some(Cut::Truncated),
        Outcome::Aborted => Some(Cut::Abort),
        Outcome::Failed if transfer.was_not_kept(connection) => Some(Cut::NotKept),
        Outcome::Failed if is_kept_for_no_session(session, transfer, connection) => {
            Some(Cut::NotKept)
        }
        Outcome::Failed if is_refused_late(transfer) => Some(Cut::Nothing),
        Outcome::Failed if is_unseen(session, transfer) => Some(Cut::Unseen),
        Outcome::Failed if reset_by_uploader(session, transfer, connection) => {
            Some(Cut::ResetAtEnd)
        }
        Outcome::Failed => Some(Cut::Failed),
        _ if transfer.is_sealed() || (connection.tls.is_some() && !transfer.decrypted) => None,
        // whatever followed the end that close_notify proves
        Outcome::Completed
            if transfer.tls_end == Some(TlsEnd::CloseNotify) && transfer.is_complete() =>
        {
            None
        }
        // that the server has another number of bytes than was sent is told as size-mismatch
        Outcome::Completed if short && transfer.direction == Some(Direction::Upload) => None,
        Outcome::Completed if transfer.confirmed_early => Some(Cut::ConfirmedEarly),
        Outcome::Completed if is_unread(session, transfer, connection) => Some(Cut::Unread),
        Outcome::Completed if !whole && reset_by_uploader(session, transfer, connection) => {
            Some(Cut::ResetAtEnd)
        }
        Outcome::Completed
            if short
                && connection.close == Close::Fin
                && closed_by_receiver(session, transfer, connection) =>
        {
            Some(Cut::Early)
        }
        Outcome::Completed if short && reset_by_receiver(session, transfer, connection) => {
            Some(Cut::Reset)
        }
        Outcome::Completed if short && connection.close != Close::Open => Some(Cut::Short),
        Outcome::Completed if !whole && was_given_up(session, transfer, connection) => {
            Some(Cut::Left)
        }
        Outcome::Completed if !whole && was_left_unread(session, transfer, connection) => {
            Some(Cut::Early)
        }
        Outcome::Completed if !whole && reset_by_receiver(session, transfer, connection) => {
            Some(Cut::Reset)
        }
        Outcome::Unfinished if connection.close == Close::Reset => Some(Cut::Reset),
        Outcome::Unfinished if !whole && short_of_the_end(session, transfer, connection, short) => {
            Some(Cut::Closed)
        }
        Outcome::Unfinished if !whole && hung(session, transfer, connection).is_some() => {
            Some(Cut::Hung)
        }
        Outcome::Unfinished
            if control == Close::Reset && came_to_its_end(session, transfer, connection) =>
        {
            Some(Cut::ControlAtEnd)
        }
        Outcome::Unfinished if !whole && control == Close::Reset && session.is_heard() => {
            Some(Cut::Control)
        }
        Outcome::Unfinished if server_fell_silent(session, transfer) => {
            Some(if whole { Cut::SilentAtEnd } else { Cut::Silent })
        }
        Outcome::Unfinished if is_less_than_announced(session, transfer, connection) => {
            Some(Cut::Announced)
        }
        _ => None,
    }
}
