//! `pasv-mismatch`: a 227 or 228 names another address than the server's: NAT, a third party, or none at all.

use crate::model::{Mode, OfferOutcome, Severity};

use crate::analysis::findings::case::Case;
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    let server = case.session.server.ip();
    for offer in case.offers(Mode::Passive) {
        let Some(announced) = offer.ip else { continue };
        let args = || {
            vec![
                ("announced", announced.to_string().into()),
                ("server", server.to_string().into()),
            ]
        };
        let frames = || case.offer_frames(offer);
        if announced.is_unspecified() {
            report.add_as(
                Severity::Info,
                frames(),
                "found-pasv-mismatch-unspecified",
                args(),
            );
            continue;
        }
        let Some(foreign) = case.foreign_address(offer) else {
            continue;
        };
        let reached = case
            .connection(offer)
            .filter(|_| offer.outcome != OfferOutcome::Rejected);
        match reached.map(|c| c.listener.ip().to_canonical()) {
            Some(listener) if listener == server.to_canonical() => {
                report.add_as(Severity::Info, frames(), "found-pasv-mismatch-nat", args());
            }
            Some(listener)
                if listener == foreign
                    && !case
                        .overview
                        .is_server_of(case.session.client.ip(), foreign) =>
            {
                report.add(frames(), "found-pasv-mismatch", args());
            }
            Some(_) => {}
            None if offer.outcome == OfferOutcome::NotCaptured => {}
            None => report.add_as(
                Severity::Info,
                frames(),
                "found-pasv-mismatch-unused",
                args(),
            ),
        }
    }
}
