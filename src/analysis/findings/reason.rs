//! Why a server refuses, by the words of its reply.
//!
//! A code names a class of reasons, and its text the reason itself: 530 is said for a wrong
//! password, for one session too many, and by a proxy that did not reach the host behind it. What
//! helps differs. RFC 959 leaves the text to the server, so the phrases here are those of servers
//! that exist; a text without any of them is judged by its code alone.
//!
//! In a reply of several lines the reason may stand in any of them. Advice is judged by all of the
//! text. To be quoted, one line is chosen: the first that says something, for many servers end with
//! a line that says nothing more ("530 End"), or with what every failure ends with. A greeting in
//! front of the refusal is no reason.

use crate::analysis::find::contains_ignoring_case;
use crate::model::{Reply, ReplyText};

/// How much of a text is looked at, in bytes: ten long lines. Servers come to the point.
const LOOKED_AT: usize = 4096;

/// What a reply says is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefusalReason {
    /// The disk, the data set or the quota is full.
    NoRoom,
    /// Too many sessions, of this user or address or of all.
    TooManySessions,
    /// A host that the server asks itself was not reached.
    HostBehind,
    /// Anonymous users are not let in.
    NoAnonymous,
    /// None but anonymous users are let in.
    OnlyAnonymous,
    /// The password is too old.
    PasswordExpired,
    /// The account or its home directory, whatever the password.
    Account,
    /// The address of the client is shut out.
    Banned,
    /// The data connection came from another address than the control connection.
    OtherAddress,
    /// The server could not open its own end of the data connection.
    OwnSocket,
    /// The server does not know the command.
    UnknownCommand,
    /// Another program at the server has the file open.
    InUse,
    /// A scanner takes the file for malicious.
    Malware,
    /// A file may not be begun in its middle, nor be appended to.
    Resume,
    /// A file of that name is there, and may not be replaced.
    Taken,
    /// No file can have such a name there.
    BadName,
    /// The user has no right to it.
    NotAllowed,
    /// A file or directory of that name does not exist.
    NotThere,
}

