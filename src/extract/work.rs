//! Where files are before they have their names: a hidden folder inside the target, in which they
//! are numbered.

use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt as _};
use cap_std::fs::{Dir, File, OpenOptions};

/// What a run passes before it makes anything. Whoever takes away what has no name closes it first:
/// a folder in which files are still made cannot be removed.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    closed: Arc<RwLock<bool>>,
}

impl Gate {
    /// Waits for what is being made, and lets nothing be made any more.
    pub fn close(&self) {
        *self.closed.write().unwrap_or_else(PoisonError::into_inner) = true;
    }

    /// Makes something, if that is still allowed.
    pub(super) fn pass<T>(&self, make: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let closed = self.closed.read().unwrap_or_else(PoisonError::into_inner);
        if *closed {
            return Err(io::Error::other("the run was ended"));
        }
        make()
    }
}

#[derive(Debug)]
pub(super) struct Work {
    folder: Dir,
    gate: Gate,
}

impl Work {
    pub(super) fn new(folder: Dir) -> Self {
        Work {
            folder,
            gate: Gate::default(),
        }
    }

    /// What everything that is made here passes.
    pub(super) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The same folder, for another thread.
    pub(super) fn try_clone(&self) -> io::Result<Self> {
        Ok(Work {
            folder: self.folder.try_clone()?,
            gate: self.gate.clone(),
        })
    }

    /// Makes a file.
    pub(super) fn create(&self, number: &str) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options
            .read(true)
            .write(true)
            .create_new(true)
            .follow(FollowSymlinks::No);
        self.gate.pass(|| self.folder.open_with(number, &options))
    }

    /// Opens it again.
    pub(super) fn reopen(&self, number: &str) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).follow(FollowSymlinks::No);
        self.folder.open_with(number, &options)
    }

    /// Puts one in the place of another.
    pub(super) fn replace(&self, number: &str, other: &str) -> io::Result<()> {
        self.gate
            .pass(|| self.folder.rename(number, &self.folder, other))
    }

    /// Removes all files.
    pub(super) fn clear(&self) -> io::Result<()> {
        self.folder
            .entries()?
            .try_for_each(|entry| entry?.remove_file())
    }

    /// Removes a file.
    pub(super) fn remove(&self, number: &str) -> io::Result<()> {
        self.folder.remove_file(number)
    }

    /// Gives a file a name in another folder, where it replaces what has it.
    pub(super) fn place(&self, number: &str, folder: &Dir, name: &str) -> io::Result<()> {
        self.gate.pass(|| self.folder.rename(number, folder, name))
    }

    /// Gives a file a name in another folder, which must be free there.
    pub(super) fn link(&self, number: &str, folder: &Dir, name: &str) -> io::Result<()> {
        self.gate
            .pass(|| self.folder.hard_link(number, folder, name))
    }
}

#[cfg(test)]
mod tests {
    use cap_std::ambient_authority;

    use super::*;

    fn entries(folder: &std::path::Path) -> usize {
        std::fs::read_dir(folder).expect("a folder").count()
    }

    #[test]
    fn behind_a_closed_gate_nothing_is_made_on_any_thread() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = Dir::open_ambient_dir(folder.path(), ambient_authority()).expect("a folder");
        let work = Work::new(dir);
        let other = work.try_clone().expect("a handle");
        work.create("0").expect("a file");
        let gate = work.gate().clone();
        let mut made = 0;
        std::thread::scope(|scope| {
            scope.spawn(|| {
                (1..).try_for_each(|number: u32| other.create(&number.to_string()).map(drop))
            });
            gate.close();
            made = entries(folder.path());
        });
        assert_eq!(entries(folder.path()), made, "nothing comes after");
        assert!(work.replace("0", "1").is_err() && work.create("2").is_err());
    }
}
