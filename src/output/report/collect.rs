//! The rows of a page, gathered in the data pass and kept small.

use std::collections::HashMap;
use std::ops::Range;

use crate::analysis::observer::{Note, Row};
use crate::capture::Time;
use crate::decode::{self, LayerKind};
use crate::limits::{Limits, PageLimits};
use crate::model::SessionId;
use crate::output::timeline::{TimelineFrame, info, notes};
use crate::text::names;

use super::layers::{self, ShownLayer};
use super::page_rows::{Folded, FoldedRun, PageLayer, PageRow, PageRows, Shape};
use super::plot::Plot;
use super::texts::Texts;
use super::values::{KnownOfFrame, LayerValue};
use super::words::PageCatalogues;

/// Rows of a run that are not folded: the first two show how data and acknowledgments take turns.
const ROWS_OF_RUN: usize = 4;

/// True for data and acknowledgments of a transfer to which nothing happened.
fn is_plain(row: &Row<'_>) -> bool {
    let flags = row.segment.flags;
    let is_quiet = !flags.syn() && !flags.fin() && !flags.rst() && !flags.urg();
    row.is_data() && is_quiet && !row.facts.is_labelled() && row.notes.iter().all(is_of_data)
}

fn is_of_data(note: &Note) -> bool {
    matches!(note, Note::Data { .. } | Note::DataOther { .. })
}

/// What had no room in a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageOmissions {
    /// The limits that counted, which a page that would be too large makes smaller:
    /// [`PageLimits::size`].
    pub limits: PageLimits,
    /// Rows beyond [`PageLimits::rows`].
    pub rows: u64,
    /// Rows whose texts are beyond [`PageLimits::texts`], and those after them.
    pub rows_of_text: u64,
    /// Other texts beyond [`PageLimits::texts`].
    pub texts: u64,
    /// Texts of which only the beginning is shown: [`PageLimits::text`].
    pub long: u64,
    /// Frames of which only the beginning is shown: [`PageLimits::frame`].
    pub cut: u64,
    /// Frames whose bytes are not shown: [`PageLimits::bytes`].
    pub frames: u64,
    /// Frames of data connections of whose content little more is shown than what it begins with.
    pub contents: u64,
    /// Sessions beyond [`PageLimits::sessions`].
    pub sessions: u64,
    /// Items of lists beyond [`PageLimits::items`].
    pub items: u64,
}

/// Gathers the rows.
pub(super) struct Collector<'w> {
    pub(super) frame: TimelineFrame,
    words: &'w PageCatalogues,
    limits: PageLimits,
    /// Layers of a frame that are looked for, as many as the decoder does.
    nesting: usize,
    /// The sessions that have room, ascending; all, where none is named.
    sessions: Vec<SessionId>,
    bytes: usize,
    pub(super) texts: Texts,
    pub(super) data: PageRows,
    pub(super) plot: Plot,
    pub(super) left_out: PageOmissions,
}

impl<'w> Collector<'w> {
    /// Gathers the rows that `frame` shows, of some sessions where any are named; the plot goes
    /// from `span.0` to `span.1`.
    pub(super) fn new(
        frame: TimelineFrame,
        words: &'w PageCatalogues,
        limits: PageLimits,
        span: (Time, Time),
        sessions: Vec<SessionId>,
    ) -> Self {
        Collector {
            frame,
            words,
            limits,
            nesting: Limits::default().nesting,
            sessions,
            bytes: 0,
            texts: Texts::of_rows(&limits),
            data: PageRows::default(),
            plot: Plot::new(span.0, span.1),
            left_out: PageOmissions {
                limits,
                ..PageOmissions::default()
            },
        }
    }

    /// True where a row's texts have room.
    fn has_room(&self, info: &str, note: &[String], layers: &[ShownLayer]) -> bool {
        let known = self.data.notes.numbers.contains_key(note);
        let of_note = if known {
            0
        } else {
            note.iter().map(String::len).sum()
        };
        self.texts.take(
            info.len()
                + of_note
                + layers
                    .iter()
                    .map(|layer| {
                        layer.summary.len()
                            + layer.fields.iter().map(|f| f.value.len()).sum::<usize>()
                    })
                    .sum::<usize>(),
        )
    }

