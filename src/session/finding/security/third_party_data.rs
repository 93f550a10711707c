//! `third-party-data`: somebody else than the peer of the session opens the data connection (RFC 2577 section 8, "port
//! stealing").

use crate::record::{Connection, Handshake, Mode, Offer};

use super::super::case::Case;
use super::super::report::Report;

pub(in super::super) fn look(case: &Case, report: &mut Report) {
    for connection in case.data().filter(|c| c.handshake != Handshake::Missing) {
        let Some(offer) = announced(case, connection) else { continue };
        let expected = match offer.method.mode() {
            Mode::Active => case.session.server.ip(),
            Mode::Passive => case.session.client.ip(),
        };
        let opener = connection.opener.ip();
        let exchange =
            case.session.transfers.iter().any(|t| t.connection == Some(connection.id) && t.fxp_session.is_some());
        let server = case.overview.is_server_of(case.session.client.ip(), opener);
        if opener == expected || exchange || server {
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

/// The offer that a connection came to: its own, or the latest before it that named its port.
fn announced<'a>(case: &Case<'a>, connection: &Connection) -> Option<&'a Offer> {
    let offers = &case.session.offers;
    let own = offers.iter().find(|o| o.connection == Some(connection.id));
    let port = connection.listener.port();
    own.or_else(|| offers.iter().rfind(|o| o.port == port && o.at.frame <= connection.first.frame))
}
