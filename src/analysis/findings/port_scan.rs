//! `port-scan`: five or more different targets of PORT in one session, none of which carried a
//! byte.

use std::collections::BTreeSet;

use crate::model::{ExpectedData, Mode};

use super::indexed_session::IndexedSession;
use super::report::FindingSink;

const TARGETS: usize = 5;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let aimed: Vec<&ExpectedData> = session
        .offers(Mode::Active)
        .filter(|o| session.connection(o).is_none_or(|c| c.bytes == 0))
        .filter(|offer| is_elsewhere(session, offer))
        .collect();
    let targets: BTreeSet<_> = aimed.iter().map(|o| (o.ip, o.port)).collect();
    if targets.len() >= TARGETS {
        let hosts: BTreeSet<_> = aimed.iter().map(|o| o.ip).collect();
        let frames = aimed.iter().map(|o| o.at.frame).collect();
        let args = vec![
            ("targets", targets.len().into()),
            ("hosts", hosts.len().into()),
        ];
        report.add(frames, "found-port-scan", args);
    }
}

fn is_elsewhere(session: &IndexedSession, offer: &ExpectedData) -> bool {
    let ip = session.foreign_address(offer);
    ip.is_some_and(|ip| {
        !session
            .all_sessions
            .is_server_of(session.record.client.ip(), ip)
            || ip == session.record.server.ip()
    })
}
