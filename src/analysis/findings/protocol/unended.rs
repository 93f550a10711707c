//! A reply of several lines whose last line, its code and a blank, never came, although the session
//! went on (RFC 959 section 4.2). This client did not mind; others wait for that line. Where the
//! client waits too, that is told with the command or the greeting.

use crate::analysis::findings::advice;
use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::report::FindingSink;
use crate::model::Severity;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let Some(unended) = &session.record.unended_reply else {
        return;
    };
    if unended.is_last || !session.is_whole() {
        return;
    }
    let reply = &unended.reply;
    let args = vec![
        ("code", reply.code.to_string().into()),
        ("text", reply.first_line().into()),
    ];
    let frames = vec![reply.first_frame, reply.at.frame];
    let finding = report.add_as(Severity::Info, frames, "found-protocol-no-last-line", args);
    finding.advice = Some(advice::plain("advice-unended-reply"));
}
