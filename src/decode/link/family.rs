//! BSD loopback: a four-byte address family, then the packet.

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array};

/// The address families of IP: `AF_INET`, and `AF_INET6` on Linux, NetBSD and OpenBSD, FreeBSD, and
/// macOS.
const IP: [u32; 5] = [2, 10, 24, 28, 30];

/// `LINKTYPE_NULL`: the family in the byte order of the host that captured, which the file does not
/// tell.
pub(super) fn null(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let field = array(bytes, 0)?;
    ip(
        IP.contains(&u32::from_le_bytes(field)) || IP.contains(&u32::from_be_bytes(field)),
        bytes,
    )
}

/// `LINKTYPE_LOOP`: the family in network order.
pub(super) fn r#loop(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    ip(IP.contains(&u32::from_be_bytes(array(bytes, 0)?)), bytes)
}

fn ip(known: bool, bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    if known {
        Ok(NextLayer::Ip(after(bytes, 4)?))
    } else {
        Err(Skip::NotIp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn every_family_of_ip_in_its_byte_orders() {
        for family in IP {
            for (packet, is_v4) in [(ipv4_tcp(b"x"), true), (ipv6_tcp(b"x"), false)] {
                if (family == 2) == is_v4 {
                    assert_found(0, &[&family.to_le_bytes()[..], &packet].concat(), b"x");
                    assert_found(0, &[&family.to_be_bytes()[..], &packet].concat(), b"x");
                    assert_found(108, &[&family.to_be_bytes()[..], &packet].concat(), b"x");
                }
            }
        }
    }

    #[test]
    fn other_families_are_no_ip() {
        assert_eq!(null(&[1, 0, 0, 0, 0x45]), Err(Skip::NotIp));
        assert_eq!(r#loop(&[2, 0, 0, 0, 0x45]), Err(Skip::NotIp));
        assert_eq!(null(&[2, 0, 0]), Err(Skip::CutHeader));
    }
}
