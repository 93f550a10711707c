//! One direction of a control connection: lines of dialogue, and TLS where it hides them.
//!
//! Where TLS begins and ends is said by [`crate::tls::TlsConnection`], through which all bytes come; what it opens would
//! come here as clear text does.

use std::ops::Range;

use crate::ftp::{Line, LineSplitter};
use crate::limits::Limits;
use crate::model::{At, LineEnd, Text};
use crate::tls::Piece;

/// What was heard in one direction, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A line of the dialogue.
    Line(HeardLine),
    /// TLS begins.
    TlsBegins(At),
    /// The dialogue is clear again.
    TlsEnds(At),
    /// [`Limits::dialogue`] is reached: nothing that follows is kept.
    Full(At),
}

impl Heard {
    /// Tells how far into the other direction its acknowledgment goes.
    pub fn acknowledge(&mut self, place: impl Fn(u32) -> Option<u64>) {
        if let Heard::Line(line) = self {
            line.acked = line.ack.and_then(place);
        }
    }

    /// True if this was sent before `other`, which the other side sent. An acknowledgment proves it, whatever order
    /// the frames were recorded in; without one, that order decides.
    pub fn precedes(&self, other: &Heard) -> bool {
        if let (Heard::Line(ours), Heard::Line(theirs)) = (self, other) {
            if theirs.acked.is_some_and(|acked| acked >= ours.stream_end) {
                return true;
            }
            if ours.acked.is_some_and(|acked| acked >= theirs.stream_end) {
                return false;
            }
        }
        self.at().frame <= other.at().frame
    }

    /// The frame that completed it.
    pub fn at(&self) -> At {
        match self {
            Heard::Line(line) => line.end,
            Heard::TlsBegins(at) | Heard::TlsEnds(at) | Heard::Full(at) => *at,
        }
    }
}

/// A line that is kept, with its place in the stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeardLine {
    /// Its text, without line end and Telnet commands: of a command, the records share it.
    pub text: Text,
    /// The frame of its first byte.
    pub begin: At,
    /// The frame that completed it.
    pub end: At,
    /// Where what follows the first space lies in the stream, line end excluded; empty where there is none.
    pub argument_range: Range<u64>,
    /// What ended it.
    pub line_end: LineEnd,
    /// Bytes before it are not in the capture, so that its beginning may be missing.
    pub head_lost: bool,
    /// Its end is not in the capture, or it was too long and cut.
    pub tail_lost: bool,
    /// Place in the stream just after it.
    pub stream_end: u64,
    /// The acknowledgment number in the segment that completed it.
    pub ack: Option<u32>,
    /// How far into the other direction that is, once [`Heard::acknowledge`] has told.
    pub acked: Option<u64>,
}

impl HeardLine {
    /// As the grammar takes it.
    pub fn line(&self) -> Line<'_> {
        Line {
            text: self.text.bytes(),
            begin: self.begin,
            end: self.end,
            range: self.argument_range.clone(),
            line_end: self.line_end,
            telnet: false,
            dropped: 0,
            head_lost: self.head_lost,
            tail_lost: self.tail_lost,
        }
    }
}

/// One direction of a control connection.
#[derive(Debug)]
pub struct Channel {
    splitter: LineSplitter,
    /// Stream bytes that the splitter never saw.
    bypassed: u64,
    /// The acknowledgment number that came with the latest bytes.
    ack: Option<u32>,
    kept: Kept,
}

/// What was heard, as far as there is room.
#[derive(Debug)]
struct Kept {
    heard: Vec<Heard>,
    /// Memory left, in bytes.
    room: usize,
    /// Things heard after that was used up.
    dropped: u64,
    /// Lines that were cut.
    cut: u64,
}

impl Kept {
    /// `bypassed`: bytes of the stream before the line that the splitter never saw.
    fn line(&mut self, line: &Line<'_>, bypassed: u64, ack: Option<u32>) {
        self.cut += u64::from(line.cut());
        self.push(Heard::Line(keep(line, bypassed, ack)));
    }

