//! `capture-incomplete`: what the capture itself does not show, so that nobody takes a silence of the records for a
//! silence of the hosts.

use crate::model::{Analysis, Close, Handshake, OfferOutcome, Transfer};

use super::all_sessions::AllSessions;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    let record = session.record;
    let first = record.first.frame;
    if !record.has_beginning() {
        report.add(vec![first], "found-capture-incomplete-start", Vec::new());
    }
    if let Some(side) = missing_side(session) {
        report.add(
            vec![first],
            "found-capture-incomplete-side",
            vec![("side", side.into())],
        );
    } else if record.control.lost_bytes > 0 {
        let args = vec![("bytes", record.control.lost_bytes.into())];
        report.add(vec![first], "found-capture-incomplete-dialogue", args);
    }
    data(session, report);
    if record.control.close == Close::Open
        && let Some(line) = session.waiting()
    {
        let mut frames = line.frames();
        frames.push(record.last.frame);
        report.add(
            frames,
            "found-capture-incomplete-end",
            vec![("line", line.quote())],
        );
    }
}

/// Data connections of which the capture has nothing, or not all.
fn data(session: &IndexedSession, report: &mut FindingSink) {
    let holes: Vec<_> = session
        .record
        .transfers
        .iter()
        .filter(|t| not_captured(t) > 0)
        .collect();
    if !holes.is_empty() {
        let bytes: u64 = holes.iter().map(|t| not_captured(t)).sum();
        let args = vec![("count", holes.len().into()), ("bytes", bytes.into())];
        report.add(
            holes.iter().map(|t| t.start.frame).collect(),
            "found-capture-incomplete-data",
            args,
        );
    }
    let frames: Vec<u64> = session
        .record
        .offers
        .iter()
        .filter(|o| o.outcome == OfferOutcome::NotCaptured)
        .map(|o| o.at.frame)
        .collect();
    if !frames.is_empty() {
        let args = vec![("count", frames.len().into())];
        report.add(frames, "found-capture-incomplete-connections", args);
    }
}

/// Bytes that the network did not lose.
fn not_captured(transfer: &Transfer) -> u64 {
    transfer
        .lost_bytes
        .saturating_sub(transfer.lost_on_path_bytes)
}

/// The side of which the capture has no byte, although the other one speaks to it: more than a greeting that a client
/// turned away from. A whole handshake shows that both sides are in the capture: one of them is only silent.
fn missing_side(session: &IndexedSession) -> Option<&'static str> {
    let record = session.record;
    if record.control.handshake == Handshake::Complete {
        return None;
    }
    let control = session.analysis.connection(record.connection)?;
    let [opener, listener] = control.sent;
    let (client, server) = if control.opener == record.client {
        (opener, listener)
    } else {
        (listener, opener)
    };
    match (client, server) {
        (1.., 0) => Some("server"),
        (0, 1..) if record.unasked.len() > 1 => Some("client"),
        _ => None,
    }
}

/// Frames that the snap length cut, of each file.
pub(super) fn look_across(analysis: &Analysis, _: &AllSessions, report: &mut FindingSink) {
    for file in &analysis.captures {
        let Some(first) = file.first_cut_frame else {
            continue;
        };
        let path = file.path.as_bytes().into();
        let args = vec![
            ("path", path),
            ("count", file.cut_frames.into()),
            ("frames", file.frames.into()),
        ];
        report.add(vec![first], "found-capture-incomplete-snaplen", args);
    }
}
