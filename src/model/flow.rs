//! What one endpoint of a TCP connection sent, and what became of it on the way.

use super::At;

/// Bytes that are not in the capture, by who lost them. Decided once, when the connection is over:
/// by the acknowledgements of the receiver (RFC 9293 section 3.4), which say what it has got.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// The receiver acknowledged them, or the snap length cut them: they were there, and the
    /// capture lost them.
    pub not_captured: u64,
    /// The receiver went on asking for them after later bytes had been sent: the network lost them.
    pub on_path: u64,
    /// The capture does not tell.
    pub unknown: u64,
}

impl Lost {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.not_captured + self.on_path + self.unknown
    }

    /// Those that the network is not known to have lost: the capture lacks them.
    pub(crate) fn uncaptured(&self) -> u64 {
        self.not_captured.saturating_add(self.unknown)
    }
}

impl std::ops::AddAssign for Lost {
    fn add_assign(&mut self, other: Lost) {
        self.not_captured += other.not_captured;
        self.on_path += other.on_path;
        self.unknown += other.unknown;
    }
}

/// Bytes that were sent and that the receiver, whose acknowledgements are in the capture, never
/// acknowledged.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unacknowledged {
    /// How many, from the first of them to the last byte that was sent.
    pub bytes: u64,
    /// How often the first of them was sent, as far as that is in the capture.
    pub sends: u32,
    /// Payload bytes of the smallest segment that carried it.
    pub smallest: u32,
    /// Payload bytes of the largest segment that carried it.
    pub largest: u32,
    /// The first frame that carried it.
    pub first: At,
    /// The last one.
    pub last: At,
    /// What came behind the first of them, where the capture has no segment that carried it.
    pub(crate) behind: Option<BehindHole>,
}

/// Segments that came behind a byte which did not.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BehindHole {
    /// The first of them.
    pub first: At,
    /// Payload bytes of the largest one.
    pub largest: u32,
    /// How often the receiver asked for the byte after that, by acknowledging the same again.
    pub asks: u32,
    /// When it did so last.
    pub asked: At,
}

/// Which of two copies of a byte came in a segment with a wrong checksum, so that its receiver
/// threw it away (RFC 9293 section 3.1), where the other one had a right checksum.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DamagedCopy {
    /// The first one, which is the one that is kept here.
    First,
    /// A later one.
    Later,
}

/// A RST, and how far its sender seemed to be.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reset {
    /// Its frame: the first RST of this endpoint.
    pub at: At,
    /// The TTL or hop limit of its packet.
    pub hop_limit: u8,
}

/// What one endpoint of a connection sent.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Payload bytes that are not in the capture.
    pub lost: Lost,
    /// Payload bytes that the receiver never acknowledged, in the capture or not.
    pub(crate) unacknowledged: Option<Box<Unacknowledged>>,
    /// Payload bytes of the largest segment that the receiver acknowledged as a whole; 0 where
    /// there is none.
    pub largest_acknowledged: u32,
    /// Its last segment.
    pub last_segment: Option<At>,
    /// The frame in which the other endpoint last acknowledged anything new of it.
    pub last_acknowledged: Option<At>,
    /// Keep-alives (RFC 9293 section 3.8.4) at its end that the other endpoint did not answer with
    /// any segment.
    pub unanswered_keep_alives: u32,
    /// The smallest and the largest TTL or hop limit of its packets, those with RST aside.
    pub hop_limits: Option<(u8, u8)>,
    /// Its first FIN.
    pub fin: Option<At>,
    /// Its first RST.
    pub(crate) reset: Option<Reset>,
    /// The first frame in which it sent bytes again that differ from the first copy of them.
    pub(crate) differing_copy: Option<At>,
    /// Which of such copies its checksums show to be damaged.
    pub(crate) damaged_copy: Option<DamagedCopy>,
    /// How often it sent its FIN, where the other endpoint acknowledged all before it and never the
    /// FIN.
    pub(crate) fins_in_vain: u32,
    /// The other endpoint acknowledged more than it sent before its FIN.
    pub acknowledged_beyond_end: bool,
    /// The frame since which it advertised a window of zero (RFC 9293 section 3.8.6.1) and never
    /// another one: it took no byte any more.
    pub closed_window: Option<At>,
    /// How often it answered the SYN anew although the ACK to its answer is in the capture: that
    /// did not reach it.
    pub(crate) late_answers: u32,
    /// It went on sending behind its FIN (RFC 9293 section 3.6: it may not), so that one of both is
    /// not its own.
    pub sent_behind_fin: bool,
}

impl Flow {
    /// The frame in which it ended its side, by FIN or RST, whichever came first.
    pub fn end(&self) -> Option<At> {
        let reset = self.reset.map(|reset| reset.at);
        [self.fin, reset].into_iter().flatten().min()
    }

    /// The RST came in a packet whose TTL or hop limit none of its other packets had: a device on
    /// the way may have sent it in this endpoint's name.
    pub fn reset_from_elsewhere(&self) -> Option<Reset> {
        let (least, most) = self.hop_limits?;
        self.reset
            .filter(|reset| !(least..=most).contains(&reset.hop_limit))
    }
}
