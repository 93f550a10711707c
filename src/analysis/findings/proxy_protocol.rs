//! `proxy-protocol`: a balancer in between told the server of its client (`HAProxy`'s PROXY
//! protocol, sections 2.1 and 2.2): the control connection comes from the balancer, and the client
//! is another host.

use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let Some(proxied) = &session.record.proxied else {
        return;
    };
    let balancer = ("balancer", session.record.client.ip().to_string().into());
    let frames = vec![proxied.at.frame];
    match proxied.client {
        Some(client) => {
            let client = ("client", client.to_string().into());
            report.add(frames, "found-proxy-protocol", vec![balancer, client]);
        }
        None => {
            report.add(frames, "found-proxy-protocol-own", vec![balancer]);
        }
    }
}
