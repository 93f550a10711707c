//! Files → frames.
//!
//! [`Capture::open`] resolves the arguments, [`Capture::frames`] starts a pass, [`Frames::next`]
//! lends one [`Frame`] after the other, and [`Frames::finish`] says what became of each file. What
//! a file is shows in its first bytes, never in its name.
//!
//! ```text
//! input        what a caller names → bytes that can be read again
//! store        where they lie: a file, memory, a kept stream; reads at any place
//! source       one reading of them
//! ahead        the same with the help of another thread, where there is one
//! buffer       bytes → slices: large reads, refilled in place
//! compression  bytes → bytes: gzip, zstd, lz4, xz, bzip2
//! format       slice → record: pcap, pcapng, snoop, netmon, erf (the table: formats), no input or output of their own
//! message      what is wrong with a file, as messages of the catalogues
//! sniff        first bytes → compression and format
//! reader       those above put together, with the tally of a file and its fault
//! file         one file of a capture
//! window       which frames of it are read, where an index says which are wanted
//! frames       all files, merged by time
//! open         input → a capture, which begins passes
//! ```
//!
//! A format is one file and one line in `formats::FORMATS`, a compression one file and one line in
//! `compression::CODECS`.

mod ahead;
mod buffer;
pub(crate) mod erf;
mod error;
mod file;
mod format;
mod frame;
mod frames;
mod input;
mod message;
mod netmon;
mod open;
mod pcap;
mod pcapng;
mod reader;
mod sniff;
mod snoop;
mod source;
mod store;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod window;

#[cfg(not(feature = "internals"))]
pub(crate) mod compression;
#[cfg(feature = "internals")]
pub mod compression;
#[cfg(not(feature = "internals"))]
pub(crate) mod formats;
#[cfg(feature = "internals")]
pub mod formats;

pub use crate::model::{LinkType, Time};
pub use error::{CaptureError, Damage, Place};
pub use frame::Frame;
pub use frames::Frames;
pub use input::Input;
pub use open::Capture;
pub(crate) use reader::SecretsListener;
pub(crate) use window::{FileWindow, WindowPiece, WindowedFile, number_in_capture};
