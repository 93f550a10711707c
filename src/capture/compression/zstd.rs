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
    empty: |_| None,
    skippable: true,
    start: |source, limits| Box::new(Zstd::new(source, limits)),
};

/// An empty raw block that is the last of its frame, and a checksum that nobody looks at.
const LAST_BLOCK: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];

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

    /// The decoder keeps back the last window of what it decoded until the frame ends. Where it never will, it is
    /// given an end, so that everything before the fault comes out.
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
