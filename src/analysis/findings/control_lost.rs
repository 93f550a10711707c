//! `control-lost`: the control connection stopped working without a word of either side: a NAT or firewall on the way
//! forgot it while it was idle (RFC 5382 section 5 asks them to remember it for 2 hours and 4 minutes), or ended it in
//! the name of one side.
//!
//! It shows in what was sent last and never acknowledged, although the other side's packets are in the capture, and in a
//! RST whose TTL none of the sender's other packets had. Where a data connection, which was in use, got no
//! acknowledgement any more either, it was no idle time-out: the other host, or the way to it, is gone.

use crate::model::{Connection, Endpoint, Unacknowledged};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::seconds;
use super::report::FindingSink;

/// How often something must have been sent in vain.
const TRIES: u32 = 3;
/// A pause after which devices on the way may have forgotten a connection, in nanoseconds: some do so after a minute.
const IDLE: i64 = 60_000_000_000;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    let Some(control) = session.analysis.connection(session.record.connection) else {
        return;
    };
    for sender in [session.record.client, session.record.server] {
        if let Some(found) = is_lost(session, control, sender) {
            tell(session, (control, sender), found, report);
        }
    }
}

/// What shows that a control connection was lost.
#[derive(Clone, Copy)]
enum LossSign<'a> {
    /// Sent again and again, and never acknowledged.
    Unacknowledged(&'a str, &'a Unacknowledged),
    /// Reset in the name of one side, by somebody else.
    Reset(&'a str, u64),
}

/// True where the control connection was lost: then a reset of it is no finding of its own.
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
    let idle = control.longest_idle();
    let (message, mut frames, by, tries) = match found {
        LossSign::Unacknowledged(by, sent) => (
            "found-control-lost",
            vec![sent.first.frame, sent.last.frame],
            by,
            sent.sends,
        ),
        LossSign::Reset(by, frame) => ("found-control-lost-reset", vec![frame], by, 0),
    };
    frames.push(session.record.last.frame);
    let args = vec![
        ("by", by.into()),
        ("idle", seconds(idle).into()),
        ("tries", u64::from(tries).into()),
    ];
    let host_is_gone =
        matches!(found, LossSign::Unacknowledged(..)) && data_is_lost(session, sender);
    let message = if host_is_gone {
        "found-control-lost-host"
    } else {
        message
    };
    let finding = report.add(frames, message, args);
    if idle < IDLE || host_is_gone {
        finding.advice = Some(advice::plain("advice-control-cut"));
    }
}
