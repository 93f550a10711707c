//! An FTP session: login, files one after the other in either mode and either direction, and
//! good-bye.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddrV4};

use super::wire::{ACK, Connection, FULL, OVERHEAD, PSH, Payload, Wire};

const CLIENT: usize = Connection::OPENER;
const SERVER: usize = Connection::LISTENER;
/// Segments that a transfer sends before it is somebody else's turn.
const BURST: usize = 16;

pub(crate) struct Session {
    number: u64,
    client: Ipv4Addr,
    server: Ipv4Addr,
    control: Connection,
    files: Vec<u64>,
    /// Files that have begun.
    begun: usize,
    running: Option<Transfer>,
}

struct Transfer {
    data: Connection,
    /// The side of the data connection that sends.
    by: usize,
    left: u64,
}

impl Session {
    /// About the bytes of capture file that a session takes.
    pub(crate) fn cost(files: &[u64]) -> u64 {
        let file =
            |&bytes: &u64| bytes + bytes.div_ceil(FULL as u64) * OVERHEAD * 3 / 2 + 12 * OVERHEAD;
        20 * OVERHEAD + files.iter().map(file).sum::<u64>()
    }

    /// Opens the control connection of the session of that number, which moves these files, and
    /// logs in.
    pub(crate) fn open(
        number: u64,
        files: Vec<u64>,
        wire: &mut Wire<impl Write>,
    ) -> io::Result<Self> {
        let client = Ipv4Addr::from_bits(u32::from(Ipv4Addr::new(10, 0, 0, 1)) + number as u32);
        let server = Ipv4Addr::new(192, 168, 0, 1 + (number % 4) as u8);
        let port = 32_768 + (number * 11 % 20_000) as u16;
        let control = Connection::open(
            SocketAddrV4::new(client, port),
            SocketAddrV4::new(server, 21),
            wire,
        )?;
        let mut session = Session {
            number,
            client,
            server,
            control,
            files,
            begun: 0,
            running: None,
        };
        session.says(SERVER, "220 FTP server ready", wire)?;
        session.asks(
            &format!("USER user{}", number % 100),
            "331 Password required",
            wire,
        )?;
        session.asks("PASS secret", "230 Logged in", wire)?;
        session.asks("TYPE I", "200 Type set to I", wire)?;
        Ok(session)
    }

    /// Does a little of what is to do; false once it is over.
    pub(crate) fn turn(&mut self, wire: &mut Wire<impl Write>) -> io::Result<bool> {
        if let Some(transfer) = &mut self.running {
            transfer.left -= transfer
                .data
                .pour(transfer.by, transfer.left, BURST, wire)?;
            if transfer.left == 0 {
                transfer.data.close(transfer.by, wire)?;
                self.running = None;
                self.says(SERVER, "226 Transfer complete", wire)?;
            }
            return Ok(true);
        }
        if self.begun < self.files.len() {
            self.begin(wire)?;
            return Ok(true);
        }
        self.asks("QUIT", "221 Goodbye", wire)?;
        self.control.close(SERVER, wire)?;
        Ok(false)
    }

    /// The server announces a port, and nothing comes of it.
    pub(crate) fn announces(&mut self, port: u16, wire: &mut Wire<impl Write>) -> io::Result<()> {
        let reply = format!(
            "227 Entering Passive Mode ({}).",
            endpoint(self.server, port)
        );
        self.asks("PASV", &reply, wire)
    }

    /// Begins the next file: active and passive take turns, every third one is an upload.
    fn begin(&mut self, wire: &mut Wire<impl Write>) -> io::Result<()> {
        let file = self.begun;
        self.begun += 1;
        let turn = self.number + file as u64;
        let port = 10_000 + (turn * 13 % 20_000) as u16;
        let (upload, active) = (turn % 3 == 2, turn.is_multiple_of(2));
        let (opener, listener) = if active {
            self.asks(
                &format!("PORT {}", endpoint(self.client, port)),
                "200 PORT command successful",
                wire,
            )?;
            ((self.server, 20), self.client)
        } else {
            self.announces(port, wire)?;
            ((self.client, port ^ 0x8000), self.server)
        };
        let verb = if upload { "STOR" } else { "RETR" };
        self.says(CLIENT, &format!("{verb} file{file}.bin"), wire)?;
        let opener = SocketAddrV4::new(opener.0, opener.1);
        let data = Connection::open(opener, SocketAddrV4::new(listener, port), wire)?;
        self.says(SERVER, "150 Opening data connection", wire)?;
        let by = if upload == active {
            Connection::LISTENER
        } else {
            Connection::OPENER
        };
        self.running = Some(Transfer {
            data,
            by,
            left: self.files[file],
        });
        Ok(())
    }

    fn asks(&mut self, command: &str, reply: &str, wire: &mut Wire<impl Write>) -> io::Result<()> {
        self.says(CLIENT, command, wire)?;
        self.says(SERVER, reply, wire)
    }

    fn says(&mut self, by: usize, line: &str, wire: &mut Wire<impl Write>) -> io::Result<()> {
        self.control.send(
            by,
            PSH | ACK,
            Payload::Text(format!("{line}\r\n").as_bytes()),
            wire,
        )
    }
}

/// As PORT and the reply to PASV write it (RFC 959 section 4.1.2).
fn endpoint(ip: Ipv4Addr, port: u16) -> String {
    let [a, b, c, d] = ip.octets();
    format!("{a},{b},{c},{d},{},{}", port >> 8, port & 0xff)
}
