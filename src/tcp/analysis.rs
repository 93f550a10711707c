//! What Wireshark adds to a TCP row: relative numbers, the scaled window, and the analysis labels.
//!
//! The rules are those of Wireshark's TCP dissector (the 4.0 series), in its order; where they read
//! oddly, that is because a reader compares our rows with its rows. Nothing else in this crate
//! decides by a label: the bytes come from [`super::Stream`], which knows better.

use crate::capture::Time;
use crate::decode::{Flags, Segment, TcpOption, TcpOptions};

use super::key::Side;

/// A label of Wireshark's TCP analysis, in the order in which they are put in front of the Info
/// column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u16)]
pub enum Label {
    /// A SYN with another sequence number on known endpoints.
    PortsReused = 1,
    /// Bytes seen before, none of the special cases below.
    Retransmission = 1 << 1,
    /// Sent again soon after duplicate acknowledgments.
    FastRetransmission = 1 << 2,
    /// Sent again although acknowledged.
    SpuriousRetransmission = 1 << 3,
    /// Behind a later segment by less than a round trip.
    OutOfOrder = 1 << 4,
    /// Bytes before this segment were not seen.
    PreviousNotCaptured = 1 << 5,
    /// Acknowledges bytes that were not seen.
    AckedUnseen = 1 << 6,
    /// Only the window changed.
    WindowUpdate = 1 << 7,
    /// Fills the peer's window.
    WindowFull = 1 << 8,
    /// One byte back, to see whether the peer is still there.
    KeepAlive = 1 << 9,
    /// Its answer.
    KeepAliveAck = 1 << 10,
    /// The same acknowledgment again; frame and count are in [`RowFacts::duplicate_of`].
    DuplicateAck = 1 << 11,
    /// One byte into a closed window.
    ZeroWindowProbe = 1 << 12,
    /// The window is closed.
    ZeroWindow = 1 << 13,
    /// The answer to a probe.
    ZeroWindowProbeAck = 1 << 14,
}

impl Label {
    /// All labels, in the order in which they are put in front of the Info column.
    pub const ALL: [Label; 15] = [
        Label::PortsReused,
        Label::Retransmission,
        Label::FastRetransmission,
        Label::SpuriousRetransmission,
        Label::OutOfOrder,
        Label::PreviousNotCaptured,
        Label::AckedUnseen,
        Label::WindowUpdate,
        Label::WindowFull,
        Label::KeepAlive,
        Label::KeepAliveAck,
        Label::DuplicateAck,
        Label::ZeroWindowProbe,
        Label::ZeroWindow,
        Label::ZeroWindowProbeAck,
    ];
}

/// What a row says of its segment beyond the segment's own fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowFacts {
    /// Sequence number relative to the sender's first one.
    pub seq: u32,
    /// Acknowledgment number relative to the peer's first sequence number.
    pub ack: u32,
    /// The window with the scale factor applied where it is known.
    pub window: u32,
    /// The sequence number from which selective acknowledgments count: the peer's first one.
    pub sack_base: u32,
    /// For a duplicate acknowledgment: the frame it repeats, and the how manyth repeat it is.
    pub duplicate_of: Option<(u64, u32)>,
    labels: u16,
}

impl RowFacts {
    /// True if the segment carries the label.
    pub fn has(&self, label: Label) -> bool {
        self.labels & label as u16 != 0
    }

    /// True if the segment carries any label at all; most carry none.
    pub fn is_labelled(&self) -> bool {
        self.labels != 0
    }

    /// True if Wireshark leaves the payload of this segment to TCP, because it takes it for a copy
    /// or for misplaced.
    pub fn payload_left_to_tcp(&self) -> bool {
        [
            Label::Retransmission,
            Label::SpuriousRetransmission,
            Label::OutOfOrder,
            Label::KeepAlive,
        ]
        .iter()
        .any(|&l| self.has(l))
    }

    fn add(&mut self, label: Label) {
        self.labels |= label as u16;
    }
}

