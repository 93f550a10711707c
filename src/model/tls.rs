//! What can be seen of a TLS connection without its keys.

use super::{At, Certificate, Endpoint, Text};

/// A version as it stands on the wire: 0x0303 is TLS 1.2.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
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

/// What is known of the TLS of a connection.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsFacts {
    /// Its first record.
    pub first: At,
    /// The side that sent the `ClientHello`.
    pub client: Option<Endpoint>,
    /// The randoms of its hellos, by which key logs know the connection: several where it
    /// negotiated anew.
    pub client_randoms: Vec<[u8; 32]>,
    /// The version that the server chose.
    pub version: Option<TlsVersion>,
    /// The cipher suite that the server chose, by its number in IANA's registry.
    pub cipher_suite: Option<u16>,
    /// The host that the client asked for.
    pub server_name: Option<Text>,
    /// The protocol that the server chose (ALPN), where that is told in clear.
    pub protocol: Option<Text>,
    /// The certificate of the server: up to TLS 1.2 it is told in clear, since then it has to be
    /// opened; a session that goes on has none.
    pub certificate: Option<Box<Certificate>>,
    /// The server asked the client for a certificate (RFC 8446 section 4.3.2), and the client had
    /// none.
    pub(crate) lacks_client_certificate: bool,
    /// The fingerprint of its `ClientHello` by JA3; `None` where that is not in the capture, and
    /// without `digest`.
    pub ja3: Option<String>,
    /// The same by JA4.
    pub ja4: Option<String>,
    /// The handshake goes on with an earlier session, or makes one from nothing; `None` where it
    /// cannot be told.
    pub resumed: Option<bool>,
    /// Application data was sent, as far as that can be told without keys: what follows a handshake
    /// of TLS 1.3 and looks like session tickets does not count.
    pub has_data: bool,
    /// What came of it.
    pub state: TlsState,
    /// What came of opening it.
    pub opening: TlsOpening,
}

impl TlsFacts {
    /// True for the end that speaks as the client: in FTP the client of the session, on data
    /// connections too (RFC 4217 section 7), but between two servers.
    pub fn is_client(&self, end: Endpoint) -> bool {
        self.client == Some(end)
    }
}

/// How the secret of a connection became known.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretSource {
    /// A key log that was given has it.
    KeyLog,
    /// The capture itself has it, in a Decryption Secrets Block of pcapng.
    Capture,
    /// It is that of an earlier connection whose session goes on.
    Inherited,
    /// No handshake names it: it is the one of the key log that opens the records.
    Trial,
}

impl SecretSource {
    /// As it is written in JSON.
    pub fn name(self) -> &'static str {
        match self {
            SecretSource::KeyLog => "key_log",
            SecretSource::Capture => "capture",
            SecretSource::Inherited => "inherited",
            SecretSource::Trial => "trial",
        }
    }
}

/// Why something of a connection cannot be read.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsSealed {
    /// Nothing that was given has a secret of it.
    NoSecret,
    /// The capture lacks what its keys are made of beside the secret.
    NoHandshake,
    /// Its cipher suite is not known here.
    CipherSuite,
    /// It is older than TLS 1.0.
    Version,
    /// It is compressed (CRIME).
    Compression,
    /// A secret was given, and it is not the right one.
    BadSecret,
    /// Bytes are not in the capture, or are damaged.
    Lost,
}

impl TlsSealed {
    /// As it is written in JSON.
    pub fn name(self) -> &'static str {
        match self {
            TlsSealed::NoSecret => "no_secret",
            TlsSealed::NoHandshake => "no_handshake",
            TlsSealed::CipherSuite => "cipher_suite",
            TlsSealed::Version => "version",
            TlsSealed::Compression => "compression",
            TlsSealed::BadSecret => "bad_secret",
            TlsSealed::Lost => "lost",
        }
    }
}

/// How much of the records of a connection could be read that are encrypted.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decrypted {
    /// None of them.
    #[default]
    No,
    /// Some.
    Partly,
    /// All, and none is missing.
    Yes,
}

