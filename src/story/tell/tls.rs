//! Encryption of the dialogue: what asks for it, where it begins and ends, and what can be seen of it.

use crate::ftp::Effect;
use crate::model::{Message, TlsFacts, TlsStart};
use crate::story::{Topic, line};

use super::sentence::{name, said, say};
use super::{Draft, Teller};

impl Teller<'_> {
    pub(super) fn tls(&mut self) {
        let session = self.session;
        for command in session
            .commands
            .iter()
            .filter(|c| c.effect() == Effect::Auth)
        {
            let shown = (&line(command, self.options.show_passwords)).into();
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
            let draft = Draft::new(Topic::Tls, command.at).say(asked).say(answer);
            self.add(draft.frames(reply.map(|r| r.at.frame)).basis("RFC 4217 4"));
        }
        let facts = self
            .analysis
            .connection(session.connection)
            .and_then(|c| c.tls.as_ref());
        for (number, span) in session.tls_spans.iter().enumerate() {
            let implicit = session.control.tls == Some(TlsStart::Implicit) && number == 0;
            let id = if implicit {
                "explain-tls-implicit"
            } else {
                "explain-tls"
            };
            let draft =
                Draft::new(Topic::Tls, span.from).say(say(id, [("frame", name(span.from.frame))]));
            let version = facts.and_then(agreed);
            self.add(
                draft
                    .say(version)
                    .say(say("explain-tls-hides", []))
                    .basis("RFC 4217 2"),
            );
            if let Some(to) = span.to {
                let clear = say("explain-tls-ends", [("frame", name(to.frame))]);
                self.add(Draft::new(Topic::Tls, to).say(clear).basis("RFC 2228 3"));
            }
        }
    }
}

fn agreed(facts: &TlsFacts) -> Option<Message> {
    let version = facts.version?;
    Some(say(
        "explain-tls-version",
        [("version", version.name().into())],
    ))
}
