//! An index as a table of Parquet: a row for each line of the other form, in the same order, so
//! that an engine finds connections by their endpoints and this program reads what it reads of
//! lines.
//!
//! All rows have all columns; those of another kind are null. What lines pack as text is bytes
//! here. A row knows its capture and its place in the index: an engine that takes rows of many
//! indexes apart can put them together again. The row that says what the file is stands in a group
//! of its own at the end, where it is found without reading the others.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row, RowAccessor};

use crate::output::export::parquet::{ParquetColumn, TableWriter};

use crate::model::{Arg, Message};
use crate::text::message::io_error;

use super::lines::{BlockLine, ConnectionLine, IndexLine};
use super::packed::{bytes_of, text_of};

/// Rows of a group, and bytes of what they hold: a group is in memory until it is full.
const ROWS: usize = 1 << 14;
const BYTES: usize = 16 << 20;

/// A row before it is written.
struct IndexRow {
    path: Arc<str>,
    number: u64,
    line: IndexLine,
    times: Vec<u8>,
    kept: Vec<u8>,
    file: Option<String>,
}

impl IndexRow {
    fn kind(&self) -> &'static str {
        match self.line {
            IndexLine::Block(_) => "block",
            IndexLine::Connection(_) => "connection",
            IndexLine::Secrets { .. } => "secrets",
            IndexLine::File(_) => "file",
        }
    }

    fn block(&self) -> Option<&BlockLine> {
        match &self.line {
            IndexLine::Block(block) => Some(block),
            _ => None,
        }
    }

    fn connection(&self) -> Option<&ConnectionLine> {
        match &self.line {
            IndexLine::Connection(connection) => Some(connection),
            _ => None,
        }
    }

    fn secrets(&self) -> Option<&str> {
        match &self.line {
            IndexLine::Secrets { text } => Some(text),
            _ => None,
        }
    }
}

/// Where the columns stand, for those who read them: the order of [`columns`].
mod place {
    pub(super) const KIND: usize = 2;
    pub(super) const A_IP: usize = 3;
    pub(super) const A_PORT: usize = 4;
    pub(super) const B_IP: usize = 5;
    pub(super) const B_PORT: usize = 6;
    pub(super) const OPENER: usize = 7;
    pub(super) const FIRST_FRAME: usize = 8;
    pub(super) const FIRST_TIME: usize = 9;
    pub(super) const LAST_FRAME: usize = 10;
    pub(super) const LAST_TIME: usize = 11;
    pub(super) const FRAMES: usize = 12;
    pub(super) const BYTES: usize = 13;
    pub(super) const FLAGS: usize = 14;
    pub(super) const BLOCKS: usize = 15;
    pub(super) const KEPT_FIRST: usize = 16;
    pub(super) const KEPT_LAST: usize = 17;
    pub(super) const OFFSET: usize = 18;
    pub(super) const UNIT: usize = 19;
    pub(super) const TIMES: usize = 20;
    pub(super) const KEPT: usize = 21;
    pub(super) const SPECIAL: usize = 22;
    pub(super) const TEXT: usize = 23;
    pub(super) const FILE: usize = 24;
    /// How many there are.
    pub(super) const COUNT: usize = 25;
}

fn columns() -> Vec<ParquetColumn<IndexRow>> {
    let mut columns = vec![
        ParquetColumn::text("path", |row: &IndexRow| Some((&*row.path).into())),
        ParquetColumn::count("line", |row| Some(row.number)),
        ParquetColumn::text("kind", |row| Some(row.kind().into())),
    ];
    columns.extend(of_connections());
    columns.extend(of_blocks());
    columns.push(ParquetColumn::text("text", |row| {
        row.secrets().map(Into::into)
    }));
    columns.push(ParquetColumn::text("file", |row| {
        row.file.as_deref().map(Into::into)
    }));
    columns
}

