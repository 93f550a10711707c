//! bzip2.

use bzip2::{Decompress, Status};

use super::codec::Codec;
use super::pump::{Pump, PumpMember};
use crate::model::Compression;

pub(super) const CODEC: Codec = Codec {
    kind: Compression::Bzip2,
    magic: b"BZh",
    skippable: false,
    start: |source, _| PumpMember::start(source, Bzip2(Decompress::new(false))),
};

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
