//! `transfer-cut`: fewer bytes than SIZE, MLST or the 150 said, or an end by reset, by the receiver, by ABOR or a 4yz/5yz
//! after the 1yz; with how many bytes of how many.

use crate::analysis::reservation::{Reservation, reservation, reserved_line};
use crate::ftp::Effect;
use crate::model::{
    Arg, Close, Connection, ConnectionEnd, Direction, Incomplete, Message, OfferOutcome, Outcome,
    ReplyCode, Role, Severity, TlsState, Transfer, TransferMode,
};

use super::advice;
use super::control_lost;
use super::indexed_session::IndexedSession;
use super::line::{CommandLine, seconds};
use super::path_mtu;
use super::reason::{RefusalReason, reason_line, without_full_stop};
use super::report::FindingSink;
use super::transfer_refused;

/// A window that is closed for so long is no pause of a busy receiver, in nanoseconds.
const LONG: i64 = 10_000_000_000;

/// What was sent so often in vain did not get lost by chance.
const TRIES: u32 = 4;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    // what was refused never began
    let transfers = session.record.transfers.iter().enumerate();
    for (place, transfer) in transfers.filter(|(_, t)| !t.is_refused()) {
        if let Some((line, connection)) = begun(session, transfer)
            && let Some(broken) = BrokenTransfer::of(session, transfer, connection)
        {
            let later = &session.record.transfers[place + 1..];
            broken.tell(session, line, later, report);
        } else if let Some(line) = failed_unseen(session, transfer) {
            let later = &session.record.transfers[place + 1..];
            tell_unseen(session, (transfer, line), later, report);
        }
    }
}

/// The command of a transfer that failed behind its 1yz, and whose data connection is not in the capture.
fn failed_unseen<'s, 'a>(
    session: &'s IndexedSession<'a>,
    transfer: &Transfer,
) -> Option<&'s CommandLine<'a>> {
    let line = session.line_of_transfer(transfer)?;
    let offer = session.offer_in_force(line)?;
    (transfer.outcome == Outcome::Failed
        && transfer.connection.is_none()
        && line.started()
        && offer.outcome == OfferOutcome::NotCaptured)
        .then_some(line)
}

fn tell_unseen(
    session: &IndexedSession,
    (transfer, line): (&Transfer, &CommandLine),
    later: &[Transfer],
    report: &mut FindingSink,
) {
    let is_made_good = later.iter().take(REACH).any(|again| {
        again.path == transfer.path
            && again.direction == transfer.direction
            && again.outcome == Outcome::Completed
    });
    let severity = if is_refused_late(transfer) || is_made_good {
        Severity::Info
    } else {
        report.severity
    };
    let text = line.last().map(reason_line).unwrap_or_default();
    let args = vec![
        ("line", line.quote()),
        ("code", line.shown_code()),
        ("text", without_full_stop(text).into()),
    ];
    let message = "found-transfer-cut-unseen";
    let finding = report.add_as(severity, line.frames(), message, args);
    let is_full = line.last().is_some_and(|r| RefusalReason::NoRoom.is_in(r));
    let cut = if is_refused_late(transfer) {
        Cut::Nothing
    } else {
        Cut::Closed
    };
    finding.advice = advice_for(transfer, cut, is_full).map(advice::plain);
    if let Some(renamed) = renamed(session, line).filter(|_| severity == Severity::Error) {
        finding.advice = Some(part_renamed(renamed));
    }
}

fn part_renamed(renamed: &CommandLine) -> Message {
    Message {
        id: "advice-part-renamed",
        args: vec![("line", renamed.quote())],
    }
}

/// The command and the data connection of a transfer that began.
fn begun<'s, 'a>(
    session: &'s IndexedSession<'a>,
    transfer: &Transfer,
) -> Option<(&'s CommandLine<'a>, &'a Connection)> {
    let line = session.line_of_transfer(transfer)?;
    // what was refused while its bytes were on the way did not
    if transfer_refused::is_refusal(line) {
        return None;
    }
    let connection = session.analysis.connection(transfer.connection?)?;
    // that it never came about is a finding of its own
    let never_came = session
        .offer_of(connection)
        .is_some_and(|o| matches!(o.outcome, OfferOutcome::Refused | OfferOutcome::Unanswered));
    (!never_came).then_some((line, connection))
}

