//! TLS as far as it can be read without its keys: records, the names of handshake messages, and what the two hellos
//! agree on. Decryption has its place here: between the records and what takes their contents.

mod handshake;
mod header;
mod hello;
mod walker;

pub use header::{Content, RecordHeader, begins_record, is_content};
pub use hello::{ClientHello, ServerHello};
pub use walker::Walker;
