//! Where a row comes from: the last columns of every table but that of the captures.

use std::borrow::Cow;

use crate::analysis::view::View;
use crate::model::{CaptureSummary, Text, Time, Turn};
use crate::text::stamp::Clock;

use super::table::Column;

/// Digits of a date in a time of RFC 3339.
const DATE: usize = "2026-11-22".len();

/// The frame of a row.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    file: Option<&'a CaptureSummary>,
    frame_in_file: Option<u64>,
    time: Time,
}

/// A row that has a frame.
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
            time,
        }
    }
}

/// The columns of a table, and where its rows come from.
pub(super) fn with_origin<R: HasOrigin>(mut columns: Vec<Column<R>>) -> Vec<Column<R>> {
    columns.extend([
        Column::text("file", |row: &R| {
            row.origin().file.map(|file| file.path.as_str().into())
        }),
        Column::count("file_frame", |row| row.origin().frame_in_file),
        Column::text("sensor", |row| {
            row.origin().file?.sensor.as_deref().map(Cow::from)
        }),
        Column::text("date", |row| Some(date(row.origin().time).into())),
    ]);
    columns
}

/// `2026-11-22`
fn date(time: Time) -> String {
    let mut stamp = Clock::new(false).stamp(time).to_string();
    stamp.truncate(DATE);
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
