//! ftpscope reads packet captures and reconstructs the FTP sessions in them.
//!
//! The way of the data, one direction only:
//!
//! ```text
//! capture    files → Frame             what is a file, and what stands in it
//! decode     Frame → Segment           link types, tunnels, fragments, IP, TCP's header
//! tcp        Segment → bytes           connections, each direction in order, Wireshark's labels
//! survey     pass 1: control plane     finds the dialogues; `ftp` reads their lines, `session` understands them
//! replay     pass 2: data plane        every offer known: which connection answers it, what it carried
//! record     plain values              what both passes found
//! output     values → text             tables, tsv, JSON, CSV
//! cli        arguments → exit status
//! ```
//!
//! ```no_run
//! use ftpscope::{analysis, capture::Capture, limits::Limits};
//!
//! let capture = Capture::open(&["capture.pcap".into()], &Limits::default())?;
//! let analysis = analysis::analyse(&capture, &analysis::Options::default());
//! for session in &analysis.sessions {
//!     println!("{} → {}: {:?}, {} transfers", session.client, session.server, session.mode, session.transfers.len());
//! }
//! # Ok::<(), ftpscope::capture::CaptureError>(())
//! ```

pub mod analysis;
pub mod capture;
pub mod cli;
mod cores;
pub mod decode;
pub mod digest;
pub mod ftp;
pub mod limits;
pub mod locale;
pub mod output;
pub mod record;
pub mod replay;
pub mod session;
pub mod survey;
pub mod tcp;
pub mod tls;
