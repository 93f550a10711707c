//! Which transfer does the next connection to an offer carry?

use std::ops::Range;

use crate::analysis::control::SessionDraft;
use crate::model::TransferMode;

/// A connection that was matched to an offer or a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Use {
    /// Number of the connection in the data pass.
    pub(super) connection: usize,
    /// It was answered; before that, another try may take its place.
    pub(super) confirmed: bool,
    /// How well it fits.
    pub(super) fit: Fit,
}

/// How well a connection fits what it was matched to: of two, the greater counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::analysis::data) struct Fit {
    /// It was opened by the host that should.
    pub(in crate::analysis::data) expected: bool,
    /// It did not begin before the command that announced its endpoint or asked for it.
    pub(in crate::analysis::data) in_time: bool,
}

impl Fit {
    /// Nothing speaks against it.
    pub(super) const GOOD: Fit = Fit {
        expected: true,
        in_time: true,
    };
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
/// Frames by which a capture may have a connection before the command that prepares it. Between a
/// connection that came to nothing and the next such command there are more: its handshake, and the
/// command that was refused.
const SHUFFLED: u64 = 2;

/// Stands for "no offer" in the order of transfers.
const NO_OFFER: u32 = u32::MAX;
/// Stands for "refused, and not among them".
const NO_PLACE: u32 = u32::MAX;

/// The transfers of a session and their connections.
#[derive(Debug)]
pub(super) struct SessionTransfers {
    /// By offer, and in order; those that were refused are left out.
    asked: Vec<WaitingTransfer>,
    /// Where each transfer stands there.
    places: Vec<u32>,
    /// For each offer, and last for none: how many of its transfers need no look any more.
    settled: Vec<u32>,
}

/// A transfer that has or needs a connection.
#[derive(Debug)]
struct WaitingTransfer {
    /// Index of its offer, or [`NO_OFFER`].
    offer: u32,
    /// Index of the transfer.
    number: u32,
    /// The frame of its command.
    at: u64,
    /// The frame of its final reply.
    ended: u64,
    /// A 2yz says that it had its connection.
    moved: bool,
    /// Its connection is not older than that frame: where it has no offer, the client announced an
    /// endpoint there or asked for one, whichever it was.
    not_before: u64,
    /// Its end is marked in the data, so that it may have used a connection that was still open.
    marks_end: bool,
    /// It may have any number of connections (MODE E).
    is_parallel: bool,
    used: Option<Use>,
}

impl WaitingTransfer {
    /// A connection that fits so well may still take it.
    fn is_free(&self, fit: Fit) -> bool {
        self.is_parallel
            || self
                .used
                .is_none_or(|by| !by.stands_against(fit) && !by.is_only_early(fit))
    }

    /// It has the best of connections, so that no other is due.
    fn is_served(&self) -> bool {
        !self.is_parallel && self.used.is_some_and(|by| by.stands_against(Fit::GOOD))
    }
}

impl SessionTransfers {
    pub(super) fn new(draft: &SessionDraft) -> Self {
        let numbered = (0..)
            .zip(&draft.transfers)
            .filter(|(_, transfer)| !transfer.is_refused());
        let mut asked: Vec<WaitingTransfer> = numbered
            .map(|(number, transfer)| WaitingTransfer {
                offer: transfer.offer.map_or(NO_OFFER, |o| o as u32),
                number,
                at: transfer.at.frame,
                ended: transfer.ended.map_or(u64::MAX, |(at, _)| at.frame),
                moved: transfer.ended.is_some_and(|(_, code)| !code.is_negative()),
                not_before: 0,
                marks_end: transfer.marks_end(),
                is_parallel: transfer.transfer_mode == TransferMode::ExtendedBlock,
                used: None,
            })
            .collect();
        asked.sort_unstable_by_key(|a| (a.offer, a.number));
        let unoffered = asked.partition_point(|a| a.offer != NO_OFFER);
        mark_off(draft, &mut asked[unoffered..]);
        let mut places = vec![NO_PLACE; draft.transfers.len()];
        for (place, asked) in (0..).zip(&asked) {
            places[asked.number as usize] = place;
        }
        SessionTransfers {
            asked,
            places,
            settled: vec![0; draft.offers.len() + 1],
        }
    }

    /// Some transfer has no offer.
    pub(super) fn has_unoffered(&self) -> bool {
        self.asked.last().is_some_and(|a| a.offer == NO_OFFER)
    }

    /// A transfer on this offer may still need a connection in that frame.
    pub(super) fn is_pending(&self, offer: usize, frame: u64) -> bool {
        self.asked[self.of(Some(offer))]
            .last()
            .is_some_and(|a| a.ended >= frame)
    }

