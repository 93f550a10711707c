//! What came of the transfers of a session. Facts about transfers are decided here and nowhere
//! else; whoever shows them reads [`Transfer`].
//!
//! # How far a transfer came: [`Stage`], the first row that fits
//!
//! | stage | final reply | 1yz | data connection |
//! |---|---|---|---|
//! | `refused` | 4yz, 5yz | none | not a byte of a file, whatever was tried |
//! | `ended` | any | | opened; or the reply is a 2yz; or none, and the server says that it is open |
//! | `begun` | | | bytes came; or a 1yz and it was opened |
//! | `connected` | | | opened |
//! | `tried` | | | SYNs that were not answered, or by RST |
//! | `never_tried` | any, or a 1yz | | none, and [`CaptureCoverage::would_show`] a SYN |
//! | `requested` | | | none |
//!
//! # Its mode
//!
//! That of the connection that was matched to it; without one, that of the announcement in force.
//! Only transfers that were tried ([`Transfer::was_tried`]) count for the mode of the session: an
//! announcement alone is an intention. A 2yz without a connection in the capture counts, because
//! something must have been opened.
//!
//! # Whether it is complete
//!
//! It is unless something is known against it ([`Incomplete`]): what its stream shows
//! ([`TransferContent`]), a
//! 2yz that is missing or may be another command's, and fewer bytes than the server said. So a
//! doubt that is added here reaches every output.
//!
//! # What the capture would show
//!
//! That nobody connected is said only where a SYN could have been seen: every byte of the control
//! channel is in the capture, the endpoint is at one of its two hosts (what goes to a third may
//! take another way), TLS does not hide the announcement, no transfer of the session ended well
//! without a connection (then data ports were filtered out), and after a 1yz there was a second for
//! the first SYN to come.
//!
//! # Which connection a transfer has
//!
//! The best of those that were matched to it, those apart that were over before the command was
//! sent: one that was opened before one that was not, then one
//! that both sides know of, then one that is not early, then one that carries anything, then one
//! from the host that was expected. In MODE B and C it may be the open one of an earlier transfer.
//! A refused transfer has the one that was tried for the announcement in force, and its bytes only
//! if no other transfer used it. A connection that was over before the command was sent, and brought
//! nothing, is not a connection of that command.

use crate::analysis::control::{DraftTransfer, SessionDraft};
use crate::analysis::reservation::is_truncated;
use crate::digest::Made;
use crate::ftp::Effect;
use crate::model::{
    Close, DataType, Direction, ExpectedFrom, Incomplete, Method, Outcome, ReplyCode, Role, Stage,
    Transfer, TransferMode, Uid,
};

use super::assemble::{SessionLink, SessionPasses};
use super::coverage::CaptureCoverage;
use super::listing::{ListedSizes, complete_listings};
use super::matching::OfferRef;
use super::offers::{Best, came_about, offer_id};
use super::parallel;
use super::transfer_content::{AssignedFiles, TransferContent};
use super::without_command::{self, RepliesWithoutCommand};
use super::wraps::count_wraps;

