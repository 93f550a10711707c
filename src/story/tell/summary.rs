//! What a session comes to: who opened what, and what a firewall or a NAT makes of it.

use crate::analysis::auth::is_tls_from_before;
use crate::analysis::session_facts::{
    all_data_connections_failed, lacks_data_connections, leads_to_a_third_host,
    reply_would_be_captured,
};
use crate::ftp::{data_port, is_data_port};
use crate::model::{
    Arg, Connection, ConnectionRole, Handshake, Login, Message as Sentence, Method, NoConnection,
    SessionMode, Severity, SynAnswer, TlsStart, TlsState, Transfer, TransferState,
};
use crate::story::{Participant, Step, Topic};
use crate::text::shell;

use super::sentence::{end, name, say};
use super::{StepDraft, StepWriter};

/// Captures that a command names; of more, it says that there are some.
const NAMED: usize = 3;

impl StepWriter<'_> {
    /// The points of the summary, in a fixed order.
    pub(super) fn summary(&self) -> Vec<Step> {
        let data = self.data_connections();
        let opened = |party| data.iter().filter(|(_, by)| *by == Some(party)).count() as u64;
        let unseen = data.iter().filter(|(_, by)| by.is_none()).count() as u64;
        let opened = [Participant::Server, Participant::Client, Participant::Other].map(opened);
        let is_fxp = !data.is_empty() && data.iter().all(|(connection, _)| self.is_fxp(connection));
        let points = [
            Some((self.control_point(), "RFC 959 2.3")),
            Some((self.login_point(), "RFC 959 4.1.1")),
            self.tls_point().map(|point| (point, "RFC 4217 4")),
            (unseen == 0 || opened != [0; 3])
                .then(|| (self.data_point(opened, is_fxp), "RFC 959 3.2")),
            (unseen > 0).then(|| (say("sum-data-unseen", [("count", unseen.into())]), "")),
            Some((self.mode_point(is_fxp), "RFC 959 3.2")),
            self.port_point(&data).map(|point| (point, "RFC 959 3.2")),
            self.firewall_point(opened, is_fxp)
                .map(|point| (point, "RFC 1579")),
            self.address_point().map(|point| (point, "RFC 2428")),
            self.result_point().map(|point| (point, "RFC 959 5.4")),
            self.findings_point().map(|point| (point, "")),
        ];
        let points = points.into_iter().flatten();
        points
            .map(|(point, basis)| {
                let draft = StepDraft::new(Topic::Summary, self.session.first).say(point);
                let mut step = if basis.is_empty() {
                    draft
                } else {
                    draft.basis(basis)
                }
                .step;
                step.frames.clear();
                step
            })
            .collect()
    }

    /// The data connections that came about, each with who opened it, where that is known.
    fn data_connections(&self) -> Vec<(&Connection, Option<Participant>)> {
        let connections = self
            .session
            .connections
            .iter()
            .filter_map(|&id| self.analysis.connection(id));
        let data =
            connections.filter(|c| c.role == ConnectionRole::Data && c.answer == SynAnswer::Opened);
        data.map(|c| (c, c.opener_known.then(|| self.party(c, c.opener))))
            .collect()
    }

    fn control_point(&self) -> Sentence {
        let id = match self.session.control.handshake {
            Handshake::Missing => "sum-control-unseen",
            Handshake::Partial | Handshake::Complete => "sum-control",
        };
        say(
            id,
            [
                ("client", end(self.session.client)),
                ("server", end(self.session.server)),
            ],
        )
    }

    /// Who opened how many data connections: the server, the client, another host.
    fn data_point(&self, [server, client, other]: [u64; 3], is_fxp: bool) -> Sentence {
        let id = match (server, client, other) {
            (0, 0, 0) if lacks_data_connections(self.session) => "sum-data-not-captured",
            (0, 0, 0) => "sum-data-none",
            _ if is_fxp => "sum-data-fxp",
            (_, _, 1..) => "sum-data-other",
            (_, 0, 0) => "sum-data-server",
            (0, _, 0) => "sum-data-client",
            _ => "sum-data-mixed",
        };
        let args = [
            ("server", server.into()),
            ("client", client.into()),
            ("other", other.into()),
            ("count", (server + client + other).into()),
        ];
        say(id, args)
    }

    /// Who is logged in.
    fn login_point(&self) -> Sentence {
        let id = match (self.session.login, &self.session.user) {
            (Login::Accepted, Some(_)) => "sum-login-accepted",
            (Login::Accepted, None) => "sum-login-accepted-unseen",
            (Login::Rejected, Some(_)) => "sum-login-rejected",
            (Login::Rejected, None) => "sum-login-rejected-unseen",
            (Login::None, Some(_)) => "sum-login-none-named",
            (Login::None, None) if self.session.ends_before_login() => "sum-login-none-yet",
            (Login::None, None) => "sum-login-none",
            (Login::Unknown, Some(_)) => "sum-login-unknown-named",
            (Login::Unknown, None) => "sum-login-unknown",
        };
        let user = self.session.user.clone().unwrap_or_default();
        say(id, [("user", Arg::Wire(user))])
    }

    /// What came of TLS on the control connection, if it began.
    fn tls_point(&self) -> Option<Sentence> {
        let control = &self.session.control;
        let facts = self
            .analysis
            .connection(self.session.connection)
            .and_then(|connection| connection.tls.as_deref());
        let id = match (control.tls_state, control.tls) {
            (Some(TlsState::Failed(_)), _) => "sum-tls-failed",
            (Some(TlsState::Mismatch(_)), _) => "sum-tls-mismatch",
            (_, Some(_)) if facts.is_some_and(|facts| is_tls_from_before(self.session, facts)) => {
                "sum-tls-midstream"
            }
            (_, Some(TlsStart::Explicit)) => "sum-tls-explicit",
            (_, Some(TlsStart::Implicit)) => "sum-tls-implicit",
            (_, None) => return None,
        };
        Some(say(id, []))
    }

    fn mode_point(&self, is_fxp: bool) -> Sentence {
        let in_vain = all_data_connections_failed(self.analysis, self.session);
        let id = match self.session.mode {
            SessionMode::Active if in_vain => "sum-mode-active-in-vain",
            SessionMode::Passive if in_vain => "sum-mode-passive-in-vain",
            SessionMode::Active => "sum-mode-active",
            SessionMode::Passive if is_fxp => "sum-mode-passive-fxp",
            SessionMode::Passive => "sum-mode-passive",
            SessionMode::Mixed => "sum-mode-mixed",
            SessionMode::None => "sum-mode-none",
            SessionMode::Unknown => "sum-mode-unknown",
        };
        say(id, [])
    }

    /// Whether the server's data port was used, where there is a data connection at all.
    fn port_point(&self, data: &[(&Connection, Option<Participant>)]) -> Option<Sentence> {
        let used: Vec<u16> = data
            .iter()
            .filter_map(|(connection, _)| self.used_data_port(connection))
            .collect();
        let port = used
            .first()
            .copied()
            .unwrap_or(data_port(self.session.server.port()));
        let tried = self.session.connections.iter();
        let mut tried = tried.filter_map(|&id| self.analysis.connection(id));
        // a try from that port is told where it is told that it was in vain
        let in_vain =
            tried.any(|c| c.role == ConnectionRole::Data && self.used_data_port(c).is_some());
        let active = data.iter().any(|(_, by)| *by == Some(Participant::Server));
        let id = match used.len() {
            _ if data.is_empty() => return None,
            0 if in_vain => return None,
            0 if active => "sum-port-other",
            0 if data.iter().any(|(_, by)| by.is_none()) => return None,
            0 => "sum-port-unused",
            _ => "sum-port-used",
        };
        Some(say(
            id,
            [("port", name(port)), ("count", used.len().into())],
        ))
    }

    /// The server's data port, at one of the ends of a connection.
    fn used_data_port(&self, connection: &Connection) -> Option<u16> {
        let ports = [connection.opener.port(), connection.listener.port()];
        ports
            .into_iter()
            .find(|&port| is_data_port(port, self.session.server.port()))
    }

    fn firewall_point(&self, opened: [u64; 3], is_fxp: bool) -> Option<Sentence> {
        use NoConnection::{AnswerLost, Elsewhere, InnerAddress, Rejected, Reset, Unanswered};

        let session = self.session;
        let count = |reason| {
            let offers = session.offers.iter();
            // what is in the way of a connection to a third host is nobody's trouble
            let offers = offers.filter(|o| !leads_to_a_third_host(session, o));
            let offers = offers.filter_map(|o| o.no_connection);
            offers.filter(|&of_offer| of_offer == reason).count() as u64
        };
        // the first that there is
        let failed = [
            ("sum-firewall-blocked", count(Unanswered)),
            ("sum-firewall-inner", count(InnerAddress)),
            ("sum-firewall-elsewhere", count(Elsewhere)),
            ("sum-firewall-rejected", count(Rejected)),
            ("sum-firewall-answer-lost", count(AnswerLost)),
            ("sum-firewall-refused", count(Reset)),
        ];
        if let Some((id, count)) = failed.into_iter().find(|&(_, count)| count > 0) {
            return Some(say(id, [("count", count.into())]));
        }
        let offers = session.offers.iter();
        let mut accepted = offers
            .filter(|offer| offer.accepted != Some(false))
            .peekable();
        let all_lead_away = accepted.peek().is_some()
            && accepted.all(|offer| leads_to_a_third_host(session, offer));
        let id = match opened {
            _ if all_lead_away => return None,
            _ if is_fxp => "sum-firewall-fxp",
            _ if !session.tls_spans.is_empty() => "sum-firewall-tls",
            [0, 0, _] => return None,
            [_, 0, _] => "sum-firewall-active",
            [0, _, _] => "sum-firewall-passive",
            _ => "sum-firewall-mixed",
        };
        Some(say(id, []))
    }

    /// What NAT did, or would do.
    fn address_point(&self) -> Option<Sentence> {
        let offers = &self.session.offers;
        if let Some(offer) = offers.iter().find(|offer| offer.was_redirected()) {
            let announced = offer.ip.map_or_else(String::new, |ip| ip.to_string());
            return Some(say(
                "sum-nat-seen",
                [
                    ("announced", announced.into()),
                    ("frame", name(offer.at.frame)),
                ],
            ));
        }
        let used = |methods: &[Method]| offers.iter().any(|o| methods.contains(&o.method));
        if used(&[
            Method::Port,
            Method::Eprt,
            Method::Lprt,
            Method::Pasv,
            Method::Lpsv,
        ]) {
            Some(say("sum-nat-address", []))
        } else {
            used(&[Method::Epsv]).then(|| say("sum-nat-epsv", []))
        }
    }

    fn result_point(&self) -> Option<Sentence> {
        let transfers = &self.session.transfers;
        let unconfirmed = transfers.iter().filter(|transfer| !transfer.is_confirmed());
        let states: Vec<TransferState> = unconfirmed.map(Transfer::state).collect();
        let count = |wanted| states.iter().filter(|&&state| state == wanted).count();
        let hidden = count(TransferState::Hidden);
        let no_reply = count(TransferState::Unfinished);
        let (unanswered, open) = if reply_would_be_captured(self.analysis, self.session) {
            (no_reply, 0)
        } else {
            (0, no_reply)
        };
        let good = self.session.confirmed_transfers();
        let lacking = good - self.session.complete_transfers();
        if transfers.is_empty() {
            return None;
        }
        let all = transfers.len();
        let args = [
            ("good", good.into()),
            ("lacking", lacking.into()),
            ("bad", (all - good - hidden - no_reply).into()),
            ("unanswered", unanswered.into()),
            ("open", open.into()),
            ("hidden", hidden.into()),
            (
                "bytes",
                transfers.iter().map(|t| t.bytes).sum::<u64>().into(),
            ),
        ];
        Some(say("sum-transfers", args))
    }

    fn findings_point(&self) -> Option<Sentence> {
        let findings = &self.session.findings;
        let wrong = findings
            .iter()
            .filter(|f| f.severity >= Severity::Warning)
            .count() as u64;
        (wrong > 0).then(|| {
            say(
                "sum-findings",
                [
                    ("count", wrong.into()),
                    ("session", name(self.session.id)),
                    ("captures", Arg::Name(self.captures())),
                ],
            )
        })
    }

    /// The captures, as words of a shell.
    fn captures(&self) -> String {
        let all = &self.analysis.captures;
        let paths: Vec<&str> = all.iter().map(|capture| capture.path.as_str()).collect();
        if paths.len() > NAMED {
            return "CAPTURE...".to_owned();
        }
        shell::words(&paths)
    }
}