/// Window scaling of one direction (RFC 7323 section 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum WindowScale {
    #[default]
    Unknown,
    Off,
    Shift(u8),
}

/// Repeats of one acknowledgment number. An [`Label::AckedUnseen`] of the other side takes the
/// place of the number, so that it is not said again until this side acknowledges something new;
/// the count starts afresh after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Duplicates {
    Count(u32),
    Told,
}

impl Default for Duplicates {
    fn default() -> Self {
        Duplicates::Count(0)
    }
}

impl Duplicates {
    fn number(self) -> u32 {
        match self {
            Duplicates::Count(number) => number,
            Duplicates::Told => 0,
        }
    }

    /// Enough for a fast retransmission. Wireshark's mark for [`Duplicates::Told`] is a number that
    /// is enough too.
    fn are_several(self) -> bool {
        !matches!(self, Duplicates::Count(0 | 1))
    }
}

/// What is remembered of one direction. Sequence numbers are absolute; 0 stands for "none yet", as
/// in Wireshark.
#[derive(Clone, Debug, Default)]
struct DirectionState {
    base: Option<u32>,
    next_seq: u32,
    next_seq_time: Time,
    max_to_be_acked: u32,
    last_ack: u32,
    last_ack_time: Time,
    window: Option<u32>,
    window_unscaled: bool,
    scale: WindowScale,
    /// Repeats of the last acknowledgment, or what stands in for their number.
    duplicates: Duplicates,
    last_new_ack_frame: u64,
    last_was_keep_alive: bool,
    last_was_probe: bool,
}

/// The analysis of one connection.
#[derive(Clone, Debug, Default)]
pub struct Analyser {
    flows: [DirectionState; 2],
    reused: bool,
    syn_time: Option<Time>,
    first_round_trip: i64,
}

/// Without a measured round trip, a segment is out of order up to 3 ms after the one that overtook
/// it.
const OUT_OF_ORDER_DEFAULT: i64 = 3_000_000;
/// A fast retransmission follows the last acknowledgment within 20 ms.
const FAST_RETRANSMISSION_WITHIN: i64 = 20_000_000;

fn after(a: u32, b: u32) -> bool {
    (a.wrapping_sub(b) as i32) > 0
}

impl Analyser {
    /// An analysis for a new connection; `reused`: its endpoints had one before.
    pub fn new(reused: bool) -> Self {
        Analyser {
            reused,
            ..Analyser::default()
        }
    }

    /// Takes the next segment, in capture order.
    pub fn segment(&mut self, segment: &Segment, sender: Side) -> RowFacts {
        let renumbered = self.learn_bases(segment, sender);
        let mut facts = RowFacts::default();
        if std::mem::take(&mut self.reused) || renumbered {
            facts.add(Label::PortsReused);
        }
        self.label(segment, sender, &mut facts);
        self.learn_scale(segment, sender);
        self.learn_round_trip(segment);
        let (own, peer) = self.pair(sender);
        facts.seq = segment.seq.wrapping_sub(own.base.unwrap_or_default());
        facts.ack = if segment.flags.ack() {
            segment.ack.wrapping_sub(peer.base.unwrap_or_default())
        } else {
            0
        };
        facts.sack_base = peer.base.unwrap_or_default();
        facts.window = match own.scale {
            WindowScale::Shift(shift) if !segment.flags.syn() => u32::from(segment.window) << shift,
            _ => u32::from(segment.window),
        };
        facts
    }

    fn pair(&mut self, sender: Side) -> (&mut DirectionState, &mut DirectionState) {
        let [low, high] = &mut self.flows;
        match sender {
            Side::Low => (low, high),
            Side::High => (high, low),
        }
    }