pub(super) fn transfers(
    seen: &SessionPasses,
    best: &Best,
    coverage: &CaptureCoverage,
    digests: &Made,
) -> Vec<Transfer> {
    let &SessionPasses {
        planned,
        links,
        control: (_, control),
        ..
    } = seen;
    let draft = &planned.draft;
    // where lines are missing, the command that it carried out may be among them
    let is_anothers = |link: &SessionLink, asked: &DraftTransfer| {
        control.connection.lost() > 0 && link.tracked.connection.last.frame < asked.at.frame
    };
    let mut taken = AssignedFiles::new(digests);
    let mut transfers = Vec::with_capacity(draft.transfers.len());
    let mut listed = ListedSizes::new(draft);
    for (index, asked) in draft.transfers.iter().enumerate() {
        let link = best.transfers[index]
            .or_else(|| open_link(links, asked))
            .or_else(|| link_of_refused(best, asked, draft))
            .filter(|l| !is_anothers(l, asked) && !is_unused(l, asked, draft));
        let share = link
            .filter(|l| !asked.is_refused() || l.matched.transfer.is_none())
            .map(|l| TransferContent::of(l, planned, Some(asked), &mut taken));
        let mut others: Vec<(&SessionLink, TransferContent)> = Vec::new();
        for l in others_of(links, index, asked, link) {
            if l.matched.transfer == Some(index) || taken.has_another(l, asked) {
                others.push((l, TransferContent::of(l, planned, Some(asked), &mut taken)));
            }
        }
        let expected = asked.expected.or_else(|| listed.expected(asked));
        let told = share.as_ref().map(|share| &*share.carried.listed.sizes);
        let told = told.unwrap_or_default();
        listed.follow(asked, told);
        if asked.kind.direction() == Direction::Listing {
            let stored = listed.of_uploads(draft, index, told);
            compare_stored(coverage, &mut transfers, &stored);
        }
        let carried = Carries {
            link,
            share: share.as_ref(),
            others: &others,
            expected,
        };
        transfers.push(transfer(coverage, asked, &carried));
    }
    let hidden = links
        .iter()
        .filter(|l| {
            let transfer = l.matched.transfer;
            transfer.is_none_or(|t| is_anothers(l, &draft.transfers[t]))
        })
        .filter(|l| came_about(l.tracked));
    let mut replies = RepliesWithoutCommand::of(draft, coverage);
    for link in hidden {
        let found = replies.take(link);
        if found.is_some() || carries_unseen(draft, link) {
            let share = TransferContent::of(link, planned, None, &mut taken);
            transfers.push(without_command::with_connection(
                coverage, link, &share, found,
            ));
        }
    }
    let rest = replies.rest();
    transfers
        .extend(rest.map(|replies| without_command::without_connection(coverage, best, replies)));
    transfers.sort_by_key(|t| {
        t.command
            .map_or(t.start.frame, |c| draft.commands[c].at.frame)
    });
    for (id, transfer) in (1..).zip(&mut transfers) {
        transfer.id = id;
    }
    complete_listings(&mut transfers, &planned.secrets);
    transfers
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
fn carries_unseen(draft: &SessionDraft, link: &SessionLink) -> bool {
    let tcp = &link.tracked.connection;
    let hidden = link.matched.offer == OfferRef::Unknown || link.matched.transfer.is_some();
    let moved = tcp.bytes != [0, 0] || tcp.lost() > 0;
    (hidden && draft.is_under_tls(tcp.first.frame))
        || (moved && (hidden || draft.commands.is_empty()))
}

/// The command that prepared a transfer may be there without its endpoint: cut by the snap length,
/// or named in a reply that is not in the capture. It counts where the side that it makes open the
/// connection did.
fn method_of_hidden(
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
fn is_late(link: &SessionLink, draft: &SessionDraft) -> bool {
    let OfferRef::Announced(offer) = link.matched.offer else {
        return false;
    };
    let until = draft.offers[offer].until;
    until.is_some_and(|until| until.frame < link.tracked.connection.first.frame)
}

/// The other connections of a transfer in MODE E: those that were opened for it, and those of
/// earlier ones that are still open.
fn others_of<'l, 'a>(
    links: &'l [SessionLink<'a>],
    index: usize,
    asked: &DraftTransfer,
    first: Option<&SessionLink>,
) -> impl Iterator<Item = &'l SessionLink<'a>> {
    let first = first.map(|l| l.id);
    let is_parallel = asked.transfer_mode == TransferMode::ExtendedBlock && first.is_some();
    links.iter().filter(move |l| {
        let is_for_it = match l.matched.transfer {
            Some(transfer) if transfer < index => !asked.is_refused() && is_open_for(l, asked),
            transfer => transfer == Some(index),
        };
        is_parallel && is_for_it && Some(l.id) != first && came_about(l.tracked)
    })
}

/// How many bytes, and who says so.
type Expected = (u64, ExpectedFrom);

/// What carried a transfer.
#[derive(Clone, Copy)]
struct Carries<'s> {
    link: Option<&'s SessionLink<'s>>,
    /// Its part of that connection.
    share: Option<&'s TransferContent>,
    /// In MODE E, other connections and their parts.
    others: &'s [(&'s SessionLink<'s>, TransferContent)],
    /// How many bytes it should bring.
    expected: Option<(u64, ExpectedFrom)>,
}

