//! Lines of the server → replies (RFC 959 section 4.2).

use std::ops::Range;

use super::Line;
use crate::limits::Limits;
use crate::model::{At, LineEnd, ReplyCode};

/// A reply, single-line or multi-line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedReply {
    /// The code, 100 to 699. Of a multi-line reply that another code ended, that other code: BSD's
    /// daemon sends
    /// `230- WARNING! bare linefeeds` and then `226 Transfer complete.` for one STOR.
    pub code: ReplyCode,
    /// The code that such a reply began with; `None` for every proper reply.
    pub opened_as: Option<ReplyCode>,
    /// Its lines joined by LF, without the code where a line repeats it.
    pub text: Vec<u8>,
    /// Lines that were sent.
    pub lines: usize,
    /// Where its first byte came from.
    pub begin: At,
    /// Where its last byte came from.
    pub end: At,
    /// Its bytes in the stream.
    pub range: Range<u64>,
    /// What ended its last line.
    pub line_end: LineEnd,
    /// Bytes are missing in it or may be missing right before it, or its last line never came.
    pub damaged: bool,
    /// Its last line never came, and no byte is missing in it.
    pub unended: bool,
    /// Text was dropped: a line beyond [`Limits::line`], or the reply beyond
    /// [`Limits::reply_lines`] or
    /// [`Limits::reply_bytes`].
    pub cut: bool,
}

/// What [`ReplyAssembler`] hands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplyItem<'a> {
    /// A reply.
    Reply(ParsedReply),
    /// A line that belongs to no reply: it has no code, and no multi-line reply is open.
    Unstructured(Line<'a>),
}

/// Joins the lines of a server to replies.
///
/// A multi-line reply ends at a line with its own code and a space. Lines with another code belong
/// to its text, as RFC 959 has it, unless there is evidence that its end will not come:
/// - the line answers a command that waits for just such a reply (who calls knows): that line ends
///   it;
/// - the client goes on ([`client_spoke`](Self::client_spoke)) after a line of another code and a
///   space: that line was the end;
/// - the client goes on with no such line, or bytes are missing: the next line of another code and
///   a space begins a reply of its own.
///
/// A reply whose end is not in the capture is none: it may go on, and nobody has answered yet.
///
/// Memory: [`Limits::reply_bytes`].
#[derive(Debug)]
pub struct ReplyAssembler {
    max_lines: usize,
    max_bytes: usize,
    open: Option<ParsedReply>,
    /// The last line of `open` has this other code and a space.
    other_end: Option<OtherEnd>,
    /// The end of `open` may never come.
    doubtful: bool,
}

/// A line inside a reply that reads like the end of one with another code.
#[derive(Clone, Copy, Debug)]
struct OtherEnd {
    code: ReplyCode,
    /// Where in the text of the reply the line begins, with its code.
    place: usize,
}

impl ReplyAssembler {
    /// An assembler for the server's direction from its first line.
    pub fn new(limits: &Limits) -> Self {
        ReplyAssembler {
            max_lines: limits.reply_lines,
            max_bytes: limits.reply_bytes,
            open: None,
            other_end: None,
            doubtful: false,
        }
    }

