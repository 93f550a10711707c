//! Reads a file ahead with the help of another thread: while the frames of one block are looked at,
//! the next is on its way. Whoever would have to wait for a block reads the one after it meanwhile,
//! so that both are at work whether the reading or the looking takes longer.
//!
//! Both take the next block that nobody has begun, and memory to read into, when they have time for
//! it. To hand out both in advance, as a [`Stage`](threads::Stage) does, costs twice the time of a
//! read from memory: the memory that was given back last is in the cache, and the one that waited
//! in a queue is not.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::buffer::{HEADROOM, ReadBlock};
use super::error::CaptureError;
use super::store::Region;
use crate::threads;

/// Bytes of a block.
const SIZE: usize = 256 << 10;
/// Blocks that may be read and not looked at.
const WAITING: u64 = 8;
/// With so many left the other thread reads on: to wake it for each block took a twelfth of the
/// time that looking at the blocks takes.
const RESUME: u64 = WAITING / 2;

/// A region of a file that is read ahead. Dropping it ends the reading.
#[derive(Debug)]
pub(super) struct ReadAhead {
    shared: Arc<AheadShared>,
    helper: Option<JoinHandle<()>>,
    /// Where a block ended before its time.
    short: Option<u64>,
}

#[derive(Debug)]
struct AheadShared {
    region: Region,
    /// Place of the first block.
    begin: u64,
    /// How many blocks there are.
    blocks: u64,
    state: Mutex<AheadState>,
    /// The block that is wanted next was read.
    ready: Condvar,
    /// There is room for more.
    room: Condvar,
}

#[derive(Debug, Default)]
struct AheadState {
    /// Blocks that were taken out.
    taken: u64,
    /// Those after them that were begun, in order; `None` while they are read.
    window: VecDeque<Option<Result<ReadBlock, CaptureError>>>,
    /// Memory to read into.
    spent: Vec<Vec<u8>>,
    /// The other thread has found no room.
    is_full: bool,
    /// Either side is gone.
    over: bool,
}

impl ReadAhead {
    /// Begins to read the region from `begin` on; `None` where there is no other thread.
    pub(super) fn begin(region: Region, begin: u64) -> Option<Self> {
        let blocks = region.end().saturating_sub(begin).div_ceil(SIZE as u64);
        let shared = Arc::new(AheadShared {
            region,
            begin,
            blocks,
            state: Mutex::default(),
            ready: Condvar::new(),
            room: Condvar::new(),
        });
        let helper = Arc::clone(&shared);
        let helper = threads::start("reading", move || helper.help())?;
        Some(ReadAhead {
            shared,
            helper: Some(helper),
            short: None,
        })
    }

    /// The next block; an empty one at the end.
    pub(super) fn next(&mut self) -> Result<ReadBlock, CaptureError> {
        if let Some(end) = self.short {
            return Err(self.shared.region.shrank(end));
        }
        let shared = &*self.shared;
        let mut state = shared.lock();
        loop {
            if matches!(state.window.front(), Some(Some(_))) {
                break;
            }
            state = match shared.claim(&mut state) {
                Some(place) => shared.read(state, place),
                None if state.window.is_empty() => return Ok(ReadBlock::default()),
                None if state.over => {
                    drop(state);
                    // it would have left no block behind but for a panic
                    if let Some(Err(panic)) = self.helper.take().map(JoinHandle::join) {
                        std::panic::resume_unwind(panic);
                    }
                    return Ok(ReadBlock::default());
                }
                None => shared
                    .ready
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
            };
        }
        let block = state.window.pop_front().flatten();
        let place = state.taken;
        state.taken += 1;
        if state.is_full && state.window.len() as u64 <= RESUME {
            state.is_full = false;
            shared.room.notify_one();
        }
        let block = block.unwrap_or_else(|| Ok(ReadBlock::default()))?;
        let end = shared.place(place) + block.len as u64;
        if end < shared.region.end().min(shared.place(place + 1)) {
            self.short = Some(end);
            if block.len == 0 {
                return Err(shared.region.shrank(end));
            }
        }
        Ok(block)
    }

    /// Takes back the memory of a block.
    pub(super) fn take_back(&mut self, bytes: Vec<u8>) {
        let mut state = self.shared.lock();
        // what grew for a large record is not kept
        if bytes.capacity() <= HEADROOM + SIZE && (state.spent.len() as u64) < WAITING {
            state.spent.push(bytes);
        }
    }
}

impl Drop for ReadAhead {
    fn drop(&mut self) {
        self.shared.leave();
    }
}

impl AheadShared {
    fn lock(&self) -> MutexGuard<'_, AheadState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a block begins in the file.
    fn place(&self, block: u64) -> u64 {
        self.begin + block * SIZE as u64
    }

    /// The next block that nobody has begun, where there is room for it.
    fn claim(&self, state: &mut AheadState) -> Option<u64> {
        let waiting = state.window.len() as u64;
        let next = state.taken + waiting;
        let free = waiting < WAITING && next < self.blocks;
        free.then(|| {
            state.window.push_back(None);
            next
        })
    }

    /// Reads a block that was claimed.
    fn read<'s>(
        &'s self,
        mut state: MutexGuard<'s, AheadState>,
        block: u64,
    ) -> MutexGuard<'s, AheadState> {
        let mut bytes = state.spent.pop().unwrap_or_default();
        drop(state);
        bytes.resize(HEADROOM + SIZE, 0);
        let result = self
            .region
            .fill(&mut bytes[HEADROOM..], self.place(block))
            .map(|len| ReadBlock { bytes, len });
        let mut state = self.lock();
        // blocks are taken out in order, and this one was not there yet
        let index = (block - state.taken) as usize;
        state.window[index] = Some(result);
        state
    }

    /// What the other thread does.
    fn help(&self) {
        let _leave = Leave(self);
        let mut state = self.lock();
        while !state.over && state.taken + (state.window.len() as u64) < self.blocks {
            if let Some(block) = self.claim(&mut state) {
                state = self.read(state, block);
                if block == state.taken {
                    self.ready.notify_one();
                }
            } else {
                state.is_full = true;
                state = self
                    .room
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    fn leave(&self) {
        self.lock().over = true;
        self.ready.notify_one();
        self.room.notify_one();
    }
}

/// Whoever waits must hear of the end, be it a panic.
struct Leave<'s>(&'s AheadShared);

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::capture::store::CaptureStore;
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

    fn ahead(file: &File, begin: u64, len: u64, counter: &Arc<AtomicU64>) -> ReadAhead {
        let store = CaptureStore::file(file.try_clone().unwrap(), 0, len);
        let region = store.open(counter).unwrap();
        Threads::new(2)
            .enter(|| ReadAhead::begin(region, begin))
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
        let shared = Arc::clone(&ahead.shared);
        let helper = ahead.helper.take().unwrap();
        drop(ahead);
        helper.join().unwrap();
        assert_eq!(shared.lock().taken, 1);
        assert!(counter.load(Ordering::Relaxed) <= (WAITING + 1) * SIZE as u64);
    }
}
