//! A day in an office: so many sessions one after the other in exactly so many frames. Most of them
//! work. Of the others, some clients sit behind a firewall that lets no active data connection in,
//! some ask for what is not there, some transfers are reset in the middle, and one host tries
//! passwords until one fits. A healthy day is the same without these.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddrV4};

use super::wire::{ACK, Connection, FULL, PSH, Payload, RST, Wire};
use super::{Written, wire};

const CLIENT: usize = Connection::OPENER;
const SERVER: usize = Connection::LISTENER;
const SECOND: u64 = 1_000_000_000;
/// Frames that a session takes at least, whatever becomes of it.
const LEAST: u64 = 64;
const USERS: [&str; 8] = [
    "anna", "bob", "chi", "dung", "eve", "farid", "grace", "backup",
];
const FOLDERS: [&str; 4] = ["reports", "invoices", "photos", "backup"];
const ATTACKER: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 66);
/// Sessions of the attacker, and those of all before it begins.
const ATTACKS: u64 = 12;
const BEFORE_ATTACK: u64 = 200;

/// What becomes of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Works,
    /// Nobody answers the server's SYN.
    Blocked,
    /// The file is not there.
    Missing,
    /// The data connection is reset in the middle.
    Cut,
    /// Wrong passwords; the last of these sessions has a right one.
    Attack {
        gets_in: bool,
    },
}

impl Fate {
    fn of(number: u64, healthy: bool) -> Fate {
        if healthy {
            return Fate::Works;
        }
        if (BEFORE_ATTACK..BEFORE_ATTACK + ATTACKS).contains(&number) {
            let gets_in = number + 1 == BEFORE_ATTACK + ATTACKS;
            return Fate::Attack { gets_in };
        }
        match number {
            n if n % 40 == 7 => Fate::Blocked,
            n if n % 50 == 11 => Fate::Missing,
            n if n % 100 == 33 => Fate::Cut,
            _ => Fate::Works,
        }
    }
}

/// Writes it. The last session works and takes all the frames that are left.
pub(crate) fn write(
    sessions: u64,
    frames: u64,
    healthy: bool,
    out: impl Write,
) -> io::Result<Written> {
    if frames < sessions.saturating_mul(LEAST) {
        let least = format!(
            "{sessions} sessions take {} frames at least",
            sessions * LEAST
        );
        return Err(io::Error::new(io::ErrorKind::InvalidInput, least));
    }
    let mut wire = Wire::new(out)?;
    let mut written = Written::default();
    for number in 0..sessions {
        let left = sessions - number;
        let room = frames - wire.frames();
        let is_last = left == 1;
        // about the same for each, some more and some less, whatever became of those before, and
        // enough for those that follow
        let share = frames / sessions * (60 + number * 37 % 70) / 100;
        let share = share.clamp(LEAST, room - (left - 1) * LEAST);
        let fate = if is_last {
            Fate::Works
        } else {
            Fate::of(number, healthy)
        };
        let end = wire.frames() + if is_last { room } else { share };
        written
            .sessions
            .push(session(number, fate, end, &mut wire)?);
        wire.wait(SECOND * (5 + number % 7));
    }
    (written.bytes, written.frames) = wire.finish()?;
    Ok(written)
}

/// Who speaks with whom.
struct Dialogue {
    control: Connection,
    client: Ipv4Addr,
    server: Ipv4Addr,
    port: u16,
}

/// A session that ends with the frame of that number; the bytes of its transfers.
fn session(number: u64, fate: Fate, end: u64, wire: &mut Wire<impl Write>) -> io::Result<Vec<u64>> {
    let mut dialogue = Dialogue::open(number, fate, wire)?;
    let user = USERS[(number % 8) as usize];
    let path = format!(
        "/{}/{user}-{:03}.csv",
        FOLDERS[(number % 4) as usize],
        number / 8
    );
    let moved = if let Fate::Attack { gets_in } = fate {
        dialogue.attack(number, gets_in, wire)?
    } else {
        let password = "331 Please specify the password.";
        dialogue.asks(&format!("USER {user}"), password, wire)?;
        dialogue.asks("PASS correct-horse", "230 Login successful.", wire)?;
        dialogue.asks("TYPE I", "200 Switching to Binary mode.", wire)?;
        dialogue.transfer(number, fate, &path, end, wire)?
    };
    dialogue.asks("QUIT", "221 Goodbye.", wire)?;
    dialogue.control.close(SERVER, wire)?;
    Ok(moved)
}

/// Frames behind a transfer: its end, 226, QUIT, 221 and the end of the control connection.
const BEHIND: u64 = 3 + 1 + 2 + 3;

impl Dialogue {
    fn open(number: u64, fate: Fate, wire: &mut Wire<impl Write>) -> io::Result<Self> {
        let client = match fate {
            Fate::Attack { .. } => ATTACKER,
            _ => Ipv4Addr::new(192, 168, 7, 10 + (number % 60) as u8),
        };
        let server = Ipv4Addr::new(198, 51, 100, 20 + (number % 3) as u8);
        let port = 20_000 + (number * 13 % 20_000) as u16;
        let control = Connection::open(
            SocketAddrV4::new(client, 40_000 + (number % 20_000) as u16),
            SocketAddrV4::new(server, 21),
            wire,
        )?;
        let mut dialogue = Dialogue {
            control,
            client,
            server,
            port,
        };
        dialogue.says(SERVER, "220 (vsFTPd 3.0.5)", wire)?;
        Ok(dialogue)
    }

