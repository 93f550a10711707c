//! What an announcement says, as it was written.

use std::net::IpAddr;

use super::{At, Method};

/// An endpoint as announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The address; `None` where the form has none (229).
    pub ip: Option<IpAddr>,
    /// The port, never 0.
    pub port: u16,
    /// The two numbers that the port was written as, in the forms with commas.
    pub numbers: Option<PortNumbers>,
    /// How it departs from its specification.
    pub oddities: Oddities,
}

/// A port as the forms with commas write it: two numbers, high byte first (RFC 959 section 4.1.2).
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortNumbers {
    /// As written; counts 256 times.
    pub high: u32,
    /// As written.
    pub low: u32,
}

impl PortNumbers {
    /// `256 * high + low`, of each number the low eight bits: a client that does not check stores it in a byte, so
    /// 300,51 is 44,51 is 11315.
    pub fn port(self) -> u16 {
        u16::from_be_bytes(self.bytes())
    }

    /// The low byte of each: what is made of a number above 255.
    pub fn bytes(self) -> [u8; 2] {
        [self.high, self.low].map(|number| (number & 0xff) as u8)
    }
}

/// An announcement that announces nothing: its numbers are not all there, or make no endpoint.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenAnnouncement {
    /// How it was announced.
    pub method: Method,
    /// The frame of the PORT command or of the 227 reply.
    pub at: At,
    /// Index of the command that announces or was answered; `None` for a reply that answers none.
    pub command: Option<usize>,
}

/// A departure from the letter of the specification that peers nevertheless accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
#[non_exhaustive]
pub enum Oddity {
    /// The numbers stand in no brackets. RFC 1123 section 4.1.2.6 tells clients to expect that of
    /// 227.
    NoBrackets,
    /// The address and port do not stand in the first brackets, or other digits come before them.
    TextBefore,
    /// They do not stand in the first line of the reply.
    LaterLine,
    /// A number above 255 in a form with commas; its low eight bits count.
    NumberAbove255,
    /// The address is 0.0.0.0 or `::`: the sender's own is meant.
    UnspecifiedAddress,
    /// A delimiter other than `|`, which RFC 2428 allows.
    OddDelimiter,
    /// The last delimiter or the closing bracket is missing.
    Unclosed,
    /// A 229 with an address or its family, which RFC 2428 section 3 wants empty.
    AddressIn229,
    /// An address of another family than the one that is named.
    FamilyMismatch,
    /// An IPv6 address with a zone, which means nothing to the peer.
    Zone,
    /// Blanks round the numbers.
    Blanks,
    /// Text after the announcement.
    TextAfter,
    /// The form of another code, 227 as 229 for instance.
    OtherForm,
    /// An IPv6 address where RFC 959 has four numbers.
    Ipv6Address,
}

impl Oddity {
    pub(crate) const ALL: [Oddity; 14] = [
        Oddity::NoBrackets,
        Oddity::TextBefore,
        Oddity::LaterLine,
        Oddity::NumberAbove255,
        Oddity::UnspecifiedAddress,
        Oddity::OddDelimiter,
        Oddity::Unclosed,
        Oddity::AddressIn229,
        Oddity::FamilyMismatch,
        Oddity::Zone,
        Oddity::Blanks,
        Oddity::TextAfter,
        Oddity::OtherForm,
        Oddity::Ipv6Address,
    ];
}

/// A set of [`Oddity`].
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Oddities(u16);

impl Oddities {
    /// True where all is by the letter.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Is it in the set?
    pub fn contains(self, oddity: Oddity) -> bool {
        self.0 & bit(oddity) != 0
    }

    /// Its members, in the order of the enum.
    pub fn iter(self) -> impl Iterator<Item = Oddity> {
        Oddity::ALL
            .into_iter()
            .filter(move |&oddity| self.contains(oddity))
    }

    pub(crate) fn insert(&mut self, oddity: Oddity) {
        self.0 |= bit(oddity);
    }

    pub(crate) fn insert_if(&mut self, oddity: Oddity, condition: bool) {
        if condition {
            self.insert(oddity);
        }
    }
}

impl std::fmt::Debug for Oddities {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

fn bit(oddity: Oddity) -> u16 {
    1 << oddity as u8
}
