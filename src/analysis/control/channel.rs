//! One direction of a control connection: lines of control channel, and TLS where it hides them.
//!
//! Where TLS begins and ends is said by [`crate::tls::TlsConnection`], through which all bytes
//! come. What it opens is control channel as clear text is, but its lines have no bytes of their
//! own in the stream: they stand where their records do.

use std::ops::Range;

use crate::ftp::{Line, LineSplitter};
use crate::limits::Limits;
use crate::model::{At, LineEnd, Text};
use crate::tls::{Plain, TlsPiece};

use super::secret::{Scanner, begins_with_secret};

/// What is counted for an event beside its text: a number and no size of a type, which differs with
/// the width of addresses, so that a control channel reaches its limit at the same line on every
/// machine.
const EVENT_COST: usize = 112;
const _: () = assert!(size_of::<ChannelEvent>() <= EVENT_COST);

/// What was read in one direction, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelEvent {
    /// A line of the control channel.
    Line(ChannelLine),
    /// TLS begins.
    TlsBegins(At),
    /// TLS begins, and what follows can be read.
    TlsOpens(At),
    /// What follows stays sealed, although other parts can be read.
    Locked(At),
    /// It can be read again.
    Unlocked(At),
    /// The control channel is clear again.
    TlsEnds(At),
    /// [`Limits::dialogue`] is reached: nothing that follows is kept.
    Full(At),
}

impl ChannelEvent {
    /// The line, if it is one.
    pub fn line(&self) -> Option<&ChannelLine> {
        match self {
            ChannelEvent::Line(line) => Some(line),
            _ => None,
        }
    }

    /// A line that did not come under TLS.
    pub fn clear_line(&self) -> Option<&ChannelLine> {
        self.line().filter(|line| !line.opened)
    }

    /// Tells how far into the other direction its acknowledgment goes.
    pub fn acknowledge(&mut self, place: impl Fn(u32) -> Option<u64>) {
        if let ChannelEvent::Line(line) = self {
            line.acked = line.ack.and_then(place);
        }
    }

    /// True if this was sent before `other`, which the other side sent. An acknowledgment proves
    /// it, whatever order the frames were recorded in; without one, that order decides.
    pub fn precedes(&self, other: &ChannelEvent) -> bool {
        if let (ChannelEvent::Line(ours), ChannelEvent::Line(theirs)) = (self, other) {
            if theirs.acked.is_some_and(|acked| acked >= ours.stream_end) {
                return true;
            }
            if ours.acked.is_some_and(|acked| acked >= theirs.stream_end) {
                return false;
            }
        }
        self.at().frame <= other.at().frame
    }

    /// The frame in which it begins.
    pub fn first_frame(&self) -> u64 {
        self.line().map_or(self.at(), |line| line.begin).frame
    }

    /// The frame that completed it.
    pub fn at(&self) -> At {
        match self {
            ChannelEvent::Line(line) => line.end,
            ChannelEvent::TlsBegins(at)
            | ChannelEvent::TlsOpens(at)
            | ChannelEvent::Locked(at)
            | ChannelEvent::Unlocked(at)
            | ChannelEvent::TlsEnds(at)
            | ChannelEvent::Full(at) => *at,
        }
    }
}

/// A line that is kept, with its place in the stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelLine {
    /// Its text, without line end and Telnet commands: of a command, the records share it.
    pub text: Text,
    /// The frame of its first byte.
    pub begin: At,
    /// The frame that completed it.
    pub end: At,
    /// Where what follows the first space lies in the stream, line end excluded; empty where there
    /// is none.
    pub argument_range: Range<u64>,
    /// What ended it.
    pub line_end: LineEnd,
    /// Bytes before it are not in the capture, so that its beginning may be missing.
    pub head_lost: bool,
    /// Its end is not in the capture, or it was too long and cut.
    pub tail_lost: bool,
    /// It was longer than [`Limits::line`]: nobody has read its end, which is in the capture.
    pub is_cut: bool,
    /// Place in the stream of its first byte.
    pub stream_start: u64,
    /// Place in the stream just after it. Of a line that was opened both are places in its records.
    pub stream_end: u64,
    /// It came under TLS, and was opened.
    pub opened: bool,
    /// The acknowledgment number in the segment that completed it.
    pub ack: Option<u32>,
    /// How far into the other direction that is, once [`ChannelEvent::acknowledge`] has told.
    pub acked: Option<u64>,
}

