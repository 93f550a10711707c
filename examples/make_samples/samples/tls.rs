//! TLS 1.3 as a capture shows it: records whose heads are right and whose secrets are noise.

use super::dice::Rng;

pub(super) const CHANGE_CIPHER_SPEC: u8 = 20;
pub(super) const ALERT: u8 = 21;
pub(super) const HANDSHAKE: u8 = 22;
pub(super) const APPLICATION_DATA: u8 = 23;

/// What a sealed record is longer than what it hides: its real type, and the tag that proves it.
const SEAL: usize = 1 + 16;

/// Makes the records of one connection.
pub(crate) struct Tls {
    dice: Rng,
    session_id: Vec<u8>,
}

impl Tls {
    /// A connection of its own.
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Rng::new(seed);
        let session_id = dice.bytes(32);
        Self { dice, session_id }
    }

    /// The client's offer, for the server `name`.
    pub(crate) fn client_hello(&mut self, name: &str) -> Vec<u8> {
        let host = [&[0], &sized16(name.as_bytes())[..]].concat();
        let share = [&[0, 29], &sized16(&self.dice.bytes(32))[..]].concat();
        let extensions = [
            extension(0, &sized16(&host)),                            // server name
            extension(10, &sized16(&[0, 29, 0, 23, 0, 24])), // groups: x25519, P-256, P-384
            extension(13, &sized16(&[4, 3, 8, 4, 4, 1, 5, 3, 8, 5])), // signature algorithms
            extension(43, &sized8(&[3, 4])),                 // versions: 1.3
            extension(45, &sized8(&[1])),                    // resumption with a fresh key
            extension(51, &sized16(&share)),                 // key share
        ]
        .concat();
        let suites = [0x13, 0x02, 0x13, 0x03, 0x13, 0x01];
        let body = [
            &[3, 3][..],
            &self.dice.bytes(32),
            &sized8(&self.session_id),
            &sized16(&suites),
            &sized8(&[0]),
            &sized16(&extensions),
        ];
        record(HANDSHAKE, &message(1, &body.concat()))
    }

    /// The server's choice; everything behind it is sealed: extensions, certificate, signature,
    /// end.
    pub(crate) fn server_hello(&mut self) -> Vec<u8> {
        let hello = self.server_hello_of(0x1302);
        let sealed = [10, 812, 264, 52]
            .map(|hidden| self.sealed(hidden))
            .concat();
        [hello, record(CHANGE_CIPHER_SPEC, &[1]), sealed].concat()
    }

    /// The message alone, with this cipher suite.
    pub(super) fn server_hello_of(&mut self, suite: u16) -> Vec<u8> {
        let share = [&[0, 29], &sized16(&self.dice.bytes(32))[..]].concat();
        let extensions = [extension(43, &[3, 4]), extension(51, &share)].concat();
        let body = [
            &[3, 3][..],
            &self.dice.bytes(32),
            &sized8(&self.session_id),
            &suite.to_be_bytes(),
            &[0],
            &sized16(&extensions),
        ];
        record(HANDSHAKE, &message(2, &body.concat()))
    }

    /// The end of the client's part of the handshake.
    pub(crate) fn client_finished(&mut self) -> Vec<u8> {
        [record(CHANGE_CIPHER_SPEC, &[1]), self.sealed(52)].concat()
    }

    /// A record that hides as many bytes.
    pub(crate) fn sealed(&mut self, hidden: usize) -> Vec<u8> {
        record(APPLICATION_DATA, &self.dice.bytes(hidden + SEAL))
    }

    /// A record of this type that nobody can read.
    pub(crate) fn noise(&mut self, kind: u8, length: usize) -> Vec<u8> {
        record(kind, &self.dice.bytes(length))
    }

    /// A message of the handshake in clear, with a body of noise.
    pub(crate) fn handshake_message(&mut self, kind: u8, length: usize) -> Vec<u8> {
        record(HANDSHAKE, &message(kind, &self.dice.bytes(length)))
    }

    /// The message in which a server of TLS 1.2 or older shows its certificate.
    pub(crate) fn certificate(certificate: &[u8]) -> Vec<u8> {
        let own = sized24(certificate);
        record(HANDSHAKE, &message(11, &sized24(&own)))
    }

    /// The server's choice where it is TLS 1.2 or older; its session is a new one.
    pub(crate) fn server_choice(&mut self, version: u16, cipher: u16) -> Vec<u8> {
        let body = [
            &version.to_be_bytes()[..],
            &self.dice.bytes(32),
            &sized8(&self.dice.bytes(32)),
            &cipher.to_be_bytes(),
            &[0],
        ];
        record(HANDSHAKE, &message(2, &body.concat()))
    }

    /// The record that says that no more will come.
    pub(crate) fn close_notify(&mut self) -> Vec<u8> {
        self.sealed(2)
    }
}

/// An alert in clear (RFC 8446 6): level 1 is a warning, 2 is fatal.
pub(crate) fn alert(level: u8, description: u8) -> Vec<u8> {
    record(ALERT, &[level, description])
}

pub(super) fn record(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind, 3, 3], &sized16(body)[..]].concat()
}

pub(super) fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let [_, length @ ..] = (body.len() as u32).to_be_bytes();
    [&[kind], &length[..], body].concat()
}

pub(super) fn extension(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes(), &sized16(body)[..]].concat()
}

pub(super) fn sized8(body: &[u8]) -> Vec<u8> {
    [&[body.len() as u8], body].concat()
}

pub(super) fn sized16(body: &[u8]) -> Vec<u8> {
    [&(body.len() as u16).to_be_bytes(), body].concat()
}

pub(super) fn sized24(body: &[u8]) -> Vec<u8> {
    let [_, length @ ..] = (body.len() as u32).to_be_bytes();
    [&length[..], body].concat()
}
