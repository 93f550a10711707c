//! A control session, its control channel and its connections.

use std::net::IpAddr;
use std::sync::Arc;

use super::{
    At, BrokenAnnouncement, Close, Command, CommunityId, Connection, ConnectionId, Endpoint,
    ExpectedData, Finding, Handshake, Login, LoginAttempt, Reply, Role, Text, TlsState, Transfer,
    TransferState, Uid, UnendedReply, numbered,
};

/// Number of a session, from 1, in the order of first frames; fixed before filters.
pub type SessionId = u32;

/// How TLS began on a control connection (RFC 4217).
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TlsStart {
    /// Asked for by AUTH, or a `ClientHello` inside the control channel.
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
    /// The side of which not a byte is in the capture although it spoke: one direction was not
    /// recorded.
    pub(crate) missing: Option<Role>,
    /// It leads to a proxy that was asked for the way to the server (HTTP CONNECT, SOCKS): so do
    /// data connections, each with such words before its first byte, and the capture shows no
    /// address of the server.
    pub(crate) through_proxy: bool,
}

/// What the header of the PROXY protocol said before the control channel.
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
    /// The server took it for a command that it does not know: nobody in front of it may say who
    /// the client is, and whoever does may be the client itself.
    pub is_refused: bool,
}

impl Proxied {
    /// The host that the server takes for the client.
    pub(crate) fn believed(&self) -> Option<IpAddr> {
        let client = self.client.filter(|_| !self.is_refused)?;
        Some(client.ip().to_canonical())
    }
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
#[non_exhaustive]
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

/// A time in which the control channel is under TLS.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TlsSpan {
    /// Its first record.
    pub from: At,
    /// Where the control channel is clear again (CCC).
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

/// A connection that was tried in vain where nobody announced it, at a time when an announcement
/// waited for one: at another host while TLS hides what was announced, or at another port.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StrayTry {
    /// The end that sent the SYN.
    pub opener: Endpoint,
    /// Where nobody answered, or by RST.
    pub listener: Endpoint,
    /// The first SYN.
    pub first: At,
    /// The last one, or the RST.
    pub last: At,
    /// How many SYNs there were.
    pub syns: u32,
    /// The answer was RST.
    pub is_refused: bool,
}

impl StrayTry {
    /// A single SYN may have been answered where the capture does not show it.
    pub(crate) fn is_certain(&self) -> bool {
        self.syns > 1 || self.is_refused
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
    /// UID of its control connection in the manner of Zeek, the same in every capture that holds
    /// it.
    pub uid: Uid,
    /// Community ID (version 1) of its control connection, by which other tools name it too.
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
    /// How the control connection was opened and closed, what of it is missing, and what is known
    /// of its TLS.
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
    /// The control channel.
    pub commands: Arc<[Command]>,
    /// Replies that answer no command: the greeting and what the server added by itself.
    pub unasked: Vec<Reply>,
    /// Empty lines of the client that the server took for commands, each with the refusal: that is
    /// one of `unasked`.
    pub(crate) empty_lines: Vec<(At, At)>,
    /// The first lines of the server that are no reply: without a code, or with one that no reply
    /// has.
    pub stray_lines: Vec<(At, Text)>,
    /// A reply that the server did not end: the one that it said last, else the first of those that
    /// another one followed.
    pub(crate) unended_reply: Option<Box<UnendedReply>>,
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
    pub(crate) all_connections: Arc<Vec<Box<Connection>>>,
    /// The times of the capture are finer than a microsecond.
    pub(crate) nanoseconds: bool,
    /// Transfers, in order.
    pub transfers: Vec<Transfer>,
    /// Where TLS hides the control channel, in order.
    pub(crate) tls_spans: Vec<TlsSpan>,
    /// Connections that its client tried in vain to other hosts while TLS hid the control channel,
    /// in order.
    pub(crate) stray_tries: Vec<StrayTry>,
    /// Findings of this session.
    #[cfg_attr(feature = "archive", borsh(skip))]
    pub findings: Vec<Finding>,
}

impl Session {
    /// The connection of an id, be it one of this session or of another.
    pub fn connection(&self, id: ConnectionId) -> Option<&Connection> {
        numbered(&self.all_connections, id)
    }