    /// The first transfer on an offer that has no connection yet. One that had ended before is
    /// meant only where no other is left or the next one is not even asked for, and without an
    /// offer never. Where the connection of one that runs was early, this may be the right one: the
    /// early one was somebody else's at the same port.
    pub(super) fn next(&mut self, offer: Option<usize>, frame: u64, fit: Fit) -> Option<usize> {
        let list = &self.asked[self.of(offer)];
        let slot = self.slot(offer);
        let mut doubtful = None;
        let mut late = None;
        // its 2yz tells of a connection that has not been seen
        let mut missing = None;
        let settled = self.settled[slot] as usize;
        for (index, asked) in list.iter().enumerate().skip(settled).take(REACH) {
            let number = asked.number as usize;
            if asked.is_free(fit) && asked.ended >= frame && asked.not_before <= frame + SHUFFLED {
                return missing
                    .filter(|_| asked.at > frame + SHUFFLED)
                    .or(Some(number));
            }
            if asked.used.is_some_and(|by| by.is_only_early(fit)) && asked.ended >= frame {
                doubtful.get_or_insert(number);
            }
            if asked.is_free(fit) && offer.is_some() && !asked.marks_end {
                late = Some(number);
                missing = late.filter(|_| asked.moved).or(missing);
            }
            // what is late now stays late, as frames come in order
            let is_settled = asked.is_served() || asked.ended < frame;
            if is_settled && self.settled[slot] as usize == index && index + 1 < list.len() {
                self.settled[slot] += 1;
            }
        }
        doubtful.or(late)
    }

    /// The first transfer that runs without a connection and may have used an offer that was lost.
    pub(super) fn next_doubtful(&self, draft: &SessionDraft, frame: u64) -> Option<usize> {
        let begun = draft
            .transfers
            .partition_point(|t| t.at.frame <= frame + SHUFFLED);
        let mut recent = begun.saturating_sub(REACH)..begun;
        recent.find(|&number| {
            let waits =
                |index: usize| self.asked[index].used.is_none() && self.asked[index].ended >= frame;
            self.index(number).is_some_and(waits) && draft.may_use_another(&draft.transfers[number])
        })
    }

    /// A transfer has a connection.
    pub(super) fn record(&mut self, transfer: usize, by: Use) {
        if let Some(index) = self.index(transfer) {
            self.asked[index].used = Some(by);
        }
    }

    /// The connection of a transfer was answered.
    pub(super) fn confirm(&mut self, transfer: usize, connection: usize) {
        if let Some(index) = self.index(transfer) {
            confirm(&mut self.asked[index].used, connection);
        }
    }

    /// The connection of a transfer came to nothing.
    pub(super) fn release(&mut self, transfer: usize, connection: usize) {
        let Some(index) = self.index(transfer) else {
            return;
        };
        if release(&mut self.asked[index].used, connection) {
            let offer = Some(self.asked[index].offer)
                .filter(|&o| o != NO_OFFER)
                .map(|o| o as usize);
            let (begin, slot) = (self.of(offer).start, self.slot(offer));
            self.settled[slot] = self.settled[slot].min((index - begin) as u32);
        }
    }

    /// Where the transfers of an offer stand.
    fn of(&self, offer: Option<usize>) -> Range<usize> {
        let key = offer.map_or(NO_OFFER, |o| o as u32);
        let begin = self.asked.partition_point(|a| a.offer < key);
        begin..begin + self.asked[begin..].partition_point(|a| a.offer == key)
    }

    fn slot(&self, offer: Option<usize>) -> usize {
        offer.unwrap_or(self.settled.len() - 1)
    }

    fn index(&self, transfer: usize) -> Option<usize> {
        self.places
            .get(transfer)
            .filter(|&&place| place != NO_PLACE)
            .map(|&place| place as usize)
    }
}

/// Where the endpoints of transfers are hidden, the commands that announce them or ask for them
/// mark off one connection from the next: from which frame on each may begin. A transfer without a
/// final reply is over where the next one is prepared.
fn mark_off(draft: &SessionDraft, unoffered: &mut [WaitingTransfer]) {
    if unoffered.is_empty() {
        return;
    }
    let requests = draft.requests();
    for asked in unoffered {
        let next = requests.partition_point(|&frame| frame <= asked.at);
        if asked.ended == u64::MAX {
            asked.ended = requests.get(next).copied().unwrap_or(u64::MAX);
        }
        asked.not_before = requests[..next].last().copied().unwrap_or(0);
    }
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
