//! Log-in: one step for each try, and the tries beyond some together.

use crate::ftp::{Effect, is_anonymous};
use crate::model::{Arg, Command, ReplyCode, Text};
use crate::story::Topic;

use super::sentence::{first_line, name, say};
use super::{Draft, Teller};

/// Tries that are told one by one.
const TRIES: usize = 3;

impl Teller<'_> {
    pub(super) fn logins(&mut self) {
        let tries = tries(&self.session.commands);
        for (number, tried) in tries.iter().enumerate() {
            let accepted = tried.iter().any(|c| {
                c.final_reply().is_some_and(|r| {
                    matches!(r.code, ReplyCode::LOGGED_IN | ReplyCode::LOGGED_IN_SECURELY)
                })
            });
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
        let user = tried.iter().find(|c| c.effect() == Effect::User);
        let pass = tried.iter().find(|c| c.effect() == Effect::Pass);
        let name_of = user.and_then(|c| c.argument()).unwrap_or_default();
        let shown = || Arg::Wire(Text::from(name_of));
        let mut draft = Draft::new(Topic::Login, tried[0].at).basis("RFC 959 4.1.1");
        if let Some(user) = user {
            draft = draft.say(say(
                "explain-login-user",
                [("user", shown()), ("frame", name(user.at.frame))],
            ));
            if let (Some(reply), true) = (user.final_reply(), pass.is_some()) {
                let args = [("code", name(reply.code)), ("frame", name(reply.at.frame))];
                draft = draft
                    .say(say("explain-login-asked", args))
                    .frames([reply.at.frame]);
            }
        }
        if let Some(pass) = pass {
            let id = if is_anonymous(name_of) {
                "explain-login-guest"
            } else {
                "explain-login-password"
            };
            draft = draft
                .say(say(id, [("frame", name(pass.at.frame))]))
                .frames([pass.at.frame]);
        }
        let answer = tried.iter().rev().find_map(|c| c.final_reply());
        let said = answer.map_or_else(
            || say("explain-login-unanswered", []),
            |reply| {
                let id = match reply.code {
                    ReplyCode::LOGGED_IN | ReplyCode::LOGGED_IN_SECURELY => {
                        "explain-login-accepted"
                    }
                    ReplyCode::NEED_PASSWORD | ReplyCode::NEED_ACCOUNT => {
                        "explain-login-unfinished"
                    }
                    code if code.is_completion() => "explain-login-other",
                    _ => "explain-login-refused",
                };
                let args = [
                    ("code", name(reply.code)),
                    ("text", first_line(reply)),
                    ("frame", name(reply.at.frame)),
                ];
                say(id, args)
            },
        );
        self.add(draft.say(said).frames(answer.map(|reply| reply.at.frame)));
    }
}

/// The commands of each try: USER, and the PASS and ACCT that follow it.
fn tries(commands: &[Command]) -> Vec<Vec<&Command>> {
    let mut tries: Vec<Vec<&Command>> = Vec::new();
    for command in commands {
        match (command.effect(), tries.last_mut()) {
            (Effect::Pass | Effect::Acct, Some(running)) if !is_over(running) => {
                running.push(command)
            }
            (Effect::User | Effect::Pass | Effect::Acct, _) => tries.push(vec![command]),
            _ => {}
        }
    }
    tries
}

/// True where the try has been accepted or refused, so that another PASS begins another one.
fn is_over(tried: &[&Command]) -> bool {
    let waits = |c: &&&Command| {
        c.final_reply()
            .is_none_or(|r| matches!(r.code, ReplyCode::NEED_PASSWORD | ReplyCode::NEED_ACCOUNT))
    };
    tried.iter().any(|c| c.effect() == Effect::Pass) && !tried.last().iter().any(waits)
}
