//! The walk from a frame's first byte to its TCP segment.
//!
//! Each layer answers one question: what the bytes behind its header are ([`NextLayer`]). The walk
//! follows the answers until it comes to a TCP header that no other IP packet is within, or to a
//! reason ([`Skip`]) why there is none:
//!
//! - Of packets within packets the innermost counts: the outer ones are tunnels.
//! - Layers are counted, so that a frame of headers within headers ends ([`Limits::nesting`]).
//! - Fragments wait in the [`Defragmenter`]; the frame that completes a datagram gives its segment.
//!   A datagram may hold fragments of another once more, [`JOINS`] times in all.
//! - What the snap length cut is known from the length of the packet on the wire, and travels along
//!   as a number. A header that is cut is told apart from one that lies about its length by that
//!   number.
//!
//! Nearly all frames are Ethernet, IP and TCP without anything between. They take a short cut,
//! which gives what the walk gives, in half the time.

use etherparse::ip_number;

use super::datagram::{UdpDatagram, datagram};
use super::fragment::Defragmenter;
use super::ip::IpPacket;
use super::next::{LayerReader, NextLayer};
use super::unreachable::{QuotedSegment, quoted};
use super::{Segment, Skip, ip, link, tcp, tunnel};
use crate::capture::{Frame, LinkType, Time};
use crate::limits::{self, Limits};

/// How often fragments may hide in fragments: a fragmented packet in a fragmented tunnel.
const JOINS: usize = 2;

/// The link type that most captures have, opened without a detour.
const ETHERNET: LinkType = LinkType(1);

/// What a user may choose about decoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DecodeOptions {
    /// Skip packets whose IPv4 header or TCP checksum is wrong. What checksum offload leaves in a
    /// sender's own capture counts as right; a segment that was not captured whole is not verified.
    pub verify_checksums: bool,
}

/// Turns frames into TCP segments. It keeps fragments that wait for others, and counters; nothing
/// of any frame else.
///
/// ```
/// use ftpscope::capture::{Frame, LinkType, Time};
/// use ftpscope::decode::{DecodeOptions, Decoder, Skip};
/// use ftpscope::limits::Limits;
///
/// let mut decoder = Decoder::new(&Limits::default(), DecodeOptions::default());
/// let frame = Frame {
///     number: 1, time: Time::from_nanos(0), link: LinkType(253), data: &[0; 60], wire_len: 60, file: 0, number_in_file: 1,
/// };
/// assert_eq!(decoder.decode(&frame).unwrap_err(), Skip::UnsupportedLink(LinkType(253)));
/// ```
#[derive(Debug)]
pub struct Decoder {
    options: DecodeOptions,
    nesting: usize,
    /// The link type of the last frame and what opens it: nearly always that of the next one too.
    link: (LinkType, Option<LayerReader>),
    defragmenter: Defragmenter,
    /// The datagrams that were joined last, which segments borrow.
    joined: [Vec<u8>; JOINS],
    too_deep: u64,
}

impl Decoder {
    /// A decoder that has seen nothing yet.
    pub fn new(limits: &Limits, options: DecodeOptions) -> Decoder {
        Decoder {
            options,
            nesting: limits.nesting,
            link: (ETHERNET, link::open(ETHERNET)),
            defragmenter: Defragmenter::new(limits),
            joined: Default::default(),
            too_deep: 0,
        }
    }

    /// The TCP segment in `frame`: that of the innermost IP packet. It borrows the frame or, where
    /// the frame completed a fragmented datagram, the decoder.
    #[inline]
    pub fn decode<'a>(&'a mut self, frame: &Frame<'a>) -> Result<Segment<'a>, Skip> {
        if self.link.0 != frame.link {
            self.link = (frame.link, link::open(frame.link));
        }
        let next = if frame.link == ETHERNET {
            link::ethernet::open(frame.data)
        } else {
            let open = self.link.1.ok_or(Skip::UnsupportedLink(frame.link))?;
            open(frame.data)
        };
        // most frames are a packet with TCP right behind the link: the walk finds it too, in twice
        // the time
        if let Ok(NextLayer::Ip(bytes)) = next
            && !self.options.verify_checksums
            && let Ok(packet) = ip::header(bytes, cut_in(frame, bytes))
            && packet.protocol == ip_number::TCP
            && packet.fragment.is_none()
        {
            return tcp::segment(frame, &packet);
        }
        self.walk(frame, next)
    }

