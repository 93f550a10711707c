//! `LINKTYPE_ERF`: the frame inside of a record of Endace's format.

use crate::capture::erf;
use crate::decode::Skip;
use crate::decode::next::NextLayer;

pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let (link, frame) = erf::frame(bytes).ok_or(Skip::CutHeader)?;
    Ok(NextLayer::Link(link, frame))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn ethernet_behind_an_extension_header() {
        let ethernet = ethernet(0x0800, &ipv4_tcp(b"x"));
        let size = (16 + 8 + 2 + ethernet.len()) as u16;
        let mut record = vec![0; 26];
        record[8] = 0x82;
        record[10..12].copy_from_slice(&size.to_be_bytes());
        record.extend_from_slice(&ethernet);
        assert_found(197, &record, b"x");
        assert_eq!(open(&record[..20]), Err(Skip::CutHeader));
    }
}
