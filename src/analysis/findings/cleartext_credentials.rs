//! `cleartext-credentials`: a password outside TLS (RFC 2577 section 6; RFC 4217 section 1).
//!
//! It need not stand behind PASS or ACCT: clients put it into the name of the user, as in a URL, and
//! people type it alone, or forget the blank. A PASS or ACCT with nothing behind it carries none.

use crate::analysis::control::holds_password;
use crate::ftp::{Effect, is_anonymous};

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let clear = session.by_user(|l| gives_password(session, l) && !session.is_under_tls(l.frame()));
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

/// What programs are told behind SITE is not this user's.
fn gives_password(session: &IndexedSession, line: &CommandLine) -> bool {
    match line.effect {
        Effect::Pass | Effect::Acct => session.is_of_a_login(line) && !line.command.gives_nothing(),
        Effect::User => holds_password(line.command.line.bytes()),
        _ => line.command.is_bare_password(),
    }
}
