//! Data connections that were tried and did not come about, as whoever keeps a firewall asks for
//! them: by source and destination, with all the ports that were tried.

use std::net::IpAddr;

use crate::ftp::DATA_PORT;
use crate::model::{
    Arg, Blocked, Connection, ExpectedData, Mode, OfferOutcome, Rejection, Role, SynAnswer,
};

use super::bounce;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::nat_address;
use super::no_connection;

/// For so long a server waits for a data connection, in nanoseconds, before it may listen no more
/// (`accept_timeout` of vsftpd).
const LISTENS: i64 = 60_000_000_000;

/// Tries of one host to reach another one.
pub(super) struct Tries<'a> {
    /// The mode of all of them, which says who had to open the connection.
    pub(super) mode: Mode,
    source: IpAddr,
    destination: IpAddr,
    /// Each connection that was tried, with its announcement where that can be read, in order;
    /// never empty.
    pub(super) tried: Vec<VainTry<'a>>,
}

/// A connection that was tried in vain, and the announcement that it was tried for; `None` where
/// TLS hides that.
type VainTry<'a> = (Option<&'a ExpectedData>, &'a Connection);

/// The tries of a session that came to this, by source and destination, in the order of the first
/// of each.
pub(super) fn by_hosts<'a>(
    session: &IndexedSession<'a>,
    outcome: OfferOutcome,
    wanted: impl Fn(Option<&ExpectedData>, &Connection) -> bool,
) -> Vec<Tries<'a>> {
    let mut all: Vec<Tries> = Vec::new();
    let announced = session.record.offers.iter();
    let announced = announced
        .filter(|offer| offer.outcome == outcome)
        .filter_map(|offer| Some((Some(offer), session.connection(offer)?)));
    for (offer, connection) in announced.chain(hidden(session, outcome)) {
        if !wanted(offer, connection) {
            continue;
        }
        let mode = offer.map_or_else(
            || mode_of_hidden(session, connection),
            |offer| offer.method.mode(),
        );
        let key = (mode, connection.opener.ip(), connection.listener.ip());
        match all.iter_mut().find(|known| known.key() == key) {
            Some(known) => known.tried.push((offer, connection)),
            None => all.push(Tries {
                mode: key.0,
                source: key.1,
                destination: key.2,
                tried: vec![(offer, connection)],
            }),
        }
    }
    all
}

/// Connections that came to this while TLS hid what was announced.
fn hidden<'a>(
    session: &IndexedSession<'a>,
    outcome: OfferOutcome,
) -> impl Iterator<Item = VainTry<'a>> {
    let answer = match outcome {
        OfferOutcome::Unanswered => Some(SynAnswer::None),
        OfferOutcome::Refused => Some(SynAnswer::Reset),
        _ => None,
    };
    session
        .data()
        .filter(move |c| Some(c.answer) == answer && c.failed_for_certain())
        .filter(|c| session.record.is_hidden_at(c.first.frame) && !session.is_announced(c))
        .map(|connection| (None, connection))
}

fn mode_of_hidden(session: &IndexedSession, connection: &Connection) -> Mode {
    match connection.role_in(session.record.id, connection.opener) {
        Role::Server => Mode::Active,
        _ => Mode::Passive,
    }
}

