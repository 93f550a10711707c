//! Which transfer does the next connection to an offer carry?

use crate::session::{Draft, DraftTransfer};

/// A connection that has claimed an offer or a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Use {
    /// Number of the connection in pass 2.
    pub(super) connection: usize,
    /// It was answered; before that, another try may take its place.
    pub(super) confirmed: bool,
    /// How well it fits.
    pub(super) fit: Fit,
}

/// How well a connection fits what it claims: of two, the greater counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::replay) struct Fit {
    /// It was opened by the host that should.
    pub(in crate::replay) expected: bool,
    /// It did not begin before the command that announced its endpoint or asked for it.
    pub(in crate::replay) in_time: bool,
}

impl Fit {
    /// Nothing speaks against it.
    pub(super) const GOOD: Fit = Fit { expected: true, in_time: true };
}

impl Use {
    /// A later connection cannot take its place.
    pub(super) fn stands_against(self, fit: Fit) -> bool {
        self.confirmed && self.fit >= fit
    }

    /// Nothing but its early beginning speaks against it.
    fn is_only_early(self, fit: Fit) -> bool {
        self.confirmed && self.fit.expected >= fit.expected && !self.stands_against(fit)
    }
}

/// Transfers of one offer that are looked at for one connection.
const REACH: usize = 64;
/// Frames by which a capture may have a connection before the command that prepares it. Between a connection that came
/// to nothing and the next such command there are more: its handshake, and the command that was refused.
const SHUFFLED: u64 = 2;

/// Stands for "no offer" in the order of transfers.
const NO_OFFER: u32 = u32::MAX;
/// Stands for "refused, and not among them".
const NO_PLACE: u32 = u32::MAX;

/// The transfers of a session by offer, and their connections.
#[derive(Debug)]
pub(super) struct Transfers {
    /// Offer, transfer, and the frame of its final reply; those that were refused are left out.
    by_offer: Vec<(u32, u32, u64)>,
    /// Where each transfer stands there.
    places: Vec<u32>,
    /// For each transfer without an offer, in order: its connection is no older than that frame, for there the client
    /// announced an endpoint or asked for one, whichever it was.
    not_before: Vec<u64>,
    /// For each of these: its end is marked in the data, so that it may have used a connection that was still open.
    marked: Vec<bool>,
    /// For each: the frame of its command, and whether a 2yz says that it had its connection.
    asked: Vec<(u64, bool)>,
    uses: Vec<Option<Use>>,
    /// For each offer, and last for none: how many of its transfers need no look any more.
    settled: Vec<u32>,
}

impl Transfers {
    pub(super) fn new(draft: &Draft) -> Self {
        let mut by_offer: Vec<(u32, u32, u64)> = (0..)
            .zip(&draft.transfers)
            .filter(|(_, transfer)| !transfer.is_refused())
            .map(|(number, transfer)| {
                let ended = transfer.ended.map_or(u64::MAX, |(at, _)| at.frame);
                (transfer.offer.map_or(NO_OFFER, |o| o as u32), number, ended)
            })
            .collect();
        by_offer.sort_unstable();
        let not_before = ask_for_unoffered(draft, &mut by_offer);
        let marked = by_offer.iter().map(|&(_, number, _)| draft.transfers[number as usize].marks_end()).collect();
        let transfer = |&(_, number, _): &(u32, u32, u64)| &draft.transfers[number as usize];
        let moved = |transfer: &DraftTransfer| transfer.ended.is_some_and(|(_, code)| code < 400);
        let asked = by_offer.iter().map(transfer).map(|t| (t.at.frame, moved(t))).collect();
        let mut places = vec![NO_PLACE; draft.transfers.len()];
        for (place, &(_, number, _)) in (0..).zip(&by_offer) {
            places[number as usize] = place;
        }
        let settled = vec![0; draft.offers.len() + 1];
        Transfers { uses: vec![None; by_offer.len()], by_offer, places, not_before, marked, asked, settled }
    }

    /// Some transfer has no offer.
    pub(super) fn has_unoffered(&self) -> bool {
        self.by_offer.last().is_some_and(|&(offer, ..)| offer == NO_OFFER)
    }

    /// A transfer on this offer may still need a connection in that frame.
    pub(super) fn is_pending(&self, offer: usize, frame: u64) -> bool {
        let end = self.by_offer.partition_point(|&(o, ..)| o <= offer as u32);
        self.by_offer[..end].last().is_some_and(|&(o, _, ended)| o == offer as u32 && ended >= frame)
    }

