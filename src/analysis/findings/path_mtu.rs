//! `path-mtu`: only segments above a size are never acknowledged: a router on the way has a smaller
//! MTU, and the ICMP message that would say so is filtered (RFC 1191, RFC 2923 section 2.1: a black
//! hole of path MTU discovery). Where the capture holds that message, it does not reach the sender,
//! or the sender does not heed it.
//!
//! Evidence asked for: a segment was sent three times or more and never acknowledged, while the
//! receiver acknowledged smaller ones of the same connection, or had nothing of it but what is
//! smaller; and it is of a size that an MTU can be too small for.

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
    for transfer in &session.record.transfers {
        let Some((connection, flow, sent)) = black_hole(session, transfer) else {
            continue;
        };
        let mut frames = vec![sent.first.frame, sent.last.frame];
        frames.extend(
            session
                .line_of_transfer(transfer)
                .map(CommandLine::frames)
                .unwrap_or_default(),
        );
        let (source, destination) = if std::ptr::eq(flow, &raw const connection.flows[0]) {
            (connection.opener, connection.listener)
        } else {
            (connection.listener, connection.opener)
        };
        let args = vec![
            ("source", source.to_string().into()),
            ("destination", destination.to_string().into()),
            ("bytes", u64::from(sent.smallest).into()),
            ("times", u64::from(sent.sends).into()),
            ("largest", u64::from(flow.largest_acknowledged).into()),
        ];
        let Some(told) = connection.too_big.as_deref() else {
            report.add(frames, "found-path-mtu", args);
            continue;
        };
        let mut args = args;
        args.push(("router", told.by.to_string().into()));
        frames.push(told.at.frame);
        let finding = report.add(frames, "found-path-mtu-told", args);
        finding.advice = Some(advice::plain("advice-path-mtu-told"));
    }
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
fn black_hole<'a>(
    session: &IndexedSession<'a>,
    transfer: &Transfer,
) -> Option<(&'a Connection, &'a Flow, &'a Unacknowledged)> {
    let connection = session.analysis.connection(transfer.connection?)?;
    connection.flows.iter().find_map(|flow| {
        let sent = flow.unacknowledged.as_deref()?;
        let stuck = sent.sends >= SENDS && sent.smallest > flow.largest_acknowledged;
        (stuck && sent.smallest > SMALL).then_some((connection, flow, sent))
    })
}
