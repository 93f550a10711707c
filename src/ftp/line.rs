//! One direction of a control connection → lines.
//!
//! The control connection is an NVT (RFC 959 section 4, RFC 854): Telnet commands stand between the
//! bytes of lines, the Synch of ABOR (IAC IP, IAC DM) above all, and a data byte 255 is sent twice.
//! Many peers know nothing of that and send names as they are, in ISO 8859-1 for instance, where
//! 255 is a letter. Servers settle it by what follows: IAC and a byte that is not a Telnet command
//! are both text. So do we.
//!
//! Clients written in C send the NUL of their strings. Behind a line end it is nothing (RFC 854: no
//! operation). In the place of a line end it ends the command for servers written in C: so it does
//! here where what stands before it and what follows it both read like a command or a reply;
//! anywhere else it is a byte of a name.

use std::ops::Range;

use memchr::memchr;

use super::ParsedCommand;
use super::nvt::{IAC, Nvt, NvtStep, is_plain};
use super::reply::starts_with_code;
use crate::limits::Limits;
use crate::model::{At, LineEnd};

/// One line, as [`LineSplitter`] hands it on.
#[cfg_attr(
    not(feature = "internals"),
    expect(clippy::struct_field_names, reason = "as commands and replies have it")
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its text: without terminator, Telnet commands and the padding of RFC 854 (CR NUL is CR, 255
    /// 255 is 255). A CR that does not belong to the terminator stays.
    pub text: &'a [u8],
    /// Where its first byte came from, Telnet commands included.
    pub begin: At,
    /// Where its last byte came from, the terminator included.
    pub end: At,
    /// Its bytes in the stream, Telnet commands and terminator included; lost bytes count.
    pub range: Range<u64>,
    /// What ended it.
    pub line_end: LineEnd,
    /// Telnet commands stood before or within it.
    pub telnet: bool,
    /// Bytes of text beyond [`Limits::line`] that were dropped.
    pub dropped: u64,
    /// Bytes are missing right before it: its beginning may be lost, and it may as well be whole.
    pub head_lost: bool,
    /// Bytes are missing where it breaks off.
    pub tail_lost: bool,
}

impl Line<'_> {
    /// True where the line may not be all that was sent.
    pub fn damaged(&self) -> bool {
        self.head_lost || self.tail_lost
    }

    /// True where the line was longer than [`Limits::line`].
    pub fn cut(&self) -> bool {
        self.dropped > 0
    }

    /// Where in the stream the text from byte `from` to the end of the line stands, without the
    /// terminator. Bytes that were removed (Telnet, padding) only move text to the right, so the
    /// range never begins too late: good for masking.
    pub fn stream_range(&self, from: usize) -> Range<u64> {
        let end = self
            .range
            .start
            .max(self.range.end.saturating_sub(self.line_end.bytes()));
        self.range.start.saturating_add(from as u64).min(end)..end
    }
}

/// Splits one direction of a control connection into lines; the same lines for any chunking of the
/// bytes.
///
/// Memory: at most [`Limits::line`] bytes, and a few hundred between lines.
#[derive(Debug)]
pub struct LineSplitter {
    limit: usize,
    /// Stream offset of the next byte.
    offset: u64,
    /// The line that has begun and is not yet ended.
    open: Option<OpenLine>,
    /// Text of `open`, at most `limit` bytes; kept here to reuse its memory.
    text: Vec<u8>,
    /// NULs behind the line before; they count to the next one.
    nuls_before: u64,
    /// NULs in `text`, the first [`NULS`].
    nuls: Vec<Nul>,
    /// Bytes before the next line are missing.
    head_lost: bool,
    nvt: Nvt,
}

/// A NUL inside a line, which may have ended it.
#[derive(Clone, Copy, Debug)]
struct Nul {
    /// Where in the text it stands.
    place: usize,
    at: At,
    /// Stream offset just after it.
    offset: u64,
    /// Where the byte after it came from.
    next: Option<At>,
}

/// NULs of one line that are looked at: a client that ends its commands so waits for each answer.
const NULS: usize = 16;

/// A line without its text.
#[derive(Clone, Copy, Debug)]
struct OpenLine {
    begin: At,
    last: At,
    start: u64,
    telnet: bool,
    dropped: u64,
    /// The last byte of text was CR, kept or dropped.
    after_cr: bool,
    /// The last byte of text was dropped.
    last_dropped: bool,
    /// Bytes are missing where it breaks off.
    tail_lost: bool,
}

/// Memory that a splitter keeps between lines: one long line shall not cost a connection its size
/// for good.
const KEPT_CAPACITY: usize = 512;

impl LineSplitter {
    /// A splitter for a direction that begins with its first byte. Where the capture begins in
    /// mid-stream, call [`gap`](Self::gap) first.
    pub fn new(limits: &Limits) -> Self {
        LineSplitter {
            limit: limits.line,
            offset: 0,
            open: None,
            text: Vec::new(),
            nuls_before: 0,
            nuls: Vec::new(),
            head_lost: false,
            nvt: Nvt::default(),
        }
    }

