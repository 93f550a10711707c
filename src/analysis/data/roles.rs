//! Who is at which end of a connection: decided here and nowhere else.
//!
//! | connection | end | role |
//! |---|---|---|
//! | control | of the side that sends commands | client |
//! | control | the other | server |
//! | data, announced by two sessions (FXP) | listener | server of the session that said PASV |
//! | data, announced by two sessions (FXP) | opener | server of the session that said PORT |
//! | data | at the address of the session's client, or at one that was learned to be its | client |
//! | data | at the address of the session's server, or at one that was learned to be its | server |
//! | data | at the address that a balancer told of the client (PROXY protocol) | client |
//! | data | at another address of their family | third party |
//! | data | at an address of another family, or client and server are one host | as announced: whoever announced the endpoint listens |
//!
//! Addresses come first because an announcement only tells who should come: a stranger that
//! connects to an announced port takes no role from it, and the victim of a bounce does not become
//! the client because the client named it. An address is learned where a match shows network
//! address translation: the announced address where the connection went to the announcer's own, and
//! the address it went to where only the port is the announced one. An IPv4 address says nothing in
//! a session over IPv6, which is why the announcement decides there.

use std::net::IpAddr;

use crate::analysis::control::Planned;
use crate::model::{MatchedBy, Mode, Role, Roles, SessionId};

use super::matching::{Match, OfferRef};

/// Addresses that are learned for a session: a host has a few, and a capture made to cost memory
/// costs no more.
const LEARNED: usize = 8;

/// Addresses of a session's client and server beside those of its control connection.
#[derive(Debug, Default)]
pub(super) struct Learned(Vec<(IpAddr, Role)>);

impl Learned {
    /// Takes what a match through network address translation shows.
    pub(super) fn take_match(&mut self, planned: &Planned, matched: &Match) {
        let OfferRef::Announced(number) = matched.offer else {
            return;
        };
        let offer = &planned.draft.offers[number];
        let address = match matched.matched_by {
            MatchedBy::Peer => offer.ip,
            MatchedBy::Port => Some(matched.listener.ip()),
            MatchedBy::Exact | MatchedBy::Inferred => None,
        };
        let announcer = match offer.method.mode() {
            Mode::Active => Role::Client,
            Mode::Passive => Role::Server,
        };
        let Some(address) = address.map(|ip| ip.to_canonical()) else {
            return;
        };
        let is_known = self.0.iter().any(|&(known, _)| known == address);
        if !is_known && !address.is_unspecified() && self.0.len() < LEARNED {
            self.0.push((address, announcer));
        }
    }

    /// Who has an address, as far as addresses tell.
    pub(super) fn role_at(&self, planned: &Planned, ip: IpAddr) -> Option<Role> {
        let ip = ip.to_canonical();
        let client = planned.client_endpoint().ip().to_canonical();
        let server = planned.server_endpoint().ip().to_canonical();
        if ip == client || ip == server {
            let is_client = ip == client;
            (client != server).then_some(if is_client {
                Role::Client
            } else {
                Role::Server
            })
        } else if let Some(&(_, role)) = self.0.iter().find(|&&(known, _)| known == ip) {
            Some(role)
        } else if planned.proxied_client() == Some(ip) {
            Some(Role::Client)
        } else {
            (ip.is_ipv4() == client.is_ipv4()).then_some(Role::ThirdParty)
        }
    }
}

/// The roles of a control connection.
pub(super) fn of_control(session: usize, client_opened: bool) -> Roles {
    let (opener, listener) = if client_opened {
        (Role::Client, Role::Server)
    } else {
        (Role::Server, Role::Client)
    };
    Roles {
        session: number(session),
        opener,
        listener,
    }
}

/// The roles of a data connection between the servers of two sessions; `passive` is the one that
/// said PASV.
pub(super) fn between_servers(passive: usize, active: usize) -> Roles {
    let from_passive = Roles {
        session: number(passive),
        opener: Role::OtherServer(number(active)),
        listener: Role::Server,
    };
    from_passive.seen_by(number(passive.min(active)))
}

/// The roles of a data connection of one session; `by_address` is what addresses tell of opener and
/// listener.
pub(super) fn of_data(session: usize, by_address: [Option<Role>; 2], mode: Option<Mode>) -> Roles {
    let [opener, listener] = match mode {
        Some(Mode::Active) => [Role::Server, Role::Client],
        // whoever waits for connections is more likely the server
        Some(Mode::Passive) | None => [Role::Client, Role::Server],
    };
    Roles {
        session: number(session),
        opener: by_address[0].unwrap_or(opener),
        listener: by_address[1].unwrap_or(listener),
    }
}

fn number(session: usize) -> SessionId {
    session as SessionId + 1
}
