//! The files in the making, as they stand on the disk under their numbers: few of them are open at
//! a time.

use std::collections::{HashSet, VecDeque};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

use cap_std::fs::File;

use super::work::Work;

/// What is to be done with a file.
#[derive(Debug)]
pub(super) struct FileJob {
    pub(super) slot: usize,
    pub(super) task: FileTask,
}

#[derive(Debug)]
pub(super) enum FileTask {
    /// Writes bytes at a place.
    Write(u64, Vec<u8>),
    /// Holds bytes against those at a place, which were written.
    Compare(u64, Vec<u8>),
    /// Sets the length; a hole is left where nothing was written.
    Resize(u64),
    /// Nothing is expected to follow.
    Close,
}

/// An error, with the file that it is about.
#[derive(Debug)]
pub(super) struct DiskFailure {
    pub(super) slot: usize,
    pub(super) error: io::Error,
}

#[derive(Debug)]
pub(super) struct Disk {
    work: Work,
    /// What the first file is called; the others are counted from there.
    first: usize,
    /// Open files, the one that was opened first in front.
    open: VecDeque<(usize, File)>,
    /// How many may be open.
    most: usize,
    /// By number: it was made.
    exists: Vec<bool>,
    /// Files that have other bytes than they were compared with.
    pub(super) differs: HashSet<usize>,
}

impl Disk {
    pub(super) fn new(work: Work, first: usize, most: usize) -> Self {
        Disk {
            work,
            first,
            open: VecDeque::new(),
            most,
            exists: Vec::new(),
            differs: HashSet::new(),
        }
    }

    /// Does a job, and gives back the memory of its bytes.
    pub(super) fn execute(
        &mut self,
        FileJob { slot, task }: FileJob,
    ) -> Result<Vec<u8>, DiskFailure> {
        let done = match task {
            FileTask::Write(at, bytes) => self.write(slot, at, &bytes).map(|()| bytes),
            FileTask::Compare(at, bytes) => self.compare(slot, at, &bytes).map(|()| bytes),
            FileTask::Resize(len) => self
                .opened(slot)
                .and_then(|file| file.set_len(len))
                .map(|()| Vec::new()),
            FileTask::Close => {
                self.open.retain(|(open, _)| *open != slot);
                Ok(Vec::new())
            }
        };
        done.map_err(|error| DiskFailure { slot, error })
    }

    fn write(&mut self, slot: usize, at: u64, bytes: &[u8]) -> io::Result<()> {
        let opened = self.opened(slot)?;
        opened.seek(SeekFrom::Start(at))?;
        opened.write_all(bytes)
    }

    fn compare(&mut self, slot: usize, at: u64, bytes: &[u8]) -> io::Result<()> {
        let mut before = vec![0; bytes.len()];
        let opened = self.opened(slot)?;
        opened.seek(SeekFrom::Start(at))?;
        opened.read_exact(&mut before)?;
        if before != bytes {
            self.differs.insert(slot);
        }
        Ok(())
    }

    fn opened(&mut self, slot: usize) -> io::Result<&mut File> {
        if let Some(place) = self.open.iter().position(|(open, _)| *open == slot) {
            return Ok(&mut self.open[place].1);
        }
        if self.open.len() >= self.most {
            self.open.pop_front();
        }
        let name = (self.first + slot).to_string();
        if self.exists.len() <= slot {
            self.exists.resize(slot + 1, false);
        }
        let opened = if self.exists[slot] {
            self.work.reopen(&name)?
        } else {
            self.work.create(&name)?
        };
        self.exists[slot] = true;
        self.open.push_back((slot, opened));
        let last = self.open.len() - 1;
        Ok(&mut self.open[last].1)
    }
}