    fn layer(&mut self, shown: ShownLayer, frame: &KnownOfFrame<'_>) -> PageLayer {
        let ShownLayer {
            title,
            summary,
            range,
            fields,
        } = shown;
        let places: Vec<Range<usize>> = fields
            .iter()
            .map(|field| range.start + field.place.start..range.start + field.place.end)
            .collect();
        let names = fields
            .iter()
            .map(|field| (field.name, field.place.start, field.place.end))
            .collect();
        let shape = self.data.shapes.number(Shape {
            title,
            fields: names,
        });
        let of_fields = fields.into_iter().map(|field| field.value).zip(places);
        let values = std::iter::once((summary, 0..0))
            .chain(of_fields)
            .map(|(text, place)| {
                frame
                    .tells(&text, place)
                    .unwrap_or_else(|| LayerValue::Text(self.data.texts.number(text)))
            })
            .collect();
        (shape, range.start, range.end, values)
    }

    /// The bytes of a frame that are shown, with secrets overwritten.
    fn bytes(&mut self, row: &Row) -> (Vec<u8>, Vec<(usize, usize)>) {
        let data = row.frame.data;
        let room = self.limits.bytes - self.bytes;
        let kept = data.len().min(self.limits.frame);
        if kept > room {
            self.left_out.frames += 1;
            return (Vec::new(), Vec::new());
        }
        self.left_out.cut += u64::from(kept < data.len());
        self.bytes += kept;
        let mut shown = data[..kept].to_vec();
        let mut masked = Vec::new();
        for Range { start, end } in secrets(row, self.nesting) {
            let (start, end) = (start.min(kept), end.min(kept));
            shown[start..end].fill(b'*');
            if start < end {
                masked.push((start, end));
            }
        }
        (shown, masked)
    }
}

/// How many each may keep, so that all together keep `room`.
fn even_share(mut counts: Vec<usize>, mut room: usize) -> usize {
    counts.sort_unstable();
    let all = counts.len();
    for (at, count) in counts.into_iter().enumerate() {
        let share = room / (all - at);
        if count > share {
            return share.max(1);
        }
        room -= count;
    }
    usize::MAX
}

/// Where in the frame stands what nobody should read.
fn secrets(row: &Row, nesting: usize) -> Vec<Range<usize>> {
    let Some(payload) = decode::place(row.segment.payload, row.frame.data) else {
        return secrets_of_piece(row, nesting);
    };
    let within = row.secrets.iter();
    let mut all: Vec<Range<usize>> = within
        .map(|r| payload.start + r.start..payload.start + r.end)
        .collect();
    // what pads a frame may be left over from another
    all.extend(row.secrets_beside.iter().cloned());
    all
}

/// Of a piece of a datagram it is not known which part of the payload it holds.
fn secrets_of_piece(row: &Row, nesting: usize) -> Vec<Range<usize>> {
    if row.secrets.is_empty() {
        return Vec::new();
    }
    let found = decode::layers(row.frame, nesting);
    let piece = found
        .iter()
        .find(|layer| layer.kind == LayerKind::Fragment)
        .map_or(0, |layer| layer.range.start);
    std::iter::once(piece..row.frame.data.len()).collect()
}

