//! Where files are before they have their names: a hidden folder inside the target, in which they are numbered.

use std::io;

use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt as _};
use cap_std::fs::{Dir, File, OpenOptions};

#[derive(Debug)]
pub(super) struct Work(Dir);

impl Work {
    pub(super) fn new(folder: Dir) -> Self {
        Work(folder)
    }

    /// The same folder, for another thread.
    pub(super) fn try_clone(&self) -> io::Result<Self> {
        self.0.try_clone().map(Work)
    }

    /// Makes a file.
    pub(super) fn create(&self, number: &str) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options
            .read(true)
            .write(true)
            .create_new(true)
            .follow(FollowSymlinks::No);
        self.0.open_with(number, &options)
    }

    /// Opens it again.
    pub(super) fn reopen(&self, number: &str) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).follow(FollowSymlinks::No);
        self.0.open_with(number, &options)
    }

    /// Puts one in the place of another.
    pub(super) fn replace(&self, number: &str, other: &str) -> io::Result<()> {
        self.0.rename(number, &self.0, other)
    }

    /// Removes all files.
    pub(super) fn clear(&self) -> io::Result<()> {
        self.0.entries()?.try_for_each(|entry| entry?.remove_file())
    }

    /// Removes a file.
    pub(super) fn remove(&self, number: &str) -> io::Result<()> {
        self.0.remove_file(number)
    }

    /// Gives a file a name in another folder, where it replaces what has it.
    pub(super) fn place(&self, number: &str, folder: &Dir, name: &str) -> io::Result<()> {
        self.0.rename(number, folder, name)
    }

    /// Gives a file a name in another folder, which must be free there.
    pub(super) fn link(&self, number: &str, folder: &Dir, name: &str) -> io::Result<()> {
        self.0.hard_link(number, folder, name)
    }
}
