//! `--format table`: the verdicts, and rows for people, each printed as it comes so that memory
//! stays flat.
//!
//! The columns are as wide as their widest cell, which a first pass measures. Where the terminal is
//! narrower, the note goes below its row, then the addresses shrink to the side that sends, and
//! last the Info column is shortened.

use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Ansi};

use crate::analysis::observer::{Layer, Note, Row};
use crate::analysis::view::View;
use crate::output::{Needs, Output, Remark, RowsOnce, verdict};
use crate::text::locale::Catalogue;
use crate::text::shell::Invocation;
use crate::text::style::{Style, columns, session_color, shorten, wrap};

use super::cells::{COLUMNS, Cells, INFO, LENGTH, NOTE, NUMBER, PROTOCOL, SESSION, TIME};
use super::layout::{HEADER, TableLayout};
use super::{TimelineFrame, Times};
/// No column is wider than this: one hostile line must not pad all the others.
const WIDEST: u16 = 512;
/// Columns that are numbers.
const NUMBERS: [usize; 3] = [NUMBER, TIME, LENGTH];
/// Less than this for the Info column calls for the next narrower layout.
const ROOM_FOR_INFO: u16 = 64;
/// The same on a terminal, where addresses tell more than the end of a long text.
const ROOM_ON_TERMINAL: u16 = 30;
/// From here on a terminal has room for notes beside their rows.
const ROOM_FOR_NOTES: u16 = 160;

/// Rows that are shown below an overview: more of them are another command.
const ROWS_BELOW: u64 = 5000;
/// Sessions that are summed up at the end.
const SUMS: usize = 40;

/// What is different on a terminal, where somebody reads.
#[derive(Clone, Debug, Default)]
pub struct TimelineStyle {
    /// What times count from.
    pub times: Times,
    /// What stands above the rows in place of the verdicts; there are rows only where they are few.
    pub head: Option<Head>,
    /// A run of data of one connection is one row, and one that counts the others.
    pub folds: bool,
    /// Each session is summed up in a line at the end.
    pub sums: bool,
    /// Notes stand beside their rows where there is room, and addresses are kept for longer.
    pub beside: bool,
}

/// A first screen.
#[derive(Clone, Debug)]
pub struct Head {
    /// Writes it, with how more is asked for.
    pub write: fn(&mut dyn Write, &View<'_>, &Catalogue, Style, &Invocation) -> io::Result<()>,
    /// How more is asked for.
    pub invocation: Invocation,
}

/// Data that has no rows of its own.
#[derive(Clone, Copy, Debug, Default)]
struct Fold {
    /// The first frame of its connection; none, where the last row was no data.
    connection: Option<u64>,
    rows: u64,
    bytes: u64,
}

/// Prints the verdicts and the rows.
pub struct TimelineTable<'o> {
    out: &'o mut dyn Write,
    catalogue: &'o Catalogue,
    style: Style,
    cells: Cells<'o>,
    measuring: RowsOnce,
    /// What is measured so far; the header at least.
    widths: [u16; COLUMNS],
    /// How rows are printed, once all are measured.
    layout: Option<TableLayout>,
    /// The verdicts are printed.
    begun: bool,
    line: PaddedLine,
    look: TimelineStyle,
    fold: Fold,
    /// Rows that were measured.
    rows: u64,
}

impl<'o> TimelineTable<'o> {
    /// Prints nothing yet.
    pub fn new(
        out: &'o mut dyn Write,
        frame: TimelineFrame,
        catalogue: &'o Catalogue,
        style: Style,
    ) -> Self {
        let line = PaddedLine {
            color: style.color,
            ..PaddedLine::default()
        };
        TimelineTable {
            out,
            catalogue,
            style,
            measuring: RowsOnce::new(frame.waits),
            cells: Cells::new(frame, catalogue),
            widths: HEADER.map(|h| h.len() as u16),
            layout: None,
            begun: false,
            line,
            look: TimelineStyle::default(),
            fold: Fold::default(),
            rows: 0,
        }
    }

    /// The same, as somebody looks at it.
    #[must_use]
    pub fn looking(mut self, look: TimelineStyle) -> Self {
        self.cells.times = look.times;
        self.look = look;
        self
    }

