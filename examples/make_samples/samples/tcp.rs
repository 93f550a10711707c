//! One end of a TCP connection: what it has sent, what it has got, and how its system behaves.
//!
//! Numbers here are relative: a SYN has 0 and the first byte 1. They do not wrap: the initial
//! number is added, modulo 2^32, when the header is made.

use std::net::SocketAddr;
use std::ops::Range;

use etherparse::TcpOptionElement;

/// Flags of a segment, with the bits of the header.
pub(crate) const FIN: u8 = 0x01;
pub(crate) const SYN: u8 = 0x02;
pub(crate) const RST: u8 = 0x04;
pub(crate) const PSH: u8 = 0x08;
pub(crate) const ACK: u8 = 0x10;
pub(crate) const URG: u8 = 0x20;

/// How a system sends: the fingerprints that a capture shows.
#[derive(Clone, Copy)]
pub(crate) struct Stack {
    /// The window of SYN and SYN/ACK, which is never scaled.
    pub(crate) syn_window: u16,
    /// Free space for what arrives afterwards, in bytes.
    pub(crate) window: u32,
    /// The window scale: windows are given in units of `1 << shift`.
    pub(crate) shift: u8,
    /// Time to live of its packets.
    pub(crate) ttl: u8,
    /// Whether it offers to put a timestamp into every segment.
    pub(crate) timestamps: bool,
    /// Whether the program takes what arrives; if not, its window shrinks by every byte.
    pub(crate) reads: bool,
}

impl Stack {
    /// Linux on a local network.
    pub(crate) const LINUX: Self = Self {
        syn_window: 64_240,
        window: 64_256,
        shift: 7,
        ttl: 64,
        timestamps: true,
        reads: true,
    };
    /// Windows on a local network.
    pub(crate) const WINDOWS: Self = Self {
        syn_window: 64_240,
        window: 262_656,
        shift: 8,
        ttl: 128,
        timestamps: false,
        reads: true,
    };
    /// Windows that talks to itself.
    pub(crate) const WINDOWS_LOOPBACK: Self = Self {
        syn_window: 65_535,
        window: 2_619_648,
        ..Self::WINDOWS
    };

    /// The options of this system's SYN, in its order; `clock` is given where timestamps are.
    pub(crate) fn syn_options(
        &self,
        segment_size: u16,
        clock: Option<(u32, u32)>,
    ) -> Vec<TcpOptionElement> {
        use TcpOptionElement::{
            MaximumSegmentSize, Noop, SelectiveAcknowledgementPermitted as SackPermitted,
            Timestamp, WindowScale,
        };
        let (size, scale) = (MaximumSegmentSize(segment_size), WindowScale(self.shift));
        match clock {
            Some((own, heard)) => vec![size, SackPermitted, Timestamp(own, heard), Noop, scale],
            None => vec![size, Noop, scale, Noop, Noop, SackPermitted],
        }
    }
}

/// One end of a connection.
pub(crate) struct Peer {
    /// Its address and port.
    pub(crate) address: SocketAddr,
    /// Its system.
    pub(crate) stack: Stack,
    /// The number of its SYN on the wire.
    pub(crate) initial: u32,
    /// The number of the next byte that it sends.
    pub(crate) next: u64,
    /// What has reached it.
    pub(crate) inbox: Inbox,
    /// The latest timestamp that it saw from the other end.
    pub(crate) heard: u32,
    /// What its timestamp clock showed when the capture began, in milliseconds.
    pub(crate) uptime: u32,
    /// The identification of its next packet.
    pub(crate) packet_id: u16,
    /// The flow label of its packets.
    pub(crate) flow: u32,
    /// Whether it has got bytes and not acknowledged them yet.
    pub(crate) owes: bool,
    /// Whether it has gone, and owes nothing any more.
    pub(crate) gone: bool,
}

impl Peer {
    /// The window that its next segment announces, in the units of the header.
    pub(crate) fn window(&self) -> u16 {
        let unread = if self.stack.reads {
            0
        } else {
            self.inbox.next.saturating_sub(1) as u32
        };
        (self.stack.window.saturating_sub(unread) >> self.stack.shift) as u16
    }
}

/// The bytes that have reached one end.
#[derive(Default)]
pub(crate) struct Inbox {
    /// Every number below this one has arrived.
    pub(crate) next: u64,
    /// What arrived too early, with a gap before it.
    pub(crate) early: Vec<Range<u64>>,
}

impl Inbox {
    /// Takes what a segment brings.
    pub(crate) fn take(&mut self, arrived: Range<u64>) {
        if arrived.is_empty() {
            return;
        }
        self.early.push(arrived);
        while let Some(index) = self.early.iter().position(|range| range.start <= self.next) {
            self.next = self.next.max(self.early.swap_remove(index).end);
        }
    }

    /// The first and the last number of what lies behind the first gap, joined up.
    pub(crate) fn island(&self) -> Option<(u64, u64)> {
        let start = self.early.iter().map(|range| range.start).min()?;
        let end = self.early.iter().map(|range| range.end).max()?;
        Some((start, end))
    }
}

/// Which end of which connection.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Side(pub(crate) usize);

impl Side {
    /// The end across.
    pub(crate) fn other(self) -> Self {
        Self(self.0 ^ 1)
    }

    /// Whether this end opened the connection.
    pub(crate) fn is_originator(self) -> bool {
        self.0.is_multiple_of(2)
    }

    /// A number that no other end has.
    pub(crate) fn index(self) -> usize {
        self.0
    }
}

/// A segment that has its place in the stream. It may be sent late, twice, or in vain.
#[derive(Clone)]
pub(crate) struct Segment {
    /// Who sends it.
    pub(crate) from: Side,
    /// Its number.
    pub(crate) number: u64,
    /// Its flags.
    pub(crate) flags: u8,
    /// Where its urgent data end.
    pub(crate) urgent: u16,
    /// Its bytes.
    pub(crate) payload: Vec<u8>,
}

impl Segment {
    /// The numbers that it takes: SYN and FIN count as one each.
    pub(crate) fn numbers(&self) -> Range<u64> {
        let marks = u64::from(self.flags & SYN != 0) + u64::from(self.flags & FIN != 0);
        self.number..self.number + self.payload.len() as u64 + marks
    }
}
