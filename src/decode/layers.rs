//! The layers of a frame by name and place, for people who look at its bytes. The same walk as the
//! decoder's, without its counters and its fragments that wait.

use std::ops::Range;

use etherparse::{ether_type, ip_number};

use super::ip::{self, IpHeader};
use super::link;
use super::next::NextLayer;
use super::tunnel;
use crate::capture::{Frame, LinkType};

/// What a layer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// The frame's own link type.
    Link(LinkType),
    /// Ethernet, also inside a tunnel.
    Ethernet,
    /// A tag of a virtual LAN.
    Vlan,
    /// Another tag or tunnel that an `EtherType` tells: `PPPoE`, MPLS.
    EtherType(u16),
    /// IEEE 802.2 logical link control.
    Llc,
    /// PPP.
    Ppp,
    /// MPLS.
    Mpls,
    /// IPv4, with what follows it up to its payload.
    Ipv4,
    /// IPv6, with its extension headers.
    Ipv6,
    /// A tunnel that an IP protocol tells; UDP with the tunnel it carries.
    IpProtocol(u8),
    /// A piece of an IP datagram, from its payload on.
    Fragment,
    /// TCP, and all it carries.
    Tcp,
}

/// A layer, from its first byte to where the next one begins; [`LayerKind::Tcp`] goes on to the end
/// of the packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameLayer {
    /// What it is.
    pub kind: LayerKind,
    /// Where in the frame it stands.
    pub range: Range<usize>,
}

/// The layers of a frame, as far as they can be told, at most `nesting` of them.
pub fn layers(frame: &Frame, nesting: usize) -> Vec<FrameLayer> {
    let mut walk = LayerWalk {
        data: frame.data,
        found: Vec::new(),
    };
    let mut kind = LayerKind::Link(frame.link);
    let mut bytes = frame.data;
    let mut next = link::open(frame.link).and_then(|open| open(bytes).ok());
    for _ in 0..nesting {
        let Some(inner) = next else { break };
        walk.push(kind, bytes, inner.bytes());
        bytes = inner.bytes();
        (kind, next) = match inner {
            NextLayer::Ip(_) => match walk.ip(bytes) {
                Some((protocol, payload)) => {
                    bytes = payload;
                    (
                        LayerKind::IpProtocol(protocol.0),
                        tunnel::in_ip(protocol, payload).ok(),
                    )
                }
                None => return walk.found,
            },
            NextLayer::EtherType(number, _) => (
                if tunnel::vlan::TAGS.contains(&number) {
                    LayerKind::Vlan
                } else {
                    LayerKind::EtherType(number)
                },
                tunnel::in_ether_type(number, bytes).ok(),
            ),
            NextLayer::Ethernet(_) => (LayerKind::Ethernet, link::ethernet::open(bytes).ok()),
            NextLayer::Llc(_) => (LayerKind::Llc, tunnel::llc::open(bytes).ok()),
            NextLayer::Ppp(_) => (LayerKind::Ppp, link::ppp::open(bytes).ok()),
            NextLayer::Mpls(_) => (LayerKind::Mpls, tunnel::mpls::open(bytes).ok()),
            NextLayer::Link(number, _) => (
                LayerKind::Link(number),
                link::open(number).and_then(|open| open(bytes).ok()),
            ),
        };
    }
    walk.push(kind, bytes, &[]);
    walk.found
}

/// The name of what an `EtherType` or an IP protocol tells: IP, TCP, a tag or a tunnel.
pub fn protocol_name(kind: LayerKind) -> Option<&'static str> {
    match kind {
        LayerKind::EtherType(number) if number == ether_type::IPV4.0 => Some("IPv4"),
        LayerKind::EtherType(number) if number == ether_type::IPV6.0 => Some("IPv6"),
        LayerKind::EtherType(number) => tunnel::ether_type_name(number),
        LayerKind::IpProtocol(number) if number == ip_number::TCP.0 => Some("TCP"),
        LayerKind::IpProtocol(number) => tunnel::protocol_name(number),
        _ => None,
    }
}

