//! `index`: one pass over a file, by the decoder that every analysis uses, with memory that does
//! not grow with the file.
//!
//! # What is kept
//!
//! All frames of what may be control, so that the control channels of a whole archive can be read
//! without reading the archive. Which these are is not judged here: a control pass over this one
//! file is asked, before and after each segment, whether it follows the connection. On any other
//! port than a control port it begins to where something looks like FTP; the SYN of such a
//! connection is looked up then among those that are remembered.
//!
//! A file may begin in the middle of a control channel that this pass cannot recognise, because
//! what shows that it is one stands in an earlier file. Its line says which frames are kept; the
//! plan knows the earlier file, and reads what is missing from the capture.
//!
//! Fragments that join to a segment within the file are kept with that segment. Those that do not
//! are kept as they are: what lacks may stand in the next file.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::analysis::control::ControlPass;
use crate::capture::{Capture, Frame, Input, SecretsListener};
use crate::decode::{DecodeOptions, Decoder, Segment, Skip};
use crate::digest::{Hash, Hasher};
use crate::limits::Limits;
use crate::model::{CaptureSummary, Fault, Message, Time};
use crate::output::json;
use crate::tcp::ConnectionKey;
use crate::text::names;

use super::ArchiveError;
use super::held::{HeldFragments, RememberedSyns};
use super::lines::{BlockLine, ConnectionLine, FileLine, INDEX, IndexLine, OptionsLine};
use super::packed::{KeptFrame, pack_frames, pack_times};
use super::stored::{self, IndexFormat, IndexWriter};
use super::table::{ConnectionTable, Placed};

/// Frames of a block: a task reads whole blocks, and each costs a line.
pub(super) const BLOCK: u64 = 1024;
/// Digits of the digest in the name of an index.
pub(super) const DIGITS: usize = 16;

/// What is indexed, and how.
#[derive(Clone, Debug, Default)]
pub(crate) struct IndexOptions {
    /// More ports to treat as control.
    pub(crate) control_ports: Vec<u16>,
    /// Drop packets with a wrong checksum.
    pub(crate) verify_checksums: bool,
    /// As what an index is written.
    pub(crate) format: IndexFormat,
    /// The limits.
    pub(crate) limits: Limits,
}

/// An index that is there.
#[derive(Debug)]
pub(crate) struct Indexed {
    /// Where.
    pub(crate) path: PathBuf,
    /// It was there before.
    pub(crate) cached: bool,
    /// Frames of the capture.
    pub(crate) frames: u64,
    /// Why the capture was not read to its end.
    pub(crate) fault: Option<Fault>,
}

impl IndexOptions {
    fn line(&self) -> OptionsLine {
        let mut control_ports = self.control_ports.clone();
        control_ports.sort_unstable();
        control_ports.dedup();
        OptionsLine {
            control_ports,
            verify_checksums: self.verify_checksums,
        }
    }
}

/// Indexes a capture file into a folder, unless that holds the index of these very bytes.
///
/// # Errors
/// Where the file cannot be read at all, or the index cannot be written.
pub(crate) fn index(
    file: &Path,
    folder: &Path,
    options: &IndexOptions,
) -> Result<Indexed, ArchiveError> {
    if !options.format.is_built_in() {
        return Err(ArchiveError::Request(Message::new(
            stored::NOT_BUILT_IN,
            [],
        )));
    }
    let capture = Capture::open(Input::path(file), &options.limits)?;
    let sha256 = digest(&capture).ok_or_else(|| unread(file, &capture))?;
    let name = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let ending = options.format.ending();
    let path = folder.join(format!("{name}.{}.{ending}", &sha256[..DIGITS]));
    let given = file.to_string_lossy().into_owned();
    if let Ok(known) = stored::file_line(&path)
        && (&known.path, &known.sha256, &known.options) == (&given, &sha256, &options.line())
    {
        return Ok(indexed(path, true, known));
    }
    fs::create_dir_all(folder).map_err(ArchiveError::write(folder))?;
    // whoever looks at the folder meanwhile sees no half of an index
    let unfinished = path.with_extension(format!("{}.part", std::process::id()));
    let made = IndexWriter::create(&unfinished, options.format, &given)
        .and_then(|out| {
            let mut indexer = Indexer::new(out, options);
            indexer.read(&capture)?;
            indexer.finish(given, sha256, capture.bytes(), options)
        })
        .and_then(|line| fs::rename(&unfinished, &path).map(|()| line));
    match made {
        Ok(line) => Ok(indexed(path, false, line)),
        Err(cause) => {
            drop(fs::remove_file(&unfinished));
            Err(ArchiveError::write(path)(cause))
        }
    }
}

