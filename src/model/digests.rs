//! Digests of what was transferred, and the lists of known files that hold them.

/// Digests of the payload, lower-case hexadecimal; those that were not asked for are `None`.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digests {
    /// SHA-256.
    pub sha256: Option<String>,
    /// BLAKE3.
    pub blake3: Option<String>,
    /// MD5.
    pub md5: Option<String>,
    /// SHA-1.
    pub sha1: Option<String>,
    /// The media type (RFC 6838) that the first bytes tell.
    #[cfg_attr(
        feature = "archive",
        borsh(
            serialize_with = "super::interned::write_option",
            deserialize_with = "super::interned::read_option"
        )
    )]
    pub media_type: Option<&'static str>,
}

impl Digests {
    /// The first of them that was asked for.
    pub fn any(&self) -> Option<&str> {
        [&self.sha256, &self.blake3, &self.md5, &self.sha1]
            .into_iter()
            .flatten()
            .next()
            .map(String::as_str)
    }
}

/// A file that a list has which was given.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFile {
    /// By what it is known: `md5`, `sha1` or `sha256`.
    #[cfg_attr(
        feature = "archive",
        borsh(
            serialize_with = "super::interned::write_one",
            deserialize_with = "super::interned::read_one"
        )
    )]
    pub algorithm: &'static str,
    /// The digest, lower-case hexadecimal.
    pub digest: String,
    /// What the list is called.
    pub list: String,
}

impl KnownFile {
    /// What people call the kind of digest.
    pub fn name(&self) -> &'static str {
        match self.algorithm {
            "md5" => "MD5",
            "sha1" => "SHA-1",
            _ => "SHA-256",
        }
    }
}
