//! Generic routing encapsulation (RFC 2784, RFC 2890), and the version that PPTP uses (RFC 2637).

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array, be16};

/// Bits that say which words follow the first one.
const CHECKSUM: u16 = 0x8000;
const ROUTING: u16 = 0x4000;
const KEY: u16 = 0x2000;
const SEQUENCE: u16 = 0x1000;
/// Of version 1.
const ACKNOWLEDGMENT: u16 = 0x0080;
/// The version.
const VERSION: u16 = 0x0007;

/// ERSPAN, whose first version is known by the lack of a sequence number.
const ERSPAN: u16 = 0x88be;
/// Redirected web caches: a word may stand before the IP packet.
const WCCP: u16 = 0x883e;

/// Flags and version, protocol, the words that the flags tell; then what the protocol, an
/// `EtherType`, says.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let flags = be16(bytes, 0)?;
    let protocol = be16(bytes, 2)?;
    // source routing (RFC 1701) never came into use
    if flags & VERSION > 1 || flags & ROUTING != 0 {
        return Err(Skip::NotTcp);
    }
    let mut words = [CHECKSUM, KEY, SEQUENCE]
        .iter()
        .filter(|&bit| flags & bit != 0)
        .count();
    words += usize::from(flags & VERSION == 1 && flags & ACKNOWLEDGMENT != 0);
    let rest = after(bytes, 4 + 4 * words)?;
    match protocol {
        ERSPAN if flags & SEQUENCE == 0 => Ok(NextLayer::Ethernet(rest)),
        WCCP => wccp(rest),
        0..0x0600 => Err(Skip::NotTcp),
        _ => NextLayer::typed(protocol, rest),
    }
}

/// The second version of WCCP has a word of its own, which does not begin like an IP header.
fn wccp(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let [first] = array(bytes, 0)?;
    Ok(NextLayer::Ip(if first >> 4 == 4 {
        bytes
    } else {
        after(bytes, 4)?
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    fn gre(flags: u16, protocol: u16, words: usize, payload: &[u8]) -> Vec<u8> {
        [
            &flags.to_be_bytes()[..],
            &protocol.to_be_bytes(),
            &vec![0; 4 * words],
            payload,
        ]
        .concat()
    }

    #[test]
    fn every_combination_of_words() {
        for words in [
            &[][..],
            &[CHECKSUM],
            &[KEY],
            &[SEQUENCE],
            &[CHECKSUM, KEY],
            &[KEY, SEQUENCE],
        ] {
            let header = gre(words.iter().sum(), 0x0800, words.len(), &ipv4_tcp(b"x"));
            assert_found(101, &ipv4(47, &header), b"x");
        }
        assert_found(
            101,
            &ipv4(47, &gre(0xb000, 0x86dd, 3, &ipv6_tcp(b"x"))),
            b"x",
        );
        assert_found(
            101,
            &ipv4_udp(4754, &gre(0, 0x0800, 0, &ipv4_tcp(b"x"))),
            b"x",
        );
    }

    #[test]
    fn ethernet_mpls_and_ppp_inside() {
        let frame = ethernet(0x0800, &ipv4_tcp(b"x"));
        assert_found(101, &ipv4(47, &gre(0x2000, 0x6558, 1, &frame)), b"x");
        assert_found(
            101,
            &ipv4(
                47,
                &gre(
                    0,
                    0x8847,
                    0,
                    &[&[0, 0, 1, 64][..], &ipv4_tcp(b"x")].concat(),
                ),
            ),
            b"x",
        );
        for prefix in [&[0xff, 3, 0, 0x21][..], &[0x21]] {
            let ppp = [prefix, &ipv4_tcp(b"x")].concat();
            assert_found(101, &ipv4(47, &gre(0x3081, 0x880b, 3, &ppp)), b"x");
            assert_found(101, &ipv4(47, &gre(0x3001, 0x880b, 2, &ppp)), b"x");
        }
        assert_found(101, &ipv4(47, &gre(0, WCCP, 0, &ipv4_tcp(b"x"))), b"x");
        assert_found(101, &ipv4(47, &gre(0, WCCP, 1, &ipv4_tcp(b"x"))), b"x");
    }

    #[test]
    fn erspan_without_sequence_number_is_its_first_version() {
        assert_found(
            101,
            &ipv4(47, &gre(0, ERSPAN, 0, &ethernet(0x0800, &ipv4_tcp(b"x")))),
            b"x",
        );
    }

    #[test]
    fn keepalives_and_unknown_versions_are_no_tcp() {
        for header in [
            gre(0, 0, 0, &[]),
            gre(2, 0x0800, 0, &[]),
            gre(0x4000, 0x0800, 1, &[]),
        ] {
            assert_eq!(open(&header), Err(Skip::NotTcp));
        }
        assert_eq!(open(&[0xb0, 0, 8, 0, 0, 0]), Err(Skip::CutHeader));
    }
}
