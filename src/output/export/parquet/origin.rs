//! Where a row comes from: the last columns of every table but that of the captures, and what it is
//! partitioned by.

use std::borrow::Cow;

use crate::analysis::view::View;
use crate::model::{CaptureSummary, Text, Time, Turn};
use crate::text::stamp::Clock;

use super::table::ParquetColumn;

/// The columns by which tables are partitioned.
pub(super) const SENSOR: &str = "sensor";
pub(super) const DATE: &str = "date";
/// Characters of a date.
const DATE_LEN: usize = "2026-11-22".len();
/// Nanoseconds of a day.
const DAY: i64 = 86_400_000_000_000;

/// The frame of a row.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    file: Option<&'a CaptureSummary>,
    frame_in_file: Option<u64>,
    time: Option<Time>,
}

impl<'a> Origin<'a> {
    /// That of a capture file itself.
    pub(super) fn of_file(file: &'a CaptureSummary) -> Self {
        Origin {
            file: Some(file),
            frame_in_file: None,
            time: file.first_time,
        }
    }

    pub(super) fn sensor(&self) -> Option<&'a str> {
        self.file?.sensor.as_deref()
    }

    /// Days since 1970, UTC.
    pub(super) fn day(&self) -> Option<i64> {
        self.time.map(|time| time.as_nanos().div_euclid(DAY))
    }
}

/// A row that comes from somewhere.
pub(super) trait HasOrigin {
    fn origin(&self) -> &Origin<'_>;
}

/// The files of a capture by the frames in them.
pub(super) struct Origins<'a>(Vec<(Turn, &'a CaptureSummary)>);

impl<'a> Origins<'a> {
    pub(super) fn of(view: &View<'a>) -> Self {
        let captures = view.analysis.captures.iter();
        let mut turns: Vec<_> = captures
            .flat_map(|capture| capture.turns.iter().map(move |&turn| (turn, capture)))
            .collect();
        turns.sort_by_key(|(turn, _)| turn.first);
        Origins(turns)
    }

    pub(super) fn at(&self, frame: u64, time: Time) -> Origin<'a> {
        let behind = self.0.partition_point(|(turn, _)| turn.first <= frame);
        let last = self.0[..behind].last();
        let file = last.filter(|(turn, _)| frame <= turn.last);
        Origin {
            file: file.map(|&(_, capture)| capture),
            frame_in_file: file.map(|(turn, _)| turn.number_in_file(frame)),
            time: Some(time),
        }
    }
}

/// The columns of a table, and where its rows come from.
pub(super) fn with_origin<R: HasOrigin>(
    mut columns: Vec<ParquetColumn<R>>,
) -> Vec<ParquetColumn<R>> {
    columns.extend([
        ParquetColumn::text("file", |row: &R| {
            row.origin().file.map(|file| file.path.as_str().into())
        }),
        ParquetColumn::count("file_frame", |row| row.origin().frame_in_file),
        ParquetColumn::text(SENSOR, |row| row.origin().sensor().map(Cow::from)),
        ParquetColumn::text(DATE, |row| row.origin().day().map(|day| date(day).into())),
    ]);
    columns
}

/// `2026-11-22`
pub(super) fn date(day: i64) -> String {
    let mut stamp = Clock::in_microseconds().to_the_second(Time::from_nanos(day * DAY));
    stamp.truncate(DATE_LEN);
    stamp
}

/// Bytes of a text of the wire, where they are no UTF-8.
pub(super) fn raw(text: Option<&Text>) -> Option<&[u8]> {
    raw_bytes(text?.bytes())
}

/// Bytes that are no UTF-8.
pub(super) fn raw_bytes(bytes: &[u8]) -> Option<&[u8]> {
    std::str::from_utf8(bytes).is_err().then_some(bytes)
}
