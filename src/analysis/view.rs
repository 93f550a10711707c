//! What of the records a user asked to see: outputs and checks take a [`View`] of them.

use crate::model::{Analysis, Finding, Session, Severity, Time, Transfer};

pub use super::selection::Selection;

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
        let (analysis, selection) = (self.analysis, self.selection);
        let start = self.start().unwrap_or_default();
        let literal = selection.literal_user(analysis);
        analysis
            .sessions
            .iter()
            .filter(move |session| selection.fits_session(analysis, session, start, literal))
    }

    /// The chosen transfers, each with its session.
    pub fn transfers(&self) -> impl Iterator<Item = (&'a Session, &'a Transfer)> + use<'a> {
        let (analysis, selection) = (self.analysis, self.selection);
        let start = self.start().unwrap_or_default();
        let literal = selection.literal_user(analysis);
        let sessions = analysis
            .sessions
            .iter()
            .filter(move |session| selection.fits(session, start, literal));
        sessions
            .flat_map(|session| {
                session
                    .transfers
                    .iter()
                    .map(move |transfer| (session, transfer))
            })
            .filter(move |(session, transfer)| {
                selection.fits_transfer(analysis, session, transfer, start)
            })
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
