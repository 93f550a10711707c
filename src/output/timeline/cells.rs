//! What a row says, column by column, in memory that is used again: a capture has millions of rows.

use std::fmt::Write as _;
use std::net::IpAddr;

use crate::analysis::observer::Row;
use crate::analysis::view::View;
use crate::capture::Time;
use crate::output::{Needs, RowsOnce};
use crate::text::hosts::{self, HostNames};
use crate::text::locale::Catalogue;
use crate::text::names;
use crate::text::stamp;
use crate::text::style::shorten;

use super::info::{self, push_number};
use super::notes::NoteWriter;
use super::{TimelineFrame, Times};

/// How many columns there are.
pub(super) const COLUMNS: usize = 10;

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
    /// The time of the row before.
    last: Option<Time>,
    pub(super) texts: [String; COLUMNS],
}

impl<'c> Cells<'c> {
    pub(super) fn new(frame: TimelineFrame, catalogue: &'c Catalogue) -> Self {
        Cells {
            frame,
            words: NoteWriter::new(catalogue),
            times: Times::default(),
            last: None,
            texts: Default::default(),
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
        if !self.frame.shows(row) {
            return None;
        }
        self.texts.iter_mut().for_each(String::clear);
        let segment = row.segment;
        let [
            number,
            time,
            sessions,
            source,
            destination,
            from,
            protocol,
            length,
            info,
            note,
        ] = &mut self.texts;
        push_number(number, segment.frame);
        let before = self.last.replace(segment.time).unwrap_or(segment.time);
        match self.times {
            Times::Relative => self.frame.push_time(time, segment.time),
            Times::Delta => self.frame.push_span(time, segment.time.since(before)),
            Times::Utc => time.push_str(&stamp::of_day(segment.time, self.frame.digits, false)),
            Times::Local => time.push_str(&stamp::of_day(segment.time, self.frame.digits, true)),
        }
        push_sessions(sessions, row);
        let hosts = self.words.catalogue().hosts();
        push_host(source, hosts, segment.src.ip());
        push_host(destination, hosts, segment.dst.ip());
        from.push_str(row.sender.map_or("", names::role));
        protocol.push_str(info::protocol(row));
        push_number(length, segment.wire_len);
        info::push(info, row);
        self.words.push(note, row.notes);
        Some(&mut self.texts)
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

fn push_host(text: &mut String, hosts: &HostNames, address: IpAddr) {
    match hosts.name(address) {
        Some(name) => text.push_str(&shorten(name, hosts::COLUMNS)),
        None => push_address(text, address),
    }
}

fn push_address(text: &mut String, address: IpAddr) {
    match address {
        IpAddr::V4(address) => {
            for (place, octet) in address.octets().into_iter().enumerate() {
                if place > 0 {
                    text.push('.');
                }
                push_number(text, octet);
            }
        }
        IpAddr::V6(address) => {
            let _ = write!(text, "{address}");
        }
    }
}
