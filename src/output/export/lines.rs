//! Lines that are collected, so that what is written are large pieces.

use std::io::{self, Write};

use serde::Serialize;

use crate::output::json::append;

/// Bytes that are collected before they are written.
const PIECE: usize = 64 << 10;

/// Lines on their way to a file or a stream.
pub(super) struct LineBuffer<'o> {
    out: &'o mut dyn Write,
    /// What is not written yet.
    text: Vec<u8>,
}

impl<'o> LineBuffer<'o> {
    /// Nothing is collected yet.
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        LineBuffer {
            out,
            text: Vec::with_capacity(PIECE + 4096),
        }
    }

    /// A line that is one JSON object.
    pub(super) fn object(&mut self, object: &impl Serialize) -> io::Result<()> {
        append(&mut self.text, object)?;
        self.end_line()
    }

    /// Where a line is put together that [`LineBuffer::end_line`] ends.
    pub(super) fn line(&mut self) -> &mut Vec<u8> {
        &mut self.text
    }

    /// Ends the line, and writes what was collected where that is enough.
    pub(super) fn end_line(&mut self) -> io::Result<()> {
        self.text.push(b'\n');
        if self.text.len() < PIECE {
            return Ok(());
        }
        self.out.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }

    /// Writes the rest.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.out.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }
}