    /// Every entry counts with what it costs beside its text, so that empty lines are not for nothing.
    fn push(&mut self, heard: Heard) {
        let text = if let Heard::Line(line) = &heard {
            line.text.bytes().len()
        } else {
            0
        };
        if let Some(room) = self.room.checked_sub(text + size_of::<Heard>()) {
            self.room = room;
            self.heard.push(heard);
            return;
        }
        if self.dropped == 0 {
            self.heard.push(Heard::Full(heard.at()));
        }
        self.room = 0;
        self.dropped += 1;
    }
}

impl Channel {
    /// A direction in which nothing was heard yet.
    pub fn new(limits: &Limits) -> Self {
        let kept = Kept {
            heard: Vec::new(),
            room: limits.dialogue,
            dropped: 0,
            cut: 0,
        };
        Channel {
            splitter: LineSplitter::new(limits),
            bypassed: 0,
            ack: None,
            kept,
        }
    }

    /// The next bytes carry this acknowledgment number.
    pub fn acknowledges(&mut self, ack: Option<u32>) {
        self.ack = ack.or(self.ack);
    }

    /// The next part of the stream.
    pub fn take(&mut self, piece: Piece, at: At) {
        match piece {
            Piece::Clear(bytes) => self.split(bytes, at),
            Piece::Sealed(len) => self.bypassed += len as u64,
            Piece::Begins => self.kept.push(Heard::TlsBegins(at)),
            Piece::Ends => self.kept.push(Heard::TlsEnds(at)),
        }
    }

    /// Bytes of a header before the dialogue.
    pub fn skip(&mut self, len: u64) {
        self.bypassed += len;
    }

    /// Bytes that are not in the capture. `sealed`: within TLS.
    pub fn gap(&mut self, len: u64, sealed: bool) {
        if sealed {
            self.bypassed += len;
            return;
        }
        let (bypassed, ack, kept) = (self.bypassed, self.ack, &mut self.kept);
        self.splitter
            .gap(len, &mut |line| kept.line(&line, bypassed, ack));
    }

    /// The stream has ended; an unfinished line is given out as damaged.
    pub fn finish(&mut self) {
        let (bypassed, ack, kept) = (self.bypassed, self.ack, &mut self.kept);
        self.splitter
            .finish(&mut |line| kept.line(&line, bypassed, ack));
    }

    /// What was heard so far.
    pub fn heard(&self) -> &[Heard] {
        &self.kept.heard
    }

    /// Lines that were not kept because [`Limits::dialogue`] was reached.
    pub fn dropped(&self) -> u64 {
        self.kept.dropped
    }

    /// Lines that were cut because they are longer than [`Limits::line`].
    pub fn cut_lines(&self) -> u64 {
        self.kept.cut
    }

    /// Hands over what was heard so far.
    pub fn hand_over(&mut self) -> Vec<Heard> {
        std::mem::take(&mut self.kept.heard)
    }

    fn split(&mut self, bytes: &[u8], at: At) {
        let (bypassed, ack, kept) = (self.bypassed, self.ack, &mut self.kept);
        self.splitter
            .push(bytes, at, &mut |line| kept.line(&line, bypassed, ack));
    }
}

fn keep(line: &Line<'_>, bypassed: u64, ack: Option<u32>) -> HeardLine {
    let argument = line
        .text
        .iter()
        .position(|&b| b == b' ')
        .map_or(line.text.len(), |i| i + 1);
    let range = line.stream_range(argument);
    HeardLine {
        text: line.text.into(),
        begin: line.begin,
        end: line.end,
        argument_range: range.start + bypassed..range.end + bypassed,
        line_end: line.line_end,
        head_lost: line.head_lost,
        tail_lost: line.tail_lost || line.cut(),
        stream_end: line.range.end + bypassed,
        ack,
        acked: None,
    }
}
