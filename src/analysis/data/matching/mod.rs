//! Which announcement does a connection answer?
//!
//! Every announcement of the capture is known before the first connection is looked at (the control
//! pass has read them all), so that a match does not depend on what was captured first. A
//! connection is matched once, at its first frame, to at most one announcement; only a transfer
//! between servers (FXP) joins the announcements of two sessions.
//!
//! # How well an announcement fits
//!
//! [`MatchRank`] compares field by field; the first difference decides, and the smaller value wins.
//!
//! | field | smaller is better because |
//! |---|---|
//! | `matched_by` | address and port as announced (`exact`) say more than the announcer's own address with the announced port (`peer`: NAT), and that more than the port alone between hosts of the session (`port`: NAT at both ends) |
//! | `unexpected_opener` | PORT expects the server, PASV the client; a third party that comes first is the finding, not the rule |
//! | `outside_lifetime` | an announcement counts from its command to the 2yz of the next one; frames of several interfaces may be recorded out of order, so that an early connection is matched where nothing better is there; and so is a late one while nobody has come to the next announcement: some clients ask twice and use the first answer |
//! | `used` | an announcement is for one connection; one that nobody has answered yet may be tried again |
//! | `spent` | a server with one passive port announces it for every transfer: the announcement counts whose transfer waits |
//! | `untold` | the port was not named yet when the connection began |
//! | `order` | of several that wait the one that has waited longest: clients use announcements in their order; of those that do not, the latest |
//!
//! Where no announcement fits at all, these are looked at in turn: the default data ports of RFC
//! 959 section 3.2, for transfers without an announcement; then hosts and time alone (`inferred`),
//! for sessions whose announcements TLS hides or the capture lost.
//!
//! # Invariants
//!
//! - A connection without a match costs two bits ([`Matching::may_concern`]) and leaves nothing
//!   behind.
//! - What a connection was matched to is its own once it was answered ([`Matching::confirm`]), and
//!   free again when it was refused or never answered ([`Matching::release`]): a repeated SYN is
//!   another try for the same announcement.
//! - A refused transfer needs no connection, so that none is kept for it; whether one was tried for
//!   it is seen afterwards, by the announcement it would have used (`assemble`).
//! - Two announcements of one connection are of different sessions, one passive and one active, and
//!   neither is a guess.
//!
//! # Why these limits
//!
//! [`REACH`] (64 announcements of one endpoint, 64 sessions of two hosts) is far more than any
//! server keeps pending, and makes a capture of a hundred thousand equal announcements cost what an
//! honest one costs. [`ANSWERS`] is 2 because a server under TLS sends at least the end of one
//! transfer and the answer to PASV or PORT before the next connection: with less than that, another
//! session of the same hosts is meant. `SHUFFLED` (2 frames, in `transfers`) is as far as captures
//! of one host with several queues were seen to swap a SYN and the command before it.

mod offers;
mod transfers;
mod unannounced;

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

use foldhash::fast::RandomState;

use crate::analysis::control::SessionDraft;
use crate::analysis::control::{ControlPlan, Planned, PortSet};
use crate::ftp::DATA_PORT;
use crate::model::{MatchedBy, Method, Mode};

use offers::{Candidate, Offers};
pub(super) use transfers::Fit;
use transfers::{SessionTransfers, Use};

/// The beginning of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConnectionStart {
    /// Who sent the SYN; the other candidate is tried too where the SYN was not captured.
    pub opener: SocketAddr,
    /// The other side.
    pub listener: SocketAddr,
    /// The SYN or the SYN+ACK was captured.
    pub certain: bool,
    /// Its first frame.
    pub frame: u64,
}

impl ConnectionStart {
    /// Opener and listener, as they are or as they may be too.
    fn ways(self) -> impl Iterator<Item = (SocketAddr, SocketAddr)> {
        let other_way = (self.listener, self.opener);
        std::iter::once((self.opener, self.listener)).chain((!self.certain).then_some(other_way))
    }
}