    /// Takes the next line and hands on what it completes: nothing, one item, or a reply whose end
    /// is lost and the one that begins after it.
    ///
    /// `awaited`: a command waits for a reply of that code, and no text of a reply would begin so
    /// by chance.
    pub fn push(
        &mut self,
        line: Line<'_>,
        awaited: impl Fn(ReplyCode) -> bool,
        out: &mut impl FnMut(ReplyItem<'_>),
    ) {
        let coded = Coded::parse(line.text);
        // a transfer that was announced may end before the end of the words that announce it
        let begun = self
            .open
            .as_ref()
            .is_some_and(|open| open.code.is_preliminary());
        match (&self.open, coded) {
            (Some(open), Some(coded)) if coded.ends(open.code) => {
                self.close(&line, coded.text, out);
            }
            (Some(open), Some(coded))
                if coded.ends(coded.code)
                    && (awaited(coded.code) || (begun && coded.code.ends_transfers())) =>
            {
                if open.code.is_preliminary() {
                    self.hand_on(out);
                    self.begin(&line, &coded, out);
                } else {
                    self.continue_with(&line, Some(&coded));
                    self.close_by_other(out);
                }
            }
            (Some(_), Some(coded)) if self.may_begin_anew(&line, &coded) => {
                self.give_up(&line, out);
                self.begin(&line, &coded, out);
            }
            (Some(_), coded) => self.continue_with(&line, coded.as_ref()),
            (None, Some(coded)) => self.begin(&line, &coded, out),
            (None, None) => out(ReplyItem::Unstructured(line)),
        }
    }

    /// The client completed a command. With a multi-line reply open that is evidence, see above.
    pub fn client_spoke(&mut self, out: &mut impl FnMut(ReplyItem<'_>)) {
        if self.other_end.is_some() {
            self.close_by_other(out);
        } else {
            self.doubtful = self.open.is_some();
        }
    }

    /// The stream is over: a reply that another code ended is handed on. One without an end is
    /// none, and is returned as far as it came, where no byte is missing in it.
    pub fn finish(&mut self, out: &mut impl FnMut(ReplyItem<'_>)) -> Option<ParsedReply> {
        self.close_by_other(out);
        self.open.take().filter(|open| !open.damaged)
    }

    fn may_begin_anew(&self, line: &Line<'_>, coded: &Coded<'_>) -> bool {
        (self.doubtful || line.head_lost) && coded.separator != Separator::Dash
    }

    fn begin(&mut self, line: &Line<'_>, coded: &Coded<'_>, out: &mut impl FnMut(ReplyItem<'_>)) {
        let reply = ParsedReply {
            code: coded.code,
            opened_as: None,
            text: Vec::new(),
            lines: 0,
            begin: line.begin,
            end: line.end,
            range: line.range.clone(),
            line_end: line.line_end,
            damaged: false,
            unended: false,
            cut: false,
        };
        let open = self.open.insert(reply);
        append(open, line, coded.text, self.max_lines, self.max_bytes);
        self.other_end = None;
        self.doubtful = line.tail_lost;
        if coded.separator != Separator::Dash {
            self.hand_on(out);
        }
    }

    fn continue_with(&mut self, line: &Line<'_>, coded: Option<&Coded<'_>>) {
        let Some(open) = &mut self.open else { return };
        let text = match coded {
            Some(coded) if coded.code == open.code => coded.text,
            _ => line.text,
        };
        let place = open.text.len();
        append(open, line, text, self.max_lines, self.max_bytes);
        self.other_end = coded
            .filter(|coded| coded.ends(coded.code) && coded.code != open.code)
            .map(|coded| OtherEnd {
                code: coded.code,
                place,
            });
        self.doubtful |= line.damaged();
    }

    fn close(&mut self, line: &Line<'_>, text: &[u8], out: &mut impl FnMut(ReplyItem<'_>)) {
        if let Some(open) = &mut self.open {
            append(open, line, text, self.max_lines, self.max_bytes);
        }
        self.hand_on(out);
    }

    fn close_by_other(&mut self, out: &mut impl FnMut(ReplyItem<'_>)) {
        if let (Some(open), Some(end)) = (&mut self.open, self.other_end.take()) {
            open.opened_as = Some(std::mem::replace(&mut open.code, end.code));
            open.text = without_code(&open.text, end.place);
            self.hand_on(out);
        }
    }

    /// Hands the open reply on, behind which `line` begins another one.
    fn give_up(&mut self, line: &Line<'_>, out: &mut impl FnMut(ReplyItem<'_>)) {
        if let Some(open) = &mut self.open {
            open.unended = !open.damaged && !line.head_lost;
            open.damaged = true;
        }
        self.hand_on(out);
    }

    fn hand_on(&mut self, out: &mut impl FnMut(ReplyItem<'_>)) {
        self.other_end = None;
        self.doubtful = false;
        if let Some(reply) = self.open.take() {
            out(ReplyItem::Reply(reply));
        }
    }
}

/// True where a line reads like the beginning of a reply: good for telling a server from a client
/// in mid-stream.
pub fn starts_with_code(line: &[u8]) -> bool {
    Coded::parse(line).is_some()
}

/// A line that reads like the beginning of a reply: its code, and its text without the separator.
pub(crate) fn split_code(line: &[u8]) -> Option<(ReplyCode, &[u8])> {
    Coded::parse(line).map(|coded| (coded.code, coded.text))
}

/// The code that three digits at the beginning of a text are, be it a reply or not.
pub fn parse_code(text: &[u8]) -> Option<ReplyCode> {
    let digits = text.first_chunk::<3>()?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = digits
        .iter()
        .fold(0, |number, digit| number * 10 + u16::from(digit - b'0'));
    ReplyCode::new(number)
}

/// A line of a reply without its code and what separates the two; without a code the whole line.
pub fn text_of_reply_line(line: &[u8]) -> &[u8] {
    Coded::parse(line).map_or(line, |coded| coded.text)
}

/// A line that begins with a code.
#[derive(Clone, Copy, Debug)]
struct Coded<'a> {
    code: ReplyCode,
    separator: Separator,
    text: &'a [u8],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Separator {
    Space,
    Dash,
    /// Nothing after the code.
    End,
    /// Any other byte: it belongs to the text, as old clients have it.
    Missing,
}

impl<'a> Coded<'a> {
    fn parse(line: &'a [u8]) -> Option<Self> {
        let code = parse_code(line)?;
        let rest = &line[3..];
        let (separator, text) = match rest {
            [] => (Separator::End, rest),
            [b' ', text @ ..] => (Separator::Space, text),
            [b'-', text @ ..] => (Separator::Dash, text),
            // a number, not a code
            [b'0'..=b'9', ..] => return None,
            _ => (Separator::Missing, rest),
        };
        Some(Coded {
            code,
            separator,
            text,
        })
    }

    fn ends(&self, code: ReplyCode) -> bool {
        self.code == code && matches!(self.separator, Separator::Space | Separator::End)
    }
}

/// A text without the code and the separator of the line that begins at `place`, behind its LF.
fn without_code(text: &[u8], place: usize) -> Vec<u8> {
    let (before, last) = text.split_at(place.min(text.len()));
    let Some(last) = last.strip_prefix(b"\n") else {
        return text.to_vec();
    };
    [before, b"\n", last.get(4..).unwrap_or_default()].concat()
}

fn append(
    reply: &mut ParsedReply,
    line: &Line<'_>,
    text: &[u8],
    max_lines: usize,
    max_bytes: usize,
) {
    reply.end = line.end;
    reply.range.end = line.range.end;
    reply.line_end = line.line_end;
    reply.damaged |= line.damaged();
    reply.cut |= line.cut();
    reply.lines += 1;
    let joint = usize::from(reply.lines > 1);
    if reply.lines > max_lines || reply.text.len() + joint > max_bytes {
        reply.cut = true;
        return;
    }
    if joint == 1 {
        reply.text.push(b'\n');
    }
    let kept = text.len().min(max_bytes - reply.text.len());
    reply.text.extend_from_slice(&text[..kept]);
    reply.cut |= kept < text.len();
}

#[cfg(test)]
mod tests;
