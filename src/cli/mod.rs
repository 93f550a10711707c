//! The command line: arguments → options → passes → outputs → exit status. Only here is anything
//! printed.

mod archive;
mod args;
mod captures;
mod check;
mod common;
mod diagnose;
mod diff;
mod each;
mod export;
mod extract;
mod filter;
mod filters;
mod help;
mod interrupt;
mod job;
mod key_logs;
mod language;
mod listings;
mod mistakes;
mod nearby;
mod overview;
mod pager;
mod program;
mod progress;
mod quiz;
mod report;
mod runner;
mod slice;
mod stderr;
mod story;
mod target;
mod timeline;
mod usage;
mod voice;
mod words;

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::FromArgMatches as _;

use crate::archive::Task;
use crate::capture::CaptureError;
use crate::model::{Analysis, Message};
use crate::output::Subject;
use crate::text::locale::Value;
use crate::text::message::sentence;
use crate::threads::Threads;

use args::{Arguments, CliCommand, Typed};
use job::Job;
use progress::{Keeping, Progress};
use stderr::{Messages, RowKind};

/// Done.
const DONE: u8 = 0;
/// A check failed: `check`, `--fail-on`.
const CHECK_FAILED: u8 = 1;
/// The job could not be done: usage, an unreadable capture, a failed write.
const FAILED: u8 = 2;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    ExitCode::from(run_with(std::env::args_os().collect()))
}

/// Runs the program with these words, its own name first, and gives its exit status: for whoever
/// brings the program along in another one.
pub fn run_with(words: Vec<OsString>) -> u8 {
    voice::choose(&words);
    let arguments = match arguments(&words::in_order(words)) {
        Ok(arguments) => arguments,
        Err(status) => return status,
    };
    let threads = arguments.threads();
    let status = Threads::new(threads).enter(|| status(arguments));
    pager::close();
    status
}

/// What was typed; the exit status where that is all that was asked for, or makes no sense.
fn arguments(words: &[OsString]) -> Result<Arguments, u8> {
    let parsed = help::command()
        .try_get_matches_from(words)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    parsed.map_err(|error| {
        let program = help::command();
        let named = words.get(1).and_then(|word| word.to_str());
        let command = named.and_then(|name| program.find_subcommand(name));
        let said = mistakes::explained(&error, &program, words)
            .or_else(|| usage::translated(&error, command));
        match said {
            Some(message) if words.len() < 2 => stderr::page(&message),
            Some(message) => stderr::error(&message),
            None => drop(error.print()),
        }
        if error.use_stderr() { FAILED } else { DONE }
    })
}

/// Does what the arguments ask for; the exit status.
fn status(arguments: Arguments) -> u8 {
    let result = match arguments.command {
        None => match words::misspelt(&arguments.timeline.common.captures) {
            Some(message) => Err(CommandFailure::Request(message)),
            None => analyse(&CliCommand::Timeline(arguments.timeline.bare())),
        },
        Some(Typed::Analyse(command)) => analyse(&command),
        Some(Typed::Check(args)) => check::run(&args, &Messages::new(args.common.quiet)),
        Some(Typed::Diff(args)) => diff::run(&args, &Messages::new(args.common.quiet)),
        Some(Typed::Archive(command)) => archive::run(&command),
        Some(Typed::Program(program)) => program::run(&program),
    };
    result.unwrap_or_else(|failure| match failure {
        // What no capture had to be read for (`man | head`): that the reader left is not a failure
        // of ours.
        CommandFailure::Output(error) if error.kind() == ErrorKind::BrokenPipe => DONE,
        failure => {
            stderr::error(&failure.told());
            FAILED
        }
    })
}

/// Why nothing (more) was written.
#[derive(Debug)]
enum CommandFailure {
    Usage(CaptureError),
    /// What was asked for cannot be done with this capture: a message that [`voice`] told.
    Request(String),
    Output(io::Error),
}

