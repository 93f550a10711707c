//! `--format table`: rows for people, each printed as it comes so that memory stays flat.
//!
//! The columns are as wide as their widest cell, which a first replay measures. Where the terminal is narrower, the
//! note goes below its row, then the addresses shrink to the side that sends, and last the Info column is shortened.

use std::fmt::{Display, Write as _};
use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Ansi};

use crate::event::{Layer, Note, Observer, Peer, Row};
use crate::locale::Catalogue;
use crate::output::style::{Style, columns, session_color, shorten, wrap};

use super::{Frame, info, notes, session_column};

const COLUMNS: usize = 10;
const HEADER: [&str; COLUMNS] =
    ["No.", "Time", "Ses", "Source", "Destination", "From", "Protocol", "Length", "Info", "Note"];
const SESSION: usize = 2;
const PROTOCOL: usize = 6;
const INFO: usize = 8;
const NOTE: usize = 9;
/// Everything, the note beside its row.
const WIDE: &[usize] = &[0, 1, SESSION, 3, 4, PROTOCOL, 7, INFO, NOTE];
/// The note below its row.
const MEDIUM: &[usize] = &[0, 1, SESSION, 3, 4, PROTOCOL, 7, INFO];
/// And the addresses shortened to the side that sends.
const NARROW: &[usize] = &[0, 1, SESSION, 5, PROTOCOL, 7, INFO];
/// No column is wider than this: one hostile line must not pad all the others.
const WIDEST: u16 = 512;
/// Columns that are numbers.
const NUMBERS: [usize; 3] = [0, 1, 7];
/// Less than this for the Info column calls for the next narrower layout.
const ROOM_FOR_INFO: u16 = 64;

/// Measures how wide the columns are.
pub struct Measure<'c> {
    frame: Frame,
    catalogue: &'c Catalogue,
    texts: Texts,
    widths: [u16; COLUMNS],
}

impl<'c> Measure<'c> {
    /// Nothing measured yet but the header.
    pub fn new(frame: Frame, catalogue: &'c Catalogue) -> Self {
        Measure { frame, catalogue, texts: Texts::default(), widths: HEADER.map(|h| h.len() as u16) }
    }

    /// The measured widths.
    pub fn widths(&self) -> [u16; COLUMNS] {
        self.widths
    }
}

impl Observer for Measure<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if self.frame.shows(row) {
            self.texts.set(&self.frame, self.catalogue, row);
            for (width, text) in self.widths.iter_mut().zip(&self.texts.0) {
                *width = (*width).max(u16::try_from(columns(text)).unwrap_or(WIDEST).min(WIDEST));
            }
        }
        Ok(())
    }
}

/// Prints the rows.
pub struct Table<'o> {
    out: &'o mut dyn Write,
    frame: Frame,
    catalogue: &'o Catalogue,
    layout: Layout,
    texts: Texts,
    line: Line,
}

/// The columns that are shown, and their widths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    columns: &'static [usize],
    widths: [u16; COLUMNS],
    gap: u16,
}

impl Layout {
    fn new(widths: [u16; COLUMNS], available: Option<u16>) -> Self {
        let wide = Layout { columns: WIDE, widths, gap: 2 };
        let Some(available) = available else { return wide };
        if wide.width() <= available {
            return wide;
        }
        let medium = Layout { columns: MEDIUM, ..wide }.squeezed(available);
        if medium.widths[INFO] >= ROOM_FOR_INFO.min(widths[INFO]) {
            return medium;
        }
        Layout { columns: NARROW, gap: 1, ..wide }.squeezed(available)
    }

    fn width(&self) -> u16 {
        let gaps = self.gap * (self.columns.len() as u16 - 1);
        self.columns.iter().fold(gaps, |sum, &column| sum.saturating_add(self.widths[column]))
    }

    /// Gives the Info column what the others leave; the notes below need room too.
    fn squeezed(mut self, available: u16) -> Self {
        let wanted = self.widths[INFO].max(self.widths[NOTE].saturating_add(2));
        self.widths[INFO] = 0;
        self.widths[INFO] = wanted.min(available.saturating_sub(self.width())).max(8);
        self
    }

    /// Columns of the terminal before one of the table.
    fn left_of(&self, column: usize) -> u16 {
        let before = self.columns.iter().take_while(|&&c| c != column);
        before.map(|&c| self.widths[c].saturating_add(self.gap)).fold(0, u16::saturating_add)
    }

    fn note_below(&self) -> bool {
        !self.columns.contains(&NOTE)
    }
}

impl<'o> Table<'o> {
    /// Prints nothing yet; `widths` are those that [`Measure`] found.
    pub fn new(
        out: &'o mut dyn Write,
        frame: Frame,
        catalogue: &'o Catalogue,
        style: Style,
        widths: [u16; COLUMNS],
    ) -> Self {
        let layout = Layout::new(widths, style.width);
        let line = Line { color: style.color, ..Line::default() };
        Table { out, frame, catalogue, layout, texts: Texts::default(), line }
    }

    /// Prints the header and gets ready for rows.
    pub fn begin(&mut self) -> io::Result<()> {
        for &column in self.layout.columns {
            self.line.cell(HEADER[column], &self.layout, column, Ansi::new().bold());
        }
        self.line.print(self.out)
    }

