//! Transfers: what was asked for, and what came of it.

use super::{
    At, Close, CommunityId, Connection, ConnectionId, Digests, Endpoint, ExpectedDataId,
    Incomplete, KnownFile, Listing, Method, Mode, Outcome, ReplyCode, Session, SessionId, Severity,
    Stage, Text, TransferState, Uid, per_second,
};

/// Number of a transfer, from 1, unique in the capture; fixed before filters.
pub type TransferId = u32;

/// Which way the bytes go.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Direction {
    /// Server to client: RETR.
    Download,
    /// Client to server: STOR, APPE, STOU.
    Upload,
    /// Server to client: LIST, NLST, MLSD.
    Listing,
}

/// Representation type (RFC 959 section 3.1.1).
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataType {
    /// TYPE A, the default.
    #[default]
    Ascii,
    /// TYPE I.
    Image,
    /// TYPE E.
    Ebcdic,
    /// TYPE L.
    Local,
}

/// Transmission mode (RFC 959 section 3.4): how the file is wrapped on the data connection.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransferMode {
    /// MODE S, the default: the bytes themselves.
    #[default]
    Stream,
    /// MODE B.
    Block,
    /// MODE C.
    Compressed,
    /// MODE E (GFD.20): blocks with their places in the file, over any number of connections.
    ExtendedBlock,
    /// MODE Z (draft-preston-ftpext-deflate).
    Deflate,
}

/// Who said how many bytes a transfer would bring.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExpectedFrom {
    /// The text of its 1yz reply.
    Reply,
    /// An earlier SIZE of the same path (RFC 3659 section 4).
    Size,
    /// An earlier MLST of the same path (RFC 3659 section 7.5.7).
    Mlst,
    /// An earlier listing by MLSD (likewise).
    Mlsd,
    /// An earlier listing by LIST, or STAT of the file, in a form that tells sizes.
    List,
}

/// A transfer: a command that asks for a data connection, and what came of it.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug, Default)]
pub struct Transfer {
    /// Its number.
    pub id: TransferId,
    /// UID in the manner of Zeek, the same in every capture that holds the transfer.
    pub uid: Uid,
    /// Community ID (version 1) of its data connection, by which other tools name it too.
    pub community_id: Option<CommunityId>,
    /// Index of the command in the session's list; `None` where TLS hides it.
    pub command: Option<usize>,
    /// Verb in upper case; `None` where TLS hides it.
    #[cfg_attr(
        feature = "archive",
        borsh(
            serialize_with = "super::interned::write_option",
            deserialize_with = "super::interned::read_option"
        )
    )]
    pub verb: Option<&'static str>,
    /// Argument as typed.
    pub argument: Option<Text>,
    /// Full path on the server, as far as the control channel tells.
    pub path: Option<Text>,
    /// Who had logged in when it was asked for; whoever was trying to, where no login had been
    /// accepted. `None` where the capture does not tell.
    pub user: Option<Text>,
    /// Which way the bytes go.
    pub direction: Option<Direction>,
    /// Who opened the data connection; `None` where the capture does not show it.
    pub mode: Option<Mode>,
    /// How the endpoint was agreed on.
    pub method: Option<Method>,
    /// The offer it used.
    pub offer: Option<ExpectedDataId>,
    /// Its data connection.
    pub connection: Option<ConnectionId>,
    /// The connections beside that one which carry it too (MODE E).
    pub parallel: Vec<Parallel>,
    /// Which file of that connection it is.
    pub place: Option<FilePlace>,
    /// What it listed, where that was asked for and could be read.
    pub listing: Option<Box<Listing>>,
    /// Representation type.
    pub data_type: DataType,
    /// Transmission mode.
    pub transfer_mode: TransferMode,
    /// The bytes on the wire are not the file: the transfer mode, or STRU R, wraps it.
    pub wrapped: bool,
    /// Where in the file it starts (REST).
    pub offset: u64,
    /// Payload bytes of its direction, each once: on the wire, or of TLS that was opened.
    pub bytes: u64,
    /// Bytes known to be missing from the capture.
    pub lost_bytes: u64,
    /// Where they are missing: offset from the transfer's first byte and length of each gap, in
    /// order; the first [`crate::limits::Limits::GAPS`] of them.
    pub gaps: Vec<(u64, u64)>,
    /// Bytes of these that the network lost: the receiver never had them. At most
    /// [`Transfer::lost_bytes`].
    pub lost_on_path_bytes: u64,
    /// Why it is not known to be complete, in order, each once; complete where there is none.
    pub reasons: Vec<Incomplete>,
    /// How far it came.
    pub stage: Stage,
    /// Digests of those bytes.
    pub digests: Digests,
    /// The list that has the file, where lists were given and one has it.
    pub known: Option<Box<KnownFile>>,
    /// Bytes of the file that the transfer mode wraps; `None` in MODE S, and where they cannot be
    /// told for certain.
    pub decoded_bytes: Option<u64>,
    /// Digests of the file, likewise.
    pub decoded_digests: Option<Box<Digests>>,
    /// How many bytes of the file it should bring, and who said so: to be compared with
    /// [`Transfer::bytes`] in MODE S, with [`Transfer::decoded_bytes`] in the other modes.
    pub expected: Option<(u64, ExpectedFrom)>,
    /// The last reply's code.
    pub reply_code: Option<ReplyCode>,
    /// How it ended.
    pub outcome: Outcome,
    /// The data connection carries TLS.
    pub encrypted: bool,
    /// At least one TLS record of it was decrypted: `bytes`, gaps and digests are then those of the
    /// plain text. Else they are those of the wire.
    pub decrypted: bool,
    /// Payload bytes of its direction on the wire, TLS included, each once.
    pub wire_bytes: u64,
    /// Records of it of which bytes are missing, or that stay sealed although others were opened.
    pub lost_records: u64,
    /// How the sender's direction of TLS ended, where that can be read.
    pub tls_end: Option<TlsEnd>,
    /// First frame of its data connection, else of its command.
    pub start: At,
    /// Last frame of its data connection, else its final reply.
    pub end: At,
    /// The other session of a server-to-server transfer.
    pub fxp_session: Option<SessionId>,
    /// The frame of its command; `None` where TLS hides it.
    pub frame: Option<u64>,
    /// The times of the capture are finer than a microsecond.
    pub(crate) nanoseconds: bool,
    /// What would tell its result is in the direction that was not recorded: the replies, or the
    /// bytes.
    pub(crate) is_half_seen: bool,
    /// The client left before the server confirmed it, so that a 2yz says nothing.
    pub(crate) client_left: bool,
    /// The capture ends so soon behind its 1yz that a connection, which nobody has tried, may still
    /// come.
    pub(crate) may_still_connect: bool,
    /// An upload that the server confirmed before a byte of it had been sent: it took something
    /// else for its data.
    pub(crate) confirmed_early: bool,
    /// Of an upload that the server confirmed: the command of the first listing of its directory
    /// behind it that does not have its name, whatever lies between. Index into the commands of
    /// the session.
    pub(crate) unlisted_by: Option<usize>,
    /// Where the command is not in the capture, the replies that were read.
    pub(crate) lone_replies: Option<Box<LoneReplies>>,
}

