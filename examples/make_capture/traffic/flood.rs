//! What fills a table rather than a disk: much of one thing, from ever new addresses.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddrV4};

use super::Written;
use super::session::Session;
use super::wire::{ACK, Connection, PSH, Payload, Wire};

/// What there is much of.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Flood {
    /// SYNs to the control port.
    Syns,
    /// Greetings of servers at other ports, to which nobody says anything.
    Greetings,
    /// First commands at the control port, which nobody answers.
    Commands,
    /// Announcements in one session, to which nobody connects.
    Offers,
    /// Sessions that log in and leave.
    Logins,
}

impl Flood {
    /// The flood of that name.
    pub(crate) fn named(name: &str) -> Option<Flood> {
        match name {
            "syns" => Some(Flood::Syns),
            "greetings" => Some(Flood::Greetings),
            "commands" => Some(Flood::Commands),
            "offers" => Some(Flood::Offers),
            "logins" => Some(Flood::Logins),
            _ => None,
        }
    }
}

/// Writes so many of them.
pub(crate) fn write(flood: Flood, count: u64, out: impl Write) -> io::Result<Written> {
    let mut wire = Wire::new(out)?;
    let mut written = Written::default();
    match flood {
        Flood::Offers => {
            let mut session = Session::open(0, Vec::new(), &mut wire)?;
            for number in 0..count {
                session.announces(10_000 + (number % 50_000) as u16, &mut wire)?;
            }
            while session.turn(&mut wire)? {}
            written.sessions.push(Vec::new());
        }
        Flood::Logins => {
            for number in 0..count {
                let mut session = Session::open(number, Vec::new(), &mut wire)?;
                while session.turn(&mut wire)? {}
                written.sessions.push(Vec::new());
            }
        }
        Flood::Syns | Flood::Greetings | Flood::Commands => {
            for number in 0..count {
                one(flood, number, &mut wire)?;
                if matches!(flood, Flood::Commands) {
                    written.sessions.push(Vec::new());
                }
            }
        }
    }
    (written.bytes, written.frames) = wire.finish()?;
    Ok(written)
}

/// A frame of a connection of its own.
fn one(flood: Flood, number: u64, wire: &mut Wire<impl Write>) -> io::Result<()> {
    let client = Ipv4Addr::from_bits(u32::from(Ipv4Addr::new(10, 0, 0, 1)) + number as u32);
    let client = SocketAddrV4::new(client, 40_000);
    let server = |port| SocketAddrV4::new(Ipv4Addr::new(192, 168, 0, 1), port);
    match flood {
        Flood::Greetings => {
            let mut connection = Connection::seen_from_here(server(2121), client);
            let greeting = Payload::Text(b"220 FTP server ready\r\n");
            connection.send(Connection::OPENER, PSH | ACK, greeting, wire)
        }
        Flood::Commands => {
            let mut connection = Connection::seen_from_here(client, server(21));
            let command = Payload::Text(b"USER anonymous\r\n");
            connection.send(Connection::OPENER, PSH | ACK, command, wire)
        }
        _ => Connection::tries([client, server(21)], wire),
    }
}