impl Collector<'_> {
    /// Leaves out what files hold beyond their first bytes in each frame; false where nothing is
    /// left to do so.
    pub(super) fn shorten(&mut self) -> bool {
        let shortened = self.data.shorten();
        self.left_out.contents += shortened;
        shortened > 0
    }

    /// Keeps so many rows, the first ones of each session: none loses any while another one has
    /// more.
    pub(super) fn keep_rows(&mut self, count: usize) {
        let list = &mut self.data.list;
        let mut counts: HashMap<Option<SessionId>, usize> = HashMap::new();
        for row in list.iter() {
            *counts.entry(row.sessions.first().copied()).or_default() += 1;
        }
        let each = even_share(counts.values().copied().collect(), count);
        let mut seen: HashMap<Option<SessionId>, usize> = HashMap::new();
        let left_out = &mut self.left_out.rows;
        list.retain(|row| {
            let before = seen.entry(row.sessions.first().copied()).or_default();
            *before += 1;
            let stays = *before <= each;
            if !stays {
                let folded = row.folded.as_ref();
                *left_out += 1 + folded.map_or(0, |folded| folded.rows);
            }
            stays
        });
    }

    /// Keeps the rows of these sessions.
    pub(super) fn keep_sessions(&mut self, sessions: &[SessionId]) {
        let list = &mut self.data.list;
        list.retain(|row| row.sessions.iter().any(|id| sessions.contains(id)));
    }

    /// Takes the next row.
    pub(super) fn take(&mut self, row: &Row<'_>) {
        if !self.frame.shows(row) {
            return;
        }
        if self.is_elsewhere(row) {
            return;
        }
        self.plot.take(row);
        if self.folds(row) {
            return;
        }
        if self.data.list.len() >= self.limits.rows {
            self.left_out.rows += 1;
        } else if self.left_out.rows_of_text > 0 {
            self.left_out.rows_of_text += 1;
        } else {
            self.keep(row);
        }
    }

    /// True for a row of sessions that have no room.
    fn is_elsewhere(&self, row: &Row<'_>) -> bool {
        let chosen = &self.sessions;
        !chosen.is_empty() && !row.sessions.iter().any(|id| chosen.contains(id))
    }

    /// True where a row is folded into the one before it.
    fn folds(&mut self, row: &Row<'_>) -> bool {
        if !is_plain(row) {
            self.data.runs.remove(&row.connection);
            return false;
        }
        let next = self.data.list.len();
        let run = self.data.runs.entry(row.connection).or_default();
        if run.shown < ROWS_OF_RUN {
            *run = FoldedRun {
                shown: run.shown + 1,
                at: next,
            };
            return false;
        }
        let Some(above) = self.data.list.get_mut(run.at) else {
            return false; // it had no room
        };
        let folded = above.folded.get_or_insert(Folded {
            rows: 0,
            bytes: 0,
            last: 0,
        });
        folded.rows += 1;
        folded.bytes += u64::from(row.segment.len());
        folded.last = row.segment.frame;
        true
    }

    fn keep(&mut self, row: &Row<'_>) {
        let segment = row.segment;
        let texts = &self.texts;
        let mut described = layers::describe(row, &self.frame, self.nesting);
        for shown in &mut described {
            shown.each_text(|text| texts.cut(text));
        }
        let info = texts.cut(info::info(row));
        let note = self
            .words
            .each(|catalogue| texts.cut(notes::text(catalogue, row)));
        if !self.has_room(&info, &note, &described) {
            self.left_out.rows_of_text = 1;
            return;
        }
        let (kept, masked) = self.bytes(row);
        let time = self.frame.time(row);
        let known = KnownOfFrame {
            number: segment.frame,
            time: &time,
            info: &info,
            bytes: &kept,
        };
        let layers = described
            .into_iter()
            .map(|shown| self.layer(shown, &known))
            .collect();
        let made = PageRow {
            number: segment.frame,
            time,
            source: self.data.endpoints.number(segment.src),
            destination: self.data.endpoints.number(segment.dst),
            protocol: info::protocol(row),
            length: segment.wire_len,
            info,
            note: self.data.notes.number(note),
            sessions: row.sessions.to_vec(),
            connection: row.connection,
            sender: row.sender.map(names::role),
            data: row.is_data(),
            layers,
            bytes: kept.len(),
            kept,
            captured: row.frame.data.len(),
            masked,
            folded: None,
        };
        self.data.connections.insert(row.connection);
        self.data.list.push(made);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_with_few_rows_keep_them_all() {
        assert_eq!(even_share(vec![100, 2, 100, 8], 60), 25);
        assert_eq!(even_share(vec![3, 3], 6), usize::MAX);
        assert_eq!(even_share(vec![9, 9, 9], 2), 1);
    }
}
