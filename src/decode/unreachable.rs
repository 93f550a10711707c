//! What a router or a host says of a TCP segment that it does not let through: the ICMP error that
//! quotes it (RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1; of IPv6, RFC 4443
//! section 3.1). One look, without memory: an error in fragments, and one about a later fragment,
//! is none. That a segment is too large for a link is code 4 of type 3, and of IPv6 a type of its
//! own, 2 (RFC 1191, RFC 8201).
//!
//! | says | ICMP 3 | ICMPv6 1 |
//! |---|---|---|
//! | prohibited | 9, 10, 13 | 1, 5, 6 |
//! | no route to the network | 0, 6, 11 | 0 |
//! | the host does not answer | 1, 7, 8, 12 | 3 |
//! | the port is not reachable | 3 | 4 |

use std::net::{IpAddr, SocketAddr};

use etherparse::{IpNumber, ip_number};

use super::next::{LayerReader, after, be16, byte};
use super::{decoder, ip};
use crate::model::{At, Rejection, Unreachable};

/// Bytes of an ICMP error in front of the packet that it quotes, in both versions.
const HEADER: usize = 8;

/// An ICMP error about a TCP segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct QuotedSegment {
    /// Who sent the error.
    pub(crate) by: IpAddr,
    /// What it says.
    pub(crate) reason: Unreachable,
    /// The sender of the segment.
    pub(crate) src: SocketAddr,
    /// Where it was to go.
    pub(crate) dst: SocketAddr,
}

impl QuotedSegment {
    /// What it says, in the words of the model.
    pub(crate) fn rejection(&self, at: At) -> Rejection {
        Rejection {
            by: self.by,
            reason: self.reason,
            at,
        }
    }
}

/// The error that stands behind at most `nesting` layers of `bytes`, the first of which `open`
/// reads.
pub(super) fn quoted(open: LayerReader, bytes: &[u8], nesting: usize) -> Option<QuotedSegment> {
    read(&decoder::innermost(open, bytes, nesting)?)
}

fn read(packet: &ip::IpPacket<'_>) -> Option<QuotedSegment> {
    let bytes = packet.payload;
    let [kind, code] = [byte(bytes, 0).ok()?, byte(bytes, 1).ok()?];
    let reason = reason(packet.protocol, kind, code)?;
    let quoted = ip::header(after(bytes, HEADER).ok()?, usize::MAX / 2).ok()?;
    if quoted.protocol != ip_number::TCP || quoted.fragment.is_some_and(|f| f.offset > 0) {
        return None;
    }
    let ports = [be16(quoted.payload, 0).ok()?, be16(quoted.payload, 2).ok()?];
    let (src, dst) = quoted.header.endpoints(ports[0], ports[1]);
    let (by, _) = packet.header.addresses();
    Some(QuotedSegment {
        by,
        reason,
        src,
        dst,
    })
}

fn reason(protocol: IpNumber, kind: u8, code: u8) -> Option<Unreachable> {
    match (protocol, kind, code) {
        (ip_number::ICMP, 3, 9 | 10 | 13) | (ip_number::IPV6_ICMP, 1, 1 | 5 | 6) => {
            Some(Unreachable::Prohibited)
        }
        (ip_number::ICMP, 3, 0 | 6 | 11) | (ip_number::IPV6_ICMP, 1, 0) => {
            Some(Unreachable::Network)
        }
        (ip_number::ICMP, 3, 1 | 7 | 8 | 12) | (ip_number::IPV6_ICMP, 1, 3) => {
            Some(Unreachable::Host)
        }
        (ip_number::ICMP, 3, 3) | (ip_number::IPV6_ICMP, 1, 4) => Some(Unreachable::Port),
        (ip_number::ICMP, 3, 4) | (ip_number::IPV6_ICMP, 2, _) => Some(Unreachable::TooBig),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{CLIENT, SERVER, ethernet, ipv4, ipv4_tcp, ipv6_tcp};
    use super::*;
    use crate::capture::LinkType;
    use crate::decode::link;

    fn found(bytes: &[u8]) -> Option<QuotedSegment> {
        quoted(link::open(LinkType(1)).expect("Ethernet"), bytes, 32)
    }

    /// ICMP 3/13 that quotes the beginning of a packet.
    fn error(code: u8, quoted: &[u8]) -> Vec<u8> {
        let mut icmp = vec![3, code, 0, 0, 0, 0, 0, 0];
        icmp.extend_from_slice(quoted);
        ethernet(0x0800, &ipv4(1, &icmp))
    }

    #[test]
    fn an_error_about_a_segment_is_read_from_what_it_quotes() {
        let quote = &ipv4_tcp(b"USER x\r\n")[..28];
        let said = found(&error(13, quote)).expect("an error");
        assert_eq!((said.src, said.dst), (CLIENT, SERVER));
        assert_eq!(said.reason, Unreachable::Prohibited);
        assert_eq!(
            found(&error(3, quote)).map(|said| said.reason),
            Some(Unreachable::Port)
        );
        let said = found(&error(4, quote)).map(|said| said.reason);
        assert_eq!(said, Some(Unreachable::TooBig));
        let bytes = error(13, quote);
        // behind the ports stands the sequence number, which nobody needs
        for cut in 0..bytes.len() - 4 {
            assert_eq!(found(&bytes[..cut]), None, "{cut}");
        }
    }

    #[test]
    fn nothing_else_is_one() {
        assert_eq!(found(&ethernet(0x0800, &ipv4_tcp(b"x"))), None);
        assert_eq!(found(&ethernet(0x86dd, &ipv6_tcp(b"x"))), None);
        assert_eq!(found(&error(13, &ipv4(17, &[0; 8]))), None);
    }
}
