//! The control pass over the frames that indexes hold, in the order and with the numbers of the
//! whole capture.
//!
//! What it finds is what the control pass of a single analysis finds, as long as the indexes hold
//! every frame that it would look at. An index was made without knowledge of the files before it:
//! where this pass follows a connection of which a file keeps too little, the frames are read from
//! the capture, and the pass begins anew. Connections to control ports are kept whole, so that this
//! happens only where a control channel on another port goes on in the next file.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::analysis::control::{ControlPass, ControlPlan};
use crate::capture::{Capture, Frame};
use crate::decode::{DecodeOptions, Decoder, Segment, Skip};
use crate::limits::Limits;
use crate::model::{Arg, At, LinkType, Message, SecretSource, Time, Turn};
use crate::tcp::ConnectionKey;
use crate::tls::{Keyring, Secrets, Sessions};

use super::ArchiveError;
use super::lines::ConnectionLine;
use super::packed::KeptFrame;
use super::set::IndexSet;

/// What the control channels of a capture are.
#[derive(Debug, Default)]
pub(super) struct ControlChannels {
    /// The sessions, and what they announce.
    pub(super) plan: ControlPlan,
    /// Segments whose fragments stand in several files, of which no index tells.
    pub(super) joined: Vec<JoinedDatagram>,
}

/// A segment whose fragments stand in several files.
#[derive(Debug)]
pub(super) struct JoinedDatagram {
    /// Its connection.
    pub(super) key: ConnectionKey,
    /// Its frames, the one that makes it whole last.
    pub(super) places: Vec<FramePlace>,
}

/// Where a frame stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct FramePlace {
    /// Its file.
    pub(super) file: usize,
    /// Its block there.
    pub(super) block: u64,
    /// Its number in the capture.
    pub(super) number: u64,
}

impl JoinedDatagram {
    /// The file in which it is made whole.
    pub(super) fn whole(&self) -> usize {
        self.places.last().map_or(0, |place| place.file)
    }

    /// All files of its frames.
    pub(super) fn files(&self) -> BTreeSet<usize> {
        self.places.iter().map(|place| place.file).collect()
    }
}

/// Makes the control pass.
///
/// # Errors
/// Where an index or a capture cannot be read.
pub(super) fn control_pass(
    set: &IndexSet,
    secrets: &Secrets,
    limits: &Limits,
) -> Result<ControlChannels, ArchiveError> {
    let mut secrets = secrets.clone();
    for text in set.files.iter().flat_map(|file| &file.secrets) {
        secrets.read_text(text.as_bytes(), SecretSource::Capture, limits);
    }
    let capture = ArchiveControlPass {
        set,
        secrets: Arc::new(secrets),
        limits,
        lines: set.files.iter().map(|f| by_key(&f.connections)).collect(),
    };
    let mut missing = BTreeSet::new();
    let mut more: BTreeMap<usize, Vec<KeptFrame>> = BTreeMap::new();
    loop {
        let mut pass = capture.begin();
        let found = capture.run(&mut pass, &more)?;
        let new: BTreeSet<_> = found.difference(&missing).copied().collect();
        if new.is_empty() {
            pass.control.ends_at(capture.end());
            return Ok(ControlChannels {
                plan: pass.control.finish(),
                joined: pass.joined,
            });
        }
        for file in new.iter().map(|&(file, _)| file).collect::<BTreeSet<_>>() {
            let keys: BTreeSet<ConnectionKey> = new
                .iter()
                .filter(|&&(of, _)| of == file)
                .map(|&(_, key)| key)
                .collect();
            let frames = capture.look_up(file, &keys)?;
            more.entry(file).or_default().extend(frames);
        }
        missing.extend(new);
    }
}

/// What is told of each connection of a file: the first line, which says from where on frames are
/// kept, and the last one, which says up to where.
type LinesOfFile<'s> =
    HashMap<ConnectionKey, (&'s ConnectionLine, &'s ConnectionLine), RandomState>;

