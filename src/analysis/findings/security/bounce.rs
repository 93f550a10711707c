//! `bounce`: PORT and its like name a third host (RFC 2577 section 2, CERT CA-1997-27).

use std::net::{IpAddr, SocketAddr};

use crate::model::{Mode, Offer, Severity};

use crate::analysis::findings::case::{Case, Line};
use crate::analysis::findings::diagnosis::nat_address::is_unreachable;
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    for offer in case.offers(Mode::Active) {
        let Some(target) = target(case, offer) else {
            continue;
        };
        let reached = case
            .connection(offer)
            .is_some_and(|c| c.listener.ip().to_canonical() == target);
        let (severity, message) = match (reached, offer.accepted) {
            (true, _) => (Severity::Error, "found-bounce-connected"),
            // an address of the other family may be the client's own
            (false, Some(true))
                if target.is_ipv4() != case.session.client.ip().to_canonical().is_ipv4() =>
            {
                (Severity::Warning, "found-bounce-accepted")
            }
            (false, Some(true)) => (Severity::Error, "found-bounce-accepted"),
            (false, _) => (Severity::Warning, "found-bounce-refused"),
        };
        let Some(line) = case.line_of(offer).map(Line::quote) else {
            continue;
        };
        let args = vec![
            ("line", line),
            ("client", case.session.client.ip().to_string().into()),
            (
                "target",
                SocketAddr::new(target, offer.port).to_string().into(),
            ),
        ];
        report.add_as(severity, case.offer_frames(offer), message, args);
    }
}

/// The third host, where there is one: not the client behind a NAT (RFC 1918 address seen from outside, the server
/// connects to the client all the same, or the capture shows the session on the inside too), and not the other server of
/// an FXP.
fn target(case: &Case, offer: &Offer) -> Option<IpAddr> {
    let ip = case.foreign_address(offer)?;
    let client = case.session.client.ip();
    let mended = case
        .connection(offer)
        .is_some_and(|c| c.listener.ip().to_canonical() != ip);
    let own = case.is_local()
        || mended
        || case.overview.are_one(client, ip)
        || case.overview.is_server_of(client, ip);
    let seen = case.connection(offer).is_some();
    (!own && (seen || !is_unreachable(case, offer, ip))).then_some(ip)
}
