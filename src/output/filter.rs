//! `filter`: what chooses the frames of sessions in other tools. Of several files each has its own
//! filter, in the numbers that frames have there.

use std::io::{self, Write};

use crate::analysis::observer::Row;
use crate::analysis::view::View;
use crate::limits::{self, Limits};
use crate::model::{CaptureSummary, Connection, ConnectionId, LinkType};
use crate::output::timeline::TimelineFrame;
use crate::text::escape;
use crate::text::filter::{NumberRanges, Span, capture_filter, display_filter};

use super::{Needs, Output, Remark, RowsOnce};

/// The tool that a filter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterFormat {
    /// A display filter by hosts and ports.
    Wireshark,
    /// A capture filter (pcap-filter(7)).
    Bpf,
    /// A display filter by the numbers of frames.
    Frames,
    /// Ranges of frames as editcap takes them.
    Editcap,
}

impl FilterFormat {
    /// A filter that no frame fits: an empty one shows every frame. An empty list of ranges chooses
    /// none.
    fn nothing(self) -> &'static str {
        match self {
            FilterFormat::Wireshark | FilterFormat::Frames => "frame.number == 0",
            FilterFormat::Bpf => "less 0",
            FilterFormat::Editcap => "",
        }
    }

    fn lists_frames(self) -> bool {
        matches!(self, FilterFormat::Frames | FilterFormat::Editcap)
    }
}

/// The link type of Ethernet, whose frames may have VLAN tags.
const ETHERNET: LinkType = LinkType(1);

/// Prints a filter that holds the chosen sessions, control and data. Of several files each has its
/// own.
pub struct FilterOutput<'o> {
    out: &'o mut dyn Write,
    format: FilterFormat,
    frame: TimelineFrame,
    rows: RowsOnce,
    /// Of each file.
    ranges: Vec<NumberRanges>,
    /// Ranges that there may be, those of all files together.
    most: usize,
    /// Frames that no range has room for.
    left_out: u64,
}

impl<'o> FilterOutput<'o> {
    /// Prints nothing yet.
    pub fn new(
        out: &'o mut dyn Write,
        format: FilterFormat,
        frame: TimelineFrame,
        limits: &Limits,
    ) -> Self {
        let rows = RowsOnce::new(frame.waits());
        let ranges = vec![NumberRanges::default(); frame.files.len()];
        FilterOutput {
            out,
            format,
            frame,
            rows,
            ranges,
            most: limits.filter_ranges,
            left_out: 0,
        }
    }

    fn add(&mut self, file: u32, frame: u64) {
        let room = self.ranges.iter().map(NumberRanges::count).sum::<usize>() < self.most;
        let Some(ranges) = self.ranges.get_mut(file as usize) else {
            return;
        };
        if !ranges.add(frame, room) {
            self.left_out += 1;
        }
    }

    /// The filter for a file; nothing where it has no frame of the sessions.
    fn of_file(&self, view: &View<'_>, place: usize) -> String {
        let ranges = &self.ranges[place];
        match self.format {
            FilterFormat::Frames if ranges.is_empty() => String::new(),
            FilterFormat::Frames => format!("frame.number in {{{}}}", ranges.display()),
            FilterFormat::Editcap => ranges.editcap(),
            FilterFormat::Wireshark => display_filter(&spans(view, place)),
            FilterFormat::Bpf => {
                let links = &view.analysis.captures[place].link_types;
                capture_filter(&spans(view, place), links[..] == [ETHERNET])
            }
        }
    }
}

impl Output for FilterOutput<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        if !self.format.lists_frames() || !self.rows.is_next(known) {
            return Ok(Needs::NOTHING);
        }
        if let Some(view) = known {
            self.frame.choose(view);
        }
        Ok(Needs::ROWS)
    }

    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if !self.frame.shows(row) {
            return Ok(());
        }
        let frame = row.frame;
        if self.format == FilterFormat::Editcap {
            // pieces of a datagram are known when it is complete; what is between them in other
            // files does not count
            for piece in row.segment.fragments {
                let before = frame.number.saturating_sub(*piece);
                self.add(frame.file, frame.number_in_file.saturating_sub(before));
            }
        }
        self.add(frame.file, frame.number_in_file);
        Ok(())
    }

    fn limits_hit(&self) -> Vec<(&'static str, u64)> {
        limits::hit([("filter_ranges", self.left_out)]).collect()
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        let several = view.analysis.captures.len() > 1;
        for (place, capture) in view.analysis.captures.iter().enumerate() {
            let mut filter = self.of_file(view, place);
            if filter.is_empty() && !several && !capture.is_unreadable() {
                self.format.nothing().clone_into(&mut filter);
            }
            if filter.is_empty() {
                continue;
            }
            if several {
                writeln!(self.out, "# {}", escape::text(capture.path.as_bytes()))?;
            }
            writeln!(self.out, "{filter}")?;
        }
        self.out.flush()?;
        let reused = self.format == FilterFormat::Bpf
            && connections(view)
                .iter()
                .any(|connection| connection.shares_ports);
        Ok(if reused {
            vec![Remark::PortsReused]
        } else {
            Vec::new()
        })
    }
}

/// The connections of the chosen sessions, each once.
fn connections<'a>(view: &View<'a>) -> Vec<&'a Connection> {
    let mut ids: Vec<ConnectionId> = view
        .sessions()
        .flat_map(|session| session.connections.iter().copied())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter()
        .filter_map(|id| view.analysis.connection(id))
        .collect()
}

/// What of them stands in a file.
fn spans(view: &View<'_>, place: usize) -> Vec<Span> {
    let captures = &view.analysis.captures;
    connections(view)
        .into_iter()
        .filter_map(|connection| {
            let frames = (connection.first.frame, connection.last.frame);
            let there = match &captures[..] {
                [_] => Some(frames),
                several => numbers_in_file(&several[place], frames),
            };
            Some(Span::new(connection, there?))
        })
        .collect()
}

/// The numbers that the frames of a range have in a file; `None` where none of them is in it.
fn numbers_in_file(capture: &CaptureSummary, (first, last): (u64, u64)) -> Option<(u64, u64)> {
    let turns = &capture.turns;
    let from = turns.partition_point(|turn| turn.last < first);
    let to = turns.partition_point(|turn| turn.first <= last);
    let (begin, end) = (turns.get(from)?, turns.get(to.checked_sub(1)?)?);
    (from < to).then(|| {
        let skipped = first.saturating_sub(begin.first);
        let taken = last.min(end.last) - end.first;
        (begin.first_in_file + skipped, end.first_in_file + taken)
    })
}
