//! TCP connections: their ends, how they began and ended, what they carried.

use std::net::SocketAddr;

use super::{
    At, CommunityId, Encapsulation, Flow, Numbers, Rejection, Role, Roles, SentCounts, SessionId,
    SynAnswer, TlsFacts, Uid, per_second,
};

/// Number of a connection, from 1, in the order of first frames; fixed before filters.
pub type ConnectionId = u32;

/// An IP address and a port.
pub type Endpoint = SocketAddr;

/// How much of the three-way handshake (RFC 9293 section 3.5) is in the capture.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Handshake {
    /// SYN, SYN+ACK and ACK.
    Complete,
    /// Some of them.
    Partial,
    /// None.
    #[default]
    Missing,
}

/// How a connection ended, as far as the capture shows.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Close {
    /// By a FIN of either side.
    Fin,
    /// By a RST.
    Reset,
    /// Not at all.
    #[default]
    Open,
}

/// What a TCP connection was to the session.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionRole {
    /// The control connection.
    Control,
    /// A transfer, or an offer that came to nothing.
    Data,
}

/// A TCP connection.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug)]
pub struct Connection {
    /// Its number.
    pub id: ConnectionId,
    /// UID in the manner of Zeek, the same in every capture that holds the connection.
    pub uid: Uid,
    /// Community ID (version 1), by which other tools name it too.
    pub community_id: CommunityId,
    /// What it was for.
    pub role: ConnectionRole,
    /// Who sent the SYN (or is taken to have, where it was not captured).
    pub opener: Endpoint,
    /// The other side.
    pub listener: Endpoint,
    /// Who is at its ends; `None` where no session announced it.
    pub roles: Option<Roles>,
    /// What its SYNs met with.
    pub(crate) answer: SynAnswer,
    /// The capture shows who opened it: by the handshake, or by the announcement.
    pub opener_known: bool,
    /// Its first frame; with [`Connection::id`] its identity in both passes.
    pub first: At,
    /// Its last frame.
    pub last: At,
    /// Frames of both directions.
    pub frames: u64,
    /// Payload bytes of both directions, each once.
    pub bytes: u64,
    /// Payload bytes of both directions that are not in the capture.
    pub lost_bytes: u64,
    /// Segments that brought nothing but bytes already seen.
    pub retransmissions: u64,
    /// SYNs that the opener sent.
    pub syns: u32,
    /// What of the handshake was captured.
    pub handshake: Handshake,
    /// How it ended.
    pub close: Close,
    /// The TLS that it carries.
    pub tls: Option<Box<TlsFacts>>,
    /// Who ended it: the sender of the first FIN or RST.
    pub closed_by: Option<ConnectionEnd>,
    /// Payload bytes of the opener and of the listener, each once, but for the header of the PROXY
    /// protocol.
    pub sent: [u64; 2],
    /// Round trip, first byte, pauses.
    pub(crate) numbers: Numbers,
    /// Frames that hold a packet of it once more: the capture's copies, which no other number
    /// counts.
    pub copies: u64,
    /// Its sequence numbers are none that a TCP would send, so that it was read in the order of its
    /// frames.
    pub made_up_numbers: bool,
    /// Another connection of the capture has its hosts and ports, whoever opened it: only frames
    /// tell them apart.
    pub shares_ports: bool,
    /// What the originator sent and what the responder sent, in this order.
    pub flows: [Flow; 2],
    /// The same two in numbers.
    pub sent_by: [SentCounts; 2],
    /// What happened, in the letters of Zeek's `history`: those of the opener in upper case, behind
    /// a `^` where the listener was seen first.
    pub history: Box<str>,
    /// The virtual LANs and tunnels that its first frame is in; `None` for none.
    pub encapsulation: Option<Box<Encapsulation>>,
    /// Who said by ICMP that its SYN did not arrive, and why.
    pub(crate) rejected: Option<Box<Rejection>>,
    /// Who said first by ICMP that a segment of it is too large for a link on the way.
    pub(crate) too_big: Option<Box<Rejection>>,
}

/// One end of a connection.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConnectionEnd {
    /// The one that sent the SYN.
    Opener,
    /// The one that it was sent to.
    Listener,
}

impl ConnectionEnd {
    /// The opposite end.
    #[must_use]
    pub fn other(self) -> ConnectionEnd {
        match self {
            ConnectionEnd::Opener => ConnectionEnd::Listener,
            ConnectionEnd::Listener => ConnectionEnd::Opener,
        }
    }
}

