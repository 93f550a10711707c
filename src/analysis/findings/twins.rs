//! One session captured twice: on both sides of a NAT, by one capture of all interfaces or by several files together.
//!
//! To TCP they are two connections, because the NAT gives one of the hosts another address. They are one where the
//! dialogues are equal but for what they announce, at the same time, and a number that nobody chooses twice says so: the
//! client's port, or a port that the server listens on.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash as _, Hasher as _};

use foldhash::fast::RandomState;

use crate::ftp::Effect;
use crate::model::{At, Mode, Session};

use super::line::lines;

/// Between the two copies of one moment, in nanoseconds: what a router needs, and clocks that are not quite equal.
const APART: i64 = 2_000_000_000;
/// Commands below which a dialogue says little.
const COMMANDS: usize = 3;

/// The pairs among sessions with their fingerprints, in the order of their numbers.
pub(super) fn find<'a>(sessions: &[(u64, &'a Session)]) -> Vec<[&'a Session; 2]> {
    let mut alike: HashMap<u64, Vec<&Session>, RandomState> = HashMap::default();
    for &(fingerprint, session) in sessions {
        alike.entry(fingerprint).or_default().push(session);
    }
    let mut pairs: Vec<_> = alike.values().flat_map(|group| pairs_of(group)).collect();
    pairs.sort_by_key(|[one, _]| one.id);
    pairs
}

/// Sessions stand in the order of their first frames, so that copies stand side by side. Of three that are alike nobody
/// knows which two are one: a test that starts many clients at once looks so.
fn pairs_of<'a>(group: &[&'a Session]) -> Vec<[&'a Session; 2]> {
    let one: Vec<bool> = group
        .windows(2)
        .map(|pair| are_one(pair[0], pair[1]))
        .collect();
    (0..one.len())
        .filter(|&place| {
            let before = place.checked_sub(1).is_some_and(|before| one[before]);
            let after = one.get(place + 1).is_some_and(|&after| after);
            one[place] && !before && !after
        })
        .map(|place| [group[place], group[place + 1]])
        .collect()
}

/// Of all that a NAT leaves as it is, with `seed`; `None` for a dialogue that may be that of any client.
pub(super) fn fingerprint(session: &Session, seed: &RandomState) -> Option<u64> {
    if session.commands.len() < COMMANDS {
        return None;
    }
    let mut hasher = seed.build_hasher();
    for line in lines(session) {
        let announces = matches!(line.effect, Effect::Announce(_));
        (
            line.command.verb.bytes(),
            (!announces).then(|| line.argument()),
        )
            .hash(&mut hasher);
        for reply in &line.command.replies {
            let announces = reply.code.announces();
            (reply.code, (!announces).then(|| reply.text.bytes())).hash(&mut hasher);
        }
    }
    Some(hasher.finish())
}

fn are_one(one: &Session, other: &Session) -> bool {
    let one_host_differs =
        (one.client.ip() == other.client.ip()) != (one.server.ip() == other.server.ip());
    one_host_differs
        && are_near(one.first, other.first)
        && are_near(one.last, other.last)
        && (one.client.port() == other.client.port() || share_a_listener(one, other))
}

fn are_near(a: At, b: At) -> bool {
    a.time.since(b.time).abs() <= APART
}

/// The server never listens on one port for two clients at once.
fn share_a_listener(one: &Session, other: &Session) -> bool {
    one.server == other.server
        && passive_port(one).is_some()
        && passive_port(one) == passive_port(other)
}

fn passive_port(session: &Session) -> Option<u16> {
    session
        .offers
        .iter()
        .find(|o| o.method.mode() == Mode::Passive)
        .map(|o| o.port)
}
