//! `login-refused`: 530 and its like to USER, PASS or ACCT, or no greeting but a 4yz, a 5yz or a
//! goodbye. The same 530 is said for a wrong password and for much else; where its words name
//! another reason, the advice is about that.

use std::collections::HashSet;

use crate::ftp::{Effect, is_anonymous};
use crate::model::{Login, LoginOutcome, Message, Reply, ReplyClass, ReplyCode, Severity};

use super::advice;
use super::idle_timeout;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::no_connection;
use super::protocol::{self, stray_bytes};
use super::reason::{RefusalReason, reason_line};
use super::report::FindingSink;
use super::setup_refused;
use super::tls_required::asks_for_tls;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    // a server of another protocol refuses nobody: it does not know what it is told
    if protocol::is_mail_server(session) {
        return;
    }
    let needless = needless_passwords(session);
    let counts = |line: &CommandLine| {
        session.is_of_a_login(line) && is_refused(session, line) && !needless.contains(&line.index)
    };
    for (user, refused) in session.by_user(counts) {
        let Some(reply) = refused.last().and_then(|l| l.last()) else {
            continue;
        };
        let args = vec![
            ("count", refused.len().into()),
            (
                "user",
                user.filter(|u| !u.is_empty()).unwrap_or(b"?").into(),
            ),
            ("code", reply.code.to_string().into()),
            ("text", reason_line(reply).into()),
        ];
        let frames = refused.iter().flat_map(|l| l.frames()).collect();
        let reason = reason(user, reply);
        let severity = if is_mended(session, reason) {
            Severity::Info
        } else {
            report.severity
        };
        let finding = report.add_as(severity, frames, "found-login-refused", args);
        let is_for_good = reply.code.class() != ReplyClass::Transient;
        finding.advice = if reason.is_none() && is_for_good && changes_user(session, user, &refused)
        {
            Some(advice::plain("advice-user-change"))
        } else if reason.is_none() && refused.iter().any(|line| ends_twice(session, line)) {
            Some(advice::plain("advice-cr-cr-lf"))
        } else {
            advice_for(reason, &refused)
        };
    }
    account_wanted(session, report);
    let greeting = session
        .record
        .unasked
        .iter()
        .find(|r| !r.code.is_preliminary())
        .filter(|r| r.code.turns_away() && session.record.banner.is_none())
        .or_else(|| session.record.turned_away_by_half());
    if let Some(reply) = greeting.filter(|r| {
        session.is_whole() && session.lines.first().is_none_or(|l| l.frame() > r.at.frame)
    }) {
        let args = vec![
            ("code", reply.code.to_string().into()),
            ("text", reason_line(reply).into()),
        ];
        let finding = report.add(vec![reply.at.frame], "found-login-refused-greeting", args);
        let is_banned = RefusalReason::Banned.is_in(reply);
        finding.advice = Some(advice::plain(if is_banned {
            "advice-login-banned"
        } else {
            "advice-turned-away"
        }));
    }
}

/// 332 to the last word of a login (RFC 959 section 4.1.1): user and password are right so far, and
/// the client has no more to say.
fn account_wanted(session: &IndexedSession, report: &mut FindingSink) {
    let Some(line) = session.lines.iter().rfind(|l| l.is_log_in()) else {
        return;
    };
    let wanted = line
        .last()
        .filter(|reply| reply.code == ReplyCode::NEED_ACCOUNT);
    let Some(reply) = wanted.filter(|reply| !no_connection::ends_at(session, reply.at)) else {
        return;
    };
    let user = session.record.user.as_ref();
    let args = vec![
        ("user", user.map_or(&b"?"[..], |user| user.bytes()).into()),
        ("code", reply.code.to_string().into()),
        ("text", reason_line(reply).into()),
    ];
    let finding = report.add(line.frames(), "found-login-refused-account", args);
    finding.advice = Some(advice::plain("advice-login-account"));
}

