//! Replies that answer no command that was read: the greeting, what is said once more, and what
//! belongs to a command that is not in the capture.

use crate::analysis::find::contains_ignoring_case;
use crate::model::{Command, Method, Reply, ReplyCode};

use super::{Conversation, Lookahead};

impl Conversation {
    /// The first reply of all greets, also where the client did not wait for it (RFC 959 section
    /// 5.4: 120, 220).
    pub(super) fn is_greeting(&self, code: ReplyCode) -> bool {
        let first = self.from_beginning || self.commands.is_empty();
        first && !self.greeted && self.losses.is_empty() && code.greets()
    }

    /// A second time the server refuses the command before the one that waits, which gets its own
    /// answer behind that: it does not know that verb, or names what was asked there.
    pub(super) fn is_refusal_again(&self, reply: &Reply, ahead: Lookahead<'_>) -> bool {
        let [.., refused, open] = &self.commands[..] else {
            return false;
        };
        (is_of_the_verb(reply, refused, open) || is_of_the_argument(reply, refused, open))
            && refused.final_reply().is_some_and(|r| r.code.is_negative())
            && open.replies.is_empty()
            && self.pairing.last_expects(&answers(ahead))
    }

    pub(super) fn unasked(&mut self, reply: Reply) {
        if reply.code == ReplyCode::READY && self.draft.banner.is_none() && !self.answered {
            self.draft.banner = Some(reply.text.clone());
        }
        self.unasked_login_reply(reply.code);
        if reply.code.is_negative()
            && let Some((line, _)) = self.empty_lines.pop_front()
        {
            self.draft.empty_lines.push((line, reply.at));
        }
        // The command that asked for it was lost, the endpoint was not.
        let method = match reply.code {
            ReplyCode::PASSIVE => Some(Method::Pasv),
            ReplyCode::LONG_PASSIVE => Some(Method::Lpsv),
            ReplyCode::EXTENDED_PASSIVE => Some(Method::Epsv),
            _ => None,
        };
        if let Some(method) = method {
            self.passive_reply(method, None, &reply);
        }
        let begins = reply.code.is_preliminary();
        let is_of_lost =
            (begins && self.lacks_a_line()) || (!begins && self.without_command.is_open());
        if self.commands.is_empty() || is_of_lost {
            self.reply_without_command(&reply);
        }
        self.draft.unasked.push(reply);
    }

    /// The server has seen more of the client than its latest line: what it answers may not be in
    /// the capture, or under TLS of which the server's side alone was opened.
    fn lacks_a_line(&self) -> bool {
        let is_ahead = self
            .acknowledged
            .is_some_and(|acknowledged| acknowledged > self.client_end);
        is_ahead || self.hides_commands
    }

    /// A reply to a command that is not in the capture.
    fn reply_without_command(&mut self, reply: &Reply) {
        match reply.code {
            ReplyCode::ALREADY_OPEN | ReplyCode::ABOUT_TO_OPEN => {
                // whatever the client set before it
                self.parameters.type_unread = true;
                self.parameters.read_type(reply.text.bytes());
                self.without_command
                    .begins(reply, self.parameters.data_type, self.offer);
            }
            code if code.is_preliminary() => {}
            _ => self.without_command.answers(reply, self.from_beginning),
        }
    }
}

/// The replies that come before the client goes on, but for the one that ends the session and
/// answers nothing.
fn answers(ahead: Lookahead<'_>) -> Vec<ReplyCode> {
    let mut replies = ahead.replies();
    replies.retain(|&code| code != ReplyCode::SERVICE_CLOSING);
    replies
}

/// The reply does not know the verb of a command, and not that of the open one.
fn is_of_the_verb(reply: &Reply, refused: &Command, open: &Command) -> bool {
    let text = reply.text.bytes();
    reply.code.is_of_syntax()
        && names(text, refused.verb.bytes())
        && !names(text, open.verb.bytes())
}

/// A shorter argument may be a word of any text.
const TELLING: usize = 3;
/// Names are looked for in so many bytes of a reply, and are no longer than this: no server says
/// more of them, and no capture makes the search dear.
const SEARCHED: usize = 512;

/// The reply refuses what a command was about, and not what the open one is about.
fn is_of_the_argument(reply: &Reply, refused: &Command, open: &Command) -> bool {
    let (Some(of_refused), Some(of_open)) = (refused.argument(), open.argument()) else {
        return false;
    };
    let text = reply.text.bytes();
    let is_repeated = refused
        .final_reply()
        .is_some_and(|first| first.code == reply.code && first.text.bytes() == text);
    let is_telling = is_repeated || of_refused.len() >= TELLING;
    reply.code.is_negative()
        && is_telling
        && mentions(text, of_refused)
        && !of_open.is_empty()
        && !mentions(text, name_in(of_open))
}

/// The name that an argument ends with, without what stands before it or around it: a server may
/// show a path in another form than it was sent in.
fn name_in(argument: &[u8]) -> &[u8] {
    let mut parts = argument.rsplit(|byte| b" /\\\"'".contains(byte));
    parts.find(|part| !part.is_empty()).unwrap_or(argument)
}

/// True where a text mentions an argument.
fn mentions(text: &[u8], argument: &[u8]) -> bool {
    let text = &text[..text.len().min(SEARCHED)];
    !argument.is_empty() && argument.len() < SEARCHED && contains_ignoring_case(text, argument)
}

/// True where a text has that word.
fn names(text: &[u8], word: &[u8]) -> bool {
    let mut words = text.split(|byte| !byte.is_ascii_alphanumeric());
    words.any(|other| other.eq_ignore_ascii_case(word))
}