fn of_connections() -> Vec<ParquetColumn<IndexRow>> {
    vec![
        ParquetColumn::text("a_ip", |row: &IndexRow| {
            row.connection().map(|c| c.a.ip().to_string().into())
        }),
        ParquetColumn::count("a_port", |row| row.connection().map(|c| c.a.port().into())),
        ParquetColumn::text("b_ip", |row| {
            row.connection().map(|c| c.b.ip().to_string().into())
        }),
        ParquetColumn::count("b_port", |row| row.connection().map(|c| c.b.port().into())),
        ParquetColumn::text("opener", |row| {
            row.connection()?.opener.map(|end| end.to_string().into())
        }),
        ParquetColumn::count("first_frame", |row| match &row.line {
            IndexLine::Block(block) => Some(block.first),
            IndexLine::Connection(connection) => Some(connection.first.0),
            _ => None,
        }),
        ParquetColumn::integer("first_time", |row| match &row.line {
            IndexLine::Block(block) => Some(block.time),
            IndexLine::Connection(connection) => Some(connection.first.1),
            _ => None,
        }),
        ParquetColumn::count("last_frame", |row| row.connection().map(|c| c.last.0)),
        ParquetColumn::integer("last_time", |row| match &row.line {
            IndexLine::Block(block) => Some(block.latest),
            IndexLine::Connection(connection) => Some(connection.last.1),
            _ => None,
        }),
        ParquetColumn::counts("frames", |row| match &row.line {
            IndexLine::Block(block) => vec![block.frames],
            IndexLine::Connection(connection) => connection.frames.to_vec(),
            _ => Vec::new(),
        }),
        ParquetColumn::counts("bytes", |row| {
            let found = row.connection();
            found.map(|c| c.bytes.to_vec()).unwrap_or_default()
        }),
        ParquetColumn::counts("flags", |row| {
            let found = row.connection();
            found
                .map(|c| c.flags.map(u64::from).to_vec())
                .unwrap_or_default()
        }),
        ParquetColumn::counts("blocks", |row| {
            let rows = row.connection().map(|c| &*c.blocks).unwrap_or_default();
            rows.iter()
                .flat_map(|&(first, last)| [first, last])
                .collect()
        }),
        ParquetColumn::count("kept_first", |row| {
            row.connection()?.kept.map(|kept| kept.0)
        }),
        ParquetColumn::count("kept_last", |row| row.connection()?.kept.map(|kept| kept.1)),
    ]
}

fn of_blocks() -> Vec<ParquetColumn<IndexRow>> {
    vec![
        ParquetColumn::count("offset", |row: &IndexRow| {
            row.block().map(|block| block.offset)
        }),
        ParquetColumn::integer("unit", |row| row.block().map(|block| block.unit)),
        ParquetColumn::bytes("times", |row| row.block().map(|_| &*row.times)),
        ParquetColumn::bytes("kept", |row| {
            row.block()
                .map(|_| &*row.kept)
                .filter(|kept| !kept.is_empty())
        }),
        ParquetColumn::flag("special", |row| row.block().map(|block| block.special)),
    ]
}

/// Writes such a table.
pub(super) struct ColumnWriter {
    out: BufWriter<File>,
    table: TableWriter,
    columns: Vec<ParquetColumn<IndexRow>>,
    path: Arc<str>,
    number: u64,
    group: Vec<IndexRow>,
    held: usize,
}

impl ColumnWriter {
    pub(super) fn new(out: BufWriter<File>, capture: &str) -> io::Result<Self> {
        let columns = columns();
        Ok(ColumnWriter {
            out,
            table: TableWriter::new(&columns)?,
            columns,
            path: capture.into(),
            number: 0,
            group: Vec::new(),
            held: 0,
        })
    }

    pub(super) fn write(&mut self, mut line: IndexLine) -> io::Result<()> {
        let (mut times, mut kept) = (Vec::new(), Vec::new());
        if let IndexLine::Block(block) = &mut line {
            times = bytes_of(&std::mem::take(&mut block.times))?;
            kept = bytes_of(&std::mem::take(&mut block.kept))?;
        }
        let file = match &line {
            IndexLine::File(file) => Some(serde_json::to_string(file)?),
            _ => None,
        };
        self.number += 1;
        self.held += times.len() + kept.len();
        self.group.push(IndexRow {
            path: Arc::clone(&self.path),
            number: self.number,
            line,
            times,
            kept,
            file,
        });
        if self.group.len() >= ROWS || self.held >= BYTES {
            self.end_group()?;
        }
        Ok(())
    }

    fn end_group(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.group);
        self.held = 0;
        self.table.group(&mut self.out, &self.columns, &rows)
    }

    pub(super) fn finish(mut self, last: IndexLine) -> io::Result<()> {
        self.end_group()?;
        self.write(last)?;
        self.end_group()?;
        self.table.finish(&mut self.out)?;
        self.out.flush()
    }
}

fn open(path: &Path) -> io::Result<SerializedFileReader<File>> {
    let reader = SerializedFileReader::new(File::open(path)?)?;
    let schema = reader.metadata().file_metadata().schema();
    let found = schema.get_fields().iter().map(|field| field.name());
    // more may be added behind them
    let expected = columns();
    if expected.len() != place::COUNT
        || !found
            .take(place::COUNT)
            .eq(expected.iter().map(ParquetColumn::name))
    {
        return Err(super::damaged("archive-columns"));
    }
    Ok(reader)
}

