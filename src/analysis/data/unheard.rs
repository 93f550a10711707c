//! Transfers whose command is not in the capture: under TLS, before its beginning, or where only the server was recorded.
//!
//! Each is known by its data connection, by the replies of the server ([`UnheardTransfer`]), or by both. The two are put
//! together in the order of time: replies go with the first connection that is left and fits.
//!
//! | the connection was matched to | replies fit |
//! |---|---|
//! | an announcement | those said while that announcement was in force |
//! | nothing that was heard | those with no announcement, or any |
//! | either | its first frame is not behind their end, and its last one not before their beginning |
//!
//! A result holds for the bytes where no other reply stands between its beginning and its end, and no other replies fit.
//! Where the direction of the bytes was not recorded, the reply tells how it ended, and nothing tells whether it is whole.

use crate::analysis::control::{SessionDraft, UnheardTransfer};
use crate::model::{
    Direction, ExpectedFrom, HeardReplies, Incomplete, Outcome, ReplyCode, Stage, Time, Transfer,
    Uid,
};
use crate::tcp::Side;

use super::assemble::SessionLink;
use super::matching::OfferRef;
use super::offers::{Best, offer_id};
use super::sight::Sight;
use super::transfer_content::{TransferContent, server_side};
use super::transfers::can_compare;

/// How many replies that wait are held against a connection: a client runs few transfers at a time.
const REACH: usize = 64;

/// Transfers that replies told of, each until its data connection is found.
pub(super) struct UnheardReplies<'a> {
    list: Vec<(&'a UnheardTransfer, bool)>,
    /// Those before this one are taken, or were over before the connections that are left.
    next: usize,
}

/// The replies to a transfer, and whether no others fit.
type FittingReplies<'a> = (&'a UnheardTransfer, bool);

impl<'a> UnheardReplies<'a> {
    /// None where all of the dialogue is in the capture: what the server says unasked there begins nothing.
    pub(super) fn of(draft: &'a SessionDraft, sight: &Sight) -> Self {
        let is_whole = sight.control.connection.lost() == 0 && !draft.is_hidden(0);
        let list = draft.unheard.iter().filter(|_| !is_whole);
        UnheardReplies {
            list: list.map(|unheard| (unheard, false)).collect(),
            next: 0,
        }
    }

    /// The replies that go with a connection; each goes with one. Connections come in order.
    pub(super) fn take(&mut self, link: &SessionLink) -> Option<FittingReplies<'a>> {
        let begins = link.tracked.connection.first.frame;
        while self
            .list
            .get(self.next)
            .is_some_and(|(unheard, taken)| *taken || unheard.is_over_before(begins))
        {
            self.next += 1;
        }
        let mut fitting = self.list[self.next..]
            .iter_mut()
            .take(REACH)
            .filter(|(unheard, taken)| !taken && fits(unheard, link));
        let (unheard, taken) = fitting.next()?;
        *taken = true;
        Some((unheard, fitting.next().is_none()))
    }

    /// Those that were begun and went with no connection that came about.
    pub(super) fn rest(self) -> impl Iterator<Item = &'a UnheardTransfer> {
        self.list
            .into_iter()
            .filter(|(unheard, taken)| !taken && unheard.begun.is_some())
            .map(|(unheard, _)| unheard)
    }
}

fn fits(unheard: &UnheardTransfer, link: &SessionLink) -> bool {
    let tcp = &link.tracked.connection;
    let same = match (link.matched.offer, unheard.offer) {
        (OfferRef::Announced(offer), Some(used)) => offer == used,
        (OfferRef::Announced(_), None) => unheard.begun.is_none(),
        (OfferRef::Default | OfferRef::Unknown, _) => true,
    };
    let begins_in_time = !unheard.is_over_before(tcp.first.frame);
    let ends_in_time = unheard
        .begun
        .is_none_or(|begun| begun.frame < tcp.last.frame);
    same && begins_in_time && ends_in_time
}

/// A transfer of which the data connection can be seen, and of the dialogue the replies at most.
pub(super) fn with_connection(
    sight: &Sight,
    link: &SessionLink,
    share: &TransferContent,
    found: Option<FittingReplies>,
) -> Transfer {
    let data = link.tracked.identity();
    let offer = match link.matched.offer {
        OfferRef::Announced(offer) => Some(offer),
        OfferRef::Default | OfferRef::Unknown => None,
    };
    let draft = &sight.planned.draft;
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
    share.fill(&mut transfer);
    transfer.stage = if transfer.bytes + transfer.lost_bytes > 0 {
        Stage::Begun
    } else {
        Stage::Connected
    };
    transfer.reasons.clone_from(&share.reasons);
    if !draft.is_under_tls(link.tracked.connection.first.frame) {
        transfer.direction = direction(link, &transfer, found.map(|(unheard, _)| unheard));
    }
    transfer.is_half_seen = sight.missing.is_some() && is_unseen(link, &transfer);
    let is_certain = match found {
        Some((unheard, is_only)) => {
            tell(&mut transfer, unheard);
            is_only && unheard.is_certain && is_as_said(&transfer)
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
    sight: &Sight,
    best: &Best,
    unheard: &UnheardTransfer,
) -> Transfer {
    let draft = &sight.planned.draft;
    let begun = unheard.begun.unwrap_or_default();
    let link = unheard.offer.and_then(|offer| best.offers[offer]);
    // of the time of a reply, every part of a capture knows the same
    let since = begun.time.since(Time::default()) as u64;
    let mut transfer = Transfer {
        uid: Uid::of_transfer(&sight.control.identity().uid, since),
        mode: unheard.offer.map(|offer| draft.offers[offer].method.mode()),
        method: unheard.offer.map(|offer| draft.offers[offer].method),
        offer: unheard.offer.map(offer_id),
        connection: link.map(|link| link.id),
        community_id: link.map(|link| link.tracked.identity().community_id),
        direction: unheard.is_listing.then_some(Direction::Listing),
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
    tell(&mut transfer, unheard);
    transfer.end = unheard.ended.map_or(begun, |(at, _)| at);
    transfer
}

/// What the replies tell.
fn tell(transfer: &mut Transfer, unheard: &UnheardTransfer) {
    transfer.path.clone_from(&unheard.name);
    transfer.data_type = unheard.data_type;
    transfer.expected = unheard.size.map(|bytes| (bytes, ExpectedFrom::Reply));
    transfer.heard = Some(Box::new(HeardReplies {
        begun: unheard.begun,
        ended: unheard.ended.map(|(at, _)| at),
    }));
    if let Some((_, code)) = unheard.ended {
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

/// False where fewer bytes came than the server said: it may be that, or a MODE that was asked for unheard.
fn is_as_said(transfer: &Transfer) -> bool {
    let came = transfer.bytes.saturating_add(transfer.lost_bytes);
    let said = transfer.expected.filter(|_| can_compare(transfer));
    said.is_none_or(|(bytes, _)| came >= bytes)
}

/// Which way the bytes went, where any did.
fn direction(
    link: &SessionLink,
    transfer: &Transfer,
    unheard: Option<&UnheardTransfer>,
) -> Option<Direction> {
    if unheard.is_some_and(|unheard| unheard.is_listing) {
        return Some(Direction::Listing);
    }
    if link.partner.is_some() || transfer.bytes + transfer.lost_bytes == 0 {
        return None;
    }
    let tcp = &link.tracked.connection;
    let server = tcp.key.endpoint(server_side(link)?);
    // without the command, a listing that says so nowhere is a file as any other
    if transfer.place?.sender == server {
        unheard.map(|_| Direction::Download)
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