fn indexed(path: PathBuf, cached: bool, line: FileLine) -> Indexed {
    Indexed {
        path,
        cached,
        frames: line.frames,
        fault: line.fault.map(|(message, fatal)| Fault {
            message,
            fatal,
            said: line.said,
        }),
    }
}

/// Why a file has no digest: what opening it met, else that it broke off while it was read.
fn unread(file: &Path, capture: &Capture) -> ArchiveError {
    let summaries = capture.frames().finish();
    let fault = summaries
        .into_iter()
        .find_map(|summary| summary.fault?.said);
    let broke_off = || Message::new("archive-no-file", []);
    ArchiveError::format(file, fault.unwrap_or_else(broke_off))
}

fn digest(capture: &Capture) -> Option<String> {
    let mut hasher = Hasher::new(Hash::Sha256.into());
    capture.read_stored(0, &mut |bytes| hasher.update(bytes))?;
    hasher.finish().sha256
}

/// Takes down the secrets that stand in a capture.
#[derive(Default)]
struct SecretTexts(Mutex<Vec<String>>);

impl SecretTexts {
    fn take(&self) -> Vec<String> {
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *texts)
    }
}

impl SecretsListener for SecretTexts {
    fn text(&self, _: u32, text: &[u8]) {
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        texts.push(String::from_utf8_lossy(text).into_owned());
    }
}

/// A file at work.
struct Indexer {
    out: IndexWriter,
    decoder: Decoder,
    keeper: FrameKeeper,
    secrets: Arc<SecretTexts>,
    block: BlockLine,
    times: Vec<i64>,
    /// What was no frame so far.
    others: u64,
    line: FileLine,
}

impl Indexer {
    fn new(out: IndexWriter, options: &IndexOptions) -> Self {
        let limits = &options.limits;
        let decode = DecodeOptions {
            verify_checksums: options.verify_checksums,
        };
        Indexer {
            out,
            decoder: Decoder::new(limits, decode),
            keeper: FrameKeeper {
                pass: ControlPass::finder(limits, &options.control_ports),
                table: ConnectionTable::default(),
                syns: RememberedSyns::new(limits.remembered_syns),
                fragments: HeldFragments::new(limits.fragment_bytes),
                kept: Vec::new(),
            },
            secrets: Arc::default(),
            block: BlockLine::default(),
            times: Vec::new(),
            others: 0,
            line: FileLine::default(),
        }
    }

    fn read(&mut self, capture: &Capture) -> io::Result<()> {
        let listener: Arc<dyn SecretsListener> = Arc::clone(&self.secrets) as _;
        let mut frames = capture.frames_and_secrets(listener);
        while let Some(frame) = frames.next() {
            let number = frame.number;
            self.frame(&frame)?;
            let (offset, others) = (frames.offset(), frames.others());
            self.placed(number, offset, others)?;
        }
        self.close()?;
        let read = frames.finish();
        if let Some(summary) = read.first() {
            self.summarise(summary);
        }
        Ok(())
    }

    fn frame(&mut self, frame: &Frame) -> io::Result<()> {
        let number = frame.number;
        if frame.data.len() < frame.wire_len as usize {
            self.line.cut_frames += 1;
            self.line.first_cut_frame.get_or_insert(number);
        }
        let place = Placed {
            number,
            time: frame.time.as_nanos(),
            block: (number - 1) / BLOCK,
        };
        match self.decoder.decode(frame) {
            Ok(segment) => {
                self.line.last_segment = Some((number, frame.time.as_nanos()));
                for line in self.keeper.segment(segment, frame, place) {
                    self.out.write(IndexLine::Connection(line))?;
                }
            }
            Err(skip) => {
                *self.line.skipped.entry(skip.reason().into()).or_default() += 1;
                if skip == Skip::Fragment {
                    self.keeper.fragments.hold(keep(frame));
                }
            }
        }
        self.times.push(frame.time.as_nanos());
        Ok(())
    }

    /// The frame that was just taken begins there, and so much was no frame before it.
    fn placed(&mut self, number: u64, offset: u64, others: u64) -> io::Result<()> {
        let is_first = number == 1;
        if !is_first && others > self.others {
            self.block.special = true;
        }
        self.others = others;
        if is_first || self.block.frames == BLOCK {
            let time = self.times.pop();
            self.close()?;
            self.times.extend(time);
            self.block = BlockLine {
                offset,
                first: number,
                ..BlockLine::default()
            };
        }
        self.block.frames += 1;
        self.write_secrets()
    }

