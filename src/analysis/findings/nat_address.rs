//! `nat-address`: the announced address is not that of the host that announces it. Either the peer
//! used the right one by itself, or nothing came of the offer because of it.

use std::collections::HashSet;
use std::net::IpAddr;

use crate::ftp::Effect;
use crate::model::{
    Arg, Connection, ExpectedData, Mode, NoConnection, OfferOutcome, Severity, StrayTry, SynAnswer,
    is_private,
};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::never_tried::endpoint;
use super::no_connection;
use super::report::FindingSink;
use super::tried_in_vain;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let in_vain = announced_in_vain(session);
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
                let frames = session.offer_frames(offer);
                let message = "found-nat-address-mended";
                let finding = report.add_as(Severity::Info, frames, message, args);
                // what is set up at the client is right, and no server has an address to be set
                if offer.method.mode() == Mode::Active {
                    finding.advice = Some(advice::plain("advice-nat-in-order"));
                } else if !is_private(ip)
                    && is_private(connection.listener.ip())
                    && !in_vain.contains(&ip)
                {
                    finding.advice = Some(advice::plain("advice-outer-from-inside"));
                }
            }
            Some(connection) if went_to_its_own(session, offer, connection) => {
                let args = args(connection.listener.ip());
                let frames = session.offer_frames(offer);
                let finding =
                    report.add_as(Severity::Info, frames, "found-nat-address-tried", args);
                finding.advice = Some(advice::plain("advice-address-not-followed"));
            }
            _ if is_at_fault(session, offer) => {
                let args = args(session.listener(offer));
                tell(session, offer, args, report);
            }
            _ => {}
        }
    }
    hidden(session, report);
}

/// The addresses of others that were announced to a client that got no connection: something has
/// to be done about them, whatever came of other announcements.
pub(super) fn announced_in_vain(session: &IndexedSession) -> HashSet<IpAddr> {
    let offers = session.record.offers.iter();
    let in_vain = offers.filter(|offer| offer.outcome.led_nowhere());
    in_vain
        .filter(|offer| offer.accepted == Some(true))
        .filter_map(|offer| session.foreign_address(offer))
        .collect()
}

/// Announced under TLS, where nobody can read it: what the client then tries in vain is another
/// host than the server. A client that gets its connection behind that has found another way, and
/// nobody misses anything.
fn hidden(session: &IndexedSession, report: &mut FindingSink) {
    let opened = tried_in_vain::last_opened(session);
    let tries = session.record.stray_tries.iter();
    let tries: Vec<&StrayTry> = tries
        .filter(|stray| stray.is_certain() && opened < stray.first.frame)
        .collect();
    let mut hosts: Vec<IpAddr> = tries.iter().map(|stray| stray.listener.ip()).collect();
    hosts.dedup();
    for host in hosts {
        let here = tries.iter().filter(|stray| stray.listener.ip() == host);
        let mut ports: Vec<u16> = here.clone().map(|stray| stray.listener.port()).collect();
        ports.sort_unstable();
        ports.dedup();
        let args = vec![
            ("host", host.to_string().into()),
            ("count", ports.len().into()),
            ("ports", Arg::Ports(ports)),
            ("address", session.record.server.ip().to_string().into()),
        ];
        let frames = here.flat_map(|s| [s.first.frame, s.last.frame]).collect();
        let finding = report.add(frames, "found-nat-address-hidden", args);
        finding.advice = Some(advice::plain("advice-announced-hidden"));
    }
}

/// A transfer that failed by it is an error, and told here where no try to connect tells of it.
fn tell(
    session: &IndexedSession,
    offer: &ExpectedData,
    args: Vec<(&'static str, Arg)>,
    report: &mut FindingSink,
) {
    let mut frames = session.offer_frames(offer);
    let severity = match failed(session, offer) {
        Some(line) if session.connection(offer).is_none() => {
            frames.extend(line.frames());
            Severity::Error
        }
        _ => report.severity,
    };
    let message = if session.record.announces_loopback(offer) {
        "found-nat-address-loopback"
    } else if session.record.announces_outer_address(offer) && session.connection(offer).is_none() {
        "found-nat-address-outer"
    } else {
        "found-nat-address"
    };
    let finding = report.add_as(severity, frames, message, args);
    finding.advice = Some(advice::for_announced_address(session, offer));
}

/// The transfer that had to use an accepted offer, and failed for want of a connection to it.
fn failed<'a>(session: &'a IndexedSession, offer: &'a ExpectedData) -> Option<&'a CommandLine<'a>> {
    let is_lost = offer.accepted == Some(true) && no_connection::was_in_vain(session, offer);
    session
        .users(offer)
        .find(|line| is_lost && no_connection::repeats(session, line))
}

