//! The digest of a file in the making. The state of a digest takes kilobytes, and a plan may have
//! any number of files: only those that have begun and have not ended hold one.

use crate::digest::{Hasher, Hashes};
use crate::model::Digests;

#[derive(Debug, Default)]
pub(super) enum Sum {
    /// The records have it.
    #[default]
    Told,
    /// No byte has come yet.
    Wanted(Hashes),
    Running(Hasher),
    Made(Digests),
}

impl Sum {
    /// Takes the next bytes; nothing where the digest is made or told.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        if let Sum::Wanted(hash) = *self {
            *self = Sum::Running(Hasher::new(hash));
        }
        if let Sum::Running(hasher) = self {
            hasher.update(bytes);
        }
    }

    /// Makes the digest: no more bytes are expected.
    pub(super) fn settle(&mut self) {
        *self = match std::mem::take(self) {
            Sum::Wanted(hash) => Sum::Made(Hasher::new(hash).finish()),
            Sum::Running(hasher) => Sum::Made(hasher.finish()),
            known => known,
        };
    }

    /// True where bytes are taken.
    pub(super) fn is_wanted(&self) -> bool {
        matches!(self, Sum::Wanted(_) | Sum::Running(_))
    }

    /// True where it is made.
    pub(super) fn is_made(&self) -> bool {
        matches!(self, Sum::Made(_))
    }

    /// The digest, where the records do not have it.
    pub(super) fn finish(mut self) -> Option<Digests> {
        self.settle();
        if let Sum::Made(digests) = self {
            Some(digests)
        } else {
            None
        }
    }
}
