//! The Internet checksum (RFC 1071), and what checksum offload leaves in its place.

use std::net::IpAddr;

use super::Checksum;

/// Its number among the protocols of IP.
const TCP: u32 = 6;

/// True if the checksum of an IPv4 header holds, or the field is zero: the card was to fill it in.
pub(super) fn ipv4_header_ok(header: &[u8]) -> bool {
    header.get(10..12) == Some(&[0, 0]) || fold(sum(header)) == 0xffff
}

/// What the checksum of a TCP segment (header and payload, whole) tells. Where it holds what a host
/// leaves there for the card to complete it tells nothing: no sum at all, or that of the
/// pseudo-header, with or without the length. Linux and BSD leave the sum, without the length where
/// the card is to cut a large segment (TSO, LSO); the same stands in segments that a receiver
/// merged (GRO).
pub(super) fn tcp(src: IpAddr, dst: IpAddr, header: &[u8], payload: &[u8]) -> Checksum {
    let Some(field) = header.get(16..18) else {
        return Checksum::Unknown;
    };
    let field = u16::from_be_bytes([field[0], field[1]]);
    let addresses = address_sum(src) + address_sum(dst) + TCP;
    let length = (header.len() + payload.len()) as u32;
    let pseudo = addresses + (length >> 16) + (length & 0xffff);
    if field == 0 || field == fold(addresses) || field == fold(pseudo) {
        return Checksum::Unknown;
    }
    let bytes = u32::from(fold(sum(header))) + u32::from(fold(sum(payload)));
    match fold(pseudo + bytes) {
        0xffff => Checksum::Right,
        _ => Checksum::Wrong,
    }
}

/// The checksum of a part of a frame whose bytes are `after` what they were `before` (RFC 1624
/// section 3). The field itself stands in both as it was. Each slice begins at a new word.
pub(super) fn after(field: u16, before: [&[u8]; 2], after: [&[u8]; 2]) -> u16 {
    let [old, new] = [before, after].map(|parts| fold(parts.map(sum).into_iter().sum()));
    !fold(u32::from(!field) + u32::from(!old) + u32::from(new))
}

/// The checksum of a segment of which bytes, or the addresses of its packet, were replaced; none
/// where there is nothing to mend.
pub(super) fn tcp_after(old: &[u8], new: &[u8], before: &[u8], after: &[u8]) -> Option<u16> {
    let field = old.get(16..18)?;
    let field = u16::from_be_bytes([field[0], field[1]]);
    if field == 0 {
        return None;
    }
    for length in [0, old.len()] {
        if field == left_for_the_card(before, length) {
            return Some(left_for_the_card(after, length));
        }
    }
    Some(self::after(field, [old, before], [new, after]))
}

/// What a host leaves in a segment between two addresses: the sum of the pseudo-header; without the
/// length where that is 0.
pub(super) fn left_for_the_card(addresses: &[u8], length: usize) -> u16 {
    let length = length as u32;
    fold(sum(addresses) + TCP + (length >> 16) + (length & 0xffff))
}

/// False if the checksum of a segment is wrong.
pub(super) fn tcp_ok(src: IpAddr, dst: IpAddr, segment: &[u8]) -> bool {
    let header = segment.len().min(20);
    let (header, rest) = segment.split_at(header);
    tcp(src, dst, header, rest) != Checksum::Wrong
}

fn address_sum(address: IpAddr) -> u32 {
    match address {
        IpAddr::V4(v4) => (v4.to_bits() >> 16) + (v4.to_bits() & 0xffff),
        IpAddr::V6(v6) => v6.segments().into_iter().map(u32::from).sum(),
    }
}

