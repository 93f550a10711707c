//! Frame → segment.
mod segment;
pub use segment::{Flags, Segment};
