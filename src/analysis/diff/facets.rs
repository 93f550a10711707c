//! What differs between two sessions, in the order in which one thing brings about the next.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::analysis::findings::order::{FindingKind, FindingRank, ranks};
use crate::ftp::Effect;
use crate::model::{
    Analysis, Command, Direction, Finding, ReplyCode, Session, Severity, Text, Transfer,
};

use super::{Both, DiffSide, Difference, FACTOR, Facet, LONGER};

/// Commands whose replies say nothing: they keep the connection open, and some clients never send
/// them.
const IDLE: [&[u8]; 1] = [b"NOOP"];
/// Announcements: which one a client sends is what [`Facet::Command`] is about, and their arguments
/// are ports.
const ANNOUNCEMENTS: [&[u8]; 6] = [b"PORT", b"EPRT", b"LPRT", b"PASV", b"EPSV", b"LPSV"];

pub(super) fn differences<'a>(
    sessions: Both<&'a Session>,
    analyses: Both<&Analysis>,
) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    connection(sessions, &mut found);
    commands(sessions, &mut found);
    unlike(
        sessions.map(|session| session.mode),
        Facet::Mode,
        [0, 1].map(|which| mode_frame(sessions[which], analyses[which])),
        &mut found,
    );
    findings(sessions, &mut found);
    replies(sessions, &mut found);
    transfers(sessions, &mut found);
    times(sessions, &mut found);
    found
}

/// Adds what differs.
fn unlike<'a, T: PartialEq>(
    values: Both<T>,
    facet: impl Fn(Both<T>) -> Facet<'a>,
    frames: Both<u64>,
    found: &mut Vec<Difference<'a>>,
) {
    if values[0] != values[1] {
        found.push(Difference {
            facet: facet(values),
            transfer: None,
            frames: frames.map(Some),
        });
    }
}

fn connection<'a>(sessions: Both<&'a Session>, found: &mut Vec<Difference<'a>>) {
    let first = sessions.map(|session| session.first.frame);
    let handshakes = sessions.map(|session| session.control.handshake);
    unlike(handshakes, Facet::Handshake, first, found);
    let tls = sessions.map(|session| session.control.tls);
    unlike(tls, Facet::Tls, first, found);
    let logins = sessions.map(|session| session.login);
    let frames = sessions.map(login_frame);
    unlike(logins, Facet::Login, frames, found);
}

/// The first frame of the first data connection, which shows who opened it; the beginning, where
/// there is none.
fn mode_frame(session: &Session, analysis: &Analysis) -> u64 {
    let ids = session.connections.iter();
    let data = ids.filter(|&&id| id != session.connection);
    let frames = data.filter_map(|&id| analysis.connection(id).map(|c| c.first.frame));
    frames.min().unwrap_or(session.first.frame)
}

/// The reply that decides a login; the beginning, where there is none.
fn login_frame(session: &Session) -> u64 {
    let tries = session.commands.iter().rev();
    let mut tries = tries.filter(|command| matches!(command.effect(), Effect::Pass | Effect::User));
    let reply = tries.find_map(Command::final_reply);
    reply.map_or(session.first.frame, |reply| reply.at.frame)
}

/// The first command of each verb.
fn verbs(session: &Session) -> BTreeMap<&[u8], &Command> {
    let mut verbs = BTreeMap::new();
    for command in session.commands.iter() {
        verbs.entry(command.verb.bytes()).or_insert(command);
    }
    verbs
}

/// Verbs that one session has and the other has not, in their order.
fn commands<'a>(sessions: Both<&'a Session>, found: &mut Vec<Difference<'a>>) {
    let verbs = sessions.map(verbs);
    let mut only = Vec::new();
    for (own, other, which) in [(0, 1, DiffSide::Good), (1, 0, DiffSide::Bad)] {
        for (verb, command) in &verbs[own] {
            if !verbs[other].contains_key(verb) && !IDLE.contains(verb) {
                let mut frames = [None; 2];
                frames[own] = Some(command.at.frame);
                only.push((
                    !ANNOUNCEMENTS.contains(verb),
                    command.at.frame,
                    Difference {
                        facet: Facet::Command(&command.verb, which),
                        transfer: None,
                        frames,
                    },
                ));
            }
        }
    }
    only.sort_by_key(|(is_other, frame, _)| (*is_other, *frame));
    found.extend(only.into_iter().map(|(_, _, difference)| difference));
}

