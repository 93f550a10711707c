//! `export`: the records in the formats of other tools, for those who have these already.
//!
//! A format is a file of this folder and a line of [`FORMATS`]. It is one [`ExportPart`] or
//! several, each a file of a folder; those whose lines say what they are can also be written as one
//! stream. All of them are made of the records alone, in their order, so that the same capture
//! gives the same bytes; nothing here asks for the time of day. Passwords are hidden unless they
//! are to be shown, in the word that the format has for that.

mod eve;
mod facts;
mod lines;
mod ocsf;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
mod timesketch;
mod zeek;

use std::io::{self, Write};

use crate::analysis::view::View;

use super::{Needs, Output, Remark};

/// What is made of the records beside the format's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// Findings too, as alerts, where a format has no other place for them.
    pub alerts: bool,
}

/// A format of other tools.
#[derive(Debug)]
pub struct ExportFormat {
    /// As it is asked for.
    pub name: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// Its files, in the order in which they are written.
    pub parts: &'static [ExportPart],
    /// They can follow each other in one stream: their lines say what they are.
    pub is_stream: bool,
}

/// A file of a format.
#[derive(Debug)]
pub struct ExportPart {
    /// Its name.
    pub file: &'static str,
    write: fn(&mut dyn Write, &View<'_>, ExportOptions) -> io::Result<()>,
    /// The same rows in folders by sensor and day, where the format has that.
    partitions: Option<PartitionsOf>,
}

/// What makes the files of a partitioned table.
type PartitionsOf = for<'v> fn(&'v View<'v>) -> io::Result<Vec<PartFile<'v>>>;

/// What writes a file of a partitioned table.
type WriteFile<'v> = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + 'v>;

/// A file of a partitioned table.
pub struct PartFile<'v> {
    /// Where it goes below the folder of the format, with `/` between names that mean nothing to
    /// any system.
    pub path: String,
    write: WriteFile<'v>,
}

impl PartFile<'_> {
    /// Writes it.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(self, out: &mut dyn Write) -> io::Result<()> {
        (self.write)(out)
    }
}

impl ExportPart {
    /// Writes it.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(
        &self,
        out: &mut dyn Write,
        view: &View<'_>,
        options: ExportOptions,
    ) -> io::Result<()> {
        (self.write)(out, view, options)
    }

    /// Its rows in files by sensor and day; nothing where the format has no such files.
    ///
    /// # Errors
    /// Too many of them.
    pub fn partitions<'v>(&self, view: &'v View<'v>) -> io::Result<Vec<PartFile<'v>>> {
        self.partitions
            .map_or_else(|| Ok(Vec::new()), |partitions| partitions(view))
    }
}

impl ExportFormat {
    /// It can be written into folders by sensor and day.
    pub fn is_partitioned(&self) -> bool {
        self.parts.iter().any(|part| part.partitions.is_some())
    }
}

/// Every format.
pub static FORMATS: &[ExportFormat] = &[
    zeek::TSV,
    zeek::JSON,
    eve::FORMAT,
    timesketch::FORMAT,
    ocsf::FORMAT,
    #[cfg(feature = "parquet")]
    parquet::FORMAT,
];

/// Writes all parts of a format to one stream.
pub struct Export<'o> {
    out: &'o mut dyn Write,
    format: &'static ExportFormat,
    options: ExportOptions,
}

impl<'o> Export<'o> {
    /// Writes nothing yet.
    pub fn new(
        out: &'o mut dyn Write,
        format: &'static ExportFormat,
        options: ExportOptions,
    ) -> Self {
        Export {
            out,
            format,
            options,
        }
    }
}

impl Output for Export<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        Ok(Needs::digests(known))
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        for part in self.format.parts {
            part.write(self.out, view, self.options)?;
        }
        self.out.flush()?;
        Ok(Vec::new())
    }
}

/// Wants the records with their digests, and writes nothing: what they are made into is written
/// part by part.
#[derive(Debug, Default)]
pub struct ExportRecords;

impl Output for ExportRecords {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        Ok(Needs::digests(known))
    }

    fn finish(&mut self, _: &View<'_>) -> io::Result<Vec<Remark>> {
        Ok(Vec::new())
    }
}
