//! `syn-unanswered`: somebody tried to open data connections, and nobody answered: a firewall drops
//! them.

use crate::model::{Arg, ExpectedData, NoConnection, OfferOutcome, Severity, Unreachable};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::seconds;
use super::report::FindingSink;
use super::tried_in_vain::{self, Tries, by_hosts};

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let certain = by_hosts(session, OfferOutcome::Unanswered, |offer, connection| {
        is_certain(offer) && !connection.answers_were_lost()
    });
    let without_command = by_hosts(session, OfferOutcome::Unanswered, |_, connection| {
        connection.answers_were_lost()
    });
    for tries in certain.into_iter().chain(without_command) {
        let severity = if tries.were_needed(session) {
            report.severity
        } else {
            Severity::Warning
        };
        tell(session, &tries, severity, report);
    }
    let doubtful = by_hosts(session, OfferOutcome::Unanswered, |offer, connection| {
        !is_certain(offer) && !connection.is_stray_answer()
    });
    for tries in doubtful {
        tell(session, &tries, Severity::Info, report);
    }
}

/// A single SYN may have been answered behind the end of the capture.
fn is_certain(offer: Option<&ExpectedData>) -> bool {
    offer.is_none_or(|offer| offer.no_connection != Some(NoConnection::OneSyn))
}

fn tell(session: &IndexedSession, tries: &Tries, severity: Severity, report: &mut FindingSink) {
    let blocked = tries.blocked(session);
    let mut args = tried_in_vain::args(&blocked);
    args.extend([
        ("by", Arg::from(tries.by(session))),
        ("tries", blocked.syns.into()),
        ("seconds", seconds(blocked.nanoseconds).into()),
        ("confirmed", tries.confirming_code(session)),
    ]);
    let mut frames = tries.frames(session);
    let inside = tries.went_inside(session);
    let are_lost = tries.answers_were_lost();
    let rejection = tries.rejection().filter(|_| !inside && !are_lost);
    if let Some(rejection) = rejection {
        frames.push(rejection.at.frame);
        args.extend([
            ("router", rejection.by.to_string().into()),
            ("reason", rejection.reason.name().into()),
        ]);
    }
    let stray = tries.stray_answer(session).filter(|_| rejection.is_none());
    if let Some(stray) = stray {
        frames.push(stray.first.frame);
        args.push(("stray", stray.listener.ip().to_string().into()));
    }
    let is_doubtful = tries.tried.iter().all(|(offer, _)| !is_certain(*offer));
    let message = if is_doubtful {
        "found-syn-unanswered-once"
    } else if rejection.is_some() {
        "found-syn-unanswered-icmp"
    } else if stray.is_some() {
        "found-syn-unanswered-stray"
    } else if are_lost {
        "found-syn-unanswered-unheard"
    } else if inside {
        "found-syn-unanswered-inner"
    } else if tries.went_elsewhere(session) {
        "found-syn-unanswered-elsewhere"
    } else if tries.went_to_a_third_host(session) {
        "found-syn-unanswered-third"
    } else {
        "found-syn-unanswered"
    };
    let finding = report.add_as(severity, frames, message, args);
    let prohibited = rejection.filter(|r| r.reason == Unreachable::Prohibited);
    finding.advice = Some(match prohibited {
        _ if is_doubtful => advice::plain("advice-one-syn"),
        _ if stray.is_some() => advice::plain("advice-stray-answer"),
        Some(by) => advice::for_prohibited(session, tries, &blocked, by),
        None => advice::for_tries(session, tries, &blocked),
    });
    let may_be_let_pass = tries.may_be_let_pass(session) && stray.is_none() && !is_doubtful;
    finding.blocked = may_be_let_pass.then_some(blocked);
}
