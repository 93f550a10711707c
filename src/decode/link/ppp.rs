//! PPP (RFC 1661), with or without HDLC-like framing (RFC 1662).

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, be16, byte};

/// Opens a frame at its address field, or at its protocol field where address and control are left
/// out (RFC 1661 section 6.6). The protocol takes one byte where that one is odd (section 6.5).
pub(in crate::decode) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let bytes = bytes.strip_prefix(&[0xff, 0x03]).unwrap_or(bytes);
    let first = byte(bytes, 0)?;
    let (protocol, rest) = if first & 1 == 1 {
        (first.into(), after(bytes, 1)?)
    } else {
        (be16(bytes, 0)?, after(bytes, 2)?)
    };
    match protocol {
        0x0021 | 0x0057 => Ok(NextLayer::Ip(rest)),
        0x0281 | 0x0283 => Ok(NextLayer::Mpls(rest)),
        _ => Err(Skip::NotIp),
    }
}

/// `LINKTYPE_PPP_WITH_DIR`: a byte for the direction first.
pub(super) fn with_direction(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    open(after(bytes, 1)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn framed_or_not_compressed_or_not() {
        for prefix in [
            &[0xff, 3, 0, 0x21][..],
            &[0xff, 3, 0x21],
            &[0, 0x21],
            &[0x21],
        ] {
            let data = [prefix, &ipv4_tcp(b"x")].concat();
            assert_found(9, &data, b"x");
            assert_found(204, &[&[1], &data[..]].concat(), b"x");
        }
        assert_found(9, &[&[0, 0x57][..], &ipv6_tcp(b"x")].concat(), b"x");
        assert_found(
            9,
            &[&[0x02, 0x81, 0, 1, 1, 64][..], &ipv4_tcp(b"x")].concat(),
            b"x",
        );
    }

    #[test]
    fn control_protocols_are_no_ip() {
        assert_eq!(open(&[0xff, 3, 0xc0, 0x21, 1]), Err(Skip::NotIp));
        assert_eq!(open(&[0xff, 3]), Err(Skip::CutHeader));
    }
}
