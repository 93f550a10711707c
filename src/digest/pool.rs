//! Digests on cores of their own: reading goes on while they are made.
//!
//! Bytes are gathered in batches, whatever file they belong to, so that memory does not depend on
//! how many files are open at once; a bounded number of batches waits, and each is used again.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;

use super::known::KnownFiles;
use super::{Hasher, Hashes};
use crate::model::{Digests, KnownFile};
use crate::threads::{self, PipelineStage};

/// Bytes of a batch.
const BATCH: usize = 256 << 10;
/// Parts of a batch: pieces of a few bytes must not make it large.
const PARTS: usize = 8 << 10;
/// Batches that may wait for another core.
const WAITING: usize = 8;
/// Cores that make digests, where there are several: reading is quicker than one of them.
const MAKERS: usize = 2;

/// Stands for a digest that is made, or will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DigestId(u64);

/// The digest of no bytes at all: most data connections carry something in one direction only.
const NOTHING: DigestId = DigestId(0);

/// Where digests are made. A clone is the same pool.
#[derive(Clone, Debug, Default)]
pub(crate) struct DigestPool(Option<Arc<Mutex<Queue>>>);

/// A digest in the making.
#[derive(Debug)]
pub(crate) struct RunningDigest {
    pool: DigestPool,
    id: DigestId,
}

/// The digests that were made.
#[derive(Debug, Default)]
pub(crate) struct Made {
    digests: DigestsById,
    /// Those of files that a list has.
    known: KnownById,
}

impl Made {
    /// That of an id.
    pub(crate) fn get(&self, id: Option<DigestId>) -> Digests {
        id.and_then(|id| self.digests.get(&id))
            .cloned()
            .unwrap_or_default()
    }

    /// The list that has the file of an id.
    pub(crate) fn known(&self, id: Option<DigestId>) -> Option<Box<KnownFile>> {
        self.known.get(&id?).cloned()
    }
}

impl DigestPool {
    /// A pool for digests of these kinds, and for those by which files are known.
    pub(crate) fn new(hash: Hashes, known: &Arc<KnownFiles>) -> Self {
        let is_wanted = !hash.is_empty() || !known.is_empty();
        DigestPool(is_wanted.then(|| Arc::new(Mutex::new(Queue::new(hash, known)))))
    }

    /// The digest of what comes next.
    pub(crate) fn begin(&self) -> RunningDigest {
        RunningDigest {
            pool: self.clone(),
            id: NOTHING,
        }
    }

    /// Waits for all digests.
    pub(crate) fn finish(self) -> Made {
        self.queue()
            .map(|mut queue| queue.finish())
            .unwrap_or_default()
    }

    fn queue(&self) -> Option<MutexGuard<'_, Queue>> {
        Some(
            self.0
                .as_ref()?
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }
}

impl RunningDigest {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        if let Some(mut queue) = self.pool.queue().filter(|_| !bytes.is_empty()) {
            if self.id == NOTHING {
                queue.last.0 += 1;
                self.id = queue.last;
            }
            queue.lane(self.id).add(self.id, bytes);
        }
    }

    /// Nothing follows. None where no digest was asked for.
    pub(crate) fn finish(mut self) -> Option<DigestId> {
        let id = std::mem::replace(&mut self.id, NOTHING);
        let mut queue = self.pool.queue()?;
        if id != NOTHING {
            queue.lane(id).part(id, DigestInput::End);
        }
        Some(id)
    }
}

/// Nobody wants it any more.
impl Drop for RunningDigest {
    fn drop(&mut self) {
        if self.id != NOTHING
            && let Some(mut queue) = self.pool.queue()
        {
            queue.lane(self.id).part(self.id, DigestInput::Forget);
        }
    }
}

/// Bytes of several files, in the order in which they came.
#[derive(Default)]
struct DigestBatch {
    bytes: Vec<u8>,
    parts: Vec<(DigestId, DigestInput)>,
}

enum DigestInput {
    Bytes(usize),
    End,
    Forget,
}