/// A transfer that ended before its end.
struct BrokenTransfer<'a> {
    transfer: &'a Transfer,
    connection: &'a Connection,
    cut: Cut,
    /// How often what was sent last was sent in vain.
    tries: Option<u32>,
    /// For how long somebody had waited who gave up, in nanoseconds.
    waited: Option<i64>,
}

impl<'a> BrokenTransfer<'a> {
    fn of(
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
        let tries = unacknowledged(session, transfer, connection);
        if matches!(cut, Cut::Reset | Cut::Closed | Cut::Failed) && tries.is_some() {
            cut = Cut::Stalled;
        }
        let gave_up = gave_up(session, transfer, connection);
        if cut == Cut::Failed && gave_up.is_some() {
            cut = Cut::GaveUp;
        }
        let left = waited_in_vain(session, transfer, connection).filter(|_| cut == Cut::Left);
        Some(BrokenTransfer {
            transfer,
            connection,
            cut,
            tries,
            waited: shut.or(gave_up).or(left),
        })
    }

    /// `later`: the transfers of the session that follow it.
    fn tell(
        &self,
        session: &IndexedSession,
        line: &CommandLine,
        later: &[Transfer],
        report: &mut FindingSink,
    ) {
        let in_pieces =
            pieces_cover(session, self.transfer) && !matches!(self.cut, Cut::Short | Cut::Early);
        let again = is_sent_again(later, self.transfer)
            || session
                .all_sessions
                .is_completed_soon(session.record, self.transfer);
        let severity = if self.is_harmless() || in_pieces || again {
            Severity::Info
        } else if self.cut == Cut::LeftOut {
            // nothing broke: the server gives no more of a directory to anybody
            Severity::Warning
        } else {
            report.severity
        };
        let mut frames = line.frames();
        frames.insert(0, self.transfer.end.frame);
        frames.push(self.transfer.start.frame);
        let message = if self.is_without_tls() {
            "found-transfer-cut-tls"
        } else {
            self.cut.message(self.connection)
        };
        let finding = report.add_as(severity, frames, message, self.args(session, line));
        let is_stopped = self.cut == Cut::Abort && came_whole(self.transfer);
        let id = match self.cut {
            // the client takes what it stops from another connection
            _ if in_pieces && !is_stopped => Some("advice-pieces"),
            _ if again && self.transfer.direction == Some(Direction::Listing) => {
                Some("advice-listed-again")
            }
            _ if again && !is_stopped => Some("advice-sent-again"),
            _ => self.advice(session, line),
        };
        finding.advice = id.map(advice::plain);
        if let Some(renamed) = renamed(session, line).filter(|_| severity == Severity::Error) {
            finding.advice = Some(part_renamed(renamed));
            finding.frames.extend(renamed.frames());
        }
    }

    /// TLS did not come about on its data connection: what went over it is a handshake, and no file.
    fn is_without_tls(&self) -> bool {
        let tls = self.connection.tls.as_deref();
        self.cut == Cut::Failed && tls.is_some_and(|tls| matches!(tls.state, TlsState::Failed(_)))
    }

    /// It is no fault of anybody.
    fn is_harmless(&self) -> bool {
        match self.cut {
            Cut::Abort => came_whole(self.transfer),
            // that there is no such file is an answer like any other
            Cut::Nothing => true,
            // some clients end every upload so, when all of it has arrived
            Cut::ResetAtEnd => self.transfer.outcome == Outcome::Completed,
            _ => false,
        }
    }

