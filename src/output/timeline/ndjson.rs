//! `--format ndjson`: the columns of tsv, one object a line.

use std::io::{self, Write};

use serde::Serialize;

use crate::analysis::observer::Row;
use crate::analysis::view::View;
use crate::model::SessionId;
use crate::output::{Needs, Output, Remark, RowsOnce, json};
use crate::text::locale::Catalogue;
use crate::text::names;

use super::TimelineFrame;
use super::cells::{Cells, DESTINATION, INFO, NOTE, PROTOCOL, SOURCE, TIME};

/// Prints one JSON object a row.
pub struct TimelineNdjson<'o> {
    out: &'o mut dyn Write,
    cells: Cells<'o>,
    rows: RowsOnce,
    /// The latest line.
    line: Vec<u8>,
}

#[derive(Serialize)]
struct RowJson<'a> {
    #[serde(rename = "No.")]
    number: u64,
    #[serde(rename = "Time")]
    time: &'a str,
    #[serde(rename = "Source")]
    source: &'a str,
    #[serde(rename = "Destination")]
    destination: &'a str,
    #[serde(rename = "Protocol")]
    protocol: &'a str,
    #[serde(rename = "Length")]
    length: u32,
    #[serde(rename = "Info")]
    info: &'a str,
    #[serde(rename = "Session")]
    sessions: &'a [SessionId],
    #[serde(rename = "Note")]
    note: &'a str,
    #[serde(rename = "File")]
    file: &'a str,
    #[serde(rename = "FileFrame")]
    file_frame: u64,
    /// Who sent it.
    #[serde(rename = "Role")]
    role: Option<&'a str>,
    /// Of a data connection.
    #[serde(rename = "Mode")]
    mode: Option<&'a str>,
}

impl<'o> TimelineNdjson<'o> {
    /// Prints nothing yet.
    pub fn new(out: &'o mut dyn Write, frame: TimelineFrame, catalogue: &'o Catalogue) -> Self {
        TimelineNdjson {
            out,
            rows: RowsOnce::new(frame.waits),
            cells: Cells::new(frame, catalogue),
            line: Vec::new(),
        }
    }
}

impl Output for TimelineNdjson<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        Ok(self.cells.needs(&mut self.rows, known))
    }

    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if self.cells.set(row).is_none() {
            return Ok(());
        }
        let Cells { frame, texts, .. } = &self.cells;
        let line = RowJson {
            number: row.segment.frame,
            time: &texts[TIME],
            source: &texts[SOURCE],
            destination: &texts[DESTINATION],
            protocol: &texts[PROTOCOL],
            length: row.segment.wire_len,
            info: &texts[INFO],
            sessions: row.sessions,
            note: &texts[NOTE],
            file: frame.file(row),
            file_frame: row.frame.number_in_file,
            role: row.sender.map(names::role),
            mode: row.is_data().then(|| names::mode(row.mode())),
        };
        self.line.clear();
        json::append(&mut self.line, &line)?;
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }

    fn finish(&mut self, _: &View<'_>) -> io::Result<Vec<Remark>> {
        self.out.flush()?;
        Ok(Vec::new())
    }
}
