//! `login-refused`: 530 and its like to USER, PASS or ACCT, or no greeting but a 4yz or 5yz.

use super::tls_required::asks_for_tls;
use crate::analysis::findings::case::{Case, last_line};
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    for (user, refused) in case.by_user(|l| l.refused() && !asks_for_tls(l)) {
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
    let greeting = case
        .session
        .unasked
        .first()
        .filter(|r| r.code.is_negative() && case.session.banner.is_none());
    if let Some(reply) = greeting
        .filter(|r| case.is_whole() && case.lines.first().is_none_or(|l| l.frame() > r.at.frame))
    {
        let args = vec![
            ("code", reply.code.to_string().into()),
            ("text", last_line(reply).into()),
        ];
        report.add(vec![reply.at.frame], "found-login-refused-greeting", args);
    }
}