struct Queue {
    last: DigestId,
    /// Who makes them: each digest always the same.
    lanes: Box<[DigestShard]>,
}

/// A way to a core.
struct DigestShard {
    batch: DigestBatch,
    worker: DigestWorker,
}

enum DigestWorker {
    /// On this core, where there is no other.
    Here(DigestWork),
    /// Its results are batches to use again.
    There(PipelineStage<DigestBatch, DigestBatch, DigestWork>),
    Done,
}

impl Queue {
    fn new(hash: Hashes, known: &Arc<KnownFiles>) -> Self {
        let makers = if threads::count() > 1 { MAKERS } else { 1 };
        Queue {
            last: NOTHING,
            lanes: (0..makers)
                .map(|_| DigestShard {
                    batch: DigestBatch::default(),
                    worker: start(hash, known).map_or_else(
                        || DigestWorker::Here(DigestWork::new(hash, known)),
                        DigestWorker::There,
                    ),
                })
                .collect(),
        }
    }

    fn lane(&mut self, id: DigestId) -> &mut DigestShard {
        let place = id.0 as usize % self.lanes.len();
        &mut self.lanes[place]
    }

    fn finish(&mut self) -> Made {
        self.lanes.iter_mut().for_each(DigestShard::hand_over);
        let mut made = Made::default();
        for lane in &mut self.lanes {
            let (digests, known) = lane.finish();
            made.digests.extend(digests);
            made.known.extend(known);
        }
        made
    }
}

impl DigestShard {
    fn add(&mut self, id: DigestId, bytes: &[u8]) {
        if self.batch.bytes.len() + bytes.len() > BATCH {
            self.hand_over();
        }
        self.batch.bytes.extend_from_slice(bytes);
        match self.batch.parts.last_mut() {
            Some((last, DigestInput::Bytes(len))) if *last == id => *len += bytes.len(),
            _ => self.part(id, DigestInput::Bytes(bytes.len())),
        }
    }

    fn part(&mut self, id: DigestId, part: DigestInput) {
        self.batch.parts.push((id, part));
        if self.batch.parts.len() >= PARTS {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        match &mut self.worker {
            DigestWorker::Here(work) => work.batch(&mut self.batch),
            DigestWorker::There(stage) => {
                let next = stage.try_take().unwrap_or_default();
                // whoever does not take it has panicked, which shows when it is waited for
                stage.give(std::mem::replace(&mut self.batch, next));
            }
            DigestWorker::Done => {}
        }
    }

    fn finish(&mut self) -> (DigestsById, KnownById) {
        match std::mem::replace(&mut self.worker, DigestWorker::Done) {
            DigestWorker::Here(work) => (work.done, work.found),
            DigestWorker::There(stage) => {
                let work = stage.join();
                (work.done, work.found)
            }
            DigestWorker::Done => Default::default(),
        }
    }
}

fn start(
    hash: Hashes,
    known: &Arc<KnownFiles>,
) -> Option<PipelineStage<DigestBatch, DigestBatch, DigestWork>> {
    let known = Arc::clone(known);
    PipelineStage::start("digests", WAITING, move |batches, used| {
        let mut done = DigestWork::new(hash, &known);
        for mut batch in batches {
            done.batch(&mut batch);
            // nobody may want it back
            let _ = used.try_send(batch);
        }
        done
    })
}

type DigestsById = HashMap<DigestId, Digests, RandomState>;
type KnownById = HashMap<DigestId, Box<KnownFile>, RandomState>;

/// The digests in the making, and those that are made.
struct DigestWork {
    /// Those that were asked for.
    hash: Hashes,
    /// And those by which files are known.
    made: Hashes,
    known: Arc<KnownFiles>,
    open: HashMap<DigestId, Hasher, RandomState>,
    done: DigestsById,
    found: KnownById,
}

impl DigestWork {
    fn new(hash: Hashes, known: &Arc<KnownFiles>) -> Self {
        let nothing = (NOTHING, Hasher::new(hash).finish());
        DigestWork {
            hash,
            made: hash.or(known.hashes()),
            known: Arc::clone(known),
            open: HashMap::default(),
            done: HashMap::from_iter([nothing]),
            found: HashMap::default(),
        }
    }

