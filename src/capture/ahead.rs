//! Reads a file ahead on a core of its own: while the frames of one block are looked at, the next is on its way.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};

use super::buffer::{Block, HEADROOM, Pull};
use super::error::CaptureError;

/// Blocks that may wait.
const WAITING: usize = 4;

/// A source that is read ahead. Dropping it ends the reading.
#[derive(Debug)]
pub(super) struct Ahead {
    blocks: Receiver<Result<Block, CaptureError>>,
    spent: SyncSender<Vec<u8>>,
    /// Bytes of a block with its headroom.
    most: usize,
    thread: Option<JoinHandle<()>>,
}

impl Ahead {
    /// Begins; `None` where the system gives no thread. Blocks have `size` bytes.
    pub(super) fn begin(mut source: impl Pull + Send + 'static, size: usize) -> Option<Self> {
        let (full, blocks) = sync_channel(WAITING);
        let (spent, empty) = sync_channel::<Vec<u8>>(WAITING + 1);
        let read = move || {
            loop {
                let mut bytes = empty.try_recv().unwrap_or_default();
                bytes.resize(HEADROOM + size, 0);
                let block = source.pull(&mut bytes[HEADROOM..]).map(|len| Block { bytes, len });
                let is_last = !matches!(&block, Ok(block) if block.len > 0);
                if full.send(block).is_err() || is_last {
                    break;
                }
            }
        };
        let thread = thread::Builder::new().name("reading".into()).spawn(read).ok()?;
        Some(Ahead { blocks, spent, most: HEADROOM + size, thread: Some(thread) })
    }

    /// The next block; an empty one at the end.
    pub(super) fn next(&mut self) -> Result<Block, CaptureError> {
        self.blocks.recv().unwrap_or_else(|_| {
            // it has ended: with the last block, or in a panic
            if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join) {
                std::panic::resume_unwind(panic);
            }
            Ok(Block::default())
        })
    }

    /// Takes back the memory of a block.
    pub(super) fn take_back(&mut self, bytes: Vec<u8>) {
        // what grew for a large record is not kept
        if bytes.capacity() > self.most {
            return;
        }
        match self.spent.try_send(bytes) {
            // more than can be used, or nothing is read any more
            Ok(()) | Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {}
        }
    }
}
