//! What a compression has to provide.

use super::source::Packed;
use crate::limits::Limits;
use crate::model::Compression;

/// Bytes of the longest member that is known to hold nothing.
pub(super) const EMPTY: usize = 14;

/// A compression and the way into it.
pub(in crate::capture) struct Codec {
    pub(in crate::capture) kind: Compression,
    /// What each of its members begins with.
    pub(super) magic: &'static [u8],
    /// The length of the member that begins with these bytes, [`EMPTY`] or fewer, if it holds
    /// nothing: to start a decoder for it would cost thousands of times what its bytes cost.
    pub(super) empty: fn(&[u8]) -> Option<usize>,
    /// True where skippable frames (RFC 8878 section 3.1.2) may stand between members.
    pub(super) skippable: bool,
    /// Starts on a member.
    pub(super) start: fn(Packed, &Limits) -> Box<dyn Member>,
}

/// A decoder of one member. It owns the source while it works.
pub(super) trait Member: Send {
    /// Decodes into `out`, which is not empty: at least one byte, or the end, or a failure.
    fn read(&mut self, out: &mut [u8]) -> CodecProgress;
    fn source(&mut self) -> &mut Packed;
    /// The source, at the first byte after the member where that is known.
    fn into_source(self: Box<Self>) -> Packed;
}

/// What one call of a decoder gave.
pub(super) struct CodecProgress {
    /// Bytes put out. They are good even where `next` is a failure.
    pub(super) made: usize,
    pub(super) next: CodecStep,
}

pub(super) enum CodecStep {
    /// Call again.
    More,
    /// The member is complete.
    End,
    /// The member cannot be decoded any further, for this reason.
    Broken(String),
}
