//! Control and data connection at once: two conversations whose order nobody promises.

use crate::model::{
    At, Command, Connection, Direction, ExpectedData, Message as Sentence, Method, Mode, Reply,
    Transfer,
};
use crate::story::Topic;

use super::ask;
use super::sentence::{name, say, seconds};
use super::{StepDraft, StepWriter};

/// A pause that is worth telling, in nanoseconds.
const LONG: i64 = 1_000_000_000;

impl StepWriter<'_> {
    /// Where the frames of a transfer's two connections interleave.
    pub(super) fn overlap(
        &mut self,
        transfer: &Transfer,
        offer: Option<&ExpectedData>,
        connection: Option<&Connection>,
    ) {
        let Some(connection) = connection else { return };
        let Some(marks) = self.connection_frames(connection) else {
            return;
        };
        let command = self.session.command_of(transfer);
        // what the other side says is not part of the file: the header of a proxy, a handshake of
        // TLS
        let data = marks.of(self.sender(transfer, connection)).data;
        // and what comes later may be part of the next one
        let data = data.filter(|_| !self.is_shared(connection));
        let mut draft = StepDraft::of(Topic::Overlap, connection.first, transfer.id);
        if let Some(offer) = offer {
            draft = self.early_connection(draft, offer, connection);
        }
        if let (Some(ack), Some(command)) = (marks.ack, command) {
            draft = self.early_handshake(draft, ack, command);
        }
        if let (Some((first, last)), Some(command)) = (data, command) {
            draft = early_data(draft, first, command);
            draft = late_data(draft, last, command, transfer);
        }
        self.add(draft.basis("RFC 959 3.2"));
    }

    /// A SYN before the announcement, or before its answer.
    fn early_connection(
        &self,
        draft: StepDraft,
        offer: &ExpectedData,
        connection: &Connection,
    ) -> StepDraft {
        let draft = draft.say(before_announcement(offer, connection));
        match (self.before_reply(offer, connection), self.reply_of(offer)) {
            (Some(said), Some(reply)) => draft
                .say(said)
                .ask(ask::syn_before_reply())
                .not_before(reply.at),
            _ => draft,
        }
    }

    /// A connection that was open before its transfer began.
    fn early_handshake(&self, draft: StepDraft, ack: At, command: &Command) -> StepDraft {
        let begun = self.begun(command);
        if ack.frame >= begun.frame {
            return draft;
        }
        let waited = begun.time.since(ack.time);
        let args = [
            ("ack", name(ack.frame)),
            ("frame", name(begun.frame)),
            ("verb", (&command.verb).into()),
            ("seconds", seconds(waited)),
        ];
        let id = if waited >= LONG {
            "explain-overlap-waits"
        } else {
            "explain-overlap-open"
        };
        draft
            .say(say(id, args))
            .frames([begun.frame])
            .not_before(begun)
    }

    /// The reply to the command that announces.
    fn reply_of(&self, offer: &ExpectedData) -> Option<&Reply> {
        let command = self.session.commands.get(offer.command)?;
        command.final_reply()
    }

    /// The server connects before it answers PORT.
    fn before_reply(&self, offer: &ExpectedData, connection: &Connection) -> Option<Sentence> {
        if offer.method.mode() != Mode::Active || offer.method == Method::Default {
            return None;
        }
        let reply = self.reply_of(offer)?;
        let marks = self.connection_frames(connection)?;
        let syn = marks.syn?;
        (offer.at.frame < syn.frame && syn.frame < reply.at.frame).then(|| {
            let args = [
                ("syn", name(syn.frame)),
                ("code", name(reply.code)),
                ("reply", name(reply.at.frame)),
                (
                    "ack",
                    name(marks.ack.map_or(connection.first.frame, |at| at.frame)),
                ),
            ];
            say("explain-overlap-before-reply", args)
        })
    }
}

/// Bytes that came before the 1yz.
fn early_data(draft: StepDraft, first: At, command: &Command) -> StepDraft {
    let Some(reply) = command
        .preliminary_reply()
        .filter(|reply| first.frame < reply.at.frame)
    else {
        return draft;
    };
    let args = [
        ("frame", name(first.frame)),
        ("code", name(reply.code)),
        ("reply", name(reply.at.frame)),
    ];
    draft
        .say(say("explain-overlap-early-data", args))
        .frames([first.frame, reply.at.frame])
        .not_before(reply.at)
}

/// Bytes that came behind the 2yz.
fn late_data(draft: StepDraft, last: At, command: &Command, transfer: &Transfer) -> StepDraft {
    let Some(reply) = command
        .final_reply()
        .filter(|reply| reply.code.is_completion() && reply.at.frame < last.frame)
    else {
        return draft;
    };
    let id = match transfer.direction {
        Some(Direction::Upload) => "explain-overlap-late-upload",
        _ => "explain-overlap-late-data",
    };
    let args = [
        ("frame", name(last.frame)),
        ("code", name(reply.code)),
        ("reply", name(reply.at.frame)),
    ];
    draft
        .say(say(id, args))
        .frames([last.frame, reply.at.frame])
        .not_before(last)
}

/// The SYN was captured before the line that announces where it goes.
fn before_announcement(offer: &ExpectedData, connection: &Connection) -> Option<Sentence> {
    (connection.first.frame < offer.at.frame).then(|| {
        let args = [
            ("syn", name(connection.first.frame)),
            ("frame", name(offer.at.frame)),
        ];
        say("explain-overlap-early-syn", args)
    })
}
