//! One pass over a capture: the frames of all its files, merged.
//!
//! A heap holds the files that have frames left, by the time of the next frame and at equal times
//! by their place among the arguments. The file that gave the last frame is not in it: as long as
//! no other is due, which is nearly always, the next frame costs one comparison. A file waits
//! unopened under the time that was seen when the capture was opened; once it is due and opened,
//! its own next frame counts.
//!
//! The frames that a file gives before another is due are its turn. From the turns of a file the
//! number of a frame in the file can be told from its number in the capture.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::file::{CaptureFile, SMALL_BUFFER};
use super::reader::{Reader, SecretsListener};
use super::{Frame, Time};
use crate::limits::Limits;
use crate::model::{CaptureSummary, Turn};

/// A pass over the frames of a capture.
///
/// The file whose next frame is oldest goes next; the order within a file is never changed. A file
/// is opened when its first frame is due and closed at its end, so that of a thousand rotated files
/// one or two are open.
pub struct Frames {
    files: Arc<[CaptureFile]>,
    limits: Limits,
    /// One for each file, filled in when the file is closed.
    summaries: Vec<CaptureSummary>,
    /// The file that gave the last frame.
    current: Option<OpenFile>,
    /// The others that have frames left.
    waiting: BinaryHeap<Reverse<Waiting>>,
    /// Frames given so far.
    count: u64,
    /// Those given before the turn of the current file.
    before: u64,
    /// Turns that may still be kept.
    turns_left: usize,
    position: Arc<AtomicU64>,
    secrets: Option<Arc<dyn SecretsListener>>,
    /// Bytes of each read buffer.
    buffer: usize,
}

impl Frames {
    /// `secrets` is told of those that the files hold.
    pub(super) fn new(
        files: Arc<[CaptureFile]>,
        limits: &Limits,
        secrets: Option<Arc<dyn SecretsListener>>,
    ) -> Self {
        let summaries: Vec<CaptureSummary> =
            files.iter().map(|file| file.summary.clone()).collect();
        let readable = files.iter().enumerate().filter(|(_, file)| file.is_read());
        let waiting: BinaryHeap<_> = readable
            .map(|(file, known)| {
                Reverse(Waiting {
                    due: (known.starts, file),
                    open: None,
                })
            })
            .collect();
        let share = limits.read_buffers / waiting.len().max(1);
        // a part of it, for what is read ahead of a file takes several times its buffer
        let buffer = (share / 4).max(SMALL_BUFFER).min(limits.read_buffer);
        let (current, count, before, turns_left, position) =
            (None, 0, 0, Limits::TURNS, Arc::default());
        Frames {
            files,
            limits: *limits,
            summaries,
            current,
            waiting,
            count,
            before,
            turns_left,
            position,
            secrets,
            buffer,
        }
    }

