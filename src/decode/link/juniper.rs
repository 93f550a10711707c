//! Frames that Juniper routers capture themselves, on Ethernet interfaces.

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array, be16};

const MAGIC: [u8; 3] = *b"MGC";
/// Flags: extensions follow, as a length and so many bytes.
const EXTENSIONS: u8 = 0x80;
/// The link header was taken away: a protocol family stands in its place.
const NO_LINK_HEADER: u8 = 0x02;

/// `LINKTYPE_JUNIPER_ETHER`.
pub(super) fn ethernet(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let [m, g, c, flags] = array(bytes, 0)?;
    if [m, g, c] != MAGIC {
        return Err(Skip::Malformed);
    }
    let header = if flags & EXTENSIONS != 0 {
        6 + usize::from(be16(bytes, 4)?)
    } else {
        4
    };
    if flags & NO_LINK_HEADER != 0 {
        return Ok(NextLayer::Ip(after(bytes, header + 4)?));
    }
    Ok(NextLayer::Ethernet(after(bytes, header)?))
}

#[cfg(test)]
mod tests {
    use super::{Skip, ethernet as open};
    use crate::decode::testing::*;

    #[test]
    fn with_and_without_extensions_and_link_header() {
        let (ip, frame) = (ipv4_tcp(b"x"), ethernet(0x0800, &ipv4_tcp(b"x")));
        assert_found(178, &[b"MGC\x01", &frame[..]].concat(), b"x");
        assert_found(178, &[b"MGC\x80\0\x03abc", &frame[..]].concat(), b"x");
        assert_found(178, &[b"MGC\x02\x02\0\0\0", &ip[..]].concat(), b"x");
        assert_eq!(open(b"MGC"), Err(Skip::CutHeader));
        assert_eq!(open(b"XYZ\0"), Err(Skip::Malformed));
    }
}
