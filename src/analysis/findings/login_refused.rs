//! `login-refused`: 530 and its like to USER, PASS or ACCT, or no greeting but a 4yz or 5yz.

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::last_line;
use super::report::FindingSink;
use super::tls_required::asks_for_tls;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    for (user, refused) in session.by_user(|l| l.refused() && !asks_for_tls(l)) {
        let Some(reply) = refused.last().and_then(|l| l.last()) else {
            continue;
        };
        let args = vec![
            ("count", refused.len().into()),
            ("user", user.unwrap_or(b"?").into()),
            ("code", reply.code.to_string().into()),
            ("text", last_line(reply).into()),
        ];
        report.add(
            refused.iter().flat_map(|l| l.frames()).collect(),
            "found-login-refused",
            args,
        );
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
