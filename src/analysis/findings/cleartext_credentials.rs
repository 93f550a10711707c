//! `cleartext-credentials`: PASS or ACCT outside TLS (RFC 2577 section 6; RFC 4217 section 1).

use crate::ftp::{Effect, is_anonymous};

use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let clear = session.by_user(|l| {
        matches!(l.effect, Effect::Pass | Effect::Acct)
            && !l.command.gives_nothing()
            && !session.is_under_tls(l.frame())
    });
    for (user, seen) in clear {
        let message = match user {
            Some(user) if is_anonymous(user) => "found-cleartext-credentials-anonymous",
            Some(_) => "found-cleartext-credentials",
            None => "found-cleartext-credentials-unknown",
        };
        let args = vec![
            ("user", user.unwrap_or_default().into()),
            ("count", seen.len().into()),
        ];
        report.add(seen.iter().map(|l| l.frame()).collect(), message, args);
    }
}
