//! The connections that were followed, and their records, which take their memory.
//!
//! A session is put together from the connections that it has, and a record is made of each. What
//! is known of a connection while it is followed takes twice the memory of its record, so it goes
//! as soon as no session needs it any more: sessions are made in waves, in the order of their first
//! frames, and behind each wave the connections become records whose last session was in it.

use std::ops::Range;

use crate::analysis::control::{ControlPlan, Planned};
use crate::digest::Made;
use crate::model::{
    At, Connection, ConnectionEnd, ConnectionId, ConnectionRole, Handshake, Identity, Mode, Roles,
    SessionId,
};
use crate::threads;

use super::given_up::GivenUp;
use super::matching::Match;
use super::offers::answer;
use super::strays::StrayTries;
use super::tracked::{Purpose, Tracked, session_id};

/// A tracked data connection as one session sees it.
#[derive(Clone, Copy)]
pub(super) struct SessionLink<'a> {
    pub(super) id: ConnectionId,
    pub(super) tracked: &'a Tracked,
    pub(super) matched: &'a Match,
    /// Who opened it.
    pub(super) mode: Option<Mode>,
    /// Who is at its ends.
    pub(super) roles: Roles,
    /// The other session of a server-to-server transfer.
    pub(super) partner: Option<SessionId>,
}

/// A session, with its connections in both passes.
pub(super) struct SessionPasses<'a> {
    pub(super) id: SessionId,
    pub(super) planned: &'a Planned,
    pub(super) control: (ConnectionId, &'a Tracked),
    pub(super) links: Vec<SessionLink<'a>>,
    pub(super) strays: &'a StrayTries,
    /// The end of the capture.
    pub(super) end: At,
}

/// What the pass found out beside the connections.
pub(super) struct FoundBeside<'a> {
    pub(super) digests: &'a Made,
    pub(super) strays: &'a StrayTries,
    /// The end of the capture.
    pub(super) end: At,
}

/// Where a session has its connections among all that were followed.
#[derive(Clone, Debug, Default)]
struct SessionPlaces {
    control: Option<usize>,
    /// Of each data connection its place, and which of its matches is that of the session.
    data: Vec<(usize, usize)>,
}

/// All connections, each as it was followed or as a record.
pub(super) struct Records<'p> {
    plan: &'p ControlPlan,
    tracked: Vec<Option<Box<Tracked>>>,
    /// The last session that needs each of them.
    last: Vec<usize>,
    made: Vec<Option<Box<Connection>>>,
    /// Those of each session.
    places: Vec<SessionPlaces>,
    given_up: GivenUp,
}

impl<'p> Records<'p> {
    /// The connections are in order.
    #[expect(clippy::vec_box, reason = "each is freed by itself")]
    pub(super) fn new(plan: &'p ControlPlan, tracked: Vec<Box<Tracked>>) -> Self {
        let mut places = vec![SessionPlaces::default(); plan.sessions.len()];
        let mut last = vec![0; tracked.len()];
        for (place, tracked) in tracked.iter().enumerate() {
            match &tracked.purpose {
                Purpose::Control(session) => {
                    places[*session].control.get_or_insert(place);
                    last[place] = *session;
                }
                Purpose::Data(matches) => {
                    for (index, matched) in matches.iter().enumerate() {
                        places[matched.session].data.push((place, index));
                        last[place] = last[place].max(matched.session);
                    }
                }
            }
        }
        Records {
            plan,
            made: tracked.iter().map(|_| None).collect(),
            tracked: tracked.into_iter().map(Some).collect(),
            last,
            places,
            given_up: GivenUp::of_sessions(plan),
        }
    }

