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
//! Which connection a transfer has is decided in [`super::transfer_link`].

use crate::analysis::control::{DraftTransfer, SessionDraft};
use crate::analysis::reservation::is_truncated;
use crate::digest::Made;
use crate::ftp::Effect;
use crate::model::{
    DataType, Direction, ExpectedFrom, Incomplete, Outcome, ReplyCode, Role, Stage, Transfer,
    TransferMode, Uid,
};

use super::coverage::CaptureCoverage;
use super::listing::{ListedSizes, complete_listings, unlisted};
use super::matching::OfferRef;
use super::offers::{Best, came_about, offer_id};
use super::parallel;
use super::records::{SessionLink, SessionPasses};
use super::transfer_content::{AssignedFiles, TransferContent};
use super::transfer_link::{
    carries_unseen, is_anothers, is_late, link_of, method_of_hidden, others_of,
};
use super::without_command::{self, RepliesWithoutCommand};
use super::wraps::count_wraps;

/// The transfers of a session, in the order of their commands.
pub(super) fn transfers(
    seen: &SessionPasses,
    best: &Best,
    coverage: &CaptureCoverage,
    digests: &Made,
) -> Vec<Transfer> {
    let draft = &seen.planned.draft;
    let mut files = AssignedFiles::new(digests);
    let mut transfers = asked_for(seen, best, coverage, &mut files);
    of_unseen_commands(seen, best, coverage, &mut files, &mut transfers);
    transfers.sort_by_key(|t| {
        t.command
            .map_or(t.start.frame, |c| draft.commands[c].at.frame)
    });
    for (id, transfer) in (1..).zip(&mut transfers) {
        transfer.id = id;
    }
    complete_listings(&mut transfers, &seen.planned.secrets);
    transfers
}

/// Those whose commands are in the capture.
fn asked_for(
    seen: &SessionPasses,
    best: &Best,
    coverage: &CaptureCoverage,
    files: &mut AssignedFiles,
) -> Vec<Transfer> {
    let planned = seen.planned;
    let draft = &planned.draft;
    let mut transfers = Vec::with_capacity(draft.transfers.len());
    let mut listed = ListedSizes::new(draft);
    for (index, asked) in draft.transfers.iter().enumerate() {
        let link = link_of(seen, best, index);
        let content = link
            .filter(|l| !asked.is_refused() || l.matched.transfer.is_none())
            .map(|l| TransferContent::of(l, planned, Some(asked), files));
        let mut others: Vec<(&SessionLink, TransferContent)> = Vec::new();
        for l in others_of(&seen.links, index, asked, link) {
            if l.matched.transfer == Some(index) || files.has_another(l, asked) {
                others.push((l, TransferContent::of(l, planned, Some(asked), files)));
            }
        }
        let expected = asked.expected.or_else(|| listed.expected(asked));
        let told = content
            .as_ref()
            .map(|content| &*content.carried.listed.sizes)
            .unwrap_or_default();
        listed.follow(asked, told);
        if asked.kind.direction() == Direction::Listing {
            let stored = listed.of_uploads(draft, index, told);
            compare_stored(coverage, &mut transfers, &stored);
        }
        let carried = Carries {
            link,
            content: content.as_ref(),
            others: &others,
            expected,
        };
        transfers.push(transfer(coverage, asked, &carried));
        if let Some(content) = &content
            && transfers[index].is_complete()
        {
            let unmet = &content.carried.listed.unmet;
            for upload in unlisted(draft, index, unmet) {
                transfers[upload].unlisted_by.get_or_insert(asked.command);
            }
        }
    }
    transfers
}

/// Those whose commands are not: connections that carry something, and replies that tell of a
/// transfer.
fn of_unseen_commands(
    seen: &SessionPasses,
    best: &Best,
    coverage: &CaptureCoverage,
    files: &mut AssignedFiles,
    transfers: &mut Vec<Transfer>,
) {
    let draft = &seen.planned.draft;
    let mut replies = RepliesWithoutCommand::of(draft, coverage);
    for link in seen.links.iter().filter(|l| came_about(l.tracked)) {
        let asked = link.matched.transfer.map(|t| &draft.transfers[t]);
        if asked.is_some_and(|asked| !is_anothers(seen, link, asked)) {
            continue;
        }
        let found = replies.take(link);
        if found.is_some() || carries_unseen(draft, link) {
            let content = TransferContent::of(link, seen.planned, None, files);
            transfers.push(without_command::with_connection(
                coverage, link, &content, found,
            ));
        }
    }
    let rest = replies.rest();
    transfers
        .extend(rest.map(|replies| without_command::without_connection(coverage, best, replies)));
}

/// How many bytes, and who says so.
type Expected = (u64, ExpectedFrom);

/// What carried a transfer.
#[derive(Clone, Copy)]
struct Carries<'s> {
    link: Option<&'s SessionLink<'s>>,
    /// Its part of that connection.
    content: Option<&'s TransferContent>,
    /// In MODE E, other connections and their parts.
    others: &'s [(&'s SessionLink<'s>, TransferContent)],
    /// How many bytes it should bring.
    expected: Option<(u64, ExpectedFrom)>,
}

