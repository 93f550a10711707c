//! The text of a control connection, with other names and addresses in it.
//!
//! Text is replaced line by line, and a segment sent again must carry what it carried before: so what each side said is
//! kept as it was and as it became, and a copy that says the same becomes the same. A part of a line tells too little to
//! be replaced well. It is blotted: nothing of it is shown, and what the session meant by it may be lost.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::analysis::control_line::ControlLine;
use crate::ftp;
use crate::model::ReplyCode;

use super::names::blot;
use super::{Replacing, spelled};

/// Bytes of one direction that are kept; a copy of earlier ones is looked at by itself.
const KEPT: usize = 64 << 10;
/// Directions that are kept. Beyond them the oldest are forgotten.
const MOST: usize = 4096;

/// Codes of replies in which servers introduce themselves, and say goodbye.
const INTRODUCTIONS: [u16; 4] = [120, 215, 220, 221];
/// Codes of replies whose lines without a code list features and facts.
const LISTS: [u16; 3] = [211, 214, 250];

/// What each side of the control connections has said.
#[derive(Debug, Default)]
pub(super) struct Dialogues {
    sides: HashMap<(u64, bool), Side, RandomState>,
    /// Parts of lines that were blotted.
    pub(super) parts: u64,
}

/// One direction: the latest bytes, as they were and as they became.
#[derive(Debug, Default)]
struct Side {
    /// The sequence number of the first byte that is kept.
    start: u32,
    old: Vec<u8>,
    new: Vec<u8>,
    /// The last byte was in the middle of a line.
    within_line: bool,
    /// The code of a reply of several lines that goes on.
    open: Option<ReplyCode>,
}

/// Bytes of one side of a control connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'a> {
    /// The first frame of the connection.
    pub(super) connection: u64,
    pub(super) from_client: bool,
    /// The sequence number of the first byte.
    pub(super) seq: u32,
    pub(super) payload: &'a [u8],
    /// They are not under TLS.
    pub(super) is_text: bool,
}

impl Dialogues {
    /// The payload of a segment as it becomes.
    pub(super) fn replace(&mut self, said: &Said<'_>, replacing: &mut Replacing) -> Vec<u8> {
        let key = (said.connection, said.from_client);
        if self.sides.len() >= MOST && !self.sides.contains_key(&key) {
            let oldest = self.sides.keys().map(|(connection, _)| *connection).min();
            self.sides
                .retain(|(connection, _), _| Some(*connection) != oldest);
        }
        let side = self.sides.entry(key).or_default();
        let known = side.known(said.seq, said.payload);
        let mut new = said.payload.to_vec();
        new[..known.len()].copy_from_slice(known);
        let fresh = known.len();
        if said.is_text && fresh < new.len() {
            self.parts += side.say(&mut new[fresh..], said.from_client, replacing);
        }
        side.keep(said, &new);
        new
    }
}

impl Side {
    /// What the beginning of a payload became before, as far as it is a copy of what is kept.
    fn known(&self, seq: u32, payload: &[u8]) -> &[u8] {
        let at = seq.wrapping_sub(self.start) as usize;
        let kept = self.old.get(at..).unwrap_or_default();
        let len = kept.len().min(payload.len());
        if kept[..len] == payload[..len] {
            &self.new[at.min(self.new.len())..][..len]
        } else {
            &[]
        }
    }

    fn keep(&mut self, said: &Said<'_>, new: &[u8]) {
        let at = said.seq.wrapping_sub(self.start) as usize;
        let end = at.saturating_add(new.len());
        if at <= self.old.len() && end <= KEPT {
            let fresh = self.old.len().min(end) - at;
            self.old.extend(&said.payload[fresh..]);
            self.new.extend(&new[fresh..]);
        } else if at >= self.old.len() {
            self.start = said.seq;
            self.old = said.payload.to_vec();
            self.new = new.to_vec();
        }
    }

    /// Replaces what stands in the next bytes of the side. Gives how many parts of lines were blotted.
    fn say(&mut self, bytes: &mut [u8], from_client: bool, replacing: &mut Replacing) -> u64 {
        let mut parts = 0;
        for line in bytes.split_inclusive_mut(|&byte| byte == b'\n') {
            let is_part = self.within_line || !line.ends_with(b"\n");
            self.within_line = !line.ends_with(b"\n");
            if is_part {
                blot(line);
                parts += 1;
            } else if from_client {
                request(line, replacing);
            } else {
                self.response(line, replacing);
            }
        }
        parts
    }

    fn response(&mut self, line: &mut [u8], replacing: &mut Replacing) {
        let text = line.trim_ascii_end();
        let (code, from) = match ControlLine::of(false, text) {
            ControlLine::Response {
                code: Some(code),
                text: rest,
            } => (Some(code), text.len() - rest.len()),
            _ => (None, 0),
        };
        let goes_on = line.get(3) == Some(&b'-');
        let of = code.or(self.open);
        if code.is_some() {
            self.open = code.filter(|_| goes_on);
        }
        let text = &mut line[from..];
        if replacing.what.names {
            match of.map(ReplyCode::get) {
                Some(of) if INTRODUCTIONS.contains(&of) => blot(text),
                Some(of) if code.is_some() || LISTS.contains(&of) => {
                    replacing.names.replace_known(text)
                }
                _ => blot(text),
            }
        }
        if replacing.what.addresses {
            spelled::replace(text, &mut replacing.addresses);
        }
    }
}

/// Replaces the argument of a command; of a line that is none, everything.
fn request(line: &mut [u8], replacing: &mut Replacing) {
    let text = line.trim_ascii_end();
    let ControlLine::Request { verb, argument } = ControlLine::of(true, text) else {
        return;
    };
    let (known, len) = (ftp::find(verb), argument.map_or(0, <[u8]>::len));
    let from = text.len() - len;
    let end = text.len();
    if replacing.what.names {
        match known {
            None => blot(line),
            Some(verb) if verb.names_something() => replacing.names.replace(&mut line[from..end]),
            Some(_) => {}
        }
    }
    if replacing.what.addresses {
        spelled::replace(line, &mut replacing.addresses);
    }
}
