//! Checksums of a frame of which bytes were replaced: they are to tell of the new bytes what they
//! told of the old ones.
//!
//! Each is changed by the difference of the sums (RFC 1624), from the innermost header to the
//! outermost, since an outer one counts the inner ones too. So a checksum that was right stays
//! right and a wrong one stays wrong, also where the snap length cut the packet: what was not
//! captured was not replaced. What a host leaves in the field for its card to complete follows the
//! new addresses.

use std::ops::Range;

use etherparse::ip_number;

use super::checksum;
use super::layers::{FrameLayer, LayerKind};

/// Where the checksum stands in the headers of IPv4, TCP, UDP and GRE (RFC 2784).
const IPV4_FIELD: usize = 10;
const TCP_FIELD: usize = 16;
const UDP_FIELD: usize = 6;
const GRE_FIELD: usize = 4;
/// The bit of GRE that says it is there.
const GRE_CHECKSUM: u8 = 0x80;

/// Mends the checksums of `new`, which is `old` with other bytes in the same places; `layers` are
/// those of `old`. A piece of a datagram has none but that of its IP header: the rest is mended in
/// the [whole](fix_segment_checksum).
pub fn fix_checksums(old: &[u8], new: &mut [u8], layers: &[FrameLayer]) {
    for (index, layer) in layers.iter().enumerate().rev() {
        let range = layer.range.clone();
        let addresses = layers[..index].iter().rev().find_map(addresses);
        match (layer.kind, addresses) {
            (LayerKind::Ipv4, _) => {
                let len = usize::from(old[range.start] & 0xf) * 4;
                fix_field(old, new, first(range, len), IPV4_FIELD, 0..0);
            }
            (LayerKind::Tcp, Some(addresses)) => {
                let before = &old[addresses.clone()];
                let after = new[addresses].to_vec();
                fix_segment_checksum(&old[range.clone()], &mut new[range], before, &after);
            }
            (LayerKind::IpProtocol(number), Some(addresses)) if number == ip_number::UDP.0 => {
                let len = be16(old, range.start + 4).map_or(0, usize::from);
                let datagram = first(range.start..old.len(), len);
                fix_field(old, new, datagram, UDP_FIELD, addresses);
            }
            (LayerKind::IpProtocol(number), _)
                if number == ip_number::GRE.0 && old[range.start] & GRE_CHECKSUM != 0 =>
            {
                fix_field(old, new, range.start..old.len(), GRE_FIELD, 0..0);
            }
            _ => {}
        }
    }
}

/// Mends the checksum of a segment, from its header on, between addresses that changed likewise:
/// source and destination in the form of their IP header.
pub fn fix_segment_checksum(old: &[u8], new: &mut [u8], before: &[u8], after: &[u8]) {
    if let Some(field) = checksum::tcp_after(old, new, before, after) {
        new[TCP_FIELD..][..2].copy_from_slice(&field.to_be_bytes());
    }
}

/// Mends the field at a place of a part of the frame that the checksum is about, with the addresses
/// before it. Zero says that there is none.
fn fix_field(
    old: &[u8],
    new: &mut [u8],
    part: Range<usize>,
    field: usize,
    addresses: Range<usize>,
) {
    let at = part.start + field;
    let Some(sum) = be16(old, at).filter(|&sum| sum != 0 && at + 2 <= part.end) else {
        return;
    };
    let before = [&old[part.clone()], &old[addresses.clone()]];
    let after = [&new[part], &new[addresses]];
    let sum = checksum::after(sum, before, after);
    new[at..at + 2].copy_from_slice(&sum.to_be_bytes());
}

/// Where in the frame the addresses of an IP header stand.
fn addresses(layer: &FrameLayer) -> Option<Range<usize>> {
    let within = match layer.kind {
        LayerKind::Ipv4 => 12..20,
        LayerKind::Ipv6 => 8..40,
        _ => return None,
    };
    Some(layer.range.start + within.start..layer.range.start + within.end)
}

fn first(range: Range<usize>, len: usize) -> Range<usize> {
    range.start..range.end.min(range.start + len)
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    let field = bytes.get(at..at + 2)?;
    Some(u16::from_be_bytes([field[0], field[1]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::*;
    use crate::decode::{Checksum, layers};

    /// What the checksum of the segment tells; the headers before it are right.
    fn told(data: &[u8]) -> Checksum {
        let frame = frame(1, data);
        let tcp = 14 + 20;
        assert!(checksum::ipv4_header_ok(&data[14..tcp]));
        decoder().decode(&frame).expect("a segment").checksum()
    }

    fn changed(data: &[u8], change: impl Fn(&mut [u8])) -> Vec<u8> {
        let found = layers(&frame(1, data), 32);
        let mut new = data.to_vec();
        change(&mut new);
        fix_checksums(data, &mut new, &found);
        new
    }

    #[test]
    fn what_was_right_stays_right_and_what_was_wrong_stays_wrong() {
        let packet = ethernet(0x0800, &ipv4_tcp(b"PASS sunflower\r\n"));
        let payload = packet.len() - 16;
        let replace = |bytes: &mut [u8]| {
            bytes[payload + 5..payload + 14].fill(b'x');
            bytes[14 + 12..14 + 16].copy_from_slice(&[192, 0, 2, 7]);
        };
        assert_eq!(told(&packet), Checksum::Right);
        assert_eq!(told(&changed(&packet, replace)), Checksum::Right);
        let mut wrong = packet.clone();
        wrong[payload] ^= 1;
        assert_eq!(told(&changed(&wrong, replace)), Checksum::Wrong);
    }

    #[test]
    fn what_offload_leaves_follows_the_addresses() {
        let mut packet = ethernet(0x0800, &ipv4_tcp(b"PASS sunflower\r\n"));
        let tcp = 14 + 20;
        let left = checksum::left_for_the_card(&packet[14 + 12..14 + 20], packet.len() - tcp);
        packet[tcp + 16..tcp + 18].copy_from_slice(&left.to_be_bytes());
        assert_eq!(told(&packet), Checksum::Unknown);
        let new = changed(&packet, |bytes| bytes[14 + 12..14 + 16].fill(10));
        assert_eq!(told(&new), Checksum::Unknown);
        assert_ne!(new[tcp + 16..tcp + 18], packet[tcp + 16..tcp + 18]);
    }
}
