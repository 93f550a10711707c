//! What came of the announcements of a session, and which connection counts for each.

use crate::analysis::control::{DraftOffer, SessionDraft};
use crate::ftp::DATA_PORT;
use crate::model::{
    ConnectionId, ExpectedData, ExpectedDataId, Method, Oddities, OfferOutcome, ReplyCode, Stage,
    StrayTry, SynAnswer, Transfer,
};
use crate::tcp;

use super::Tracked;
use super::coverage::CaptureCoverage;
use super::matching::OfferRef;
use super::records::{SessionLink, SessionPasses};
use super::transfer_link::is_over_before;

/// The connection that counts for each offer and each transfer of a session: of several the one
/// that came about, then the one that is more than segments of one side without a handshake, which
/// anybody can send, then the one that was not early, then the one that carried anything, then the
/// one whose opener was expected, then the first. For a transfer one that was over before its
/// command comes last.
pub(super) struct Best<'l, 'a> {
    pub(super) offers: Vec<Option<&'l SessionLink<'a>>>,
    pub(super) transfers: Vec<Option<&'l SessionLink<'a>>>,
}

impl<'l, 'a> Best<'l, 'a> {
    pub(super) fn of(draft: &SessionDraft, links: &'l [SessionLink<'a>]) -> Self {
        let mut best = Best {
            offers: vec![None; draft.offers.len()],
            transfers: vec![None; draft.transfers.len()],
        };
        for link in links {
            if let OfferRef::Announced(offer) = link.matched.offer {
                prefer(&mut best.offers[offer], link, worth);
            }
            if let Some(transfer) = link.matched.transfer {
                let asked = &draft.transfers[transfer];
                prefer(&mut best.transfers[transfer], link, |link| {
                    (!is_over_before(link, asked, draft), worth(link))
                });
            }
        }
        best
    }
}

fn prefer<'l, 'a, W: PartialOrd>(
    place: &mut Option<&'l SessionLink<'a>>,
    link: &'l SessionLink<'a>,
    worth: impl Fn(&SessionLink) -> W,
) {
    if place.is_none_or(|known| worth(link) > worth(known)) {
        *place = Some(link);
    }
}

fn worth(link: &SessionLink) -> [bool; 5] {
    let tcp = &link.tracked.connection;
    [
        came_about(link.tracked),
        !tcp.is_mere_claim(),
        link.matched.fit.in_time,
        tcp.bytes != [0, 0],
        link.matched.fit.expected,
    ]
}

pub(super) fn offers(
    seen: &SessionPasses,
    coverage: &CaptureCoverage,
    best: &Best,
    transfers: &[Transfer],
) -> Vec<ExpectedData> {
    let draft = &coverage.planned.draft;
    let used = uses_unseen(coverage, transfers);
    let mut offers = Vec::with_capacity(draft.offers.len());
    for (index, offer) in draft.offers.iter().enumerate() {
        let link = best.offers[index];
        let outcome = outcome(offer, link, used[index]);
        let is_missed = matches!(outcome, OfferOutcome::NeverTried | OfferOutcome::Replaced);
        let instead = seen.strays.instead_of(seen.id as usize - 1, index);
        let instead = instead.filter(|stray| is_missed && is_proof(draft, index, stray));
        offers.push(ExpectedData {
            id: offer_id(index),
            method: offer.method,
            ip: offer.ip,
            port: offer.port,
            numbers: offer.numbers,
            oddities: offer.oddities,
            at: offer.at,
            command: offer.command,
            accepted: offer.accepted,
            outcome,
            connection: link.map(|l| l.id),
            matched_by: link.map(|l| l.matched.matched_by),
            no_connection: None,
            tried_instead: instead.copied().map(Box::new),
        });
    }
    offers
}

/// A port that nobody announced may be other business of the two hosts, unless it is the announced
/// one with its numbers in the other order, the data port, or a transfer waited for the connection.
fn is_proof(draft: &SessionDraft, offer: usize, stray: &StrayTry) -> bool {
    let port = stray.listener.port();
    let mut transfers = draft.transfers.iter();
    port == DATA_PORT
        || port == draft.offers[offer].port.swap_bytes()
        || transfers.any(|asked| asked.offer == Some(offer))
}

/// What transfers without a data connection tell of their offer, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unseen {
    /// Nothing.
    No,
    /// One waited for a connection that nobody opened.
    NeverTried,
    /// One used a connection that the capture does not show.
    Used,
}