/// The replies to a transfer whose command is not in the capture.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LoneReplies {
    /// The 1yz.
    pub begun: Option<At>,
    /// The final one.
    pub ended: Option<At>,
}

/// How a direction of TLS ended.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsEnd {
    /// By `close_notify`, which proves the end (RFC 8446 section 6.1).
    CloseNotify,
    /// By a FIN alone.
    Fin,
    /// By a RST.
    Reset,
}

impl TlsEnd {
    /// As it is written in JSON.
    pub fn name(self) -> &'static str {
        match self {
            TlsEnd::CloseNotify => "close_notify",
            TlsEnd::Fin => "fin",
            TlsEnd::Reset => "reset",
        }
    }
}

impl Transfer {
    /// Its bytes are those of TLS that nobody could open: they say nothing of the file.
    pub fn is_sealed(&self) -> bool {
        self.encrypted && !self.decrypted
    }

    /// Bytes missing that the network is not known to have lost: the capture lacks them.
    pub(crate) fn uncaptured_bytes(&self) -> u64 {
        self.lost_bytes.saturating_sub(self.lost_on_path_bytes)
    }

    /// No byte missing, the end marked before any reset, a 2yz, and nothing that speaks against it.
    pub fn is_complete(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Ended by a 2yz, complete or not.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.outcome == Outcome::Completed
    }

    /// Answered 4yz or 5yz before anything was begun.
    pub fn is_refused(&self) -> bool {
        self.stage == Stage::Refused
    }

    /// An upload of which all came, up to the end that the client set by closing first (RFC 959
    /// section 3.4.1), and that the server then refused to keep. 421 and 426 are about a
    /// connection, and say nothing of the file.
    pub(crate) fn was_not_kept(&self, connection: &Connection) -> bool {
        let ended_by = connection.closed_by_endpoint();
        self.outcome == Outcome::Failed
            && self.direction == Some(Direction::Upload)
            && self.transfer_mode == TransferMode::Stream
            && self.bytes > 0
            && !self.is_sealed()
            && self.reasons.iter().all(|&r| r == Incomplete::No2yz)
            && self.reply_code.is_some_and(|code| !code.breaks_off())
            && connection.close == Close::Fin
            && self
                .place
                .is_some_and(|place| ended_by == Some(place.sender))
    }

