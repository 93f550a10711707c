//! What the control plane alone tells of a session.

use std::net::IpAddr;
use std::sync::Arc;

use super::hidden;
use super::secret::UnreadPassword;
use super::without_command::TransferWithoutCommand;
use crate::ftp::TransferKind;
use crate::model::{
    At, BrokenAnnouncement, Command, DataType, ExpectedFrom, Login, LoginAttempt, Method, Oddities,
    PortNumbers, Proxied, Reply, ReplyCode, Text, TlsStart, TransferMode, UnendedReply,
};

/// A session before its data connections are known. Offers and transfers are numbered from 0 within
/// it.
#[derive(Debug, Default)]
pub struct SessionDraft {
    /// Text of the 220 greeting.
    pub banner: Option<Text>,
    /// User of the last accepted login, else of the last try.
    pub user: Option<Text>,
    /// Password that went with it.
    pub password: Option<Text>,
    /// What became of the login.
    pub login: Login,
    /// Each try, in order.
    pub logins: Vec<LoginAttempt>,
    /// What the PROXY protocol said before the control channel.
    pub proxied: Option<Proxied>,
    /// The control connection leads to a proxy, which was asked for the way to the server.
    pub through_proxy: bool,
    /// Whether and how TLS began.
    pub tls: Option<TlsStart>,
    /// Commands came protected by a mechanism of RFC 2228 (MIC, CONF, ENC).
    pub is_protected: bool,
    /// The control channel; the records share it.
    pub commands: Arc<[Command]>,
    /// Replies that answer no command.
    pub unasked: Vec<Reply>,
    /// Empty lines of the client that the server took for commands, each with the refusal: that is
    /// one of `unasked`.
    pub empty_lines: Vec<(At, At)>,
    /// The first lines of the server that are no reply.
    pub stray_lines: Vec<(At, Text)>,
    /// A reply that the server did not end: the one that it said last, else the first of those that
    /// another one followed.
    pub unended_reply: Option<Box<UnendedReply>>,
    /// Announced endpoints.
    pub offers: Vec<DraftOffer>,
    /// Announcements that announce nothing.
    pub broken_announcements: Vec<BrokenAnnouncement>,
    /// Commands that ask for a data connection.
    pub transfers: Vec<DraftTransfer>,
    /// Transfers whose command was not read, in order.
    pub without_command: Box<[TransferWithoutCommand]>,
    /// The server writes drive letters.
    pub shows_drives: bool,
    /// Lines that are passwords although no verb says so.
    pub unread_passwords: Vec<UnreadPassword>,
    /// What found no room.
    pub left_out: UnkeptText,
    /// Where announcements may have been made that the capture does not show: by TLS, then for
    /// other reasons, each in order and apart from one another.
    pub hidden: Vec<Hidden>,
    /// Where the control channel is under TLS and could be read, but for parts of it that are
    /// hidden, too.
    pub opened: Vec<Hidden>,
}

impl SessionDraft {
    /// Where TLS begins to hide the control channel.
    pub fn hidden_by_tls(&self) -> impl Iterator<Item = At> + '_ {
        self.hidden.iter().filter(|h| h.tls).filter_map(|h| h.from)
    }

    /// True if the control channel is under TLS in that frame, and cannot be read.
    pub fn is_under_tls(&self, frame: u64) -> bool {
        hidden::covers(hidden::by_tls(&self.hidden), frame)
    }

    /// True if the control channel is under TLS in that frame and was opened.
    pub fn is_opened(&self, frame: u64) -> bool {
        hidden::covers(&self.opened, frame)
    }

    /// The frames of all commands that announce an endpoint or ask for one, in order; refused ones
    /// are left out where they named none.
    pub fn requests(&self) -> Vec<u64> {
        hidden::requests(self)
    }

    /// True if announcements may be missing in that frame, for whatever reason.
    pub fn is_hidden(&self, frame: u64) -> bool {
        self.is_under_tls(frame) || hidden::covers(hidden::by_loss(&self.hidden), frame)
    }

    /// The transfer that a command asks for.
    pub fn transfer_of(&self, command: usize) -> Option<&DraftTransfer> {
        let place = self
            .transfers
            .binary_search_by_key(&command, |asked| asked.command);
        place.ok().map(|place| &self.transfers[place])
    }

    /// True if a transfer may have used another offer than the one that seems to hold: lines were
    /// lost between the two.
    pub fn may_use_another(&self, transfer: &DraftTransfer) -> bool {
        let Some(offer) = transfer.offer else {
            return false;
        };
        let lost = hidden::by_loss(&self.hidden);
        let begun =
            lost.partition_point(|h| h.from.is_none_or(|from| from.frame <= transfer.at.frame));
        let latest = lost[..begun].last().and_then(|h| h.from);
        latest.is_some_and(|from| from.frame > self.offers[offer].asked.frame)
    }
}

