//! Ethernet (IEEE 802.3 clause 3).

use crate::decode::Skip;
use crate::decode::next::NextLayer;

/// Opens a frame at its destination address.
#[inline]
pub(in crate::decode) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let (header, rest) = bytes.split_first_chunk::<14>().ok_or(Skip::CutHeader)?;
    NextLayer::typed(u16::from_be_bytes([header[12], header[13]]), rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn a_length_ends_the_frame_before_its_padding() {
        let llc = [&[0xaa, 0xaa, 3, 0, 0, 0, 8, 0][..], &ipv4_tcp(b"x")].concat();
        let mut data = ethernet(llc.len() as u16, &llc);
        data.extend([0; 10]);
        assert_found(1, &data, b"x");
        assert_eq!(open(&data), Ok(NextLayer::Llc(&llc)));
    }

    #[test]
    fn a_field_that_is_neither_length_nor_type_is_no_ip() {
        assert_eq!(open(&ethernet(0x05ff, &[])), Err(Skip::NotIp));
    }
}
