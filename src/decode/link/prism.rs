//! The Prism monitor header, or the AVS header that may stand in its place, before an IEEE 802.11
//! frame.

use super::ieee80211;
use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array};

/// AVS begins with this, but for its last digits, the version.
const AVS: u32 = 0x8021_1000;

/// Both have their length in the second word: AVS in network order, Prism in that of the host that
/// captured.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let big = u32::from_be_bytes(array(bytes, 4)?);
    let avs = u32::from_be_bytes(array(bytes, 0)?) & 0xffff_f000 == AVS;
    // a length has few digits, so the smaller reading is right
    let length = if avs { big } else { big.min(big.swap_bytes()) };
    if length < 8 {
        return Err(Skip::Malformed);
    }
    ieee80211::open(after(bytes, length as usize)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    fn data(word: [u8; 4], length: [u8; 4]) -> Vec<u8> {
        let mut wlan = vec![0; 24];
        wlan[0] = 8;
        [
            &word[..],
            &length,
            &[0; 56],
            &wlan,
            &[0xaa, 0xaa, 3, 0, 0, 0, 8, 0],
            &ipv4_tcp(b"x"),
        ]
        .concat()
    }

    #[test]
    fn prism_in_both_orders_and_avs() {
        assert_found(119, &data([0x44, 0, 0, 0], [64, 0, 0, 0]), b"x");
        assert_found(119, &data([0, 0, 0, 0x44], [0, 0, 0, 64]), b"x");
        for link in [119, 163] {
            assert_found(link, &data([0x80, 0x21, 0x10, 1], [0, 0, 0, 64]), b"x");
        }
    }

    #[test]
    fn lengths_that_cannot_be() {
        assert_eq!(open(&[0; 8]), Err(Skip::Malformed));
        assert_eq!(open(&[0xff; 8]), Err(Skip::CutHeader));
    }
}
