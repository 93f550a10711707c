//! The one file that a command writes: whole, or not at all.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use tempfile::NamedTempFile;

use crate::model::Analysis;
use crate::text::escape;
use crate::text::locale::Value;
use crate::text::message::io_error_of;
use crate::text::workflow::Notation;

use super::CommandFailure;
use super::common::Common;
use super::interrupt::Unnamed;
use super::job::{Job, stdout};
use super::language::Audience;

/// The options of a command that prints, or writes a file.
#[derive(Debug, Args)]
pub(super) struct OutputPlace {
    /// Write to this file; `-`, or no file, is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Overwrite what is there
    #[arg(long)]
    force: bool,
}

impl OutputPlace {
    /// Who reads there what is made for people.
    pub(super) fn audience(&self) -> Audience {
        match &self.output {
            Some(output) if output.as_os_str() != "-" => Audience::Others,
            _ => Audience::Stdout,
        }
    }

    /// Has the result written there.
    pub(super) fn write(
        &self,
        job: &Job,
        common: &Common,
        notation: Notation,
        write: impl FnOnce(&mut dyn Write) -> io::Result<Analysis>,
    ) -> Result<Analysis, CommandFailure> {
        let Some(output) = &self.output else {
            return Ok(write(&mut stdout(notation))?);
        };
        let target = OutputTarget::new(output, &common.inputs(), self.force)?;
        if job.none_was_read() {
            return Ok(job.plane.analysis());
        }
        target.fill(write)
    }
}

/// Where a result goes.
#[derive(Debug)]
pub(super) enum OutputTarget {
    Stdout,
    File(OutputFile),
}

#[derive(Debug)]
pub(super) struct OutputFile {
    /// A link stays, and what it leads to is replaced.
    path: PathBuf,
    /// What the user calls it.
    shown: String,
    /// It may be there already.
    replace: bool,
}

impl OutputTarget {
    /// Standard output for `-`, else a file: a new one, or where `replace` allows it a regular file
    /// that is none of the files that are read.
    pub(super) fn new(
        output: &Path,
        inputs: &[PathBuf],
        replace: bool,
    ) -> Result<Self, CommandFailure> {
        if output.as_os_str() == "-" {
            return Ok(OutputTarget::Stdout);
        }
        let shown = shown(output);
        if output.symlink_metadata().is_err() {
            let folder = folder_of(output);
            if !folder.is_dir() {
                let folder = self::shown(folder);
                return refuse(
                    "told-no-folder",
                    &[("name", shown.into()), ("folder", folder.into())],
                );
            }
            return Ok(OutputTarget::File(OutputFile {
                path: output.to_owned(),
                shown,
                replace,
            }));
        }
        let Ok(path) = fs::canonicalize(output) else {
            return refuse("told-dead-link", &[("name", shown.into())]);
        };
        if path.is_dir() {
            return refuse("told-folder", &[("name", shown.into())]);
        }
        if !path.is_file() {
            return refuse("told-no-regular-file", &[("name", shown.into())]);
        }
        if inputs
            .iter()
            .any(|input| fs::canonicalize(input).is_ok_and(|input| input == path))
        {
            return refuse("told-one-of-inputs", &[("name", shown.into())]);
        }
        if !replace {
            return Err(there_is_one(&shown));
        }
        Ok(OutputTarget::File(OutputFile {
            path,
            shown,
            replace,
        }))
    }

    /// Writes it all; a file gets its name when it is complete.
    pub(super) fn fill<T>(
        self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> Result<T, CommandFailure> {
        match self {
            OutputTarget::Stdout => Ok(buffered(io::stdout().lock(), write)?),
            OutputTarget::File(file) => file.fill(write),
        }
    }
}

fn refuse<T>(id: &str, args: &[(&str, Value<'_>)]) -> Result<T, CommandFailure> {
    Err(CommandFailure::request(id, args))
}

impl OutputFile {
    fn fill<T>(
        self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> Result<T, CommandFailure> {
        let OutputFile {
            path,
            shown,
            replace,
        } = self;
        let named = |error: io::Error| io_error_of(&shown, &error);
        // its own message names the temporary file
        let unnamed = |error: io::Error| named(error.kind().into());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".ftpscope-");
        // the umask takes from these what it always takes
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let (mut file, _unnamed) = Unnamed::make(
            || builder.tempfile_in(folder_of(&path)).map_err(unnamed),
            NamedTempFile::path,
        )?;
        let given = buffered(file.as_file_mut(), write).map_err(named)?;
        let placed = if replace {
            file.persist(&path)
        } else {
            file.persist_noclobber(&path)
        };
        match placed {
            Ok(_) => Ok(given),
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
                Err(there_is_one(&shown))
            }
            Err(error) => Err(unnamed(error.error).into()),
        }
    }
}

fn buffered<T>(
    out: impl Write,
    write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> io::Result<T> {
    let mut out = BufWriter::with_capacity(256 << 10, out);
    let given = write(&mut out)?;
    out.flush()?;
    Ok(given)
}

pub(super) fn shown(path: &Path) -> String {
    escape::text(path.as_os_str().as_encoded_bytes())
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn there_is_one(shown: &str) -> CommandFailure {
    CommandFailure::request("told-there-already", &[("name", shown.into())])
}