    /// A session with its connections; `None` where its control connection is not here.
    pub(super) fn passes<'a>(
        &'a self,
        session: usize,
        found: &'a FoundBeside,
    ) -> Option<SessionPasses<'a>> {
        let places = &self.places[session];
        Some(SessionPasses {
            id: session_id(session),
            planned: &self.plan.sessions[session],
            control: self.tracked(places.control?)?,
            links: self.links(places),
            strays: found.strays,
            end: found.end,
        })
    }

    fn links(&self, places: &SessionPlaces) -> Vec<SessionLink<'_>> {
        let links = places.data.iter().filter_map(|&(place, index)| {
            let (id, tracked) = self.tracked(place)?;
            let Purpose::Data(all) = &tracked.purpose else {
                return None;
            };
            let matched = &all[index];
            let mut sessions = all.iter().map(|other| other.session);
            let partner = sessions.find(|&session| session != matched.session);
            let session = session_id(matched.session);
            Some(SessionLink {
                id,
                tracked,
                matched,
                mode: tracked.mode(matched, self.plan),
                roles: tracked.roles(self.plan)?.seen_by(session),
                partner: partner.map(session_id),
            })
        });
        links.collect()
    }

    fn tracked(&self, place: usize) -> Option<(ConnectionId, &Tracked)> {
        Some((id(place), self.tracked[place].as_deref()?))
    }

    /// Makes the records of the connections that these sessions have, and none behind them.
    pub(super) fn make_those_of(&mut self, sessions: Range<usize>) {
        let mut over = Vec::new();
        for places in &self.places[sessions.clone()] {
            let data = places.data.iter().map(|&(place, _)| place);
            for place in places.control.into_iter().chain(data) {
                if self.last[place] < sessions.end {
                    over.extend(self.tracked[place].take().map(|tracked| (place, tracked)));
                }
            }
        }
        self.make(over);
    }

    fn make(&mut self, over: Vec<(usize, Box<Tracked>)>) {
        let plan = self.plan;
        let records = threads::map(over.into_iter(), |(place, tracked)| {
            let record = Box::new(connection(id(place), &tracked, plan));
            (place, record, GivenUp::of(&tracked))
        });
        for (place, record, given_up) in records {
            self.made[place] = Some(record);
            self.given_up.add(&given_up);
        }
    }

    /// All records, and what was given up because a limit was hit.
    #[expect(clippy::vec_box, reason = "they are large, and made one by one")]
    pub(super) fn finish(mut self) -> (Vec<Box<Connection>>, GivenUp) {
        let rest = self.tracked.iter_mut().enumerate();
        let rest = rest.filter_map(|(place, tracked)| Some((place, tracked.take()?)));
        let rest: Vec<_> = rest.collect();
        self.make(rest);
        (self.made.into_iter().flatten().collect(), self.given_up)
    }
}

/// Connections are numbered from 1, in the order of their first frames.
fn id(place: usize) -> ConnectionId {
    place as ConnectionId + 1
}

fn connection(id: ConnectionId, tracked: &Tracked, plan: &ControlPlan) -> Connection {
    let tcp = &tracked.connection;
    let tls = match &tracked.purpose {
        Purpose::Control(session) => plan.sessions[*session].tls.as_deref(),
        Purpose::Data(_) => tracked.contents.tls_facts(),
    };
    let announced = match &tracked.purpose {
        Purpose::Control(_) => true,
        Purpose::Data(matches) => matches.iter().any(|c| tracked.mode(c, plan).is_some()),
    };
    let &Identity { uid, community_id } = tracked.identity();
    Connection {
        id,
        uid,
        community_id,
        role: match tracked.purpose {
            Purpose::Control(_) => ConnectionRole::Control,
            Purpose::Data(_) => ConnectionRole::Data,
        },
        opener: tcp.key.endpoint(tcp.opener),
        listener: tcp.key.endpoint(tcp.opener.other()),
        roles: tracked.roles(plan),
        answer: answer(tcp),
        opener_known: announced || tcp.handshake() != Handshake::Missing,
        first: tcp.first,
        last: tcp.last,
        frames: tcp.frames,
        bytes: tcp.bytes.iter().sum(),
        lost_bytes: tcp.lost(),
        retransmissions: tcp.retransmissions,
        syns: tcp.syns,
        handshake: tcp.handshake(),
        close: tcp.close(),
        tls: tls.cloned().map(Box::new),
        closed_by: tcp.closed_by().map(|by| {
            if by == tcp.opener {
                ConnectionEnd::Opener
            } else {
                ConnectionEnd::Listener
            }
        }),
        sent: [tcp.opener, tcp.opener.other()]
            .map(|side| tcp.bytes[side.index()] - tracked.contents.header_bytes(side)),
        numbers: tcp.numbers().clone(),
        copies: tcp.copies,
        made_up_numbers: tcp.has_made_up_numbers(),
        shares_ports: false,
        flows: [tcp.opener, tcp.opener.other()].map(|side| tcp.flow(side)),
        sent_by: [tcp.opener, tcp.opener.other()].map(|side| tracked.history.sent(side)),
        history: tracked.history.letters(tcp.opener),
        encapsulation: tracked.encapsulation.clone(),
        rejected: tracked.rejected.clone(),
        too_big: tracked.too_big.clone(),
    }
}
