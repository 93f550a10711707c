//! `path-mtu`: only segments above a size are never acknowledged: a router on the way has a smaller
//! MTU, and the ICMP message that would say so is filtered (RFC 1191, RFC 2923 section 2.1: a black
//! hole of path MTU discovery). Where the capture holds that message, it does not reach the sender,
//! or the sender does not heed it.
//!
//! Evidence asked for: a segment was sent three times or more and never acknowledged, while the
//! receiver acknowledged smaller ones of the same connection, or had nothing of it but what is
//! smaller; and it is of a size that an MTU can be too small for. On the control connection, where
//! a long greeting or a certificate is as large, packets of the other side must come behind it: a
//! connection that is dead has another cause.

use crate::model::{BehindHole, Connection, Flow, Transfer, Unacknowledged};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

/// How often the segment must have been sent.
const SENDS: u32 = 3;
/// Payload that every path takes: the least MTU of IPv4 hosts is 576 (RFC 791), less the headers.
const SMALL: u32 = 536;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    if let Some(hole) = of_control(session) {
        tell(hole, Vec::new(), report);
    }
    for transfer in &session.record.transfers {
        if let Some(hole) = black_hole(session, transfer) {
            let line = session.line_of_transfer(transfer);
            tell(
                hole,
                line.map(CommandLine::frames).unwrap_or_default(),
                report,
            );
        }
    }
}

/// A side of a connection whose large segments did not arrive, and what it sent in vain.
type BlackHole<'a> = (&'a Connection, &'a Flow, &'a Unacknowledged);

fn tell((connection, flow, sent): BlackHole, line: Vec<u64>, report: &mut FindingSink) {
    let mut frames = vec![sent.first.frame, sent.last.frame];
    frames.extend(line);
    let (source, destination) = if std::ptr::eq(flow, &raw const connection.flows[0]) {
        (connection.opener, connection.listener)
    } else {
        (connection.listener, connection.opener)
    };
    let mut args = vec![
        ("source", source.to_string().into()),
        ("destination", destination.to_string().into()),
        ("bytes", u64::from(sent.smallest).into()),
        ("times", u64::from(sent.sends).into()),
        ("largest", u64::from(flow.largest_acknowledged).into()),
    ];
    let Some(told) = connection.too_big.as_deref() else {
        report.add(frames, "found-path-mtu", args);
        return;
    };
    args.push(("router", told.by.to_string().into()));
    frames.push(told.at.frame);
    let finding = report.add(frames, "found-path-mtu-told", args);
    finding.advice = Some(advice::plain("advice-path-mtu-told"));
}

/// The side of the control connection that sent a long greeting, or a certificate, in vain, while
/// packets of the other side still come: the way is there, and too narrow.
pub(super) fn of_control<'a>(session: &IndexedSession<'a>) -> Option<BlackHole<'a>> {
    let control = session.analysis.connection(session.record.connection)?;
    let hole = stuck(control)?;
    let (_, flow, sent) = hole;
    let [first, second] = &control.flows;
    let other = if std::ptr::eq(flow, first) {
        second
    } else {
        first
    };
    let behind = other
        .last_segment
        .filter(|last| last.frame > sent.first.frame);
    // where small packets of the same sender do not arrive either, all of that way is dead
    let is_answered = other.fins_in_vain <= 1
        && other
            .unacknowledged
            .as_deref()
            .is_none_or(|sent| sent.sends <= 1);
    (behind.is_some() && is_answered).then_some(hole)
}

/// True where a transfer's loss is told as a black hole.
pub(super) fn is_told(session: &IndexedSession, transfer: &Transfer) -> bool {
    black_hole(session, transfer).is_some()
}

/// True where of so many bytes that did not arrive the cause may be the size of their segments: what
/// came behind them, and all that was acknowledged before, was small. Seen at the receiver, nobody
/// knows how often they were sent.
pub(super) fn may_have_stopped(bytes: u64, behind: BehindHole, flow: &Flow) -> bool {
    bytes > u64::from(SMALL) && behind.largest <= SMALL && flow.largest_acknowledged <= SMALL
}

/// The side of a transfer's data connection whose large segments did not arrive.
fn black_hole<'a>(session: &IndexedSession<'a>, transfer: &Transfer) -> Option<BlackHole<'a>> {
    stuck(session.analysis.connection(transfer.connection?)?)
}

fn stuck(connection: &Connection) -> Option<BlackHole<'_>> {
    connection.flows.iter().find_map(|flow| {
        let sent = flow.unacknowledged.as_deref()?;
        let stuck = sent.sends >= SENDS && sent.smallest > flow.largest_acknowledged;
        (stuck && sent.smallest > SMALL).then_some((connection, flow, sent))
    })
}
