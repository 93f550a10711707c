//! `nat-active`: PORT names a private address, and the server connects to the client's own: NAT
//! without a helper.

use crate::model::{Mode, is_private};

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for offer in session.offers(Mode::Active) {
        let Some(ip) = session.foreign_address(offer).filter(|&ip| is_private(ip)) else {
            continue;
        };
        let Some(connection) = session.connection(offer) else {
            continue;
        };
        if connection.listener.ip() == session.record.client.ip() {
            let Some(line) = session.line_of(offer).map(CommandLine::quote) else {
                continue;
            };
            let args = vec![
                ("line", line),
                ("announced", ip.to_string().into()),
                ("client", session.record.client.ip().to_string().into()),
            ];
            report.add(session.offer_frames(offer), "found-nat-active", args);
        }
    }
}
