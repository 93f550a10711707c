//! VXLAN (RFC 7348), and its extension for other loads than Ethernet (draft-ietf-nvo3-vxlan-gpe).

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array};

/// The network number is valid; must be set.
const VALID: u8 = 0x08;
/// A next protocol is told.
const PROTOCOL: u8 = 0x04;

/// Flags, reserved, network number, reserved; then an Ethernet frame.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let [flags, ..] = array::<8>(bytes, 0)?;
    if flags & VALID == 0 {
        return Err(Skip::NotTcp);
    }
    Ok(NextLayer::Ethernet(after(bytes, 8)?))
}

/// The same with a next protocol in the fourth byte.
pub(super) fn gpe(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let [flags, _, _, protocol, ..] = array::<8>(bytes, 0)?;
    let rest = after(bytes, 8)?;
    match protocol {
        _ if flags & VALID == 0 => Err(Skip::NotTcp),
        _ if flags & PROTOCOL == 0 => Ok(NextLayer::Ethernet(rest)),
        1 | 2 => Ok(NextLayer::Ip(rest)),
        3 => Ok(NextLayer::Ethernet(rest)),
        5 => Ok(NextLayer::Mpls(rest)),
        _ => Err(Skip::NotTcp),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn vxlan_on_its_ports() {
        let data = [
            &[8, 0, 0, 0, 0, 0, 1, 0][..],
            &ethernet(0x0800, &ipv4_tcp(b"x")),
        ]
        .concat();
        for port in [4789, 8472, 4790] {
            assert_found(101, &ipv4_udp(port, &data), b"x");
        }
        assert_eq!(skipped(101, &ipv4_udp(4789, &[0; 60])), Skip::NotTcp);
    }

    #[test]
    fn the_next_protocol_of_the_extension() {
        assert_found(101, &extended(1, &ipv4_tcp(b"x")), b"x");
        assert_found(101, &extended(2, &ipv6_tcp(b"x")), b"x");
        assert_found(101, &extended(3, &ethernet(0x0800, &ipv4_tcp(b"x"))), b"x");
        assert_found(
            101,
            &extended(5, &[&[0, 0, 1, 64][..], &ipv4_tcp(b"x")].concat()),
            b"x",
        );
        assert_eq!(skipped(101, &extended(4, &[])), Skip::NotTcp);
        assert_eq!(gpe(&[0; 8]), Err(Skip::NotTcp));
    }

    fn extended(protocol: u8, load: &[u8]) -> Vec<u8> {
        ipv4_udp(4790, &[&[0x0c, 0, 0, protocol, 0, 0, 1, 0], load].concat())
    }
}
