//! `no-greeting`: a server accepts control connections and does not greet, or greets late (RFC 959
//! section 5.4: 220, 120 or 421 answers a connection). It closes at once where it has too many
//! clients, an access list or a dead back end; it is silent where it waits for TLS or for another
//! service; it is late where it first looks the client up (ident, RFC 1413, or the name of its
//! address).

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::ftp::IMPLICIT_TLS_PORT;
use crate::model::{
    Analysis, ConnectionEnd, Contact, Endpoint, Message, Reply, ReplyCode, Session, SessionId,
    Silent, SynAnswer, Time,
};

use super::advice;
use super::all_sessions::AllSessions;
use super::indexed_session::IndexedSession;
use super::line::seconds;
use super::reason::reason_line;
use super::report::FindingSink;

/// How long a client is expected to wait for a greeting before its absence says something, in
/// nanoseconds. A resolver that gets no answer takes five seconds.
const PATIENCE: i64 = 5_000_000_000;
/// A client that leaves sooner only looked whether the port is open, in nanoseconds.
const LOOKED: i64 = 1_000_000_000;

/// Connections on which nobody greeted.
pub(super) fn check_all(analysis: &Analysis, all_sessions: &AllSessions, report: &mut FindingSink) {
    let one_at_a_time = OneAtATime::of(analysis);
    for silent in analysis
        .silent
        .iter()
        .filter(|s| s.answer == SynAnswer::Opened && s.syns > 0 && !s.listener_spoke)
    {
        let waited = all_sessions.end().since(silent.first.time);
        let message = match silent.closed_by {
            _ if silent.half_open => "found-no-greeting-half-open",
            Some(ConnectionEnd::Listener) => "found-no-greeting-closed",
            Some(ConnectionEnd::Opener) if silent.longest >= LOOKED => "found-no-greeting-left",
            None if waited >= PATIENCE => "found-no-greeting-open",
            _ => continue,
        };
        let mut frames: Vec<u64> = silent.each.iter().map(|&(first, _)| first).collect();
        frames.push(silent.last.frame);
        let longest = match silent.closed_by {
            None => waited,
            Some(_) => silent.longest,
        };
        let args = vec![
            ("client", silent.opener.ip().to_string().into()),
            ("server", silent.listener.to_string().into()),
            ("count", silent.connections.into()),
            ("seconds", seconds(longest).into()),
        ];
        let finding = report.add(frames, message, args);
        // who left sooner, or said something itself, may not have waited for a greeting
        let has_waited = longest >= PATIENCE
            && !silent.opener_spoke
            && silent.listener.port() != IMPLICIT_TLS_PORT
            && matches!(silent.closed_by, None | Some(ConnectionEnd::Opener));
        let busy = has_waited
            .then(|| one_at_a_time.open_during(silent))
            .flatten();
        if let Some(session) = busy.filter(|_| !silent.half_open) {
            finding.advice = Some(Message {
                id: "advice-one-at-a-time",
                args: vec![("session", session.to_string().into())],
            });
        } else if silent.half_open {
            finding.advice = Some(advice::plain("advice-half-open"));
        } else if silent.listener.port() == IMPLICIT_TLS_PORT {
            // one that closes has another reason, or waits for TLS no longer
            let id = match silent.closed_by {
                Some(ConnectionEnd::Listener) => "advice-implicit-port-closed",
                Some(ConnectionEnd::Opener) | None => "advice-implicit-port",
            };
            finding.advice = Some(advice::plain(id));
        }
        finding.contacts.push(Contact {
            client: silent.opener.ip(),
            server: silent.listener.ip(),
            first: silent.first.time,
            last: silent.last.time,
        });
    }
}

/// The sessions of servers that never have two at once in the capture.
struct OneAtATime<'a>(HashMap<Endpoint, Vec<&'a Session>, RandomState>);