    /// Prints what stands above the rows; true where these follow.
    fn head(&mut self, view: &View<'_>) -> io::Result<bool> {
        let (catalogue, style) = (self.catalogue, self.style);
        let is_none = view.sessions().next().is_none() && view.analysis.unclaimed.is_empty();
        let Some(Head { write, invocation }) = &self.look.head else {
            verdict::write(self.out, view, catalogue, style)?;
            return Ok(!is_none);
        };
        write(self.out, view, catalogue, style, invocation)?;
        writeln!(self.out)?;
        if self.rows > ROWS_BELOW {
            let args = [
                ("rows", self.rows.into()),
                ("command", invocation.command("timeline").into()),
            ];
            writeln!(self.out, "{}", catalogue.text("timeline-many-rows", &args))?;
            return Ok(false);
        }
        Ok(!is_none)
    }

    fn room_for_info(&self) -> u16 {
        if self.look.beside {
            ROOM_ON_TERMINAL
        } else {
            ROOM_FOR_INFO
        }
    }

    /// Prints how many rows were folded into the one above.
    fn unfold(&mut self, layout: TableLayout) -> io::Result<()> {
        let fold = std::mem::take(&mut self.fold);
        if fold.rows == 0 {
            return Ok(());
        }
        let args = [("rows", fold.rows.into()), ("bytes", fold.bytes.into())];
        let text = self.catalogue.text("timeline-folded", &args);
        let left = layout.left_of(INFO);
        let room = self
            .style
            .width
            .map_or(WIDEST, |width| width.saturating_sub(left));
        let text = shorten(&text, room);
        self.line.skip(left);
        let ansi = Ansi::new().fg_color(Some(AnsiColor::BrightMagenta.into()));
        self.line.text(&text, ansi);
        self.line.print(self.out)
    }

    /// True where a row is folded into those above it.
    fn folds(&mut self, row: &Row, layout: TableLayout) -> io::Result<bool> {
        let is_data = matches!(
            row.notes.first(),
            Some(Note::Data { .. } | Note::DataOther { .. })
        );
        if !self.look.folds || !self.cells.frame.shows(row) {
            return Ok(false);
        }
        if is_data && self.fold.connection == Some(row.connection) {
            self.fold.rows += 1;
            self.fold.bytes += row.segment.payload.len() as u64;
            return Ok(true);
        }
        self.unfold(layout)?;
        self.fold.connection = is_data.then_some(row.connection);
        Ok(false)
    }

    /// Sums each session up.
    fn sums(&mut self, view: &View<'_>) -> io::Result<()> {
        writeln!(self.out)?;
        for session in view.sessions().take(SUMS) {
            let line = verdict::sum(view, session, self.catalogue, self.style);
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    /// Prints the verdicts, and where rows will follow, their header.
    fn begin(&mut self, view: &View<'_>) -> io::Result<Needs> {
        self.begun = true;
        self.cells.restart();
        if !self.head(view)? {
            return Ok(Needs::NOTHING);
        }
        let layout = match self.style.width.filter(|width| *width >= ROOM_FOR_NOTES) {
            Some(width) if self.look.beside => TableLayout::beside(self.widths, width),
            _ => TableLayout::new(self.widths, self.style.width, self.room_for_info()),
        };
        for &column in layout.columns {
            self.line
                .cell(HEADER[column], &layout, column, Ansi::new().bold());
        }
        self.line.print(self.out)?;
        self.layout = Some(layout);
        Ok(Needs::ROWS)
    }

    fn measure(&mut self, row: &Row) {
        self.rows += u64::from(self.cells.frame.shows(row));
        let texts = texts(&mut self.cells, row).into_iter().flatten();
        for (width, text) in self.widths.iter_mut().zip(texts) {
            *width = (*width).max(u16::try_from(columns(text)).unwrap_or(WIDEST).min(WIDEST));
        }
    }

    fn print(&mut self, row: &Row, layout: TableLayout) -> io::Result<()> {
        let Some(texts) = texts(&mut self.cells, row) else {
            return Ok(());
        };
        let notes = if self.look.beside && !layout.note_below() {
            wrap(&texts[NOTE], layout.widths[NOTE])
        } else {
            Vec::new()
        };
        for &column in layout.columns {
            let text = match column {
                NOTE if !notes.is_empty() => &notes[0],
                column => &texts[column],
            };
            self.line.cell(text, &layout, column, ansi(row, column));
        }
        self.line.print(self.out)?;
        for text in notes.iter().skip(1) {
            self.line.skip(layout.left_of(NOTE));
            self.line.text(text, ansi(row, NOTE));
            self.line.print(self.out)?;
        }
        if layout.note_below() {
            let (indent, width) = (layout.left_of(INFO), layout.widths[INFO]);
            for (number, text) in wrap(&texts[NOTE], width.saturating_sub(2))
                .iter()
                .enumerate()
            {
                self.line.skip(indent);
                self.line
                    .text(if number == 0 { "↳ " } else { "  " }, ansi(row, INFO));
                self.line.text(text, ansi(row, INFO));
                self.line.print(self.out)?;
            }
        }
        Ok(())
    }
}

fn ansi(row: &Row, column: usize) -> Ansi {
    Ansi::new().fg_color(color(row, column).map(Into::into))
}

fn color(row: &Row, column: usize) -> Option<AnsiColor> {
    match column {
        SESSION => row.sessions.first().map(|&s| session_color(s)),
        PROTOCOL | INFO => layer_color(&row.layer),
        NOTE => Some(AnsiColor::BrightBlack),
        _ => None,
    }
}

impl Output for TimelineTable<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        let measures = self.cells.needs(&mut self.measuring, known);
        match known {
            Some(view) if measures == Needs::NOTHING && !self.begun => self.begin(view),
            _ => Ok(measures),
        }
    }

    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        match self.layout {
            Some(layout) => {
                if !self.folds(row, layout)? {
                    self.print(row, layout)?;
                }
            }
            None => self.measure(row),
        }
        Ok(())
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        if let Some(layout) = self.layout {
            self.unfold(layout)?;
            if self.look.sums {
                self.sums(view)?;
            }
        }
        self.out.flush()?;
        let hidden = self
            .layout
            .map_or_else(Vec::new, |layout| layout.left_out());
        Ok(Remark::columns(hidden, Some("--format tsv")))
    }
}

