//! What frames begin with: one file per link type, one row of [`LINKS`] per registered number.
//!
//! Numbers and names: the registry of link types at <https://www.tcpdump.org/linktypes.html>.

mod arcnet;
mod erf;
pub(super) mod ethernet;
mod family;
mod fddi;
mod hdlc;
mod ieee80211;
mod infiniband;
mod juniper;
mod nflog;
mod pflog;
mod pktap;
mod ppi;
pub(super) mod ppp;
mod prism;
mod radiotap;
mod raw;
mod sll;

use super::next::LayerReader;
use super::tunnel;
use crate::capture::LinkType;

/// A link type that can be read.
struct LinkDecoder {
    number: u16,
    name: &'static str,
    open: LayerReader,
    header: LinkHeader,
}

/// What the header of a link type is, for people who look at its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkHeader {
    /// That of Ethernet.
    Ethernet,
    /// That of Linux's "any" interface, version 1.
    Cooked,
    /// The same, version 2.
    CookedV2,
    /// There is none: IP comes first.
    None,
    /// The number of an address family.
    Family,
    /// Another one, known by its name alone.
    Other,
}

const fn link(number: u16, name: &'static str, open: LayerReader) -> LinkDecoder {
    let header = LinkHeader::Other;
    LinkDecoder {
        number,
        name,
        open,
        header,
    }
}

impl LinkDecoder {
    const fn with(self, header: LinkHeader) -> LinkDecoder {
        LinkDecoder { header, ..self }
    }
}

/// Every link type that can be read. To add one: a file, and a row here.
#[rustfmt::skip]
const LINKS: &[LinkDecoder] = &[
    link(0, "NULL", family::null).with(LinkHeader::Family),
    link(1, "ETHERNET", ethernet::open).with(LinkHeader::Ethernet),
    link(7, "ARCNET_BSD", arcnet::bsd),
    link(9, "PPP", ppp::open),
    link(10, "FDDI", fddi::open),
    link(12, "RAW", raw::open).with(LinkHeader::None),
    link(14, "RAW", raw::open).with(LinkHeader::None),
    link(50, "PPP_HDLC", hdlc::ppp),
    link(51, "PPP_ETHER", tunnel::pppoe::open),
    link(100, "ATM_RFC1483", tunnel::llc::open),
    link(101, "RAW", raw::open).with(LinkHeader::None),
    link(104, "C_HDLC", hdlc::cisco),
    link(105, "IEEE802_11", ieee80211::open),
    link(108, "LOOP", family::r#loop).with(LinkHeader::Family),
    link(113, "LINUX_SLL", sll::v1).with(LinkHeader::Cooked),
    link(117, "PFLOG", pflog::open),
    link(119, "IEEE802_11_PRISM", prism::open),
    link(127, "IEEE802_11_RADIOTAP", radiotap::open),
    link(129, "ARCNET_LINUX", arcnet::linux),
    link(163, "IEEE802_11_AVS", prism::open),
    link(178, "JUNIPER_ETHER", juniper::ethernet),
    link(192, "PPI", ppi::open),
    link(197, "ERF", erf::open),
    link(204, "PPP_WITH_DIR", ppp::with_direction),
    link(205, "C_HDLC_WITH_DIR", hdlc::cisco_with_direction),
    link(228, "IPV4", raw::open).with(LinkHeader::None),
    link(229, "IPV6", raw::open).with(LinkHeader::None),
    link(239, "NFLOG", nflog::open),
    link(242, "IPOIB", infiniband::ip),
    link(258, "PKTAP", pktap::open),
    link(276, "LINUX_SLL2", sll::v2).with(LinkHeader::CookedV2),
];

/// Names of link types that are often met and cannot be read, to say so politely.
#[rustfmt::skip]
const UNSUPPORTED: &[(u16, &str)] = &[
    (6, "IEEE802_5"), (8, "SLIP"), (107, "FRELAY"), (122, "IP_OVER_FC"), (140, "MTP2"), (141, "MTP3"),
    (143, "DOCSIS"), (147, "USER0"), (177, "LINUX_LAPD"), (187, "BLUETOOTH_HCI_H4"), (189, "USB_LINUX"),
    (195, "IEEE802_15_4_WITHFCS"), (201, "BLUETOOTH_HCI_H4_WITH_PHDR"), (215, "IEEE802_15_4_NONASK_PHY"),
    (220, "USB_LINUX_MMAPPED"), (226, "IPNET"), (227, "CAN_SOCKETCAN"), (230, "IEEE802_15_4_NOFCS"),
    (247, "INFINIBAND"), (249, "USBPCAP"), (251, "BLUETOOTH_LE_LL"), (252, "WIRESHARK_UPPER_PDU"),
    (253, "NETLINK"), (254, "BLUETOOTH_LINUX_MONITOR"), (271, "VSOCK"), (283, "IEEE802_15_4_TAP"),
];

/// The link types that can be read, with their registered names (without `LINKTYPE_`), by number.
pub fn supported() -> impl Iterator<Item = (LinkType, &'static str)> {
    LINKS.iter().map(|link| (LinkType(link.number), link.name))
}

/// The registered name (without `LINKTYPE_`) of a link type, whether it can be read or not; `None`
/// for rare ones.
pub fn link_name(link: LinkType) -> Option<&'static str> {
    let unsupported = UNSUPPORTED
        .iter()
        .map(|&(number, name)| (LinkType(number), name));
    supported()
        .chain(unsupported)
        .find(|(number, _)| *number == link)
        .map(|(_, name)| name)
}

/// What the header of a link type is.
pub fn link_header(link: LinkType) -> LinkHeader {
    let row = LINKS.iter().find(|row| row.number == link.0);
    row.map_or(LinkHeader::Other, |row| row.header)
}

/// What opens frames of a link type, if anything does.
pub(super) fn open(link: LinkType) -> Option<LayerReader> {
    LINKS
        .iter()
        .find(|row| row.number == link.0)
        .map(|row| row.open)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::decode::testing::{assert_within, cut_frame, decoder};

    #[test]
    fn the_tables_are_in_order_and_do_not_overlap() {
        let numbers: Vec<u16> = LINKS.iter().map(|link| link.number).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b));
        assert!(UNSUPPORTED.iter().is_sorted_by(|a, b| a.0 < b.0));
        assert!(
            UNSUPPORTED
                .iter()
                .all(|(number, _)| !numbers.contains(number))
        );
    }

    #[test]
    fn names_are_known_for_read_and_unread_types() {
        assert_eq!(link_name(LinkType(276)), Some("LINUX_SLL2"));
        assert_eq!(link_name(LinkType(253)), Some("NETLINK"));
        assert_eq!(link_name(LinkType(65_000)), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(prop_oneof![Just(0), Just(1), any::<u8>()], 0..200)) {
            let mut decoder = decoder();
            for row in LINKS {
                assert_within(row.open, &bytes);
                let _ = decoder.decode(&cut_frame(row.number, &bytes, bytes.len() + 7));
            }
        }
    }
}
