//! What nobody should read.

use std::fmt;

use super::Text;

/// Bytes from the wire that are a password or belong to one. It shows itself to nobody who does not
/// ask for it by name.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Secret(Text);

impl Secret {
    /// What is shown in the place of a secret.
    pub(crate) const MASK: &str = "********";

    /// Hides some bytes.
    pub(crate) fn new(text: Text) -> Self {
        Secret(text)
    }

    /// The bytes.
    pub(crate) fn reveal(&self) -> &[u8] {
        self.0.bytes()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Secret::MASK)
    }
}
