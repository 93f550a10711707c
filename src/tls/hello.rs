//! The two hellos (RFC 8446 sections 4.1.2 and 4.1.3): what is offered and what is chosen.

use crate::model::{Text, TlsVersion};

/// Extension numbers (RFC 6066 section 3, RFC 8446 section 4.2.1).
const SERVER_NAME: u16 = 0;
const SUPPORTED_VERSIONS: u16 = 43;

/// The random of a `ServerHello` that is a `HelloRetryRequest` (RFC 8446 section 4.1.3).
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// What a client says first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientHello {
    /// The host that it wants (RFC 6066 section 3).
    pub server_name: Option<Text>,
}

/// What a server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerHello {
    /// The version that was chosen.
    pub version: TlsVersion,
    /// The cipher suite that was chosen.
    pub cipher_suite: u16,
    /// It asks for another `ClientHello`.
    pub retry: bool,
}

impl ClientHello {
    /// Reads the body of the message.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let mut rest = Reader(body);
        rest.take(2 + 32)?;
        rest.vector8()?;
        rest.vector16()?;
        rest.vector8()?;
        Some(ClientHello {
            server_name: extension(rest, SERVER_NAME).and_then(host_name),
        })
    }
}

impl ServerHello {
    /// Reads the body of the message.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let mut rest = Reader(body);
        let legacy = rest.word()?;
        let retry = rest.take(32)? == RETRY;
        rest.vector8()?;
        let cipher_suite = rest.word()?;
        rest.take(1)?;
        let chosen = extension(rest, SUPPORTED_VERSIONS).and_then(|mut e| e.word());
        Some(ServerHello {
            version: TlsVersion(chosen.unwrap_or(legacy)),
            cipher_suite,
            retry,
        })
    }
}

/// The contents of an extension; hellos before TLS 1.2 may have none.
fn extension(mut rest: Reader, wanted: u16) -> Option<Reader> {
    let mut extensions = rest.vector16()?;
    loop {
        let kind = extensions.word()?;
        let body = extensions.vector16()?;
        if kind == wanted {
            return Some(body);
        }
    }
}

fn host_name(mut extension: Reader) -> Option<Text> {
    let mut names = extension.vector16()?;
    loop {
        let kind = names.take(1)?;
        let name = names.vector16()?;
        if kind == [0] && !name.0.is_empty() {
            return Some(name.0.into());
        }
    }
}

/// What is left of a message.
#[derive(Clone, Copy)]
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn word(&mut self) -> Option<u16> {
        self.take(2).map(|b| u16::from_be_bytes([b[0], b[1]]))
    }

    fn vector8(&mut self) -> Option<Reader<'a>> {
        let len = usize::from(self.take(1)?[0]);
        self.take(len).map(Reader)
    }

    fn vector16(&mut self) -> Option<Reader<'a>> {
        let len = usize::from(self.word()?);
        self.take(len).map(Reader)
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
        assert_eq!(ClientHello::parse(&body), Some(ClientHello::default()));
        body.extend(b"\x00\x14\x00\x00\x00\x10\x00\x0e\x00\x00\x0bftp.example");
        assert_eq!(
            ClientHello::parse(&body).unwrap().server_name,
            Some(Text::from("ftp.example"))
        );
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