/// True where nothing came of an announcement because of its address.
pub(super) fn is_at_fault(session: &IndexedSession, offer: &ExpectedData) -> bool {
    let Some(ip) = session.foreign_address(offer) else {
        return false;
    };
    let leads_nowhere =
        session.record.announces_inner_address(offer) || session.record.announces_loopback(offer);
    let is_followed = session
        .connection(offer)
        .is_none_or(|connection| !went_to_its_own(session, offer, connection));
    is_followed
        && offer.no_connection != Some(NoConnection::NotVisible)
        && came_to_nothing(session, offer)
        && !was_aimed_at(session, offer, ip)
        && (leads_nowhere || is_of_nobody(session, offer, ip))
}

/// The client did not follow the announced address: it went to that of the server, and failed there
/// for another reason.
pub(super) fn went_to_its_own(
    session: &IndexedSession,
    offer: &ExpectedData,
    connection: &Connection,
) -> bool {
    let is_in_vain = matches!(
        offer.outcome,
        OfferOutcome::Refused | OfferOutcome::Unanswered
    );
    let server = session.record.server.ip().to_canonical();
    is_in_vain
        && offer.method.mode() == Mode::Passive
        && connection.listener.ip().to_canonical() == server
}

/// A server that announces neither its own address nor that of a host it works with: an address
/// that it had once, or one that it has in another network. The client tried there in vain, or got
/// no connection in a way that is not captured.
fn is_of_nobody(session: &IndexedSession, offer: &ExpectedData, ip: IpAddr) -> bool {
    use NoConnection::{Elsewhere, InnerAddress, Rejected, Reset, Unanswered};

    let (client, server) = (session.record.client.ip(), session.record.server.ip());
    let is_known = session.is_local()
        || session.is_distributed()
        || session.all_sessions.is_server_of(client, ip)
        || session.all_sessions.are_one(server, ip);
    if offer.method.mode() == Mode::Active || is_known {
        return false;
    }
    let Some(connection) = session.connection(offer) else {
        return failed(session, offer).is_some()
            || left_behind(session, offer) && !has_worked(session, ip);
    };
    let was_in_vain = matches!(
        offer.no_connection,
        Some(Reset | Unanswered | InnerAddress | Rejected | Elsewhere)
    );
    was_in_vain && connection.listener.ip().to_canonical() == ip
}

fn came_to_nothing(session: &IndexedSession, offer: &ExpectedData) -> bool {
    use OfferOutcome::{NeverTried, Refused, Rejected, Replaced, Unanswered};
    match offer.outcome {
        Rejected | Refused | Unanswered => true,
        NeverTried if left_behind(session, offer) => true,
        NeverTried | Replaced => session.users(offer).any(|l| !l.accepted()),
        _ => false,
    }
}

/// The client asked for nothing more once it had read the announcement: .NET does so where the
/// address is not that of the control connection.
fn left_behind(session: &IndexedSession, offer: &ExpectedData) -> bool {
    let later = session.lines.get(offer.command + 1..).unwrap_or_default();
    let control = session.analysis.connection(session.record.connection);
    let closer = control.and_then(Connection::closed_by_endpoint);
    offer.accepted == Some(true)
        && offer.method.mode() == Mode::Passive
        && (closer == Some(session.record.client) || !later.is_empty())
        && later.iter().all(|line| line.effect == Effect::Quit)
}

/// A data connection of the session came about at that address.
fn has_worked(session: &IndexedSession, ip: IpAddr) -> bool {
    let mut data = session.data();
    data.any(|c| c.listener.ip().to_canonical() == ip && c.answer == SynAnswer::Opened)
}

/// Somebody tried just that address: for PORT that is a bounce.
fn was_aimed_at(session: &IndexedSession, offer: &ExpectedData, ip: IpAddr) -> bool {
    let tried = session
        .connection(offer)
        .is_some_and(|c| c.listener.ip().to_canonical() == ip);
    tried && offer.method.mode() == Mode::Active
}
