//! Zstandard (RFC 8878); the window is capped.

use std::io::Read;

use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::codec::{Codec, CodecProgress, CodecStep, Member};
use super::source::Packed;
use crate::limits::Limits;
use crate::model::Compression;

pub(super) const CODEC: Codec = Codec {
    kind: Compression::Zstd,
    magic: &[0x28, 0xb5, 0x2f, 0xfd],
    empty,
    skippable: true,
    start: |source, limits| Box::new(Zstd::new(source, limits)),
};

/// An empty raw block that is the last of its frame, and a checksum that nobody looks at.
const LAST_BLOCK: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];

/// The checksum of no bytes (the lower half of XXH64).
const CHECKSUM_OF_NOTHING: [u8; 4] = [0x99, 0xe9, 0xd8, 0x51];

/// A frame of nothing (RFC 8878 section 3.1.1): a header that names a window, or a size of 0, and
/// no dictionary; one raw block without bytes, which is the last; and a checksum where the header
/// says that there is one.
fn empty(first: &[u8]) -> Option<usize> {
    let behind = first.strip_prefix(CODEC.magic)?;
    let (&[descriptor, window_or_size], behind) = behind.split_first_chunk()?;
    let behind = behind.strip_prefix(&LAST_BLOCK[..3])?;
    let has_checksum = match (descriptor, window_or_size) {
        (0, _) | (0x20, 0) => false,
        (4, _) | (0x24, 0) => true,
        _ => return None,
    };
    let rest = if has_checksum {
        behind.strip_prefix(&CHECKSUM_OF_NOTHING)?
    } else {
        behind
    };
    Some(first.len() - rest.len())
}

struct Zstd {
    source: Packed,
    decoder: FrameDecoder,
    begun: bool,
    /// Why the frame ended early.
    broken: Option<String>,
}

impl Zstd {
    fn new(source: Packed, limits: &Limits) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(limits.window as u64);
        Zstd {
            source,
            decoder,
            begun: false,
            broken: None,
        }
    }

    /// Decodes until something can be collected or the frame ends.
    fn decode(&mut self) -> Result<(), FrameDecoderError> {
        if !self.begun {
            self.decoder.init(&mut self.source)?;
            self.begun = true;
        }
        while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
            self.decoder
                .decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1))?;
        }
        Ok(())
    }

    /// The decoder keeps back the last window of what it decoded until the frame ends. Where it
    /// never will, it is given an end, so that everything before the fault comes out.
    fn give_up(&mut self, cause: String) {
        self.broken = Some(cause);
        if self.begun {
            // A failure here leaves the frame unfinished: then there is nothing more to get.
            let _ = self
                .decoder
                .decode_blocks(&LAST_BLOCK[..], BlockDecodingStrategy::UptoBlocks(1));
        }
    }

    /// How the frame ended, once all of it is collected.
    fn end(&mut self) -> CodecStep {
        if let Some(cause) = self.broken.take() {
            return CodecStep::Broken(cause);
        }
        let (written, found) = (
            self.decoder.get_checksum_from_data(),
            self.decoder.get_calculated_checksum(),
        );
        if written.is_some() && written != found {
            return CodecStep::Broken("its checksum does not match".to_owned());
        }
        CodecStep::End
    }
}

impl Member for Zstd {
    fn read(&mut self, out: &mut [u8]) -> CodecProgress {
        if self.broken.is_none()
            && let Err(error) = self.decode()
        {
            self.give_up(error.to_string());
        }
        match self.decoder.read(out) {
            Ok(0) => CodecProgress {
                made: 0,
                next: self.end(),
            },
            Ok(made) => CodecProgress {
                made,
                next: CodecStep::More,
            },
            Err(error) => CodecProgress {
                made: 0,
                next: CodecStep::Broken(error.to_string()),
            },
        }
    }

    fn source(&mut self) -> &mut Packed {
        &mut self.source
    }

    fn into_source(self: Box<Self>) -> Packed {
        self.source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_nothing_are_known_by_their_bytes() {
        let magic = CODEC.magic;
        for (frame, len) in [
            (&b"\x20\0\x01\0\0"[..], Some(9)),
            (b"\0\x58\x01\0\0", Some(9)),
            (b"\x24\0\x01\0\0\x99\xe9\xd8\x51", Some(13)),
            (b"\x24\0\x01\0\0\x99\xe9\xd8\x50", None),
            (b"\x24\0\x01\0\0\x99", None),
            (b"\x20\x01\x09\0\0x", None),
            (b"\0\x58\0\0\0", None),
            (b"\0\x58\x01", None),
        ] {
            let frame = [magic, frame].concat();
            assert_eq!(empty(&frame), len, "{frame:x?}");
        }
        let followed = [magic, b"\x20\0\x01\0\0", magic, b"\0"].concat();
        assert_eq!(empty(&followed), Some(9));
    }
}