/// Ones' complement sum of 16-bit words in network order; an odd byte counts as the high one. Words
/// of 64 bits in the other order are added, each with the carry of the one before: the sum in 16
/// bits is the same with its bytes swapped (RFC 1071 section 2), and that of wider words is the
/// same when they are folded.
fn sum(bytes: &[u8]) -> u32 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut total = last_word(rest);
    for word in words {
        let (sum, has_carry) = total.overflowing_add(u64::from_le_bytes(*word));
        total = sum + u64::from(has_carry);
    }
    let halves = (total >> 32) + (total & 0xffff_ffff);
    let half = (halves >> 32) + (halves & 0xffff_ffff);
    u32::from(fold(half as u32).swap_bytes())
}

/// What is behind the last whole word, with zeros behind it.
fn last_word(mut rest: &[u8]) -> u64 {
    let (mut word, mut place) = (0, 0);
    if let Some((four, behind)) = rest.split_first_chunk::<4>() {
        (word, place, rest) = (u64::from(u32::from_le_bytes(*four)), 32, behind);
    }
    if let Some((two, behind)) = rest.split_first_chunk::<2>() {
        word |= u64::from(u16::from_le_bytes(*two)) << place;
        (place, rest) = (place + 16, behind);
    }
    rest.first()
        .map_or(word, |&byte| word | u64::from(byte) << place)
}

/// Ones' complement sum in 16 bits: what is left after the first step carries once more at most.
fn fold(sum: u32) -> u16 {
    let once = (sum >> 16) + (sum & 0xffff);
    ((once >> 16) + once) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing;

    fn parts() -> (IpAddr, IpAddr, Vec<u8>) {
        let packet = testing::ipv4_tcp(b"odd");
        (
            testing::CLIENT.ip(),
            testing::SERVER.ip(),
            packet[20..].to_vec(),
        )
    }

    /// Two bytes at a time, as RFC 1071 section 4.1 writes it down.
    fn plain_sum(bytes: &[u8]) -> u16 {
        let words = bytes.chunks(2).map(|word| {
            let low = word.get(1).copied().unwrap_or_default();
            u32::from(u16::from_be_bytes([word[0], low]))
        });
        words.fold(0, |sum, word| {
            let sum = u32::from(sum) + word;
            ((sum >> 16) + (sum & 0xffff)) as u16
        })
    }

    #[test]
    fn wide_words_give_the_sum_of_narrow_ones() {
        let mut state = 1_u32;
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if state.is_multiple_of(7) {
                0xff
            } else {
                (state >> 24) as u8
            }
        })
        .take(200)
        .collect();
        for start in 0..8 {
            for end in start..bytes.len() {
                let part = &bytes[start..end];
                assert_eq!(sum(part), u32::from(plain_sum(part)), "{start} to {end}");
            }
        }
        assert_eq!(sum(&[0xff; 64]), 0xffff);
    }

    #[test]
    fn a_right_checksum_holds_and_a_wrong_one_does_not() {
        let (src, dst, mut segment) = parts();
        assert!(tcp_ok(src, dst, &segment));
        segment[4] ^= 1;
        assert!(!tcp_ok(src, dst, &segment));
    }

    #[test]
    fn what_offload_leaves_is_accepted() {
        let (src, dst, mut segment) = parts();
        let addresses = address_sum(src) + address_sum(dst) + 6;
        for left in [0, fold(addresses), fold(addresses + segment.len() as u32)] {
            segment[16..18].copy_from_slice(&left.to_be_bytes());
            assert!(tcp_ok(src, dst, &segment));
        }
    }

    #[test]
    fn ipv4_headers_are_judged() {
        let mut packet = testing::ipv4_tcp(b"");
        assert!(ipv4_header_ok(&packet[..20]));
        packet[8] ^= 1;
        assert!(!ipv4_header_ok(&packet[..20]));
        packet[10..12].fill(0);
        assert!(ipv4_header_ok(&packet[..20]));
    }

    #[test]
    fn the_longest_input_does_not_overflow() {
        assert_eq!(fold(sum(&vec![0xff; 1 << 20])), 0xffff);
    }
}
