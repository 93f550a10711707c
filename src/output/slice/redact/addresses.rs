//! Other addresses for those of a capture, each always the same one.
//!
//! What is concluded from an address stays: one of an inner network gets another of an inner
//! network, any other one of the ranges that are kept for documentation (RFC 5737, RFC 3849, RFC
//! 9637), and where those have none that fits, one that no host of the Internet has. It has as many
//! characters as the old one, so that it can stand in the text of PORT and 227 too. Loopback,
//! multicast and unspecified addresses tell nothing, and stay.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use foldhash::fast::RandomState;

use crate::model::is_private;

/// Beginnings of the new IPv4 addresses; the other octets are free.
const INNER_V4: [&[u8]; 2] = [&[10], &[192, 168]];
const OUTER_V4: [&[u8]; 6] = [
    &[192, 0, 2],
    &[198, 51, 100],
    &[203, 0, 113],
    &[198, 18],
    &[240],
    &[0],
];
/// The octets of so many digits.
const OCTETS: [(u8, u8); 3] = [(1, 9), (10, 99), (100, 255)];

/// Beginnings of the new IPv6 addresses.
const INNER_V6: [&[u16]; 1] = [&[0xfd00]];
const LINK_LOCAL_V6: [&[u16]; 1] = [&[0xfe80]];
const OUTER_V6: [&[u16]; 3] = [&[0x2001, 0xdb8], &[0x3fff], &[0x3fff, 0xffff]];
/// The groups of so many digits.
const GROUPS: [(u16, u16); 4] = [(1, 0xf), (0x10, 0xff), (0x100, 0xfff), (0x1000, 0xffff)];

/// A hardware address of IEEE 802.
pub(super) type Mac = [u8; 6];

/// The new address of every old one.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    ips: HashMap<IpAddr, IpAddr, RandomState>,
    given: HashSet<IpAddr, RandomState>,
    /// How many candidates of a kind and a length were tried.
    tried: HashMap<(&'static str, usize), u64, RandomState>,
    macs: HashMap<Mac, Mac, RandomState>,
}

impl Addresses {
    /// The new address of an old one.
    pub(super) fn ip(&mut self, old: IpAddr) -> IpAddr {
        if old.is_loopback() || old.is_unspecified() || old.is_multicast() {
            return old;
        }
        if let Some(&new) = self.ips.get(&old) {
            return new;
        }
        let new = match old {
            IpAddr::V4(v4) if v4.is_broadcast() => old,
            IpAddr::V4(v4) => self.another_v4(v4),
            IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
                Some(v4) => match self.ip(v4.into()) {
                    IpAddr::V4(v4) => v4.to_ipv6_mapped().into(),
                    v6 @ IpAddr::V6(_) => v6,
                },
                None => self.another_v6(v6),
            },
        };
        self.ips.insert(old, new);
        self.given.insert(new);
        new
    }

    /// The new hardware address of an old one: one that is administered locally. Those of groups
    /// stay.
    pub(super) fn mac(&mut self, old: Mac) -> Mac {
        const GROUP: u8 = 1;
        if old[0] & GROUP != 0 || old == [0; 6] {
            return old;
        }
        let count = self.macs.len() as u32 + 1;
        *self.macs.entry(old).or_insert_with(|| {
            let [a, b, c, d] = count.to_be_bytes();
            [2, 0, a, b, c, d]
        })
    }

    fn another_v4(&mut self, old: Ipv4Addr) -> IpAddr {
        let (kind, prefixes) = if is_private(old.into()) {
            ("inner v4", &INNER_V4[..])
        } else {
            ("outer v4", &OUTER_V4[..])
        };
        let len = old.to_string().len();
        self.next(kind, len, old.into(), |number| {
            nth_v4(prefixes, len, number)
        })
    }

    fn another_v6(&mut self, old: Ipv6Addr) -> IpAddr {
        let (kind, prefixes) = if old.is_unicast_link_local() {
            ("link-local v6", &LINK_LOCAL_V6[..])
        } else if is_private(old.into()) {
            ("inner v6", &INNER_V6[..])
        } else {
            ("outer v6", &OUTER_V6[..])
        };
        let len = old.to_string().len();
        self.next(kind, len, old.into(), |number| {
            nth_v6(prefixes, len, number)
        })
    }

    /// The next candidate that is nobody's address yet; the old one where there is none.
    fn next(
        &mut self,
        kind: &'static str,
        len: usize,
        old: IpAddr,
        nth: impl Fn(u64) -> Option<IpAddr>,
    ) -> IpAddr {
        let tried = self.tried.entry((kind, len)).or_default();
        while let Some(candidate) = nth(*tried) {
            *tried += 1;
            let is_taken = self.given.contains(&candidate) || self.ips.contains_key(&candidate);
            if candidate != old && !is_taken {
                return candidate;
            }
        }
        old
    }
}

/// The address of that number among those of so many characters that begin like that.
fn nth_v4(prefixes: &[&[u8]], len: usize, mut number: u64) -> Option<IpAddr> {
    for prefix in prefixes {
        let fixed: usize = prefix.iter().map(|octet| octet.to_string().len()).sum();
        let Some(digits) = len.checked_sub(fixed + 3) else {
            continue;
        };
        for widths in widths(4 - prefix.len(), digits, OCTETS.len()) {
            let ranges = widths.iter().map(|&width| OCTETS[width - 1]);
            let ranges: Vec<(u64, u64)> = ranges.map(|(a, b)| (a.into(), b.into())).collect();
            if let Some(picked) = pick(&ranges, &mut number) {
                let mut octets = [0; 4];
                octets[..prefix.len()].copy_from_slice(prefix);
                for (octet, value) in octets[prefix.len()..].iter_mut().zip(picked) {
                    *octet = value as u8;
                }
                return Some(octets.into());
            }
        }
    }
    None
}

