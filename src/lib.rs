//! ftpscope reads packet captures and reconstructs the FTP sessions in them.
//!
//! The way of the data, one direction only. Each module stands on those above it and knows none of
//! those below; `tests/it/layers.rs` reads this list and holds the code to it.
//!
//! ```text
//! model      plain values              what an analysis finds: sessions, announcements, transfers, findings
//! limits     what a capture may cost
//! threads    the one place that starts threads for work
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
//! archive    captures → parts → one    many captures, on many machines
//! cli        arguments → exit status
//! ```
//!
//! # As a library
//!
//! An [`Analyzer`] makes an [`Analysis`] of an [`Input`]: files, bytes in memory, a stream. What is
//! wrong with a file stands in [`CaptureSummary::fault`](model::CaptureSummary::fault) beside what
//! was read of it, and [`Analysis::whole`] makes an error of it. Nothing is started and nothing is
//! written: one thread reads.
//!
//! ```
//! use ftpscope::{Analyzer, Input};
//!
//! let bytes = std::fs::read("samples/active.pcap")?;
//! let analysis = Analyzer::new().run(Input::bytes(&bytes))?.whole()?;
//! for session in &analysis.sessions {
//!     for transfer in &session.transfers {
//!         println!("{} {:?}: {} bytes", session.client, transfer.path, transfer.bytes);
//!     }
//! }
//! assert_eq!(analysis.sessions[0].transfers[0].bytes, 5);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Frames and transferred bytes are not kept. To get them, run the two passes separately:
//! [`Analyzer::control_pass`] returns a [`ControlPlane`], which yields
//! [rows](analysis::rows::Rows), or drives an
//! [`Observer`](analysis::observer::Observer) with the rows and contents that it asks for.
//!
//! ```
//! use std::io;
//! use ftpscope::{Analyzer, Input};
//! use ftpscope::analysis::{ContentScope, Wanted};
//! use ftpscope::analysis::observer::{Content, Observer, Row};
//! use ftpscope::model::FilePlace;
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
//! let analyzer = Analyzer::new();
//! let capture = analyzer.open(Input::path("samples/passive.pcap"))?;
//! let plane = analyzer.control_pass(&capture);
//! let mut counter = Counter::default();
//! plane.data_pass(Wanted { contents: ContentScope::All, ..Wanted::ROWS }, &mut counter)?;
//! assert_eq!((counter.frames, counter.bytes), (122, 5));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Everything in [`limits`] can be set. The program `examples/sessions.rs` puts these together with
//! expectations ([`check`]).
//!
//! # Features
//!
//! `cli` is the default and switches on all others but `parquet` and `png`; a library that is built
//! into another program does without:
//!
//! | feature | adds |
//! |---|---|
//! | `cli` | the program, and all that follows |
//! | `compression` | captures compressed with gzip, zstd, lz4, xz, bzip2 |
//! | `digest` | SHA-256, BLAKE3, SHA-1 and MD5 of transfers |
//! | `threads` | work on several threads, where [`Analyzer::threads`] asks for it |
//! | `spool` | streams are kept in temporary files instead of memory |
//! | `serde` | the analysis as JSON, and `Serialize` for the model |
//! | `report` | texts for people: timelines, stories, diagrams, pages, SARIF |
//! | `check` | expectations |
//! | `plan` | which files were transferred, each with its name, and one of them in memory |
//! | `extract` | the files that were transferred, below a folder |
//! | `archive` | captures that are too many for one process: what `index`, `plan` and `merge` do |
//! | `decrypt` | FTP over TLS, read with the secrets of a key log |
//! | `parquet` | `export --format parquet` |
//! | `png` | `diagram --format png` |

// What nothing uses is found where all features are on; a part of them may use less.
#![cfg_attr(
    not(all(feature = "cli", feature = "internals")),
    allow(dead_code, unused_imports, unreachable_pub)
)]

pub mod analysis;
#[cfg(feature = "archive")]
mod archive;
pub mod capture;
#[cfg(feature = "check")]
pub mod check;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod digest;
#[cfg(feature = "plan")]
pub mod extract;
pub mod limits;
pub mod model;
#[cfg(feature = "serde")]
pub mod output;
#[cfg(feature = "serde")]
pub mod text;
mod threads;

// Protocols and stories are no part of the interface. The tests, benchmarks and fuzz targets of the
// project look at them, by a feature that nobody else has.
#[cfg(not(feature = "internals"))]
mod decode;
#[cfg(feature = "internals")]
pub mod decode;
#[cfg(not(feature = "internals"))]
mod ftp;
#[cfg(feature = "internals")]
pub mod ftp;
#[cfg(all(feature = "report", not(feature = "internals")))]
mod story;
#[cfg(all(feature = "report", feature = "internals"))]
pub mod story;
#[cfg(not(feature = "internals"))]
mod tcp;
#[cfg(feature = "internals")]
pub mod tcp;
#[cfg(not(feature = "internals"))]
mod tls;
#[cfg(feature = "internals")]
pub mod tls;

pub use analysis::{Analyzer, ControlPlane, Error};
pub use capture::Input;
pub use model::Analysis;
pub use tls::{KeyLogError, KeyLogTally, LineFault, SecretLabel, Secrets};
