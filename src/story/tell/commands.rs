//! Commands that move no data: each verb is explained once.

use std::collections::{BTreeMap, BTreeSet};

use crate::ftp::Effect;
use crate::model::{Arg, Command, Reply, ReplyCode};
use crate::story::Topic;

use super::ask;
use super::facts::fact;
use super::sentence::{basis, begun, means, name, purpose, said, say};
use super::{Sentence, StepDraft, StepWriter};

/// Verbs that nobody knows that are told one by one.
const UNKNOWN: usize = 3;
/// Verbs that are counted by name.
const COUNTED: usize = 8;

impl StepWriter<'_> {
    /// What has no part of its own.
    pub(super) fn commands(&mut self) {
        let session = self.session;
        let mut announcing: Vec<usize> = session.offers.iter().map(|offer| offer.command).collect();
        announcing.sort_unstable();
        let logins: BTreeSet<usize> = session
            .logins
            .iter()
            .flat_map(|attempt| [attempt.user, attempt.password, attempt.account])
            .flatten()
            .collect();
        let mut told: BTreeSet<&[u8]> = BTreeSet::new();
        let mut further: BTreeMap<&[u8], u64> = BTreeMap::new();
        let mut unknown = 0;
        for (index, command) in session.commands.iter().enumerate() {
            let elsewhere = match command.effect() {
                // also a password whose verb is lost
                _ if logins.contains(&index) => true,
                Effect::Quit | Effect::Auth | Effect::Transfer(_) => true,
                Effect::Announce(_) | Effect::AskAnnounce(_) => {
                    announcing.binary_search(&index).is_ok()
                }
                _ => false,
            };
            if elsewhere {
                continue;
            }
            if command.effect() == Effect::Abort {
                self.abort(command);
                continue;
            }
            let known = command.known();
            unknown += usize::from(known.is_none());
            let verb = known.map_or(&b"?"[..], |verb| verb.name.as_bytes());
            if told.insert(verb) || (known.is_none() && unknown <= UNKNOWN) {
                self.command(command);
            } else {
                *further.entry(verb).or_default() += 1;
            }
        }
        let again = further.values().sum();
        if again > 0 {
            let mut verbs: Vec<(&[u8], u64)> = further.into_iter().collect();
            verbs.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
            let list = verbs
                .iter()
                .take(COUNTED)
                .map(|(verb, times)| format!("{} ×{times}", String::from_utf8_lossy(verb)));
            let list: Vec<String> = list.collect();
            let args = [
                ("count", Arg::Number(again)),
                ("verbs", list.join(", ").into()),
                ("session", name(session.id)),
            ];
            self.add(
                StepDraft::new(Topic::Again, session.last).say(say("explain-commands-again", args)),
            );
        }
    }

    fn command(&mut self, command: &Command) {
        let shown = Arg::from(&command.shown_line(self.options.show_passwords));
        let mut draft = StepDraft::new(Topic::Commands, command.at);
        let args = [
            ("line", shown),
            ("frame", name(command.at.frame)),
            ("purpose", purpose(command)),
        ];
        let id = if command.known().is_some() {
            "explain-command"
        } else {
            "explain-command-unknown"
        };
        draft = draft.say(say(id, args));
        draft = match command.replies.last() {
            None => draft.say(self.unanswered("explain-command-unanswered", command)),
            Some(reply) if reply.code.is_protected() => draft.say(say(
                "explain-command-protected",
                [("code", name(reply.code)), ("frame", name(reply.at.frame))],
            )),
            Some(reply) if reply.code.is_negative() => {
                draft.say(say("explain-command-refused", said(reply)))
            }
            Some(reply) => answered(draft, command, reply),
        };
        draft = draft.ask(ask::command(command));
        draft = draft.frames(command.replies.iter().map(|r| r.at.frame));
        if let Some(source) = basis(command) {
            draft = draft.basis(source);
        }
        self.add(draft);
    }

    /// What is said of a command without a reply: none follows, or one begins and is not ended.
    pub(super) fn unanswered(&self, none: &'static str, command: &Command) -> Sentence {
        self.begun_answer(command).unwrap_or_else(|| say(none, []))
    }

    /// That the server begins to answer a command, and does not end its reply.
    pub(super) fn begun_answer(&self, command: &Command) -> Option<Sentence> {
        let unended = self.session.unended_reply.as_ref();
        let answering = unended.filter(|unended| {
            let to = unended.command.map(|index| &self.session.commands[index]);
            to.is_some_and(|to| to.at == command.at)
        });
        let id = if self.session.control.lost_bytes == 0 {
            "explain-reply-unended"
        } else {
            "explain-reply-part"
        };
        answering.map(|unended| say(id, begun(&unended.reply)))
    }

    /// ABOR, which ends a transfer.
    fn abort(&mut self, command: &Command) {
        let frame = name(command.at.frame);
        let draft = StepDraft::new(Topic::Abort, command.at)
            .say(say("explain-abort", [("frame", frame)]))
            .basis("RFC 959 4.1.3");
        if command.replies.is_empty() {
            return self.add(draft.say(say("explain-command-unanswered", [])));
        }
        self.add(draft);
        // what ABOR stops ends before the server answers it
        for reply in &command.replies {
            // in answer to ABOR, 225 and 226 mean something else than after a transfer
            let id = match reply.code {
                ReplyCode::OPEN_IDLE => "explain-abort-open",
                ReplyCode::TRANSFER_DONE => "explain-abort-closed",
                _ => "explain-abort-answered",
            };
            let draft = StepDraft::new(Topic::Abort, reply.at).say(say(id, said(reply)));
            self.add(draft.ask(ask::two_replies()).basis("RFC 959 4.1.3"));
        }
    }
}

/// What the server answers, and what that comes to.
fn answered(draft: StepDraft, command: &Command, reply: &Reply) -> StepDraft {
    if let Some(fact) = fact(command, reply) {
        return draft
            .say(say("explain-command-replied", said(reply)))
            .say(fact);
    }
    // an announcement that can be read has a step of its own
    if reply.code.announces() {
        return draft
            .say(say("explain-command-replied", said(reply)))
            .say(say("explain-announces-nothing", []));
    }
    let [code, text, frame] = said(reply);
    let args = [code, text, frame, ("means", means(command, reply))];
    draft.say(say("explain-command-answered", args))
}
