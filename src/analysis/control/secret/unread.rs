//! Passwords in lines whose verb cannot be read.

use std::collections::VecDeque;
use std::ops::Range;

use crate::analysis::control::ChannelLine;
use crate::ftp::{ArgumentRule, Effect, ParsedCommand};
use crate::model::{ReplyCode, Text};

use super::{has_torn_secret, secrets_in};

/// Replies that ask for a token (ADAT) or a password (RFC 2228 section 5.1).
const TOKEN_WANTED: [u16; 3] = [334, 335, 336];
/// The reply to the last token.
const TOKEN_TAKEN: u16 = 235;
/// Replies to a line that was not understood (RFC 959 section 4.2.1): what was asked for before is
/// still asked for.
const NOT_UNDERSTOOD: [u16; 4] = [500, 501, 502, 504];

/// A line of the client that is a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadPassword {
    /// Where in the client's stream it stands, line end included.
    pub range: Range<u64>,
    /// The line.
    pub text: Text,
    /// Its first and its last frame, where it came under TLS and was opened: then it has no bytes
    /// in the stream.
    pub opened: Option<(u64, u64)>,
    /// Place in the list of commands, if it became one.
    pub command: Option<usize>,
    /// Where in that command it begins.
    pub begins_at: usize,
}

/// The password in a line behind a loss of which the verb can be read after all: its argument, and
/// nothing else of it.
fn argument(line: &ChannelLine) -> Option<UnreadPassword> {
    rest(line, secrets_in(line.text.bytes()).first()?.start)
}

/// What stands in a line from there on.
fn rest(line: &ChannelLine, at: usize) -> Option<UnreadPassword> {
    let bytes = line.text.bytes();
    let ending = (line.stream_end - line.stream_start).checked_sub(bytes.len() as u64)?;
    // where the line is not in the stream as it was read, all of it is taken
    let skipped = if ending > 2 { 0 } else { at as u64 };
    Some(UnreadPassword {
        range: line.stream_start + skipped..line.stream_end,
        text: bytes[at..].into(),
        opened: line.opened_in(),
        command: None,
        begins_at: at,
    })
}

/// Where the password stands in `USER anna@host word`, as some proxies take it. Others have a name
/// of their own user there.
fn behind_host(parsed: &ParsedCommand<'_>) -> Option<usize> {
    if parsed.verb?.effect != Effect::User {
        return None;
    }
    let argument = parsed.argument?;
    let end = argument.iter().position(|byte| b" \t".contains(byte))?;
    let (name, rest) = argument.split_at(end);
    let blanks = rest.len() - rest.trim_ascii_start().len();
    let is_last = !rest.trim_ascii().contains(&b' ');
    (name.contains(&b'@') && blanks < rest.len() && is_last)
        .then_some(parsed.argument_at + end + blanks)
}

/// Suspects that may wait for their answers: a reply of several lines is complete long after it
/// began.
const MOST: usize = 8;

/// A line that may be a password.
#[derive(Debug)]
struct Suspect {
    line: UnreadPassword,
    /// Its last frame.
    end: u64,
    /// The frame of the next line, which a reply that begins behind it may answer.
    until: Option<u64>,
    /// It is none where the server asks for a password yet.
    is_whole_login: bool,
}

impl Suspect {
    /// A reply that begins in that frame may be the answer to it: the client had said nothing more.
    /// Frames may be out of order, so that it may seem to begin before the line ends.
    fn may_be_answered_from(&self, begin: u64) -> bool {
        self.until.is_none_or(|until| begin < until)
    }
}

/// Follows both sides of a login, to know which lines are passwords although no verb says so.
#[derive(Debug, Default)]
pub(in crate::analysis::control) struct UnreadPasswords {
    /// The server's last reply asks for a password or an account.
    is_asked: bool,
    /// The client has said nothing yet, and the capture may begin inside its line.
    may_be_torn: bool,
    /// Lines of the client that have no verb although nobody asked: the answer to each tells.
    suspects: VecDeque<Suspect>,
    found: Vec<UnreadPassword>,
}

