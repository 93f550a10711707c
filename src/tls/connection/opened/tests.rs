//! Connections that are sealed here and opened by the machine: whole, in any cut, with gaps, in any
//! order, without their beginning, and with wrong secrets.

use std::sync::Arc;

use proptest::prelude::*;

use crate::limits::Limits;
use crate::model::{At, SecretSource, TlsSealed, TlsVersion};
use crate::tls::crypto::{
    self, Cipher, HandshakeKeys, Suite, keys, next_secret, seal, traffic_key,
};
use crate::tls::keyring::{Keyring, Sessions};
use crate::tls::{Begins, Secrets, TlsConnection, TlsPiece};

const CLIENT: usize = 0;
const SERVER: usize = 1;
const RANDOMS: [[u8; 32]; 2] = [[0xc1; 32], [0x5e; 32]];
const TLS10: u16 = 0x0301;
const TLS12: u16 = 0x0303;
const TLS13: u16 = 0x0304;

/// A kind of connection.
#[derive(Clone, Copy, Debug)]
struct Kind {
    version: u16,
    suite: u16,
    encrypt_then_mac: bool,
}

/// Every way to seal that differs from the others.
fn kinds() -> Vec<Kind> {
    let mut kinds = Vec::new();
    for suite in [0x0002, 0x0005, 0x000a, 0x0035] {
        for version in [TLS10, TLS10 + 1, TLS12] {
            for encrypt_then_mac in [false, true] {
                kinds.push(Kind {
                    version,
                    suite,
                    encrypt_then_mac,
                });
            }
        }
    }
    for suite in [0xc028, 0xc02f, 0xc030, 0xc09c, 0xc0a1, 0xcca8] {
        kinds.push(Kind {
            version: TLS12,
            suite,
            encrypt_then_mac: false,
        });
    }
    for suite in 0x1301..=0x1305 {
        kinds.push(Kind {
            version: TLS13,
            suite,
            encrypt_then_mac: false,
        });
    }
    kinds
}

/// A record on its way.
#[derive(Clone, Debug)]
struct Sent {
    side: usize,
    bytes: Vec<u8>,
    /// Application data.
    text: Vec<u8>,
}

/// Both ends.
struct Ends {
    kind: Kind,
    suite: Suite,
    secrets: [Vec<u8>; 4],
    /// Those of the key log: the first of each.
    first: [Vec<u8>; 4],
    ciphers: [Option<Cipher>; 2],
    numbers: [u64; 2],
    sent: Vec<Sent>,
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut message = (body.len() as u32).to_be_bytes().to_vec();
    message[0] = kind;
    message.extend(body);
    message
}

