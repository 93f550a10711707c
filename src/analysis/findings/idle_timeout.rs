//! `idle-timeout`: the server ends the session by 421, or closes it after a silence without a word
//! (RFC 959 section 5.4: 421 may come at any time). Where a transfer runs, what came over its data
//! connection tells what the server waited for: bytes that nobody sent, or words on the control
//! connection while bytes moved.

use crate::analysis::find::contains_ignoring_case;
use crate::ftp::{Effect, whole_number};
use crate::model::{At, Close, Connection, Direction, Endpoint, Login, Reply, ReplyCode, Transfer};

use super::advice;
use super::control_lost;
use super::indexed_session::IndexedSession;
use super::line::{CommandLine, seconds};
use super::reason::reason_line;
use super::report::FindingSink;

/// A silence that makes a server's close look like a time-out, in seconds. Servers wait a minute or
/// more.
const SILENCE: u64 = 30;
/// Words of a 421 that is about the time.
const TIMES: [&[u8]; 3] = [b"time", b"idle", b"inactiv"];
/// A server that closes before that, or says so, has not waited for its client, in seconds.
const AT_ONCE: u64 = 3;

/// What was sent so often in vain did not get lost by chance.
const TRIES: u32 = 4;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let record = session.record;
    let served = last_served(session);
    let mut closing = record
        .replies()
        .filter(|reply| reply.code == ReplyCode::SERVICE_CLOSING);
    if let Some(reply) = closing.find(|reply| reply.at.frame > served) {
        // that the server takes nobody is `login-refused`, whatever the client said meanwhile
        let mut earlier = record.replies().filter(|r| r.at.frame < reply.at.frame);
        let greets = earlier.all(|r| r.code.is_preliminary()) && session.is_whole();
        if !greets && !refuses_login(session, reply) && !gives_up_waiting(session, reply) {
            tell(session, reply, report);
        }
        return;
    }
    // a server whose words nobody acknowledges gives up on a connection that was lost
    if control_lost::is_told(session) {
        return;
    }
    if is_greeted_and_closed(session) {
        let frames = vec![record.last.frame, record.first.frame];
        let finding = report.add(frames, "found-idle-timeout-greeted", Vec::new());
        finding.advice = Some(advice::plain("advice-greeted-and-closed"));
        return;
    }
    if let Some(line) = admitted_and_closed(session) {
        let mut frames = vec![record.last.frame];
        frames.extend(line.frames());
        let args = vec![("code", line.shown_code())];
        let finding = report.add(frames, "found-idle-timeout-admitted", args);
        finding.advice = Some(advice::plain("advice-admitted-and-closed"));
        return;
    }
    if let Some((quiet, last)) = silence(session) {
        report.add(
            vec![record.last.frame, last.frame],
            "found-idle-timeout",
            vec![("seconds", quiet.into())],
        );
    }
}

/// The last command that got anything but a farewell. `FileZilla` refuses an address in PORT by
/// 421, and goes on: a 421 before such a command has not ended the session.
fn last_served(session: &IndexedSession) -> u64 {
    let mut lines = session.lines.iter().rev();
    let served = lines.find(|line| line.code().is_some_and(|code| !is_farewell(code)));
    served.map_or(0, CommandLine::frame)
}

/// What a server says that takes no more commands.
fn is_farewell(code: ReplyCode) -> bool {
    matches!(code, ReplyCode::SERVICE_CLOSING | ReplyCode::GOODBYE)
}

/// A login that is refused by it, and not for the time that it took, is told as that.
fn refuses_login(session: &IndexedSession, reply: &Reply) -> bool {
    let mut lines = session.lines.iter();
    let answers = |line: &CommandLine| line.last().is_some_and(|last| last.at == reply.at);
    !is_of_time(reply) && lines.any(|line| line.is_log_in() && answers(line))
}

/// The server stops to wait for a data connection, and keeps the session: so pyftpdlib says 421
/// when nobody has come to its passive port ("Passive data channel timed out"). What is wrong with
/// the data connection is told elsewhere; that the client leaves then is its own choice.
fn gives_up_waiting(session: &IndexedSession, reply: &Reply) -> bool {
    let record = session.record;
    let text = reply.text.bytes();
    let mut words = [&b"data channel"[..], b"data connection", b"data port"].into_iter();
    let control = session.analysis.connection(record.connection);
    let closes = control.is_some_and(|c| c.closed_by_endpoint() == Some(record.server));
    // the capture may end before a server that says so has closed
    let says_so = contains_ignoring_case(text, b"closing control");
    !closes && !says_so && words.any(|word| contains_ignoring_case(text, word))
}

