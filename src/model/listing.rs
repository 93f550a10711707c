//! What servers list of the files that they have.

use super::{Text, TransferId};

/// What a name in a listing is.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryKind {
    /// A file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link: its size is not that of what it leads to.
    Link,
    /// The listing does not tell, as the answer to NLST.
    #[default]
    Unknown,
}

/// A line of a listing.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFile {
    /// Path on the server, as far as the control channel tells in which directory it lies.
    pub path: Text,
    /// What it is.
    pub kind: EntryKind,
    /// Bytes, of a file alone.
    pub size: Option<u64>,
    /// When it was changed last, as the server wrote it; empty where it did not.
    pub modified: Text,
    /// The first transfer of its session that brought bytes of it to the client.
    pub taken: Option<TransferId>,
}

/// The answer to LIST, NLST or MLSD, as far as its lines could be read.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// In the order of the server.
    pub entries: Vec<ListedFile>,
    /// Entries that [`Limits::listings`](crate::limits::Limits::listings) had no room for.
    pub left_out: u64,
}
