//! The tags and tunnels that a frame's innermost IP packet is in, by number and name.

use etherparse::ip_number;

use crate::capture::Frame;
use crate::model::Encapsulation;

use super::layers::{LayerKind, layers};
use super::next::{NextLayer, be16};
use super::{ip, link, tunnel};

/// The number of UDP, as IP headers have it.
const UDP: u8 = 17;
/// Bits of a VLAN tag that are its number (IEEE 802.1Q clause 9.6).
const VLAN_NUMBER: u16 = 0xfff;

/// What stands round the innermost IP packet of a frame, `nesting` layers deep at most; `None`
/// where nothing does.
pub fn encapsulation(frame: &Frame, nesting: usize) -> Option<Box<Encapsulation>> {
    if is_plain(frame) {
        return None;
    }
    let mut found = Encapsulation::default();
    for layer in layers(frame, nesting) {
        let bytes = &frame.data[layer.range];
        match layer.kind {
            LayerKind::Vlan => {
                let tag = be16(bytes, 0).ok();
                found.vlans.extend(tag.map(|tag| tag & VLAN_NUMBER));
            }
            LayerKind::EtherType(number) => found.tunnels.extend(tunnel::ether_type_name(number)),
            LayerKind::IpProtocol(UDP) => found.tunnels.extend(tunnel::port_name(bytes)),
            LayerKind::IpProtocol(number) => found.tunnels.extend(tunnel::protocol_name(number)),
            _ => {}
        }
    }
    (found != Encapsulation::default()).then(|| Box::new(found))
}

/// True where IP with TCP follows the link's own header, as in most captures: nothing needs to be
/// listed then.
fn is_plain(frame: &Frame) -> bool {
    let inner = link::open(frame.link).and_then(|open| open(frame.data).ok());
    let Some(NextLayer::Ip(bytes)) = inner else {
        return false;
    };
    ip::open(bytes, 0, false).is_ok_and(|packet| packet.protocol == ip_number::TCP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    fn found(link: u16, data: &[u8]) -> (Vec<u16>, Vec<&'static str>) {
        let found = encapsulation(&frame(link, data), 32).unwrap_or_default();
        (found.vlans, found.tunnels)
    }

    #[test]
    fn tags_and_tunnels_are_told_from_the_outermost_on() {
        let double = [&[0x20, 5, 0x81, 0, 0, 7, 8, 0][..], &ipv4_tcp(b"x")].concat();
        assert_eq!(found(1, &ethernet(0x88a8, &double)), (vec![5, 7], vec![]));
        let gre = ipv4(47, &[&[0, 0, 8, 0][..], &ipv4_tcp(b"")].concat());
        assert_eq!(found(101, &gre), (vec![], vec!["GRE"]));
        let tagged = ethernet(0x8100, &[&[0, 9, 8, 0][..], &ipv4_tcp(b"x")].concat());
        let vxlan = [&[0x08, 0, 0, 0, 0, 0, 1, 0][..], &tagged].concat();
        let len = (8 + vxlan.len()) as u16;
        let udp = [
            &[0x12, 0x34, 0x12, 0xb5][..],
            &len.to_be_bytes(),
            &[0, 0],
            &vxlan,
        ]
        .concat();
        assert_eq!(found(101, &ipv4(17, &udp)), (vec![9], vec!["VXLAN"]));
    }

    #[test]
    fn a_plain_frame_has_none() {
        assert_eq!(
            encapsulation(&frame(1, &ethernet(0x0800, &ipv4_tcp(b"x"))), 32),
            None
        );
    }
}