impl ChannelLine {
    /// Where in the stream the end of it stands that a limit has cut off. Bytes that were taken out
    /// of the text only make it begin sooner.
    pub fn cut_off(&self) -> Option<Range<u64>> {
        let begin = self.stream_start + self.text.bytes().len() as u64;
        let end = self.stream_end.saturating_sub(self.line_end.bytes());
        (self.is_cut && !self.opened && begin < end).then_some(begin..end)
    }

    /// Its first and its last frame, where it came under TLS and was opened.
    pub fn opened_in(&self) -> Option<(u64, u64)> {
        self.opened.then_some((self.begin.frame, self.end.frame))
    }

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
    /// Stream bytes that the splitter never saw, less those that it saw and are in no stream.
    bypassed: u64,
    /// Bytes of a header before the stream in which TLS counts.
    header: u64,
    /// Where the line begins that was opened in part.
    open_line: Option<u64>,
    /// What came last stays sealed.
    locked: bool,
    /// The acknowledgment number that came with the latest bytes.
    ack: Option<u32>,
    kept: Kept,
    /// The other side has spoken since the latest bytes.
    is_answered: bool,
    /// A line of it had no end: the other side answered it as it was. Whoever writes so writes all
    /// lines so.
    lacks_ends: bool,
    /// Reads on where nothing more is kept.
    secrets: Scanner,
}

/// What was read, as far as there is room.
#[derive(Debug)]
struct Kept {
    events: Vec<ChannelEvent>,
    /// Memory left, in bytes.
    room: usize,
    /// Things read after that was used up.
    dropped: u64,
    /// Where in the stream the first line of them stands that came in clear text.
    dropped_from: Option<u64>,
    /// The frame in which the first of them begins.
    dropped_since: Option<u64>,
    /// Lines that were cut.
    cut: u64,
}

impl Kept {
    /// `bypassed`: bytes of the stream before the line that the splitter never saw.
    fn line(&mut self, line: &Line<'_>, bypassed: u64, ack: Option<u32>) {
        self.cut += u64::from(line.cut());
        self.push(ChannelEvent::Line(keep(line, bypassed, ack)));
    }

    /// Every entry counts with what it costs beside its text, so that empty lines are not for
    /// nothing.
    fn push(&mut self, event: ChannelEvent) {
        let text = if let ChannelEvent::Line(line) = &event {
            line.text.bytes().len()
        } else {
            0
        };
        if let Some(room) = self.room.checked_sub(text + EVENT_COST) {
            self.room = room;
            self.events.push(event);
            return;
        }
        if self.dropped == 0 {
            self.events.push(ChannelEvent::Full(event.at()));
            self.dropped_since = Some(event.first_frame());
        }
        let place = event.clear_line().map(|line| line.stream_start);
        self.dropped_from = self.dropped_from.or(place);
        self.room = 0;
        self.dropped += 1;
    }
}

impl Channel {
    /// A direction in which nothing was read yet. `from_beginning`: its first byte is in the
    /// capture.
    pub fn new(limits: &Limits, from_beginning: bool) -> Self {
        let kept = Kept {
            events: Vec::new(),
            room: limits.dialogue,
            dropped: 0,
            dropped_from: None,
            dropped_since: None,
            cut: 0,
        };
        Channel {
            splitter: LineSplitter::new(limits),
            bypassed: 0,
            header: 0,
            open_line: None,
            locked: false,
            ack: None,
            kept,
            is_answered: false,
            lacks_ends: false,
            secrets: if from_beginning {
                Scanner::default()
            } else {
                Scanner::in_mid_stream()
            },
        }
    }

    /// The next bytes carry this acknowledgment number.
    pub fn acknowledges(&mut self, ack: Option<u32>) {
        self.ack = ack.or(self.ack);
    }

