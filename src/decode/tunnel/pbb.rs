//! Provider backbone bridges (IEEE 802.1ah): an Ethernet frame behind a service tag.

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after};

/// Four bytes of tag, then the customer's frame from its destination address.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    Ok(NextLayer::Ethernet(after(bytes, 4)?))
}

#[cfg(test)]
mod tests {
    use crate::decode::testing::*;

    #[test]
    fn a_frame_in_a_frame() {
        let inner = [&[0, 0, 0, 9][..], &ethernet(0x0800, &ipv4_tcp(b"x"))].concat();
        assert_found(1, &ethernet(0x88e7, &inner), b"x");
    }
}
