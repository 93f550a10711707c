//! Which transfer does the next connection to an offer carry?

use std::ops::Range;

use crate::session::Draft;

/// A connection that has claimed an offer or a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Use {
    /// Number of the connection in pass 2.
    pub(super) connection: usize,
    /// It was answered; before that, another try may take its place.
    pub(super) confirmed: bool,
    /// It was opened by the host that should.
    pub(super) expected: bool,
}

impl Use {
    /// A later connection cannot take its place.
    pub(super) fn stands_against(self, expected: bool) -> bool {
        self.confirmed && (self.expected || !expected)
    }
}

/// Transfers of one offer that are looked at for one connection.
const REACH: usize = 64;
/// Frames by which a capture may have a connection before the command that prepares it. Between a connection that came
/// to nothing and the next such command there are more: its handshake, and the command that was refused.
const SHUFFLED: u64 = 2;

/// Stands for "no offer" in the order of transfers.
const NO_OFFER: u32 = u32::MAX;

/// The transfers of a session and their connections.
#[derive(Debug)]
pub(super) struct Transfers {
    /// By offer, and in order; those that were refused are left out.
    asked: Vec<Asked>,
    /// For each offer, and last for none: how many of its transfers need no look any more.
    settled: Vec<u32>,
}

/// A transfer that has or needs a connection.
#[derive(Debug)]
struct Asked {
    /// Index of its offer, or [`NO_OFFER`].
    offer: u32,
    /// Index of the transfer.
    number: u32,
    /// The frame of its final reply.
    ended: u64,
    /// Its connection is no older than that frame: where it has no offer, the client announced an endpoint there or
    /// asked for one, whichever it was.
    not_before: u64,
    /// Its end is marked in the data, so that it may have used a connection that was still open.
    marks_end: bool,
    used: Option<Use>,
}

impl Asked {
    /// A connection may still take it.
    fn is_free(&self, expected: bool) -> bool {
        self.used.is_none_or(|by| !by.stands_against(expected))
    }
}

impl Transfers {
    pub(super) fn new(draft: &Draft) -> Self {
        let numbered = (0..).zip(&draft.transfers).filter(|(_, transfer)| !transfer.is_refused());
        let mut asked: Vec<Asked> = numbered
            .map(|(number, transfer)| Asked {
                offer: transfer.offer.map_or(NO_OFFER, |o| o as u32),
                number,
                ended: transfer.ended.map_or(u64::MAX, |(at, _)| at.frame),
                not_before: 0,
                marks_end: transfer.marks_end(),
                used: None,
            })
            .collect();
        asked.sort_unstable_by_key(|a| (a.offer, a.number));
        let unoffered = asked.partition_point(|a| a.offer != NO_OFFER);
        mark_off(draft, &mut asked[unoffered..]);
        Transfers { asked, settled: vec![0; draft.offers.len() + 1] }
    }

    /// Some transfer has no offer.
    pub(super) fn has_unoffered(&self) -> bool {
        self.asked.last().is_some_and(|a| a.offer == NO_OFFER)
    }

    /// A transfer on this offer may still need a connection in that frame.
    pub(super) fn is_pending(&self, offer: usize, frame: u64) -> bool {
        self.asked[self.of(Some(offer))].last().is_some_and(|a| a.ended >= frame)
    }

    /// The first transfer on an offer that has no connection yet. One that had ended before is meant only where no
    /// other is left, and without an offer never.
    pub(super) fn next(&mut self, offer: Option<usize>, frame: u64, expected: bool) -> Option<usize> {
        let list = &self.asked[self.of(offer)];
        let slot = self.slot(offer);
        let mut late = None;
        let settled = self.settled[slot] as usize;
        for (index, asked) in list.iter().enumerate().skip(settled).take(REACH) {
            if asked.is_free(expected) && asked.ended >= frame && asked.not_before <= frame + SHUFFLED {
                return Some(asked.number as usize);
            }
            if asked.is_free(expected) && offer.is_some() && !asked.marks_end {
                late = Some(asked.number as usize);
            }
            // what is late now stays late, as frames come in order
            let is_settled = !asked.is_free(true) || asked.ended < frame;
            if is_settled && self.settled[slot] as usize == index && index + 1 < list.len() {
                self.settled[slot] += 1;
            }
        }
        late
    }

    /// A transfer has a connection.
    pub(super) fn claim(&mut self, offer: Option<usize>, transfer: usize, by: Use) {
        if let Some(index) = self.index(offer, transfer) {
            self.asked[index].used = Some(by);
        }
    }

    /// The connection of a transfer was answered.
    pub(super) fn confirm(&mut self, offer: Option<usize>, transfer: usize, connection: usize) {
        if let Some(index) = self.index(offer, transfer) {
            confirm(&mut self.asked[index].used, connection);
        }
    }

    /// The connection of a transfer came to nothing.
    pub(super) fn release(&mut self, offer: Option<usize>, transfer: usize, connection: usize) {
        let Some(index) = self.index(offer, transfer) else { return };
        if release(&mut self.asked[index].used, connection) {
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

    fn index(&self, offer: Option<usize>, transfer: usize) -> Option<usize> {
        let key = (offer.map_or(NO_OFFER, |o| o as u32), transfer as u32);
        self.asked.binary_search_by_key(&key, |a| (a.offer, a.number)).ok()
    }
}

/// Where the endpoints of transfers are hidden, the commands that announce them or ask for them mark off one connection
/// from the next: from which frame on each may begin. A transfer without a final reply is over where the next one is
/// prepared.
fn mark_off(draft: &Draft, unoffered: &mut [Asked]) {
    if unoffered.is_empty() {
        return;
    }
    let requests = draft.requests();
    for asked in unoffered {
        let at = draft.transfers[asked.number as usize].at.frame;
        let next = requests.partition_point(|&frame| frame <= at);
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