impl UnreadPasswords {
    /// `from_beginning`: the first byte of the client is in the capture.
    pub(in crate::analysis::control) fn new(from_beginning: bool) -> Self {
        UnreadPasswords {
            may_be_torn: !from_beginning,
            ..UnreadPasswords::default()
        }
    }

    /// A line of the client. `command`: its place among the commands, if it becomes one.
    pub(in crate::analysis::control) fn client_says(
        &mut self,
        line: &ChannelLine,
        parsed: &ParsedCommand<'_>,
        command: usize,
    ) {
        let has_verb = parsed.verb.is_some();
        if let Some(last) = self.suspects.back_mut() {
            last.until.get_or_insert(line.begin.frame);
        }
        let may_be_torn = std::mem::take(&mut self.may_be_torn) || line.head_lost;
        if has_verb && !line.head_lost {
            return self.may_hold_one(line, parsed, command);
        }
        let is_rest_of_verb = may_be_torn && has_torn_secret(line.text.bytes());
        // SSH names itself (RFC 4253 section 4.2): what a client says that took the server for
        // another one
        if !may_be_torn && !self.is_asked && line.text.bytes().starts_with(b"SSH-") {
            return;
        }
        let becomes_one = has_verb || !(line.head_lost || line.tail_lost);
        let password = argument(line)
            .filter(|_| has_verb)
            .unwrap_or_else(|| UnreadPassword {
                range: line.stream_start..line.stream_end,
                text: line.text.clone(),
                opened: line.opened_in(),
                command: becomes_one.then_some(command),
                begins_at: 0,
            });
        if self.is_asked || is_rest_of_verb {
            self.found.push(password);
        } else {
            // who names a user is asked for a password, and so is who sends one of several
            let names_user = parsed.verb.is_some_and(|verb| verb.effect == Effect::User);
            self.suspect(password, line, names_user);
        }
    }

    /// A line with a verb that can be read. Behind one that takes no argument, where a password is
    /// asked for, stands what was to follow PASS.
    fn may_hold_one(&mut self, line: &ChannelLine, parsed: &ParsedCommand<'_>, command: usize) {
        let takes_none = parsed
            .verb
            .is_some_and(|verb| verb.argument == ArgumentRule::None);
        let of_command = |at| {
            let found = rest(line, at)?;
            Some(UnreadPassword {
                command: Some(command),
                ..found
            })
        };
        if self.is_asked && takes_none && parsed.argument.is_some() {
            self.found.extend(of_command(parsed.argument_at));
        } else if let Some(password) = behind_host(parsed).and_then(of_command) {
            self.suspect(password, line, true);
        }
    }

    fn suspect(&mut self, password: UnreadPassword, line: &ChannelLine, is_whole_login: bool) {
        if self.suspects.len() == MOST {
            self.suspects.pop_front();
        }
        self.suspects.push_back(Suspect {
            line: password,
            end: line.end.frame,
            until: None,
            is_whole_login,
        });
    }

    /// A reply of the server that began in that frame, whatever it answers.
    pub(in crate::analysis::control) fn server_answers(&mut self, code: ReplyCode, begin: u64) {
        if !NOT_UNDERSTOOD.contains(&code.get()) {
            self.is_asked = matches!(code, ReplyCode::NEED_PASSWORD | ReplyCode::NEED_ACCOUNT)
                || TOKEN_WANTED.contains(&code.get());
        }
        let is_refused = matches!(
            code,
            ReplyCode::NOT_LOGGED_IN | ReplyCode::BAD_USER_OR_PASSWORD
        );
        let goes_on = self.is_asked && !NOT_UNDERSTOOD.contains(&code.get());
        let ends_login = code.logs_in() || is_refused || code.get() == TOKEN_TAKEN;
        for suspect in std::mem::take(&mut self.suspects) {
            let answers = ends_login || goes_on && !suspect.is_whole_login;
            if answers && suspect.may_be_answered_from(begin) {
                self.found.push(suspect.line);
            } else if suspect.end > begin {
                self.suspects.push_back(suspect);
            }
        }
    }

    pub(in crate::analysis::control) fn finish(self) -> Vec<UnreadPassword> {
        self.found
    }
}
