//! What the program itself objects to where results are written, carried by an [`io::Error`] as the
//! operating system's objections are.

use std::io;

use super::Message;

/// The cause of such an error: in English, for users of the library, and as a message of the
/// catalogues.
#[derive(Debug, thiserror::Error)]
#[error("{english}")]
pub(crate) struct OwnCause {
    english: String,
    said: Message,
}

impl OwnCause {
    /// An error whose cause this is.
    pub(crate) fn error(kind: io::ErrorKind, english: String, said: Message) -> io::Error {
        io::Error::new(kind, OwnCause { english, said })
    }

    /// The message of an error, where the program has one for it.
    pub(super) fn of(error: &io::Error) -> Option<&Message> {
        let cause = error.get_ref()?.downcast_ref::<OwnCause>()?;
        Some(&cause.said)
    }
}
