//! Transfers whose command is not in the capture: under TLS, before its beginning, or where only
//! the server was recorded.
//!
//! Each is known by its data connection, by the replies of the server ([`TransferWithoutCommand`]),
//! or by both. The two are put together in the order of time: replies go with the first connection
//! that is left and fits.
//!
//! | the connection was matched to | replies fit |
//! |---|---|
//! | an announcement | those said while that announcement was in force |
//! | nothing that was read | those with no announcement, or any |
//! | either | its first frame is not behind their end, and its last one not before their beginning |
//!
//! A result holds for the bytes where no other reply stands between its beginning and its end, and
//! no other replies fit. Where the direction of the bytes was not recorded, the reply tells how it
//! ended, and nothing tells whether it is whole.

use crate::analysis::control::{SessionDraft, TransferWithoutCommand};
use crate::model::{
    At, Direction, ExpectedFrom, Incomplete, LoneReplies, Outcome, ReplyCode, Stage, Time,
    Transfer, Uid,
};
use crate::tcp::Side;

use super::coverage::CaptureCoverage;
use super::matching::OfferRef;
use super::offers::{Best, offer_id};
use super::records::SessionLink;
use super::transfer_content::{TransferContent, server_side};
use super::transfers::can_compare;

/// How many replies that wait are compared with a connection: a client runs few transfers at a
/// time.
const REACH: usize = 64;

/// Transfers that replies told of, each until its data connection is found.
pub(super) struct RepliesWithoutCommand<'a> {
    list: Vec<(&'a TransferWithoutCommand, bool)>,
    /// Those before this one are taken, or were over before the connections that are left.
    next: usize,
}

/// The replies to a transfer, and whether no others fit.
type FittingReplies<'a> = (&'a TransferWithoutCommand, bool);

impl<'a> RepliesWithoutCommand<'a> {
    /// None where all of the control channel is in the capture and can be read: what the server
    /// says unasked there begins nothing.
    pub(super) fn of(draft: &'a SessionDraft, coverage: &CaptureCoverage) -> Self {
        let is_whole = coverage.control.connection.lost() == 0 && !draft.is_hidden(0);
        let is_sealed = |at: At| draft.is_under_tls(at.frame) && !draft.is_opened(at.frame);
        let list = draft
            .without_command
            .iter()
            .filter(|without_command| !is_whole || without_command.begun.is_some_and(is_sealed));
        RepliesWithoutCommand {
            list: list
                .map(|without_command| (without_command, false))
                .collect(),
            next: 0,
        }
    }

    /// The replies that go with a connection; each goes with one. Connections come in order.
    pub(super) fn take(&mut self, link: &SessionLink) -> Option<FittingReplies<'a>> {
        let begins = link.tracked.connection.first.frame;
        while self
            .list
            .get(self.next)
            .is_some_and(|(without_command, taken)| {
                *taken || without_command.is_over_before(begins)
            })
        {
            self.next += 1;
        }
        let mut fitting = self.list[self.next..]
            .iter_mut()
            .take(REACH)
            .filter(|(without_command, taken)| !taken && fits(without_command, link));
        let (without_command, taken) = fitting.next()?;
        *taken = true;
        Some((without_command, fitting.next().is_none()))
    }

    /// Those that were begun and went with no connection that came about.
    pub(super) fn rest(self) -> impl Iterator<Item = &'a TransferWithoutCommand> {
        self.list
            .into_iter()
            .filter(|(without_command, taken)| !taken && without_command.begun.is_some())
            .map(|(without_command, _)| without_command)
    }
}

fn fits(without_command: &TransferWithoutCommand, link: &SessionLink) -> bool {
    let tcp = &link.tracked.connection;
    let same = match (link.matched.offer, without_command.offer) {
        (OfferRef::Announced(offer), Some(used)) => offer == used,
        (OfferRef::Announced(_), None) => without_command.begun.is_none(),
        (OfferRef::Default | OfferRef::Unknown, _) => true,
    };
    let begins_in_time = !without_command.is_over_before(tcp.first.frame);
    let ends_in_time = without_command
        .begun
        .is_none_or(|begun| begun.frame < tcp.last.frame);
    same && begins_in_time && ends_in_time
}

