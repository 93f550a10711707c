//! One file, from its first byte to its last frame.
//!
//! Opening it finds out what it is by its first bytes, whatever it is called: first whether it is
//! compressed, then its format, within the compression where there is one. From there on a reader
//! is a loop over steps of the format, a state machine without input of its own: it is shown the
//! bytes that are there, and answers with a record, something to skip, or how many bytes it needs.
//! Records are slices of the buffer and are never copied; the head stays where it is until the next
//! one is asked for.
//!
//! Three ends are told apart: the end of the file behind a record, the end within one (a capture
//! that is still being written, or was cut), and damage, where the format refuses what it sees.
//! What was read before stays valid in all of them, and nothing is read after the first of them.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::buffer::{Buffer, Pull, ReadBlock};
use super::compression::Unpack;
use super::error::{CaptureError, Place};
use super::format::{CapturedRecord, FormatEntry, FormatStep, LOOKAHEAD, OpenedFormat, SNIFF};
use super::sniff;
use super::source::Source;
use super::store::CaptureStore;
use super::window::{FileWindow, WindowPiece};
use super::{LinkType, Time};
use crate::limits::Limits;
use crate::model::{CaptureSummary, Compression, Container, Fault};

/// A file that is being read. It stands on one record, the head, until it is told to advance.
pub(super) struct Reader {
    buffer: Buffer<ByteStream>,
    entry: &'static FormatEntry,
    format: OpenedFormat,
    compression: Option<Compression>,
    head: CapturedRecord,
    tally: Tally,
    secrets: Option<FileWatcher>,
    /// The frames that are wanted, where not all are.
    window: Option<Arc<FileWindow>>,
    /// Why there is no next record. Once it is set the file is not touched again.
    end: Option<Result<(), CaptureError>>,
}

/// What is found out about a file while it is opened.
#[derive(Default)]
pub(super) struct KnownFormat {
    pub(super) compression: Option<Compression>,
    pub(super) entry: Option<&'static FormatEntry>,
}

/// Why a file could not be begun, and what was known of it by then.
pub(super) struct Unopened {
    pub(super) error: CaptureError,
    pub(super) known: KnownFormat,
}

impl Reader {
    /// Opens the store and finds out what it is. `size` is that of the read buffer in bytes;
    /// `counter` goes up with every byte read from the store.
    pub(super) fn open(
        store: &CaptureStore,
        counter: &Arc<AtomicU64>,
        limits: &Limits,
        size: usize,
    ) -> Result<Reader, Box<Unopened>> {
        let mut known = KnownFormat::default();
        Self::begin(store, counter, limits, size, &mut known)
            .map_err(|error| Box::new(Unopened { error, known }))
    }

    fn begin(
        store: &CaptureStore,
        counter: &Arc<AtomicU64>,
        limits: &Limits,
        size: usize,
        known: &mut KnownFormat,
    ) -> Result<Reader, CaptureError> {
        let mut source = Source::new(store.open(counter)?);
        // not where many files share the memory
        source.may_read_ahead = size >= limits.read_buffer;
        let mut stored = Buffer::new(source, size);
        stored.ensure(SNIFF)?;
        let codec = sniff::packing(stored.filled())?;
        let compression = codec.map(|codec| codec.kind);
        known.compression = compression;
        let mut buffer = match codec {
            Some(codec) => Buffer::new(
                ByteStream::Packed(Box::new(Unpack::new(codec, stored, store.len(), limits))),
                size,
            ),
            None => stored.map(ByteStream::Plain),
        };
        let entry = recognise(&mut buffer, compression)?;
        known.entry = Some(entry);
        let format = open(entry, &mut buffer, compression.is_some(), limits)?;
        let (head, tally) = (CapturedRecord::default(), Tally::default());
        Ok(Reader {
            buffer,
            entry,
            format,
            compression,
            head,
            tally,
            secrets: None,
            window: None,
            end: None,
        })
    }

    /// Hands on the secrets that it comes upon.
    pub(super) fn tell(&mut self, file: u32, listener: Arc<dyn SecretsListener>) {
        self.secrets = Some(FileWatcher { file, listener });
    }

