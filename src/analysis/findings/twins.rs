//! One session captured twice: on both sides of a NAT, by one capture of all interfaces or by
//! several files together.
//!
//! To TCP they are two connections, because the NAT gives one of the hosts another address. They
//! are one where the control channels are equal but for what they announce, at the same time, and a
//! number that nobody chooses twice says so: the client's port, or a port that the server listens
//! on.
//!
//! Such a number is shared by few sessions, so that it is what finds the pairs: those that share
//! one are compared with each other, and their control channels are compared where all else fits.
//! How many others say the same does not matter then.

use crate::ftp::Effect;
use crate::model::{At, Command, Endpoint, Mode, Session};
use crate::threads;

use super::line::{CommandLine, lines};

/// Between the two copies of one moment, in nanoseconds: what a router needs, and clocks that are
/// not quite equal.
const APART: i64 = 2_000_000_000;
/// Commands below which a control channel says little.
const COMMANDS: usize = 3;
/// Sessions behind each one that share a number and are compared with it. With two, three that are
/// alike are seen.
const REACH: usize = 2;

/// A number that nobody chooses twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SharedNumber {
    ClientPort(u16),
    /// The server never listens on one port for two clients at once.
    Listener(Endpoint, u16),
}

/// The pairs, in the order of their numbers.
pub(super) fn find(sessions: &[Session]) -> Vec<[&Session; 2]> {
    let mut numbers: Vec<(SharedNumber, usize)> = Vec::with_capacity(2 * sessions.len());
    for (place, session) in sessions.iter().enumerate() {
        if session.commands.len() >= COMMANDS {
            numbers.push((SharedNumber::ClientPort(session.client.port()), place));
            let listener = passive_port(session);
            numbers
                .extend(listener.map(|port| (SharedNumber::Listener(session.server, port), place)));
        }
    }
    numbers.sort_unstable();
    let twins = |(at, &(number, one)): (usize, &(SharedNumber, usize))| {
        let behind = numbers[at + 1..].iter().take(REACH);
        let sharing = behind.take_while(|(same, _)| *same == number);
        let others = sharing.map(|&(_, other)| other);
        let twins = others.filter(|&other| are_one(&sessions[one], &sessions[other]));
        twins.map(|other| (one, other)).collect::<Vec<_>>()
    };
    let mut pairs = threads::map(numbers.iter().enumerate(), twins).concat();
    pairs.sort_unstable();
    pairs.dedup();
    only_pairs(&pairs)
        .map(|(one, other)| [&sessions[one], &sessions[other]])
        .collect()
}

/// Those of which neither is in another pair: of three that are alike nobody knows which two are
/// one. A test that starts many clients at once looks so.
fn only_pairs(pairs: &[(usize, usize)]) -> impl Iterator<Item = (usize, usize)> {
    let mut places: Vec<usize> = pairs
        .iter()
        .flat_map(|&(one, other)| [one, other])
        .collect();
    places.sort_unstable();
    let is_single = move |place: usize| {
        let first = places.partition_point(|&known| known < place);
        places.get(first + 1) != Some(&place)
    };
    let pairs = pairs.iter().copied();
    pairs.filter(move |&(one, other)| is_single(one) && is_single(other))
}

fn are_one(one: &Session, other: &Session) -> bool {
    let one_host_differs =
        (one.client.ip() == other.client.ip()) != (one.server.ip() == other.server.ip());
    one_host_differs
        && are_near(one.first, other.first)
        && are_near(one.last, other.last)
        && say_the_same(one, other)
}

fn are_near(a: At, b: At) -> bool {
    a.time.since(b.time).abs() <= APART
}

/// True if a NAT has left all of it as it is.
fn say_the_same(one: &Session, other: &Session) -> bool {
    one.commands.len() == other.commands.len()
        && lines(one).zip(lines(other)).all(|(a, b)| are_same(&a, &b))
}

fn are_same(a: &CommandLine, b: &CommandLine) -> bool {
    let announces = |line: &CommandLine| matches!(line.effect, Effect::Announce(_));
    a.command.verb == b.command.verb
        && (announces(a) || a.argument() == b.argument())
        && are_answered_alike(a.command, b.command)
}

fn are_answered_alike(a: &Command, b: &Command) -> bool {
    a.replies.len() == b.replies.len()
        && a.replies.iter().zip(&b.replies).all(|(a, b)| {
            a.code == b.code && (a.code.announces() || a.text.bytes() == b.text.bytes())
        })
}

fn passive_port(session: &Session) -> Option<u16> {
    session
        .offers
        .iter()
        .find(|o| o.method.mode() == Mode::Passive)
        .map(|o| o.port)
}
