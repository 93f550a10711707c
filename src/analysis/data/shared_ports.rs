//! Which connections have their hosts and ports in common with another one, so that only their frames tell them apart.
//!
//! Hosts and ports count each for themselves: filters of other tools name two hosts and two ports, and not which port is
//! whose.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;

use foldhash::fast::RandomState;

use crate::model::Connection;

/// Marks them.
pub(super) fn mark_shared_ports(connections: &mut [Box<Connection>]) {
    let mut first: HashMap<Ends, u32, RandomState> = HashMap::default();
    first.reserve(connections.len());
    for place in 0..connections.len() {
        match first.entry(ends(&connections[place])) {
            Entry::Vacant(entry) => {
                entry.insert(place as u32);
            }
            Entry::Occupied(entry) => {
                connections[*entry.get() as usize].shares_ports = true;
                connections[place].shares_ports = true;
            }
        }
    }
}

type Ends = ([IpAddr; 2], [u16; 2]);

/// Hosts and ports, each in order.
fn ends(connection: &Connection) -> Ends {
    let (opener, listener) = (connection.opener, connection.listener);
    let mut hosts = [opener.ip(), listener.ip()];
    let mut ports = [opener.port(), listener.port()];
    hosts.sort_unstable();
    ports.sort_unstable();
    (hosts, ports)
}