    /// Relative numbers start at the SYN, or one before the first segment where no SYN was
    /// captured. True if a SYN+ACK starts them anew: the RST that refused the try before it had no
    /// number of its own (RFC 9293 section 3.10.7.1).
    fn learn_bases(&mut self, segment: &Segment, sender: Side) -> bool {
        let (own, peer) = self.pair(sender);
        let renumbered =
            segment.flags.syn_ack() && own.base.is_some_and(|base| base != segment.seq);
        if own.base.is_none() || renumbered {
            own.base = Some(segment.seq.wrapping_sub(u32::from(!segment.flags.syn())));
        }
        if peer.base.is_none() && segment.flags.ack() {
            peer.base = Some(segment.ack.wrapping_sub(1));
        }
        renumbered
    }

    fn learn_scale(&mut self, segment: &Segment, sender: Side) {
        if !segment.flags.syn() {
            return;
        }
        let (own, peer) = self.pair(sender);
        if let Some(shift) = window_scale_option(segment.options) {
            own.scale = WindowScale::Shift(shift.min(14));
        }
        if own.scale == WindowScale::Unknown {
            own.scale = WindowScale::Off;
            peer.scale = WindowScale::Off;
        } else if segment.flags.ack() && peer.scale == WindowScale::Off {
            own.scale = WindowScale::Off;
        }
    }

    /// The initial round trip: from the last SYN to the first segment of either side with ACK and
    /// without SYN.
    fn learn_round_trip(&mut self, segment: &Segment) {
        match (segment.flags.syn(), segment.flags.ack(), self.syn_time) {
            (true, false, _) => self.syn_time = Some(segment.time),
            (false, true, Some(syn)) if self.first_round_trip == 0 => {
                self.first_round_trip = segment.time.since(syn).max(0);
            }
            _ => {}
        }
    }

    fn label(&mut self, segment: &Segment, sender: Side, facts: &mut RowFacts) {
        let threshold = if self.first_round_trip == 0 {
            OUT_OF_ORDER_DEFAULT
        } else {
            self.first_round_trip
        };
        let (own, peer) = self.pair(sender);
        label_window_and_acks(segment, own, peer, facts);
        label_unseen(segment, own, peer, facts);
        label_copies(segment, own, peer, threshold, facts);
        remember(segment, own, facts);
    }
}

/// The rules from zero-window probe to duplicate acknowledgment; some of them end the matter.
fn label_window_and_acks(
    segment: &Segment,
    own: &DirectionState,
    peer: &DirectionState,
    facts: &mut RowFacts,
) {
    let (len, seq, flags) = (segment.len(), segment.seq, segment.flags);
    let window = u32::from(segment.window);
    let plain = !flags.any(Flags::SYN | Flags::FIN | Flags::RST);
    if len == 1 && seq == own.next_seq && peer.window == Some(0) {
        facts.add(Label::ZeroWindowProbe);
        return;
    }
    if window == 0 && plain {
        facts.add(Label::ZeroWindow);
    }
    if own.next_seq != 0 && after(seq, own.next_seq) && !flags.rst() {
        facts.add(Label::PreviousNotCaptured);
    }
    if len <= 1 && seq == own.next_seq.wrapping_sub(1) && plain {
        facts.add(Label::KeepAlive);
    }
    let repeats_ack = len == 0 && seq == own.next_seq && segment.ack == own.last_ack && plain;
    let same_window = own.window == Some(window);
    if repeats_ack && window != 0 && !same_window {
        facts.add(Label::WindowUpdate);
    }
    if len > 0 && plain && fills_window(segment, peer) {
        facts.add(Label::WindowFull);
    }
    if repeats_ack && window != 0 && same_window && peer.last_was_keep_alive {
        facts.add(Label::KeepAliveAck);
    } else if repeats_ack && window == 0 && same_window && peer.last_was_probe {
        facts.add(Label::ZeroWindowProbeAck);
    } else if repeats_ack && window != 0 && same_window {
        facts.add(Label::DuplicateAck);
        facts.duplicate_of = Some((own.last_new_ack_frame, own.duplicates.number() + 1));
    }
}

