//! TLS 1.3 that can be opened: records are sealed with `TLS_AES_128_GCM_SHA256` (RFC 8446 sections
//! 5.2 and 7), and its secrets are told in the form of a key log.
//!
//! The secrets are thrown and not agreed upon: who listens has no key share, so that the key log is
//! all that opens the records. For the same reason signatures and the messages called Finished are
//! noise.

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes128Gcm, Nonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::dice::Rng;
use super::tls::{
    ALERT, APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE, Tls, message, record, sized8, sized16,
    sized24,
};

/// `TLS_AES_128_GCM_SHA256`.
const SUITE: u16 = 0x1301;
const TAG: usize = 16;
/// The longest content of a record.
const LONGEST: usize = 1 << 14;

const CERTIFICATE_REQUEST_CONTEXT: u8 = 0;
const ENCRYPTED_EXTENSIONS: u8 = 8;
const CERTIFICATE: u8 = 11;
const CERTIFICATE_VERIFY: u8 = 15;
const FINISHED: u8 = 20;

/// Makes the records of one connection.
pub(crate) struct Keyed {
    hello: Tls,
    dice: Rng,
    random: Vec<u8>,
    client: End,
    server: End,
}

/// What one end seals with.
struct End {
    handshake: [u8; 32],
    traffic: [u8; 32],
    sealer: Sealer,
}

impl End {
    fn new(dice: &mut Rng) -> Self {
        let [handshake, traffic] = [(); 2].map(|()| {
            let mut secret = [0; 32];
            secret.copy_from_slice(&dice.bytes(32));
            secret
        });
        End {
            handshake,
            traffic,
            sealer: Sealer::new(&handshake),
        }
    }

    fn finish_handshake(&mut self) {
        self.sealer = Sealer::new(&self.traffic);
    }
}

impl Keyed {
    /// A connection of its own.
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Rng::new(seed ^ 0x7e57);
        let [client, server] = [(); 2].map(|()| End::new(&mut dice));
        Keyed {
            hello: Tls::new(seed),
            dice,
            random: Vec::new(),
            client,
            server,
        }
    }

    /// The client's offer, for the server `name`. A second one begins TLS once more, with other
    /// secrets.
    pub(crate) fn client_hello(&mut self, name: &str) -> Vec<u8> {
        /// Where the random stands: behind the heads of record and message, and a version.
        const RANDOM: std::ops::Range<usize> = 11..43;
        if !self.random.is_empty() {
            [self.client, self.server] = [(); 2].map(|()| End::new(&mut self.dice));
        }
        let hello = self.hello.client_hello(name);
        self.random = hello[RANDOM].to_vec();
        hello
    }

    /// All that the server says in its handshake, with its certificate.
    pub(crate) fn server_hello(&mut self, certificate: &[u8]) -> Vec<u8> {
        let hello = self.hello.server_hello_of(SUITE);
        let entry = [&sized24(certificate)[..], &sized16(&[])].concat();
        let shown = [&[CERTIFICATE_REQUEST_CONTEXT][..], &sized24(&entry)].concat();
        let signature = [&[4, 3], &sized16(&self.dice.bytes(71))[..]].concat();
        let flight = [
            message(ENCRYPTED_EXTENSIONS, &sized16(&[])),
            message(CERTIFICATE, &shown),
            message(CERTIFICATE_VERIFY, &signature),
            message(FINISHED, &self.dice.bytes(32)),
        ];
        let sealed = self.server.sealer.seal(HANDSHAKE, &flight.concat());
        self.server.finish_handshake();
        [hello, record(CHANGE_CIPHER_SPEC, &[1]), sealed].concat()
    }

    /// The end of the client's part of the handshake.
    pub(crate) fn client_finished(&mut self) -> Vec<u8> {
        let finished = message(FINISHED, &self.dice.bytes(32));
        let sealed = self.client.sealer.seal(HANDSHAKE, &finished);
        self.client.finish_handshake();
        [record(CHANGE_CIPHER_SPEC, &[1]), sealed].concat()
    }

    /// What one end says, in as many records as it takes.
    pub(crate) fn data(&mut self, by_client: bool, bytes: &[u8]) -> Vec<u8> {
        let sealer = self.sealer(by_client);
        bytes
            .chunks(LONGEST)
            .flat_map(|piece| sealer.seal(APPLICATION_DATA, piece))
            .collect()
    }

    /// The record that says that no more will come.
    pub(crate) fn close_notify(&mut self, by_client: bool) -> Vec<u8> {
        self.sealer(by_client).seal(ALERT, &[1, 0])
    }

    /// What opens it (RFC 9850).
    pub(crate) fn key_log(&self) -> String {
        let random = digits(&self.random);
        let lines = [
            ("CLIENT_HANDSHAKE_TRAFFIC_SECRET", &self.client.handshake),
            ("SERVER_HANDSHAKE_TRAFFIC_SECRET", &self.server.handshake),
            ("CLIENT_TRAFFIC_SECRET_0", &self.client.traffic),
            ("SERVER_TRAFFIC_SECRET_0", &self.server.traffic),
        ]
        .map(|(label, secret)| format!("{label} {random} {}\n", digits(&secret[..])));
        lines.concat()
    }

    fn sealer(&mut self, by_client: bool) -> &mut Sealer {
        if by_client {
            &mut self.client.sealer
        } else {
            &mut self.server.sealer
        }
    }
}

/// Seals the records of one direction under one secret.
struct Sealer {
    cipher: Aes128Gcm,
    iv: [u8; 12],
    number: u64,
}

impl Sealer {
    fn new(secret: &[u8; 32]) -> Self {
        let mut iv = [0; 12];
        iv.copy_from_slice(&expand_label(secret, "iv", 12));
        let key = expand_label(secret, "key", 16);
        Sealer {
            cipher: Aes128Gcm::new_from_slice(&key).expect("a key of 16 bytes"),
            iv,
            number: 0,
        }
    }

    /// A record (RFC 8446 section 5.2): its real type behind its content, and a nonce that counts.
    fn seal(&mut self, kind: u8, content: &[u8]) -> Vec<u8> {
        let plain = [content, &[kind]].concat();
        let len = ((plain.len() + TAG) as u16).to_be_bytes();
        let head = [APPLICATION_DATA, 3, 3, len[0], len[1]];
        let mut nonce = self.iv;
        for (byte, part) in nonce[4..].iter_mut().zip(self.number.to_be_bytes()) {
            *byte ^= part;
        }
        self.number += 1;
        let payload = Payload {
            msg: &plain,
            aad: &head,
        };
        let nonce = Nonce::from(nonce);
        let sealed = self
            .cipher
            .encrypt(&nonce, payload)
            .expect("a record is short");
        [&head[..], &sealed].concat()
    }
}

/// `HKDF-Expand-Label` (RFC 8446 section 7.1) without a context, for no more than one block.
fn expand_label(secret: &[u8; 32], label: &str, len: u16) -> Vec<u8> {
    let label = format!("tls13 {label}");
    let info = [
        &len.to_be_bytes()[..],
        &sized8(label.as_bytes()),
        &sized8(&[]),
        &[1],
    ]
    .concat();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any key will do");
    mac.update(&info);
    mac.finalize().into_bytes()[..usize::from(len)].to_vec()
}

fn digits(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}
