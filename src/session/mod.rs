//! The FTP brain: what a dialogue means. It reads lines and writes values; it knows neither frames' bytes nor sockets.
//!
//! [`Channel`] turns a direction's bytes into lines (and says where TLS hides them), [`converse`] leads both
//! directions through the state of a session and leaves a [`Draft`]: commands with their replies, offers with their
//! lifetimes, transfers with the offers they use. Pass 2 completes the draft with what the data connections show.

mod channel;
mod converse;
mod draft;
pub mod finding;
mod hidden;
mod pairing;
mod parameters;
mod path;
mod secret;
mod sizes;

pub use channel::{Channel, Heard, HeardLine};
pub use converse::converse;
pub use draft::{Draft, DraftOffer, DraftTransfer, Hidden, LeftOut};
pub use secret::{SecretPart, Secrets};
