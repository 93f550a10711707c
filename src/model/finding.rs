//! What a reader of a capture should be told, as values: words are chosen by the outputs.

use std::collections::BTreeSet;
use std::io;
use std::net::IpAddr;

use super::cause::OwnCause;
use super::{ReplyCode, SessionId, Text, Time};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Good to know.
    Info,
    /// Worth a look.
    Warning,
    /// Wrong.
    Error,
}

/// How many findings there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeverityCounts([u64; 3]);

impl SeverityCounts {
    /// Counts some findings.
    pub(crate) fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut counts = SeverityCounts::default();
        for finding in findings {
            counts.add(finding.severity, 1);
        }
        counts
    }

    /// Counts more of a severity.
    pub(crate) fn add(&mut self, severity: Severity, count: u64) {
        self.0[severity as usize] += count;
    }

    /// How many there are of a severity.
    pub fn count(self, severity: Severity) -> u64 {
        self.0[severity as usize]
    }

    /// How many there are, from the least severe on.
    pub fn ascending(self) -> [u64; 3] {
        self.0
    }
}

/// A value for a place in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Arg {
    /// Bytes from the wire, to be escaped by whoever shows them. Never a secret.
    Wire(Text),
    /// The same, where it is shown in its whole length: a name of a file, words of the operating
    /// system.
    Text(Text),
    /// Text of our own: an endpoint, a verb of the grammar, a version.
    Name(String),
    /// A number with a decimal point, where languages differ in what they write for it.
    Decimal(String),
    /// A count, which may choose between singular and plural.
    Number(u64),
    /// Other words of the catalogue, by their key.
    Words(String),
    /// Numbers of ports, ascending.
    Ports(Vec<u16>),
    /// The words of the catalogue for a reply code.
    Reply(ReplyCode),
    /// A message inside of another one.
    Message(Message),
}

impl From<&Text> for Arg {
    fn from(text: &Text) -> Self {
        Arg::Wire(text.clone())
    }
}

impl From<&[u8]> for Arg {
    fn from(bytes: &[u8]) -> Self {
        Arg::Wire(bytes.into())
    }
}

impl From<String> for Arg {
    fn from(name: String) -> Self {
        Arg::Name(name)
    }
}

impl From<&str> for Arg {
    fn from(name: &str) -> Self {
        Arg::Name(name.to_owned())
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Arg::Message(message)
    }
}

/// What is objected to by the program, or by the operating system. The latter speaks a language of
/// its own: what languages have words for is told in them beside it.
impl From<&io::Error> for Arg {
    fn from(error: &io::Error) -> Self {
        if let Some(said) = OwnCause::of(error) {
            return Arg::Message(said.clone());
        }
        let id = match error.kind() {
            io::ErrorKind::PermissionDenied => "cause-denied",
            io::ErrorKind::NotFound => "cause-missing",
            io::ErrorKind::AlreadyExists => "cause-exists",
            io::ErrorKind::IsADirectory => "cause-directory",
            io::ErrorKind::NotADirectory => "cause-no-directory",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "cause-full",
            io::ErrorKind::ReadOnlyFilesystem => "cause-read-only",
            _ => "cause-other",
        };
        let text = Arg::Text(error.to_string().as_str().into());
        Arg::Message(Message::new(id, [("text", text)]))
    }
}

impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Arg::Number(number)
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Arg::Number(number as u64)
    }
}

/// Key of a message in the catalogue and the values for its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The key.
    pub id: &'static str,
    /// The values, by the names of their places.
    pub args: Vec<(&'static str, Arg)>,
}

impl Message {
    /// A message with its values.
    pub(crate) fn new(
        id: &'static str,
        args: impl IntoIterator<Item = (&'static str, Arg)>,
    ) -> Self {
        let args = args.into_iter().collect();
        Message { id, args }
    }
}

/// TCP connections that were tried and that something on the way, or the destination, did not let
/// come about: what a rule of a firewall has to name to let them pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// The host that sent the SYNs.
    pub source: IpAddr,
    /// The port that all of them came from, where it is that of FTP data (RFC 959 section 3.2: 20).
    pub source_port: Option<u16>,
    /// The host that they were sent to.
    pub destination: IpAddr,
    /// The ports that were tried, each once, ascending.
    pub ports: Vec<u16>,
    /// The lowest and the highest port that the destination announced in this session, or that were
    /// announced for it: the range that it listens on is at least that.
    pub announced: (u16, u16),
    /// SYNs that were sent, to all ports together.
    pub syns: u64,
    /// The time of the first of them.
    pub first: Time,
    /// From the first of them to the last one, in nanoseconds.
    pub nanoseconds: i64,
    /// The first and the last SYN of each try, ascending.
    pub frames: Vec<u64>,
}

/// A client and a server between whom the capture has connections that are no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Who opened them.
    pub client: IpAddr,
    /// Towards whom.
    pub server: IpAddr,
    /// The time of the first frame.
    pub first: Time,
    /// The time of the last frame.
    pub last: Time,
}

/// What was done with a file or a folder of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ActionKind {
    /// Brought to the server: STOR, STOU, APPE.
    Stored,
    /// Taken from it: RETR.
    Fetched,
    /// DELE.
    Deleted,
    /// RNFR and RNTO.
    Renamed,
    /// MKD.
    FolderMade,
    /// RMD.
    FolderRemoved,
    /// SITE: a command of the server's own.
    Site,
}

/// One thing that was done in a session, and that the server allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What.
    pub kind: ActionKind,
    /// The session.
    pub session: SessionId,
    /// The frame of the command.
    pub frame: u64,
    /// The path of a transfer; of other commands what they name, as it was sent; of SITE the whole
    /// line. Never a secret.
    pub target: Text,
    /// The new name, where it was renamed.
    pub renamed_to: Option<Text>,
}

/// What somebody did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actions {
    /// The first of them, in order.
    pub first: Vec<Action>,
    /// How many there are.
    pub count: u64,
}

/// Something about the traffic that a reader should know, with the frames that prove it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name, as in the table of findings.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The frame to look at first.
    pub frame: u64,
    /// All frames that prove it, ascending.
    pub frames: Vec<u64>,
    /// How many more of the same kind are left out; their frames stand here.
    pub more: u64,
    /// What happened.
    pub message: Message,
    /// What to do, where this session shows more than can be said of all such findings: `None` for
    /// the advice of its kind.
    pub advice: Option<Message>,
    /// What was blocked, where it is data connections.
    pub blocked: Option<Blocked>,
    /// Of a finding of the capture, the sessions that it was made of, ascending.
    pub sessions: BTreeSet<SessionId>,
    /// Of a finding of the capture, who is concerned that has no session.
    pub contacts: Vec<Contact>,
    /// What was done after it, where that is what a reader asks next; `None` for findings of other
    /// kinds.
    pub actions: Option<Actions>,
}

impl Finding {
    /// True where a reader is told the same of both, word for word.
    pub(crate) fn says_the_same(&self, other: &Finding) -> bool {
        self.message == other.message && self.more == other.more && self.actions == other.actions
    }
}
