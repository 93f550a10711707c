//! Joins datagrams that came in fragments (RFC 791 section 3.2, RFC 8200 section 4.5).
//!
//! Where fragments overlap, the byte that came first wins, and the overlap is counted: hosts differ in whom they
//! believe, which is how fragments are made to deceive. A fragment cut by the snap length counts with its length on
//! the wire, so that the datagram still becomes whole; what was cut of it, and all after, is missing.
//!
//! A datagram holds only the bytes that were captured of it, so that claims of far offsets cost nothing.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::IpAddr;

use etherparse::IpNumber;
use foldhash::fast::RandomState;

use super::Skip;
use super::ip::{Header, Packet};
use crate::capture::Time;
use crate::limits::Limits;

/// The longest payload of an IP packet: a fragment that reaches beyond is an attack on joiners.
const LONGEST: usize = 65_535;
/// For this long, in nanoseconds, a fragment of a datagram that was just joined is taken for a repeat (a capture on
/// all interfaces sees everything twice), unless it is the first one: that begins a new datagram.
const REPEATS: i64 = 1_000_000_000;
/// Joined datagrams that are remembered for that.
const REMEMBERED: usize = 16;

/// What belongs together: RFC 791 takes the protocol into account, RFC 8200 does not (zero here).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    src: IpAddr,
    dst: IpAddr,
    id: u32,
    protocol: u8,
}

/// Datagrams that wait for fragments, and what became of others.
#[derive(Debug)]
pub(super) struct Joiner {
    waiting: HashMap<Key, Datagram, RandomState>,
    /// The same, oldest first.
    order: BTreeMap<u64, Key>,
    next_serial: u64,
    /// What `waiting` holds, as [`Datagram::cost`] has it.
    cost: usize,
    joined: VecDeque<(Key, Time)>,
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
}

impl Joiner {
    pub(super) fn new(limits: &Limits) -> Joiner {
        Joiner {
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
        }
    }

    /// A frame begins.
    pub(super) fn begin(&mut self, frame: u64) {
        self.frame = frame;
        self.sources.clear();
    }

    /// Datagrams of which a fragment never came, those still waiting included.
    pub(super) fn incomplete(&self) -> u64 {
        self.expired + self.waiting.len() as u64
    }

