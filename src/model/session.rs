//! A control session, its dialogue and its connections.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::{
    At, BrokenAnnouncement, CommunityId, Encapsulation, ExpectedData, Finding, Flow, Numbers,
    ReplyCode, Role, Roles, Secret, SentCounts, Text, TlsFacts, TlsState, Transfer, TransferState,
    Uid, numbered, per_second,
};

/// Number of a session, from 1, in the order of first frames; fixed before filters.
pub type SessionId = u32;

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
pub enum Close {
    /// By a FIN of either side.
    Fin,
    /// By a RST.
    Reset,
    /// Not at all.
    #[default]
    Open,
}

/// How TLS began on a control connection (RFC 4217).
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TlsStart {
    /// Asked for by AUTH, or a `ClientHello` inside the dialogue.
    Explicit,
    /// From the first byte.
    Implicit,
}

/// Facts of the control connection.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default)]
pub struct ControlFacts {
    /// What of the handshake was captured.
    pub handshake: Handshake,
    /// How it ended.
    pub close: Close,
    /// Whether and how TLS began.
    pub tls: Option<TlsStart>,
    /// What came of it; `None` where neither side spoke TLS.
    pub tls_state: Option<TlsState>,
    /// Bytes of both directions that are not in the capture.
    pub lost_bytes: u64,
}

/// What became of the login.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Login {
    /// 230 (or 232) was answered.
    Accepted,
    /// Only refusals were answered.
    Rejected,
    /// Nobody tried.
    #[default]
    None,
    /// Hidden by TLS, lost, or before the capture began.
    Unknown,
}

/// One try to log in: a USER and what belongs to it (RFC 959 section 4.1.1). Numbers are places in the session's list of
/// commands.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoginAttempt {
    /// Its USER; `None` where it is not in the capture.
    pub user: Option<usize>,
    /// Its PASS, also one without an argument.
    pub password: Option<usize>,
    /// Its ACCT, where the server asked for one (332).
    pub account: Option<usize>,
    /// What became of it.
    pub outcome: LoginOutcome,
    /// The command whose reply decided that.
    pub decided_by: Option<usize>,
}

/// What became of a try to log in.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoginOutcome {
    /// 230, 232 or 202.
    Accepted,
    /// 4yz or 5yz.
    Refused,
    /// The last word about it is not in the capture, or was never said.
    #[default]
    Open,
}

/// What the header of the PROXY protocol said before the dialogue.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proxied {
    /// The frame that completed the header.
    pub at: At,
    /// The client of the balancer; `None` where the header does not say.
    pub client: Option<Endpoint>,
}

/// Who opens the data connection.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The server (PORT, EPRT, LPRT, default data port).
    Active,
    /// The client (PASV, EPSV, LPSV).
    Passive,
}

/// The mode of a session, derived from those of its transfers and data connections.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SessionMode {
    /// All active.
    Active,
    /// All passive.
    Passive,
    /// Some of each.
    Mixed,
    /// Nothing asked for a data connection.
    #[default]
    None,
    /// Something did, but the capture does not show in which mode.
    Unknown,
}

/// What ended a line of the dialogue.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnd {
    /// CR LF, as RFC 959 section 5.3.1 wants it.
    #[default]
    CrLf,
    /// LF alone: many peers take it, and some wait for the CR for ever.
    Lf,
    /// NUL, the end of a string in C.
    Nul,
    /// Nothing: the stream ended, or bytes after this are missing.
    Missing,
}

impl LineEnd {
    /// Its bytes in the stream.
    pub fn bytes(self) -> u64 {
        match self {
            LineEnd::CrLf => 2,
            LineEnd::Lf | LineEnd::Nul => 1,
            LineEnd::Missing => 0,
        }
    }
}

