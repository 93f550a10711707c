//! `setup-refused`: the server refuses PASV, EPSV, PORT or another command that sets a data
//! connection up (RFC 959 section 4.1.2, RFC 2428). Clients try one after the other, so one refusal
//! is good to know and no more where another way was found after it.

use std::collections::{BTreeSet, HashSet};

use crate::ftp::Effect;
use crate::model::{LoginOutcome, Message, Mode, ReplyClass, ReplyCode, Severity};

use super::advice;
use super::bounce;
use super::idle_timeout::is_of_time;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::no_connection;
use super::reason::{RefusalReason, reason_line, without_full_stop};
use super::report::FindingSink;
use super::tls_required::asks_for_tls;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let bounces = bounces(session);
    let logged_in = logged_in_since(session);
    let refused: Vec<&CommandLine> = session
        .lines
        .iter()
        .filter(|line| is_refused(line) || has_lost_login(line, logged_in))
        .filter(|line| !bounces.contains(&line.index))
        .collect();
    let Some((last, reply)) = refused.last().and_then(|l| Some((l, l.last()?))) else {
        return;
    };
    let args = vec![
        ("count", refused.len().into()),
        ("line", last.quote()),
        ("code", reply.code.to_string().into()),
        ("text", without_full_stop(reason_line(reply)).into()),
    ];
    let mut frames: Vec<u64> = refused.iter().flat_map(|l| l.frames()).collect();
    let by_its_own_wish = session.is_after_epsv_all(last);
    if found_another_way(session, refused[0], last) {
        let message = "found-setup-refused-mended";
        let finding = report.add_as(Severity::Info, frames, message, args);
        finding.advice = if by_its_own_wish {
            Some(advice::plain("advice-epsv-all"))
        } else {
            other_form(session, &refused)
        };
        return;
    }
    let failed = session.lines[refused[0].index..].iter().filter(|line| {
        line.transfer().is_some() && line.refused() && no_connection::is_told_by(session, line)
    });
    frames.extend(failed.flat_map(CommandLine::frames));
    let finding = report.add(frames, "found-setup-refused", args);
    if by_its_own_wish {
        finding.advice = Some(advice::plain("advice-epsv-all"));
    } else if has_lost_login(last, logged_in) {
        finding.advice = Some(advice::plain("advice-login-lost"));
    } else if let Some(mode) = mode(last) {
        finding.advice = Some(advice::for_setup(
            session,
            mode,
            remedy(session, last, mode),
        ));
    }
}

/// Refused for reasons of its own: not for want of a login (530) or of TLS (521, 522 and 534 of RFC
/// 4217 say so).
pub(super) fn is_refused(line: &CommandLine) -> bool {
    mode(line).is_some()
        && line.refused()
        && !line.code().is_some_and(wants_more_first)
        && !came_too_late(line)
        && !line.argument().eq_ignore_ascii_case(b"ALL")
}

/// The line whose answer let the client in, where nothing takes that back later.
pub(super) fn logged_in_since(session: &IndexedSession) -> Option<usize> {
    let mut lines = session.lines.iter();
    let anew = lines.rfind(|line| begins_anew(line) && line.accepted());
    let logins = session.record.logins.iter();
    let accepted = logins.filter(|login| login.outcome == LoginOutcome::Accepted);
    let accepted = accepted.filter_map(|login| login.decided_by);
    accepted
        .filter(|&by| anew.is_none_or(|anew| anew.index < by))
        .min()
}

/// REIN, and AUTH, behind which a client has to log in again (RFC 4217 section 4.2).
fn begins_anew(line: &CommandLine) -> bool {
    matches!(line.effect, Effect::Reinitialise | Effect::Auth)
}

/// Refused for want of a login (530), although the server had let the client in.
fn has_lost_login(line: &CommandLine, logged_in: Option<usize>) -> bool {
    mode(line).is_some()
        && line.code() == Some(ReplyCode::NOT_LOGGED_IN)
        && logged_in.is_some_and(|since| since < line.index)
        && !asks_for_tls(line)
}

/// The command came too early: before a login, or without the protection that the server wants.
fn wants_more_first(code: ReplyCode) -> bool {
    matches!(code, ReplyCode::BAD_SEQUENCE | ReplyCode::NOT_LOGGED_IN) || code.wants_protection()
}

