//! `control-lost`: the control connection stopped working without a word of either side: a NAT or
//! firewall on the way forgot it while it was idle (RFC 5382 section 5 asks them to remember it for
//! 2 hours and 4 minutes), or ended it in the name of one side.
//!
//! It shows in what was sent last and never acknowledged, although the other side's packets are in
//! the capture, and in a RST whose TTL none of the sender's other packets had. Three things show
//! that it was no idle time-out:
//! - nothing had been idle: the time that counts is the one before the first of the tries;
//! - a data connection, which was in use, got no acknowledgement any more either, or fell silent as
//!   well: the other host, or the way to it, is gone;
//! - the announcement of a data endpoint is what is swallowed, while packets of the other side
//!   still come: a firewall on the way reads what FTP says.

use crate::model::{Arg, At, Connection, Endpoint, Unacknowledged};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::{CommandLine, seconds};
use super::path_mtu;
use super::report::FindingSink;

/// How often something must have been sent in vain.
const TRIES: u32 = 3;
/// A pause after which devices on the way may have forgotten a connection, in nanoseconds: some do
/// so after a minute.
const IDLE: i64 = 60_000_000_000;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let Some(control) = session.analysis.connection(session.record.connection) else {
        return;
    };
    if let Some(frame) = is_forgotten(session) {
        forgotten(session, frame, report);
    }
    if path_mtu::of_control(session).is_some() {
        return;
    }
    for sender in [session.record.client, session.record.server] {
        if let Some(found) = is_lost(session, control, sender) {
            tell(session, (control, sender), found, report);
        }
    }
}

/// Where the client opens the same connection anew in the middle of something, although nobody had
/// closed it: a host that was started again knows nothing of what it had open (RFC 9293 section
/// 3.5.1).
pub(super) fn is_forgotten(session: &IndexedSession) -> Option<u64> {
    let frame = session.all_sessions.opened_anew(session.record)?;
    let is_busy = session.waiting().is_some() && session.record.control.lost_bytes == 0;
    is_busy.then_some(frame)
}

fn forgotten(session: &IndexedSession, frame: u64, report: &mut FindingSink) {
    let Some(line) = session.waiting() else {
        return;
    };
    let frames = vec![frame, line.frame()];
    let args = vec![("line", line.quote())];
    let finding = report.add(frames, "found-control-lost-forgotten", args);
    finding.advice = Some(advice::plain("advice-control-forgotten"));
}

/// What shows that a control connection was lost.
#[derive(Clone, Copy)]
enum LossSign<'a> {
    /// Sent again and again, and never acknowledged.
    Unacknowledged(&'a str, &'a Unacknowledged),
    /// Reset in the name of one side, by somebody else.
    Reset(&'a str, u64),
}

/// True where the control connection was lost: then a reset of it is not a finding of its own.
pub(super) fn is_told(session: &IndexedSession) -> bool {
    let control = session.analysis.connection(session.record.connection);
    control.is_some_and(|control| {
        [session.record.client, session.record.server]
            .into_iter()
            .any(|sender| is_lost(session, control, sender).is_some())
    })
}

fn is_lost<'a>(
    session: &IndexedSession,
    control: &'a Connection,
    sender: Endpoint,
) -> Option<LossSign<'a>> {
    let by = if sender == session.record.client {
        "client"
    } else {
        "server"
    };
    let flow = control.flow_of(sender);
    let in_vain = flow
        .unacknowledged
        .as_deref()
        .filter(|sent| sent.sends >= TRIES || flow.unanswered_keep_alives >= TRIES);
    if let Some(sent) = in_vain {
        return Some(LossSign::Unacknowledged(by, sent));
    }
    // at the beginning of a session a device that resets does not forget, it forbids
    let reset = flow.reset_from_elsewhere()?;
    (control.longest_idle() >= IDLE).then_some(LossSign::Reset(by, reset.at.frame))
}

/// The time from what was said last before a frame until it, in nanoseconds.
fn silence_before(session: &IndexedSession, control: &Connection, at: At) -> i64 {
    let commands = session.record.commands.iter().map(|command| command.at);
    let replies = session.record.replies().map(|reply| reply.at);
    let said = commands.chain(replies).filter(|said| said.frame < at.frame);
    let last = said.max_by_key(|said| said.frame).unwrap_or(control.first);
    at.time.since(last.time)
}

