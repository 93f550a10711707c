//! Which connection a transfer has.
//!
//! The best of those that were matched to it, but for those that were over before the command was
//! sent: one that was opened before one that was not, then one that both sides know of, then one
//! that is not early, then one that carries anything, then one from the host that was expected. In
//! MODE B and C it may be the open one of an earlier transfer. A refused transfer has the one that
//! was tried for the announcement in force, and its bytes only if no other transfer used it. A
//! connection that was over before the command was sent, and brought nothing, is not a connection
//! of that command.

use crate::analysis::control::{DraftTransfer, SessionDraft};
use crate::ftp::Effect;
use crate::model::{Close, Method, TransferMode};

use super::matching::OfferRef;
use super::offers::{Best, came_about};
use super::records::{SessionLink, SessionPasses};

/// The connection of the transfer of that index.
pub(super) fn link_of<'l, 'a>(
    seen: &'l SessionPasses<'a>,
    best: &Best<'l, 'a>,
    index: usize,
) -> Option<&'l SessionLink<'a>>
where
    'a: 'l,
{
    let draft = &seen.planned.draft;
    let asked = &draft.transfers[index];
    let link = best.transfers[index]
        .or_else(|| open_link(&seen.links, asked))
        .or_else(|| link_of_refused(best, asked, draft))?;
    (!is_anothers(seen, link, asked) && !is_unused(link, asked, draft)).then_some(link)
}

/// Where lines are missing, the command that a connection carried out may be among them, if it was
/// over before this one.
pub(super) fn is_anothers(seen: &SessionPasses, link: &SessionLink, asked: &DraftTransfer) -> bool {
    let (_, control) = seen.control;
    control.connection.lost() > 0 && link.tracked.connection.last.frame < asked.at.frame
}

/// The connection was closed before the command was sent. Where it is in the capture before its own
/// announcement, the frames are not in their order, and that proves nothing. Where the server then
/// says that it has no connection, that was the one which it lost.
pub(super) fn is_over_before(
    link: &SessionLink,
    asked: &DraftTransfer,
    draft: &SessionDraft,
) -> bool {
    let tcp = &link.tracked.connection;
    let in_order = match link.matched.offer {
        OfferRef::Announced(offer) => draft.offers[offer].at.frame < tcp.first.frame,
        OfferRef::Default | OfferRef::Unknown => false,
    };
    let is_missed = asked.ended.is_some_and(|(_, code)| code.breaks_off());
    in_order && !is_missed && tcp.close() != Close::Open && tcp.last.frame < asked.at.frame
}

/// The same, and it brought nothing. Where bytes came on it and no better one is there, the frames
/// are those of several recorders whose clocks differ.
fn is_unused(link: &SessionLink, asked: &DraftTransfer, draft: &SessionDraft) -> bool {
    link.tracked.connection.bytes == [0, 0] && is_over_before(link, asked, draft)
}

/// A connection that no visible command asked for carries a transfer all the same: under TLS, and
/// where bytes went over it although announcements, or the client's side of the control channel,
/// are not in the capture.
pub(super) fn carries_unseen(draft: &SessionDraft, link: &SessionLink) -> bool {
    let tcp = &link.tracked.connection;
    let hidden = link.matched.offer == OfferRef::Unknown || link.matched.transfer.is_some();
    let moved = tcp.bytes != [0, 0] || tcp.lost() > 0;
    (hidden && draft.is_under_tls(tcp.first.frame))
        || (moved && (hidden || draft.commands.is_empty()))
}

/// The command that prepared a transfer may be there without its endpoint: cut by the snap length,
/// or named in a reply that is not in the capture. It counts where the side that it makes open the
/// connection did.
pub(super) fn method_of_hidden(
    draft: &SessionDraft,
    asked: &DraftTransfer,
    link: &SessionLink,
) -> Option<Method> {
    let request = draft.commands.get(asked.prepared_by?)?;
    let (Effect::Announce(method) | Effect::AskAnnounce(method)) = request.known()?.effect else {
        return None;
    };
    let refused = request.replies.last().is_some_and(|r| r.code.is_negative());
    let hidden = link.matched.offer == OfferRef::Unknown && asked.offer.is_none();
    (hidden && !refused && link.mode == Some(method.mode())).then_some(method)
}

/// Connections that are looked at for one that is still open.
const OPEN_REACH: usize = 256;

/// In MODE B and C a data connection may stay open for the next transfer (RFC 959 section 3.4.2):
/// one of the same offer that is there while the transfer runs.
fn open_link<'l, 'a>(
    links: &'l [SessionLink<'a>],
    asked: &DraftTransfer,
) -> Option<&'l SessionLink<'a>> {
    if !asked.marks_end() || asked.is_refused() {
        return None;
    }
    let mut kept = links.iter().rev().take(OPEN_REACH);
    kept.find(|l| is_open_for(l, asked))
}

/// A connection of the same offer that is there while the transfer runs.
fn is_open_for(link: &SessionLink, asked: &DraftTransfer) -> bool {
    let ended = asked.ended.map_or(u64::MAX, |(at, _)| at.frame);
    let same = match link.matched.offer {
        OfferRef::Announced(offer) => asked.offer == Some(offer),
        OfferRef::Default | OfferRef::Unknown => asked.offer.is_none(),
    };
    let tcp = &link.tracked.connection;
    same && came_about(link.tracked) && tcp.first.frame <= ended && asked.at.frame <= tcp.last.frame
}

/// The connection that was there, or was tried, when a transfer was refused: one to the endpoint in
/// force. What went over it is that transfer's only where no other used it.
fn link_of_refused<'l, 'a>(
    best: &Best<'l, 'a>,
    asked: &DraftTransfer,
    draft: &SessionDraft,
) -> Option<&'l SessionLink<'a>> {
    let (refused, _) = asked.ended.filter(|_| asked.is_refused())?;
    let in_force = asked.offer?;
    let tried = |link: &&SessionLink| link.tracked.connection.first.frame <= refused.frame;
    best.offers[in_force].filter(tried).or_else(|| {
        let replaced = best.offers[..in_force].iter().rev().take(REPLACED_REACH);
        let mut late = replaced.flatten().filter(|l| is_late(l, draft)).copied();
        late.find(tried)
    })
}

/// Announcements before the one in force that are looked at for a connection which came to them all
/// the same.
const REPLACED_REACH: usize = 16;

/// The announcement that it came to was replaced by then.
pub(super) fn is_late(link: &SessionLink, draft: &SessionDraft) -> bool {
    let OfferRef::Announced(offer) = link.matched.offer else {
        return false;
    };
    let until = draft.offers[offer].until;
    until.is_some_and(|until| until.frame < link.tracked.connection.first.frame)
}

/// The other connections of a transfer in MODE E: those that were opened for it, and those of
/// earlier ones that are still open.
pub(super) fn others_of<'l, 'a>(
    links: &'l [SessionLink<'a>],
    index: usize,
    asked: &DraftTransfer,
    first: Option<&SessionLink>,
) -> impl Iterator<Item = &'l SessionLink<'a>> {
    let first = first.map(|l| l.id);
    let is_parallel = asked.transfer_mode == TransferMode::ExtendedBlock && first.is_some();
    let links = if is_parallel { links } else { &[] };
    links.iter().filter(move |l| {
        let is_for_it = match l.matched.transfer {
            Some(transfer) if transfer < index => !asked.is_refused() && is_open_for(l, asked),
            transfer => transfer == Some(index),
        };
        is_for_it && Some(l.id) != first && came_about(l.tracked)
    })
}
