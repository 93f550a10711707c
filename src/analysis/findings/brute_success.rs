//! `brute-success`: a login succeeds after five refusals, in the same session or in sessions of the
//! same client with the same server.
//!
//! Refusals count for the session that they were said in, and for a quarter of an hour for every
//! other one, until the client is let in. A login is told with the session that it was accepted in,
//! by the frame of its reply, and with what was done there after it. Programs that guess leave once
//! they are let in, and whoever runs them comes again: later sessions of that client in which that
//! server let the same user in belong to it too.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::IpAddr;

use crate::model::{Actions, Endpoint, SessionId};

use super::actions;
use super::brute::{IN_SESSION, Try, WINDOW};
use super::indexed_session::IndexedSession;
use super::report::FindingSink;

/// A login that was accepted, and the refusals before it, in order.
#[derive(Debug)]
pub(super) struct Guessed<'a> {
    accepted: Try<'a>,
    refused: Vec<Try<'a>>,
    /// Later sessions in which the same user was let in, in order.
    again: Vec<SessionId>,
}

impl Guessed<'_> {
    /// The session in which it was accepted.
    pub(super) fn session(&self) -> SessionId {
        self.accepted.session
    }

    fn come_again(&mut self, session: SessionId) {
        let last = self.again.last().copied().unwrap_or(self.session());
        if last != session {
            self.again.push(session);
        }
    }

    /// What was done behind the login.
    fn actions(&self, session: &IndexedSession) -> Actions {
        let mut actions = Actions::default();
        actions::add(&mut actions, session.record, self.accepted.answered);
        let all = &session.analysis.sessions;
        for id in &self.again {
            if let Ok(place) = all.binary_search_by_key(id, |session| session.id) {
                actions::add(&mut actions, &all[place], 0);
            }
        }
        actions
    }
}

/// Every login that looks guessed, in the order of their sessions.
pub(super) fn find<'a>(tries: &[Try<'a>]) -> Vec<Guessed<'a>> {
    let mut pairs: BTreeMap<(IpAddr, Endpoint), Vec<Try>> = BTreeMap::new();
    for attempt in tries {
        let pair = (attempt.client, attempt.server);
        pairs.entry(pair).or_default().push(*attempt);
    }
    let mut guessed = Vec::new();
    for (_, mut tries) in pairs {
        tries.sort_by_key(|t| t.frame);
        guessed.extend(of_one_client(&tries));
    }
    guessed.sort_by_key(Guessed::session);
    guessed
}

fn of_one_client<'a>(tries: &[Try<'a>]) -> Vec<Guessed<'a>> {
    let mut guessed: Vec<Guessed<'a>> = Vec::new();
    let mut refused: VecDeque<Try> = VecDeque::new();
    // where the last one of each user stands
    let mut users: HashMap<&[u8], usize> = HashMap::new();
    for &accepted in tries {
        if !accepted.accepted {
            refused.push_back(accepted);
            continue;
        }
        let counts =
            |t: &Try| t.session == accepted.session || accepted.time.since(t.time) <= WINDOW;
        let refused: Vec<Try> = refused.drain(..).filter(counts).collect();
        let user = accepted.user.unwrap_or_default();
        if refused.len() >= IN_SESSION {
            users.insert(user, guessed.len());
            guessed.push(Guessed {
                accepted,
                refused,
                again: Vec::new(),
            });
        } else if let Some(&place) = users.get(user) {
            guessed[place].come_again(accepted.session);
        }
    }
    guessed
}

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for guessed in session.all_sessions.guessed_in(session.record) {
        let Guessed {
            accepted, refused, ..
        } = guessed;
        let mut frames = vec![accepted.answered, accepted.frame];
        frames.extend(refused.iter().map(|f| f.frame));
        let mut sessions: Vec<SessionId> = refused.iter().map(|f| f.session).collect();
        sessions.dedup();
        let args = vec![
            ("user", accepted.user.unwrap_or(b"?").into()),
            ("count", refused.len().into()),
            ("client", accepted.client.to_string().into()),
            ("sessions", sessions.len().into()),
        ];
        let finding = report.add(frames, "found-brute-success", args);
        // one that stands for more of its kind has them of the first
        finding
            .actions
            .get_or_insert_with(|| guessed.actions(session));
    }
}
