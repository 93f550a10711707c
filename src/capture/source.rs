//! One reading of a [`Store`](super::store::Store), from its beginning to the length it had when it
//! was resolved.
//!
//! Where more threads than one may be used, large files are read [ahead](Ahead).

use super::ahead::ReadAhead;
use super::buffer::{Pull, ReadBlock};
use super::error::CaptureError;
use super::store::Region;

/// Bytes that are left of a file for which another thread is asked to read.
const MUCH: u64 = 8 << 20;

/// A region that is read.
pub(super) struct Source {
    region: Region,
    /// Where the next read begins.
    at: u64,
    /// Another thread may be asked to read.
    pub(super) may_read_ahead: bool,
    ahead: Option<ReadAhead>,
}

impl Source {
    /// From the beginning of a region.
    pub(super) fn new(region: Region) -> Self {
        Source {
            at: region.start(),
            region,
            may_read_ahead: false,
            ahead: None,
        }
    }

    /// True where it is time to ask another thread. The first bytes say what the file is, and often
    /// no more of it is wanted at first.
    fn is_worth_a_thread(&self) -> bool {
        let is_begun = self.at > self.region.start();
        let much_is_left = self.region.end() - self.at > MUCH;
        self.may_read_ahead && self.region.is_slow() && is_begun && much_is_left
    }
}

impl Pull for Source {
    fn pull(&mut self, into: &mut [u8]) -> Result<usize, CaptureError> {
        let count = self.region.read(into, self.at)?;
        if count == 0 && self.at < self.region.end() {
            return Err(self.region.shrank(self.at));
        }
        self.at += count as u64;
        Ok(count)
    }

    fn next_block(&mut self) -> Option<Result<ReadBlock, CaptureError>> {
        if self.ahead.is_none() && self.is_worth_a_thread() {
            self.ahead = ReadAhead::begin(self.region.clone(), self.at);
            // where there is no thread, there will be none later
            self.may_read_ahead = self.ahead.is_some();
        }
        self.ahead.as_mut().map(ReadAhead::next)
    }

    fn jump(&mut self, to: u64) -> bool {
        let at = self.region.start().saturating_add(to);
        if self.ahead.is_some() || at > self.region.end() {
            return false;
        }
        self.at = at;
        true
    }

    fn take_back(&mut self, bytes: Vec<u8>) {
        if let Some(ahead) = &mut self.ahead {
            ahead.take_back(bytes);
        }
    }
}