fn record(kind: u8, body: &[u8]) -> Vec<u8> {
    let [high, low] = (body.len() as u16).to_be_bytes();
    [&[kind, 3, 3, high, low], body].concat()
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

impl Ends {
    fn new(kind: Kind) -> Self {
        let suite = Suite::find(kind.suite).expect("a suite");
        let len = if kind.version == TLS13 {
            suite.secret()
        } else {
            48
        };
        let secrets = [1, 2, 3, 4].map(|byte| vec![byte; len]);
        Ends {
            kind,
            suite,
            first: secrets.clone(),
            secrets,
            ciphers: [None, None],
            numbers: [0, 0],
            sent: Vec::new(),
        }
    }

    /// The secrets as a key log tells them.
    fn key_log(&self) -> String {
        let labels = [
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            "SERVER_HANDSHAKE_TRAFFIC_SECRET",
            "CLIENT_TRAFFIC_SECRET_0",
            "SERVER_TRAFFIC_SECRET_0",
        ];
        let random = hex(&RANDOMS[0]);
        if self.kind.version < TLS13 {
            return format!("CLIENT_RANDOM {random} {}\n", hex(&self.first[0]));
        }
        let lines = labels.iter().zip(&self.first);
        let lines = lines.map(|(label, secret)| format!("{label} {random} {}\n", hex(secret)));
        lines.collect::<Vec<String>>().concat()
    }

    fn send(&mut self, side: usize, bytes: Vec<u8>) {
        self.sent.push(Sent {
            side,
            bytes,
            text: Vec::new(),
        });
    }

    fn sealed(&mut self, side: usize, kind: u8, bytes: &[u8]) -> Vec<u8> {
        let version = self.kind.version.min(TLS12);
        let number = self.numbers[side];
        self.numbers[side] += 1;
        let plain = crypto::Plain {
            kind,
            version,
            bytes,
            padding: bytes.len() % 3,
        };
        let cipher = self.ciphers[side].as_mut().expect("a key");
        seal(cipher, plain, number)
    }

    fn seal(&mut self, side: usize, kind: u8, bytes: &[u8]) {
        let sealed = self.sealed(side, kind, bytes);
        self.send(side, sealed);
    }

    fn key(&mut self, side: usize, cipher: Cipher) {
        self.ciphers[side] = Some(cipher);
        self.numbers[side] = 0;
    }

    fn handshake(&mut self) {
        let mut hello = vec![3, 3];
        hello.extend(RANDOMS[0]);
        hello.extend(b"\0\0\x02\x13\x01\x01\0");
        self.send(CLIENT, record(22, &message(1, &hello)));
        let [major, minor] = self.kind.version.min(TLS12).to_be_bytes();
        let mut hello = vec![major, minor];
        hello.extend(RANDOMS[1]);
        hello.push(0);
        hello.extend(self.kind.suite.to_be_bytes());
        hello.push(0);
        let extension: &[u8] = match self.kind {
            Kind { version: TLS13, .. } => b"\0\x2b\0\x02\x03\x04",
            Kind {
                encrypt_then_mac: true,
                ..
            } => b"\0\x16\0\0",
            _ => b"",
        };
        hello.extend((extension.len() as u16).to_be_bytes());
        hello.extend(extension);
        self.send(SERVER, record(22, &message(2, &hello)));
        if self.kind.version == TLS13 {
            for side in [SERVER, CLIENT] {
                self.send(side, record(20, &[1]));
                let secret = self.secrets[side].clone();
                self.key(side, traffic_key(self.suite, &secret).expect("a key"));
                self.seal(side, 22, &message(20, &[7; 32]));
                let secret = self.secrets[2 + side].clone();
                self.key(side, traffic_key(self.suite, &secret).expect("a key"));
            }
            return;
        }
        let handshake = HandshakeKeys {
            version: TlsVersion(self.kind.version),
            suite: self.suite,
            randoms: [&RANDOMS[0], &RANDOMS[1]],
            encrypt_then_mac: self.kind.encrypt_then_mac,
        };
        let ciphers = keys(&handshake, &self.secrets[0]);
        for (side, cipher) in ciphers.into_iter().enumerate() {
            self.send(side, record(20, &[1]));
            self.key(side, cipher);
            self.seal(side, 22, &message(20, &[7; 12]));
        }
    }

    fn say(&mut self, side: usize, text: &[u8]) {
        let bytes = self.sealed(side, 23, text);
        self.sent.push(Sent {
            side,
            bytes,
            text: text.to_vec(),
        });
    }

    /// TLS 1.3: the side goes on with the next key.
    fn update(&mut self, side: usize) {
        self.seal(side, 22, &message(24, &[0]));
        self.secrets[2 + side] = next_secret(self.suite, &self.secrets[2 + side]);
        let secret = self.secrets[2 + side].clone();
        self.key(side, traffic_key(self.suite, &secret).expect("a key"));
    }

    fn stream(&self, side: usize) -> Vec<u8> {
        let sent = self.sent.iter().filter(|sent| sent.side == side);
        sent.flat_map(|sent| sent.bytes.clone()).collect()
    }

    fn text(&self, side: usize) -> Vec<u8> {
        let sent = self.sent.iter().filter(|sent| sent.side == side);
        sent.flat_map(|sent| sent.text.clone()).collect()
    }
}

/// What came of a connection.
#[derive(Debug, Default)]
struct Heard {
    text: [Vec<u8>; 2],
    lost: [u64; 2],
    lost_bytes: [u64; 2],
    locked: [u64; 2],
}

fn ring(key_log: &str, limits: &Limits) -> Arc<Keyring> {
    let mut secrets = Secrets::new();
    secrets
        .read(key_log.as_bytes(), SecretSource::KeyLog, limits)
        .expect("a key log");
    Keyring::new(&Arc::new(secrets), Sessions::default(), limits).expect("there are secrets")
}

fn machine(key_log: &str, begins: Begins) -> TlsConnection {
    let ring = ring(key_log, &Limits::default());
    TlsConnection::new(begins, true, 1 << 16).with(Some(&ring))
}

impl Heard {
    fn take(&mut self, side: usize, piece: TlsPiece) {
        match piece {
            TlsPiece::Opened(plain) => self.text[side].extend(plain.bytes),
            TlsPiece::Lost { records, bytes, .. } => {
                self.lost[side] += records;
                self.lost_bytes[side] += bytes;
            }
            TlsPiece::Locked(_) => self.locked[side] += 1,
            TlsPiece::Clear(_) | TlsPiece::Begins | TlsPiece::Sealed(_) | TlsPiece::Ends => {}
        }
    }

    fn bytes(&mut self, tls: &mut TlsConnection, side: usize, bytes: &[u8]) {
        tls.begin_frame();
        tls.bytes(side, bytes, (At::default(), None), &mut |side, piece| {
            self.take(side, piece);
        });
    }

    fn gap(&mut self, tls: &mut TlsConnection, side: usize, len: usize) {
        tls.gap(side, len as u64, At::default(), &mut |side, piece| {
            self.take(side, piece);
        });
    }

    fn finish(&mut self, tls: &mut TlsConnection) {
        for side in [CLIENT, SERVER] {
            tls.finish(side, At::default(), &mut |side, piece| {
                self.take(side, piece);
            });
        }
    }
}

/// A conversation of lines of any length.
fn talk(kind: Kind, texts: &[(bool, Vec<u8>)]) -> Ends {
    let mut ends = Ends::new(kind);
    ends.handshake();
    for (number, (by_server, text)) in texts.iter().enumerate() {
        ends.say(usize::from(*by_server), text);
        if kind.version == TLS13 && number % 4 == 3 {
            ends.update(usize::from(*by_server));
        }
    }
    ends
}

fn texts() -> impl Strategy<Value = Vec<(bool, Vec<u8>)>> {
    let text = prop::collection::vec(any::<u8>(), 0..90);
    prop::collection::vec((any::<bool>(), text), 1..9)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn any_cut_gives_the_same_text(texts in texts(), step in 1..40_usize) {
        for kind in kinds() {
            let ends = talk(kind, &texts);
            let mut tls = machine(&ends.key_log(), Begins::WithStream);
            let mut heard = Heard::default();
            for sent in &ends.sent {
                for piece in sent.bytes.chunks(step) {
                    heard.bytes(&mut tls, sent.side, piece);
                }
            }
            heard.finish(&mut tls);
            let opened = tls.opened().expect("there are secrets");
            prop_assert_eq!(opened.sealed, [0, 0], "{:?}", kind);
            for side in [CLIENT, SERVER] {
                prop_assert_eq!(&heard.text[side], &ends.text(side), "{:?}", kind);
            }
        }
    }

    #[test]
    fn one_direction_may_come_before_the_other(texts in texts(), first in 0..2_usize) {
        for kind in kinds() {
            let ends = talk(kind, &texts);
            let mut tls = machine(&ends.key_log(), Begins::WithStream);
            let mut heard = Heard::default();
            for side in [first, 1 - first] {
                heard.bytes(&mut tls, side, &ends.stream(side));
            }
            heard.finish(&mut tls);
            for side in [CLIENT, SERVER] {
                prop_assert_eq!(&heard.text[side], &ends.text(side), "{:?}", kind);
            }
        }
    }

    /// Whatever bytes are missing, what opens is what was said, in order, and little more is lost
    /// than what was torn.
    #[test]
    fn a_gap_costs_what_it_tears(
        texts in texts(),
        from in any::<prop::sample::Index>(),
        len in 1..200_usize,
        cut in 1..60_usize,
    ) {
        for kind in kinds() {
            let ends = talk(kind, &texts);
            let hellos = ends.sent.iter().filter(|sent| sent.side == SERVER).take(1);
            let head: usize = hellos.map(|sent| sent.bytes.len()).sum();
            let stream = ends.stream(SERVER);
            let from = head + from.index(stream.len() - head);
            let to = (from + len).min(stream.len());
            let mut tls = machine(&ends.key_log(), Begins::WithStream);
            let mut heard = Heard::default();
            heard.bytes(&mut tls, CLIENT, &ends.stream(CLIENT));
            heard.bytes(&mut tls, SERVER, &stream[..from]);
            heard.gap(&mut tls, SERVER, to - from);
            for piece in stream[to..].chunks(cut) {
                heard.bytes(&mut tls, SERVER, piece);
            }
            heard.finish(&mut tls);
            let mut place = 0;
            let mut whole = Vec::new();
            let mut broken = false;
            for sent in ends.sent.iter().filter(|sent| sent.side == SERVER) {
                let end = place + sent.bytes.len();
                let is_torn = place < to && from < end;
                broken |= is_torn;
                if !is_torn {
                    whole.push((sent.text.clone(), broken));
                }
                place = end;
            }
            let mut left = &heard.text[SERVER][..];
            for (text, behind) in whole {
                if let Some(rest) = left.strip_prefix(&text[..]) {
                    left = rest;
                } else {
                    prop_assert!(behind, "{kind:?}: {text:?}");
                }
            }
            prop_assert!(left.is_empty(), "{kind:?}: {left:?} is nothing that was said");
        }
    }

    #[test]
    fn a_wrong_secret_gives_not_a_byte(texts in texts()) {
        for kind in kinds() {
            let ends = talk(kind, &texts);
            let mut wrong = Ends::new(kind);
            for secret in &mut wrong.first {
                secret[0] ^= 1;
            }
            let mut tls = machine(&wrong.key_log(), Begins::WithStream);
            let mut heard = Heard::default();
            for sent in &ends.sent {
                heard.bytes(&mut tls, sent.side, &sent.bytes);
            }
            heard.finish(&mut tls);
            prop_assert!(heard.text.iter().all(Vec::is_empty));
            let opened = tls.opened().expect("there are secrets");
            prop_assert_eq!(opened.records, [0, 0]);
            prop_assert_eq!(opened.reason, Some(TlsSealed::BadSecret));
        }
    }

    #[test]
    fn no_bytes_cause_a_panic(
        texts in texts(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        step in 1..90_usize,
    ) {
        for kind in kinds() {
            let ends = talk(kind, &texts);
            let mut streams = [ends.stream(CLIENT), ends.stream(SERVER)];
            for (place, byte) in &damage {
                let stream = &mut streams[usize::from(byte & 1)];
                let at = place.index(stream.len());
                stream[at] = *byte;
            }
            let mut tls = machine(&ends.key_log(), Begins::WithLine);
            let mut heard = Heard::default();
            let [client, server] = &streams;
            for (client, server) in client.chunks(step).zip(server.chunks(step)) {
                heard.bytes(&mut tls, CLIENT, client);
                heard.bytes(&mut tls, SERVER, server);
                if client.len() == 7 {
                    heard.gap(&mut tls, SERVER, 70_000);
                }
            }
            heard.finish(&mut tls);
        }
    }
}

/// One record of a file in the middle is lost, and its neighbours are not: places and bytes are
/// exact where the suite adds the same to each.
#[test]
fn what_is_lost_is_counted_in_records_and_bytes() {
    for kind in kinds() {
        let mut ends = Ends::new(kind);
        ends.handshake();
        for number in 0..6 {
            ends.say(SERVER, &vec![b'a' + number; 999]);
        }
        let stream = ends.stream(SERVER);
        let size = ends.sent.last().expect("a record").bytes.len();
        let (from, to) = (stream.len() - 4 * size + 20, stream.len() - 3 * size + 1);
        let mut tls = machine(&ends.key_log(), Begins::WithStream);
        let mut heard = Heard::default();
        heard.bytes(&mut tls, CLIENT, &ends.stream(CLIENT));
        heard.bytes(&mut tls, SERVER, &stream[..from]);
        heard.gap(&mut tls, SERVER, to - from);
        for piece in stream[to..].chunks(700) {
            heard.bytes(&mut tls, SERVER, piece);
        }
        heard.finish(&mut tls);
        // the gap ends one byte into the header of the record behind it
        let first: Vec<u8> = [b'a', b'b'].iter().flat_map(|&byte| [byte; 999]).collect();
        let rest: Vec<u8> = [b'e', b'f'].iter().flat_map(|&byte| [byte; 999]).collect();
        let suite = kind.suite;
        if suite == 0x0005 {
            assert_eq!(heard.text[SERVER], first, "{kind:?}");
            continue;
        }
        assert_eq!(heard.text[SERVER], [first, rest].concat(), "{kind:?}");
        assert_eq!(heard.lost[SERVER], 2, "{kind:?}");
        assert!(
            heard.lost_bytes[SERVER].abs_diff(2 * 999) <= 2 * 16,
            "{kind:?}"
        );
        if kind.version == TLS12 && matches!(suite, 0xc02f | 0xcca8) {
            assert_eq!(heard.lost_bytes[SERVER], 2 * 999);
        }
    }
}

/// TLS 1.3 without a handshake: the secret that opens it is found, and with it the side that is the
/// client.
#[test]
fn the_middle_of_a_connection_is_opened_by_trial() {
    for suite in 0x1301..=0x1305 {
        let kind = Kind {
            version: TLS13,
            suite,
            encrypt_then_mac: false,
        };
        let mut ends = Ends::new(kind);
        ends.handshake();
        for _ in 0..5 {
            ends.say(CLIENT, b"NOOP\r\n");
            ends.say(SERVER, b"200 ok\r\n");
        }
        let skipped = ends.sent.len() - 4;
        let mut tls = machine(&ends.key_log(), Begins::WithLine);
        let mut heard = Heard::default();
        for sent in &ends.sent[skipped..] {
            heard.bytes(&mut tls, sent.side, &sent.bytes);
        }
        heard.finish(&mut tls);
        assert_eq!(heard.text[CLIENT], b"NOOP\r\nNOOP\r\n", "{suite:#06x}");
        assert_eq!(heard.text[SERVER], b"200 ok\r\n200 ok\r\n");
        let opened = tls.opened().expect("there are secrets");
        assert_eq!(opened.source, Some(SecretSource::Trial));
        assert_eq!(
            (tls.client(), tls.found_suite()),
            (Some(CLIENT), Some(suite))
        );
    }
}

/// Sets a limit. A data connection of a protected session, of which the capture has the end alone:
/// whatever record it begins in, and however short the segments are, all others open.
#[test]
fn a_stream_that_begins_inside_a_record_opens_from_the_next_one_on() {
    let mut ends = Ends::new(Kind {
        version: TLS13,
        suite: 0x1301,
        encrypt_then_mac: false,
    });
    ends.handshake();
    let handshake = ends.stream(SERVER).len();
    for number in 0..20_u8 {
        ends.say(SERVER, &[number; 150]);
    }
    let stream = ends.stream(SERVER);
    for (first, step) in [
        (handshake + 1, 60),
        (handshake + 700, 33),
        (handshake + 5, 4000),
    ] {
        let ring = ring(&ends.key_log(), &Limits::default());
        let mut tls = TlsConnection::new(Begins::Before, false, 1 << 16).with(Some(&ring));
        let mut heard = Heard::default();
        for piece in stream[first..].chunks(step) {
            heard.bytes(&mut tls, SERVER, piece);
        }
        heard.finish(&mut tls);
        let record = (stream.len() - handshake) / 20;
        let whole = (stream.len() - first) / record;
        let text = ends.text(SERVER);
        assert!(
            heard.text[SERVER] == text[text.len() - whole * 150..],
            "{first}: {} of {whole} records",
            heard.text[SERVER].len() / 150
        );
        assert_eq!(heard.lost[SERVER], 1, "{first}");
    }
}

/// What is clear stays so where nothing says that it is protected.
#[test]
fn a_clear_stream_without_its_beginning_is_no_tls() {
    let mut tls = TlsConnection::new(Begins::WithStream, false, 1 << 16);
    let mut clear: Vec<u8> = Vec::new();
    let file: Vec<u8> = (0..=255).cycle().take(20_000).collect();
    for piece in file.chunks(1460) {
        tls.bytes(SERVER, piece, (At::default(), None), &mut |_, piece| {
            if let TlsPiece::Clear(bytes) = piece {
                clear.extend(bytes);
            }
        });
    }
    assert!(!tls.is_tls() && clear == file);
}

type Set = fn(&mut Limits);

/// Limits are reported by their names, and nothing is opened beyond them.
#[test]
fn caps_are_told() {
    let kind = Kind {
        version: TLS13,
        suite: 0x1301,
        encrypt_then_mac: false,
    };
    let mut ends = Ends::new(kind);
    ends.handshake();
    for _ in 0..9 {
        ends.say(SERVER, b"200 ok\r\n");
    }
    let stream = ends.stream(SERVER);
    let torn = stream.len() - 200;
    let cases: [(&str, Set); 3] = [
        ("tls_parked", |limits| limits.tls_parked = 100),
        ("tls_resync", |limits| limits.tls_resync = 1),
        ("tls_trial", |limits| limits.tls_trial = 100),
    ];
    for (name, set) in cases {
        let mut limits = Limits::default();
        set(&mut limits);
        let ring = ring(&ends.key_log(), &limits);
        let mut tls = TlsConnection::new(Begins::WithStream, true, 1 << 16).with(Some(&ring));
        let mut heard = Heard::default();
        if name != "tls_parked" {
            heard.bytes(&mut tls, CLIENT, &ends.stream(CLIENT));
        }
        heard.bytes(&mut tls, SERVER, &stream[..torn - 100]);
        heard.gap(&mut tls, SERVER, 100);
        heard.bytes(&mut tls, SERVER, &stream[torn..]);
        heard.bytes(&mut tls, CLIENT, &ends.stream(CLIENT));
        heard.finish(&mut tls);
        assert!(heard.text[SERVER].len() < 64, "{name}");
        let hit: Vec<&str> = ring.limits_hit().map(|(name, _)| name).collect();
        assert_eq!(hit, [name]);
    }
    let limits = Limits {
        tls_sessions: 1,
        ..Limits::default()
    };
    let ring = ring(&ends.key_log(), &limits);
    for id in [b"one", b"two"] {
        ring.learn(&[1; 48], id, None);
    }
    let hit: Vec<_> = ring.limits_hit().collect();
    assert_eq!(hit, [("tls_sessions", 1)]);
}

/// Where the beginning of a connection is not in the capture, making the keys of a large key log is
/// bounded too.
#[test]
fn keys_that_are_made_in_vain_count_as_trials() {
    let mut ends = Ends::new(Kind {
        version: TLS13,
        suite: 0x1301,
        encrypt_then_mac: false,
    });
    ends.handshake();
    for _ in 0..9 {
        ends.say(SERVER, b"200 ok\r\n");
    }
    let stream = ends.stream(SERVER);
    let lines = (0..64).map(|n| format!("SERVER_TRAFFIC_SECRET_0 {n:064x} {n:064x}\n"));
    let others = lines.collect::<Vec<_>>().concat();
    let limits = Limits {
        tls_trial: 60 << 12,
        ..Limits::default()
    };
    let ring = ring(&others, &limits);
    let mut tls = TlsConnection::new(Begins::WithStream, false, 1 << 16).with(Some(&ring));
    let mut heard = Heard::default();
    heard.bytes(&mut tls, SERVER, &stream[stream.len() - 100..]);
    heard.finish(&mut tls);
    let hit: Vec<&str> = ring.limits_hit().map(|(name, _)| name).collect();
    assert_eq!(hit, ["tls_trial"]);
}

/// A small file that is damaged takes no longer than others of its size.
#[test]
fn the_fewer_bytes_come_the_less_is_tried() {
    const RECORD: usize = 900;
    let limits = Limits::default();
    let ring = ring(
        &format!("SERVER_TRAFFIC_SECRET_0 {0:064x} {0:064x}\n", 7),
        &limits,
    );
    let trials = || std::iter::from_fn(|| ring.may_try(RECORD, 1).then_some(())).count();
    let at_once = trials();
    assert!((10_000..100_000).contains(&at_once), "{at_once}");
    ring.has_come(RECORD);
    assert!((3000..4096).contains(&trials()));
    ring.has_come(usize::MAX / 4096);
    let all = limits.tls_trial as usize / RECORD;
    assert!(trials() < all);
    ring.has_come(RECORD);
    assert_eq!(trials(), 0, "the limit is one for all of them");
}

/// A connection up to its handshake, and the first thing that the server says.
fn begun(limits: &Limits) -> (Ends, TlsConnection, Arc<Keyring>, Heard) {
    let mut ends = Ends::new(Kind {
        version: TLS13,
        suite: 0x1301,
        encrypt_then_mac: false,
    });
    ends.handshake();
    ends.say(SERVER, b"220 ready");
    let ring = ring(&ends.key_log(), limits);
    let mut tls = TlsConnection::new(Begins::WithStream, true, 1 << 16).with(Some(&ring));
    let mut heard = Heard::default();
    for sent in &ends.sent {
        heard.bytes(&mut tls, sent.side, &sent.bytes);
    }
    (ends, tls, ring, heard)
}

/// Noise may be made of such places: if one cost nothing, a capture could be made of them.
#[test]
fn a_place_that_looks_like_a_record_behind_a_gap_costs_a_trial() {
    for (budget, text) in [(1 << 20, &b"220 ready331 go on"[..]), (0, b"220 ready")] {
        let limits = Limits {
            tls_trial: budget,
            ..Limits::default()
        };
        let (mut ends, mut tls, ring, mut heard) = begun(&limits);
        ends.say(SERVER, b"331 go on");
        heard.gap(&mut tls, SERVER, 40);
        heard.bytes(&mut tls, SERVER, &ends.sent.last().expect("a record").bytes);
        heard.finish(&mut tls);
        assert_eq!(heard.text[SERVER], text);
        let hit: Vec<_> = ring.limits_hit().map(|(name, _)| name).collect();
        assert_eq!(hit.contains(&"tls_trial"), budget == 0);
    }
}

/// The capture lacks nothing: the sender, or the recording, stopped there.
#[test]
fn a_record_in_which_its_direction_ends_is_sealed_and_not_lost() {
    let (mut ends, mut tls, _, mut heard) = begun(&Limits::default());
    ends.say(SERVER, &[b'x'; 200]);
    let bytes = &ends.sent.last().expect("a record").bytes;
    heard.bytes(&mut tls, SERVER, &bytes[..150]);
    heard.finish(&mut tls);
    assert_eq!(heard.text[SERVER], b"220 ready");
    assert_eq!((heard.lost[SERVER], heard.lost_bytes[SERVER]), (0, 0));
    assert_eq!(heard.locked[SERVER], 1);
}

/// A client that sends text with its hello, to a server that goes on with the session, or not.
fn with_early_data(suite: u16, is_taken: bool) -> (Ends, String) {
    let kind = Kind {
        version: TLS13,
        suite,
        encrypt_then_mac: false,
    };
    let mut ends = Ends::new(kind);
    let mut hello = [&[3, 3][..], &RANDOMS[0], b"\0\0\x02\x13\x01\x01\0"].concat();
    // early data, and a session
    hello.extend(b"\0\x0a\0\x2a\0\0\0\x29\0\x02\0\0");
    ends.send(CLIENT, record(22, &message(1, &hello)));
    ends.send(CLIENT, record(20, &[1]));
    let early = vec![9; ends.suite.secret()];
    ends.key(CLIENT, traffic_key(ends.suite, &early).expect("a key"));
    if is_taken {
        ends.say(CLIENT, b"USER anna\r\n");
    } else {
        ends.seal(CLIENT, 23, b"USER anna\r\n");
    }
    let mut hello = [&[3, 3][..], &RANDOMS[1], b"\0"].concat();
    hello.extend(suite.to_be_bytes());
    hello.extend(if is_taken {
        &b"\0\0\x0c\0\x2b\0\x02\x03\x04\0\x29\0\x02\0\0"[..]
    } else {
        b"\0\0\x06\0\x2b\0\x02\x03\x04"
    });
    ends.send(SERVER, record(22, &message(2, &hello)));
    if is_taken {
        ends.seal(CLIENT, 22, &message(5, b""));
    }
    for side in [SERVER, CLIENT] {
        let secret = ends.secrets[side].clone();
        ends.key(side, traffic_key(ends.suite, &secret).expect("a key"));
        ends.seal(side, 22, &message(20, &[7; 32]));
        let secret = ends.secrets[2 + side].clone();
        ends.key(side, traffic_key(ends.suite, &secret).expect("a key"));
    }
    ends.say(SERVER, b"331 password\r\n");
    ends.say(CLIENT, b"PASS lantern\r\n");
    let line = format!(
        "CLIENT_EARLY_TRAFFIC_SECRET {} {}\n",
        hex(&RANDOMS[0]),
        hex(&early)
    );
    let key_log = ends.key_log() + &line;
    (ends, key_log)
}

#[test]
fn early_data_is_opened_where_the_server_takes_it() {
    for suite in 0x1301..=0x1305 {
        for is_taken in [true, false] {
            let (ends, key_log) = with_early_data(suite, is_taken);
            let mut tls = machine(&key_log, Begins::WithStream);
            let mut heard = Heard::default();
            for sent in &ends.sent {
                heard.bytes(&mut tls, sent.side, &sent.bytes);
            }
            heard.finish(&mut tls);
            let text = [CLIENT, SERVER].map(|side| ends.text(side));
            assert_eq!(heard.text, text, "{suite:x} {is_taken}");
        }
    }
}

#[test]
fn without_its_secret_early_data_hides_nothing_behind_it() {
    for is_taken in [true, false] {
        let (ends, _) = with_early_data(0x1301, is_taken);
        let mut tls = machine(&ends.key_log(), Begins::WithStream);
        let mut heard = Heard::default();
        for sent in &ends.sent {
            heard.bytes(&mut tls, sent.side, &sent.bytes);
        }
        heard.finish(&mut tls);
        assert_eq!(heard.text[CLIENT], b"PASS lantern\r\n", "{is_taken}");
        assert_eq!(heard.text[SERVER], b"331 password\r\n", "{is_taken}");
    }
}
