//! ARCNET (ANSI/ATA 878.1) with IP in it (RFC 1051, RFC 1201).

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, byte};

/// IP as RFC 1051 has it: nothing between the protocol and the packet.
const IP_1051: u8 = 240;
/// IPv4 and IPv6 as RFC 1201 and RFC 2497 have it: a split flag and a sequence number come before
/// the packet.
const IP_1201: u8 = 212;
const IPV6: u8 = 196;
/// A split flag that says: three bytes that only fill room, and then a split flag.
const EXCEPTION: u8 = 0xff;

/// `LINKTYPE_ARCNET_BSD`: source, destination, protocol.
pub(super) fn bsd(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let protocol = byte(bytes, 2)?;
    let rest = after(bytes, 3)?;
    match rest.first() {
        Some(&EXCEPTION) if protocol != IP_1051 => packet(protocol, after(rest, 4)?),
        _ => packet(protocol, rest),
    }
}

/// `LINKTYPE_ARCNET_LINUX`: source, destination, two bytes of offset, protocol.
pub(super) fn linux(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    packet(byte(bytes, 4)?, after(bytes, 5)?)
}

/// What follows the protocol.
fn packet(protocol: u8, rest: &[u8]) -> Result<NextLayer<'_>, Skip> {
    match protocol {
        IP_1051 => Ok(NextLayer::Ip(rest)),
        IP_1201 | IPV6 if byte(rest, 0)? != 0 => Err(Skip::Fragment),
        IP_1201 | IPV6 => Ok(NextLayer::Ip(after(rest, 3)?)),
        _ => Err(Skip::NotIp),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn ip_in_every_form() {
        let ip = ipv4_tcp(b"x");
        assert_found(7, &[&[1, 2, IP_1051][..], &ip].concat(), b"x");
        assert_found(7, &[&[1, 2, IP_1201, 0, 0, 9][..], &ip].concat(), b"x");
        let exception = [&[1, 2, IP_1201, EXCEPTION, 0, 0, IP_1201, 0, 0, 9][..], &ip].concat();
        assert_found(7, &exception, b"x");
        assert_found(
            129,
            &[&[1, 2, 3, 4, IP_1201, 0, 0, 9][..], &ip].concat(),
            b"x",
        );
    }

    #[test]
    fn others_are_skipped() {
        assert_eq!(bsd(&[1, 2, 213, 0, 0, 9]), Err(Skip::NotIp), "ARP");
        assert_eq!(bsd(&[1, 2, IP_1201, 3, 0, 9]), Err(Skip::Fragment));
        assert_eq!(bsd(&[1, 2]), Err(Skip::CutHeader));
    }
}
