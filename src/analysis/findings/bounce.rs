//! `bounce`: PORT and its like name a third host (RFC 2577 section 2, CERT CA-1997-27).

use std::net::{IpAddr, SocketAddr};

use crate::model::{Connection, ExpectedData, Handshake, Mode, Severity, UNPRIVILEGED, is_private};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for offer in session.offers(Mode::Active) {
        let Some(target) = target(session, offer) else {
            continue;
        };
        let reached = session.connection(offer).is_some_and(|c| {
            c.listener.ip().to_canonical() == target && !is_vain(session, offer, c, target)
        });
        let (severity, message) = match (reached, offer.accepted) {
            (true, _) => (Severity::Error, "found-bounce-connected"),
            (false, _) if may_be_its_own(session, target) => {
                (Severity::Warning, "found-bounce-outer")
            }
            (false, Some(true)) if may_be_a_neighbour(session, offer, target) => {
                (Severity::Warning, "found-bounce-inner")
            }
            // an address of the other family may be the client's own
            (false, Some(true))
                if target.is_ipv4() != session.record.client.ip().to_canonical().is_ipv4() =>
            {
                (Severity::Warning, "found-bounce-accepted")
            }
            (false, Some(true)) => (Severity::Error, "found-bounce-accepted"),
            (false, _) => (Severity::Warning, "found-bounce-refused"),
        };
        let Some(line) = session.line_of(offer).map(CommandLine::quote) else {
            continue;
        };
        let args = vec![
            ("line", line),
            ("client", session.record.client.ip().to_string().into()),
            ("taken", u64::from(offer.accepted == Some(true)).into()),
            (
                "target",
                SocketAddr::new(target, offer.port).to_string().into(),
            ),
        ];
        let finding = report.add_as(severity, session.offer_frames(offer), message, args);
        match message {
            "found-bounce-outer" => finding.advice = Some(advice::plain("advice-bounce-outer")),
            "found-bounce-inner" => finding.advice = Some(advice::plain("advice-bounce-inner")),
            _ => {}
        }
    }
}

/// A client inside announces a public address to a server outside: its own there, as active clients
/// are set up behind a NAT, or a third host. Nothing that is captured inside tells which.
fn may_be_its_own(session: &IndexedSession, target: IpAddr) -> bool {
    is_private(session.record.client.ip())
        && !is_private(session.record.server.ip())
        && !is_private(target)
}

/// Client, server and target have inner addresses, and the target is in another network than both:
/// the client's own in another network of its host (a VPN, a second interface), or a third host.
fn may_be_a_neighbour(session: &IndexedSession, offer: &ExpectedData, target: IpAddr) -> bool {
    let hosts = [session.record.client.ip(), session.record.server.ip()];
    offer.port >= UNPRIVILEGED
        && is_private(target)
        && hosts
            .iter()
            .all(|&host| is_private(host) && !are_of_one_network(host, target))
}

/// Whether that announcement, which led nowhere, aims at a third host, nothing tells.
pub(super) fn is_doubtful(session: &IndexedSession, offer: &ExpectedData) -> bool {
    let target = target(session, offer);
    target.is_some_and(|target| may_be_a_neighbour(session, offer, target))
}

/// Whether that announcement names a third host, and nothing speaks for the client's own address.
pub(super) fn is_certain(session: &IndexedSession, offer: &ExpectedData) -> bool {
    let target = target(session, offer);
    target.is_some_and(|target| {
        target.is_ipv4() == session.record.client.ip().to_canonical().is_ipv4()
            && !may_be_its_own(session, target)
            && !may_be_a_neighbour(session, offer, target)
    })
}

/// Tried, and no connection came about, at an address that may be the client's own.
fn is_vain(
    session: &IndexedSession,
    offer: &ExpectedData,
    connection: &Connection,
    target: IpAddr,
) -> bool {
    connection.handshake != Handshake::Complete && may_be_a_neighbour(session, offer, target)
}

/// By the first half of their IPv4 addresses: most inner networks are no larger.
fn are_of_one_network(one: IpAddr, other: IpAddr) -> bool {
    match (one.to_canonical(), other.to_canonical()) {
        (IpAddr::V4(one), IpAddr::V4(other)) => one.octets()[..2] == other.octets()[..2],
        (IpAddr::V6(one), IpAddr::V6(other)) => one.octets()[..8] == other.octets()[..8],
        _ => false,
    }
}

/// An inner address that a client outside announced is its own, behind a NAT that it does not know,
/// or one in the server's network that it cannot reach itself: that it is where a connection came
/// about there, or the port is that of a service.
fn led_inside(session: &IndexedSession, offer: &ExpectedData) -> bool {
    let connection = session.connection(offer);
    connection.is_some_and(|c| c.handshake == Handshake::Complete || offer.port < UNPRIVILEGED)
}

/// The third host, where there is one: not the client behind a NAT (RFC 1918 address seen from
/// outside, the server connects to the client all the same, or the capture shows the session on the
/// inside too), and not the other server of an FXP.
pub(super) fn target(session: &IndexedSession, offer: &ExpectedData) -> Option<IpAddr> {
    let ip = session.foreign_address(offer)?;
    let client = session.record.client.ip();
    let mended = session
        .connection(offer)
        .is_some_and(|c| c.listener.ip().to_canonical() != ip);
    // a client that takes itself for the server's neighbour; a service of the server is a target
    // like any other
    let is_mistaken = session.record.announces_loopback(offer) && offer.port >= UNPRIVILEGED;
    let own = session.is_local()
        || is_mistaken
        || mended
        || session.all_sessions.are_one(client, ip)
        || session.all_sessions.is_server_of(client, ip);
    let is_inner = session.record.announces_inner_address(offer);
    (!own && (!is_inner || led_inside(session, offer))).then_some(ip)
}