    /// Goes to the next record; false at the end of the file and ever after.
    #[inline]
    pub(super) fn advance(&mut self) -> bool {
        if self.end.is_some() {
            return false;
        }
        self.buffer.consume(self.head.size);
        self.head.size = 0;
        loop {
            match self.format.step(self.buffer.filled()) {
                Ok(FormatStep::Record(record)) => {
                    self.tally.add(&record);
                    if self.window.is_some() && !self.is_wanted() {
                        self.buffer.consume(record.size);
                        if self.go_on() {
                            continue;
                        }
                        return false;
                    }
                    self.buffer.fetch(record.size);
                    self.head = record;
                    return true;
                }
                Ok(FormatStep::Skip(count)) => {
                    self.tally.others += 1;
                    self.buffer.consume(count);
                }
                Ok(FormatStep::Secrets { text, size }) => {
                    self.tally.others += 1;
                    self.tally.secrets_blocks += 1;
                    if let Some(told) = &self.secrets {
                        told.listener.text(told.file, &self.buffer.filled()[text]);
                    }
                    self.buffer.consume(size);
                }
                Ok(FormatStep::Need(count)) => {
                    if !self.refill(count) {
                        return false;
                    }
                }
                Err(damage) => {
                    let (unit, at) = (self.entry.unit, self.place());
                    self.end = Some(Err(CaptureError::Damaged { unit, at, damage }));
                    return false;
                }
            }
        }
    }

    /// Hands out these frames alone.
    pub(super) fn look_through(&mut self, window: Option<Arc<FileWindow>>) {
        self.window = window;
    }

    /// The number of the head in the whole capture, where it is known.
    #[inline]
    pub(super) fn number_in_capture(&self) -> Option<u64> {
        let window = self.window.as_ref()?;
        Some(window.number(self.number()))
    }

    /// Where the record of the head begins.
    pub(super) fn offset(&self) -> u64 {
        self.buffer.offset()
    }

    /// What it has come upon that was no frame.
    pub(super) fn others(&self) -> u64 {
        self.tally.others
    }

    /// True for a frame that its window holds.
    fn is_wanted(&self) -> bool {
        let at = self.number();
        let piece = self.next_piece(at);
        piece.is_some_and(|piece| piece.first <= at)
    }

    /// The piece that holds a frame, or the next one.
    fn next_piece(&self, frame: u64) -> Option<WindowPiece> {
        self.window.as_ref()?.piece_at(frame).copied()
    }

    /// Goes on to the next piece behind the last record; false where there is none.
    fn go_on(&mut self) -> bool {
        let next = self.number() + 1;
        let Some(piece) = self.next_piece(next) else {
            self.end = Some(Ok(()));
            return false;
        };
        if piece.first > next && self.jumps() && self.buffer.jump(piece.offset) {
            self.tally.frames = piece.first - 1;
        }
        true
    }

    /// True where a record can be read without those before it.
    fn jumps(&self) -> bool {
        let container = self.entry.container;
        let by_itself = matches!(
            container,
            Container::Pcap | Container::PcapNg | Container::Snoop | Container::Erf
        );
        by_itself && self.compression.is_none()
    }

    /// How many blocks of secrets it has come upon.
    pub(super) fn secrets_blocks(&self) -> u64 {
        self.tally.secrets_blocks
    }

    /// The record that the file stands on.
    #[inline]
    pub(super) fn head(&self) -> &CapturedRecord {
        &self.head
    }

    /// The captured bytes of the head.
    #[inline]
    pub(super) fn data(&self) -> &[u8] {
        &self.buffer.filled()[self.head.data.clone()]
    }

    /// Number of the head in its file, from 1.
    #[inline]
    pub(super) fn number(&self) -> u64 {
        self.tally.frames
    }

    /// Writes down what was read so far and why it ended.
    pub(super) fn summarise(&self, summary: &mut CaptureSummary) {
        summary.container = Some(self.entry.container);
        summary.compression = self.compression;
        self.tally.summarise(summary);
        if let Some(Err(error)) = &self.end {
            summary.truncated = error.is_cut();
            summary.fault = Some(Fault::from(error));
        }
    }

    #[cold]
    fn refill(&mut self, need: usize) -> bool {
        let have = match self.buffer.ensure(need) {
            Ok(true) => return true,
            Ok(false) => self.buffer.filled().len(),
            Err(error) => {
                self.end = Some(Err(error));
                return false;
            }
        };
        let at = self.place();
        self.end = Some(match have {
            0 => Ok(()),
            _ if at.offset == 0 => Err(CaptureError::CutHeader {
                name: self.entry.name,
                have,
                need,
            }),
            _ => Err(CaptureError::Cut {
                unit: self.entry.unit,
                at,
                have,
                need,
            }),
        });
        false
    }

    fn place(&self) -> Place {
        Place {
            offset: self.buffer.offset(),
            unpacked: self.compression.is_some(),
        }
    }
}

