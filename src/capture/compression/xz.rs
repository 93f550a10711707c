//! xz, with LZMA2 and the filters of the format; the dictionary is capped.

use lzma_rust2::{Action, Status, XzStream};

use super::codec::Codec;
use super::pump::{Pump, PumpMember};
use crate::limits::Limits;
use crate::model::Compression;

pub(super) const CODEC: Codec = Codec {
    kind: Compression::Xz,
    magic: &[0xfd, b'7', b'z', b'X', b'Z', 0],
    empty: |_| None,
    skippable: false,
    start: |source, limits| {
        PumpMember::start(
            source,
            Xz(XzStream::new_mem_limit(false, memory_limit(limits))),
        )
    },
};

/// KiB that the decoder may use: the largest dictionary and what it needs beside it.
fn memory_limit(limits: &Limits) -> u32 {
    u32::try_from(limits.window / 1024 + 1024).unwrap_or(u32::MAX)
}

struct Xz(XzStream);

impl Pump for Xz {
    fn pump(&mut self, input: &[u8], out: &mut [u8]) -> Result<bool, String> {
        let action = if input.is_empty() {
            Action::Finish
        } else {
            Action::Run
        };
        let result = self
            .0
            .process(input, out, action)
            .map_err(|error| error.to_string())?;
        Ok(result.status == Status::StreamEnd)
    }

    fn totals(&self) -> (u64, u64) {
        (self.0.total_in(), self.0.total_out())
    }
}