/// A command of the client.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug)]
pub struct Command {
    /// The frame that completed its line.
    pub at: At,
    /// The frame in which its line began.
    pub first_frame: u64,
    /// The line as sent, without Telnet commands and line end; unless passwords are shown, asterisks stand for secrets.
    pub line: Text,
    /// The secret in the line, from where it begins to the end; asterisks stand for it unless passwords are shown.
    pub(crate) secret: Option<Secret>,
    /// Verb, in upper case.
    pub verb: Text,
    /// Row of the verb in the table of verbs, where it is known.
    pub row: Option<u8>,
    /// Where in the line the argument begins; `None` where there is none.
    pub argument_at: Option<u32>,
    /// Place in the client's stream just after its line.
    pub stream_end: u64,
    /// What ended the line.
    pub(crate) line_end: LineEnd,
    /// Its replies, in order.
    pub replies: Vec<Reply>,
}

impl Command {
    /// The argument as sent.
    pub fn argument(&self) -> Option<&[u8]> {
        self.argument_at.map(|at| &self.line.bytes()[at as usize..])
    }

    /// The argument as sent, secret or not.
    pub(crate) fn sent_argument(&self) -> Option<&[u8]> {
        self.secret.as_ref().map(Secret::reveal).or(self.argument())
    }

    /// The 1yz reply (RFC 959 section 4.2: positive preliminary).
    pub fn preliminary_reply(&self) -> Option<&Reply> {
        self.replies
            .iter()
            .find(|reply| reply.code.is_preliminary())
    }

    /// The reply that ends it: the last one that is no 1yz.
    pub fn final_reply(&self) -> Option<&Reply> {
        self.replies
            .iter()
            .rev()
            .find(|reply| !reply.code.is_preliminary())
    }
}

/// A reply of the server.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug)]
pub struct Reply {
    /// The frame that completed its last line.
    pub at: At,
    /// The frame in which its first line began.
    pub first_frame: u64,
    /// The three-digit code.
    pub code: ReplyCode,
    /// Its lines joined by LF, without the code.
    pub text: Text,
    /// What ended its last line.
    pub(crate) line_end: LineEnd,
}

/// What a TCP connection was to the session.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionRole {
    /// The dialogue.
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
    /// Its name in every capture.
    pub uid: Uid,
    /// Its name in every tool.
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
    /// Payload bytes of the opener and of the listener, each once, but for the header of the PROXY protocol.
    pub sent: [u64; 2],
    /// Round trip, first byte, pauses.
    pub(crate) numbers: Numbers,
    /// Frames that hold a packet of it once more: the capture's copies, which no other number counts.
    pub copies: u64,
    /// Its sequence numbers are none that a TCP would send, so that it was read in the order of its frames.
    pub made_up_numbers: bool,
    /// Another connection of the capture has its hosts and ports, whoever opened it: only frames tell them apart.
    pub shares_ports: bool,
    /// What the originator sent and what the responder sent, in this order.
    pub flows: [Flow; 2],
    /// The same two in numbers.
    pub sent_by: [SentCounts; 2],
    /// What happened, in the letters of Zeek's `history`: those of the opener in upper case, behind a `^` where the
    /// listener was seen first.
    pub history: Box<str>,
    /// The virtual LANs and tunnels that its first frame is in; `None` for none.
    pub encapsulation: Option<Box<Encapsulation>>,
}

/// One end of a connection.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

impl Connection {
    /// It did not come about although the SYN was answered: packets of the host that was asked are in the capture, and
    /// none of them reached the one that asked.
    pub(crate) fn is_unheard(&self) -> bool {
        self.answer == SynAnswer::None && self.flow_of(self.listener).last_segment.is_some()
    }