/// Words that stand together in a text, in any order, and what they say.
#[rustfmt::skip] // one row, one line
const PHRASES: &[(RefusalReason, &[&str])] = &[
    (RefusalReason::NoRoom, &["no space left"]),
    (RefusalReason::NoRoom, &["out of space"]),
    (RefusalReason::NoRoom, &["not enough space"]),
    (RefusalReason::NoRoom, &["not enough disk"]),
    (RefusalReason::NoRoom, &["disk full"]),
    (RefusalReason::NoRoom, &["disk is full"]),
    (RefusalReason::NoRoom, &["insufficient", "space"]),
    (RefusalReason::NoRoom, &["insufficient storage"]),
    (RefusalReason::NoRoom, &["quota", "exceeded"]),
    (RefusalReason::NoRoom, &["over quota"]),
    // abends of z/OS: the data set, its volume or its directory is full
    (RefusalReason::NoRoom, &["completion code", "B37-"]),
    (RefusalReason::NoRoom, &["completion code", "D37-"]),
    (RefusalReason::NoRoom, &["completion code", "E37-"]),
    (RefusalReason::TooManySessions, &["maximum", "connections"]),
    (RefusalReason::TooManySessions, &["maximum", "clients"]),
    (RefusalReason::TooManySessions, &["maximum", "users"]),
    (RefusalReason::TooManySessions, &["maximum", "sessions"]),
    (RefusalReason::TooManySessions, &["maximum", "already logged in"]),
    (RefusalReason::TooManySessions, &["too many", "connections"]),
    (RefusalReason::TooManySessions, &["too many", "clients"]),
    (RefusalReason::TooManySessions, &["too many", "users"]),
    (RefusalReason::TooManySessions, &["too many", "sessions"]),
    (RefusalReason::TooManySessions, &["already logged in", "max"]),
    (RefusalReason::TooManySessions, &["too many", "concurrent"]),
    (RefusalReason::TooManySessions, &["simultaneous"]),
    (RefusalReason::TooManySessions, &["connection limit"]),
    (RefusalReason::TooManySessions, &["session limit"]),
    (RefusalReason::TooManySessions, &["user limit"]),
    (RefusalReason::HostBehind, &["unable to connect"]),
    (RefusalReason::HostBehind, &["cannot connect"]),
    (RefusalReason::HostBehind, &["can't connect"]),
    (RefusalReason::HostBehind, &["could not connect"]),
    (RefusalReason::HostBehind, &["couldn't connect"]),
    (RefusalReason::HostBehind, &["failed to connect"]),
    (RefusalReason::HostBehind, &["connection refused"]),
    (RefusalReason::HostBehind, &["connection timed out"]),
    (RefusalReason::HostBehind, &["no route to host"]),
    (RefusalReason::HostBehind, &["unknown host"]),
    (RefusalReason::HostBehind, &["host not found"]),
    (RefusalReason::NoAnonymous, &["no anonymous"]),
    (RefusalReason::NoAnonymous, &["anonymous", "not "]),
    (RefusalReason::NoAnonymous, &["anonymous", "denied"]),
    (RefusalReason::NoAnonymous, &["anonymous", "disabled"]),
    (RefusalReason::OnlyAnonymous, &["anonymous only"]),
    (RefusalReason::OnlyAnonymous, &["only anonymous"]),
    (RefusalReason::PasswordExpired, &["password", "expired"]),
    (RefusalReason::PasswordExpired, &["must change", "password"]),
    (RefusalReason::Account, &["home directory"]),
    (RefusalReason::Account, &["OOPS"]),
    (RefusalReason::Account, &["account", "disabled"]),
    (RefusalReason::Account, &["account", "locked"]),
    (RefusalReason::Account, &["account", "expired"]),
    (RefusalReason::Account, &["account", "banned"]),
    (RefusalReason::Account, &["account", "blocked"]),
    (RefusalReason::Account, &["user is banned"]),
    (RefusalReason::Account, &["user is blocked"]),
    // Pure-FTPd, of users with a small number
    (RefusalReason::Account, &["can't trust you"]),
    (RefusalReason::Banned, &["banned"]),
    (RefusalReason::Banned, &["blacklisted"]),
    (RefusalReason::Banned, &["address", "blocked"]),
    (RefusalReason::Banned, &["your IP", "blocked"]),
    (RefusalReason::Banned, &["temporarily blocked"]),
    (RefusalReason::OtherAddress, &["bad IP"]),
    (RefusalReason::OtherAddress, &["port theft"]),
    (RefusalReason::OtherAddress, &["foreign address"]),
    (RefusalReason::OtherAddress, &["address mismatch"]),
    (RefusalReason::OtherAddress, &["same IP"]),
    (RefusalReason::OwnSocket, &["address already in use"]),
    (RefusalReason::OwnSocket, &["assign requested address"]),
    (RefusalReason::OwnSocket, &["create data socket"]),
    (RefusalReason::OwnSocket, &["failed to bind"]),
    (RefusalReason::OwnSocket, &["can't bind"]),
    (RefusalReason::OwnSocket, &["cannot bind"]),
    (RefusalReason::InUse, &["used by another process"]),
    (RefusalReason::InUse, &["file", "in use"]),
    (RefusalReason::InUse, &["file busy"]),
    (RefusalReason::InUse, &["sharing violation"]),
    (RefusalReason::InUse, &["file", "is locked"]),
    (RefusalReason::Malware, &["virus"]),
    (RefusalReason::Malware, &["infected"]),
    (RefusalReason::Malware, &["malware"]),
    (RefusalReason::Resume, &["append", "not permitted"]),
    (RefusalReason::Resume, &["restart", "not permitted"]),
    (RefusalReason::Resume, &["append", "not allowed"]),
    (RefusalReason::Resume, &["restart", "not allowed"]),
    (RefusalReason::Resume, &["can't resume"]),
    (RefusalReason::Resume, &["cannot resume"]),
    (RefusalReason::Taken, &["overwrit"]),
    (RefusalReason::Taken, &["already exists"]),
    (RefusalReason::Taken, &["file exists"]),
    (RefusalReason::BadName, &["filename", "syntax is incorrect"]),
    (RefusalReason::BadName, &["file name", "syntax is incorrect"]),
    (RefusalReason::BadName, &["invalid", "filename"]),
    (RefusalReason::BadName, &["invalid", "file name"]),
    (RefusalReason::BadName, &["illegal", "filename"]),
    (RefusalReason::BadName, &["illegal", "file name"]),
    (RefusalReason::BadName, &["prohibited file name"]),
    (RefusalReason::BadName, &["name", "too long"]),
    (RefusalReason::NotAllowed, &["access is denied"]),
    (RefusalReason::NotAllowed, &["access denied"]),
    (RefusalReason::NotAllowed, &["not permitted"]),
    (RefusalReason::NotAllowed, &["permission"]),
    (RefusalReason::NotAllowed, &["read-only"]),
    (RefusalReason::NotAllowed, &["read only"]),
    // vsftpd, of whatever the system refused
    (RefusalReason::NotAllowed, &["could not create file"]),
    (RefusalReason::NotThere, &["no such"]),
    (RefusalReason::NotThere, &["does not exist"]),
    (RefusalReason::NotThere, &["doesn't exist"]),
    (RefusalReason::NotThere, &["cannot find"]),
    (RefusalReason::NotThere, &["not found"]),
    (RefusalReason::UnknownCommand, &["unknown command"]),
    (RefusalReason::UnknownCommand, &["invalid command"]),
    (RefusalReason::UnknownCommand, &["command not "]),
    (RefusalReason::UnknownCommand, &["not implemented"]),
    (RefusalReason::UnknownCommand, &["not understood"]),
    (RefusalReason::UnknownCommand, &["not recognized"]),
];