impl Tries<'_> {
    fn key(&self) -> (Mode, IpAddr, IpAddr) {
        (self.mode, self.source, self.destination)
    }

    /// Who tried: the side that had to open the connection, or that it was another host.
    pub(super) fn by(&self, session: &IndexedSession) -> &'static str {
        let (client, server) = (session.record.client.ip(), session.record.server.ip());
        match self.mode {
            Mode::Active if self.is_from(session, server) => "server",
            Mode::Active => "not-server",
            Mode::Passive if self.is_from(session, client) => "client",
            Mode::Passive => "not-client",
        }
    }

    fn is_from(&self, session: &IndexedSession, ip: IpAddr) -> bool {
        self.source.to_canonical() == ip.to_canonical()
            || session.all_sessions.are_one(self.source, ip)
    }

    /// The host that they went to.
    pub(super) fn destination(&self) -> IpAddr {
        self.destination
    }

    /// What a rule has to name.
    pub(super) fn blocked(&self, session: &IndexedSession) -> Blocked {
        let mut ports: Vec<u16> = self.connections().map(|c| c.listener.port()).collect();
        ports.sort_unstable();
        ports.dedup();
        let first = self.connections().map(|c| c.first.time).min();
        let last = self.connections().map(|c| c.last.time).max();
        let announced = session.offers(self.mode).map(|o| o.port);
        let announced: Vec<u16> = announced.chain(ports.iter().copied()).collect();
        Blocked {
            announced: (
                announced.iter().min().copied().unwrap_or_default(),
                announced.iter().max().copied().unwrap_or_default(),
            ),
            source: self.source,
            source_port: self
                .connections()
                .all(|c| c.opener.port() == DATA_PORT)
                .then_some(DATA_PORT),
            destination: self.destination,
            ports,
            syns: self.connections().map(|c| u64::from(c.syns)).sum(),
            first: first.unwrap_or_default(),
            nanoseconds: last.unwrap_or_default().since(first.unwrap_or_default()),
            frames: self.syns(),
        }
    }

    /// True where each began only when the server had said that it had no data connection, or was
    /// refused long after the announcement: then it listens no more.
    pub(super) fn were_late(&self, session: &IndexedSession) -> bool {
        self.mode == Mode::Passive
            && self.tried.iter().all(|(offer, connection)| {
                let users = offer.iter().flat_map(|offer| session.users(offer));
                let mut failed = users
                    .filter(|line| line.refused())
                    .filter_map(CommandLine::last);
                let since = offer.map_or(0, |offer| connection.first.time.since(offer.at.time));
                let is_late = since >= LISTENS && connection.answer == SynAnswer::Reset;
                is_late || failed.any(|reply| reply.at.frame < connection.first.frame)
            })
    }

    /// True where each was answered by RST.
    pub(super) fn were_reset(&self) -> bool {
        self.connections().all(|c| c.answer == SynAnswer::Reset)
    }

    /// True where each was answered by SYN+ACK, and the answer did not reach the host that asked.
    pub(super) fn answers_were_lost(&self) -> bool {
        self.tried.iter().all(|(_, c)| c.answers_were_lost())
    }

    /// What answered in the place of the host that was asked: its SYN+ACK from another address.
    pub(super) fn stray_answer<'a>(&self, session: &IndexedSession<'a>) -> Option<&'a Connection> {
        let mut strays = session.data().filter(|c| c.is_stray_answer());
        strays.find(|stray| {
            let answers = |tried: &Connection| {
                tried.opener == stray.opener && tried.listener.port() == stray.listener.port()
            };
            self.connections().any(answers)
        })
    }

    /// Who said by ICMP that they do not arrive.
    pub(super) fn rejection(&self) -> Option<&Rejection> {
        self.tried.iter().find_map(|(_, c)| c.rejected.as_deref())
    }

    /// The frames that prove them, the first SYN in front: the SYNs, the announcements, the
    /// refusals that followed.
    pub(super) fn frames(&self, session: &IndexedSession) -> Vec<u64> {
        let mut frames = self.syns();
        let confirmed = self.confirmed(session);
        for offer in self.tried.iter().filter_map(|(offer, _)| *offer) {
            frames.extend(session.offer_frames(offer));
            let failed = session
                .users(offer)
                .find(|line| no_connection::is_told_by(session, line));
            let failed = failed.or(confirmed);
            frames.extend(failed.map(CommandLine::frames).unwrap_or_default());
        }
        frames
    }

    /// True where something that was wanted did not come about for want of one of these
    /// connections.
    pub(super) fn were_needed(&self, session: &IndexedSession) -> bool {
        let mut announced = self.tried.iter().filter_map(|(offer, _)| *offer);
        // what a hidden try was for nobody knows: it was needed if no other was opened later
        let mut hidden = self.tried.iter().filter(|(offer, _)| offer.is_none());
        let opened = last_opened(session);
        announced.any(|offer| no_connection::was_in_vain(session, offer))
            || hidden.any(|(_, connection)| opened < connection.first.frame)
    }

    /// The first transfer that the server confirmed although it had none of these connections.
    pub(super) fn confirmed<'s, 'a>(
        &self,
        session: &'s IndexedSession<'a>,
    ) -> Option<&'s CommandLine<'a>> {
        let announced = self.tried.iter().filter_map(|(offer, _)| *offer);
        let mut users = announced.flat_map(|offer| session.users(offer));
        users.find(|line| no_connection::is_confirmed_without(session, line))
    }

    /// Its code, for a message; 0 where there is none.
    pub(super) fn confirming_code(&self, session: &IndexedSession) -> Arg {
        let line = self.confirmed(session);
        line.map_or_else(|| 0_u64.into(), CommandLine::shown_code)
    }

    /// True where all of them went to an inner address of a host that is seen from outside: no rule
    /// of a firewall helps.
    pub(super) fn went_inside(&self, session: &IndexedSession) -> bool {
        self.tried.iter().all(|(offer, connection)| {
            offer.is_some_and(|offer| session.record.leads_inside(offer, connection.listener.ip()))
        })
    }

    /// True where all of them went to an address that the server announced and that is not its own:
    /// it is told as `nat-address`.
    pub(super) fn went_elsewhere(&self, session: &IndexedSession) -> bool {
        self.mode == Mode::Passive && !self.went_inside(session) && self.followed_the_fault(session)
    }

    fn followed_the_fault(&self, session: &IndexedSession) -> bool {
        self.tried
            .iter()
            .all(|(offer, _)| offer.is_some_and(|offer| nat_address::is_at_fault(session, offer)))
    }

    /// The announcement of the first of them that can be read.
    pub(super) fn offer(&self) -> Option<&ExpectedData> {
        self.tried.iter().find_map(|(offer, _)| *offer)
    }

    /// True where all of them went to a third host that PORT named: they are told as `bounce`.
    pub(super) fn were_bounced(&self, session: &IndexedSession) -> bool {
        let mut tried = self.tried.iter();
        self.mode == Mode::Active
            && tried.all(|(offer, _)| {
                offer.is_some_and(|offer| bounce::target(session, offer).is_some())
            })
    }

    /// The same where nothing speaks for an address of the client's own: what is in the way of such
    /// a connection is nobody's trouble.
    pub(super) fn went_to_a_third_host(&self, session: &IndexedSession) -> bool {
        let mut tried = self.tried.iter();
        self.mode == Mode::Active
            && tried.all(|(offer, _)| offer.is_some_and(|offer| bounce::is_certain(session, offer)))
    }

    /// True where a rule of a firewall would help whoever wants the data.
    pub(super) fn may_be_let_pass(&self, session: &IndexedSession) -> bool {
        !self.went_inside(session) && !self.went_elsewhere(session) && !self.were_bounced(session)
    }

    /// The frames of the first and the last SYN of each try.
    fn syns(&self) -> Vec<u64> {
        let mut frames: Vec<u64> = self
            .connections()
            .flat_map(|c| [c.first.frame, c.last.frame])
            .collect();
        frames.sort_unstable();
        frames.dedup();
        frames
    }

    fn connections(&self) -> impl Iterator<Item = &Connection> {
        self.tried.iter().map(|(_, connection)| *connection)
    }
}

/// The first frame of the last data connection that was opened; 0 where there is none.
pub(super) fn last_opened(session: &IndexedSession) -> u64 {
    let opened = session.data().filter(|c| c.answer == SynAnswer::Opened);
    opened.map(|c| c.first.frame).max().unwrap_or_default()
}

/// The values of a message about what was blocked.
pub(super) fn args(blocked: &Blocked) -> Vec<(&'static str, Arg)> {
    let from_port = blocked.source_port.map_or(0, u64::from);
    vec![
        ("source", blocked.source.to_string().into()),
        ("from", from_port.into()),
        ("destination", blocked.destination.to_string().into()),
        ("ports", Arg::Ports(blocked.ports.clone())),
        ("count", blocked.ports.len().into()),
    ]
}