    /// The listener sent something, a RST as good as anything: the SYN arrived.
    pub fn is_answered(&self) -> bool {
        self.flow_of(self.listener).last_segment.is_some()
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

    /// Who is at an endpoint, as a session sees it; a third party where no session announced the connection.
    pub fn role_in(&self, session: SessionId, endpoint: Endpoint) -> Role {
        self.roles_in(session)
            .map_or(Role::ThirdParty, |roles| roles.of(self.end(endpoint)))
    }

    /// The endpoint whose FIN or RST came first.
    pub fn closed_by_endpoint(&self) -> Option<Endpoint> {
        self.closed_by.map(|end| self.endpoint(end))
    }

    /// Nanoseconds from the opener's last SYN to its ACK: one round trip, wherever between the hosts the capture was made.
    pub fn round_trip(&self) -> Option<i64> {
        self.numbers.round_trip()
    }

    /// Nanoseconds from the end of the handshake to the first payload of either side; 0 where the SYN carried some
    /// (RFC 7413).
    pub fn first_byte(&self) -> Option<i64> {
        self.numbers.first_byte()
    }

    /// The longest time between two frames that follow each other, in nanoseconds.
    pub fn longest_idle(&self) -> i64 {
        self.numbers.longest_idle()
    }

    /// Segments with payload, copies included.
    pub fn data_segments(&self) -> u64 {
        self.numbers.data_segments()
    }

    /// Payload bytes a second, from the first payload to the last; `None` where no time passed between them.
    pub fn bytes_per_second(&self) -> Option<u64> {
        let span = self.numbers.payload_span()?;
        per_second(self.bytes, span)
    }

    /// The share of the segments with payload that brought nothing new, from 0 to 1; `None` without any.
    pub fn retransmission_rate(&self) -> Option<f64> {
        let segments = self.numbers.data_segments();
        (segments > 0).then(|| self.retransmissions as f64 / segments as f64)
    }
}

/// Connections of a client to a control port in which no line of FTP was heard, and which came to the same.
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
    /// Who closed them first, by FIN or RST; `None` where nobody did.
    pub closed_by: Option<ConnectionEnd>,
    /// The listener said something, which was no line of FTP.
    pub listener_spoke: bool,
    /// The longest of them, from its first to its last frame, in nanoseconds.
    pub longest: i64,
    /// The first frame of each, with the SYNs of its opener: the first [`crate::limits::Limits::SILENT_FRAMES`] of them.
    pub each: Vec<(u64, u32)>,
}

/// Client, port, and what came of it: what the SYNs met with, who closed, whether the listener said anything.
pub(crate) type SilentFate = (IpAddr, Endpoint, SynAnswer, Option<ConnectionEnd>, bool);

impl Silent {
    /// What connections have in common that are told as one.
    pub(crate) fn fate(&self) -> SilentFate {
        (
            self.opener.ip(),
            self.listener,
            self.answer,
            self.closed_by,
            self.listener_spoke,
        )
    }

