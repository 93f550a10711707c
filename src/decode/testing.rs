//! Packets for the unit tests of the layers.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use etherparse::PacketBuilder;

use super::next::{LayerReader, NextLayer};
use super::{DecodeOptions, Decoder, Segment, Skip};
use crate::capture::{Frame, LinkType, Time};
use crate::limits::Limits;

/// Sender of every test packet.
pub(super) const CLIENT: SocketAddr =
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 50_000);
/// Receiver of every test packet.
pub(super) const SERVER: SocketAddr =
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(198, 51, 100, 2)), 21);
/// Sequence number of every test packet.
pub(super) const SEQ: u32 = 0x0102_0304;

/// An IPv4 packet from [`CLIENT`] to [`SERVER`].
pub(super) fn ipv4_tcp(payload: &[u8]) -> Vec<u8> {
    let step = PacketBuilder::ipv4([192, 0, 2, 1], [198, 51, 100, 2], 64)
        .tcp(50_000, 21, SEQ, 512)
        .psh()
        .ack(7);
    let mut bytes = Vec::new();
    step.write(&mut bytes, payload).unwrap();
    bytes
}

/// An IPv6 packet with the same ports.
pub(super) fn ipv6_tcp(payload: &[u8]) -> Vec<u8> {
    let mut src = [0; 16];
    src[..4].copy_from_slice(&[0x20, 1, 0xd, 0xb8]);
    let step = PacketBuilder::ipv6(src, [0xfd; 16], 64)
        .tcp(50_000, 21, SEQ, 512)
        .psh()
        .ack(7);
    let mut bytes = Vec::new();
    step.write(&mut bytes, payload).unwrap();
    bytes
}

/// An IPv4 packet of `protocol` round `payload`, between other hosts than [`CLIENT`] and
/// [`SERVER`].
pub(super) fn ipv4(protocol: u8, payload: &[u8]) -> Vec<u8> {
    let total = (20 + payload.len()) as u16;
    let mut bytes = vec![
        0x45,
        0,
        (total >> 8) as u8,
        total as u8,
        0,
        0,
        0,
        0,
        64,
        protocol,
        0,
        0,
        10,
        0,
        0,
        1,
        10,
        0,
        0,
        2,
    ];
    bytes.extend(payload);
    bytes
}

/// A UDP datagram to `port` in an IPv4 packet.
pub(super) fn ipv4_udp(port: u16, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    PacketBuilder::ipv4([10, 0, 0, 1], [10, 0, 0, 2], 64)
        .udp(33_333, port)
        .write(&mut bytes, payload)
        .unwrap();
    bytes
}

/// `payload` after an Ethernet header.
pub(super) fn ethernet(ether_type: u16, payload: &[u8]) -> Vec<u8> {
    [
        &[2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2],
        &ether_type.to_be_bytes()[..],
        payload,
    ]
    .concat()
}

/// A whole frame.
pub(super) fn frame(link: u16, data: &[u8]) -> Frame<'_> {
    cut_frame(link, data, data.len())
}

/// A frame of which `data` was captured.
pub(super) fn cut_frame(link: u16, data: &[u8], wire_len: usize) -> Frame<'_> {
    Frame {
        number: 1,
        time: Time::from_nanos(0),
        link: LinkType(link),
        data,
        wire_len: wire_len as u32,
        file: 0,
        number_in_file: 1,
    }
}

/// A decoder with default limits.
pub(super) fn decoder() -> Decoder {
    Decoder::new(&Limits::default(), DecodeOptions::default())
}

/// Decodes one frame and asserts that it is the test packet with `payload`.
pub(super) fn assert_found(link: u16, data: &[u8], payload: &[u8]) {
    let mut decoder = decoder();
    let segment = decoder.decode(&frame(link, data)).expect("a segment");
    assert_is_test_packet(&segment, payload);
}

/// Asserts that `segment` is the test packet with `payload`.
pub(super) fn assert_is_test_packet(segment: &Segment<'_>, payload: &[u8]) {
    assert_eq!(
        (segment.src.port(), segment.dst.port(), segment.seq),
        (CLIENT.port(), SERVER.port(), SEQ)
    );
    if segment.src.is_ipv4() {
        assert_eq!((segment.src, segment.dst), (CLIENT, SERVER));
    }
    assert_eq!((segment.payload, segment.cut), (payload, 0));
}

/// Why a frame gave no segment.
pub(super) fn skipped(link: u16, data: &[u8]) -> Skip {
    decoder()
        .decode(&frame(link, data))
        .expect_err("no segment")
}

/// What `open` says must lie within what it was given, whatever that was.
pub(super) fn assert_within(open: LayerReader, bytes: &[u8]) {
    if let Ok(next) = open(bytes) {
        let (inner, outer): (&[u8], _) = (NextLayer::bytes(next), bytes.as_ptr_range());
        assert!(outer.contains(&inner.as_ptr()) || inner.is_empty());
        assert!(inner.len() <= bytes.len());
    }
}
