//! Parts of segments.

/// What a segment carries, or a part of it, with its place in the stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct PayloadPart<'b> {
    pub(super) start: u64,
    pub(super) bytes: &'b [u8],
    /// Bytes after `bytes` that the snap length cut.
    pub(super) cut: u64,
}

impl PayloadPart<'_> {
    pub(super) fn len(&self) -> u64 {
        self.bytes.len() as u64 + self.cut
    }

    pub(super) fn end(&self) -> u64 {
        self.start + self.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Without its first bytes.
    pub(super) fn skip(self, count: u64) -> Self {
        let captured = count.min(self.bytes.len() as u64);
        let cut = self.cut.saturating_sub(count - captured);
        PayloadPart {
            start: self.start + count,
            bytes: &self.bytes[captured as usize..],
            cut,
        }
    }

    /// What of it lies before that place.
    pub(super) fn before(self, end: u64) -> Self {
        let room = end.saturating_sub(self.start);
        let captured = room.min(self.bytes.len() as u64);
        PayloadPart {
            bytes: &self.bytes[..captured as usize],
            cut: self.cut.min(room - captured),
            ..self
        }
    }

    /// What of it lies between these places.
    pub(super) fn within(self, from: u64, to: u64) -> Self {
        self.before(to).skip(from.saturating_sub(self.start))
    }
}
