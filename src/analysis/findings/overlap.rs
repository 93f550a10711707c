//! `overlap`: bytes were sent again that differ from what was sent first: two receivers may read
//! two texts (RFC 5722 and Ptacek and Newsham, 1998, for the attack). The first copy counts here.
//! Right behind an announcement it is the work of a device that rewrites those, more often than an
//! attack.

use std::net::SocketAddr;

use crate::ftp::Effect;
use crate::model::{At, Connection, Text};

use super::advice;
use super::indexed_session::IndexedSession;
use super::reason::reason_line;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let all = session
        .record
        .connections
        .iter()
        .filter_map(|&id| session.analysis.connection(id));
    for connection in all {
        for (from, to, copy) in differing_copies(connection) {
            let args = vec![
                ("source", from.to_string().into()),
                ("destination", to.to_string().into()),
            ];
            let frames = vec![copy.frame, connection.first.frame];
            let is_control = connection.id == session.record.connection;
            let announced = is_control.then(|| announced_before(session, from, copy.frame));
            let Some((line, at)) = announced.flatten() else {
                report.add(frames, "found-overlap", args);
                continue;
            };
            let args = [args, vec![("line", (&line).into())]].concat();
            let frames = [frames, vec![at]].concat();
            let finding = report.add(frames, "found-overlap-announcement", args);
            finding.advice = Some(advice::plain("advice-control-inspected"));
        }
    }
}

/// The announcement that was the last thing that side said before that frame, and its frame. A
/// device that rewrites it, and does not count what it made longer or shorter, leaves its end and
/// the beginning of the next line at one place.
fn announced_before(session: &IndexedSession, from: SocketAddr, frame: u64) -> Option<(Text, u64)> {
    if from == session.record.client {
        let before = session.lines.partition_point(|line| line.frame() < frame);
        let line = session.lines[..before].last()?;
        let is_announced = matches!(line.effect, Effect::Announce(_));
        return is_announced.then(|| (line.command.line.clone(), line.frame()));
    }
    let said = session.record.replies().filter(|r| r.at.frame < frame);
    let reply = said.max_by_key(|r| r.at.frame)?;
    let code = reply.code.to_string();
    let line = [code.as_bytes(), b" ", reason_line(reply)].concat();
    (reply.code.announces()).then(|| (line.into(), reply.at.frame))
}

/// Who sent bytes again that differ, to whom, and the first frame with such bytes; at most one in
/// each direction.
fn differing_copies(connection: &Connection) -> impl Iterator<Item = (SocketAddr, SocketAddr, At)> {
    let (opener, listener) = (connection.opener, connection.listener);
    let ends = [(opener, listener), (listener, opener)];
    let flows = connection.flows.iter().zip(ends);
    flows.filter_map(|(flow, (from, to))| Some((from, to, flow.differing_copy?)))
}