/// A connection's place in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// Index of the session.
    pub session: usize,
    /// The offer it answers.
    pub offer: OfferRef,
    /// The transfer it carries.
    pub transfer: Option<usize>,
    /// Why.
    pub matched_by: MatchedBy,
    /// No other session could have been meant, and the hosts tell the sides apart: an inferred
    /// match that is not sure never makes a transfer complete.
    pub sure: bool,
    /// How well it fits.
    pub fit: Fit,
    /// The endpoint that listened.
    pub listener: SocketAddr,
    /// Who opened it, from the session's point of view.
    pub mode: Option<Mode>,
}

/// The offer of a [`Match`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OfferRef {
    /// Index within the session.
    Announced(usize),
    /// The default data ports of RFC 959 section 3.2.
    Default,
    /// Hidden or lost.
    Unknown,
}

/// How good a match is; smaller is better, field by field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct MatchRank {
    matched_by: MatchedBy,
    unexpected_opener: bool,
    outside_lifetime: bool,
    used: Usage,
    /// No transfer on it waits for a connection.
    spent: bool,
    /// Nobody could know of it yet, if the capture has its frames in order.
    untold: bool,
    order: (u64, usize),
}

/// An offer that a connection may answer.
#[derive(Clone, Copy, Debug)]
struct Ranked {
    rank: MatchRank,
    candidate: Candidate,
    /// The endpoint that listened.
    listener: SocketAddr,
}

impl Ranked {
    /// True for this passive offer and an active one, where the connection joins their sessions:
    /// neither announcement is a guess.
    fn joins(&self, active: &Ranked) -> bool {
        let apart = self.candidate.session != active.candidate.session;
        apart && self.is_sure() && active.is_sure() && self.rank.unexpected_opener
    }

    fn is_sure(&self) -> bool {
        self.rank.matched_by <= MatchedBy::Peer && !self.rank.outside_lifetime
    }
}

/// Whether an offer has its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Usage {
    Unused,
    /// By one that nobody has answered yet.
    Tried,
    Used,
}

/// Sessions that a connection between two hosts is compared with, from the latest back.
const REACH: usize = 64;

/// All offers of a capture, and the connections that were matched to them.
#[derive(Debug)]
pub(super) struct Matching {
    offers: Offers,
    /// Client endpoint and server host of sessions in which a transfer had no offer, in time order.
    by_client: HashMap<(SocketAddr, IpAddr), Vec<usize>, RandomState>,
    /// Hosts of sessions whose announcements are hidden for a time; the sessions in time order.
    by_hosts: HashMap<(IpAddr, IpAddr), Vec<usize>, RandomState>,
    ports: PortSet,
    /// For each session, the frame in which its control connection last carried anything.
    spoke: Vec<u64>,
    /// For each session, how often its server has spoken since the last connection that was
    /// inferred to be its own.
    answers: Vec<u32>,
    /// For each session, the beginning of the last connection that was inferred to be its own.
    inferred: Vec<u64>,
    offer_uses: Vec<Vec<Option<Use>>>,
    transfers: Vec<SessionTransfers>,
}

impl Matching {
    /// Sorts the offers of all sessions.
    pub(super) fn new(plan: &ControlPlan) -> Self {
        let mut matching = Matching {
            offers: Offers::new(plan),
            by_client: HashMap::default(),
            by_hosts: HashMap::default(),
            ports: PortSet::default(),
            spoke: vec![0; plan.sessions.len()],
            answers: vec![0; plan.sessions.len()],
            inferred: vec![0; plan.sessions.len()],
            offer_uses: plan
                .sessions
                .iter()
                .map(|s| vec![None; s.draft.offers.len()])
                .collect(),
            transfers: plan
                .sessions
                .iter()
                .map(|s| SessionTransfers::new(&s.draft))
                .collect(),
        };
        matching.ports.insert(DATA_PORT);
        for (index, session) in plan.sessions.iter().enumerate() {
            matching.add(index, session);
        }
        matching
    }

