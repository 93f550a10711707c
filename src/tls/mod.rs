//! TLS: records, what the two hellos agree on, and what both sides show of the rest without keys.

mod certificate;
mod connection;
mod der;
mod fingerprint;
mod handshake;
mod hello;
mod key_log;
mod reader;
mod record;
mod secrets;

pub use connection::{Begins, Evidence, Piece, TlsConnection, skip_records};
pub use hello::{ClientHello, Random, ServerHello};
pub use key_log::{LineFault, SecretLabel};
pub use reader::{Found, RecordReader};
pub use record::{Content, RecordHeader, begins_record, is_content};
pub use secrets::{KeyLogError, KeyLogTally, Secrets};
