//! bzip2.

use bzip2::{Decompress, Status};

use super::Codec;
use super::pump::{Pump, PumpMember, Pumped};
use crate::record::Compression;

pub(super) const CODEC: Codec = Codec {
    kind: Compression::Bzip2,
    name: "bzip2",
    magic: b"BZh",
    skippable: false,
    start: |source, _| PumpMember::start(source, Bzip2(Decompress::new(false))),
};

struct Bzip2(Decompress);

impl Pump for Bzip2 {
    fn pump(&mut self, input: &[u8], out: &mut [u8]) -> Pumped {
        let (before_in, before_out) = (self.0.total_in(), self.0.total_out());
        let result = self.0.decompress(input, out);
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
