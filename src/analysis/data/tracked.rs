//! A connection that the data pass follows: what it is for, and what it is remembered by.

use std::io;
use std::ops::Range;
use std::sync::OnceLock;

use crate::analysis::control::{Arrivals, ControlPlan};
use crate::analysis::observer::{Content, Observer};
use crate::decode::Segment;
use crate::model::{
    At, Close, Encapsulation, FilePlace, Identity, Mode, Rejection, Role, Roles, SessionId,
};
use crate::tcp::{Analyser, ConnectionKey, History, Side, StreamItem, TcpConnection};
use crate::tls::TlsConnection;

use super::contents::Contents;
use super::matching::{Match, OfferRef};
use super::roles;
use super::rows::LineStarts;

/// A connection that belongs to a session, or to nobody although it uses an FTP data port.
#[derive(Debug)]
pub(super) struct Tracked {
    pub(super) connection: TcpConnection,
    pub(super) purpose: Purpose,
    /// Where rows are wanted.
    pub(super) rows: Option<Box<RowState>>,
    /// Who is at the opener's and the listener's end of a data connection, as far as addresses
    /// tell.
    pub(super) by_address: [Option<Role>; 2],
    pub(super) contents: Contents,
    /// The observer is told of them.
    pub(super) told: bool,
    /// It was answered, so that no other connection takes what it was matched to.
    pub(super) confirmed: bool,
    pub(super) finished: bool,
    /// Made when it is asked for, and once.
    pub(super) identity: OnceLock<Identity>,
    pub(super) history: History,
    pub(super) encapsulation: Option<Box<Encapsulation>>,
    /// Who said that its SYN did not arrive.
    pub(super) rejected: Option<Box<Rejection>>,
    /// Who said first by ICMP that a segment is too large for a link.
    pub(super) too_big: Option<Box<Rejection>>,
}

/// What rows are made with.
#[derive(Debug)]
pub(super) struct RowState {
    pub(super) analyser: Analyser,
    /// Numbers of its sessions.
    pub(super) sessions: Vec<SessionId>,
    /// What the client of a control channel sends.
    pub(super) arrivals: Option<Arrivals>,
    /// Where both sides begin their next lines.
    pub(super) line_starts: LineStarts,
    /// Where in what the present frame opened of that nobody should read.
    pub(super) opened_secrets: Vec<Range<usize>>,
}

impl RowState {
    /// `reused`: another connection had its ports before.
    pub(super) fn new(purpose: &Purpose, reused: bool) -> Self {
        RowState {
            analyser: Analyser::new(reused),
            sessions: purpose.sessions(),
            arrivals: matches!(purpose, Purpose::Control(_)).then(Arrivals::default),
            line_starts: LineStarts::default(),
            opened_secrets: Vec::new(),
        }
    }
}

#[derive(Debug)]
pub(super) enum Purpose {
    /// Index of the session.
    Control(usize),
    /// The sessions it was matched to; two for FXP, none for an unclaimed one.
    Data(Box<[Match]>),
}

impl Purpose {
    /// The numbers of the sessions, in order.
    pub(super) fn sessions(&self) -> Vec<SessionId> {
        let mut sessions = match self {
            Purpose::Control(session) => vec![session_id(*session)],
            Purpose::Data(matches) => matches.iter().map(|c| session_id(c.session)).collect(),
        };
        sessions.sort_unstable();
        sessions
    }
}

pub(super) fn session_id(session: usize) -> SessionId {
    session as SessionId + 1
}

impl Tracked {
    /// One that begins, of which nobody wants rows, and whose contents nobody is told.
    pub(super) fn new(connection: TcpConnection, purpose: Purpose, contents: Contents) -> Self {
        Tracked {
            connection,
            purpose,
            rows: None,
            by_address: [None; 2],
            contents,
            told: false,
            confirmed: false,
            finished: false,
            identity: OnceLock::new(),
            history: History::default(),
            encapsulation: None,
            rejected: None,
            too_big: None,
        }
    }

    /// Nothing that comes on it changes what it carried.
    pub(super) fn is_over(&self) -> bool {
        self.connection.close() == Close::Reset || self.connection.is_over()
    }

    /// What a data connection was matched to and is not for, where it was over before its transfer
    /// was even asked for, whatever it brought: somebody looked whether the port is open, or took
    /// the client's place, and the connection of the transfer is still to come.
    pub(super) fn unused_matches(&self, plan: &ControlPlan) -> impl Iterator<Item = &Match> {
        let matches = match &self.purpose {
            Purpose::Data(matches) => &**matches,
            Purpose::Control(_) => &[],
        };
        let matches = matches.iter();
        matches.filter(|matched| self.is_before_its_transfer(matched, plan))
    }

