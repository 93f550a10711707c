//! `transfer-refused`: a 4yz or 5yz before any 1yz (RFC 959 section 5.4), so that nothing was
//! transferred; or behind one, where an earlier transfer had used what was announced. Where the
//! reply only repeats that there was no data connection, what prevented that is told instead.

use crate::analysis::reservation::{Reservation, reservation, reserved_line};
use crate::ftp::{Effect, TransferKind, whole_number};
use crate::model::{
    Close, Connection, ConnectionRole, Direction, ExpectedData, Handshake, Message, Mode, Outcome,
    Reply, ReplyCode, Severity, Transfer,
};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::no_connection;
use super::reason::{
    RefusalReason, is_unknown_command, knows_no_such_command, reason_line, without_full_stop,
};
use super::report::FindingSink;
use super::tls_failed;
use super::tls_required::asks_for_tls;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for line in session
        .lines
        .iter()
        .filter(|l| l.transfer().is_some() && l.refused())
        .filter(|l| !l.started() || is_over_used_announcement(session, l))
    {
        let Some(reply) = line.last().filter(|_| !asks_for_tls(line)) else {
            continue;
        };
        if no_connection::is_told_by(session, line)
            || is_told_as_cut(session, line)
            || is_told_as_tls_failure(session, line)
        {
            continue;
        }
        if let Some(connection) = connection_of_another(session, line, reply) {
            let told = ("found-transfer-refused-address", "advice-other-address");
            tell_with(session, line, (reply, connection), told, report);
            continue;
        }
        if let Some(connection) = closed_by_itself(session, line, reply) {
            let told = ("found-transfer-refused-closed", "advice-server-closed");
            tell_with(session, line, (reply, connection), told, report);
            continue;
        }
        if let Some(connection) = reset_by_client(session, line, reply) {
            let told = ("found-transfer-refused-reset", "advice-client-reset");
            tell_with(session, line, (reply, connection), told, report);
            continue;
        }
        if let Some(connection) = unseen(session, line) {
            let told = about_unseen(connection);
            tell_with(session, line, (reply, connection), told, report);
            continue;
        }
        let args = vec![
            ("line", line.quote()),
            ("code", reply.code.to_string().into()),
            ("text", reason_line(reply).into()),
        ];
        let severity = severity(session, line, reply, report.severity);
        let message = if line.started() {
            "found-transfer-refused-failed"
        } else {
            "found-transfer-refused"
        };
        let finding = report.add_as(severity, line.frames(), message, args);
        finding.advice = beyond_the_end(session, line)
            .or_else(|| announced_once(session, line, reply))
            .or_else(|| opened_long_before(session, line, reply))
            .or_else(|| behind_proxy(session, reply))
            .or_else(|| advice_for(session, line, reply));
    }
    in_words(session, report);
}

/// Listings that a 2yz confirms and its words refuse. They are as good to know as the 550 that
/// others answer.
fn in_words(session: &IndexedSession, report: &mut FindingSink) {
    for transfer in &session.record.transfers {
        let is_refused = reservation(session.record, transfer) == Some(Reservation::NotRead);
        let line = session.line_of_transfer(transfer).filter(|_| is_refused);
        let Some((line, text)) = line.and_then(|l| Some((l, reserved_line(l.command, transfer)?)))
        else {
            continue;
        };
        let args = vec![
            ("line", line.quote()),
            ("code", line.shown_code()),
            ("text", without_full_stop(text).into()),
        ];
        let message = "found-transfer-refused-in-words";
        let finding = report.add_as(Severity::Info, line.frames(), message, args);
        finding.advice = Some(advice::plain("advice-refused-in-words"));
    }
}

/// Servers that leave the 1yz out say at the end what became of the bytes: `transfer-cut` tells
/// that.
fn is_told_as_cut(session: &IndexedSession, line: &CommandLine) -> bool {
    let transfer = session.transfer_of(line);
    !is_refusal(line) && transfer.is_some_and(|t| !t.is_refused() && t.bytes > 0)
}

