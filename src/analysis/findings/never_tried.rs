//! `never-tried`: an accepted announcement that nobody connected to, although a transfer waited for
//! it, or somebody tried another port in its place.

use std::net::SocketAddr;

use crate::model::{
    Arg, ExpectedData, Message, Method, Mode, NoConnection, OfferOutcome, Severity, StrayTry,
    is_private,
};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::no_connection;
use super::reason::{RefusalReason, reason_line};
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for offer in &session.record.offers {
        let unused = matches!(
            offer.outcome,
            OfferOutcome::NeverTried | OfferOutcome::Replaced
        );
        // what goes to another host may take another way than the capture's
        if offer.accepted != Some(true) || !unused || session.foreign_address(offer).is_some() {
            continue;
        }
        if offer.no_connection == Some(NoConnection::NotVisible) {
            continue;
        }
        let line = session
            .users(offer)
            .find(|l| no_connection::repeats(session, l));
        if let Some(stray) = &offer.tried_instead {
            other_port(session, (offer, stray), line, report);
        } else if let Some(line) = line {
            waited_for(session, offer, line, report);
        } else if offer.no_connection == Some(NoConnection::NeverTried)
            && session.users(offer).next().is_none()
            && !session.is_passed_over(offer)
        {
            let args = vec![
                ("by", IndexedSession::opener(offer).into()),
                ("endpoint", endpoint(session, offer).into()),
            ];
            let frames = session.offer_frames(offer);
            report.add_as(Severity::Info, frames, "found-never-tried-unused", args);
        }
    }
}

fn waited_for(
    session: &IndexedSession,
    offer: &ExpectedData,
    line: &CommandLine,
    report: &mut FindingSink,
) {
    let mut frames = session.offer_frames(offer);
    frames.extend(line.frames());
    let args = args(session, offer, Some(line));
    // it says so itself, and before anybody could connect to it
    let by_itself = line
        .last()
        .is_some_and(|reply| RefusalReason::OwnSocket.is_in(reply));
    let is_inner = offer.ip.is_some_and(is_private) && !is_private(session.record.server.ip());
    let is_filtered = session.all_sessions.holds_control_alone() && line.started();
    let otherwise = match offer.method.mode() {
        _ if by_itself => "advice-server-socket",
        Mode::Active if is_inner => "advice-nat-client",
        Mode::Active if is_filtered => "advice-never-tried-server-filter",
        Mode::Passive if is_filtered => "advice-never-tried-client-filter",
        Mode::Active => "advice-never-tried-server",
        Mode::Passive => "advice-never-tried-client",
    };
    let through_proxy = offer.no_connection == Some(NoConnection::Proxy);
    let message = if through_proxy {
        "found-never-tried-proxy"
    } else {
        "found-never-tried"
    };
    let finding = report.add_as(severity(session, offer, report), frames, message, args);
    // that a client reaches itself no capture of the network shows
    finding.advice = Some(if through_proxy {
        advice::plain("advice-refused-by-proxy")
    } else if offer.names_no_host() {
        advice::for_announced_address(session, offer)
    } else if session.record.is_translated(offer) && !by_itself {
        advice::for_translated(session)
    } else {
        advice::for_setup(session, offer.method.mode(), otherwise)
    });
}

/// Whoever should connect tried another port in vain; the client need not have asked for a transfer
/// yet.
fn other_port(
    session: &IndexedSession,
    (offer, stray): (&ExpectedData, &StrayTry),
    line: Option<&CommandLine>,
    report: &mut FindingSink,
) {
    let mut frames = session.offer_frames(offer);
    frames.extend(line.into_iter().flat_map(CommandLine::frames));
    frames.extend([stray.first.frame, stray.last.frame]);
    let port = stray.listener.port();
    let is_swapped = offer.has_swapped(port);
    let met = if stray.is_refused { "reset" } else { "none" };
    let mut args = args(session, offer, line);
    args.extend([
        ("port", port.to_string().into()),
        ("met", met.into()),
        ("swapped", if is_swapped { "yes" } else { "no" }.into()),
    ]);
    let severity = severity(session, offer, report);
    let finding = report.add_as(severity, frames, "found-never-tried-other-port", args);
    finding.advice = Some(other_port_advice(session, offer, stray));
}

/// What was announced, and what came of the transfer that was to use it: `unasked` where there was
/// none.
fn args(
    session: &IndexedSession,
    offer: &ExpectedData,
    line: Option<&CommandLine>,
) -> Vec<(&'static str, Arg)> {
    let code = match line.map(CommandLine::code) {
        None => "unasked".to_owned(),
        Some(None) => "none".to_owned(),
        Some(Some(code)) => code.to_string(),
    };
    let mut args = vec![
        ("by", IndexedSession::opener(offer).into()),
        ("endpoint", endpoint(session, offer).into()),
        ("code", code.into()),
    ];
    if let Some(line) = line {
        args.push(("line", line.quote()));
        args.push(("answer", answer(line).as_slice().into()));
    }
    args
}

fn other_port_advice(session: &IndexedSession, offer: &ExpectedData, stray: &StrayTry) -> Message {
    let is_swapped = offer.has_swapped(stray.listener.port());
    let extended = match offer.method {
        Method::Port => "EPRT",
        Method::Pasv if !session.epsv_failed() => "EPSV",
        _ => "none",
    };
    Message {
        id: if is_swapped {
            "advice-other-port-swapped"
        } else {
            "advice-other-port"
        },
        args: vec![
            ("by", IndexedSession::opener(offer).into()),
            ("extended", extended.into()),
        ],
    }
}

/// An error, unless the client got its connection in the end.
fn severity(session: &IndexedSession, offer: &ExpectedData, report: &FindingSink) -> Severity {
    if no_connection::was_in_vain(session, offer) {
        report.severity
    } else {
        Severity::Warning
    }
}

/// The reply to a transfer, with the words that name its reason.
fn answer(line: &CommandLine) -> Vec<u8> {
    let Some(reply) = line.last() else {
        return Vec::new();
    };
    let code = reply.code.to_string();
    let answer = [code.as_bytes(), b" ", reason_line(reply)].concat();
    answer.trim_ascii().to_owned()
}

/// The endpoint as announced; the announcing host's own address where the form has none.
pub(super) fn endpoint(session: &IndexedSession, offer: &ExpectedData) -> String {
    SocketAddr::new(
        offer.ip.unwrap_or_else(|| session.listener(offer)),
        offer.port,
    )
    .to_string()
}
