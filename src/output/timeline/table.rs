//! `--format table`: rows for people, printed in blocks so that memory stays flat.
//!
//! The columns are as wide as their widest cell, which a first replay measures. Where the terminal is narrower, the
//! note goes below its row, then the addresses shrink to the side that sends, and last the Info column is shortened.

use std::io::{self, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table as Grid, Width};
use unicode_width::UnicodeWidthStr as _;

use crate::event::{Layer, Note, Observer, Peer, Row};
use crate::locale::Catalogue;
use crate::output::style::{Style, session_color, shorten, wrap};

use super::{Frame, info, notes, session_column};

/// Rows of one printed block.
const BLOCK: usize = 256;
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
    widths: [u16; COLUMNS],
}

impl<'c> Measure<'c> {
    /// Nothing measured yet but the header.
    pub fn new(frame: Frame, catalogue: &'c Catalogue) -> Self {
        Measure { frame, catalogue, widths: HEADER.map(|h| h.len() as u16) }
    }

    /// The measured widths.
    pub fn widths(&self) -> [u16; COLUMNS] {
        self.widths
    }
}

impl Observer for Measure<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if self.frame.shows(row) {
            for (width, cell) in self.widths.iter_mut().zip(cells(&self.frame, self.catalogue, row)) {
                *width = (*width).max(u16::try_from(cell.width()).unwrap_or(WIDEST).min(WIDEST));
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
    style: Style,
    layout: Layout,
    block: Vec<Vec<Cell>>,
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
        Table { out, frame, catalogue, style, layout, block: Vec::new() }
    }

    /// Prints the header and gets ready for rows.
    pub fn begin(&mut self) -> io::Result<()> {
        let header = self.layout.columns.iter().map(|&c| Cell::new(HEADER[c]).add_attribute(Attribute::Bold));
        self.block.push(header.collect());
        self.flush()
    }

    /// Prints what is left.
    pub fn finish(&mut self) -> io::Result<()> {
        self.flush()?;
        self.out.flush()
    }

    /// The columns that the widest layout has and this one has not; the note stands below its row.
    pub fn left_out(&self) -> Vec<&'static str> {
        let columns = WIDE.iter().filter(|column| **column != NOTE && !self.layout.columns.contains(column));
        columns.map(|&column| HEADER[column]).collect()
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.block.is_empty() {
            return Ok(());
        }
        let mut grid = Grid::new();
        grid.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        self.style.apply(&mut grid);
        grid.add_rows(self.block.drain(..));
        let Layout { columns, widths, gap } = self.layout;
        for (place, &column) in columns.iter().enumerate() {
            if let Some(drawn) = grid.column_mut(place) {
                let gap = if place + 1 == columns.len() { 0 } else { gap };
                drawn.set_padding((0, gap));
                drawn.set_constraint(ColumnConstraint::Absolute(Width::Fixed(widths[column] + gap)));
                if NUMBERS.contains(&column) {
                    drawn.set_cell_alignment(CellAlignment::Right);
                }
            }
        }
        for line in grid.lines() {
            writeln!(self.out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// The cells of a row, shortened to the layout.
    fn cells(&self, row: &Row) -> Vec<Cell> {
        let mut texts = cells(&self.frame, self.catalogue, row);
        let note = std::mem::take(&mut texts[NOTE]);
        for (text, &width) in texts.iter_mut().zip(&self.layout.widths) {
            *text = shorten(text, width);
        }
        if self.layout.note_below() {
            for (number, line) in wrap(&note, self.layout.widths[INFO].saturating_sub(2)).iter().enumerate() {
                texts[INFO].push_str(if number == 0 { "\n↳ " } else { "\n  " });
                texts[INFO].push_str(line);
            }
        } else {
            texts[NOTE] = note;
        }
        let color = |column: usize| match column {
            SESSION => row.sessions.first().map(|&s| session_color(s)),
            PROTOCOL | INFO => layer_color(&row.layer),
            NOTE => Some(Color::DarkGrey),
            _ => None,
        };
        let columns = self.layout.columns.iter();
        columns
            .map(|&column| {
                let cell = Cell::new(&texts[column]);
                color(column).map_or(cell.clone(), |color| cell.fg(color))
            })
            .collect()
    }
}

impl Observer for Table<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if self.frame.shows(row) {
            let cells = self.cells(row);
            self.block.push(cells);
            if self.block.len() >= BLOCK {
                self.flush()?;
            }
        }
        Ok(())
    }
}

fn layer_color(layer: &Layer) -> Option<Color> {
    match layer {
        Layer::Tcp => None,
        Layer::Control { from_client: true, .. } => Some(Color::Cyan),
        Layer::Control { from_client: false, .. } => Some(Color::Green),
        Layer::Tls(_) => Some(Color::Blue),
        Layer::Data(_) => Some(Color::Magenta),
    }
}

fn cells(frame: &Frame, catalogue: &Catalogue, row: &Row) -> [String; COLUMNS] {
    let segment = row.segment;
    let sender = row.sender.map_or("", |s| match s {
        Peer::Client => "client",
        Peer::Server => "server",
    });
    [
        segment.frame.to_string(),
        frame.time(row),
        session_column(row),
        segment.src.ip().to_string(),
        segment.dst.ip().to_string(),
        sender.to_owned(),
        info::protocol(row).to_owned(),
        segment.wire_len.to_string(),
        info::info(row),
        note(frame, catalogue, row),
    ]
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
