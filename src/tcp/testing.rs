//! Segments for the tests of this room.

use std::net::SocketAddr;

use crate::capture::Time;
use crate::decode::{Flags, Segment};

pub(crate) const SYN: u16 = Flags::SYN;
pub(crate) const ACK: u16 = Flags::ACK;
pub(crate) const FIN: u16 = Flags::FIN | Flags::ACK;
pub(crate) const RST: u16 = Flags::RST;
pub(crate) const PSH: u16 = Flags::PSH | Flags::ACK;

/// A segment of the client (port 40000) to the server (port 21); frame 1 at time 0, window 1000.
pub(crate) fn segment(flags: u16, seq: u32, ack: u32, payload: &[u8]) -> Segment<'_> {
    Segment {
        frame: 1,
        time: Time::from_nanos(0),
        src: SocketAddr::from(([10, 0, 0, 1], 40000)),
        dst: SocketAddr::from(([10, 0, 0, 2], 21)),
        seq,
        ack,
        flags: Flags(flags),
        window: 1000,
        urgent: 0,
        header: &[],
        options: &[],
        payload,
        cut: 0,
        hop_limit: 64,
        ip_header: 20,
        ip_id: 0,
        wire_len: 54 + payload.len() as u32,
        fragments: &[],
        fragments_differ: false,
        copy_of: None,
    }
}

/// The same from the server.
pub(crate) fn answer(flags: u16, seq: u32, ack: u32, payload: &[u8]) -> Segment<'_> {
    let sent = segment(flags, seq, ack, payload);
    Segment {
        src: sent.dst,
        dst: sent.src,
        ..sent
    }
}