/// A 421 that so many seconds of silence explain: many, or some that its text speaks of.
fn is_for_silence(reply: &Reply, quiet: u64) -> bool {
    let shuts_down = contains_ignoring_case(reply.text.bytes(), b"shut");
    !shuts_down && (quiet >= SILENCE || (quiet >= AT_ONCE && is_of_time(reply)))
}

/// Its words are about the time without a transfer, whatever else a client did in it that was
/// logged in and waited for none.
fn is_for_want_of_transfers(session: &IndexedSession, reply: &Reply) -> bool {
    let record = session.record;
    let text = reply.text.bytes();
    let mut words = [&b"no transfer time"[..], b"no-transfer-time"].into_iter();
    let mut transfers = record.transfers.iter();
    let latest = transfers.rfind(|transfer| transfer.start.frame < reply.at.frame);
    let ended = latest.map(|transfer| record.final_reply_of(transfer));
    record.login == Login::Accepted
        && words.any(|word| contains_ignoring_case(text, word))
        && ended.is_none_or(|last| last.is_some_and(|last| last.at < reply.at))
}

/// Its words are about the time that the server waits, and not about that in which a proxy reached
/// nobody.
pub(super) fn is_of_time(reply: &Reply) -> bool {
    let text = reply.text.bytes();
    let tries_to_connect = contains_ignoring_case(text, b" connect to")
        && !contains_ignoring_case(text, b"please connect");
    !tries_to_connect && TIMES.iter().any(|word| contains_ignoring_case(text, word))
}

/// For how many seconds nothing had happened before the command that a 421 about the time answers:
/// some servers say so only when they are asked for something again.
fn pause_before(session: &IndexedSession, reply: &Reply) -> u64 {
    let answers = |line: &&CommandLine| line.last().is_some_and(|last| last.at == reply.at);
    let Some(line) = session.lines.iter().rfind(answers) else {
        return 0;
    };
    let pause = seconds_before(session, line);
    if is_of_time(reply) && pause >= SILENCE && session.record.control.missing.is_none() {
        pause
    } else {
        0
    }
}

/// For how many seconds nothing had happened before a command.
fn seconds_before(session: &IndexedSession, line: &CommandLine) -> u64 {
    let before = activity(session)
        .filter(|at| at.frame < line.frame())
        .max_by_key(|at| at.frame);
    before.map_or(0, |at| seconds(line.command.at.time.since(at.time)))
}

/// The same where it is so long that servers, and devices before them, give a session up.
pub(super) fn long_pause_before(session: &IndexedSession, line: &CommandLine) -> Option<u64> {
    Some(seconds_before(session, line)).filter(|&pause| pause >= SILENCE)
}

fn tell(session: &IndexedSession, reply: &Reply, report: &mut FindingSink) {
    // where a side was not recorded, it may have spoken all the time
    let quiet = last_before(session, reply)
        .filter(|_| session.record.control.missing.is_none())
        .map_or(0, |at| seconds(reply.at.time.since(at.time)))
        .max(pause_before(session, reply));
    let for_silence = is_for_silence(reply, quiet);
    if for_silence && tell_unserved(session, reply, report) {
        return;
    }
    if is_for_want_of_transfers(session, reply) {
        let args = vec![("text", reason_line(reply).into())];
        let id = "found-idle-timeout-421-no-transfer";
        let finding = report.add(vec![reply.at.frame], id, args);
        finding.advice = Some(advice::plain("advice-no-transfer"));
        return;
    }
    let running = running(session, reply).filter(|_| for_silence);
    let line = running.and_then(|(transfer, _)| session.line_of_transfer(transfer));
    // what was going on, and who had to speak, a command tells
    let running = running.filter(|_| line.is_some());
    let (id, advice) = match running {
        // at any time: a server that shuts down, a TLS handshake that failed, one client too many
        None if !for_silence => ("found-idle-timeout-421-now", Some("advice-ended-at-once")),
        None => ("found-idle-timeout-421", None),
        Some((_, data)) if was_busy(data, reply, quiet) => {
            ("found-idle-timeout-421-busy", Some("advice-idle-busy"))
        }
        Some(_) => ("found-idle-timeout-421-data", Some("advice-data-idle")),
    };
    // bytes may still have moved when the control connection had been silent for long
    let quiet = match running {
        Some((_, data)) if id == "found-idle-timeout-421-data" => {
            quiet.min(seconds(data.longest_idle()))
        }
        _ => quiet,
    };
    let sender = match running.and_then(|(transfer, _)| transfer.direction) {
        Some(Direction::Upload) => "client",
        _ => "server",
    };
    let args = vec![
        ("text", reason_line(reply).into()),
        ("seconds", quiet.into()),
        ("line", line.map_or_else(|| "".into(), CommandLine::quote)),
        ("by", sender.into()),
    ];
    let finding = report.add(vec![reply.at.frame], id, args);
    let last = session.lines.last();
    let of_last = match last {
        Some(line) if line.is_unended() => Some("advice-line-end"),
        Some(line) if line.is_log_in() && line.code().is_some_and(ReplyCode::is_intermediate) => {
            Some("advice-login-late")
        }
        _ => None,
    };
    if let Some(advice) = advice.or(of_last) {
        finding.advice = Some(advice::plain(advice));
    }
}

