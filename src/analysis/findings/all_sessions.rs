//! What must be known of all sessions to judge one: made once, so that no rule compares every
//! session with every other.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::net::IpAddr;
use std::sync::OnceLock;

use foldhash::fast::RandomState;

use crate::analysis::find::contains_ignoring_case;
use crate::ftp::Effect;
use crate::model::{
    Analysis, Close, ConnectionRole, Direction, Endpoint, Method, Mode, OfferOutcome, ReplyCode,
    ReplyText, Session, SessionId, Time, Transfer,
};
use crate::threads;

use super::brute::{self, Try};
use super::brute_success::{self, Guessed};
use super::line::lines;
use super::twins;

/// Sessions seen from above.
#[derive(Debug, Default)]
pub(super) struct AllSessions<'a> {
    /// The servers that a client has control sessions with.
    servers_of: HashMap<IpAddr, HashSet<IpAddr, RandomState>, RandomState>,
    /// Servers whose FEAT lists AUTH TLS, with the frame that says so.
    offers_tls: HashMap<Endpoint, u64, RandomState>,
    /// Where clients began in the middle of a file: client, path, offset.
    resumed: BTreeSet<(IpAddr, &'a [u8], u64)>,
    /// When clients began to transfer whole files with success, by the frame of that. Asked for
    /// where a transfer failed, and made then.
    completed: OnceLock<BTreeMap<(ServedFile<'a>, u64), Time>>,
    sessions: &'a [Session],
    /// Sessions that are one, captured on both sides of a NAT.
    twins: Vec<[&'a Session; 2]>,
    /// The addresses of their clients, and those of their servers.
    one_host: HashSet<(IpAddr, IpAddr), RandomState>,
    /// The logins of all sessions, in the order of these.
    tries: Vec<Try<'a>>,
    /// Those that look guessed, in the order of their sessions.
    guessed: Vec<Guessed<'a>>,
    /// Announcements to which a data connection came about, the first of each client, server and
    /// mode.
    works: HashMap<(IpAddr, IpAddr, Mode), (Method, u64), RandomState>,
    /// The frame of the first of them that was made by EPSV, of each client and server.
    epsv_works: HashMap<(IpAddr, IpAddr), u64, RandomState>,
    /// Where the client of a session that nobody closed opens it anew, from the same port: the
    /// first frame of that.
    opened_anew: HashMap<SessionId, u64, RandomState>,
    /// The time of the last frame.
    end: Time,
    /// Every frame of the capture is one of a control connection: a filter may have left the others
    /// out.
    holds_control_alone: bool,
}

/// A file at a server, as one client has it there, and the way that it goes.
type ServedFile<'a> = (IpAddr, IpAddr, u8, &'a [u8]);

fn served_file<'a>(session: &Session, transfer: &'a Transfer) -> Option<ServedFile<'a>> {
    let (client, server) = (session.client.ip(), session.server.ip());
    // a listing is another one each time
    let way = transfer
        .direction
        .filter(|way| *way != Direction::Listing)? as u8;
    Some((client, server, way, transfer.path.as_ref()?.bytes()))
}

/// A program that tries again in another session does so within that time, in nanoseconds: a
/// quarter of an hour.
const SOON: i64 = 900_000_000_000;

/// What is seen of one session by itself.
struct Alone<'a> {
    /// The frame in which its server says that it knows AUTH TLS.
    offers_tls: Option<u64>,
    tries: Vec<Try<'a>>,
    /// For each mode, the first announcement by which a data connection came about: its method and
    /// its frame.
    works: [Option<(Method, u64)>; 2],
    /// The frame of the first of those by EPSV.
    epsv_works: Option<u64>,
    /// Transfers that begin behind the beginning of their file: its path, and where.
    resumed: Vec<(&'a [u8], u64)>,
}

