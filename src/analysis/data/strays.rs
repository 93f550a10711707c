//! Connections of a client to other hosts while TLS hides what its server announced.
//!
//! Under TLS no NAT can mend the address in a 227, and nobody who has no keys can read it. Where it
//! is that of an inner network, or one that the server has no more, the client is seen to try
//! another host in vain, at once behind an answer of the server. Such a try is looked for in the
//! whole traffic of the clients of these sessions, so that it has to look like one in every
//! respect:
//!
//! - the last word on the control connection is the server's, and no older than [`AFTER`];
//! - it goes to another host than the server, to no port of a well-known service;
//! - no answer but RST comes, and the client says nothing until its last SYN: it waits for the
//!   connection.
//!
//! What is answered is forgotten, so that a client that browses the web meanwhile leaves nothing
//! behind.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

use foldhash::fast::RandomState;

use crate::analysis::control::ControlPlan;
use crate::decode::Segment;
use crate::model::{At, StrayTry};
use crate::tcp::ConnectionKey;

/// How long behind the answer a client connects, in nanoseconds: some look at the address first,
/// and none waits longer.
const AFTER: i64 = 2_000_000_000;
/// Ports below this are those of services (RFC 6335 section 6); no server takes its data ports from
/// there.
const SYSTEM_PORTS: u16 = 1024;
/// Tries that are kept of each session: the first ones tell it all.
const KEPT: usize = 16;

/// The tries of all sessions.
#[derive(Debug, Default)]
pub(super) struct Strays {
    /// Sessions that TLS hides for a time, by the hosts of their clients.
    clients: HashMap<IpAddr, Vec<usize>, RandomState>,
    /// Their last words, and whether the server said them.
    spoke: HashMap<usize, (At, bool), RandomState>,
    tries: HashMap<ConnectionKey, (usize, StrayTry), RandomState>,
    /// Those of each session that began since its client spoke last.
    begun: HashMap<usize, Vec<ConnectionKey>, RandomState>,
    /// How many each session has had.
    counts: HashMap<usize, usize, RandomState>,
}

impl Strays {
    pub(super) fn new(plan: &ControlPlan) -> Self {
        let mut strays = Strays::default();
        for (index, session) in plan.sessions.iter().enumerate() {
            if session.draft.hidden_by_tls().next().is_some() {
                let client = session.client_endpoint().ip();
                strays.clients.entry(client).or_default().push(index);
            }
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
                if self.tries.get(&key).is_some_and(|(_, s)| !s.is_certain()) {
                    self.tries.remove(&key);
                }
            }
        }
    }

    /// False for segments that tell nothing of a try.
    pub(super) fn may_concern(&self, segment: &Segment) -> bool {
        !self.clients.is_empty() && (segment.flags.syn() || segment.flags.rst())
    }

    /// A segment of no connection that is known, and that may concern a try. A copy of a SYN is no
    /// other try.
    pub(super) fn look(&mut self, plan: &ControlPlan, segment: &Segment) {
        let flags = segment.flags;
        if segment.copy_of.is_some() {
            return;
        }
        let (key, _) = ConnectionKey::of(segment);
        match self.tries.get_mut(&key) {
            Some((_, stray)) if flags.opens() && segment.src == stray.opener => {
                stray.last = segment.at();
                stray.syns += 1;
            }
            Some((_, stray)) if flags.rst() && segment.dst == stray.opener => {
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
        let Some(session) = self.waiting(plan, segment) else {
            return;
        };
        let count = self.counts.entry(session).or_default();
        if *count == KEPT {
            return;
        }
        *count += 1;
        let stray = StrayTry {
            opener: segment.src,
            listener: segment.dst,
            first: segment.at(),
            last: segment.at(),
            syns: 1,
            is_refused: false,
        };
        self.tries.insert(key, (session, stray));
        self.begun.entry(session).or_default().push(key);
    }

    /// The session whose client may have been told to connect there, the latest to be answered.
    fn waiting(&self, plan: &ControlPlan, segment: &Segment) -> Option<usize> {
        let listener: SocketAddr = segment.dst;
        if listener.port() < SYSTEM_PORTS {
            return None;
        }
        let sessions = self.clients.get(&segment.src.ip())?.iter();
        let waiting = sessions.filter_map(|&index| {
            let session = &plan.sessions[index];
            let (at, by_server) = *self.spoke.get(&index)?;
            let fits = by_server
                && segment.time.since(at.time) <= AFTER
                && session.server_endpoint().ip() != listener.ip()
                && session.is_alive(segment.frame)
                && session.draft.is_under_tls(segment.frame);
            fits.then_some((at, index))
        });
        waiting.max().map(|(_, index)| index)
    }

    /// Those that nobody answered, or by RST, by session, in order.
    pub(super) fn finish(self) -> Vec<(usize, StrayTry)> {
        let mut tries: Vec<_> = self.tries.into_values().collect();
        tries.sort_unstable_by_key(|(session, stray)| (*session, stray.first.frame));
        tries
    }
}