/// Answers to a SYN behind the ACK of the first of which not all can have crossed with that: each
/// comes a second or more after the one before (RFC 6298 section 2).
pub(crate) const LATE_ANSWERS: u32 = 2;

impl Connection {
    /// It did not come about although the SYN was answered: packets of the host that was asked are
    /// in the capture, and none of them reached the one that asked.
    pub(crate) fn answers_were_lost(&self) -> bool {
        self.answer == SynAnswer::None && self.flow_of(self.listener).last_segment.is_some()
    }

    /// It was tried again, refused, or an ICMP error says that it failed. One SYN without all that
    /// may have been answered behind the end of the capture.
    pub(crate) fn failed_for_certain(&self) -> bool {
        match self.answer {
            SynAnswer::Opened => false,
            SynAnswer::Reset => true,
            SynAnswer::None => self.syns > 1 || self.rejected.is_some(),
        }
    }

    /// No connection: an answer to a SYN that went to another address, and that its receiver reset.
    pub(crate) fn is_stray_answer(&self) -> bool {
        self.answer == SynAnswer::None && self.syns == 0
    }

    /// The listener went on answering the SYN behind the ACK of its answer: that is in the capture
    /// and did not reach it, so that the connection is open for its originator alone.
    pub(crate) fn is_half_open(&self) -> bool {
        let answers = self.flow_of(self.listener).late_answers;
        self.handshake == Handshake::Complete && self.bytes == 0 && answers >= LATE_ANSWERS
    }

    /// The listener sent something, a RST as good as anything: the SYN arrived.
    pub fn is_answered(&self) -> bool {
        self.flow_of(self.listener).last_segment.is_some()
    }

    /// The frames that an endpoint of it sent.
    pub(crate) fn sent_from(&self, sender: Endpoint) -> &SentCounts {
        &self.sent_by[usize::from(sender != self.opener)]
    }

    /// What an endpoint of it sent.
    pub fn flow_of(&self, sender: Endpoint) -> &Flow {
        &self.flows[usize::from(sender != self.opener)]
    }

    /// Which end an endpoint is.
    pub fn end(&self, endpoint: Endpoint) -> ConnectionEnd {
        if endpoint == self.opener {
            ConnectionEnd::Opener
        } else {
            ConnectionEnd::Listener
        }
    }

    /// The endpoint at an end.
    pub fn endpoint(&self, end: ConnectionEnd) -> Endpoint {
        match end {
            ConnectionEnd::Opener => self.opener,
            ConnectionEnd::Listener => self.listener,
        }
    }

    /// Who is at its ends, as a session sees it.
    pub fn roles_in(&self, session: SessionId) -> Option<Roles> {
        Some(self.roles?.seen_by(session))
    }

    /// Who is at an endpoint, as a session sees it; a third party where no session announced the
    /// connection.
    pub fn role_in(&self, session: SessionId, endpoint: Endpoint) -> Role {
        self.roles_in(session)
            .map_or(Role::ThirdParty, |roles| roles.of(self.end(endpoint)))
    }

    /// The endpoint whose FIN or RST came first.
    pub fn closed_by_endpoint(&self) -> Option<Endpoint> {
        self.closed_by.map(|end| self.endpoint(end))
    }

    /// Nanoseconds from the opener's last SYN to its ACK: one round trip, wherever between the
    /// hosts the capture was made.
    pub fn round_trip(&self) -> Option<i64> {
        self.numbers.round_trip()
    }

    /// Nanoseconds from the end of the handshake to the first payload of either side; 0 where the
    /// SYN carried some (RFC 7413).
    pub fn first_byte(&self) -> Option<i64> {
        self.numbers.first_byte()
    }

    /// The longest time between two frames that follow each other, in nanoseconds.
    pub fn longest_idle(&self) -> i64 {
        self.numbers.longest_idle()
    }

    /// When the last segment with payload was sent.
    pub(crate) fn last_payload(&self) -> Option<super::Time> {
        self.numbers.last_payload()
    }

    /// Segments with payload, copies included.
    pub fn data_segments(&self) -> u64 {
        self.numbers.data_segments()
    }

    /// Payload bytes a second, from the first payload to the last; `None` where no time passed
    /// between them.
    pub fn bytes_per_second(&self) -> Option<u64> {
        let span = self.numbers.payload_span()?;
        per_second(self.bytes, span)
    }

    /// The share of the segments with payload that brought nothing new, from 0 to 1; `None` without
    /// any.
    pub fn retransmission_rate(&self) -> Option<f64> {
        let segments = self.numbers.data_segments();
        (segments > 0).then(|| self.retransmissions as f64 / segments as f64)
    }
}
