//! Connections that are tried in vain where nobody announced them, while a session waits for one.
//!
//! Such a try is looked for in the whole traffic of the hosts of a session, so that it has to look
//! like one in every respect: no answer but RST comes, and it comes within [`AFTER`] of what it
//! follows on the control connection. What is answered is forgotten, so that a client that browses
//! the web meanwhile leaves nothing behind. Two kinds are known:
//!
//! **At another host, under TLS.** No NAT can mend the address in a 227 there, and nobody who has
//! no keys can read it. Where it is that of an inner network, or one that the server has no more,
//! the client is seen to try another host.
//!
//! - The last word on the control connection is the server's.
//! - It goes to no port of a well-known service.
//! - The client says nothing until its last SYN: it waits for the connection.
//!
//! **At another port.** Software that reads an announcement wrongly (the two numbers of the port in
//! the other order, for one) connects to a port that nobody announced.
//!
//! - It goes from the side that should connect to the other one, behind an announcement that holds
//!   or behind the transfer that uses it, which has no last reply yet.
//! - It goes to no port of a well-known service, but for the server's data port, which some take
//!   for the one to connect to in passive mode, and to none that was announced at another time.
//!
//! It is told of an announcement to which nobody connected, and where nothing else shows that the
//! port was taken for the announced one, only where a transfer was to use that: see `offers`.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, SocketAddr};

use foldhash::fast::RandomState;

use crate::analysis::control::{ControlPlan, DraftOffer, Planned, PortSet};
use crate::decode::Segment;
use crate::ftp::DATA_PORT;
use crate::model::{At, Mode, StrayTry};
use crate::tcp::ConnectionKey;

/// How long behind the answer a client connects, in nanoseconds: some look at the address first,
/// and none waits longer.
const AFTER: i64 = 2_000_000_000;
/// Ports below this are those of services (RFC 6335 section 6); no server takes its data ports from
/// there.
const SYSTEM_PORTS: u16 = 1024;
/// Tries that are kept of each session: the first ones tell it all.
const KEPT: usize = 16;
/// Sessions between two hosts that are looked at for a SYN, the latest first: it costs no more
/// where there are many.
const LOOKED_AT: usize = 8;

/// The tries of all sessions.
#[derive(Debug, Default)]
pub(super) struct Strays {
    /// Sessions that TLS hides for a time, by the hosts of their clients.
    clients: HashMap<IpAddr, Vec<usize>, RandomState>,
    /// Some announcement was accepted.
    is_any_announced: bool,
    /// Made when it is asked for.
    announced: Option<Announced>,
    /// Their last words, and whether the server said them.
    spoke: HashMap<usize, (At, bool), RandomState>,
    tries: HashMap<ConnectionKey, Tried, RandomState>,
    /// Ports of those who try: a segment that has none of them belongs to no try.
    ports: PortSet,
    /// Those of each session that began since its client spoke last.
    begun: HashMap<usize, Vec<ConnectionKey>, RandomState>,
    /// How many each session has had.
    counts: HashMap<usize, usize, RandomState>,
}

/// Sessions with announcements that were accepted.
#[derive(Debug, Default)]
struct Announced {
    /// In order, by the hosts that their data connections go from and to.
    by_way: HashMap<(IpAddr, IpAddr), Vec<usize>, RandomState>,
    /// What was announced: the host that listens, and the port.
    endpoints: HashSet<(IpAddr, u16), RandomState>,
}

#[derive(Debug)]
struct Tried {
    waiting: Waiting,
    stray: StrayTry,
}

/// Who waits for a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    session: usize,
    /// The announcement, unless TLS hides it.
    offer: Option<usize>,
}

/// What came of it: the tries that nobody answered, or by RST.
#[derive(Debug, Default)]
pub(super) struct StrayTries {
    /// Under TLS, by session, in order.
    pub(super) hidden: Vec<(usize, StrayTry)>,
    /// At another port, by session and announcement: the first of each.
    instead: HashMap<(usize, usize), StrayTry, RandomState>,
}

impl StrayTries {
    /// That in the place of an announcement of a session.
    pub(super) fn instead_of(&self, session: usize, offer: usize) -> Option<&StrayTry> {
        self.instead.get(&(session, offer))
    }
}

