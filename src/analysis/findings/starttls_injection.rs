//! `starttls-injection`: clear text in the seam before TLS, which a careless peer takes for what came under TLS (as
//! CVE-2011-0411): commands behind AUTH before its 234, replies behind the 234.

use crate::ftp::Effect;
use crate::model::{ConnectionRole, Decrypted, Reply, ReplyCode};

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let opened_some = session.connections().any(|connection| {
        let tls = connection.tls.as_deref();
        connection.role == ConnectionRole::Control
            && tls.is_some_and(|tls| tls.opening.decrypted != Decrypted::No)
    });
    for auth in session.lines.iter().filter(|l| l.effect == Effect::Auth) {
        let agreed = auth.command.replies.iter().find(|r| {
            matches!(
                r.code,
                ReplyCode::OKAY | ReplyCode::LOGGED_IN_SECURELY | ReplyCode::SECURE
            )
        });
        let Some(agreed) = agreed else { continue };
        let spans = &session.record.tls_spans;
        let Some(span) = spans.get(spans.partition_point(|s| s.from.frame < agreed.at.frame))
        else {
            continue;
        };
        let behind = session
            .lines
            .get(auth.index + 1)
            .filter(|l| l.command.first_frame < span.from.frame);
        if let Some(line) = behind {
            let mut frames = vec![line.frame()];
            frames.extend(auth.frames());
            report.add(
                frames,
                "found-starttls-injection",
                vec![("line", line.quote())],
            );
        }
        let end = match span.to {
            // what was opened came under TLS and is not clear text, be it that of one side alone
            _ if span.opened || opened_some => span.from.frame,
            Some(to) => to.frame,
            None => u64::MAX,
        };
        if let Some(reply) = late_reply(session, auth, agreed, end) {
            let args = vec![
                ("code", reply.code.to_string().into()),
                ("text", reply.text.bytes().into()),
            ];
            report.add(
                vec![reply.at.frame, agreed.at.frame],
                "found-starttls-injection-reply",
                args,
            );
        }
    }
}

/// A reply in clear text after the 234 and before TLS ends.
fn late_reply<'a>(
    session: &IndexedSession<'a>,
    auth: &CommandLine,
    agreed: &Reply,
    end: u64,
) -> Option<&'a Reply> {
    let record = session.record;
    // not all that was said, for each AUTH
    let commands = record.commands[auth.index..]
        .iter()
        .take_while(|c| c.first_frame < end);
    let later = commands
        .flat_map(|c| &c.replies)
        .filter(|r| !std::ptr::eq(*r, agreed));
    let from = record
        .unasked
        .partition_point(|r| r.at.frame < agreed.at.frame);
    let unasked = record.unasked[from..]
        .iter()
        .take_while(|r| r.at.frame < end);
    // one frame completes both where they were recorded out of order
    let greeting = record.unasked.first();
    let greeting = greeting.filter(|r| r.code.greets() && session.is_whole());
    let is_greeting = |reply: &Reply| {
        reply.at.frame == agreed.at.frame && greeting.is_some_and(|r| std::ptr::eq(r, reply))
    };
    later
        .chain(unasked)
        .filter(|r| r.first_frame >= agreed.at.frame && r.at.frame < end)
        .find(|r| !is_greeting(r))
}