/// Bytes moved while the control connection was silent for that long: it is that silence which a
/// server means that names it, and that it can mean at all where data never stood still for half of
/// it.
fn was_busy(data: &Connection, reply: &Reply, quiet: u64) -> bool {
    let idle = seconds(data.longest_idle());
    let is_named =
        names_number(reply.text.bytes(), quiet) && !names_number(reply.text.bytes(), idle);
    idle * 2 < quiet || (is_named && idle + SILENCE <= quiet)
}

/// A number that differs from that by no more than one stands in a text.
fn names_number(text: &[u8], number: u64) -> bool {
    text.split(|byte| !byte.is_ascii_digit())
        .filter_map(whole_number)
        .any(|named| named.abs_diff(number) <= 1)
}

/// Where it was not the client that kept silent: the server owed it an answer, or does not count
/// its NOOP.
fn tell_unserved(session: &IndexedSession, reply: &Reply, report: &mut FindingSink) -> bool {
    let owed = session.lines.iter().rfind(|line| is_owed(line, reply));
    let noops = answered_noops(session, reply);
    let (id, advice) = match owed {
        Some(line) if is_early_password(session, line) => {
            ("found-idle-timeout-421-owed", "advice-early-password")
        }
        Some(_) => ("found-idle-timeout-421-owed", "advice-owed"),
        None if noops >= NOOPS => ("found-idle-timeout-421-noop", "advice-noop-not-counted"),
        None => return false,
    };
    let waited = owed.map_or(0, |line| seconds(reply.at.time.since(line.command.at.time)));
    let args = vec![
        ("text", reason_line(reply).into()),
        ("seconds", waited.into()),
        ("line", owed.map_or_else(|| "".into(), CommandLine::quote)),
        ("count", noops.into()),
    ];
    let mut frames = vec![reply.at.frame];
    frames.extend(owed.map(CommandLine::frame));
    let finding = report.add(frames, id, args);
    finding.advice = Some(advice::plain(advice));
    true
}

/// So many NOOP in a row keep no session alive by chance.
const NOOPS: usize = 2;

/// A 421 about the time is all that a command got, and that long after it. What transfers wait for
/// is another matter, and some servers say 421 only when the client speaks again.
fn is_owed(line: &CommandLine, reply: &Reply) -> bool {
    let [only] = &line.command.replies[..] else {
        return false;
    };
    only.at == reply.at && is_timed_out(line) && !line.keeps_alive() && line.transfer().is_none()
}

/// The server gave a transfer up, by whatever code, when not a byte had moved for long and both
/// sides had their data connection open: for how long, in nanoseconds. Not where one of them went
/// on repeating what nobody acknowledges.
pub(super) fn waited_for_data(
    session: &IndexedSession,
    line: &CommandLine,
    data: &Connection,
) -> Option<i64> {
    let reply = line.last().filter(|_| line.refused())?;
    // bytes that were lost on the way were sent in that time
    let is_seen = session.is_heard() && data.lost_bytes == 0;
    let moved = data.last_payload().filter(|_| is_seen)?;
    let ends = [data.opener, data.listener];
    let ended = ends.iter().filter_map(|&end| data.flow_of(end).end());
    let was_open = ended.map(|at| at.time).min().is_none_or(|ended| {
        // a server that gives up closes first, and says so then
        seconds(reply.at.time.since(ended)) < AT_ONCE
    });
    let repeats = |end: Endpoint| {
        let sent = data.flow_of(end).unacknowledged.as_deref();
        sent.is_some_and(|sent| sent.sends >= TRIES)
    };
    if ends.into_iter().any(repeats) {
        return None;
    }
    let idle = reply.at.time.since(moved);
    (was_open && idle >= SILENCE as i64 * 1_000_000_000).then_some(idle)
}

