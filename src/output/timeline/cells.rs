//! What a row says, column by column, in memory that is used again: a capture has millions of rows.

use std::net::IpAddr;

use jiff::tz::TimeZone;

use crate::analysis::observer::Row;
use crate::analysis::view::View;
use crate::capture::Time;
use crate::output::{Needs, RowsOnce};
use crate::text::hosts;
use crate::text::locale::Catalogue;
use crate::text::names;
use crate::text::stamp;
use crate::text::style::shorten;

use super::info::{self, push_number};
use super::notes::NoteWriter;
use super::{TimelineFrame, Times};

/// How many columns there are.
pub(super) const COLUMNS: usize = 10;

/// Addresses whose texts are remembered.
const HOSTS: usize = 64;

/// A column, as an index.
pub(super) const NUMBER: usize = 0;
pub(super) const TIME: usize = 1;
pub(super) const SESSION: usize = 2;
pub(super) const SOURCE: usize = 3;
pub(super) const DESTINATION: usize = 4;
/// The side of the session that sends.
pub(super) const FROM: usize = 5;
pub(super) const PROTOCOL: usize = 6;
pub(super) const LENGTH: usize = 7;
pub(super) const INFO: usize = 8;
pub(super) const NOTE: usize = 9;

/// The texts of the latest row.
pub(super) struct Cells<'c> {
    pub(super) frame: TimelineFrame,
    words: NoteWriter<'c>,
    pub(super) times: Times,
    /// The time of the latest row.
    last: Option<Time>,
    /// The time of the row before it.
    before: Option<Time>,
    pub(super) texts: [String; COLUMNS],
    /// How addresses were written lately, each in the place that its last byte tells.
    hosts: [(Option<IpAddr>, String); HOSTS],
}

impl<'c> Cells<'c> {
    pub(super) fn new(frame: TimelineFrame, catalogue: &'c Catalogue) -> Self {
        Cells {
            frame,
            words: NoteWriter::new(catalogue),
            times: Times::default(),
            last: None,
            before: None,
            texts: Default::default(),
            hosts: std::array::from_fn(|_| (None, String::new())),
        }
    }

    /// What an output that shows each row once needs of the next pass.
    pub(super) fn needs(&mut self, rows: &mut RowsOnce, known: Option<&View<'_>>) -> Needs {
        if !rows.is_next(known) {
            return Needs::NOTHING;
        }
        known.inspect(|view| self.frame.choose(view));
        Needs::ROWS
    }

    /// Begins again: the next row is the first one.
    pub(super) fn restart(&mut self) {
        self.last = None;
    }

    /// The texts of a row; of one that is not shown, nothing.
    pub(super) fn set(&mut self, row: &Row) -> Option<&mut [String; COLUMNS]> {
        if !self.begin(row) {
            return None;
        }
        let mut texts = std::mem::take(&mut self.texts);
        for (column, text) in texts.iter_mut().enumerate() {
            text.clear();
            self.push(text, column, row);
        }
        self.texts = texts;
        Some(&mut self.texts)
    }

    /// Goes on to a row; false for one that is not shown.
    pub(super) fn begin(&mut self, row: &Row) -> bool {
        let shows = self.frame.shows(row);
        if shows {
            self.before = self.last.replace(row.segment.time);
        }
        shows
    }

    /// Appends what the row, which was begun, says in a column.
    pub(super) fn push(&mut self, text: &mut String, column: usize, row: &Row) {
        let segment = row.segment;
        match column {
            NUMBER => push_number(text, segment.frame),
            TIME => self.push_time(text, segment.time),
            SESSION => push_sessions(text, row),
            SOURCE => self.push_host(text, segment.src.ip()),
            DESTINATION => self.push_host(text, segment.dst.ip()),
            FROM => text.push_str(row.sender.map_or("", names::role)),
            PROTOCOL => text.push_str(info::protocol(row)),
            LENGTH => push_number(text, segment.wire_len),
            INFO => info::push(text, row),
            NOTE => self.words.push(text, row.notes),
            _ => {}
        }
    }

    fn push_time(&self, text: &mut String, time: Time) {
        let digits = self.frame.digits;
        match self.times {
            Times::Relative => self.frame.push_time(text, time),
            Times::Delta => {
                let before = self.before.unwrap_or(time);
                self.frame.push_span(text, time.since(before));
            }
            Times::Utc => text.push_str(&stamp::of_day(time, digits, TimeZone::UTC)),
            Times::Local => text.push_str(&stamp::of_day(time, digits, TimeZone::system())),
        }
    }

    /// An address by its name, or as it is.
    fn push_host(&mut self, text: &mut String, address: IpAddr) {
        let last = match address {
            IpAddr::V4(address) => address.octets()[3],
            IpAddr::V6(address) => address.octets()[15],
        };
        let (of, written) = &mut self.hosts[usize::from(last) % HOSTS];
        if *of != Some(address) {
            let hosts = self.words.catalogue().hosts();
            *written = hosts.name(address).map_or_else(
                || address.to_string(),
                |name| shorten(name, hosts::COLUMNS).into_owned(),
            );
            *of = Some(address);
        }
        text.push_str(written);
    }
}

/// `1`, or `1,2` for a frame of both.
fn push_sessions(text: &mut String, row: &Row) {
    for (place, session) in row.sessions.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        push_number(text, *session);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::locale::Language;

    #[test]
    fn addresses_that_share_a_place_are_told_apart() {
        let catalogue = Catalogue::new(Language::En);
        let frame = TimelineFrame {
            start: Time::from_nanos(0),
            digits: 6,
            sessions: None,
            waits: false,
            files: Vec::new(),
            names_files: false,
        };
        let mut cells = Cells::new(frame, &catalogue);
        for address in ["192.0.2.1", "198.51.100.65", "192.0.2.1", "2001:db8::1"] {
            let mut text = String::new();
            cells.push_host(&mut text, address.parse().expect("an address"));
            assert_eq!(text, address);
        }
    }
}
