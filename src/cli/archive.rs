//! `index`, `plan` and `merge`, and `--connections`: captures that are too many for one process.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use bytesize::ByteSize;
use clap::{Args, Subcommand, ValueEnum};

use crate::analysis::selection::Selection;
use crate::archive::{self, ArchiveError, IndexFormat, IndexOptions, Indexed, PlanOptions};
use crate::limits::Limits;
use crate::model::Analysis;
use crate::output::csv::Csv;
use crate::output::diagnose::FindingsJson;
use crate::output::json::Json;
use crate::output::ndjson::Ndjson;
use crate::output::runner::Request;
use crate::output::{Output, Subject};
use crate::text::escape;
use crate::text::message::{self, sentence};
use crate::text::workflow::Notation;
use crate::threads;

use super::common::size;
use super::job::stdout;
use super::language::LanguageArgs;
use super::stderr::Messages;
use super::{CommandFailure, DONE, FAILED, key_logs, voice};

/// Captures of an archive, in three steps.
#[derive(Debug, Subcommand)]
pub(super) enum Archive {
    /// Index the captures of an archive, each by itself
    #[command(after_help = "Examples:
  ftpscope index -o index *.pcap
  ls *.pcap | parallel ftpscope index -o index

An index holds what the dialogues say, passwords included, as the capture does. docs/archives.md explains the steps.")]
    Index(IndexArgs),
    /// Plan tasks for many machines, from indexes
    #[command(after_help = "Examples:
  ftpscope plan -o tasks index
  ftpscope plan -o tasks --task-size 1GiB index monday tuesday

All indexes together are one capture, in the order of the names of their files. Prints each task with its connections, \
sessions and bytes.")]
    Plan(PlanArgs),
    /// Merge the results of tasks into one analysis
    #[command(after_help = "Examples:
  ftpscope merge --tasks tasks results/*.part > sessions.json
  ftpscope merge --tasks tasks --of transfers --format csv results/*.part

A result is what `ftpscope sessions --connections TASK --format part` prints.")]
    Merge(MergeArgs),
}

#[derive(Debug, Args)]
pub(super) struct IndexArgs {
    /// Capture files; one whose index is there is not indexed again
    #[arg(value_name = "CAPTURE", required = true)]
    files: Vec<PathBuf>,
    /// The folder for the indexes
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Another control port (repeat for more)
    #[arg(long, value_name = "PORT")]
    control_port: Vec<u16>,
    /// Drop packets with a wrong checksum
    #[arg(long)]
    verify_checksums: bool,
    /// `ndjson`, or `parquet` where that is built in
    #[arg(long, value_enum, hide_possible_values = true, default_value_t = IndexNotation::Ndjson)]
    format: IndexNotation,
    /// Index so many captures at a time
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
    #[command(flatten)]
    _language: LanguageArgs,
    /// No warnings on standard error
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum IndexNotation {
    /// One JSON object a line
    Ndjson,
    /// Apache Parquet
    Parquet,
}

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    /// Folders of indexes
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
    /// The folder for the tasks, in place of those of an earlier plan
    #[arg(short, long, value_name = "TASKS", required_unless_present = "reach")]
    output: Option<PathBuf>,
    /// Write what an engine that joins has to look for, and no tasks
    #[arg(long, value_name = "FILE", conflicts_with = "output")]
    reach: Option<PathBuf>,
    /// Bytes that a task reads at most, about
    #[arg(long, value_name = "SIZE", default_value = "256MiB", value_parser = size)]
    task_size: ByteSize,
    /// Open TLS with this key log, as the tasks will (repeat for more)
    #[arg(long, value_name = "FILE")]
    key_log: Vec<PathBuf>,
    #[command(flatten)]
    _language: LanguageArgs,
    /// No warnings on standard error
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// Results of tasks
    #[arg(value_name = "PART")]
    parts: Vec<PathBuf>,
    /// The folder of the plan whose tasks these are
    #[arg(long, value_name = "TASKS")]
    tasks: PathBuf,
    /// What to print
    #[arg(long, value_enum, default_value_t = MergedRows::Sessions)]
    of: MergedRows,
    /// How to print it
    #[arg(long, value_enum, default_value_t = MergedFormat::Json)]
    format: MergedFormat,
    /// Take what there is, where tasks have no result
    #[arg(long)]
    partial: bool,
    /// Show passwords instead of ********
    #[arg(long)]
    show_passwords: bool,
    #[command(flatten)]
    _language: LanguageArgs,
    /// No warnings on standard error
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum MergedRows {
    /// Sessions; as JSON, the whole analysis
    Sessions,
    /// Transfers
    Transfers,
    /// Findings, as JSON alone
    Findings,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum MergedFormat {
    /// One JSON document
    Json,
    /// One JSON object a line
    Ndjson,
    /// Comma-separated (RFC 4180)
    Csv,
}

impl From<ArchiveError> for CommandFailure {
    fn from(error: ArchiveError) -> Self {
        CommandFailure::Request(sentence(&voice::catalogue(), &error.message()))
    }
}

/// Makes a step, and gives the exit status.
pub(super) fn run(command: &Archive) -> Result<u8, CommandFailure> {
    match command {
        Archive::Index(args) => index(args),
        Archive::Plan(args) => plan(args),
        Archive::Merge(args) => merge(args),
    }
}

/// One capture that cannot be indexed leaves the others as they are.
fn index(args: &IndexArgs) -> Result<u8, CommandFailure> {
    let options = IndexOptions {
        control_ports: args.control_port.clone(),
        verify_checksums: args.verify_checksums,
        format: match args.format {
            IndexNotation::Ndjson => IndexFormat::Ndjson,
            IndexNotation::Parquet => IndexFormat::Parquet,
        },
        limits: Limits::default(),
    };
    let files = args.files.iter();
    let (made, ()) = threads::spread(
        files,
        |file| archive::index(file, &args.output, &options),
        || (),
    );
    let messages = Messages::new(args.quiet);
    let mut status = DONE;
    let mut out = stdout(Notation::Text);
    for (capture, made) in args.files.iter().zip(made) {
        match made {
            Ok(indexed) => {
                let failed = tell_fault(capture, &indexed, &messages);
                status = status.max(if failed { FAILED } else { DONE });
                let path = escape::text(indexed.path.as_os_str().as_encoded_bytes());
                let how = if indexed.cached { "there" } else { "made" };
                writeln!(out, "{path}\t{how}\t{}", indexed.frames)?;
            }
            Err(error) => {
                super::stderr::error(&CommandFailure::from(error).told());
                status = FAILED;
            }
        }
    }
    out.flush()?;
    Ok(status)
}

/// Tells why a capture was not read to its end; true where that is a failure.
fn tell_fault(capture: &Path, indexed: &Indexed, messages: &Messages) -> bool {
    let Some(fault) = &indexed.fault else {
        return false;
    };
    let name = escape::text(capture.as_os_str().as_encoded_bytes());
    let message = format!("{name}: {}", message::fault(&voice::catalogue(), fault));
    if fault.fatal {
        super::stderr::error(&message);
    } else {
        messages.warning(&message);
    }
    fault.fatal
}

fn plan(args: &PlanArgs) -> Result<u8, CommandFailure> {
    let messages = Messages::new(args.quiet);
    let limits = Limits::default();
    let options = PlanOptions {
        task_bytes: args.task_size.as_u64(),
        secrets: key_logs::read(&args.key_log, &limits, &messages)?,
        limits,
    };
    if let Some(file) = &args.reach {
        archive::write_reach(&args.folders, file, &options)?;
        return Ok(DONE);
    }
    let Some(folder) = &args.output else {
        return Ok(DONE);
    };
    let tasks = archive::plan(&args.folders, folder, &options)?;
    let mut out = stdout(Notation::Text);
    for task in tasks {
        let path = escape::text(task.path.as_os_str().as_encoded_bytes());
        let (connections, sessions, bytes) = (task.connections, task.sessions, task.bytes);
        writeln!(out, "{path}\t{connections}\t{sessions}\t{bytes}")?;
    }
    out.flush()?;
    Ok(DONE)
}

fn merge(args: &MergeArgs) -> Result<u8, CommandFailure> {
    let analysis = archive::merge(&args.tasks, &args.parts, args.partial)?;
    let request = Request {
        selection: Selection::default(),
        show_passwords: args.show_passwords,
        ..Request::default()
    };
    let mut out = stdout(match args.format {
        MergedFormat::Csv => Notation::Text,
        MergedFormat::Json | MergedFormat::Ndjson => Notation::Json,
    });
    let subject = match args.of {
        MergedRows::Sessions => Subject::Sessions,
        MergedRows::Transfers => Subject::Transfers,
        MergedRows::Findings if args.format == MergedFormat::Json => {
            FindingsJson::new(&mut out).finish(&request.view(&analysis))?;
            return Ok(status(args, &analysis));
        }
        MergedRows::Findings => {
            return Err(CommandFailure::request("told-findings-json", &[]));
        }
    };
    let view = request.view(&analysis);
    match args.format {
        MergedFormat::Json => Json::new(&mut out, subject).finish(&view),
        MergedFormat::Ndjson => Ndjson::new(&mut out, subject).finish(&view),
        MergedFormat::Csv => Csv::new(&mut out, subject).finish(&view),
    }?;
    Ok(status(args, &analysis))
}

/// The exit status, by the faults of the captures.
fn status(args: &MergeArgs, analysis: &Analysis) -> u8 {
    let messages = Messages::new(args.quiet);
    if messages.faults(analysis) {
        FAILED
    } else {
        DONE
    }
}