    /// Takes in others of the same fate, and keeps the first frames of `most` of all.
    pub(crate) fn join(&mut self, other: Silent, most: usize) {
        if other.first < self.first {
            (self.first, self.opener) = (other.first, other.opener);
        }
        self.last = self.last.max(other.last);
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

/// A time in which the dialogue is under TLS.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TlsSpan {
    /// Its first record.
    pub from: At,
    /// Where the dialogue is clear again (CCC).
    pub to: Option<At>,
    /// It could be read, at least in part: a key log has the secret.
    pub opened: bool,
}

impl TlsSpan {
    /// True if `frame` lies within.
    pub(crate) fn covers(&self, frame: u64) -> bool {
        frame >= self.from.frame && self.to.is_none_or(|to| frame < to.frame)
    }
}

/// A control session.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug)]
pub struct Session {
    /// Its number.
    pub id: SessionId,
    /// Its name in every capture: that of its control connection.
    pub uid: Uid,
    /// The name of its control connection in every tool.
    pub community_id: CommunityId,
    /// The side that sends commands.
    pub client: Endpoint,
    /// The side that replies.
    pub server: Endpoint,
    /// First frame of the control connection.
    pub first: At,
    /// Last frame of the control connection.
    pub last: At,
    /// Id of the control connection.
    pub connection: ConnectionId,
    /// Its TCP and TLS facts.
    pub control: ControlFacts,
    /// Text of the 220 greeting.
    pub banner: Option<Text>,
    /// User of the last accepted login, else of the last try.
    pub user: Option<Text>,
    /// Password that went with it.
    pub password: Option<Text>,
    /// What became of it.
    pub login: Login,
    /// Each try to log in, in order.
    pub(crate) logins: Vec<LoginAttempt>,
    /// What a balancer in between told the server of the client (PROXY protocol).
    pub(crate) proxied: Option<Proxied>,
    /// Active or passive.
    pub mode: SessionMode,
    /// The dialogue.
    pub commands: Arc<[Command]>,
    /// Replies that answer no command: the greeting and what the server added by itself.
    pub unasked: Vec<Reply>,
    /// The first lines of the server that are no reply: without a code, or with one that no reply has.
    pub stray_lines: Vec<(At, Text)>,
    /// Announced data endpoints, in order.
    pub offers: Vec<ExpectedData>,
    /// The server writes drive letters in the names of directories.
    pub shows_drives: bool,
    /// Announcements that announce nothing, in order.
    pub(crate) broken_announcements: Vec<BrokenAnnouncement>,
    /// Connections of this session, control first, in order; [`Session::connection`] gives each.
    pub connections: Vec<ConnectionId>,
    /// All of the capture.
    #[cfg_attr(feature = "archive", borsh(skip))]
    pub(crate) all_connections: Arc<Vec<Connection>>,
    /// The times of the capture are finer than a microsecond.
    pub(crate) nanoseconds: bool,
    /// Transfers, in order.
    pub transfers: Vec<Transfer>,
    /// Where TLS hides the dialogue, in order.
    pub(crate) tls_spans: Vec<TlsSpan>,
    /// Findings of this session.
    #[cfg_attr(feature = "archive", borsh(skip))]
    pub findings: Vec<Finding>,
}

impl Session {
    /// The connection of an id, be it one of this session or of another.
    pub fn connection(&self, id: ConnectionId) -> Option<&Connection> {
        numbered(&self.all_connections, id)
    }

    /// The first words of the server: 120 or 220, or where it sends the client away, a 4yz or 5yz that answers nothing.
    pub fn greeting(&self) -> Option<&Reply> {
        let first = self.commands.first();
        let before_all =
            |reply: &Reply| first.is_none_or(|command| reply.at.frame < command.at.frame);
        self.unasked
            .first()
            .filter(|reply| reply.code.greets() || (reply.code.is_negative() && before_all(reply)))
    }

    /// Its transfers that came out complete.
    pub fn complete_transfers(&self) -> usize {
        let transfers = self.transfers.iter();
        transfers
            .filter(|transfer| transfer.state() == TransferState::Complete)
            .count()
    }

    /// Payload bytes of its transfers, in either direction.
    pub fn bytes(&self) -> u64 {
        self.transfers.iter().map(|transfer| transfer.bytes).sum()
    }

    /// The dialogue is in the capture from its first line on, whatever of the handshake is.
    pub fn has_beginning(&self) -> bool {
        self.control.handshake != Handshake::Missing || self.greeting().is_some()
    }

    /// Every reply: those to commands, in the order of these, and then those that answer none.
    pub fn replies(&self) -> impl Iterator<Item = &Reply> + Clone {
        self.commands
            .iter()
            .flat_map(|command| &command.replies)
            .chain(&self.unasked)
    }

    /// The command that asked for a transfer; `None` where TLS hides it.
    pub fn command_of(&self, transfer: &Transfer) -> Option<&Command> {
        self.commands.get(transfer.command?)
    }

    /// The reply that announces an endpoint, where the server does that: in answer to the command of the offer, or to
    /// none that was heard.
    pub fn announcing_reply(&self, offer: &ExpectedData) -> Option<&Reply> {
        let answers = self
            .commands
            .get(offer.command)
            .map(|c| c.replies.as_slice())
            .unwrap_or_default();
        answers
            .iter()
            .chain(&self.unasked)
            .find(|reply| reply.at.frame == offer.at.frame)
    }
}
