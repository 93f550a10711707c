//! `control-unanswered`: SYNs to a control port that nobody answers, or that a RST answers.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::model::{Analysis, Arg, Contact, Endpoint, Message, Severity, Silent, SynAnswer, Time};
use crate::tcp::SYN_RETRY;

use super::all_sessions::AllSessions;
use super::brute::WINDOW;
use super::line::seconds;
use super::report::FindingSink;

/// Servers and the programs that read their logs shut a client out after three refused logins or
/// more.
const FAILURES: usize = 3;

/// The logins of one client that one server refused.
#[derive(Debug, Default)]
struct Refusals {
    count: usize,
    last: Time,
}

impl Refusals {
    /// For how long the client had been silent at that time, in nanoseconds, where it looks shut
    /// out.
    fn until(&self, time: Time) -> Option<i64> {
        let quiet = time.since(self.last);
        (self.count >= FAILURES && (0..WINDOW).contains(&quiet)).then_some(quiet)
    }
}

/// Of each client and server, what was refused since the last login that was not.
fn refusals(all_sessions: &AllSessions) -> BTreeMap<(IpAddr, Endpoint), Refusals> {
    let mut refusals: BTreeMap<(IpAddr, Endpoint), Refusals> = BTreeMap::new();
    for login in all_sessions.tries() {
        let known = refusals.entry((login.client, login.server)).or_default();
        known.count = if login.accepted { 0 } else { known.count + 1 };
        known.last = known.last.max(login.time);
    }
    refusals
}

/// One finding for each client and server, however often the client tried.
pub(super) fn check(analysis: &Analysis, all_sessions: &AllSessions, report: &mut FindingSink) {
    let mut tries: BTreeMap<(IpAddr, Endpoint, SynAnswer), Vec<&Silent>> = BTreeMap::new();
    for silent in analysis
        .silent
        .iter()
        .filter(|s| s.answer != SynAnswer::Opened)
    {
        tries
            .entry((silent.opener.ip(), silent.listener, silent.answer))
            .or_default()
            .push(silent);
    }
    let refusals = refusals(all_sessions);
    for ((client, server, answer), silent) in tries {
        let tries = ControlTries {
            client,
            server,
            answer,
            first: silent
                .iter()
                .map(|s| s.first.time)
                .min()
                .unwrap_or_default(),
            last: silent.iter().map(|s| s.last.time).max().unwrap_or_default(),
            silent,
        };
        // what was sent at the end of the capture may have been answered after it
        let is_late = all_sessions.end().since(tries.first) < SYN_RETRY;
        if answer != SynAnswer::None || !is_late {
            tries.tell(refusals.get(&(client, server)), report);
        }
    }
}

/// What a client tried at a control port, and what came of it.
struct ControlTries<'a> {
    client: IpAddr,
    server: Endpoint,
    answer: SynAnswer,
    silent: Vec<&'a Silent>,
    /// The first SYN.
    first: Time,
    /// The last one.
    last: Time,
}

impl ControlTries<'_> {
    /// `refused`: the logins that the server refused the client before.
    fn tell(&self, refused: Option<&Refusals>, report: &mut FindingSink) {
        let mut frames: Vec<u64> = self.silent.iter().map(|s| s.first.frame).collect();
        let mut args = self.args();
        let rejection = self.silent.iter().find_map(|s| s.rejected);
        if let Some(rejection) = rejection {
            frames.push(rejection.at.frame);
            args.extend([
                ("router", rejection.by.to_string().into()),
                ("reason", rejection.reason.name().into()),
            ]);
        }
        let (severity, message) = match self.answer {
            SynAnswer::None if rejection.is_some() => {
                (report.severity, "found-control-unanswered-icmp")
            }
            SynAnswer::Reset => (Severity::Info, "found-control-unanswered-refused"),
            _ => (report.severity, "found-control-unanswered"),
        };
        let finding = report.add_as(severity, frames, message, args);
        let quiet = refused.and_then(|refused| refused.until(self.first));
        if let Some(quiet) = quiet.filter(|_| rejection.is_none()) {
            finding.advice = Some(Message {
                id: "advice-banned",
                args: vec![("seconds", seconds(quiet).into())],
            });
        }
        finding.contacts.push(Contact {
            client: self.client,
            server: self.server.ip(),
            first: self.first,
            last: self.last,
        });
    }

    fn args(&self) -> Vec<(&'static str, Arg)> {
        let tries: u64 = self.silent.iter().map(|s| u64::from(s.syns)).sum();
        vec![
            ("client", self.client.to_string().into()),
            ("server", self.server.to_string().into()),
            ("tries", tries.into()),
            ("seconds", seconds(self.last.since(self.first)).into()),
        ]
    }
}
