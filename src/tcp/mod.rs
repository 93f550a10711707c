//! TCP: segments in, each direction's bytes in order out, with what is missing said.
//!
//! [`Stream`] puts one direction in order; [`TcpConnection`] joins two of them to a connection with
//! its handshake, its close and its counts; [`Analyser`] gives the labels, relative numbers and
//! scaled windows that a Wireshark user expects in the Info column; [`Copies`] knows the frames of
//! one packet; [`History`] counts for each side. None of them does I/O or knows what FTP is.

mod analysis;
mod connection;
mod copies;
mod history;
mod key;
mod numbering;
mod stream;
#[cfg(test)]
pub(crate) mod testing;

pub use analysis::{Analyser, Label, RowFacts};
pub use connection::{HandshakeProgress, TcpConnection};
pub use copies::Copies;
pub use history::History;
pub use key::{ConnectionKey, Side};
pub use numbering::Numbering;
pub use stream::{Arrival, Stream, StreamItem};

/// After how long a SYN that was not answered is sent again at the earliest, in nanoseconds (RFC
/// 6298 section 2): a second. Whatever is to open a connection has shown itself by then.
pub const SYN_RETRY: i64 = 1_000_000_000;
