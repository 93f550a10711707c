//! A table of Parquet: columns with names and types that no capture changes, and rows that are
//! written in groups.
//!
//! Whatever may be missing is optional, and a list that is not there is an empty one. Text is UTF-8
//! by its type; what is no UTF-8 has a column of bytes beside it.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{
    SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter,
};
use parquet::schema::types::{Type, TypePtr};

use crate::model::Time;

/// Rows of a group: it is held in memory until it is full.
const GROUP: usize = 1 << 16;
/// Levels of what is there, and of what is not.
const PRESENT: i16 = 1;
const ABSENT: i16 = 0;

/// A column of rows `R`.
pub(crate) struct ParquetColumn<R> {
    name: &'static str,
    values: ColumnValues<R>,
}

/// How a row gives the value of a column.
enum ColumnValues<R> {
    Flag(fn(&R) -> Option<bool>),
    Count(fn(&R) -> Option<u64>),
    /// Nanoseconds since 1970 for one, which may be before.
    Integer(fn(&R) -> Option<i64>),
    Number(fn(&R) -> Option<f64>),
    /// Microseconds since 1970, UTC: Spark 3 reads nothing finer.
    Instant(fn(&R) -> Option<Time>),
    Text(for<'r> fn(&'r R) -> Option<Cow<'r, str>>),
    Bytes(for<'r> fn(&'r R) -> Option<&'r [u8]>),
    Texts(fn(&R) -> Vec<&str>),
    Counts(fn(&R) -> Vec<u64>),
}

impl<R> ParquetColumn<R> {
    pub(crate) fn flag(name: &'static str, value: fn(&R) -> Option<bool>) -> Self {
        let values = ColumnValues::Flag(value);
        ParquetColumn { name, values }
    }

    pub(crate) fn count(name: &'static str, value: fn(&R) -> Option<u64>) -> Self {
        let values = ColumnValues::Count(value);
        ParquetColumn { name, values }
    }

    pub(crate) fn integer(name: &'static str, value: fn(&R) -> Option<i64>) -> Self {
        let values = ColumnValues::Integer(value);
        ParquetColumn { name, values }
    }

    pub(crate) fn number(name: &'static str, value: fn(&R) -> Option<f64>) -> Self {
        let values = ColumnValues::Number(value);
        ParquetColumn { name, values }
    }

    pub(crate) fn instant(name: &'static str, value: fn(&R) -> Option<Time>) -> Self {
        let values = ColumnValues::Instant(value);
        ParquetColumn { name, values }
    }

    pub(crate) fn text(
        name: &'static str,
        value: for<'r> fn(&'r R) -> Option<Cow<'r, str>>,
    ) -> Self {
        let values = ColumnValues::Text(value);
        ParquetColumn { name, values }
    }

    pub(crate) fn bytes(name: &'static str, value: for<'r> fn(&'r R) -> Option<&'r [u8]>) -> Self {
        let values = ColumnValues::Bytes(value);
        ParquetColumn { name, values }
    }

    pub(crate) fn texts(name: &'static str, value: fn(&R) -> Vec<&str>) -> Self {
        let values = ColumnValues::Texts(value);
        ParquetColumn { name, values }
    }

    pub(crate) fn counts(name: &'static str, value: fn(&R) -> Vec<u64>) -> Self {
        let values = ColumnValues::Counts(value);
        ParquetColumn { name, values }
    }

    /// Its name.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    fn field(&self) -> Result<Type> {
        let text = Some(LogicalType::String);
        match self.values {
            ColumnValues::Flag(_) => optional(self.name, Physical::BOOLEAN, None),
            ColumnValues::Count(_) | ColumnValues::Integer(_) => {
                optional(self.name, Physical::INT64, None)
            }
            ColumnValues::Number(_) => optional(self.name, Physical::DOUBLE, None),
            ColumnValues::Instant(_) => {
                let micros = LogicalType::timestamp(true, TimeUnit::MICROS);
                optional(self.name, Physical::INT64, Some(micros))
            }
            ColumnValues::Text(_) => optional(self.name, Physical::BYTE_ARRAY, text),
            ColumnValues::Bytes(_) => optional(self.name, Physical::BYTE_ARRAY, None),
            ColumnValues::Texts(_) => list(self.name, Physical::BYTE_ARRAY, text),
            ColumnValues::Counts(_) => list(self.name, Physical::INT64, None),
        }
    }

    fn write(&self, column: &mut SerializedColumnWriter<'_>, rows: &[R]) -> Result<()> {
        match self.values {
            ColumnValues::Flag(value) => each::<BoolType>(column, rows.iter().map(value)),
            ColumnValues::Count(value) => {
                let counts = rows.iter().map(|row| value(row).map(stored));
                each::<Int64Type>(column, counts)
            }
            ColumnValues::Integer(value) => each::<Int64Type>(column, rows.iter().map(value)),
            ColumnValues::Number(value) => each::<DoubleType>(column, rows.iter().map(value)),
            ColumnValues::Instant(value) => {
                let instants = rows.iter().map(value);
                let micros = instants.map(|time| time.map(|time| time.as_nanos().div_euclid(1000)));
                each::<Int64Type>(column, micros)
            }
            ColumnValues::Text(value) => {
                let texts = rows.iter().map(|row| value(row).map(|text| array(&text)));
                each::<ByteArrayType>(column, texts)
            }
            ColumnValues::Bytes(value) => {
                let bytes = rows
                    .iter()
                    .map(|row| value(row).map(|b| ByteArray::from(b.to_vec())));
                each::<ByteArrayType>(column, bytes)
            }
            ColumnValues::Texts(value) => {
                let lists = rows
                    .iter()
                    .map(|row| value(row).into_iter().map(array).collect());
                lists_of::<ByteArrayType>(column, lists)
            }
            ColumnValues::Counts(value) => {
                let lists = rows
                    .iter()
                    .map(|row| value(row).into_iter().map(stored).collect());
                lists_of::<Int64Type>(column, lists)
            }
        }
    }
}