    /// Three guesses, and an upload where one fits.
    fn attack(
        &mut self,
        number: u64,
        gets_in: bool,
        wire: &mut Wire<impl Write>,
    ) -> io::Result<Vec<u64>> {
        for guess in 0..3 {
            let is_right = gets_in && guess == 2;
            self.asks("USER admin", "331 Please specify the password.", wire)?;
            self.says(CLIENT, &format!("PASS guess-{number}-{guess}"), wire)?;
            wire.wait(SECOND / 2);
            let reply = if is_right {
                "230 Login successful."
            } else {
                "530 Login incorrect."
            };
            self.says(SERVER, reply, wire)?;
        }
        if !gets_in {
            return Ok(Vec::new());
        }
        let bytes = self.moves("STOR", "/www/shell.php", None, wire)?;
        Ok(vec![bytes])
    }

    /// What the session is for.
    fn transfer(
        &mut self,
        number: u64,
        fate: Fate,
        path: &str,
        end: u64,
        wire: &mut Wire<impl Write>,
    ) -> io::Result<Vec<u64>> {
        match fate {
            Fate::Blocked => self.is_blocked(path, wire).map(|()| vec![0]),
            Fate::Missing => {
                self.asks("PASV", &self.passive(), wire)?;
                let mut data = self.connect(wire)?;
                self.asks(&format!("RETR {path}"), "550 Failed to open file.", wire)?;
                data.close(SERVER, wire)?;
                Ok(vec![0])
            }
            Fate::Cut => self.is_cut(path, wire).map(|bytes| vec![bytes]),
            _ => {
                let verb = if number % 5 == 3 { "STOR" } else { "RETR" };
                self.moves(verb, path, Some(end), wire)
                    .map(|bytes| vec![bytes])
            }
        }
    }

    /// A transfer that works: of a few bytes, or of as many as the frames up to `end` have room
    /// for.
    fn moves(
        &mut self,
        verb: &str,
        path: &str,
        end: Option<u64>,
        wire: &mut Wire<impl Write>,
    ) -> io::Result<u64> {
        self.asks("PASV", &self.passive(), wire)?;
        self.says(CLIENT, &format!("{verb} {path}"), wire)?;
        let mut data = self.connect(wire)?;
        self.says(SERVER, "150 Opening BINARY mode data connection.", wire)?;
        let sender = if verb == "STOR" { CLIENT } else { SERVER };
        let segments = end.map_or(2, |end| (end - BEHIND).saturating_sub(wire.frames()));
        let mut bytes = 0;
        for segment in 0..segments {
            if segment % 3 == 2 {
                data.send(1 - sender, ACK, Payload::NONE, wire)?;
            } else {
                data.send(sender, ACK, Payload::Noise(FULL), wire)?;
                bytes += FULL as u64;
            }
        }
        data.close(sender, wire)?;
        self.says(SERVER, "226 Transfer complete.", wire)?;
        Ok(bytes)
    }

    /// The server tries to connect, and a firewall drops that.
    fn is_blocked(&mut self, path: &str, wire: &mut Wire<impl Write>) -> io::Result<()> {
        let [a, b, c, d] = self.client.octets();
        let port = format!(
            "PORT {a},{b},{c},{d},{},{}",
            self.port >> 8,
            self.port & 0xff
        );
        self.asks(&port, "200 PORT command successful.", wire)?;
        self.says(CLIENT, &format!("RETR {path}"), wire)?;
        let ends = [(self.server, 20), (self.client, self.port)];
        let ends = ends.map(|(ip, port)| SocketAddrV4::new(ip, port));
        for wait in [1, 2, 4, 8] {
            Connection::tries(ends, wire)?;
            wire.wait(wait * SECOND);
        }
        self.says(SERVER, "425 Failed to establish connection.", wire)
    }

    /// The server's process dies.
    fn is_cut(&mut self, path: &str, wire: &mut Wire<impl Write>) -> io::Result<u64> {
        self.asks("PASV", &self.passive(), wire)?;
        self.says(CLIENT, &format!("RETR {path}"), wire)?;
        let mut data = self.connect(wire)?;
        self.says(SERVER, "150 Opening BINARY mode data connection.", wire)?;
        for _ in 0..12 {
            data.send(SERVER, ACK, Payload::Noise(FULL), wire)?;
        }
        data.send(SERVER, RST | ACK, Payload::NONE, wire)?;
        self.says(SERVER, "426 Failure writing network stream.", wire)?;
        Ok(12 * FULL as u64)
    }

    fn passive(&self) -> String {
        let [a, b, c, d] = self.server.octets();
        let (high, low) = (self.port >> 8, self.port & 0xff);
        format!("227 Entering Passive Mode ({a},{b},{c},{d},{high},{low}).")
    }

    fn connect(&self, wire: &mut Wire<impl Write>) -> io::Result<Connection> {
        let opener = SocketAddrV4::new(self.client, self.port ^ 0x8000);
        let listener = SocketAddrV4::new(self.server, self.port);
        Connection::open(opener, listener, wire)
    }

    fn asks(&mut self, command: &str, reply: &str, wire: &mut Wire<impl Write>) -> io::Result<()> {
        self.says(CLIENT, command, wire)?;
        wire.wait(wire::REPLY);
        self.says(SERVER, reply, wire)
    }

    fn says(&mut self, by: usize, line: &str, wire: &mut Wire<impl Write>) -> io::Result<()> {
        let line = format!("{line}\r\n");
        self.control
            .send(by, PSH | ACK, Payload::Text(line.as_bytes()), wire)
    }
}
