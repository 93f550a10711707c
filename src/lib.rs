//! ftpscope reads packet captures and reconstructs the FTP sessions in them.
//!
//! The way of the data, one direction only. Each module stands on those above it and knows none of those below;
//! `tests/it/layers.rs` reads this list and holds the code to it.
//!
//! ```text
//! record     plain values              what both passes find: sessions, offers, transfers, findings
//! limits     the caps that can be set
//! cores      work on all cores of the machine
//! escape     bytes → text              the only way by which bytes from the wire reach a screen
//! capture    files → Frame             what is a file, and what stands in it
//! decode     Frame → Segment           link types, tunnels, fragments, IP, TCP's header
//! tcp        Segment → bytes           connections, each direction in order, Wireshark's labels
//! ftp        bytes → commands, replies the grammar, and the transfer modes
//! tls        bytes → hellos            what can be read without keys
//! digest     bytes → digests
//! event      rows, contents            what pass 2 tells its listeners while it runs
//! session    lines → dialogue          the FTP brain: pairing, offers, transfers; and the table of findings
//! survey     pass 1: control plane     finds the dialogues, which `session` understands
//! replay     pass 2: data plane        every offer known: which connection answers it, what it carried
//! analysis   files → records           both passes, and the findings
//! names      values → words            those of the contract, which never change
//! locale     words for people          in each language
//! view       the chosen records        what of them a user asked to see
//! story      records and rows → arrows and steps, for outputs that teach
//! check      records → outcomes        expectations, from a file or a line
//! extract    contents → files          what was transferred, below a folder and nowhere else
//! output     values → text             tables, tsv, JSON, CSV, pages, reports of checks
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
//! use ftpscope::event::{Content, Observer, Row};
//! use ftpscope::record::FilePlace;
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
mod cores;
pub mod decode;
pub mod digest;
mod escape;
pub mod event;
pub mod extract;
pub mod ftp;
pub mod limits;
pub mod locale;
mod names;
pub mod output;
pub mod record;
pub mod replay;
pub mod session;
pub mod story;
pub mod survey;
pub mod tcp;
pub mod tls;
pub mod view;