/// Who has tried too often is told of a maximum as well, and that is the password.
const OF_TRIES: [&str; 3] = ["attempt", "tries", "failures"];

/// Lines that name no reason, without the marks around them.
const BARE: [&str; 12] = [
    "bye",
    "command failed",
    "end",
    "error",
    "failed",
    "goodbye",
    "login failed",
    "login incorrect",
    "requested action not taken",
    "sorry",
    "transfer aborted",
    "transfer refused",
];

impl RefusalReason {
    /// True where the words of that reply say so.
    pub(super) fn is_in(self, reply: &Reply) -> bool {
        self.is_in_text(reply.text.bytes())
    }

    /// The same of a reply that repeats a name which the client gave: words that stand in that name
    /// say nothing.
    pub(super) fn is_said_of(self, name: &[u8], reply: &Reply) -> bool {
        let name = &name[..name.len().min(LOOKED_AT)];
        let text = reply.text.bytes();
        let text = &text[..text.len().min(LOOKED_AT)];
        let mut rows = PHRASES.iter().filter(|(reason, _)| *reason == self);
        rows.any(|(_, words)| words.iter().all(|w| holds(text, w) && !holds(name, w)))
    }

    fn is_in_text(self, text: &[u8]) -> bool {
        let text = &text[..text.len().min(LOOKED_AT)];
        if self == RefusalReason::TooManySessions && OF_TRIES.iter().any(|word| holds(text, word)) {
            return false;
        }
        PHRASES
            .iter()
            .filter(|(reason, _)| *reason == self)
            .any(|(_, words)| words.iter().all(|word| holds(text, word)))
    }
}

/// True where the server does not know a command, or has not implemented it or what was asked of it
/// (RFC 959 section 4.2.1), by its code or its words.
pub(super) fn is_unknown_command(reply: &Reply) -> bool {
    reply.code.is_of_syntax() || RefusalReason::UnknownCommand.is_in(reply)
}

