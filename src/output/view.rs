//! What of the records a user asked to see, and how values are written everywhere.

use std::net::IpAddr;

use crate::capture::Time;
use crate::record::{Analysis, Mode, Session, SessionId, SessionMode, Transfer};
use crate::survey::Planned;

/// Filters: a session is shown where all that are given fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Numbers of sessions.
    pub sessions: Vec<SessionId>,
    /// The client's address.
    pub client: Option<IpAddr>,
    /// The server's address.
    pub server: Option<IpAddr>,
    /// The user.
    pub user: Option<String>,
    /// The mode: of the session, or where transfers are listed, of the transfer.
    pub mode: Option<Mode>,
}

impl Selection {
    /// True where the session fits, its mode left aside.
    fn fits(&self, session: &Session) -> bool {
        let user = |wanted: &String| session.user.as_ref().is_some_and(|u| u.bytes() == wanted.as_bytes());
        (self.sessions.is_empty() || self.sessions.contains(&session.id))
            && self.client.is_none_or(|ip| ip == session.client.ip())
            && self.server.is_none_or(|ip| ip == session.server.ip())
            && self.user.as_ref().is_none_or(user)
    }

    /// True where a session that is only surveyed fits; its mode is not known then and does not count.
    pub(super) fn fits_planned(&self, id: SessionId, session: &Planned) -> bool {
        let user = |wanted: &String| session.draft.user.as_ref().is_some_and(|u| u.bytes() == wanted.as_bytes());
        (self.sessions.is_empty() || self.sessions.contains(&id))
            && self.client.is_none_or(|ip| ip == session.client_endpoint().ip())
            && self.server.is_none_or(|ip| ip == session.server_endpoint().ip())
            && self.user.as_ref().is_none_or(user)
    }

    fn fits_mode(&self, session: &Session) -> bool {
        match self.mode {
            None => true,
            Some(Mode::Active) => session.mode == SessionMode::Active,
            Some(Mode::Passive) => session.mode == SessionMode::Passive,
        }
    }
}

/// RFC 3339 in UTC, with so many digits of a second.
pub(super) fn rfc3339(time: Time, digits: usize) -> String {
    let time = jiff::Timestamp::from_nanosecond(i128::from(time.0)).unwrap_or_default();
    format!("{time:.digits$}")
}

/// The records as a user asked to see them.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// All of them.
    pub analysis: &'a Analysis,
    /// Which sessions.
    pub selection: &'a Selection,
    /// Show passwords.
    pub show_passwords: bool,
}

impl<'a> View<'a> {
    /// The chosen sessions.
    pub fn sessions(&self) -> impl Iterator<Item = &'a Session> + use<'a> {
        let selection = self.selection;
        self.analysis.sessions.iter().filter(move |s| selection.fits(s) && selection.fits_mode(s))
    }

    /// The chosen transfers, each with its session.
    pub fn transfers(&self) -> impl Iterator<Item = (&'a Session, &'a Transfer)> + use<'a> {
        let selection = self.selection;
        let sessions = self.analysis.sessions.iter().filter(move |s| selection.fits(s));
        sessions
            .flat_map(|s| s.transfers.iter().map(move |t| (s, t)))
            .filter(move |(_, t)| selection.mode.is_none_or(|m| t.mode == Some(m)))
    }

    /// True where only some sessions were asked for.
    pub fn is_filtered(&self) -> bool {
        *self.selection != Selection::default()
    }

    /// True where any file's times are finer than a microsecond.
    pub fn nanoseconds(&self) -> bool {
        self.analysis.captures.iter().any(|c| c.nanoseconds)
    }

    /// RFC 3339 in UTC, with the capture's precision.
    pub fn rfc3339(&self, time: Time) -> String {
        let digits = if self.nanoseconds() { 9 } else { 6 };
        rfc3339(time, digits)
    }

    /// A secret, or what stands for it.
    pub fn secret<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        if self.show_passwords { text } else { b"********" }
    }
}
