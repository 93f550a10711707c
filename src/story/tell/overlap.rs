//! Control and data connection at once: two conversations whose order nobody promises.

use crate::model::{
    Command, Connection, ExpectedData, Message as Sentence, Method, Mode, Reply, Transfer,
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
        let Some(marks) = self.landmarks(connection) else {
            return;
        };
        let command = self.session.command_of(transfer);
        let mut draft = StepDraft::of(Topic::Overlap, connection.first, transfer.id);
        let said = [
            offer.and_then(|offer| before_announcement(offer, connection)),
            offer.and_then(|offer| self.before_reply(offer, connection)),
        ];
        let reply = self.reply_of(offer);
        for sentence in said {
            let early = sentence.as_ref().map(|said| said.id);
            let early = early.filter(|id| *id == "explain-overlap-before-reply");
            draft = draft
                .say(sentence)
                .ask(early.map(|_| ask::syn_before_reply()));
            if let Some(reply) = early.and(reply) {
                draft = draft.not_before(reply.at);
            }
        }
        if let (Some(ack), Some(command)) = (marks.ack, command) {
            let begun = self.begun(command);
            let waited = begun.time.since(ack.time);
            if ack.frame < begun.frame {
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
                draft = draft
                    .say(say(id, args))
                    .frames([begun.frame])
                    .not_before(begun);
            }
        }
        // what the other side says is no part of the file: the header of a proxy, a handshake of TLS
        let data = marks.of(self.sender(transfer, connection)).data;
        // and what comes later may be part of the next one
        let data = data.filter(|_| !self.is_shared(connection));
        let first = data.map(|(first, _)| first.frame);
        let end = data.map(|(_, last)| last);
        if let (Some(first), Some(reply)) = (first, command.and_then(Command::preliminary_reply))
            && first < reply.at.frame
        {
            let args = [
                ("frame", name(first)),
                ("code", name(reply.code)),
                ("reply", name(reply.at.frame)),
            ];
            draft = draft
                .say(say("explain-overlap-early-data", args))
                .frames([first, reply.at.frame])
                .not_before(reply.at);
        }
        if let (Some(end), Some(reply)) = (end, command.and_then(Command::final_reply))
            && reply.code.is_completion()
            && reply.at.frame < end.frame
        {
            let args = [
                ("frame", name(end.frame)),
                ("code", name(reply.code)),
                ("reply", name(reply.at.frame)),
            ];
            draft = draft
                .say(say("explain-overlap-late-data", args))
                .frames([end.frame, reply.at.frame])
                .not_before(end);
        }
        self.add(draft.basis("RFC 959 3.2"));
    }

    /// The reply to the command that announces.
    fn reply_of(&self, offer: Option<&ExpectedData>) -> Option<&Reply> {
        let command = self.session.commands.get(offer?.command)?;
        command.final_reply()
    }

    /// The server connects before it answers PORT.
    fn before_reply(&self, offer: &ExpectedData, connection: &Connection) -> Option<Sentence> {
        if offer.method.mode() != Mode::Active || offer.method == Method::Default {
            return None;
        }
        let reply = self.reply_of(Some(offer))?;
        let marks = self.landmarks(connection)?;
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
