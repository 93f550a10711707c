//! `timeline`.

use std::io::{self, BufWriter, IsTerminal as _, Write};

use crate::analysis::{Surveyed, Wanted};
use crate::capture::Time;
use crate::locale::{Catalogue, Language};
use crate::output::timeline::{Frame, Measure, Ndjson, Table, Tsv};
use crate::output::{Style, View, verdict};
use crate::record::Analysis;

use super::args::{ColorArg, Common, TimelineArgs, TimelineFormat};

pub(super) fn run(args: &TimelineArgs, surveyed: &Surveyed) -> io::Result<Analysis> {
    let captures = surveyed.summaries();
    let start = captures.iter().filter_map(|c| c.first_time).min().unwrap_or(Time(0));
    let nanoseconds = captures.iter().any(|c| c.nanoseconds);
    let selection = args.common.selection();
    let mut frame = Frame::new(start, nanoseconds, &selection, surveyed.plan());
    if selection.mode.is_some() {
        // known only at the end of a replay, so this filter costs one more
        let analysis = surveyed.replay();
        let view = View { analysis: &analysis, selection: &selection, show_passwords: false };
        frame.sessions = Some(view.sessions().map(|session| session.id).collect());
    }
    frame.files = captures.iter().map(|c| c.path.clone()).collect();
    frame.names_files = args.file_names;
    let catalogue = Catalogue::new(Language::En);
    let mut out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
    let analysis = match args.format {
        TimelineFormat::Tsv => surveyed.replay_to(Wanted::ROWS, &mut Tsv::new(&mut out, frame, catalogue)?)?,
        TimelineFormat::Ndjson => surveyed.replay_to(Wanted::ROWS, &mut Ndjson::new(&mut out, frame, catalogue))?,
        TimelineFormat::Table => table(args, surveyed, frame, &catalogue, &mut out)?,
    };
    out.flush()?;
    Ok(analysis)
}

/// The verdicts stand before the rows, so the capture is replayed twice: once for the records, once for the rows.
fn table(
    args: &TimelineArgs,
    surveyed: &Surveyed,
    mut frame: Frame,
    catalogue: &Catalogue,
    out: &mut dyn Write,
) -> io::Result<Analysis> {
    let mut measure = Measure::new(frame.clone(), catalogue);
    let analysis = surveyed.replay_to(Wanted::ROWS, &mut measure)?;
    let widths = measure.widths();
    let selection = args.common.selection();
    let view = View { analysis: &analysis, selection: &selection, show_passwords: args.common.show_passwords };
    if selection != crate::output::Selection::default() {
        frame.sessions = Some(view.sessions().map(|s| s.id).collect());
    }
    let style = args.common.style();
    verdict::write(out, &view, catalogue, style)?;
    if view.sessions().next().is_none() && analysis.unclaimed.is_empty() {
        return Ok(analysis);
    }
    let mut table = Table::new(out, frame, catalogue, style, widths);
    table.begin()?;
    surveyed.replay_to(Wanted::ROWS, &mut table)?;
    table.finish()?;
    Ok(analysis)
}

impl Common {
    /// The width and the colour that standard output has. `COLUMNS` sets the width of what is no terminal.
    pub(super) fn style(&self) -> Style {
        let terminal = io::stdout().is_terminal();
        let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).filter(|&c| c > 0);
        let measured = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0);
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        Style {
            width: columns.or(measured),
            color: match self.color {
                ColorArg::Auto => terminal && !no_color,
                ColorArg::Always => true,
                ColorArg::Never => false,
            },
        }
    }
}
