//! `--format ndjson`: the columns of tsv, one object a line.

use std::io::{self, Write};
use std::net::IpAddr;

use serde::Serialize;

use crate::event::{Observer, Row};
use crate::locale::Catalogue;
use crate::output::json;
use crate::record::SessionId;

use super::{Frame, info, notes};

/// Prints one JSON object a row.
pub struct Ndjson<'o> {
    out: &'o mut dyn Write,
    frame: Frame,
    catalogue: Catalogue,
    /// The latest line.
    line: Vec<u8>,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(rename = "No.")]
    number: u64,
    #[serde(rename = "Time")]
    time: String,
    #[serde(rename = "Source")]
    source: IpAddr,
    #[serde(rename = "Destination")]
    destination: IpAddr,
    #[serde(rename = "Protocol")]
    protocol: &'static str,
    #[serde(rename = "Length")]
    length: u32,
    #[serde(rename = "Info")]
    info: String,
    #[serde(rename = "Session")]
    sessions: &'a [SessionId],
    #[serde(rename = "Note")]
    note: String,
    #[serde(rename = "File")]
    file: &'a str,
    #[serde(rename = "FileFrame")]
    file_frame: u64,
}

impl<'o> Ndjson<'o> {
    /// Prints nothing yet.
    pub fn new(out: &'o mut dyn Write, frame: Frame, catalogue: Catalogue) -> Self {
        Ndjson { out, frame, catalogue, line: Vec::new() }
    }
}

impl Observer for Ndjson<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if !self.frame.shows(row) {
            return Ok(());
        }
        let line = Line {
            number: row.segment.frame,
            time: self.frame.time(row),
            source: row.segment.src.ip(),
            destination: row.segment.dst.ip(),
            protocol: info::protocol(row),
            length: row.segment.wire_len,
            info: info::info(row),
            sessions: row.sessions,
            note: notes::text(&self.catalogue, row),
            file: self.frame.file(row),
            file_frame: row.frame.number_in_file,
        };
        self.line.clear();
        json::to_writer(&mut self.line, &line)?;
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }
}
