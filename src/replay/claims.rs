//! Which offer does a connection answer?
//!
//! Every offer is known before the first connection is seen, so a match does not depend on what was captured first.
//! In order of strength: address and port as announced; the control peer's address and the announced port (NAT); the
//! port alone, between hosts of the session, within the offer's lifetime; hosts and time alone, where the announcement
//! is hidden or lost. Among equals the side that should open the connection decides, then the lifetime, then the offer
//! that nobody has used yet, then the later one.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

use foldhash::fast::RandomState;

use crate::record::{MatchedBy, Method, Mode};
use crate::session::{Draft, DraftOffer};
use crate::survey::{Plan, Planned, PortSet};

/// FTP's default data port (RFC 959 section 8).
pub(super) const DATA_PORT: u16 = 20;

/// Nobody listens for data below; what does is another service of the same host.
const FIRST_FREE_PORT: u16 = 1024;

/// The beginning of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beginning {
    /// Who sent the SYN; the other candidate is tried too where the SYN was not captured.
    pub opener: SocketAddr,
    /// The other side.
    pub listener: SocketAddr,
    /// The SYN or the SYN+ACK was captured.
    pub certain: bool,
    /// Its first frame.
    pub frame: u64,
}

/// A connection's place in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// Index of the session.
    pub session: usize,
    /// The offer it answers.
    pub offer: OfferRef,
    /// The transfer it carries.
    pub transfer: Option<usize>,
    /// Why.
    pub matched_by: MatchedBy,
    /// The endpoint that listened.
    pub listener: SocketAddr,
    /// Who opened it, from the session's point of view.
    pub mode: Option<Mode>,
}

/// The offer of a [`Claim`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OfferRef {
    /// Index within the session.
    Announced(usize),
    /// The default data ports of RFC 959 section 3.2.
    Default,
    /// Hidden or lost.
    Unknown,
}

/// What a claim of an offer has come to so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Use {
    /// Number of the connection in pass 2.
    pub connection: usize,
}

/// How good a match is; smaller is better, field by field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    matched_by: MatchedBy,
    unexpected_opener: bool,
    outside_lifetime: bool,
    used: bool,
    distance: u64,
}

/// All offers of a capture, and who has claimed them.
#[derive(Debug)]
pub(super) struct Claims {
    by_port: HashMap<u16, Vec<(usize, usize)>, RandomState>,
    /// Client endpoints of sessions in which a transfer had no offer.
    by_client: HashMap<SocketAddr, Vec<usize>, RandomState>,
    /// Hosts of sessions whose announcements are hidden for a time.
    by_hosts: HashMap<(IpAddr, IpAddr), Vec<usize>, RandomState>,
    ports: PortSet,
    /// For each session, the frame in which its control connection last carried anything.
    spoke: Vec<u64>,
    /// For each session, the beginning of the last connection that was inferred to be its own.
    inferred: Vec<u64>,
    offer_uses: Vec<Vec<Option<Use>>>,
    transfer_uses: Vec<Vec<Option<Use>>>,
}

impl Claims {
    /// Sorts the offers of all sessions by port.
    pub(super) fn new(plan: &Plan) -> Self {
        let mut claims = Claims {
            by_port: HashMap::default(),
            by_client: HashMap::default(),
            by_hosts: HashMap::default(),
            ports: PortSet::default(),
            spoke: vec![0; plan.sessions.len()],
            inferred: vec![0; plan.sessions.len()],
            offer_uses: plan.sessions.iter().map(|s| vec![None; s.draft.offers.len()]).collect(),
            transfer_uses: plan.sessions.iter().map(|s| vec![None; s.draft.transfers.len()]).collect(),
        };
        claims.ports.insert(DATA_PORT);
        for (index, session) in plan.sessions.iter().enumerate() {
            claims.add(index, session);
        }
        claims
    }

    fn add(&mut self, index: usize, session: &Planned) {
        for (number, offer) in session.draft.offers.iter().enumerate() {
            if offer.accepted != Some(false) {
                self.by_port.entry(offer.port).or_default().push((index, number));
                self.ports.insert(offer.port);
            }
        }
        if session.draft.transfers.iter().any(|t| t.offer.is_none() && !t.is_refused()) {
            let client = session.client_endpoint();
            self.by_client.entry(client).or_default().push(index);
            self.ports.insert(client.port());
        }
        if !session.draft.hidden.is_empty() {
            let hosts = host_pair(session.client_endpoint().ip(), session.server_endpoint().ip());
            self.by_hosts.entry(hosts).or_default().push(index);
        }
    }

