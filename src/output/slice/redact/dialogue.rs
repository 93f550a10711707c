//! The text of the control connections, with other names and addresses in it.
//!
//! Text is replaced line by line, and lines come in segments of any size, again and out of order.
//! So the pass before the one that writes collects what each side said, by sequence number; then
//! all lines are replaced; and each segment that is written gets the bytes of its place. A copy
//! that says the same as the first becomes the same, whatever its borders.
//!
//! What cannot be told apart is overwritten: a line of which bytes are missing, one that is neither
//! command nor reply, a copy that differs, and all beyond what is kept. Nothing of it is shown, and
//! what the session meant by it may be lost.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use crate::analysis::control;
use crate::analysis::control_line::ControlLine;
use crate::ftp::ParsedCommand;
use crate::model::ReplyCode;

use super::names::{Pseudonyms, overwrite};
use super::{Replacing, spelled};

/// Bytes that are kept of all control channels together.
const KEPT: usize = 64 << 20;
/// Missing bytes in a row that a side may have; what comes further on is not kept.
const GAP: usize = 1 << 20;

/// Replies in which servers introduce themselves and say goodbye, and SYST.
const INTRODUCTIONS: [ReplyCode; 4] = [
    ReplyCode::READY_SOON,
    ReplyCode::SYSTEM_TYPE,
    ReplyCode::READY,
    ReplyCode::GOODBYE,
];
/// Replies that name the file, also where the command that asked for it is not in the capture.
const OPENINGS: [ReplyCode; 2] = [ReplyCode::ALREADY_OPEN, ReplyCode::ABOUT_TO_OPEN];
/// Replies whose lines without a code list features (FEAT) and facts (MLST).
const LISTS: [ReplyCode; 2] = [ReplyCode::SYSTEM_STATUS, ReplyCode::FILE_ACTION_OKAY];

/// What each side of the control connections says.
#[derive(Debug, Default)]
pub(super) struct Dialogues {
    sides: HashMap<Speaker, DialogueSide, RandomState>,
    kept: usize,
    /// Parts of the text that were overwritten because nothing could be told in them.
    pub(super) overwritten: u64,
}

/// A side of a control connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Speaker {
    /// Servers come second: names in their replies are known by then.
    pub(super) is_server: bool,
    /// The first frame of the connection.
    pub(super) connection: u64,
}

#[derive(Debug, Default)]
struct DialogueSide {
    /// The sequence number of the first byte.
    start: u32,
    /// What was said; zeros where bytes are missing.
    old: Vec<u8>,
    new: Vec<u8>,
    /// Where TLS stands in it.
    sealed: Vec<Range<usize>>,
}

impl Dialogues {
    /// Collects the payload of a segment. `is_text`: it is not under TLS.
    pub(super) fn hear(&mut self, speaker: Speaker, seq: u32, payload: &[u8], is_text: bool) {
        let side = self.sides.entry(speaker).or_insert_with(|| DialogueSide {
            start: seq,
            ..DialogueSide::default()
        });
        let at = seq.wrapping_sub(side.start) as usize;
        let end = at.saturating_add(payload.len());
        let grown = end.saturating_sub(side.old.len());
        if at > side.old.len() + GAP || self.kept + grown > KEPT {
            return;
        }
        self.kept += grown;
        side.old.resize(side.old.len().max(end), 0);
        for (kept, &byte) in side.old[at..].iter_mut().zip(payload) {
            // the first copy counts
            if *kept == 0 {
                *kept = byte;
            }
        }
        if !is_text {
            side.sealed.push(at..end);
        }
    }

    /// Replaces what stands in the text, once all of it was collected.
    pub(super) fn replace(&mut self, replacing: &mut Replacing) {
        let mut sides: Vec<(&Speaker, &mut DialogueSide)> = self.sides.iter_mut().collect();
        sides.sort_unstable_by_key(|(speaker, _)| **speaker);
        for (speaker, side) in sides {
            self.overwritten += side.replace(speaker.is_server, replacing);
        }
    }