    fn is_before_its_transfer(&self, matched: &Match, plan: &ControlPlan) -> bool {
        let draft = &plan.sessions[matched.session].draft;
        let (OfferRef::Announced(offer), Some(transfer)) = (matched.offer, matched.transfer) else {
            return false;
        };
        let is_asked = draft.transfers[transfer].at.frame <= self.connection.last.frame;
        // where frames are out of order, that proves nothing
        let in_order = draft.offers[offer].at.frame < self.connection.first.frame;
        in_order && !is_asked
    }

    /// Takes the SYN that has opened it, which seemed to belong to the connection before it.
    pub(super) fn take_syn(&mut self, syn: &Segment, sender: Side) {
        let arrival = self.connection.segment(syn, sender, 0, &mut |_, _| ());
        self.history.segment(syn, sender, &arrival);
    }

    /// Reads what the client said in the present frame under TLS that was opened.
    pub(super) fn read_opened(&mut self, plan: &ControlPlan) {
        let Some(rows) = &mut self.rows else { return };
        rows.opened_secrets.clear();
        if let (Purpose::Control(session), Some(arrivals), Some(tls)) =
            (&self.purpose, &mut rows.arrivals, self.contents.tls())
        {
            let client = plan.sessions[*session].client;
            rows.opened_secrets = arrivals.opened(tls.text(client.index()));
        }
    }

    /// What it is called.
    pub(super) fn identity(&self) -> &Identity {
        self.identity.get_or_init(|| self.connection.identity())
    }

    /// Who is at its ends; `None` where no session announced it.
    pub(super) fn roles(&self, plan: &ControlPlan) -> Option<Roles> {
        match &self.purpose {
            Purpose::Control(session) => {
                let client = plan.sessions[*session].client;
                Some(roles::of_control(
                    *session,
                    self.connection.opener == client,
                ))
            }
            Purpose::Data(matches) => match &**matches {
                [] => None,
                [only] => {
                    let mode = self.mode(only, plan);
                    Some(roles::of_data(only.session, self.by_address, mode))
                }
                [first, second, ..] => {
                    let (passive, active) = if first.mode == Some(Mode::Passive) {
                        (first, second)
                    } else {
                        (second, first)
                    };
                    Some(roles::between_servers(passive.session, active.session))
                }
            },
        }
    }

    /// Who opened a data connection, from the session's point of view. Between two programs of one
    /// host only the `ClientHello` tells them apart where TLS hides the announcement: the FTP
    /// client is the TLS client on data connections too, whoever opened them (RFC 4217 section 7).
    pub(super) fn mode(&self, matched: &Match, plan: &ControlPlan) -> Option<Mode> {
        let planned = &plan.sessions[matched.session];
        let hosts_tell = planned.client_endpoint().ip() != planned.server_endpoint().ip();
        let asked = self.contents.tls().and_then(TlsConnection::client);
        match asked
            .filter(|_| matched.offer == OfferRef::Unknown && matched.mode.is_some() && !hosts_tell)
        {
            Some(client) if client == self.connection.opener.index() => Some(Mode::Passive),
            Some(_) => Some(Mode::Active),
            None => matched.mode,
        }
    }

    pub(super) fn finish(&mut self, now: At, observer: &mut dyn Observer) -> io::Result<()> {
        if std::mem::replace(&mut self.finished, true) {
            return Ok(());
        }
        let contents = &mut self.contents;
        let mut forwarder = ContentForwarder::new(&self.connection, self.told.then_some(observer));
        let history = &mut self.history;
        self.connection.finish(&mut |side, item| {
            if let StreamItem::Gap { .. } = item {
                history.gap(side);
            }
            contents.take(side, &item, &mut |side, number, content| {
                forwarder.tell(side, number, content);
            });
        });
        contents.end_prefaces(&mut |side, number, content| forwarder.tell(side, number, content));
        contents.end_tls(self.connection.last, &mut |side, number, content| {
            forwarder.tell(side, number, content);
        });
        contents.judge_tls(&self.connection, now);
        contents.finish(&mut |side, number| forwarder.tell(side, number, &Content::End));
        forwarder.result
    }
}

/// Tells an observer what a connection carries; keeps its first error, and is silent after it.
pub(super) struct ContentForwarder<'o> {
    pub(super) observer: Option<&'o mut dyn Observer>,
    pub(super) key: ConnectionKey,
    pub(super) connection: u64,
    pub(super) result: io::Result<()>,
}

impl<'o> ContentForwarder<'o> {
    pub(super) fn new(connection: &TcpConnection, observer: Option<&'o mut dyn Observer>) -> Self {
        ContentForwarder {
            observer,
            key: connection.key,
            connection: connection.first.frame,
            result: Ok(()),
        }
    }

    /// Lent, and copied for whoever listens: nearly nobody does, and each segment has one.
    pub(super) fn tell(&mut self, side: Side, number: usize, content: &Content) {
        if let (Some(observer), Ok(())) = (&mut self.observer, &self.result) {
            let place = FilePlace {
                connection: self.connection,
                sender: self.key.endpoint(side),
                number,
            };
            self.result = observer.content(&place, *content);
        }
    }
}
