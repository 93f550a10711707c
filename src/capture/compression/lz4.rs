//! The LZ4 frame format.

use std::io::Read;

use lz4_flex::frame::FrameDecoder;

use super::codec::{Codec, CodecProgress, CodecStep, Member};
use super::source::Packed;
use crate::model::Compression;

pub(super) const CODEC: Codec = Codec {
    kind: Compression::Lz4,
    magic: &[0x04, 0x22, 0x4d, 0x18],
    empty: |_| None,
    skippable: true,
    start: |source, _| Box::new(Lz4(FrameDecoder::new(source))),
};

struct Lz4(FrameDecoder<Packed>);

impl Member for Lz4 {
    fn read(&mut self, out: &mut [u8]) -> CodecProgress {
        match self.0.read(out) {
            // The decoder takes the end of the file between two blocks for the end of the frame;
            // the end mark is read without asking for more than there is.
            Ok(0) if self.0.get_ref().is_dry() => CodecProgress {
                made: 0,
                next: CodecStep::Broken("unexpected end".to_owned()),
            },
            Ok(0) => CodecProgress {
                made: 0,
                next: CodecStep::End,
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
        self.0.get_mut()
    }

    fn into_source(self: Box<Self>) -> Packed {
        self.0.into_inner()
    }
}