impl<'a> OneAtATime<'a> {
    fn of(analysis: &'a Analysis) -> Self {
        let mut by_server: HashMap<Endpoint, Vec<&Session>, RandomState> = HashMap::default();
        if !analysis.silent.is_empty() {
            for session in &analysis.sessions {
                by_server.entry(session.server).or_default().push(session);
            }
        }
        by_server.retain(|_, sessions| {
            sessions.sort_by_key(|session| session.first);
            sessions.is_sorted_by(|earlier, later| earlier.last < later.first)
        });
        OneAtATime(by_server)
    }

    /// The session of the same client, answered before and open until after that, which kept the
    /// server from taking others: small devices serve one client at a time. Another host may be let
    /// in by other rules.
    fn open_during(&self, silent: &Silent) -> Option<SessionId> {
        let sessions = self.0.get(&silent.listener)?;
        let begun = sessions.partition_point(|session| session.first < silent.first);
        let session = sessions[..begun].last()?;
        let is_served = session.replies().next().is_some();
        let is_same = session.client.ip() == silent.opener.ip();
        (is_same && is_served && session.last > silent.last).then_some(session.id)
    }
}

/// A greeting that came late, or did not come to its end.
pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    tell_unended(session, report);
    let mut unasked = session.record.unasked.iter();
    let Some(greeting) = unasked.next() else {
        return;
    };
    if greeting.code == ReplyCode::READY_SOON && unasked.next().is_none() {
        return tell_delayed(session, greeting, report);
    }
    let is_first = session
        .lines
        .first()
        .is_none_or(|line| line.command.replies.is_empty() || line.frame() > greeting.at.frame);
    let waited = greeting.at.time.since(opened(session));
    if waited < PATIENCE || !session.is_whole() || !is_first || greeting.code.is_negative() {
        return;
    }
    let frames = vec![greeting.at.frame, session.record.first.frame];
    let args = vec![
        ("server", session.record.server.to_string().into()),
        ("seconds", seconds(waited).into()),
    ];
    report.add(frames, "found-no-greeting-late", args);
}

/// A greeting of several lines whose last one never came: the client goes on waiting for it (RFC
/// 959 section 4.2).
fn tell_unended(session: &IndexedSession, report: &mut FindingSink) {
    let record = session.record;
    let Some(begun) = record.unended_reply.as_ref().map(|unended| &unended.reply) else {
        return;
    };
    let waited = session.end().since(begun.at.time);
    let greets = begun.code.greets() && record.replies().next().is_none();
    if !greets || waited < PATIENCE || !session.is_whole() {
        return;
    }
    let args = vec![
        ("server", record.server.to_string().into()),
        ("code", begun.code.to_string().into()),
        ("text", begun.first_line().into()),
        ("seconds", seconds(waited).into()),
    ];
    let frames = vec![begun.first_frame, begun.at.frame, record.last.frame];
    let finding = report.add(frames, "found-no-greeting-unended", args);
    finding.advice = Some(advice::plain("advice-unended-reply"));
}

/// 120 and nothing behind it: the client is to wait (RFC 959 section 5.4), and waited in vain.
fn tell_delayed(session: &IndexedSession, greeting: &Reply, report: &mut FindingSink) {
    let waited = session.record.last.time.since(greeting.at.time);
    if waited < PATIENCE || !session.is_whole() || !session.lines.is_empty() {
        return;
    }
    let args = vec![
        ("server", session.record.server.to_string().into()),
        ("text", reason_line(greeting).into()),
        ("seconds", seconds(waited).into()),
    ];
    let frames = vec![greeting.at.frame, session.record.last.frame];
    report.add(frames, "found-no-greeting-delayed", args);
}

/// When the control connection was open. SYNs that got lost are no fault of a server that looks its
/// client up.
fn opened(session: &IndexedSession) -> Time {
    let control = session.analysis.connection(session.record.connection);
    let established = control.and_then(|control| control.numbers.established());
    established.unwrap_or(session.record.first.time)
}
