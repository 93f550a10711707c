//! Which sessions run at the same time between the same two hosts, so that chance decides which of
//! them does what.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::model::Session;

/// The sessions, in order; those that overlap stand together.
pub(super) fn pools<'a>(sessions: &[&'a Session]) -> Vec<Vec<&'a Session>> {
    let mut pools: Vec<Vec<&Session>> = Vec::new();
    // of each pair of hosts the last pool, and the frame in which its dialogues are over
    let mut latest: BTreeMap<(IpAddr, IpAddr), (usize, u64)> = BTreeMap::new();
    let mut ordered: Vec<(u64, u64, &Session)> =
        sessions.iter().map(|&s| (begin(s), end(s), s)).collect();
    ordered.sort_by_key(|&(begin, _, session)| (begin, session.id));
    for (begin, end, session) in ordered {
        let hosts = (session.client.ip(), session.server.ip());
        match latest.get_mut(&hosts) {
            Some((pool, until)) if begin < *until => {
                pools[*pool].push(session);
                *until = end.max(*until);
            }
            _ => {
                latest.insert(hosts, (pools.len(), end));
                pools.push(vec![session]);
            }
        }
    }
    pools
}

/// The dialogue counts, not the connection: the end of one is often captured after the beginning of
/// the next.
fn begin(session: &Session) -> u64 {
    frames(session).min().unwrap_or(session.first.frame)
}

fn end(session: &Session) -> u64 {
    frames(session).max().unwrap_or(session.last.frame)
}

fn frames(session: &Session) -> impl Iterator<Item = u64> {
    let replies = session.replies().map(|r| r.at.frame);
    let tls = session
        .tls_spans
        .iter()
        .flat_map(|span| [span.from.frame, span.to.unwrap_or(session.last).frame]);
    session
        .commands
        .iter()
        .map(|c| c.at.frame)
        .chain(replies)
        .chain(tls)
}
