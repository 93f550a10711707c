//! `export`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::model::Analysis;
use crate::output::export::{Export, ExportFormat, ExportOptions, ExportRecords, FORMATS};
use crate::output::runner::CompletedRun;
use crate::text::message::io_error_of;

use super::CommandFailure;
use super::common::Common;
use super::job::Job;
use super::language::LanguageArgs;
use super::target::{self, OutputTarget};

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// Which format
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub(super) format: &'static ExportFormat,
    /// The folder to write the format's files to, made where it is missing
    #[arg(short, long, value_name = "DIR", required_unless_present = "output")]
    pub(super) directory: Option<PathBuf>,
    /// Write one stream instead, where the format is one: to FILE, or with `-` to standard output
    #[arg(short, long, value_name = "FILE", conflicts_with = "directory")]
    pub(super) output: Option<PathBuf>,
    /// A folder for each table, and in it one for each sensor and day (parquet)
    #[arg(long, requires = "directory")]
    pub(super) partition: bool,
    /// Findings too, as alerts (eve)
    #[arg(long)]
    pub(super) alerts: bool,
    /// Overwrite what is there
    #[arg(long)]
    pub(super) force: bool,
    #[command(flatten)]
    _language: LanguageArgs,
    #[command(flatten)]
    pub(super) common: Common,
}

fn formats() -> impl TypedValueParser<Value = &'static ExportFormat> {
    let names = FORMATS
        .iter()
        .map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(names).try_map(|name| {
        let format = FORMATS.iter().find(|format| format.name == name);
        format.ok_or("no such format")
    })
}

/// Writes the records of the chosen sessions.
pub(super) fn run(args: &ExportArgs, job: &Job) -> Result<Analysis, CommandFailure> {
    let options = ExportOptions {
        alerts: args.alerts,
    };
    match (&args.directory, &args.output) {
        (Some(folder), _) if args.partition => to_partitions(args, folder, job),
        (Some(folder), _) => to_folder(args, folder, options, job),
        (None, Some(output)) => to_stream(args, output, options, job),
        (None, None) => Err(CommandFailure::request("told-export-where", &[])),
    }
}

fn to_stream(
    args: &ExportArgs,
    output: &Path,
    options: ExportOptions,
    job: &Job,
) -> Result<Analysis, CommandFailure> {
    let format = args.format;
    if !format.is_stream {
        let name = format.name.into();
        return Err(CommandFailure::request(
            "told-export-files",
            &[("format", name)],
        ));
    }
    let target = OutputTarget::new(output, &args.common.inputs(), args.force)?;
    if job.none_was_read() {
        return Ok(job.plane.analysis());
    }
    target.fill(|out| job.run(&mut Export::new(out, format, options)))
}

/// All places are looked at before the capture is read for good, and each file gets its name when
/// it is complete.
fn to_folder(
    args: &ExportArgs,
    folder: &Path,
    options: ExportOptions,
    job: &Job,
) -> Result<Analysis, CommandFailure> {
    make_folder(folder)?;
    let inputs = args.common.inputs();
    let mut targets = Vec::new();
    for part in args.format.parts {
        let target = OutputTarget::new(&folder.join(part.file), &inputs, args.force)?;
        targets.push((part, target));
    }
    if job.none_was_read() {
        return Ok(job.plane.analysis());
    }
    let CompletedRun { analysis, written } = job.passes(&mut ExportRecords)?;
    written?;
    let view = job.request.view(&analysis);
    for (part, target) in targets {
        target.fill(|out| part.write(out, &view, options))?;
    }
    Ok(analysis)
}

/// The places are known when the records are: all of them are looked at before the first is written
/// to. Rows are put together twice for that, so that those of one table at a time are in memory.
fn to_partitions(args: &ExportArgs, folder: &Path, job: &Job) -> Result<Analysis, CommandFailure> {
    if !args.format.is_partitioned() {
        let name = args.format.name.into();
        return Err(CommandFailure::request(
            "told-no-partition",
            &[("format", name)],
        ));
    }
    make_folder(folder)?;
    if job.none_was_read() {
        return Ok(job.plane.analysis());
    }
    let CompletedRun { analysis, written } = job.passes(&mut ExportRecords)?;
    written?;
    let view = job.request.view(&analysis);
    let inputs = args.common.inputs();
    let mut targets = Vec::new();
    for part in args.format.parts {
        for file in part.partitions(&view)? {
            let path = folder.join(&file.path);
            make_folder(path.parent().unwrap_or(folder))?;
            targets.push(OutputTarget::new(&path, &inputs, args.force)?);
        }
    }
    let mut targets = targets.into_iter();
    for part in args.format.parts {
        let files = part.partitions(&view)?;
        for (file, target) in files.into_iter().zip(targets.by_ref()) {
            target.fill(|out| file.write(out))?;
        }
    }
    Ok(analysis)
}

fn make_folder(folder: &Path) -> Result<(), CommandFailure> {
    fs::create_dir_all(folder)
        .map_err(|error| CommandFailure::Output(io_error_of(&target::shown(folder), &error)))
}
