//! IP without any link header.

use crate::decode::Skip;
use crate::decode::next::NextLayer;

/// The packet itself.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every link")]
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    Ok(NextLayer::Ip(bytes))
}

#[cfg(test)]
mod tests {
    use crate::decode::testing::*;

    #[test]
    fn every_number_reads_both_versions() {
        for link in [12, 14, 101, 228, 229] {
            assert_found(link, &ipv4_tcp(b"x"), b"x");
            assert_found(link, &ipv6_tcp(b"x"), b"x");
        }
    }
}
