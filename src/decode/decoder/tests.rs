use proptest::prelude::*;

use super::*;
use crate::decode::testing::*;

#[test]
fn ipv4_and_ipv6_in_ethernet_with_padding() {
    for (ether_type, mut packet) in [
        (0x0800, ipv4_tcp(b"USER x\r\n")),
        (0x86dd, ipv6_tcp(b"USER x\r\n")),
    ] {
        packet.extend([0; 10]);
        assert_found(1, &ethernet(ether_type, &packet), b"USER x\r\n");
    }
}

#[test]
fn every_header_field_is_handed_on() {
    let data = ethernet(0x0800, &ipv4_tcp(b"x"));
    let mut decoder = decoder();
    let segment = decoder.decode(&frame(1, &data)).unwrap();
    assert_eq!(
        (segment.ack, segment.window, segment.urgent, segment.flags.0),
        (7, 512, 0, 0x18)
    );
    assert_eq!(
        (segment.frame, segment.wire_len as usize, segment.options),
        (1, data.len(), &[][..])
    );
}

#[test]
fn what_holds_no_tcp_is_skipped_with_the_reason() {
    assert_eq!(skipped(1, &ethernet(0x0806, &[0; 28])), Skip::NotIp);
    assert_eq!(
        skipped(1, &ethernet(0x0800, &ipv4_udp(53, b"dns"))),
        Skip::NotTcp
    );
    assert_eq!(skipped(253, &[0; 40]), Skip::UnsupportedLink(LinkType(253)));
    assert_eq!(skipped(1, &[0; 13]), Skip::Malformed);
    assert_eq!(skipped(1, &[]), Skip::Malformed);
}

#[test]
fn tcp_quoted_by_icmp_is_no_segment() {
    let quoted = [&[3, 1, 0, 0, 0, 0, 0, 0][..], &ipv4_tcp(b"")].concat();
    assert_eq!(skipped(101, &ipv4(1, &quoted)), Skip::NotTcp);
}

#[test]
fn the_snap_length_cuts_payload_options_or_header() {
    let mut packet = ipv4_tcp(&[7; 100]);
    packet.splice(40..40, [1, 1, 1, 0]);
    packet[3] += 4;
    packet[32] = 0x60;
    let data = ethernet(0x0800, &packet);
    let mut decoder = decoder();
    let mut cut = |captured: usize| {
        let frame = cut_frame(1, &data[..captured], data.len());
        decoder.decode(&frame).map(|found| {
            (
                found.seq,
                found.options.len(),
                found.payload.len(),
                found.cut,
            )
        })
    };
    assert_eq!(cut(data.len() - 1), Ok((SEQ, 4, 99, 1)));
    assert_eq!(cut(58), Ok((SEQ, 4, 0, 100)));
    assert_eq!(cut(57), Ok((SEQ, 3, 0, 100)));
    assert_eq!(cut(54), Ok((SEQ, 0, 0, 100)));
    for captured in 0..54 {
        assert_eq!(cut(captured), Err(Skip::CutHeader));
    }
}

#[test]
fn a_super_packet_without_length_ends_with_the_frame() {
    let mut packet = ipv4_tcp(&[7; 3000]);
    packet[2..4].fill(0);
    let data = ethernet(0x0800, &packet);
    assert_found(1, &data, &[7; 3000]);
    let mut decoder = decoder();
    let segment = decoder
        .decode(&cut_frame(1, &data[..1054], data.len()))
        .unwrap();
    assert_eq!((segment.payload.len(), segment.cut), (1000, 2000));
}

#[test]
fn a_data_offset_that_cannot_be_is_malformed() {
    for offset in [0x00, 0x40, 0xf0] {
        let mut packet = ipv4_tcp(b"x");
        packet[32] = offset;
        assert_eq!(skipped(101, &packet), Skip::Malformed);
    }
}

#[test]
fn nesting_is_bounded_and_reported() {
    let nesting = Limits::default().nesting;
    assert_found(101, &nested(nesting - 1), b"x");
    let (deep, mut decoder) = (nested(nesting), decoder());
    assert_eq!(
        decoder.decode(&frame(101, &deep)).unwrap_err(),
        Skip::TooDeep
    );
    assert_eq!(decoder.limits_hit(), [("nesting", 1)]);
}

fn nested(levels: usize) -> Vec<u8> {
    (0..levels).fold(ipv4_tcp(b"x"), |inner, _| ipv4(4, &inner))
}

#[test]
fn wrong_checksums_are_refused_on_demand() {
    let mut decoder = Decoder::new(
        &Limits::default(),
        DecodeOptions {
            verify_checksums: true,
        },
    );
    let mut reason = |data: &[u8], wire_len| decoder.decode(&cut_frame(101, data, wire_len)).err();
    let good = ipv4_tcp(b"data");
    assert_eq!(reason(&good, good.len()), None);
    let mut bad = good.clone();
    bad[43] ^= 1;
    assert_eq!(reason(&bad, bad.len()), Some(Skip::BadChecksum));
    assert_eq!(
        reason(&bad[..42], bad.len()),
        None,
        "a cut segment cannot be verified"
    );
    let mut bad = good;
    bad[8] ^= 1;
    assert_eq!(reason(&bad, bad.len()), Some(Skip::BadChecksum));
    let good = ipv6_tcp(b"odd");
    assert_eq!(reason(&good, good.len()), None);
}