/// Who is told of the secrets that stand in capture files: the text of key logs, a piece for each
/// block, in the order of each file. The text is handed on as it is and kept nowhere else.
pub(crate) trait SecretsListener: Send + Sync {
    /// The text of a block of a file, by its place among the arguments.
    fn text(&self, file: u32, text: &[u8]);
}

/// A listener, and the file of which it is told.
struct FileWatcher {
    file: u32,
    listener: Arc<dyn SecretsListener>,
}

/// Finds the format by the first bytes.
fn recognise(
    buffer: &mut Buffer<ByteStream>,
    compression: Option<Compression>,
) -> Result<&'static FormatEntry, CaptureError> {
    buffer.ensure(SNIFF)?;
    if !sniff::has_magic(buffer.filled()) {
        buffer.look_ahead(LOOKAHEAD);
    }
    sniff::format(buffer.filled(), compression)
}

/// The first `len` bytes, or all where there are fewer.
fn beginning(buffer: &Buffer<ByteStream>, len: usize) -> &[u8] {
    let filled = buffer.filled();
    &filled[..filled.len().min(len)]
}

/// Reads the file header.
fn open(
    entry: &'static FormatEntry,
    buffer: &mut Buffer<ByteStream>,
    unpacked: bool,
    limits: &Limits,
) -> Result<OpenedFormat, CaptureError> {
    if !buffer.ensure(entry.header)? {
        return Err(CaptureError::CutHeader {
            name: entry.name,
            have: buffer.filled().len(),
            need: entry.header,
        });
    }
    buffer.look_ahead(LOOKAHEAD);
    let format = (entry.open)(beginning(buffer, LOOKAHEAD), limits).map_err(|damage| {
        let at = Place {
            offset: 0,
            unpacked,
        };
        CaptureError::Damaged {
            unit: "header",
            at,
            damage,
        }
    })?;
    buffer.consume(entry.header);
    Ok(format)
}

/// Where the bytes of a capture come from.
enum ByteStream {
    Plain(Source),
    Packed(Box<Unpack>),
}

impl Pull for ByteStream {
    fn pull(&mut self, into: &mut [u8]) -> Result<usize, CaptureError> {
        match self {
            ByteStream::Plain(source) => source.pull(into),
            ByteStream::Packed(source) => source.pull(into),
        }
    }

    fn next_block(&mut self) -> Option<Result<ReadBlock, CaptureError>> {
        match self {
            ByteStream::Plain(source) => source.next_block(),
            ByteStream::Packed(_) => None,
        }
    }

    fn jump(&mut self, to: u64) -> bool {
        match self {
            ByteStream::Plain(source) => source.jump(to),
            ByteStream::Packed(_) => false,
        }
    }

    fn take_back(&mut self, bytes: Vec<u8>) {
        if let ByteStream::Plain(source) = self {
            source.take_back(bytes);
        }
    }
}

/// What is counted of a file's frames.
#[derive(Default)]
struct Tally {
    frames: u64,
    bytes: u64,
    first_time: Time,
    last_time: Time,
    nanoseconds: bool,
    shifted: u64,
    secrets_blocks: u64,
    /// What was no frame.
    others: u64,
    /// Ascending, each once.
    links: Vec<LinkType>,
    last_link: LinkType,
}

impl Tally {
    #[inline]
    fn add(&mut self, record: &CapturedRecord) {
        if self.frames == 0 || self.last_link != record.link {
            self.add_link(record);
        }
        self.last_time = record.time;
        self.frames += 1;
        self.bytes += record.data.len() as u64;
        self.nanoseconds |= record.nanoseconds;
        self.shifted += u64::from(record.shifted);
    }

    /// The first record of all, or of a link.
    #[cold]
    fn add_link(&mut self, record: &CapturedRecord) {
        if self.frames == 0 {
            self.first_time = record.time;
        }
        let link = record.link;
        self.last_link = link;
        if let Err(place) = self.links.binary_search(&link) {
            self.links.insert(place, link);
        }
    }

    fn summarise(&self, summary: &mut CaptureSummary) {
        summary.link_types.clone_from(&self.links);
        summary.frames = self.frames;
        summary.bytes = self.bytes;
        summary.first_time = (self.frames > 0).then_some(self.first_time);
        summary.last_time = (self.frames > 0).then_some(self.last_time);
        summary.nanoseconds = self.nanoseconds;
        summary.shifted_times = self.shifted;
        summary.secrets_blocks = self.secrets_blocks;
    }
}
