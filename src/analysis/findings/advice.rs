//! What to do about a data connection that does not come about: never what the same capture shows
//! to fail.
//!
//! What is seen to work between the two hosts comes first, in this session or in another one. Where
//! nothing does, the other mode is advised only if nobody tried it; else the firewall has to be
//! opened, and the message names what for.

use crate::model::{Blocked, ExpectedData, Message, Method, Mode, OfferOutcome, Rejection};

use super::bounce;
use super::indexed_session::IndexedSession;
use super::tried_in_vain::{Tries, args};

/// Words that name nothing of the session.
pub(super) fn plain(id: &'static str) -> Message {
    let args = Vec::new();
    Message { id, args }
}

/// For connections that were tried in vain.
pub(super) fn for_tries(session: &IndexedSession, tries: &Tries, blocked: &Blocked) -> Message {
    // as a host does on whose port nobody listens
    let by_rst = tries.were_reset();
    // nobody should let in what an attacker asked for
    if tries.were_bounced(session) {
        let is_doubtful = tries
            .offer()
            .is_some_and(|o| bounce::is_doubtful(session, o));
        return plain(if is_doubtful {
            "advice-bounce-inner"
        } else {
            "finding-bounce-advice"
        });
    }
    let at_fault = tries.went_inside(session) || tries.went_elsewhere(session);
    if let Some(offer) = tries.offer().filter(|_| at_fault) {
        return for_announced_address(session, offer);
    }
    if tries.offer().is_some_and(|offer| session.came_late(offer)) {
        return plain("advice-announcement-replaced");
    }
    if tries.were_late(session) {
        return plain("advice-connected-late");
    }
    if let Some(message) = elsewhere(session, tries) {
        return message;
    }
    if let Some(frame) = pasv_in_its_place(session, tries).filter(|_| !by_rst) {
        let mut args = args(blocked);
        args.push(("frame", frame.to_string().into()));
        return Message {
            id: "advice-pasv-works",
            args,
        };
    }
    if let Some(frame) = listened_before(session, tries).filter(|_| by_rst) {
        let mut args = args(blocked);
        args.push(("frame", frame.to_string().into()));
        return Message {
            id: "advice-listen-client",
            args,
        };
    }
    if by_rst && tries.by(session) == "not-client" {
        return plain("advice-other-address");
    }
    if tries.answers_were_lost() {
        return Message {
            id: "advice-answer-lost",
            args: args(blocked),
        };
    }
    let message = for_blocked(session, tries.mode, blocked);
    match message.id {
        "advice-open-server" if by_rst => Message {
            id: "advice-listen-server",
            ..message
        },
        _ => message,
    }
}

/// For connections that somebody forbids who says so: the firewall that has to be asked is known.
pub(super) fn for_prohibited(
    session: &IndexedSession,
    tries: &Tries,
    blocked: &Blocked,
    by: &Rejection,
) -> Message {
    let other = match tries.mode {
        Mode::Active => Mode::Passive,
        Mode::Passive => Mode::Active,
    };
    if let Some(message) = what_works(session, other) {
        return message;
    }
    let mut args = args(blocked);
    let is_itself = by.by.to_canonical() == tries.destination().to_canonical();
    args.extend([
        ("router", by.by.to_string().into()),
        ("itself", if is_itself { "yes" } else { "no" }.into()),
    ]);
    Message {
        id: "advice-prohibited",
        args,
    }
}

/// For an announced address that leads nowhere, or to another host: one of an inner network, of the
/// loopback, or one that is the server's no more. EPSV has none, and is advised unless it fails
/// here.
pub(super) fn for_announced_address(session: &IndexedSession, offer: &ExpectedData) -> Message {
    if offer.method.mode() == Mode::Active {
        return for_setup(session, Mode::Active, "advice-nat-client");
    }
    if let Some(frame) = session.all_sessions.epsv_works(session.record) {
        return Message {
            id: "advice-epsv-works",
            args: vec![("frame", frame.to_string().into())],
        };
    }
    let id = if offer.names_no_host() || session.record.announces_loopback(offer) {
        "advice-announced-loopback"
    } else if session.record.announces_inner_address(offer) {
        "advice-nat-server"
    } else if session.record.announces_outer_address(offer) {
        "advice-nat-forward"
    } else {
        "advice-announced-elsewhere"
    };
    what_works(session, Mode::Active).unwrap_or_else(|| Message {
        id,
        args: vec![("epsv", epsv(session).into())],
    })
}