impl Strays {
    pub(super) fn new(plan: &ControlPlan) -> Self {
        let mut strays = Strays::default();
        for (index, session) in plan.sessions.iter().enumerate() {
            if session.draft.hidden_by_tls().next().is_some() {
                let client = session.client_endpoint().ip();
                strays.clients.entry(client).or_default().push(index);
            }
            strays.is_any_announced |= session.draft.offers.iter().any(is_accepted);
        }
        strays
    }

    /// A control connection carried something.
    pub(super) fn speaks(&mut self, session: usize, at: At, by_server: bool) {
        if self.clients.is_empty() {
            return;
        }
        self.spoke.insert(session, (at, by_server));
        if !by_server {
            // whoever goes on does not wait for a connection
            for key in self.begun.remove(&session).unwrap_or_default() {
                let is_given_up =
                    |tried: &Tried| tried.waiting.offer.is_none() && !tried.stray.is_certain();
                if self.tries.get(&key).is_some_and(is_given_up) {
                    self.tries.remove(&key);
                }
            }
        }
    }

    /// False for segments that tell nothing of a try.
    pub(super) fn may_concern(&self, segment: &Segment) -> bool {
        let looks = self.is_any_announced || !self.clients.is_empty();
        let is_sign = segment.flags.syn() || segment.flags.rst();
        let ports = [segment.src.port(), segment.dst.port()];
        looks && (is_sign || ports.into_iter().any(|port| self.ports.contains(port)))
    }

    /// A segment of no connection that is known, and that may concern a try. A copy of a SYN is no
    /// other try.
    pub(super) fn look(&mut self, plan: &ControlPlan, segment: &Segment) {
        let flags = segment.flags;
        if segment.copy_of.is_some() {
            return;
        }
        let (key, _) = ConnectionKey::of(segment);
        match self.tries.get_mut(&key).map(|tried| &mut tried.stray) {
            Some(stray) if flags.opens() && segment.src == stray.opener => {
                stray.last = segment.at();
                stray.syns += 1;
            }
            Some(stray) if flags.rst() && segment.dst == stray.opener => {
                stray.last = segment.at();
                stray.is_refused = true;
            }
            Some(_) => {
                self.tries.remove(&key);
            }
            None if flags.opens() => self.begins(plan, segment, key),
            None => {}
        }
    }

    fn begins(&mut self, plan: &ControlPlan, segment: &Segment, key: ConnectionKey) {
        let way = (segment.src, segment.dst);
        let hidden = self.hidden_from(plan, way, segment.at());
        let Some(waiting) = hidden.or_else(|| self.announced_to(plan, way, segment.at())) else {
            return;
        };
        let stray = StrayTry {
            opener: segment.src,
            listener: segment.dst,
            first: segment.at(),
            last: segment.at(),
            syns: 1,
            is_refused: false,
        };
        let count = self.counts.entry(waiting.session).or_default();
        if *count < KEPT {
            *count += 1;
            self.ports.insert(stray.opener.port());
            self.tries.insert(key, Tried { waiting, stray });
            self.begun.entry(waiting.session).or_default().push(key);
        }
    }

    /// The session whose client may have been told to connect there, the latest to be answered.
    fn hidden_from(
        &self,
        plan: &ControlPlan,
        (opener, listener): (SocketAddr, SocketAddr),
        at: At,
    ) -> Option<Waiting> {
        if listener.port() < SYSTEM_PORTS {
            return None;
        }
        let sessions = self.clients.get(&opener.ip())?.iter();
        let waiting = sessions.filter_map(|&index| {
            let session = &plan.sessions[index];
            let (spoke, by_server) = *self.spoke.get(&index)?;
            let fits = by_server
                && at.time.since(spoke.time) <= AFTER
                && session.server_endpoint().ip() != listener.ip()
                && session.is_alive(at.frame)
                && session.draft.is_under_tls(at.frame);
            fits.then_some((spoke, index))
        });
        waiting.max().map(|(_, session)| Waiting {
            session,
            offer: None,
        })
    }