/// True where the server does not know a command, and names nothing else that is in the way. With
/// other codes it knows the command, and not what was asked of it (501, 504).
pub(super) fn knows_no_such_command(reply: &Reply) -> bool {
    use RefusalReason::{InUse, Malware, NoAnonymous, NoRoom, NotAllowed, NotThere};

    let text = reply.text.bytes();
    let others = [NotThere, NotAllowed, NoAnonymous, NoRoom, InUse, Malware];
    matches!(reply.code.get(), 500 | 502)
        && !others.into_iter().any(|reason| reason.is_in(reply))
        && !["not allowed", "denied", "forbidden"]
            .into_iter()
            .any(|word| holds(text, word))
}

/// The line of a reply that says most: the first that names a reason.
pub(super) fn reason_line(reply: &Reply) -> &[u8] {
    reason_line_of(reply.text.bytes())
}

/// For a message that goes on behind it.
pub(super) fn without_full_stop(line: &[u8]) -> &[u8] {
    line.strip_suffix(b".").unwrap_or(line)
}

/// The first line of a reply of which that is true; where it is true of none, the one that says
/// most.
pub(super) fn line_where(reply: &Reply, wanted: fn(&[u8]) -> bool) -> &[u8] {
    lines_with_words(reply.text.bytes())
        .find(|line| wanted(line))
        .unwrap_or_else(|| reason_line(reply))
}

fn reason_line_of(text: &[u8]) -> &[u8] {
    lines_with_words(text)
        .find(|line| !is_bare(line) && !is_greeting(line))
        .or_else(|| lines_with_words(text).next())
        .unwrap_or_else(|| text.trim_ascii())
}

fn lines_with_words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    ReplyText(text)
        .lines()
        .map(<[u8]>::trim_ascii)
        .filter(|line| line.iter().any(|&b| is_of_a_word(b)))
}

/// Letters of any language: what is not ASCII is one.
fn is_of_a_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

fn is_bare(line: &[u8]) -> bool {
    let begin = line.iter().position(|&b| is_of_a_word(b));
    let end = line.iter().rposition(|&b| is_of_a_word(b));
    let (Some(begin), Some(end)) = (begin, end) else {
        return true;
    };
    let words = &line[begin..=end];
    BARE.iter()
        .any(|bare| words.eq_ignore_ascii_case(bare.as_bytes()))
}

/// What a server shows to everybody, before it says that it does not want this one.
fn is_greeting(line: &[u8]) -> bool {
    let decorated = ["---", "***", "==="];
    holds(line, "welcome")
        || decorated
            .iter()
            .any(|marks| line.starts_with(marks.as_bytes()))
}

fn holds(text: &[u8], word: &str) -> bool {
    contains_ignoring_case(text, word.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_names_the_reason_is_quoted() {
        for (text, line) in [
            ("Login incorrect.", "Login incorrect."),
            (
                "User cannot log in, home directory inaccessible.\n Win32 error: none\nEnd",
                "User cannot log in, home directory inaccessible.",
            ),
            (
                "The password has expired.\nPASS command failed",
                "The password has expired.",
            ),
            ("\n---- Welcome ----\nToo many users", "Too many users"),
            ("Sorry.\n  Access denied \nEnd", "Access denied"),
            ("Error.\nEnd", "Error."),
            ("", ""),
            ("...", "..."),
        ] {
            assert_eq!(reason_line_of(text.as_bytes()), line.as_bytes(), "{text}");
        }
    }

    #[test]
    fn words_tell_reasons_apart() {
        use RefusalReason::{HostBehind, NoAnonymous, NoRoom, TooManySessions};
        for (text, reason, said) in [
            ("System completion code: B37-04\nEnd", NoRoom, true),
            ("Cannot store AB37-04", NoRoom, false),
            (
                "The maximum number of connections (10) for your host",
                TooManySessions,
                true,
            ),
            (
                "Maximum login attempts exceeded, closing connections",
                TooManySessions,
                false,
            ),
            ("Unable to connect to ftp.example.net", HostBehind, true),
            (
                "This FTP server does not allow anonymous logins.",
                NoAnonymous,
                true,
            ),
            ("This FTP server is anonymous only.", NoAnonymous, false),
        ] {
            assert_eq!(reason.is_in_text(text.as_bytes()), said, "{text}");
        }
    }
}
