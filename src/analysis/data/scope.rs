//! What a caller may ask the data pass for.

use crate::digest::Hashes;

/// What the data pass is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct DataPassOptions {
    /// The digests of every transfer.
    pub hash: Hashes,
    /// Show the arguments of PASS and ACCT in rows.
    pub show_passwords: bool,
    /// Give rows to the observer; without, the TCP analysis is left out too.
    pub rows: bool,
    /// Give the contents of data connections to the observer.
    pub contents: ContentScope,
    /// Keep what listings say, in the transfers.
    pub listings: bool,
}

/// The contents of which data connections an observer is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContentScope {
    /// Of none.
    #[default]
    None,
    /// Of those that carry files as they are: in a session, without TLS in it, and without a
    /// transfer mode that wraps the file. Digests too are made of these alone.
    Plain {
        /// Those that carry listings are no exception.
        listings: bool,
    },
    /// Of all.
    All,
}

impl ContentScope {
    /// Those of both.
    #[must_use]
    pub fn or(self, other: ContentScope) -> ContentScope {
        match (self, other) {
            (ContentScope::None, which) | (which, ContentScope::None) => which,
            (ContentScope::All, _) | (_, ContentScope::All) => ContentScope::All,
            (ContentScope::Plain { listings: one }, ContentScope::Plain { listings: two }) => {
                ContentScope::Plain {
                    listings: one || two,
                }
            }
        }
    }
}
