//! The indexes of all files of a capture, and what numbers its frames have.
//!
//! Several files are one capture as they are everywhere else: the file whose next frame is oldest
//! goes next, at equal times the one whose name sorts first. The times of all frames stand in the
//! indexes, so that their numbers in the capture are known without the captures: as turns, in which
//! one file gives frames and the others wait.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::fs;
use std::path::PathBuf;

use crate::capture::{FileWindow, WindowPiece, WindowedFile, number_in_capture};
use crate::limits::Limits;
use crate::model::{Arg, CaptureSummary, Fault, LinkType, Message, Time, Turn, interned};
use crate::text::names;

use super::lines::{BlockLine, ConnectionLine, FileLine, INDEX, IndexLine, ReachLine};
use super::packed::{KeptFrame, unpack_frames, unpack_times};
use super::stored::{IndexFormat, each_line};
use super::{ArchiveError, shown};

/// The indexes of a capture.
#[derive(Debug, Default)]
pub(super) struct IndexSet {
    /// By the names of the captures.
    pub(super) files: Vec<IndexedFile>,
}

/// A file and its index.
#[derive(Debug)]
pub(super) struct IndexedFile {
    /// The index.
    pub(super) index: PathBuf,
    /// What the file is.
    pub(super) line: FileLine,
    /// Its blocks, without what is packed in them.
    pub(super) blocks: Vec<BlockLine>,
    /// Its connections.
    pub(super) connections: Vec<ConnectionLine>,
    /// The secrets in it.
    pub(super) secrets: Vec<String>,
    /// The numbers that its frames have in the capture.
    pub(super) turns: Vec<Turn>,
}

impl IndexSet {
    /// Reads all indexes of some folders.
    ///
    /// # Errors
    /// Where one cannot be read, or two of them do not go together.
    pub(super) fn read(folders: &[PathBuf]) -> Result<Self, ArchiveError> {
        let mut files = Vec::new();
        for folder in folders {
            let entries = fs::read_dir(folder).map_err(ArchiveError::read(folder))?;
            for entry in entries {
                let path = entry.map_err(ArchiveError::read(folder))?.path();
                if IndexFormat::of(&path).is_some() {
                    files.push(IndexedFile::read(path)?);
                }
            }
        }
        files.sort_by(|one, other| one.line.path.cmp(&other.line.path));
        let mut set = IndexSet { files };
        set.check()?;
        set.number()?;
        Ok(set)
    }

    /// Refuses what is not a capture: a file twice, or files that were not indexed alike.
    fn check(&self) -> Result<(), ArchiveError> {
        if self.files.is_empty() {
            return Err(ArchiveError::Request(Message::new("archive-none", [])));
        }
        for pair in self.files.windows(2) {
            let [one, other] = pair else { continue };
            if one.line.path == other.line.path {
                let path = Arg::Text(one.line.path.as_str().into());
                let args = [("path", path), ("index", shown(&one.index))];
                let fault = Message::new("archive-twice", args);
                return Err(ArchiveError::format(&other.index, fault));
            }
            if one.line.options != other.line.options {
                let fault = Message::new("archive-options", [("index", shown(&one.index))]);
                return Err(ArchiveError::format(&other.index, fault));
            }
        }
        Ok(())
    }

    /// Gives all frames their numbers.
    fn number(&mut self) -> Result<(), ArchiveError> {
        let mut waiting: BinaryHeap<Reverse<(i64, usize)>> = BinaryHeap::new();
        let mut cursors: Vec<SetCursor> = self.files.iter().map(|_| SetCursor::default()).collect();
        for (place, file) in self.files.iter().enumerate() {
            waiting.extend(cursors[place].due(file).map(|time| Reverse((time, place))));
        }
        let mut count = 0;
        while let Some(Reverse((_, place))) = waiting.pop() {
            let (file, cursor) = (&self.files[place], &mut cursors[place]);
            let (before, first_in_file) = (count, cursor.given + 1);
            let other = waiting.peek().map(|&Reverse(due)| due);
            count += cursor.give_until(file, place, other)?;
            let turn = Turn {
                first: before + 1,
                last: count,
                first_in_file,
            };
            waiting.extend(cursor.due(file).map(|time| Reverse((time, place))));
            self.files[place].take_turn(turn);
        }
        for block in self.files.iter_mut().flat_map(|file| &mut file.blocks) {
            block.times = String::new();
        }
        Ok(())
    }