    /// The payload of a segment as it becomes.
    pub(super) fn written(&mut self, speaker: Speaker, seq: u32, payload: &[u8]) -> Vec<u8> {
        let known = self.sides.get(&speaker).and_then(|side| {
            let at = seq.wrapping_sub(side.start) as usize;
            let place = at..at.checked_add(payload.len())?;
            let said = side.old.get(place.clone())? == payload;
            said.then(|| &side.new[place])
        });
        if let Some(known) = known {
            return known.to_vec();
        }
        self.overwritten += u64::from(!payload.is_empty());
        let mut payload = payload.to_vec();
        overwrite(&mut payload);
        payload
    }
}

impl DialogueSide {
    fn replace(&mut self, is_server: bool, replacing: &mut Replacing) -> u64 {
        self.new.clone_from(&self.old);
        self.sealed.sort_unstable_by_key(|range| range.start);
        let mut text = 0;
        let mut overwritten = 0;
        for sealed in &self.sealed {
            let end = sealed.start.max(text);
            overwritten += replace_lines(&mut self.new[text..end], is_server, replacing);
            text = sealed.end.max(text);
        }
        overwritten += replace_lines(&mut self.new[text..], is_server, replacing);
        overwritten
    }
}

/// Replaces what stands in lines; gives how many were overwritten. A line ends at LF, and of some
/// clients at NUL.
fn replace_lines(text: &mut [u8], is_server: bool, replacing: &mut Replacing) -> u64 {
    let mut overwritten = 0;
    let mut open = None;
    for line in text.split_inclusive_mut(|&byte| byte == b'\n' || byte == 0) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let is_whole = line.ends_with(b"\n") || line.ends_with(b"\0");
        let is_known = is_whole
            && if is_server {
                replace_reply(line, &mut open, replacing)
            } else {
                replace_command(line, replacing)
            };
        if !is_known && replacing.what.names {
            overwrite(line);
            overwritten += 1;
        } else if !is_known {
            spelled::replace(line, &mut replacing.addresses);
            if !is_whole {
                spelled::overwrite_numbers(line);
                overwritten += 1;
            }
        }
    }
    overwritten
}

/// Replaces what stands in a command; false if it is none.
fn replace_command(line: &mut [u8], replacing: &mut Replacing) -> bool {
    // commands of Telnet, and what else a server passes over
    let Some(begin) = line.iter().position(u8::is_ascii_alphabetic) else {
        return false;
    };
    let line = &mut line[begin..];
    let end = line.trim_ascii_end().len();
    let command = ParsedCommand::parse(&line[..end]);
    let Some((verb, at)) = command.and_then(|command| Some((command.verb?, command.argument_at)))
    else {
        return false;
    };
    if replacing.what.names && verb.names_something() && at < end {
        replacing.names.replace(&mut line[at..end]);
    }
    if replacing.what.addresses {
        spelled::replace(line, &mut replacing.addresses);
    }
    true
}

/// Replaces what stands in a line of a reply. `open`: the code of a reply of several lines that
/// goes on. False for a line that belongs to none of which it is known what it says.
fn replace_reply(line: &mut [u8], open: &mut Option<ReplyCode>, replacing: &mut Replacing) -> bool {
    let text = line.trim_ascii_end();
    let (code, at) = match ControlLine::of(false, text) {
        ControlLine::Response {
            code: Some(code),
            text: rest,
        } => (Some(code), text.len() - rest.len()),
        _ => (None, 0),
    };
    let goes_on = line.get(3) == Some(&b'-');
    let of = code.or(*open);
    if code.is_some() {
        *open = code.filter(|_| goes_on);
    }
    if replacing.what.names {
        let text = &mut line[at..];
        match of {
            Some(of) if INTRODUCTIONS.contains(&of) => overwrite(text),
            Some(of) if code.is_some() || LISTS.contains(&of) => {
                replace_names(of, text, &mut replacing.names);
            }
            _ => return false,
        }
    }
    if replacing.what.addresses {
        spelled::replace(&mut line[at..], &mut replacing.addresses);
    }
    true
}