    fn args(&self, session: &IndexedSession, line: &CommandLine) -> Vec<(&'static str, Arg)> {
        let expected = self
            .transfer
            .expected
            .map_or_else(|| "unknown".to_owned(), |(bytes, _)| bytes.to_string());
        let closer = match closer(session, self.connection) {
            Some(Role::Client) => "client",
            Some(Role::Server | Role::OtherServer(_)) => "server",
            Some(Role::ThirdParty) | None => "nobody",
        };
        let text = match self.cut {
            Cut::LeftOut => reserved_line(line.command).map(without_full_stop),
            _ => line.last().map(reason_line),
        };
        let text = text.unwrap_or_default();
        vec![
            ("line", line.quote()),
            ("bytes", self.transfer.bytes.into()),
            ("expected", expected.into()),
            ("code", line.shown_code()),
            ("text", text.into()),
            ("by", closer.into()),
            ("to", receiver(self.transfer).into()),
            ("tries", u64::from(self.tries.unwrap_or_default()).into()),
            ("endpoint", self.connection.listener.to_string().into()),
            ("seconds", seconds(self.waited.unwrap_or_default()).into()),
        ]
    }

    fn advice(&self, session: &IndexedSession, line: &CommandLine) -> Option<&'static str> {
        let is_full = line.last().is_some_and(|r| RefusalReason::NoRoom.is_in(r));
        match self.cut {
            _ if self.is_without_tls() => Some("advice-tls-first"),
            Cut::Early => Some("advice-read-to-fin"),
            Cut::Silent => Some("advice-server-silent"),
            Cut::Stalled => Some("advice-stalled"),
            Cut::Unseen => Some(transfer_refused::about_unseen(self.connection).1),
            Cut::Failed if was_reset_empty(session, self.transfer, self.connection) => {
                Some("advice-client-reset")
            }
            Cut::GaveUp | Cut::Left => Some("advice-gave-up"),
            Cut::ResetElsewhere => Some("advice-reset-elsewhere"),
            Cut::ResetAtEnd => Some("advice-reset-at-end"),
            Cut::LeftOut => Some("advice-left-out"),
            _ => advice_for(self.transfer, self.cut, is_full),
        }
    }
}

/// What to do where it is not to fetch the rest: none of it may be there, or the server has no room for it.
fn advice_for(transfer: &Transfer, cut: Cut, is_full: bool) -> Option<&'static str> {
    match transfer.reply_code {
        _ if cut == Cut::Shut => Some("advice-receiver-shut"),
        Some(ReplyCode::NO_STORAGE | ReplyCode::QUOTA_EXCEEDED) => Some("advice-storage"),
        _ if is_full && transfer.direction == Some(Direction::Upload) => Some("advice-storage"),
        _ if cut == Cut::NotKept => Some("advice-not-kept"),
        _ if cut == Cut::Nothing => Some("finding-transfer-refused-advice"),
        // under TLS the handshake came over it, and what is wrong with that is a finding of its own
        _ if transfer.bytes == 0 && !transfer.encrypted && cut == Cut::Failed => {
            Some("advice-no-byte")
        }
        _ => None,
    }
}

/// What ended a transfer before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Abort,
    /// A 4yz or 5yz.
    Failed,
    /// The same about the file, and not a byte of it came.
    Nothing,
    /// The same, and the client had closed before anything was begun.
    GaveUp,
    /// Not a byte came, until the client closed both connections; what the server says of it came later.
    Left,
    /// Somebody gave up, for what the sender sent did not arrive any more.
    Stalled,
    /// The server closed an upload that was still going on, and confirmed it.
    Unread,
    /// A 425, although the data connection was open.
    Unseen,
    /// The same to an upload that had come to its end: the server did not keep it.
    NotKept,
    /// Nothing: it is shorter than was said.
    Short,
    /// The same, and the receiver closed before the sender did.
    Early,
    Reset,
    /// The same in the name of one side, by somebody else.
    ResetElsewhere,
    /// A 426 or 2yz to an upload whose sender ended it by a reset, which is no end of a file.
    ResetAtEnd,
    /// A FIN of the receiver.
    Closed,
    /// A reset of the control connection.
    Control,
    /// The server's FIN on the control connection, and no reply before it.
    Silent,
    /// The receiver took no byte any more, until somebody gave up.
    Shut,
    /// A listing of which the server left a part out, as it says beside its 2yz.
    LeftOut,
}

