//! Announced data endpoints, the data connections that come to them, and those that do not.

use std::collections::HashSet;
use std::net::SocketAddr;

use crate::analysis::session_facts::leads_to_a_third_host;
use crate::ftp::{announcing_line, data_port, is_data_port};
use crate::model::{
    Arg, At, Command, Connection, ConnectionId, ConnectionRole, ExpectedData, ExpectedDataId,
    Handshake, Message as Sentence, Method, Mode, NoConnection, OfferOutcome, Rejection, Reply,
    StrayTry, SynAnswer, TransferId,
};

use crate::story::{LearnerQuestion, Participant, Refusals, Topic};

use super::ask;
use super::sentence::{end, frames, name, said, say, who};
use super::{StepDraft, StepWriter};

impl StepWriter<'_> {
    /// Offers that no transfer used: the first of each kind, the others together.
    pub(super) fn offers(&mut self) {
        let transfers = &self.session.transfers;
        let used: HashSet<ExpectedDataId> = transfers.iter().filter_map(|t| t.offer).collect();
        // a transfer whose command is not in the capture knows its connection alone
        let carried: HashSet<ConnectionId> =
            transfers.iter().filter_map(|t| t.connection).collect();
        let is_used = |offer: &ExpectedData| {
            used.contains(&offer.id) || offer.connection.is_some_and(|id| carried.contains(&id))
        };
        let mut kinds = HashSet::new();
        let mut more = Vec::new();
        for offer in self.session.offers.iter().filter(|offer| !is_used(offer)) {
            if kinds.insert((offer.method, offer.outcome)) {
                self.announcement(offer, None);
                self.fate(offer, None);
            } else {
                more.push(offer.at);
            }
        }
        if let Some(&first) = more.first() {
            let args = [
                ("count", more.len().into()),
                ("session", name(self.session.id)),
            ];
            self.add(StepDraft::new(Topic::Again, first).say(say("explain-offers-again", args)));
        }
    }

    /// Data connections that were tried in vain while TLS hid what was announced: the first of each
    /// side.
    pub(super) fn hidden_tries(&mut self) {
        let announced: HashSet<ConnectionId> = self
            .session
            .offers
            .iter()
            .filter_map(|offer| offer.connection)
            .collect();
        let mut told = HashSet::new();
        for &id in &self.session.connections {
            let Some(connection) = self.analysis.connection(id) else {
                continue;
            };
            let is_hidden = connection.role == ConnectionRole::Data
                && connection.failed_for_certain()
                && !announced.contains(&id)
                && self.session.is_hidden_at(connection.first.frame);
            if is_hidden && told.insert((connection.opener.ip(), connection.answer)) {
                self.hidden_try(connection);
            }
        }
    }

    /// Tries of the client to reach another host, right behind an answer that TLS hides.
    pub(super) fn stray_tries(&mut self) {
        let mut told = HashSet::new();
        for stray in &self.session.stray_tries {
            if !stray.is_certain() || !told.insert(stray.listener.ip()) {
                continue;
            }
            let why = [("address", name(self.session.server.ip()))];
            let draft = StepDraft::new(Topic::Opening, stray.first)
                .say(tried_in_vain(Participant::Client, stray))
                .say(say("explain-stray-why", why))
                .frames([stray.last.frame]);
            self.add(draft.basis("RFC 9293 3.5").basis("RFC 4217 7"));
        }
    }

    fn hidden_try(&mut self, connection: &Connection) {
        let is_passive = self.party(connection, connection.opener) == Participant::Client;
        let (id, why) = match connection.answer {
            SynAnswer::Reset => ("explain-open-refused", "explain-refused-why"),
            _ if connection.answers_were_lost() => ("explain-open-unheard", "explain-unheard-why"),
            _ if is_passive => ("explain-open-unanswered", "explain-unanswered-passive"),
            _ => ("explain-open-unanswered", "explain-unanswered-active"),
        };
        let args = [
            ("by", self.who(connection, connection.opener)),
            ("opener", end(connection.opener)),
            ("listener", end(connection.listener)),
            ("times", u64::from(connection.syns).into()),
            ("frame", name(connection.first.frame)),
            ("last", name(connection.last.frame)),
        ];
        let draft = StepDraft::new(Topic::Opening, connection.first)
            .say(say(id, args))
            .say(say(why, []));
        let draft = draft.frames(Some(connection.last.frame));
        self.add(draft.basis("RFC 9293 3.5").basis("RFC 1579"));
    }

    /// Who listens where, how that is said, and what the other side answers.
    pub(super) fn announcement(&mut self, offer: &ExpectedData, transfer: Option<TransferId>) {
        if self.session.is_announced_without_command(offer) {
            return self.announcement_without_command(offer, transfer);
        }
        let Some(command) = self.session.commands.get(offer.command) else {
            return;
        };
        let asked = Arg::from(&command.shown_line(self.options.show_passwords));
        let reply = self.session.announcing_reply(offer);
        let (id, basis) = match offer.method {
            Method::Port => ("explain-announce-port", "RFC 959 4.1.2"),
            Method::Eprt => ("explain-announce-eprt", "RFC 2428 2"),
            Method::Lprt => ("explain-announce-lprt", "RFC 1639 3"),
            Method::Pasv => ("explain-announce-pasv", "RFC 959 4.1.2"),
            Method::Epsv => ("explain-announce-epsv", "RFC 2428 3"),
            Method::Lpsv => ("explain-announce-lpsv", "RFC 1639 4"),
            Method::Default => return self.default_ports(command, transfer),
        };
        let address = offer
            .ip
            .map_or_else(|| self.session.server.ip().to_string(), |ip| ip.to_string());
        let said = Sentence {
            id,
            args: vec![
                ("line", asked),
                ("frame", name(command.at.frame)),
                (
                    "code",
                    reply.map_or(Arg::Name("0".to_owned()), |r| name(r.code)),
                ),
                ("text", reply.map_or(Arg::Name(String::new()), announcing)),
                ("reply", name(offer.at.frame)),
                ("address", address.into()),
                ("port", name(offer.port)),
            ],
        };
        let mut draft = draft_of(Topic::Announcement, command.at, transfer)
            .say(said)
            .basis(basis);
        draft = draft.say(arithmetic(offer)).say(self.whose_address(offer));
        if offer.method.mode() == Mode::Active {
            draft = draft.say(answer(offer, command.final_reply()));
        }
        let replies = command.replies.iter().map(|r| r.at.frame);
        let draft = draft.frames(replies).frames([offer.at.frame]);
        self.add(draft.ask(ask::announcement(offer, self.session)));
    }

    /// The server listens, and who asked for that is not in the capture.
    fn announcement_without_command(&mut self, offer: &ExpectedData, transfer: Option<TransferId>) {
        let Some(reply) = self.session.announcing_reply(offer) else {
            return;
        };
        let args = [
            ("code", name(reply.code)),
            ("text", announcing(reply)),
            ("frame", name(offer.at.frame)),
            ("port", name(offer.port)),
        ];
        let draft = draft_of(Topic::Announcement, offer.at, transfer)
            .say(say("explain-announce-unheard", args))
            .say(arithmetic(offer))
            .say(self.whose_address(offer));
        self.add(draft.basis("RFC 959 4.1.2"));
    }

    /// Nothing was announced.
    fn default_ports(&mut self, command: &Command, transfer: Option<TransferId>) {
        let args = [
            (
                "line",
                (&command.shown_line(self.options.show_passwords)).into(),
            ),
            ("frame", name(command.at.frame)),
            ("server", name(data_port(self.session.server.port()))),
            ("client", name(self.session.client.port())),
        ];
        let draft = draft_of(Topic::Announcement, command.at, transfer)
            .say(say("explain-announce-default", args));
        self.add(draft.basis("RFC 959 3.2"));
    }

    /// Whether the announced address is that of the side that listens.
    fn whose_address(&self, offer: &ExpectedData) -> Option<Sentence> {
        let (by, listener) = match offer.method.mode() {
            Mode::Active => (Participant::Client, self.session.client),
            Mode::Passive => (Participant::Server, self.session.server),
        };
        let announced = offer.ip?;
        if announced == listener.ip() {
            return (by == Participant::Client).then(|| say("explain-announce-own", []));
        }
        if let Some(session) = offer
            .connection
            .and_then(|connection| self.fxp.get(&connection))
        {
            return Some(say(
                "explain-announce-fxp",
                [("by", who(by)), ("session", name(session))],
            ));
        }
        let id = if self.session.announces_proxied(offer) {
            "explain-announce-proxied"
        } else if offer.names_no_host() {
            "explain-announce-any"
        } else if self.session.is_translated(offer) {
            "explain-announce-translated"
        } else if self.session.announces_loopback(offer) {
            "explain-announce-loopback"
        } else if self.session.control.through_proxy {
            "explain-announce-proxy"
        } else {
            "explain-announce-elsewhere"
        };
        Some(say(
            id,
            [
                ("announced", name(announced)),
                ("address", name(listener.ip())),
                ("by", who(by)),
            ],
        ))
    }

    /// The data connection that came to an offer, or why none did.
    pub(super) fn fate(&mut self, offer: &ExpectedData, transfer: Option<TransferId>) {
        let connection = offer.connection.and_then(|id| self.analysis.connection(id));
        let by = match offer.method.mode() {
            Mode::Active => Participant::Server,
            Mode::Passive => Participant::Client,
        };
        let address = offer.ip.unwrap_or(self.session.server.ip());
        let endpoint = SocketAddr::new(address, offer.port).to_string();
        let mut transfers = self.session.transfers.iter();
        let asked = transfers.find(|t| Some(t.id) == transfer);
        let Some(reason) = offer.no_connection else {
            if offer.outcome == OfferOutcome::Connected {
                self.opening(Some(offer), connection, transfer);
            }
            return;
        };
        if let (NoConnection::OtherPort, Some(stray)) = (reason, &offer.tried_instead) {
            return self.other_port(offer, stray, transfer);
        }
        let (id, mut why) = fate_messages(reason, offer.method.mode());
        if reason == NoConnection::Unanswered && leads_to_a_third_host(self.session, offer) {
            why = Some("explain-unanswered-third");
        }
        // what never came is missed when the transfer ends
        let ends = asked.map(|t| t.end);
        let at = connection.map_or(ends.unwrap_or(offer.at), |c| c.first);
        let said = Sentence {
            id,
            args: vec![
                (
                    "by",
                    connection.map_or_else(|| who(by), |c| self.who(c, c.opener)),
                ),
                (
                    "opener",
                    connection.map_or(Arg::Name(String::new()), |c| end(c.opener)),
                ),
                (
                    "listener",
                    connection.map_or(Arg::Name(endpoint.clone()), |c| end(c.listener)),
                ),
                ("endpoint", endpoint.into()),
                ("times", connection.map_or(0, |c| u64::from(c.syns)).into()),
                ("frame", name(at.frame)),
                ("last", name(connection.map_or(at.frame, |c| c.last.frame))),
            ],
        };
        let rejected = connection.and_then(|c| c.rejected.as_deref());
        let rejected = rejected
            .filter(|_| matches!(reason, NoConnection::Rejected | NoConnection::InnerAddress));
        let draft = draft_of(Topic::Opening, at, transfer)
            .say(said)
            .say(rejected.map(rejection))
            .say(why.map(|id| say(id, [])))
            .ask(ask::in_vain(reason));
        let last = connection.map(|c| c.last.frame);
        self.add(draft.frames(last).basis("RFC 9293 3.5").basis("RFC 1579"));
    }

    /// Whoever should connect to an offer tried another port in vain.
    fn other_port(&mut self, offer: &ExpectedData, stray: &StrayTry, transfer: Option<TransferId>) {
        let by = match offer.method.mode() {
            Mode::Active => Participant::Server,
            Mode::Passive => Participant::Client,
        };
        let is_swapped = offer.has_swapped(stray.listener.port());
        let why = [
            ("port", name(stray.listener.port())),
            ("announced", name(offer.port)),
            ("swapped", name(if is_swapped { "yes" } else { "no" })),
        ];
        let draft = draft_of(Topic::Opening, stray.first, transfer)
            .say(tried_in_vain(by, stray))
            .say(say("explain-other-port-why", why))
            .frames([stray.last.frame]);
        self.add(draft.basis("RFC 9293 3.5").basis("RFC 959 4.1.2"));
    }

    /// The handshake of a data connection: who, from where to where, and why there.
    pub(super) fn opening(
        &mut self,
        offer: Option<&ExpectedData>,
        connection: Option<&Connection>,
        transfer: Option<TransferId>,
    ) {
        let Some(connection) = connection else { return };
        let mut draft = draft_of(Topic::Opening, connection.first, transfer);
        let refusals = self.connection_frames(connection).and_then(|m| m.refusals);
        draft = draft.say(refusals.map(refused_before));
        draft = draft.frames(refusals.iter().flat_map(|r| [r.first.frame, r.last.frame]));
        draft = draft.say(self.handshake(connection));
        let seen = self
            .connection_frames(connection)
            .map(|m| [m.syn, m.syn_ack, m.ack])
            .into_iter()
            .flatten()
            .flatten();
        draft = draft.frames(seen.map(|at: At| at.frame));
        let announced = offer.filter(|offer| offer.method != Method::Default);
        let why = announced.map(|offer| {
            say(
                "explain-open-why",
                [("port", name(offer.port)), ("frame", name(offer.at.frame))],
            )
        });
        draft = draft.say(why).say(self.elsewhere(offer, connection));
        let half_open = connection.is_half_open();
        draft = draft.say(half_open.then(|| say("explain-open-half", [])));
        if connection.opener_known {
            draft = draft.say(self.opener_port(connection));
            draft = draft.say(self.mode_of(connection, offer, transfer));
            draft = draft.ask(self.ask_port(connection));
        } else {
            draft = draft.say(say("explain-open-unseen", []));
        }
        draft = draft.basis("RFC 959 3.2");
        if offer.is_some() && transfer.is_none() {
            draft = draft.say(say("explain-open-unused", []));
        }
        self.add(draft);
    }

    fn handshake(&self, connection: &Connection) -> Sentence {
        let by = self.who(connection, connection.opener);
        let ends = [
            ("by", by),
            ("opener", end(connection.opener)),
            ("listener", end(connection.listener)),
        ];
        let marks = self.connection_frames(connection);
        let full = marks.and_then(|m| Some((m.syn?, m.syn_ack?, m.ack?)));
        let (id, mut args) = match (connection.handshake, full) {
            (Handshake::Complete, Some((syn, syn_ack, ack))) => {
                let frames = frames([syn.frame, syn_ack.frame, ack.frame]);
                ("explain-open", vec![("frames", frames)])
            }
            (Handshake::Complete, None) => ("explain-open-brief", vec![]),
            (Handshake::Partial, _) => ("explain-open-partial", vec![]),
            (Handshake::Missing, _) => ("explain-open-missing", vec![]),
        };
        args.push(("frame", name(connection.first.frame)));
        args.extend(ends);
        Sentence { id, args }
    }

    /// Says where the connection did not go, or come from.
    fn elsewhere(&self, offer: Option<&ExpectedData>, connection: &Connection) -> Option<Sentence> {
        let parties =
            [connection.opener, connection.listener].map(|end| self.party(connection, end));
        if let Some(session) = self.fxp.get(&connection.id) {
            return Some(say("explain-open-fxp", [("session", name(session))]));
        }
        if let Some(place) = parties
            .iter()
            .position(|party| *party == Participant::Other)
        {
            let address = [connection.opener, connection.listener][place].ip();
            let id = if place == 0 {
                "explain-open-stranger"
            } else {
                "explain-open-third"
            };
            return Some(say(id, [("address", name(address))]));
        }
        let offer = offer?;
        if !offer.was_redirected() {
            return None;
        }
        let announced = SocketAddr::new(offer.ip?, offer.port);
        Some(say(
            "explain-open-nat",
            [
                ("announced", end(announced)),
                ("listener", end(connection.listener)),
            ],
        ))
    }

    /// What the opener's port says, and what it does not.
    fn opener_port(&self, connection: &Connection) -> Option<Sentence> {
        let usual = data_port(self.session.server.port());
        let port = connection.opener.port();
        let args = [("port", name(port)), ("usual", name(usual))];
        Some(match self.party(connection, connection.opener) {
            Participant::Client => say("explain-port-client", args),
            Participant::Server if is_data_port(port, self.session.server.port()) => {
                say("explain-port-usual", args)
            }
            Participant::Server => say("explain-port-other", args),
            Participant::Other => return None,
        })
    }

    /// What a learner asks about port 20.
    fn ask_port(&self, connection: &Connection) -> Option<LearnerQuestion> {
        let usual = data_port(self.session.server.port());
        let port = connection.opener.port();
        match self.party(connection, connection.opener) {
            Participant::Client => Some(ask::passive_port(usual, connection.listener.port())),
            Participant::Server if is_data_port(port, self.session.server.port()) => {
                Some(ask::usual_port(port))
            }
            Participant::Server => Some(ask::other_port(usual, port)),
            Participant::Other => None,
        }
    }

    /// The mode of the transfer that a connection is for, or else of what announced it.
    fn mode_of(
        &self,
        connection: &Connection,
        offer: Option<&ExpectedData>,
        transfer: Option<TransferId>,
    ) -> Option<Sentence> {
        let is_strangers = self.party(connection, connection.opener) == Participant::Other;
        let mut transfers = self.session.transfers.iter();
        let transfer = transfers.find(|known| Some(known.id) == transfer);
        if transfer.is_some_and(|transfer| transfer.fxp_session.is_some()) {
            return None;
        }
        let announced = offer.map(|offer| offer.method.mode());
        let id = match transfer.map_or(announced, |transfer| transfer.mode)? {
            Mode::Active if is_strangers => "explain-mode-active-other",
            Mode::Passive if is_strangers => "explain-mode-passive-other",
            Mode::Active => "explain-mode-active",
            Mode::Passive => "explain-mode-passive",
        };
        Some(say(id, []))
    }
}

