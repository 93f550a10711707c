//! Transfers: the first of each kind step by step, further ones in a sentence each, and beyond some
//! all together.

use std::collections::HashSet;

use crate::ftp::Effect;
use crate::model::{
    Arg, Command, Connection, Direction, Message as Sentence, Method, Reply, ReplyCode, Stage,
    SynAnswer, Transfer, TransferState,
};
use crate::story::Topic;
use crate::tcp::SYN_RETRY;
use crate::text::names;

use super::ask;
use super::sentence::{basis, end, name, purpose, said, say, seconds};
use super::{StepDraft, StepWriter};

/// Transfers of known kinds that are told one by one.
const AGAIN: usize = 8;

/// A line that takes so long is typed by a person, in nanoseconds: nobody types a command faster,
/// and programs that send single letters do not wait between them.
const BY_HAND: i64 = 500_000_000;

/// What makes two transfers alike, so that the second one need not be explained again.
#[derive(PartialEq, Eq, Hash)]
struct Likeness {
    direction: Option<Direction>,
    method: Option<Method>,
    state: TransferState,
    stage: Stage,
    encrypted: bool,
}

impl Likeness {
    fn of(transfer: &Transfer) -> Self {
        let &Transfer {
            direction,
            method,
            stage,
            encrypted,
            ..
        } = transfer;
        Likeness {
            direction,
            method,
            state: transfer.state(),
            stage,
            encrypted,
        }
    }
}

/// What hides the control channel.
#[derive(Clone, Copy)]
enum Concealment {
    /// Nothing: what is not there was not captured.
    None,
    Tls,
    /// A mechanism of RFC 2228.
    Protection,
}

