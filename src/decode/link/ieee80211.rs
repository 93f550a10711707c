//! IEEE 802.11 data frames (IEEE 802.11-2020 section 9.3.2), as long as they are not encrypted.
//!
//! Of an aggregate (A-MSDU) only the first frame is read: a frame of the capture is one segment at
//! most.

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array, be16};

/// Type of data frames, in bits 2 and 3 of the first byte; version 0.
const DATA: u8 = 0x08;
/// Subtype bit: a `QoS` control field follows the addresses.
const QOS: u8 = 0x80;
/// Subtype bit: no data.
const NULL: u8 = 0x40;
/// Flags of the second byte.
const TO_AND_FROM_DS: u8 = 0x03;
const MORE_FRAGMENTS: u8 = 0x04;
const PROTECTED: u8 = 0x40;
const ORDER: u8 = 0x80;

/// Opens a frame at its frame control field.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    data(bytes, false)
}

/// The same; `padded` if the card rounds the header up to four bytes, as radiotap tells.
pub(super) fn data(bytes: &[u8], padded: bool) -> Result<NextLayer<'_>, Skip> {
    let [kind, flags] = array(bytes, 0)?;
    if kind & 0x0f != DATA || kind & NULL != 0 {
        return Err(Skip::NotIp);
    }
    if flags & PROTECTED != 0 {
        return Err(Skip::Encrypted);
    }
    // the low four bits of sequence control number the fragments of a frame
    if flags & MORE_FRAGMENTS != 0 || be16(bytes, 22)? & 0x0f00 != 0 {
        return Err(Skip::Fragment);
    }
    let mut header = 24;
    if flags & TO_AND_FROM_DS == TO_AND_FROM_DS {
        header += 6;
    }
    let mut aggregate = false;
    if kind & QOS != 0 {
        aggregate = be16(bytes, header)? & 0x8000 != 0;
        header += if flags & ORDER == 0 { 2 } else { 6 };
    }
    if padded {
        header = header.next_multiple_of(4);
    }
    // a subframe has addresses and length before its LLC, as 802.3 has
    if aggregate {
        Ok(NextLayer::Ethernet(after(bytes, header)?))
    } else {
        Ok(NextLayer::Llc(after(bytes, header)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    fn llc() -> Vec<u8> {
        [&[0xaa, 0xaa, 3, 0, 0, 0, 8, 0][..], &ipv4_tcp(b"x")].concat()
    }

    fn wlan(kind: u8, flags: u8, header: usize) -> Vec<u8> {
        let mut bytes = vec![0; header];
        bytes[0] = kind;
        bytes[1] = flags;
        [bytes, llc()].concat()
    }

    #[test]
    fn every_form_of_the_header() {
        for (kind, flags, header) in [
            (8, 1, 24),
            (8, 2, 24),
            (8, 3, 30),
            (0x88, 1, 26),
            (0x88, 3, 32),
            (0x88, 0x81, 30),
        ] {
            assert_found(105, &wlan(kind, flags, header), b"x");
        }
    }

    #[test]
    fn a_padded_header() {
        let bytes = wlan(0x88, 1, 28);
        assert_eq!(data(&bytes, true), Ok(NextLayer::Llc(&llc())));
    }

    #[test]
    fn the_first_frame_of_an_aggregate() {
        let mut bytes = vec![0; 26];
        (bytes[0], bytes[24]) = (0x88, 0x80);
        bytes.extend(ethernet(llc().len() as u16, &llc()));
        assert_found(105, &bytes, b"x");
    }

    #[test]
    fn others_are_skipped() {
        assert_eq!(skipped(105, &wlan(0x80, 0, 24)), Skip::NotIp, "beacon");
        assert_eq!(skipped(105, &wlan(0x48, 1, 24)), Skip::NotIp, "null");
        assert_eq!(skipped(105, &wlan(8, 0x41, 24)), Skip::Encrypted);
        assert_eq!(skipped(105, &wlan(8, 5, 24)), Skip::Fragment);
        assert_eq!(open(&[8]), Err(Skip::CutHeader));
    }
}