struct LayerWalk<'a> {
    data: &'a [u8],
    found: Vec<FrameLayer>,
}

impl<'a> LayerWalk<'a> {
    /// A layer that ends where `inner` begins, or with `bytes` where there is no inner one.
    fn push(&mut self, kind: LayerKind, bytes: &[u8], inner: &[u8]) {
        let Some(outer) = place(bytes, self.data) else {
            return;
        };
        let end = place(inner, self.data)
            .filter(|_| !inner.is_empty())
            .map_or(outer.end, |inner| inner.start);
        self.found.push(FrameLayer {
            kind,
            range: outer.start..end.max(outer.start),
        });
    }

    /// The IP packet; gives on what a tunnel may be.
    fn ip(&mut self, bytes: &'a [u8]) -> Option<(etherparse::IpNumber, &'a [u8])> {
        let packet = ip::open(bytes, 0, false).ok()?;
        let kind = match packet.header {
            IpHeader::V4(_) => LayerKind::Ipv4,
            IpHeader::V6(_) => LayerKind::Ipv6,
        };
        self.push(kind, bytes, packet.payload);
        if packet.fragment.is_some() || packet.protocol == ip_number::TCP {
            let kind = if packet.fragment.is_some() {
                LayerKind::Fragment
            } else {
                LayerKind::Tcp
            };
            self.push(kind, packet.payload, &[]);
            return None;
        }
        Some((packet.protocol, packet.payload))
    }
}

/// Where `part` stands in `whole`; `None` where it is not part of it.
pub fn place(part: &[u8], whole: &[u8]) -> Option<Range<usize>> {
    let (inner, outer) = (part.as_ptr_range(), whole.as_ptr_range());
    if inner.start < outer.start || inner.end > outer.end {
        return None;
    }
    let start = inner.start.addr() - outer.start.addr();
    Some(start..start + part.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::decode::testing::*;

    fn found(link: u16, data: &[u8]) -> Vec<(LayerKind, Range<usize>)> {
        let found = layers(&frame(link, data), 32);
        found
            .into_iter()
            .map(|layer| (layer.kind, layer.range))
            .collect()
    }

    #[test]
    fn every_layer_has_its_place() {
        let mut tagged = ethernet(0x8100, &[&[0, 5, 8, 0][..], &ipv4_tcp(b"data")].concat());
        tagged.extend([0; 6]);
        assert_eq!(
            found(1, &tagged),
            [
                (LayerKind::Link(LinkType(1)), 0..14),
                (LayerKind::Vlan, 14..18),
                (LayerKind::Ipv4, 18..38),
                (LayerKind::Tcp, 38..62),
            ]
        );
        let gre = ipv4(47, &[&[0, 0, 8, 0][..], &ipv4_tcp(b"")].concat());
        let kinds: Vec<_> = found(101, &gre).into_iter().skip(1).collect();
        assert_eq!(
            kinds,
            [
                (LayerKind::Ipv4, 0..20),
                (LayerKind::IpProtocol(47), 20..24),
                (LayerKind::Ipv4, 24..44),
                (LayerKind::Tcp, 44..64),
            ]
        );
        assert_eq!(protocol_name(LayerKind::IpProtocol(47)), Some("GRE"));
    }

    #[test]
    fn a_fragment_is_one_to_its_end() {
        let mut piece = ipv4_tcp(b"data");
        piece[6] = 0x20;
        assert_eq!(
            found(101, &piece).last(),
            Some(&(LayerKind::Fragment, 20..44))
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn no_bytes_panic_and_no_layer_leaves_the_frame(
            bytes in prop::collection::vec(prop_oneof![Just(0), Just(8), Just(0x45), any::<u8>()], 0..160),
            link in prop::sample::select(vec![0u16, 1, 9, 101, 105, 113, 127, 239, 276, 65000]),
        ) {
            for (_, range) in found(link, &bytes) {
                prop_assert!(range.start <= range.end && range.end <= bytes.len());
            }
        }
    }
}
