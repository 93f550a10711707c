//! The packet filter's log (BSD pf): why it was logged, then the IP packet.

use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, array};

/// Length (without padding to four bytes) and address family first. `AF_INET6` differs from system
/// to system.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let [length, family] = array(bytes, 0)?;
    match family {
        2 | 10 | 24 | 28 | 30 => Ok(NextLayer::Ip(after(
            bytes,
            usize::from(length).next_multiple_of(4),
        )?)),
        _ => Err(Skip::NotIp),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn the_length_is_rounded_up() {
        let mut header = vec![0; 64];
        (header[0], header[1]) = (61, 2);
        assert_found(117, &[header, ipv4_tcp(b"x")].concat(), b"x");
        assert_eq!(open(&[61, 1]), Err(Skip::NotIp));
        assert_eq!(open(&[61, 2]), Err(Skip::CutHeader));
    }
}