/// A data endpoint is announced in what was not acknowledged, and packets of its receiver come
/// behind it.
fn is_swallowed(
    session: &IndexedSession,
    control: &Connection,
    sender: Endpoint,
    sent: &Unacknowledged,
) -> bool {
    let receiver = control.endpoint(control.end(sender).other());
    let still_comes = control
        .flow_of(receiver)
        .last_segment
        .is_some_and(|last| last.frame > sent.first.frame);
    let mut offers = session.record.offers.iter();
    still_comes && offers.any(|offer| offer.at.frame == sent.first.frame)
}

/// A data connection fell silent as well: it ended behind the first of the tries, or never, and for
/// as long as they went on nothing came of a transfer that lacks something.
fn data_stalls(session: &IndexedSession, sent: &Unacknowledged) -> bool {
    let tried = sent.last.time.since(sent.first.time);
    session.data().any(|data| {
        let was_open = data.first.frame < sent.first.frame && data.last.frame > sent.first.frame;
        let mut transfers = session.record.transfers.iter();
        let is_cut = transfers
            .any(|transfer| transfer.connection == Some(data.id) && transfer.state().is_failure());
        was_open && is_cut && data.longest_idle() >= tried && !is_alive(session, data, sent)
    })
}

/// Packets of both hosts still came over a data connection when that had been sent for the last
/// time in vain.
fn is_alive(session: &IndexedSession, data: &Connection, sent: &Unacknowledged) -> bool {
    let (client, server) = (session.record.client.ip(), session.record.server.ip());
    let comes = |host| {
        let mut ends = [data.opener, data.listener].into_iter();
        let end = ends.find(|end| end.ip() == host);
        let last = end.and_then(|end| data.flow_of(end).last_segment);
        last.is_some_and(|last| last.frame > sent.last.frame)
    };
    comes(client) && comes(server)
}

/// The command or reply that was sent in vain, while a data connection of the same two hosts still
/// worked: the way is there, and this line is what a device on it does not let pass.
fn held_back(session: &IndexedSession, sent: &Unacknowledged) -> Option<Arg> {
    if !session.data().any(|data| is_alive(session, data, sent)) {
        return None;
    }
    let mut lines = session.lines.iter();
    let command = lines.find(|line| line.frame() == sent.first.frame);
    let mut replies = session.record.replies();
    let reply = replies.find(|reply| reply.at.frame == sent.first.frame);
    command
        .map(CommandLine::quote)
        .or_else(|| reply.map(|reply| reply.code.to_string().into()))
}

/// What the same host sent on a data connection was not acknowledged either.
fn data_is_lost(session: &IndexedSession, sender: Endpoint) -> bool {
    session.data().any(|data| {
        [data.opener, data.listener]
            .into_iter()
            .filter(|end| end.ip() == sender.ip())
            .filter_map(|end| data.flow_of(end).unacknowledged.as_deref())
            .any(|sent| sent.sends >= TRIES)
    })
}

fn tell(
    session: &IndexedSession,
    (control, sender): (&Connection, Endpoint),
    found: LossSign,
    report: &mut FindingSink,
) {
    let (by, sent) = match found {
        LossSign::Reset(by, frame) => {
            let args = vec![
                ("by", by.into()),
                ("idle", seconds(control.longest_idle()).into()),
            ];
            let frames = vec![frame, session.record.last.frame];
            report.add(frames, "found-control-lost-reset", args);
            return;
        }
        LossSign::Unacknowledged(by, sent) => (by, sent),
    };
    // where only keep-alives were in vain nothing was said
    let idle = match sent.first.frame {
        0 => control.longest_idle(),
        _ => silence_before(session, control, sent.first),
    };
    let held = held_back(session, sent);
    let (message, advice) = if data_is_lost(session, sender) {
        ("found-control-lost-host", Some("advice-control-cut"))
    } else if data_stalls(session, sent) {
        ("found-control-lost-stalled", Some("advice-control-cut"))
    } else if is_swallowed(session, control, sender, sent) {
        (
            "found-control-lost-swallowed",
            Some("advice-control-inspected"),
        )
    } else if idle < IDLE && held.is_some() {
        ("found-control-lost-held", Some("advice-control-inspected"))
    } else if idle < IDLE {
        ("found-control-lost-busy", Some("advice-control-cut"))
    } else {
        ("found-control-lost", None)
    };
    let frames = vec![sent.first.frame, sent.last.frame, session.record.last.frame];
    let args = vec![
        ("by", by.into()),
        ("idle", seconds(idle).into()),
        ("tries", u64::from(sent.sends).into()),
        ("line", held.unwrap_or_else(|| "".into())),
    ];
    let finding = report.add(frames, message, args);
    if let Some(advice) = advice {
        finding.advice = Some(advice::plain(advice));
    }
}
