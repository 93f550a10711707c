//! What may stand between the link and the innermost IP packet: one file per tag or tunnel, and one
//! row in the table of those that are told by an `EtherType`, by an IP protocol or by a UDP port.

mod erspan;
mod etherip;
mod geneve;
mod gre;
mod gtp;
pub(super) mod llc;
mod macsec;
pub(super) mod mpls;
mod pbb;
pub(super) mod pppoe;
mod udp;
pub(super) mod vlan;
mod vxlan;

use etherparse::IpNumber;

use super::Skip;
use super::next::{LayerReader, NextLayer, be16};

/// A tag or tunnel.
struct Tunnel {
    name: &'static str,
    /// How it is recognised, for people; names every number.
    how: &'static str,
    numbers: &'static [u16],
    open: LayerReader,
}

const fn tunnel(
    name: &'static str,
    how: &'static str,
    numbers: &'static [u16],
    open: LayerReader,
) -> Tunnel {
    Tunnel {
        name,
        how,
        numbers,
        open,
    }
}

/// Told by an `EtherType`, in Ethernet, SLL, LLC/SNAP, GRE and wherever else one stands.
#[rustfmt::skip]
const ETHER_TYPES: &[Tunnel] = &[
    tunnel("802.1Q, QinQ", "EtherType 0x8100, 0x88a8, 0x9100, 0x9200", &vlan::TAGS, vlan::open),
    tunnel("PPPoE", "EtherType 0x8864", &[0x8864], pppoe::open),
    tunnel("MPLS", "EtherType 0x8847, 0x8848", &[0x8847, 0x8848], mpls::ether_type),
    tunnel("802.1ah", "EtherType 0x88e7", &[0x88e7], pbb::open),
    tunnel("MACsec", "EtherType 0x88e5, where it is not encrypted", &[0x88e5], macsec::open),
    tunnel("Ethernet", "EtherType 0x6558, as in GRE and Geneve", &[0x6558], ethernet),
    tunnel("PPP", "EtherType 0x880b, as in GRE for PPTP", &[0x880b], ppp),
    tunnel("ERSPAN I, II", "EtherType 0x88be in GRE", &[0x88be], erspan::v2),
    tunnel("ERSPAN III", "EtherType 0x22eb in GRE", &[0x22eb], erspan::v3),
];

/// Told by the protocol number of an IP header.
#[rustfmt::skip]
const PROTOCOLS: &[Tunnel] = &[
    tunnel("IP in IP", "IP protocol 4", &[4], ip),
    tunnel("6in4", "IP protocol 41", &[41], ip),
    tunnel("GRE", "IP protocol 47", &[47], gre::open),
    tunnel("EtherIP", "IP protocol 97", &[97], etherip::open),
    tunnel("MPLS in IP", "IP protocol 137", &[137], mpls::ether_type),
    tunnel("UDP", "IP protocol 17", &[17], udp::open),
];

/// Told by a UDP port, the destination's before the source's, if the header makes sense.
#[rustfmt::skip]
const PORTS: &[Tunnel] = &[
    tunnel("VXLAN", "UDP port 4789, 8472", &[4789, 8472], vxlan::open),
    tunnel("VXLAN-GPE", "UDP port 4790", &[4790], vxlan::gpe),
    tunnel("Geneve", "UDP port 6081", &[6081], geneve::open),
    tunnel("GTP-U", "UDP port 2152", &[2152], gtp::open),
    tunnel("GRE in UDP", "UDP port 4754", &[4754], gre::open),
    tunnel("MPLS in UDP", "UDP port 6635", &[6635], mpls::ether_type),
];

/// Every tag and tunnel that is seen through, with how it is recognised. LLC/SNAP is none of them:
/// a link's own length field tells it.
pub fn tunnels() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = ETHER_TYPES.iter().chain(PROTOCOLS).chain(PORTS);
    rows.filter(|row| row.name != "UDP")
        .map(|row| (row.name, row.how))
}

/// Goes on at an `EtherType`. In SNAP one may be below 0x0600; it is not a length there.
pub(super) fn in_ether_type(number: u16, bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    match number {
        0x0800 | 0x86dd => Ok(NextLayer::Ip(bytes)),
        _ => find(ETHER_TYPES, number).ok_or(Skip::NotIp)?(bytes),
    }
}

/// Goes on in an IP packet that is not TCP's.
#[inline]
pub(super) fn in_ip(protocol: IpNumber, bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    find(PROTOCOLS, protocol.0.into()).ok_or(Skip::NotTcp)?(bytes)
}

/// The name of what an `EtherType` tells.
pub(super) fn ether_type_name(number: u16) -> Option<&'static str> {
    name(ETHER_TYPES, number)
}

/// The name of what an IP protocol tells.
pub(super) fn protocol_name(number: u8) -> Option<&'static str> {
    name(PROTOCOLS, number.into())
}

/// The name of what a UDP datagram carries, by its ports, as far as they tell.
pub(super) fn port_name(datagram: &[u8]) -> Option<&'static str> {
    let ports = [2, 0].map(|at| be16(datagram, at).ok());
    ports
        .into_iter()
        .flatten()
        .find_map(|port| name(PORTS, port))
}

fn name(table: &[Tunnel], number: u16) -> Option<&'static str> {
    table
        .iter()
        .find(|row| row.numbers.contains(&number))
        .map(|row| row.name)
}

fn find(table: &[Tunnel], number: u16) -> Option<LayerReader> {
    table
        .iter()
        .find(|row| row.numbers.contains(&number))
        .map(|row| row.open)
}

#[expect(clippy::unnecessary_wraps, reason = "the signature of every tunnel")]
fn ethernet(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    Ok(NextLayer::Ethernet(bytes))
}

#[expect(clippy::unnecessary_wraps, reason = "the signature of every tunnel")]
fn ppp(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    Ok(NextLayer::Ppp(bytes))
}

#[expect(clippy::unnecessary_wraps, reason = "the signature of every tunnel")]
fn ip(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    Ok(NextLayer::Ip(bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn ip_in_ip_both_ways() {
        assert_found(101, &ipv4(4, &ipv4_tcp(b"x")), b"x");
        assert_found(101, &ipv4(41, &ipv6_tcp(b"x")), b"x");
    }

    #[test]
    fn every_number_is_named_for_people_and_stands_once_in_its_table() {
        for table in [ETHER_TYPES, PROTOCOLS, PORTS] {
            let numbers: Vec<u16> = table.iter().flat_map(|row| row.numbers).copied().collect();
            assert!(
                numbers
                    .iter()
                    .enumerate()
                    .all(|(at, number)| !numbers[..at].contains(number))
            );
            for row in table {
                assert!(
                    row.numbers.iter().all(|number| {
                        row.how.contains(&format!("{number:#06x}"))
                            || row.how.contains(&number.to_string())
                    }),
                    "{}",
                    row.name
                );
            }
        }
        assert!(tunnels().any(|(name, how)| (name, how) == ("GTP-U", "UDP port 2152")));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(prop_oneof![Just(0), Just(8), any::<u8>()], 0..120)) {
            for row in ETHER_TYPES.iter().chain(PROTOCOLS).chain(PORTS) {
                assert_within(row.open, &bytes);
            }
            for open in [llc::open as LayerReader, mpls::open] {
                assert_within(open, &bytes);
            }
        }
    }
}
