//! TLS: records, what the two hellos agree on, what both sides show of the rest without keys, and
//! what can be read with the secrets of a key log.

mod certificate;
mod connection;
#[cfg(feature = "decrypt")]
mod crypto;
mod der;
mod evidence;
mod fingerprint;
mod handshake;
mod hello;
mod key_log;
#[cfg(feature = "decrypt")]
mod keyring;
#[cfg(not(feature = "decrypt"))]
#[path = "locked/keyring.rs"]
mod keyring;
mod opened;
#[cfg(feature = "decrypt")]
mod opening;
#[cfg(not(feature = "decrypt"))]
#[path = "locked/opening.rs"]
mod opening;
mod reader;
mod record;
mod secrets;

pub use connection::{Begins, Plain, TlsConnection, TlsPiece, skip_records};
pub use evidence::Evidence;
pub use hello::{ClientHello, Random, ServerHello};
pub use key_log::{LineFault, SecretLabel};
pub use keyring::{Keyring, Sessions};
pub use opened::Opened;
pub use reader::{Found, RecordReader};
pub use record::{ContentType, RecordHeader, begins_record, is_content};
pub use secrets::{KeyLogError, KeyLogTally, Secrets};
