//! `network-loss`: bytes of a transfer were lost on the way: the receiver, whose acknowledgements
//! are in the capture, kept asking for them and never had them. A capture that lost packets itself
//! is `capture-incomplete`.

use crate::model::{BehindHole, Flow, Transfer};

use super::advice;
use super::indexed_session::IndexedSession;
use super::path_mtu;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for transfer in session
        .record
        .transfers
        .iter()
        .filter(|t| t.lost_on_path_bytes > 0)
    {
        let Some(line) = session.line_of_transfer(transfer) else {
            continue;
        };
        if path_mtu::is_told(session, transfer) {
            continue;
        }
        let behind = behind(session, transfer);
        let look = behind.map_or(transfer.start, |(behind, _)| behind.first);
        let mut frames = vec![look.frame];
        frames.extend(line.frames());
        frames.extend(behind.map(|(behind, _)| behind.asked.frame));
        frames.push(transfer.end.frame);
        let largest = behind.map_or(0, |(behind, _)| behind.largest);
        let args = vec![
            ("line", line.quote()),
            ("bytes", transfer.lost_on_path_bytes.into()),
            ("largest", u64::from(largest).into()),
        ];
        let is_large = behind.is_some_and(|(behind, flow)| {
            path_mtu::may_have_stopped(transfer.lost_on_path_bytes, behind, flow)
        });
        let message = match behind {
            _ if is_large => "found-network-loss-large",
            Some((BehindHole { asks: 1, .. }, _)) => "found-network-loss-once",
            _ => "found-network-loss",
        };
        let finding = report.add(frames, message, args);
        finding.advice = is_large.then(|| advice::plain("advice-loss-of-large"));
    }
}

/// What came of a transfer behind the bytes that did not, and which the receiver asked for, with
/// the side that sent it.
fn behind<'a>(session: &IndexedSession<'a>, transfer: &Transfer) -> Option<(BehindHole, &'a Flow)> {
    let connection = session.analysis.connection(transfer.connection?)?;
    connection.flows.iter().find_map(|flow| {
        let behind = flow.unacknowledged.as_deref()?.behind?;
        (behind.asks > 0).then_some((behind, flow))
    })
}
