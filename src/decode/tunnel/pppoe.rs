//! PPP over Ethernet (RFC 2516), session stage.

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array, be16, trim};

/// Version 1, type 1.
const VERSION: u8 = 0x11;
/// Code of session frames; the others find and end sessions.
const SESSION: u8 = 0;

/// Version and type, code, session, length; then PPP from its protocol field.
pub(in crate::decode) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    match array(bytes, 0)? {
        [VERSION, SESSION] => Ok(NextLayer::Ppp(trim(
            after(bytes, 6)?,
            be16(bytes, 4)?.into(),
        ))),
        _ => Err(Skip::NotIp),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn a_session_in_ethernet_and_raw() {
        let packet = ipv4_tcp(b"x");
        let session = [
            &[0x11, 0, 0, 9, 0, packet.len() as u8 + 2, 0, 0x21][..],
            &packet,
            &[0; 5],
        ]
        .concat();
        assert_found(1, &ethernet(0x8864, &session), b"x");
        assert_found(51, &session, b"x");
    }

    #[test]
    fn discovery_is_no_ip() {
        assert_eq!(open(&[0x11, 9, 0, 0, 0, 4]), Err(Skip::NotIp));
        assert_eq!(open(&[0x11, 0, 0, 0, 0]), Err(Skip::CutHeader));
    }
}
