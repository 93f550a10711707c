//! The folder that files are written to. Every folder below it is opened by its parent's handle and
//! never through a symbolic link, so that neither a name nor somebody who plants links while we run
//! leads out of it.
//!
//! Files are written under numbers in a folder of their own inside it and get their names at the
//! end: what stands under a name is whole. A run that fails before that leaves no file behind; one
//! that fails while names are given leaves those that have theirs, and no list of them.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use cap_fs_ext::DirExt as _;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use tempfile::TempDir;

use crate::model::{Arg, Message};
use crate::text::message::{io_error, io_error_of};
use crate::threads;

use super::plan::Plan;
use super::work::{Gate, Work};

/// What the list of the files is called.
pub(crate) const MANIFEST: &str = "manifest.json";

/// The folder, ready to be written to.
#[derive(Debug)]
pub struct Target {
    shown: PathBuf,
    top: Dir,
    /// Where files are before they have their names; gone with the value.
    work: Work,
    force: bool,
    cleaner: TempDir,
}

/// A file that has no name yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unplaced<'p> {
    pub(super) number: usize,
    /// Its path below the folder.
    pub(super) output: &'p str,
}

impl<'p> Unplaced<'p> {
    /// The folder of its session.
    fn session(&self) -> &'p str {
        self.output
            .split_once('/')
            .map_or("", |(session, _)| session)
    }
}

impl Target {
    /// Makes the folder where it is missing. Without `force`, what it holds is left alone.
    ///
    /// # Errors
    /// Where it cannot be made or opened, and where it has a list of files.
    pub fn open(folder: &Path, force: bool) -> io::Result<Self> {
        let named = |error: io::Error| explained(&error, folder, None);
        if folder.metadata().is_ok_and(|found| !found.is_dir()) {
            let why = Message::new("told-no-folder-there", []);
            let why = io_error(ErrorKind::NotADirectory, why);
            return Err(explained(&why, folder, None));
        }
        std::fs::create_dir_all(folder).map_err(named)?;
        let top = Dir::open_ambient_dir(folder, ambient_authority()).map_err(named)?;
        if !force {
            find_taken(&top, folder, &[MANIFEST])?;
        }
        // its own message names the temporary folder
        let cleaner = tempfile::Builder::new()
            .prefix(".ftpscope-")
            .tempdir_in(folder)
            .map_err(|error| named(error.kind().into()))?;
        let work = top
            .open_dir_nofollow(cleaner.path().file_name().unwrap_or_default())
            .map_err(named)?;
        let work = Work::new(work);
        let shown = folder.to_path_buf();
        Ok(Target {
            shown,
            top,
            work,
            force,
            cleaner,
        })
    }

    /// The folder of files that have no name yet.
    pub fn folder(&self) -> &Path {
        self.cleaner.path()
    }

    /// What everything that is made below the folder passes.
    pub fn gate(&self) -> &Gate {
        self.work.gate()
    }

    /// Where files are before they have their names.
    pub(super) fn work(&self) -> &Work {
        &self.work
    }

    /// Looks whether the names of a plan are free; with `force`, they need not be.
    ///
    /// # Errors
    /// Where one is taken.
    pub fn check(&self, plan: &Plan) -> io::Result<()> {
        let sessions = plan
            .files
            .iter()
            .filter_map(|file| file.output.split('/').next());
        let mut wanted: Vec<&str> = sessions.chain([MANIFEST]).collect();
        wanted.sort_unstable();
        wanted.dedup();
        if self.force {
            Ok(())
        } else {
            find_taken(&self.top, &self.shown, &wanted)
        }
    }

    /// Gives the files their names, those of many sessions on all cores: most of it is making
    /// folders.
    pub(super) fn place(&self, mut files: Vec<Unplaced>) -> io::Result<()> {
        files.sort_by_key(Unplaced::session);
        let of_sessions: Vec<&[Unplaced]> =
            files.chunk_by(|a, b| a.session() == b.session()).collect();
        threads::map(of_sessions.into_iter(), |files| self.place_session(files))
            .into_iter()
            .collect()
    }

    /// Those of one session, whose folder must be new.
    fn place_session(&self, files: &[Unplaced]) -> io::Result<()> {
        let mut entered: Option<(&str, Dir)> = None;
        for file in files {
            let (path, name) = file.output.rsplit_once('/').unwrap_or(("", file.output));
            if entered.as_ref().is_none_or(|(last, _)| *last != path) {
                entered = Some((path, self.enter(path, entered.is_none())?));
            }
            let folder = entered.as_ref().map_or(&self.top, |(_, folder)| folder);
            // without force every folder is new, and nothing of anybody else is in it
            let placed = self.work.place(&file.number.to_string(), folder, name);
            placed.map_err(|error| self.explain(&error, file.output))?;
        }
        Ok(())
    }

