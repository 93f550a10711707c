//! What was said: commands, their replies, and the tries to log in.

use super::{At, ReplyCode, ReplyText, Secret, Text};

/// What became of the login.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
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

/// One try to log in: a USER and what belongs to it (RFC 959 section 4.1.1). Numbers are places in
/// the session's list of commands.
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
#[non_exhaustive]
pub enum LoginOutcome {
    /// 230, 232 or 202.
    Accepted,
    /// 4yz or 5yz.
    Refused,
    /// The last word about it is not in the capture, or was never said.
    #[default]
    Open,
}

/// A reply of several lines whose last line, its code and a blank, never came, although no byte of
/// it is missing (RFC 959 section 4.2).
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug)]
pub struct UnendedReply {
    /// Its lines, as far as they came.
    pub reply: Reply,
    /// The server said nothing behind it. Else another reply followed, and this one was taken as
    /// it was.
    pub is_last: bool,
    /// Index of the command that it begins to answer, where it is the last: a greeting, and what
    /// the server says by itself, answers none.
    pub command: Option<usize>,
    /// First frame and code of each reply that another one followed before it was ended.
    pub followed: Vec<(u64, ReplyCode)>,
}

/// What ended a line of the control channel.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LineEnd {
    /// CR LF, as RFC 959 section 5.3.1 wants it.
    #[default]
    CrLf,
    /// LF alone: many peers take it, and some wait for the CR for ever.
    Lf,
    /// NUL, the end of a string in C.
    Nul,
    /// Nothing: the stream ended, bytes after this are missing, or the next line began without one.
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
    /// The line as sent, without Telnet commands and line end; unless passwords are shown,
    /// asterisks stand for secrets.
    pub line: Text,
    /// The secret in the line, from where it begins to the end; asterisks stand for it unless
    /// passwords are shown.
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

    /// The line as it may be shown.
    pub(crate) fn shown_line(&self, show_passwords: bool) -> Text {
        match self.argument_at {
            Some(at) if !show_passwords && self.secret.is_some() => {
                let before = &self.line.bytes()[..at as usize];
                Text::from([before, Secret::MASK.as_bytes()].concat())
            }
            _ => self.line.clone(),
        }
    }

    /// The argument as sent, secret or not.
    pub(crate) fn sent_argument(&self) -> Option<&[u8]> {
        self.secret.as_ref().map(Secret::reveal).or(self.argument())
    }

    /// Nothing stands behind the verb, and the line is all there: a PASS like that carries no
    /// password.
    pub(crate) fn gives_nothing(&self) -> bool {
        let is_all = matches!(self.line_end, LineEnd::CrLf | LineEnd::Lf);
        is_all && self.sent_argument().is_none_or(<[u8]>::is_empty)
    }

    /// The line is no command but a password: alone, or right behind PASS without a blank.
    pub(crate) fn is_bare_password(&self) -> bool {
        let Some(secret) = &self.secret else {
            return false;
        };
        let line = self.line.bytes();
        let is_alone = line == secret.reveal() || line == Secret::MASK.as_bytes();
        let is_glued = line
            .get(..4)
            .is_some_and(|verb| verb.eq_ignore_ascii_case(b"PASS"));
        !secret.reveal().is_empty() && (is_alone || is_glued)
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

impl Reply {
    /// Its lines, without the code.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &[u8]> + Clone {
        ReplyText(self.text.bytes()).lines()
    }

    /// The first of them.
    pub fn first_line(&self) -> &[u8] {
        ReplyText(self.text.bytes()).first_line()
    }

    /// The last of them, of which most clients read no other.
    pub fn last_line(&self) -> &[u8] {
        ReplyText(self.text.bytes()).last_line()
    }
}