/// Text of a control channel that is in the capture and was not kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnkeptText {
    /// Lines after [`crate::limits::Limits::dialogue`] was used up.
    pub lines: u64,
    /// Lines longer than [`crate::limits::Limits::line`].
    pub cut_lines: u64,
    /// Replies beyond [`crate::limits::Limits::reply_lines`] or
    /// [`crate::limits::Limits::reply_bytes`].
    pub cut_replies: u64,
    /// Paths that were told without their directory, beyond [`crate::limits::Limits::paths`].
    pub paths: u64,
    /// Lines that are no reply, beyond [`crate::limits::Limits::stray_lines`].
    pub stray_lines: u64,
    /// Hellos of TLS beyond [`crate::limits::Limits::tls_hello`].
    pub tls_hellos: u64,
}

impl UnkeptText {
    /// Counts what another session left out too.
    pub fn add(&mut self, other: &UnkeptText) {
        self.lines += other.lines;
        self.cut_lines += other.cut_lines;
        self.cut_replies += other.cut_replies;
        self.paths += other.paths;
        self.stray_lines += other.stray_lines;
        self.tls_hellos += other.tls_hellos;
    }
}

/// An announced endpoint and the time in which it holds.
#[derive(Clone, Debug)]
pub struct DraftOffer {
    /// How it was announced.
    pub method: Method,
    /// Address as announced.
    pub ip: Option<IpAddr>,
    /// Port as announced.
    pub port: u16,
    /// The two numbers that the port was written as.
    pub numbers: Option<PortNumbers>,
    /// How the announcement departs from its specification.
    pub oddities: Oddities,
    /// The frame that announced it.
    pub at: At,
    /// The command that announces it or asks for it: with that its lifetime begins.
    pub asked: At,
    /// Index of that command.
    pub command: usize,
    /// Answered by a 2yz, by a refusal, or not at all.
    pub accepted: Option<bool>,
    /// The accepted offer before it, if any, was announced in this frame.
    pub after: Option<At>,
    /// The 2yz of the next accepted offer ends its lifetime; that of an offer without an answer
    /// ends with the next announcement.
    pub until: Option<At>,
    /// A transfer on it was answered 425: nobody connected.
    pub failed: bool,
}

