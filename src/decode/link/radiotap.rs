//! Radiotap (<https://www.radiotap.org>): what the card knew of a frame, then the IEEE 802.11
//! frame.

use super::ieee80211;
use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array, byte};

/// Another word of present bits follows.
const EXTENDED: u32 = 1 << 31;
/// Present bits of the two first fields: the time (eight bytes, aligned to eight), the flags (one
/// byte).
const TSFT: u32 = 1;
const FLAGS: u32 = 1 << 1;
/// Bit of the flags field: padding between the 802.11 header and its payload.
const PADDED: u8 = 0x20;

/// Opens the header, and the 802.11 header after it. The check sequence that may follow the frame
/// is left to IP's length.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let length = usize::from(u16::from_le_bytes(array(bytes, 2)?));
    if bytes[0] != 0 || length < 8 {
        return Err(Skip::Malformed);
    }
    let rest = after(bytes, length)?;
    ieee80211::data(rest, flags(&bytes[..length])? & PADDED != 0)
}

/// The flags field, zero where there is none.
fn flags(header: &[u8]) -> Result<u8, Skip> {
    let first = present(header, 0)?;
    if first & FLAGS == 0 {
        return Ok(0);
    }
    let mut words = 1;
    while present(header, words - 1)? & EXTENDED != 0 {
        words += 1;
    }
    let fields: usize = 4 + 4 * words;
    byte(
        header,
        if first & TSFT == 0 {
            fields
        } else {
            fields.next_multiple_of(8) + 8
        },
    )
}

fn present(header: &[u8], word: usize) -> Result<u32, Skip> {
    array(header, 4 + 4 * word).map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    /// A `QoS` data frame, its header padded or not, after a radiotap header.
    fn data(radiotap: &[u8], padding: usize) -> Vec<u8> {
        let mut wlan = vec![0; 26 + padding];
        (wlan[0], wlan[1]) = (0x88, 1);
        [
            radiotap,
            &wlan,
            &[0xaa, 0xaa, 3, 0, 0, 0, 8, 0],
            &ipv4_tcp(b"x"),
            &[9; 4],
        ]
        .concat()
    }

    #[test]
    fn the_flags_tell_of_padding() {
        assert_found(127, &data(&[0, 0, 8, 0, 0, 0, 0, 0], 0), b"x");
        assert_found(127, &data(&[0, 0, 9, 0, 2, 0, 0, 0, 0x10], 0), b"x");
        assert_found(127, &data(&[0, 0, 9, 0, 2, 0, 0, 0, 0x20], 2), b"x");
        // time and flags behind a second word of present bits
        let long = [
            0, 0, 25, 0, 3, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0x20,
        ];
        assert_found(127, &data(&long, 2), b"x");
    }

    #[test]
    fn headers_that_cannot_be() {
        assert_eq!(open(&[1, 0, 8, 0, 0, 0, 0, 0]), Err(Skip::Malformed));
        assert_eq!(open(&[0, 0, 7, 0, 0, 0, 0, 0]), Err(Skip::Malformed));
        assert_eq!(open(&[0, 0, 8, 0, 2, 0, 0, 0, 8, 0]), Err(Skip::CutHeader));
        assert_eq!(
            open(&[0, 0, 12, 0, 2, 0, 0, 0x80, 0, 0, 0, 0x80, 8, 0]),
            Err(Skip::CutHeader)
        );
    }
}