/// What a command got is a 421 about the time, and that long after it: the server did not look at
/// what it says.
pub(super) fn is_timed_out(line: &CommandLine) -> bool {
    let closing = line
        .last()
        .filter(|reply| reply.code == ReplyCode::SERVICE_CLOSING);
    closing.is_some_and(|reply| {
        is_of_time(reply) && seconds(reply.at.time.since(line.command.at.time)) >= SILENCE
    })
}

/// A password that was sent before the answer to USER: some servers throw away what comes early.
fn is_early_password(session: &IndexedSession, line: &CommandLine) -> bool {
    let before = line.index.checked_sub(1).and_then(|i| session.lines.get(i));
    let asked = before.and_then(CommandLine::last);
    line.effect == Effect::Pass && asked.is_some_and(|reply| reply.at.frame > line.frame())
}

/// How many NOOP with which the client kept the session alive were answered, since its last other
/// command, when that reply ended it.
fn answered_noops(session: &IndexedSession, reply: &Reply) -> usize {
    let lines = session.lines.iter().rev();
    let lines = lines.skip_while(|line| line.last().is_none_or(|last| last.at == reply.at));
    let noops = lines.take_while(|line| line.effect == Effect::Noop);
    noops.filter(|line| line.accepted()).count()
}

/// The server closes right behind its greeting, before the client has said anything.
fn is_greeted_and_closed(session: &IndexedSession) -> bool {
    let record = session.record;
    let control = session.analysis.connection(record.connection);
    let by_server = control.is_some_and(|c| c.closed_by_endpoint() == Some(record.server));
    let open = record.last.time.since(record.first.time);
    by_server
        && record.control.close == Close::Fin
        && record.control.tls.is_none()
        && record.banner.is_some()
        && session.lines.is_empty()
        && session.is_whole()
        && seconds(open) < AT_ONCE
}

/// The server closes right behind the login, before the client has asked for anything more: what it
/// does for a user then fails (a home directory, a shell, a limit).
fn admitted_and_closed<'c, 'a>(session: &'c IndexedSession<'a>) -> Option<&'c CommandLine<'a>> {
    let record = session.record;
    let control = session.analysis.connection(record.connection)?;
    let server = control.flow_of(record.server);
    let by_server = control.closed_by_endpoint() == Some(record.server)
        && server.reset_from_elsewhere().is_none();
    let line = session.lines.last().filter(|line| line.is_log_in())?;
    let end = server.end()?;
    let waited = end.time.since(line.last()?.at.time);
    let is_at_once = seconds(waited) < AT_ONCE;
    (by_server
        && is_at_once
        && record.login == Login::Accepted
        && line.accepted()
        && record.control.tls.is_none()
        && session.is_whole())
    .then_some(line)
}

/// The transfer that runs when a reply comes, and its data connection.
fn running<'a>(
    session: &IndexedSession<'a>,
    reply: &Reply,
) -> Option<(&'a Transfer, &'a Connection)> {
    let mut transfers = session.record.transfers.iter();
    let transfer = transfers.rfind(|transfer| transfer.start.frame < reply.at.frame)?;
    let data = session.analysis.connection(transfer.connection?)?;
    let runs = data.first.frame < reply.at.frame && data.last.frame > reply.at.frame;
    (runs && !transfer.is_sealed()).then_some((transfer, data))
}

/// The server closes, or resets, long after the last thing was said or transferred: after how many
/// seconds, and what that was.
pub(super) fn silence(session: &IndexedSession) -> Option<(u64, At)> {
    let record = session.record;
    let control = session.analysis.connection(record.connection)?;
    let by_server = control.closed_by_endpoint() == Some(record.server);
    let said_goodbye = record.commands.iter().any(|c| c.effect() == Effect::Quit);
    if !by_server || said_goodbye || record.control.tls.is_some() || !session.is_heard() {
        return None;
    }
    let last = activity(session).max_by_key(|at| at.frame)?;
    let quiet = seconds(record.last.time.since(last.time));
    (quiet >= SILENCE).then_some((quiet, last))
}

fn last_before(session: &IndexedSession, reply: &Reply) -> Option<At> {
    activity(session)
        .filter(|at| at.frame < reply.at.frame)
        .max_by_key(|at| at.frame)
}

fn activity(session: &IndexedSession) -> impl Iterator<Item = At> {
    let record = session.record;
    let said = record
        .commands
        .iter()
        .flat_map(|c| std::iter::once(c.at).chain(c.replies.iter().map(|r| r.at)));
    let moved = record
        .transfers
        .iter()
        .filter(|t| t.connection.is_some())
        .map(|t| t.end);
    said.chain(record.unasked.iter().map(|r| r.at)).chain(moved)
}
