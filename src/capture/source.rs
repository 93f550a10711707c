//! One reading of a [`Store`](super::store::Store), from its beginning to the length it had when it was resolved.
//!
//! Where more threads than one may be used, large files are read ahead on a [`Stage`]: it is given room to read into
//! and gives blocks back, a few at most, so that the next block is on its way while the frames of one are looked at.

use super::buffer::{Block, HEADROOM, Pull};
use super::error::CaptureError;
use super::store::Region;
use crate::threads::Stage;

/// Bytes that are left of a file for which another thread is asked to read.
const MUCH: u64 = 8 << 20;
/// Bytes of a block.
const SIZE: usize = 256 << 10;
/// Blocks that may be read and not looked at.
const WAITING: usize = 4;

/// A region that is read.
pub(super) struct Source {
    region: Region,
    /// Where the next read begins.
    at: u64,
    /// Another thread may be asked to read.
    pub(super) may_read_ahead: bool,
    ahead: Option<Box<Ahead>>,
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

    /// True where it is time to ask another thread. The first bytes say what the file is, and often no more of it is
    /// wanted at first.
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

    fn next_block(&mut self) -> Option<Result<Block, CaptureError>> {
        if self.ahead.is_none() && self.is_worth_a_thread() {
            self.ahead = Ahead::start(self.region.clone(), self.at).map(Box::new);
            // where there is no thread, there will be none later
            self.may_read_ahead = self.ahead.is_some();
        }
        self.ahead.as_mut().map(|ahead| ahead.next())
    }

    fn take_back(&mut self, bytes: Vec<u8>) {
        if let Some(ahead) = &mut self.ahead {
            ahead.take_back(bytes);
        }
    }
}

/// The rest of a region, read ahead.
struct Ahead {
    stage: Stage<Vec<u8>, Result<Block, CaptureError>, ()>,
    /// Blocks that were asked for and did not come yet.
    asked: usize,
    /// Memory to read into.
    spent: Vec<Vec<u8>>,
}

impl Ahead {
    fn start(region: Region, begin: u64) -> Option<Self> {
        let stage = Stage::start("reading", WAITING, move |rooms, blocks| {
            let mut reading = Reading { region, at: begin };
            for room in rooms {
                let Some(block) = reading.next(room) else {
                    return;
                };
                let is_last = block.is_err();
                if blocks.send(block).is_err() || is_last {
                    return;
                }
            }
        })?;
        Some(Ahead {
            stage,
            asked: 0,
            spent: Vec::new(),
        })
    }

    /// The next block; an empty one at the end.
    fn next(&mut self) -> Result<Block, CaptureError> {
        while self.asked < WAITING && self.stage.give(self.spent.pop().unwrap_or_default()) {
            self.asked += 1;
        }
        self.asked = self.asked.saturating_sub(1);
        self.stage.take().unwrap_or_else(|| Ok(Block::default()))
    }

    fn take_back(&mut self, bytes: Vec<u8>) {
        // what grew for a large record is not kept
        if bytes.capacity() <= HEADROOM + SIZE && self.spent.len() < WAITING {
            self.spent.push(bytes);
        }
    }
}

/// What the other thread does.
struct Reading {
    region: Region,
    at: u64,
}

impl Reading {
    /// The next block, in the memory of `bytes`; none at the end.
    fn next(&mut self, mut bytes: Vec<u8>) -> Option<Result<Block, CaptureError>> {
        if self.at >= self.region.end() {
            return None;
        }
        bytes.resize(HEADROOM + SIZE, 0);
        match self.region.fill(&mut bytes[HEADROOM..], self.at) {
            Ok(0) => Some(Err(self.region.shrank(self.at))),
            Ok(len) => {
                self.at += len as u64;
                Some(Ok(Block { bytes, len }))
            }
            Err(error) => Some(Err(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::capture::store::Store;
    use crate::threads::Threads;

    /// All blocks of a file that is taken to have `len` bytes, and how the reading ended.
    fn read(file: &File, begin: u64, len: u64) -> (Vec<u8>, Result<(), CaptureError>) {
        let mut ahead = ahead(file, begin, len, &Arc::default());
        let mut all = Vec::new();
        loop {
            match ahead.next() {
                Ok(block) if block.len == 0 => return (all, Ok(())),
                Ok(block) => {
                    all.extend_from_slice(&block.bytes[HEADROOM..HEADROOM + block.len]);
                    ahead.take_back(block.bytes);
                }
                Err(error) => return (all, Err(error)),
            }
        }
    }

    fn ahead(file: &File, begin: u64, len: u64, counter: &Arc<AtomicU64>) -> Ahead {
        let store = Store::file(file.try_clone().unwrap(), 0, len);
        let region = store.open(counter).unwrap();
        Threads::new(2)
            .enter(|| Ahead::start(region, begin))
            .expect("a thread")
    }

    fn file(len: usize) -> (File, Vec<u8>) {
        let bytes: Vec<u8> = (0..len as u32)
            .map(|i| (i.wrapping_mul(0x9e37_79b9) >> 24) as u8)
            .collect();
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, &bytes).unwrap();
        (file, bytes)
    }

    #[test]
    fn blocks_come_in_order() {
        for len in [1, SIZE - 1, SIZE, SIZE + 1, 20 * SIZE + 3] {
            let (file, bytes) = file(len);
            for begin in [0, 1, len / 2] {
                let (read, ended) = read(&file, begin as u64, len as u64);
                assert!(
                    read == bytes[begin..] && ended.is_ok(),
                    "{len} bytes from {begin} on"
                );
            }
        }
    }

    #[test]
    fn what_is_left_of_a_file_that_shrank_is_read() {
        for left in [0, 1, SIZE, 2 * SIZE + 5] {
            let (file, bytes) = file(left);
            let (read, ended) = read(&file, 0, 10 * SIZE as u64);
            assert!(read == bytes, "{left} bytes");
            let found = left as u64;
            assert!(
                matches!(ended, Err(CaptureError::Shrank { now, .. }) if now == found),
                "{left}: {ended:?}"
            );
        }
    }

    #[test]
    fn what_nobody_waits_for_is_not_read_on() {
        let (file, _) = file(20 * SIZE);
        let counter = Arc::default();
        let mut ahead = ahead(&file, 0, 20 * SIZE as u64, &counter);
        ahead.next().unwrap();
        ahead.stage.join();
        assert!(counter.load(Ordering::Relaxed) <= ((WAITING + 1) * SIZE) as u64);
    }
}
