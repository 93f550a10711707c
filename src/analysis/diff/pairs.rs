//! Which sessions of two captures belong together: those that have most in common of user, client
//! and files. In turns, each with what the ones before have left over:
//!
//! | turn | user | client's address | files, by the same commands |
//! |---|---|---|---|
//! | 1 | same | same | same |
//! | 2 | same | same | same, whatever was asked for again or in another order |
//! | 3 | same | | same |
//! | 4 | same | same | |
//! | 5 | same | | |
//! | 6 | | same | same |
//! | 7 | | | same |
//! | 8 | | same | |
//!
//! A turn that goes by the user or by files takes only sessions that have any: two logins that were
//! refused have no files in common. Where each capture has one session there is no doubt, whatever
//! they are. What is left has nothing like it in the other capture.
//!
//! Within a turn, sessions that are alike are paired in their order. A turn looks at each session
//! once.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

use crate::model::{Session, Text};

use super::Both;

/// What has to be the same; what need not is left out.
#[derive(PartialEq, Eq, Hash)]
struct PairKey<'a> {
    user: Option<&'a [u8]>,
    client: Option<IpAddr>,
    files: Option<Vec<PathKey<'a>>>,
}

/// A verb and a path.
type PathKey<'a> = (Option<&'a str>, Option<&'a [u8]>);
/// The pairs, in the order of the good capture, and what is left.
type Paired<'a> = (Vec<Both<&'a Session>>, Both<Vec<&'a Session>>);

/// What a turn goes by.
#[derive(Clone, Copy)]
struct PairingTurn {
    user: bool,
    client: bool,
    files: bool,
    /// Each file once, in one order: a client that fails asks again.
    once: bool,
}

/// The table above: user, client, files.
const TURNS: [PairingTurn; 8] = [
    PairingTurn::new([true, true, true]),
    PairingTurn {
        once: true,
        ..PairingTurn::new([true, true, true])
    },
    PairingTurn::new([true, false, true]),
    PairingTurn::new([true, true, false]),
    PairingTurn::new([true, false, false]),
    PairingTurn::new([false, true, true]),
    PairingTurn::new([false, false, true]),
    PairingTurn::new([false, true, false]),
];

impl PairingTurn {
    const fn new([user, client, files]: [bool; 3]) -> Self {
        PairingTurn {
            user,
            client,
            files,
            once: false,
        }
    }

    /// None for a session that this turn leaves alone.
    fn key(self, session: &Session) -> Option<PairKey<'_>> {
        let mut files = self.files.then(|| files(session));
        if let Some(files) = files.as_mut().filter(|_| self.once) {
            files.sort_unstable();
            files.dedup();
        }
        let has_user = session.user.is_some();
        let has_files = files.as_ref().is_none_or(|files| !files.is_empty());
        (if self.user { has_user } else { has_files }).then_some(PairKey {
            user: user(session).filter(|_| self.user),
            client: self.client.then(|| session.client.ip()),
            files,
        })
    }
}

pub(super) fn pair(mut left: Both<Vec<&Session>>) -> Paired<'_> {
    if let [&[good], &[bad]] = [left[0].as_slice(), left[1].as_slice()] {
        return (vec![[good, bad]], [Vec::new(), Vec::new()]);
    }
    let mut pairs = Vec::new();
    for turn in TURNS {
        pair_alike(turn, &mut left, &mut pairs);
    }
    pairs.sort_by_key(|[good, _]| good.id);
    (pairs, left)
}

fn pair_alike<'a>(
    turn: PairingTurn,
    left: &mut Both<Vec<&'a Session>>,
    pairs: &mut Vec<Both<&'a Session>>,
) {
    let mut waiting: HashMap<PairKey, VecDeque<&Session>> = HashMap::new();
    let mut rest = Vec::new();
    for &session in &left[1] {
        match turn.key(session) {
            Some(key) => waiting.entry(key).or_default().push_back(session),
            None => rest.push(session),
        }
    }
    left[0].retain(|good| {
        let key = turn.key(good);
        let alike = key.and_then(|key| waiting.get_mut(&key));
        let bad = alike.and_then(VecDeque::pop_front);
        pairs.extend(bad.map(|bad| [*good, bad]));
        bad.is_none()
    });
    rest.extend(waiting.into_values().flatten());
    rest.sort_by_key(|session| session.id);
    left[1] = rest;
}

fn user(session: &Session) -> Option<&[u8]> {
    session.user.as_ref().map(Text::bytes)
}

fn files(session: &Session) -> Vec<PathKey<'_>> {
    let transfers = session.transfers.iter();
    transfers
        .map(|transfer| {
            let path = transfer.path.as_ref().or(transfer.argument.as_ref());
            (transfer.verb, path.map(Text::bytes))
        })
        .collect()
}
