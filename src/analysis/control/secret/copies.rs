//! Where in what both sides said copies of passwords stand that are known.
//!
//! Each line is searched once, for its bytes in the stream. What was read of the lines is searched
//! again only where one of them has a copy: a reply is its lines without their codes, a command is
//! its line, and no copy goes on in the next line. Paths alone may bring together what no line has.

use std::ops::Range;

use crate::analysis::control::{ChannelEvent, ChannelLine, SessionDraft};

use super::mask::{mask_paths, mask_texts};
use super::{Passwords, begins_with_secret};

/// Copies of known passwords on a control channel.
#[derive(Debug, Default)]
pub(in crate::analysis::control) struct Copies {
    /// Where they stand in the client's stream. Where a line is not in the stream byte for byte as
    /// it was read, all of it is taken.
    pub sent: Vec<Range<u64>>,
    /// The same of the server's stream.
    pub received: Vec<Range<u64>>,
    /// How far the two streams were searched for them without a byte left out: from the first line
    /// on, as long as lines follow one another and are in the stream as they were read.
    pub searched: [Range<u64>; 2],
    /// A line has one, and does not begin with a secret verb, whose argument is hidden already.
    are_in_lines: bool,
}

impl Copies {
    pub(in crate::analysis::control) fn find(
        words: &Passwords,
        [commands, replies]: [&[ChannelEvent]; 2],
    ) -> Self {
        let mut copies = Copies {
            searched: [searched(commands), searched(replies)],
            ..Copies::default()
        };
        for line in commands.iter().filter_map(ChannelEvent::line) {
            let text = line.text.bytes();
            let found = words.within_command(text);
            copies.are_in_lines |= !found.is_empty() && !begins_with_secret(text);
            copies.sent.extend(in_stream(line, found));
        }
        for line in replies.iter().filter_map(ChannelEvent::line) {
            let found = words.within_reply_line(line.text.bytes());
            copies.are_in_lines |= !found.is_empty();
            copies.received.extend(in_stream(line, found));
        }
        copies
    }

    /// Masks them in what was read of the lines.
    pub(in crate::analysis::control) fn mask(&self, draft: &mut SessionDraft, words: &Passwords) {
        if self.are_in_lines {
            mask_texts(draft, words);
        } else {
            mask_paths(draft, words);
        }
    }
}

/// Where those parts of a line stand in the stream; nowhere, if it came under TLS.
fn in_stream(
    line: &ChannelLine,
    parts: Vec<Range<usize>>,
) -> impl Iterator<Item = Range<u64>> + use<> {
    let (start, end) = (line.stream_start, line.stream_end);
    let is_as_read = is_as_read(line);
    let parts = if line.opened { Vec::new() } else { parts };
    let whole = (!is_as_read && !parts.is_empty()).then_some(start..end);
    let parts = parts.into_iter().filter(move |_| is_as_read);
    let parts = parts.map(move |part| start + part.start as u64..start + part.end as u64);
    whole.into_iter().chain(parts)
}

/// True where the line in the stream is its text and its line end, without a byte left out.
fn is_as_read(line: &ChannelLine) -> bool {
    let length = line.text.bytes().len() as u64 + line.line_end.bytes();
    line.stream_end - line.stream_start == length
}

/// The part of a stream that the first lines are, each as it was read.
fn searched(events: &[ChannelEvent]) -> Range<u64> {
    let mut lines = events.iter().filter_map(ChannelEvent::line);
    let Some(first) = lines.next().filter(|line| is_in_clear(line)) else {
        return 0..0;
    };
    let mut end = first.stream_end;
    for line in lines.take_while(|line| is_in_clear(line)) {
        if line.stream_start != end {
            break;
        }
        end = line.stream_end;
    }
    first.stream_start..end
}