impl Cut {
    fn message(self, connection: &Connection) -> &'static str {
        match self {
            Cut::Abort => "found-transfer-cut-abort",
            Cut::Failed => "found-transfer-cut-failed",
            Cut::Nothing => "found-transfer-cut-nothing",
            Cut::NotKept => "found-transfer-cut-not-kept",
            Cut::GaveUp => "found-transfer-cut-gave-up",
            Cut::Left => "found-transfer-cut-left",
            Cut::Stalled => "found-transfer-cut-stalled",
            Cut::Unread => "found-transfer-cut-unread",
            Cut::Unseen => transfer_refused::about_unseen(connection).0,
            Cut::Short => "found-transfer-cut-short",
            Cut::Early => "found-transfer-cut-early",
            Cut::Reset => "found-transfer-cut-reset",
            Cut::ResetElsewhere => "found-transfer-cut-reset-elsewhere",
            Cut::ResetAtEnd => "found-transfer-cut-reset-at-end",
            Cut::Closed => "found-transfer-cut-closed",
            Cut::Control => "found-transfer-cut-control",
            Cut::Silent => "found-transfer-cut-silent",
            Cut::Shut => "found-transfer-cut-shut",
            Cut::LeftOut => "found-transfer-cut-left-out",
        }
    }
}

fn cut(session: &IndexedSession, transfer: &Transfer, connection: &Connection) -> Option<Cut> {
    let whole = came_whole(transfer);
    let short = transfer.reasons.contains(&Incomplete::Short);
    let control = session.record.control.close;
    match transfer.outcome {
        Outcome::Completed
            if reservation(session.record, transfer) == Some(Reservation::LeftOut) =>
        {
            Some(Cut::LeftOut)
        }
        Outcome::Aborted => Some(Cut::Abort),
        Outcome::Failed if transfer.was_not_kept(connection) => Some(Cut::NotKept),
        Outcome::Failed if is_refused_late(transfer) => Some(Cut::Nothing),
        Outcome::Failed if is_unseen(session, transfer) => Some(Cut::Unseen),
        Outcome::Failed if reset_by_uploader(session, transfer, connection) => {
            Some(Cut::ResetAtEnd)
        }
        Outcome::Failed => Some(Cut::Failed),
        _ if transfer.is_sealed() || (connection.tls.is_some() && !transfer.decrypted) => None,
        // that the server has another number of bytes than was sent is told as size-mismatch
        Outcome::Completed if short && transfer.direction == Some(Direction::Upload) => None,
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
        Outcome::Unfinished if short_of_the_end(session, transfer, connection, short) => {
            Some(Cut::Closed)
        }
        Outcome::Unfinished if !whole && control == Close::Reset && session.is_whole() => {
            Some(Cut::Control)
        }
        Outcome::Unfinished if !whole && server_fell_silent(session, transfer) => Some(Cut::Silent),
        _ => None,
    }
}

/// An answer about the file, as a refusal is, and late: behind a 1yz and an empty data connection. To a listing, `ProFTPD`
/// says so with 450.
fn is_refused_late(transfer: &Transfer) -> bool {
    let is_answer = match transfer.reply_code {
        Some(ReplyCode::FILE_UNAVAILABLE) => true,
        Some(ReplyCode::FILE_BUSY) => transfer.direction == Some(Direction::Listing),
        _ => false,
    };
    is_answer && transfer.bytes == 0 && transfer.lost_bytes == 0 && !transfer.encrypted
}