impl CommandFailure {
    /// A message of the catalogues about what was asked for.
    fn request(id: &str, args: &[(&str, Value<'_>)]) -> Self {
        CommandFailure::Request(voice::told(id, args))
    }

    /// In the language that was asked for.
    fn told(&self) -> String {
        let said = match self {
            CommandFailure::Request(message) => return message.clone(),
            CommandFailure::Usage(error) => error.message(),
            CommandFailure::Output(error) => {
                Message::new("told-not-written", [("cause", error.into())])
            }
        };
        sentence(&voice::catalogue(), &said)
    }
}

impl From<io::Error> for CommandFailure {
    fn from(error: io::Error) -> Self {
        CommandFailure::Output(error)
    }
}

/// Runs a command and gives the exit status: a fault of a capture file outweighs a check that
/// failed.
fn analyse(command: &CliCommand) -> Result<u8, CommandFailure> {
    if let CliCommand::Report(args) = command
        && args.compare
    {
        return report::compare(args);
    }
    let captures = &command.common().captures;
    let task = command.common().task()?;
    if !command.takes_each() {
        if command.pages() && !command.common().no_pager {
            pager::want();
        }
        return analyse_one(command, captures, task.as_ref(), 0);
    }
    if task.is_some() {
        return Err(CommandFailure::request("told-each-or-task", &[]));
    }
    let (mut worst, mut written) = (DONE, 0);
    for capture in captures.chunks(1) {
        match analyse_one(command, capture, None, written) {
            Ok(status) => {
                written += 1;
                worst = worst.max(status);
            }
            // one capture that cannot be read leaves the others as they are
            Err(CommandFailure::Usage(error)) => {
                stderr::error(&CommandFailure::Usage(error).told());
                worst = FAILED;
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(worst)
}

/// Runs a command on files that are one capture, or on a part of them, after `written_before`
/// others.
fn analyse_one(
    command: &CliCommand,
    captures: &[PathBuf],
    task: Option<&Task>,
    written_before: usize,
) -> Result<u8, CommandFailure> {
    let common = command.common();
    let messages = Messages::new(common.quiet);
    let hosts = common.hosts()?;
    let analyzer = common.analyzer(command.hash(), &messages)?;
    let keeping = Keeping::new(common.quiet);
    let (analyzer, capture) = if let Some(task) = task {
        task.open(analyzer)
    } else {
        let capture = analyzer.open_watched(captures, &|bytes| keeping.at(bytes));
        (analyzer, capture.map_err(CommandFailure::Usage)?)
    };
    let read = task.map(Task::paths);
    let captures = read.as_deref().unwrap_or(captures);
    drop(keeping);
    let progress = Progress::new(capture.bytes(), common.quiet);
    let plane = analyzer.watcher(progress).control_pass(&capture);
    let firsts = plane.summaries().iter().filter_map(|file| file.first_time);
    common.objection(firsts.min())?;
    let job = Job {
        capture: &capture,
        captures,
        task,
        written_before,
        plane: &plane,
        request: common.request(command.hash()),
        hosts,
        messages: &messages,
    };
    let (analysis, failed) = match perform(command, &job) {
        // Whoever reads us has seen enough (`| head`): that is not a failure of ours, but a fault
        // of a file stays one.
        Err(CommandFailure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => {
            return Ok(if messages.files(plane.summaries()) {
                FAILED
            } else {
                DONE
            });
        }
        result => result?,
    };
    let listed = match command {
        CliCommand::Transfers(_) | CliCommand::Extract(_) => RowKind::Transfers,
        _ => RowKind::Sessions,
    };
    messages.filters(&analysis, &job.request.selection, listed);
    let status = match (messages.faults(&analysis), failed) {
        (true, _) => FAILED,
        (false, true) => CHECK_FAILED,
        (false, false) => DONE,
    };
    // the process ends: that is quicker than giving back the memory of every session
    std::mem::forget((analysis, plane));
    Ok(status)
}

/// Writes what the command asks for; true where a check failed.
fn perform(command: &CliCommand, job: &Job) -> Result<(Analysis, bool), CommandFailure> {
    let analysis = match command {
        CliCommand::Overview(args) => overview::run(args, job)?,
        CliCommand::Timeline(args) => timeline::run(args, job)?,
        CliCommand::Sessions(args) => listings::sessions(args, job)?,
        CliCommand::Transfers(args) => listings::run(args, Subject::Transfers, job)?,
        CliCommand::Transcript(args) => story::transcript(args, job)?,
        CliCommand::Explain(args) => story::explain(args, job)?,
        CliCommand::Diagram(args) => story::diagram(args, job)?,
        CliCommand::Diagnose(args) => return diagnose::run(args, job),
        CliCommand::Report(args) => report::run(args, job)?,
        CliCommand::Quiz(args) => quiz::run(args, job)?,
        CliCommand::Extract(args) => extract::run(args, job)?,
        CliCommand::Slice(args) => slice::run(args, job)?,
        CliCommand::Filter(args) => filter::run(args, job)?,
        CliCommand::Export(args) => export::run(args, job)?,
    };
    Ok((analysis, false))
}
