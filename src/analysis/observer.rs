//! What the data pass tells its listeners while it runs.

use std::borrow::Cow;
use std::io;
use std::net::IpAddr;
use std::ops::Range;

use crate::capture::Frame;
use crate::model::{
    Direction, FilePlace, MatchedBy, Method, Mode, ReplyCode, Role, SessionId, Text, TlsRow,
};

// what rows are made of
pub use crate::decode::{Flags, Segment};
pub use crate::tcp::{Label, RowFacts};

/// A frame of an FTP session: all that a row of the timeline says, undecorated.
#[derive(Debug)]
pub struct Row<'a> {
    /// The frame as it was captured; of a fragmented datagram, the one that completed it.
    pub frame: &'a Frame<'a>,
    /// Its segment.
    pub segment: &'a Segment<'a>,
    /// Relative numbers, scaled window, labels.
    pub facts: RowFacts,
    /// The first frame of its connection, which with
    /// [`Connection::first`](crate::model::Connection::first) is its identity.
    pub connection: u64,
    /// The sessions it belongs to: one, or both of a server-to-server transfer.
    pub sessions: &'a [SessionId],
    /// Who sent it, as the first of its sessions sees it; `None` for a data connection that nobody
    /// announced.
    pub sender: Option<Role>,
    /// What the segment carries.
    pub layer: Layer<'a>,
    /// Bytes of a header of the PROXY protocol that a data connection begins with, and that no file
    /// has: those at the beginning of the segment's payload, if the whole header is in it.
    pub proxy_header: usize,
    /// Where in the segment's payload stands what nobody should read, in order; nothing where
    /// passwords are shown. For whoever shows the bytes of a frame: a copy that was sent again has
    /// it too.
    pub secrets: &'a [Range<usize>],
    /// Where in the frame, beside the segment's payload, stands what nobody should read.
    pub secrets_beside: &'a [Range<usize>],
    /// The segment's payload is in no stream, so that nobody has looked for passwords there; false
    /// where passwords are shown.
    pub is_unread: bool,
    /// What the frame means.
    pub notes: &'a [Note],
}

impl Row<'_> {
    /// The mode of the data connection that it belongs to, by the announcement; `None` on a control
    /// connection, and where nothing was announced.
    pub fn mode(&self) -> Option<Mode> {
        let announced = self.notes.iter().find_map(|note| match note {
            Note::DataOpens { predicted, .. }
            | Note::Data { predicted, .. }
            | Note::DataEnds { predicted, .. }
            | Note::DataOther { predicted } => *predicted,
            _ => None,
        });
        announced.map(|(method, _)| method.mode())
    }

    /// True for a frame of a data connection.
    pub fn is_data(&self) -> bool {
        matches!(
            self.notes.first(),
            Some(
                Note::DataOpens { .. }
                    | Note::Data { .. }
                    | Note::DataEnds { .. }
                    | Note::DataOther { .. }
                    | Note::Unclaimed
            )
        )
    }
}

/// What the payload of a row is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Layer<'a> {
    /// Nothing, or a copy of what was seen.
    Tcp,
    /// Control channel.
    Control {
        /// Sent by the client.
        from_client: bool,
        /// The text, with secrets masked unless they were asked for.
        payload: Cow<'a, [u8]>,
        /// It came under TLS that was opened, in the place of what stands in the frame.
        opened: bool,
    },
    /// Control channel or data under TLS.
    Tls(TlsRow),
    /// Bytes of a data connection.
    Data(DataLabel),
}

impl Layer<'_> {
    /// True if the frame itself holds TLS, opened or not.
    pub fn is_sealed(&self) -> bool {
        match self {
            Layer::Tls(_) => true,
            Layer::Control { opened, .. } => *opened,
            Layer::Data(label) => label.opened.is_some(),
            Layer::Tcp => false,
        }
    }

    /// True for bytes of a listing.
    pub(crate) fn is_listing(&self) -> bool {
        let listing = Some(Direction::Listing);
        matches!(self, Layer::Data(label) if label.direction == listing)
    }
}

/// Whose bytes they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataLabel {
    /// How the connection was announced.
    pub method: Option<Method>,
    /// The command as the client sent it.
    pub command: Option<Text>,
    /// Which way the transfer goes, if its command is known.
    pub direction: Option<Direction>,
    /// Under TLS that was opened: bytes of the file in the records that the frame completes, in the
    /// place of those of its payload.
    pub opened: Option<u64>,
}

/// A step of the three-way handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HandshakeStep {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ending {
    /// FIN.
    Fin,
    /// RST.
    Reset,
    /// RST in answer to a SYN.
    Refusal,
}

/// What a frame means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Note {
    /// A step of the control connection's handshake.
    ControlOpens(HandshakeStep),
    /// The control connection ends.
    ControlEnds {
        /// By whom.
        by: Role,
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
        code: ReplyCode,
    },
    /// A data endpoint is announced.
    Announces {
        /// Address; the server's own for EPSV.
        ip: IpAddr,
        /// Port.
        port: u16,
        /// Who listens there.
        listener: Role,
    },
    /// The announcement of an earlier frame is refused.
    AnnouncementRefused {
        /// The frame of the announcement.
        frame: u64,
    },
    /// A step of a data connection's handshake.
    DataOpens {
        /// Which.
        step: HandshakeStep,
        /// Who opens it.
        by: Role,
        /// How it was announced, and in which frame.
        predicted: Option<(Method, u64)>,
        /// Why it is taken for the announced one.
        matched_by: Option<MatchedBy>,
        /// It goes to another address than the announced one.
        redirected: bool,
    },
    /// Bytes of a transfer.
    Data {
        /// Who sends them.
        by: Role,
        /// How the connection was announced, and in which frame.
        predicted: Option<(Method, u64)>,
    },
    /// A data connection ends.
    DataEnds {
        /// By whom.
        by: Role,
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
    /// TLS hides the control channel from here.
    TlsBegins,
    /// TLS begins, and what follows was opened.
    TlsOpens,
    /// A TLS handshake begins that comes to nothing.
    TlsTried,
    /// It fails here.
    TlsFails,
    /// Clear text meets TLS.
    TlsMismatch,
}

/// A piece of what a data connection carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content<'a> {
    /// Payload as it was on the wire.
    Wire(&'a [u8]),
    /// So many bytes on the wire that are not in the capture.
    Missing(u64),
    /// The decoded bytes that follow stand at this place of the file (MODE E).
    Place(u64),
    /// A record of the file ends here (MODE B and C, STRU R).
    EndOfRecord,
    /// Bytes of the file that the transfer mode wraps, told before the bytes on the wire that hold
    /// them.
    Decoded(&'a [u8]),
    /// Nothing of this file follows; told also where nothing was told of it before.
    End,
}

/// Receives the rows and contents of the data pass.
///
/// # Errors
/// Those of its methods are its own (a full disk, a closed pipe). The first one ends the pass,
/// which returns it.
pub trait Observer {
    /// A frame of an FTP session, in capture order; not called where
    /// [rows](crate::analysis::Wanted::rows) are not wanted.
    fn row(&mut self, _row: &Row<'_>) -> io::Result<()> {
        Ok(())
    }

    /// The next piece of a file, each byte once and in order; not called where its
    /// [contents](crate::analysis::Wanted::contents) are not wanted.
    fn content(&mut self, _place: &FilePlace, _content: Content<'_>) -> io::Result<()> {
        Ok(())
    }
}

/// Listens to nothing.
pub(super) struct NoObserver;

impl Observer for NoObserver {}
