//! The files that `check` writes beside what it prints. They are chosen before anything is read: none of them may be an
//! input, or another of them, whatever they are called.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::check::report::{Judged, junit, sarif};
use crate::cli::Failure;
use crate::cli::runner::guarded;
use crate::cli::target::{Target, shown};
use crate::text::workflow::Notation;

use super::args::CheckArgs;
use super::named;
use super::run::Job;

/// Where the reports go.
#[derive(Debug)]
pub(super) struct Results {
    junit: Option<Place>,
    sarif: Option<Place>,
}

#[derive(Debug)]
enum Place {
    /// A device or a pipe is written to.
    Device(PathBuf),
    /// A file is replaced when the report is whole.
    Target(Target),
}

impl Results {
    /// What `--junit` and `--sarif` name, of a run that reads `jobs`.
    pub(super) fn new(args: &CheckArgs, jobs: &[Job]) -> Result<Self, Failure> {
        let of_jobs = jobs
            .iter()
            .flat_map(|job| job.captures.iter().chain(&job.expectations));
        let mut inputs = args.common.inputs();
        inputs.extend(of_jobs.chain(&args.expectations).cloned());
        if let (Some(junit), Some(sarif)) = (&args.junit, &args.sarif)
            && identity(junit) == identity(sarif)
            && !is_device(junit)
        {
            let (junit, sarif) = (shown(junit), shown(sarif));
            return Err(Failure::Request(format!(
                "--junit {junit} and --sarif {sarif} are one file, which holds one result; name two"
            )));
        }
        Ok(Results {
            junit: Place::of(args.junit.as_deref(), &inputs)?,
            sarif: Place::of(args.sarif.as_deref(), &inputs)?,
        })
    }

    /// Writes them.
    pub(super) fn write(self, judged: &[Judged]) -> Result<(), Failure> {
        if let Some(place) = self.junit {
            place.fill(|out| junit::write(&mut guarded(out, Notation::Xml), judged))?;
        }
        if let Some(place) = self.sarif {
            place.fill(|out| sarif::write(&mut guarded(out, Notation::Json), judged))?;
        }
        Ok(())
    }
}

impl Place {
    fn of(path: Option<&Path>, inputs: &[PathBuf]) -> Result<Option<Self>, Failure> {
        let Some(path) = path else { return Ok(None) };
        Ok(Some(if is_device(path) {
            Place::Device(path.to_owned())
        } else {
            Place::Target(Target::new(path, inputs, true)?)
        }))
    }

    fn fill(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        match self {
            Place::Target(target) => target.fill(write),
            Place::Device(path) => {
                let file = File::create(&path).map_err(|error| named(&path, &error))?;
                let mut out = BufWriter::new(file);
                write(&mut out)?;
                Ok(out.flush()?)
            }
        }
    }
}

/// What is there and is neither file nor folder.
fn is_device(path: &Path) -> bool {
    path.exists() && !path.is_file() && !path.is_dir()
}

/// The same for every name of a file, also of one that is not there yet; links are followed.
fn identity(path: &Path) -> PathBuf {
    let named_so = || {
        let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
        let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
        Some(folder.join(path.file_name()?))
    };
    fs::canonicalize(path)
        .ok()
        .or_else(named_so)
        .unwrap_or_else(|| path.to_owned())
}
