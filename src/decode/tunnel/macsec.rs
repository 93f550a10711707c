//! `MACsec` (IEEE 802.1AE clause 9) that protects but does not hide.

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, be16, byte};

/// Tag bits: the payload is encrypted; changed (also by compression or a longer check value); an
/// explicit channel.
const ENCRYPTED: u8 = 0x08;
const CHANGED: u8 = 0x04;
const CHANNEL: u8 = 0x20;

/// Tag, short length, packet number and, where told, the channel; then the `EtherType`. The check
/// value at the end is left to IP's length.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let tag = byte(bytes, 0)?;
    if tag & (ENCRYPTED | CHANGED) != 0 {
        return Err(Skip::Encrypted);
    }
    let header = if tag & CHANNEL == 0 { 6 } else { 14 };
    NextLayer::typed(be16(bytes, header)?, after(bytes, header + 2)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn protected_with_and_without_channel() {
        let short = [&[0, 0, 0, 0, 0, 1, 8, 0][..], &ipv4_tcp(b"x"), &[9; 16]].concat();
        assert_found(1, &ethernet(0x88e5, &short), b"x");
        let long = [
            &[0x20, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 0, 1, 8, 0][..],
            &ipv4_tcp(b"x"),
            &[9; 16],
        ]
        .concat();
        assert_found(1, &ethernet(0x88e5, &long), b"x");
    }

    #[test]
    fn hidden() {
        assert_eq!(open(&[0x2c; 40]), Err(Skip::Encrypted));
        assert_eq!(open(&[0; 7]), Err(Skip::CutHeader));
    }
}
