//! `transfer-cut`: fewer bytes than SIZE, MLST or the 150 said, or an end by reset, by the
//! receiver, by ABOR or a 4yz/5yz after the 1yz; with how many bytes of how many.

mod again;
mod arrived;
mod cut;
mod evidence;
mod waited;

use crate::analysis::reservation::reserved_line;
use crate::model::{
    Arg, Close, Connection, Direction, Message, OfferOutcome, Outcome, ReplyCode, Role, Severity,
    TlsState, Transfer,
};

use super::advice;
use super::idle_timeout;
use super::indexed_session::IndexedSession;
use super::line::{CommandLine, seconds};
use super::prot_c;
use super::reason::{RefusalReason, reason_line, without_full_stop};
use super::report::FindingSink;
use super::transfer_refused;

use again::{REACH, is_appended_twice, is_sent_again, pieces_cover, renamed};
use arrived::{came_whole, is_refused_late};
use cut::{BrokenTransfer, Cut};
use evidence::{closer, receiver, was_reset_empty};
pub(super) use waited::is_stuck;
use waited::{client_left, was_going_on};

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
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

/// The command of a transfer that failed behind its 1yz, and whose data connection is not in the
/// capture.
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
    let reason = what_is_in_the_way(line);
    let cut = if is_refused_late(transfer) {
        Cut::Nothing
    } else {
        Cut::Closed
    };
    finding.advice = advice_for(transfer, cut, reason).map(advice::plain);
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