/// A table: its columns, and what gives its rows.
pub(super) struct ParquetTable<'a, R> {
    columns: Vec<ParquetColumn<R>>,
    rows: Box<dyn Iterator<Item = R> + 'a>,
}

impl<'a, R> ParquetTable<'a, R> {
    pub(super) fn new(columns: Vec<ParquetColumn<R>>, rows: impl Iterator<Item = R> + 'a) -> Self {
        ParquetTable {
            columns,
            rows: Box::new(rows),
        }
    }

    /// Writes all of it as one file.
    pub(super) fn write(self, out: &mut dyn Write) -> io::Result<()> {
        write(out, &self.columns, self.rows)
    }

    /// Its columns without those of these names, and its rows.
    pub(super) fn without(
        self,
        names: &[&str],
    ) -> (Vec<ParquetColumn<R>>, impl Iterator<Item = R>) {
        let mut columns = self.columns;
        columns.retain(|column| !names.contains(&column.name));
        (columns, self.rows)
    }
}

/// Writes a file with these columns.
///
/// # Errors
/// Those of `out`.
pub(super) fn write<R>(
    out: &mut dyn Write,
    columns: &[ParquetColumn<R>],
    rows: impl IntoIterator<Item = R>,
) -> io::Result<()> {
    let mut rows = rows.into_iter();
    let mut table = TableWriter::new(columns)?;
    loop {
        let group: Vec<R> = rows.by_ref().take(GROUP).collect();
        if group.is_empty() {
            break;
        }
        table.group(out, columns, &group)?;
    }
    table.finish(out)
}

/// A table at work, for those whose rows come one by one.
pub(crate) struct TableWriter {
    // the writer wants what can go to another thread, which `out` need not: each group is handed on
    // when it is complete
    file: SerializedFileWriter<Vec<u8>>,
}

impl TableWriter {
    /// A table with these columns, and without rows so far.
    pub(crate) fn new<R>(columns: &[ParquetColumn<R>]) -> io::Result<Self> {
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
        let schema = schema(columns).map_err(io_error)?;
        let file = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build()));
        let file = file.map_err(io_error)?;
        Ok(TableWriter { file })
    }

    /// Writes rows, by the columns that the table was made with.
    pub(crate) fn group<R>(
        &mut self,
        out: &mut dyn Write,
        columns: &[ParquetColumn<R>],
        rows: &[R],
    ) -> io::Result<()> {
        let written = self.file.next_row_group().map_err(io_error)?;
        write_group(written, columns, rows).map_err(io_error)?;
        self.file.flush()?;
        out.write_all(self.file.inner())?;
        self.file.inner_mut().clear();
        Ok(())
    }

    /// Writes what stands at the end.
    pub(crate) fn finish(self, out: &mut dyn Write) -> io::Result<()> {
        let rest = self.file.into_inner().map_err(io_error)?;
        out.write_all(&rest)
    }
}

fn write_group<R>(
    mut group: SerializedRowGroupWriter<'_, Vec<u8>>,
    columns: &[ParquetColumn<R>],
    rows: &[R],
) -> Result<()> {
    for column in columns {
        let Some(mut writer) = group.next_column()? else {
            break;
        };
        column.write(&mut writer, rows)?;
        writer.close()?;
    }
    group.close().map(drop)
}

fn schema<R>(columns: &[ParquetColumn<R>]) -> Result<TypePtr> {
    let fields: Result<Vec<TypePtr>> = columns
        .iter()
        .map(|column| column.field().map(Arc::new))
        .collect();
    let schema = Type::group_type_builder("schema").with_fields(fields?);
    schema.build().map(Arc::new)
}

fn optional(name: &str, physical: Physical, logical: Option<LogicalType>) -> Result<Type> {
    Type::primitive_type_builder(name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

/// As the specification has a list: a group that repeats a group of one element.
fn list(name: &str, physical: Physical, logical: Option<LogicalType>) -> Result<Type> {
    let element = Type::primitive_type_builder("element", physical)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(logical)
        .build()?;
    let repeated = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![Arc::new(element)])
        .build()?;
    Type::group_type_builder(name)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(repeated)])
        .build()
}

fn each<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    values: impl Iterator<Item = Option<T::T>>,
) -> Result<()> {
    let mut present = Vec::new();
    let mut levels = Vec::new();
    for value in values {
        levels.push(if value.is_some() { PRESENT } else { ABSENT });
        present.extend(value);
    }
    let writer = column.typed::<T>();
    writer.write_batch(&present, Some(&levels), None).map(drop)
}

fn lists_of<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    lists: impl Iterator<Item = Vec<T::T>>,
) -> Result<()> {
    let mut elements = Vec::new();
    let mut levels = Vec::new();
    let mut repetitions = Vec::new();
    for list in lists {
        if list.is_empty() {
            levels.push(ABSENT);
            repetitions.push(0);
        }
        for (place, element) in list.into_iter().enumerate() {
            elements.push(element);
            levels.push(PRESENT);
            repetitions.push(i16::from(place > 0));
        }
    }
    let writer = column.typed::<T>();
    writer
        .write_batch(&elements, Some(&levels), Some(&repetitions))
        .map(drop)
}

/// Signed, as every engine reads it.
fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn array(text: &str) -> ByteArray {
    ByteArray::from(text.as_bytes().to_vec())
}

fn io_error(error: ParquetError) -> io::Error {
    io::Error::other(error)
}
