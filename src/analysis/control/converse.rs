//! The state of a session (RFC 959 section 5.4 and its extensions), led by both sides of the
//! control channel.
//!
//! | what is said | what it changes |
//! |---|---|
//! | 220, or 120 and 220, before any other reply | the greeting; it answers no command, also where the client did not wait for it |
//! | USER, PASS, ACCT and their replies | the login, see [`login`] |
//! | REIN and 220, AUTH and 234 | all but the connection is as after the greeting (RFC 959 section 4.1.1, RFC 4217 section 4) |
//! | CWD, CDUP and 2yz, PWD and 257 | the directory: what the server names, else what the client asked for, see [`path`](super::path) |
//! | TYPE, MODE, STRU and 2yz | the parameters of the transfers that follow |
//! | REST and 350 | the offset of the next command, if that is a transfer or prepares one |
//! | PORT, EPRT, LPRT and 2yz; 227, 228, 229 | the announcement in force, until the next one; a refused one changes nothing |
//! | SIZE, MLST, STAT of a file, and their replies | how large a file is, until it may have changed |
//! | RETR and its like | a transfer, in the state that holds when its first reply comes, also where commands are pipelined |
//! | ABOR | ends the transfer that waits, unless the 2yz of that crossed with it |
//! | TLS | hides what follows, and resets as AUTH does |
//! | a loss | the state may have changed unheard: types are taken from what the server says, announcements inferred |
//!
//! Lines are taken in the order in which they were said, which acknowledgments prove where frames
//! were recorded in another one. A reply finds its command by the table of
//! [`pairing`](super::pairing); to know whether a server has left one out, the replies that come
//! before the client goes on are looked at in advance.

mod announcements;
mod directory;
mod effect;
mod login;
mod protection;
mod transfers;
mod unasked;

use std::collections::VecDeque;
use std::sync::LazyLock;

use crate::ftp::{
    self, Effect, ParsedCommand as Parsed, ParsedReply as Answered, ReplyAssembler, ReplyItem,
    VERBS, parse_code, parse_eprt, parse_lprt, parse_port,
};
use crate::limits::Limits;
use crate::model::{At, Command, LineEnd, Method, Reply, ReplyCode, Text, UnendedReply};

use super::channel::{ChannelEvent, ChannelLine};
use super::draft::{Hidden, SessionDraft};
use super::hidden;
use super::pairing::Pairing;
use super::parameters::Parameters;
use super::secret::UnreadPasswords;
use super::sizes::Sizes;
use super::without_command::TransfersWithoutCommand;
use login::Logins;
use transfers::Aborts;

/// Room for paths that each line of a client brings, in bytes: far more than real paths take, and
/// no more than what is kept of the line itself.
const PATH_ROOM: usize = 512;
/// Lines of the server that are looked at in advance.
const AHEAD: usize = 32;
/// Replies of most commands: one more makes room for several.
const USUAL_REPLIES: usize = 2;

/// Makes a draft of what both sides said. `from_beginning`: the first byte of the connection is in
/// the capture.
pub fn converse<'h>(
    mut client: &'h [ChannelEvent],
    mut server: &'h [ChannelEvent],
    from_beginning: bool,
    limits: &Limits,
) -> SessionDraft {
    let mut conversation = Conversation::new(from_beginning, limits);
    loop {
        let client_first = match (client.first(), server.first()) {
            (Some(c), Some(s)) => c.precedes(s),
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => break,
        };
        let speaker = if client_first {
            &mut client
        } else {
            &mut server
        };
        conversation.has_read_client |= client_first;
        let next = speaker.split_off_first();
        match next {
            Some(ChannelEvent::Line(line)) if client_first => conversation.client_says(line),
            Some(ChannelEvent::Line(line)) => {
                conversation.server_says(line, Lookahead { client, server });
            }
            Some(ChannelEvent::TlsBegins(at)) => conversation.tls_begins(*at),
            Some(ChannelEvent::TlsOpens(at)) => conversation.tls_opens(*at),
            Some(ChannelEvent::Locked(at)) => conversation.locks(*at),
            Some(ChannelEvent::Unlocked(at)) => conversation.unlocks(*at),
            Some(ChannelEvent::TlsEnds(at)) => conversation.tls_ends(*at),
            Some(ChannelEvent::Full(at)) => conversation.losses.push(*at),
            None => break,
        }
    }
    conversation.finish()
}

/// What both sides say after this.
#[derive(Clone, Copy, Debug, Default)]
struct Lookahead<'a> {
    client: &'a [ChannelEvent],
    server: &'a [ChannelEvent],
}

