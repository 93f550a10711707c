//! What pass 2 tells its listeners while it runs.

use std::borrow::Cow;
use std::io;
use std::net::IpAddr;

use crate::decode::Segment;
use crate::tcp::RowFacts;

use super::{MatchedBy, Method, SessionId, Text, TlsRow};

/// A frame of an FTP session: all that a row of the timeline says, undecorated.
#[derive(Debug)]
pub struct Row<'a> {
    /// Its segment.
    pub segment: &'a Segment<'a>,
    /// Where it stands.
    pub origin: Origin,
    /// Relative numbers, scaled window, labels.
    pub facts: RowFacts,
    /// The sessions it belongs to: one, or both of a server-to-server transfer.
    pub sessions: &'a [SessionId],
    /// The side of the session that sent it; `None` for a data connection that nobody announced.
    pub sender: Option<Peer>,
    /// What the segment carries.
    pub layer: Layer<'a>,
    /// What the frame means.
    pub notes: &'a [Note],
}

/// The place of a frame in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Index of the file in the list of captures.
    pub file: u32,
    /// Number of the frame within that file, from 1.
    pub number: u64,
}

/// What the payload of a row is.
#[derive(Debug)]
pub enum Layer<'a> {
    /// Nothing, or a copy of what was seen.
    Tcp,
    /// Dialogue.
    Control {
        /// Sent by the client.
        from_client: bool,
        /// The payload, with secrets masked unless they were asked for.
        payload: Cow<'a, [u8]>,
    },
    /// Dialogue or data under TLS.
    Tls(TlsRow),
    /// Bytes of a data connection.
    Data(DataLabel),
}

/// Whose bytes they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataLabel {
    /// How the connection was announced.
    pub method: Option<Method>,
    /// The command as the client sent it.
    pub command: Option<Text>,
}

/// A side of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// The one that sends commands.
    Client,
    /// The one that replies.
    Server,
}

/// A step of the three-way handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// SYN.
    Syn,
    /// SYN again.
    SynAgain,
    /// SYN+ACK.
    SynAck,
    /// The ACK that completes it.
    Ack,
}

/// How a side ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// FIN.
    Fin,
    /// RST.
    Reset,
    /// RST in answer to a SYN.
    Refusal,
}

/// What a frame means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A step of the control connection's handshake.
    ControlOpens(Step),
    /// The control connection ends.
    ControlEnds {
        /// By whom.
        by: Peer,
        /// How.
        ending: Ending,
    },
    /// A command is complete.
    Command {
        /// Verb in upper case.
        verb: Text,
    },
    /// A reply is complete.
    Reply {
        /// Its code.
        code: u16,
    },
    /// A data endpoint is announced.
    Announces {
        /// Address; the server's own for EPSV.
        ip: IpAddr,
        /// Port.
        port: u16,
        /// Who listens there.
        listener: Peer,
    },
    /// The announcement of an earlier frame is refused.
    AnnouncementRefused {
        /// The frame of the announcement.
        frame: u64,
    },
    /// A step of a data connection's handshake.
    DataOpens {
        /// Which.
        step: Step,
        /// Who opens it.
        by: Peer,
        /// How it was announced, and in which frame.
        predicted: Option<(Method, u64)>,
        /// Why it is taken for the announced one.
        matched_by: Option<MatchedBy>,
    },
    /// Bytes of a transfer.
    Data {
        /// Who sends them.
        by: Peer,
        /// How the connection was announced, and in which frame.
        predicted: Option<(Method, u64)>,
    },
    /// A data connection ends.
    DataEnds {
        /// By whom.
        by: Peer,
        /// How.
        ending: Ending,
        /// How the connection was announced, and in which frame.
        predicted: Option<(Method, u64)>,
    },
    /// Any other frame of a data connection: acknowledgments.
    DataOther {
        /// How the connection was announced, and in which frame.
        predicted: Option<(Method, u64)>,
    },
    /// A data connection that nobody announced.
    Unclaimed,
    /// TLS hides the dialogue from here.
    TlsBegins,
}

/// Listens to pass 2. An error (a full disk, a closed pipe) ends the pass.
pub trait Observer {
    /// A frame of an FTP session, in capture order.
    fn row(&mut self, row: &Row<'_>) -> io::Result<()>;
}