    /// Does what a batch asks for, and empties it.
    fn batch(&mut self, batch: &mut DigestBatch) {
        let mut rest = &batch.bytes[..];
        for (id, part) in batch.parts.drain(..) {
            match part {
                DigestInput::Bytes(len) => {
                    let (bytes, after) = rest.split_at(len);
                    self.open
                        .entry(id)
                        .or_insert_with(|| Hasher::new(self.made))
                        .update(bytes);
                    rest = after;
                }
                DigestInput::End => {
                    if let Some(hasher) = self.open.remove(&id) {
                        let made = hasher.finish();
                        let found = self.known.find(&made);
                        self.found.extend(found.map(|found| (id, found)));
                        self.done.insert(id, self.hash.keep(made));
                    }
                }
                DigestInput::Forget => drop(self.open.remove(&id)),
            }
        }
        batch.bytes.clear();
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue")
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Hash;

    fn digest(hash: Hashes, bytes: &[u8]) -> Digests {
        let mut hasher = Hasher::new(hash);
        hasher.update(bytes);
        hasher.finish()
    }

    #[test]
    fn files_that_come_interleaved_get_the_digests_they_get_alone() {
        let all = [Hash::Sha256, Hash::Blake3, Hash::Md5, Hash::Sha1];
        let alone = all.map(Hashes::from);
        for hash in alone.into_iter().chain([all.into_iter().collect()]) {
            let pool = DigestPool::new(hash, &Arc::default());
            let contents: Vec<Vec<u8>> = (0..40_u8)
                .map(|i| vec![i; usize::from(i) * 4_000])
                .collect();
            let mut running: Vec<RunningDigest> = contents.iter().map(|_| pool.begin()).collect();
            for turn in 0..160 {
                for (running, content) in running.iter_mut().zip(&contents) {
                    running.update(content.chunks(1000).nth(turn).unwrap_or_default());
                }
            }
            let ids: Vec<Option<DigestId>> =
                running.into_iter().map(RunningDigest::finish).collect();
            let made = pool.finish();
            for (id, content) in ids.into_iter().zip(&contents) {
                assert_eq!(
                    made.get(id),
                    digest(hash, content),
                    "{} bytes, {hash:?}",
                    content.len()
                );
            }
        }
    }

    #[test]
    fn what_nobody_wants_any_more_takes_no_memory() {
        let mut work = DigestWork::new(Hash::Sha256.into(), &Arc::default());
        for _ in 0..100 {
            let pool = DigestPool::new(Hash::Sha256.into(), &Arc::default());
            let mut running = pool.begin();
            running.update(b"\x40\0\0");
            drop(running);
            work.batch(&mut pool.queue().expect("a pool").lane(DigestId(1)).batch);
        }
        assert!(work.open.is_empty());
    }

    #[test]
    fn many_small_pieces_make_no_large_batch() {
        let pool = DigestPool::new(Hash::Md5.into(), &Arc::default());
        let mut pair = [pool.begin(), pool.begin()];
        for turn in 0..3 * PARTS {
            pair[turn % 2].update(b"x");
            assert!(
                pool.queue()
                    .expect("a pool")
                    .lanes
                    .iter()
                    .all(|lane| lane.batch.parts.len() <= PARTS)
            );
        }
        let made: Vec<_> = pair.into_iter().map(RunningDigest::finish).collect();
        let half = vec![b'x'; 3 * PARTS / 2];
        assert_eq!(pool.finish().get(made[0]), digest(Hash::Md5.into(), &half));
    }

    #[test]
    fn no_digest_is_made_where_none_is_wanted() {
        let pool = DigestPool::new(Hashes::NONE, &Arc::default());
        let mut running = pool.begin();
        running.update(b"x");
        assert_eq!(running.finish(), None);
        assert_eq!(pool.finish().get(None), Digests::default());
    }
}
