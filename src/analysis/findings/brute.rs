//! `brute`: passwords are guessed: five refusals in one session, or twenty from one client within a
//! quarter of an hour (as Zeek's detect-bruteforcing counts them), or five with one password for as
//! many users, which is called spraying.
//!
//! A server that is full, or that has no home directory for a user, refuses any password. So only a
//! password that was sent and that 530 or 430 refused counts for spraying, and only where no other
//! reason is named: by words that are known, or by words that are not those of a wrong password.
//! Servers fold the case of a user's name, or not: here it is folded. What is told with a session
//! is not told once more with others.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

use crate::analysis::find::contains_ignoring_case;
use crate::capture::Time;
use crate::ftp::{Effect, is_anonymous};
use crate::model::{Analysis, Endpoint, Finding, Reply, ReplyCode, Session, SessionId};

use super::all_sessions::AllSessions;
use super::indexed_session::IndexedSession;
use super::line::{CommandLine, lines};
use super::login_refused;
use super::report::FindingSink;
use super::tls_required::asks_for_tls;

pub(super) const IN_SESSION: usize = 5;
const ACROSS: usize = 20;
/// Users that one password must have been tried for to be called spraying.
const SPRAYED: usize = 5;
/// Words of servers that refuse a user with a password, or one of both.
const WRONG: [&[u8]; 11] = [
    b"incorrect",
    b"wrong",
    b"password",
    b"authenticat",
    b"credential",
    b"invalid login",
    b"invalid user",
    b"cannot log in",
    b"not logged in",
    b"login failed",
    b"logon fail",
];
/// Words that stand beside those where something else is in the way.
const OTHERWISE: [&[u8]; 10] = [
    b"full",
    b"limit",
    b"busy",
    b"later",
    b"time",
    b"maintenance",
    b"closed",
    b"disabled",
    b"locked",
    b"shell",
];
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
    /// What was refused as a wrong password.
    guess: Option<&'a [u8]>,
}

impl Try<'_> {
    /// The user's name with its case folded.
    fn folded_user(&self) -> Option<Vec<u8>> {
        self.user.map(|user| user.trim_ascii().to_ascii_lowercase())
    }
}

/// The logins of a session, in order.
pub(super) fn tries(session: &Session) -> Vec<Try<'_>> {
    let mut user = None;
    let mut tries = Vec::new();
    for line in lines(session).filter(CommandLine::is_log_in) {
        if line.effect == Effect::User {
            user = Some(line.user());
        }
        let accepted = line.code().is_some_and(ReplyCode::logs_in);
        if accepted || is_failure(&line) {
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
                guess: is_guess(user, &line).then(|| line.argument()),
            });
        }
    }
    tries
}

/// True where a password of a user was refused as wrong.
fn is_guess(user: Option<&[u8]>, line: &CommandLine) -> bool {
    let is_sent = line.effect == Effect::Pass && !line.argument().trim_ascii().is_empty();
    let is_named = user.is_some_and(|user| !is_anonymous(user.trim_ascii()));
    is_sent && is_named && line.last().is_some_and(|reply| is_wrong(user, reply))
}

/// True where that reply says so, and names no other reason.
fn is_wrong(user: Option<&[u8]>, reply: &Reply) -> bool {
    login_refused::is_of_credentials(reply.code)
        && login_refused::reason(user, reply).is_none()
        && holds_any(reply, &WRONG)
        && !holds_any(reply, &OTHERWISE)
}

fn holds_any(reply: &Reply, words: &[&[u8]]) -> bool {
    let text = reply.text.bytes();
    words.iter().any(|word| contains_ignoring_case(text, word))
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
        let many = crowd(&failures);
        let guesses = guesses_across(&failures);
        let told = if many.len() >= ACROSS {
            many
        } else {
            crowd(&guesses)
        };
        if many.len() >= ACROSS || is_spraying(told) {
            let finding = tell(client, told, "found-brute-across", report);
            finding
                .sessions
                .extend(told.iter().map(|failure| failure.session));
        }
    }
}

/// The wrong passwords of sessions that have too few refusals to be told alone. `failures` are
/// those of one client, in order.
fn guesses_across<'a>(failures: &[Try<'a>]) -> Vec<Try<'a>> {
    let mut counts: HashMap<SessionId, usize> = HashMap::new();
    for failure in failures {
        *counts.entry(failure.session).or_default() += 1;
    }
    let guesses = failures.iter().filter(|f| f.guess.is_some());
    let guesses = guesses.filter(|f| counts[&f.session] < IN_SESSION);
    guesses.copied().collect()
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

/// One password, tried for many users: all of them are guesses.
fn is_spraying(failures: &[Try]) -> bool {
    let guesses: BTreeSet<_> = failures.iter().map(|f| f.guess).collect();
    let is_one = guesses.len() == 1 && guesses.iter().all(Option::is_some);
    is_one && users(failures) >= SPRAYED
}

/// How many users they are.
fn users(failures: &[Try]) -> usize {
    let users: BTreeSet<_> = failures.iter().filter_map(Try::folded_user).collect();
    users.len()
}

fn tell<'r>(
    client: IpAddr,
    failures: &[Try],
    message: &'static str,
    report: &'r mut FindingSink,
) -> &'r mut Finding {
    let args = vec![
        ("count", failures.len().into()),
        ("client", client.to_string().into()),
        ("users", users(failures).into()),
    ];
    let message = if is_spraying(failures) {
        "found-brute-spraying"
    } else {
        message
    };
    report.add(failures.iter().map(|f| f.frame).collect(), message, args)
}
