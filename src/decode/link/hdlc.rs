//! Serial lines: Cisco HDLC and PPP in HDLC-like framing (RFC 1662, RFC 1547 section 4.3.1).

use super::ppp;
use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, be16, byte};

/// `LINKTYPE_PPP_HDLC`: Cisco HDLC where the address says so, else PPP.
pub(super) fn ppp(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    match byte(bytes, 0)? {
        0x0f | 0x8f => cisco(bytes),
        _ => ppp::open(bytes),
    }
}

/// `LINKTYPE_C_HDLC`: address, control, `EtherType`. Routers send PPP on such lines too.
pub(super) fn cisco(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    if bytes.starts_with(&[0xff, 0x03]) {
        return ppp::open(bytes);
    }
    NextLayer::typed(be16(bytes, 2)?, after(bytes, 4)?)
}

/// `LINKTYPE_C_HDLC_WITH_DIR`: a byte for the direction first.
pub(super) fn cisco_with_direction(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    cisco(after(bytes, 1)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn cisco_and_ppp_on_the_same_line() {
        let cisco = [&[0x0f, 0, 8, 0][..], &ipv4_tcp(b"x")].concat();
        let ppp = [&[0xff, 3, 0, 0x21][..], &ipv4_tcp(b"x")].concat();
        for link in [50, 104] {
            assert_found(link, &cisco, b"x");
            assert_found(link, &ppp, b"x");
        }
        assert_found(205, &[&[1], &cisco[..]].concat(), b"x");
    }

    #[test]
    fn keepalives_are_no_ip() {
        assert_eq!(
            skipped(104, &[0x8f, 0, 0x80, 0x35, 0, 0, 0, 2]),
            Skip::NotIp
        );
        assert_eq!(cisco(&[0x0f, 0, 8]), Err(Skip::CutHeader));
    }
}
