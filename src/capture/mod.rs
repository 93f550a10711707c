//! Files → frames.
mod frame;
pub use frame::{Frame, LinkType, Time};
