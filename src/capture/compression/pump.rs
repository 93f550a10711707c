//! Codecs that turn a slice into a slice, as zlib does.

use super::codec::{CodecProgress, CodecStep, Member};
use super::source::Packed;

/// A decoder of one member, between two slices.
pub(super) trait Pump: Send {
    /// Decodes as much as it can; true at the end of the member. An empty `input` is the end of the
    /// file.
    fn pump(&mut self, input: &[u8], out: &mut [u8]) -> Result<bool, String>;

    /// Bytes that all calls took and put out: what is put out is good even where a call fails.
    fn totals(&self) -> (u64, u64);
}

/// A member decoded by a pump.
pub(super) struct PumpMember<P> {
    source: Packed,
    pump: P,
}

impl<P: Pump + 'static> PumpMember<P> {
    pub(super) fn start(source: Packed, pump: P) -> Box<dyn Member> {
        Box::new(PumpMember { source, pump })
    }
}

impl<P: Pump> Member for PumpMember<P> {
    fn read(&mut self, out: &mut [u8]) -> CodecProgress {
        loop {
            let input = self.source.fill();
            let available = input.len();
            let before = self.pump.totals();
            let end = self.pump.pump(input, out);
            let after = self.pump.totals();
            let (taken, made) = ((after.0 - before.0) as usize, (after.1 - before.1) as usize);
            self.source.consume(taken);
            let next = match end {
                Ok(true) => CodecStep::End,
                Err(cause) => CodecStep::Broken(cause),
                Ok(false) if made > 0 => CodecStep::More,
                Ok(false) if taken > 0 => continue,
                Ok(false) if available == 0 => CodecStep::Broken("unexpected end".to_owned()),
                Ok(false) => CodecStep::Broken("the decoder makes no progress".to_owned()),
            };
            return CodecProgress { made, next };
        }
    }

    fn source(&mut self) -> &mut Packed {
        &mut self.source
    }

    fn into_source(self: Box<Self>) -> Packed {
        self.source
    }
}
