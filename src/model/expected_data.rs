//! Announced data endpoints: what a data connection is expected at.

use std::net::IpAddr;

use super::{At, ConnectionId, Mode, Oddities, PortNumbers, StrayTry};

/// Number of an offer, from 1, unique in the capture; fixed before filters.
pub type ExpectedDataId = u32;

/// How a data endpoint was agreed on.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// PORT (RFC 959 section 4.1.2).
    Port,
    /// EPRT (RFC 2428 section 2).
    Eprt,
    /// LPRT (RFC 1639).
    Lprt,
    /// PASV and its 227 (RFC 959 section 4.1.2).
    Pasv,
    /// EPSV and its 229 (RFC 2428 section 3), or SPSV.
    Epsv,
    /// LPSV and its 228 (RFC 1639).
    Lpsv,
    /// Nothing was announced: the default data ports of RFC 959 section 3.2.
    Default,
}

impl Method {
    /// The mode that follows from it.
    pub fn mode(self) -> Mode {
        match self {
            Method::Port | Method::Eprt | Method::Lprt | Method::Default => Mode::Active,
            Method::Pasv | Method::Epsv | Method::Lpsv => Mode::Passive,
        }
    }

    /// As in the contract: `PORT`, `EPRT`, ..., `default`.
    pub fn name(self) -> &'static str {
        match self {
            Method::Port => "PORT",
            Method::Eprt => "EPRT",
            Method::Lprt => "LPRT",
            Method::Pasv => "PASV",
            Method::Epsv => "EPSV",
            Method::Lpsv => "LPSV",
            Method::Default => "default",
        }
    }
}

/// What became of an offer.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OfferOutcome {
    /// The announcement was answered 4yz or 5yz.
    Rejected,
    /// A data connection came to it.
    Connected,
    /// A SYN came to it and was answered by RST.
    Refused,
    /// A SYN came to it and was never answered.
    Unanswered,
    /// Nobody tried to connect.
    NeverTried,
    /// The next offer took its place before anybody tried.
    Replaced,
    /// A transfer used it, but its data connection is not in the capture.
    NotCaptured,
}

impl OfferOutcome {
    /// It was refused, or no connection came of it, as far as the capture can tell.
    pub(crate) fn led_nowhere(self) -> bool {
        match self {
            OfferOutcome::Rejected
            | OfferOutcome::Refused
            | OfferOutcome::Unanswered
            | OfferOutcome::NeverTried => true,
            OfferOutcome::Connected | OfferOutcome::Replaced | OfferOutcome::NotCaptured => false,
        }
    }
}

/// Why an announcement got no data connection that was opened, as far as the capture tells.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoConnection {
    /// The SYN was answered, and the answers did not arrive.
    AnswerLost,
    /// One SYN that was not answered, and nothing else that failed: the answer may be behind the
    /// end of the capture.
    OneSyn,
    /// Nobody answered at the announced address, which is one of an inner network and leads
    /// nowhere.
    InnerAddress,
    /// An ICMP error says that the SYN did not arrive.
    Rejected,
    /// Nobody answered at the announced address, which is not the server's.
    Elsewhere,
    /// Nobody answered.
    Unanswered,
    /// A RST answered.
    Reset,
    /// A loopback address was announced: no packet to it goes over the network.
    Loopback,
    /// Data connections go through a proxy, and are not followed there.
    Proxy,
    /// What the side sends that should connect was not recorded.
    NotVisible,
    /// The capture ends before anybody had the time.
    NotYet,
    /// Whoever should connect tried another port in vain, which nobody announced.
    OtherPort,
    /// Nobody tried.
    NeverTried,
    /// The next announcement took its place.
    Replaced,
    /// A transfer used it, and the connection is not in the capture.
    NotCaptured,
}

/// Why a connection is taken to be the one that was announced; strongest first.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum MatchedBy {
    /// Address and port as announced.
    Exact,
    /// The control peer's address and the announced port: NAT.
    Peer,
    /// The announced port, within the offer's lifetime.
    Port,
    /// Hosts and time: the announcement is hidden or lost.
    Inferred,
}

impl MatchedBy {
    /// True where the connection went to another address than the announced one: somebody put it
    /// right, or a NAT did. An address of zeros names none, and means the announcer's own.
    pub(crate) fn is_elsewhere(self, announced: Option<IpAddr>) -> bool {
        let is_other = matches!(self, MatchedBy::Peer | MatchedBy::Port);
        is_other && !names_no_host(announced)
    }
}

/// An announced data endpoint.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug)]
pub struct ExpectedData {
    /// Its number.
    pub id: ExpectedDataId,
    /// How it was announced.
    pub method: Method,
    /// Address as announced; `None` where the form has none (EPSV).
    pub ip: Option<IpAddr>,
    /// Port as announced.
    pub port: u16,
    /// The two numbers that the port was written as, in the forms with commas: `256 * high + low`.
    pub(crate) numbers: Option<PortNumbers>,
    /// How the announcement departs from its specification.
    pub(crate) oddities: Oddities,
    /// The frame that announced it: the PORT command, the 227 reply.
    pub at: At,
    /// Index of the command in the session's list.
    pub command: usize,
    /// Answered by a 2yz (`Some(false)`: by 4yz or 5yz; `None`: no answer in the capture).
    pub accepted: Option<bool>,
    /// What became of it.
    pub outcome: OfferOutcome,
    /// The data connection that used it.
    pub connection: Option<ConnectionId>,
    /// Why that connection.
    pub matched_by: Option<MatchedBy>,
    /// Why none was opened; `None` where one was, and where the announcement was rejected.
    pub(crate) no_connection: Option<NoConnection>,
    /// Where nobody connected to it: the other port that was tried in vain in its place.
    pub(crate) tried_instead: Option<Box<StrayTry>>,
}

impl ExpectedData {
    /// True for an announcement of 0.0.0.0 or `::`, which name no host: a client that believes it
    /// connects to itself (RFC 1122 section 3.2.1.3).
    pub(crate) fn names_no_host(&self) -> bool {
        names_no_host(self.ip)
    }

    /// True where a connection was tried, whatever came of it, be it at another port.
    pub(crate) fn was_tried(&self) -> bool {
        let is_reached = matches!(
            self.outcome,
            OfferOutcome::Connected | OfferOutcome::Refused | OfferOutcome::Unanswered
        );
        is_reached || self.tried_instead.is_some()
    }

    /// True where a port is the announced one with its two numbers in the other order: `256 * low +
    /// high`.
    pub(crate) fn has_swapped(&self, port: u16) -> bool {
        port != self.port && port == self.port.swap_bytes()
    }

    /// True where the connection went to another address than the announced one.
    pub fn was_redirected(&self) -> bool {
        self.matched_by.is_some_and(|by| by.is_elsewhere(self.ip))
    }
}

fn names_no_host(announced: Option<IpAddr>) -> bool {
    announced.is_some_and(|ip| ip.is_unspecified())
}