fn layer_color(layer: &Layer) -> Option<AnsiColor> {
    match layer {
        Layer::Tcp => None,
        Layer::Control {
            from_client: true, ..
        } => Some(AnsiColor::BrightCyan),
        Layer::Control {
            from_client: false, ..
        } => Some(AnsiColor::BrightGreen),
        Layer::Tls(_) => Some(AnsiColor::BrightBlue),
        Layer::Data(_) => Some(AnsiColor::BrightMagenta),
    }
}

/// A line in the making.
#[derive(Default)]
struct PaddedLine {
    text: String,
    /// Blanks that are due before whatever comes next: none end a line.
    due: usize,
    color: bool,
}

impl PaddedLine {
    fn skip(&mut self, columns: u16) {
        self.due += usize::from(columns);
    }

    /// Writes the blanks that are due.
    fn fill(&mut self) {
        const BLANKS: &str = "                                                                ";
        while self.due > 0 {
            let some = self.due.min(BLANKS.len());
            self.text.push_str(&BLANKS[..some]);
            self.due -= some;
        }
    }

    fn text(&mut self, text: &str, ansi: Ansi) {
        let shown = text.trim_end_matches(' ');
        if !shown.is_empty() {
            self.fill();
            if self.color {
                let _ = write!(self.text, "{ansi}{shown}{ansi:#}");
            } else {
                self.text.push_str(shown);
            }
        }
        self.due += text.len() - shown.len();
    }

    /// A cell of the layout, and the gap after it. What is the last of its line is as long as it
    /// is.
    fn cell(&mut self, text: &str, layout: &TableLayout, column: usize, ansi: Ansi) {
        let width = layout.widths[column];
        let text = if column == NOTE {
            text.into()
        } else {
            shorten(text, width)
        };
        let free = usize::from(width).saturating_sub(columns(&text)) as u16;
        let (before, after) = if NUMBERS.contains(&column) {
            (free, 0)
        } else {
            (0, free)
        };
        self.skip(before);
        self.text(&text, ansi);
        self.skip(after + layout.gap);
    }

    fn print(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.text.push('\n');
        let printed = out.write_all(self.text.as_bytes());
        self.text.clear();
        self.due = 0;
        printed
    }
}

/// The texts of a row, with the note as a table has it.
fn texts<'t>(cells: &'t mut Cells, row: &Row) -> Option<&'t [String; COLUMNS]> {
    let place = cells.frame.place(row);
    let texts = cells.set(row)?;
    let note = &mut texts[NOTE];
    // every second row acknowledges data, and the session column has said whose it is
    if matches!(row.notes, [Note::DataOther { predicted: Some(_) }]) {
        note.clear();
    }
    if let Some(place) = place {
        note.push_str(if note.is_empty() { "" } else { "; " });
        note.push_str(&place);
    }
    Some(texts)
}
