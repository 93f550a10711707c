//! `third-party-data`: somebody else than the peer of the session opens the data connection (RFC 2577 section 8, "port
//! stealing").

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::model::{ConnectionId, Handshake, Mode};

use super::advice;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;
use super::transfer_refused;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    let exchanging = session
        .record
        .transfers
        .iter()
        .filter(|t| t.fxp_session.is_some());
    let exchanges: HashSet<ConnectionId, RandomState> =
        exchanging.filter_map(|t| t.connection).collect();
    for connection in session.data().filter(|c| c.handshake != Handshake::Missing) {
        let Some(offer) = session.offer_of(connection) else {
            continue;
        };
        let expected = match offer.method.mode() {
            Mode::Active => session.record.server.ip(),
            Mode::Passive => session.record.client.ip(),
        };
        let opener = connection.opener.ip();
        if opener == expected
            || exchanges.contains(&connection.id)
            || session
                .all_sessions
                .is_server_of(session.record.client.ip(), opener)
        {
            continue;
        }
        let mut frames = vec![connection.first.frame];
        frames.extend(session.offer_frames(offer));
        let args = vec![
            ("opener", connection.opener.to_string().into()),
            ("listener", connection.listener.to_string().into()),
            ("expected", expected.to_string().into()),
            ("bytes", connection.bytes.into()),
        ];
        let finding = report.add(frames, "found-third-party-data", args);
        let mut users = session.users(offer);
        finding.advice = match offer.method.mode() {
            Mode::Active => Some(advice::plain("advice-third-party-active")),
            // the server has done already what would be the advice
            Mode::Passive => users
                .any(|line| transfer_refused::is_for_other_address(session, line))
                .then(|| advice::plain("advice-other-address")),
        };
    }
}
