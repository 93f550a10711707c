//! Outputs: each a function of the records, or an observer of pass 2. They choose words and shapes and decide no fact.
//!
//! A [`View`] is the records as a user asked to see them; every output of the records takes one. Bytes from the wire go
//! through `escape` before they reach text, and the words of the contract stand in `names`. Fields, columns and their
//! meaning are explained in `docs/output.md`: they may be added to, never renamed or removed.

pub mod check;
pub mod csv;
pub mod diagnose;
pub mod diagram;
pub(crate) mod escape;
pub mod explain;
pub mod extracted;
mod finding;
pub mod json;
pub mod manifest;
pub(crate) mod names;
pub mod report;
pub mod sarif;
pub mod slice;
mod stamp;
mod style;
pub mod table;
pub mod timeline;
pub mod transcript;
pub mod verdict;
mod view;

pub use style::Style;
pub use view::{Selection, View};

use crate::record::Transfer;

/// Throughput of a transfer's data connection, from its first to its last frame; `None` where no time passed.
pub(crate) fn bytes_per_second(transfer: &Transfer) -> Option<u64> {
    transfer.connection?;
    let nanoseconds = u128::try_from(transfer.end.time.since(transfer.start.time)).ok().filter(|&n| n > 0)?;
    u64::try_from(u128::from(transfer.bytes) * 1_000_000_000 / nanoseconds).ok()
}

/// Nanoseconds as seconds.
fn seconds(nanoseconds: i64) -> f64 {
    nanoseconds as f64 / 1e9
}

/// A share, with six digits after the point.
fn rate(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}
