//! What can be seen of a TLS connection without its keys.

use super::Text;

/// A version as it stands on the wire: 0x0303 is TLS 1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TlsVersion(pub u16);

impl TlsVersion {
    /// Its short name, as Wireshark writes it.
    pub fn name(self) -> &'static str {
        match self.0 {
            0x0300 => "SSLv3",
            0x0301 => "TLSv1",
            0x0302 => "TLSv1.1",
            0x0303 => "TLSv1.2",
            0x0304 => "TLSv1.3",
            _ => "TLS",
        }
    }
}

/// What the two hellos agree on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsFacts {
    /// The version that the server chose.
    pub version: Option<TlsVersion>,
    /// The cipher suite that the server chose, by its number in IANA's registry.
    pub cipher_suite: Option<u16>,
    /// The host that the client asked for.
    pub server_name: Option<Text>,
}

/// The TLS of one frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsRow {
    /// The version that was chosen, before that the one of the record.
    pub version: Option<TlsVersion>,
    /// The records that end in this frame, a handshake record as its messages.
    pub records: Vec<TlsRecord>,
    /// The frame begins inside a record.
    pub continues: bool,
}

/// A record, or a message of the handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsRecord {
    /// `change_cipher_spec`.
    ChangeCipherSpec,
    /// An alert that can be read (RFC 8446 section 6).
    Alert {
        /// 1 warning, 2 fatal.
        level: u8,
        /// What is wrong.
        description: u8,
    },
    /// An alert that cannot.
    EncryptedAlert,
    /// A message of the handshake, by its type (RFC 8446 section 4).
    Handshake(u8),
    /// The `ServerHello` that asks for another `ClientHello`.
    HelloRetryRequest,
    /// Messages of the handshake that cannot be read.
    EncryptedHandshake,
    /// Application data, and in TLS 1.3 all that is encrypted.
    ApplicationData,
    /// RFC 6520.
    Heartbeat,
    /// Bytes whose record cannot be told.
    Continuation,
}
