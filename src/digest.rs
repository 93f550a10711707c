//! Digests of transferred bytes.

mod desk;
pub mod known;

#[cfg(feature = "digest")]
use sha2::Digest as _;

pub(crate) use desk::{Desk, Made, Running, Ticket};

use crate::model::Digests;

/// Which digest to compute. Without the feature `digest` there is none to choose.
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
    /// None at all.
    #[default]
    None,
}

/// A digest in the making.
#[derive(Clone, Debug)]
pub(crate) enum Hasher {
    #[cfg(feature = "digest")]
    Sha256(Box<sha2::Sha256>),
    #[cfg(feature = "digest")]
    Blake3(Box<blake3::Hasher>),
    #[cfg(feature = "digest")]
    Md5(Box<md5::Md5>),
    None,
}

impl Hasher {
    pub(crate) fn new(hash: Hash) -> Self {
        match hash {
            #[cfg(feature = "digest")]
            Hash::Sha256 => Hasher::Sha256(Box::default()),
            #[cfg(feature = "digest")]
            Hash::Blake3 => Hasher::Blake3(Box::default()),
            #[cfg(feature = "digest")]
            Hash::Md5 => Hasher::Md5(Box::default()),
            Hash::None => Hasher::None,
        }
    }

    #[cfg_attr(not(feature = "digest"), expect(unused_variables))]
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            #[cfg(feature = "digest")]
            Hasher::Sha256(hasher) => hasher.update(bytes),
            #[cfg(feature = "digest")]
            Hasher::Blake3(hasher) => {
                hasher.update(bytes);
            }
            #[cfg(feature = "digest")]
            Hasher::Md5(hasher) => hasher.update(bytes),
            Hasher::None => {}
        }
    }

    /// The digest, put into the field of its name.
    #[cfg_attr(not(feature = "digest"), expect(unused_mut))]
    pub(crate) fn finish(self) -> Digests {
        let mut digests = Digests::default();
        match self {
            #[cfg(feature = "digest")]
            Hasher::Sha256(hasher) => digests.sha256 = Some(hex(&hasher.finalize())),
            #[cfg(feature = "digest")]
            Hasher::Blake3(hasher) => digests.blake3 = Some(hex(hasher.finalize().as_bytes())),
            #[cfg(feature = "digest")]
            Hasher::Md5(hasher) => digests.md5 = Some(hex(&hasher.finalize())),
            Hasher::None => {}
        }
        digests
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [b >> 4, b & 15])
        .map(|d| char::from(DIGITS[usize::from(d)]))
        .collect()
}
