//! `nat-address`: the announced address is not that of the host that announces it. Either the peer used the right one
//! by itself, or nothing came of the offer because of it.

use std::net::IpAddr;

use crate::model::{Mode, Offer, OfferOutcome, Severity};

use super::never_tried::endpoint;
use crate::analysis::findings::case::{Case, is_private};
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    for offer in &case.session.offers {
        let Some(ip) = case.foreign_address(offer) else {
            continue;
        };
        let args = |other: IpAddr| {
            vec![
                ("by", Case::opener(offer).into()),
                ("announced", endpoint(case, offer).into()),
                ("address", other.to_string().into()),
            ]
        };
        match case.connection(offer) {
            Some(connection)
                if offer.outcome == OfferOutcome::Connected
                    && connection.listener.ip().to_canonical() != ip =>
            {
                let args = args(connection.listener.ip());
                report.add_as(
                    Severity::Info,
                    case.offer_frames(offer),
                    "found-nat-address-mended",
                    args,
                );
            }
            _ if came_to_nothing(case, offer)
                && is_unreachable(case, offer, ip)
                && !was_aimed_at(case, offer, ip) =>
            {
                report.add(
                    case.offer_frames(offer),
                    "found-nat-address",
                    args(case.listener(offer)),
                );
            }
            _ => {}
        }
    }
}

fn came_to_nothing(case: &Case, offer: &Offer) -> bool {
    use OfferOutcome::{NeverTried, Refused, Rejected, Replaced, Unanswered};
    match offer.outcome {
        Rejected | Refused | Unanswered => true,
        NeverTried | Replaced => case.users(offer).any(|l| !l.accepted()),
        _ => false,
    }
}

/// An address of an inner network, announced by a host that is seen from outside. A client's is only that where the
/// server is outside too: else it may be a neighbour of the server, and PORT a bounce.
pub(in crate::analysis::findings) fn is_unreachable(
    case: &Case,
    offer: &Offer,
    ip: IpAddr,
) -> bool {
    let active = offer.method.mode() == Mode::Active;
    is_private(ip)
        && !is_private(case.listener(offer))
        && !(active && is_private(case.session.server.ip()))
}

/// Somebody tried just that address: for PORT that is a bounce.
fn was_aimed_at(case: &Case, offer: &Offer, ip: IpAddr) -> bool {
    let tried = case
        .connection(offer)
        .is_some_and(|c| c.listener.ip().to_canonical() == ip);
    tried && offer.method.mode() == Mode::Active
}
