//! All offers of a capture, sorted so that those a connection may answer are found without looking
//! at the others.

use std::cell::Cell;
use std::net::{IpAddr, SocketAddr};

use crate::analysis::control::{ControlPlan, Planned};
use crate::model::{MatchedBy, Mode};

/// Offers of one endpoint that a connection is compared with, from the latest back: more are never
/// pending at a time in real traffic, and a capture made to cost time costs no more.
const REACH: usize = 64;
/// Likewise, offers that are announced later than the connection begins.
const AHEAD: usize = 8;

/// An address as a number; those of IPv4 are mapped (RFC 4291 section 2.5.5.2).
type AddressKey = [u64; 2];

fn host(ip: IpAddr) -> AddressKey {
    let ip = match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    };
    let bits = ip.to_bits();
    [(bits >> 64) as u64, bits as u64]
}

/// An offer under one of the addresses it may be answered at.
#[derive(Clone, Copy, Debug)]
struct IndexedAnnouncement {
    listener: AddressKey,
    /// Who should connect.
    opener: AddressKey,
    /// First and last frame of its lifetime.
    asked: u64,
    until: u64,
    /// Last frame in which a connection to it may begin all the same, though it was replaced.
    end: u64,
    /// The frame that names the endpoint.
    told: u64,
    /// A connection may begin earlier, but not before this frame.
    after: u64,
    session: u32,
    offer: u32,
    port: u16,
    /// `listener` is the announced address, not only that of the control peer.
    exact: bool,
}

/// An offer that a connection may answer, and how well the two fit so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) session: usize,
    pub(super) offer: usize,
    pub(super) matched_by: MatchedBy,
    /// Somebody else connects than should.
    pub(super) unexpected_opener: bool,
    /// The connection begins before the announcement was asked for.
    pub(super) early: bool,
    /// The connection begins when another announcement of the session has replaced this one.
    pub(super) late: bool,
    /// It was asked for, but the endpoint was not named yet.
    pub(super) untold: bool,
    /// First frame of the offer's lifetime.
    pub(super) asked: u64,
}

/// The offers of a capture that were not refused.
#[derive(Debug)]
pub(super) struct Offers {
    /// By port, listener, opener, time.
    entries: Vec<IndexedAnnouncement>,
    /// Where each port begins, in every order.
    starts: Vec<u32>,
    /// The same by port, listener, time.
    by_listener: Vec<u32>,
    /// The same by port, opener, time.
    by_opener: Vec<u32>,
}

impl Offers {
    pub(super) fn new(plan: &ControlPlan) -> Self {
        let mut entries = Vec::new();
        for (index, session) in plan.sessions.iter().enumerate() {
            add(&mut entries, index, session);
        }
        entries
            .sort_unstable_by_key(|e| (e.port, e.listener, e.opener, e.asked, e.session, e.offer));
        let mut starts = vec![0; (1 << 16) + 1];
        for entry in &entries {
            starts[usize::from(entry.port) + 1] += 1;
        }
        for port in 0..1 << 16 {
            starts[port + 1] += starts[port];
        }
        let by_listener = sorted_by(&entries, |e| (e.port, e.listener, e.asked));
        let by_opener = sorted_by(&entries, |e| (e.port, e.opener, e.asked));
        Offers {
            entries,
            starts,
            by_listener,
            by_opener,
        }
    }

    /// Hands the offers that a connection may answer to `out`: those at the endpoint it goes to
    /// and, if there is none, those of the same port that its opener should connect to.
    pub(super) fn each(
        &self,
        opener: SocketAddr,
        listener: SocketAddr,
        frame: u64,
        out: &mut impl FnMut(Candidate),
    ) {
        let port = usize::from(listener.port());
        let range = self.starts[port] as usize..self.starts[port + 1] as usize;
        if range.is_empty() {
            return;
        }
        let (from, to) = (host(opener.ip()), host(listener.ip()));
        let found = Cell::new(false);
        let mut tell = |entry: &IndexedAnnouncement, matched_by| {
            found.set(true);
            out(Candidate {
                session: entry.session as usize,
                offer: entry.offer as usize,
                matched_by,
                unexpected_opener: entry.opener != from,
                early: frame < entry.asked,
                late: frame > entry.until,
                untold: frame < entry.told,
                asked: entry.asked,
            });
        };
        let pairs = narrow(
            &self.entries[range.clone()],
            |e| (e.listener, e.opener),
            &(to, from),
        );
        let of_pairs = |i: usize| &pairs[i];
        in_force(pairs.len(), of_pairs, frame)
            .chain(to_come(pairs.len(), of_pairs, frame))
            .for_each(|e| tell(e, at_endpoint(e)));
        // most ports are announced by one session alone
        if pairs.len() < range.len() {
            let others = narrow(
                &self.by_listener[range.clone()],
                |&i| self.entry(i).listener,
                &to,
            );
            let of_others = |i: usize| self.entry(others[i]);
            in_force(others.len(), of_others, frame)
                .chain(to_come(others.len(), of_others, frame))
                .filter(|e| e.opener != from)
                .for_each(|e| tell(e, at_endpoint(e)));
        }
        if !found.get() {
            let openers = narrow(&self.by_opener[range], |&i| self.entry(i).opener, &from);
            in_force(openers.len(), |i| self.entry(openers[i]), frame)
                .for_each(|e| tell(e, MatchedBy::Port));
        }
        if !found.get()
            && let Some(e) = replaced(pairs, frame)
        {
            tell(e, at_endpoint(e));
        }
    }

