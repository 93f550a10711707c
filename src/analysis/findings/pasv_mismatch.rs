//! `pasv-mismatch`: a 227 or 228 names another address than the server's: NAT, a third party, or
//! none at all.

use std::net::IpAddr;

use crate::model::{Arg, ExpectedData, Finding, Mode, OfferOutcome, Severity, is_private};

use super::advice;
use super::indexed_session::IndexedSession;
use super::nat_address::{announced_in_vain, is_at_fault, went_to_its_own};
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let is_distributed = session.is_distributed();
    let in_vain = announced_in_vain(session);
    for offer in session.offers(Mode::Passive) {
        if offer.names_no_host() {
            tell(session, offer, "found-pasv-mismatch-unspecified", report);
        } else if let Some(foreign) = session.foreign_address(offer) {
            let is_in_vain = in_vain.contains(&foreign);
            of_foreign(
                session,
                (offer, foreign),
                (is_distributed, is_in_vain),
                report,
            );
        }
    }
}

/// By where the client went. `is_in_vain`: another announcement of that address led nowhere.
fn of_foreign(
    session: &IndexedSession,
    (offer, foreign): (&ExpectedData, IpAddr),
    (is_distributed, is_in_vain): (bool, bool),
    report: &mut FindingSink,
) {
    let (client, server) = (session.record.client.ip(), session.record.server.ip());
    let reached = session
        .connection(offer)
        .filter(|_| offer.outcome == OfferOutcome::Connected);
    match reached.map(|connection| connection.listener.ip().to_canonical()) {
        Some(listener) if listener == server.to_canonical() => {
            let finding = tell(session, offer, "found-pasv-mismatch-nat", report);
            if is_private(server) && !is_private(foreign) && !is_in_vain {
                finding.advice = Some(advice::plain("advice-outer-from-inside"));
            }
        }
        Some(listener)
            if listener == foreign && !session.all_sessions.is_server_of(client, foreign) =>
        {
            reached_other(session, offer, is_distributed, report);
        }
        None if offer.outcome != OfferOutcome::NotCaptured => not_reached(session, offer, report),
        Some(_) | None => {}
    }
}

/// Something worth knowing of an announcement.
fn tell<'r>(
    session: &IndexedSession,
    offer: &ExpectedData,
    message: &'static str,
    report: &'r mut FindingSink,
) -> &'r mut Finding {
    let frames = session.offer_frames(offer);
    report.add_as(Severity::Info, frames, message, args(session, offer))
}

fn args(session: &IndexedSession, offer: &ExpectedData) -> Vec<(&'static str, Arg)> {
    let announced = offer.ip.map(|ip| ip.to_string()).unwrap_or_default();
    vec![
        ("announced", announced.into()),
        ("server", session.record.server.ip().to_string().into()),
    ]
}

/// The client went to the announced address, and was served there.
fn reached_other(
    session: &IndexedSession,
    offer: &ExpectedData,
    is_distributed: bool,
    report: &mut FindingSink,
) {
    let works = is_inside(session, offer) && carried_a_file(session, offer);
    let is_harmless = is_distributed || works;
    let severity = if is_harmless {
        Severity::Info
    } else {
        report.severity
    };
    let frames = session.offer_frames(offer);
    let args = args(session, offer);
    let finding = report.add_as(severity, frames, "found-pasv-mismatch", args);
    finding.advice = if is_distributed {
        // PRET is for servers that choose another host for each transfer
        Some(advice::plain("advice-distributed-server"))
    } else {
        let is_best = works || session.epsv_failed();
        is_best.then(|| advice::for_announced_that_works(session))
    };
}

/// No connection came about.
fn not_reached(session: &IndexedSession, offer: &ExpectedData, report: &mut FindingSink) {
    let tried = session.connection(offer);
    if tried.is_some_and(|connection| went_to_its_own(session, offer, connection)) {
        let finding = tell(session, offer, "found-pasv-mismatch-tried", report);
        finding.advice = Some(advice::plain("advice-address-not-followed"));
        return;
    }
    let finding = tell(session, offer, "found-pasv-mismatch-unused", report);
    if is_at_fault(session, offer) {
        finding.advice = Some(advice::for_announced_address(session, offer));
    }
}

/// Both hosts and the announced address are in inner networks: one host with several addresses,
/// most likely.
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
