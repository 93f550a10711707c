//! `overlap`: bytes were sent again that differ from what was sent first: two receivers may read
//! two texts (RFC 5722 and Ptacek and Newsham, 1998, for the attack). The first copy counts here.

use std::net::SocketAddr;

use crate::model::{At, Connection};

use super::indexed_session::IndexedSession;
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
            report.add(frames, "found-overlap", args);
        }
    }
}

/// Who sent bytes again that differ, to whom, and the first frame with such bytes; at most one in
/// each direction.
fn differing_copies(connection: &Connection) -> impl Iterator<Item = (SocketAddr, SocketAddr, At)> {
    let (opener, listener) = (connection.opener, connection.listener);
    let ends = [(opener, listener), (listener, opener)];
    let flows = connection.flows.iter().zip(ends);
    flows.filter_map(|(flow, (from, to))| Some((from, to, flow.differing_copy?)))
}