impl BrokenTransfer<'_> {
    /// `later`: the transfers of the session that follow it.
    fn tell(
        &self,
        session: &IndexedSession,
        line: &CommandLine,
        later: &[Transfer],
        report: &mut FindingSink,
    ) {
        let in_pieces = pieces_cover(session, self.transfer)
            && !matches!(self.cut, Cut::Short | Cut::Early | Cut::Announced);
        let twice = is_appended_twice(session, line, self.transfer, later);
        let again = is_sent_again(later, self.transfer)
            || session
                .all_sessions
                .is_completed_soon(session.record, self.transfer);
        let severity = if twice {
            Severity::Warning
        } else if self.is_harmless() || in_pieces || again {
            Severity::Info
        } else if matches!(
            self.cut,
            Cut::LeftOut | Cut::Truncated | Cut::SilentAtEnd | Cut::ControlAtEnd | Cut::Unsaid
        ) {
            // nothing broke: the server gives no more of a directory to anybody, and keeps no more
            // of a line; or all came, and nobody confirmed it; or it may stand there twice
            Severity::Warning
        } else {
            report.severity
        };
        let mut frames = line.frames();
        frames.insert(0, self.transfer.end.frame);
        frames.push(self.transfer.start.frame);
        let message = if self.is_without_tls() {
            "found-transfer-cut-tls"
        } else if twice {
            "found-transfer-cut-appended"
        } else {
            self.cut.message(self.connection)
        };
        let finding = report.add_as(severity, frames, message, self.args(session, line));
        let is_stopped = self.cut == Cut::Abort && came_whole(self.transfer);
        let id = match self.cut {
            _ if twice => Some("advice-appended-twice"),
            // the client takes what it stops from another connection
            _ if in_pieces && !is_stopped => Some("advice-pieces"),
            _ if again && self.transfer.direction == Some(Direction::Listing) => {
                Some("advice-listed-again")
            }
            _ if again && !is_stopped => Some("advice-sent-again"),
            _ => self.advice(session, line),
        };
        finding.advice = self.other_server(session).or_else(|| id.map(advice::plain));
        if let Some(renamed) = renamed(session, line).filter(|_| severity == Severity::Error) {
            finding.advice = Some(part_renamed(renamed));
            finding.frames.extend(renamed.frames());
        }
    }

    /// What to do where the other server of an exchange ended it: the reason is in the session with
    /// that one.
    fn other_server(&self, session: &IndexedSession) -> Option<Message> {
        if !matches!(self.cut, Cut::Failed | Cut::Reset | Cut::Closed | Cut::Shut) {
            return None;
        }
        let Some(Role::OtherServer(number)) = closer(session, self.connection) else {
            return None;
        };
        let sessions = &session.analysis.sessions;
        let place = sessions.binary_search_by_key(&number, |s| s.id).ok()?;
        let other = &sessions[place];
        let mut transfers = other.transfers.iter();
        let counterpart = transfers.find(|t| t.connection == self.transfer.connection)?;
        let reply = other.final_reply_of(counterpart)?;
        Some(Message {
            id: "advice-fxp-other",
            args: vec![
                ("session", number.to_string().into()),
                ("server", other.server.ip().to_string().into()),
                ("code", reply.code.to_string().into()),
                ("text", without_full_stop(reason_line(reply)).into()),
                ("frame", reply.at.frame.to_string().into()),
            ],
        })
    }

    /// TLS did not come about on its data connection: what went over it is a handshake, and no
    /// file.
    fn is_without_tls(&self) -> bool {
        let tls = self.connection.tls.as_deref();
        self.cut == Cut::Failed && tls.is_some_and(|tls| matches!(tls.state, TlsState::Failed(_)))
    }

    /// It is not a fault of anybody.
    fn is_harmless(&self) -> bool {
        match self.cut {
            Cut::Abort => came_whole(self.transfer),
            // that there is no such file is an answer like any other; or the file is at the server
            Cut::Nothing | Cut::NothingLeft => true,
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
            Some(Role::Server) => "server",
            Some(Role::OtherServer(_)) => "other-server",
            Some(Role::ThirdParty) => "third",
            None => "nobody",
        };
        let closer_end = self.connection.closed_by;
        let host = closer_end.map(|end| self.connection.endpoint(end).ip().to_string());
        let text = match self.cut {
            Cut::LeftOut | Cut::Truncated => {
                reserved_line(line.command, self.transfer).map(without_full_stop)
            }
            Cut::Unseen => line.last().map(reason_line).map(without_full_stop),
            _ => line.last().map(reason_line),
        };
        let text = text.unwrap_or_default();
        vec![
            ("line", line.quote()),
            ("bytes", sent_bytes(self.transfer).into()),
            ("expected", expected.into()),
            ("code", line.shown_code()),
            ("text", text.into()),
            ("by", closer.into()),
            ("host", host.unwrap_or_default().into()),
            ("to", receiver(self.transfer).into()),
            ("from", evidence::sender(self.transfer).into()),
            ("tries", u64::from(self.tries.unwrap_or_default()).into()),
            ("resetter", evidence::control_resetter(session).into()),
            ("endpoint", self.connection.listener.to_string().into()),
            ("seconds", seconds(self.waited.unwrap_or_default()).into()),
            ("offset", self.transfer.offset.into()),
        ]
    }

    fn advice(&self, session: &IndexedSession, line: &CommandLine) -> Option<&'static str> {
        let reason = what_is_in_the_way(line);
        match self.cut {
            _ if self.is_without_tls() => Some("advice-tls-first"),
            Cut::NotKept | Cut::Failed if prot_c::breaks_prot_p(session, self.connection) => {
                Some("advice-clear-although-private")
            }
            Cut::Failed if is_last_word(line) => Some("advice-hung-up"),
            Cut::Early => Some("advice-read-to-fin"),
            Cut::Silent => Some("advice-server-silent"),
            Cut::Hung if self.transfer.bytes == 0 => Some("advice-hung"),
            Cut::Stalled | Cut::Hung | Cut::EndLost => Some("advice-stalled"),
            Cut::Failed | Cut::Unseen if self.came_to_older(session) => {
                Some("advice-announcement-replaced")
            }
            Cut::Unseen => Some(transfer_refused::about_unseen(self.connection).1),
            Cut::Failed if was_reset_empty(session, self.transfer, self.connection) => {
                Some("advice-client-reset")
            }
            Cut::ConfirmedEarly => Some("advice-confirmed-early"),
            Cut::Failed | Cut::Reset | Cut::Closed if self.was_taken_away(session) => {
                Some("advice-third-party-took")
            }
            Cut::GaveUp | Cut::Left => Some("advice-gave-up"),
            Cut::ResetElsewhere => Some("advice-reset-elsewhere"),
            Cut::ResetAtEnd => Some("advice-reset-at-end"),
            Cut::StoodStill => Some("advice-data-idle"),
            Cut::LeftOpen => Some("advice-close-behind-tls"),
            Cut::Failed
                if idle_timeout::waited_for_data(session, line, self.connection).is_some() =>
            {
                Some("advice-data-idle")
            }
            Cut::Unconfirmed | Cut::SilentAtEnd | Cut::ControlAtEnd | Cut::Unsaid => {
                Some("advice-unconfirmed")
            }
            Cut::Late => Some("advice-connected-behind-failure"),
            Cut::NothingLeft => Some("advice-nothing-left"),
            Cut::Failed if self.was_sent_too_early(session, line) => Some("advice-sent-too-early"),
            Cut::LeftOut => Some("advice-left-out"),
            Cut::Truncated => Some("advice-truncated"),
            Cut::Failed | Cut::Reset | Cut::Closed if self.was_stopped(session, line) => {
                Some("advice-client-stopped")
            }
            Cut::Failed | Cut::Reset | Cut::Closed if client_left(session, line, self) => {
                Some("advice-client-left")
            }
            // ABOR says that the client wanted no more of it, unless nothing more came anyway
            Cut::Abort if self.is_part() && was_going_on(session, line, self.connection) => {
                Some("advice-client-stopped")
            }
            // the sender went on, and what it sent got lost
            Cut::Failed if reason.is_none() && self.failed_by_loss(line) => {
                Some("advice-lost-on-path")
            }
            _ => advice_for(self.transfer, self.cut, reason),
        }
    }
}