    /// Takes the next bytes of the stream and hands every line that they complete to `out`.
    pub fn push(&mut self, mut bytes: &[u8], at: At, out: &mut impl FnMut(Line<'_>)) {
        while let Some(lf) = memchr(b'\n', bytes) {
            let piece = &bytes[..lf];
            if self.open.is_none() && piece.len() <= self.limit && is_plain(piece) {
                self.emit_whole(piece, at, out);
            } else {
                self.append(piece, at);
                self.append_line_feed(at, out);
            }
            bytes = &bytes[lf + 1..];
        }
        self.append(bytes, at);
    }

    /// The next `lost` bytes of the stream are not in the capture. The line that they break is
    /// handed on as it is, and the one after them may lack its beginning. `lost` may be 0 where
    /// their number is unknown.
    pub fn gap(&mut self, lost: u64, out: &mut impl FnMut(Line<'_>)) {
        if let Some(open) = &mut self.open {
            open.tail_lost = true;
        }
        self.end_unfinished(out);
        self.offset = self.offset.saturating_add(lost);
        self.nuls_before = 0;
        self.head_lost = true;
    }

    /// The stream is over (or is no longer text: TLS begins): hands on what has no terminator yet.
    pub fn finish(&mut self, out: &mut impl FnMut(Line<'_>)) {
        self.end_unfinished(out);
    }

    /// Ends the line that has begun where the next bytes begin another one although nothing stands
    /// between them: some programs of devices send commands, or replies, without a line end, one in
    /// a segment. True where it did. Whether the other side has answered meanwhile only the caller
    /// knows.
    pub fn end_before(&mut self, next: &[u8], out: &mut impl FnMut(Line<'_>)) -> bool {
        let is_whole = self.open.is_some_and(|open| open.dropped == 0);
        let ends = is_whole
            && next.first().is_some_and(u8::is_ascii_alphanumeric)
            && starts_with_code(next) == starts_with_code(&self.text)
            && begins_a_line(next)
            && begins_a_line(&self.text)
            && !self.text.ends_with(b" ");
        if ends {
            self.end_unfinished(out);
        }
        ends
    }

    /// Stream offset of the next byte.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// True where a line has begun and is not ended.
    pub fn in_line(&self) -> bool {
        self.open.is_some()
    }

    /// The usual case, without a copy: `piece` and the LF after it are a whole line.
    fn emit_whole(&mut self, piece: &[u8], at: At, out: &mut impl FnMut(Line<'_>)) {
        let start = self.offset - std::mem::take(&mut self.nuls_before);
        self.offset += piece.len() as u64 + 1;
        let (text, line_end) = match piece.strip_suffix(b"\r") {
            Some(text) => (text, LineEnd::CrLf),
            None => (piece, LineEnd::Lf),
        };
        out(Line {
            text,
            begin: at,
            end: at,
            range: start..self.offset,
            line_end,
            telnet: false,
            dropped: 0,
            head_lost: std::mem::take(&mut self.head_lost),
            tail_lost: false,
        });
    }

    /// Appends bytes that hold no LF.
    fn append(&mut self, mut piece: &[u8], at: At) {
        if self.open.is_none() {
            // the NUL of a C string behind the line end before
            let nuls = piece.iter().take_while(|&&byte| byte == 0).count();
            self.offset += nuls as u64;
            self.nuls_before += nuls as u64;
            piece = &piece[nuls..];
        }
        if piece.is_empty() {
            return;
        }
        self.begin(at);
        if self.nvt == Nvt::Text && is_plain(piece) {
            self.append_text(piece);
        } else {
            for &byte in piece {
                self.offset += 1;
                self.append_byte(byte);
            }
            return;
        }
        self.offset += piece.len() as u64;
    }

    fn append_line_feed(&mut self, at: At, out: &mut impl FnMut(Line<'_>)) {
        self.begin(at);
        self.end_nvt();
        self.offset += 1;
        let after_cr = self.open.is_some_and(|open| open.after_cr);
        if after_cr {
            self.take_back_cr();
        }
        let line_end = if after_cr { LineEnd::CrLf } else { LineEnd::Lf };
        self.end(line_end, out);
    }

    fn begin(&mut self, at: At) {
        let (offset, nuls_before) = (self.offset, &mut self.nuls_before);
        let open = self.open.get_or_insert_with(|| OpenLine {
            begin: at,
            last: at,
            start: offset - std::mem::take(nuls_before),
            telnet: false,
            dropped: 0,
            after_cr: false,
            last_dropped: false,
            tail_lost: false,
        });
        open.last = at;
    }

    fn append_text(&mut self, bytes: &[u8]) {
        let (Some(open), Some(last)) = (&mut self.open, bytes.last()) else {
            return;
        };
        if let Some(nul) = self.nuls.last_mut() {
            nul.next.get_or_insert(open.last);
        }
        let mut rest = bytes;
        loop {
            let (kept, more) = rest.split_at(rest.len().min(self.limit - self.text.len()));
            self.text.extend_from_slice(kept);
            rest = more;
            let squeezes = !rest.is_empty() && !open.last_dropped && self.nuls.is_empty();
            let freed = if squeezes { squeeze(&mut self.text) } else { 0 };
            if freed == 0 {
                break;
            }
            open.dropped += freed as u64;
        }
        open.dropped += rest.len() as u64;
        open.last_dropped = !rest.is_empty();
        open.after_cr = *last == b'\r';
    }

    /// The CR before LF is terminator, not text.
    fn take_back_cr(&mut self) {
        match &mut self.open {
            Some(open) if open.last_dropped => open.dropped -= 1,
            _ => drop(self.text.pop()),
        }
    }

    fn append_byte(&mut self, byte: u8) {
        match self.nvt.step(byte) {
            // RFC 854: NUL after CR means that CR is all there is; RFC 2640 section 3.1 for names
            NvtStep::Text(0) if self.open.is_some_and(|open| open.after_cr) => {}
            NvtStep::Text(0) => self.append_nul(),
            NvtStep::Text(byte) => self.append_text(&[byte]),
            NvtStep::TextAfterLetter(byte) => self.append_text(&[IAC, byte]),
            NvtStep::Nothing => {}
            NvtStep::Telnet => {
                if let Some(open) = &mut self.open {
                    open.telnet = true;
                }
            }
        }
    }

    fn append_nul(&mut self) {
        let place = self.text.len();
        self.append_text(&[0]);
        if let Some(open) = self.open
            && self.text.len() > place
            && self.nuls.len() < NULS
        {
            self.nuls.push(Nul {
                place,
                at: open.last,
                offset: self.offset,
                next: None,
            });
        }
    }

    fn end_nvt(&mut self) {
        if self.nvt.end_line() {
            self.append_text(&[IAC]);
        }
    }

    fn end_unfinished(&mut self, out: &mut impl FnMut(Line<'_>)) {
        if self.open.is_some() {
            self.end_nvt();
            self.end(LineEnd::Missing, out);
        }
    }

    fn end(&mut self, line_end: LineEnd, out: &mut impl FnMut(Line<'_>)) {
        if self
            .open
            .is_some_and(|open| open.tail_lost && open.after_cr)
        {
            // the LF behind it is lost
            self.take_back_cr();
        }
        let Some(open) = self.open.take() else { return };
        let mut line = Line {
            text: &self.text,
            begin: open.begin,
            end: open.last,
            range: open.start..self.offset,
            line_end,
            telnet: open.telnet,
            dropped: open.dropped,
            head_lost: std::mem::take(&mut self.head_lost),
            tail_lost: open.tail_lost,
        };
        let mut cut = 0;
        for nul in self.nuls.drain(..) {
            let (before, after) = (&self.text[cut..nul.place], &self.text[nul.place + 1..]);
            // a program may send all of its buffer, with what C leaves behind the string
            let is_last = after.iter().all(|&byte| byte == 0);
            if !reads_like_a_line(before) || !(is_last || reads_like_a_line(after)) {
                continue;
            }
            if is_last {
                line.text = before;
                if line_end == LineEnd::Missing {
                    line.line_end = LineEnd::Nul;
                }
                break;
            }
            let next = Line {
                text: after,
                begin: nul.next.unwrap_or(nul.at),
                range: nul.offset..line.range.end,
                head_lost: false,
                ..line.clone()
            };
            out(Line {
                text: before,
                end: nul.at,
                range: line.range.start..nul.offset,
                line_end: LineEnd::Nul,
                dropped: 0,
                tail_lost: false,
                ..line
            });
            line = next;
            cut = nul.place + 1;
        }
        if !line.range.is_empty() {
            out(line);
        }
        self.text.clear();
        self.text.shrink_to(KEPT_CAPACITY);
    }
}

/// Leaves one of the blanks that stand side by side in a text of which they are the half: what
/// stands behind them, as a password does behind its verb, has room then. A text of other bytes
/// stays. Gives how many went, so that whoever fills a text again and again has added as many.
fn squeeze(text: &mut Vec<u8>) -> usize {
    let is_spare = |pair: &[u8]| pair.iter().all(|byte| b" \t".contains(byte));
    let spare = text.windows(2).filter(|pair| is_spare(pair)).count();
    if spare * 2 < text.len() {
        return 0;
    }
    text.dedup_by(|next, last| is_spare(&[*last, *next]));
    spare
}

/// A command that is known, or a reply: what a NUL may end.
fn reads_like_a_line(text: &[u8]) -> bool {
    starts_with_code(text)
        || ParsedCommand::parse(text).is_some_and(|command| command.verb.is_some())
}

/// The same by the first bytes alone, which hold the verb.
fn begins_a_line(text: &[u8]) -> bool {
    const VERB: usize = 64;
    let head = &text[..text.len().min(VERB)];
    let line = head.split(|byte| matches!(byte, b'\r' | b'\n' | 0)).next();
    line.is_some_and(reads_like_a_line)
}

#[cfg(test)]
mod tests;
