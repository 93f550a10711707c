//! Which connections have their hosts and ports in common with another one, so that only their frames tell them apart.
//!
//! Hosts and ports count each for themselves: filters of other tools name two hosts and two ports, and not which port is
//! whose.

use std::net::IpAddr;

use crate::model::Connection;

/// Marks them.
pub(super) fn mark_shared_ports(connections: &mut [Connection]) {
    let mut order: Vec<u32> = (0..connections.len() as u32).collect();
    order.sort_unstable_by_key(|&place| ends(&connections[place as usize]));
    let shared: Vec<u32> = order
        .chunk_by(|&one, &other| {
            ends(&connections[one as usize]) == ends(&connections[other as usize])
        })
        .filter(|alike| alike.len() > 1)
        .flatten()
        .copied()
        .collect();
    for place in shared {
        connections[place as usize].shares_ports = true;
    }
}

/// Hosts and ports, each in order.
fn ends(connection: &Connection) -> ([IpAddr; 2], [u16; 2]) {
    let (opener, listener) = (connection.opener, connection.listener);
    let mut hosts = [opener.ip(), listener.ip()];
    let mut ports = [opener.port(), listener.port()];
    hosts.sort_unstable();
    ports.sort_unstable();
    (hosts, ports)
}