/// How often the sender sent in vain what it sent last, where its receiver was there until then; not where the size of
/// segments is the cause, or all of the receiver's host is gone.
fn unacknowledged(
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

/// How long the client waited, in nanoseconds, until it closed a data connection on which the server had neither begun nor
/// said that it would.
fn gave_up(session: &IndexedSession, transfer: &Transfer, connection: &Connection) -> Option<i64> {
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
    (is_client && is_empty && ended.frame < begun.at.frame)
        .then(|| ended.time.since(line.command.at.time).max(0))
}

/// An upload that the server confirms, although it was the first to close and the client never came to its end.
fn is_unread(session: &IndexedSession, transfer: &Transfer, connection: &Connection) -> bool {
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
fn is_unseen(session: &IndexedSession, transfer: &Transfer) -> bool {
    let line = session.line_of_transfer(transfer);
    line.is_some_and(|line| transfer_refused::unseen(session, line).is_some())
}

/// Who sent the first FIN or RST; `None` where nobody did, or it is not known who that is.
fn closer(session: &IndexedSession, connection: &Connection) -> Option<Role> {
    let end = connection.closed_by?;
    Some(connection.roles_in(session.record.id)?.of(end))
}

fn receiver(transfer: &Transfer) -> &'static str {
    match transfer.direction {
        Some(Direction::Upload) => "server",
        _ => "client",
    }
}

/// For how long the receiver's window was closed when the connection ended, in nanoseconds, where that is long.
fn receiver_is_shut(
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

/// In MODE S the sender closes, for that is the end of the file (RFC 959 section 3.4.1). Here the receiver did, and no
/// reply says why. A client that knows the size may hang up when it has all.
fn short_of_the_end(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
    short: bool,
) -> bool {
    let wanted = transfer.direction == Some(Direction::Upload) || short;
    wanted
        && transfer.direction != Some(Direction::Listing)
        && transfer.transfer_mode == TransferMode::Stream
        && connection.close == Close::Fin
        && closed_by_receiver(session, transfer, connection)
}

/// A server that is killed leaves the rest to its system: a FIN on each connection, and no reply any more.
fn server_fell_silent(session: &IndexedSession, transfer: &Transfer) -> bool {
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
        && session.is_whole()
        && !session.is_hidden(transfer.end.frame)
        && !session.goes_on_after(transfer)
}

/// What it had not read is lost, and the server does not know: all that it wrote was on its way.
fn reset_by_receiver(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    connection.close == Close::Reset && closed_by_receiver(session, transfer, connection)
}

/// A client that waits so long before it closes has waited in vain, in nanoseconds.
const WAITED: i64 = 5_000_000_000;

/// How long the client waited for the first byte, in nanoseconds, until it closed the data connection.
fn waited_in_vain(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> Option<i64> {
    let line = session.line_of_transfer(transfer)?;
    let closer = connection.endpoint(connection.closed_by?);
    let ended = connection.flow_of(closer).end()?;
    Some(ended.time.since(line.command.at.time).max(0))
}

/// A download or listing of which nothing had come when the client left, long after it had asked for it.
fn was_given_up(session: &IndexedSession, transfer: &Transfer, connection: &Connection) -> bool {
    transfer.direction != Some(Direction::Upload)
        && transfer.bytes == 0
        && transfer.reasons.contains(&Incomplete::No2yz)
        && closed_by_receiver(session, transfer, connection)
        && waited_in_vain(session, transfer, connection).is_some_and(|waited| waited >= WAITED)
}

/// The receiver closed before the sender had come to its end, and reset what came behind that: nobody read it, and the
/// server does not know.
fn was_left_unread(session: &IndexedSession, transfer: &Transfer, connection: &Connection) -> bool {
    let closer = connection.closed_by.map(|end| connection.endpoint(end));
    transfer.direction != Some(Direction::Upload)
        && transfer.transfer_mode == TransferMode::Stream
        && transfer.reasons.contains(&Incomplete::Reset)
        && connection.close == Close::Fin
        && closer.is_some_and(|end| connection.flow_of(end).reset.is_some())
        && closed_by_receiver(session, transfer, connection)
}

/// The client ends its upload by a reset: that throws away what the server had not read. The server says so with 426, or
/// takes it for the end of the file.
fn reset_by_uploader(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    transfer.direction == Some(Direction::Upload)
        && connection.close == Close::Reset
        && transfer.bytes > 0
        && transfer
            .reply_code
            .is_some_and(|code| code == ReplyCode::TRANSFER_ABORTED || code.is_completion())
        && closer(session, connection) == Some(Role::Client)
        && !reset_from_elsewhere(connection)
        && session.is_whole()
}

/// The client resets its data connection before a byte has come over it.
fn was_reset_empty(session: &IndexedSession, transfer: &Transfer, connection: &Connection) -> bool {
    transfer.bytes == 0
        && transfer.lost_bytes == 0
        && !transfer.encrypted
        && connection.close == Close::Reset
        && closer(session, connection) == Some(Role::Client)
}

/// The reset is in a packet of another device on the way.
fn reset_from_elsewhere(connection: &Connection) -> bool {
    let closer = connection.closed_by.map(|end| connection.endpoint(end));
    closer.is_some_and(|end| connection.flow_of(end).reset_from_elsewhere().is_some())
}

/// True where the receiver of a transfer has its window closed until the end: whoever then gives up is not the cause.
pub(super) fn is_stuck(session: &IndexedSession, transfer: &Transfer) -> bool {
    let connection = transfer
        .connection
        .and_then(|id| session.analysis.connection(id));
    connection.is_some_and(|data| receiver_is_shut(session, transfer, data).is_some())
}

/// The first FIN or RST is the receiver's, and not because the sender's is missing.
fn closed_by_receiver(
    session: &IndexedSession,
    transfer: &Transfer,
    connection: &Connection,
) -> bool {
    let by_client = closer(session, connection) == Some(Role::Client);
    let by_receiver = match transfer.direction {
        Some(Direction::Upload) => !by_client,
        Some(Direction::Download | Direction::Listing) => by_client,
        None => false,
    };
    by_receiver
        && transfer.fxp_session.is_none()
        && connection.lost_bytes == 0
        && session.is_whole()
}

/// As many bytes as were said.
fn came_whole(transfer: &Transfer) -> bool {
    transfer
        .file_bytes()
        .zip(transfer.expected)
        .is_some_and(|(seen, (expected, _))| seen >= expected)
}

/// Transfers behind one that was cut among which it is looked for once more.
const REACH: usize = 64;

/// True where the client transferred the same file again, or appended what was missing, and the server confirmed that.
fn is_sent_again(later: &[Transfer], transfer: &Transfer) -> bool {
    transfer.path.is_some()
        && later.iter().take(REACH).any(|again| {
            again.path == transfer.path
                && again.direction == transfer.direction
                && again.is_complete()
                && again.offset <= transfer.offset.saturating_add(transfer.bytes)
        })
}

/// The RNTO that gave what came of an upload another name: that of the whole file, as clients do that store under another
/// one first.
fn renamed<'s, 'a>(
    session: &'s IndexedSession<'a>,
    line: &CommandLine,
) -> Option<&'s CommandLine<'a>> {
    let kind = line.transfer()?;
    let later = session.lines.get(line.index + 1..)?;
    let from = later.iter().take(REACH).position(|later| {
        later.effect == Effect::RenameFrom && later.argument() == line.argument()
    })?;
    let to = later.get(from + 1)?;
    (kind.direction() == Direction::Upload && to.effect == Effect::RenameTo && to.accepted())
        .then_some(to)
}

/// True where the client fetches the file in pieces and stops each where the next begins.
fn pieces_cover(session: &IndexedSession, transfer: &Transfer) -> bool {
    let Some(path) = &transfer.path else {
        return false;
    };
    // REST takes any number; behind the greatest nothing can begin
    let Some(from) = transfer.offset.checked_add(1) else {
        return false;
    };
    let to = transfer.offset.saturating_add(transfer.bytes);
    transfer.direction == Some(Direction::Download)
        && session
            .all_sessions
            .is_resumed(session.record.client.ip(), path.bytes(), from..=to)
}
