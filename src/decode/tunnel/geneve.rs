//! Geneve (RFC 8926).

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array};

/// A message for the tunnel's end itself, no load.
const CONTROL: u8 = 0x80;

/// Version and length of options (in words), flags, `EtherType`, network number, options; then the
/// load.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let [first, flags, high, low, ..] = array::<8>(bytes, 0)?;
    let ether_type = u16::from_be_bytes([high, low]);
    if first >> 6 != 0 || flags & CONTROL != 0 || ether_type < 0x0600 {
        return Err(Skip::NotTcp);
    }
    NextLayer::typed(ether_type, after(bytes, 8 + 4 * usize::from(first & 0x3f))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn ethernet_or_ip_after_any_options() {
        let frame = ethernet(0x0800, &ipv4_tcp(b"x"));
        let data = [
            &[2, 0, 0x65, 0x58, 0, 0, 1, 0, 1, 1, 0, 1, 9, 9, 9, 9][..],
            &frame,
        ]
        .concat();
        assert_found(101, &ipv4_udp(6081, &data), b"x");
        let data = [&[0, 0, 0x86, 0xdd, 0, 0, 1, 0][..], &ipv6_tcp(b"x")].concat();
        assert_found(101, &ipv4_udp(6081, &data), b"x");
    }

    #[test]
    fn others_are_no_tcp() {
        for bytes in [
            [0x40, 0, 8, 0, 0, 0, 0, 0],
            [0, 0x80, 8, 0, 0, 0, 0, 0],
            [0; 8],
        ] {
            assert_eq!(open(&bytes), Err(Skip::NotTcp));
        }
        assert_eq!(open(&[1, 0, 8, 0, 0, 0, 0, 0]), Err(Skip::CutHeader));
    }
}
