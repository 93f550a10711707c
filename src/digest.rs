//! Digests of transferred bytes.

pub mod known;
#[cfg(feature = "digest")]
mod media_type;
mod pool;

#[cfg(feature = "digest")]
use sha2::Digest as _;

#[cfg(feature = "digest")]
pub(crate) use media_type::{HEAD, media_type};
pub(crate) use pool::{DigestId, DigestPool, Made, RunningDigest};

use crate::model::Digests;

/// A kind of digest. Without the feature `digest` there is none to choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hash {
    #[cfg(feature = "digest")]
    /// SHA-256.
    Sha256,
    #[cfg(feature = "digest")]
    /// BLAKE3.
    Blake3,
    #[cfg(feature = "digest")]
    /// MD5.
    Md5,
    #[cfg(feature = "digest")]
    /// SHA-1: for lists of digests that know no better one.
    Sha1,
    /// None at all.
    #[default]
    None,
}

/// Which digests to compute: any number of kinds.
///
/// ```
/// # #[cfg(feature = "digest")] {
/// use ftpscope::digest::{Hash, Hashes};
///
/// let both: Hashes = [Hash::Sha256, Hash::Md5].into_iter().collect();
/// assert!(both.contains(Hash::Md5) && !both.contains(Hash::Sha1));
/// assert!(Hashes::from(Hash::None).is_empty());
/// # }
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Hashes(u8);

impl Hashes {
    /// None at all.
    pub const NONE: Hashes = Hashes(0);

    /// With one more; [`Hash::None`] adds nothing.
    #[must_use]
    pub fn with(self, hash: Hash) -> Self {
        Hashes(self.0 | hash.bit())
    }

    /// Those of both.
    pub(crate) fn or(self, other: Hashes) -> Self {
        Hashes(self.0 | other.0)
    }

    /// Of digests that were made, those that are among them.
    #[cfg(feature = "digest")]
    pub(crate) fn keep(self, made: Digests) -> Digests {
        Digests {
            sha256: made.sha256.filter(|_| self.contains(Hash::Sha256)),
            blake3: made.blake3.filter(|_| self.contains(Hash::Blake3)),
            md5: made.md5.filter(|_| self.contains(Hash::Md5)),
            sha1: made.sha1.filter(|_| self.contains(Hash::Sha1)),
            ..made
        }
    }

    /// There are none to choose from.
    #[cfg(not(feature = "digest"))]
    #[expect(clippy::unused_self)]
    pub(crate) fn keep(self, made: Digests) -> Digests {
        made
    }

    /// True if that one is among them; never for [`Hash::None`].
    pub fn contains(self, hash: Hash) -> bool {
        self.0 & hash.bit() != 0
    }

    /// True if nothing is to be computed.
    pub fn is_empty(self) -> bool {
        self == Hashes::NONE
    }
}

impl Hash {
    fn bit(self) -> u8 {
        match self {
            #[cfg(feature = "digest")]
            Hash::Sha256 => 1,
            #[cfg(feature = "digest")]
            Hash::Blake3 => 2,
            #[cfg(feature = "digest")]
            Hash::Md5 => 4,
            #[cfg(feature = "digest")]
            Hash::Sha1 => 8,
            Hash::None => 0,
        }
    }
}

impl From<Hash> for Hashes {
    fn from(hash: Hash) -> Self {
        Hashes::NONE.with(hash)
    }
}

impl FromIterator<Hash> for Hashes {
    fn from_iter<I: IntoIterator<Item = Hash>>(hashes: I) -> Self {
        hashes.into_iter().fold(Hashes::NONE, Hashes::with)
    }
}

impl std::fmt::Debug for Hashes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kinds: &[Hash] = &[
            #[cfg(feature = "digest")]
            Hash::Sha256,
            #[cfg(feature = "digest")]
            Hash::Blake3,
            #[cfg(feature = "digest")]
            Hash::Md5,
            #[cfg(feature = "digest")]
            Hash::Sha1,
        ];
        f.debug_set()
            .entries(kinds.iter().filter(|&&hash| self.contains(hash)))
            .finish()
    }
}

/// Digests in the making, each in a box of its own: most runs want one of them.
#[cfg(feature = "digest")]
#[derive(Clone, Debug)]
pub(crate) struct Hasher {
    sha256: Option<Box<sha2::Sha256>>,
    blake3: Option<Box<blake3::Hasher>>,
    md5: Option<Box<md5::Md5>>,
    sha1: Option<Box<sha1::Sha1>>,
    /// The first bytes, which tell the type.
    head: Vec<u8>,
}

#[cfg(feature = "digest")]
impl Hasher {
    pub(crate) fn new(hashes: Hashes) -> Self {
        Hasher {
            sha256: hashes.contains(Hash::Sha256).then(Box::default),
            blake3: hashes.contains(Hash::Blake3).then(Box::default),
            md5: hashes.contains(Hash::Md5).then(Box::default),
            sha1: hashes.contains(Hash::Sha1).then(Box::default),
            head: Vec::new(),
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        let room = HEAD - self.head.len();
        self.head.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if let Some(hasher) = &mut self.sha256 {
            hasher.update(bytes);
        }
        if let Some(hasher) = &mut self.blake3 {
            hasher.update(bytes);
        }
        if let Some(hasher) = &mut self.md5 {
            hasher.update(bytes);
        }
        if let Some(hasher) = &mut self.sha1 {
            hasher.update(bytes);
        }
    }

    /// The digests, each put into the field of its name.
    pub(crate) fn finish(self) -> Digests {
        Digests {
            sha256: self.sha256.map(|hasher| hex(&hasher.finalize())),
            blake3: self.blake3.map(|hasher| hex(hasher.finalize().as_bytes())),
            md5: self.md5.map(|hasher| hex(&hasher.finalize())),
            sha1: self.sha1.map(|hasher| hex(&hasher.finalize())),
            media_type: media_type(&self.head),
        }
    }
}

/// No digest: there is none to choose.
#[cfg(not(feature = "digest"))]
#[derive(Clone, Debug)]
pub(crate) struct Hasher;

#[cfg(not(feature = "digest"))]
impl Hasher {
    pub(crate) fn new(_: Hashes) -> Self {
        Hasher
    }

    #[expect(clippy::unused_self)]
    pub(crate) fn update(&mut self, _: &[u8]) {}

    pub(crate) fn finish(self) -> Digests {
        Digests::default()
    }
}

#[cfg(feature = "digest")]
fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [b >> 4, b & 15])
        .map(|d| char::from(DIGITS[usize::from(d)]))
        .collect()
}