    /// Writes the list of the files, last of all.
    ///
    /// # Errors
    /// Those of `write`, and where it cannot get its name.
    pub fn place_manifest(
        self,
        write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    ) -> io::Result<()> {
        self.put_manifest(write)
            .map_err(|error| self.explain(&error, MANIFEST))
    }

    fn put_manifest(
        &self,
        write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut out = io::BufWriter::new(self.work.create(MANIFEST)?);
        write(&mut out)?;
        out.into_inner()?;
        if self.force {
            return self.work.place(MANIFEST, &self.top, MANIFEST);
        }
        // fails where the name is taken; some file systems know no hard links
        match self.work.link(MANIFEST, &self.top, MANIFEST) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                self.work.place(MANIFEST, &self.top, MANIFEST)
            }
            done => done,
        }
    }

    /// An error, with the file it is about and what to do.
    pub(super) fn explain(&self, error: &io::Error, output: &str) -> io::Error {
        let advice = match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Some("told-free-space"),
            ErrorKind::FileTooLarge => Some("told-no-larger-file"),
            ErrorKind::AlreadyExists | ErrorKind::NotADirectory | ErrorKind::IsADirectory => {
                Some("told-something-there")
            }
            _ => None,
        };
        explained(error, &self.shown.join(output), advice)
    }

    /// Opens a folder, and makes it where it is missing; `first`: the first part of the path is not
    /// ours yet.
    fn enter(&self, path: &str, first: bool) -> io::Result<Dir> {
        let mut dir = self.top.try_clone()?;
        let mut end = 0;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            let is_new = first && end == 0;
            end += part.len() + usize::from(end > 0);
            let named = |error: io::Error| self.explain(&error, &path[..end]);
            match self.gate().pass(|| dir.create_dir(part)) {
                Err(error)
                    if error.kind() == ErrorKind::AlreadyExists && (self.force || !is_new) => {}
                made => made.map_err(named)?,
            }
            dir = dir.open_dir_nofollow(part).map_err(named)?;
        }
        Ok(dir)
    }
}

/// Fails where one of the names is taken, with the first of those.
fn find_taken(top: &Dir, folder: &Path, names: &[&str]) -> io::Result<()> {
    let Some(name) = names.iter().find(|name| top.symlink_metadata(name).is_ok()) else {
        return Ok(());
    };
    let is_folder = top.is_dir(name);
    let id = if is_folder {
        "told-folder-taken"
    } else {
        "told-file-taken"
    };
    let path = Arg::Text(shown_text(&folder.join(name)).as_str().into());
    let why = Message::new(id, [("path", path)]);
    Err(io_error(ErrorKind::AlreadyExists, why))
}

/// An error with the path that it is about, and a message of the catalogues about what to do.
fn explained(error: &io::Error, path: &Path, advice: Option<&'static str>) -> io::Error {
    let shown = shown_text(path);
    let Some(advice) = advice else {
        return io_error_of(&shown, error);
    };
    let args = [
        ("name", Arg::Text(shown.as_str().into())),
        ("cause", error.into()),
        ("advice", Arg::Words(advice.to_owned())),
    ];
    io_error(error.kind(), Message::new("told-named-advice", args))
}

fn shown_text(path: &Path) -> String {
    crate::text::escape::text(path.as_os_str().as_encoded_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_many_sessions_get_their_names_whatever_their_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = Target::open(folder.path(), false).expect("a target");
        let outputs: Vec<String> = (0..2000)
            .map(|i| {
                format!(
                    "session-{}/{}/f{i}",
                    i % 700,
                    ["download", "upload/x"][i % 2]
                )
            })
            .collect();
        let mut files = Vec::new();
        for (number, output) in outputs.iter().enumerate() {
            target.work().create(&number.to_string()).expect("a file");
            files.push(Unplaced { number, output });
        }
        target.place(files).expect("all have names");
        assert!(
            outputs
                .iter()
                .all(|output| folder.path().join(output).is_file())
        );
        assert!(target.work().reopen("0").is_err(), "it has moved");
    }

    #[test]
    fn without_force_a_session_needs_a_new_folder() {
        for force in [false, true] {
            let folder = tempfile::tempdir().expect("a folder");
            let target = Target::open(folder.path(), force).expect("a target");
            std::fs::create_dir(folder.path().join("session-1")).expect("a folder");
            target.work().create("0").expect("a file");
            let placed = target.place(vec![Unplaced {
                number: 0,
                output: "session-1/a",
            }]);
            assert_eq!(placed.is_ok(), force);
            assert_eq!(folder.path().join("session-1/a").is_file(), force);
        }
    }
}
