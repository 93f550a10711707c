//! Names of connections, sessions and transfers that are the same in every run, on every machine,
//! and in every part of a capture that holds the first frame of the connection: keys for archives
//! that are filled by many.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha1::{Digest as _, Sha1};

use super::Time;

/// The Community ID of a flow, version 1 with seed 0
/// (<https://github.com/corelight/community-id-spec>): the same for both directions, and in every
/// tool that knows it.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CommunityId([u8; 20]);

/// The number of TCP, as IP headers have it.
const TCP: u8 = 6;

/// What a connection is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    /// In every tool.
    pub(crate) community_id: CommunityId,
    /// In every run of this one.
    pub(crate) uid: Uid,
}

impl Identity {
    /// That of the connection between two endpoints whose first frame has this time.
    pub(crate) fn of(a: SocketAddr, b: SocketAddr, first: Time) -> Self {
        let community_id = CommunityId::of(a, b);
        Identity {
            community_id,
            uid: Uid::of_connection(&community_id, first),
        }
    }
}

impl CommunityId {
    /// That of a TCP connection.
    pub fn of(a: SocketAddr, b: SocketAddr) -> Self {
        let (low, high) = if (a.ip(), a.port()) <= (b.ip(), b.port()) {
            (a, b)
        } else {
            (b, a)
        };
        let mut hasher = Sha1::new();
        hasher.update(0_u16.to_be_bytes());
        for endpoint in [low, high] {
            match endpoint.ip() {
                IpAddr::V4(ip) => hasher.update(ip.octets()),
                IpAddr::V6(ip) => hasher.update(ip.octets()),
            }
        }
        hasher.update([TCP, 0]);
        hasher.update(low.port().to_be_bytes());
        hasher.update(high.port().to_be_bytes());
        CommunityId(hasher.finalize().into())
    }
}

/// Version 1, and 20 bytes in base 64.
pub(crate) type CommunityText = [u8; 2 + 28];

impl CommunityId {
    /// As it is written.
    pub(crate) fn text(&self) -> CommunityText {
        let mut text = *b"1:0000000000000000000000000000";
        // 20 bytes are 28 digits, always
        let written = BASE64.encode_slice(self.0, &mut text[2..]);
        debug_assert_eq!(written, Ok(28));
        text
    }
}

impl fmt::Display for CommunityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(str::from_utf8(&self.text()).map_err(|_| fmt::Error)?)
    }
}

/// A name of a connection or of a transfer: `C` or `F`, and 96 bits in base 62.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Uid {
    kind: UidKind,
    /// In network order; a number of 128 bits would take twice the room.
    bits: [u8; 12],
}

#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum UidKind {
    #[default]
    Connection,
    Transfer,
}

/// Keeps these names apart from whatever else is hashed.
const CONTEXT: &[u8] = b"ftpscope-uid";
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Digits of the greatest number of 96 bits.
const LONGEST: usize = 17;
/// As many of them as a number of 64 bits holds for certain.
const LOW_DIGITS: usize = 10;
const LOW: u128 = 62_u128.pow(LOW_DIGITS as u32);

impl Uid {
    /// That of a connection, and of the session whose control connection it is: its endpoints and
    /// the time of its first frame, in nanoseconds.
    pub fn of_connection(community: &CommunityId, first: Time) -> Self {
        Uid::new(
            UidKind::Connection,
            &[&community.text(), &first.as_nanos().to_be_bytes()],
        )
    }

    /// That of a transfer: the control connection, and where in the client's stream the line of its
    /// command ends.
    pub fn of_transfer(control: &Uid, line_end: u64) -> Self {
        Uid::new(
            UidKind::Transfer,
            &[&control.text(), &line_end.to_be_bytes()],
        )
    }

    /// That of a transfer whose command is hidden: its data connection.
    pub fn of_hidden_transfer(data: &Uid) -> Self {
        Uid::new(UidKind::Transfer, &[&data.text()])
    }

    fn new(kind: UidKind, parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(CONTEXT);
        for part in parts {
            hasher.update(part);
        }
        let mut bits = [0; 12];
        bits.copy_from_slice(&hasher.finalize().as_bytes()[..12]);
        Uid { kind, bits }
    }

    /// The lowest of its bits, for formats that name things by numbers.
    pub(crate) fn low_bits(&self, bits: u32) -> u64 {
        self.number() as u64 & ((1 << bits) - 1)
    }

    fn number(&self) -> u128 {
        let mut bytes = [0; 16];
        bytes[4..].copy_from_slice(&self.bits);
        u128::from_be_bytes(bytes)
    }

    /// As it is written.
    pub(crate) fn text(&self) -> [u8; 1 + LONGEST] {
        let mut text = [b'0'; 1 + LONGEST];
        text[0] = match self.kind {
            UidKind::Connection => b'C',
            UidKind::Transfer => b'F',
        };
        // two numbers of 64 bits: to divide one of 128 bits takes many times as long
        let (high, low) = text[1..].split_at_mut(LONGEST - LOW_DIGITS);
        let number = self.number();
        write_digits((number / LOW) as u64, high);
        write_digits((number % LOW) as u64, low);
        text
    }
}

fn write_digits(mut number: u64, digits: &mut [u8]) {
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(str::from_utf8(&self.text()).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn community(a: &str, b: &str) -> String {
        let [a, b] = [a, b].map(|text| text.parse().expect("an endpoint"));
        CommunityId::of(a, b).to_string()
    }

    #[test]
    fn community_ids_are_those_of_the_specification_and_of_other_tools() {
        for (a, b, id) in [
            // the test vectors of the specification for TCP
            (
                "128.232.110.120:34855",
                "66.35.250.204:80",
                "1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
            ),
            (
                "10.0.0.1:10",
                "10.0.0.2:20",
                "1:9j2Dzwrw7T9E+IZi4b4IVT66HBI=",
            ),
            // as Suricata 8.0.7 and Elastic have them
            (
                "127.0.0.1:50258",
                "127.0.0.1:21",
                "1:IE501rD91MycGDoL7qYe8YWqY3Q=",
            ),
            (
                "127.0.0.1:20",
                "127.0.0.1:63900",
                "1:1jQHTS45wzowEx3WNCb9L9dwnLE=",
            ),
            (
                "192.168.1.182:62014",
                "192.168.1.231:21",
                "1:Szmpl33Czo3dQvU2V4/SrHfmBC0=",
            ),
        ] {
            assert_eq!(community(a, b), id, "{a} {b}");
            assert_eq!(community(b, a), id, "{b} {a}");
        }
    }

    #[test]
    fn uids_differ_by_time_place_and_kind_and_keep_their_form() {
        let flow = CommunityId::of(([10, 0, 0, 1], 21).into(), ([10, 0, 0, 2], 4000).into());
        let control = Uid::of_connection(&flow, Time::from_nanos(1));
        let names = [
            control,
            Uid::of_connection(&flow, Time::from_nanos(2)),
            Uid::of_transfer(&control, 10),
            Uid::of_transfer(&control, 20),
            Uid::of_hidden_transfer(&control),
        ]
        .map(|uid| uid.to_string());
        let different: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len());
        assert!(names.iter().all(|name| name.len() == 1 + LONGEST));
        assert!(names[0].starts_with('C') && names[2].starts_with('F'));
    }
}
