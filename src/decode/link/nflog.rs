//! Linux netfilter log: a header and attributes (type, length, value), one of which is the IP
//! packet.

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array, byte, trim};

/// Attribute `NFULA_PAYLOAD`.
const PAYLOAD: u16 = 9;

/// Family, version and group; the attributes are in the byte order of the host that captured, which
/// is nearly always little endian.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    // AF_INET and AF_INET6 of Linux; bridges and ARP log under others
    if !matches!(byte(bytes, 0)?, 2 | 10) {
        return Err(Skip::NotIp);
    }
    let attributes = after(bytes, 4)?;
    payload(attributes, u16::from_le_bytes)
        .or_else(|skip| payload(attributes, u16::from_be_bytes).map_err(|_| skip))
}

/// The packet among `attributes`. Each has a length (itself and the type included) and is padded to
/// four bytes.
fn payload(mut attributes: &[u8], number: fn([u8; 2]) -> u16) -> Result<NextLayer<'_>, Skip> {
    while !attributes.is_empty() {
        let length = usize::from(number(array(attributes, 0)?));
        let kind = number(array(attributes, 2)?);
        if length < 4 {
            return Err(Skip::Malformed);
        }
        if kind == PAYLOAD {
            return Ok(NextLayer::Ip(after(trim(attributes, length), 4)?));
        }
        // the padding of the last one may be left out
        attributes = after(attributes, length)?;
        attributes = after(
            attributes,
            (length.next_multiple_of(4) - length).min(attributes.len()),
        )?;
    }
    Err(Skip::NotIp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    fn data(family: u8, order: fn(u16) -> [u8; 2], packet: &[u8]) -> Vec<u8> {
        [
            &[family, 0, 0, 5][..],
            &attribute(order, 1, &[8, 0, 3, 0]),
            &attribute(order, 10, b"in\0"),
            &attribute(order, PAYLOAD, packet),
        ]
        .concat()
    }

    fn attribute(order: fn(u16) -> [u8; 2], kind: u16, value: &[u8]) -> Vec<u8> {
        let mut bytes = [&order(4 + value.len() as u16)[..], &order(kind), value].concat();
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    #[test]
    fn the_payload_is_found_in_both_byte_orders() {
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            assert_found(239, &data(2, order, &ipv4_tcp(b"x")), b"x");
            assert_found(239, &data(10, order, &ipv6_tcp(b"x")), b"x");
        }
    }

    #[test]
    fn others_are_skipped() {
        assert_eq!(open(&data(7, u16::to_le_bytes, &[])), Err(Skip::NotIp));
        assert_eq!(open(&[2, 0, 0, 5]), Err(Skip::NotIp));
        assert_eq!(open(&[2, 0, 0, 5, 3, 0, 3, 0]), Err(Skip::Malformed));
        assert_eq!(open(&[2, 0, 0, 5, 8, 0, 1, 0]), Err(Skip::CutHeader));
    }
}
