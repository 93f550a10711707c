//! The command line: arguments → options → passes → outputs → exit status. Only here is anything printed.

mod args;
mod check;
mod common;
mod diagnose;
mod extract;
mod interrupt;
mod listings;
mod program;
mod progress;
mod report;
mod slice;
mod stderr;
mod story;
mod target;
mod timeline;
mod words;

use std::io::{self, ErrorKind};
use std::process::ExitCode;

use clap::Parser as _;

use crate::analysis::ControlPlane;
use crate::capture::{Capture, CaptureError};
use crate::model::Analysis;
use crate::threads::Threads;

use args::{Arguments, Command, Typed};
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
    let analyzer = common.analyzer(command.hash());
    let capture = analyzer.open(&common.captures).map_err(Failure::Usage)?;
    let progress = Progress::new(capture.bytes(), common.quiet);
    let plane = analyzer.watcher(progress).control_pass(&capture);
    let (analysis, failed) = match perform(command, &capture, &plane, &messages) {
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
    messages.filters(&analysis, &common.selection(), listed);
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
fn perform(
    command: &Command,
    capture: &Capture,
    plane: &ControlPlane,
    messages: &Messages,
) -> Result<(Analysis, bool), Failure> {
    let mut failed = false;
    let analysis = match command {
        Command::Timeline(args) => timeline::run(args, plane, messages)?,
        Command::Sessions(args) => listings::sessions(args, plane.analysis(), messages)?,
        Command::Transfers(args) => listings::transfers(args, plane.analysis(), messages)?,
        Command::Transcript(args) => story::transcript(args, plane.analysis())?,
        Command::Explain(args) => story::explain(args, plane)?,
        Command::Diagram(args) => story::diagram(args, plane)?,
        Command::Diagnose(args) => {
            let (analysis, found) = diagnose::run(args, plane.analysis())?;
            failed = found;
            analysis
        }
        Command::Report(args) => {
            let (analysis, left_out) = report::run(args, plane)?;
            messages.left_out(&left_out);
            analysis
        }
        Command::Extract(args) => extract::run(args, plane, messages)?,
        Command::Slice(args) => slice::run(args, capture, plane, messages)?,
    };
    Ok((analysis, failed))
}
