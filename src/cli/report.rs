//! `report`: the page, written to a file or standard output.

use std::io;
use std::path::PathBuf;

use clap::Args;

use crate::analysis::observer::{Observer, Row};
use crate::analysis::view::{Selection, View};
use crate::analysis::{ControlPlane, Wanted};
use crate::capture::Time;
use crate::limits::{Limits, PageLimits};
use crate::model::{Analysis, Session};
use crate::output::report::{Collector, LeftOut, Page, Words, write};
use crate::output::timeline::Frame;
use crate::story::{Detail, Trail};
use crate::text::locale::Language;

use super::Failure;
use super::common::{Common, languages};
use super::target::{Target, none_was_read};

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Where the page goes; an existing file is replaced, `-` is standard output
    #[arg(short, long, value_name = "FILE.html")]
    pub(super) output: PathBuf,
    /// The language that the page opens in; a reader can change it
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = languages())]
    pub(super) lang: Language,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Reads the capture once for the records and once for the rows, then writes the page.
pub(super) fn run(args: &ReportArgs, plane: &ControlPlane) -> Result<(Analysis, LeftOut), Failure> {
    let target = Target::new(&args.output, &args.common.captures, true)?;
    let analysis = plane.analysis();
    if none_was_read(plane) {
        return Ok((analysis, LeftOut::default()));
    }
    let words = Words::new(args.lang);
    let selection = args.common.selection();
    let mut gatherer = gatherer(plane, &analysis, &selection, &words);
    let mut analysis = plane.data_pass_with(Wanted::ROWS, &mut gatherer, Some(analysis))?;
    let Gatherer { rows, trail } = gatherer;
    analysis.limits_hit.extend(trail.limits_hit());
    let view = View {
        analysis: &analysis,
        selection: &selection,
        show_passwords: args.common.show_passwords,
    };
    let page = Page {
        view,
        words: &words,
        limits: PageLimits::default(),
        rows,
        trail: &trail,
    };
    let left_out = target.fill(|out| write(out, &page))?;
    Ok((analysis, left_out))
}

/// What listens to the rows of the chosen sessions.
fn gatherer<'w>(
    plane: &ControlPlane,
    analysis: &Analysis,
    selection: &Selection,
    words: &'w Words,
) -> Gatherer<'w> {
    let view = View {
        analysis,
        selection,
        show_passwords: false,
    };
    let captures = plane.summaries();
    let start = captures
        .iter()
        .filter_map(|c| c.first_time)
        .min()
        .unwrap_or(Time(0));
    let mut frame = Frame::new(start, view.nanoseconds(), selection, plane.plan());
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
    let connections = |session: &Session| session.connections.clone();
    let all = || {
        view.sessions()
            .flat_map(connections)
            .filter_map(|id| view.analysis.connection(id))
    };
    let start = all()
        .map(|connection| connection.first.time)
        .min()
        .unwrap_or(Time(0));
    (
        start,
        all()
            .map(|connection| connection.last.time)
            .max()
            .unwrap_or(start),
    )
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
