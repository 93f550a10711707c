//! `fxp`: the client makes two servers exchange a file (RFC 959 section 5.2, "FXP"): it has a control session with
//! the host that it names.

use crate::model::Offer;

use crate::analysis::findings::case::{Case, Line};
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    if case.is_local() {
        return;
    }
    let (client, server) = (case.session.client.ip(), case.session.server.ip());
    let other = |o: &&Offer| {
        case.foreign_address(o)
            .filter(|&ip| ip != server && !case.overview.are_one(ip, server))
            .is_some_and(|ip| case.overview.is_server_of(client, ip))
    };
    for offer in case.session.offers.iter().filter(other) {
        let Some(line) = case.line_of(offer).map(Line::quote) else {
            continue;
        };
        let host = offer.ip.map(|ip| ip.to_string()).unwrap_or_default();
        report.add(
            case.offer_frames(offer),
            "found-fxp",
            vec![("line", line), ("host", host.into())],
        );
    }
    for transfer in &case.session.transfers {
        let named = transfer.offer.and_then(|id| case.offer(id));
        if let (Some(session), Some(line)) = (transfer.fxp_session, case.line_of_transfer(transfer))
            && !named.as_ref().is_some_and(other)
        {
            let args = vec![
                ("line", line.quote()),
                ("session", session.to_string().into()),
            ];
            report.add(line.frames(), "found-fxp-transfer", args);
        }
    }
}