    /// The next part of the stream.
    pub fn take(&mut self, piece: TlsPiece, at: At) {
        match piece {
            TlsPiece::Clear(bytes) => self.split(bytes, at),
            TlsPiece::Sealed(len) => self.skip(len as u64),
            TlsPiece::Opened(plain) => self.split_opened(&plain),
            TlsPiece::Lost { bytes, .. } => self.lose_opened(bytes.max(1)),
            TlsPiece::Begins => self.kept.push(ChannelEvent::TlsBegins(at)),
            TlsPiece::Locked(at) => {
                if !std::mem::replace(&mut self.locked, true) {
                    self.kept.push(ChannelEvent::Locked(at));
                }
            }
            TlsPiece::Ends => {
                self.lose_opened_line();
                self.kept.push(ChannelEvent::TlsEnds(at));
            }
        }
    }

    /// A header before the stream.
    pub fn skip_header(&mut self, len: u64) {
        self.header += len;
        self.skip(len);
    }

    /// Bytes that are no dialogue: TLS, or a header before it.
    fn skip(&mut self, len: u64) {
        self.bypassed = self.bypassed.wrapping_add(len);
        self.secrets.skip(len);
    }

    /// Bytes that are not in the capture. `sealed`: within TLS.
    pub fn gap(&mut self, len: u64, sealed: bool) {
        if sealed {
            return self.skip(len);
        }
        self.secrets.gap(len);
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

    /// What was read so far.
    pub fn events(&self) -> &[ChannelEvent] {
        &self.kept.events
    }

    /// Lines that were not kept because [`Limits::dialogue`] was reached.
    pub fn dropped(&self) -> u64 {
        self.kept.dropped
    }

    /// Where in the stream the lines begin that were not kept, as far as they came in clear text.
    pub fn dropped_from(&self) -> Option<u64> {
        self.kept.dropped_from
    }

    /// The frame in which the first thing begins that was not kept: what is opened from there on was
    /// not kept either.
    pub fn dropped_since(&self) -> Option<u64> {
        self.kept.dropped_since
    }

    /// Lines that were cut because they are longer than [`Limits::line`].
    pub fn cut_lines(&self) -> u64 {
        self.kept.cut
    }

    /// Where this direction holds secrets, as far as its own bytes tell, if it is the client's.
    pub(super) fn secrets(&mut self) -> Vec<Range<u64>> {
        self.secrets.finish()
    }

    /// Hands over what was read so far.
    pub fn hand_over(&mut self) -> Vec<ChannelEvent> {
        std::mem::take(&mut self.kept.events)
    }

    /// What a record held.
    fn split_opened(&mut self, plain: &Plain<'_>) {
        if std::mem::take(&mut self.locked) {
            self.kept.push(ChannelEvent::Unlocked(plain.at));
        }
        self.end_opened_line_before(plain);
        let text_start = self.splitter.offset();
        let opened = OpenedLines {
            start: self.header + plain.start,
            end: self.header + plain.end,
            text_start,
            text_end: text_start + plain.bytes.len() as u64,
            line: self.open_line.take(),
        };
        let kept = &mut self.kept;
        let mut last = None;
        self.splitter.push(plain.bytes, plain.at, &mut |line| {
            kept.cut += u64::from(line.cut());
            last = Some(line.range.end);
            kept.push(ChannelEvent::Line(opened.keep(&line, plain.ack)));
        });
        let begun = opened.line.filter(|_| last.is_none());
        let begins = begun.unwrap_or_else(|| opened.place(last.unwrap_or(text_start)));
        self.open_line = self.splitter.in_line().then_some(begins);
        self.bypassed = self.bypassed.wrapping_sub(plain.bytes.len() as u64);
    }

    /// The same as [`end_line_before`](Self::end_line_before) where what a record held begins
    /// another line.
    fn end_opened_line_before(&mut self, plain: &Plain<'_>) {
        let was_answered = std::mem::take(&mut self.is_answered);
        let is_due = was_answered || self.lacks_ends || begins_with_secret(plain.bytes);
        let Some(line) = self.open_line.filter(|_| is_due) else {
            return;
        };
        let (here, text_end) = (self.header + plain.start, self.splitter.offset());
        let opened = OpenedLines {
            start: here,
            end: here,
            text_start: text_end,
            text_end,
            line: Some(line),
        };
        let kept = &mut self.kept;
        let ends = self.splitter.end_before(plain.bytes, &mut |line| {
            kept.push(ChannelEvent::Line(opened.keep(&line, plain.ack)));
        });
        if ends {
            self.open_line = None;
            self.lacks_ends |= was_answered;
        }
    }

    /// Text that would have been opened is not in the capture.
    fn lose_opened(&mut self, len: u64) {
        let place = self.open_line.take().unwrap_or_default();
        let kept = &mut self.kept;
        self.splitter.gap(len, &mut |line| {
            let opened = OpenedLines {
                start: place,
                end: place,
                text_start: 0,
                text_end: 0,
                line: None,
            };
            kept.push(ChannelEvent::Line(opened.keep(&line, None)));
        });
        self.bypassed = self.bypassed.wrapping_sub(len);
    }

    /// TLS ends in the middle of a line.
    fn lose_opened_line(&mut self) {
        if self.open_line.is_some() {
            self.lose_opened(1);
        }
    }

    /// The other side says something.
    pub fn other_side_spoke(&mut self) {
        self.is_answered = true;
    }

    /// Ends the line that has no end where these bytes begin another one; true where they do.
    fn end_line_before(&mut self, bytes: &[u8]) -> bool {
        let (bypassed, ack, kept) = (self.bypassed, self.ack, &mut self.kept);
        let ends = self
            .splitter
            .end_before(bytes, &mut |line| kept.line(&line, bypassed, ack));
        if ends {
            self.secrets.end_line();
        }
        ends
    }

    fn split(&mut self, bytes: &[u8], at: At) {
        let was_answered = std::mem::take(&mut self.is_answered);
        let is_due = was_answered || self.lacks_ends || begins_with_secret(bytes);
        if self.splitter.in_line() && is_due {
            self.lacks_ends |= self.end_line_before(bytes) && was_answered;
        }
        self.secrets.bytes(bytes);
        let (bypassed, ack, kept) = (self.bypassed, self.ack, &mut self.kept);
        self.splitter
            .push(bytes, at, &mut |line| kept.line(&line, bypassed, ack));
    }
}

/// Where the places of lines are that were opened.
#[derive(Clone, Copy, Debug)]
struct OpenedLines {
    /// Of the record: where it begins, and ends.
    start: u64,
    end: u64,
    /// Where in the text of the splitter its contents begin, and end.
    text_start: u64,
    text_end: u64,
    /// Where the line begins that began before it.
    line: Option<u64>,
}

impl OpenedLines {
    /// Where in the stream a place in the text is.
    fn place(&self, at: u64) -> u64 {
        match at.checked_sub(self.text_start) {
            None => self.line.unwrap_or(self.start),
            Some(_) if at >= self.text_end => self.end,
            Some(behind) => (self.start + behind).min(self.end),
        }
    }

    fn keep(&self, line: &Line<'_>, ack: Option<u32>) -> ChannelLine {
        let (start, end) = (self.place(line.range.start), self.place(line.range.end));
        ChannelLine {
            argument_range: end..end,
            stream_start: start,
            stream_end: end,
            opened: true,
            ..keep(line, 0, ack)
        }
    }
}

fn keep(line: &Line<'_>, bypassed: u64, ack: Option<u32>) -> ChannelLine {
    let argument = line
        .text
        .iter()
        .position(|&b| b == b' ')
        .map_or(line.text.len(), |i| i + 1);
    let range = line.stream_range(argument);
    ChannelLine {
        text: line.text.into(),
        begin: line.begin,
        end: line.end,
        argument_range: range.start.wrapping_add(bypassed)..range.end.wrapping_add(bypassed),
        line_end: line.line_end,
        head_lost: line.head_lost,
        tail_lost: line.tail_lost || line.cut(),
        is_cut: line.cut(),
        stream_start: line.range.start.wrapping_add(bypassed),
        stream_end: line.range.end.wrapping_add(bypassed),
        opened: false,
        ack,
        acked: None,
    }
}