/// TLS did not come about on its data connection, and the reply says no more than that there is
/// none.
fn is_told_as_tls_failure(session: &IndexedSession, line: &CommandLine) -> bool {
    let transfer = session.transfer_of(line);
    let has_failed = transfer.is_some_and(|t| tls_failed::is_told_of(session, t));
    has_failed && no_connection::repeats(session, line)
}

/// Commands before a transfer among which the size of its file is looked for, and who made its
/// directory.
const REACH: usize = 64;

/// REST beyond the size that the server had named: what the client has is longer than the file.
pub(super) fn beyond_the_end(session: &IndexedSession, line: &CommandLine) -> Option<Message> {
    let offset = session.transfer_of(line)?.offset;
    let before = session.lines[..line.index].iter().rev().take(REACH);
    let size = before
        .filter(|l| l.effect == Effect::Size && l.accepted() && l.argument() == line.argument())
        .find_map(|l| whole_number(l.last()?.text.bytes().trim_ascii()))?;
    (offset > size).then(|| Message {
        id: "advice-rest-beyond",
        args: vec![("offset", offset.into()), ("size", size.into())],
    })
}

/// One announcement is good for one transfer in stream mode, for the end of the connection is the
/// end of the file (RFC 959 section 3.4.1); an earlier transfer has used it.
fn announced_once(session: &IndexedSession, line: &CommandLine, reply: &Reply) -> Option<Message> {
    (is_used_before(session, line) && reply.code == ReplyCode::CANNOT_OPEN)
        .then(|| advice::plain("advice-announce-each"))
}

/// The announcement in force brought the data connection of an earlier transfer.
fn is_used_before(session: &IndexedSession, line: &CommandLine) -> bool {
    let Some(offer) = session.offer_in_force(line) else {
        return false;
    };
    let mut users = session.users(offer);
    users.any(|user| user.index < line.index && user.accepted())
}

/// The server began, and failed for want of a data connection: what was announced an earlier
/// transfer had used, so that nobody connected again.
fn is_over_used_announcement(session: &IndexedSession, line: &CommandLine) -> bool {
    let transfer = session.transfer_of(line);
    session.record.control.lost_bytes == 0
        && transfer.is_some_and(|t| t.connection.is_none() && t.bytes == 0 && t.lost_bytes == 0)
        && is_used_before(session, line)
}

/// A 4yz or 5yz without a 1yz before it that is about the file or the user: what the client sent
/// already, nobody wanted.
pub(super) fn is_refusal(line: &CommandLine) -> bool {
    let breaks_off = line.code().is_some_and(|code| {
        code.breaks_off()
            || matches!(
                code,
                ReplyCode::LOCAL_ERROR | ReplyCode::NO_STORAGE | ReplyCode::QUOTA_EXCEEDED
            )
    });
    line.refused() && !line.started() && !breaks_off
}

fn severity(
    session: &IndexedSession,
    line: &CommandLine,
    reply: &Reply,
    usual: Severity,
) -> Severity {
    // "no such file" is an answer like any other to who asks for it; a server that cannot or will
    // not serve is none, nor is one that does not take what it is sent
    let is_answer = (reply.code == ReplyCode::FILE_UNAVAILABLE
        && !is_upload(line)
        && !takes_options_for_name(line, reply))
        // of a listing: there is nothing of that name
        || (is_listing(line) && reply.code == ReplyCode::FILE_BUSY);
    // of a listing: the server does not know its command, or its options
    let is_of_form = is_listing(line)
        && (matches!(reply.code.get(), 500..=504)
            || is_unknown_command(reply)
            || takes_options_for_name(line, reply));
    let is_younger =
        line.effect == Effect::Transfer(TransferKind::Mlsd) && !reply.code.breaks_off();
    let is_mended = (is_of_form || is_younger) && session.listed_after(line);
    let is_mended = is_mended || was_tried_again(session, line);
    if is_answer || is_mended {
        Severity::Info
    } else {
        usual
    }
}

/// Transfers behind one that was refused among which it is looked for once more.
const AGAIN: usize = 64;

