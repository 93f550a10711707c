//! Connections on which nobody said anything.

use std::net::IpAddr;

use super::{At, ConnectionEnd, Endpoint};

/// Connections of a client to a control port in which no line of FTP was read, and which came to
/// the same.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug)]
pub struct Silent {
    /// Who opened the first of them.
    pub opener: Endpoint,
    /// Towards whom.
    pub listener: Endpoint,
    /// First frame of the first.
    pub first: At,
    /// Last frame of the last.
    pub last: At,
    /// How many there were.
    pub connections: u64,
    /// SYNs that the opener sent.
    pub syns: u32,
    /// What their SYNs met with.
    pub(crate) answer: SynAnswer,
    /// Who said by ICMP that a SYN of theirs did not arrive: the first.
    pub(crate) rejected: Option<Rejection>,
    /// Who closed them first, by FIN or RST; `None` where nobody did.
    pub closed_by: Option<ConnectionEnd>,
    /// The listener said something, which was no line of FTP.
    pub listener_spoke: bool,
    /// One of the openers said something, which was no line of FTP either.
    pub(crate) opener_spoke: bool,
    /// The listener repeated its answer to the SYN behind the ACK to it, which did not reach it.
    pub(crate) half_open: bool,
    /// The snap length cut what was said on one of them: it may be FTP.
    pub(crate) is_cut: bool,
    /// The longest of them, from its first to its last frame, in nanoseconds.
    pub longest: i64,
    /// The first frame of each, with the SYNs of its opener: the first
    /// [`crate::limits::Limits::SILENT_FRAMES`] of them.
    pub each: Vec<(u64, u32)>,
}

/// What connections have in common that are told as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SilentKey {
    client: IpAddr,
    listener: Endpoint,
    /// What the SYNs met with.
    answer: SynAnswer,
    closed_by: Option<ConnectionEnd>,
    listener_spoke: bool,
    half_open: bool,
}

impl Silent {
    /// Those with the same key are told as one.
    pub(crate) fn key(&self) -> SilentKey {
        SilentKey {
            client: self.opener.ip(),
            listener: self.listener,
            answer: self.answer,
            closed_by: self.closed_by,
            listener_spoke: self.listener_spoke,
            half_open: self.half_open,
        }
    }

    /// Takes in others of the same fate, and keeps the first frames of `most` of all.
    pub(crate) fn join(&mut self, other: Silent, most: usize) {
        if other.first < self.first {
            (self.first, self.opener) = (other.first, other.opener);
        }
        self.last = self.last.max(other.last);
        self.rejected = self.rejected.or(other.rejected);
        self.is_cut |= other.is_cut;
        self.opener_spoke |= other.opener_spoke;
        self.connections += other.connections;
        self.longest = self.longest.max(other.longest);
        self.syns = self.syns.saturating_add(other.syns);
        for one in other.each {
            let place = self.each.partition_point(|known| *known <= one);
            if place < most {
                self.each.insert(place, one);
                self.each.truncate(most);
            }
        }
    }
}

/// What a SYN met with.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum SynAnswer {
    /// Nothing at all.
    None,
    /// RST.
    Reset,
    /// A connection; also where the SYN itself is not in the capture.
    Opened,
}

/// What an ICMP error says of a segment.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreachable {
    /// A rule of a firewall or router forbids it.
    Prohibited,
    /// No way leads to that network.
    Network,
    /// The host does not answer in its own network.
    Host,
    /// The host lets nothing pass to that port; some firewalls answer so.
    Port,
    /// A link on the way takes only smaller packets.
    TooBig,
}

impl Unreachable {
    /// As messages select by it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Unreachable::Prohibited => "prohibited",
            Unreachable::Network => "network",
            Unreachable::Host => "host",
            Unreachable::Port => "port",
            Unreachable::TooBig => "too-big",
        }
    }
}

/// Somebody who said that a segment did not arrive.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rejection {
    /// Who sent the first such error.
    pub by: IpAddr,
    /// What it says.
    pub reason: Unreachable,
    /// Where it stands.
    pub at: At,
}
