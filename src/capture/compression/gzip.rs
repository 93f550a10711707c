//! gzip (RFC 1952).

use flate2::{Decompress, FlushDecompress, Status};

use super::codec::Codec;
use super::pump::{Pump, PumpMember};
use crate::model::Compression;

pub(super) const CODEC: Codec = Codec {
    kind: Compression::Gzip,
    // Deflate is the only method there is.
    magic: &[0x1f, 0x8b, 8],
    empty: |_| None,
    skippable: false,
    start: |source, _| PumpMember::start(source, Gzip(Decompress::new_gzip(WINDOW_BITS))),
};

/// The largest window, and so any.
const WINDOW_BITS: u8 = 15;

struct Gzip(Decompress);

impl Pump for Gzip {
    fn pump(&mut self, input: &[u8], out: &mut [u8]) -> Result<bool, String> {
        let status = self
            .0
            .decompress(input, out, FlushDecompress::None)
            .map_err(|error| error.to_string())?;
        Ok(status == Status::StreamEnd)
    }

    fn totals(&self) -> (u64, u64) {
        (self.0.total_in(), self.0.total_out())
    }
}