    /// The latest session that has announced another port at that host.
    fn announced_to(
        &mut self,
        plan: &ControlPlan,
        (opener, listener): (SocketAddr, SocketAddr),
        at: At,
    ) -> Option<Waiting> {
        let announced = self.announced.get_or_insert_with(|| Announced::of(plan));
        if announced
            .endpoints
            .contains(&(listener.ip(), listener.port()))
        {
            return None;
        }
        let sessions = announced.by_way.get(&(opener.ip(), listener.ip()))?;
        let has_begun = |&session: &usize| plan.sessions[session].first.frame < at.frame;
        let begun = sessions.partition_point(has_begun);
        let latest = sessions[..begun].iter().rev().take(LOOKED_AT);
        latest.copied().find_map(|session| {
            let offer = waits_for(&plan.sessions[session], (opener, listener), at)?;
            Some(Waiting {
                session,
                offer: Some(offer),
            })
        })
    }

    /// What came of all of them.
    pub(super) fn finish(self) -> StrayTries {
        let mut tries: Vec<Tried> = self.tries.into_values().collect();
        tries.sort_unstable_by_key(|tried| (tried.waiting, tried.stray.first.frame));
        let mut made = StrayTries::default();
        for Tried { waiting, stray } in tries {
            match waiting.offer {
                None => made.hidden.push((waiting.session, stray)),
                Some(offer) if stray.is_certain() => {
                    let place = made.instead.entry((waiting.session, offer));
                    place.or_insert(stray);
                }
                Some(_) => {}
            }
        }
        made
    }
}

fn is_accepted(offer: &DraftOffer) -> bool {
    offer.accepted == Some(true)
}

impl Announced {
    fn of(plan: &ControlPlan) -> Self {
        let mut announced = Announced::default();
        for (index, session) in plan.sessions.iter().enumerate() {
            let (client, server) = (session.client_endpoint(), session.server_endpoint());
            for mode in [Mode::Active, Mode::Passive] {
                let offers = session.draft.offers.iter().filter(|o| is_accepted(o));
                let mut offers = offers.filter(|offer| offer.method.mode() == mode);
                let way = way(mode, client.ip(), server.ip());
                let ports = offers.clone().map(|offer| (way.1, offer.port));
                announced.endpoints.extend(ports);
                if offers.next().is_some() {
                    announced.by_way.entry(way).or_default().push(index);
                }
            }
        }
        announced
    }
}

/// Where data connections go from and to.
fn way<T>(mode: Mode, client: T, server: T) -> (T, T) {
    match mode {
        Mode::Active => (server, client),
        Mode::Passive => (client, server),
    }
}

/// The announcement of a session that waits for a connection of these hosts, and announced another
/// port.
fn waits_for(
    session: &Planned,
    (opener, listener): (SocketAddr, SocketAddr),
    at: At,
) -> Option<usize> {
    let draft = &session.draft;
    let (client, server) = (session.client_endpoint(), session.server_endpoint());
    let announced = draft.offers.partition_point(|o| o.at.frame < at.frame);
    let index = announced.checked_sub(1)?;
    let offer = &draft.offers[index];
    let way = way(offer.method.mode(), client.ip(), server.ip());
    let is_there = offer.ip.is_none_or(|ip| ip == listener.ip());
    let port = listener.port();
    let is_data_port = port >= SYSTEM_PORTS || port == DATA_PORT || port == offer.port.swap_bytes();
    let is_other = port != offer.port && listener != server && is_data_port;
    let holds = is_accepted(offer)
        && session.is_alive(at.frame)
        && offer.until.is_none_or(|until| until.frame > at.frame);
    let fits = holds && is_there && is_other && way == (opener.ip(), listener.ip());
    (fits && waited_since(session, index, at).is_some_and(|since| since <= AFTER)).then_some(index)
}

/// How long, in nanoseconds, the latest word of an announcement or of the transfer that uses it is
/// past; `None` where that is over.
fn waited_since(session: &Planned, offer: usize, at: At) -> Option<i64> {
    let draft = &session.draft;
    let asked = draft
        .transfers
        .partition_point(|asked| asked.at.frame < at.frame);
    let latest = draft.transfers[..asked].last();
    let word = match latest.filter(|asked| asked.offer == Some(offer)) {
        Some(asked) if asked.ended.is_some_and(|(end, _)| end.frame < at.frame) => return None,
        Some(asked) => {
            let begun = asked.started.filter(|started| started.frame < at.frame);
            begun.unwrap_or(asked.at)
        }
        None => draft.offers[offer].at,
    };
    Some(at.time.since(word.time))
}
