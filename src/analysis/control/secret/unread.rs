//! Passwords in lines whose verb cannot be read.

use std::ops::Range;

use crate::analysis::control::HeardLine;
use crate::model::{ReplyCode, Text};

use super::secrets_in;

/// Replies that ask for a token (ADAT) or a password (RFC 2228 section 5.1).
const TOKEN_WANTED: [u16; 3] = [334, 335, 336];
/// The reply to the last token.
const TOKEN_TAKEN: u16 = 235;

/// A line of the client that is a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadPassword {
    /// Where in the client's stream it stands, line end included.
    pub range: Range<u64>,
    /// The line.
    pub text: Text,
    /// Its first and its last frame, where it came under TLS and was opened: then it has no bytes in the stream.
    pub opened: Option<(u64, u64)>,
    /// Place in the list of commands, if it became one.
    pub command: Option<usize>,
}

/// Its first and its last frame, where TLS was opened.
fn opened_in(line: &HeardLine) -> Option<(u64, u64)> {
    line.opened.then_some((line.begin.frame, line.end.frame))
}

/// The password in a line behind a loss of which the verb can be read after all: its argument, and nothing else of it.
fn argument(line: &HeardLine) -> Option<UnreadPassword> {
    let bytes = line.text.bytes();
    let at = secrets_in(bytes).first()?.start;
    let ending = (line.stream_end - line.stream_start).checked_sub(bytes.len() as u64)?;
    // where the line is not in the stream as it was read, all of it is taken
    let skipped = if ending > 2 { 0 } else { at as u64 };
    Some(UnreadPassword {
        range: line.stream_start + skipped..line.stream_end,
        text: bytes[at..].into(),
        opened: opened_in(line),
        command: None,
    })
}

/// Follows both sides of a login, to know which lines are passwords although no verb says so.
#[derive(Debug, Default)]
pub(in crate::analysis::control) struct UnreadPasswords {
    /// The server's last reply asks for a password or an account.
    is_asked: bool,
    /// The client's last line, where it has no verb and nobody asked: the answer to it tells.
    suspect: Option<UnreadPassword>,
    found: Vec<UnreadPassword>,
}

impl UnreadPasswords {
    /// A line of the client. `command`: its place among the commands, if it becomes one.
    pub(in crate::analysis::control) fn client_says(
        &mut self,
        line: &HeardLine,
        has_verb: bool,
        command: usize,
    ) {
        self.suspect = None;
        if has_verb && !line.head_lost {
            return;
        }
        let becomes_one = has_verb || !(line.head_lost || line.tail_lost);
        let password = argument(line)
            .filter(|_| has_verb)
            .unwrap_or_else(|| UnreadPassword {
                range: line.stream_start..line.stream_end,
                text: line.text.clone(),
                opened: opened_in(line),
                command: becomes_one.then_some(command),
            });
        if self.is_asked {
            self.found.push(password);
        } else {
            self.suspect = Some(password);
        }
    }

    /// A reply of the server, whatever it answers.
    pub(in crate::analysis::control) fn server_answers(&mut self, code: ReplyCode) {
        self.is_asked = matches!(code, ReplyCode::NEED_PASSWORD | ReplyCode::NEED_ACCOUNT)
            || TOKEN_WANTED.contains(&code.get());
        let is_refused = matches!(
            code,
            ReplyCode::NOT_LOGGED_IN | ReplyCode::BAD_USER_OR_PASSWORD
        );
        let ends_login = code.logs_in() || is_refused || self.is_asked || code.get() == TOKEN_TAKEN;
        self.found
            .extend(self.suspect.take().filter(|_| ends_login));
    }

    pub(in crate::analysis::control) fn finish(self) -> Vec<UnreadPassword> {
        self.found
    }
}