    /// Puts right what the indexes count of fragments, each for itself: the frame of each of these
    /// files in which a datagram is whole gave a segment, and nothing lacks in the others.
    pub(super) fn join(&mut self, whole: usize, files: &BTreeSet<usize>) {
        take_one(&mut self.files[whole].line.skipped, "fragment");
        for &file in files {
            take_one(&mut self.files[file].line.notes, "fragment-missing");
        }
    }

    /// All turns, in order, each with its file.
    pub(super) fn turns(&self) -> Vec<(usize, Turn)> {
        let files = self.files.iter().enumerate();
        let turns =
            files.flat_map(|(place, file)| file.turns.iter().map(move |turn| (place, *turn)));
        let mut turns: Vec<(usize, Turn)> = turns.collect();
        turns.sort_unstable_by_key(|(_, turn)| turn.first);
        turns
    }

    /// Number and time of the last segment.
    pub(super) fn end(&self) -> (u64, i64) {
        let ends = self.files.iter().filter_map(|file| {
            let (number, time) = file.line.last_segment?;
            Some((file.number(number), time))
        });
        ends.max().unwrap_or_default()
    }
}

impl IndexedFile {
    fn read(index: PathBuf) -> Result<Self, ArchiveError> {
        let mut file = IndexedFile {
            index: index.clone(),
            line: FileLine::default(),
            blocks: Vec::new(),
            connections: Vec::new(),
            secrets: Vec::new(),
            turns: Vec::new(),
        };
        each_line(&index, &mut |line| {
            match line {
                IndexLine::Block(block) if block.frames > 0 => file.blocks.push(BlockLine {
                    kept: String::new(),
                    ..block
                }),
                IndexLine::Block(_) => {}
                IndexLine::Connection(connection) => file.connections.push(connection),
                IndexLine::Secrets { text } => file.secrets.push(text),
                IndexLine::File(line) => file.line = *line,
            }
            Ok(())
        })?;
        if file.line.schema != INDEX {
            return Err(ArchiveError::plain(index, "archive-no-last-line"));
        }
        let frames: u64 = file.blocks.iter().map(|block| block.frames).sum();
        let has_order = file
            .blocks
            .windows(2)
            .all(|pair| pair[0].first + pair[0].frames == pair[1].first);
        if frames != file.line.frames || !has_order {
            return Err(ArchiveError::plain(index, "archive-other-frames"));
        }
        Ok(file)
    }

    /// The number in the capture of a frame of the file.
    pub(super) fn number(&self, frame: u64) -> u64 {
        number_in_capture(&self.turns, frame)
    }

    /// What numbers its frames have in the capture, as far as a line says it; `None` where it has
    /// none.
    pub(super) fn reach(&self) -> Option<ReachLine> {
        let (first, last) = (self.turns.first()?, self.turns.last()?);
        let shift = first.first as i64 - first.first_in_file as i64;
        Some(ReachLine::File {
            path: self.line.path.clone(),
            first: first.first,
            last: last.last,
            shift: (self.turns.len() == 1).then_some(shift),
        })
    }

    /// The frames that may be control, with their numbers in the file, in order.
    pub(super) fn kept(&self, limits: &Limits) -> Result<Vec<KeptFrame>, ArchiveError> {
        let mut frames = Vec::new();
        each_line(&self.index, &mut |line| {
            if let IndexLine::Block(block) = line {
                frames.extend(unpack_frames(&block.kept, limits)?);
            }
            Ok(())
        })?;
        frames.sort_by_key(|frame| frame.number);
        frames.dedup_by_key(|frame| frame.number);
        Ok(frames)
    }

    fn take_turn(&mut self, turn: Turn) {
        match self.turns.last_mut() {
            Some(last) if last.last + 1 == turn.first => last.last = turn.last,
            _ => self.turns.push(turn),
        }
    }

    /// What the file is, as an analysis of the whole capture says.
    pub(super) fn summary(&self) -> CaptureSummary {
        summary(&self.line, &self.turns)
    }

    /// The file, to read these blocks of it.
    pub(super) fn windowed(&self, blocks: impl IntoIterator<Item = u64>) -> WindowedFile {
        WindowedFile {
            summary: self.summary(),
            stored_bytes: self.line.stored_bytes,
            window: FileWindow {
                pieces: self.pieces(blocks),
                turns: self.turns.clone(),
            },
        }
    }

