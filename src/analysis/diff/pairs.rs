//! Which sessions of two captures belong together. In turns, each with what the ones before have left over:
//!
//! 1. the same user, and the same files by the same commands
//! 2. the same user, and the same files, whatever was asked for again or in another order
//! 3. the same user, and the same first file
//! 4. the same user
//! 5. the same files by the same commands: the user may be what differs
//! 6. the order, where both are left with as many: with one session each there is no doubt
//!
//! Within a turn, sessions that are alike are paired in their order. A turn looks at each session once.

use std::collections::{HashMap, VecDeque};

use crate::model::{Direction, Session, Text, Transfer};

use super::Both;

/// What has to be the same.
type PairKey<'a> = (Option<&'a [u8]>, Option<Vec<PathKey<'a>>>);
/// A verb and a path.
type PathKey<'a> = (Option<&'a str>, Option<&'a [u8]>);
/// The pairs, in the order of the good capture, and what is left.
type Paired<'a> = (Vec<Both<&'a Session>>, Both<Vec<&'a Session>>);

pub(super) fn pair<'a>(mut left: Both<Vec<&'a Session>>) -> Paired<'a> {
    let mut pairs = Vec::new();
    for key in [
        (|session| (user(session), Some(files(session)))) as fn(&'a Session) -> PairKey<'a>,
        |session| (user(session), Some(distinct(session))),
        |session| (user(session), Some(first_file(session))),
        |session| (user(session), None),
        |session| (None, Some(files(session))),
    ] {
        turn(key, &mut left, &mut pairs);
    }
    if left[0].len() == left[1].len() {
        let [good, bad] = left;
        pairs.extend(good.into_iter().zip(bad).map(|(good, bad)| [good, bad]));
        left = [Vec::new(), Vec::new()];
    }
    pairs.sort_by_key(|[good, _]| good.id);
    (pairs, left)
}

fn turn<'a>(
    key: impl Fn(&'a Session) -> PairKey<'a>,
    left: &mut Both<Vec<&'a Session>>,
    pairs: &mut Vec<Both<&'a Session>>,
) {
    let mut waiting: HashMap<PairKey, VecDeque<&Session>> = HashMap::new();
    for &session in &left[1] {
        waiting.entry(key(session)).or_default().push_back(session);
    }
    left[0].retain(|good| {
        let alike = waiting.get_mut(&key(good));
        let bad = alike.and_then(VecDeque::pop_front);
        pairs.extend(bad.map(|bad| [*good, bad]));
        bad.is_none()
    });
    let mut rest: Vec<&Session> = waiting.into_values().flatten().collect();
    rest.sort_by_key(|session| session.id);
    left[1] = rest;
}

fn user(session: &Session) -> Option<&[u8]> {
    session.user.as_ref().map(Text::bytes)
}

fn files(session: &Session) -> Vec<PathKey<'_>> {
    session.transfers.iter().map(file).collect()
}

fn file(transfer: &Transfer) -> PathKey<'_> {
    let path = transfer.path.as_ref().or(transfer.argument.as_ref());
    (transfer.verb, path.map(Text::bytes))
}

/// The same, each once: a client that fails asks again.
fn distinct(session: &Session) -> Vec<PathKey<'_>> {
    let mut files = files(session);
    files.sort_unstable();
    files.dedup();
    files
}

/// The first file that is no listing; nothing where there is none.
fn first_file(session: &Session) -> Vec<PathKey<'_>> {
    let mut transfers = session.transfers.iter();
    transfers
        .find(|transfer| transfer.direction != Some(Direction::Listing))
        .map(file)
        .into_iter()
        .collect()
}
