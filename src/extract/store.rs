//! Many files in the making at a time, with few of them open: small writes are gathered, and a small file is written
//! at once when it is whole.

use std::collections::VecDeque;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

use cap_std::fs::File;

use crate::limits::Limits;

use super::target::Target;

/// The files, by the plan's index.
#[derive(Debug)]
pub(super) struct Store {
    slots: Vec<Slot>,
    /// Open files, the one that was opened first in front.
    open: VecDeque<(usize, File)>,
    /// Room of all buffers.
    held: usize,
    limits: Limits,
}

#[derive(Clone, Debug, Default)]
struct Slot {
    /// Bytes that wait, and where in the file they stand.
    buffer: Vec<u8>,
    at: u64,
    exists: bool,
}

impl Store {
    pub(super) fn new(files: usize, limits: &Limits) -> Self {
        Store { slots: vec![Slot::default(); files], open: VecDeque::new(), held: 0, limits: *limits }
    }

    /// Writes bytes at a place of a file.
    pub(super) fn write(&mut self, target: &Target, file: usize, at: u64, bytes: &[u8]) -> io::Result<()> {
        let slot = &self.slots[file];
        if slot.at + slot.buffer.len() as u64 != at {
            self.flush(target, file)?;
            self.slots[file].at = at;
        }
        let buffer = &mut self.slots[file].buffer;
        let before = buffer.capacity();
        buffer.extend_from_slice(bytes);
        self.held += buffer.capacity() - before;
        if buffer.len() >= self.limits.write_buffer {
            self.flush(target, file)?;
        }
        if self.held > self.limits.write_buffers {
            (0..self.slots.len()).try_for_each(|file| self.free(target, file))?;
        }
        Ok(())
    }

    /// Fills `buffer` from a place of a file that was written to.
    pub(super) fn read(&mut self, target: &Target, file: usize, at: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.flush(target, file)?;
        let opened = self.opened(target, file)?;
        opened.seek(SeekFrom::Start(at))?;
        opened.read_exact(buffer)
    }

    /// Ends a file at `len` bytes; a hole is left where it was not written to.
    pub(super) fn end(&mut self, target: &Target, file: usize, len: u64) -> io::Result<()> {
        self.flush(target, file)?;
        let slot = &self.slots[file];
        if !slot.exists || slot.at != len {
            self.opened(target, file)?.set_len(len)?;
        }
        self.close(target, file)
    }

    /// Writes what waits, and frees what the file holds.
    pub(super) fn close(&mut self, target: &Target, file: usize) -> io::Result<()> {
        self.free(target, file)?;
        self.open.retain(|(open, _)| *open != file);
        Ok(())
    }

    fn free(&mut self, target: &Target, file: usize) -> io::Result<()> {
        self.flush(target, file)?;
        self.held -= std::mem::take(&mut self.slots[file].buffer).capacity();
        Ok(())
    }

    fn flush(&mut self, target: &Target, file: usize) -> io::Result<()> {
        if self.slots[file].buffer.is_empty() {
            return Ok(());
        }
        let mut buffer = std::mem::take(&mut self.slots[file].buffer);
        let at = self.slots[file].at;
        let opened = self.opened(target, file)?;
        opened.seek(SeekFrom::Start(at))?;
        opened.write_all(&buffer)?;
        self.slots[file].at = at + buffer.len() as u64;
        buffer.clear();
        self.slots[file].buffer = buffer;
        Ok(())
    }

    fn opened(&mut self, target: &Target, file: usize) -> io::Result<&mut File> {
        if let Some(place) = self.open.iter().position(|(open, _)| *open == file) {
            return Ok(&mut self.open[place].1);
        }
        if self.open.len() >= self.limits.open_files {
            self.open.pop_front();
        }
        let slot = &mut self.slots[file];
        let name = file.to_string();
        let opened =
            if std::mem::replace(&mut slot.exists, true) { target.reopen(&name) } else { target.create(&name) };
        self.open.push_back((file, opened?));
        let last = self.open.len() - 1;
        Ok(&mut self.open[last].1)
    }
}