/// The packet in IPv4 fragments of `size` bytes.
fn fragments(packet: &[u8], id: u8, size: usize) -> Vec<Vec<u8>> {
    let pieces = packet[20..].chunks(size).enumerate();
    let count = (packet.len() - 20).div_ceil(size);
    pieces
        .map(|(index, piece)| {
            let mut fragment = [&packet[..20], piece].concat();
            fragment[2..4].copy_from_slice(&((20 + piece.len()) as u16).to_be_bytes());
            fragment[5] = id;
            let more = if index + 1 < count { 0x2000 } else { 0 };
            fragment[6..8].copy_from_slice(&(more | (index * size / 8) as u16).to_be_bytes());
            fragment
        })
        .collect()
}

#[test]
fn fragments_give_the_segment_in_the_frame_that_completes_them() {
    let mut decoder = decoder();
    let pieces = fragments(&ipv4_tcp(&[7; 100]), 1, 48);
    for piece in [&pieces[2], &pieces[0]] {
        assert_eq!(
            decoder.decode(&frame(101, piece)).unwrap_err(),
            Skip::Fragment
        );
    }
    let last = Frame {
        number: 9,
        ..frame(101, &pieces[1])
    };
    let segment = decoder.decode(&last).unwrap();
    assert_is_test_packet(&segment, &[7; 100]);
    assert_eq!(
        (segment.frame, segment.wire_len as usize),
        (9, pieces[1].len())
    );
    assert!(decoder.notes().is_empty() && decoder.limits_hit().is_empty());
}

#[test]
fn fragments_in_a_fragmented_tunnel_and_no_deeper() {
    let mut decoder = decoder();
    let inner = fragments(&ipv4_tcp(&[7; 100]), 1, 48);
    let outer = wrapped(&inner, 10, 32);
    let (last, first) = outer.split_last().unwrap();
    for piece in first {
        assert_eq!(
            decoder.decode(&frame(101, piece)).unwrap_err(),
            Skip::Fragment
        );
    }
    assert_is_test_packet(&decoder.decode(&frame(101, last)).unwrap(), &[7; 100]);

    let deeper = wrapped(&outer, 100, 16);
    let (last, first) = deeper.split_last().unwrap();
    for piece in first {
        decoder.decode(&frame(101, piece)).unwrap_err();
    }
    assert_eq!(
        decoder.decode(&frame(101, last)).unwrap_err(),
        Skip::TooDeep
    );
}

fn wrapped(packets: &[Vec<u8>], id: u8, size: usize) -> Vec<Vec<u8>> {
    let wrapped = packets.iter().zip(id..);
    wrapped
        .flat_map(|(packet, id)| fragments(&ipv4(4, packet), id, size))
        .collect()
}

#[test]
fn ipv6_fragments_with_options_after_the_fragment_header() {
    let packet = ipv6_tcp(&[7; 100]);
    let part = [&[6, 0, 1, 4, 0, 0, 0, 0][..], &packet[40..]].concat();
    let mut decoder = decoder();
    let mut pieces = part.chunks(64).enumerate().map(|(index, piece)| {
        let more = u8::from((index + 1) * 64 < part.len());
        let mut bytes = [
            &packet[..40],
            &[60, 0, 0, (index as u8 * 64) | more, 0, 0, 0, 5],
            piece,
        ]
        .concat();
        bytes[6] = 44;
        bytes[4..6].copy_from_slice(&((8 + piece.len()) as u16).to_be_bytes());
        bytes
    });
    assert_eq!(
        decoder
            .decode(&frame(229, &pieces.next().unwrap()))
            .unwrap_err(),
        Skip::Fragment
    );
    let last = pieces.next().unwrap();
    assert_is_test_packet(&decoder.decode(&frame(229, &last)).unwrap(), &[7; 100]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whole packets with bytes changed come deeper than arbitrary bytes would.
    #[test]
    fn no_bytes_panic(
        noise in prop::collection::vec((0..200usize, any::<u8>()), 0..6),
        keep in 0..200usize, link in prop::sample::select(vec![0u16, 1, 101, 113, 276, 127, 239]), fragment: bool,
    ) {
        let mut bytes = ethernet(0x8100, &[&[0, 1, 8, 0][..], &ipv4_udp(4789, &[&[8, 0, 0, 0, 0, 0, 1, 0][..], &ethernet(0x0800, &ipv4(47, &[&[0x20, 0, 8, 0, 0, 0, 0, 1][..], &ipv4_tcp(b"data")].concat()))].concat())].concat());
        if fragment {
            bytes[24] = 0x20;
        }
        for (at, byte) in noise {
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
        }
        let mut decoder = Decoder::new(&Limits::default(), DecodeOptions { verify_checksums: true });
        let bytes = &bytes[..keep.min(bytes.len())];
        let _ = decoder.decode(&frame(link, bytes));
        let _ = decoder.decode(&cut_frame(link, bytes, 1500));
    }
}