fn transfer(coverage: &CaptureCoverage, asked: &DraftTransfer, carried: &Carries) -> Transfer {
    let &Carries {
        link,
        content,
        others,
        expected,
    } = carried;
    let mut transfer = as_agreed(coverage, asked, link);
    transfer.expected = expected;
    if let Some(content) = content {
        content.fill(&mut transfer);
        let ended = !content.reasons.contains(&Incomplete::NoEnd);
        if ended {
            settle_offset(&mut transfer, asked);
            count_wraps(&mut transfer);
        }
    }
    transfer.stage = stage(coverage, asked, link, content);
    transfer.outcome = ending(&coverage.planned.draft, asked, content);
    transfer.client_left = coverage.was_left_alone(asked, link);
    transfer.is_half_seen = coverage.missing == Some(Role::Server);
    transfer.may_still_connect =
        transfer.stage == Stage::Requested && coverage.may_still_come(asked);
    transfer.reasons = reasons(coverage, asked, content, &transfer);
    transfer.confirmed_early = coverage.is_confirmed_early(asked, link);
    if transfer.confirmed_early && !transfer.reasons.contains(&Incomplete::No2yz) {
        transfer.reasons.push(Incomplete::No2yz);
        transfer.reasons.sort_unstable();
    }
    if let Some(content) = content.filter(|_| asked.transfer_mode == TransferMode::ExtendedBlock) {
        parallel::join(&mut transfer, content, others);
        transfer.reasons.sort_unstable();
        transfer.reasons.dedup();
    }
    transfer
}

/// What both sides agreed on, and over which connection: all but what came of it.
fn as_agreed(
    coverage: &CaptureCoverage,
    asked: &DraftTransfer,
    link: Option<&SessionLink>,
) -> Transfer {
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
    Transfer {
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
        reply_code: asked.ended.map(|(_, code)| code),
        start: asked.at,
        end: asked
            .ended
            .map(|(at, _)| at)
            .or(asked.started)
            .unwrap_or(asked.at),
        fxp_session: link.and_then(|l| l.partner),
        ..Transfer::default()
    }
}

/// Where a transfer that came to its end begins in the file, and how much was to come, as the bytes
/// prove it.
fn settle_offset(transfer: &mut Transfer, asked: &DraftTransfer) {
    if !transfer.is_sealed() && can_compare(transfer) {
        let came = transfer.bytes.saturating_add(transfer.lost_bytes);
        let (offset, expected) = asked.settled(came);
        transfer.offset = offset;
        transfer.expected = expected.or(transfer.expected);
    }
}

/// The bytes on the wire are those that SIZE and its kin count: MODE S, TYPE I or L.
pub(super) fn can_compare(transfer: &Transfer) -> bool {
    transfer.transfer_mode == TransferMode::Stream
        && !transfer.wrapped
        && matches!(transfer.data_type, DataType::Image | DataType::Local)
}

/// Compares uploads with what a listing says of them afterwards. One with more bytes may have been
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
    content: Option<&TransferContent>,
) -> Stage {
    let opened = link.is_some_and(|l| came_about(l.tracked));
    // a handshake of TLS is nothing of a file
    let moved = content.is_some_and(|s| !s.is_sealed() && s.carried.bytes + s.carried.lost > 0);
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
    content: Option<&TransferContent>,
    transfer: &Transfer,
) -> Vec<Incomplete> {
    let mut reasons = content.map_or_else(|| vec![Incomplete::NoEnd], |s| s.reasons.clone());
    let is_unproven = asked.doubtful || transfer.client_left;
    if transfer.outcome != Outcome::Completed || is_unproven {
        reasons.push(Incomplete::No2yz);
    }
    let command = &coverage.planned.draft.commands[asked.command];
    let is_truncated = is_truncated(command, asked.kind.direction());
    if content.is_some() && (is_truncated || is_short(coverage, transfer)) {
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
        && knows_offset(coverage, transfer)
        && transfer
            .expected
            .is_some_and(|(bytes, _)| came < bytes || (is_upload && came > bytes))
}

/// Commands before a transfer among which its REST is.
const REACH: usize = 32;

/// Where it begins is known: no line is missing; or only lines of the server are, its 150 says how
/// much is to come, and nobody asked for another beginning.
fn knows_offset(coverage: &CaptureCoverage, transfer: &Transfer) -> bool {
    let control = &coverage.control.connection;
    if control.lost() == 0 {
        return true;
    }
    let commands = &coverage.planned.draft.commands;
    let before = transfer.command.and_then(|asked| commands.get(..asked));
    let mut before = before.unwrap_or_default().iter().rev().take(REACH);
    transfer.outcome == Outcome::Unfinished
        && transfer.command.is_some()
        && matches!(transfer.expected, Some((_, ExpectedFrom::Reply)))
        && control.stream(coverage.planned.client).lost() == 0
        && !before.any(|command| command.effect() == Effect::Rest)
}

/// How a transfer ended. Servers answer an ABOR in several ways: 426 and then 226, one 226 for
/// both, or 226 and 225 where they had handed over all bytes, although the client took no more.
fn ending(
    draft: &SessionDraft,
    asked: &DraftTransfer,
    content: Option<&TransferContent>,
) -> Outcome {
    let ends_cleanly = content.is_some_and(|s| s.reasons.is_empty());
    let is_reset = content.is_some_and(|s| s.reasons.contains(&Incomplete::Reset));
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
