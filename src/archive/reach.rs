//! Which connections may belong to which sessions: a superset of what the data pass will match, and
//! never less.
//!
//! The data pass compares the first frame of a connection with announcements, default ports and
//! hidden control channels, and takes the best. Here every one that it would even consider makes an
//! edge:
//!
//! | what the data pass looks at | the edge |
//! |---|---|
//! | an announcement, at the announced address or at the announcer's own | a connection with that endpoint, whoever is at its other end, in the time in which the announcement may be answered |
//! | the port of an announcement, between any addresses, from the host that should connect | a connection with that port at one end and that host at the other, likewise |
//! | the client's own port, for transfers without an announcement (RFC 959 section 3.2) | a connection of the server's host with the client's endpoint, in the life of the session |
//! | time and hosts alone, while the control channel is hidden or lost | a connection between the two hosts, in the life of the session |
//!
//! A connection is here all that two endpoints exchange, however often they begin anew: nothing
//! else is needed to keep incarnations together that only frames tell apart. It counts as there
//! from its first frame in a file to its last in that file, so that an edge may be one too many and
//! never one too few. What shares an edge shares a task.
//!
//! The same edges as lines ([`Reach::lines`]) are for an engine that has more connections to look
//! through than one machine holds: what it finds by them, and all that the same endpoints exchange
//! elsewhere, is all that a plan looks at.
//!
//! Where TLS is opened, a connection may go on with the TLS session of another one of the same
//! client and server: these stay together then.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

use foldhash::fast::RandomState;

use crate::analysis::control::Planned;
use crate::ftp::DATA_PORT;
use crate::model::Mode;
use crate::tcp::{ConnectionKey, Side};

use super::lines::ReachLine;

type Map<K, V> = HashMap<K, V, RandomState>;

/// The frames of the capture in which something may happen.
#[derive(Clone, Copy, Debug)]
struct LifeSpan {
    first: u64,
    last: u64,
    /// The session, by the node of its control connection.
    node: u32,
}

impl LifeSpan {
    /// Its end, as engines count, whose numbers have a sign.
    fn signed_last(&self) -> u64 {
        self.last.min(i64::MAX as u64)
    }
}

impl ReachLine {
    /// A connection that counts by itself.
    pub(super) fn of_key(key: &ConnectionKey) -> Self {
        ReachLine::Connection {
            a: key.endpoint(Side::Low),
            b: key.endpoint(Side::High),
        }
    }
}

/// What the sessions wait for.
#[derive(Debug, Default)]
pub(super) struct Reach {
    nodes: Map<ConnectionKey, u32>,
    keys: Vec<ConnectionKey>,
    /// Nodes that are the same part, as a forest.
    parents: Vec<u32>,
    at_endpoint: Map<(IpAddr, u16), Vec<LifeSpan>>,
    from_host: Map<(u16, IpAddr), Vec<LifeSpan>>,
    at_client: Map<(IpAddr, u16, IpAddr), Vec<LifeSpan>>,
    between_hosts: Map<(IpAddr, IpAddr), Vec<LifeSpan>>,
    tls: Map<(IpAddr, SocketAddr), u32>,
    /// A node of each pair of hosts and ports.
    alike: Map<([IpAddr; 2], [u16; 2]), u32>,
}

impl Reach {
    /// Takes a session. `has_secrets`: secrets are at hand that may open its TLS.
    pub(super) fn add_session(&mut self, session: &Planned, has_secrets: bool) {
        let node = self.node(session.key);
        let (client, server) = (session.client_endpoint(), session.server_endpoint());
        let hosts = (host(client), host(server));
        let begin = if session.from_beginning {
            session.first.frame
        } else {
            0
        };
        let life = LifeSpan {
            first: begin,
            last: session.last_chance(),
            node,
        };
        let at_client = (hosts.0, client.port(), hosts.1);
        self.at_client.entry(at_client).or_default().push(life);
        if !session.draft.hidden.is_empty() {
            let pair = ordered(hosts.0, hosts.1);
            self.between_hosts.entry(pair).or_default().push(life);
        }
        if has_secrets && session.tls.is_some() {
            let other = *self.tls.entry((hosts.0, server)).or_insert(node);
            self.join(node, other);
        }
        let offers = session.draft.offers.iter();
        for offer in offers.filter(|offer| offer.accepted != Some(false)) {
            let (peer, opener) = match offer.method.mode() {
                Mode::Passive => (hosts.1, hosts.0),
                Mode::Active => hosts,
            };
            let announced = offer.ip.map_or(peer, |ip| ip.to_canonical());
            let until = offer.until.map_or(u64::MAX, |until| until.frame);
            let asked = offer.asked.frame;
            let span = LifeSpan {
                first: offer.after.map_or(begin, |after| after.frame).min(asked),
                last: until.min(session.last_chance()).max(asked),
                node,
            };
            for address in [announced, peer] {
                let endpoint = (address, offer.port);
                self.at_endpoint.entry(endpoint).or_default().push(span);
            }
            let from = (offer.port, opener);
            self.from_host.entry(from).or_default().push(span);
        }
    }

