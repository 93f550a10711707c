//! What opening a connection takes and gives.

use crate::model::{SecretSource, TlsSealed};

use super::Random;
use super::hello::{ClientHello, ServerHello};
use super::record::SealedRecord;

/// What was read of a connection so far.
#[derive(Clone, Copy)]
pub(super) struct Hellos<'h> {
    /// The client's, and its direction.
    pub(super) client: Option<(usize, &'h ClientHello)>,
    /// The server's, if it is no `HelloRetryRequest`, and its direction.
    pub(super) server: Option<(usize, &'h ServerHello)>,
    /// The beginning of the handshake is in the capture, in the direction that is asked about.
    pub(super) from_beginning: bool,
    /// Records of that direction that wait.
    pub(super) waiting: u64,
}

/// A record that is to be opened, and what is known by then.
#[derive(Clone, Copy)]
pub(super) struct OpeningTry<'r> {
    /// The direction.
    pub(super) side: usize,
    pub(super) record: SealedRecord<'r>,
    pub(super) hellos: Hellos<'r>,
}

/// What came of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// It holds that content.
    Plain(u8),
    /// It cannot be said yet: hellos are missing that may come.
    Wait,
    /// It is known now what opens the connection: all records that wait can be opened, this one
    /// last.
    Again,
    /// It stays sealed.
    Sealed,
}

/// What a gap took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LostRecords {
    /// Records of which a byte is missing.
    pub(super) records: u64,
    /// Bytes of their contents, as far as the suite tells.
    pub(super) bytes: u64,
}

/// What came of opening a connection.
#[derive(Clone, Copy, Debug, Default)]
pub struct Opened {
    /// Records that opened, of each direction.
    pub records: [u64; 2],
    /// Those among them with application data.
    pub data: [u64; 2],
    /// Records that stay sealed.
    pub sealed: [u64; 2],
    /// Records of which bytes are missing.
    pub lost: [u64; 2],
    /// Where the secret came from.
    pub source: Option<SecretSource>,
    /// Why something is sealed, or lost.
    pub reason: Option<TlsSealed>,
    /// Changes of keys in TLS 1.3, of both sides.
    pub key_updates: u64,
    /// Handshakes within TLS.
    pub renegotiations: u64,
    /// The direction that speaks as the client, where no hello but a secret tells.
    pub client: Option<usize>,
    /// The connection in the key log, likewise.
    pub random: Option<Random>,
}