    fn entry(&self, index: u32) -> &IndexedAnnouncement {
        &self.entries[index as usize]
    }
}

fn sorted_by(
    entries: &[IndexedAnnouncement],
    key: fn(&IndexedAnnouncement) -> (u16, AddressKey, u64),
) -> Vec<u32> {
    let mut order: Vec<u32> = (0..entries.len() as u32).collect();
    order.sort_by_key(|&i| key(&entries[i as usize]));
    order
}

fn at_endpoint(entry: &IndexedAnnouncement) -> MatchedBy {
    if entry.exact {
        MatchedBy::Exact
    } else {
        MatchedBy::Peer
    }
}

fn add(entries: &mut Vec<IndexedAnnouncement>, index: usize, session: &Planned) {
    let (client, server) = (
        session.client_endpoint().ip(),
        session.server_endpoint().ip(),
    );
    let begin = if session.from_beginning {
        session.first.frame
    } else {
        0
    };
    for (number, offer) in session
        .draft
        .offers
        .iter()
        .enumerate()
        .filter(|(_, o)| o.accepted != Some(false))
    {
        let (peer, opener) = match offer.method.mode() {
            Mode::Passive => (server, client),
            Mode::Active => (client, server),
        };
        let announced = host(offer.ip.unwrap_or(peer));
        let exact = IndexedAnnouncement {
            listener: announced,
            opener: host(opener),
            asked: offer.asked.frame,
            told: offer.at.frame,
            until: offer
                .until
                .map_or(u64::MAX, |u| u.frame)
                .min(session.last_chance()),
            end: session.last_chance(),
            after: offer.after.map_or(begin, |a| a.frame),
            session: index as u32,
            offer: number as u32,
            port: offer.port,
            exact: true,
        };
        entries.push(exact);
        if host(peer) != announced {
            entries.push(IndexedAnnouncement {
                listener: host(peer),
                exact: false,
                ..exact
            });
        }
    }
}

/// The part of a sorted list that has this key.
fn narrow<'l, T, K: Ord>(list: &'l [T], key: impl Fn(&T) -> K, wanted: &K) -> &'l [T] {
    let begin = list.partition_point(|t| key(t) < *wanted);
    let end = begin + list[begin..].partition_point(|t| key(t) == *wanted);
    &list[begin..end]
}

/// The latest of a list in time order that was announced before a frame, where another has replaced
/// it since and its session goes on.
fn replaced(list: &[IndexedAnnouncement], frame: u64) -> Option<&IndexedAnnouncement> {
    let begun = list.partition_point(|e| e.asked <= frame);
    let latest = list[..begun].last()?;
    (latest.until < frame && frame <= latest.end).then_some(latest)
}

/// Those of a list in time order that hold in a frame, the latest first.
fn in_force<'e>(
    len: usize,
    entry: impl Fn(usize) -> &'e IndexedAnnouncement,
    frame: u64,
) -> impl Iterator<Item = &'e IndexedAnnouncement> {
    let begun = begun(len, &entry, frame);
    let latest = (0..begun).rev().take(REACH).map(entry);
    latest.filter(move |e| frame <= e.until)
}

/// Those of a list in time order that a connection may answer before their time has come.
fn to_come<'e>(
    len: usize,
    entry: impl Fn(usize) -> &'e IndexedAnnouncement,
    frame: u64,
) -> impl Iterator<Item = &'e IndexedAnnouncement> {
    let begun = begun(len, &entry, frame);
    let next = (begun..len).take(AHEAD).map(entry);
    next.filter(move |e| frame > e.after)
}

/// How many of a list in time order were asked for by then.
fn begun<'e>(len: usize, entry: &impl Fn(usize) -> &'e IndexedAnnouncement, frame: u64) -> usize {
    let (mut begun, mut end) = (0, len);
    while begun < end {
        let middle = begun.midpoint(end);
        if entry(middle).asked <= frame {
            begun = middle + 1;
        } else {
            end = middle;
        }
    }
    begun
}
