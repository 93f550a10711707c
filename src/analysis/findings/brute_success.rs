//! `brute-success`: a log-in succeeds after five refusals, in the same session or in sessions of the same client with
//! the same server.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;

use crate::model::{Analysis, Arg, Endpoint};

use super::all_sessions::AllSessions;
use super::brute::{IN_SESSION, Try, WINDOW};
use super::indexed_session::IndexedSession;
use super::report::Report;

pub(super) fn look(session: &IndexedSession, report: &mut Report) {
    let mut failures = Vec::new();
    for attempt in session.tries() {
        if !attempt.accepted {
            failures.push(attempt.frame);
            continue;
        }
        if failures.len() >= IN_SESSION {
            let args = vec![
                ("count", failures.len().into()),
                ("user", name(attempt.user)),
            ];
            let frames = std::iter::once(attempt.frame)
                .chain(failures.iter().copied())
                .collect();
            report.add(frames, "found-brute-success", args);
        }
        failures.clear();
    }
}

/// Refusals of other sessions count for a quarter of an hour, and until the client is let in.
pub(super) fn look_across(_: &Analysis, all_sessions: &AllSessions, report: &mut Report) {
    let mut pairs: BTreeMap<(IpAddr, Endpoint), Vec<&Try>> = BTreeMap::new();
    for attempt in all_sessions.tries() {
        pairs
            .entry((attempt.client, attempt.server))
            .or_default()
            .push(attempt);
    }
    for ((client, _), mut tries) in pairs {
        tries.sort_by_key(|t| t.frame);
        let mut failures: VecDeque<&Try> = VecDeque::new();
        for attempt in tries {
            if !attempt.accepted {
                failures.push_back(attempt);
                continue;
            }
            while failures
                .front()
                .is_some_and(|f| attempt.time.since(f.time) > WINDOW)
            {
                failures.pop_front();
            }
            // those of its own session are told there
            let own = failures
                .iter()
                .filter(|f| f.session == attempt.session)
                .count();
            if failures.len() >= IN_SESSION && own < IN_SESSION {
                let args = vec![
                    ("count", failures.len().into()),
                    ("user", name(attempt.user)),
                    ("client", client.to_string().into()),
                ];
                let frames = std::iter::once(attempt.frame)
                    .chain(failures.iter().map(|f| f.frame))
                    .collect();
                report.add(frames, "found-brute-success-across", args);
            }
            failures.clear();
        }
    }
}

fn name(user: Option<&[u8]>) -> Arg {
    user.unwrap_or(b"?").into()
}
