//! Plain values that everything downstream reads. They are written once, by the passes, and decide
//! every fact; outputs only choose words and shapes for them.

mod address;
mod announcement;
mod capture;
mod cause;
mod certificate;
mod connection;
mod count;
mod dialogue;
mod digests;
mod expected_data;
mod finding;
mod flow;
mod identity;
#[cfg(feature = "archive")]
pub(crate) mod interned;
mod listing;
mod numbers;
mod others;
mod outcome;
mod reply_code;
mod reply_text;
mod role;
mod secret;
mod session;
mod silent;
mod time;
mod tls;
mod traffic;
mod transfer;
mod users;

use std::sync::Arc;

pub use capture::{CaptureSummary, Compression, Container, Fault, FileFault, KeyLog, LinkType};
pub(crate) use cause::OwnCause;
pub use certificate::{Certificate, CertificateTime};
pub(crate) use connection::LATE_ANSWERS;
pub use connection::{
    Close, Connection, ConnectionEnd, ConnectionId, ConnectionRole, Endpoint, Handshake,
};
pub(crate) use count::bytes;
pub use dialogue::{Command, Login, Reply};
pub use digests::{Digests, KnownFile};
pub(crate) use expected_data::NoConnection;
pub use expected_data::{ExpectedData, ExpectedDataId, MatchedBy, Method, OfferOutcome};
pub use finding::{
    Action, ActionKind, Actions, Arg, Blocked, Contact, Finding, Message, Severity, SeverityCounts,
};
pub use flow::{Flow, Lost};
pub(crate) use identity::Identity;
pub use identity::{CommunityId, Uid};
pub use listing::{EntryKind, ListedFile, Listing};
pub(crate) use numbers::Numbers;
pub use others::{OtherTraffic, Protocol};
pub use outcome::{Incomplete, Outcome, Stage, TransferState};
pub(crate) use reply_code::ReplyClass;
pub use reply_code::ReplyCode;
pub(crate) use reply_text::ReplyText;
pub use role::{Role, Roles};
pub use session::{ControlFacts, Mode, Session, SessionId, SessionMode, TlsStart};
pub use time::Time;
pub use tls::{
    Decrypted, SecretSource, TlsAlert, TlsFacts, TlsFailure, TlsFailureReason, TlsMismatch,
    TlsOpening, TlsRecord, TlsRow, TlsSealed, TlsState, TlsVersion,
};
pub use traffic::{ConnState, Encapsulation, SentCounts};
pub use transfer::{
    DataType, Direction, ExpectedFrom, FilePlace, Parallel, TlsEnd, Transfer, TransferId,
    TransferMode,
};

// evidence: what findings are made of
pub(crate) use address::{UNPRIVILEGED, is_private};
pub(crate) use announcement::{Announcement, BrokenAnnouncement, Oddities, Oddity, PortNumbers};
pub(crate) use capture::Turn;
pub(crate) use dialogue::{LineEnd, LoginAttempt, LoginOutcome, UnendedReply};
pub(crate) use flow::{BehindHole, DamagedCopy, Reset, Unacknowledged};
pub(crate) use secret::Secret;
pub(crate) use session::{Proxied, StrayTry, TlsSpan};
pub(crate) use silent::{Rejection, Silent, SilentKey, SynAnswer, Unreachable};
pub(crate) use transfer::LoneReplies;
pub(crate) use users::{LoginNames, Users, name_of_user, names_of_logins};

/// A frame, and when it was captured.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Frame number in the merged capture, from 1.
    pub frame: u64,
    /// Capture time of that frame.
    pub time: Time,
}

impl At {
    /// True where the clock says so too: a recorder may write frames in another order.
    pub(crate) fn is_surely_before(self, other: At) -> bool {
        self.frame < other.frame && self.time <= other.time
    }
}

/// Throughput; `None` where no time passed.
fn per_second(bytes: u64, nanoseconds: i64) -> Option<u64> {
    let nanoseconds = u128::try_from(nanoseconds).ok().filter(|&n| n > 0)?;
    u64::try_from(u128::from(bytes) * 1_000_000_000 / nanoseconds).ok()
}

/// Text from the wire: any bytes, cheap to clone. Only `escape` turns it into something for a
/// screen.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(pub Arc<[u8]>);

impl Text {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<&[u8]> for Text {
    fn from(bytes: &[u8]) -> Self {
        Text(bytes.into())
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text(text.as_bytes().into())
    }
}

impl From<Vec<u8>> for Text {
    fn from(bytes: Vec<u8>) -> Self {
        Text(bytes.into())
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

/// The connection of an id: they are numbered as they stand.
fn numbered(connections: &[Box<Connection>], id: ConnectionId) -> Option<&Connection> {
    let connection = connections.get(id.checked_sub(1)? as usize)?;
    Some(connection)
}

/// All that was found in a capture.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// The files that were read.
    pub captures: Vec<CaptureSummary>,
    /// The FTP sessions, in the order of their first frames.
    pub sessions: Vec<Session>,
    /// Every control and data connection that belongs to a session, and the unclaimed ones. The
    /// sessions share the list. Each has its own memory: a list in one piece would need it beside
    /// that of the second pass.
    pub connections: Arc<Vec<Box<Connection>>>,
    /// Connections to a control port in which no line of FTP was read.
    pub(crate) silent: Vec<Silent>,
    /// Findings of the capture as a whole.
    pub findings: Vec<Finding>,
    /// Data connections to or from an FTP data port that no session announced.
    pub unclaimed: Vec<ConnectionId>,
    /// What the capture holds where it has no session, the most of it first.
    pub other_traffic: Vec<OtherTraffic>,
    /// What is worth a word about the frames, by name, with how often: `fragment-overlap`,
    /// `fragment-missing`, `duplicate-frames`, `generated-sequence-numbers`.
    pub notes: Vec<(&'static str, u64)>,
    /// The limits of [`crate::limits::Limits`] that were hit, by name, with how often.
    pub limits_hit: Vec<(&'static str, u64)>,
}

impl Analysis {
    /// What is wrong with its files.
    pub fn faults(&self) -> impl Iterator<Item = FileFault> {
        let faults = self.captures.iter();
        faults.filter_map(|file| {
            let (path, fault) = (file.path.clone(), file.fault.clone()?);
            Some(FileFault { path, fault })
        })
    }

    /// Itself, where every file was read to its end: for callers whom a part of a capture does not
    /// serve.
    ///
    /// # Errors
    /// The first fault of a file, be it that its last packet is cut.
    pub fn whole(self) -> Result<Self, FileFault> {
        let fault = self.faults().next();
        fault.map_or(Ok(self), Err)
    }

    /// The connection of that id.
    pub fn connection(&self, id: ConnectionId) -> Option<&Connection> {
        numbered(&self.connections, id)
    }

    /// The time of the first frame.
    pub(crate) fn start(&self) -> Option<Time> {
        let captures = self.captures.iter();
        captures.filter_map(|capture| capture.first_time).min()
    }

    /// True where the times of any file are finer than a microsecond.
    pub fn nanoseconds(&self) -> bool {
        self.captures.iter().any(|capture| capture.nanoseconds)
    }

    /// Gives each session and transfer what it needs to be read by itself.
    pub(crate) fn make_sessions_whole(&mut self) {
        let nanoseconds = self.nanoseconds();
        for session in &mut self.sessions {
            session.nanoseconds = nanoseconds;
            session.all_connections = Arc::clone(&self.connections);
            for transfer in &mut session.transfers {
                transfer.nanoseconds = nanoseconds;
            }
        }
    }
}