    /// False for endpoints that no claim can be about, at the cost of two bits.
    pub(super) fn may_concern(&self, a: SocketAddr, b: SocketAddr) -> bool {
        self.ports.has(a.port())
            || self.ports.has(b.port())
            || (!self.by_hosts.is_empty() && self.by_hosts.contains_key(&host_pair(a.ip(), b.ip())))
    }

    /// The sessions that a new connection belongs to: none, one, or both ends of a server-to-server transfer.
    pub(super) fn find(&self, plan: &Plan, beginning: &Beginning) -> Vec<Claim> {
        let mut claims = self.find_announced(plan, beginning);
        if claims.is_empty() {
            claims.extend(self.find_default(plan, beginning).or_else(|| self.find_inferred(plan, beginning)));
        }
        claims
    }

    /// Records that a session's control connection carried something.
    pub(super) fn speaks(&mut self, session: usize, frame: u64) {
        self.spoke[session] = frame;
    }

    /// Records that a connection has come. Where two come to one offer, the first stays its connection.
    pub(super) fn claim(&mut self, claim: &Claim, connection: usize, frame: u64) {
        if claim.matched_by == MatchedBy::Inferred {
            self.inferred[claim.session] = frame;
        }
        if let OfferRef::Announced(offer) = claim.offer {
            self.offer_uses[claim.session][offer].get_or_insert(Use { connection });
        }
        if let Some(transfer) = claim.transfer {
            self.transfer_uses[claim.session][transfer] = Some(Use { connection });
        }
    }

    /// A connection came to nothing: what it claimed is free for another try.
    pub(super) fn release(&mut self, claim: &Claim) {
        if let OfferRef::Announced(offer) = claim.offer {
            self.offer_uses[claim.session][offer] = None;
        }
        if let Some(transfer) = claim.transfer {
            self.transfer_uses[claim.session][transfer] = None;
        }
    }

    /// The best offer of each mode; both count where the connection joins two sessions (FXP).
    fn find_announced(&self, plan: &Plan, beginning: &Beginning) -> Vec<Claim> {
        let mut best: [Option<(Rank, Claim)>; 2] = [None, None];
        let swapped = Beginning { opener: beginning.listener, listener: beginning.opener, ..*beginning };
        let ways: &[&Beginning] = if beginning.certain { &[beginning] } else { &[beginning, &swapped] };
        for way in ways {
            for &(session, number) in self.by_port.get(&way.listener.port()).into_iter().flatten() {
                let planned = &plan.sessions[session];
                let offer = &planned.draft.offers[number];
                let Some(rank) = self.rank(planned, offer, (session, number), way) else { continue };
                let mode = offer.method.mode();
                let slot = &mut best[usize::from(mode == Mode::Active)];
                if slot.as_ref().is_none_or(|(r, _)| rank < *r) {
                    let claim = Claim {
                        session,
                        offer: OfferRef::Announced(number),
                        transfer: self.next_transfer(&planned.draft, session, Some(number), way.frame),
                        matched_by: rank.matched_by,
                        listener: way.listener,
                        mode: Some(mode),
                    };
                    *slot = Some((rank, claim));
                }
            }
        }
        match best {
            [Some((p, passive)), Some((a, active))] if passive.session == active.session || !joins(&p, &a) => {
                vec![if p <= a { passive } else { active }]
            }
            best => best.into_iter().flatten().map(|(_, claim)| claim).collect(),
        }
    }

    fn rank(&self, session: &Planned, offer: &DraftOffer, id: (usize, usize), way: &Beginning) -> Option<Rank> {
        let (client, server) = (session.client_endpoint().ip(), session.server_endpoint().ip());
        if way.frame > session.last.frame {
            return None;
        }
        let alive = offer.is_alive(way.frame);
        let early = way.frame < offer.asked.frame && offer.after.is_none_or(|a| way.frame > a.frame);
        if !alive && !early {
            return None;
        }
        let (host, opener) = match offer.method.mode() {
            Mode::Passive => (server, client),
            Mode::Active => (client, server),
        };
        let announced = offer.ip.unwrap_or(host);
        let listener = way.listener.ip();
        let matched_by = if listener == announced {
            MatchedBy::Exact
        } else if listener == host {
            MatchedBy::Peer
        } else if alive && way.opener.ip() == opener {
            MatchedBy::Port
        } else {
            return None;
        };
        Some(Rank {
            matched_by,
            unexpected_opener: way.opener.ip() != opener,
            outside_lifetime: !alive,
            used: self.offer_uses[id.0][id.1].is_some(),
            distance: way.frame.abs_diff(offer.asked.frame),
        })
    }

