//! Capture → model: what happened in the sessions of a capture.
//!
//! ```text
//! analyzer   both passes, and the one loop over frames
//! control    control pass: which connections are control connections, their commands and replies, what they announce
//! data       data pass: data connections and what they carry, matched with what was announced; assembles the model
//! auth       whether TLS was asked for, and whether the control channel left it
//! tls        what came of TLS on a connection
//! reservation  whether the words of a 2yz take it back
//! ignored_restart  transfers that began at the beginning although REST was accepted
//! unsaid     transfers of which the server never said what came of them
//! keys       the secrets that a capture is opened with
//! findings   what a reader should know: reads the model and adds to it
//! observer   what the data pass tells while it runs: rows and contents
//! rows       the same rows, for callers who ask for them one by one
//! control_line  the lines of one row of a control channel
//! diff       what two captures do differently
//! part       some connections of a larger capture, analysed as in the whole
//! others     what is in a capture without FTP
//! overview   what it comes to, for a first screen
//! quality    whether the capture has all of it
//! refusals   what servers refused because of a file
//! session_facts  what a session as a whole came to
//! selection  filters: which sessions and transfers
//! find       the words that a reader looks for
//! view       which part of the model was asked for
//! ```

pub mod analyzer;
pub(crate) mod auth;
pub(crate) mod control_line;
#[cfg(not(feature = "internals"))]
pub(crate) mod diff;
#[cfg(feature = "internals")]
pub mod diff;
mod find;
pub(crate) mod ignored_restart;
mod keys;
pub mod observer;
mod others;
pub(crate) mod part;
pub(crate) mod reservation;
pub mod rows;
pub mod selection;
pub(crate) mod session_facts;
mod tls;
pub(crate) mod unsaid;
pub mod view;

#[cfg(not(feature = "internals"))]
pub(crate) mod control;
#[cfg(feature = "internals")]
pub mod control;
#[cfg(not(feature = "internals"))]
mod data;
#[cfg(feature = "internals")]
pub mod data;
#[cfg(not(feature = "internals"))]
pub(crate) mod findings;
#[cfg(feature = "internals")]
pub mod findings;
#[cfg(not(feature = "internals"))]
pub(crate) mod overview;
#[cfg(feature = "internals")]
pub mod overview;

#[cfg(not(feature = "internals"))]
pub(crate) mod quality;
#[cfg(feature = "internals")]
pub mod quality;
#[cfg(not(feature = "internals"))]
pub(crate) mod refusals;
#[cfg(feature = "internals")]
pub mod refusals;

#[cfg(feature = "archive")]
pub(crate) use analyzer::finish_merged;
pub use analyzer::{Analyzer, ControlPlane, Error, Stepwise, Wanted, Watcher};
pub use data::ContentScope;
