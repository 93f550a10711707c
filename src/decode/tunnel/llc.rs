//! IEEE 802.2 logical link control and its subnetwork access protocol (RFC 1042).

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array, be16};

/// Service access points and control of SNAP: unnumbered information.
const SNAP: [u8; 3] = [0xaa, 0xaa, 0x03];
/// The same of IP, in the days before SNAP.
const IP: [u8; 3] = [0x06, 0x06, 0x03];
/// Organisations whose protocol numbers are `EtherTypes`: RFC 1042, and bridge tunnels (IEEE
/// 802.1H).
const ETHER_TYPES: [[u8; 3]; 2] = [[0, 0, 0], [0, 0, 0xf8]];

/// Opens a frame at its destination service access point.
pub(in crate::decode) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    match array(bytes, 0)? {
        SNAP if ETHER_TYPES.contains(&array(bytes, 3)?) => {
            Ok(NextLayer::EtherType(be16(bytes, 6)?, after(bytes, 8)?))
        }
        IP => Ok(NextLayer::Ip(after(bytes, 3)?)),
        _ => Err(Skip::NotIp),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn snap_and_ip() {
        for prefix in [
            &[0xaa, 0xaa, 3, 0, 0, 0, 8, 0][..],
            &[0xaa, 0xaa, 3, 0, 0, 0xf8, 8, 0],
            &[6, 6, 3],
        ] {
            let llc = [prefix, &ipv4_tcp(b"x")].concat();
            assert_found(1, &ethernet(llc.len() as u16, &llc), b"x");
        }
    }

    #[test]
    fn others_are_no_ip() {
        assert_eq!(
            open(&[0x42, 0x42, 3, 0, 0]),
            Err(Skip::NotIp),
            "spanning tree"
        );
        assert_eq!(
            open(&[0xaa, 0xaa, 3, 0, 0, 0xc, 1, 0xb]),
            Err(Skip::NotIp),
            "Cisco"
        );
        assert_eq!(open(&[0xaa, 0xaa, 3, 0, 0]), Err(Skip::CutHeader));
        assert_eq!(
            skipped(1, &ethernet(8, &[0xaa, 0xaa, 3, 0, 0, 0, 0, 9])),
            Skip::NotIp,
            "no length here"
        );
    }
}
