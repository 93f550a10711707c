//! A capture told by a few lines of text, for tests that need a dialogue and little else.
//!
//! ```text
//! S 220 ready              the server says a line; C: the client. \n and \xHH are written out
//! C~ text                  the same without the line end
//! hosts A B                the control connection of the lines below goes from A to B
//! tls A B                  a ClientHello of A and a ServerHello of B (version, cipher) on the control connection
//! hello A B V C            the same on the connection from A to B
//! open A B                 A opens a data connection to B
//! syn A B / refuse A B     A tries to, and nobody answers / is refused
//! send A B text            A sends bytes to B
//! again A B text           A sends the last bytes once more, or others in their place
//! fill A B 1460            A sends so many bytes in one segment; refill: once more
//! lags A B 8               from now on A acknowledges so many bytes less than were sent
//! skip A B 4               A leaves out so many bytes; -4: goes back
//! fin A B / rst A B        A ends it
//! wait 30                  seconds pass
//! ```

use std::collections::HashMap;
use std::net::SocketAddr;

use etherparse::PacketBuilder;
use ftpscope::analysis::Analyzer;
use ftpscope::capture::Capture;
use ftpscope::limits::Limits;
use ftpscope::model::{Analysis, Finding};

const CLIENT: &str = "10.0.0.2:40000";
const SERVER: &str = "10.0.0.1:21";

/// All findings of a script, those of its sessions and those of the capture.
pub(crate) fn findings(script: &str) -> Vec<Finding> {
    let analysis = analysis(script);
    let of_sessions = analysis
        .sessions
        .iter()
        .flat_map(|s| s.findings.iter().cloned());
    of_sessions
        .chain(analysis.findings.iter().cloned())
        .collect()
}

/// The records of a script.
pub(crate) fn analysis(script: &str) -> Analysis {
    let file = file(script);
    let capture =
        Capture::open(&[file.path().to_path_buf()], &Limits::default()).expect("a capture");
    Analyzer::new().analyse(&capture)
}

/// The capture file of a script.
pub(crate) fn file(script: &str) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new()
        .suffix(".pcap")
        .tempfile()
        .expect("a temporary file");
    std::fs::write(file.path(), Wire::tell(script)).expect("the capture is written");
    file
}

/// What has been sent so far.
struct Wire {
    pcap: Vec<u8>,
    /// Seconds.
    clock: u32,
    frames: u32,
    /// Next sequence number, by sender and receiver.
    next: HashMap<(SocketAddr, SocketAddr), u32>,
    /// Bytes that are not acknowledged, by sender and receiver of the acknowledgement.
    lags: HashMap<(SocketAddr, SocketAddr), u32>,
    client: SocketAddr,
    server: SocketAddr,
}

