//! The command line: arguments → options → passes → outputs → exit status. Only here is anything printed.

mod args;
mod check;
mod common;
mod diagnose;
mod extract;
mod filters;
mod interrupt;
mod job;
mod key_logs;
mod listings;
mod overview;
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
mod words;

use std::io::{self, ErrorKind};
use std::process::ExitCode;

use clap::Parser as _;

use crate::capture::CaptureError;
use crate::model::Analysis;
use crate::output::Subject;
use crate::threads::Threads;

use args::{Arguments, Command, Typed};
use job::Job;
use progress::Progress;
use stderr::{Listed, Messages};

/// Done.
const DONE: u8 = 0;
/// A check failed: `check`, `--fail-on`.
const CHECK_FAILED: u8 = 1;
/// The job could not be done: usage, an unreadable capture, a failed write.
const FAILED: u8 = 2;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse_from(words::in_order(std::env::args_os().collect()));
    let threads = arguments.threads();
    ExitCode::from(Threads::new(threads).enter(|| status(arguments)))
}

/// Does what the arguments ask for; the exit status.
fn status(arguments: Arguments) -> u8 {
    let result = match arguments.command {
        None => match words::misspelt(&arguments.timeline.common.captures) {
            Some(message) => Err(Failure::Request(message)),
            None => analyse(&Command::Timeline(arguments.timeline)),
        },
        Some(Typed::Analyse(command)) => analyse(&command),
        Some(Typed::Check(args)) => check::run(&args, &Messages::new(args.common.quiet)),
        Some(Typed::Program(program)) => program::run(&program),
    };
    result.unwrap_or_else(|failure| match failure {
        // What no capture had to be read for (`man | head`): that the reader left is no failure of ours.
        Failure::Output(error) if error.kind() == ErrorKind::BrokenPipe => DONE,
        failure => {
            stderr::error(&failure.to_string());
            FAILED
        }
    })
}

/// Why nothing (more) was written.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Usage(CaptureError),
    /// What was asked for cannot be done with this capture.
    #[error("{0}")]
    Request(String),
    #[error("cannot write the result: {0}")]
    Output(#[from] io::Error),
}

/// Runs a command and gives the exit status: a fault of a capture file outweighs a check that failed.
fn analyse(command: &Command) -> Result<u8, Failure> {
    let common = command.common();
    let messages = Messages::new(common.quiet);
    let analyzer = common.analyzer(command.hash(), &messages)?;
    let capture = analyzer.open(&common.captures).map_err(Failure::Usage)?;
    let progress = Progress::new(capture.bytes(), common.quiet);
    let plane = analyzer.watcher(progress).control_pass(&capture);
    let job = Job {
        capture: &capture,
        plane: &plane,
        request: common.request(command.hash()),
        messages: &messages,
    };
    let (analysis, failed) = match perform(command, &job) {
        // Whoever reads us has seen enough (`| head`): that is no failure of ours, but a fault of a file stays one.
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => {
            return Ok(if messages.files(plane.summaries()) {
                FAILED
            } else {
                DONE
            });
        }
        result => result?,
    };
    let listed = match command {
        Command::Transfers(_) | Command::Extract(_) => Listed::Transfers,
        _ => Listed::Sessions,
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
fn perform(command: &Command, job: &Job) -> Result<(Analysis, bool), Failure> {
    let analysis = match command {
        Command::Overview(args) => overview::run(args, job)?,
        Command::Timeline(args) => timeline::run(args, job)?,
        Command::Sessions(args) => listings::run(args, Subject::Sessions, job)?,
        Command::Transfers(args) => listings::run(args, Subject::Transfers, job)?,
        Command::Transcript(args) => story::transcript(args, job)?,
        Command::Explain(args) => story::explain(args, job)?,
        Command::Diagram(args) => story::diagram(args, job)?,
        Command::Diagnose(args) => return diagnose::run(args, job),
        Command::Report(args) => report::run(args, job)?,
        Command::Quiz(args) => quiz::run(args, job)?,
        Command::Extract(args) => extract::run(args, job)?,
        Command::Slice(args) => slice::run(args, job)?,
    };
    Ok((analysis, false))
}