fn transfer(coverage: &CaptureCoverage, asked: &DraftTransfer, carried: &Carries) -> Transfer {
    let &Carries {
        link,
        share,
        others,
        expected,
    } = carried;
    let draft = &coverage.planned.draft;
    // a connection that nobody announced was not to the offer that seemed to hold, and a late one
    // to the one before it
    let known = match link.map(|l| (l, l.matched.offer)) {
        Some((_, OfferRef::Unknown)) => None,
        Some((l, OfferRef::Announced(other))) if is_late(l, draft) => Some(other),
        _ => asked.offer,
    };
    let offer = known.map(|o| &draft.offers[o]);
    let mode = link
        .and_then(|l| l.mode)
        .or_else(|| offer.map(|o| o.method.mode()));
    let command = &draft.commands[asked.command];
    let mut transfer = Transfer {
        uid: Uid::of_transfer(&coverage.control.identity().uid, command.stream_end),
        community_id: link.map(|l| l.tracked.identity().community_id),
        command: Some(asked.command),
        frame: Some(command.at.frame),
        verb: command.known().map(|v| v.name),
        argument: asked.argument.clone(),
        path: asked.path.clone(),
        direction: Some(asked.kind.direction()),
        mode,
        method: offer
            .map(|o| o.method)
            .or_else(|| method_of_hidden(draft, asked, link?)),
        offer: known.map(offer_id),
        connection: link.map(|l| l.id),
        data_type: asked.data_type,
        transfer_mode: asked.transfer_mode,
        offset: asked.offset,
        expected,
        reply_code: asked.ended.map(|(_, code)| code),
        start: asked.at,
        end: asked
            .ended
            .map(|(at, _)| at)
            .or(asked.started)
            .unwrap_or(asked.at),
        fxp_session: link.and_then(|l| l.partner),
        ..Transfer::default()
    };
    if let Some(share) = share {
        share.fill(&mut transfer);
        let ended = !share.reasons.contains(&Incomplete::NoEnd);
        if ended && !transfer.is_sealed() && can_compare(&transfer) {
            let came = transfer.bytes.saturating_add(transfer.lost_bytes);
            let (offset, expected) = asked.settled(came);
            transfer.offset = offset;
            transfer.expected = expected.or(transfer.expected);
        }
        if ended {
            count_wraps(&mut transfer);
        }
    }
    transfer.stage = stage(coverage, asked, link, share);
    transfer.outcome = ending(draft, asked, share);
    transfer.client_left = coverage.was_left_alone(asked, link);
    transfer.is_half_seen = coverage.missing == Some(Role::Server);
    transfer.may_still_connect =
        transfer.stage == Stage::Requested && coverage.may_still_come(asked);
    transfer.reasons = reasons(coverage, asked, share, &transfer);
    if let Some(share) = share.filter(|_| asked.transfer_mode == TransferMode::ExtendedBlock) {
        parallel::join(&mut transfer, share, others);
        transfer.reasons.sort_unstable();
        transfer.reasons.dedup();
    }
    transfer
}

/// The bytes on the wire are those that SIZE and its kin count: MODE S, TYPE I or L.
pub(super) fn can_compare(transfer: &Transfer) -> bool {
    transfer.transfer_mode == TransferMode::Stream
        && !transfer.wrapped
        && matches!(transfer.data_type, DataType::Image | DataType::Local)
}

