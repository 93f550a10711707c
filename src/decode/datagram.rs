//! The UDP datagram of a frame (RFC 768), for those who ask what a capture without FTP holds. One
//! look, without memory: a datagram in fragments is none.

use std::net::SocketAddr;

use etherparse::ip_number;

use super::next::{LayerReader, after, be16, trim};
use super::{decoder, ip};

/// Bytes of the header.
const HEADER: usize = 8;

/// A UDP datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UdpDatagram<'a> {
    pub(crate) src: SocketAddr,
    pub(crate) dst: SocketAddr,
    /// What was captured of its payload.
    pub(crate) payload: &'a [u8],
}

/// The datagram that begins behind at most `nesting` layers of `bytes`, the first of which `open`
/// reads, where no tunnel goes on in it.
pub(super) fn datagram(open: LayerReader, bytes: &[u8], nesting: usize) -> Option<UdpDatagram<'_>> {
    let packet = decoder::innermost(open, bytes, nesting)?;
    (packet.protocol == ip_number::UDP)
        .then(|| read(&packet))
        .flatten()
}

fn read<'a>(packet: &ip::IpPacket<'a>) -> Option<UdpDatagram<'a>> {
    let bytes = packet.payload;
    let ports = [be16(bytes, 0).ok()?, be16(bytes, 2).ok()?];
    let length = usize::from(be16(bytes, 4).ok()?);
    let payload = after(trim(bytes, length.max(HEADER)), HEADER).ok()?;
    let (src, dst) = packet.header.endpoints(ports[0], ports[1]);
    Some(UdpDatagram { src, dst, payload })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ethernet, ipv4_tcp, ipv4_udp};
    use super::*;
    use crate::capture::LinkType;
    use crate::decode::link;

    fn found(bytes: &[u8]) -> Option<UdpDatagram<'_>> {
        datagram(link::open(LinkType(1)).expect("Ethernet"), bytes, 32)
    }

    #[test]
    fn a_datagram_is_found_behind_its_layers_and_nothing_else_is() {
        let bytes = ethernet(0x0800, &ipv4_udp(69, b"\0\x01a\0octet\0"));
        let datagram = found(&bytes).expect("a datagram");
        assert_eq!(datagram.dst.port(), 69);
        assert_eq!(datagram.payload, b"\0\x01a\0octet\0");
        assert_eq!(found(&ethernet(0x0800, &ipv4_tcp(b"x"))), None);
        for cut in 0..42 {
            assert_eq!(found(&bytes[..cut]), None, "{cut}");
        }
    }
}