/// The client asked for the same later, and got it: who is told that a file is busy tries again.
fn was_tried_again(session: &IndexedSession, line: &CommandLine) -> bool {
    let Some(refused) = session.transfer_of(line).filter(|t| t.path.is_some()) else {
        return false;
    };
    // ids are given in the order of transfers, from 1
    let later = session.record.transfers.get(refused.id as usize..);
    let mut later = later.unwrap_or_default().iter().take(AGAIN);
    later.any(|again| {
        again.path == refused.path && again.direction == refused.direction && again.is_complete()
    })
}

/// Options of ls are no part of LIST (RFC 959 section 4.1.3): such a server says of them that there
/// is no file of that name.
fn takes_options_for_name(line: &CommandLine, reply: &Reply) -> bool {
    let mut words = line.argument().split(u8::is_ascii_whitespace);
    let options = words.next().filter(|w| w.len() > 1 && w.starts_with(b"-"));
    let text = reply.text.bytes();
    let is_named = |options: &[u8]| {
        let mut places = memchr::memmem::find_iter(text, options);
        places.any(|at| {
            let (before, behind) = (&text[..at], &text[at + options.len()..]);
            let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
            // the end of another name is not meant: /old-a
            !is_letter(before.last()) && !is_letter(behind.first())
        })
    };
    is_listing(line) && options.is_some_and(is_named) && RefusalReason::NotThere.is_in(reply)
}

fn is_special_upload(line: &CommandLine) -> bool {
    let kind = line.transfer();
    kind.is_some_and(|kind| matches!(kind, TransferKind::Stou | TransferKind::Appe))
}

fn is_upload(line: &CommandLine) -> bool {
    let kind = line.transfer();
    kind.is_some_and(|kind| kind.direction() == Direction::Upload)
}

fn is_listing(line: &CommandLine) -> bool {
    let kind = line.transfer();
    kind.is_some_and(|kind| kind.direction() == Direction::Listing)
}

/// True where the server has a data connection for that transfer, and refuses it for the address
/// that it came from.
pub(super) fn is_for_other_address(session: &IndexedSession, line: &CommandLine) -> bool {
    let reply = line.last().filter(|_| line.refused() && !line.started());
    reply.is_some_and(|reply| connection_of_another(session, line, reply).is_some())
}

/// The announcement in force, where the client was to connect.
fn passive_offer<'a>(session: &IndexedSession<'a>, line: &CommandLine) -> Option<&'a ExpectedData> {
    let offer = session.offer_in_force(line)?;
    (offer.method.mode() == Mode::Passive).then_some(offer)
}

/// The data connection of a transfer that was answered 425 or with words about an address, where
/// another host than the client opened it.
fn connection_of_another<'a>(
    session: &IndexedSession<'a>,
    line: &CommandLine,
    reply: &Reply,
) -> Option<&'a Connection> {
    let offer = passive_offer(session, line)?;
    let is_about_it =
        reply.code == ReplyCode::CANNOT_OPEN || RefusalReason::OtherAddress.is_in(reply);
    let connection = session.connection(offer).filter(|_| is_about_it)?;
    let is_strange = connection.opener.ip() != session.record.client.ip();
    (is_strange
        && connection.role == ConnectionRole::Data
        && connection.handshake == Handshake::Complete
        && connection.first.frame < reply.at.frame)
        .then_some(connection)
}

/// Tells of a refusal that a data connection explains, by a message and an advice.
fn tell_with(
    session: &IndexedSession,
    line: &CommandLine,
    (reply, connection): (&Reply, &Connection),
    (message, advised): (&'static str, &'static str),
    report: &mut FindingSink,
) {
    let transfer = session.transfer_of(line);
    let severity = if transfer.is_some_and(|t| was_in_vain(session, t)) {
        Severity::Error
    } else {
        report.severity
    };
    let mut frames = line.frames();
    frames.push(connection.first.frame);
    let args = vec![
        ("line", line.quote()),
        ("code", reply.code.to_string().into()),
        ("text", without_full_stop(reason_line(reply)).into()),
        ("endpoint", connection.listener.to_string().into()),
        ("opener", connection.opener.ip().to_string().into()),
        ("expected", session.record.client.ip().to_string().into()),
    ];
    let finding = report.add_as(severity, frames, message, args);
    finding.advice = Some(advice::plain(advised));
}

