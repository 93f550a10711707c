//! Log-ins: who tried, and who was let in.

use crate::model::{Login, ReplyCode, Text};

use super::Conversation;

/// USER and PASS, in order. Each knows what it belongs to: a client may send one PASS after another, and each of them may
/// be answered.
#[derive(Debug, Default)]
pub(super) struct Tries(Vec<Tried>);

/// What is known of a log-in once a USER or a PASS has come: indices of commands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tried {
    command: usize,
    /// The last USER.
    user: Option<usize>,
    /// The last PASS after it that has an argument.
    password: Option<usize>,
}

impl Tries {
    pub(super) fn user(&mut self, command: usize) {
        self.0.push(Tried {
            command,
            user: Some(command),
            password: None,
        });
    }

    pub(super) fn password(&mut self, command: usize, has_argument: bool) {
        let before = self.0.last().copied().unwrap_or_default();
        let password = has_argument.then_some(command).or(before.password);
        self.0.push(Tried {
            command,
            password,
            ..before
        });
    }

    /// The log-in that a command is part of: that of the last USER up to it, also where the client has sent the next one
    /// already.
    fn at(&self, command: usize) -> Tried {
        let end = self.0.partition_point(|t| t.command <= command);
        self.0[..end].last().copied().unwrap_or_default()
    }
}

impl Conversation {
    pub(super) fn log_in(&mut self, command: usize, code: ReplyCode) {
        match code {
            _ if code.logs_in() => {
                self.draft.login = Login::Accepted;
                self.let_in = Some(self.tries.at(command));
                self.parameters.directory.clear();
            }
            _ if code.is_negative() && self.draft.login != Login::Accepted => {
                self.draft.login = Login::Rejected;
            }
            _ => {}
        }
    }

    /// The user, and the password if any, of a log-in.
    fn names(&self, tried: Tried) -> (Option<Text>, Option<Text>) {
        let argument = |index: Option<usize>| self.commands[index?].argument().map(Text::from);
        (argument(tried.user), argument(tried.password))
    }

    /// The log-in that counts: the last that was accepted, else the last.
    pub(super) fn remember_log_in(&mut self) {
        if let Some(tried) = self.let_in {
            (self.draft.user, self.draft.password) = self.names(tried);
        }
        let (user, password) = self.names(self.tries.at(usize::MAX));
        let unanswered = password.is_some();
        let draft = &mut self.draft;
        if draft.login != Login::Accepted && (user.is_some() || password.is_some()) {
            (draft.user, draft.password) = (user, password);
        }
        let unseen = !self.from_beginning
            || draft.tls.is_some()
            || draft.is_protected
            || !self.losses.is_empty();
        if draft.login == Login::None && (unseen || unanswered) {
            draft.login = Login::Unknown;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_try_knows_its_user_and_its_password() {
        let mut tries = Tries::default();
        tries.user(1);
        for command in 2..1000 {
            tries.password(command, command < 5);
        }
        assert_eq!(
            tries.at(999),
            Tried {
                command: 999,
                user: Some(1),
                password: Some(4)
            }
        );
        // so that none of those before it needs a look
        assert_eq!(tries.0.last().copied(), Some(tries.at(999)));
        tries.user(1000);
        assert_eq!(
            tries.at(usize::MAX),
            Tried {
                command: 1000,
                user: Some(1000),
                password: None
            }
        );
        assert_eq!(
            tries.at(2),
            Tried {
                command: 2,
                user: Some(1),
                password: Some(2)
            }
        );
        assert_eq!(tries.at(0), Tried::default());
    }
}
