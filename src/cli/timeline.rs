//! `timeline`.

use std::io::{self, BufWriter, Write};

use clap::{Args, ValueEnum};

use crate::analysis::view::View;
use crate::analysis::{ControlPlane, Wanted};
use crate::capture::Time;
use crate::model::Analysis;
use crate::output::timeline::{Frame, Measure, Ndjson, Table, Tsv};
use crate::output::verdict;
use crate::text::locale::{Catalogue, Language};

use super::common::Common;
use super::stderr::Messages;

#[derive(Debug, Args)]
pub(super) struct TimelineArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = TimelineFormat::Table)]
    pub(super) format: TimelineFormat,
    /// Name the file of each row, and the frame's number in it (ndjson always does)
    #[arg(long)]
    pub(super) file_names: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TimelineFormat {
    /// Verdicts and rows for people
    Table,
    /// Tab-separated, with the columns of tshark and two more
    Tsv,
    /// One JSON object a line
    Ndjson,
}

/// What the rows are made of.
struct Rows<'a> {
    args: &'a TimelineArgs,
    plane: &'a ControlPlane,
    /// The records, where a filter needed them before the rows.
    known: Option<Analysis>,
    frame: Frame,
    catalogue: Catalogue,
}

pub(super) fn run(
    args: &TimelineArgs,
    plane: &ControlPlane,
    messages: &Messages,
) -> io::Result<Analysis> {
    let captures = plane.summaries();
    let start = captures
        .iter()
        .filter_map(|c| c.first_time)
        .min()
        .unwrap_or(Time(0));
    let nanoseconds = captures.iter().any(|c| c.nanoseconds);
    let selection = args.common.selection();
    let mut frame = Frame::new(start, nanoseconds, &selection, plane.plan());
    // the mode is known only at the end of a replay, so this filter costs one more
    let known = selection.mode.is_some().then(|| plane.analysis());
    if let Some(analysis) = &known {
        let view = View {
            analysis,
            selection: &selection,
            show_passwords: false,
        };
        frame.sessions = Some(view.sessions().map(|session| session.id).collect());
    }
    frame.files = captures.iter().map(|c| c.path.clone()).collect();
    frame.names_files = args.file_names;
    let rows = Rows {
        args,
        plane,
        known,
        frame,
        catalogue: Catalogue::new(Language::En),
    };
    let mut out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
    let analysis = match args.format {
        TimelineFormat::Tsv => {
            let mut tsv = Tsv::new(&mut out, rows.frame, &rows.catalogue)?;
            plane.data_pass_with(Wanted::ROWS, &mut tsv, rows.known)?
        }
        TimelineFormat::Ndjson => {
            let mut ndjson = Ndjson::new(&mut out, rows.frame, &rows.catalogue);
            plane.data_pass_with(Wanted::ROWS, &mut ndjson, rows.known)?
        }
        TimelineFormat::Table => rows.table(&mut out, messages)?,
    };
    out.flush()?;
    Ok(analysis)
}

impl Rows<'_> {
    /// The verdicts stand before the rows, so the capture is replayed twice: once for the records, once for the rows.
    fn table(self, out: &mut dyn Write, messages: &Messages) -> io::Result<Analysis> {
        let Rows {
            args,
            plane,
            known,
            frame,
            catalogue,
        } = self;
        let mut measure = Measure::new(frame.clone(), &catalogue);
        let analysis = plane.data_pass_with(Wanted::ROWS, &mut measure, known)?;
        let widths = measure.widths();
        let selection = args.common.selection();
        let view = View {
            analysis: &analysis,
            selection: &selection,
            show_passwords: args.common.show_passwords,
        };
        let style = args.common.style();
        verdict::write(out, &view, &catalogue, style)?;
        if view.sessions().next().is_none() && analysis.unclaimed.is_empty() {
            return Ok(analysis);
        }
        let mut table = Table::new(out, frame, &catalogue, style, widths);
        table.begin()?;
        let analysis = plane.data_pass_with(Wanted::ROWS, &mut table, Some(analysis))?;
        table.finish()?;
        messages.columns(&catalogue, &table.left_out(), Some("--format tsv"));
        Ok(analysis)
    }
}