/// For each offer, what the transfers tell that were to use it.
fn uses_unseen(coverage: &CaptureCoverage, transfers: &[Transfer]) -> Vec<Unseen> {
    let draft = &coverage.planned.draft;
    let mut unseen = vec![Unseen::No; draft.offers.len()];
    for transfer in transfers.iter().filter(|t| t.connection.is_none()) {
        let Some(place) = transfer
            .offer
            .and_then(|id| unseen.get_mut(id as usize - 1))
        else {
            continue;
        };
        let asked = transfer
            .command
            .and_then(|command| draft.transfer_of(command));
        let begun =
            asked.is_some_and(|asked| asked.started.is_some() && !transfer.may_still_connect);
        let told = match transfer.stage {
            // whatever the 1yz promised: the server says that no connection came about
            _ if transfer.reply_code == Some(ReplyCode::CANNOT_OPEN) => Unseen::NeverTried,
            Stage::Ended => Unseen::Used,
            Stage::Requested if begun => Unseen::Used,
            Stage::NeverTried => Unseen::NeverTried,
            _ => Unseen::No,
        };
        *place = told.max(*place);
    }
    unseen
}

/// The number of an offer within its session.
pub(super) fn offer_id(index: usize) -> ExpectedDataId {
    index as ExpectedDataId + 1
}

pub(super) fn came_about(tracked: &Tracked) -> bool {
    answer(&tracked.connection) == SynAnswer::Opened
}

/// What the SYNs of a connection met with.
pub(super) fn answer(connection: &tcp::TcpConnection) -> SynAnswer {
    if connection.is_refused() {
        SynAnswer::Reset
    } else if connection.is_unanswered() {
        SynAnswer::None
    } else {
        SynAnswer::Opened
    }
}

/// What became of an offer that a connection came to.
pub(super) fn outcome_of(connection: &tcp::TcpConnection) -> OfferOutcome {
    match answer(connection) {
        SynAnswer::Opened => OfferOutcome::Connected,
        SynAnswer::Reset => OfferOutcome::Refused,
        SynAnswer::None => OfferOutcome::Unanswered,
    }
}

/// `unseen`: what transfers without a connection tell of it.
fn outcome(offer: &DraftOffer, link: Option<&SessionLink>, unseen: Unseen) -> OfferOutcome {
    match (link, unseen) {
        _ if offer.accepted == Some(false) => OfferOutcome::Rejected,
        (Some(link), _) => outcome_of(&link.tracked.connection),
        (None, Unseen::Used) => OfferOutcome::NotCaptured,
        (None, Unseen::No) if offer.until.is_some() && !offer.failed => OfferOutcome::Replaced,
        (None, Unseen::No | Unseen::NeverTried) => OfferOutcome::NeverTried,
    }
}

/// A connection to the default data port is an offer that nobody had to make.
pub(super) fn add_default_offers(
    offers: &mut Vec<ExpectedData>,
    transfers: &mut [Transfer],
    draft: &SessionDraft,
    links: &[SessionLink],
) {
    if links.iter().all(|l| l.matched.offer != OfferRef::Default) {
        return;
    }
    let without_offer = transfers
        .iter()
        .enumerate()
        .filter(|(_, t)| t.offer.is_none());
    let mut by_connection: Vec<(ConnectionId, usize)> = without_offer
        .filter_map(|(place, t)| Some((t.connection?, place)))
        .collect();
    by_connection.sort_unstable();
    for link in links
        .iter()
        .filter(|l| l.matched.offer == OfferRef::Default)
    {
        let Some(asked) = link.matched.transfer.map(|t| &draft.transfers[t]) else {
            continue;
        };
        let id = offer_id(offers.len());
        offers.push(ExpectedData {
            id,
            method: Method::Default,
            ip: Some(link.matched.listener.ip()),
            port: link.matched.listener.port(),
            numbers: None,
            oddities: Oddities::default(),
            at: asked.at,
            command: asked.command,
            accepted: None,
            outcome: outcome_of(&link.tracked.connection),
            connection: Some(link.id),
            matched_by: Some(link.matched.matched_by),
            no_connection: None,
            tried_instead: None,
        });
        let from = by_connection.partition_point(|&(connection, _)| connection < link.id);
        for &(_, place) in by_connection[from..]
            .iter()
            .take_while(|&&(connection, _)| connection == link.id)
        {
            let transfer = &mut transfers[place];
            transfer.offer = Some(id);
            transfer.method = Some(Method::Default);
        }
    }
}
