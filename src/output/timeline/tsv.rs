//! `--format tsv`: the columns of tshark, the session and the note.

use std::io::{self, Write};

use crate::analysis::observer::{Observer, Row};
use crate::text::locale::Catalogue;

use super::Frame;
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
    /// The latest line.
    line: String,
}

impl<'o> Tsv<'o> {
    /// Prints the header.
    pub fn new(out: &'o mut dyn Write, frame: Frame, catalogue: &'o Catalogue) -> io::Result<Self> {
        let file = if frame.names_files { "\tFile" } else { "" };
        writeln!(
            out,
            "No.\tTime\tSource\tDestination\tProtocol\tLength\tInfo\tSession\tNote{file}"
        )?;
        Ok(Tsv {
            out,
            cells: Cells::new(frame, catalogue),
            line: String::new(),
        })
    }
}

impl Observer for Tsv<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        let Some(texts) = self.cells.set(row) else {
            return Ok(());
        };
        self.line.clear();
        for column in ORDER {
            if !self.line.is_empty() {
                self.line.push('\t');
            }
            self.line.push_str(&texts[column]);
        }
        if let Some(place) = self.cells.frame.place(row) {
            self.line.push('\t');
            self.line.push_str(&place);
        }
        self.line.push('\n');
        self.out.write_all(self.line.as_bytes())
    }
}
