//! Many files in the making at a time: small writes are gathered, a small file is written at once
//! when it is whole, and all that goes to the disk goes there on a core of its own, in batches of
//! which a bounded number waits.

use std::collections::HashSet;
use std::io;

use crate::limits::Limits;
use crate::threads::{self, PipelineStage};

use super::disk::{Disk, DiskFailure, FileJob, FileTask};
use super::work::Work;

/// Jobs of a batch: those of many small files must not wake the other core one by one.
const JOBS: usize = 128;
/// Batches that may wait for another core.
const WAITING: usize = 8;
/// Cores that write, where there are several: a single one would be slower than the reading.
const WRITERS: usize = 2;

/// The files, by the numbers that [`FileStore::add`] gives.
#[derive(Debug)]
pub(super) struct FileStore {
    slots: Vec<Slot>,
    /// Room of all buffers.
    held: usize,
    /// Who writes them: each file always the same.
    lanes: Box<[DiskShard]>,
    limits: Limits,
}

/// A way to the disk.
#[derive(Debug)]
struct DiskShard {
    batch: WriteBatch,
    worker: DiskWorker,
}

#[derive(Debug, Default)]
struct Slot {
    /// Bytes that wait, and where in the file they stand.
    buffer: Vec<u8>,
    at: u64,
    /// Some went to the disk.
    exists: bool,
}

#[derive(Debug, Default)]
struct WriteBatch {
    jobs: Vec<FileJob>,
    bytes: usize,
}

#[derive(Debug)]
enum DiskWorker {
    /// On this core, where there is no other.
    Here(Disk),
    /// Its results are buffers to use again.
    There(PipelineStage<WriteBatch, Vec<u8>, Result<Disk, DiskFailure>>),
    /// All is done, or nothing more can be.
    Done,
}

impl FileStore {
    /// Without a file. In the folder `work` they are called by numbers from `first` on.
    pub(super) fn new(work: &Work, first: usize, limits: &Limits) -> io::Result<Self> {
        let writers = if threads::count() > 1 { WRITERS } else { 1 };
        let lanes = (0..writers)
            .map(|_| {
                let worker = match start(disk(work, first, writers, limits)?, limits.write_buffer) {
                    Some(stage) => DiskWorker::There(stage),
                    None => DiskWorker::Here(disk(work, first, writers, limits)?),
                };
                Ok(DiskShard {
                    batch: WriteBatch::default(),
                    worker,
                })
            })
            .collect::<io::Result<_>>()?;
        Ok(FileStore {
            slots: Vec::new(),
            held: 0,
            lanes,
            limits: *limits,
        })
    }

    /// The number of a new file. It is made when it is written to.
    pub(super) fn add(&mut self) -> usize {
        self.slots.push(Slot::default());
        self.slots.len() - 1
    }

    /// Writes bytes at a place of a file.
    pub(super) fn write(&mut self, file: usize, at: u64, bytes: &[u8]) -> Result<(), DiskFailure> {
        let slot = &mut self.slots[file];
        if slot.at + slot.buffer.len() as u64 != at {
            self.flush(file)?;
            self.slots[file].at = at;
        }
        let waiting = self.slots[file].buffer.len();
        if waiting > 0 && waiting + bytes.len() > self.limits.write_buffer {
            self.flush(file)?;
            self.slots[file].buffer = self.used_buffer(file);
            self.held += self.slots[file].buffer.capacity();
        }
        let buffer = &mut self.slots[file].buffer;
        let before = buffer.capacity();
        buffer.extend_from_slice(bytes);
        self.held += buffer.capacity() - before;
        if self.held > self.limits.write_buffers {
            (0..self.slots.len()).try_for_each(|file| self.flush(file))?;
        }
        Ok(())
    }

    /// Holds bytes against those at a place of a file, which were written; [`FileStore::settle`]
    /// tells.
    pub(super) fn compare(
        &mut self,
        file: usize,
        at: u64,
        bytes: &[u8],
    ) -> Result<(), DiskFailure> {
        self.flush(file)?;
        self.give(file, FileTask::Compare(at, bytes.to_vec()))
    }

    /// Writes what waits, and frees what the file holds.
    pub(super) fn close(&mut self, file: usize) -> Result<(), DiskFailure> {
        self.flush(file)?;
        self.give(file, FileTask::Close)
    }

    /// Ends a file at `len` bytes; a hole is left where it was not written to.
    pub(super) fn end(&mut self, file: usize, len: u64) -> Result<(), DiskFailure> {
        self.flush(file)?;
        let slot = &self.slots[file];
        if slot.exists && slot.at == len {
            return Ok(());
        }
        self.give(file, FileTask::Resize(len))?;
        self.give(file, FileTask::Close)
    }

    /// Waits until all is done; gives the files that have other bytes than they were compared with.
    pub(super) fn settle(&mut self) -> Result<HashSet<usize>, DiskFailure> {
        (0..self.slots.len()).try_for_each(|file| self.flush(file))?;
        let mut differs = HashSet::new();
        for lane in &mut self.lanes {
            lane.hand_over()?;
            differs.extend(lane.join()?.map(|disk| disk.differs).unwrap_or_default());
        }
        Ok(differs)
    }

