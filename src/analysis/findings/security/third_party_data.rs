//! `third-party-data`: somebody else than the peer of the session opens the data connection (RFC 2577 section 8, "port
//! stealing").

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::model::{ConnectionId, Handshake, Mode};

use crate::analysis::findings::case::Case;
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    let exchanging = case
        .session
        .transfers
        .iter()
        .filter(|t| t.fxp_session.is_some());
    let exchanges: HashSet<ConnectionId, RandomState> =
        exchanging.filter_map(|t| t.connection).collect();
    for connection in case.data().filter(|c| c.handshake != Handshake::Missing) {
        let Some(offer) = case.offer_of(connection) else {
            continue;
        };
        let expected = match offer.method.mode() {
            Mode::Active => case.session.server.ip(),
            Mode::Passive => case.session.client.ip(),
        };
        let opener = connection.opener.ip();
        if opener == expected
            || exchanges.contains(&connection.id)
            || case.overview.is_server_of(case.session.client.ip(), opener)
        {
            continue;
        }
        let mut frames = vec![connection.first.frame];
        frames.extend(case.offer_frames(offer));
        let args = vec![
            ("opener", connection.opener.to_string().into()),
            ("listener", connection.listener.to_string().into()),
            ("expected", expected.to_string().into()),
            ("bytes", connection.bytes.into()),
        ];
        report.add(frames, "found-third-party-data", args);
    }
}