impl<'a> AllSessions<'a> {
    pub(super) fn of(analysis: &'a Analysis) -> Self {
        let alone = threads::map(analysis.sessions.iter(), Alone::at);
        let mut all_sessions = AllSessions {
            sessions: &analysis.sessions,
            ..AllSessions::default()
        };
        for (session, alone) in analysis.sessions.iter().zip(alone) {
            all_sessions.add(session, alone);
        }
        all_sessions.opened_anew = opened_anew(&analysis.sessions);
        all_sessions.end = analysis
            .captures
            .iter()
            .filter_map(|file| file.last_time)
            .max()
            .unwrap_or_default();
        all_sessions.holds_control_alone = holds_control_alone(analysis);
        all_sessions.guessed = brute_success::find(&all_sessions.tries);
        all_sessions.twins = twins::find(&analysis.sessions);
        all_sessions.one_host = all_sessions
            .twins
            .iter()
            .flat_map(|[a, b]| {
                [
                    (a.client.ip(), b.client.ip()),
                    (a.server.ip(), b.server.ip()),
                ]
            })
            .collect();
        all_sessions
    }

    /// Pairs of sessions that are one, captured on both sides of a NAT: in the order of their
    /// numbers.
    pub(super) fn twins(&self) -> &[[&'a Session; 2]] {
        &self.twins
    }

    /// True where these two addresses are those of one host, before and behind a NAT.
    pub(super) fn are_one(&self, one: IpAddr, other: IpAddr) -> bool {
        self.one_host.contains(&(one, other)) || self.one_host.contains(&(other, one))
    }

    /// The logins of all sessions, in the order of these.
    pub(super) fn tries(&self) -> &[Try<'a>] {
        &self.tries
    }

    /// The logins of a session, in order.
    pub(super) fn tries_of(&self, session: &Session) -> &[Try<'a>] {
        let from = self.tries.partition_point(|t| t.session < session.id);
        let own = self.tries[from..].partition_point(|t| t.session == session.id);
        &self.tries[from..from + own]
    }

    /// The logins that were accepted in a session and look guessed.
    pub(super) fn guessed_in(&self, session: &Session) -> &[Guessed<'a>] {
        let from = self.guessed.partition_point(|g| g.session() < session.id);
        let own = self.guessed[from..].partition_point(|g| g.session() == session.id);
        &self.guessed[from..from + own]
    }

    /// The time of the last frame of the capture.
    pub(super) fn end(&self) -> Time {
        self.end
    }

    /// True where the capture holds nothing beside control connections.
    pub(super) fn holds_control_alone(&self) -> bool {
        self.holds_control_alone
    }

    /// The frame in which the client opens a session anew that nobody had closed: its host has
    /// forgotten it.
    pub(super) fn opened_anew(&self, session: &Session) -> Option<u64> {
        self.opened_anew.get(&session.id).copied()
    }

    /// A method of that mode by which a data connection came about between the hosts of a session,
    /// and the frame that announced it.
    pub(super) fn works(&self, session: &Session, mode: Mode) -> Option<(Method, u64)> {
        let hosts = (session.client.ip(), session.server.ip(), mode);
        self.works.get(&hosts).copied()
    }

    /// The frame that announced a data connection by EPSV that came about between the hosts of a
    /// session.
    pub(super) fn epsv_works(&self, session: &Session) -> Option<u64> {
        let hosts = (session.client.ip(), session.server.ip());
        self.epsv_works.get(&hosts).copied()
    }

    fn add(&mut self, session: &'a Session, alone: Alone<'a>) {
        self.servers_of
            .entry(session.client.ip())
            .or_default()
            .insert(session.server.ip());
        if let Some(frame) = alone.offers_tls {
            self.offers_tls.entry(session.server).or_insert(frame);
        }
        self.tries.extend(alone.tries);
        let (client, server) = (session.client.ip(), session.server.ip());
        for (method, frame) in alone.works.into_iter().flatten() {
            self.works
                .entry((client, server, method.mode()))
                .or_insert((method, frame));
        }
        if let Some(frame) = alone.epsv_works {
            self.epsv_works.entry((client, server)).or_insert(frame);
        }
        let resumed = alone.resumed.into_iter();
        self.resumed
            .extend(resumed.map(|(path, offset)| (client, path, offset)));
    }

    /// True where the client has a control session with that host too: server-to-server transfers
    /// (FXP).
    pub(super) fn is_server_of(&self, client: IpAddr, host: IpAddr) -> bool {
        self.servers_of
            .get(&client)
            .is_some_and(|servers| servers.contains(&host))
    }

    /// The frame in which the server says that it knows AUTH TLS.
    pub(super) fn offers_tls(&self, server: Endpoint) -> Option<u64> {
        self.offers_tls.get(&server).copied()
    }

    /// True where the client transferred that file again soon, all of it and with success, in this
    /// session or in another one. Whoever does so much later transfers what the file is by then.
    pub(super) fn is_completed_soon(&self, session: &Session, transfer: &Transfer) -> bool {
        let Some(file) = served_file(session, transfer) else {
            return false;
        };
        let completed = self.completed.get_or_init(|| completed(self.sessions));
        let mut later = completed.range((file, transfer.end.frame)..);
        later
            .next()
            .is_some_and(|((of, _), began)| *of == file && began.since(transfer.end.time) <= SOON)
    }

    /// True where the client fetched the same file from an offset in that range on: several
    /// connections share a file.
    pub(super) fn is_resumed(
        &self,
        client: IpAddr,
        path: &[u8],
        offsets: std::ops::RangeInclusive<u64>,
    ) -> bool {
        let (from, to) = (
            (client, path, *offsets.start()),
            (client, path, *offsets.end()),
        );
        from <= to && self.resumed.range(from..=to).next().is_some()
    }
}

impl<'a> Alone<'a> {
    fn at(session: &'a Session) -> Self {
        let features = lines(session).filter(|line| line.effect == Effect::Features);
        let mut answers = features.flat_map(|line| &line.command.replies);
        let mut connected = session
            .offers
            .iter()
            .filter(|offer| offer.outcome == OfferOutcome::Connected);
        let first = |mode| {
            let first = connected.clone().find(|offer| offer.method.mode() == mode);
            first.map(|offer| (offer.method, offer.at.frame))
        };
        let resumed = session.transfers.iter().filter(|t| t.offset > 0);
        Alone {
            works: [Mode::Active, Mode::Passive].map(first),
            epsv_works: connected
                .find(|offer| offer.method == Method::Epsv)
                .map(|offer| offer.at.frame),
            resumed: resumed
                .filter_map(|t| Some((t.path.as_ref()?.bytes(), t.offset)))
                .collect(),
            offers_tls: answers
                .find(|r| r.code == ReplyCode::SYSTEM_STATUS && lists_tls(r.text.bytes()))
                .map(|r| r.at.frame),
            tries: brute::tries(session),
        }
    }
}

fn holds_control_alone(analysis: &Analysis) -> bool {
    let mut connections = analysis.connections.iter();
    let frames: u64 = analysis.captures.iter().map(|file| file.frames).sum();
    let mut of_control = 0;
    connections.all(|connection| {
        of_control += connection.frames;
        connection.role == ConnectionRole::Control
    }) && of_control == frames
}

fn completed(sessions: &[Session]) -> BTreeMap<(ServedFile<'_>, u64), Time> {
    let mut completed = BTreeMap::new();
    for session in sessions {
        let whole = session.transfers.iter().filter(|t| t.offset == 0);
        for transfer in whole.filter(|t| t.is_complete()) {
            if let Some(file) = served_file(session, transfer) {
                let began = transfer.start;
                completed.insert((file, began.frame), began.time);
            }
        }
    }
    completed
}

fn opened_anew(sessions: &[Session]) -> HashMap<SessionId, u64, RandomState> {
    let mut open: HashMap<(Endpoint, Endpoint), SessionId, RandomState> = HashMap::default();
    let mut opened_anew = HashMap::default();
    for session in sessions {
        let ends = (session.client, session.server);
        if let Some(earlier) = open.remove(&ends) {
            opened_anew.insert(earlier, session.first.frame);
        }
        if session.control.close == Close::Open {
            open.insert(ends, session.id);
        }
    }
    opened_anew
}

/// A FEAT text that lists AUTH TLS (RFC 4217 section 6).
pub(super) fn lists_tls(feat: &[u8]) -> bool {
    ReplyText(feat).lines().any(|line| {
        contains_ignoring_case(line, b"AUTH")
            && (contains_ignoring_case(line, b"TLS") || contains_ignoring_case(line, b"SSL"))
    })
}