/// For an IPv4 address that a client behind a NAT64 cannot reach.
pub(super) fn for_translated(session: &IndexedSession) -> Message {
    Message {
        id: "advice-nat64",
        args: vec![("epsv", epsv(session).into())],
    }
}

/// For an address that is not the server's, and works all the same.
pub(super) fn for_announced_that_works(session: &IndexedSession) -> Message {
    Message {
        id: "advice-announced-works",
        args: vec![("epsv", epsv(session).into())],
    }
}

/// Whether EPSV is worth a try.
fn epsv(session: &IndexedSession) -> &'static str {
    if session.epsv_failed() {
        "failed"
    } else {
        "open"
    }
}

/// Where the same mode works in this session, for it leads to another host than these tries did.
fn elsewhere(session: &IndexedSession, tries: &Tries) -> Option<Message> {
    let destination = tries.destination();
    let (offer, connection) = session
        .offers(Mode::Passive)
        .filter(|offer| tries.mode == Mode::Passive && offer.outcome == OfferOutcome::Connected)
        .filter_map(|offer| Some((offer, session.connection(offer)?)))
        .find(|(_, connection)| connection.listener.ip() != destination)?;
    Some(Message {
        id: "advice-works-elsewhere",
        args: vec![
            ("method", offer.method.name().into()),
            ("frame", offer.at.frame.to_string().into()),
            ("address", connection.listener.ip().to_string().into()),
            ("destination", destination.to_string().into()),
        ],
    })
}

/// Where the server reached the client in active mode earlier in this session.
fn listened_before(session: &IndexedSession, tries: &Tries) -> Option<u64> {
    let refused = tries.offer().filter(|_| tries.mode == Mode::Active)?;
    let destination = tries.destination();
    let mut offers = session.offers(Mode::Active);
    let works = offers.find(|offer| {
        let connection = session.connection(offer);
        offer.outcome == OfferOutcome::Connected
            && connection.is_some_and(|c| c.listener.ip() == destination)
    })?;
    (works.at.frame < refused.at.frame).then_some(works.at.frame)
}

/// Where PASV works in this session, and EPSV works nowhere between these hosts.
fn pasv_in_its_place(session: &IndexedSession, tries: &Tries) -> Option<u64> {
    let is_extended = tries.offer()?.method == Method::Epsv;
    let mut offers = session.offers(Mode::Passive);
    let works = offers
        .find(|offer| offer.method == Method::Pasv && offer.outcome == OfferOutcome::Connected)?;
    let epsv_works = session.all_sessions.epsv_works(session.record);
    (is_extended && epsv_works.is_none()).then_some(works.at.frame)
}

/// For connections of this mode that were blocked.
fn for_blocked(session: &IndexedSession, mode: Mode, blocked: &Blocked) -> Message {
    let other = match mode {
        Mode::Active => Mode::Passive,
        Mode::Passive => Mode::Active,
    };
    if let Some(message) = what_works(session, other) {
        return message;
    }
    let id = match mode {
        Mode::Active if !session.failed_in(Mode::Passive) => "advice-use-passive",
        Mode::Active => "advice-open-client",
        Mode::Passive => "advice-open-server",
    };
    Message {
        id,
        args: args(blocked),
    }
}

/// For a session in which a mode cannot be set up, or its announcement leads nowhere.
pub(super) fn for_setup(session: &IndexedSession, mode: Mode, otherwise: &'static str) -> Message {
    let other = match mode {
        Mode::Active => Mode::Passive,
        Mode::Passive => Mode::Active,
    };
    what_works(session, other).unwrap_or_else(|| plain(otherwise))
}

/// The method of that mode that is seen to work between these hosts.
fn what_works(session: &IndexedSession, mode: Mode) -> Option<Message> {
    let (method, frame) = session.all_sessions.works(session.record, mode)?;
    let id = match mode {
        Mode::Active => "advice-active-works",
        Mode::Passive => "advice-passive-works",
    };
    Some(Message {
        id,
        args: vec![
            ("method", method.name().into()),
            ("frame", frame.to_string().into()),
        ],
    })
}
