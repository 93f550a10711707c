//! `data-port-reuse`: the same two endpoints again within twice the maximum segment lifetime (RFC
//! 9293 section 3.4.1 waits for that), or one listening port for two clients.

use std::collections::HashMap;
use std::net::IpAddr;

use foldhash::fast::RandomState;

use crate::model::{Analysis, Connection, Endpoint, Mode, SessionId, SynAnswer};

use super::all_sessions::AllSessions;
use super::indexed_session::IndexedSession;
use super::line::seconds;
use super::report::FindingSink;

/// 2 MSL as systems have it, in seconds.
const WAIT: u64 = 60;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let mut latest: HashMap<(Endpoint, Endpoint), &Connection, RandomState> = HashMap::default();
    // a SYN that is answered by RST, and one behind it, are two tries for one connection
    for connection in session.data().filter(|c| c.answer == SynAnswer::Opened) {
        let key = (connection.opener, connection.listener);
        let Some(before) = latest.insert(key, connection) else {
            continue;
        };
        let pause = connection.first.time.since(before.last.time);
        if seconds(pause) < WAIT {
            let args = vec![
                ("opener", connection.opener.to_string().into()),
                ("listener", connection.listener.to_string().into()),
                ("seconds", seconds(pause).into()),
            ];
            report.add(
                vec![connection.first.frame, before.first.frame],
                "found-data-port-reuse",
                args,
            );
        }
    }
}

pub(super) fn check_all(analysis: &Analysis, all_sessions: &AllSessions, report: &mut FindingSink) {
    /// The first client that a port was announced to.
    struct FirstAnnouncement {
        client: IpAddr,
        session: SessionId,
        frame: u64,
        /// That there was another is told.
        told: bool,
    }
    let mut listeners: HashMap<Endpoint, FirstAnnouncement, RandomState> = HashMap::default();
    for session in &analysis.sessions {
        let passive = session
            .offers
            .iter()
            .filter(|o| o.method.mode() == Mode::Passive && o.connection.is_some());
        for offer in passive {
            let listener = Endpoint::new(session.server.ip(), offer.port);
            let client = session.client.ip();
            let first = listeners.entry(listener).or_insert(FirstAnnouncement {
                client,
                session: session.id,
                frame: offer.at.frame,
                told: false,
            });
            // a client on both sides of its NAT is one
            let is_other = first.client != client && !all_sessions.are_one(first.client, client);
            if is_other && !std::mem::replace(&mut first.told, true) {
                let args = vec![
                    ("listener", listener.to_string().into()),
                    ("one", first.client.to_string().into()),
                    ("other", client.to_string().into()),
                ];
                let frames = vec![offer.at.frame, first.frame];
                let finding = report.add(frames, "found-data-port-reuse-shared", args);
                finding.sessions.extend([first.session, session.id]);
            }
        }
    }
}