impl BrokenTransfer<'_> {
    /// The first bytes of a download.
    fn is_part(&self) -> bool {
        self.transfer.direction == Some(Direction::Download) && self.transfer.bytes > 0
    }

    /// A download that the client ended itself, and behind which it went on.
    fn was_stopped(&self, session: &IndexedSession, line: &CommandLine) -> bool {
        self.transfer.direction != Some(Direction::Upload)
            && self.transfer.bytes > 0
            && closer(session, self.connection) == Some(Role::Client)
            && line.index + 1 < session.lines.len()
    }

    /// The server had no connection, for the client's went to an announcement that it had replaced.
    fn came_to_older(&self, session: &IndexedSession) -> bool {
        let offer = session.offer_of(self.connection);
        self.transfer.reply_code == Some(ReplyCode::CANNOT_OPEN)
            && self.transfer.bytes == 0
            && offer.is_some_and(|offer| session.came_late(offer))
    }

    /// Bytes got lost on the way, and the server names no reason of its own.
    fn failed_by_loss(&self, line: &CommandLine) -> bool {
        let reply = line.last().map(|reply| reply.code);
        self.transfer.lost_on_path_bytes > 0
            && reply.is_none_or(|code| code == ReplyCode::TRANSFER_ABORTED)
    }

    /// Another host had taken the place of the client, and nothing went over its connection.
    fn was_taken_away(&self, session: &IndexedSession) -> bool {
        self.transfer.bytes == 0
            && self.transfer.lost_bytes == 0
            && closer(session, self.connection) == Some(Role::ThirdParty)
    }

    /// An upload that was over before the server had taken the connection, of which it says that
    /// there is none.
    fn was_sent_too_early(&self, session: &IndexedSession, line: &CommandLine) -> bool {
        self.transfer.direction == Some(Direction::Upload)
            && self.transfer.reply_code == Some(ReplyCode::CANNOT_OPEN)
            && self.transfer.bytes > 0
            && self.connection.close == Close::Fin
            && closer(session, self.connection) == Some(Role::Client)
            && !line.started()
    }
}

/// Payload bytes that went over the data connection, as far as anybody can tell: those that only
/// the recorder lost, or cut off, were sent as well.
fn sent_bytes(transfer: &Transfer) -> u64 {
    transfer.bytes.saturating_add(transfer.uncaptured_bytes())
}

/// So vsftpd begins its last words.
fn is_last_word(line: &CommandLine) -> bool {
    let reply = line.last().filter(|r| r.code == ReplyCode::UNRECOGNIZED);
    reply.is_some_and(|reply| reply.text.bytes().starts_with(b"OOPS"))
}

/// What the words of the last reply say that no other try changes.
fn what_is_in_the_way(line: &CommandLine) -> Option<RefusalReason> {
    let reply = line.last()?;
    let mut reasons = [RefusalReason::Malware, RefusalReason::NoRoom].into_iter();
    reasons.find(|reason| reason.is_in(reply))
}

/// What to do where it is not to fetch the rest: none of it may be there, or the server has no room
/// for it.
fn advice_for(
    transfer: &Transfer,
    cut: Cut,
    reason: Option<RefusalReason>,
) -> Option<&'static str> {
    let is_full = reason == Some(RefusalReason::NoRoom);
    match transfer.reply_code {
        _ if reason == Some(RefusalReason::Malware) => Some("advice-malware"),
        _ if cut == Cut::Shut => Some("advice-receiver-shut"),
        Some(ReplyCode::NO_STORAGE | ReplyCode::QUOTA_EXCEEDED) => Some("advice-storage"),
        _ if is_full && transfer.direction == Some(Direction::Upload) => Some("advice-storage"),
        _ if cut == Cut::NotKept => Some("advice-not-kept"),
        _ if cut == Cut::Nothing => Some("finding-transfer-refused-advice"),
        // under TLS the handshake came over it, and what is wrong with that is a finding of its own
        _ if transfer.bytes == 0 && !transfer.encrypted && cut == Cut::Failed => {
            Some("advice-no-byte")
        }
        // REST is for files, and what an upload left is at the server
        _ if transfer.direction == Some(Direction::Listing) => Some("advice-listing-cut"),
        _ if transfer.direction == Some(Direction::Upload) => Some("advice-upload-cut"),
        _ => None,
    }
}