    fn add(&mut self, index: usize, session: &Planned) {
        for offer in session
            .draft
            .offers
            .iter()
            .filter(|o| o.accepted != Some(false))
        {
            self.ports.insert(offer.port);
        }
        let (client, server) = (session.client_endpoint(), session.server_endpoint().ip());
        if self.transfers[index].has_unoffered() {
            self.by_client
                .entry((client, server))
                .or_default()
                .push(index);
            self.ports.insert(client.port());
        }
        if session.hides_any() {
            self.by_hosts
                .entry(host_pair(client.ip(), server))
                .or_default()
                .push(index);
        }
    }

    /// False for endpoints that no match can be about, at the cost of two bits.
    pub(super) fn may_concern(&self, a: SocketAddr, b: SocketAddr) -> bool {
        self.ports.contains(a.port())
            || self.ports.contains(b.port())
            || (!self.by_hosts.is_empty() && self.by_hosts.contains_key(&host_pair(a.ip(), b.ip())))
    }

    /// The sessions that a new connection belongs to: none, one, or both ends of a server-to-server
    /// transfer.
    pub(super) fn find(&mut self, plan: &ControlPlan, beginning: &ConnectionStart) -> Vec<Match> {
        let mut matches = self.find_announced(plan, beginning);
        if matches.is_empty() {
            matches.extend(
                self.find_default(plan, beginning)
                    .or_else(|| self.find_inferred(plan, beginning)),
            );
        } else if matches.iter().all(|c| !c.fit.in_time) {
            // where a server has one port for all, what is announced later may have been announced
            // unseen before
            let waited_for = self
                .find_inferred(plan, beginning)
                .filter(|c| c.transfer.is_some());
            matches = waited_for.map_or(matches, |matched| vec![matched]);
        }
        matches
    }

    /// Records that a session's control connection carried something.
    pub(super) fn speaks(&mut self, session: usize, frame: u64, by_server: bool) {
        self.spoke[session] = frame;
        self.answers[session] = self.answers[session].saturating_add(u32::from(by_server));
    }

    /// Records that a connection has come. Where two come to one offer, the first that is answered
    /// stays its connection.
    pub(super) fn record(&mut self, matched: &Match, connection: usize, frame: u64) {
        if matched.matched_by == MatchedBy::Inferred {
            self.inferred[matched.session] = frame;
            self.answers[matched.session] = 0;
        }
        let by = Use {
            connection,
            confirmed: false,
            fit: matched.fit,
        };
        if let OfferRef::Announced(offer) = matched.offer {
            let place = &mut self.offer_uses[matched.session][offer];
            if place.is_none_or(|u| !u.stands_against(matched.fit)) {
                *place = Some(by);
            }
        }
        if let Some(transfer) = matched.transfer {
            self.transfers[matched.session].record(transfer, by);
        }
    }

    /// A connection was answered.
    pub(super) fn confirm(&mut self, matched: &Match, connection: usize) {
        if let OfferRef::Announced(offer) = matched.offer {
            transfers::confirm(&mut self.offer_uses[matched.session][offer], connection);
        }
        if let Some(transfer) = matched.transfer {
            self.transfers[matched.session].confirm(transfer, connection);
        }
    }

    /// A connection came to nothing: what it was matched to, and no other was since, is free for
    /// another try.
    pub(super) fn release(&mut self, matched: &Match, connection: usize) {
        if let OfferRef::Announced(offer) = matched.offer {
            transfers::release(&mut self.offer_uses[matched.session][offer], connection);
        }
        if let Some(transfer) = matched.transfer {
            self.transfers[matched.session].release(transfer, connection);
        }
    }