impl Lookahead<'_> {
    /// The codes of the replies that come before the client goes on.
    fn replies(&self) -> Vec<ReplyCode> {
        let next = self.client.first();
        self.server
            .iter()
            .take(AHEAD)
            .take_while(|line| next.is_none_or(|next| !next.precedes(line)))
            .filter_map(|line| match line {
                ChannelEvent::Line(line) => final_code(line.text.bytes()),
                _ => None,
            })
            .collect()
    }
}

/// The code of a line that is a reply, or the last line of one.
fn final_code(line: &[u8]) -> Option<ReplyCode> {
    parse_code(line).filter(|_| matches!(line.get(3), None | Some(b' ')))
}

/// Empty lines that wait for an answer: no client sends more between two commands.
const EMPTY_LINES: usize = 64;

#[derive(Debug)]
struct Conversation {
    draft: SessionDraft,
    /// [`SessionDraft::commands`] in the making.
    commands: Vec<Command>,
    pairing: Pairing,
    replies: ReplyAssembler,
    /// What is left of [`Limits::paths`], with what each line has brought.
    path_room: usize,
    /// [`Limits::stray_lines`].
    stray_lines: usize,
    /// Replies that are complete: none between two lines.
    complete: Vec<Answered>,
    parameters: Parameters,
    sizes: Sizes,
    /// The last command after which any file may be another one: DELE, RNTO.
    files_changed: usize,
    /// Index of the offer that holds: the latest that was accepted, or was used without an answer.
    offer: Option<usize>,
    /// PORT and its like, in order: command and offer.
    announcements: Vec<(usize, usize)>,
    /// The latest command of a kind that announces an endpoint or asks for one, and whether any
    /// endpoint came of it.
    latest_request: Option<(usize, bool)>,
    /// Transfers before this one have their parameters.
    unbound: usize,
    greeted: bool,
    /// The client said a line, or began TLS.
    has_read_client: bool,
    /// Some command has an answer.
    answered: bool,
    logins: Logins,
    /// The last try that was accepted.
    let_in: Option<usize>,
    aborts: Aborts,
    without_command: TransfersWithoutCommand,
    /// Empty lines of the client that may still be answered: the first [`EMPTY_LINES`], with their
    /// place in its stream.
    empty_lines: VecDeque<(At, u64)>,
    unread: UnreadPasswords,
    /// Text of the reply that is being taken may be missing.
    is_damaged: bool,
    /// How much of the client's stream the server had seen when it said the latest line.
    acknowledged: Option<u64>,
    /// Place in the client's stream behind its latest line.
    client_end: u64,
    /// Lines may be missing about these places.
    losses: Vec<At>,
    /// What the server said last is not in the capture: lines that follow may go on with a reply of
    /// several lines.
    headless: bool,
    last: Option<At>,
    from_beginning: bool,
    hidden_since: Option<At>,
    /// Since when there is TLS that can be read.
    opened_since: Option<At>,
    /// A command was opened that came under TLS.
    opened_command: bool,
    /// The server's latest line was opened, and no command was.
    hides_commands: bool,
    /// Since when commands come protected by a mechanism of RFC 2228, and the times when they did
    /// before.
    protected_since: Option<At>,
    protected: Vec<Hidden>,
}

impl Conversation {
    fn new(from_beginning: bool, limits: &Limits) -> Self {
        Conversation {
            draft: SessionDraft::default(),
            commands: Vec::new(),
            pairing: Pairing::default(),
            replies: ReplyAssembler::new(limits),
            path_room: limits.paths,
            stray_lines: limits.stray_lines,
            complete: Vec::new(),
            parameters: Parameters {
                type_unread: !from_beginning,
                ..Parameters::default()
            },
            sizes: Sizes::default(),
            files_changed: 0,
            offer: None,
            announcements: Vec::new(),
            latest_request: None,
            unbound: 0,
            greeted: false,
            has_read_client: false,
            answered: false,
            logins: Logins::default(),
            let_in: None,
            aborts: Aborts::default(),
            without_command: TransfersWithoutCommand::default(),
            empty_lines: VecDeque::new(),
            unread: UnreadPasswords::new(from_beginning),
            is_damaged: false,
            acknowledged: None,
            client_end: 0,
            losses: Vec::new(),
            headless: !from_beginning,
            last: None,
            from_beginning,
            hidden_since: None,
            opened_since: None,
            opened_command: false,
            hides_commands: false,
            protected_since: None,
            protected: Vec::new(),
        }
    }

