//! The two hellos (RFC 8446 sections 4.1.2 and 4.1.3): what is offered and what is chosen.

use super::fingerprint::Fingerprints;
use crate::model::{Text, TlsVersion};

/// Extension numbers: RFC 6066 section 3, RFC 7301, RFC 7366, RFC 5077 section 3.2, RFC 8446
/// section 4.2.
const SERVER_NAME: u16 = 0;
const GROUPS: u16 = 10;
const POINT_FORMATS: u16 = 11;
const SIGNATURES: u16 = 13;
const PROTOCOL: u16 = 16;
const ENCRYPT_THEN_MAC: u16 = 22;
const SESSION_TICKET: u16 = 35;
const PRE_SHARED_KEY: u16 = 41;
const EARLY_DATA: u16 = 42;
const SUPPORTED_VERSIONS: u16 = 43;

/// The random of a `ServerHello` that is a `HelloRetryRequest` (RFC 8446 section 4.1.3).
const RETRY: Random = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// What makes a handshake unlike any other. That of the client names the connection in a key log
/// (RFC 9850).
pub type Random = [u8; 32];

/// What a client says first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientHello {
    /// Its random.
    pub random: Random,
    /// The session that it would go on with, up to TLS 1.2; since then of no meaning (RFC 8446
    /// section 4.1.2).
    pub session_id: Vec<u8>,
    /// The ticket of such a session (RFC 5077); empty where it only says that it takes one.
    pub ticket: Option<Vec<u8>>,
    /// It offers to go on with a session in the way of TLS 1.3.
    pub offers_psk: bool,
    /// It sends data with its first flight.
    pub early_data: bool,
    /// The host that it wants (RFC 6066 section 3).
    pub server_name: Option<Text>,
    /// JA3, which names the program that sent it; `None` without the feature `digest`.
    pub ja3: Option<String>,
    /// JA4, likewise.
    pub ja4: Option<String>,
}

/// All that a `ClientHello` offers, in its order: what fingerprints are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Offered {
    /// The version in the hello itself, 0x0303 since TLS 1.2.
    pub(super) version: u16,
    /// Those of the extension that counts since TLS 1.3.
    pub(super) versions: Vec<u16>,
    pub(super) cipher_suites: Vec<u16>,
    /// Their numbers.
    pub(super) extensions: Vec<u16>,
    pub(super) groups: Vec<u16>,
    pub(super) point_formats: Vec<u8>,
    pub(super) signatures: Vec<u16>,
    /// ALPN.
    pub(super) protocols: Vec<Vec<u8>>,
}

impl Offered {
    /// `extensions`: with their length, as they stand at the end of the hello.
    fn parse(version: u16, cipher_suites: HelloReader, extensions: HelloReader) -> Self {
        let mut offered = Offered {
            version,
            cipher_suites: cipher_suites.words(),
            ..Offered::default()
        };
        for (kind, mut body) in each_extension(extensions) {
            offered.extensions.push(kind);
            match kind {
                GROUPS => {
                    offered.groups = body.vector16().map(HelloReader::words).unwrap_or_default();
                }
                POINT_FORMATS => {
                    let formats = body.vector8();
                    offered.point_formats = formats.map(|f| f.0.to_vec()).unwrap_or_default();
                }
                SIGNATURES => {
                    offered.signatures =
                        body.vector16().map(HelloReader::words).unwrap_or_default();
                }
                SUPPORTED_VERSIONS => {
                    offered.versions = body.vector8().map(HelloReader::words).unwrap_or_default();
                }
                PROTOCOL => offered.protocols = protocols(body),
                _ => {}
            }
        }
        offered
    }
}

/// What a server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerHello {
    /// Its random.
    pub random: Random,
    /// The session, up to TLS 1.2: that of the client where the session goes on.
    pub session_id: Vec<u8>,
    /// The version that was chosen.
    pub version: TlsVersion,
    /// The cipher suite that was chosen.
    pub cipher_suite: u16,
    /// The compression that was chosen; 0 is none.
    pub compression: u8,
    /// It asks for another `ClientHello`.
    pub retry: bool,
    /// It goes on with a session in the way of TLS 1.3.
    pub takes_psk: bool,
    /// Records of CBC suites are authenticated after encryption (RFC 7366).
    pub encrypt_then_mac: bool,
    /// The protocol that was chosen (RFC 7301), where it is told in clear.
    pub protocol: Option<Text>,
}

impl ClientHello {
    /// Reads the body of the message.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let mut rest = HelloReader(body);
        let version = rest.word()?;
        let random = rest.random()?;
        let session_id = rest.vector8()?.0.to_vec();
        let cipher_suites = rest.vector16()?;
        rest.vector8()?;
        let offered = Offered::parse(version, cipher_suites, rest);
        let Fingerprints { ja3, ja4 } = Fingerprints::of(&offered);
        Some(ClientHello {
            ja3,
            ja4,
            random,
            session_id,
            ticket: extension(rest, SESSION_TICKET).map(|ticket| ticket.0.to_vec()),
            offers_psk: extension(rest, PRE_SHARED_KEY).is_some(),
            early_data: extension(rest, EARLY_DATA).is_some(),
            server_name: extension(rest, SERVER_NAME).and_then(host_name),
        })
    }
}