    /// The general way, from what the link says.
    #[inline(never)]
    fn walk<'a>(
        &'a mut self,
        frame: &Frame<'a>,
        next: Result<NextLayer<'a>, Skip>,
    ) -> Result<Segment<'a>, Skip> {
        let cut = cut_in(frame, frame.data);
        self.defragmenter.begin(frame.number);
        let mut walk = FrameWalk {
            frame,
            verify: self.options.verify_checksums,
            defragmenter: &mut self.defragmenter,
            buffers: &mut self.joined,
            within: frame.data,
            missing: cut,
        };
        match next.and_then(|next| walk.follow(next, self.nesting)) {
            Ok(packet) => Ok(Segment {
                fragments: &self.defragmenter.sources,
                ..segment(frame, &packet)?
            }),
            // layers cannot tell a short header from a cut one
            Err(Skip::CutHeader) if cut == 0 => Err(Skip::Malformed),
            Err(Skip::TooDeep) => {
                self.too_deep += 1;
                Err(Skip::TooDeep)
            }
            Err(skip) => Err(skip),
        }
    }

    /// The UDP datagram in `frame`, which holds no TCP segment.
    pub(crate) fn datagram<'a>(&self, frame: &Frame<'a>) -> Option<UdpDatagram<'a>> {
        let open = self.link.1.filter(|_| self.link.0 == frame.link)?;
        datagram(open, frame.data, self.nesting)
    }

    /// The ICMP error in `frame` about a TCP segment that did not arrive.
    pub(crate) fn unreachable(&self, frame: &Frame<'_>) -> Option<QuotedSegment> {
        let open = self.link.1.filter(|_| self.link.0 == frame.link)?;
        quoted(open, frame.data, self.nesting)
    }

    /// The limits that were reached, by name, with the number of times; those that were not are
    /// left out.
    pub fn limits_hit(&self) -> Vec<(&'static str, u64)> {
        let defragmenter = &self.defragmenter;
        let counts = [
            ("nesting", self.too_deep),
            ("fragment_datagrams", defragmenter.over_number),
            ("fragment_bytes", defragmenter.over_bytes),
        ];
        limits::hit(counts).collect()
    }

    /// What else is worth a word about the frames so far, by name: `fragment-overlap`, fragments
    /// that claimed bytes which another had already brought (the first one won; repeats do not
    /// count); `fragment-missing`, datagrams of which a fragment never came, those that still wait
    /// included. Zero is left out.
    pub fn notes(&self) -> Vec<(&'static str, u64)> {
        let defragmenter = &self.defragmenter;
        let counts = [
            ("fragment-overlap", defragmenter.overlaps),
            ("fragment-missing", defragmenter.incomplete()),
        ];
        counts.into_iter().filter(|&(_, times)| times > 0).collect()
    }
}

/// [`tcp::segment`] for the general way, where it need not be fast.
fn segment<'a>(frame: &Frame<'a>, packet: &IpPacket<'a>) -> Result<Segment<'a>, Skip> {
    tcp::segment(frame, packet)
}

/// Bytes that were on the wire after `bytes`, a layer of `frame`, but not captured.
#[inline]
fn cut_in(frame: &Frame<'_>, bytes: &[u8]) -> usize {
    let cut = (frame.wire_len as usize).saturating_sub(frame.data.len());
    if is_tail(bytes, frame.data) { cut } else { 0 }
}

/// True if `inner`, a part of `outer`, ends where that does.
#[inline]
fn is_tail(inner: &[u8], outer: &[u8]) -> bool {
    inner.as_ptr_range().end == outer.as_ptr_range().end
}

/// The walk through one frame.
struct FrameWalk<'f, 'a> {
    frame: &'f Frame<'a>,
    verify: bool,
    defragmenter: &'f mut Defragmenter,
    /// Room for joined datagrams; each takes one away.
    buffers: &'a mut [Vec<u8>],
    /// The bytes of the layer round the current one.
    within: &'a [u8],
    /// Bytes that followed `within` on the wire but were not captured.
    missing: usize,
}

