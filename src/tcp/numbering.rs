//! Sequence numbers that no TCP would send.
//!
//! Programs that make captures sometimes leave the same sequence and acknowledgement number in
//! every segment, or write any. By RFC 9293 all those segments claim the same bytes. What their
//! author meant is the order of the frames, so the segments get the numbers of that order. Two
//! kinds of evidence show that the numbers mean nothing; a real connection cannot have either,
//! since its own end would not go on with it:
//!
//! - *The handshake.* The SYN+ACK acknowledges another number than the SYN's next one, or one of
//!   the bytes that the SYN itself carried (TCP Fast Open, RFC 7413), and yet the originator goes
//!   on with another number than that too, or acknowledges another one than the SYN+ACK's next. A
//!   TCP answers such a SYN+ACK with a reset (RFC 9293 section 3.10.7.3).
//! - *The control channel.* Both sides have sent payload, always with one sequence and one
//!   acknowledgement number, until one of them sends other bytes under the number of its first ones
//!   and still acknowledges nothing. A TCP that answers acknowledges what it answers, and sends its
//!   next bytes under the next number. One side alone that does so repeats, or somebody forges it:
//!   the stream then keeps the first copy.

use crate::decode::{Flags, Segment};

use super::key::Side;

/// Bytes by which payloads are compared: what a command or a reply begins with.
const COMPARED: usize = 16;

/// What is known of the numbers of one connection.
#[derive(Clone, Debug, Default)]
pub struct Numbering {
    initial: [Option<u32>; 2],
    /// Bytes that the SYN of each side carries (TCP Fast Open, RFC 7413).
    early: [u32; 2],
    /// The side whose SYN was acknowledged with a wrong number.
    doubted: Option<Side>,
    /// The first payload of each side, until something moves on: of nearly all connections that is
    /// the second segment.
    first: Option<Box<[Option<FirstSegment>; 2]>>,
    /// Numbers have moved on: they count bytes.
    counts: bool,
    /// In the order of frames, once the segments' own numbers are known to mean nothing: the next
    /// of each side.
    in_order: Option<[u32; 2]>,
}

#[derive(Clone, Copy, Debug)]
struct FirstSegment {
    seq: u32,
    /// The number after its last byte.
    end: u32,
    ack: u32,
    begins: [u8; COMPARED],
}

/// What a segment told of the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberingVerdict {
    /// Nothing.
    Unchanged,
    /// They mean nothing, and no payload has been read by them.
    MadeUp,
    /// They mean nothing, and the first payload of each side was read by them.
    MadeUpSinceFirst,
}

impl Numbering {
    /// Takes the next segment.
    pub fn follow(&mut self, segment: &Segment, sender: Side) {
        self.judge(segment, sender);
    }

    pub(super) fn judge(&mut self, segment: &Segment, sender: Side) -> NumberingVerdict {
        if self.counts || self.in_order.is_some() || segment.flags.rst() {
            return NumberingVerdict::Unchanged;
        }
        if segment.flags.syn() {
            self.syn(segment, sender);
        } else if self.doubted == Some(sender) && segment.flags.ack() {
            self.doubted = None;
            if self.goes_on_wrongly(segment, sender) {
                self.read_in_order();
                return NumberingVerdict::MadeUp;
            }
        }
        if !segment.is_empty() && self.repeats_first(segment, sender) {
            self.read_in_order();
            return NumberingVerdict::MadeUpSinceFirst;
        }
        NumberingVerdict::Unchanged
    }

    /// From now on the order of frames counts.
    pub(super) fn read_in_order(&mut self) {
        self.in_order.get_or_insert_default();
    }

    /// The next number of a side is this one.
    pub(super) fn go_on_at(&mut self, side: Side, seq: u32) {
        if let Some(next) = &mut self.in_order {
            next[side.index()] = seq;
        }
    }

    /// True if the segments' own numbers mean nothing.
    pub fn is_made_up(&self) -> bool {
        self.in_order.is_some()
    }

    /// True while nothing that an acknowledgement says is to be believed.
    pub(super) fn is_doubted(&self) -> bool {
        self.doubted.is_some()
    }

    /// The segment with the numbers of its place among the frames, where its own mean nothing.
    pub(super) fn numbered<'s>(
        &mut self,
        segment: &Segment<'s>,
        sender: Side,
    ) -> Option<Segment<'s>> {
        let next = self.in_order.as_mut()?;
        let seq = next[sender.index()];
        let ack = next[sender.other().index()];
        if !segment.flags.any(Flags::RST | Flags::SYN) {
            next[sender.index()] = seq.wrapping_add(segment.len());
        }
        Some(Segment {
            seq,
            ack,
            fragments_differ: false,
            copy_of: None,
            ..*segment
        })
    }

    fn syn(&mut self, segment: &Segment, sender: Side) {
        self.initial[sender.index()] = Some(segment.seq);
        self.early[sender.index()] = segment.len();
        let other = sender.other();
        if let (true, Some(first)) = (segment.flags.ack(), self.first_byte_of(other)) {
            let taken = segment.ack.wrapping_sub(first);
            self.doubted = (taken > self.early[other.index()]).then_some(other);
        }
    }

    /// The originator takes a wrong SYN+ACK for a right one, and is as wrong itself.
    fn goes_on_wrongly(&self, segment: &Segment, sender: Side) -> bool {
        self.first_byte_of(sender) != Some(segment.seq)
            || self.first_byte_of(sender.other()) != Some(segment.ack)
    }

    fn first_byte_of(&self, side: Side) -> Option<u32> {
        self.initial[side.index()].map(|isn| isn.wrapping_add(1))
    }

    /// Other bytes under the number of a side's first ones, while nothing has moved on.
    fn repeats_first(&mut self, segment: &Segment, sender: Side) -> bool {
        let known = self.first.get_or_insert_default();
        let other = known[sender.other().index()];
        let Some(first) = known[sender.index()] else {
            known[sender.index()] = Some(FirstSegment::of(segment));
            return false;
        };
        let acknowledges = other.is_some_and(|other| other.end == segment.ack);
        self.counts = first.seq != segment.seq || first.ack != segment.ack || acknowledges;
        if self.counts {
            self.first = None;
            return false;
        }
        other.is_some() && first.begins != FirstSegment::of(segment).begins
    }
}

impl FirstSegment {
    fn of(segment: &Segment) -> Self {
        let mut begins = [0; COMPARED];
        let len = segment.payload.len().min(COMPARED);
        begins[..len].copy_from_slice(&segment.payload[..len]);
        FirstSegment {
            seq: segment.seq,
            end: segment.seq.wrapping_add(segment.len()),
            ack: segment.ack,
            begins,
        }
    }
}