impl Wire {
    fn tell(script: &str) -> Vec<u8> {
        // pcap 2.4, microseconds, LINKTYPE_RAW (101)
        let mut pcap = Vec::new();
        for word in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 262_144, 101] {
            pcap.extend(word.to_le_bytes());
        }
        let (client, server) = (address(CLIENT), address(SERVER));
        let mut wire = Wire {
            pcap,
            clock: 1_700_000_000,
            frames: 0,
            next: HashMap::new(),
            lags: HashMap::new(),
            client,
            server,
        };
        for line in script
            .lines()
            .map(str::trim_start)
            .filter(|l| !l.is_empty())
        {
            wire.line(line);
        }
        wire.pcap
    }

    fn line(&mut self, line: &str) {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "C" => self.say(true, &[unescaped(rest), b"\r\n".to_vec()].concat()),
            "S" => self.say(false, &[unescaped(rest), b"\r\n".to_vec()].concat()),
            "C~" => self.say(true, &unescaped(rest)),
            "S~" => self.say(false, &unescaped(rest)),
            "wait" => self.clock += rest.parse::<u32>().expect("seconds"),
            _ => self.connection(verb, rest),
        }
    }

    fn connection(&mut self, verb: &str, rest: &str) {
        let mut words = rest.splitn(3, ' ');
        let (a, b) = (
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default(),
        );
        let text = words.next().unwrap_or_default();
        if verb == "tls" {
            self.hello(self.client, self.server, word(a), word(b));
            return;
        }
        let (a, b) = (address(a), address(b));
        match verb {
            "hosts" => (self.client, self.server) = (a, b),
            "open" => self.handshake(a, b),
            "syn" => self.segment(a, b, "S", b""),
            "refuse" => {
                self.segment(a, b, "S", b"");
                self.segment(b, a, "R", b"");
            }
            "send" => self.segment(a, b, "A", &unescaped(text)),
            "hello" => {
                let (version, cipher) = text.split_once(' ').expect("a version and a cipher");
                self.hello(a, b, word(version), word(cipher));
            }
            "again" => self.repeat(a, b, &unescaped(text)),
            "fill" => self.segment(a, b, "A", &vec![b'x'; text.parse().expect("a number")]),
            "refill" => self.repeat(a, b, &vec![b'x'; text.parse().expect("a number")]),
            "lags" => {
                self.lags.insert((a, b), text.parse().expect("a number"));
            }
            "skip" => {
                let next = self.next.entry((a, b)).or_default();
                *next = next.wrapping_add_signed(text.parse().expect("a number"));
            }
            "fin" => self.segment(a, b, "F", b""),
            "rst" => self.segment(a, b, "R", b""),
            other => panic!("no such word: {other}"),
        }
    }

    fn repeat(&mut self, a: SocketAddr, b: SocketAddr, bytes: &[u8]) {
        *self.next.entry((a, b)).or_default() -= bytes.len() as u32;
        self.segment(a, b, "A", bytes);
    }

    fn say(&mut self, from_client: bool, bytes: &[u8]) {
        let (client, server) = (self.client, self.server);
        if !self.next.contains_key(&(client, server)) {
            self.handshake(client, server);
        }
        let (from, to) = if from_client {
            (client, server)
        } else {
            (server, client)
        };
        self.segment(from, to, "A", bytes);
    }

    fn hello(&mut self, asking: SocketAddr, asked: SocketAddr, version: u16, cipher: u16) {
        let record = |kind: u8, body: &[u8]| {
            [
                &[
                    22,
                    3,
                    1,
                    0,
                    body.len() as u8 + 4,
                    kind,
                    0,
                    0,
                    body.len() as u8,
                ],
                body,
            ]
            .concat()
        };
        let choice = [
            &version.to_be_bytes()[..],
            &[7; 32],
            &[0],
            &cipher.to_be_bytes(),
            &[0],
        ]
        .concat();
        self.segment(asking, asked, "A", &record(1, &[3; 60]));
        self.segment(asked, asking, "A", &record(2, &choice));
    }

    fn handshake(&mut self, a: SocketAddr, b: SocketAddr) {
        self.segment(a, b, "S", b"");
        self.segment(b, a, "SA", b"");
        self.segment(a, b, "A", b"");
    }

    fn segment(&mut self, from: SocketAddr, to: SocketAddr, flags: &str, payload: &[u8]) {
        let ack = self.next.get(&(to, from)).copied().unwrap_or_default();
        let opens = flags.starts_with('S');
        let seq = match flags {
            // a SYN that is tried again has the same number, a new connection another
            "S" if ack == 0 => 1000 + u32::from(from.port()),
            _ if opens => 100_000 + self.frames * 7,
            _ => self.next.get(&(from, to)).copied().unwrap_or_default(),
        };
        self.next.insert(
            (from, to),
            seq + payload.len() as u32 + u32::from(opens || flags == "F"),
        );
        let (SocketAddr::V4(source), SocketAddr::V4(target)) = (from, to) else {
            panic!("IPv4 only")
        };
        let mut packet = PacketBuilder::ipv4(source.ip().octets(), target.ip().octets(), 64).tcp(
            source.port(),
            target.port(),
            seq,
            64_000,
        );
        if flags.contains('S') {
            packet = packet.syn();
        }
        if flags == "F" {
            packet = packet.fin();
        }
        if flags == "R" {
            packet = packet.rst();
        }
        if flags != "S" {
            let lag = self.lags.get(&(from, to)).copied().unwrap_or_default();
            packet = packet.ack(ack - lag);
        }
        let mut bytes = Vec::new();
        packet.write(&mut bytes, payload).expect("a packet");
        self.frames += 1;
        let length = bytes.len() as u32;
        for word in [self.clock, self.frames * 100, length, length] {
            self.pcap.extend(word.to_le_bytes());
        }
        self.pcap.extend(bytes);
    }
}

fn word(text: &str) -> u16 {
    u16::from_str_radix(text, 16).expect("a hexadecimal number")
}

fn address(text: &str) -> SocketAddr {
    text.parse()
        .unwrap_or_else(|_| panic!("no address and port: {text}"))
}

/// `\n`, `\r` and `\xHH` become bytes.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend(before.as_bytes());
        let (byte, length) = match after.as_bytes()[0] {
            b'n' => (b'\n', 1),
            b'r' => (b'\r', 1),
            b'x' => (u8::from_str_radix(&after[1..3], 16).expect("two digits"), 3),
            other => (other, 1),
        };
        bytes.push(byte);
        rest = &after[length..];
    }
    bytes.extend(rest.as_bytes());
    bytes
}