/// A server that refuses a connection says so when it closes it, in nanoseconds.
const AT_ONCE: i64 = 1_000_000_000;

/// The connection to the passive port of a transfer, of which the server says that there is none.
fn passive_connection<'a>(
    session: &IndexedSession<'a>,
    line: &CommandLine,
    reply: &Reply,
) -> Option<&'a Connection> {
    let offer = passive_offer(session, line)?;
    session
        .connection(offer)
        .filter(|_| reply.code == ReplyCode::CANNOT_OPEN)
}

/// The client's data connection, which the server closed itself before a byte had come, and for
/// which it waited then.
fn closed_by_itself<'a>(
    session: &IndexedSession<'a>,
    line: &CommandLine,
    reply: &Reply,
) -> Option<&'a Connection> {
    let connection = passive_connection(session, line, reply)?;
    let closer = connection.endpoint(connection.closed_by?);
    let end = connection.flow_of(closer).end()?;
    let is_empty = connection.handshake == Handshake::Complete
        && connection.bytes == 0
        && connection.lost_bytes == 0
        && connection.tls.is_none();
    (is_empty
        && closer == connection.listener
        && end.frame > line.frame()
        && reply.at.time.since(end.time) >= AT_ONCE)
        .then_some(connection)
}

/// The client's data connection, which the client itself reset before a byte had come.
fn reset_by_client<'a>(
    session: &IndexedSession<'a>,
    line: &CommandLine,
    reply: &Reply,
) -> Option<&'a Connection> {
    let connection = passive_connection(session, line, reply)?;
    let flow = connection.flow_of(connection.opener);
    let reset = flow
        .reset
        .filter(|_| flow.reset_from_elsewhere().is_none())?;
    let was_answered = connection.handshake != Handshake::Missing;
    (was_answered
        && connection.opener.ip() == session.record.client.ip()
        && connection.closed_by_endpoint() == Some(connection.opener)
        && connection.bytes == 0
        && connection.lost_bytes == 0
        && reset.at.frame < reply.at.frame)
        .then_some(connection)
}

/// A server that waits so long, in nanoseconds, waits for a connection.
const WAITED: i64 = 5_000_000_000;

/// The client's data connection, open and without a byte, of which the server says after a while
/// that it is not there: a firewall or balancer completes handshakes in the server's stead, or the
/// port leads to another host.
pub(super) fn unseen<'a>(
    session: &IndexedSession<'a>,
    line: &CommandLine,
) -> Option<&'a Connection> {
    let reply = line
        .last()
        .filter(|reply| reply.code == ReplyCode::CANNOT_OPEN)?;
    let offer = passive_offer(session, line)?;
    let connection = session.connection(offer)?;
    let is_explained = [RefusalReason::OtherAddress, RefusalReason::OwnSocket]
        .iter()
        .any(|reason| reason.is_in(reply));
    let is_open = connection.handshake == Handshake::Complete
        && connection.opener.ip() == session.record.client.ip()
        && connection.first.frame < reply.at.frame
        && (connection.last.frame > reply.at.frame || connection.close == Close::Open)
        && connection.bytes == 0
        && connection.lost_bytes == 0;
    let has_waited = line.waited().is_some_and(|waited| waited >= WAITED);
    (is_open && has_waited && !is_explained).then_some(connection)
}

/// What to say, and to do, about such a connection: the server may never have got the ACK.
pub(super) fn about_unseen(connection: &Connection) -> (&'static str, &'static str) {
    if connection.is_half_open() {
        ("found-transfer-refused-half-open", "advice-half-open")
    } else {
        ("found-transfer-refused-unseen", "advice-unseen")
    }
}