    /// The next frame; none after the last, and ever after. It borrows from the reader's buffer, so
    /// it has to be dropped before the next one is asked for.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator cannot lend its items"
    )]
    #[inline]
    pub fn next(&mut self) -> Option<Frame<'_>> {
        if self.step() { self.frame() } else { None }
    }

    /// Goes to the next frame; false after the last, and ever after.
    pub(crate) fn step(&mut self) -> bool {
        let there_is_one = self.advance();
        self.count += u64::from(there_is_one);
        there_is_one
    }

    /// The frame that it stands on. It is put together where it is used: to move one costs as much
    /// as to read it.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it is made for each frame")]
    pub(crate) fn frame(&self) -> Option<Frame<'_>> {
        let open = self.current.as_ref()?;
        let head = open.reader.head();
        Some(Frame {
            number: open.reader.number_in_capture().unwrap_or(self.count),
            time: head.time,
            link: head.link,
            data: open.reader.data(),
            wire_len: head.wire_len,
            file: open.file as u32,
            number_in_file: open.reader.number(),
        })
    }

    /// How many frames there were so far.
    #[inline]
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Where the record of the current frame begins in its file, in bytes of the format.
    #[cfg(feature = "archive")]
    pub(crate) fn offset(&self) -> u64 {
        let open = self.current.as_ref();
        open.map_or(0, |open| open.reader.offset())
    }

    /// How much the current file held so far that is not a frame: interfaces, statistics, secrets.
    #[cfg(feature = "archive")]
    pub(crate) fn others(&self) -> u64 {
        let open = self.current.as_ref();
        open.map_or(0, |open| open.reader.others())
    }

    /// Bytes of the inputs read so far, as they are stored, compressed or not.
    pub fn position(&self) -> u64 {
        self.position.load(Ordering::Relaxed)
    }

    /// What is known of each file, in the order of the arguments: all of it where the pass came to
    /// its end, else what was read so far. `skipped` is empty, because that is for the decoder to
    /// say.
    pub fn finish(mut self) -> Vec<CaptureSummary> {
        self.end_turn();
        let waiting = std::mem::take(&mut self.waiting);
        let open = waiting
            .into_iter()
            .filter_map(|Reverse(waiting)| waiting.open);
        for open in open.chain(self.current.take()) {
            open.reader.summarise(&mut self.summaries[open.file]);
        }
        self.summaries
    }

    /// Makes `current` the file whose head is the next frame.
    #[inline]
    fn advance(&mut self) -> bool {
        if let Some(open) = &mut self.current {
            if open.reader.advance() {
                // With one file, or while the others are later, this is all there is to merging.
                if self
                    .waiting
                    .peek()
                    .is_none_or(|Reverse(other)| open.due() < other.due)
                {
                    return true;
                }
                self.put_back();
            } else {
                self.close();
            }
        }
        self.take_turn()
    }

    /// Takes the file that is due first, opening it where it is not open yet.
    fn take_turn(&mut self) -> bool {
        while let Some(Reverse(waiting)) = self.waiting.pop() {
            let Some(open) = waiting.open else {
                self.open(waiting.due.1);
                continue;
            };
            self.current = Some(open);
            return true;
        }
        false
    }

    /// Opens a file and lets it wait for its turn: its first frame need not be the one that was
    /// seen when the capture was opened.
    fn open(&mut self, file: usize) {
        match self.files[file].open(&self.position, &self.limits, self.buffer) {
            Ok(mut reader) => {
                if let Some(secrets) = &self.secrets {
                    reader.tell(file as u32, Arc::clone(secrets));
                }
                self.current = Some(OpenFile {
                    file,
                    reader: Box::new(reader),
                });
                if self
                    .current
                    .as_mut()
                    .is_some_and(|open| open.reader.advance())
                {
                    self.put_back();
                } else {
                    self.close();
                }
            }
            Err(unopened) => unopened.summarise(&mut self.summaries[file]),
        }
    }

    fn put_back(&mut self) {
        self.end_turn();
        if let Some(open) = self.current.take() {
            self.waiting.push(Reverse(Waiting {
                due: open.due(),
                open: Some(open),
            }));
        }
    }

    /// Keeps which frames the current file gave since its turn began.
    fn end_turn(&mut self) {
        let before = std::mem::replace(&mut self.before, self.count);
        let Some(open) = self
            .current
            .as_ref()
            .filter(|_| before < self.count && self.turns_left > 0)
        else {
            return;
        };
        let turns = &mut self.summaries[open.file].turns;
        match turns.last_mut() {
            // nobody else was due
            Some(turn) if turn.last == before => turn.last = self.count,
            last => {
                let first_in_file =
                    last.map_or(1, |turn| turn.first_in_file + (turn.last - turn.first) + 1);
                turns.push(Turn {
                    first: before + 1,
                    last: self.count,
                    first_in_file,
                });
                self.turns_left -= 1;
            }
        }
    }

    fn close(&mut self) {
        self.end_turn();
        if let Some(open) = self.current.take() {
            open.reader.summarise(&mut self.summaries[open.file]);
        }
    }
}

/// An open file that stands on a frame.
struct OpenFile {
    file: usize,
    reader: Box<Reader>,
}

impl OpenFile {
    fn due(&self) -> Due {
        let time = match self.reader.number_in_capture() {
            // the order of the whole capture is known
            Some(number) => Time::from_nanos(number as i64),
            None => self.reader.head().time,
        };
        (time, self.file)
    }
}

/// The order of turns: time of the next frame, then place among the arguments.
type Due = (Time, usize);

/// A file that waits for its turn.
struct Waiting {
    due: Due,
    /// `None` where it is not open yet.
    open: Option<OpenFile>,
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.due.cmp(&other.due)
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.due == other.due
    }
}

impl Eq for Waiting {}