    /// These blocks, ascending, as pieces that do not touch.
    pub(super) fn pieces(&self, blocks: impl IntoIterator<Item = u64>) -> Vec<WindowPiece> {
        let mut pieces: Vec<WindowPiece> = Vec::new();
        for block in blocks {
            let Some(block) = self.blocks.get(block as usize) else {
                continue;
            };
            match pieces.last_mut() {
                Some(piece) if piece.first + piece.frames == block.first => {
                    piece.frames += block.frames;
                }
                _ => pieces.push(WindowPiece {
                    offset: block.offset,
                    first: block.first,
                    frames: block.frames,
                }),
            }
        }
        pieces
    }

    /// Bytes of the format that a block takes.
    pub(super) fn block_bytes(&self, block: u64) -> u64 {
        let (Some(this), next) = (
            self.blocks.get(block as usize),
            self.blocks.get(block as usize + 1),
        ) else {
            return 0;
        };
        match next {
            Some(next) => next.offset - this.offset,
            None => self.line.stored_bytes.saturating_sub(this.offset),
        }
    }

    /// Blocks that are read with any other, because what the others need may stand in them.
    pub(super) fn special_blocks(&self) -> impl Iterator<Item = u64> {
        let blocks = (0..).zip(&self.blocks);
        blocks.filter(|(_, block)| block.special).map(|(at, _)| at)
    }
}

/// What a file is, as an analysis of the whole capture says.
pub(super) fn summary(line: &FileLine, turns: &[Turn]) -> CaptureSummary {
    CaptureSummary {
        path: line.path.clone(),
        container: line.format.as_deref().and_then(names::container_of),
        compression: line.compression.as_deref().and_then(names::compression_of),
        link_types: line.link_types.iter().map(|&link| LinkType(link)).collect(),
        turns: turns.to_vec(),
        sensor: None,
        sha256: None,
        frames: line.frames,
        bytes: line.bytes,
        cut_frames: line.cut_frames,
        first_cut_frame: line
            .first_cut_frame
            .map(|frame| number_in_capture(turns, frame)),
        first_time: line.first_time.map(Time::from_nanos),
        last_time: line.last_time.map(Time::from_nanos),
        nanoseconds: line.nanoseconds,
        shifted_times: line.shifted_times,
        truncated: line.truncated,
        secrets_blocks: line.secrets_blocks,
        key_log: None,
        skipped: line
            .skipped
            .iter()
            .filter_map(|(reason, &count)| Some((interned::name(reason)?, count)))
            .collect(),
        fault: line.fault.clone().map(|(message, fatal)| Fault {
            message,
            fatal,
            said: None,
        }),
    }
}

fn take_one(counts: &mut BTreeMap<String, u64>, name: &str) {
    if let Some(count) = counts.get_mut(name) {
        *count -= 1;
    }
    counts.retain(|_, count| *count > 0);
}

/// Where a file stands while its frames get their numbers.
#[derive(Debug, Default)]
struct SetCursor {
    block: usize,
    /// Frames of that block that have theirs.
    in_block: usize,
    /// The times of that block, where it is not numbered as a whole.
    times: Vec<i64>,
    /// Frames that have theirs.
    given: u64,
}

impl SetCursor {
    /// The time of the next frame.
    fn due(&self, file: &IndexedFile) -> Option<i64> {
        let block = file.blocks.get(self.block)?;
        if self.in_block == 0 {
            return Some(block.time);
        }
        self.times.get(self.in_block).copied()
    }

    /// Gives the next frame, and those behind it that are due before `other`; how many.
    fn give_until(
        &mut self,
        file: &IndexedFile,
        place: usize,
        other: Option<(i64, usize)>,
    ) -> Result<u64, ArchiveError> {
        let before = self.given;
        while let Some(due) = self.due(file) {
            let is_first = self.given == before;
            if !is_first && other.is_some_and(|other| (due, place) >= other) {
                break;
            }
            self.give(file, place, other)?;
        }
        Ok(self.given - before)
    }

    /// Gives the next frame, or the whole block where nobody else is due within it.
    fn give(
        &mut self,
        file: &IndexedFile,
        place: usize,
        other: Option<(i64, usize)>,
    ) -> Result<(), ArchiveError> {
        let Some(block) = file.blocks.get(self.block) else {
            return Ok(());
        };
        let is_alone = other.is_none_or(|other| (block.latest, place) < other);
        if self.in_block == 0 && is_alone {
            self.given += block.frames;
            self.block += 1;
            return Ok(());
        }
        if self.in_block == 0 {
            self.times = unpack_times(block.time, (block.unit, &block.times), block.frames)
                .map_err(ArchiveError::read(&file.index))?;
        }
        self.in_block += 1;
        self.given += 1;
        if self.in_block as u64 == block.frames {
            (self.in_block, self.block) = (0, self.block + 1);
        }
        Ok(())
    }
}
