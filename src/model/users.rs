//! Who a session belongs to while it goes on: users change within one.

use super::{Command, LoginAttempt, LoginOutcome, Session, Text};

/// The login at one command after the other.
#[derive(Clone)]
pub(crate) struct Users<'a> {
    /// Commands by which that changes, the last of them first.
    changes: Vec<(usize, Change<'a>)>,
    /// The login that was accepted last.
    accepted: Option<LoginNames<'a>>,
    /// The one that was tried last.
    trying: Option<LoginNames<'a>>,
}

/// The names that one login was tried with. A password is shown only where passwords are asked for,
/// so this is never printed as a whole.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LoginNames<'a> {
    /// Its user.
    pub(crate) user: &'a [u8],
    /// Its password, where one was sent.
    pub(crate) password: Option<&'a [u8]>,
}

/// What a command does to the login.
#[derive(Clone, Copy)]
enum Change<'a> {
    /// It makes a user, or the password of one, known.
    Tries(LoginNames<'a>),
    /// Its reply accepts a login.
    Accepts(LoginNames<'a>),
    /// It ends the login (REIN).
    Ends,
}

impl Session {
    /// The login at each of its commands. Where no USER is in the capture, it is that of whoever
    /// the server calls so.
    pub(crate) fn users(&self) -> Users<'_> {
        let mut changes = Vec::with_capacity(3 * self.logins.len());
        for login in &self.logins {
            self.changes_by(login, &mut changes);
        }
        let unanswered = self.user.as_ref().filter(|_| changes.is_empty());
        if !changes.is_empty() {
            let commands = self.commands.iter().enumerate();
            let ended = commands.filter(|(_, command)| ends_login(command));
            changes.extend(ended.map(|(place, _)| (place, Change::Ends)));
        }
        // of those by one command, the later one is last in the list that is turned around
        changes.sort_by_key(|&(place, _)| place);
        changes.reverse();
        Users {
            accepted: unanswered.map(|user| LoginNames {
                user: user.bytes(),
                password: self.password.as_ref().map(Text::bytes),
            }),
            trying: None,
            changes,
        }
    }

    /// Everyone who logged in, whoever the session is said to be of (where no login was accepted,
    /// whoever tried last), and those under whose names its transfers were asked for. A name may
    /// come twice.
    pub(crate) fn user_names(&self) -> impl Iterator<Item = &[u8]> {
        let accepted = self
            .logins
            .iter()
            .filter(|login| login.outcome == LoginOutcome::Accepted);
        let owners = self.transfers.iter().map(|transfer| &transfer.user);
        std::iter::once(&self.user)
            .chain(owners)
            .filter_map(|user| Some(user.as_ref()?.bytes()))
            .chain(names_of_logins(accepted, &self.commands))
    }

    fn changes_by<'a>(&'a self, login: &LoginAttempt, changes: &mut Vec<(usize, Change<'a>)>) {
        let argument = |place: usize| self.commands.get(place)?.argument();
        let Some(asked) = login.user else { return };
        let Some(user) = argument(asked) else { return };
        let tried = LoginNames {
            user: name_of_user(user),
            password: None,
        };
        let whole = LoginNames {
            password: login
                .password
                .and_then(|place| self.commands.get(place)?.sent_argument()),
            ..tried
        };
        changes.push((asked, Change::Tries(tried)));
        changes.extend(login.password.map(|place| (place, Change::Tries(whole))));
        if login.outcome == LoginOutcome::Accepted {
            changes.extend(
                login
                    .decided_by
                    .map(|place| (place, Change::Accepts(whole))),
            );
        }
    }
}

/// The names that these logins were tried with.
pub(crate) fn names_of_logins<'a>(
    logins: impl Iterator<Item = &'a LoginAttempt>,
    commands: &'a [Command],
) -> impl Iterator<Item = &'a [u8]> {
    let asked = logins.filter_map(|login| login.user);
    let names = asked.filter_map(|place| commands.get(place)?.argument());
    names.map(name_of_user)
}

/// The argument of USER up to a bare CR: what stands behind that is not part of it, whatever the
/// server makes of it.
pub(crate) fn name_of_user(argument: &[u8]) -> &[u8] {
    argument
        .split(|&byte| byte == b'\r')
        .next()
        .unwrap_or_default()
}

/// REIN logs out (RFC 959 section 4.1.1).
fn ends_login(command: &Command) -> bool {
    command.verb.bytes() == b"REIN"
        && command
            .final_reply()
            .is_some_and(|reply| reply.code.is_completion())
}

impl<'a> Users<'a> {
    /// The login that was in force when the command at this place was sent; the one that was tried,
    /// where none had been accepted. Places ascend from call to call.
    pub(crate) fn at(&mut self, place: usize) -> Option<LoginNames<'a>> {
        while let Some((_, change)) = self.changes.pop_if(|(command, _)| *command < place) {
            match change {
                Change::Tries(login) => self.trying = Some(login),
                Change::Accepts(login) => self.accepted = Some(login),
                Change::Ends => (self.accepted, self.trying) = (None, None),
            }
        }
        self.accepted.or(self.trying)
    }
}
