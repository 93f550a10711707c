//! The files that `check` writes beside what it prints. They are chosen before anything is read:
//! none of them may be an input, or another of them, whatever they are called.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::check::report::{Judged, code_quality, junit, markdown, sarif};
use crate::cli::CommandFailure;
use crate::cli::runner::guarded;
use crate::cli::target::{OutputTarget, shown};
use crate::text::workflow::Notation;

use super::args::CheckArgs;
use super::run::CheckJob;
use super::{named, pairs};

/// Where the reports go.
#[derive(Debug)]
pub(super) struct Results {
    reports: Vec<(ReportFile, Destination)>,
}

/// A report that can be written beside what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ReportFile {
    Junit,
    Sarif,
    Markdown,
    CodeQuality,
}

impl ReportFile {
    const ALL: [ReportFile; 4] = [
        ReportFile::Junit,
        ReportFile::Sarif,
        ReportFile::Markdown,
        ReportFile::CodeQuality,
    ];

    fn option(self) -> &'static str {
        match self {
            ReportFile::Junit => "--junit",
            ReportFile::Sarif => "--sarif",
            ReportFile::Markdown => "--markdown",
            ReportFile::CodeQuality => "--code-quality",
        }
    }

    fn path(self, args: &CheckArgs) -> Option<&Path> {
        match self {
            ReportFile::Junit => args.junit.as_deref(),
            ReportFile::Sarif => args.sarif.as_deref(),
            ReportFile::Markdown => args.markdown.as_deref(),
            ReportFile::CodeQuality => args.code_quality.as_deref(),
        }
    }

    fn write(self, out: &mut dyn Write, judged: &[Judged]) -> io::Result<()> {
        match self {
            ReportFile::Junit => junit::write(&mut guarded(out, Notation::Xml), judged),
            ReportFile::Sarif => sarif::write(&mut guarded(out, Notation::Json), judged),
            ReportFile::Markdown => markdown::write(&mut guarded(out, Notation::Text), judged),
            ReportFile::CodeQuality => {
                code_quality::write(&mut guarded(out, Notation::Json), judged)
            }
        }
    }
}

#[derive(Debug)]
enum Destination {
    /// A device or a pipe is written to.
    Device(PathBuf),
    /// A file is replaced when the report is whole.
    Target(OutputTarget),
}

impl Results {
    /// What the options name, of a run that reads `jobs`.
    pub(super) fn new(args: &CheckArgs, jobs: &[CheckJob]) -> Result<Self, CommandFailure> {
        let of_jobs = jobs
            .iter()
            .flat_map(|job| job.captures.iter().chain(&job.expectations));
        let mut inputs = args.common.inputs();
        inputs.extend(of_jobs.chain(&args.expectations).cloned());
        inputs.extend(args.pairs.iter().flat_map(|folder| pairs::inputs(folder)));
        let named: Vec<(ReportFile, &Path)> = ReportFile::ALL
            .into_iter()
            .filter_map(|report| Some((report, report.path(args)?)))
            .collect();
        for (at, &(report, path)) in named.iter().enumerate() {
            for &(other, same) in &named[at + 1..] {
                one_file(report, path, other, same)?;
            }
        }
        let places = named.into_iter().map(|(report, path)| {
            let place = Destination::of(path, &inputs)?;
            Ok((report, place))
        });
        let reports = places.collect::<Result<_, CommandFailure>>()?;
        Ok(Results { reports })
    }

    /// Writes them.
    pub(super) fn write(self, judged: &[Judged]) -> Result<(), CommandFailure> {
        self.reports
            .into_iter()
            .try_for_each(|(report, place)| place.fill(|out| report.write(out, judged)))
    }
}

/// Refuses one file for two reports.
fn one_file(
    report: ReportFile,
    path: &Path,
    other: ReportFile,
    same: &Path,
) -> Result<(), CommandFailure> {
    if identity(path) != identity(same) || is_device(path) {
        return Ok(());
    }
    let (option, file) = (report.option(), shown(path));
    let (second, again) = (other.option(), shown(same));
    Err(CommandFailure::request(
        "told-one-file-two-results",
        &[
            ("option", option.into()),
            ("file", file.into()),
            ("second", second.into()),
            ("again", again.into()),
        ],
    ))
}

impl Destination {
    fn of(path: &Path, inputs: &[PathBuf]) -> Result<Self, CommandFailure> {
        Ok(if is_device(path) {
            Destination::Device(path.to_owned())
        } else {
            Destination::Target(OutputTarget::new(path, inputs, true)?)
        })
    }

    fn fill(
        self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), CommandFailure> {
        match self {
            Destination::Target(target) => target.fill(write),
            Destination::Device(path) => {
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
    fs::canonicalize(path)
        .ok()
        .or_else(|| {
            let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
            let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
            Some(folder.join(path.file_name()?))
        })
        .unwrap_or_else(|| path.to_owned())
}