    /// The first transfer on an offer that has no connection yet. One that had ended before is meant only where no
    /// other is left or the next one is not even asked for, and without an offer never. Where the connection of one
    /// that runs was early, this may be the right one: the early one was somebody else's at the same port.
    pub(super) fn next(&mut self, offer: Option<usize>, frame: u64, fit: Fit) -> Option<usize> {
        let key = offer.map_or(NO_OFFER, |o| o as u32);
        let begin = self.by_offer.partition_point(|&(o, ..)| o < key);
        let list = &self.by_offer[begin..];
        let list = &list[..list.partition_point(|&(o, ..)| o == key)];
        let slot = offer.unwrap_or(self.settled.len() - 1);
        let use_of = |i: usize| self.uses[begin + i];
        let is_free = |i: usize| use_of(i).is_none_or(|u| !u.stands_against(fit) && !u.is_only_early(fit));
        let mut doubtful = None;
        let mut late = None;
        // its 2yz tells of a connection that has not been seen
        let mut missing = None;
        let settled = self.settled[slot] as usize;
        for (index, &(_, transfer, ended)) in list.iter().enumerate().skip(settled).take(REACH) {
            let is_early = offer.is_none() && self.not_before[index] > frame + SHUFFLED;
            let (asked, moved) = self.asked[begin + index];
            if is_free(index) && ended >= frame && !is_early {
                return missing.filter(|_| asked > frame + SHUFFLED).or(Some(transfer as usize));
            }
            if use_of(index).is_some_and(|u| u.is_only_early(fit)) && ended >= frame {
                doubtful.get_or_insert(transfer as usize);
            }
            if is_free(index) && offer.is_some() && !self.marked[begin + index] {
                late = Some(transfer as usize);
                missing = late.filter(|_| moved).or(missing);
            }
            // what is late now stays late, as frames come in order
            let is_taken = use_of(index).is_some_and(|u| u.stands_against(Fit::GOOD));
            let is_settled = is_taken || ended < frame;
            if is_settled && self.settled[slot] as usize == index && index + 1 < list.len() {
                self.settled[slot] += 1;
            }
        }
        doubtful.or(late)
    }

    /// The first transfer that runs without a connection and may have used an offer that was lost.
    pub(super) fn next_doubtful(&self, draft: &Draft, frame: u64) -> Option<usize> {
        let begun = draft.transfers.partition_point(|t| t.at.frame <= frame + SHUFFLED);
        let recent = begun.saturating_sub(REACH)..begun;
        recent.into_iter().find(|&number| {
            let waits = |index: usize| self.uses[index].is_none() && self.by_offer[index].2 >= frame;
            self.index(number).is_some_and(waits) && draft.may_use_another(&draft.transfers[number])
        })
    }

    /// A transfer has a connection.
    pub(super) fn claim(&mut self, transfer: usize, by: Use) {
        if let Some(index) = self.index(transfer) {
            self.uses[index] = Some(by);
        }
    }

    /// The connection of a transfer was answered.
    pub(super) fn confirm(&mut self, transfer: usize, connection: usize) {
        if let Some(index) = self.index(transfer) {
            confirm(&mut self.uses[index], connection);
        }
    }

    /// The connection of a transfer came to nothing.
    pub(super) fn release(&mut self, transfer: usize, connection: usize) {
        let Some(index) = self.index(transfer) else { return };
        if release(&mut self.uses[index], connection) {
            let key = self.by_offer[index].0;
            let begin = self.by_offer.partition_point(|&(o, ..)| o < key);
            let slot = if key == NO_OFFER { self.settled.len() - 1 } else { key as usize };
            self.settled[slot] = self.settled[slot].min((index - begin) as u32);
        }
    }

    fn index(&self, transfer: usize) -> Option<usize> {
        self.places.get(transfer).filter(|&&place| place != NO_PLACE).map(|&place| place as usize)
    }
}

/// Where the endpoints of transfers are hidden, the commands that announce them or ask for them mark off one connection
/// from the next: from which frame on each may begin. A transfer without a final reply is over where the next one is
/// prepared.
fn ask_for_unoffered(draft: &Draft, by_offer: &mut [(u32, u32, u64)]) -> Vec<u64> {
    let begin = by_offer.partition_point(|&(offer, ..)| offer != NO_OFFER);
    let unoffered = &mut by_offer[begin..];
    if unoffered.is_empty() {
        return Vec::new();
    }
    let requests = draft.requests();
    let from = |&mut (_, number, ref mut ended): &mut (u32, u32, u64)| {
        let asked = draft.transfers[number as usize].at.frame;
        let next = requests.partition_point(|&frame| frame <= asked);
        if *ended == u64::MAX {
            *ended = requests.get(next).copied().unwrap_or(u64::MAX);
        }
        requests[..next].last().copied().unwrap_or(0)
    };
    unoffered.iter_mut().map(from).collect()
}

/// A use by this connection counts for good.
pub(super) fn confirm(place: &mut Option<Use>, connection: usize) {
    if let Some(by) = place.as_mut().filter(|by| by.connection == connection) {
        by.confirmed = true;
    }
}

/// A use by this connection, and by no other, is undone.
pub(super) fn release(place: &mut Option<Use>, connection: usize) -> bool {
    place.take_if(|by| by.connection == connection).is_some()
}
