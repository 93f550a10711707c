//! `capture-incomplete`: what the capture itself does not show, so that nobody takes a silence of
//! the records for a silence of the hosts.

use crate::model::{Analysis, Close, OfferOutcome, Role, Session};

use super::advice;
use super::all_sessions::AllSessions;
use super::control_lost;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let record = session.record;
    let first = record.first.frame;
    if !record.has_beginning() {
        report.add(vec![first], "found-capture-incomplete-start", Vec::new());
    }
    if let Some(side) = missing_side(record) {
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
        && control_lost::is_forgotten(session).is_none()
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
        .filter(|t| t.uncaptured_bytes() > 0)
        .collect();
    if !holes.is_empty() {
        let bytes: u64 = holes.iter().map(|t| t.uncaptured_bytes()).sum();
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
        if session.record.control.through_proxy {
            let finding = report.add(frames, "found-capture-incomplete-proxy", args);
            finding.advice = Some(advice::plain("advice-through-proxy"));
        } else {
            report.add(frames, "found-capture-incomplete-connections", args);
        }
    }
}

/// The side that was not recorded.
fn missing_side(record: &Session) -> Option<&'static str> {
    match record.control.missing? {
        Role::Client => Some("client"),
        Role::Server => Some("server"),
        Role::OtherServer(_) | Role::ThirdParty => None,
    }
}

/// Frames that the snap length cut, of each file, and the control connections of which it left
/// nothing that can be read.
pub(super) fn check_all(analysis: &Analysis, _: &AllSessions, report: &mut FindingSink) {
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
    for silent in analysis.silent.iter().filter(|silent| silent.is_cut) {
        let args = vec![
            ("client", silent.opener.ip().to_string().into()),
            ("server", silent.listener.to_string().into()),
            ("count", silent.connections.into()),
        ];
        let frames = silent.each.iter().map(|&(first, _)| first).collect();
        report.add(frames, "found-capture-incomplete-cut-control", args);
    }
}