impl Decrypted {
    /// As it is written in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Decrypted::No => "no",
            Decrypted::Partly => "partly",
            Decrypted::Yes => "yes",
        }
    }
}

/// What came of opening a connection with the secrets that were given.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TlsOpening {
    /// How much of it could be read.
    pub decrypted: Decrypted,
    /// Why not all; `None` where all was, or there is nothing that is encrypted.
    pub reason: Option<TlsSealed>,
    /// Where the secret came from, if it opened anything.
    pub secret_from: Option<SecretSource>,
    /// Records of the connection, in number, those of the handshake and those in clear included.
    pub records: u64,
    /// Records that stay encrypted.
    pub sealed_records: u64,
    /// Records of which bytes are missing, as far as their number can be told.
    pub lost_records: u64,
    /// Changes of keys in TLS 1.3 (RFC 8446 section 4.6.3), of both sides.
    pub key_updates: u64,
    /// Handshakes within TLS, up to TLS 1.2.
    pub renegotiations: u64,
    /// Client and server have ended TLS with `close_notify`, as far as that can be read.
    pub close_notify: [bool; 2],
}

/// What came of TLS on a connection.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsState {
    /// The capture does not show it.
    #[default]
    Unknown,
    /// Both sides finished the handshake, or application data went both ways.
    Established,
    /// The handshake ended before that.
    Failed(TlsFailure),
    /// One side spoke TLS and the other clear text.
    Mismatch(TlsMismatch),
}

impl TlsState {
    /// Whatever follows on the connection may be encrypted.
    pub fn hides(self) -> bool {
        matches!(self, TlsState::Established | TlsState::Unknown)
    }
}

/// How a handshake failed.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsFailure {
    /// What ended it.
    pub reason: TlsFailureReason,
    /// Whose doing that was: who sent the alert, closed, or never answered.
    pub by: Endpoint,
    /// The frame that shows it: the alert, the FIN or RST; of a silence the last frame.
    pub at: At,
}

/// What ended a handshake.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsFailureReason {
    /// An alert in clear (RFC 8446 section 6.2).
    Alert(TlsAlert),
    /// An alert that is encrypted: TLS 1.3, in the place of the client's `Finished`, and too short
    /// for it.
    SealedAlert,
    /// A RST.
    Reset,
    /// A FIN.
    Closed,
    /// Nothing: the other side waited for an answer in vain.
    Silent,
}

/// TLS met clear text.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsMismatch {
    /// The side that spoke clear text.
    pub by: Endpoint,
    /// Its clear text.
    pub clear: At,
    /// The first record of the other side.
    pub tls: At,
}

/// An alert, by its description in IANA's registry.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsAlert(pub u8);

impl TlsAlert {
    /// Its name, as RFC 8446 section 6 and RFC 5246 section 7.2 write it.
    pub fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "close_notify",
            10 => "unexpected_message",
            20 => "bad_record_mac",
            21 => "decryption_failed",
            22 => "record_overflow",
            30 => "decompression_failure",
            40 => "handshake_failure",
            41 => "no_certificate",
            42 => "bad_certificate",
            43 => "unsupported_certificate",
            44 => "certificate_revoked",
            45 => "certificate_expired",
            46 => "certificate_unknown",
            47 => "illegal_parameter",
            48 => "unknown_ca",
            49 => "access_denied",
            50 => "decode_error",
            51 => "decrypt_error",
            60 => "export_restriction",
            70 => "protocol_version",
            71 => "insufficient_security",
            80 => "internal_error",
            86 => "inappropriate_fallback",
            90 => "user_canceled",
            100 => "no_renegotiation",
            109 => "missing_extension",
            110 => "unsupported_extension",
            111 => "certificate_unobtainable",
            112 => "unrecognized_name",
            113 => "bad_certificate_status_response",
            114 => "bad_certificate_hash_value",
            115 => "unknown_psk_identity",
            116 => "certificate_required",
            120 => "no_application_protocol",
            _ => return None,
        })
    }
}

impl std::fmt::Display for TlsAlert {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "alert {}", self.0),
        }
    }
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
#[non_exhaustive]
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