/// The session was over when it came (421): `idle-timeout` tells that.
fn came_too_late(line: &CommandLine) -> bool {
    let closing = line.last().filter(|r| r.code == ReplyCode::SERVICE_CLOSING);
    closing.is_some_and(is_of_time)
}

/// The lines that aim at a third host. A server that refuses them does what it should: that is told
/// as `bounce`.
fn bounces(session: &IndexedSession) -> BTreeSet<usize> {
    session
        .offers(Mode::Active)
        .filter(|offer| bounce::target(session, offer).is_some())
        .map(|offer| offer.command)
        .collect()
}

/// The mode that a command sets up.
pub(super) fn mode(line: &CommandLine) -> Option<Mode> {
    match line.effect {
        Effect::Announce(method) | Effect::AskAnnounce(method) => Some(method.mode()),
        _ => None,
    }
}

/// An announcement was accepted after the last refusal, or one after the first that led somewhere
/// or is of the mode that was refused (PASV behind EPSV); or something was transferred by the default
/// port.
fn found_another_way(session: &IndexedSession, first: &CommandLine, last: &CommandLine) -> bool {
    let mut offers = session.record.offers.iter();
    let accepted = offers.any(|offer| {
        let is_later = offer.command > last.index;
        let is_same = mode(last) == Some(offer.method.mode());
        offer.accepted == Some(true)
            && offer.command > first.index
            && (is_later || is_same || !offer.outcome.led_nowhere())
    });
    accepted || session.completed_after(first.frame())
}

/// Where the client took another command of the same mode in the place of what was refused: PASV for
/// EPSV, as with every server that is older than that. A command that was refused once is none.
fn other_form(session: &IndexedSession, refused: &[&CommandLine]) -> Option<Message> {
    let (first, last) = (refused.first()?, refused.last()?);
    let wanted = mode(last).filter(|_| mode(first) == mode(last))?;
    let verbs: HashSet<&[u8]> = refused.iter().map(|l| l.command.verb.bytes()).collect();
    let mut offers = session.offers(wanted);
    let offer = offers.find(|offer| {
        let taken = session.lines.get(offer.command);
        offer.accepted == Some(true)
            && offer.command > first.index
            && taken.is_some_and(|line| !verbs.contains(line.command.verb.bytes()))
    })?;
    Some(Message {
        id: "advice-setup-other-form",
        args: vec![
            ("method", offer.method.name().into()),
            ("frame", offer.at.frame.to_string().into()),
        ],
    })
}

/// PASV and PORT have no room for an IPv6 address (RFC 2428 section 1). Where the client has tried
/// what has, that is no way out.
fn lacks_room_for_ipv6(session: &IndexedSession, line: &CommandLine, mode: Mode) -> bool {
    let is_old = matches!(line.command.verb.bytes(), b"PASV" | b"PORT");
    let is_ipv6 = session.record.server.ip().to_canonical().is_ipv6();
    let extended: &[u8] = match mode {
        Mode::Passive => b"EPSV",
        Mode::Active => b"EPRT",
    };
    let mut lines = session.lines.iter();
    is_old && is_ipv6 && !lines.any(|l| l.command.verb.bytes() == extended)
}

/// What to do where nothing is seen to work.
fn remedy(session: &IndexedSession, line: &CommandLine, mode: Mode) -> &'static str {
    let mut answers = line.last().into_iter();
    let is_unknown = answers.any(|reply| RefusalReason::UnknownCommand.is_in(reply));
    match mode {
        // EPSV and EPRT name a version of IP, and the server another one (RFC 2428 section 2)
        _ if line.code() == Some(ReplyCode::UNPROTECTED) => "advice-setup-protocol",
        Mode::Passive if lacks_room_for_ipv6(session, line, mode) => "advice-setup-epsv",
        Mode::Active if lacks_room_for_ipv6(session, line, mode) => "advice-setup-eprt",
        // 421, 425, 450: the server would, and cannot
        Mode::Passive
            if line
                .code()
                .is_some_and(|code| code.class() == ReplyClass::Transient) =>
        {
            "advice-setup-no-port"
        }
        Mode::Passive if session.failed_in(Mode::Active) => "advice-setup-passive-only",
        Mode::Passive => "advice-setup-passive",
        Mode::Active if is_unknown && session.failed_in(Mode::Passive) => "advice-setup-unknown",
        Mode::Active if session.failed_in(Mode::Passive) => "advice-setup-active-only",
        Mode::Active => "advice-setup-active",
    }
}