/// A command that asks for a data connection.
#[derive(Clone, Debug)]
pub struct DraftTransfer {
    /// Index of the command.
    pub command: usize,
    /// When it was given.
    pub at: At,
    /// Which one.
    pub kind: TransferKind,
    /// Argument as typed.
    pub argument: Option<Text>,
    /// Full path, as far as the control channel tells.
    pub path: Option<Text>,
    /// Representation type.
    pub data_type: DataType,
    /// Transmission mode.
    pub transfer_mode: TransferMode,
    /// STRU R: the file is a sequence of records.
    pub records: bool,
    /// Where in the file it starts by the rule of REST; see [`DraftTransfer::settled`].
    pub offset: u64,
    /// The offset that a REST before it named, whether it holds or not.
    pub restart: u64,
    /// How large the whole file is, as far as that was said.
    pub file_size: Option<u64>,
    /// How many bytes of the file it should bring, and who said so; of an upload, how many of it
    /// the server has by what it said afterwards.
    pub expected: Option<(u64, ExpectedFrom)>,
    /// Of an upload whose file was renamed, the command that did it and the name since then.
    pub renamed: Option<(usize, Text)>,
    /// Of an upload that appends, how large the file was before.
    pub appended_to: Option<u64>,
    /// The offer it uses; `None` where there was none.
    pub offer: Option<usize>,
    /// Index of the last command before it that announces an endpoint or asks for one.
    pub prepared_by: Option<usize>,
    /// The 1yz that started it.
    pub started: Option<At>,
    /// The final reply.
    pub ended: Option<(At, ReplyCode)>,
    /// Its final reply may be another command's: it is none that only transfers get, and of the
    /// control channel since the command something is missing.
    pub doubtful: bool,
    /// Index of the ABOR that was sent before its final reply.
    pub abort: Option<usize>,
    /// Its parameters are settled.
    pub(super) bound: bool,
}

impl DraftTransfer {
    /// As it is asked for; what holds for it is settled by its first reply.
    pub(crate) fn new(command: usize, at: At, kind: TransferKind, argument: Option<Text>) -> Self {
        DraftTransfer {
            command,
            at,
            kind,
            argument,
            path: None,
            data_type: DataType::default(),
            transfer_mode: TransferMode::default(),
            records: false,
            offset: 0,
            restart: 0,
            file_size: None,
            expected: None,
            renamed: None,
            appended_to: None,
            offer: None,
            prepared_by: None,
            started: None,
            ended: None,
            doubtful: false,
            abort: None,
            bound: false,
        }
    }

    /// Refused before it began: 4yz or 5yz without a 1yz.
    pub fn is_refused(&self) -> bool {
        self.started.is_none() && self.ended.is_some_and(|(_, code)| code.is_negative())
    }

    /// Where in the file it starts, and how many bytes it should bring, now that `bytes` of the
    /// file have come. REST must come right before its transfer (RFC 3659 section 5.3); what
    /// servers do otherwise is up to them, and some take no REST at all. So where the size of the
    /// file is known and exactly all of it came, or exactly what is behind the offset, the bytes
    /// tell.
    pub fn settled(&self, bytes: u64) -> (u64, Option<(u64, ExpectedFrom)>) {
        let Some((_, by)) = self.expected else {
            return (self.offset, None);
        };
        let Some(whole) = self.file_size else {
            return (self.offset, self.expected);
        };
        let offset = match bytes {
            _ if self.restart == 0 => self.offset,
            _ if Some(bytes) == whole.checked_sub(self.restart) => self.restart,
            _ if bytes == whole => 0,
            _ => self.offset,
        };
        (offset, Some((whole.saturating_sub(offset), by)))
    }

    /// Its final reply says that it went well.
    pub fn has_2yz(&self) -> bool {
        self.ended.is_some_and(|(_, code)| !code.is_negative())
    }

    /// The end of its file is marked in the data, so that its data connection may stay open for the
    /// next transfer.
    pub fn marks_end(&self) -> bool {
        matches!(
            self.transfer_mode,
            TransferMode::Block | TransferMode::Compressed | TransferMode::ExtendedBlock
        )
    }
}

/// A time in which the control channel could not be read: `None` for the beginning or the end of
/// the capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// Since when.
    pub from: Option<At>,
    /// Until when.
    pub to: Option<At>,
    /// By TLS.
    pub tls: bool,
}

impl Hidden {
    /// True if `frame` lies within. The frame in which clear text returns after TLS does not; a
    /// line that follows a loss is not proof that nothing was lost beside it.
    pub fn covers(&self, frame: u64) -> bool {
        let has_begun = self.from.is_none_or(|from| frame >= from.frame);
        let is_over = self
            .to
            .is_some_and(|to| frame > to.frame || (self.tls && frame == to.frame));
        has_begun && !is_over
    }
}
