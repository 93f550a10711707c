//! The compressed bytes that a decoder reads, and what became of reading them.

use std::io::{self, Read};

use crate::capture::buffer::Buffer;
use crate::capture::error::CaptureError;
use crate::capture::source::Source;

/// A compressed file. Decoders report that they ran out of input in as many ways as there are
/// decoders; the source knows it better and remembers.
pub(super) struct Packed {
    buffer: Buffer<Source>,
    /// True once bytes were asked for that are not there.
    dry: bool,
    failure: Option<CaptureError>,
}

impl Packed {
    pub(super) fn new(buffer: Buffer<Source>) -> Self {
        Packed {
            buffer,
            dry: false,
            failure: None,
        }
    }

    /// Bytes that follow; none at the end of the file or where it cannot be read.
    pub(super) fn fill(&mut self) -> &[u8] {
        if self.buffer.filled().is_empty() && !self.ensure(1) {
            self.dry = true;
        }
        self.buffer.filled()
    }

    /// Up to `count` of the bytes that follow, fewer at the end of the file.
    pub(super) fn peek(&mut self, count: usize) -> &[u8] {
        self.ensure(count);
        let filled = self.buffer.filled();
        &filled[..count.min(filled.len())]
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.buffer.consume(count);
    }

    /// Bytes consumed so far.
    pub(super) fn offset(&self) -> u64 {
        self.buffer.offset()
    }

    /// True once a decoder wanted more than there is.
    pub(super) fn is_dry(&self) -> bool {
        self.dry
    }

    pub(super) fn take_failure(&mut self) -> Option<CaptureError> {
        self.failure.take()
    }

    /// Passes over a skippable frame: magic, length, that many bytes. False where the file ends
    /// within it.
    pub(super) fn skip_frame(&mut self) -> bool {
        let &[_, _, _, _, a, b, c, d] = self.peek(8) else {
            self.dry = true;
            return false;
        };
        let mut left = u64::from(u32::from_le_bytes([a, b, c, d])) + 8;
        while left > 0 {
            let there = self.fill().len();
            if there == 0 {
                return false;
            }
            let count = usize::try_from(left).unwrap_or(usize::MAX).min(there);
            self.consume(count);
            left -= count as u64;
        }
        true
    }

    /// Passes over padding.
    pub(super) fn skip_zeros(&mut self) {
        while self.ensure(1) {
            let filled = self.buffer.filled();
            let zeros = filled.iter().take_while(|byte| **byte == 0).count();
            let more = zeros == filled.len();
            self.consume(zeros);
            if !more {
                return;
            }
        }
    }

    fn ensure(&mut self, count: usize) -> bool {
        match self.buffer.ensure(count) {
            Ok(there) => there,
            Err(error) => {
                self.failure.get_or_insert(error);
                false
            }
        }
    }
}

impl Read for Packed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let filled = self.fill();
        let count = filled.len().min(into.len());
        into[..count].copy_from_slice(&filled[..count]);
        self.consume(count);
        Ok(count)
    }
}
