//! Compressed captures: the table of codecs, and the stream of what comes out of one.
//!
//! All of them are containers of members (gzip members, zstd and lz4 frames, xz and bzip2 streams)
//! that may follow one another, so that `cat a.gz b.gz` is a compressed file too. This module goes
//! from member to member; a codec only decodes one.

#[cfg(feature = "compression")]
mod bzip2;
mod codec;
#[cfg(feature = "compression")]
mod gzip;
#[cfg(feature = "compression")]
mod lz4;
#[cfg(feature = "compression")]
mod pump;
mod source;
#[cfg(feature = "compression")]
mod xz;
#[cfg(feature = "compression")]
mod zstd;

use std::mem;

use super::buffer::{Buffer, Pull};
use super::error::CaptureError;
use super::formats::listed;
use super::source::Source;
use crate::limits::Limits;
pub(super) use codec::Codec;
use codec::{CodecStep, EMPTY, Member};
use source::Packed;

/// Every codec, told by the first bytes of its members. A new one is one file and one line here.
#[cfg(feature = "compression")]
const CODECS: &[Codec] = &[
    gzip::CODEC,
    zstd::CODEC,
    lz4::CODEC,
    xz::CODEC,
    bzip2::CODEC,
];
#[cfg(not(feature = "compression"))]
const CODECS: &[Codec] = &[];

/// Bytes that every magic can do with.
const SNIFF: usize = 6;

/// The names of the compressions that a capture may have, as people write them.
pub fn compressions() -> impl Iterator<Item = &'static str> {
    CODECS.iter().map(|codec| codec.kind.name())
}

/// `gzip, zstd, lz4, xz or bzip2`
pub(super) fn names() -> String {
    listed(CODECS.iter().map(|codec| codec.kind.name()))
}

/// Which compression these first bytes are.
pub(super) fn sniff(first: &[u8]) -> Option<&'static Codec> {
    CODECS
        .iter()
        .find(|codec| first.starts_with(codec.magic) || codec.skippable && skippable(first))
}

/// The decompressed bytes of a file. After an error it is at its end.
pub(super) struct Unpack {
    codec: &'static Codec,
    limits: Limits,
    state: UnpackState,
    /// Bytes that may still come out.
    left: u64,
    /// Bytes that might come out in all.
    most: u64,
    /// True once a member was complete: after it, zeros may follow (xz stream padding, tapes).
    padding_allowed: bool,
}

enum UnpackState {
    Between(Box<Packed>),
    Within(Box<dyn Member>),
    Failed(CaptureError),
    Done,
}

impl Unpack {
    /// `stored`: bytes of the file.
    pub(super) fn new(
        codec: &'static Codec,
        source: Buffer<Source>,
        stored: u64,
        limits: &Limits,
    ) -> Self {
        let most = limits.expanded(stored);
        Unpack {
            left: most,
            most,
            codec,
            limits: *limits,
            state: UnpackState::Between(Box::new(Packed::new(source))),
            padding_allowed: false,
        }
    }

    /// Goes to the beginning of the next member.
    fn next_member(&mut self, mut source: Packed) -> UnpackState {
        while self.codec.skippable && skippable(source.peek(SNIFF)) {
            if !source.skip_frame() {
                return UnpackState::Failed(self.verdict(&mut source, String::new()));
            }
        }
        if self.padding_allowed {
            source.skip_zeros();
        }
        while let Some(len) = (self.codec.empty)(source.peek(EMPTY)) {
            source.consume(len);
            self.padding_allowed = true;
        }
        let (first, magic) = (source.peek(SNIFF), self.codec.magic);
        // Fewer bytes than a magic has can only be the last ones of the file.
        let (begins, cut, left) = (
            first.starts_with(magic),
            magic.starts_with(first),
            first.len(),
        );
        if begins {
            return UnpackState::Within((self.codec.start)(source, &self.limits));
        }
        if let Some(failure) = source.take_failure() {
            return UnpackState::Failed(failure);
        }
        if left == 0 {
            return UnpackState::Done;
        }
        if cut {
            let (packed, offset) = (self.codec.kind, source.offset() + left as u64);
            return UnpackState::Failed(CaptureError::CutPacked { packed, offset });
        }
        let cause = format!(
            "expected another {} header or the end of the file",
            self.codec.kind.name()
        );
        UnpackState::Failed(self.damaged(&source, cause))
    }

    /// Whose fault it is that decoding stopped: the file could not be read, or it ended, or it
    /// makes no sense.
    fn verdict(&self, source: &mut Packed, cause: String) -> CaptureError {
        if let Some(failure) = source.take_failure() {
            return failure;
        }
        if source.is_dry() {
            return CaptureError::CutPacked {
                packed: self.codec.kind,
                offset: source.offset(),
            };
        }
        self.damaged(source, cause)
    }

    fn expands(&self) -> CaptureError {
        CaptureError::Expands {
            packed: self.codec.kind,
            limit: self.most,
            expansion: self.limits.expansion,
        }
    }

    fn damaged(&self, source: &Packed, cause: String) -> CaptureError {
        CaptureError::DamagedPacked {
            packed: self.codec.kind,
            offset: source.offset(),
            cause,
        }
    }
}

impl Pull for Unpack {
    fn pull(&mut self, into: &mut [u8]) -> Result<usize, CaptureError> {
        loop {
            match mem::replace(&mut self.state, UnpackState::Done) {
                UnpackState::Between(source) => self.state = self.next_member(*source),
                UnpackState::Within(mut member) => {
                    let progress = member.read(into);
                    self.state = match progress.next {
                        CodecStep::More => UnpackState::Within(member),
                        CodecStep::End => {
                            self.padding_allowed = true;
                            UnpackState::Between(Box::new(member.into_source()))
                        }
                        CodecStep::Broken(cause) => {
                            UnpackState::Failed(self.verdict(member.source(), cause))
                        }
                    };
                    let Some(left) = self.left.checked_sub(progress.made as u64) else {
                        self.state = UnpackState::Done;
                        return Err(self.expands());
                    };
                    self.left = left;
                    if progress.made > 0 {
                        return Ok(progress.made);
                    }
                }
                UnpackState::Failed(error) => return Err(error),
                UnpackState::Done => return Ok(0),
            }
        }
    }
}

/// True for the 16 magics of skippable frames, which zstd and lz4 share.
fn skippable(first: &[u8]) -> bool {
    matches!(first, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}
