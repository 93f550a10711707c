//! `login-refused`: 530 and its like to USER, PASS or ACCT, or no greeting but a 4yz or 5yz.

use crate::ftp::Effect;
use crate::model::ReplyCode;

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::{CommandLine, last_line};
use super::report::FindingSink;
use super::tls_required::asks_for_tls;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    for (user, refused) in session.by_user(|l| is_refused(session, l)) {
        let Some(reply) = refused.last().and_then(|l| l.last()) else {
            continue;
        };
        let args = vec![
            ("count", refused.len().into()),
            ("user", user.unwrap_or(b"?").into()),
            ("code", reply.code.to_string().into()),
            ("text", last_line(reply).into()),
        ];
        let frames = refused.iter().flat_map(|l| l.frames()).collect();
        let finding = report.add(frames, "found-login-refused", args);
        let of_credentials = refused
            .iter()
            .filter_map(|l| l.code())
            .any(is_of_credentials);
        finding.advice = (!of_credentials).then(|| advice::plain("advice-login-other"));
    }
    let greeting = session
        .record
        .unasked
        .iter()
        .find(|r| !r.code.is_preliminary())
        .filter(|r| r.code.is_negative() && session.record.banner.is_none());
    if let Some(reply) = greeting.filter(|r| {
        session.is_whole() && session.lines.first().is_none_or(|l| l.frame() > r.at.frame)
    }) {
        let args = vec![
            ("code", reply.code.to_string().into()),
            ("text", last_line(reply).into()),
        ];
        let finding = report.add(vec![reply.at.frame], "found-login-refused-greeting", args);
        finding.advice = Some(advice::plain("advice-turned-away"));
    }
}

/// With these codes servers refuse a user or a password; with others they say that something else is in the way.
fn is_of_credentials(code: ReplyCode) -> bool {
    matches!(
        code,
        ReplyCode::NOT_LOGGED_IN | ReplyCode::BAD_USER_OR_PASSWORD | ReplyCode::BAD_SEQUENCE
    )
}

/// A password that is sent although its user was refused, and answered "USER first" (503), is no try of its own.
fn is_refused(session: &IndexedSession, line: &CommandLine) -> bool {
    let is_out_of_turn =
        line.effect == Effect::Pass && line.code() == Some(ReplyCode::BAD_SEQUENCE);
    let before = line.index.checked_sub(1).and_then(|i| session.lines.get(i));
    let follows_a_refusal = before.is_some_and(|l| l.effect == Effect::User && l.refused());
    line.refused() && !asks_for_tls(line) && !(is_out_of_turn && follows_a_refusal)
}
