//! What of the records a user asked to see: outputs and checks take a [`View`] of them.

use std::net::IpAddr;

use crate::analysis::control::Planned;
use crate::model::{
    Analysis, Finding, Mode, Session, SessionId, SessionMode, Severity, Text, Time, Transfer,
};

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
    /// The mode of the session. Where transfers are listed, active and passive are the mode of the transfer.
    pub mode: Option<SessionMode>,
}

impl Selection {
    /// True where the session fits, its mode left aside.
    fn fits(&self, session: &Session) -> bool {
        self.fits_who(
            session.id,
            session.client.ip(),
            session.server.ip(),
            session.user.as_ref(),
        )
    }

    /// True where a session that is only plane fits; its mode is not known then and does not count.
    pub fn fits_planned(&self, id: SessionId, session: &Planned) -> bool {
        let (client, server) = (
            session.client_endpoint().ip(),
            session.server_endpoint().ip(),
        );
        self.fits_who(id, client, server, session.draft.user.as_ref())
    }

    fn fits_who(&self, id: SessionId, client: IpAddr, server: IpAddr, user: Option<&Text>) -> bool {
        let is_user = |wanted: &String| user.is_some_and(|user| user.bytes() == wanted.as_bytes());
        (self.sessions.is_empty() || self.sessions.contains(&id))
            && self.client.is_none_or(|ip| ip == client)
            && self.server.is_none_or(|ip| ip == server)
            && self.user.as_ref().is_none_or(is_user)
    }

    fn fits_mode(&self, session: &Session) -> bool {
        self.mode.is_none_or(|mode| session.mode == mode)
    }

    /// The same where transfers are listed.
    fn fits_mode_of(&self, session: &Session, transfer: &Transfer) -> bool {
        match self.mode {
            Some(SessionMode::Active) => transfer.mode == Some(Mode::Active),
            Some(SessionMode::Passive) => transfer.mode == Some(Mode::Passive),
            // no transfer is that by itself
            _ => self.fits_mode(session),
        }
    }
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
        self.analysis
            .sessions
            .iter()
            .filter(move |s| selection.fits(s) && selection.fits_mode(s))
    }

    /// The chosen transfers, each with its session.
    pub fn transfers(&self) -> impl Iterator<Item = (&'a Session, &'a Transfer)> + use<'a> {
        let selection = self.selection;
        let sessions = self
            .analysis
            .sessions
            .iter()
            .filter(move |s| selection.fits(s));
        sessions
            .flat_map(|s| s.transfers.iter().map(move |t| (s, t)))
            .filter(move |(s, t)| selection.fits_mode_of(s, t))
    }

    /// The chosen findings: those of the capture, then those of the sessions, each with its session. Where sessions were
    /// chosen, only theirs.
    pub fn findings(&self) -> impl Iterator<Item = (Option<&'a Session>, &'a Finding)> + use<'a> {
        let of_capture = if self.is_filtered() {
            &[][..]
        } else {
            &self.analysis.findings
        };
        let of_sessions = self
            .sessions()
            .flat_map(|s| s.findings.iter().map(move |f| (Some(s), f)));
        of_capture.iter().map(|f| (None, f)).chain(of_sessions)
    }

    /// The worst severity among the chosen findings.
    pub fn worst_finding(&self) -> Option<Severity> {
        self.findings().map(|(_, finding)| finding.severity).max()
    }

    /// True where only some sessions were asked for.
    pub fn is_filtered(&self) -> bool {
        *self.selection != Selection::default()
    }

    /// The time of the capture's first frame.
    pub fn start(&self) -> Option<Time> {
        let captures = self.analysis.captures.iter();
        captures.filter_map(|capture| capture.first_time).min()
    }

    /// True where any file's times are finer than a microsecond.
    pub fn nanoseconds(&self) -> bool {
        self.analysis.nanoseconds()
    }

    /// A secret, or what stands for it.
    pub fn secret<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        shown_secret(text, self.show_passwords)
    }
}

/// A secret where secrets are shown, or what stands for it.
pub(crate) fn shown_secret(text: &[u8], show_passwords: bool) -> &[u8] {
    if show_passwords { text } else { b"********" }
}