    /// Takes the fragment that `packet` is. Where that makes its datagram whole, the datagram stands in `whole`, and
    /// the packet that carries it is returned.
    pub(super) fn join<'a>(
        &mut self,
        packet: &Packet<'a>,
        time: Time,
        whole: &'a mut Vec<u8>,
    ) -> Result<Packet<'a>, Skip> {
        let piece = Incoming::of(packet)?;
        self.expire(time);
        let (src, dst) = packet.header.addresses();
        let key = Key {
            src,
            dst,
            id: piece.id,
            protocol: if matches!(packet.header, Header::V4(_)) { packet.protocol.0 } else { 0 },
        };
        if piece.start > 0 && !self.waiting.contains_key(&key) && self.is_repeat(&key, time) {
            return Err(Skip::Fragment);
        }
        let datagram = self.waiting.entry(key).or_insert_with(|| {
            self.next_serial += 1;
            self.order.insert(self.next_serial, key);
            Datagram::new(self.next_serial, time)
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
        self.sources.extend(datagram.frames.iter().take_while(|&&frame| frame != self.frame));
        let protocol = datagram.protocol.unwrap_or(packet.protocol);
        self.remove(&key);
        self.remember(key, time);
        Ok(Packet { protocol, payload: whole, missing, fragment: None, ..*packet })
    }

    /// True if `key` was joined a moment ago.
    fn is_repeat(&self, key: &Key, time: Time) -> bool {
        self.joined.iter().any(|(joined, at)| joined == key && (0..=REPEATS).contains(&time.since(*at)))
    }

    fn remember(&mut self, key: Key, time: Time) {
        if self.joined.len() == REMEMBERED {
            self.joined.pop_front();
        }
        self.joined.push_back((key, time));
    }

    /// Gives up what has waited too long, in capture time.
    fn expire(&mut self, now: Time) {
        while let Some((_, &key)) = self.order.first_key_value() {
            if self.waiting.get(&key).is_some_and(|oldest| now.since(oldest.since) <= self.limits.fragment_age) {
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

    fn remove(&mut self, key: &Key) {
        if let Some(datagram) = self.waiting.remove(key) {
            self.order.remove(&datagram.serial);
            self.cost -= datagram.cost();
        }
    }
}

/// A fragment whose numbers make sense.
struct Incoming<'a> {
    id: u32,
    start: usize,
    /// Where it ended on the wire.
    end: usize,
    more: bool,
    /// What was captured of it.
    bytes: &'a [u8],
    protocol: IpNumber,
}

impl<'a> Incoming<'a> {
    fn of(packet: &Packet<'a>) -> Result<Incoming<'a>, Skip> {
        let fragment = packet.fragment.ok_or(Skip::Malformed)?;
        let length = packet.payload.len() + packet.missing;
        let start = usize::from(fragment.offset);
        let end = start + length;
        // offsets count eight bytes, so only the last fragment may have another length
        if length == 0 || end > LONGEST || (fragment.more && !length.is_multiple_of(8)) {
            return Err(Skip::Malformed);
        }
        let (bytes, protocol) = (packet.payload, packet.protocol);
        Ok(Incoming { id: fragment.id, start, end, more: fragment.more, bytes, protocol })
    }

    /// What was captured of the bytes from `start` to `end`, both within the fragment.
    fn captured(&self, start: usize, end: usize) -> &'a [u8] {
        let held = self.bytes.len();
        &self.bytes[(start - self.start).min(held)..(end - self.start).min(held)]
    }
}

/// What a fragment was to its datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Added {
    New,
    /// It said again what was known.
    Repeat,
    /// It overlapped: in part, or with other bytes.
    Overlap,
}

#[derive(Debug)]
struct Datagram {
    serial: u64,
    since: Time,
    /// By `start`; they do not overlap.
    pieces: Vec<Piece>,
    /// Captured bytes of all pieces.
    bytes: Vec<u8>,
    /// Sum of the pieces' lengths: with `total` known, equal once all is there.
    covered: usize,
    /// Length, once the last fragment came.
    total: Option<usize>,
    /// The frames that brought it, those of a datagram round it included.
    frames: Vec<u64>,
    /// As the first fragment has it: in IPv6 the others may differ (RFC 8200 section 4.5).
    protocol: Option<IpNumber>,
}

#[derive(Clone, Copy, Debug)]
struct Piece {
    start: usize,
    end: usize,
    /// Where its captured bytes begin in [`Datagram::bytes`].
    at: usize,
    /// How many of its bytes were captured.
    held: usize,
}

impl Piece {
    fn is_whole(&self) -> bool {
        self.held == self.end - self.start
    }
}

impl Datagram {
    fn new(serial: u64, since: Time) -> Datagram {
        Datagram {
            serial,
            since,
            pieces: Vec::new(),
            bytes: Vec::new(),
            covered: 0,
            total: None,
            frames: Vec::new(),
            protocol: None,
        }
    }

    /// Bytes of memory, about; what every datagram takes is bounded by their number.
    fn cost(&self) -> usize {
        self.bytes.len() + self.pieces.len() * size_of::<Piece>() + self.frames.len() * size_of::<u64>()
    }

    fn is_whole(&self) -> bool {
        self.total == Some(self.covered)
    }

    /// Adds what is new in a fragment. One that contradicts the datagram's known end is refused.
    fn add(&mut self, new: &Incoming<'_>) -> Result<Added, Skip> {
        let last_end = self.pieces.last().map_or(0, |piece| piece.end);
        let fits = match self.total {
            Some(total) => new.end <= total && (new.more || new.end == total),
            None => new.more || new.end >= last_end,
        };
        if !fits {
            return Err(Skip::Malformed);
        }
        if !new.more {
            self.total = Some(new.end);
        }
        if new.start == 0 && self.protocol.is_none() {
            self.protocol = Some(new.protocol);
        }
        Ok(self.fill(new))
    }

    /// Puts the fragment's bytes where there are none yet.
    fn fill(&mut self, new: &Incoming<'_>) -> Added {
        let (covered, mut differs, mut at) = (self.covered, false, new.start);
        let mut index = self.pieces.partition_point(|piece| piece.end <= at);
        while at < new.end {
            match self.pieces.get(index) {
                Some(piece) if piece.start <= at => {
                    let end = piece.end.min(new.end);
                    differs |= self.differs(piece, new, at, end);
                    (at, index) = (end, index + 1);
                }
                known => {
                    let end = known.map_or(new.end, |piece| piece.start.min(new.end));
                    index = self.insert(index, at, end, new.captured(at, end));
                    at = end;
                }
            }
        }
        match self.covered - covered {
            added if added == new.end - new.start => Added::New,
            0 if !differs => Added::Repeat,
            _ => Added::Overlap,
        }
    }

    /// True if a byte from `start` to `end` was captured in both, and is another.
    fn differs(&self, known: &Piece, new: &Incoming<'_>, start: usize, end: usize) -> bool {
        let held = &self.bytes[known.at..known.at + known.held];
        let held = &held[(start - known.start).min(held.len())..(end - known.start).min(held.len())];
        held.iter().zip(new.captured(start, end)).any(|(old, new)| old != new)
    }

    /// Inserts a piece before `index`, or grows the one before it, as fragments in order do. Returns the index after.
    fn insert(&mut self, index: usize, start: usize, end: usize, captured: &[u8]) -> usize {
        let at = self.bytes.len();
        self.bytes.extend_from_slice(captured);
        self.covered += end - start;
        let before = index.checked_sub(1).and_then(|before| self.pieces.get_mut(before));
        match before {
            Some(piece) if piece.end == start && piece.is_whole() && piece.at + piece.held == at => {
                piece.end = end;
                piece.held += captured.len();
                index
            }
            _ => {
                self.pieces.insert(index, Piece { start, end, at, held: captured.len() });
                index + 1
            }
        }
    }

    /// Writes the datagram as far as it was captured without a hole; returns how many bytes are missing after that.
    fn write(&self, whole: &mut Vec<u8>) -> usize {
        whole.clear();
        for piece in &self.pieces {
            whole.extend_from_slice(&self.bytes[piece.at..piece.at + piece.held]);
            if !piece.is_whole() {
                break;
            }
        }
        self.covered - whole.len()
    }
}

#[cfg(test)]
mod tests {
    use etherparse::Ipv4HeaderSlice;
    use proptest::prelude::*;

    use super::super::ip::Fragment;
    use super::*;

    const SECOND: i64 = 1_000_000_000;
    const HEADER: [u8; 20] = [0x45, 0, 0, 20, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];

    fn piece(id: u32, offset: u16, more: bool, payload: &[u8]) -> Packet<'_> {
        Packet {
            header: Header::V4(Ipv4HeaderSlice::from_slice(&HEADER).unwrap()),
            protocol: IpNumber::TCP,
            payload,
            missing: 0,
            fragment: Some(Fragment { id, offset, more }),
            routed: false,
        }
    }

    fn joiner() -> Joiner {
        Joiner::new(&Limits::default())
    }

    /// The datagram that `packet` completes.
    fn add(joiner: &mut Joiner, packet: &Packet<'_>, time: i64) -> Result<(Vec<u8>, usize), Skip> {
        let mut whole = Vec::new();
        let missing = joiner.join(packet, Time(time), &mut whole)?.missing;
        Ok((whole, missing))
    }

    #[test]
    fn fragments_join_in_any_order() {
        let mut joiner = joiner();
        assert_eq!(add(&mut joiner, &piece(1, 16, false, b"end"), 0), Err(Skip::Fragment));
        assert_eq!(add(&mut joiner, &piece(1, 8, true, b"BBBBBBBB"), 0), Err(Skip::Fragment));
        let (whole, missing) = add(&mut joiner, &piece(1, 0, true, b"AAAAAAAA"), 0).unwrap();
        assert_eq!((&whole[..], missing), (&b"AAAAAAAABBBBBBBBend"[..], 0));
        assert_eq!((joiner.incomplete(), joiner.cost, joiner.order.len(), joiner.overlaps), (0, 0, 0, 0));
    }

    #[test]
    fn the_first_byte_wins_and_the_overlap_is_counted() {
        let mut joiner = joiner();
        add(&mut joiner, &piece(1, 0, true, b"AAAAAAAAAAAAAAAA"), 0).unwrap_err();
        add(&mut joiner, &piece(1, 8, true, b"BBBBBBBBBBBBBBBB"), 0).unwrap_err();
        let (whole, _) = add(&mut joiner, &piece(1, 24, false, b"end"), 0).unwrap();
        assert_eq!((&whole[..], joiner.overlaps), (&b"AAAAAAAAAAAAAAAABBBBBBBBend"[..], 1));
    }

    #[test]
    fn a_repeat_is_no_overlap_before_or_after_joining() {
        let mut joiner = joiner();
        let (first, last) = (piece(1, 0, true, b"AAAAAAAA"), piece(1, 8, false, b"end"));
        add(&mut joiner, &first, 0).unwrap_err();
        add(&mut joiner, &first, 0).unwrap_err();
        add(&mut joiner, &last, 0).unwrap();
        assert_eq!(add(&mut joiner, &last, 1), Err(Skip::Fragment));
        assert_eq!((joiner.overlaps, joiner.incomplete()), (0, 0));
        // the number is used again
        add(&mut joiner, &first, 2).unwrap_err();
        add(&mut joiner, &last, 2).unwrap();
        add(&mut joiner, &last, 2 * SECOND).unwrap_err();
        add(&mut joiner, &first, 2 * SECOND).unwrap();
    }

    #[test]
    fn fragments_that_contradict_are_malformed() {
        let mut joiner = joiner();
        for bad in [piece(1, 0, true, b"seven.."), piece(1, 0, true, b""), piece(1, 65_528, false, b"nine bytes")] {
            assert_eq!(add(&mut joiner, &bad, 0), Err(Skip::Malformed));
        }
        add(&mut joiner, &piece(2, 8, false, b"end"), 0).unwrap_err();
        assert_eq!(add(&mut joiner, &piece(2, 16, false, b"end"), 0), Err(Skip::Malformed));
        assert_eq!(add(&mut joiner, &piece(2, 8, true, b"AAAAAAAA"), 0), Err(Skip::Malformed));
        assert!(add(&mut joiner, &piece(2, 0, true, b"AAAAAAAA"), 0).is_ok());
    }

    #[test]
    fn a_cut_fragment_leaves_the_rest_missing() {
        let mut joiner = joiner();
        let cut = Packet { missing: 4, ..piece(1, 0, true, b"AAAA") };
        add(&mut joiner, &cut, 0).unwrap_err();
        assert_eq!(add(&mut joiner, &piece(1, 8, false, b"end"), 0), Ok((b"AAAA".to_vec(), 7)));
    }

    #[test]
    fn datagrams_wait_so_long_and_so_many_and_no_more() {
        let limits = Limits { fragment_datagrams: 2, ..Limits::default() };
        let mut joiner = Joiner::new(&limits);
        for id in 0..3 {
            add(&mut joiner, &piece(id, 0, true, b"AAAAAAAA"), 0).unwrap_err();
        }
        assert_eq!((joiner.over_number, joiner.incomplete()), (1, 2));
        add(&mut joiner, &piece(2, 8, false, b"end"), limits.fragment_age).unwrap();
        add(&mut joiner, &piece(1, 8, false, b"end"), limits.fragment_age + 1).unwrap_err();
        assert_eq!(joiner.incomplete(), 2);

        let mut joiner = Joiner::new(&Limits { fragment_bytes: 1000, ..Limits::default() });
        add(&mut joiner, &piece(1, 0, true, &[0; 800]), 0).unwrap_err();
        add(&mut joiner, &piece(2, 0, true, &[0; 800]), 0).unwrap_err();
        assert!(joiner.over_bytes >= 1 && joiner.cost <= 1000);
    }

    #[derive(Clone, Copy, Default, PartialEq)]
    enum Cell {
        #[default]
        Empty,
        Cut,
        Held(u8),
    }

    /// The obviously right joiner: one cell a byte.
    #[derive(Default)]
    struct Model {
        cells: Vec<Cell>,
        total: Option<usize>,
    }

    impl Model {
        fn add(
            &mut self,
            start: usize,
            bytes: &[u8],
            missing: usize,
            more: bool,
        ) -> Result<Option<(Vec<u8>, usize)>, Skip> {
            let end = start + bytes.len() + missing;
            let beyond = if more {
                self.total.is_some_and(|total| end > total)
            } else {
                self.total.map_or(end < self.cells.len(), |total| end != total)
            };
            if end == start || (more && !(end - start).is_multiple_of(8)) || beyond {
                return Err(Skip::Malformed);
            }
            self.total = if more { self.total } else { Some(end) };
            self.cells.resize(self.cells.len().max(end), Cell::Empty);
            for at in start..end {
                if self.cells[at] == Cell::Empty {
                    self.cells[at] = bytes.get(at - start).map_or(Cell::Cut, |&byte| Cell::Held(byte));
                }
            }
            let whole = self.total == Some(self.cells.len()) && !self.cells.contains(&Cell::Empty);
            Ok(whole.then(|| {
                let byte = |cell: &Cell| {
                    if let Cell::Held(byte) = *cell { Some(byte) } else { None }
                };
                let held: Vec<u8> = self.cells.iter().map_while(byte).collect();
                let missing = self.cells.len() - held.len();
                (held, missing)
            }))
        }
    }

    proptest! {
        #[test]
        fn joins_as_the_model_does(
            pieces in prop::collection::vec((0..8u16, 0..4usize, 0..3usize, any::<u8>(), 0..12usize), 1..24)
        ) {
            let (mut joiner, mut model) = (joiner(), Model::default());
            for (start, units, tail, fill, missing) in pieces {
                let (start, more) = (start * 8, tail > 0);
                let length = units * 8 + if more { 0 } else { usize::from(fill % 8) };
                let bytes: Vec<u8> = (0..length).map(|at| fill.wrapping_add(at as u8)).collect();
                let missing = missing.min(length);
                let packet = Packet { missing, ..piece(1, start, more, &bytes[..length - missing]) };
                let expected = model.add(start.into(), &bytes[..length - missing], missing, more);
                let found = add(&mut joiner, &packet, 0);
                match expected {
                    Err(skip) => prop_assert_eq!(found, Err(skip)),
                    Ok(None) => prop_assert_eq!(found, Err(Skip::Fragment)),
                    Ok(Some(whole)) => {
                        prop_assert_eq!(found, Ok(whole));
                        prop_assert_eq!(joiner.cost, 0);
                        break;
                    }
                }
            }
        }
    }
}