    /// The first transfer on an offer that has no connection yet.
    fn next_transfer(&self, draft: &Draft, session: usize, offer: Option<usize>, frame: u64) -> Option<usize> {
        draft.transfers.iter().enumerate().position(|(number, transfer)| {
            // A transfer that ended without a connection of its own used one that was still open.
            let alone = offer.is_none() || transfer.marks_end();
            let late = alone && transfer.ended.is_some_and(|(at, _)| at.frame < frame);
            transfer.offer == offer && !transfer.is_refused() && !late && self.transfer_uses[session][number].is_none()
        })
    }

    /// Server port L-1 to the client's control port (RFC 959 section 3.2).
    fn find_default(&self, plan: &Plan, beginning: &Beginning) -> Option<Claim> {
        let Beginning { opener, listener, .. } = *beginning;
        let sides = [(opener, listener), (listener, opener)];
        let ways = if beginning.certain { &sides[..1] } else { &sides[..] };
        ways.iter().find_map(|&(opener, listener)| {
            let sessions = self.by_client.get(&listener)?;
            sessions.iter().find_map(|&session| {
                let planned = &plan.sessions[session];
                let server = planned.server_endpoint();
                let fits = opener.ip() == server.ip() && opener.port() == server.port().wrapping_sub(1);
                let transfer = self.next_transfer(&planned.draft, session, None, beginning.frame)?;
                fits.then_some(Claim {
                    session,
                    offer: OfferRef::Default,
                    transfer: Some(transfer),
                    matched_by: MatchedBy::Exact,
                    listener,
                    mode: Some(Mode::Active),
                })
            })
        })
    }

    /// A new connection between the hosts of a session whose announcements are hidden just then.
    fn find_inferred(&self, plan: &Plan, beginning: &Beginning) -> Option<Claim> {
        let Beginning { opener, listener, frame, certain } = *beginning;
        if certain && listener.port() < FIRST_FREE_PORT {
            return None;
        }
        let sessions = self.by_hosts.get(&host_pair(opener.ip(), listener.ip()))?;
        let covering = sessions.iter().copied().filter(|&s| {
            let planned = &plan.sessions[s];
            (planned.first.frame..=planned.last.frame).contains(&frame)
                && planned.draft.hidden.iter().any(|h| h.covers(frame))
        });
        let waiting = |s: usize| self.next_transfer(&plan.sessions[s].draft, s, None, frame);
        // Of several, the one that has just spoken, and has not got its connection since.
        let session = covering.max_by_key(|&s| {
            (waiting(s).is_some(), self.spoke[s] > self.inferred[s], self.spoke[s], plan.sessions[s].first.frame)
        })?;
        let planned = &plan.sessions[session];
        let (client, server) = (planned.client_endpoint(), planned.server_endpoint());
        let mode = certain.then(|| {
            let from_server = if client.ip() == server.ip() {
                opener.port() == server.port().wrapping_sub(1) || opener.port() == DATA_PORT
            } else {
                opener.ip() == server.ip()
            };
            if from_server { Mode::Active } else { Mode::Passive }
        });
        let transfer = waiting(session);
        Some(Claim { session, offer: OfferRef::Unknown, transfer, matched_by: MatchedBy::Inferred, listener, mode })
    }
}

/// Both announcements name the same connection: neither is a guess.
fn joins(passive: &Rank, active: &Rank) -> bool {
    let sure = |rank: &Rank| rank.matched_by <= MatchedBy::Peer && !rank.outside_lifetime;
    sure(passive) && sure(active) && passive.unexpected_opener
}

fn host_pair(a: IpAddr, b: IpAddr) -> (IpAddr, IpAddr) {
    if a <= b { (a, b) } else { (b, a) }
}

/// How a claim was announced, and in which frame.
pub(super) fn predicted(draft: &Draft, offer: OfferRef) -> Option<(Method, u64)> {
    match offer {
        OfferRef::Announced(number) => {
            let offer = &draft.offers[number];
            Some((offer.method, offer.at.frame))
        }
        OfferRef::Default | OfferRef::Unknown => None,
    }
}
