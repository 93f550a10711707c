//! Packets as bytes, with the checksums that their receivers expect.

use std::net::{IpAddr, SocketAddr};

use etherparse::{
    EtherType, Ethernet2Header, IpNumber, Ipv4Header, Ipv6FlowLabel, Ipv6Header, TcpHeader,
    UdpHeader,
};

/// What stands before the IP header.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    /// Link type 0, as the loopback adapters of Npcap and BSD give it: a family of 4 bytes, here
    /// little endian.
    Loopback,
    /// Link type 1.
    Ethernet,
}

/// The family of IPv4 in a loopback header.
const FAMILY_IPV4: u32 = 2;

/// The shortest Ethernet frame; a shorter one is filled up by the sender's adapter.
const SHORTEST_ETHERNET: usize = 60;

/// Where a packet goes, and the header fields that only depend on who sends it.
pub(crate) struct Route {
    /// Sender and port.
    pub(crate) from: SocketAddr,
    /// Receiver and port.
    pub(crate) to: SocketAddr,
    /// Time to live, or hop limit.
    pub(crate) ttl: u8,
    /// The IPv4 identification.
    pub(crate) packet_id: u16,
    /// The IPv6 flow label.
    pub(crate) flow: u32,
}

/// The frame of one TCP segment.
pub(crate) fn tcp(link: Link, route: &Route, mut header: TcpHeader, payload: &[u8]) -> Vec<u8> {
    header.checksum = match (route.from.ip(), route.to.ip()) {
        (IpAddr::V4(from), IpAddr::V4(to)) => {
            header.calc_checksum_ipv4_raw(from.octets(), to.octets(), payload)
        }
        (IpAddr::V6(from), IpAddr::V6(to)) => {
            header.calc_checksum_ipv6_raw(from.octets(), to.octets(), payload)
        }
        _ => panic!("a connection lies within one IP version"),
    }
    .expect("the payload of a scenario is short");
    packet(
        link,
        route,
        IpNumber::TCP,
        &[&header.to_bytes(), payload].concat(),
    )
}

/// The frame of one UDP datagram over IPv4.
pub(crate) fn udp(link: Link, route: &Route, payload: &[u8]) -> Vec<u8> {
    let ip = ipv4(route, IpNumber::UDP, UdpHeader::LEN + payload.len());
    let header = UdpHeader::with_ipv4_checksum(route.from.port(), route.to.port(), &ip, payload)
        .expect("the payload of a scenario is short");
    packet(
        link,
        route,
        IpNumber::UDP,
        &[&header.to_bytes(), payload].concat(),
    )
}

/// The frame of an ICMP error of the type "destination unreachable" (RFC 792, RFC 4443 section 3.1)
/// that quotes the beginning of another frame's packet.
pub(crate) fn unreachable(link: Link, route: &Route, code: u8, quoted: &[u8]) -> Vec<u8> {
    let packet = &quoted[header_len(link)..];
    let (kind, protocol, room) = match route.from.ip() {
        IpAddr::V4(_) => (3, IpNumber::ICMP, 28),
        IpAddr::V6(_) => (1, IpNumber::IPV6_ICMP, 60),
    };
    let mut body = vec![kind, code, 0, 0, 0, 0, 0, 0];
    body.extend_from_slice(&packet[..packet.len().min(room)]);
    let sum = match (route.from.ip(), route.to.ip()) {
        (IpAddr::V6(from), IpAddr::V6(to)) => {
            let length = (body.len() as u32).to_be_bytes();
            let pseudo = [&from.octets()[..], &to.octets(), &length, &[0, 0, 0, 58]].concat();
            internet_sum(&[pseudo, body.clone()].concat())
        }
        _ => internet_sum(&body),
    };
    body[2..4].copy_from_slice(&sum.to_be_bytes());
    self::packet(link, route, protocol, &body)
}

/// Bytes before the IP header.
fn header_len(link: Link) -> usize {
    match link {
        Link::Loopback => 4,
        Link::Ethernet => 14,
    }
}