/// A connection that nobody answered, or by RST.
fn tried_in_vain(by: Participant, stray: &StrayTry) -> Sentence {
    let id = if stray.is_refused {
        "explain-open-refused"
    } else {
        "explain-open-unanswered"
    };
    let args = [
        ("by", who(by)),
        ("opener", end(stray.opener)),
        ("listener", end(stray.listener)),
        ("times", u64::from(stray.syns).into()),
        ("frame", name(stray.first.frame)),
        ("last", name(stray.last.frame)),
    ];
    say(id, args)
}

/// Why an announcement got no connection, and what that looks like.
fn fate_messages(reason: NoConnection, mode: Mode) -> (&'static str, Option<&'static str>) {
    match (reason, mode) {
        (NoConnection::Reset, _) => ("explain-open-refused", Some("explain-refused-why")),
        (NoConnection::AnswerLost, _) => ("explain-open-unheard", Some("explain-unheard-why")),
        (NoConnection::OneSyn | NoConnection::Rejected, _) => ("explain-open-unanswered", None),
        (NoConnection::InnerAddress, _) => {
            ("explain-open-unanswered", Some("explain-unanswered-inner"))
        }
        (NoConnection::Elsewhere, _) => (
            "explain-open-unanswered",
            Some("explain-unanswered-elsewhere"),
        ),
        (NoConnection::Unanswered, Mode::Active) => {
            ("explain-open-unanswered", Some("explain-unanswered-active"))
        }
        (NoConnection::Unanswered, Mode::Passive) => (
            "explain-open-unanswered",
            Some("explain-unanswered-passive"),
        ),
        (NoConnection::Loopback, _) => ("explain-open-loopback", None),
        (NoConnection::Proxy, _) => ("explain-open-proxy", None),
        (NoConnection::NotVisible, _) => ("explain-open-not-visible", None),
        (NoConnection::NotYet, _) => ("explain-open-not-yet", None),
        (NoConnection::OtherPort | NoConnection::NeverTried, _) => ("explain-open-never", None),
        (NoConnection::Replaced, _) => ("explain-open-replaced", None),
        (NoConnection::NotCaptured, _) => ("explain-open-not-captured", None),
    }
}

