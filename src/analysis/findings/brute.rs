//! `brute`: passwords are guessed: five refusals in one session, or twenty from one client within a
//! quarter of an hour (as Zeek's detect-bruteforcing counts them), or five with one password for as
//! many users, which is called spraying.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::capture::Time;
use crate::ftp::Effect;
use crate::model::{Analysis, Endpoint, Finding, ReplyCode, Session, SessionId};

use super::all_sessions::AllSessions;
use super::indexed_session::IndexedSession;
use super::line::{CommandLine, lines};
use super::report::FindingSink;
use super::tls_required::asks_for_tls;

pub(super) const IN_SESSION: usize = 5;
const ACROSS: usize = 20;
/// Users that one password must have been tried for to be called spraying.
const SPRAYED: usize = 5;
/// In nanoseconds.
pub(super) const WINDOW: i64 = 15 * 60 * 1_000_000_000;

/// USER or PASS was refused, and not by words about TLS, which are no word about a password.
pub(super) fn is_failure(line: &CommandLine) -> bool {
    let log_in = matches!(line.effect, Effect::User | Effect::Pass);
    log_in && line.code().is_some_and(ReplyCode::refuses_login) && !asks_for_tls(line)
}

/// A login that was refused or accepted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Try<'a> {
    pub(super) session: SessionId,
    pub(super) client: IpAddr,
    pub(super) server: Endpoint,
    pub(super) frame: u64,
    /// The frame of the reply.
    pub(super) answered: u64,
    pub(super) time: Time,
    pub(super) accepted: bool,
    pub(super) user: Option<&'a [u8]>,
    password: Option<&'a [u8]>,
}

/// The logins of a session, in order.
pub(super) fn tries(session: &Session) -> Vec<Try<'_>> {
    let mut user = None;
    let mut tries = Vec::new();
    for line in lines(session).filter(CommandLine::is_log_in) {
        if line.effect == Effect::User {
            user = Some(line.argument());
        }
        let accepted = line.code().is_some_and(ReplyCode::logs_in);
        if accepted || is_failure(&line) {
            let password = (line.effect == Effect::Pass).then(|| line.argument());
            let (frame, time) = (line.frame(), line.command.at.time);
            let (client, server) = (session.client.ip(), session.server);
            tries.push(Try {
                session: session.id,
                client,
                server,
                frame,
                answered: line.last().map_or(frame, |reply| reply.at.frame),
                time,
                accepted,
                user,
                password,
            });
        }
    }
    tries
}

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let failures: Vec<Try> = session
        .tries()
        .iter()
        .filter(|t| !t.accepted)
        .copied()
        .collect();
    if failures.len() >= IN_SESSION {
        tell(session.record.client.ip(), &failures, "found-brute", report);
    }
}

pub(super) fn check_all(_: &Analysis, all_sessions: &AllSessions, report: &mut FindingSink) {
    let mut clients: BTreeMap<IpAddr, Vec<Try>> = BTreeMap::new();
    for failure in all_sessions.tries().iter().filter(|t| !t.accepted) {
        clients.entry(failure.client).or_default().push(*failure);
    }
    for (client, mut failures) in clients {
        failures.sort_by_key(|f| f.frame);
        let crowd = crowd(&failures);
        if crowd.len() >= ACROSS || is_spraying(crowd) && is_across(crowd) {
            let finding = tell(client, crowd, "found-brute-across", report);
            finding
                .sessions
                .extend(crowd.iter().map(|failure| failure.session));
        }
    }
}

/// The largest number of them within the window.
fn crowd<'f, 's>(failures: &'f [Try<'s>]) -> &'f [Try<'s>] {
    let (mut begin, mut best) = (0, 0..0);
    for end in 0..failures.len() {
        while failures[end].time.since(failures[begin].time) > WINDOW {
            begin += 1;
        }
        if end + 1 - begin > best.len() {
            best = begin..end + 1;
        }
    }
    &failures[best]
}

/// One password, tried for many users.
fn is_spraying(failures: &[Try]) -> bool {
    let users: BTreeSet<_> = failures.iter().filter_map(|f| f.user).collect();
    let passwords: BTreeSet<_> = failures.iter().filter_map(|f| f.password).collect();
    users.len() >= SPRAYED && passwords.len() == 1
}

/// In more than one session: what one session holds is told with it.
fn is_across(failures: &[Try]) -> bool {
    let sessions: BTreeSet<_> = failures.iter().map(|f| f.session).collect();
    sessions.len() > 1
}

fn tell<'r>(
    client: IpAddr,
    failures: &[Try],
    message: &'static str,
    report: &'r mut FindingSink,
) -> &'r mut Finding {
    let users: BTreeSet<_> = failures.iter().filter_map(|f| f.user).collect();
    let args = vec![
        ("count", failures.len().into()),
        ("client", client.to_string().into()),
        ("users", users.len().into()),
    ];
    let message = if is_spraying(failures) {
        "found-brute-spraying"
    } else {
        message
    };
    report.add(failures.iter().map(|f| f.frame).collect(), message, args)
}
