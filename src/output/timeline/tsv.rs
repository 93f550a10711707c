//! `--format tsv`: the columns of tshark, the session and the note.

use std::io::{self, Write};

use crate::event::{Observer, Row};
use crate::locale::Catalogue;

use super::{Frame, info, notes, session_column};

/// Prints tab-separated rows.
pub struct Tsv<'o> {
    out: &'o mut dyn Write,
    frame: Frame,
    catalogue: Catalogue,
}

impl<'o> Tsv<'o> {
    /// Prints the header.
    pub fn new(out: &'o mut dyn Write, frame: Frame, catalogue: Catalogue) -> io::Result<Self> {
        let file = if frame.names_files { "\tFile" } else { "" };
        writeln!(out, "No.\tTime\tSource\tDestination\tProtocol\tLength\tInfo\tSession\tNote{file}")?;
        Ok(Tsv { out, frame, catalogue })
    }
}

impl Observer for Tsv<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if !self.frame.shows(row) {
            return Ok(());
        }
        let segment = row.segment;
        let place = self.frame.place(row).map(|place| format!("\t{place}")).unwrap_or_default();
        writeln!(
            self.out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}{place}",
            segment.frame,
            self.frame.time(row),
            segment.src.ip(),
            segment.dst.ip(),
            info::protocol(row),
            segment.wire_len,
            info::info(row),
            session_column(row),
            notes::text(&self.catalogue, row),
        )
    }
}