/// Another reason than a wrong password, as the words of a refusal name it.
pub(super) fn reason(user: Option<&[u8]>, reply: &Reply) -> Option<RefusalReason> {
    let mut reasons = vec![
        RefusalReason::TooManySessions,
        RefusalReason::PasswordExpired,
        // an account that is banned is no address
        RefusalReason::Account,
        RefusalReason::Banned,
        RefusalReason::HostBehind,
    ];
    reasons.push(if user.is_some_and(is_anonymous) {
        RefusalReason::NoAnonymous
    } else {
        RefusalReason::OnlyAnonymous
    });
    let name = user.unwrap_or_default();
    reasons.into_iter().find(|reason| match reason {
        RefusalReason::Account | RefusalReason::Banned => reason.is_said_of(name, reply),
        _ => reason.is_in(reply),
    })
}

/// The server takes a CR too many for a part of the password, or of the name before it.
fn ends_twice(session: &IndexedSession, line: &CommandLine) -> bool {
    let before = line.index.checked_sub(1).and_then(|i| session.lines.get(i));
    stray_bytes::ends_twice(line) || before.is_some_and(stray_bytes::ends_twice)
}

/// Clients try to be anonymous first, and are told to give a name: who then gets in has lost
/// nothing.
fn is_mended(session: &IndexedSession, reason: Option<RefusalReason>) -> bool {
    let named = session.record.user.as_ref();
    reason == Some(RefusalReason::NoAnonymous)
        && session.record.login == Login::Accepted
        && named.is_some_and(|user| !is_anonymous(user.bytes()))
}

/// Another USER behind a login, which this server does not take there (RFC 959 section 4.1.1 lets a
/// server take it): the session goes on as that of the first. The same one again is no change.
fn changes_user(session: &IndexedSession, user: Option<&[u8]>, refused: &[&CommandLine]) -> bool {
    let known = session.record.user.as_ref();
    if known.is_some_and(|known| user == Some(known.bytes())) {
        return false;
    }
    let logged_in = setup_refused::logged_in_since(session);
    let mut refused = refused.iter();
    logged_in
        .is_some_and(|since| refused.all(|line| line.effect == Effect::User && line.index > since))
}

fn advice_for(reason: Option<RefusalReason>, refused: &[&CommandLine]) -> Option<Message> {
    let id = match reason {
        Some(RefusalReason::TooManySessions) => "advice-login-limit",
        Some(RefusalReason::Banned) => "advice-login-banned",
        Some(RefusalReason::HostBehind) => "advice-login-behind",
        Some(RefusalReason::NoAnonymous) => "advice-login-named",
        Some(RefusalReason::OnlyAnonymous) => "advice-login-anonymous",
        Some(RefusalReason::PasswordExpired) => "advice-login-expired",
        Some(_) => "advice-login-other",
        None => {
            let mut codes = refused.iter().filter_map(|l| l.code());
            return (!codes.any(is_of_credentials)).then(|| advice::plain("advice-login-other"));
        }
    };
    Some(advice::plain(id))
}

/// With these codes servers refuse a user or a password; with others they say that something else
/// is in the way.
pub(super) fn is_of_credentials(code: ReplyCode) -> bool {
    matches!(
        code,
        ReplyCode::NOT_LOGGED_IN | ReplyCode::BAD_USER_OR_PASSWORD | ReplyCode::BAD_SEQUENCE
    )
}

/// A password that is sent although its user was refused, and answered "USER first" (503), is not a
/// try of its own.
fn is_refused(session: &IndexedSession, line: &CommandLine) -> bool {
    let is_out_of_turn =
        line.effect == Effect::Pass && line.code() == Some(ReplyCode::BAD_SEQUENCE);
    let before = line.index.checked_sub(1).and_then(|i| session.lines.get(i));
    let follows_a_refusal = before
        .is_some_and(|l| l.effect == Effect::User && l.refused() || stray_bytes::is_marked(l));
    let is_told = idle_timeout::is_timed_out(line) || asks_for_tls(line);
    line.refused() && !is_told && !(is_out_of_turn && follows_a_refusal)
}

/// Passwords that were sent although USER alone let the user in: whatever the server says to them
/// changes nothing.
fn needless_passwords(session: &IndexedSession) -> HashSet<usize> {
    let logins = session.record.logins.iter();
    logins
        .filter(|login| login.outcome == LoginOutcome::Accepted)
        .filter_map(|login| {
            login
                .password
                .filter(|&password| login.decided_by < Some(password))
        })
        .collect()
}
