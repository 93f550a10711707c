//! Logins: who tried, and who was let in (RFC 959 section 4.1.1).
//!
//! A try begins with USER and ends with the reply that decides it. The replies of PASS and ACCT are
//! for the USER before them, also where the client has sent the next one already, so that each
//! command knows its try. What is not part of a try changes nothing: a PASS after a USER that was
//! refused, an ACCT that nobody asked for (332), another word about a try that is decided.

use crate::ftp::Effect;
use crate::model::{Login, LoginAttempt, LoginOutcome, ReplyCode, Text, name_of_user};

use super::Conversation;
use crate::analysis::control::path::WorkingDirectory;

/// The tries of a session.
#[derive(Debug, Default)]
pub(super) struct Logins {
    attempts: Vec<LoginAttempt>,
    /// USER, PASS and ACCT, in order, each with its try.
    commands: Vec<(usize, usize)>,
    /// What follows begins another try: REIN, or TLS.
    closed: bool,
    /// The try whose last reply was 332.
    account_wanted: Option<usize>,
}

impl Logins {
    pub(super) fn user(&mut self, command: usize) {
        self.begin(LoginAttempt {
            user: Some(command),
            ..LoginAttempt::default()
        });
        self.remember(command);
    }

    /// One PASS after another are tries of the same user, unless the USER itself was refused.
    pub(super) fn password(&mut self, command: usize) {
        let last = self.attempts.last().filter(|_| !self.closed).copied();
        match last {
            Some(last) if last.password.is_none() => {}
            Some(last) => self.begin(LoginAttempt {
                user: last.user,
                ..LoginAttempt::default()
            }),
            None => self.begin(LoginAttempt::default()),
        }
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.password = Some(command);
        }
        self.remember(command);
    }

    /// Whether it belongs to the try shows when it is answered, or did before it was sent.
    pub(super) fn account(&mut self, command: usize) {
        let Some(attempt) = self.attempts.len().checked_sub(1) else {
            return;
        };
        if self.account_wanted == Some(attempt) {
            self.attempts[attempt].account = Some(command);
        }
        if self.attempts[attempt].outcome == LoginOutcome::Open && !self.closed {
            self.remember(command);
        }
    }

    pub(super) fn close(&mut self) {
        self.closed = true;
        self.account_wanted = None;
    }

    fn begin(&mut self, attempt: LoginAttempt) {
        self.attempts.push(attempt);
        self.closed = false;
    }

    fn remember(&mut self, command: usize) {
        self.commands.push((command, self.attempts.len() - 1));
    }

    fn of_command(&self, command: usize) -> Option<usize> {
        let place = self
            .commands
            .binary_search_by_key(&command, |&(command, _)| command)
            .ok()?;
        Some(self.commands[place].1)
    }

    /// The try that a reply decides, if it does.
    fn decide(&mut self, command: usize, effect: Effect, code: ReplyCode) -> Option<usize> {
        let index = self.of_command(command)?;
        let attempt = &mut self.attempts[index];
        let is_asked = effect != Effect::Acct || self.account_wanted == Some(index);
        if attempt.outcome != LoginOutcome::Open || !is_asked {
            return None;
        }
        if effect == Effect::Acct {
            attempt.account = Some(command);
        }
        self.account_wanted = (code == ReplyCode::NEED_ACCOUNT).then_some(index);
        attempt.outcome = match code {
            _ if code.logs_in() => LoginOutcome::Accepted,
            _ if code.is_negative() => LoginOutcome::Refused,
            _ => return None,
        };
        attempt.decided_by = Some(command);
        Some(index)
    }
}

impl Conversation {
    /// A reply to USER, PASS or ACCT.
    pub(super) fn login_reply(&mut self, command: usize, effect: Effect, code: ReplyCode) {
        let decided = self.logins.decide(command, effect, code);
        let Some(index) = decided else {
            // whoever it is for: somebody is logged in
            if effect == Effect::Pass && code == ReplyCode::LOGGED_IN {
                self.draft.login = Login::Accepted;
            }
            return;
        };
        match self.logins.attempts[index].outcome {
            LoginOutcome::Accepted => {
                self.draft.login = Login::Accepted;
                self.let_in = Some(index);
                self.parameters.directory = WorkingDirectory::default();
            }
            LoginOutcome::Refused if self.draft.login != Login::Accepted => {
                self.draft.login = Login::Rejected;
            }
            LoginOutcome::Refused | LoginOutcome::Open => {}
        }
    }

    /// A reply that answers no command which is in the capture: USER and PASS were lost, what came
    /// of them was not.
    pub(super) fn unasked_login_reply(&mut self, code: ReplyCode) {
        let is_asked = self.draft.unasked.last().is_some_and(|before| {
            matches!(
                before.code,
                ReplyCode::NEED_PASSWORD | ReplyCode::NEED_ACCOUNT
            )
        });
        if code == ReplyCode::LOGGED_IN {
            self.draft.login = Login::Accepted;
        } else if is_asked && code.refuses_login() && self.draft.login == Login::None {
            self.draft.login = Login::Rejected;
        }
    }

    /// The user, and the password if any, of a try.
    fn names(&self, attempt: LoginAttempt) -> (Option<Text>, Option<Text>) {
        (
            self.argument_of(attempt.user)
                .map(|user| name_of_user(user).into()),
            self.argument_of(attempt.password).map(Text::from),
        )
    }

    fn argument_of(&self, command: Option<usize>) -> Option<&[u8]> {
        self.commands[command?].argument()
    }

    /// The login that counts: the last that was accepted, else the last.
    pub(super) fn remember_login(&mut self) {
        if let Some(index) = self.let_in {
            let attempt = self.logins.attempts[index];
            (self.draft.user, self.draft.password) = self.names(attempt);
        }
        let last = self.logins.attempts.last().copied().unwrap_or_default();
        let (user, password) = self.names(last);
        // a server that asks for an account has answered, and lets nobody in yet
        let latest = self.logins.attempts.len().checked_sub(1);
        let unanswered = password.is_some() && self.logins.account_wanted != latest;
        let draft = &mut self.draft;
        if draft.login != Login::Accepted && (user.is_some() || password.is_some()) {
            (draft.user, draft.password) = (user, password);
        }
        // the server answers what the capture does not hold
        let answers_unseen = self.commands.is_empty()
            && draft
                .unasked
                .iter()
                .any(|reply| !reply.code.greets() && !reply.code.turns_away());
        let unseen = !self.from_beginning
            || answers_unseen
            || draft.tls.is_some()
            || draft.is_protected
            || !self.losses.is_empty();
        if draft.login == Login::None && (unseen || unanswered) {
            draft.login = Login::Unknown;
        }
        draft.logins = std::mem::take(&mut self.logins.attempts);
        draft.logins.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_try_knows_its_user_and_its_password() {
        let mut logins = Logins::default();
        logins.user(1);
        for command in 2..1000 {
            logins.password(command);
        }
        let last = logins.attempts[logins.of_command(999).unwrap()];
        assert_eq!((last.user, last.password), (Some(1), Some(999)));
        logins.user(1000);
        let last = logins.attempts.last().unwrap();
        assert_eq!((last.user, last.password), (Some(1000), None));
        let first = logins.attempts[logins.of_command(2).unwrap()];
        assert_eq!((first.user, first.password), (Some(1), Some(2)));
        assert_eq!(logins.of_command(0), None);
    }
}
