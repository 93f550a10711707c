//! The TCP header (RFC 9293 section 3.1).

use std::net::SocketAddr;

use etherparse::TcpSlice;

use super::ip::{IpHeader, IpPacket};
use super::{Flags, Segment, Skip, checksum};
use crate::capture::Frame;

/// The fixed part of the header.
const FIXED: usize = 20;

/// The segment that `packet` carries in `frame`. The fixed 20 bytes must have been captured: ports
/// alone say nothing without the flags, and the payload begins where the data offset says.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "it is made for each frame, and is large to hand over"
)]
pub(super) fn segment<'a>(frame: &Frame<'a>, packet: &IpPacket<'a>) -> Result<Segment<'a>, Skip> {
    let bytes = packet.payload;
    let Some(fixed) = bytes.first_chunk::<FIXED>() else {
        return Err(if packet.missing > 0 {
            Skip::CutHeader
        } else {
            Skip::Malformed
        });
    };
    let header_len = usize::from(fixed[12] >> 4) * 4;
    let wire_len = bytes.len() + packet.missing;
    if header_len < FIXED || header_len > wire_len {
        return Err(Skip::Malformed);
    }
    if header_len > bytes.len() {
        return Ok(cut_in_options(frame, packet, fixed, wire_len - header_len));
    }
    let tcp = TcpSlice::from_slice(bytes).map_err(|_| Skip::Malformed)?;
    let (src, dst) = (tcp.source_port(), tcp.destination_port());
    // made for each version by itself: addresses of either would first be put together, and then be
    // copied
    Ok(match packet.header {
        IpHeader::V4(header) => {
            let src = SocketAddr::from((header.source_addr(), src));
            let dst = SocketAddr::from((header.destination_addr(), dst));
            whole(frame, packet, &tcp, src, dst)
        }
        IpHeader::V6(header) => {
            let src = SocketAddr::from((header.source_addr(), src));
            let dst = SocketAddr::from((header.destination_addr(), dst));
            whole(frame, packet, &tcp, src, dst)
        }
    })
}

/// A segment whose header was captured to its end.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as `segment`")]
fn whole<'a>(
    frame: &Frame<'a>,
    packet: &IpPacket<'a>,
    tcp: &TcpSlice<'a>,
    src: SocketAddr,
    dst: SocketAddr,
) -> Segment<'a> {
    let header = &packet.payload[..tcp.header_len()];
    Segment {
        frame: frame.number,
        time: frame.time,
        src,
        dst,
        seq: tcp.sequence_number(),
        ack: tcp.acknowledgment_number(),
        flags: flags(header),
        window: tcp.window_size(),
        urgent: tcp.urgent_pointer(),
        header: if packet.routed { &[] } else { header },
        options: &header[FIXED..],
        payload: tcp.payload(),
        cut: packet.missing as u32,
        hop_limit: packet.header.hop_limit(),
        ip_header: packet.header.len(),
        ip_id: packet.header.identification(),
        wire_len: frame.wire_len,
        fragments: &[],
        fragments_differ: false,
        copy_of: None,
    }
}

/// False if the checksum of a whole segment is wrong. Cut segments, and those on their way to a
/// routing header's next stop, cannot be verified.
#[cold]
pub(super) fn checksum_ok(packet: &IpPacket<'_>) -> bool {
    let (src, dst) = packet.header.addresses();
    packet.missing > 0 || packet.routed || checksum::tcp_ok(src, dst, packet.payload)
}

/// A header whose options were cut by the snap length: the fixed part says all but them, and all
/// the payload is cut. etherparse refuses such a header.
#[cold]
fn cut_in_options<'a>(
    frame: &Frame<'a>,
    packet: &IpPacket<'a>,
    fixed: &[u8; FIXED],
    cut: usize,
) -> Segment<'a> {
    let (src, dst) = packet.header.endpoints(be16(fixed, 0), be16(fixed, 2));
    Segment {
        frame: frame.number,
        time: frame.time,
        src,
        dst,
        seq: be32(fixed, 4),
        ack: be32(fixed, 8),
        flags: flags(fixed),
        window: be16(fixed, 14),
        urgent: be16(fixed, 18),
        header: &[],
        options: &packet.payload[FIXED..],
        payload: &[],
        cut: cut as u32,
        hop_limit: packet.header.hop_limit(),
        ip_header: packet.header.len(),
        ip_id: packet.header.identification(),
        wire_len: frame.wire_len,
        fragments: &[],
        fragments_differ: false,
        copy_of: None,
    }
}

fn be16(fixed: &[u8; FIXED], at: usize) -> u16 {
    u16::from_be_bytes([fixed[at], fixed[at + 1]])
}

fn be32(fixed: &[u8; FIXED], at: usize) -> u32 {
    u32::from_be_bytes([fixed[at], fixed[at + 1], fixed[at + 2], fixed[at + 3]])
}

/// The control bits, and the reserved bits above them.
fn flags(header: &[u8]) -> Flags {
    Flags(u16::from_be_bytes([header[12], header[13]]) & 0xfff)
}
