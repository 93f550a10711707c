//! `check`: one capture, each of several, or a folder of pairs; or recording what the next one
//! should meet.

mod args;
mod pairs;
mod record;
mod results;
mod run;

use std::fs;
use std::io::{self, BufWriter, Read as _, Write as _};
use std::path::Path;

pub(super) use args::CheckArgs;

use crate::check::Expectations;
use crate::check::report::{
    Judged, code_quality, github, json, junit, markdown, people, sarif, tap,
};
use crate::check::schema::schema;
use crate::model::Message;
use crate::text::escape;
use crate::text::locale::Catalogue;
use crate::text::message::{io_error_of, sentence};
use crate::text::workflow::{Guard, Notation};

use super::language::Audience;
use super::runner::guarded;
use super::stderr::{self, Messages};
use super::target::shown;
use super::voice;
use super::{CHECK_FAILED, CommandFailure, DONE, FAILED};
use args::CheckFormat;
use record::Recorded;
use results::Results;
use run::CheckJob;

/// Runs the command and gives the exit status.
pub(super) fn run(args: &CheckArgs, messages: &Messages) -> Result<u8, CommandFailure> {
    if args.schema {
        let mut out = io::stdout().lock();
        serde_json::to_writer_pretty(&mut out, &schema()).map_err(io::Error::from)?;
        writeln!(out)?;
        return Ok(DONE);
    }
    if let Some(file) = &args.record {
        return record::run(args, file, messages);
    }
    if args.common.connections.is_some() {
        return Err(CommandFailure::request("told-check-no-task", &[]));
    }
    let Ok(shared) = expectations(args) else {
        return Ok(FAILED);
    };
    let (jobs, whole) = match &args.pairs {
        Some(folder) => pairs::jobs(folder, args, messages),
        None if args.each => (
            args.common
                .captures
                .iter()
                .map(|c| CheckJob::new(vec![c.clone()]))
                .collect(),
            true,
        ),
        None => (vec![CheckJob::new(args.common.captures.to_vec())], true),
    };
    if args
        .common
        .captures
        .iter()
        .filter(|path| path.as_os_str() == "-")
        .count()
        > 1
    {
        return Err(CommandFailure::Usage(
            crate::capture::CaptureError::SecondStdin,
        ));
    }
    let results = Results::new(args, &jobs)?;
    let judged = run::judge_all(&jobs, &shared, args, messages)?;
    for written in [
        results.write(&judged),
        print(args, &judged),
        annotate(args, &judged),
    ] {
        match written {
            // the status is what is asked for, and whoever reads may have seen enough
            Err(CommandFailure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {}
            result => result?,
        }
    }
    let unread = judged.iter().any(|capture| capture.error.is_some());
    Ok(match judged.iter().all(Judged::passed) {
        _ if unread || !whole || judged.is_empty() => FAILED,
        true => DONE,
        false => CHECK_FAILED,
    })
}

/// What every capture is compared with.
struct CheckParams {
    expectations: Expectations,
    /// Which of their files were recorded.
    recorded: Vec<Recorded>,
}

/// What `-e`, `--require` and `--forbid` say. Mistakes are told here.
fn expectations(args: &CheckArgs) -> Result<CheckParams, ()> {
    let mut expectations = Expectations::default();
    let mut recorded = Vec::new();
    if args.allow_no_ftp {
        expectations.allow_no_ftp();
    }
    let mut sound = true;
    for path in &args.expectations {
        sound &= read(&mut expectations, path, &mut recorded).is_ok();
    }
    let required = args
        .require
        .iter()
        .map(|text| expectations.require(text).err())
        .collect::<Vec<_>>();
    let forbidden = args
        .forbid
        .iter()
        .map(|text| expectations.forbid(text).err())
        .collect::<Vec<_>>();
    for mistake in required.iter().chain(&forbidden).flatten() {
        stderr::error(&mistake.shown(&voice::catalogue()));
        sound = false;
    }
    let shared = CheckParams {
        expectations,
        recorded,
    };
    if sound { Ok(shared) } else { Err(()) }
}

/// Adds the expectations of a file, and the file itself where it was recorded; what is wrong with
/// it is told here.
fn read(
    expectations: &mut Expectations,
    path: &Path,
    recorded: &mut Vec<Recorded>,
) -> Result<(), ()> {
    let name = path.to_string_lossy();
    let text = text_of(path).map_err(|error| {
        let cause = match error.kind() {
            io::ErrorKind::InvalidData => Message::new("told-no-text", []).into(),
            io::ErrorKind::FileTooLarge => Message::new("told-long-text", []).into(),
            _ => (&error).into(),
        };
        let name = escape::text(name.as_bytes()).into();
        let message = Message::new("told-unread", [("name", name), ("cause", cause)]);
        stderr::error(&sentence(&voice::catalogue(), &message));
    })?;
    recorded.extend(Recorded::of(path, &text));
    expectations.read(&name, &text).map_err(|mistakes| {
        for mistake in mistakes {
            stderr::error(&mistake.shown(&voice::catalogue()));
        }
    })
}

/// The text of a file that somebody wrote or recorded; a device that never ends is none.
fn text_of(path: &Path) -> io::Result<String> {
    const MOST: u64 = 64 << 20;
    let mut bytes = Vec::new();
    fs::File::open(path)?
        .take(MOST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData.into())
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io_error_of(&shown(path), error)
}

fn print(args: &CheckArgs, judged: &[Judged]) -> Result<(), CommandFailure> {
    let out = io::stdout().lock();
    let mut out = BufWriter::new(match args.format {
        // these guard themselves
        CheckFormat::Table | CheckFormat::Github => Guard::new(out, None),
        CheckFormat::Json | CheckFormat::Sarif | CheckFormat::Tap | CheckFormat::CodeQuality => {
            guarded(out, Notation::Json)
        }
        CheckFormat::Markdown => guarded(out, Notation::Text),
        CheckFormat::Junit => guarded(out, Notation::Xml),
    });
    match args.format {
        CheckFormat::Table => {
            let catalogue = Catalogue::new(args.language.of(Audience::Stdout));
            people::write(&mut out, judged, &catalogue, args.common.style())?;
        }
        CheckFormat::Json => json::write(&mut out, judged)?,
        CheckFormat::Junit => junit::write(&mut out, judged)?,
        CheckFormat::Sarif => sarif::write(&mut out, judged)?,
        CheckFormat::Github => github::write(&mut out, judged)?,
        CheckFormat::Tap => tap::write(&mut out, judged)?,
        CheckFormat::Markdown => markdown::write(&mut out, judged)?,
        CheckFormat::CodeQuality => code_quality::write(&mut out, judged)?,
    }
    Ok(out.flush()?)
}

/// The runner of GitHub Actions reads annotations from standard error too, and results stay what
/// they are.
fn annotate(args: &CheckArgs, judged: &[Judged]) -> Result<(), CommandFailure> {
    if args.format != CheckFormat::Github
        && std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
    {
        github::write(&mut io::stderr().lock(), judged)?;
    }
    Ok(())
}