    /// Gives what a file has waiting to the disk, with its buffer.
    fn flush(&mut self, file: usize) -> Result<(), DiskFailure> {
        let slot = &mut self.slots[file];
        let (at, buffer) = (slot.at, std::mem::take(&mut slot.buffer));
        self.held -= buffer.capacity();
        if buffer.is_empty() {
            return Ok(());
        }
        slot.at += buffer.len() as u64;
        slot.exists = true;
        self.give(file, FileTask::Write(at, buffer))
    }

    fn give(&mut self, slot: usize, task: FileTask) -> Result<(), DiskFailure> {
        let most = self.limits.write_buffer;
        self.lane(slot).give(FileJob { slot, task }, most)
    }

    /// A buffer for a large file: one that was written, where there is one.
    fn used_buffer(&mut self, file: usize) -> Vec<u8> {
        let used = match &self.lane(file).worker {
            DiskWorker::There(stage) => stage.try_take(),
            DiskWorker::Here(_) | DiskWorker::Done => None,
        };
        used.unwrap_or_else(|| Vec::with_capacity(self.limits.write_buffer))
    }

    fn lane(&mut self, file: usize) -> &mut DiskShard {
        let place = file % self.lanes.len();
        &mut self.lanes[place]
    }
}

fn disk(work: &Work, first: usize, writers: usize, limits: &Limits) -> io::Result<Disk> {
    Ok(Disk::new(
        work.try_clone()?,
        first,
        limits.open_files / writers,
    ))
}

impl DiskShard {
    /// Takes a job; `most` bytes of them wait.
    fn give(&mut self, job: FileJob, most: usize) -> Result<(), DiskFailure> {
        if let FileTask::Write(_, bytes) | FileTask::Compare(_, bytes) = &job.task {
            self.batch.bytes += bytes.capacity();
        }
        self.batch.jobs.push(job);
        let is_full = self.batch.bytes >= most || self.batch.jobs.len() >= JOBS;
        if is_full { self.hand_over() } else { Ok(()) }
    }

    fn hand_over(&mut self) -> Result<(), DiskFailure> {
        let batch = std::mem::take(&mut self.batch);
        match &mut self.worker {
            DiskWorker::Here(disk) => batch
                .jobs
                .into_iter()
                .try_for_each(|job| disk.execute(job).map(drop)),
            DiskWorker::There(stage) if stage.give(batch) => Ok(()),
            // it has ended, which it does only with an error
            DiskWorker::There(_) => self.join().map(drop),
            DiskWorker::Done => Ok(()),
        }
    }

    /// Waits for the other core.
    fn join(&mut self) -> Result<Option<Disk>, DiskFailure> {
        match std::mem::replace(&mut self.worker, DiskWorker::Done) {
            DiskWorker::Here(disk) => Ok(Some(disk)),
            DiskWorker::There(stage) => stage.join().map(Some),
            DiskWorker::Done => Ok(None),
        }
    }
}

/// Nobody wants the files any more: nothing may be written when their folder goes.
impl Drop for DiskShard {
    fn drop(&mut self) {
        // whatever went wrong, another error is on its way
        let _ = self.join();
    }
}

/// Has a thread of its own do the work. Of the buffers only `large` ones come back: the others were
/// made for small files.
fn start(
    mut disk: Disk,
    large: usize,
) -> Option<PipelineStage<WriteBatch, Vec<u8>, Result<Disk, DiskFailure>>> {
    PipelineStage::start("writing", WAITING, move |batches, used| {
        for job in batches.into_iter().flat_map(|batch: WriteBatch| batch.jobs) {
            let mut buffer = disk.execute(job)?;
            if buffer.capacity() >= large {
                buffer.clear();
                // every large file begins with a buffer of its own, so more come back than are
                // wanted
                let _ = used.try_send(buffer);
            }
        }
        Ok(disk)
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::extract::target::Target;

    #[test]
    fn files_get_their_bytes_whatever_waits_and_however_few_are_open() {
        let limits = Limits {
            write_buffer: 10,
            write_buffers: 200,
            open_files: 3,
            ..Limits::default()
        };
        let folder = tempfile::tempdir().expect("a folder");
        let target = Target::open(folder.path(), false).expect("a target");
        let mut store = FileStore::new(target.work(), 7, &limits).expect("a store");
        let files: Vec<usize> = (0..50).map(|_| store.add()).collect();
        for turn in 0..20 {
            for &file in &files {
                let piece = vec![file as u8; file % 7];
                store
                    .write(file, (turn * (file % 7)) as u64, &piece)
                    .expect("it is written");
            }
        }
        store.compare(8, 3, &[8; 4]).expect("it is compared");
        store.compare(9, 3, &[8; 4]).expect("it is compared");
        for &file in &files {
            store.end(file, 100).expect("it is ended");
        }
        assert_eq!(store.settle().expect("all is written"), [9].into());
        for file in files {
            let mut bytes = Vec::new();
            let mut made = target
                .work()
                .reopen(&(7 + file).to_string())
                .expect("a file");
            made.read_to_end(&mut bytes).expect("it can be read");
            let mut expected = vec![file as u8; 20 * (file % 7)];
            expected.resize(100, 0);
            assert_eq!(bytes, expected, "file {file}");
        }
    }
}