/// A transfer of which the data connection can be seen, and of the control channel the replies at
/// most.
pub(super) fn with_connection(
    coverage: &CaptureCoverage,
    link: &SessionLink,
    content: &TransferContent,
    found: Option<FittingReplies>,
) -> Transfer {
    let data = link.tracked.identity();
    let offer = match link.matched.offer {
        OfferRef::Announced(offer) => Some(offer),
        OfferRef::Default | OfferRef::Unknown => None,
    };
    let draft = &coverage.planned.draft;
    let mut transfer = Transfer {
        uid: Uid::of_hidden_transfer(&data.uid),
        community_id: Some(data.community_id),
        mode: link.mode,
        method: offer.map(|offer| draft.offers[offer].method),
        offer: offer.map(offer_id),
        connection: Some(link.id),
        fxp_session: link.partner,
        ..Transfer::default()
    };
    content.fill(&mut transfer);
    transfer.stage = if transfer.bytes + transfer.lost_bytes > 0 {
        Stage::Begun
    } else {
        Stage::Connected
    };
    transfer.reasons.clone_from(&content.reasons);
    if !draft.is_under_tls(link.tracked.connection.first.frame) {
        transfer.direction = direction(
            link,
            &transfer,
            found.map(|(without_command, _)| without_command),
        );
    }
    transfer.is_half_seen = coverage.missing.is_some() && is_unseen(link, &transfer);
    let is_certain = match found {
        Some((without_command, is_only)) => {
            tell(&mut transfer, without_command);
            is_only && without_command.is_certain && is_as_said(&transfer)
        }
        None => false,
    };
    if !is_certain || transfer.outcome != Outcome::Completed {
        transfer.reasons.push(Incomplete::No2yz);
    }
    transfer.reasons.sort_unstable();
    transfer
}

/// A transfer of which the replies can be seen, and no connection that was opened.
pub(super) fn without_connection(
    coverage: &CaptureCoverage,
    best: &Best,
    without_command: &TransferWithoutCommand,
) -> Transfer {
    let draft = &coverage.planned.draft;
    let begun = without_command.begun.unwrap_or_default();
    let link = without_command.offer.and_then(|offer| best.offers[offer]);
    // of the time of a reply, every part of a capture knows the same
    let since = begun.time.since(Time::default()) as u64;
    let mut transfer = Transfer {
        uid: Uid::of_transfer(&coverage.control.identity().uid, since),
        mode: without_command
            .offer
            .map(|offer| draft.offers[offer].method.mode()),
        method: without_command
            .offer
            .map(|offer| draft.offers[offer].method),
        offer: without_command.offer.map(offer_id),
        connection: link.map(|link| link.id),
        community_id: link.map(|link| link.tracked.identity().community_id),
        direction: without_command.is_listing.then_some(Direction::Listing),
        start: begun,
        end: begun,
        stage: if link.is_some() {
            Stage::Tried
        } else {
            Stage::Requested
        },
        reasons: vec![Incomplete::NoEnd, Incomplete::No2yz],
        ..Transfer::default()
    };
    tell(&mut transfer, without_command);
    transfer.end = without_command.ended.map_or(begun, |(at, _)| at);
    transfer
}

/// What the replies tell.
fn tell(transfer: &mut Transfer, without_command: &TransferWithoutCommand) {
    transfer.path.clone_from(&without_command.name);
    transfer.data_type = without_command.data_type;
    transfer.expected = without_command
        .size
        .map(|bytes| (bytes, ExpectedFrom::Reply));
    transfer.lone_replies = Some(Box::new(LoneReplies {
        begun: without_command.begun,
        ended: without_command.ended.map(|(at, _)| at),
    }));
    if let Some((_, code)) = without_command.ended {
        transfer.reply_code = Some(code);
        transfer.outcome = outcome(code);
        if transfer.stage != Stage::Tried || !code.is_negative() {
            transfer.stage = Stage::Ended;
        }
    }
}

fn outcome(code: ReplyCode) -> Outcome {
    if code.is_negative() {
        Outcome::Failed
    } else {
        Outcome::Completed
    }
}

/// False where fewer bytes came than the server said: it may be that, or a MODE that was asked for
/// unheard.
fn is_as_said(transfer: &Transfer) -> bool {
    let came = transfer.bytes.saturating_add(transfer.lost_bytes);
    let said = transfer.expected.filter(|_| can_compare(transfer));
    said.is_none_or(|(bytes, _)| came >= bytes)
}

/// Which way the bytes went, where any did.
fn direction(
    link: &SessionLink,
    transfer: &Transfer,
    without_command: Option<&TransferWithoutCommand>,
) -> Option<Direction> {
    if without_command.is_some_and(|without_command| without_command.is_listing) {
        return Some(Direction::Listing);
    }
    if link.partner.is_some() || transfer.bytes + transfer.lost_bytes == 0 {
        return None;
    }
    let tcp = &link.tracked.connection;
    let server = tcp.key.endpoint(server_side(link)?);
    // without the command, a listing that says so nowhere is a file as any other
    if transfer.place?.sender == server {
        without_command.map(|_| Direction::Download)
    } else {
        Some(Direction::Upload)
    }
}

/// True where bytes went, and the side that sent them was not recorded.
fn is_unseen(link: &SessionLink, transfer: &Transfer) -> bool {
    let tcp = &link.tracked.connection;
    let sender = transfer.place.map(|place| place.sender);
    let sender = Side::BOTH
        .into_iter()
        .find(|&side| Some(tcp.key.endpoint(side)) == sender);
    sender.is_some_and(|side| tcp.bytes[side.index()] == 0 && tcp.stream(side).lost() > 0)
}