/// Likewise: beginning, `::` and one to four groups, or all eight groups.
fn nth_v6(prefixes: &[&[u16]], len: usize, mut number: u64) -> Option<IpAddr> {
    for prefix in prefixes {
        let fixed: usize = prefix.iter().map(|group| format!("{group:x}:").len()).sum();
        for free in [1, 2, 3, 4, 8 - prefix.len()] {
            // one colon more where zeros are left out, and one between two groups
            let colons = free - 1 + usize::from(free + prefix.len() < 8);
            let Some(digits) = len.checked_sub(fixed + colons) else {
                continue;
            };
            let Some(widths) = spread(free, digits) else {
                continue;
            };
            let ranges = widths.iter().map(|&width| GROUPS[width - 1]);
            let ranges: Vec<(u64, u64)> = ranges.map(|(a, b)| (a.into(), b.into())).collect();
            if let Some(picked) = pick(&ranges, &mut number) {
                let mut groups = [0; 8];
                groups[..prefix.len()].copy_from_slice(prefix);
                for (group, value) in groups[8 - free..].iter_mut().zip(picked) {
                    *group = value as u16;
                }
                return Some(Ipv6Addr::from(groups).into());
            }
        }
    }
    None
}

/// How many digits each of so many groups gets; the last ones get those that are left over.
fn spread(groups: usize, digits: usize) -> Option<Vec<usize>> {
    let fits = groups <= digits && digits <= groups * GROUPS.len();
    let (each, over) = (digits / groups, digits % groups);
    fits.then(|| {
        (0..groups)
            .map(|n| each + usize::from(n >= groups - over))
            .collect()
    })
}

/// Every way to spread `digits` over `parts` of one to `most` digits.
fn widths(parts: usize, digits: usize, most: usize) -> Vec<Vec<usize>> {
    if parts == 0 {
        return if digits == 0 {
            vec![Vec::new()]
        } else {
            Vec::new()
        };
    }
    let mut all = Vec::new();
    for width in 1..=most.min(digits) {
        for mut rest in widths(parts - 1, digits - width, most) {
            rest.insert(0, width);
            all.push(rest);
        }
    }
    all
}

/// One value of each range, the combination of that number; where there are fewer, they are counted
/// off it.
fn pick(ranges: &[(u64, u64)], number: &mut u64) -> Option<Vec<u64>> {
    let sizes = ranges.iter().map(|(first, last)| last - first + 1);
    let all = sizes.fold(1, u64::saturating_mul);
    if *number >= all {
        *number -= all;
        return None;
    }
    let mut rest = *number;
    let mut picked: Vec<u64> = Vec::with_capacity(ranges.len());
    for (first, last) in ranges.iter().rev() {
        let size = last - first + 1;
        picked.insert(0, first + rest % size);
        rest /= size;
    }
    Some(picked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(addresses: &mut Addresses, old: &str) -> String {
        addresses.ip(old.parse().expect("an address")).to_string()
    }

    #[test]
    fn the_new_address_is_as_long_and_of_the_same_kind() {
        let mut addresses = Addresses::default();
        for old in [
            "10.0.0.5",
            "192.168.1.77",
            "192.168.100.200",
            "172.16.0.1",
            "1.2.3.4",
            "8.8.8.88",
            "93.184.216.34",
            "203.0.113.250",
            "123.123.123.123",
            "2a00::1",
            "2a00:1450:4001::200e",
            "2001:db8:1234:5678:9abc:def0:1111:2222",
            "2a00:1234:5678:9abc:def0:1234:5678:9abc",
            "fe80::1234:56ff:fe78:9abc",
            "fd12:3456::1",
            "::ffff:10.1.2.3",
        ] {
            let shown = new(&mut addresses, old);
            assert_ne!(shown, old);
            assert_eq!(shown.len(), old.len(), "{old} → {shown}");
            let parsed = [old, &shown].map(|text| text.parse().expect("an address"));
            assert_eq!(
                is_private(parsed[0]),
                is_private(parsed[1]),
                "{old} → {shown}"
            );
            assert_eq!(new(&mut addresses, old), shown);
        }
    }

    #[test]
    fn addresses_that_tell_nothing_stay() {
        let mut addresses = Addresses::default();
        for old in [
            "127.0.0.1",
            "0.0.0.0",
            "::1",
            "::",
            "255.255.255.255",
            "ff02::1",
        ] {
            assert_eq!(new(&mut addresses, old), old);
        }
    }

    #[test]
    fn a_thousand_addresses_get_a_thousand_others() {
        let mut addresses = Addresses::default();
        let given: HashSet<String> = (0..1000_u32)
            .map(|n| Ipv4Addr::from(0x5db8_0000 + n).to_string())
            .map(|old| new(&mut addresses, &old))
            .collect();
        assert_eq!(given.len(), 1000);
    }

    #[test]
    fn hardware_addresses_become_local_ones() {
        let mut addresses = Addresses::default();
        let old = [0, 0x1b, 0x21, 1, 2, 3];
        assert_eq!(addresses.mac(old), [2, 0, 0, 0, 0, 1]);
        assert_eq!(addresses.mac(old), [2, 0, 0, 0, 0, 1]);
        assert_eq!(addresses.mac([0xff; 6]), [0xff; 6]);
    }
}
