//! Mirrored frames in GRE (draft-foschiano-erspan-03). Type I has no header; GRE knows it.

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, byte};

/// Type II: eight bytes.
pub(super) fn v2(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    version(bytes, 1)?;
    Ok(NextLayer::Ethernet(after(bytes, 8)?))
}

/// Type III: twelve bytes, eight more where the last bit says so; then an Ethernet frame or an IP
/// packet.
pub(super) fn v3(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    /// Frame type, in bits 2 to 6 of the eleventh byte.
    const IP: u8 = 2;
    version(bytes, 2)?;
    let header = if byte(bytes, 11)? & 1 == 0 { 12 } else { 20 };
    let rest = after(bytes, header)?;
    Ok(if byte(bytes, 10)? >> 2 & 0x1f == IP {
        NextLayer::Ip(rest)
    } else {
        NextLayer::Ethernet(rest)
    })
}

fn version(bytes: &[u8], expected: u8) -> Result<(), Skip> {
    if byte(bytes, 0)? >> 4 == expected {
        Ok(())
    } else {
        Err(Skip::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    fn gre(protocol: [u8; 2], header: &[u8], payload: &[u8]) -> Vec<u8> {
        ipv4(
            47,
            &[&[0x10, 0], &protocol[..], &[0, 0, 0, 1], header, payload].concat(),
        )
    }

    #[test]
    fn types_two_and_three() {
        let frame = ethernet(0x0800, &ipv4_tcp(b"x"));
        assert_found(
            101,
            &gre([0x88, 0xbe], &[0x10, 0, 0, 0, 0, 0, 0, 0], &frame),
            b"x",
        );
        assert_found(
            101,
            &gre(
                [0x22, 0xeb],
                &[0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
                &frame,
            ),
            b"x",
        );
        let with_subheader = [&[0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1][..], &[0; 8]].concat();
        assert_found(101, &gre([0x22, 0xeb], &with_subheader, &frame), b"x");
        assert_found(
            101,
            &gre(
                [0x22, 0xeb],
                &[0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0],
                &ipv4_tcp(b"x"),
            ),
            b"x",
        );
    }

    #[test]
    fn other_versions_are_malformed() {
        assert_eq!(v2(&[0x20; 20]), Err(Skip::Malformed));
        assert_eq!(v3(&[0x10; 20]), Err(Skip::Malformed));
        assert_eq!(v3(&[0x20; 11]), Err(Skip::CutHeader));
    }
}
