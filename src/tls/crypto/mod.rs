//! How TLS seals records: the suites, the keys that secrets give, and the records themselves.
//!
//! Nothing here knows a connection. [`Suite`] is a row of the table of suites; [`keys`] and
//! [`traffic_key`] make a [`Cipher`] of a secret, which is one direction's key; that opens a
//! record, given its number. What no key log can open is not in the table, so that it is never half
//! supported: Camellia, ARIA, SEED, IDEA, DES and the export suites.
//!
//! The program only ever opens what others have sealed, with keys that it was given, and tells
//! nobody how long that took: nothing has to be constant in time.

mod protect;
mod rc4;
mod schedule;
mod suite;

pub(super) use protect::{Cipher, END};
pub(super) use schedule::{HandshakeKeys, keys, next_secret, traffic_key};
pub(super) use suite::Suite;

#[cfg(test)]
pub(super) use protect::tests::{Plain, seal};
