//! Joins datagrams that came in fragments (RFC 791 section 3.2, RFC 8200 section 4.5).
//!
//! Where fragments overlap, the byte that came first wins, and the overlap is counted: hosts differ
//! in whom they believe, which is how fragments are made to deceive. A fragment cut by the snap
//! length counts with its length on the wire, so that the datagram still becomes whole; what was
//! cut of it, and all after, is missing.

mod datagram;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::IpAddr;

use foldhash::fast::RandomState;

use crate::capture::Time;
use crate::limits::Limits;

use super::Skip;
use super::ip::{IpHeader, IpPacket};
use datagram::{Added, Incoming, PartialDatagram};

/// For this long, in nanoseconds, a fragment of a datagram that was just joined is taken for a
/// repeat (a capture on all interfaces sees everything twice), unless it is the first one: that
/// begins a new datagram.
const REPEATS: i64 = 1_000_000_000;
/// Joined datagrams that are remembered for that.
const REMEMBERED: usize = 16;

/// What belongs together: RFC 791 takes the protocol into account, RFC 8200 does not (zero here).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct FragmentKey {
    src: IpAddr,
    dst: IpAddr,
    id: u32,
    protocol: u8,
}

/// Datagrams that wait for fragments, and what became of others.
#[derive(Debug)]
pub(super) struct Defragmenter {
    waiting: HashMap<FragmentKey, PartialDatagram, RandomState>,
    /// The same, oldest first.
    order: BTreeMap<u64, FragmentKey>,
    next_serial: u64,
    /// What `waiting` holds, as [`PartialDatagram::cost`] has it.
    cost: usize,
    joined: VecDeque<(FragmentKey, Time)>,
    limits: Limits,
    /// Datagrams given up because too many waited.
    pub(super) over_number: u64,
    /// Datagrams given up because they held too many bytes.
    pub(super) over_bytes: u64,
    /// Fragments that overlapped others, repeats aside.
    pub(super) overlaps: u64,
    expired: u64,
    /// The frame that is read.
    frame: u64,
    /// Earlier frames that hold fragments of what that frame completed.
    pub(super) sources: Vec<u64>,
    /// Fragments of it brought other bytes for the same place: which of them its receiver took
    /// nobody knows.
    pub(super) differs: bool,
}

impl Defragmenter {
    pub(super) fn new(limits: &Limits) -> Defragmenter {
        Defragmenter {
            waiting: HashMap::default(),
            order: BTreeMap::new(),
            next_serial: 0,
            cost: 0,
            joined: VecDeque::with_capacity(REMEMBERED),
            limits: *limits,
            over_number: 0,
            over_bytes: 0,
            overlaps: 0,
            expired: 0,
            frame: 0,
            sources: Vec::new(),
            differs: false,
        }
    }

    /// A frame begins.
    pub(super) fn begin(&mut self, frame: u64) {
        self.frame = frame;
        self.sources.clear();
        self.differs = false;
    }

    /// Datagrams of which a fragment never came, those still waiting included.
    pub(super) fn incomplete(&self) -> u64 {
        self.expired + self.waiting.len() as u64
    }

    /// Takes the fragment that `packet` is. Where that makes its datagram whole, the datagram
    /// stands in `whole`, and the packet that carries it is returned.
    pub(super) fn join<'a>(
        &mut self,
        packet: &IpPacket<'a>,
        time: Time,
        whole: &'a mut Vec<u8>,
    ) -> Result<IpPacket<'a>, Skip> {
        let piece = Incoming::of(packet)?;
        self.expire(time);
        let (src, dst) = packet.header.addresses();
        let key = FragmentKey {
            src,
            dst,
            id: piece.id,
            protocol: if matches!(packet.header, IpHeader::V4(_)) {
                packet.protocol.0
            } else {
                0
            },
        };
        if piece.start > 0 && !self.waiting.contains_key(&key) && self.is_repeat(&key, time) {
            return Err(Skip::Fragment);
        }
        let datagram = self.waiting.entry(key).or_insert_with(|| {
            self.next_serial += 1;
            self.order.insert(self.next_serial, key);
            PartialDatagram::new(self.next_serial, time)
        });
        let before = datagram.cost();
        datagram.frames.append(&mut self.sources);
        datagram.frames.push(self.frame);
        let added = datagram.add(&piece);
        self.cost += datagram.cost() - before;
        self.overlaps += u64::from(added? == Added::Overlap);
        if !datagram.is_whole() {
            self.keep_bounds();
            return Err(Skip::Fragment);
        }
        let missing = datagram.write(whole);
        self.sources.extend(
            datagram
                .frames
                .iter()
                .take_while(|&&frame| frame != self.frame),
        );
        self.differs |= datagram.differs;
        let protocol = datagram.protocol.unwrap_or(packet.protocol);
        self.remove(&key);
        self.remember(key, time);
        Ok(IpPacket {
            protocol,
            payload: whole,
            missing,
            fragment: None,
            ..*packet
        })
    }

    /// True if `key` was joined a moment ago.
    fn is_repeat(&self, key: &FragmentKey, time: Time) -> bool {
        self.joined
            .iter()
            .any(|(joined, at)| joined == key && (0..=REPEATS).contains(&time.since(*at)))
    }

    fn remember(&mut self, key: FragmentKey, time: Time) {
        if self.joined.len() == REMEMBERED {
            self.joined.pop_front();
        }
        self.joined.push_back((key, time));
    }

    /// Gives up what has waited too long, in capture time.
    fn expire(&mut self, now: Time) {
        while let Some((_, &key)) = self.order.first_key_value() {
            if self
                .waiting
                .get(&key)
                .is_some_and(|oldest| now.since(oldest.since) <= self.limits.fragment_age)
            {
                return;
            }
            self.remove(&key);
            self.expired += 1;
        }
    }

    /// Gives up the oldest while there is too much.
    fn keep_bounds(&mut self) {
        loop {
            let over = if self.waiting.len() > self.limits.fragment_datagrams {
                &mut self.over_number
            } else if self.cost > self.limits.fragment_bytes {
                &mut self.over_bytes
            } else {
                return;
            };
            *over += 1;
            let Some((_, &oldest)) = self.order.first_key_value() else {
                return;
            };
            self.remove(&oldest);
        }
    }

    fn remove(&mut self, key: &FragmentKey) {
        if let Some(datagram) = self.waiting.remove(key) {
            self.order.remove(&datagram.serial);
            self.cost -= datagram.cost();
        }
    }
}