    /// Writes the block that is done.
    fn close(&mut self) -> io::Result<()> {
        let (Some(&first), Some(&latest)) = (self.times.first(), self.times.iter().max()) else {
            return Ok(());
        };
        // what stands behind the last frame
        self.block.special |= self.write_secrets_count()? > 0;
        (self.block.unit, self.block.times) = pack_times(&self.times)?;
        self.block.kept = pack_frames(&std::mem::take(&mut self.keeper.kept))?;
        (self.block.time, self.block.latest) = (first, latest);
        self.times.clear();
        let block = std::mem::take(&mut self.block);
        self.out.write(IndexLine::Block(block))
    }

    fn write_secrets(&mut self) -> io::Result<()> {
        self.write_secrets_count().map(drop)
    }

    /// Writes the secrets that came since; how many texts there were.
    fn write_secrets_count(&mut self) -> io::Result<usize> {
        let texts = self.secrets.take();
        let count = texts.len();
        for text in texts {
            self.out.write(IndexLine::Secrets { text })?;
        }
        Ok(count)
    }

    fn summarise(&mut self, summary: &CaptureSummary) {
        let line = &mut self.line;
        line.format = summary.container.map(|c| names::container(c).to_owned());
        line.compression = summary.compression.map(|c| c.name().to_owned());
        line.link_types = summary.link_types.iter().map(|link| link.0).collect();
        line.frames = summary.frames;
        line.bytes = summary.bytes;
        line.first_time = summary.first_time.map(Time::as_nanos);
        line.last_time = summary.last_time.map(Time::as_nanos);
        line.nanoseconds = summary.nanoseconds;
        line.shifted_times = summary.shifted_times;
        line.truncated = summary.truncated;
        line.secrets_blocks = summary.secrets_blocks;
        line.fault = summary
            .fault
            .as_ref()
            .map(|fault| (fault.message.clone(), fault.fatal));
        line.said = summary.fault.as_ref().and_then(|fault| fault.said.clone());
    }

    fn finish(
        mut self,
        path: String,
        sha256: String,
        stored_bytes: u64,
        options: &IndexOptions,
    ) -> io::Result<FileLine> {
        for line in self.keeper.table.take() {
            self.out.write(IndexLine::Connection(line))?;
        }
        let loose = self.keeper.fragments.rest();
        if !loose.is_empty() {
            let kept = pack_frames(&loose)?;
            let block = BlockLine {
                kept,
                ..BlockLine::default()
            };
            self.out.write(IndexLine::Block(block))?;
        }
        let line = FileLine {
            schema: INDEX.to_owned(),
            path,
            sha256,
            stored_bytes,
            options: options.line(),
            notes: by_name(self.decoder.notes()),
            limits_hit: by_name(self.decoder.limits_hit()),
            ..self.line
        };
        self.out.finish(line.clone())?;
        Ok(line)
    }
}

/// Decides which frames are kept.
struct FrameKeeper {
    pass: ControlPass,
    table: ConnectionTable,
    syns: RememberedSyns,
    fragments: HeldFragments,
    /// Those of the present block.
    kept: Vec<KeptFrame>,
}

impl FrameKeeper {
    /// Takes the segment of a frame; gives the connections that it ends in the table.
    fn segment(
        &mut self,
        mut segment: Segment,
        frame: &Frame,
        place: Placed,
    ) -> Vec<ConnectionLine> {
        let found = ConnectionKey::of(&segment);
        let key = found.0;
        let lines = self.table.add(found, &segment, place);
        for &source in segment.fragments {
            self.table.stands_in(&key, (source - 1) / BLOCK);
        }
        let before = self.pass.follows(&key);
        self.pass.segment(&mut segment);
        let sources = segment.fragments.iter();
        let sources = sources.filter_map(|&source| self.fragments.take(source));
        let sources: Vec<KeptFrame> = sources.collect();
        if before || self.pass.follows(&key) {
            self.kept.extend(self.syns.take(&key));
            self.kept.extend(sources);
            self.table.keep(&key, place.number);
            self.kept.push(keep(frame));
        } else {
            self.syns.look_at(key, &segment, frame);
        }
        lines
    }
}

fn by_name(counts: Vec<(&'static str, u64)>) -> BTreeMap<String, u64> {
    let counts = counts.into_iter();
    counts
        .map(|(name, count)| (name.to_owned(), count))
        .collect()
}

/// Writes an object on a line of its own.
pub(super) fn write_line(out: &mut impl Write, line: &impl serde::Serialize) -> io::Result<()> {
    json::to_writer(out, line)?;
    out.write_all(b"\n")
}

pub(super) fn keep(frame: &Frame) -> KeptFrame {
    KeptFrame {
        number: frame.number_in_file,
        link: frame.link.0,
        wire_len: frame.wire_len,
        time: frame.time.as_nanos(),
        data: frame.data.to_vec(),
    }
}
