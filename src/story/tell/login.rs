//! Login: one step for each try, and the tries beyond some together.

use crate::ftp::{Effect, is_anonymous};
use crate::model::{
    Arg, Command, Login, LoginAttempt, LoginOutcome, Message as Sentence, Reply, ReplyCode, Text,
};
use crate::story::Topic;

use super::ask;
use super::sentence::{name, said, say};
use super::{StepDraft, StepWriter};

/// Tries that are told one by one.
const TRIES: usize = 3;

impl StepWriter<'_> {
    pub(super) fn logins(&mut self) {
        let attempts = &self.session.logins;
        let mut told_user = None;
        for (number, attempt) in attempts.iter().enumerate() {
            // one USER may have several tries, and is named once
            let is_first = attempt.user != told_user;
            told_user = attempt.user;
            // a success is always told
            if number < TRIES || attempt.outcome == LoginOutcome::Accepted {
                self.login(attempt, is_first);
            }
        }
        let beyond = attempts.iter().skip(TRIES);
        let more: Vec<&LoginAttempt> = beyond
            .filter(|attempt| attempt.outcome != LoginOutcome::Accepted)
            .collect();
        if let Some(first) = more
            .first()
            .and_then(|attempt| self.commands_of(attempt).next())
        {
            let draft = StepDraft::new(Topic::Login, first.at)
                .say(say("explain-login-more", [("count", more.len().into())]));
            self.add(draft);
        }
    }

    /// The commands of a try, in order.
    pub(super) fn commands_of(
        &self,
        attempt: &LoginAttempt,
    ) -> impl Iterator<Item = &'_ Command> + use<'_> {
        [attempt.user, attempt.password, attempt.account]
            .into_iter()
            .flatten()
            .filter_map(|index| self.session.commands.get(index))
    }

    fn login(&mut self, attempt: &LoginAttempt, names_user: bool) {
        let user = attempt
            .user
            .and_then(|index| self.session.commands.get(index)?.argument())
            .unwrap_or_default();
        let tried: Vec<&Command> = self
            .commands_of(attempt)
            .filter(|command| names_user || command.effect() != Effect::User)
            .collect();
        let Some(first) = tried.first() else { return };
        let mut draft = StepDraft::new(Topic::Login, first.at).basis("RFC 959 4.1.1");
        let mut refused = false;
        for (place, command) in tried.iter().enumerate() {
            draft = draft
                .say(self.given(command, user))
                .frames([command.at.frame]);
            let Some(reply) = command.final_reply() else {
                continue;
            };
            let is_last = place + 1 == tried.len();
            // whatever a PASS is answered, it does not let in a user who was refused
            let said = if refused && reply.code.logs_in() {
                say("explain-login-other", said(reply))
            } else {
                self.answer(reply, is_last)
            };
            refused |= reply.code.is_negative();
            let question = match reply.code {
                ReplyCode::NEED_PASSWORD if !is_last => Some(ask::intermediate(reply.code)),
                ReplyCode::NOT_LOGGED_IN if command.effect() == Effect::Pass => {
                    Some(ask::refused_login(reply.code))
                }
                _ => None,
            };
            draft = draft.say(said).frames([reply.at.frame]).ask(question);
        }
        let is_left_open = tried
            .last()
            .is_some_and(|command| command.replies.is_empty());
        if is_left_open || tried.iter().all(|command| command.final_reply().is_none()) {
            let last = tried.last();
            draft = draft.say(last.map(|l| self.unanswered("explain-login-unanswered", l)));
        }
        self.add(draft);
    }

    /// What the server says to USER, PASS or ACCT.
    fn answer(&self, reply: &Reply, is_last: bool) -> Sentence {
        let id = match reply.code {
            code if code.logs_in() => "explain-login-accepted",
            code if code.is_intermediate() && is_last => "explain-login-unfinished",
            ReplyCode::NEED_ACCOUNT => "explain-login-account-asked",
            code if code.is_intermediate() => "explain-login-asked",
            code if code.is_completion() => "explain-login-other",
            // of a refusal after a login nothing follows for that login
            _ if self.session.login == Login::Rejected => "explain-login-refused",
            _ => "explain-login-refused-once",
        };
        say(id, said(reply))
    }

    /// What the client gives, and who can read it.
    fn given(&self, command: &Command, user: &[u8]) -> Sentence {
        let frame = ("frame", name(command.at.frame));
        let is_under_tls = self.session.is_under_tls_at(command.at.frame);
        match command.effect() {
            Effect::User => say(
                "explain-login-user",
                [("user", Arg::Wire(Text::from(user))), frame],
            ),
            _ if command.gives_nothing() && !is_anonymous(user) => {
                let is_account = command.effect() == Effect::Acct;
                let kind = if is_account { "account" } else { "password" };
                let verb = Arg::Wire(command.verb.clone());
                say(
                    "explain-login-nothing",
                    [("verb", verb), ("kind", kind.into()), frame],
                )
            }
            Effect::Acct if is_under_tls => say("explain-login-account-tls", [frame]),
            Effect::Acct => say("explain-login-account", [frame]),
            _ if is_anonymous(user) => say("explain-login-anonymous", [frame]),
            _ if is_under_tls => say("explain-login-password-tls", [frame]),
            _ => say("explain-login-password", [frame]),
        }
    }
}
