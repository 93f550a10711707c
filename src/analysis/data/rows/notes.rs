//! What a frame means: that it opens or closes, completes a command or a reply, is the first byte
//! of a file, or announces an endpoint.

use std::net::IpAddr;

use crate::analysis::control::{Planned, SessionDraft};
use crate::analysis::data::Tracked;
use crate::analysis::data::matching::{Match, OfferRef, predicted};
use crate::analysis::observer::{Ending, HandshakeStep, Note};
use crate::decode::Flags;
use crate::model::{Mode, Role, TlsFacts, TlsState};
use crate::tcp::HandshakeProgress;

use super::Arrived;

/// What the frames of a session's control channel complete.
pub(super) fn spoken(planned: &Planned) -> Vec<(u64, Note)> {
    let draft = &planned.draft;
    let mut notes = Vec::new();
    for command in draft.commands.iter() {
        notes.push((
            command.at.frame,
            Note::Command {
                verb: command.verb.clone(),
            },
        ));
        notes.extend(
            command
                .replies
                .iter()
                .map(|r| (r.at.frame, Note::Reply { code: r.code })),
        );
    }
    notes.extend(
        draft
            .unasked
            .iter()
            .map(|r| (r.at.frame, Note::Reply { code: r.code })),
    );
    for offer in &draft.offers {
        let listener = match offer.method.mode() {
            Mode::Active => (Role::Client, planned.client_endpoint()),
            Mode::Passive => (Role::Server, planned.server_endpoint()),
        };
        let ip = offer.ip.unwrap_or(listener.1.ip());
        notes.push((
            offer.at.frame,
            Note::Announces {
                ip,
                port: offer.port,
                listener: listener.0,
            },
        ));
        if offer.accepted == Some(false)
            && let Some(refusal) = draft.commands[offer.command].replies.last()
        {
            notes.push((
                refusal.at.frame,
                Note::AnnouncementRefused {
                    frame: offer.at.frame,
                },
            ));
        }
    }
    notes.extend(draft.hidden_by_tls().map(|at| (at.frame, Note::TlsBegins)));
    let opened = draft.opened.iter().filter_map(|span| span.from);
    notes.extend(opened.map(|at| (at.frame, Note::TlsOpens)));
    notes.extend(planned.tls.iter().flat_map(|tls| came_to_nothing(tls)));
    notes.sort_by_key(|(frame, _)| *frame);
    notes
}

/// The frames of TLS that did not come about.
fn came_to_nothing(tls: &TlsFacts) -> Vec<(u64, Note)> {
    match tls.state {
        TlsState::Established | TlsState::Unknown => Vec::new(),
        TlsState::Failed(failure) => vec![
            (tls.first.frame, Note::TlsTried),
            (failure.at.frame, Note::TlsFails),
        ],
        TlsState::Mismatch(mismatch) => vec![
            (mismatch.tls.frame, Note::TlsMismatch),
            (mismatch.clear.frame, Note::TlsMismatch),
        ],
    }
}

/// What a frame of a data connection means: `opener` has opened that, and it comes from `by`.
pub(super) fn data_note(
    draft: &SessionDraft,
    matched: &Match,
    tracked: &Tracked,
    arrived: &Arrived,
    (opener, by): (Role, Role),
) -> Note {
    let &Arrived {
        segment, before, ..
    } = arrived;
    let by_opener = arrived.sender == tracked.connection.opener;
    let predicted = predicted(draft, matched.offer);
    if let Some(step) = step(segment.flags, by_opener, before) {
        Note::DataOpens {
            step,
            by: opener,
            predicted,
            matched_by: Some(matched.matched_by),
            redirected: matched
                .matched_by
                .is_elsewhere(announced_ip(draft, matched.offer)),
        }
    } else if let Some(ending) = ending(segment.flags, before) {
        Note::DataEnds {
            by,
            ending,
            predicted,
        }
    } else if !segment.is_empty() {
        Note::Data { by, predicted }
    } else {
        Note::DataOther { predicted }
    }
}

fn announced_ip(draft: &SessionDraft, offer: OfferRef) -> Option<IpAddr> {
    match offer {
        OfferRef::Announced(offer) => draft.offers[offer].ip,
        OfferRef::Default | OfferRef::Unknown => None,
    }
}

pub(super) fn step(
    flags: Flags,
    from_opener: bool,
    before: HandshakeProgress,
) -> Option<HandshakeStep> {
    if flags.rst() {
        None
    } else if flags.syn_ack() {
        Some(HandshakeStep::SynAck)
    } else if flags.syn() {
        Some(if before.syn {
            HandshakeStep::SynAgain
        } else {
            HandshakeStep::Syn
        })
    } else {
        let completes = flags.ack() && from_opener && before.syn && before.syn_ack && !before.ack;
        completes.then_some(HandshakeStep::Ack)
    }
}

pub(super) fn ending(flags: Flags, before: HandshakeProgress) -> Option<Ending> {
    if flags.rst() {
        Some(if before.syn && !before.syn_ack && !before.data {
            Ending::Refusal
        } else {
            Ending::Reset
        })
    } else {
        flags.fin().then_some(Ending::Fin)
    }
}
