//! `--format tsv`: the columns of tshark, the session and the note.

use std::io::{self, Write};

use crate::analysis::observer::Row;
use crate::analysis::view::View;
use crate::output::{Needs, Output, Remark, RowsOnce};
use crate::text::locale::Catalogue;

use super::TimelineFrame;
use super::cells::{
    Cells, DESTINATION, INFO, LENGTH, NOTE, NUMBER, PROTOCOL, SESSION, SOURCE, TIME,
};

/// In the order of tshark.
const ORDER: [usize; 9] = [
    NUMBER,
    TIME,
    SOURCE,
    DESTINATION,
    PROTOCOL,
    LENGTH,
    INFO,
    SESSION,
    NOTE,
];

/// Prints tab-separated rows.
pub struct Tsv<'o> {
    out: &'o mut dyn Write,
    cells: Cells<'o>,
    rows: RowsOnce,
    /// The latest line.
    line: String,
}

impl<'o> Tsv<'o> {
    /// Prints nothing yet.
    pub fn new(out: &'o mut dyn Write, frame: TimelineFrame, catalogue: &'o Catalogue) -> Self {
        Tsv {
            out,
            rows: RowsOnce::new(frame.waits),
            cells: Cells::new(frame, catalogue),
            line: String::new(),
        }
    }

    fn header(&mut self) -> io::Result<()> {
        let file = if self.cells.frame.names_files {
            "\tFile"
        } else {
            ""
        };
        writeln!(
            self.out,
            "No.\tTime\tSource\tDestination\tProtocol\tLength\tInfo\tSession\tNote{file}"
        )
    }
}

impl Output for Tsv<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        let needs = self.cells.needs(&mut self.rows, known);
        if needs.rows {
            self.header()?;
        }
        Ok(needs)
    }

    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if !self.cells.begin(row) {
            return Ok(());
        }
        self.line.clear();
        for column in ORDER {
            if !self.line.is_empty() {
                self.line.push('\t');
            }
            self.cells.push(&mut self.line, column, row);
        }
        if let Some(place) = self.cells.frame.place(row) {
            self.line.push('\t');
            self.line.push_str(&place);
        }
        self.line.push('\n');
        self.out.write_all(self.line.as_bytes())
    }

    fn finish(&mut self, _: &View<'_>) -> io::Result<Vec<Remark>> {
        self.out.flush()?;
        Ok(Vec::new())
    }
}