/// What became of a data connection that goes through a proxy, the proxy knows.
fn behind_proxy(session: &IndexedSession, reply: &Reply) -> Option<Message> {
    let is_of_connection = reply.code == ReplyCode::CANNOT_OPEN;
    (is_of_connection && session.record.control.through_proxy)
        .then(|| advice::plain("advice-refused-by-proxy"))
}

/// A data connection that nothing is asked of for so long, in nanoseconds: servers give one up
/// after half a minute or more.
const UNUSED: i64 = 30_000_000_000;

/// The client opened its data connection and asked for nothing until the server had given it up.
fn opened_long_before(
    session: &IndexedSession,
    line: &CommandLine,
    reply: &Reply,
) -> Option<Message> {
    let offer = session.offer_in_force(line)?;
    let connection = session.connection(offer)?;
    let unused = line.command.at.time.since(connection.first.time);
    let is_open = connection.handshake == Handshake::Complete && connection.bytes == 0;
    (reply.code == ReplyCode::CANNOT_OPEN && is_open && unused >= UNUSED)
        .then(|| advice::plain("advice-asked-late"))
}

fn was_in_vain(session: &IndexedSession, transfer: &Transfer) -> bool {
    matches!(transfer.outcome, Outcome::Failed | Outcome::Unfinished)
        && !session.is_repeated(transfer)
}

/// A listing of RFC 3659 is younger than most servers of machines and mainframes; whoever knows the
/// command has other reasons to refuse it.
fn is_unknown_listing(line: &CommandLine, reply: &Reply) -> bool {
    line.effect == Effect::Transfer(TransferKind::Mlsd) && is_unknown_command(reply)
}

/// The client was not allowed to make the directory that is not there.
fn may_not_make(session: &IndexedSession, line: &CommandLine) -> bool {
    let mut before = session.lines[..line.index].iter().rev().take(REACH);
    before.any(|l| {
        let reply = l.last().filter(|_| l.effect == Effect::MakeDirectory);
        reply.is_some_and(|r| r.code.is_negative() && RefusalReason::NotAllowed.is_in(r))
    })
}

fn advice_for(session: &IndexedSession, line: &CommandLine, reply: &Reply) -> Option<Message> {
    let is_upload = is_upload(line);
    let says = |reason: RefusalReason| reason.is_said_of(line.argument(), reply);
    let id = match reply.code {
        _ if is_unknown_listing(line, reply) => "advice-use-list",
        // so vsftpd begins its last words
        ReplyCode::UNRECOGNIZED | ReplyCode::SERVICE_CLOSING
            if reply.text.bytes().starts_with(b"OOPS") =>
        {
            "advice-hung-up"
        }
        ReplyCode::CANNOT_OPEN if RefusalReason::OwnSocket.is_in(reply) => "advice-server-socket",
        ReplyCode::CANNOT_OPEN if RefusalReason::OtherAddress.is_in(reply) => {
            "advice-other-address"
        }
        ReplyCode::CANNOT_OPEN => "advice-no-data-connection",
        _ if takes_options_for_name(line, reply) => "advice-no-options",
        _ if is_special_upload(line) && knows_no_such_command(reply) => "advice-use-stor",
        _ if says(RefusalReason::Resume) => "advice-rest-refused",
        ReplyCode::NO_STORAGE | ReplyCode::QUOTA_EXCEEDED => "advice-storage",
        _ if is_upload && RefusalReason::NoRoom.is_in(reply) => "advice-storage",
        _ if RefusalReason::InUse.is_in(reply) => "advice-in-use",
        _ if is_upload && says(RefusalReason::BadName) && !says(RefusalReason::NotThere) => {
            "advice-bad-name"
        }
        _ if is_upload && says(RefusalReason::Taken) => "advice-name-is-taken",
        _ if is_upload && RefusalReason::NotAllowed.is_in(reply) => "advice-may-not-write",
        _ if is_upload && RefusalReason::NotThere.is_in(reply) => {
            if may_not_make(session, line) {
                "advice-may-not-write"
            } else {
                "advice-no-directory"
            }
        }
        _ => return None,
    };
    Some(advice::plain(id))
}
