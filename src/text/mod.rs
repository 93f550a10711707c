//! How a value becomes text on a screen: words in each language, escaped bytes, times, colours,
//! tables.

pub mod escape;
pub(crate) mod filter;
pub mod finding;
pub mod frames;
pub mod hosts;
pub mod locale;
pub(crate) mod message;
pub(crate) mod names;
mod plural;
pub(crate) mod ports;
pub(crate) mod shell;
pub(crate) mod stamp;
pub mod style;
pub(crate) mod workflow;
