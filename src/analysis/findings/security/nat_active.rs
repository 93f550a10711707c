//! `nat-active`: PORT names a private address, and the server connects to the client's own: NAT without a helper.

use crate::model::Mode;

use crate::analysis::findings::case::{Case, Line, is_private};
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    for offer in case.offers(Mode::Active) {
        let Some(ip) = case.foreign_address(offer).filter(|&ip| is_private(ip)) else {
            continue;
        };
        let Some(connection) = case.connection(offer) else {
            continue;
        };
        if connection.listener.ip() == case.session.client.ip() {
            let Some(line) = case.line_of(offer).map(Line::quote) else {
                continue;
            };
            let args = vec![
                ("line", line),
                ("announced", ip.to_string().into()),
                ("client", case.session.client.ip().to_string().into()),
            ];
            report.add(case.offer_frames(offer), "found-nat-active", args);
        }
    }
}