    /// The first words of the server: 120 or 220, or where it sends the client away, a 221, 4yz or
    /// 5yz that answers nothing.
    pub fn greeting(&self) -> Option<&Reply> {
        let first = self.commands.first();
        let before_all =
            |reply: &Reply| first.is_none_or(|command| reply.at.frame < command.at.frame);
        self.unasked
            .first()
            .filter(|reply| reply.code.greets() || (reply.code.turns_away() && before_all(reply)))
    }

    /// True where the control connection is under TLS in that frame, opened or not.
    pub(crate) fn is_under_tls_at(&self, frame: u64) -> bool {
        self.tls_spans.iter().any(|span| span.covers(frame))
    }

    /// The reply that turns the client away in the place of a greeting, where its last line is
    /// missing: its code says it all the same, and it is all that the server says.
    pub(crate) fn turned_away_by_half(&self) -> Option<&Reply> {
        let unended = self
            .unended_reply
            .as_ref()
            .filter(|u| u.command.is_none())?;
        let is_all = self.has_beginning() && self.replies().next().is_none();
        Some(&unended.reply).filter(|reply| is_all && reply.code.turns_away())
    }

    /// True where TLS hides the control channel in that frame: nobody could open it.
    pub(crate) fn is_hidden_at(&self, frame: u64) -> bool {
        let mut hidden = self.tls_spans.iter().filter(|span| !span.opened);
        hidden.any(|span| span.covers(frame))
    }

    /// True where the control channel is under TLS in that frame, and was opened.
    pub(crate) fn is_opened_at(&self, frame: u64) -> bool {
        let mut opened = self.tls_spans.iter().filter(|span| span.opened);
        opened.any(|span| span.covers(frame))
    }

    /// True where the capture ends before anybody had tried to log in: what the session came to is
    /// not in it.
    pub(crate) fn ends_before_login(&self) -> bool {
        self.control.close == Close::Open && self.login == Login::None
    }

    /// Its transfers that came out complete.
    pub fn complete_transfers(&self) -> usize {
        let transfers = self.transfers.iter();
        transfers
            .filter(|transfer| transfer.state() == TransferState::Complete)
            .count()
    }

    /// Its transfers that the server confirmed with a 2yz, complete or not.
    pub fn confirmed_transfers(&self) -> usize {
        let transfers = self.transfers.iter();
        transfers.filter(|transfer| transfer.is_confirmed()).count()
    }

    /// Payload bytes of its transfers, in either direction.
    pub fn bytes(&self) -> u64 {
        self.transfers.iter().map(|transfer| transfer.bytes).sum()
    }

    /// The control channel is in the capture from its first line on, whatever of the handshake is.
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

    /// The reply that ended a transfer, also where its command is not in the capture.
    pub fn final_reply_of(&self, transfer: &Transfer) -> Option<&Reply> {
        match self.command_of(transfer) {
            Some(command) => command.final_reply(),
            None => self.lone_reply(transfer.lone_replies.as_ref()?.ended?),
        }
    }

    /// The empty line of the client that a reply refuses.
    pub(crate) fn empty_line_of(&self, reply: &Reply) -> Option<At> {
        let mut answered = self.empty_lines.iter();
        answered
            .find(|(_, answer)| *answer == reply.at)
            .map(|&(line, _)| line)
    }

    /// The reply there to a command that is not in the capture.
    pub(crate) fn lone_reply(&self, at: At) -> Option<&Reply> {
        self.unasked_in(at.frame).find(|reply| reply.at == at)
    }

    /// Replies to nothing that was read which came in a frame; they are in the order of frames.
    fn unasked_in(&self, frame: u64) -> impl Iterator<Item = &Reply> {
        let first = self.unasked.partition_point(|reply| reply.at.frame < frame);
        let behind = self.unasked[first..].iter();
        behind.take_while(move |reply| reply.at.frame == frame)
    }

    /// True where the server announces an endpoint, and the command that asked for it is not in the
    /// capture.
    pub(crate) fn is_announced_without_command(&self, offer: &ExpectedData) -> bool {
        offer.method.mode() == Mode::Passive && self.unasked_in(offer.at.frame).next().is_some()
    }

    /// The reply that announces an endpoint, where the server does that: in answer to the command
    /// of the offer, or to none that was read.
    pub fn announcing_reply(&self, offer: &ExpectedData) -> Option<&Reply> {
        let answers = self
            .commands
            .get(offer.command)
            .map(|c| c.replies.as_slice())
            .unwrap_or_default();
        let frame = offer.at.frame;
        let answer = answers.iter().find(|reply| reply.at.frame == frame);
        answer.or_else(|| self.unasked_in(frame).next())
    }
}
