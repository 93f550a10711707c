//! `--format ndjson` of sessions and transfers: one JSON object a line, the same as in the
//! document.

use std::io::{self, Write};

use crate::analysis::view::View;

use super::json;
use super::listing::ListOptions;
use super::{Needs, Output, Remark, Subject};

/// Prints one object a line.
pub struct Ndjson<'o> {
    out: &'o mut dyn Write,
    listing: ListOptions,
}

impl<'o> Ndjson<'o> {
    /// A line for each session, or for each transfer with its session.
    pub fn new(out: &'o mut dyn Write, listing: impl Into<ListOptions>) -> Self {
        Ndjson {
            out,
            listing: listing.into(),
        }
    }
}

impl Output for Ndjson<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        Ok(Needs {
            listings: self.listing.subject() == Subject::Sessions && known.is_none(),
            ..Needs::digests(known)
        })
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        match self.listing.subject() {
            Subject::Sessions => json::write_sessions(self.out, view, &self.listing)?,
            Subject::Transfers => json::write_transfers(self.out, view, &self.listing)?,
        }
        self.out.flush()?;
        Ok(Vec::new())
    }
}
