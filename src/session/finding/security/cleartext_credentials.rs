//! `cleartext-credentials`: PASS or ACCT outside TLS (RFC 2577 section 6; RFC 4217 section 1).

use crate::ftp::Effect;

use super::super::case::{Case, Line};
use super::super::report::Report;
use super::anonymous::is_guest;

pub(in super::super) fn look(case: &Case, report: &mut Report) {
    let clear = |l: &&Line| matches!(l.effect, Effect::Pass | Effect::Acct) && !case.is_under_tls(l.frame());
    let seen: Vec<&Line> = case.lines.iter().filter(clear).collect();
    if seen.is_empty() {
        return;
    }
    let user = case.session.user.as_ref();
    let message = match user {
        Some(user) if is_guest(user.bytes()) => "found-cleartext-credentials-guest",
        _ => "found-cleartext-credentials",
    };
    let user = user.map_or_else(|| b"?"[..].into(), Into::into);
    let args = vec![("user", user), ("count", seen.len().into())];
    report.add(seen.iter().map(|l| l.frame()).collect(), message, args);
}
