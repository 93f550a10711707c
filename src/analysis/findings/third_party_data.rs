//! `third-party-data`: somebody else than the peer of the session opens the data connection, or
//! tries to (RFC 2577 section 8, "port stealing").

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::model::{ConnectionId, Handshake, Mode, SynAnswer};

use super::advice;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;
use super::transfer_refused;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
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
        let message = if connection.answer == SynAnswer::Opened {
            "found-third-party-data"
        } else {
            "found-third-party-data-tried"
        };
        let finding = report.add(frames, message, args);
        let mut users = session.users(offer);
        // where the server has refused it already, that is not advice
        let is_refused = connection.answer == SynAnswer::Reset
            || users.any(|line| transfer_refused::is_for_other_address(session, line));
        finding.advice = match offer.method.mode() {
            Mode::Active => Some(advice::plain("advice-third-party-active")),
            Mode::Passive => is_refused.then(|| advice::plain("advice-other-address")),
        };
    }
}
