//! Files → frames.
//!
//! [`Capture::open`] resolves the arguments, [`Capture::frames`] starts a pass, [`Frames::next`] lends one [`Frame`]
//! after the other, and [`Frames::finish`] says what became of each file. What a file is shows in its first bytes,
//! never in its name.
//!
//! ```text
//! input        argument → bytes that can be read again: a file, or a stream kept in a temporary file
//! compression  bytes → bytes: gzip, zstd, lz4, xz, bzip2
//! buffer       bytes → slices: large reads, refilled in place
//! ahead        the next block of them, read on another core
//! pcap, pcapng, snoop, netmon, erf (format)   slice → record, no input or output of their own
//! reader       one file: those above put together, with its tally and its fault
//! frames       all files, merged by time
//! open         arguments → a capture, which begins passes
//! ```
//!
//! A format is one file and one line in `format::FORMATS`, a compression one file and one line in
//! `compression::CODECS`.

mod ahead;
mod buffer;
mod compression;
pub(crate) mod erf;
mod error;
mod format;
mod frame;
mod frames;
mod input;
mod netmon;
mod open;
mod pcap;
mod pcapng;
mod reader;
mod snoop;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use crate::model::{LinkType, Time};
pub use compression::compressions;
pub use error::{CaptureError, Damage, Place};
pub use format::formats;
pub use frame::Frame;
pub use frames::Frames;
pub use open::Capture;
