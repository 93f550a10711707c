//! GTP-U, in which mobile networks carry their users' packets (3GPP TS 29.281).

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array, be16, byte, trim};

/// Version 1 and protocol type GTP, in the first byte.
const GTP: u8 = 0x30;
/// Any of these bits: sequence number, N-PDU number and type of the next extension header stand in
/// four more bytes.
const OPTIONAL: u8 = 0x07;
/// There are extension headers.
const EXTENSIONS: u8 = 0x04;
/// Message type of a user's packet.
const G_PDU: u8 = 0xff;

/// Flags, message type, length, tunnel; optional fields and extension headers; then an IP packet.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let [flags, message, ..] = array::<8>(bytes, 0)?;
    if flags & 0xf0 != GTP || message != G_PDU {
        return Err(Skip::NotTcp);
    }
    let load = trim(after(bytes, 8)?, be16(bytes, 2)?.into());
    if flags & OPTIONAL == 0 {
        return Ok(NextLayer::Ip(load));
    }
    let mut next = if flags & EXTENSIONS == 0 {
        0
    } else {
        byte(load, 3)?
    };
    let mut load = after(load, 4)?;
    // each has its length in words first and the type of the next last
    while next != 0 {
        let length = usize::from(byte(load, 0)?) * 4;
        next = byte(load, length.checked_sub(1).ok_or(Skip::NotTcp)?)?;
        load = after(load, length)?;
    }
    Ok(NextLayer::Ip(load))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    fn gtp(flags: u8, optional: &[u8]) -> Vec<u8> {
        let packet = ipv4_tcp(b"x");
        let length = ((optional.len() + packet.len()) as u16).to_be_bytes();
        [
            &[flags, G_PDU, length[0], length[1], 0, 0, 0, 1],
            optional,
            &packet,
        ]
        .concat()
    }

    #[test]
    fn optional_fields_and_extension_headers() {
        assert_found(101, &ipv4_udp(2152, &gtp(0x30, &[])), b"x");
        assert_found(101, &ipv4_udp(2152, &gtp(0x32, &[0, 1, 0, 0])), b"x");
        assert_found(
            101,
            &ipv4_udp(
                2152,
                &gtp(
                    0x34,
                    &[0, 0, 0, 0x85, 1, 0, 9, 0xc0, 2, 0, 0, 0, 0, 0, 0, 0],
                ),
            ),
            b"x",
        );
        // a type that is not announced means nothing
        assert_found(101, &ipv4_udp(2152, &gtp(0x32, &[0, 1, 0, 0x85])), b"x");
    }

    #[test]
    fn others_are_no_tcp() {
        assert_eq!(
            open(&[0x30, 1, 0, 0, 0, 0, 0, 0]),
            Err(Skip::NotTcp),
            "echo request"
        );
        assert_eq!(
            open(&[0x48, 0xff, 0, 0, 0, 0, 0, 0]),
            Err(Skip::NotTcp),
            "version 2"
        );
        assert_eq!(
            open(&[0x34, 0xff, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0x85, 0, 0, 0, 0]),
            Err(Skip::NotTcp)
        );
        assert_eq!(open(&[0x30, 0xff, 0]), Err(Skip::CutHeader));
    }
}