    /// The best offer of each mode; both count where the connection joins two sessions (FXP).
    fn find_announced(&mut self, plan: &ControlPlan, beginning: &ConnectionStart) -> Vec<Match> {
        let frame = beginning.frame;
        let mut best: [Option<Ranked>; 2] = [None, None];
        for (opener, listener) in beginning.ways() {
            self.offers.each(opener, listener, frame, &mut |candidate| {
                if candidate.late && self.in_force(plan, &candidate, frame).is_none() {
                    return;
                }
                let rank = self.rank(&candidate, frame);
                let offer = &plan.sessions[candidate.session].draft.offers[candidate.offer];
                let slot = &mut best[usize::from(offer.method.mode() == Mode::Active)];
                if slot.is_none_or(|known| rank < known.rank) {
                    *slot = Some(Ranked {
                        rank,
                        candidate,
                        listener,
                    });
                }
            });
        }
        let chosen = match best {
            [Some(passive), Some(active)] if !passive.joins(&active) => [
                Some(if passive.rank <= active.rank {
                    passive
                } else {
                    active
                }),
                None,
            ],
            both => both,
        };
        chosen
            .into_iter()
            .flatten()
            .map(|ranked| self.announced(plan, &ranked, frame))
            .collect()
    }

    /// The match to an announcement, with the transfer that it carries.
    fn announced(&mut self, plan: &ControlPlan, ranked: &Ranked, frame: u64) -> Match {
        let Candidate {
            session,
            offer,
            matched_by,
            ..
        } = ranked.candidate;
        let fit = Fit {
            expected: !ranked.rank.unexpected_opener,
            in_time: !ranked.rank.outside_lifetime,
        };
        // what is late is for the transfer of the announcement that nobody came to
        let asked_for = if ranked.candidate.late {
            self.in_force(plan, &ranked.candidate, frame)
        } else {
            Some(offer)
        };
        Match {
            session,
            offer: OfferRef::Announced(offer),
            transfer: self.transfers[session].next(asked_for, frame, fit),
            matched_by,
            sure: true,
            fit,
            listener: ranked.listener,
            mode: Some(plan.sessions[session].draft.offers[offer].method.mode()),
        }
    }

    /// The announcement that replaced that of a candidate, where nobody has come to it.
    fn in_force(&self, plan: &ControlPlan, candidate: &Candidate, frame: u64) -> Option<usize> {
        let offers = &plan.sessions[candidate.session].draft.offers;
        let told = offers.partition_point(|offer| offer.asked.frame <= frame);
        let latest = (candidate.offer + 1..told)
            .rev()
            .take(REACH)
            .find(|&offer| offers[offer].accepted != Some(false))?;
        let uses = &self.offer_uses[candidate.session];
        (uses[latest].is_none() && uses[candidate.offer].is_none_or(|by| !by.confirmed))
            .then_some(latest)
    }

    fn rank(&self, candidate: &Candidate, frame: u64) -> MatchRank {
        let is_outside = candidate.early || candidate.late;
        let fit = Fit {
            expected: !candidate.unexpected_opener,
            in_time: !is_outside,
        };
        let used = match self.offer_uses[candidate.session][candidate.offer] {
            None => Usage::Unused,
            Some(by) if by.stands_against(fit) => Usage::Used,
            Some(_) => Usage::Tried,
        };
        let spent = !self.transfers[candidate.session].is_pending(candidate.offer, frame);
        let waits = used == Usage::Unused && !spent;
        MatchRank {
            matched_by: candidate.matched_by,
            unexpected_opener: candidate.unexpected_opener,
            outside_lifetime: is_outside,
            used,
            spent,
            untold: candidate.untold,
            order: match candidate {
                Candidate { asked, offer, .. } if waits || candidate.early => (*asked, *offer),
                Candidate { asked, offer, .. } => (u64::MAX - asked, usize::MAX - offer),
            },
        }
    }
}

fn host_pair(a: IpAddr, b: IpAddr) -> (IpAddr, IpAddr) {
    if a <= b { (a, b) } else { (b, a) }
}

/// How a connection was announced, and in which frame.
pub(super) fn predicted(draft: &SessionDraft, offer: OfferRef) -> Option<(Method, u64)> {
    match offer {
        OfferRef::Announced(number) => {
            let offer = &draft.offers[number];
            Some((offer.method, offer.at.frame))
        }
        OfferRef::Default | OfferRef::Unknown => None,
    }
}

#[cfg(test)]
mod tests;
