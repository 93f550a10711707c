//! Connections that are no FTP.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddrV4};

use super::wire::{Connection, Wire};

/// Ports of servers.
const PORTS: [u16; 8] = [443, 443, 443, 80, 22, 8443, 5432, 9000];
/// Segments in a row.
const BURST: usize = 4;

/// A client that opens one connection after the other.
pub(crate) struct Other {
    number: u32,
    /// Connections so far.
    count: u32,
    open: Option<(Connection, u32)>,
}

impl Other {
    pub(crate) fn new(number: u32) -> Self {
        Other {
            number,
            count: 0,
            open: None,
        }
    }

    /// Goes on with its connection, or opens the next.
    pub(crate) fn turn(&mut self, wire: &mut Wire<impl Write>) -> io::Result<()> {
        let (mut connection, turns) = match self.open.take() {
            Some(open) => open,
            None => (
                self.connect(wire)?,
                8 + (self.number * 31 + self.count * 17) % 120,
            ),
        };
        if turns == 0 {
            return connection.close(Connection::OPENER, wire);
        }
        connection.pour(Connection::LISTENER, u64::MAX, BURST, wire)?;
        self.open = Some((connection, turns - 1));
        Ok(())
    }

    fn connect(&mut self, wire: &mut Wire<impl Write>) -> io::Result<Connection> {
        self.count += 1;
        let client = Ipv4Addr::from_bits(u32::from(Ipv4Addr::new(172, 16, 0, 1)) + self.number);
        let server = Ipv4Addr::new(203, 0, 113, 1 + (self.number % 200) as u8);
        let port = 32_768 + ((self.number * 7 + self.count * 3) % 28_000) as u16;
        let service = PORTS[self.number as usize % PORTS.len()];
        Connection::open(
            SocketAddrV4::new(client, port),
            SocketAddrV4::new(server, service),
            wire,
        )
    }
}