    fn client_says(&mut self, line: &ChannelLine) {
        self.opened_command |= line.opened;
        self.note_loss(line);
        self.client_end = line.stream_end;
        let Some(parsed) = Parsed::parse(line.text.bytes()) else {
            if line.text.bytes().is_empty() && self.empty_lines.len() < EMPTY_LINES {
                self.empty_lines.push_back((line.end, line.stream_end));
            }
            return;
        };
        self.unread.client_says(line, &parsed, self.commands.len());
        let unreadable = parsed.verb.is_none() && (line.head_lost || line.tail_lost);
        if unreadable {
            return;
        }
        let mut replies = std::mem::take(&mut self.complete);
        self.replies
            .client_spoke(&mut |item| keep_reply(item, &mut replies));
        self.answer_all(replies, Lookahead::default());
        self.path_room = self.path_room.saturating_add(PATH_ROOM);
        let index = self.commands.len();
        let row = ftp::position(&parsed.name);
        self.commands.push(Command {
            at: line.end,
            first_frame: line.begin.frame,
            line: line.text.clone(),
            secret: None,
            verb: row.map_or_else(|| parsed.name.as_ref().into(), shared_verb),
            row: row.map(|row| row as u8),
            argument_at: parsed.argument.map(|_| parsed.argument_at as u32),
            stream_end: line.stream_end,
            line_end: line.line_end,
            replies: Vec::new(),
        });
        let unended = matches!(line.line_end, LineEnd::Missing | LineEnd::Nul) && !line.tail_lost;
        self.pairing.command(index, parsed.verb, unended);
        self.follow_protection(parsed.effect(), line.end);
        self.command(index, &parsed, line);
        self.last = Some(line.end);
    }

    fn server_says(&mut self, line: &ChannelLine, ahead: Lookahead<'_>) {
        self.note_loss(line);
        self.acknowledged = line.acked;
        self.hides_commands = line.opened && !self.opened_command;
        if line.head_lost {
            self.pairing.replies_lost();
        }
        self.headless |= line.head_lost;
        let mut replies = std::mem::take(&mut self.complete);
        let (stray, left_out, room) = (
            &mut self.draft.stray_lines,
            &mut self.draft.left_out,
            self.stray_lines,
        );
        let (headless, pairing) = (&mut self.headless, &self.pairing);
        self.replies.push(
            line.line(),
            |code| pairing.awaits(code),
            &mut |item| match item {
                ReplyItem::Unstructured(line) if line.damaged() || *headless => {}
                ReplyItem::Unstructured(line) if stray.len() < room => {
                    stray.push((line.end, line.text.into()));
                }
                ReplyItem::Unstructured(_) => left_out.stray_lines += 1,
                ReplyItem::Reply(reply) => {
                    // one that was broken off by the loss comes out now
                    *headless &= reply.end.frame < line.begin.frame;
                    replies.push(reply);
                }
            },
        );
        self.answer_all(replies, ahead);
        self.last = Some(line.end);
    }

    fn note_loss(&mut self, line: &ChannelLine) {
        if line.head_lost || line.tail_lost {
            self.losses.push(self.last.unwrap_or(line.begin));
            self.parameters.type_unread = true;
        }
    }

    /// What a command does before it is answered.
    fn command(&mut self, index: usize, parsed: &Parsed, line: &ChannelLine) {
        let (argument, at) = (parsed.argument, line.end);
        match parsed.effect() {
            Effect::User => self.logins.user(index),
            Effect::Pass => self.logins.password(index),
            Effect::Acct => self.logins.account(index),
            Effect::Announce(method) => {
                let announced = match method {
                    Method::Eprt => parse_eprt(argument.unwrap_or_default()),
                    Method::Lprt => parse_lprt(argument.unwrap_or_default()),
                    _ => parse_port(argument.unwrap_or_default()),
                };
                self.latest_request = Some((index, announced.is_ok()));
                if let Ok(announced) = announced {
                    self.announcements.push((index, self.draft.offers.len()));
                    self.announce(method, &announced, index, at, at);
                } else if !line.head_lost && !line.tail_lost {
                    self.announce_nothing(method, at, Some(index));
                }
            }
            Effect::AskAnnounce(_) => self.latest_request = Some((index, false)),
            Effect::Transfer(kind) => self.request_transfer(index, kind, argument, at),
            Effect::Abort => self.abort(line.stream_end),
            _ => {}
        }
    }

    /// Takes the replies that a line has completed; their list is used again.
    fn answer_all(&mut self, mut replies: Vec<Answered>, ahead: Lookahead<'_>) {
        for reply in replies.drain(..) {
            self.answer(reply, ahead);
        }
        self.complete = replies;
    }