/// Holds uploads against what a listing says of them afterwards. One with more bytes may have been
/// written in lines, or in blocks.
fn compare_stored(
    coverage: &CaptureCoverage,
    transfers: &mut [Transfer],
    stored: &[(usize, Expected)],
) {
    for &(upload, expected) in stored {
        let upload = &mut transfers[upload];
        let is_whole = upload.is_complete() && !upload.is_sealed();
        if is_whole && can_compare(upload) && expected.0 < upload.bytes {
            upload.expected = Some(expected);
            if is_short(coverage, upload) {
                upload.reasons.push(Incomplete::Short);
            }
        }
    }
}

/// How far a transfer came.
fn stage(
    coverage: &CaptureCoverage,
    asked: &DraftTransfer,
    link: Option<&SessionLink>,
    share: Option<&TransferContent>,
) -> Stage {
    let opened = link.is_some_and(|l| came_about(l.tracked));
    // a handshake of TLS is nothing of a file
    let moved = share.is_some_and(|s| !s.is_sealed() && s.carried.bytes + s.carried.lost > 0);
    if asked.is_refused() && !moved {
        Stage::Refused
    } else if asked.ended.is_some()
        && (opened || asked.has_2yz() || (link.is_none() && coverage.is_said_to_be_open(asked)))
    {
        Stage::Ended
    } else if moved || (opened && asked.started.is_some()) {
        Stage::Begun
    } else if opened {
        Stage::Connected
    } else if link.is_some() {
        Stage::Tried
    } else if (asked.started.is_some() || asked.ended.is_some()) && coverage.would_show(asked) {
        Stage::NeverTried
    } else {
        Stage::Requested
    }
}

/// Why a transfer is not known to be complete.
fn reasons(
    coverage: &CaptureCoverage,
    asked: &DraftTransfer,
    share: Option<&TransferContent>,
    transfer: &Transfer,
) -> Vec<Incomplete> {
    let mut reasons = share.map_or_else(|| vec![Incomplete::NoEnd], |s| s.reasons.clone());
    let is_unproven = asked.doubtful || transfer.client_left;
    if transfer.outcome != Outcome::Completed || is_unproven {
        reasons.push(Incomplete::No2yz);
    }
    let command = &coverage.planned.draft.commands[asked.command];
    let is_truncated = is_truncated(command, asked.kind.direction());
    if share.is_some() && (is_truncated || is_short(coverage, transfer)) {
        reasons.push(Incomplete::Short);
    }
    reasons.sort_unstable();
    reasons
}

/// Fewer bytes than the server said, or after an upload, another number of them; only where no REST
/// can be among lines that are missing.
fn is_short(coverage: &CaptureCoverage, transfer: &Transfer) -> bool {
    let came = transfer.bytes.saturating_add(transfer.lost_bytes);
    let is_upload = transfer.direction == Some(Direction::Upload);
    can_compare(transfer)
        && coverage.control.connection.lost() == 0
        && transfer
            .expected
            .is_some_and(|(bytes, _)| came < bytes || (is_upload && came > bytes))
}

/// How a transfer ended. Servers answer an ABOR in several ways: 426 and then 226, one 226 for
/// both, or 226 and 225 where they had handed over all bytes, although the client took no more.
fn ending(draft: &SessionDraft, asked: &DraftTransfer, share: Option<&TransferContent>) -> Outcome {
    let ends_cleanly = share.is_some_and(|s| s.reasons.is_empty());
    let is_reset = share.is_some_and(|s| s.reasons.contains(&Incomplete::Reset));
    let abort = asked
        .abort
        .map(|a| draft.commands[a].replies.last().map(|r| r.code));
    let refused = asked.ended.is_some_and(|(_, code)| code.is_negative());
    match (asked.ended, abort) {
        (Some(_), Some(_)) if refused => Outcome::Aborted,
        (None, Some(Some(_))) | (Some(_), Some(Some(ReplyCode::TRANSFER_ABORTED))) => {
            Outcome::Aborted
        }
        (Some(_), Some(None)) if !ends_cleanly => Outcome::Aborted,
        (Some(_), Some(Some(_))) if is_reset => Outcome::Aborted,
        (Some(_), None) if refused => Outcome::Failed,
        (Some(_), _) => Outcome::Completed,
        (None, _) => Outcome::Unfinished,
    }
}
