//! Lines of the server → replies (RFC 959 section 4.2).

use std::ops::Range;

use super::Line;
use crate::limits::Limits;
use crate::model::{At, LineEnd, ReplyCode};

/// A reply, single-line or multi-line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedReply {
    /// The code, 100 to 699. Of a multi-line reply that another code ended, that other code: BSD's daemon sends
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
                self.give_up(out);
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

    /// The stream is over: a reply that another code ended is handed on, one without an end is
    /// dropped.
    pub fn finish(&mut self, out: &mut impl FnMut(ReplyItem<'_>)) {
        self.close_by_other(out);
        self.open = None;
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

    fn give_up(&mut self, out: &mut impl FnMut(ReplyItem<'_>)) {
        if let Some(open) = &mut self.open {
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
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ftp::LineSplitter;

    /// A step of a control channel.
    enum Step<'a> {
        Server(&'a [u8]),
        Client,
        Gap,
    }
    use Step::{Client, Gap, Server};

    fn run(steps: &[Step<'_>], limits: &Limits) -> Vec<Result<ParsedReply, Vec<u8>>> {
        let mut items = Vec::new();
        let mut splitter = LineSplitter::new(limits);
        let mut assembler = ReplyAssembler::new(limits);
        let mut out = |item: ReplyItem<'_>| match item {
            ReplyItem::Reply(reply) => items.push(Ok(reply)),
            ReplyItem::Unstructured(line) => items.push(Err(line.text.to_vec())),
        };
        for step in steps {
            match step {
                Server(bytes) => splitter.push(bytes, At::default(), &mut |line| {
                    assembler.push(line, |_| false, &mut out);
                }),
                Client => assembler.client_spoke(&mut out),
                Gap => splitter.gap(9, &mut |line| assembler.push(line, |_| false, &mut out)),
            }
        }
        splitter.finish(&mut |line| assembler.push(line, |_| false, &mut out));
        assembler.finish(&mut out);
        items
    }

    /// `code text`, with `!` for damaged, `<code` for a reply that another code ended, `?` for a
    /// line of no reply.
    fn told(steps: &[Step<'_>]) -> Vec<String> {
        run(steps, &Limits::default()).iter().map(shown).collect()
    }

    fn shown(item: &Result<ParsedReply, Vec<u8>>) -> String {
        match item {
            Ok(reply) => format!(
                "{}{}{} {}",
                reply.code,
                reply
                    .opened_as
                    .map(|code| format!("<{code}"))
                    .unwrap_or_default(),
                if reply.damaged { "!" } else { "" },
                reply.text.escape_ascii()
            ),
            Err(line) => format!("? {}", line.escape_ascii()),
        }
    }

    #[test]
    fn a_single_line_is_a_reply() {
        assert_eq!(
            told(&[Server(b"220 ready\r\n200\r\n230 \r\n")]),
            ["220 ready", "200 ", "230 "]
        );
        assert_eq!(
            told(&[Server(b"150 Opening\r\n226 done\r\n")]),
            ["150 Opening", "226 done"]
        );
    }

    #[test]
    fn several_lines_end_at_their_code_and_a_space() {
        let wire = b"220-welcome\r\n 230 fake\r\n220-x\r\n220 ready\r\n331 p\r\n";
        assert_eq!(
            told(&[Server(wire)]),
            [r"220 welcome\n 230 fake\nx\nready", "331 p"]
        );
        let features = b"211-Features:\r\n MDTM\r\n REST STREAM\r\n211 End\r\n";
        assert_eq!(
            told(&[Server(features)]),
            [r"211 Features:\n MDTM\n REST STREAM\nEnd"]
        );
        assert_eq!(
            told(&[Server(b"227-hi\r\n227 (1,2,3,4,5,6)\r\n")]),
            [r"227 hi\n(1,2,3,4,5,6)"]
        );
        assert_eq!(told(&[Server(b"211-a\r\n211\r\n")]), [r"211 a\n"]);
    }

    #[test]
    fn other_codes_inside_are_text() {
        let wire = b"230-hi\r\n226 of 250 users\r\n230 in\r\n200 ok\r\n";
        assert_eq!(
            told(&[Server(wire)]),
            [r"230 hi\n226 of 250 users\nin", "200 ok"]
        );
    }

    #[test]
    fn another_code_ends_a_reply_when_the_client_goes_on() {
        let wire = b"150 ok\r\n230- WARNING!\r\n   bare linefeeds\r\n226 Transfer complete.\r\n";
        let expected = r"226<230  WARNING!\n   bare linefeeds\nTransfer complete.";
        assert_eq!(
            told(&[Server(wire), Client, Server(b"221 bye\r\n")]),
            ["150 ok", expected, "221 bye"]
        );
        assert_eq!(told(&[Server(wire)]), ["150 ok", expected]);
    }

    #[test]
    fn a_reply_that_never_ends_does_not_swallow_the_session() {
        let steps = [
            Server(b"220-hi\r\n"),
            Client,
            Server(b"331 pw\r\n"),
            Client,
            Server(b"230 in\r\n"),
        ];
        assert_eq!(told(&steps), ["220! hi", "331 pw", "230 in"]);
    }

    #[test]
    fn a_pipelining_client_does_not_break_a_reply() {
        let steps = [
            Client,
            Client,
            Server(b"211-F\r\n SIZE\r\n"),
            Client,
            Server(b" MDTM\r\n211 End\r\n200 ok\r\n"),
        ];
        assert_eq!(told(&steps), [r"211 F\n SIZE\n MDTM\nEnd", "200 ok"]);
    }

    #[test]
    fn a_gap_ends_what_it_may_have_ended() {
        assert_eq!(
            told(&[Server(b"220-hi\r\n"), Gap, Server(b"331 pw\r\n")]),
            ["220! hi", "331! pw"]
        );
        assert_eq!(
            told(&[Server(b"220-hi\r\n a"), Gap, Server(b"b\r\n331 pw\r\n")]),
            [r"220! hi\n a\nb", "331 pw"]
        );
        assert_eq!(
            told(&[Server(b"150 Open"), Gap, Server(b"ete.\r\n")]),
            ["150! Open", "? ete."]
        );
    }

    #[test]
    fn lines_of_no_reply_are_told_apart() {
        assert_eq!(
            told(&[Server(b"hello\r\n\r\n2000 x\r\n700 x\r\n099 x\r\n")]),
            ["? hello", "? ", "? 2000 x", "? 700 x", "? 099 x"]
        );
        assert_eq!(
            told(&[Server(b"200Ok\r\n631 YQ==\r\n")]),
            ["200 Ok", "631 YQ=="]
        );
    }

    #[test]
    fn an_unfinished_reply_is_none() {
        assert_eq!(told(&[Server(b"211-F\r\n SIZE\r\n")]), Vec::<String>::new());
        assert_eq!(told(&[Server(b"200 ok\r\n214-help\r\n")]), ["200 ok"]);
    }

    #[test]
    fn a_reply_that_is_waited_for_ends_the_one_it_stands_in() {
        let notice = b"553-\r\n553- full\r\n150 Opening\r\n426 broken\r\n";
        assert_eq!(
            codes_told(notice, 150),
            [r"150 \n full\nOpening", "426 broken"]
        );
        assert_eq!(
            codes_told(b"150-Opening\r\n226 done\r\n", 226),
            ["150 Opening", "226 done"]
        );
        let welcome = b"230-hi\r\n150 users\r\n230 in\r\n";
        assert_eq!(codes_told(welcome, 226), [r"230 hi\n150 users\nin"]);
    }

    fn codes_told(wire: &[u8], awaited: u16) -> Vec<String> {
        let limits = Limits::default();
        let mut codes = Vec::new();
        let mut splitter = LineSplitter::new(&limits);
        let mut assembler = ReplyAssembler::new(&limits);
        splitter.push(wire, At::default(), &mut |line| {
            assembler.push(line, |code| code.get() == awaited, &mut |item| {
                if let ReplyItem::Reply(reply) = item {
                    let text = reply.text.escape_ascii().to_string();
                    codes.push(format!("{} {text}", reply.code));
                }
            });
        });
        codes
    }

    #[test]
    fn a_reply_is_cut_at_its_caps_and_still_ends() {
        let limits = Limits {
            reply_lines: 3,
            reply_bytes: 6,
            ..Limits::default()
        };
        let replies = run(
            &[Server(
                b"211-abcd\r\n xyz\r\n q\r\n q\r\n211 end\r\n200 ok\r\n",
            )],
            &limits,
        );
        let reply = replies[0].as_ref().unwrap();
        assert_eq!(
            (reply.text.as_slice(), reply.cut, reply.lines),
            (&b"abcd\n "[..], true, 5)
        );
        let next = replies[1].as_ref().unwrap();
        assert_eq!((next.code, next.cut), (ReplyCode::OKAY, false));
    }

    proptest! {
        #[test]
        fn no_lines_cause_a_panic_and_the_caps_hold(
            lines in prop::collection::vec("[1-7][0-5]{2}[ -]?[a-z]{0,9}|[a-z ]{0,9}", 0..20),
            spoke in any::<u32>(),
            gaps in any::<u32>(),
        ) {
            let limits = Limits { reply_lines: 4, reply_bytes: 20, ..Limits::default() };
            let wire: Vec<String> = lines.iter().map(|line| format!("{line}\r\n")).collect();
            let mut steps = Vec::new();
            for (i, line) in wire.iter().enumerate() {
                steps.push(Server(line.as_bytes()));
                if spoke >> i & 1 == 1 { steps.push(Client); }
                if gaps >> i & 1 == 1 { steps.push(Gap); }
            }
            let items = run(&steps, &limits);
            let sent: usize = items.iter().map(|item| item.as_ref().map_or(1, |reply| reply.lines)).sum();
            prop_assert!(sent <= lines.len());
            for reply in items.iter().flatten() {
                prop_assert!(reply.text.len() <= 20);
            }
        }
    }
}
