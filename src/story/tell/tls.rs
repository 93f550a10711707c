//! Encryption of the dialogue: what asks for it, where it begins and ends, and what can be seen of
//! it.

use crate::analysis::auth::{clear_within_tls, is_tls_from_before, unused_auth};
use crate::ftp::Effect;
use crate::model::{
    Connection, ConnectionRole, Message, TlsFacts, TlsFailure, TlsFailureReason, TlsStart, TlsState,
};
use crate::story::{Participant, Topic};

use super::ask;
use super::sentence::{name, said, say, who};
use super::{StepDraft, StepWriter};

impl StepWriter<'_> {
    pub(super) fn tls(&mut self) {
        let session = self.session;
        let unused = unused_auth(session);
        for (place, command) in session
            .commands
            .iter()
            .enumerate()
            .filter(|(_, c)| c.effect() == Effect::Auth)
        {
            let shown = (&command.shown_line(self.options.show_passwords)).into();
            let asked = say(
                "explain-auth",
                [("line", shown), ("frame", name(command.at.frame))],
            );
            let reply = command.final_reply().or(command.replies.last());
            let answer = reply.map(|reply| {
                let id = match reply.code {
                    code if !code.is_negative() => "explain-auth-accepted",
                    _ if session.tls_spans.is_empty() => "explain-auth-refused",
                    // what was refused may have been asked for again
                    _ => "explain-auth-refused-once",
                };
                say(id, said(reply))
            });
            let unused = (unused == Some(place)).then(|| say("explain-auth-unused", []));
            let draft = StepDraft::new(Topic::Tls, command.at)
                .say(asked)
                .say(answer)
                .say(unused);
            self.add(draft.frames(reply.map(|r| r.at.frame)).basis("RFC 4217 4"));
        }
        self.hidden_dialogue();
        let connections = session
            .connections
            .iter()
            .filter_map(|&id| self.analysis.connection(id));
        for connection in connections {
            self.without_tls(connection);
        }
    }

    /// Where TLS hides the control channel.
    fn hidden_dialogue(&mut self) {
        let session = self.session;
        let facts = self
            .analysis
            .connection(session.connection)
            .and_then(|c| c.tls.as_deref());
        for (number, span) in session.tls_spans.iter().enumerate() {
            let implicit = session.control.tls == Some(TlsStart::Implicit) && number == 0;
            let begins = match facts {
                Some(facts) if number == 0 && is_tls_from_before(session, facts) => {
                    "explain-tls-midstream"
                }
                _ if implicit => "explain-tls-implicit",
                _ => "explain-tls",
            };
            let hides = match session.control.tls_state {
                _ if span.opened => "explain-tls-opened",
                Some(TlsState::Unknown) => "explain-tls-unfinished",
                _ => "explain-tls-hides",
            };
            let draft = StepDraft::new(Topic::Tls, span.from)
                .say(say(begins, [("frame", name(span.from.frame))]))
                .say(facts.and_then(agreed))
                .say(say(hides, []))
                .ask(ask::under_tls());
            self.add(draft.basis("RFC 4217 2"));
            if let Some(to) = span.to {
                let control = self.analysis.connection(session.connection);
                let within = control.and_then(|control| clear_within_tls(session, control));
                let ends = if within == Some(to) {
                    "explain-tls-broken"
                } else {
                    "explain-tls-ends"
                };
                let clear = say(ends, [("frame", name(to.frame))]);
                self.add(
                    StepDraft::new(Topic::Tls, to)
                        .say(clear)
                        .basis("RFC 2228 3"),
                );
            }
        }
    }

    /// TLS that one side or both wanted, and that did not come about.
    fn without_tls(&mut self, connection: &Connection) {
        let Some(facts) = &connection.tls else {
            return;
        };
        let is_data = connection.role == ConnectionRole::Data;
        let draft = match facts.state {
            TlsState::Established | TlsState::Unknown => return,
            TlsState::Failed(failure) => {
                let begins = if is_data {
                    "explain-tls-data"
                } else {
                    "explain-tls"
                };
                StepDraft::new(Topic::Tls, facts.first)
                    .say(say(begins, [("frame", name(facts.first.frame))]))
                    .say(Self::failed(connection, facts, failure))
                    .say(say("explain-tls-nothing", []))
                    .frames([failure.at.frame])
                    .basis("RFC 8446 6.2")
            }
            TlsState::Mismatch(mismatch) => {
                let by = if mismatch.by == self.session.client {
                    Participant::Client
                } else {
                    Participant::Server
                };
                let id = if is_data {
                    "explain-tls-mismatch-data"
                } else {
                    "explain-tls-mismatch"
                };
                let args = [
                    ("by", who(by)),
                    ("clear", name(mismatch.clear.frame)),
                    ("tls", name(mismatch.tls.frame)),
                ];
                StepDraft::new(Topic::Tls, mismatch.clear.max(mismatch.tls))
                    .say(say(id, args))
                    .say(say("explain-tls-nothing", []))
                    .frames([mismatch.clear.frame, mismatch.tls.frame])
                    .basis("RFC 4217 4")
            }
        };
        self.add(draft);
    }

    fn failed(connection: &Connection, facts: &TlsFacts, failure: TlsFailure) -> Message {
        let by = who(if facts.is_client(failure.by) {
            Participant::Client
        } else {
            Participant::Server
        });
        let frame = name(failure.at.frame);
        let id = match failure.reason {
            TlsFailureReason::Alert(alert) => {
                let args = [("by", by), ("frame", frame), ("alert", name(alert))];
                return say("explain-tls-failed-alert", args);
            }
            TlsFailureReason::SealedAlert => "explain-tls-failed-sealed",
            TlsFailureReason::Reset
                if connection
                    .flow_of(failure.by)
                    .reset_from_elsewhere()
                    .is_some() =>
            {
                "explain-tls-failed-reset-elsewhere"
            }
            TlsFailureReason::Reset => "explain-tls-failed-reset",
            TlsFailureReason::Closed => "explain-tls-failed-closed",
            TlsFailureReason::Silent => "explain-tls-failed-silent",
        };
        say(id, [("by", by), ("frame", frame)])
    }
}

fn agreed(facts: &TlsFacts) -> Option<Message> {
    let version = facts.version?;
    Some(say(
        "explain-tls-version",
        [("version", version.name().into())],
    ))
}
