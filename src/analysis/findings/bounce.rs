//! `bounce`: PORT and its like name a third host (RFC 2577 section 2, CERT CA-1997-27).

use std::net::{IpAddr, SocketAddr};

use crate::model::{ExpectedData, Mode, Severity, is_private};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for offer in session.offers(Mode::Active) {
        let Some(target) = target(session, offer) else {
            continue;
        };
        let reached = session
            .connection(offer)
            .is_some_and(|c| c.listener.ip().to_canonical() == target);
        let (severity, message) = match (reached, offer.accepted) {
            (true, _) => (Severity::Error, "found-bounce-connected"),
            (false, _) if may_be_its_own(session, target) => {
                (Severity::Warning, "found-bounce-outer")
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
        if message == "found-bounce-outer" {
            finding.advice = Some(advice::plain("advice-bounce-outer"));
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

/// Services of a host listen at ports below.
const UNPRIVILEGED: u16 = 1024;

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
    let seen = session.connection(offer).is_some();
    (!own && (seen || !session.record.announces_inner_address(offer))).then_some(ip)
}