/// Errors and warnings that one of them shows, causes first.
fn findings<'a>(sessions: Both<&'a Session>, found: &mut Vec<Difference<'a>>) {
    let mut only: Vec<(&Finding, DiffSide)> = Vec::new();
    for (own, other, which) in [(1, 0, DiffSide::Bad), (0, 1, DiffSide::Good)] {
        for finding in &sessions[own].findings {
            let alike =
                |known: &Finding| known.id == finding.id && known.severity == finding.severity;
            let known = sessions[other].findings.iter().any(alike)
                || only
                    .iter()
                    .any(|(known, only)| *only == which && alike(known));
            if finding.severity > Severity::Info && !known {
                only.push((finding, which));
            }
        }
    }
    let here = [1];
    let kinds: Vec<FindingKind> = only
        .iter()
        .map(|(finding, _)| FindingKind {
            id: finding.id,
            severity: finding.severity,
            sessions: &here,
        })
        .collect();
    let mut ranked: Vec<(FindingRank, (&Finding, DiffSide))> =
        ranks(&kinds).into_iter().zip(only).collect();
    ranked.sort_by_key(|(rank, (_, which))| (*which == DiffSide::Good, *rank));
    for (_, (finding, which)) in ranked {
        let mut frames = [None; 2];
        frames[usize::from(which == DiffSide::Bad)] = Some(finding.frame);
        found.push(Difference {
            facet: Facet::Finding(finding, which),
            transfer: None,
            frames,
        });
    }
}

/// The first reply of another code for each verb. The same command is the one of that verb and
/// argument, in order; announcements are the same whatever they announce.
fn replies<'a>(sessions: Both<&'a Session>, found: &mut Vec<Difference<'a>>) {
    let mut waiting: HashMap<CommandText, VecDeque<&Command>> = HashMap::new();
    for command in sessions[1].commands.iter() {
        waiting.entry(same(command)).or_default().push_back(command);
    }
    let mut told: Vec<&[u8]> = Vec::new();
    for good in sessions[0].commands.iter() {
        let alike = waiting.get_mut(&same(good));
        let Some(bad) = alike.and_then(VecDeque::pop_front) else {
            continue;
        };
        let verb = good.verb.bytes();
        let codes = [good, bad].map(code);
        if codes[0] != codes[1] && !told.contains(&verb) && !IDLE.contains(&verb) {
            told.push(verb);
            found.push(Difference {
                facet: Facet::Reply(&good.verb, codes),
                transfer: None,
                frames: [good, bad].map(|command| Some(reply_frame(command))),
            });
        }
    }
}

/// A verb and an argument.
type CommandText<'a> = (&'a [u8], Option<&'a [u8]>);

fn same(command: &Command) -> CommandText<'_> {
    let verb = command.verb.bytes();
    let is_masked = command.secret.is_some() || ANNOUNCEMENTS.contains(&verb);
    (verb, command.argument().filter(|_| !is_masked))
}

fn code(command: &Command) -> Option<ReplyCode> {
    command.final_reply().map(|reply| reply.code)
}

fn reply_frame(command: &Command) -> u64 {
    command
        .final_reply()
        .map_or(command.at.frame, |reply| reply.at.frame)
}

