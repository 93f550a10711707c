//! Handshake messages inside the records of one direction (RFC 8446 section 4): several may share a
//! record, and one may need several.

/// Message types.
pub(super) const CLIENT_HELLO: u8 = 1;
pub(super) const SERVER_HELLO: u8 = 2;
pub(super) const END_OF_EARLY_DATA: u8 = 5;
pub(super) const ENCRYPTED_EXTENSIONS: u8 = 8;
pub(super) const NEW_SESSION_TICKET: u8 = 4;
pub(super) const CERTIFICATE: u8 = 11;
pub(super) const SERVER_KEY_EXCHANGE: u8 = 12;
pub(super) const CERTIFICATE_REQUEST: u8 = 13;
pub(super) const SERVER_HELLO_DONE: u8 = 14;
pub(super) const FINISHED: u8 = 20;
pub(super) const KEY_UPDATE: u8 = 24;
const HEADER: usize = 4;

/// A message that has come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HandshakeMessage {
    /// Its type.
    pub kind: u8,
    /// Its body, of those that are read and not too long; of the others nobody needs it.
    pub body: Option<Vec<u8>>,
}

/// Splits handshake records into messages.
#[derive(Debug, Default)]
pub(super) struct HandshakeMessages {
    header: [u8; HEADER],
    have: usize,
    left: usize,
    body: Option<Vec<u8>>,
    /// Hellos that were longer than the limit.
    too_long: u64,
}

impl HandshakeMessages {
    /// Takes the next bytes; those that are read are kept, up to `cap` bytes.
    pub(super) fn push(
        &mut self,
        mut bytes: &[u8],
        cap: usize,
        out: &mut impl FnMut(HandshakeMessage),
    ) {
        while !bytes.is_empty() {
            if self.have < HEADER {
                self.header[self.have] = bytes[0];
                self.have += 1;
                bytes = &bytes[1..];
                if self.have < HEADER {
                    continue;
                }
                self.begin(cap);
            }
            let taken = self.left.min(bytes.len());
            if let Some(body) = &mut self.body {
                body.extend_from_slice(&bytes[..taken]);
            }
            bytes = &bytes[taken..];
            self.left -= taken;
            if self.left == 0 {
                self.have = 0;
                out(HandshakeMessage {
                    kind: self.header[0],
                    body: self.body.take(),
                });
            }
        }
    }

    /// Hellos that were not kept because they are longer than the limit.
    pub(super) fn too_long(&self) -> u64 {
        self.too_long
    }

    /// What follows does not continue what came.
    pub(super) fn forget(&mut self) {
        *self = HandshakeMessages {
            too_long: self.too_long,
            ..HandshakeMessages::default()
        };
    }

    fn begin(&mut self, cap: usize) {
        let [kind, high, middle, low] = self.header;
        self.left = u32::from_be_bytes([0, high, middle, low]) as usize;
        let is_hello = matches!(kind, CLIENT_HELLO | SERVER_HELLO);
        self.too_long += u64::from(is_hello && self.left > cap);
        let is_read = matches!(
            kind,
            ENCRYPTED_EXTENSIONS | NEW_SESSION_TICKET | CERTIFICATE
        );
        let is_kept = is_hello || is_read;
        self.body = (is_kept && self.left <= cap).then(Vec::new);
    }
}
