//! What of the records a user asked to see: outputs and checks take a [`View`] of them.

use crate::model::{Analysis, Finding, Secret, Session, SessionId, Severity, Time, Transfer};

pub use super::selection::Selection;
pub(crate) use super::selection::SelectionContext;

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
        let context = self.context();
        let sessions = self.analysis.sessions.iter();
        sessions.filter(move |session| selection.fits_session(session, &context))
    }

    /// The chosen transfers, each with its session.
    pub fn transfers(&self) -> impl Iterator<Item = (&'a Session, &'a Transfer)> + use<'a> {
        let selection = self.selection;
        let [of_sessions, of_transfers] = [self.context(), self.context()];
        let sessions = self.analysis.sessions.iter();
        sessions
            .filter(move |session| selection.fits(session, &of_sessions))
            .flat_map(|session| session.transfers.iter().map(move |t| (session, t)))
            .filter(move |(session, transfer)| {
                selection.fits_transfer(session, transfer, &of_transfers)
            })
    }

    /// What of all records it takes to judge a session or a transfer.
    pub(crate) fn context(&self) -> SelectionContext<'a> {
        self.selection.context(self.analysis)
    }

    /// Those of a chosen session. `context`: that of this view.
    pub(crate) fn transfers_of<'s>(
        &self,
        session: &'s Session,
        context: &SelectionContext<'_>,
    ) -> impl Iterator<Item = &'s Transfer> {
        let chosen = session.transfers.iter();
        chosen.filter(|transfer| self.selection.fits_transfer(session, transfer, context))
    }

    /// The chosen findings: those of the capture, then those of the sessions, each with its
    /// session. Where sessions were chosen, those that are theirs, or that they are a part of;
    /// where findings were named, these alone.
    pub fn findings(&self) -> impl Iterator<Item = (Option<&'a Session>, &'a Finding)> + use<'a> {
        let view = *self;
        self.findings_of_sessions()
            .filter(move |(_, finding)| view.names(finding))
    }

    /// The findings of what was chosen, of every name.
    pub(crate) fn findings_of_sessions(
        &self,
    ) -> impl Iterator<Item = (Option<&'a Session>, &'a Finding)> + use<'a> {
        let of_sessions = self
            .sessions()
            .flat_map(|s| s.findings.iter().map(move |f| (Some(s), f)));
        let of_capture = self.findings_of_capture().into_iter();
        of_capture.map(|f| (None, f)).chain(of_sessions)
    }

    /// The chosen findings of the capture.
    pub(crate) fn findings_of_capture(&self) -> Vec<&'a Finding> {
        let all = self.analysis.findings.iter();
        if all.len() == 0 || !self.is_filtered() {
            return all.collect();
        }
        let chosen: Vec<SessionId> = self.sessions().map(|session| session.id).collect();
        let start = self.start().unwrap_or_default();
        all.filter(|finding| self.selection.concerns(finding, start, &chosen))
            .collect()
    }

    /// True for a finding that was asked for by its name, and where none was.
    pub(crate) fn names(&self, finding: &Finding) -> bool {
        let named = &self.selection.findings;
        named.is_empty() || named.iter().any(|id| id == finding.id)
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
        self.analysis.start()
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
    if show_passwords {
        text
    } else {
        Secret::MASK.as_bytes()
    }
}