/// A step, of a transfer where there is one.
fn draft_of(topic: Topic, at: At, transfer: Option<TransferId>) -> StepDraft {
    transfer.map_or_else(
        || StepDraft::new(topic, at),
        |id| StepDraft::of(topic, at, id),
    )
}

/// What the server says to PORT.
fn answer(offer: &ExpectedData, reply: Option<&Reply>) -> Sentence {
    let Some(reply) = reply else {
        return say("explain-announce-unanswered", []);
    };
    let refused = offer.accepted == Some(false);
    say(
        if refused {
            "explain-announce-rejected"
        } else {
            "explain-announce-accepted"
        },
        said(reply),
    )
}

/// SYNs that were refused before one was accepted.
fn refused_before(refusals: Refusals) -> Sentence {
    let args = [
        ("count", refusals.count.into()),
        ("first", name(refusals.first.frame)),
        ("last", name(refusals.last.frame)),
    ];
    say("explain-open-refused-before", args)
}

/// Who says by ICMP that a SYN does not arrive.
fn rejection(rejection: &Rejection) -> Sentence {
    let args = [
        ("router", name(rejection.by)),
        ("reason", rejection.reason.name().into()),
        ("frame", name(rejection.at.frame)),
    ];
    say("explain-open-rejected", args)
}

/// How the port is told as two bytes.
fn arithmetic(offer: &ExpectedData) -> Option<Sentence> {
    let [high, low] = offer.numbers?.bytes();
    let args = [
        ("high", name(high)),
        ("low", name(low)),
        ("port", name(offer.port)),
    ];
    Some(say("explain-arithmetic", args))
}

/// The line of a reply in which an announcement stands.
fn announcing(reply: &Reply) -> Arg {
    Arg::Wire(announcing_line(reply.code, reply.text.bytes()).into())
}
