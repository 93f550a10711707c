//! The command line: arguments → options → passes → outputs → exit status. Only here is anything printed.

mod args;
mod diagnose;
mod listings;
mod progress;
mod report;
mod timeline;

use std::io::{self, ErrorKind};
use std::process::ExitCode;

use clap::Parser as _;

use crate::capture::{Capture, CaptureError};

use args::{Arguments, Command};
use progress::Progress;
use report::Reporter;

/// Done.
const DONE: u8 = 0;
/// A check failed: `--fail-on`.
const CHECK_FAILED: u8 = 1;
/// The job could not be done: usage, an unreadable capture, a failed write.
const FAILED: u8 = 2;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let command = arguments.command.unwrap_or(Command::Timeline(arguments.timeline));
    let common = command.common();
    let reporter = Reporter::new(common.quiet);
    match execute(&command, &reporter) {
        Ok(status) => ExitCode::from(status),
        Err(Failure::Usage(error)) => {
            report::error(&error.to_string());
            ExitCode::from(FAILED)
        }
        // Whoever reads us has seen enough (`| head`): that is no failure of ours.
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::from(DONE),
        Err(Failure::Output(error)) => {
            report::error(&format!("cannot write the result: {error}"));
            ExitCode::from(FAILED)
        }
    }
}

/// Why nothing (more) was written.
enum Failure {
    Usage(CaptureError),
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
    let options = common.options(command.default_hash());
    let capture = Capture::open(&common.captures, &options.limits).map_err(Failure::Usage)?;
    let progress = Progress::new(capture.bytes(), common.quiet);
    let surveyed = crate::analysis::survey(&capture, &options, &progress);
    let mut failed = false;
    let analysis = match command {
        Command::Timeline(args) => timeline::run(args, &surveyed)?,
        Command::Sessions(args) => listings::sessions(args, surveyed.replay())?,
        Command::Transfers(args) => listings::transfers(args, surveyed.replay())?,
        Command::Diagnose(args) => {
            let (analysis, found) = diagnose::run(args, surveyed.replay())?;
            failed = found;
            analysis
        }
    };
    reporter.filters(&analysis, &common.selection(), matches!(command, Command::Transfers(_)));
    let status = match (reporter.faults(&analysis), failed) {
        (true, _) => FAILED,
        (false, true) => CHECK_FAILED,
        (false, false) => DONE,
    };
    // the process ends: that is quicker than giving back the memory of every session
    std::mem::forget((analysis, surveyed));
    Ok(status)
}
