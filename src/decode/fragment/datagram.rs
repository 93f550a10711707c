//! One datagram, as far as its fragments came. It holds only the bytes that were captured of it, so
//! that claims of far offsets cost nothing.

use etherparse::IpNumber;

use crate::capture::Time;
use crate::decode::Skip;
use crate::decode::ip::IpPacket;

/// The longest payload of an IP packet: a fragment that reaches beyond is an attack on
/// reassembly.
const LONGEST: usize = 65_535;

/// A fragment whose numbers make sense.
pub(super) struct Incoming<'a> {
    pub(super) id: u32,
    pub(super) start: usize,
    /// Where it ended on the wire.
    end: usize,
    more: bool,
    /// What was captured of it.
    bytes: &'a [u8],
    protocol: IpNumber,
}

impl<'a> Incoming<'a> {
    pub(super) fn of(packet: &IpPacket<'a>) -> Result<Incoming<'a>, Skip> {
        let fragment = packet.fragment.ok_or(Skip::Malformed)?;
        let length = packet.payload.len() + packet.missing;
        let start = usize::from(fragment.offset);
        let end = start + length;
        // offsets count eight bytes, so only the last fragment may have another length
        if length == 0 || end > LONGEST || (fragment.more && !length.is_multiple_of(8)) {
            return Err(Skip::Malformed);
        }
        let (bytes, protocol) = (packet.payload, packet.protocol);
        Ok(Incoming {
            id: fragment.id,
            start,
            end,
            more: fragment.more,
            bytes,
            protocol,
        })
    }

    /// What was captured of the bytes from `start` to `end`, both within the fragment.
    fn captured(&self, start: usize, end: usize) -> &'a [u8] {
        let held = self.bytes.len();
        &self.bytes[(start - self.start).min(held)..(end - self.start).min(held)]
    }
}

/// What a fragment was to its datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Added {
    New,
    /// It said again what was known.
    Repeat,
    /// It overlapped: in part, or with other bytes.
    Overlap,
}

#[derive(Debug)]
pub(super) struct PartialDatagram {
    pub(super) serial: u64,
    pub(super) since: Time,
    /// By `start`; they do not overlap.
    pieces: Vec<FragmentPiece>,
    /// Captured bytes of all pieces.
    bytes: Vec<u8>,
    /// Sum of the pieces' lengths: with `total` known, equal once all is there.
    covered: usize,
    /// Length, once the last fragment came.
    total: Option<usize>,
    /// The frames that brought it, those of a datagram round it included.
    pub(super) frames: Vec<u64>,
    /// As the first fragment has it: in IPv6 the others may differ (RFC 8200 section 4.5).
    pub(super) protocol: Option<IpNumber>,
    /// Two fragments brought other bytes for the same place.
    pub(super) differs: bool,
}

#[derive(Clone, Copy, Debug)]
struct FragmentPiece {
    start: usize,
    end: usize,
    /// Where its captured bytes begin in [`PartialDatagram::bytes`].
    at: usize,
    /// How many of its bytes were captured.
    held: usize,
}

impl FragmentPiece {
    fn is_whole(&self) -> bool {
        self.held == self.end - self.start
    }
}

// What is counted for a piece and for the number of a frame. Numbers and no sizes of types, which
// differ with the width of addresses: a capture reaches the limit at the same fragment on every
// machine.
const PIECE_COST: usize = 32;
const FRAME_COST: usize = 8;
const _: () = assert!(size_of::<FragmentPiece>() <= PIECE_COST);

impl PartialDatagram {
    pub(super) fn new(serial: u64, since: Time) -> PartialDatagram {
        PartialDatagram {
            serial,
            since,
            pieces: Vec::new(),
            bytes: Vec::new(),
            covered: 0,
            total: None,
            frames: Vec::new(),
            protocol: None,
            differs: false,
        }
    }

    /// Bytes of memory, about; what every datagram takes is bounded by their number.
    pub(super) fn cost(&self) -> usize {
        self.bytes.len() + self.pieces.len() * PIECE_COST + self.frames.len() * FRAME_COST
    }

    pub(super) fn is_whole(&self) -> bool {
        self.total == Some(self.covered)
    }

    /// Adds what is new in a fragment. One that contradicts the datagram's known end is refused.
    pub(super) fn add(&mut self, new: &Incoming<'_>) -> Result<Added, Skip> {
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
        self.differs |= differs;
        match self.covered - covered {
            added if added == new.end - new.start => Added::New,
            0 if !differs => Added::Repeat,
            _ => Added::Overlap,
        }
    }

    /// True if a byte from `start` to `end` was captured in both, and is another.
    fn differs(&self, known: &FragmentPiece, new: &Incoming<'_>, start: usize, end: usize) -> bool {
        let held = &self.bytes[known.at..known.at + known.held];
        let held =
            &held[(start - known.start).min(held.len())..(end - known.start).min(held.len())];
        held.iter()
            .zip(new.captured(start, end))
            .any(|(old, new)| old != new)
    }

    /// Inserts a piece before `index`, or grows the one before it, as fragments in order do.
    /// Returns the index after.
    fn insert(&mut self, index: usize, start: usize, end: usize, captured: &[u8]) -> usize {
        let at = self.bytes.len();
        self.bytes.extend_from_slice(captured);
        self.covered += end - start;
        let before = index
            .checked_sub(1)
            .and_then(|before| self.pieces.get_mut(before));
        match before {
            Some(piece)
                if piece.end == start && piece.is_whole() && piece.at + piece.held == at =>
            {
                piece.end = end;
                piece.held += captured.len();
                index
            }
            _ => {
                self.pieces.insert(
                    index,
                    FragmentPiece {
                        start,
                        end,
                        at,
                        held: captured.len(),
                    },
                );
                index + 1
            }
        }
    }

    /// Writes the datagram as far as it was captured without a gap; returns how many bytes are
    /// missing after that.
    pub(super) fn write(&self, whole: &mut Vec<u8>) -> usize {
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
