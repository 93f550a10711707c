//! VLAN tags (IEEE 802.1Q clause 9.6), as many as there are.

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, be16};

/// What an `EtherType` says where a tag follows: of 802.1Q, of 802.1ad, and two that came before
/// that.
pub(in crate::decode) const TAGS: [u16; 4] = [0x8100, 0x88a8, 0x9100, 0x9200];

/// Priority and VLAN number, then the type/length field of the frame within.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    NextLayer::typed(be16(bytes, 2)?, after(bytes, 4)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn single_and_double_tags() {
        for outer in TAGS {
            let single = [&[0, 5, 8, 0][..], &ipv4_tcp(b"x")].concat();
            assert_found(1, &ethernet(outer, &single), b"x");
            let double = [&[0, 5, 0x81, 0], &single[..]].concat();
            assert_found(1, &ethernet(outer, &double), b"x");
        }
    }

    #[test]
    fn a_length_inside_a_tag() {
        let llc = [&[0xaa, 0xaa, 3, 0, 0, 0, 8, 0][..], &ipv4_tcp(b"x")].concat();
        let tagged = [&[0, 5, 0, llc.len() as u8][..], &llc, &[0; 9]].concat();
        assert_found(1, &ethernet(0x8100, &tagged), b"x");
        assert_eq!(open(&[0, 5, 8]), Err(Skip::CutHeader));
    }
}