/// Hands the rows of an index to `take`, as lines.
pub(super) fn each_row(
    path: &Path,
    take: &mut dyn FnMut(IndexLine) -> io::Result<()>,
) -> io::Result<()> {
    let reader = open(path)?;
    for group in 0..reader.num_row_groups() {
        for row in reader.get_row_group(group)?.get_row_iter(None)? {
            take(line_of(&row?)?)?;
        }
    }
    Ok(())
}

/// The last row of an index.
pub(super) fn last_row(path: &Path) -> io::Result<Option<IndexLine>> {
    let reader = open(path)?;
    let Some(last) = reader.num_row_groups().checked_sub(1) else {
        return Ok(None);
    };
    let rows = reader.get_row_group(last)?;
    let last = rows.get_row_iter(None)?.last();
    last.map(|row| line_of(&row?)).transpose()
}

fn line_of(row: &Row) -> io::Result<IndexLine> {
    Ok(match row.get_string(place::KIND)?.as_str() {
        "block" => IndexLine::Block(block_of(row)?),
        "connection" => IndexLine::Connection(connection_of(row)?),
        "secrets" => IndexLine::Secrets {
            text: row.get_string(place::TEXT)?.clone(),
        },
        "file" => IndexLine::File(serde_json::from_str(row.get_string(place::FILE)?)?),
        other => return Err(wrong(&format!("a row of the kind {other:?}"))),
    })
}

fn block_of(row: &Row) -> io::Result<BlockLine> {
    let [frames] = counts(row, place::FRAMES)?;
    let kept = if row.is_null(place::KEPT)? {
        String::new()
    } else {
        text_of(row.get_bytes(place::KEPT)?.data())
    };
    Ok(BlockLine {
        offset: count(row, place::OFFSET)?,
        first: count(row, place::FIRST_FRAME)?,
        frames,
        time: row.get_long(place::FIRST_TIME)?,
        latest: row.get_long(place::LAST_TIME)?,
        unit: row.get_long(place::UNIT)?,
        times: text_of(row.get_bytes(place::TIMES)?.data()),
        kept,
        special: row.get_bool(place::SPECIAL)?,
    })
}

fn connection_of(row: &Row) -> io::Result<ConnectionLine> {
    let opener = if row.is_null(place::OPENER)? {
        None
    } else {
        row.get_string(place::OPENER)?.chars().next()
    };
    let kept = if row.is_null(place::KEPT_FIRST)? {
        None
    } else {
        Some((
            count(row, place::KEPT_FIRST)?,
            count(row, place::KEPT_LAST)?,
        ))
    };
    let flags: [u64; 2] = counts(row, place::FLAGS)?;
    let rows = list(row, place::BLOCKS)?;
    Ok(ConnectionLine {
        a: endpoint(row, place::A_IP, place::A_PORT)?,
        b: endpoint(row, place::B_IP, place::B_PORT)?,
        opener,
        first: (
            count(row, place::FIRST_FRAME)?,
            row.get_long(place::FIRST_TIME)?,
        ),
        last: (
            count(row, place::LAST_FRAME)?,
            row.get_long(place::LAST_TIME)?,
        ),
        frames: counts(row, place::FRAMES)?,
        bytes: counts(row, place::BYTES)?,
        flags: flags.map(|flags| flags as u16),
        blocks: rows
            .chunks_exact(2)
            .map(|pair| (pair[0], pair[1]))
            .collect(),
        kept,
    })
}

fn endpoint(row: &Row, ip: usize, port: usize) -> io::Result<SocketAddr> {
    let ip: IpAddr = row
        .get_string(ip)?
        .parse()
        .map_err(|_| wrong("an address that is none"))?;
    let port = u16::try_from(count(row, port)?).map_err(|_| wrong("a port that is none"))?;
    Ok(SocketAddr::new(ip, port))
}

fn count(row: &Row, place: usize) -> Result<u64, ParquetError> {
    row.get_long(place).map(|count| count as u64)
}

fn counts<const N: usize>(row: &Row, place: usize) -> io::Result<[u64; N]> {
    let found = list(row, place)?;
    <[u64; N]>::try_from(found).map_err(|_| wrong("a list of another length"))
}

fn list(row: &Row, place: usize) -> io::Result<Vec<u64>> {
    let elements = row.get_list(place)?.elements().iter();
    elements
        .map(|element| match element {
            Field::Long(count) => Ok(*count as u64),
            _ => Err(wrong("a list of something else than numbers")),
        })
        .collect()
}

fn wrong(what: &str) -> io::Error {
    let what = Arg::Text(what.into());
    let said = Message::new("archive-cell", [("what", what)]);
    io_error(io::ErrorKind::InvalidData, said)
}