    /// Prints what is left.
    pub fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// The columns that the widest layout has and this one has not; the note stands below its row.
    pub fn left_out(&self) -> Vec<&'static str> {
        let columns = WIDE.iter().filter(|column| **column != NOTE && !self.layout.columns.contains(column));
        columns.map(|&column| HEADER[column]).collect()
    }

    fn print(&mut self, row: &Row) -> io::Result<()> {
        let color = |column: usize| match column {
            SESSION => row.sessions.first().map(|&s| session_color(s)),
            PROTOCOL | INFO => layer_color(&row.layer),
            NOTE => Some(AnsiColor::BrightBlack),
            _ => None,
        };
        let ansi = |column| Ansi::new().fg_color(color(column).map(Into::into));
        for &column in self.layout.columns {
            self.line.cell(&self.texts.0[column], &self.layout, column, ansi(column));
        }
        self.line.print(self.out)?;
        if self.layout.note_below() {
            let (indent, width) = (self.layout.left_of(INFO), self.layout.widths[INFO]);
            for (number, text) in wrap(&self.texts.0[NOTE], width.saturating_sub(2)).iter().enumerate() {
                self.line.skip(indent);
                self.line.text(if number == 0 { "↳ " } else { "  " }, ansi(INFO));
                self.line.text(text, ansi(INFO));
                self.line.print(self.out)?;
            }
        }
        Ok(())
    }
}

impl Observer for Table<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if self.frame.shows(row) {
            self.texts.set(&self.frame, self.catalogue, row);
            self.print(row)?;
        }
        Ok(())
    }
}

fn layer_color(layer: &Layer) -> Option<AnsiColor> {
    match layer {
        Layer::Tcp => None,
        Layer::Control { from_client: true, .. } => Some(AnsiColor::BrightCyan),
        Layer::Control { from_client: false, .. } => Some(AnsiColor::BrightGreen),
        Layer::Tls(_) => Some(AnsiColor::BrightBlue),
        Layer::Data(_) => Some(AnsiColor::BrightMagenta),
    }
}

/// The cells of a row, in memory that is used again.
#[derive(Default)]
struct Texts([String; COLUMNS]);

impl Texts {
    fn set(&mut self, frame: &Frame, catalogue: &Catalogue, row: &Row) {
        let segment = row.segment;
        let sender = row.sender.map_or("", |s| match s {
            Peer::Client => "client",
            Peer::Server => "server",
        });
        let cells: [&dyn Display; COLUMNS] = [
            &segment.frame,
            &frame.time(row),
            &session_column(row),
            &segment.src.ip(),
            &segment.dst.ip(),
            &sender,
            &info::protocol(row),
            &segment.wire_len,
            &info::info(row),
            &note(frame, catalogue, row),
        ];
        for (text, cell) in self.0.iter_mut().zip(cells) {
            text.clear();
            let _ = write!(text, "{cell}");
        }
    }
}

/// A line in the making.
#[derive(Default)]
struct Line {
    text: String,
    /// Blanks that are due before whatever comes next: none end a line.
    due: usize,
    color: bool,
}

impl Line {
    fn skip(&mut self, columns: u16) {
        self.due += usize::from(columns);
    }

    fn text(&mut self, text: &str, ansi: Ansi) {
        let shown = text.trim_end_matches(' ');
        if !shown.is_empty() {
            self.text.extend(std::iter::repeat_n(' ', std::mem::take(&mut self.due)));
            if self.color {
                let _ = write!(self.text, "{ansi}{shown}{ansi:#}");
            } else {
                self.text.push_str(shown);
            }
        }
        self.due += text.len() - shown.len();
    }

    /// A cell of the layout, and the gap after it. What is the last of its line is as long as it is.
    fn cell(&mut self, text: &str, layout: &Layout, column: usize, ansi: Ansi) {
        let width = layout.widths[column];
        let text = if column == NOTE { text.into() } else { shorten(text, width) };
        let free = usize::from(width).saturating_sub(columns(&text)) as u16;
        let (before, after) = if NUMBERS.contains(&column) { (free, 0) } else { (0, free) };
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

fn note(frame: &Frame, catalogue: &Catalogue, row: &Row) -> String {
    // every second row acknowledges data, and the session column has said whose it is
    let is_plain = matches!(row.notes, [Note::DataOther { predicted: Some(_) }]);
    let mut note = if is_plain { String::new() } else { notes::text(catalogue, row) };
    if let Some(place) = frame.place(row) {
        note.push_str(if note.is_empty() { "" } else { "; " });
        note.push_str(&place);
    }
    note
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTHS: [u16; COLUMNS] = [3, 9, 3, 9, 11, 6, 8, 6, 82, 85];

    #[test]
    fn every_width_gets_the_widest_layout_that_fits() {
        for (available, columns, info) in
            [(None, WIDE, 82), (Some(240), WIDE, 82), (Some(160), MEDIUM, 87), (Some(80), NARROW, 39)]
        {
            let layout = Layout::new(WIDTHS, available);
            assert_eq!((layout.columns, layout.widths[INFO]), (columns, info), "{available:?}");
            assert!(available.is_none_or(|a| layout.width() <= a), "{available:?}");
        }
    }
}
