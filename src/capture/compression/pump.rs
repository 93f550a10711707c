//! Codecs that turn a slice into a slice, as zlib does.

use super::source::Packed;
use super::{Member, Next, Progress};

/// A decoder of one member, between two slices.
pub(super) trait Pump: Send {
    /// Decodes as much as it can. An empty `input` is the end of the file.
    fn pump(&mut self, input: &[u8], out: &mut [u8]) -> Pumped;
}

/// What one call gave, with what it took.
pub(super) struct Pumped {
    /// Bytes of the input that are done with.
    pub(super) taken: usize,
    /// Bytes put out, good even where `end` is an error.
    pub(super) made: usize,
    /// True at the end of the member.
    pub(super) end: Result<bool, String>,
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
    fn read(&mut self, out: &mut [u8]) -> Progress {
        loop {
            let input = self.source.fill();
            let available = input.len();
            let Pumped { taken, made, end } = self.pump.pump(input, out);
            self.source.consume(taken);
            let next = match end {
                Ok(true) => Next::End,
                Err(cause) => Next::Broken(cause),
                Ok(false) if made > 0 => Next::More,
                Ok(false) if taken > 0 => continue,
                Ok(false) if available == 0 => Next::Broken("unexpected end".to_owned()),
                Ok(false) => Next::Broken("the decoder makes no progress".to_owned()),
            };
            return Progress { made, next };
        }
    }

    fn source(&mut self) -> &mut Packed {
        &mut self.source
    }

    fn into_source(self: Box<Self>) -> Packed {
        self.source
    }
}
