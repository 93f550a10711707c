//! Outputs: each a function of the records, or an observer of pass 2. They choose words and shapes and decide no fact.
//!
//! Every output of the records takes a [`View`](crate::analysis::view::View) of them. Bytes from the wire go through `escape` before
//! they reach text, and the words of the contract stand in `names`. Fields, columns and their meaning are explained in
//! `docs/output.md`: they may be added to, never renamed or removed.

pub mod csv;
pub mod diagnose;
pub mod diagram;
pub mod explain;
pub mod json;
pub mod report;
pub mod sarif;
pub mod slice;
pub mod table;
pub mod timeline;
pub mod transcript;
pub mod verdict;

pub use crate::text::style::Style;

/// Nanoseconds as seconds.
fn seconds(nanoseconds: i64) -> f64 {
    nanoseconds as f64 / 1e9
}

/// A share, with six digits after the point.
fn rate(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}
