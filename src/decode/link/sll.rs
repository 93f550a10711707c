//! Linux cooked capture, as from the interface `any`: `LINKTYPE_LINUX_SLL` and
//! `LINKTYPE_LINUX_SLL2`.
//!
//! What the protocol field means depends on the ARPHRD type of the interface, but an `EtherType` it
//! is for all that carry IP, tunnels and loopback included; only the ones listed here are
//! different.

use super::{ieee80211, prism, radiotap};
use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, be16};

const ARPHRD_IEEE80211: u16 = 801;
const ARPHRD_IEEE80211_PRISM: u16 = 802;
const ARPHRD_IEEE80211_RADIOTAP: u16 = 803;
/// The protocol is a netlink family, the payload no packet.
const ARPHRD_NETLINK: u16 = 824;
/// `ETH_P_802_2`: an 802.3 frame, whose length field is gone.
const LLC: u16 = 0x0004;

/// Sixteen bytes: packet type, ARPHRD type, address length, address, protocol.
pub(super) fn v1(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let rest = after(bytes, 16)?;
    cooked(be16(bytes, 2)?, be16(bytes, 14)?, rest)
}

/// Twenty bytes: protocol, reserved, interface, ARPHRD type, packet type, address length, address.
pub(super) fn v2(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let rest = after(bytes, 20)?;
    cooked(be16(bytes, 8)?, be16(bytes, 0)?, rest)
}

fn cooked(arphrd: u16, protocol: u16, rest: &[u8]) -> Result<NextLayer<'_>, Skip> {
    match (arphrd, protocol) {
        (ARPHRD_NETLINK, _) => Err(Skip::NotIp),
        (ARPHRD_IEEE80211, _) => ieee80211::open(rest),
        (ARPHRD_IEEE80211_PRISM, _) => prism::open(rest),
        (ARPHRD_IEEE80211_RADIOTAP, _) => radiotap::open(rest),
        (_, LLC) => Ok(NextLayer::Llc(rest)),
        (_, 0x0600..) => NextLayer::typed(protocol, rest),
        _ => Err(Skip::NotIp),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    fn header1(arphrd: u16, protocol: u16) -> Vec<u8> {
        [
            &[0, 0][..],
            &arphrd.to_be_bytes(),
            &[0; 10],
            &protocol.to_be_bytes(),
        ]
        .concat()
    }

    fn header2(arphrd: u16, protocol: u16) -> Vec<u8> {
        [
            &protocol.to_be_bytes()[..],
            &[0, 0, 0, 0, 0, 9],
            &arphrd.to_be_bytes(),
            &[0; 10],
        ]
        .concat()
    }

    #[test]
    fn any_interface_that_carries_ip() {
        // Ethernet, PPP, tunnels, loopback, GRE, tun, and one that does not exist
        for arphrd in [1, 512, 768, 772, 776, 778, 65_534, 12_345] {
            for (protocol, packet) in [(0x0800, ipv4_tcp(b"x")), (0x86dd, ipv6_tcp(b"x"))] {
                assert_found(
                    113,
                    &[header1(arphrd, protocol), packet.clone()].concat(),
                    b"x",
                );
                assert_found(276, &[header2(arphrd, protocol), packet].concat(), b"x");
            }
        }
    }

    #[test]
    fn tags_and_llc_inside() {
        let tagged = [&[0, 5, 8, 0][..], &ipv4_tcp(b"x")].concat();
        assert_found(113, &[header1(1, 0x8100), tagged.clone()].concat(), b"x");
        assert_found(276, &[header2(1, 0x8100), tagged].concat(), b"x");
        let llc = [&[0xaa, 0xaa, 3, 0, 0, 0, 8, 0][..], &ipv4_tcp(b"x")].concat();
        assert_found(113, &[header1(1, 4), llc].concat(), b"x");
    }

    #[test]
    fn netlink_and_unknown_protocols_are_no_ip() {
        assert_eq!(v1(&header1(824, 0x0800)), Err(Skip::NotIp));
        assert_eq!(v2(&header2(824, 0x0800)), Err(Skip::NotIp));
        assert_eq!(v1(&header1(280, 0x000c)), Err(Skip::NotIp));
        assert_eq!(v1(&[0; 15]), Err(Skip::CutHeader));
    }
}
