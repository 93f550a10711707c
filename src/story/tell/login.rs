//! Log-in: one step for each try, and the tries beyond some together.

use crate::ftp::{Effect, is_anonymous};
use crate::model::{Arg, Command, Login, Message as Sentence, Reply, ReplyCode, Text};
use crate::story::Topic;

use super::sentence::{name, said, say};
use super::{Draft, Teller};

/// Tries that are told one by one.
const TRIES: usize = 3;

impl Teller<'_> {
    pub(super) fn logins(&mut self) {
        let tries = tries(&self.session.commands);
        for (number, tried) in tries.iter().enumerate() {
            let mut answers = tried.iter().filter_map(|command| command.final_reply());
            let accepted = answers.any(|reply| reply.code.logs_in());
            // a success is always told
            if number < TRIES || accepted {
                self.login(tried);
            }
        }
        if let Some(next) = tries.get(TRIES) {
            let count = tries.len() - TRIES;
            let draft = Draft::new(Topic::Login, next[0].at)
                .say(say("explain-login-more", [("count", count.into())]));
            self.add(draft);
        }
    }

    fn login(&mut self, tried: &[&Command]) {
        let mut draft = Draft::new(Topic::Login, tried[0].at).basis("RFC 959 4.1.1");
        let user = tried.iter().find(|c| c.effect() == Effect::User);
        let user = user
            .and_then(|command| command.argument())
            .unwrap_or_default();
        let mut refused = false;
        for (place, command) in tried.iter().enumerate() {
            draft = draft.say(given(command, user)).frames([command.at.frame]);
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
            draft = draft.say(said).frames([reply.at.frame]);
        }
        if tried.iter().all(|command| command.final_reply().is_none()) {
            draft = draft.say(say("explain-login-unanswered", []));
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
}

/// What the client gives.
fn given(command: &Command, user: &[u8]) -> Sentence {
    let frame = ("frame", name(command.at.frame));
    match command.effect() {
        Effect::User => say(
            "explain-login-user",
            [("user", Arg::Wire(Text::from(user))), frame],
        ),
        Effect::Acct => say("explain-login-account", [frame]),
        _ if is_anonymous(user) => say("explain-login-guest", [frame]),
        _ => say("explain-login-password", [frame]),
    }
}

/// The commands of each try: USER, the PASS that follows it, and the ACCT that the server asks for. An ACCT that nothing
/// asked for is no login.
pub(super) fn tries(commands: &[Command]) -> Vec<Vec<&Command>> {
    let mut tries: Vec<Vec<&Command>> = Vec::new();
    for command in commands {
        let running = tries.last_mut();
        match command.effect() {
            Effect::User => tries.push(vec![command]),
            Effect::Pass => match running.filter(|running| !is_over(running)) {
                Some(running) => running.push(command),
                None => tries.push(vec![command]),
            },
            Effect::Acct => running
                .filter(|running| wants_account(running))
                .into_iter()
                .for_each(|running| running.push(command)),
            _ => {}
        }
    }
    tries
}

/// True where a PASS was given and answered, so that another PASS begins another try.
fn is_over(tried: &[&Command]) -> bool {
    tried.iter().any(|c| c.effect() == Effect::Pass) && !is_pending(tried)
}

/// True where the latest command of a try has no answer yet, or one that asks for more.
fn is_pending(tried: &[&Command]) -> bool {
    let latest = tried.last().and_then(|command| command.final_reply());
    latest.is_none_or(|reply| reply.code.is_intermediate())
}

/// True where the server asks for an account.
fn wants_account(tried: &[&Command]) -> bool {
    let mut replies = tried.iter().filter_map(|command| command.final_reply());
    replies
        .next_back()
        .is_some_and(|reply| reply.code == ReplyCode::NEED_ACCOUNT)
}
