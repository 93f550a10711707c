//! An index as a file: JSON lines, or a table of Parquet where that is built in. Both say the same;
//! whoever reads one asks its name which it is.

use std::fs::File;
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::ArchiveError;
#[cfg(feature = "parquet")]
use super::columns::{self, ColumnWriter};
use super::index::write_line;
use super::lines::{FileLine, INDEX, IndexLine};
use super::read_lines;

/// Bytes at the end of an index in which its last line stands.
const TAIL: u64 = 1 << 20;
/// What is said where a format is not.
pub(super) const NOT_BUILT_IN: &str = "archive-no-parquet";

/// As what an index is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum IndexFormat {
    /// JSON lines.
    #[default]
    Ndjson,
    /// A table of Parquet.
    Parquet,
}

impl IndexFormat {
    /// What an index with that name is; `None` for what is not an index.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?;
        [IndexFormat::Ndjson, IndexFormat::Parquet]
            .into_iter()
            .find(|format| ending == format.ending())
    }

    /// How the name of an index ends.
    pub(super) fn ending(self) -> &'static str {
        match self {
            IndexFormat::Ndjson => "ndjson",
            IndexFormat::Parquet => "parquet",
        }
    }

    /// The program can read and write it.
    pub(super) fn is_built_in(self) -> bool {
        match self {
            IndexFormat::Ndjson => true,
            IndexFormat::Parquet => cfg!(feature = "parquet"),
        }
    }
}

/// Writes an index.
pub(super) enum IndexWriter {
    Lines(BufWriter<File>),
    #[cfg(feature = "parquet")]
    Columns(Box<ColumnWriter>),
}

impl IndexWriter {
    /// The index of a capture of that name; [`IndexFormat::is_built_in`] was asked before.
    #[cfg_attr(not(feature = "parquet"), expect(unused_variables))]
    pub(super) fn create(path: &Path, format: IndexFormat, capture: &str) -> io::Result<Self> {
        let file = BufWriter::new(File::create(path)?);
        #[cfg(feature = "parquet")]
        if format == IndexFormat::Parquet {
            let columns = ColumnWriter::new(file, capture)?;
            return Ok(IndexWriter::Columns(Box::new(columns)));
        }
        Ok(IndexWriter::Lines(file))
    }

    /// Writes a line.
    #[cfg_attr(
        not(feature = "parquet"),
        expect(clippy::needless_pass_by_value, reason = "a table keeps it")
    )]
    pub(super) fn write(&mut self, line: IndexLine) -> io::Result<()> {
        match self {
            IndexWriter::Lines(out) => write_line(out, &line),
            #[cfg(feature = "parquet")]
            IndexWriter::Columns(out) => out.write(line),
        }
    }

    /// Writes the last line.
    pub(super) fn finish(self, line: FileLine) -> io::Result<()> {
        let line = IndexLine::File(Box::new(line));
        match self {
            IndexWriter::Lines(mut out) => {
                write_line(&mut out, &line)?;
                out.flush()
            }
            #[cfg(feature = "parquet")]
            IndexWriter::Columns(out) => out.finish(line),
        }
    }
}

/// Hands the lines of an index to `take`.
pub(super) fn each_line(
    path: &Path,
    take: &mut dyn FnMut(IndexLine) -> io::Result<()>,
) -> Result<(), ArchiveError> {
    if IndexFormat::of(path) == Some(IndexFormat::Parquet) {
        return each_row(path, take);
    }
    read_lines::each_line(path, &mut |line| {
        take(line).map_err(ArchiveError::read(path))
    })
}

#[cfg(feature = "parquet")]
fn each_row(
    path: &Path,
    take: &mut dyn FnMut(IndexLine) -> io::Result<()>,
) -> Result<(), ArchiveError> {
    columns::each_row(path, take).map_err(ArchiveError::read(path))
}

#[cfg(not(feature = "parquet"))]
fn each_row(
    path: &Path,
    _: &mut dyn FnMut(IndexLine) -> io::Result<()>,
) -> Result<(), ArchiveError> {
    Err(ArchiveError::plain(path, NOT_BUILT_IN))
}

/// The last line of an index.
pub(super) fn file_line(path: &Path) -> Result<FileLine, ArchiveError> {
    match last_line(path).map_err(ArchiveError::read(path))? {
        Some(IndexLine::File(line)) if line.schema == INDEX => Ok(*line),
        _ => Err(ArchiveError::plain(path, "archive-cut-index")),
    }
}

fn last_line(path: &Path) -> io::Result<Option<IndexLine>> {
    #[cfg(feature = "parquet")]
    if IndexFormat::of(path) == Some(IndexFormat::Parquet) {
        return columns::last_row(path);
    }
    let mut file = File::open(path)?;
    let len = file.metadata()?.len();
    file.seek(SeekFrom::Start(len.saturating_sub(TAIL)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let last = text.trim_end().rsplit('\n').next().unwrap_or_default();
    Ok(serde_json::from_str(last).ok())
}