impl<'a> FrameWalk<'_, 'a> {
    /// Follows layer after layer, at most `nesting` of them, to the IP packet that carries TCP.
    fn follow(&mut self, mut next: NextLayer<'a>, nesting: usize) -> Result<IpPacket<'a>, Skip> {
        for _ in 0..nesting {
            self.enter(next.bytes());
            next = match next {
                NextLayer::Ip(bytes) => {
                    let packet = self.packet(bytes)?;
                    if packet.protocol == ip_number::TCP {
                        return self.verified(packet);
                    }
                    self.within = packet.payload;
                    self.missing = packet.missing;
                    tunnel::in_ip(packet.protocol, packet.payload)?
                }
                other => open(other)?,
            };
        }
        Err(Skip::TooDeep)
    }

    /// Goes into the layer `bytes`. Nothing is missing of it where it ends before the layer round
    /// it does.
    fn enter(&mut self, bytes: &'a [u8]) {
        if !is_tail(bytes, self.within) {
            self.missing = 0;
        }
        self.within = bytes;
    }

    /// The IP packet in `bytes`, whole.
    fn packet(&mut self, bytes: &'a [u8]) -> Result<IpPacket<'a>, Skip> {
        let packet = ip::open(bytes, self.missing, self.verify)?;
        if packet.fragment.is_some() {
            self.join(packet)
        } else {
            Ok(packet)
        }
    }

    /// The datagram that the fragment `packet` completes.
    #[cold]
    fn join(&mut self, mut packet: IpPacket<'a>) -> Result<IpPacket<'a>, Skip> {
        let time: Time = self.frame.time;
        while packet.fragment.is_some() {
            let (buffer, rest) = std::mem::take(&mut self.buffers)
                .split_first_mut()
                .ok_or(Skip::TooDeep)?;
            self.buffers = rest;
            packet = self
                .defragmenter
                .join(&packet, time, buffer)?
                .without_extensions()?;
        }
        Ok(packet)
    }

    /// `packet`, unless the checksum of its segment is to be verified and wrong.
    fn verified(&self, packet: IpPacket<'a>) -> Result<IpPacket<'a>, Skip> {
        if self.verify && !tcp::checksum_ok(&packet) {
            Err(Skip::BadChecksum)
        } else {
            Ok(packet)
        }
    }
}

/// The innermost IP packet behind at most `nesting` layers of `bytes`, the first of which `open`
/// reads: one look, without memory. None of one in fragments.
pub(super) fn innermost(open: LayerReader, bytes: &[u8], nesting: usize) -> Option<IpPacket<'_>> {
    let mut next = open(bytes).ok()?;
    for _ in 0..nesting {
        let NextLayer::Ip(bytes) = next else {
            next = self::open(next).ok()?;
            continue;
        };
        let packet = ip::open(bytes, 0, false).ok()?;
        if packet.fragment.is_some() {
            return None;
        }
        match tunnel::in_ip(packet.protocol, packet.payload) {
            Ok(inner) => next = inner,
            Err(_) => return Some(packet),
        }
    }
    None
}

/// Opens any layer but IP.
pub(super) fn open(layer: NextLayer<'_>) -> Result<NextLayer<'_>, Skip> {
    match layer {
        NextLayer::Ip(_) => Ok(layer),
        NextLayer::EtherType(number, bytes) => tunnel::in_ether_type(number, bytes),
        NextLayer::Ethernet(bytes) => link::ethernet::open(bytes),
        NextLayer::Llc(bytes) => tunnel::llc::open(bytes),
        NextLayer::Ppp(bytes) => link::ppp::open(bytes),
        NextLayer::Mpls(bytes) => tunnel::mpls::open(bytes),
        NextLayer::Link(number, bytes) => {
            link::open(number).ok_or(Skip::UnsupportedLink(number))?(bytes)
        }
    }
}

#[cfg(test)]
mod tests {
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
        let mut reason =
            |data: &[u8], wire_len| decoder.decode(&cut_frame(101, data, wire_len)).err();
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
}