    /// Takes what two endpoints exchange, from one frame of the capture to another, once all
    /// sessions are there; true where it belongs to a part. `is_control`: it is at a control port.
    pub(super) fn add_connection(
        &mut self,
        key: ConnectionKey,
        (first, last): (u64, u64),
        is_control: bool,
    ) -> bool {
        let mut met = Vec::new();
        for side in Side::BOTH {
            let (listener, other) = (key.endpoint(side), key.endpoint(side.other()));
            let (to, from) = (host(listener), host(other));
            let of_maps = [
                self.at_endpoint.get(&(to, listener.port())),
                self.from_host.get(&(listener.port(), from)),
                self.at_client.get(&(to, listener.port(), from)),
            ];
            met.extend(of_maps.into_iter().flatten());
        }
        let pair = ordered(
            host(key.endpoint(Side::Low)),
            host(key.endpoint(Side::High)),
        );
        met.extend(self.between_hosts.get(&pair));
        let mut nodes: Vec<u32> = met
            .into_iter()
            .flatten()
            .filter(|span| span.first <= last && first <= span.last)
            .map(|span| span.node)
            .collect();
        nodes.sort_unstable();
        nodes.dedup();
        let at_data_port = Side::BOTH
            .into_iter()
            .any(|side| key.endpoint(side).port() == DATA_PORT);
        if nodes.is_empty() && !at_data_port && !is_control && !self.nodes.contains_key(&key) {
            return false;
        }
        let node = self.node(key);
        for other in nodes {
            self.join(node, other);
        }
        true
    }

    /// What counts, as conditions on connections; those of the sessions themselves among them.
    pub(super) fn lines(&self) -> Vec<ReachLine> {
        let mut lines: Vec<ReachLine> = self.keys.iter().map(ReachLine::of_key).collect();
        for (&(ip, port), spans) in &self.at_endpoint {
            lines.extend(spans.iter().map(|span| ReachLine::Endpoint {
                ip,
                port,
                first: span.first,
                last: span.signed_last(),
            }));
        }
        for (&(port, other), spans) in &self.from_host {
            lines.extend(spans.iter().map(|span| ReachLine::From {
                other,
                port,
                first: span.first,
                last: span.signed_last(),
            }));
        }
        for (&(ip, port, other), spans) in &self.at_client {
            lines.extend(spans.iter().map(|span| ReachLine::Client {
                ip,
                port,
                other,
                first: span.first,
                last: span.signed_last(),
            }));
        }
        for (&(ip, other), spans) in &self.between_hosts {
            lines.extend(spans.iter().map(|span| ReachLine::Hosts {
                ip,
                other,
                first: span.first,
                last: span.signed_last(),
            }));
        }
        lines
    }

    /// The connections, each with the part that it belongs to; parts are numbered in no order.
    pub(super) fn parts(mut self) -> Vec<(ConnectionKey, u32)> {
        let nodes = 0..self.keys.len() as u32;
        let roots: Vec<u32> = nodes.map(|node| self.root(node)).collect();
        self.keys.into_iter().zip(roots).collect()
    }

    fn node(&mut self, key: ConnectionKey) -> u32 {
        if let Some(&node) = self.nodes.get(&key) {
            return node;
        }
        let node = self.keys.len() as u32;
        self.keys.push(key);
        self.parents.push(node);
        self.nodes.insert(key, node);
        let ends = Side::BOTH.map(|side| key.endpoint(side));
        let mut hosts = ends.map(|end| end.ip());
        let mut ports = ends.map(|end| end.port());
        hosts.sort_unstable();
        ports.sort_unstable();
        let alike = *self.alike.entry((hosts, ports)).or_insert(node);
        self.join(node, alike);
        node
    }

    fn root(&mut self, mut node: u32) -> u32 {
        while self.parents[node as usize] != node {
            let parent = self.parents[node as usize];
            self.parents[node as usize] = self.parents[parent as usize];
            node = parent;
        }
        node
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        let (low, high) = (one.min(other), one.max(other));
        self.parents[high as usize] = low;
    }
}

fn host(endpoint: SocketAddr) -> IpAddr {
    endpoint.ip().to_canonical()
}

fn ordered(one: IpAddr, other: IpAddr) -> (IpAddr, IpAddr) {
    (one.min(other), one.max(other))
}
