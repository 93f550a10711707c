//! `report`: the page, written to a file or standard output.

use std::fs;
use std::io::{self, BufWriter, Error, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::analysis::{Surveyed, Wanted};
use crate::capture::Time;
use crate::limits::{Limits, PageLimits};
use crate::output::report::{Collector, LeftOut, Page, Words, write};
use crate::output::timeline::Frame;
use crate::output::{Selection, View};
use crate::record::{Analysis, Observer, Row};
use crate::story::{Detail, Trail};

use super::args::ReportArgs;

/// Reads the capture once for the records and once for the rows, then writes the page.
pub(super) fn run(args: &ReportArgs, surveyed: &Surveyed) -> io::Result<(Analysis, LeftOut)> {
    let target = Target::new(&args.output, &args.common.captures)?;
    let mut analysis = surveyed.replay();
    let lost = |c: &crate::record::CaptureSummary| c.frames == 0 && c.fault.as_ref().is_some_and(|f| f.fatal);
    if !analysis.captures.is_empty() && analysis.captures.iter().all(lost) {
        // a page that is there is better than one of nothing; the caller says what is wrong with the captures
        return Ok((analysis, LeftOut::default()));
    }
    let words = Words::new(args.lang);
    let selection = args.common.selection();
    let mut gatherer = gatherer(surveyed, &analysis, &selection, &words);
    surveyed.replay_again(Wanted { rows: true, contents: false }, &mut gatherer)?;
    let Gatherer { rows, trail } = gatherer;
    analysis.limits_hit.extend(trail.limits_hit());
    let view = View { analysis: &analysis, selection: &selection, show_passwords: args.common.show_passwords };
    let page = Page { view, words: &words, limits: PageLimits::default(), rows, trail: &trail };
    let left_out = target.fill(|out| write(out, &page))?;
    Ok((analysis, left_out))
}

/// What listens to the rows of the chosen sessions.
fn gatherer<'w>(surveyed: &Surveyed, analysis: &Analysis, selection: &Selection, words: &'w Words) -> Gatherer<'w> {
    let view = View { analysis, selection, show_passwords: false };
    let captures = surveyed.summaries();
    let start = captures.iter().filter_map(|c| c.first_time).min().unwrap_or(Time(0));
    let mut frame = Frame::new(start, view.nanoseconds(), selection, surveyed.plan());
    let mut told = None;
    if view.is_filtered() {
        frame.sessions = Some(view.sessions().map(|session| session.id).collect());
        told = Some(super::story::chosen(analysis, selection));
    }
    frame.files = captures.iter().map(|c| c.path.clone()).collect();
    Gatherer {
        rows: Collector::new(frame, words, PageLimits::default(), span(&view)),
        trail: Trail::new(told, Detail::Messages, Limits::default()),
    }
}

/// From the first frame of the chosen sessions to their last.
fn span(view: &View) -> (Time, Time) {
    let connections = |session: &crate::record::Session| session.connections.clone();
    let all = || view.sessions().flat_map(connections).filter_map(|id| view.analysis.connection(id));
    let start = all().map(|connection| connection.first.time).min().unwrap_or(Time(0));
    (start, all().map(|connection| connection.last.time).max().unwrap_or(start))
}

/// Both listeners of the second replay.
struct Gatherer<'w> {
    rows: Collector<'w>,
    trail: Trail,
}

impl Observer for Gatherer<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.rows.row(row)?;
        self.trail.row(row)
    }
}

/// Where the page goes.
pub(super) enum Target {
    Stdout,
    File(PathBuf),
}

impl Target {
    /// Standard output for `-`, else a file: a new one, or one that is a regular file and none of the captures.
    pub(super) fn new(path: &Path, captures: &[PathBuf]) -> io::Result<Self> {
        if path.as_os_str() == "-" {
            return Ok(Target::Stdout);
        }
        // a link stays, and what it leads to is replaced
        let Ok(path) = fs::canonicalize(path) else { return Ok(Target::File(path.to_owned())) };
        let refuse = |why: &str| {
            let shown = crate::output::escape::text(path.as_os_str().as_encoded_bytes());
            Error::new(ErrorKind::InvalidInput, format!("{shown} {why}"))
        };
        if !path.is_file() {
            return Err(refuse("is no regular file; `-o -` writes to standard output"));
        }
        if captures.iter().any(|capture| fs::canonicalize(capture).is_ok_and(|capture| capture == path)) {
            return Err(refuse("is one of the captures and is not overwritten"));
        }
        Ok(Target::File(path))
    }

    /// Writes the whole of it or nothing: a file gets its name when it is complete.
    pub(super) fn fill<T>(self, write: impl FnOnce(&mut dyn io::Write) -> io::Result<T>) -> io::Result<T> {
        let path = match self {
            Target::Stdout => {
                let mut out = BufWriter::new(io::stdout().lock());
                let given = write(&mut out)?;
                out.flush()?;
                return Ok(given);
            }
            Target::File(path) => path,
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // as any new file: the user's mask decides
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let named = |error: Error| {
            let shown = crate::output::escape::text(path.as_os_str().as_encoded_bytes());
            // the name of the temporary file says nothing to anybody
            let why = error
                .raw_os_error()
                .map_or(error.kind().to_string(), |code| Error::from_raw_os_error(code).to_string());
            Error::new(error.kind(), format!("{shown}: cannot be written: {why}"))
        };
        let mut file = builder.prefix(".ftpscope-").tempfile_in(folder).map_err(named)?;
        let mut out = BufWriter::new(file.as_file_mut());
        let given = write(&mut out).map_err(named)?;
        out.flush().map_err(named)?;
        drop(out);
        file.persist(&path).map_err(|error| named(error.error))?;
        Ok(given)
    }
}
