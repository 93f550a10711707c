//! IP over `InfiniBand` (RFC 4391 section 6).

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, be16};

/// Bytes of the global route header, which stands before every packet, filled with what is known of
/// it.
const ROUTE: usize = 40;

/// `LINKTYPE_IPOIB`: the route, `EtherType`, two reserved bytes.
pub(super) fn ip(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    NextLayer::typed(be16(bytes, ROUTE)?, after(bytes, ROUTE + 4)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn ip_behind_the_route() {
        let mut bytes = vec![0; ROUTE];
        bytes.extend([8, 0, 0, 0]);
        bytes.extend(ipv4_tcp(b"x"));
        assert_found(242, &bytes, b"x");
        assert_eq!(ip(&bytes[..43]), Err(Skip::CutHeader));
    }
}