/// Replaces the names in the text of a reply.
fn replace_names(code: ReplyCode, text: &mut [u8], names: &mut Pseudonyms) {
    let begins = OPENINGS.contains(&code);
    let Some(place) = begins.then(|| control::place_of_name(text)).flatten() else {
        return names.replace_known(text);
    };
    let (before, rest) = text.split_at_mut(place.start);
    let (name, after) = rest.split_at_mut(place.len());
    names.replace_known(before);
    names.replace(name);
    names.replace_known(after);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::slice::redact::Redaction;

    const CLIENT: Speaker = Speaker {
        is_server: false,
        connection: 1,
    };
    const SERVER: Speaker = Speaker {
        is_server: true,
        ..CLIENT
    };
    const ALL: Redaction = Redaction {
        names: true,
        contents: true,
        addresses: true,
    };

    /// What two sides say, in segments of a few bytes, becomes this.
    fn replaced(client: &str, server: &str, size: usize) -> (String, String, u64) {
        let mut dialogues = Dialogues::default();
        let sides = [(CLIENT, client), (SERVER, server)];
        let mut replacing = Replacing {
            what: ALL,
            ..Replacing::default()
        };
        let segments = sides.map(|(speaker, text)| {
            let pieces = text.as_bytes().chunks(size).enumerate();
            pieces
                .map(|(n, piece)| (speaker, (n * size) as u32, piece))
                .collect::<Vec<_>>()
        });
        for &(speaker, seq, piece) in segments.iter().flatten() {
            dialogues.hear(speaker, seq, piece, true);
        }
        dialogues.replace(&mut replacing);
        let [client, server] = segments.map(|segments| {
            let written = segments
                .iter()
                .flat_map(|&(speaker, seq, piece)| dialogues.written(speaker, seq, piece));
            String::from_utf8(written.collect()).expect("ASCII")
        });
        (client, server, dialogues.overwritten)
    }

    #[test]
    fn a_dialogue_is_the_same_whatever_its_segments() {
        for size in [1, 7, 1000] {
            let (client, server, overwritten) = replaced(
                "USER anna\r\nRETR /pub/report.pdf\r\nPORT 10,0,0,5,4,1\r\nEVIL anna\r\n",
                "220-Host of Anna\r\n hello\r\n220 v3\r\n331 Who is Anna?\r\n550 report.pdf: gone\r\n",
                size,
            );
            assert_eq!(
                client,
                "USER aaaa\r\nRETR /aaa/aaaaaa.aab\r\nPORT 10,1,1,1,4,1\r\nxxxx xxxx\r\n"
            );
            assert_eq!(
                server,
                "220-xxxx xx xxxx\r\n xxxxx\r\n220 xx\r\n331 Who is aaaa?\r\n550 aaaaaa.aab: gone\r\n"
            );
            assert_eq!(overwritten, 1);
        }
    }

    #[test]
    fn a_file_whose_command_is_missing_is_named_by_no_reply() {
        let (_, server, _) = replaced(
            "NOOP\r\n",
            "150 Opening BINARY mode data connection for big plan.pdf (20 bytes).\r\n\
             150 Opening ASCII mode data connection for file list\r\n",
            1000,
        );
        assert_eq!(
            server,
            "150 Opening BINARY mode data connection for aaa aaaa.aab (20 bytes).\r\n\
             150 Opening ASCII mode data connection for file list\r\n"
        );
    }

    #[test]
    fn a_copy_that_differs_and_a_line_that_is_torn_show_nothing() {
        let mut dialogues = Dialogues::default();
        dialogues.hear(CLIENT, 100, b"USER anna\r\n", true);
        dialogues.hear(CLIENT, 120, b"report.pdf\r\nQUIT\r\n", true);
        dialogues.replace(&mut Replacing {
            what: ALL,
            ..Replacing::default()
        });
        assert_eq!(
            dialogues.written(CLIENT, 100, b"USER bert\r\n"),
            b"xxxx xxxx\r\n"
        );
        let rest = dialogues.written(CLIENT, 120, b"report.pdf\r\nQUIT\r\n");
        assert_eq!(rest, b"xxxxxx.xxx\r\nQUIT\r\n");
    }
}
