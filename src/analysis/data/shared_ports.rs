//! Which connections have their hosts and ports in common with another one, so that only their
//! frames tell them apart.
//!
//! Hosts and ports count each for themselves: filters of other tools name two hosts and two ports,
//! and not which port is whose.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::BuildHasher as _;
use std::net::IpAddr;

use foldhash::fast::RandomState;

use crate::model::Connection;

/// Marks them. For the look-up a hash stands for hosts and ports, with a seed that nobody knows: a
/// table of them is a third as large.
pub(super) fn mark_shared_ports(connections: &mut [Box<Connection>]) {
    let state = RandomState::default();
    let mut first: HashMap<u64, u32, RandomState> = HashMap::default();
    first.reserve(connections.len());
    for place in 0..connections.len() {
        let ends = ends(&connections[place]);
        match first.entry(state.hash_one(ends)) {
            Entry::Vacant(entry) => {
                entry.insert(place as u32);
            }
            Entry::Occupied(entry) => {
                let earlier = &mut connections[*entry.get() as usize];
                if self::ends(earlier) == ends {
                    earlier.shares_ports = true;
                    connections[place].shares_ports = true;
                }
            }
        }
    }
}

type EndpointPair = ([IpAddr; 2], [u16; 2]);

/// Hosts and ports, each in order.
fn ends(connection: &Connection) -> EndpointPair {
    let (opener, listener) = (connection.opener, connection.listener);
    let mut hosts = [opener.ip(), listener.ip()];
    let mut ports = [opener.port(), listener.port()];
    hosts.sort_unstable();
    ports.sort_unstable();
    (hosts, ports)
}
