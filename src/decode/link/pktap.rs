//! Apple PKTAP: which process sent it, then a frame of any link type.

use crate::capture::LinkType;
use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array};

/// The record type that a packet follows.
const PACKET: u32 = 1;

/// Length, record type and link type, little endian, and more up to the length.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let (length, record, link) = (le32(bytes, 0)?, le32(bytes, 4)?, le32(bytes, 8)?);
    if record != PACKET {
        return Err(Skip::NotIp);
    }
    if length < 12 {
        return Err(Skip::Malformed);
    }
    let link = u16::try_from(link).map_err(|_| Skip::Malformed)?;
    Ok(NextLayer::Link(
        LinkType(link),
        after(bytes, length as usize)?,
    ))
}

fn le32(bytes: &[u8], at: usize) -> Result<u32, Skip> {
    array(bytes, at).map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    fn header(length: u8, record: u8, link: u8) -> Vec<u8> {
        let mut bytes = vec![0; 108];
        (bytes[0], bytes[4], bytes[8]) = (length, record, link);
        bytes
    }

    #[test]
    fn the_link_type_says_what_follows() {
        assert_found(
            258,
            &[header(108, 1, 1), ethernet(0x0800, &ipv4_tcp(b"x"))].concat(),
            b"x",
        );
        assert_found(
            258,
            &[&header(108, 1, 0)[..], &[2, 0, 0, 0], &ipv4_tcp(b"x")].concat(),
            b"x",
        );
        assert_eq!(open(&header(108, 0, 1)), Err(Skip::NotIp));
        assert_eq!(open(&header(11, 1, 1)), Err(Skip::Malformed));
    }
}