fn transfers<'a>(sessions: Both<&'a Session>, found: &mut Vec<Difference<'a>>) {
    let mut waiting: HashMap<(Option<&str>, Option<&Text>), VecDeque<&Transfer>> = HashMap::new();
    for transfer in &sessions[1].transfers {
        waiting
            .entry(file(transfer))
            .or_default()
            .push_back(transfer);
    }
    let mut sizes = Vec::new();
    for good in &sessions[0].transfers {
        let alike = waiting.get_mut(&file(good));
        match alike.and_then(VecDeque::pop_front) {
            Some(bad) => {
                state([Some(good), Some(bad)], found);
                amounts([good, bad], &mut sizes);
            }
            None => state([Some(good), None], found),
        }
    }
    let mut left: Vec<&Transfer> = waiting.into_values().flatten().collect();
    left.sort_by_key(|transfer| transfer.id);
    for bad in left {
        state([None, Some(bad)], found);
    }
    found.extend(sizes);
}

fn file(transfer: &Transfer) -> (Option<&str>, Option<&Text>) {
    let path = transfer.path.as_ref().or(transfer.argument.as_ref());
    (transfer.verb, path)
}

fn state<'a>(both: Both<Option<&'a Transfer>>, found: &mut Vec<Difference<'a>>) {
    let states = both.map(|transfer| transfer.map(Transfer::state));
    if states[0] != states[1] {
        found.push(Difference {
            facet: Facet::State(states),
            transfer: both[0].or(both[1]),
            frames: both.map(|transfer| transfer.map(|transfer| transfer.start.frame)),
        });
    }
}

/// Bytes and time, where both came to the same.
fn amounts<'a>(both: Both<&'a Transfer>, found: &mut Vec<Difference<'a>>) {
    let [good, bad] = both;
    // a listing shows the clock and whatever else lies there
    if good.state() != bad.state() || good.direction == Some(Direction::Listing) {
        return;
    }
    let is_sealed = both
        .iter()
        .any(|transfer| transfer.encrypted && !transfer.decrypted);
    let digests = both.map(|transfer| &transfer.digests);
    let facet = if good.bytes != bad.bytes {
        Some(Facet::Size(both.map(|transfer| transfer.bytes)))
    } else if !is_sealed && digests[0].any() != digests[1].any() {
        Some(Facet::Content)
    } else {
        None
    };
    let durations = both.map(|transfer| transfer.end.time.since(transfer.start.time));
    let slower = is_another_time(durations).then_some(Facet::Duration(durations));
    for facet in facet.into_iter().chain(slower) {
        found.push(Difference {
            facet,
            transfer: Some(good),
            frames: both.map(|transfer| Some(transfer.start.frame)),
        });
    }
}

fn is_another_time(times: Both<i64>) -> bool {
    let [short, long] = [times[0].min(times[1]), times[0].max(times[1])];
    long.saturating_sub(short) >= LONGER && long / FACTOR >= short
}

fn times<'a>(sessions: Both<&'a Session>, found: &mut Vec<Difference<'a>>) {
    let waits = sessions.map(longest_wait);
    let times = waits.map(|(wait, _)| wait);
    if is_another_time(times) {
        unlike(times, Facet::Wait, waits.map(|(_, frame)| frame), found);
    }
    let last = sessions.map(|session| session.last.frame);
    let closes = sessions.map(|session| session.control.close);
    unlike(closes, Facet::Close, last, found);
    let greetings = sessions.map(|session| session.banner.as_ref());
    if greetings.map(|text| text.map(wording))[0] != greetings.map(|text| text.map(wording))[1] {
        let first = sessions.map(|session| session.first.frame);
        unlike(greetings, Facet::Greeting, first, found);
    }
}

/// The longest time from a command to its first reply, and the frame of that.
fn longest_wait(session: &Session) -> (i64, u64) {
    let waits = session.commands.iter().filter_map(|command| {
        let reply = command.replies.first()?;
        Some((reply.at.time.since(command.at.time), reply.at.frame))
    });
    waits.max().unwrap_or((0, session.first.frame))
}

/// A greeting without its numbers: times and counts of users are no difference.
fn wording(text: &Text) -> Vec<u8> {
    let bytes = text.bytes().iter().copied();
    bytes.filter(|byte| !byte.is_ascii_digit()).collect()
}
