//! `nat-address`: the announced address is not that of the host that announces it. Either the peer used the right one
//! by itself, or nothing came of the offer because of it.

use std::net::IpAddr;

use crate::model::{ExpectedData, Mode, OfferOutcome, Severity};

use super::advice;
use super::indexed_session::IndexedSession;
use super::never_tried::endpoint;
use super::report::FindingSink;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    for offer in &session.record.offers {
        let Some(ip) = session.foreign_address(offer) else {
            continue;
        };
        let args = |other: IpAddr| {
            vec![
                ("by", IndexedSession::opener(offer).into()),
                ("announced", endpoint(session, offer).into()),
                ("address", other.to_string().into()),
            ]
        };
        match session.connection(offer) {
            Some(connection)
                if offer.outcome == OfferOutcome::Connected
                    && connection.listener.ip().to_canonical() != ip =>
            {
                let args = args(connection.listener.ip());
                report.add_as(
                    Severity::Info,
                    session.offer_frames(offer),
                    "found-nat-address-mended",
                    args,
                );
            }
            _ if came_to_nothing(session, offer)
                && session.record.announces_inner_address(offer)
                && !was_aimed_at(session, offer, ip) =>
            {
                let args = args(session.listener(offer));
                let finding = report.add(session.offer_frames(offer), "found-nat-address", args);
                let mode = offer.method.mode();
                let otherwise = advice::for_inner_address(mode);
                let advice = advice::for_setup(session, mode, otherwise);
                finding.advice = Some(advice);
            }
            _ => {}
        }
    }
}

fn came_to_nothing(session: &IndexedSession, offer: &ExpectedData) -> bool {
    use OfferOutcome::{NeverTried, Refused, Rejected, Replaced, Unanswered};
    match offer.outcome {
        Rejected | Refused | Unanswered => true,
        NeverTried | Replaced => session.users(offer).any(|l| !l.accepted()),
        _ => false,
    }
}

/// Somebody tried just that address: for PORT that is a bounce.
fn was_aimed_at(session: &IndexedSession, offer: &ExpectedData, ip: IpAddr) -> bool {
    let tried = session
        .connection(offer)
        .is_some_and(|c| c.listener.ip().to_canonical() == ip);
    tried && offer.method.mode() == Mode::Active
}
