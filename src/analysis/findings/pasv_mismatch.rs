//! `pasv-mismatch`: a 227 or 228 names another address than the server's: NAT, a third party, or none at all.

use crate::model::{ExpectedData, Mode, OfferOutcome, Severity, is_private};

use super::advice;
use super::indexed_session::IndexedSession;
use super::nat_address::{is_at_fault, went_to_its_own};
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
        if offer.names_no_host() {
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
                let works = is_inside(session, offer) && carried_a_file(session, offer);
                let severity = if is_distributed || works {
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
                finding.advice = if is_distributed {
                    // PRET is for servers that choose another host for each transfer
                    Some(advice::plain("advice-distributed-server"))
                } else {
                    let is_best = works || session.epsv_failed();
                    is_best.then(|| advice::for_announced_that_works(session))
                };
            }
            Some(_) => {}
            None if offer.outcome == OfferOutcome::NotCaptured => {}
            None => {
                let tried = session.connection(offer);
                let is_aside = tried.is_some_and(|c| went_to_its_own(session, offer, c));
                let message = if is_aside {
                    "found-pasv-mismatch-tried"
                } else {
                    "found-pasv-mismatch-unused"
                };
                let frames = session.offer_frames(offer);
                let finding = report.add_as(Severity::Info, frames, message, args());
                if is_aside {
                    finding.advice = Some(advice::plain("advice-address-not-followed"));
                } else if is_at_fault(session, offer) {
                    finding.advice = Some(advice::for_announced_address(session, offer));
                }
            }
        }
    }
}

/// Both hosts and the announced address are in inner networks: one host with several addresses, most likely.
fn is_inside(session: &IndexedSession, offer: &ExpectedData) -> bool {
    let (client, server) = (session.record.client.ip(), session.record.server.ip());
    offer.ip.is_some_and(is_private) && is_private(client) && is_private(server)
}

/// What was asked for came over that connection, from its beginning to its end.
fn carried_a_file(session: &IndexedSession, offer: &ExpectedData) -> bool {
    let mut transfers = session
        .users(offer)
        .filter_map(|line| session.transfer_of(line));
    transfers.any(|transfer| transfer.is_complete() && transfer.connection == offer.connection)
}
