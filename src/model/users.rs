//! Who a session belongs to while it goes on: users change within one.

use super::{LoginOutcome, Session};

/// The user at one command after the other.
#[derive(Clone, Debug)]
pub(crate) struct Users<'a> {
    /// Commands by which that changes, the last of them first.
    changes: Vec<Change<'a>>,
    /// Whoever was let in last.
    accepted: Option<&'a [u8]>,
    /// Whoever tried last.
    trying: Option<&'a [u8]>,
}

/// A command that makes a user known, or whose reply lets it in.
#[derive(Clone, Copy, Debug)]
struct Change<'a> {
    command: usize,
    accepted: bool,
    user: &'a [u8],
}

impl Session {
    /// The user at each of its commands. Where no USER is in the capture, it is whoever the server
    /// calls so.
    pub(crate) fn users(&self) -> Users<'_> {
        let mut changes = Vec::with_capacity(2 * self.logins.len());
        for login in &self.logins {
            let Some(command) = login.user else { continue };
            let Some(user) = self.commands.get(command).and_then(|c| c.argument()) else {
                continue;
            };
            let was_accepted = login.outcome == LoginOutcome::Accepted;
            let decided = login.decided_by.filter(|_| was_accepted);
            let places = [(Some(command), false), (decided, true)];
            changes.extend(places.into_iter().filter_map(|(command, accepted)| {
                Some(Change {
                    command: command?,
                    accepted,
                    user,
                })
            }));
        }
        changes.sort_by_key(|change| std::cmp::Reverse(change.command));
        let unanswered = self.user.as_ref().filter(|_| changes.is_empty());
        Users {
            accepted: unanswered.map(super::Text::bytes),
            trying: None,
            changes,
        }
    }
}

impl<'a> Users<'a> {
    /// Who had logged in when the command at this place was sent; whoever tried, where nobody had.
    /// Places ascend from call to call.
    pub(crate) fn at(&mut self, place: usize) -> Option<&'a [u8]> {
        while let Some(change) = self.changes.pop_if(|change| change.command < place) {
            if change.accepted {
                self.accepted = Some(change.user);
            } else {
                self.trying = Some(change.user);
            }
        }
        self.accepted.or(self.trying)
    }
}