fn fills_window(segment: &Segment, peer: &DirectionState) -> bool {
    let shift = match peer.scale {
        WindowScale::Unknown => return false,
        WindowScale::Off => 0,
        WindowScale::Shift(_) if peer.window_unscaled => 0,
        WindowScale::Shift(shift) => shift,
    };
    let edge = peer
        .last_ack
        .wrapping_add(peer.window.unwrap_or_default() << shift);
    segment.seq.wrapping_add(segment.len()) == edge
}

fn label_unseen(
    segment: &Segment,
    own: &mut DirectionState,
    peer: &mut DirectionState,
    facts: &mut RowFacts,
) {
    if facts.has(Label::DuplicateAck) {
        own.duplicates = Duplicates::Count(own.duplicates.number() + 1);
    }
    if segment.ack != own.last_ack {
        own.last_new_ack_frame = segment.frame;
        own.duplicates = Duplicates::default();
    }
    if peer.max_to_be_acked == 0
        || !segment.flags.ack()
        || !after(segment.ack, peer.max_to_be_acked)
    {
        return;
    }
    if after(peer.next_seq, peer.max_to_be_acked) {
        peer.max_to_be_acked = peer.next_seq;
        facts.add(Label::AckedUnseen);
    } else {
        // Nothing beyond the gap was seen: the acknowledgment cannot be told from the next one by
        // its number.
        if peer.duplicates == Duplicates::Count(0) {
            facts.add(Label::AckedUnseen);
        }
        peer.duplicates = Duplicates::Told;
    }
}

/// Retransmission in its four kinds.
fn label_copies(
    segment: &Segment,
    own: &DirectionState,
    peer: &DirectionState,
    threshold: i64,
    facts: &mut RowFacts,
) {
    let (len, seq) = (segment.len(), segment.seq);
    let closing = segment.flags.any(Flags::SYN | Flags::FIN);
    if (len == 0 && !closing) || facts.has(Label::KeepAlive) {
        return;
    }
    let end = seq.wrapping_add(len);
    let one_back = len > 1 && seq == own.next_seq.wrapping_sub(1);
    let advances = own.next_seq == 0 || !after(own.next_seq, seq) || one_back;
    if len > 0 && peer.last_ack != 0 && !after(end, peer.last_ack) {
        facts.add(Label::SpuriousRetransmission);
        return;
    }
    if advances {
        return;
    }
    let since_ack = segment.time.since(peer.last_ack_time);
    let since_overtaken = segment.time.since(own.next_seq_time);
    if peer.duplicates.are_several()
        && peer.last_ack == seq
        && since_ack < FAST_RETRANSMISSION_WITHIN
    {
        facts.add(Label::FastRetransmission);
    } else if since_overtaken < threshold && own.next_seq != end.wrapping_add(u32::from(closing)) {
        facts.add(Label::OutOfOrder);
    } else {
        facts.add(Label::Retransmission);
    }
}

fn remember(segment: &Segment, own: &mut DirectionState, facts: &RowFacts) {
    let counts = u32::from(segment.flags.any(Flags::SYN | Flags::FIN));
    let next = segment.seq.wrapping_add(segment.len()).wrapping_add(counts);
    let probe = facts.has(Label::ZeroWindowProbe);
    if !probe && (own.next_seq == 0 || after(next, own.next_seq)) {
        own.next_seq = next;
        own.next_seq_time = segment.time;
    }
    if !probe && (own.max_to_be_acked == 0 || own.max_to_be_acked == segment.seq) {
        own.max_to_be_acked = own.next_seq;
    }
    own.window = Some(u32::from(segment.window));
    own.window_unscaled = segment.flags.syn();
    own.last_ack = segment.ack;
    own.last_ack_time = segment.time;
    own.last_was_keep_alive = facts.has(Label::KeepAlive);
    own.last_was_probe = probe;
}

/// The shift of a window scale option (kind 3).
fn window_scale_option(options: &[u8]) -> Option<u8> {
    TcpOptions::new(options).find_map(|option| match option {
        TcpOption {
            kind: 3,
            body: &[shift],
        } => Some(shift),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
