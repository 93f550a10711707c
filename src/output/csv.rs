//! `sessions` and `transfers` as comma-separated values (RFC 4180), one header line.
//!
//! A cell that a spreadsheet would take for a formula gets an apostrophe in front.

use std::io::{self, Write};

use crate::analysis::view::View;

use super::listing::ListOptions;
use super::{Needs, Output, Remark};

/// Prints comma-separated values.
pub struct Csv<'o> {
    out: &'o mut dyn Write,
    listing: ListOptions,
}

impl<'o> Csv<'o> {
    /// A line for each session, or for each transfer.
    pub fn new(out: &'o mut dyn Write, listing: impl Into<ListOptions>) -> Self {
        Csv {
            out,
            listing: listing.into(),
        }
    }
}

impl Output for Csv<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        Ok(Needs::digests(known))
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        write(self.out, view, &self.listing)?;
        self.out.flush()?;
        Ok(Vec::new())
    }
}

fn write(out: &mut dyn Write, view: &View, listing: &ListOptions) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    if listing.has_header() {
        csv.write_record(listing.titles()).map_err(plain)?;
    }
    listing.for_each_row(view, |cells| csv.write_record(cells).map_err(plain))?;
    csv.flush()
}

/// The writer's own error where it is one, with its kind: a reader who has left is told from a full
/// disk by that.
fn plain(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
