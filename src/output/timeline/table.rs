//! `--format table`: rows for people, printed in blocks so that memory stays flat.
//!
//! The columns are as wide as their widest cell, which a first replay measures. Where the terminal is narrower, the
//! note goes below its row, then addresses are shortened, and last the Info column.

use std::io::{self, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table as Grid, Width};
use unicode_width::UnicodeWidthStr as _;

use crate::locale::Catalogue;
use crate::output::style::{Style, session_color, shorten};
use crate::record::{Layer, Observer, Row};

use super::{Frame, info, notes, session_column};

/// Rows of one printed block.
const BLOCK: usize = 256;
const HEADER: [&str; 9] = ["No.", "Time", "Ses", "Source", "Destination", "Protocol", "Length", "Info", "Note"];
const SOURCE: usize = 3;
const DESTINATION: usize = 4;
const INFO: usize = 7;
const NOTE: usize = 8;
/// An address keeps at least these columns.
const NARROW_ADDRESS: u16 = 9;
/// With less than this left for Info and Note side by side, the note goes below.
const INFO_AND_NOTE: u16 = 64;

/// Measures how wide the columns are.
pub struct Measure<'c> {
    frame: Frame,
    catalogue: &'c Catalogue,
    widths: [u16; 9],
}

impl<'c> Measure<'c> {
    /// Nothing measured yet but the header.
    pub fn new(frame: Frame, catalogue: &'c Catalogue) -> Self {
        Measure { frame, catalogue, widths: HEADER.map(|h| h.len() as u16) }
    }

    /// The measured widths.
    pub fn widths(&self) -> [u16; 9] {
        self.widths
    }
}

impl Observer for Measure<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if self.frame.shows(row) {
            for (width, cell) in self.widths.iter_mut().zip(cells(&self.frame, self.catalogue, row)) {
                *width = (*width).max(u16::try_from(cell.width()).unwrap_or(u16::MAX));
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
    block: Vec<[Cell; 9]>,
}

/// Widths that fit, and whether the note stands below its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    widths: [u16; 9],
    note_below: bool,
}

impl Layout {
    fn new(mut widths: [u16; 9], available: Option<u16>) -> Self {
        let Some(available) = available else { return Layout { widths, note_below: false } };
        let gaps = |columns: u16| 2 * (columns - 1);
        let sum = |widths: &[u16]| widths.iter().fold(0_u16, |a, &b| a.saturating_add(b));
        let fixed = sum(&widths[..INFO]).saturating_add(gaps(9));
        let both = widths[INFO].saturating_add(widths[NOTE]);
        if fixed.saturating_add(both) <= available {
            return Layout { widths, note_below: false };
        }
        let left = available.saturating_sub(fixed);
        let note_below = left < INFO_AND_NOTE.max(widths[INFO].min(INFO_AND_NOTE) + widths[NOTE] / 2);
        if !note_below {
            widths[NOTE] = widths[NOTE].min(left - left * 3 / 5);
            widths[INFO] = widths[INFO].min(left - widths[NOTE]);
            return Layout { widths, note_below };
        }
        widths[INFO] = widths[INFO].max(widths[NOTE].saturating_add(2));
        let mut left = available.saturating_sub(sum(&widths[..INFO]).saturating_add(gaps(8)));
        for column in [SOURCE, DESTINATION] {
            let spare = widths[column].saturating_sub(NARROW_ADDRESS);
            let taken = spare.min(INFO_AND_NOTE.min(widths[INFO]).saturating_sub(left));
            widths[column] -= taken;
            left += taken;
        }
        widths[INFO] = widths[INFO].min(left.max(8));
        widths[NOTE] = 0;
        Layout { widths, note_below }
    }
}

impl<'o> Table<'o> {
    /// Prints nothing yet.
    pub fn new(out: &'o mut dyn Write, frame: Frame, catalogue: &'o Catalogue, style: Style, widths: [u16; 9]) -> Self {
        let layout = Layout::new(widths, style.width);
        Table { out, frame, catalogue, style, layout, block: Vec::new() }
    }

    /// Prints the header and gets ready for rows.
    pub fn begin(&mut self) -> io::Result<()> {
        let header = HEADER.map(|h| Cell::new(h).add_attribute(comfy_table::Attribute::Bold));
        self.block.push(header);
        self.flush()
    }

    /// Prints what is left.
    pub fn finish(&mut self) -> io::Result<()> {
        self.flush()?;
        self.out.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.block.is_empty() {
            return Ok(());
        }
        let mut grid = Grid::new();
        grid.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        self.style.apply(&mut grid);
        let columns = if self.layout.note_below { NOTE } else { NOTE + 1 };
        for cells in self.block.drain(..) {
            grid.add_row(cells.into_iter().take(columns));
        }
        for (index, &width) in self.layout.widths[..columns].iter().enumerate() {
            if let Some(column) = grid.column_mut(index) {
                let gap = if index + 1 == columns { 0 } else { 2 };
                column.set_padding((0, gap));
                column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width + gap)));
                if matches!(index, 0 | 1 | 6) {
                    column.set_cell_alignment(CellAlignment::Right);
                }
            }
        }
        for line in grid.lines() {
            writeln!(self.out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// The cells of a row, shortened to the layout.
    fn cells(&self, row: &Row) -> [Cell; 9] {
        let mut texts = cells(&self.frame, self.catalogue, row);
        for (text, &width) in texts.iter_mut().zip(&self.layout.widths).take(INFO + 1) {
            *text = shorten(text, width);
        }
        let note = std::mem::take(&mut texts[NOTE]);
        if !self.layout.note_below {
            texts[NOTE] = shorten(&note, self.layout.widths[NOTE]);
        } else if !note.is_empty() {
            texts[INFO].push_str("\n↳ ");
            texts[INFO].push_str(&shorten(&note, self.layout.widths[INFO].saturating_sub(2)));
        }
        let mut index = 0;
        texts.map(|text| {
            let cell = Cell::new(text);
            let color = match index {
                2 => row.sessions.first().map(|&s| session_color(s)),
                5 | INFO => layer_color(&row.layer),
                NOTE => Some(Color::DarkGrey),
                _ => None,
            };
            index += 1;
            color.map_or(cell.clone(), |c| cell.fg(c))
        })
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
        Layer::Tls => Some(Color::Blue),
        Layer::Data(_) => Some(Color::Magenta),
    }
}

fn cells(frame: &Frame, catalogue: &Catalogue, row: &Row) -> [String; 9] {
    let segment = row.segment;
    [
        segment.frame.to_string(),
        frame.time(row),
        session_column(row),
        segment.src.ip().to_string(),
        segment.dst.ip().to_string(),
        info::protocol(row).to_owned(),
        segment.wire_len.to_string(),
        info::info(row),
        notes::text(catalogue, row),
    ]
}
