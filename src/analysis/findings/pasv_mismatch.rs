//! `pasv-mismatch`: a 227 or 228 names another address than the server's: NAT, a third party, or none at all.

use crate::model::{Mode, OfferOutcome, Severity};

use super::advice;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    let server = session.record.server.ip();
    let is_distributed = session.is_distributed();
    for offer in session.offers(Mode::Passive) {
        let Some(announced) = offer.ip else { continue };
        let args = || {
            vec![
                ("announced", announced.to_string().into()),
                ("server", server.to_string().into()),
            ]
        };
        if announced.is_unspecified() {
            report.add_as(
                Severity::Info,
                session.offer_frames(offer),
                "found-pasv-mismatch-unspecified",
                args(),
            );
            continue;
        }
        let Some(foreign) = session.foreign_address(offer) else {
            continue;
        };
        let reached = session
            .connection(offer)
            .filter(|_| offer.outcome == OfferOutcome::Connected);
        match reached.map(|c| c.listener.ip().to_canonical()) {
            Some(listener) if listener == server.to_canonical() => {
                report.add_as(
                    Severity::Info,
                    session.offer_frames(offer),
                    "found-pasv-mismatch-nat",
                    args(),
                );
            }
            Some(listener)
                if listener == foreign
                    && !session
                        .all_sessions
                        .is_server_of(session.record.client.ip(), foreign) =>
            {
                // PRET is for servers that choose another host for each transfer
                let severity = if is_distributed {
                    Severity::Info
                } else {
                    report.severity
                };
                let finding = report.add_as(
                    severity,
                    session.offer_frames(offer),
                    "found-pasv-mismatch",
                    args(),
                );
                finding.advice = is_distributed.then(|| advice::plain("advice-distributed-server"));
            }
            Some(_) => {}
            None if offer.outcome == OfferOutcome::NotCaptured => {}
            None => {
                report.add_as(
                    Severity::Info,
                    session.offer_frames(offer),
                    "found-pasv-mismatch-unused",
                    args(),
                );
            }
        }
    }
}
