//! gzip (RFC 1952).

use flate2::{Decompress, FlushDecompress, Status};

use super::Codec;
use super::pump::{Pump, PumpMember, Pumped};
use crate::record::Compression;

pub(super) const CODEC: Codec = Codec {
    kind: Compression::Gzip,
    name: "gzip",
    // Deflate is the only method there is.
    magic: &[0x1f, 0x8b, 8],
    skippable: false,
    start: |source, _| PumpMember::start(source, Gzip(Decompress::new_gzip(WINDOW_BITS))),
};

/// The largest window, and so any.
const WINDOW_BITS: u8 = 15;

struct Gzip(Decompress);

impl Pump for Gzip {
    fn pump(&mut self, input: &[u8], out: &mut [u8]) -> Pumped {
        let (before_in, before_out) = (self.0.total_in(), self.0.total_out());
        let result = self.0.decompress(input, out, FlushDecompress::None);
        Pumped {
            taken: (self.0.total_in() - before_in) as usize,
            made: (self.0.total_out() - before_out) as usize,
            end: match result {
                Ok(status) => Ok(status == Status::StreamEnd),
                Err(error) => Err(error.to_string()),
            },
        }
    }
}
