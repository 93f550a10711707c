//! UDP (RFC 768): only a hull for tunnels here.

use super::{PORTS, find};
use crate::decode::Skip;
use crate::decode::next::{NextLayer, after, be16, trim};

/// Goes on in the tunnel that a port belongs to. What such a port does not explain is not a tunnel:
/// any program may use it, so contradictions are no damage.
pub(super) fn open(bytes: &[u8]) -> Result<NextLayer<'_>, Skip> {
    let (source, destination) = (be16(bytes, 0)?, be16(bytes, 2)?);
    let open = find(PORTS, destination)
        .or_else(|| find(PORTS, source))
        .ok_or(Skip::NotTcp)?;
    let payload = match usize::from(be16(bytes, 4)?) {
        // a length that cannot be is that of a super-packet
        0..8 => after(bytes, 8)?,
        length => after(trim(bytes, length), 8)?,
    };
    open(payload).map_err(|skip| {
        if skip == Skip::Malformed {
            Skip::NotTcp
        } else {
            skip
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;

    #[test]
    fn either_port_tells_the_destination_first() {
        let vxlan = [
            &[8, 0, 0, 0, 0, 0, 1, 0][..],
            &ethernet(0x0800, &ipv4_tcp(b"x")),
        ]
        .concat();
        let udp = |source: u16, destination: u16| {
            let header = [source, destination, 8 + vxlan.len() as u16, 0]
                .map(u16::to_be_bytes)
                .concat();
            [&header[..], &vxlan, &[0; 4]].concat()
        };
        for (source, destination) in [(50_000, 4789), (4789, 50_000), (2152, 4789)] {
            assert_eq!(
                open(&udp(source, destination)),
                Ok(NextLayer::Ethernet(&vxlan[8..]))
            );
        }
        assert_eq!(open(&udp(50_000, 53)), Err(Skip::NotTcp));
        assert_eq!(open(&udp(50_000, 4789)[..7]), Err(Skip::CutHeader));
    }

    #[test]
    fn a_length_of_zero_means_all_there_is() {
        let bytes = [
            &[0, 1, 0x12, 0xb5, 0, 0, 0, 0][..],
            &[8, 0, 0, 0, 0, 0, 1, 0, 9, 9],
        ]
        .concat();
        assert_eq!(open(&bytes), Ok(NextLayer::Ethernet(&[9, 9])));
    }
}