/// The checksum of RFC 1071.
fn internet_sum(bytes: &[u8]) -> u16 {
    let words = bytes
        .chunks(2)
        .map(|pair| u32::from(pair[0]) << 8 | pair.get(1).map_or(0, |&low| u32::from(low)));
    let mut sum: u32 = words.sum();
    while sum >> 16 != 0 {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}

/// Fills a frame up to the shortest length that the wire allows; a capture at the receiver shows it
/// so.
pub(crate) fn pad(frame: &mut Vec<u8>) {
    frame.resize(frame.len().max(SHORTEST_ETHERNET), 0);
}

/// An Ethernet frame with a VLAN tag in it.
pub(crate) fn tagged(frame: &[u8], vlan: u16) -> Vec<u8> {
    let (addresses, rest) = frame.split_at(12);
    [
        addresses,
        &EtherType::VLAN_TAGGED_FRAME.0.to_be_bytes(),
        &vlan.to_be_bytes(),
        rest,
    ]
    .concat()
}

/// An Ethernet frame as the next router sends it on.
pub(crate) fn routed(frame: &[u8]) -> Vec<u8> {
    let mut frame = frame.to_vec();
    frame[..6].copy_from_slice(&[0x02, 0x42, 0, 0, 0, 2]);
    frame[6..12].copy_from_slice(&[0x02, 0x42, 0, 0, 0, 1]);
    if frame[12..14] == EtherType::IPV6.0.to_be_bytes() {
        frame[14 + 7] -= 1;
        return frame;
    }
    let (mut header, _) = Ipv4Header::from_slice(&frame[14..]).expect("a header of ours");
    header.time_to_live -= 1;
    header.header_checksum = header.calc_header_checksum();
    let bytes = header.to_bytes();
    frame[14..14 + bytes.len()].copy_from_slice(&bytes);
    frame
}

fn packet(link: Link, route: &Route, protocol: IpNumber, body: &[u8]) -> Vec<u8> {
    let mut frame = match link {
        Link::Loopback => FAMILY_IPV4.to_le_bytes().to_vec(),
        Link::Ethernet => ethernet(route).to_bytes().to_vec(),
    };
    match route.from.ip() {
        IpAddr::V4(_) => frame.extend_from_slice(&ipv4(route, protocol, body.len()).to_bytes()),
        IpAddr::V6(_) => frame.extend_from_slice(&ipv6(route, protocol, body.len()).to_bytes()),
    }
    frame.extend_from_slice(body);
    frame
}

fn ethernet(route: &Route) -> Ethernet2Header {
    let ether_type = if route.from.is_ipv4() {
        EtherType::IPV4
    } else {
        EtherType::IPV6
    };
    Ethernet2Header {
        source: adapter(route.from.ip()),
        destination: adapter(route.to.ip()),
        ether_type,
    }
}

/// The locally administered hardware address that a host of a scenario has.
fn adapter(ip: IpAddr) -> [u8; 6] {
    let [.., a, b, c, d] = match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped().octets(),
        IpAddr::V6(ip) => ip.octets(),
    };
    [0x02, 0x42, a, b, c, d]
}

fn ipv4(route: &Route, protocol: IpNumber, body: usize) -> Ipv4Header {
    let (IpAddr::V4(from), IpAddr::V4(to)) = (route.from.ip(), route.to.ip()) else {
        panic!("{} is no IPv4 address", route.to)
    };
    let mut header = Ipv4Header::new(body as u16, route.ttl, protocol, from.octets(), to.octets())
        .expect("the payload of a scenario is short");
    header.identification = route.packet_id;
    header.header_checksum = header.calc_header_checksum();
    header
}

fn ipv6(route: &Route, next_header: IpNumber, body: usize) -> Ipv6Header {
    let (IpAddr::V6(from), IpAddr::V6(to)) = (route.from.ip(), route.to.ip()) else {
        panic!("{} is no IPv6 address", route.to)
    };
    Ipv6Header {
        flow_label: Ipv6FlowLabel::try_new(route.flow).expect("a flow label has 20 bits"),
        payload_length: body as u16,
        next_header,
        hop_limit: route.ttl,
        source: from.octets(),
        destination: to.octets(),
        ..Ipv6Header::default()
    }
}