impl ServerHello {
    /// Reads the body of the message.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let mut rest = HelloReader(body);
        let legacy = rest.word()?;
        let random = rest.random()?;
        let session_id = rest.vector8()?.0.to_vec();
        let cipher_suite = rest.word()?;
        let compression = rest.take(1)?[0];
        let chosen = extension(rest, SUPPORTED_VERSIONS).and_then(|mut e| e.word());
        Some(ServerHello {
            random,
            session_id,
            version: TlsVersion(chosen.unwrap_or(legacy)),
            cipher_suite,
            compression,
            retry: random == RETRY,
            takes_psk: extension(rest, PRE_SHARED_KEY).is_some(),
            encrypt_then_mac: extension(rest, ENCRYPT_THEN_MAC).is_some(),
            protocol: extension(rest, PROTOCOL).and_then(protocol),
        })
    }
}

/// Each extension, its number and its contents; hellos before TLS 1.2 may have none.
fn each_extension(mut rest: HelloReader<'_>) -> impl Iterator<Item = (u16, HelloReader<'_>)> {
    let mut extensions = rest.vector16().unwrap_or(HelloReader(&[]));
    std::iter::from_fn(move || Some((extensions.word()?, extensions.vector16()?)))
}

/// The contents of an extension.
fn extension(rest: HelloReader<'_>, wanted: u16) -> Option<HelloReader<'_>> {
    each_extension(rest)
        .find(|(kind, _)| *kind == wanted)
        .map(|(_, body)| body)
}

/// The protocol that a server chose, by the body of its `EncryptedExtensions` (RFC 8446 section
/// 4.3.1).
pub(super) fn encrypted_protocol(body: &[u8]) -> Option<Text> {
    extension(HelloReader(body), PROTOCOL).and_then(protocol)
}

fn host_name(mut extension: HelloReader) -> Option<Text> {
    let mut names = extension.vector16()?;
    loop {
        let kind = names.take(1)?;
        let name = names.vector16()?;
        if kind == [0] && !name.0.is_empty() {
            return Some(name.0.into());
        }
    }
}

/// The protocols of a client's offer.
fn protocols(mut extension: HelloReader) -> Vec<Vec<u8>> {
    let mut names = extension.vector16().unwrap_or(HelloReader(&[]));
    std::iter::from_fn(|| names.vector8().map(|name| name.0.to_vec())).collect()
}

/// The one protocol of a server's answer.
fn protocol(mut extension: HelloReader) -> Option<Text> {
    let name = extension.vector16()?.vector8()?;
    (!name.0.is_empty()).then(|| name.0.into())
}

/// What is left of a message.
#[derive(Clone, Copy)]
struct HelloReader<'a>(&'a [u8]);

impl<'a> HelloReader<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn random(&mut self) -> Option<Random> {
        self.take(size_of::<Random>())?.try_into().ok()
    }

    fn word(&mut self) -> Option<u16> {
        self.take(2).map(|b| u16::from_be_bytes([b[0], b[1]]))
    }

    /// All of it, two bytes each.
    fn words(self) -> Vec<u16> {
        self.0
            .chunks_exact(2)
            .map(|b| u16::from_be_bytes([b[0], b[1]]))
            .collect()
    }

    fn vector8(&mut self) -> Option<HelloReader<'a>> {
        let len = usize::from(self.take(1)?[0]);
        self.take(len).map(HelloReader)
    }

    fn vector16(&mut self) -> Option<HelloReader<'a>> {
        let len = usize::from(self.word()?);
        self.take(len).map(HelloReader)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn server(random: [u8; 32], extensions: &[u8]) -> Vec<u8> {
        let mut body = vec![3, 3];
        body.extend(random);
        body.extend([0, 0x13, 0x01, 0]);
        if !extensions.is_empty() {
            body.extend((extensions.len() as u16).to_be_bytes());
            body.extend(extensions);
        }
        body
    }

    #[test]
    fn a_server_hello_tells_the_version_in_an_extension_or_by_itself() {
        let chosen =
            |body: &[u8]| ServerHello::parse(body).map(|h| (h.version.0, h.cipher_suite, h.retry));
        assert_eq!(chosen(&server([7; 32], b"")), Some((0x0303, 0x1301, false)));
        let extensions = b"\x00\x33\x00\x01x\x00\x2b\x00\x02\x03\x04";
        assert_eq!(
            chosen(&server([7; 32], extensions)),
            Some((0x0304, 0x1301, false))
        );
        assert_eq!(
            chosen(&server(RETRY, extensions)),
            Some((0x0304, 0x1301, true))
        );
        assert_eq!(chosen(b"\x03\x03short"), None);
    }

    #[test]
    fn a_client_hello_tells_the_server_name() {
        let mut body = vec![3, 3];
        body.extend([1; 32]);
        body.extend(b"\x00\x00\x02\x13\x01\x01\x00");
        let bare = ClientHello::parse(&body).unwrap();
        assert_eq!((bare.random, &bare.server_name), ([1; 32], &None));
        assert_eq!((bare.ticket, bare.offers_psk), (None, false));
        let extensions =
            b"\x00\x00\x00\x10\x00\x0e\x00\x00\x0bftp.example\x00\x23\x00\x02tk\x00\x29\x00\x00";
        body.extend((extensions.len() as u16).to_be_bytes());
        body.extend(extensions);
        let hello = ClientHello::parse(&body).unwrap();
        assert_eq!(hello.server_name, Some(Text::from("ftp.example")));
        assert_eq!(hello.ticket.as_deref(), Some(&b"tk"[..]));
        assert!(hello.offers_psk && !hello.early_data);
    }

    proptest! {
        #[test]
        fn no_bytes_cause_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut framed = server([0; 32], &bytes);
            framed.extend(&bytes);
            for body in [bytes, framed] {
                let _ = (ClientHello::parse(&body), ServerHello::parse(&body));
            }
        }
    }
}
