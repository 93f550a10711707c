//! The connections of a file while it is indexed, of which so many are held at a time.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::decode::Segment;
use crate::tcp::{ConnectionKey, Side};

use super::lines::ConnectionLine;

/// Connections that are held: some 30 MB. When there are more, all of them are written, and what
/// follows of one is told in another line.
const HELD: usize = 1 << 17;
/// Rows of blocks that are held of one connection, likewise.
const ROWS: usize = 256;

/// The connections so far.
#[derive(Debug, Default)]
pub(super) struct ConnectionTable {
    held: HashMap<ConnectionKey, Seen, RandomState>,
}

/// What was seen of a connection.
#[derive(Debug)]
struct Seen {
    opener: Option<Side>,
    first: (u64, i64),
    last: (u64, i64),
    frames: [u64; 2],
    bytes: [u64; 2],
    flags: [u16; 2],
    blocks: Vec<(u64, u64)>,
    kept: Option<(u64, u64)>,
}

/// A segment of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    /// Number of its frame in the file.
    pub(super) number: u64,
    /// The time of that.
    pub(super) time: i64,
    /// The block that it stands in.
    pub(super) block: u64,
}

impl ConnectionTable {
    /// Takes a segment. What it returns is to be written.
    pub(super) fn add(
        &mut self,
        (key, sender): (ConnectionKey, Side),
        segment: &Segment,
        place: Placed,
    ) -> Vec<ConnectionLine> {
        let mut full = Vec::new();
        if self.held.len() >= HELD && !self.held.contains_key(&key) {
            full = self.take();
        }
        let at = (place.number, place.time);
        let seen = self.held.entry(key).or_insert_with(|| Seen::at(at));
        seen.last = at;
        seen.frames[sender.index()] += 1;
        seen.bytes[sender.index()] += segment.payload.len() as u64;
        seen.flags[sender.index()] |= segment.flags.0;
        if segment.flags.opens() {
            seen.opener = Some(sender);
        }
        seen.stands_in(place.block);
        if seen.blocks.len() > ROWS
            && let Some(seen) = self.held.remove(&key)
        {
            full.push(seen.line(&key));
        }
        full
    }

    /// A frame of a connection stands in that block too: a fragment of a datagram.
    pub(super) fn stands_in(&mut self, key: &ConnectionKey, block: u64) {
        if let Some(seen) = self.held.get_mut(key) {
            seen.stands_in(block);
        }
    }

    /// A frame of a connection is kept.
    pub(super) fn keep(&mut self, key: &ConnectionKey, number: u64) {
        if let Some(seen) = self.held.get_mut(key) {
            let (first, last) = seen.kept.unwrap_or((number, number));
            seen.kept = Some((first.min(number), last.max(number)));
        }
    }

    /// All of them, in the order of their first frames; none are held then.
    pub(super) fn take(&mut self) -> Vec<ConnectionLine> {
        let mut lines: Vec<ConnectionLine> = self
            .held
            .drain()
            .map(|(key, seen)| seen.line(&key))
            .collect();
        lines.sort_unstable_by_key(|line| (line.first.0, line.a, line.b));
        lines
    }
}

impl Seen {
    fn at(first: (u64, i64)) -> Self {
        Seen {
            opener: None,
            first,
            last: first,
            frames: [0; 2],
            bytes: [0; 2],
            flags: [0; 2],
            blocks: Vec::new(),
            kept: None,
        }
    }

    fn stands_in(&mut self, block: u64) {
        match self.blocks.last_mut() {
            Some((first, last)) if (*first..=*last).contains(&block) => {}
            Some((_, last)) if *last + 1 == block => *last = block,
            _ => self.blocks.push((block, block)),
        }
    }

    fn line(self, key: &ConnectionKey) -> ConnectionLine {
        let mut blocks = self.blocks;
        blocks.sort_unstable();
        blocks.dedup();
        ConnectionLine {
            a: key.endpoint(Side::Low),
            b: key.endpoint(Side::High),
            opener: self.opener.map(|side| ['a', 'b'][side.index()]),
            first: self.first,
            last: self.last,
            frames: self.frames,
            bytes: self.bytes,
            flags: self.flags,
            blocks,
            kept: self.kept,
        }
    }
}