fn is_in_clear(line: &ChannelLine) -> bool {
    !line.opened && is_as_read(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::control::converse;
    use crate::analysis::control::secret::hide_secrets;
    use crate::limits::Limits;
    use crate::model::At;

    /// Lines one behind the other, each in a frame of its own.
    fn said(lines: &[&str], first: u64) -> Vec<ChannelEvent> {
        let mut end = 0;
        let events = lines.iter().zip(first..).map(|(text, frame)| {
            let start = end;
            end += text.len() as u64 + 2;
            let at = At {
                frame,
                ..At::default()
            };
            ChannelEvent::Line(ChannelLine {
                text: (*text).into(),
                begin: at,
                end: at,
                stream_start: start,
                stream_end: end,
                ..ChannelLine::default()
            })
        });
        events.collect()
    }

    /// A session in which PASS is `kestrel-7` and RETR is answered so.
    fn session(answer: &[&str]) -> (SessionDraft, Copies, Passwords) {
        let commands = said(&["USER anna", "PASS kestrel-7", "RETR a.txt"], 1);
        let replies = said(answer, 10);
        let mut draft = converse(&commands, &replies, true, &Limits::default());
        let words = hide_secrets(&mut draft, &[], Passwords::default(), false);
        let copies = Copies::find(&words, [&commands, &replies]);
        (draft, copies, words)
    }

    #[test]
    fn a_copy_in_a_text_is_one_in_a_line() {
        for (answer, is_copy) in [
            (&["550 no kestrel-7 here"][..], true),
            (&["550kestrel-7"], true),
            (&["550 USER bob:bunting@host"], true),
            (&["550-first", "550-no kestrel-7", "550 last"], true),
            (&["550-first", " k e s t r e l - 7", "550 last"], true),
            (&["550-first", "550-PASS 'x", "550 y' last"], false),
            (&["no reply: kestrel-7"], true),
            (&["550 no such file"], false),
            (&["550-kestrel", "550 7"], false),
        ] {
            let (mut draft, copies, words) = session(answer);
            let (mut all, ..) = session(answer);
            mask_texts(&mut all, &words);
            copies.mask(&mut draft, &words);
            assert_eq!(format!("{draft:?}"), format!("{all:?}"));
            assert_eq!(copies.are_in_lines, is_copy, "{answer:?}");
            assert_eq!(copies.received.is_empty(), !is_copy, "{answer:?}");
        }
    }

    /// Up to a line that the stream does not have as it was read, as where a limit has cut it.
    #[test]
    fn how_far_the_streams_were_searched() {
        let commands = said(&["USER anna", "PASS kestrel-7", "NOOP"], 1);
        let mut replies = said(&["220 hello", "331 word?", "230 in"], 10);
        let Some(ChannelEvent::Line(cut)) = replies.get_mut(1) else {
            panic!("three lines");
        };
        cut.text = "331".into();
        let copies = Copies::find(&Passwords::default(), [&commands, &replies]);
        assert_eq!(copies.searched, [0..33, 0..11]);
        let copies = Copies::find(&Passwords::default(), [&[], &replies[1..]]);
        assert_eq!(copies.searched, [0..0, 0..0]);
    }

    /// Two bytes were left out of the line, as a limit and the commands of Telnet do it.
    #[test]
    fn a_line_that_lacks_some_bytes_is_taken_whole() {
        let (_, _, words) = session(&["550 no"]);
        let mut replies = said(&["550 kestrel-7"], 10);
        let Some(ChannelEvent::Line(line)) = replies.first_mut() else {
            panic!("a line");
        };
        line.line_end = crate::model::LineEnd::Missing;
        let copies = Copies::find(&words, [&[], &replies]);
        assert_eq!(copies.received, vec![Range { start: 0, end: 15 }]);
        assert_eq!(copies.searched[1], 0..0);
    }

    /// What was read of a line may be kept beside it.
    #[test]
    fn a_user_that_holds_a_password_is_hidden() {
        let commands = said(&["USER anna\\r\\nPASS kestrel-7"], 1);
        let replies = said(&["331 word?"], 10);
        let mut draft = converse(&commands, &replies, true, &Limits::default());
        let words = hide_secrets(&mut draft, &[], Passwords::default(), false);
        Copies::find(&words, [&commands, &replies]).mask(&mut draft, &words);
        let user = draft.user.as_ref().expect("a user");
        assert!(!user.bytes().ends_with(b"kestrel-7"), "{user:?}");
    }

    #[test]
    fn a_password_that_is_a_path_is_hidden_in_it() {
        let lines = ["USER anna", "PASS pub/kestrel", "CWD pub", "RETR kestrel"];
        let replies = [
            "331 word?",
            "230 in",
            "250 there",
            "150 it comes",
            "226 done",
        ];
        let (commands, replies) = (said(&lines, 1), said(&replies, 10));
        let mut draft = converse(&commands, &replies, true, &Limits::default());
        let words = hide_secrets(&mut draft, &[], Passwords::default(), false);
        Copies::find(&words, [&commands, &replies]).mask(&mut draft, &words);
        let path = draft.transfers[0].path.as_ref().expect("a path");
        assert!(!path.bytes().ends_with(b"pub/kestrel"), "{path:?}");
    }
}
