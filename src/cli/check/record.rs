//! `check --record`: from good captures to a file of expectations.
//!
//! Several files are several recordings of one scenario, of which what they share is kept, or the
//! parts of one recording: they are parts where a session goes on from one into another, as in a
//! rotated capture. `--each` says that they are recordings whatever stands in them.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::analysis::Analyzer;
use crate::analysis::view::View;
use crate::check::record::{RecordLevel, Recording, level_of};
use crate::cli::progress::Progress;
use crate::cli::runner::guarded;
use crate::cli::stderr::{self, Messages, RowKind};
use crate::cli::target::{OutputTarget, shown};
use crate::cli::voice::told;
use crate::cli::{CommandFailure, DONE, FAILED};
use crate::digest::Hash;
use crate::model::{Analysis, Session};
use crate::text::shell;
use crate::text::workflow::Notation;

use super::args::CheckArgs;

/// A file of expectations that was recorded.
#[derive(Clone, Debug)]
pub(super) struct Recorded {
    path: PathBuf,
    level: RecordLevel,
}

impl Recorded {
    /// What a file says of itself.
    pub(super) fn of(path: &Path, text: &str) -> Option<Self> {
        let level = level_of(text)?;
        let path = path.to_owned();
        Some(Recorded { path, level })
    }

    /// How it is recorded anew, of captures as they are typed.
    pub(super) fn command(&self, captures: &str) -> String {
        let (file, level) = (shell::word(&self.path), self.level.name());
        format!("ftpscope check --record {file} --level {level} --force {captures}")
    }
}

/// Records, and says what it wrote.
pub(super) fn run(
    args: &CheckArgs,
    file: &Path,
    messages: &Messages,
) -> Result<u8, CommandFailure> {
    let target = target(args, file)?;
    let level = args
        .level
        .map_or_else(RecordLevel::default, RecordLevel::from);
    let Some(recordings) = recordings(args, level, messages)? else {
        // half a capture is not a model
        return Ok(FAILED);
    };
    let count = recordings.len();
    let all: usize = recordings
        .iter()
        .map(Recording::expectations)
        .max()
        .unwrap_or_default();
    let shared = recordings
        .into_iter()
        .reduce(|shared, next| shared.shared(&next));
    let Some(recording) = shared else {
        return Ok(FAILED);
    };
    let (text, kept) = (recording.text(), recording.expectations());
    if let OutputTarget::Stdout = target {
        guarded(io::stdout().lock(), Notation::Json).write_all(text.as_bytes())?;
        return Ok(DONE);
    }
    target.fill(|out| out.write_all(text.as_bytes()))?;
    let id = match count {
        1 => "told-recorded",
        _ => "told-recorded-shared",
    };
    messages.note(&told(
        id,
        &[
            ("kept", kept.into()),
            ("level", level.name().into()),
            ("name", shown(file).into()),
            ("count", count.into()),
            ("all", all.into()),
        ],
    ));
    Ok(DONE)
}

/// Where the expectations go. They replace expectations only, and only where that is asked for:
/// where the name was forgotten, the first capture stands in its place.
fn target(args: &CheckArgs, file: &Path) -> Result<OutputTarget, CommandFailure> {
    if args.force && file.as_os_str() != "-" && file.is_file() {
        let text = fs::read_to_string(file);
        if !text.is_ok_and(|text| text.parse::<toml::Table>().is_ok()) {
            let name = shown(file).into();
            return Err(CommandFailure::request("told-no-toml", &[("name", name)]));
        }
    }
    OutputTarget::new(file, &args.common.inputs(), args.force)
}

/// A recording of each capture; `None` where one of them cannot be a model, which is told.
fn recordings(
    args: &CheckArgs,
    level: RecordLevel,
    messages: &Messages,
) -> Result<Option<Vec<Recording>>, CommandFailure> {
    let hash = if level == RecordLevel::Mode {
        Hash::None
    } else {
        Hash::Sha256
    };
    let analyzer = args.common.analyzer(hash.into(), messages)?;
    let files = &args.common.captures;
    let mut captures: Vec<&[PathBuf]> = files.chunks(1).collect();
    if files.len() > 1 && !args.each && are_parts(&analyze(args, &analyzer, files)?) {
        captures = vec![files];
    }
    let mut recordings = Vec::new();
    for capture in captures {
        let analysis = analyze(args, &analyzer, capture)?;
        match recording(args, level, &analysis, messages) {
            Some(recording) => recordings.push(recording),
            None => return Ok(None),
        }
    }
    Ok(Some(recordings))
}

fn analyze(
    args: &CheckArgs,
    analyzer: &Analyzer,
    files: &[PathBuf],
) -> Result<Analysis, CommandFailure> {
    let capture = analyzer.open(files).map_err(CommandFailure::Usage)?;
    let progress = Progress::new(capture.bytes(), args.common.quiet);
    Ok(analyzer.clone().watcher(progress).analyse(&capture))
}

fn recording(
    args: &CheckArgs,
    level: RecordLevel,
    analysis: &Analysis,
    messages: &Messages,
) -> Option<Recording> {
    let selection = args.common.selection();
    messages.filters(analysis, &selection, RowKind::Sessions);
    if messages.faults(analysis) {
        return None;
    }
    let view = View {
        analysis,
        selection: &selection,
        show_passwords: false,
    };
    if view.is_filtered() && view.sessions().next().is_none() {
        stderr::error(&told("told-nothing-recorded", &[]));
        return None;
    }
    Some(Recording::of(&view, level))
}

/// True where a session has frames in more than one file.
fn are_parts(analysis: &Analysis) -> bool {
    analysis
        .sessions
        .iter()
        .any(|session| is_in_several(analysis, session))
}

fn is_in_several(analysis: &Analysis, session: &Session) -> bool {
    let commands = session.commands.iter().map(|command| command.at.frame);
    let replies = session.replies().map(|reply| reply.at.frame);
    let ends = [session.first.frame, session.last.frame];
    let mut files = ends
        .into_iter()
        .chain(commands)
        .chain(replies)
        .map(|frame| {
            let captures = analysis.captures.iter();
            captures
                .map(|file| file.number_in_file(frame).is_some())
                .position(|is_there| is_there)
        });
    let first = files.next();
    files.any(|file| Some(file) != first)
}