    /// The media type (RFC 6838) of the file, by its first bytes; `None` where digests were not
    /// asked for, where the first bytes of the file are not in the capture or were not sent (REST),
    /// and where TLS or the transfer mode hides them.
    pub fn media_type(&self) -> Option<&'static str> {
        let begins_later = self.offset > 0 || self.gaps.first().is_some_and(|&(at, _)| at == 0);
        if self.is_sealed() || begins_later || self.reasons.contains(&Incomplete::NoBeginning) {
            return None;
        }
        if self.wrapped {
            self.decoded_digests.as_ref()?.media_type
        } else {
            self.digests.media_type
        }
    }

    /// Something tried to open a data connection for it; also where only the 2yz tells of that.
    pub fn was_tried(&self) -> bool {
        match self.stage {
            Stage::Ended | Stage::Begun | Stage::Connected | Stage::Tried => true,
            Stage::Refused => self.connection.is_some(),
            Stage::NeverTried | Stage::Requested => false,
        }
    }

    /// What came of it.
    pub fn state(&self) -> TransferState {
        match self.outcome {
            _ if self.is_refused() => TransferState::Refused,
            Outcome::Completed if self.is_half_seen => TransferState::Hidden,
            Outcome::Completed => self.completeness(),
            Outcome::Aborted => TransferState::Aborted,
            Outcome::Failed => TransferState::Failed,
            Outcome::Unfinished if self.is_half_seen || self.command.is_none() => {
                TransferState::Hidden
            }
            Outcome::Unfinished => TransferState::Unfinished,
        }
    }

    /// Bytes of the file that came or are known to be missing: without the frames of MODE B, C, E
    /// and Z. `None` where those could not be taken off.
    pub fn file_bytes(&self) -> Option<u64> {
        match self.transfer_mode {
            TransferMode::Stream => Some(self.bytes.saturating_add(self.lost_bytes)),
            _ => self.decoded_bytes,
        }
    }

    /// How much of the file came, and the digests of that, whether a transfer mode wraps it or not.
    /// `None` where one does and could not be taken off: what came is then not bytes of the file.
    pub(crate) fn file_seen(&self) -> Option<(u64, Option<&Digests>)> {
        match self.decoded_bytes {
            Some(bytes) => Some((bytes, self.decoded_digests.as_deref())),
            None if self.wrapped => None,
            None => Some((self.bytes, Some(&self.digests))),
        }
    }

    /// The digests of the file, whether a transfer mode wraps it or not.
    pub(crate) fn file_digests(&self) -> Option<&Digests> {
        self.file_seen()?.1
    }

    /// How many bytes of the file came; of one that could not be unwrapped, those that carried it.
    pub(crate) fn seen_bytes(&self) -> u64 {
        self.file_seen().map_or(self.bytes, |(bytes, _)| bytes)
    }

    /// The state of a transfer that ended with a 2yz.
    fn completeness(&self) -> TransferState {
        if self.is_complete() {
            TransferState::Complete
        } else if self.reasons.contains(&Incomplete::MissingBytes) {
            TransferState::Gaps
        } else if self.reasons.contains(&Incomplete::Short) {
            TransferState::Short
        } else {
            TransferState::Unproven
        }
    }

    /// Throughput of its data connection, from its first to its last frame; `None` where no time
    /// passed.
    pub fn bytes_per_second(&self) -> Option<u64> {
        self.connection?;
        per_second(self.bytes, self.end.time.since(self.start.time))
    }
}

/// What one of several connections carried of a transfer.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parallel {
    /// Which.
    pub connection: ConnectionId,
    /// Which file of that connection it is.
    pub place: FilePlace,
    /// Payload bytes of the transfer's direction, each once.
    pub bytes: u64,
    /// Bytes that are known to be missing.
    pub lost_bytes: u64,
}

/// A place in the traffic that files are named by: a direction of a data connection, and a number
/// there. It is the same in every run over a capture.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FilePlace {
    /// First frame of the data connection.
    pub connection: u64,
    /// Who sends the file.
    pub sender: Endpoint,
    /// Its number among those of that sender on that connection, from 0; above 0 in MODE B and C
    /// only.
    pub number: usize,
}

impl Session {
    /// True where one of its transfers failed, or an error was found in it.
    pub fn has_failed(&self) -> bool {
        self.transfers
            .iter()
            .any(|transfer| transfer.state().is_failure())
            || self
                .findings
                .iter()
                .any(|finding| finding.severity == Severity::Error)
    }

    /// The bytes that the server had said (RFC 3659 section 4), where more came. What was stopped
    /// may have been stopped at any byte; SIZE tells the size of the stored file, whatever TYPE A
    /// makes of its line ends; and where lines are missing, a REST may be among them.
    pub fn fewer_said(&self, transfer: &Transfer) -> Option<u64> {
        let (said, _) = transfer.expected?;
        let is_comparable = transfer.outcome == Outcome::Completed
            && transfer.direction != Some(Direction::Upload)
            && !transfer.is_sealed()
            && matches!(transfer.data_type, DataType::Image | DataType::Local)
            && self.control.lost_bytes == 0;
        // a record that is missing may be the alert at the end, which is no part of the file
        let came = if transfer.lost_records > 0 {
            transfer.bytes
        } else {
            transfer.file_bytes()?
        };
        (is_comparable && came > said).then_some(said)
    }
}
