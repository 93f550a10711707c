//! `capture-incomplete`: what the capture itself does not show, so that nobody takes a silence of the records for a
//! silence of the hosts.

use crate::model::{Analysis, Close, Handshake, Offer, OfferOutcome};

use crate::analysis::findings::case::Case;
use crate::analysis::findings::overview::Overview;
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    let session = case.session;
    let first = session.first.frame;
    if session.control.handshake == Handshake::Missing {
        report.add(vec![first], "found-capture-incomplete-start", Vec::new());
    }
    if let Some(side) = missing_side(case) {
        report.add(
            vec![first],
            "found-capture-incomplete-side",
            vec![("side", side.into())],
        );
    } else if session.control.lost_bytes > 0 {
        let args = vec![("bytes", session.control.lost_bytes.into())];
        report.add(vec![first], "found-capture-incomplete-dialogue", args);
    }
    data(case, report);
    if session.control.close == Close::Open
        && let Some(line) = case.waiting()
    {
        let mut frames = line.frames();
        frames.push(session.last.frame);
        report.add(
            frames,
            "found-capture-incomplete-end",
            vec![("line", line.quote())],
        );
    }
}

/// Data connections of which the capture has nothing, or not all.
fn data(case: &Case, report: &mut Report) {
    let holes: Vec<_> = case
        .session
        .transfers
        .iter()
        .filter(|t| t.lost_bytes > 0)
        .collect();
    if !holes.is_empty() {
        let bytes: u64 = holes.iter().map(|t| t.lost_bytes).sum();
        let args = vec![("count", holes.len().into()), ("bytes", bytes.into())];
        report.add(
            holes.iter().map(|t| t.start.frame).collect(),
            "found-capture-incomplete-data",
            args,
        );
    }
    let unseen = |o: &&Offer| o.outcome == OfferOutcome::NotCaptured;
    let frames: Vec<u64> = case
        .session
        .offers
        .iter()
        .filter(unseen)
        .map(|o| o.at.frame)
        .collect();
    if !frames.is_empty() {
        let args = vec![("count", frames.len().into())];
        report.add(frames, "found-capture-incomplete-connections", args);
    }
}

/// The side of which the capture has no byte, although the other one speaks to it: more than a greeting that a client
/// turned away from. A whole handshake shows that both sides are in the capture: one of them is only silent.
fn missing_side(case: &Case) -> Option<&'static str> {
    let session = case.session;
    if session.control.handshake == Handshake::Complete {
        return None;
    }
    let control = case.analysis.connection(session.connection)?;
    let [opener, listener] = control.sent;
    let (client, server) = if control.opener == session.client {
        (opener, listener)
    } else {
        (listener, opener)
    };
    match (client, server) {
        (1.., 0) => Some("server"),
        (0, 1..) if session.unasked.len() > 1 => Some("client"),
        _ => None,
    }
}

/// Frames that the snap length cut, of each file.
pub(in crate::analysis::findings) fn look_across(
    analysis: &Analysis,
    _: &Overview,
    report: &mut Report,
) {
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
