//! MPLS label stacks (RFC 3032). Nothing in a stack says what it carries; the routers that pop it
//! agreed beforehand. The first four bits tell IP from a control word (RFC 4928), and the
//! `EtherType` that must follow tells Ethernet.

use crate::decode::next::{NextLayer, after, array, be16, byte};
use crate::decode::{Skip, checksum};

/// Opens a stack at its first label.
pub(in crate::decode) fn open(mut bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    loop {
        let [_, _, bottom, _] = array(bytes, 0)?;
        bytes = after(bytes, 4)?;
        if bottom & 1 == 1 {
            return carried(bytes);
        }
    }
}

/// The same, told by a number; the stack is a layer of its own.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every tunnel")]
pub(super) fn ether_type(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    Ok(NextLayer::Mpls(bytes))
}

/// What a stack carries.
fn carried(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    match byte(bytes, 0)? >> 4 {
        4 if is_ipv4(bytes) || !is_ethernet(bytes) => Ok(NextLayer::Ip(bytes)),
        6 if is_ipv6(bytes) || !is_ethernet(bytes) => Ok(NextLayer::Ip(bytes)),
        // a control word (RFC 4448 section 4.6), unless the address of a frame without one begins
        // with zero too
        0 if is_ethernet(after(bytes, 4)?) || !is_ethernet(bytes) => {
            Ok(NextLayer::Ethernet(after(bytes, 4)?))
        }
        _ if is_ethernet(bytes) => Ok(NextLayer::Ethernet(bytes)),
        _ => Err(Skip::NotIp),
    }
}

/// True if an `EtherType` that is often met stands where one would, and IP's version does not
/// contradict it.
fn is_ethernet(bytes: &[u8]) -> bool {
    match be16(bytes, 12) {
        Ok(0x0800) => byte(bytes, 14).is_ok_and(|first| first >> 4 == 4),
        Ok(0x86dd) => byte(bytes, 14).is_ok_and(|first| first >> 4 == 6),
        Ok(field) => [0x0806, 0x8100, 0x88a8, 0x8847, 0x8863, 0x8864, 0x88cc].contains(&field),
        Err(_) => false,
    }
}

/// True if the checksum of an IPv4 header holds.
fn is_ipv4(bytes: &[u8]) -> bool {
    bytes
        .get(..usize::from(bytes[0] & 0xf) * 4)
        .is_some_and(checksum::ipv4_header_ok)
}

/// True if the length of an IPv6 packet is that of the load.
fn is_ipv6(bytes: &[u8]) -> bool {
    be16(bytes, 4).is_ok_and(|length| 40 + usize::from(length) == bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    const LABELS: [u8; 8] = [0, 1, 0, 64, 0, 2, 1, 64];

    fn labelled(parts: &[&[u8]]) -> Vec<u8> {
        ethernet(0x8847, &[&LABELS[..], &parts.concat()].concat())
    }

    #[test]
    fn ip_after_the_last_label() {
        assert_found(1, &labelled(&[&ipv4_tcp(b"x")]), b"x");
        assert_found(1, &labelled(&[&ipv6_tcp(b"x")]), b"x");
        assert_found(
            1,
            &ethernet(0x8848, &[&LABELS[4..], &ipv4_tcp(b"x")].concat()),
            b"x",
        );
        assert_found(
            101,
            &ipv4(137, &[&LABELS[..], &ipv4_tcp(b"x")].concat()),
            b"x",
        );
        assert_found(
            101,
            &ipv4_udp(6635, &[&LABELS[..], &ipv4_tcp(b"x")].concat()),
            b"x",
        );
    }

    #[test]
    fn pseudo_wires_with_and_without_control_word_whatever_the_address_begins_with() {
        for first in [0x00, 0x02, 0x10, 0x40, 0x45, 0x60, 0xf0] {
            for (ether_type, packet) in [(0x0800, ipv4_tcp(b"x")), (0x86dd, ipv6_tcp(b"x"))] {
                let mut frame = ethernet(ether_type, &packet);
                frame[0] = first;
                assert_found(1, &labelled(&[&frame]), b"x");
                assert_found(1, &labelled(&[&[0, 0, 0, 7], &frame]), b"x");
            }
        }
    }

    #[test]
    fn stacks_without_end_and_other_loads() {
        assert_eq!(open(&[0; 4000]), Err(Skip::CutHeader));
        assert_eq!(open(&[0, 0, 1, 64, 0x10, 0, 0, 0, 0]), Err(Skip::NotIp));
    }
}
