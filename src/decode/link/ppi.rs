//! Per-Packet Information: a header of the capturing card, then a frame of any link type.

use crate::capture::LinkType;
use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array};

/// Version, flags, length and link type, little endian; fields up to the length.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let length = u16::from_le_bytes(array(bytes, 2)?);
    let link = u32::from_le_bytes(array(bytes, 4)?);
    if length < 8 {
        return Err(Skip::Malformed);
    }
    let link = u16::try_from(link).map_err(|_| Skip::Malformed)?;
    Ok(NextLayer::Link(
        LinkType(link),
        after(bytes, length.into())?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn the_link_type_says_what_follows() {
        let frame = ethernet(0x0800, &ipv4_tcp(b"x"));
        let data = [&[0, 0, 12, 0, 1, 0, 0, 0, 9, 9, 9, 9][..], &frame].concat();
        assert_found(192, &data, b"x");
        assert_eq!(
            skipped(192, &[0, 0, 8, 0, 189, 0, 0, 0]),
            Skip::UnsupportedLink(LinkType(189))
        );
        assert_eq!(skipped(192, &[0, 0, 7, 0, 1, 0, 0, 0]), Skip::Malformed);
        assert_eq!(skipped(192, &[0, 0, 8, 0, 1, 0, 1, 0]), Skip::Malformed);
    }

    #[test]
    fn headers_in_headers_end() {
        let nested = [0, 0, 8, 0, 192, 0, 0, 0].repeat(100);
        assert_eq!(skipped(192, &nested), Skip::TooDeep);
    }
}
