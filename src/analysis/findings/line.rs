//! A command of a session with what it means, and the words of its replies.

use crate::ftp::{Effect, TransferKind, Verb};
use crate::model::{Arg, Command, LineEnd, Reply, ReplyCode, Session};

/// A command and what it means.
#[derive(Clone, Copy, Debug)]
pub(super) struct CommandLine<'a> {
    /// Index in the session's list.
    pub(super) index: usize,
    pub(super) command: &'a Command,
    pub(super) verb: Option<&'static Verb>,
    pub(super) effect: Effect,
}

/// The commands of a session.
pub(super) fn lines(session: &Session) -> impl Iterator<Item = CommandLine<'_>> {
    session
        .commands
        .iter()
        .enumerate()
        .map(|(index, command)| CommandLine {
            index,
            command,
            verb: command.known(),
            effect: command.effect(),
        })
}

impl<'a> CommandLine<'a> {
    /// EPSV ALL: nothing but EPSV sets data connections up from here on (RFC 2428 section 4).
    pub(super) fn is_epsv_all(&self) -> bool {
        let argument = self.argument().trim_ascii();
        self.command.verb.bytes() == b"EPSV" && argument.eq_ignore_ascii_case(b"ALL")
    }

    pub(super) fn argument(&self) -> &'a [u8] {
        self.command.sent_argument().unwrap_or_default()
    }

    /// The name that a USER gives, as it may be shown: a password may stand in its line.
    pub(super) fn user(&self) -> &'a [u8] {
        self.command.argument().unwrap_or_default()
    }

    pub(super) fn frame(&self) -> u64 {
        self.command.at.frame
    }

    pub(super) fn last(&self) -> Option<&'a Reply> {
        self.command.replies.last()
    }

    pub(super) fn code(&self) -> Option<ReplyCode> {
        self.last().map(|r| r.code)
    }

    /// The same for a message.
    pub(super) fn shown_code(&self) -> Arg {
        self.code()
            .map_or_else(|| "-".into(), |code| code.to_string().into())
    }

    /// Answered by a 2yz.
    pub(super) fn accepted(&self) -> bool {
        self.code().is_some_and(ReplyCode::is_completion)
    }

    /// Answered by a 4yz or 5yz.
    pub(super) fn refused(&self) -> bool {
        self.code().is_some_and(ReplyCode::is_negative)
    }

    /// A 1yz was among its replies.
    pub(super) fn started(&self) -> bool {
        self.command.replies.iter().any(|r| r.code.is_preliminary())
    }

    /// From the command to its last reply, in nanoseconds.
    pub(super) fn waited(&self) -> Option<i64> {
        Some(self.last()?.at.time.since(self.command.at.time))
    }

    /// Sent to keep the connection alive, or to ask how far a transfer is.
    pub(super) fn keeps_alive(&self) -> bool {
        matches!(self.effect, Effect::Status | Effect::Noop)
    }

    /// Nothing that a server looks for ends its line, although no byte behind it is missing.
    pub(super) fn is_unended(&self) -> bool {
        matches!(self.command.line_end, LineEnd::Missing | LineEnd::Nul)
            && self.command.replies.is_empty()
    }

    pub(super) fn is_log_in(&self) -> bool {
        matches!(self.effect, Effect::User | Effect::Pass | Effect::Acct)
    }

    pub(super) fn transfer(&self) -> Option<TransferKind> {
        match self.effect {
            Effect::Transfer(kind) => Some(kind),
            _ => None,
        }
    }

    /// Its argument names a file or a directory.
    pub(super) fn names_a_file(&self) -> bool {
        use Effect::{
            Cwd, Delete, Digest, Facts, MakeDirectory, ModifyTime, RemoveDirectory, RenameFrom,
            RenameTo, Size, Status, Transfer,
        };
        matches!(
            self.effect,
            Cwd | Delete
                | Digest
                | Facts
                | MakeDirectory
                | ModifyTime
                | RemoveDirectory
                | RenameFrom
                | RenameTo
                | Size
                | Status
                | Transfer(_)
        )
    }

    /// MODE with anything but STREAM: what is on the wire is not the file.
    pub(super) fn sets_other_mode(&self) -> bool {
        self.effect == Effect::TransferMode
            && self.accepted()
            && !self.argument().eq_ignore_ascii_case(b"S")
    }

    /// The line as sent, for a message; of a password only its verb.
    pub(super) fn quote(&self) -> Arg {
        let secret = matches!(self.effect, Effect::Pass | Effect::Acct);
        if secret {
            (&self.command.verb).into()
        } else {
            (&self.command.line).into()
        }
    }

    /// Its frame and those of its replies.
    pub(super) fn frames(&self) -> Vec<u64> {
        std::iter::once(self.frame())
            .chain(self.command.replies.iter().map(|r| r.at.frame))
            .collect()
    }
}

/// Whole seconds of a time in nanoseconds.
pub(super) fn seconds(nanoseconds: i64) -> u64 {
    u64::try_from(nanoseconds / 1_000_000_000).unwrap_or_default()
}