    fn answer(&mut self, answered: Answered, ahead: Lookahead<'_>) {
        let Answered {
            code,
            text,
            begin,
            end: at,
            cut,
            line_end,
            damaged,
            unended,
            ..
        } = answered;
        self.is_damaged = damaged || cut;
        self.unread.server_answers(code, begin.frame);
        self.draft.left_out.cut_replies += u64::from(cut);
        let reply = Reply {
            at,
            first_frame: begin.frame,
            code,
            text: text.into(),
            line_end,
        };
        if unended {
            let kept = self.draft.unended_reply.get_or_insert_with(|| {
                Box::new(UnendedReply {
                    reply: reply.clone(),
                    is_last: false,
                    command: None,
                    followed: Vec::new(),
                })
            });
            kept.followed.push((reply.first_frame, code));
        }
        let greets = self.is_greeting(code);
        self.greeted |= !code.is_preliminary();
        let Some(index) = (if greets || self.is_refusal_again(&reply, ahead) {
            None
        } else {
            self.pairing.reply(code, || ahead.replies())
        }) else {
            self.unasked(reply);
            return;
        };
        // an answer to what came behind an empty line: that gets none any more
        let answered_to = self.commands[index].stream_end;
        self.empty_lines.retain(|(_, place)| *place >= answered_to);
        self.bind_before(index);
        let parsed_line = self.commands[index].line.clone();
        if let Some(parsed) = Parsed::parse(parsed_line.bytes()) {
            self.effect(index, &parsed, &reply);
        }
        let replies = &mut self.commands[index].replies;
        if replies.len() < USUAL_REPLIES {
            replies.reserve_exact(1);
        }
        replies.push(reply);
        self.answered = true;
    }

    /// The server acknowledged what a client sent of which not a line was read: its direction was
    /// not recorded.
    fn lacks_client(&self) -> bool {
        !self.has_read_client && self.acknowledged.is_some_and(|bytes| bytes > 0)
    }

    fn finish(mut self) -> SessionDraft {
        let mut replies = std::mem::take(&mut self.complete);
        let unended = self
            .replies
            .finish(&mut |item| keep_reply(item, &mut replies));
        self.answer_all(replies, Lookahead::default());
        if let Some(unended) = unended {
            self.keep_unended(unended);
        }
        self.bind_before(usize::MAX);
        self.end_protection(None);
        self.draft.is_protected = !self.protected.is_empty();
        self.remember_login();
        for command in &mut self.commands {
            command.replies.shrink_to_fit();
        }
        let lacks_client = self.lacks_client();
        self.draft.unread_passwords = self.unread.finish();
        self.draft.commands = self.commands.into();
        self.draft.unasked.shrink_to_fit();
        self.draft.without_command = self.without_command.take();
        announcements::offer_to_unanswered(&mut self.draft);
        announcements::end_unanswered_offers(&mut self.draft);
        let mut tls = std::mem::take(&mut self.draft.hidden);
        tls.extend(self.hidden_since.map(|from| Hidden {
            from: Some(from),
            to: None,
            tls: true,
        }));
        self.draft
            .opened
            .extend(self.opened_since.map(|from| Hidden {
                from: Some(from),
                to: None,
                tls: true,
            }));
        self.draft.offers.shrink_to_fit();
        self.draft.broken_announcements.shrink_to_fit();
        self.draft.transfers.shrink_to_fit();
        let mut others = std::mem::take(&mut self.protected);
        if lacks_client {
            others.push(Hidden {
                from: None,
                to: None,
                tls: false,
            });
        }
        self.draft.hidden =
            hidden::collect(&self.draft, tls, others, &self.losses, self.from_beginning);
        self.draft
    }
}

impl Conversation {
    /// The server has begun a reply, and not ended it when its stream is over: nobody is answered
    /// yet.
    fn keep_unended(&mut self, begun: Answered) {
        let command = if self.is_greeting(begun.code) {
            None
        } else {
            self.pairing.reply(begun.code, Vec::new)
        };
        let reply = Reply {
            at: begun.end,
            first_frame: begun.begin.frame,
            code: begun.code,
            text: begun.text.into(),
            line_end: begun.line_end,
        };
        let earlier = self.draft.unended_reply.take();
        self.draft.unended_reply = Some(Box::new(UnendedReply {
            reply,
            is_last: true,
            command,
            followed: earlier.map_or_else(Vec::new, |earlier| earlier.followed),
        }));
    }
}

/// The name of a verb: most sessions use the same few, so that there is one text of each.
fn shared_verb(row: usize) -> Text {
    static NAMES: LazyLock<Vec<Text>> =
        LazyLock::new(|| VERBS.iter().map(|verb| verb.name.into()).collect());
    NAMES[row].clone()
}

fn keep_reply(item: ReplyItem<'_>, replies: &mut Vec<Answered>) {
    if let ReplyItem::Reply(reply) = item {
        replies.push(reply);
    }
}

#[cfg(test)]
mod tests;