fn by_key(connections: &[ConnectionLine]) -> LinesOfFile<'_> {
    let mut lines: LinesOfFile = HashMap::default();
    for line in connections {
        let key = ConnectionKey::new(line.a, line.b);
        let known = lines.entry(key).or_insert((line, line));
        if line.first < known.0.first {
            known.0 = line;
        }
        if line.last > known.1.last {
            known.1 = line;
        }
    }
    lines
}

struct ArchiveControlPass<'s> {
    set: &'s IndexSet,
    secrets: Arc<Secrets>,
    limits: &'s Limits,
    lines: Vec<LinesOfFile<'s>>,
}

/// A pass at work.
struct Pass {
    control: ControlPass,
    decoder: Decoder,
    joined: Vec<JoinedDatagram>,
}

impl ArchiveControlPass<'_> {
    fn decode_options(&self) -> DecodeOptions {
        let options = self.set.files.first().map(|file| &file.line.options);
        DecodeOptions {
            verify_checksums: options.is_some_and(|options| options.verify_checksums),
        }
    }

    fn begin(&self) -> Pass {
        let options = self.set.files.first().map(|file| &file.line.options);
        let ports = options.map_or(&[][..], |options| &options.control_ports);
        let ring = Keyring::new(&self.secrets, Sessions::default(), self.limits);
        Pass {
            control: ControlPass::new(self.limits, ports, true, ring),
            decoder: Decoder::new(self.limits, self.decode_options()),
            joined: Vec::new(),
        }
    }

    fn end(&self) -> At {
        let (frame, time) = self.set.end();
        At {
            frame,
            time: Time::from_nanos(time),
        }
    }

    /// Takes all frames; gives the connections that are followed and lack frames, each with the
    /// file.
    fn run(
        &self,
        pass: &mut Pass,
        more: &BTreeMap<usize, Vec<KeptFrame>>,
    ) -> Result<BTreeSet<(usize, ConnectionKey)>, ArchiveError> {
        let mut lacking = BTreeSet::new();
        let mut open: HashMap<usize, std::vec::IntoIter<KeptFrame>, RandomState> =
            HashMap::default();
        for (place, turn) in self.set.turns() {
            if turn.first_in_file == 1 {
                lacking.extend(self.lacking(pass, place, lacks_beginning));
                open.insert(place, self.frames(place, more.get(&place))?.into_iter());
            }
            let last = turn.first_in_file + (turn.last - turn.first);
            if let Some(frames) = open.get_mut(&place) {
                self.turn(pass, place, turn, frames);
            }
            if last == self.set.files[place].line.frames {
                open.remove(&place);
                lacking.extend(self.lacking(pass, place, lacks_end));
            }
        }
        Ok(lacking)
    }

    /// Takes the frames of a turn.
    fn turn(
        &self,
        pass: &mut Pass,
        place: usize,
        turn: Turn,
        frames: &mut std::vec::IntoIter<KeptFrame>,
    ) {
        let last = turn.first_in_file + (turn.last - turn.first);
        while let Some(next) = frames.as_slice().first()
            && next.number <= last
        {
            let number = turn.first + next.number.saturating_sub(turn.first_in_file);
            let frame = frame_of(next, number, place);
            self.frame(pass, &frame);
            frames.next();
        }
    }

    fn frame(&self, pass: &mut Pass, frame: &Frame) {
        let Ok(mut segment) = pass.decoder.decode(frame) else {
            return;
        };
        if !segment.fragments.is_empty() {
            pass.joined.extend(self.joined(&segment));
        }
        pass.control.segment(&mut segment);
    }

    /// A segment that was joined of fragments, where these do not all stand in one file.
    fn joined(&self, segment: &Segment) -> Option<JoinedDatagram> {
        let numbers = segment.fragments.iter().copied().chain([segment.frame]);
        let datagram = JoinedDatagram {
            key: ConnectionKey::of(segment).0,
            places: numbers.filter_map(|number| self.place_of(number)).collect(),
        };
        (datagram.files().len() > 1).then_some(datagram)
    }

    /// The file and the block of a frame of the capture.
    fn place_of(&self, number: u64) -> Option<FramePlace> {
        let files = self.set.files.iter().enumerate();
        for (place, file) in files {
            let behind = file.turns.partition_point(|turn| turn.first <= number);
            let turn = file.turns[..behind]
                .last()
                .filter(|turn| number <= turn.last);
            if let Some(turn) = turn {
                let in_file = turn.first_in_file + (number - turn.first);
                let behind = file.blocks.partition_point(|block| block.first <= in_file);
                return Some(FramePlace {
                    file: place,
                    block: (behind as u64).checked_sub(1)?,
                    number,
                });
            }
        }
        None
    }

    /// The frames of a file, with those that were read from the capture.
    fn frames(
        &self,
        place: usize,
        more: Option<&Vec<KeptFrame>>,
    ) -> Result<Vec<KeptFrame>, ArchiveError> {
        let mut frames = self.set.files[place].kept(self.limits)?;
        if let Some(more) = more {
            frames.extend(more.iter().cloned());
            frames.sort_by_key(|frame| frame.number);
            frames.dedup_by_key(|frame| frame.number);
        }
        Ok(frames)
    }

    /// The connections of a file that are followed now and of which `lacks` says that frames are
    /// not kept.
    fn lacking(
        &self,
        pass: &Pass,
        place: usize,
        lacks: fn(&ConnectionLine, &ConnectionLine) -> bool,
    ) -> Vec<(usize, ConnectionKey)> {
        self.lines[place]
            .iter()
            .filter(|(key, (first, last))| lacks(first, last) && pass.control.follows(key))
            .map(|(&key, _)| (place, key))
            .collect()
    }

    /// Reads all frames of some connections from a capture.
    fn look_up(
        &self,
        place: usize,
        keys: &BTreeSet<ConnectionKey>,
    ) -> Result<Vec<KeptFrame>, ArchiveError> {
        let file = &self.set.files[place];
        let lines = file.connections.iter();
        let of_keys = lines.filter(|line| keys.contains(&ConnectionKey::new(line.a, line.b)));
        let rows = of_keys.flat_map(|line| &line.blocks);
        let blocks: BTreeSet<u64> = rows.flat_map(|&(first, last)| first..=last).collect();
        let capture = Capture::windowed(vec![file.windowed(blocks)], self.limits);
        let mut decoder = Decoder::new(self.limits, self.decode_options());
        let mut frames = capture.frames();
        let mut found = Vec::new();
        while let Some(frame) = frames.next() {
            let is_wanted = match decoder.decode(&frame) {
                Ok(segment) => keys.contains(&ConnectionKey::of(&segment).0),
                Err(skip) => skip == Skip::Fragment,
            };
            if is_wanted {
                found.push(super::index::keep(&frame));
            }
        }
        match frames.finish().into_iter().find_map(|file| file.fault) {
            Some(fault) if fault.fatal => {
                let why = fault
                    .said
                    .map_or_else(|| Arg::Text(fault.message.as_str().into()), Arg::Message);
                let why = Message::new("archive-unread-dialogue", [("why", why)]);
                Err(ArchiveError::format(&file.line.path, why))
            }
            _ => Ok(found),
        }
    }
}

/// True where the first frames of a connection in a file are not kept.
fn lacks_beginning(first: &ConnectionLine, _: &ConnectionLine) -> bool {
    first.kept.is_none_or(|kept| kept.0 > first.first.0)
}

/// Likewise the last ones.
fn lacks_end(_: &ConnectionLine, last: &ConnectionLine) -> bool {
    last.kept.is_none_or(|kept| kept.1 < last.last.0)
}

fn frame_of(kept: &KeptFrame, number: u64, file: usize) -> Frame<'_> {
    Frame {
        number,
        time: Time::from_nanos(kept.time),
        link: LinkType(kept.link),
        data: &kept.data,
        wire_len: kept.wire_len,
        file: file as u32,
        number_in_file: kept.number,
    }
}