impl StepWriter<'_> {
    pub(super) fn transfers(&mut self) {
        let mut kinds = HashSet::new();
        let mut announced = HashSet::new();
        let (mut again, mut more) = (0, Vec::new());
        for transfer in &self.session.transfers {
            if kinds.insert(Likeness::of(transfer)) {
                let fresh = transfer.offer.is_none_or(|offer| announced.insert(offer));
                self.transfer(transfer, fresh);
            } else if again < AGAIN {
                again += 1;
                self.again(transfer);
            } else {
                more.push(transfer);
            }
        }
        if let Some(first) = more.first() {
            let good = more
                .iter()
                .filter(|transfer| transfer.is_confirmed())
                .count();
            let bytes: u64 = more.iter().map(|t| t.bytes).sum();
            let args = [
                ("count", Arg::from(more.len())),
                ("good", good.into()),
                ("bytes", bytes.into()),
                ("session", name(self.session.id)),
            ];
            self.add(
                StepDraft::new(Topic::Again, first.start).say(say("explain-transfers-again", args)),
            );
        }
    }

    /// Everything about a transfer.
    fn transfer(&mut self, transfer: &Transfer, announce: bool) {
        let id = Some(transfer.id);
        let offer = transfer.offer.and_then(|offer| self.offer(offer));
        let connection = transfer
            .connection
            .and_then(|id| self.analysis.connection(id))
            .filter(|connection| connection.answer == SynAnswer::Opened);
        match offer {
            Some(offer) if announce => {
                self.announcement(offer, id);
                if connection.is_none() {
                    self.fate(offer, id);
                }
            }
            Some(_) => {}
            None => self.unannounced(transfer, connection),
        }
        if announce {
            self.opening(offer, connection, id);
        }
        self.overlap(transfer, offer, connection);
        self.request(transfer, connection);
        if let Some(connection) = connection.filter(|c| !self.is_left_to_another(transfer, c)) {
            self.bytes(transfer, connection);
            self.closing(transfer, connection);
        }
        self.result(transfer);
    }

    /// A data connection that no announcement in the capture explains.
    fn unannounced(&mut self, transfer: &Transfer, connection: Option<&Connection>) {
        let Some(connection) = connection else { return };
        let draft = StepDraft::of(Topic::Announcement, connection.first, transfer.id);
        let id = match self.veil(connection.first.frame) {
            Concealment::Tls => "explain-announce-hidden",
            Concealment::Protection => "explain-announce-protected",
            Concealment::None => "explain-announce-unseen",
        };
        self.add(draft.say(say(id, [])));
    }

    /// What hides the control channel in that frame.
    fn veil(&self, frame: u64) -> Concealment {
        let session = self.session;
        let protected = |c: &Command| c.effect() == Effect::Protected && c.at.frame <= frame;
        if session.is_hidden_at(frame) {
            Concealment::Tls
        } else if session.commands.iter().any(protected) {
            Concealment::Protection
        } else {
            Concealment::None
        }
    }

    /// The command, and whether the server begins.
    fn request(&mut self, transfer: &Transfer, connection: Option<&Connection>) {
        let Some(command) = self.session.command_of(transfer) else {
            let begun = transfer.lone_replies.as_ref().and_then(|heard| heard.begun);
            if let Some(reply) = begun.and_then(|at| self.session.lone_reply(at)) {
                let draft = StepDraft::of(Topic::Request, reply.at, transfer.id)
                    .say(say("explain-request-unheard", said(reply)));
                return self.add(draft.basis("RFC 959 5.4"));
            }
            let id = match self.veil(transfer.start.frame) {
                Concealment::Tls => "explain-request-hidden",
                Concealment::Protection => "explain-request-protected",
                Concealment::None => "explain-request-unseen",
            };
            return self
                .add(StepDraft::of(Topic::Request, transfer.start, transfer.id).say(say(id, [])));
        };
        let shown = Arg::from(&command.shown_line(self.options.show_passwords));
        let args = [
            ("line", shown),
            ("frame", name(command.at.frame)),
            ("purpose", purpose(command)),
        ];
        let mut draft = StepDraft::of(Topic::Request, command.at, transfer.id)
            .say(say("explain-request", args));
        draft = draft.say(self.typed(command));
        if transfer.offset > 0 {
            draft = draft.say(say(
                "explain-request-offset",
                [("offset", transfer.offset.into())],
            ));
        }
        draft = draft.frames([command.first_frame]);
        let answer = command.preliminary_reply();
        let answer = answer.or_else(|| self.refusal_at_once(transfer, command));
        if let Some(source) = basis(command) {
            draft = draft.basis(source);
        }
        match answer {
            // the connection comes first, and then the reply that could only come behind it
            Some(reply) if opens_between(connection, command, reply) => {
                self.add(draft);
                draft = StepDraft::of(Topic::Start, reply.at, transfer.id);
                draft = draft.say(started(reply)).ask(ask::started(reply.code));
            }
            Some(reply) => {
                draft = draft.say(started(reply)).frames([reply.at.frame]);
                draft = draft.ask(ask::started(reply.code));
            }
            None if command.replies.is_empty() => {
                draft = draft.say(self.unanswered("explain-command-unanswered", command));
            }
            None => draft = draft.say(awaited(command, transfer)),
        }
        self.add(draft.basis("RFC 959 5.4"));
    }

    /// The final reply to a command that no 1yz answers, where nothing stands between them. An
    /// answer that comes after tries to connect, or because of their absence, is told behind those.
    pub(super) fn refusal_at_once<'c>(
        &self,
        transfer: &Transfer,
        command: &'c Command,
    ) -> Option<&'c Reply> {
        let reply = command.final_reply()?;
        let connection = transfer
            .connection
            .and_then(|id| self.analysis.connection(id));
        let tried_before = connection.is_some_and(|c| c.first.frame < reply.at.frame);
        (!tried_before && reply.code != ReplyCode::CANNOT_OPEN).then_some(reply)
    }

    /// Says that a line was sent in pieces.
    fn typed(&self, command: &Command) -> Option<Sentence> {
        let begun = self.begun(command);
        let taken = command.at.time.since(begun.time);
        (command.first_frame < command.at.frame && taken > 0).then(|| {
            let args = [
                ("first", name(command.first_frame)),
                ("last", name(command.at.frame)),
                ("seconds", seconds(taken)),
            ];
            let id = if taken >= BY_HAND {
                "explain-request-typed"
            } else {
                "explain-request-pieces"
            };
            say(id, args)
        })
    }

    /// A transfer like an earlier one.
    fn again(&mut self, transfer: &Transfer) {
        let command = self.session.command_of(transfer);
        let connection = transfer
            .connection
            .and_then(|id| self.analysis.connection(id));
        let shown = command.map_or(Arg::Words("explain-unseen-command".to_owned()), |command| {
            Arg::from(&command.shown_line(self.options.show_passwords))
        });
        let id = match connection {
            None => "explain-again-without",
            Some(connection) if connection.answer != SynAnswer::Opened => "explain-again-tried",
            Some(_) if command.is_none() => "explain-again-hidden",
            Some(_) => "explain-again",
        };
        let outcome = names::outcome_message(transfer);
        let said = Sentence {
            id,
            args: vec![
                ("line", shown),
                (
                    "opener",
                    connection.map_or(Arg::Name(String::new()), |c| end(c.opener)),
                ),
                (
                    "listener",
                    connection.map_or(Arg::Name(String::new()), |c| end(c.listener)),
                ),
                (
                    "frame",
                    name(connection.map_or(transfer.start.frame, |c| c.first.frame)),
                ),
                ("bytes", transfer.bytes.into()),
                ("outcome", Arg::Words(outcome)),
                (
                    "code",
                    transfer.reply_code.map_or(Arg::Name("–".to_owned()), name),
                ),
            ],
        };
        let at = command.map_or(transfer.start, |command| command.at);
        let draft = StepDraft::of(Topic::Again, at, transfer.id).say(said);
        let frames = connection
            .into_iter()
            .flat_map(|c| [c.first.frame, c.last.frame]);
        self.add(
            draft
                .frames(frames)
                .frames(command.and_then(Command::final_reply).map(|r| r.at.frame)),
        );
    }
}

/// True where a data connection begins behind a command and is open before its reply.
fn opens_between(connection: Option<&Connection>, command: &Command, reply: &Reply) -> bool {
    connection.is_some_and(|connection| {
        let begins = connection.first.frame;
        command.at.frame < begins && begins < reply.at.frame
    })
}

/// Says that a command waits for what else happens, and where its answer is. A server that says
/// before a SYN could come again that it has no data connection waits for none.
fn awaited(command: &Command, transfer: &Transfer) -> Option<Sentence> {
    let reply = command.final_reply()?;
    let has_waited =
        transfer.connection.is_some() || reply.at.time.since(command.at.time) >= SYN_RETRY;
    (reply.code == ReplyCode::CANNOT_OPEN && has_waited)
        .then(|| say("explain-request-waits", [("reply", name(reply.at.frame))]))
}

/// The first reply to a transfer command.
fn started(reply: &Reply) -> Sentence {
    let id = match reply.code {
        ReplyCode::ALREADY_OPEN => "explain-start-125",
        code if code.is_preliminary() => "explain-start-150",
        code if code.is_negative() => "explain-start-refused",
        _ => "explain-start-at-once",
    };
    say(id, said(reply))
}
