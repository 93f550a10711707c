//! Ethernet in IP (RFC 3378).

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array};

/// Version 3 and reserved bits, then the frame. FreeBSD wrote the version into the other half of
/// the byte.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    match array(bytes, 0)? {
        [0x30 | 0x03, 0] => Ok(NextLayer::Ethernet(after(bytes, 2)?)),
        _ => Err(Skip::NotTcp),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn a_frame_in_a_packet() {
        let inner = [&[0x30, 0][..], &ethernet(0x0800, &ipv4_tcp(b"x"))].concat();
        assert_found(101, &ipv4(97, &inner), b"x");
        assert_eq!(open(&[0x40, 0, 0]), Err(Skip::NotTcp));
    }
}
