//! FDDI (ISO 9314): frame control, destination, source, then LLC (RFC 1390).

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, byte};

/// In frame control: the frame has an LLC in it, whatever its priority and the length of its
/// addresses.
const LLC_MASK: u8 = 0xb0;
const LLC: u8 = 0x10;

/// `LINKTYPE_FDDI`.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    if byte(bytes, 0)? & LLC_MASK != LLC {
        return Err(Skip::NotIp);
    }
    Ok(NextLayer::Llc(after(bytes, 13)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn ip_behind_snap() {
        let header = [&[0x50][..], &[0; 12], &[0xaa, 0xaa, 3, 0, 0, 0, 8, 0]].concat();
        assert_found(10, &[&header[..], &ipv4_tcp(b"x")].concat(), b"x");
    }

    #[test]
    fn tokens_and_station_management_are_no_ip() {
        assert_eq!(open(&[0x41; 40]), Err(Skip::NotIp));
        assert_eq!(open(&[0x50; 5]), Err(Skip::CutHeader));
    }
}
