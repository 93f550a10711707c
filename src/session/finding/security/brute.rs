//! `brute`: passwords are guessed: five refusals in one session, or twenty from one client within a quarter of an hour
//! (as Zeek's detect-bruteforcing counts them). Many users with one password are called spraying.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::capture::Time;
use crate::ftp::Effect;
use crate::record::{Analysis, Session, Text};

use super::super::case::{Case, Line, lines};
use super::super::overview::Overview;
use super::super::report::Report;

pub(super) const IN_SESSION: usize = 5;
const ACROSS: usize = 20;
/// In nanoseconds.
const WINDOW: i64 = 15 * 60 * 1_000_000_000;

/// 5yz to USER or PASS, not 503 and its like, which complain of the order.
pub(super) fn is_failure(line: &Line) -> bool {
    let log_in = matches!(line.effect, Effect::User | Effect::Pass);
    log_in && matches!(line.code(), Some(530 | 430 | 421 | 500 | 501 | 532 | 535))
}

pub(in super::super) fn look(case: &Case, report: &mut Report) {
    let failures: Vec<&Line> = case.lines.iter().filter(|l| is_failure(l)).collect();
    if failures.len() >= IN_SESSION {
        let frames = failures.iter().map(|l| l.frame()).collect();
        let args = vec![
            ("count", failures.len().into()),
            ("client", case.session.client.ip().to_string().into()),
            ("users", users(case.session).len().into()),
        ];
        report.add(frames, "found-brute", args);
    }
}

/// A refused try.
struct Failure {
    frame: u64,
    time: Time,
    user: Option<Text>,
    password: Option<Text>,
}

pub(in super::super) fn look_across(analysis: &Analysis, _: &Overview, report: &mut Report) {
    let mut clients: BTreeMap<IpAddr, Vec<Failure>> = BTreeMap::new();
    for session in &analysis.sessions {
        let failures = failures(session);
        if !failures.is_empty() {
            clients.entry(session.client.ip()).or_default().extend(failures);
        }
    }
    for (client, mut failures) in clients {
        failures.sort_by_key(|f| f.frame);
        let crowded = |w: &[Failure]| w[ACROSS - 1].time.since(w[0].time) <= WINDOW;
        if failures.windows(ACROSS).any(crowded) {
            let users: BTreeSet<_> = failures.iter().filter_map(|f| f.user.as_ref()).collect();
            let passwords: BTreeSet<_> = failures.iter().filter_map(|f| f.password.as_ref()).collect();
            let spraying = users.len() >= IN_SESSION && passwords.len() == 1;
            let message = if spraying { "found-brute-spraying" } else { "found-brute-across" };
            let args = vec![
                ("count", failures.len().into()),
                ("client", client.to_string().into()),
                ("users", users.len().into()),
            ];
            report.add(failures.iter().map(|f| f.frame).collect(), message, args);
        }
    }
}

fn failures(session: &Session) -> Vec<Failure> {
    let mut user = None;
    let mut failures = Vec::new();
    for line in lines(session) {
        if line.effect == Effect::User {
            user = Some(Text::from(line.argument()));
        }
        if is_failure(&line) {
            let password = (line.effect == Effect::Pass).then(|| Text::from(line.argument()));
            failures.push(Failure { frame: line.frame(), time: line.command.at.time, user: user.clone(), password });
        }
    }
    failures
}

fn users(session: &Session) -> BTreeSet<&[u8]> {
    lines(session).filter(|l| l.effect == Effect::User).map(|l| l.argument()).collect()
}
