//! ftpscope reads packet captures and reconstructs the FTP sessions in them.
//!
//! The way of the data, one direction only. Each module stands on those above it and knows none of those below;
//! `tests/it/layers.rs` reads this list and holds the code to it.
//!
//! ```text
//! model      plain values              what an analysis finds: sessions, announcements, transfers, findings
//! limits     what a capture may cost
//! threads    the one place that starts threads
//! capture    files → frames            formats, compression, several files as one
//! decode     frames → segments         link types, tunnels, fragments, IP, the TCP header
//! tcp        segments → bytes          connections, each direction in order, Wireshark's labels
//! ftp        bytes → lines             the grammar of commands and replies, and the transfer modes
//! tls        bytes → records           what can be read without keys
//! digest     bytes → digests
//! analysis   capture → model           the control pass, the data pass, and what a reader should know
//! text       values → words            names of the contract, languages, escaping, styles
//! story      model and rows → steps    what happened, for outputs that teach
//! output     model and rows → text     one file a format: tables, tsv, JSON, CSV, pages
//! check      model → outcomes          expectations, from a file or a line, and the reports of them
//! extract    contents → files          what was transferred, below a folder and nowhere else
//! cli        arguments → exit status
//! ```
//!
//! # As a library
//!
//! Three steps: a [`capture::Capture`] from files ([`open`](capture::Capture::open)) or from any reader
//! ([`from_reader`](capture::Capture::from_reader)), [`analysis::analyse`], and the [`record`]s that it gives. No step
//! fails on a bad capture: what is wrong with a file stands in [`record::CaptureSummary::fault`].
//!
//! ```
//! use ftpscope::{analysis, capture::Capture, limits::Limits};
//!
//! let bytes = std::fs::read("samples/active.pcap")?;
//! let capture = Capture::from_reader("active", &bytes[..], &Limits::default());
//! let analysis = analysis::analyse(&capture, &analysis::Options::default());
//! for session in &analysis.sessions {
//!     for transfer in &session.transfers {
//!         println!("{} {:?}: {} bytes", session.client, transfer.path, transfer.bytes);
//!     }
//! }
//! assert_eq!(analysis.sessions[0].transfers[0].bytes, 5);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Frames and transferred bytes are not kept; an [`Observer`](event::Observer) is told of them while the second pass
//! runs. It says what it wants by [`analysis::Wanted`].
//!
//! ```
//! use std::io;
//! use ftpscope::analysis::{self, Wanted, Which};
//! use ftpscope::analysis::observer::{Content, Observer, Row};
//! use ftpscope::model::FilePlace;
//! use ftpscope::{capture::Capture, limits::Limits};
//!
//! #[derive(Default)]
//! struct Counter { frames: u64, bytes: usize }
//!
//! impl Observer for Counter {
//!     fn row(&mut self, _row: &Row<'_>) -> io::Result<()> {
//!         self.frames += 1;
//!         Ok(())
//!     }
//!
//!     fn content(&mut self, _place: &FilePlace, content: Content<'_>) -> io::Result<()> {
//!         if let Content::Wire(bytes) = content {
//!             self.bytes += bytes.len();
//!         }
//!         Ok(())
//!     }
//! }
//!
//! let capture = Capture::open(&["samples/passive.pcap".into()], &Limits::default())?;
//! let options = analysis::Options::default();
//! let surveyed = analysis::survey(&capture, &options, &analysis::Unwatched);
//! let mut counter = Counter::default();
//! surveyed.replay_to(Wanted { contents: Which::All, ..Wanted::ROWS }, &mut counter)?;
//! assert_eq!((counter.frames, counter.bytes), (122, 5));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Expectations are held against the records by [`check::judge`]; the program `examples/sessions.rs` puts these
//! together. Everything in [`limits`] can be set.

pub mod analysis;
pub mod capture;
pub mod check;
pub mod cli;
pub mod decode;
pub mod digest;
pub mod extract;
pub mod ftp;
pub mod limits;
pub mod model;
pub mod output;
pub mod story;
pub mod tcp;
pub mod text;
mod threads;
pub mod tls;
