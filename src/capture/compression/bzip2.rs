//! bzip2.

use bzip2::{Decompress, Status};

use super::codec::Codec;
use super::pump::{Pump, PumpMember};
use crate::model::Compression;

pub(super) const CODEC: Codec = Codec {
    kind: Compression::Bzip2,
    magic: b"BZh",
    empty,
    skippable: false,
    start: |source, _| PumpMember::start(source, Bzip2(Decompress::new(false))),
};

/// The end of a stream without blocks, and its checksum, behind the magic and a digit for the size
/// of blocks.
const END: [u8; 10] = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0, 0, 0, 0];

/// A stream of nothing is always these bytes.
fn empty(first: &[u8]) -> Option<usize> {
    match first {
        [b'B', b'Z', b'h', b'1'..=b'9', rest @ ..] if *rest == END => Some(first.len()),
        _ => None,
    }
}

struct Bzip2(Decompress);

impl Pump for Bzip2 {
    fn pump(&mut self, input: &[u8], out: &mut [u8]) -> Result<bool, String> {
        let status = self
            .0
            .decompress(input, out)
            .map_err(|error| error.to_string())?;
        Ok(status == Status::StreamEnd)
    }

    fn totals(&self) -> (u64, u64) {
        (self.0.total_in(), self.0.total_out())
    }
}
