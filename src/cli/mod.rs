//! The command line: arguments → options → passes → outputs → exit status. Only here is anything printed.

mod args;
mod check;
mod common;
mod diagnose;
mod extract;
mod interrupt;
mod listings;
mod page;
mod program;
mod progress;
mod report;
mod slice;
mod story;
mod target;
mod timeline;
mod words;

use std::io::{self, ErrorKind};
use std::process::ExitCode;

use clap::Parser as _;

use crate::analysis::Surveyed;
use crate::capture::{Capture, CaptureError};
use crate::record::Analysis;

use args::{Arguments, Command, Typed};
use progress::Progress;
use report::Reporter;

/// Done.
const DONE: u8 = 0;
/// A check failed: `check`, `--fail-on`.
const CHECK_FAILED: u8 = 1;
/// The job could not be done: usage, an unreadable capture, a failed write.
const FAILED: u8 = 2;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse_from(words::in_order(std::env::args_os().collect()));
    let result = match arguments.command {
        None => match words::misspelt(&arguments.timeline.common.captures) {
            Some(message) => {
                report::error(&message);
                return ExitCode::from(FAILED);
            }
            None => analyse(&Command::Timeline(arguments.timeline)),
        },
        Some(Typed::Analyse(command)) => analyse(&command),
        Some(Typed::Check(args)) => check::run(&args, &Reporter::new(args.common.quiet)),
        Some(Typed::Program(program)) => program::run(&program),
    };
    match result {
        Ok(status) => ExitCode::from(status),
        Err(Failure::Usage(error)) => {
            report::error(&error.to_string());
            ExitCode::from(FAILED)
        }
        Err(Failure::Request(message)) => {
            report::error(&message);
            ExitCode::from(FAILED)
        }
        // What no capture had to be read for (`man | head`): that the reader left is no failure of ours.
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::from(DONE),
        Err(Failure::Output(error)) => {
            report::error(&format!("cannot write the result: {error}"));
            ExitCode::from(FAILED)
        }
    }
}

fn analyse(command: &Command) -> Result<u8, Failure> {
    execute(command, &Reporter::new(command.common().quiet))
}

/// Why nothing (more) was written.
enum Failure {
    Usage(CaptureError),
    /// What was asked for cannot be done with this capture.
    Request(String),
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

/// Runs a command and gives the exit status: a fault of a capture file outweighs a check that failed.
fn execute(command: &Command, reporter: &Reporter) -> Result<u8, Failure> {
    let common = command.common();
    let options = common.options(command.hash());
    let capture = Capture::open(&common.captures, &options.limits).map_err(Failure::Usage)?;
    let progress = Progress::new(capture.bytes(), common.quiet);
    let surveyed = crate::analysis::survey(&capture, &options, &progress);
    let (analysis, failed) = match perform(command, &capture, &surveyed, reporter) {
        // Whoever reads us has seen enough (`| head`): that is no failure of ours, but a fault of a file stays one.
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => {
            return Ok(if reporter.files(surveyed.summaries()) { FAILED } else { DONE });
        }
        result => result?,
    };
    reporter.filters(&analysis, &common.selection(), matches!(command, Command::Transfers(_) | Command::Extract(_)));
    let status = match (reporter.faults(&analysis), failed) {
        (true, _) => FAILED,
        (false, true) => CHECK_FAILED,
        (false, false) => DONE,
    };
    // the process ends: that is quicker than giving back the memory of every session
    std::mem::forget((analysis, surveyed));
    Ok(status)
}

/// Writes what the command asks for; true where a check failed.
fn perform(
    command: &Command,
    capture: &Capture,
    surveyed: &Surveyed,
    reporter: &Reporter,
) -> Result<(Analysis, bool), Failure> {
    let mut failed = false;
    let analysis = match command {
        Command::Timeline(args) => timeline::run(args, surveyed, reporter)?,
        Command::Sessions(args) => listings::sessions(args, surveyed.replay(), reporter)?,
        Command::Transfers(args) => listings::transfers(args, surveyed.replay(), reporter)?,
        Command::Transcript(args) => story::transcript(args, surveyed.replay())?,
        Command::Explain(args) => story::explain(args, surveyed)?,
        Command::Diagram(args) => story::diagram(args, surveyed)?,
        Command::Diagnose(args) => {
            let (analysis, found) = diagnose::run(args, surveyed.replay())?;
            failed = found;
            analysis
        }
        Command::Report(args) => {
            let (analysis, left_out) = page::run(args, surveyed)?;
            reporter.left_out(&left_out);
            analysis
        }
        Command::Extract(args) => extract::run(args, surveyed, reporter)?,
        Command::Slice(args) => slice::run(args, capture, surveyed, reporter)?,
    };
    Ok((analysis, failed))
}
