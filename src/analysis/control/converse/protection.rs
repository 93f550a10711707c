//! What is hidden: TLS, opened or not, and the protected commands of RFC 2228.

use crate::ftp::Effect;
use crate::model::{At, Login, TlsStart};

use super::Conversation;
use crate::analysis::control::draft::Hidden;
use crate::analysis::control::parameters::Parameters;

impl Conversation {
    /// TLS begins, and nobody can read what follows.
    pub(super) fn tls_begins(&mut self, at: At) {
        if self.hidden_since.is_some() {
            return;
        }
        self.hidden_since = Some(at);
        self.enters_tls(at);
    }

    /// The same where what follows can be read.
    pub(super) fn tls_opens(&mut self, at: At) {
        if self.opened_since.is_none() {
            self.opened_since = Some(at);
            self.enters_tls(at);
        }
    }

    fn enters_tls(&mut self, at: At) {
        let implicit = self.commands.is_empty() && self.draft.unasked.is_empty();
        self.draft.tls.get_or_insert(if implicit {
            TlsStart::Implicit
        } else {
            TlsStart::Explicit
        });
        self.pairing.forget();
        // what was said in clear before does not bind what is said under TLS
        if self.draft.login == Login::Rejected {
            self.draft.login = Login::None;
        }
        self.parameters = Parameters::default();
        self.end_offer(Some(at));
    }

    /// A part of TLS that stays sealed begins.
    pub(super) fn locks(&mut self, at: At) {
        if self.opened_since.is_some() {
            self.hidden_since.get_or_insert(at);
        }
    }

    pub(super) fn tls_ends(&mut self, at: At) {
        if let Some(from) = self.opened_since.take() {
            self.draft.opened.push(Hidden {
                from: Some(from),
                to: Some(at),
                tls: true,
            });
        }
        self.unlocks(at);
    }

    /// What is said can be read again.
    pub(super) fn unlocks(&mut self, at: At) {
        if let Some(from) = self.hidden_since.take() {
            self.draft.hidden.push(Hidden {
                from: Some(from),
                to: Some(at),
                tls: true,
            });
            self.parameters.type_unread = true;
        }
    }

    /// MIC, CONF and ENC carry commands that nobody can read (RFC 2228 section 3); one in clear
    /// behind them says that protection has ended (CCC).
    pub(super) fn follow_protection(&mut self, effect: Effect, at: At) {
        match effect {
            Effect::Protected => {
                self.protected_since.get_or_insert(at);
            }
            Effect::Auth | Effect::SecurityData => {}
            _ => self.end_protection(Some(at)),
        }
    }

    pub(super) fn end_protection(&mut self, to: Option<At>) {
        let from = self.protected_since.take();
        self.protected.extend(from.map(|from| Hidden {
            from: Some(from),
            to,
            tls: false,
        }));
    }
}
