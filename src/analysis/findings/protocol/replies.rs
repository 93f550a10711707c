//! Replies that no specification allows: the wrong code for a verb, an answer to nothing, a reply
//! inside a reply.
//!
//! The table is [`VERBS`](crate::ftp::VERBS). Real servers say 200 and 250 for one another and PASV
//! is answered 229 (python/cpython#127478); a refusal is a refusal, whichever 4yz or 5yz it has.
//! None of that is told.

use crate::analysis::auth::asks_for_tls;
use crate::ftp::{Effect, Verb, parse_code};
use crate::model::{Direction, Login, Reply, ReplyCode, Severity};

use crate::analysis::findings::advice;
use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::CommandLine;
use crate::analysis::findings::reason::{reason_line, without_full_stop};
use crate::analysis::findings::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    nested(session, report);
    // where lines are missing or hidden, replies go to the wrong commands
    if !session.is_whole() || session.record.control.tls.is_some() {
        return;
    }
    wrong_codes(session, report);
    second_greeting(session, report);
    extra_replies(session, report);
    empty_lines(session, report);
}

/// RFC 959 section 4.2: a multi-line reply holds no other. Servers do it all the same, in welcomes
/// that they pass on.
fn nested(session: &IndexedSession, report: &mut FindingSink) {
    for reply in session.record.replies() {
        let inner = reply
            .lines()
            .skip(1)
            .find(|line| begins_reply(line, reply.code));
        if let Some(line) = inner {
            let args = vec![
                ("code", reply.code.to_string().into()),
                ("text", line.into()),
            ];
            report.add_as(
                Severity::Info,
                vec![reply.at.frame],
                "found-protocol-nested",
                args,
            );
        }
    }
}

/// `ddd-` with a code that a reply may have, other than that of the reply it stands in.
fn begins_reply(line: &[u8], outer: ReplyCode) -> bool {
    line.get(3) == Some(&b'-') && parse_code(line).is_some_and(|code| code != outer)
}

/// RFC 959 section 5.4 and the documents that extend it: which replies may complete which command.
fn wrong_codes(session: &IndexedSession, report: &mut FindingSink) {
    let aborted = has_abort(session);
    for line in &session.lines {
        if let Some(reply) = line
            .command
            .replies
            .iter()
            .find(|r| is_wrong(line, r.code) && !(aborted && line.transfer().is_some()))
        {
            wrong_code(line, reply, report);
        }
    }
}

fn wrong_code(line: &CommandLine, reply: &Reply, report: &mut FindingSink) {
    let args = vec![
        ("line", line.quote()),
        ("code", reply.code.to_string().into()),
        ("text", reply.text.bytes().into()),
    ];
    report.add(
        vec![reply.at.frame, line.frame()],
        "found-protocol-wrong-code",
        args,
    );
}

fn is_wrong(line: &CommandLine, code: ReplyCode) -> bool {
    line.verb.is_some_and(|verb| verb.is_answered_wrongly(code))
}

/// RFC 959 section 5.4: one greeting. A client takes the second 220 for the answer to its first
/// command, and is one reply behind from there on. Information where it got in all the same.
fn second_greeting(session: &IndexedSession, report: &mut FindingSink) {
    let record = session.record;
    let first_command = record.commands.first().map_or(u64::MAX, |c| c.at.frame);
    let greetings = record.unasked.iter();
    let greetings: Vec<&Reply> = greetings
        .filter(|r| r.code == ReplyCode::READY && r.at.frame <= first_command)
        .collect();
    let [_, second, ..] = greetings[..] else {
        return;
    };
    let connection = session.analysis.connection(record.connection);
    let client_left = connection.is_some_and(|c| c.closed_by_endpoint() == Some(record.client))
        || session.lines.iter().any(|l| l.effect == Effect::Quit);
    // a monitor that reads the greeting and leaves has what it came for
    let wanted_in = |line: &CommandLine| line.is_log_in() || asks_for_tls(line.command);
    let gave_up = client_left
        && session.lines.iter().any(wanted_in)
        && matches!(record.login, Login::None | Login::Unknown)
        && !session.lines.iter().any(CommandLine::refused);
    let severity = if gave_up {
        report.severity
    } else {
        Severity::Info
    };
    let args = vec![
        ("count", greetings.len().into()),
        ("text", second.text.bytes().into()),
    ];
    let frames = greetings.iter().map(|reply| reply.at.frame).collect();
    let finding = report.add_as(severity, frames, "found-protocol-greetings", args);
    finding.advice = Some(advice::plain("advice-greetings"));
}

/// Replies that answer nothing; not after ABOR, where servers differ.
fn extra_replies(session: &IndexedSession, report: &mut FindingSink) {
    let expected = Expected::of(session);
    let unasked = session.record.unasked.iter();
    for reply in unasked.filter(|reply| !expected.has(reply)) {
        if session.record.empty_line_of(reply).is_some() || is_last_word(reply) {
            continue;
        }
        if let Some(line) = meant(session, reply) {
            if line.verb.is_some_and(Verb::is_specified) {
                wrong_code(line, reply, report);
            }
            continue;
        }
        if let Some(line) = confirmed(session, reply) {
            taken_back(line, reply, report);
            continue;
        }
        let message = if reply.code.is_preliminary() {
            "found-protocol-second-preliminary"
        } else {
            "found-protocol-extra-reply"
        };
        let args = vec![
            ("code", reply.code.to_string().into()),
            ("text", reply.text.bytes().into()),
        ];
        report.add(vec![reply.at.frame], message, args);
    }
}

/// vsftpd dies with two lines: the second one is "500 OOPS: child died".
fn is_last_word(reply: &Reply) -> bool {
    reply.code == ReplyCode::UNRECOGNIZED && reply.text.bytes().starts_with(b"OOPS")
}

/// The last command before such a reply, where it is a transfer that had been confirmed, and the
/// reply says that a transfer failed.
fn confirmed<'c, 'a>(
    session: &'c IndexedSession<'a>,
    reply: &Reply,
) -> Option<&'c CommandLine<'a>> {
    let fails = matches!(
        reply.code,
        ReplyCode::CANNOT_OPEN
            | ReplyCode::TRANSFER_ABORTED
            | ReplyCode::LOCAL_ERROR
            | ReplyCode::NO_STORAGE
            | ReplyCode::QUOTA_EXCEEDED
    );
    let before = session
        .lines
        .partition_point(|line| line.frame() < reply.first_frame);
    let line = session.lines[..before].last().filter(|_| fails)?;
    let ended = line.last().filter(|last| last.code.is_completion())?;
    (line.transfer().is_some() && ended.at.frame < reply.at.frame).then_some(line)
}

fn taken_back(line: &CommandLine, reply: &Reply, report: &mut FindingSink) {
    let args = vec![
        ("line", line.quote()),
        ("done", line.shown_code()),
        ("code", reply.code.to_string().into()),
        ("text", without_full_stop(reason_line(reply)).into()),
    ];
    let mut frames = vec![reply.at.frame];
    frames.extend(line.frames());
    let finding = report.add(frames, "found-protocol-taken-back", args);
    let is_upload = line
        .transfer()
        .is_some_and(|kind| kind.direction() == Direction::Upload);
    finding.advice = Some(advice::plain(if is_upload {
        "advice-taken-back"
    } else {
        "advice-taken-back-download"
    }));
}

/// RFC 959 section 5.3.1: a command begins with a verb. A client that ends its lines twice gets two
/// answers to each, and takes the second one for that to its next command.
fn empty_lines(session: &IndexedSession, report: &mut FindingSink) {
    let record = session.record;
    let mut refusals = record.unasked.iter();
    let Some(first) = refusals.find(|reply| record.empty_line_of(reply).is_some()) else {
        return;
    };
    let answered = record.empty_lines.iter();
    let frames = answered.flat_map(|(line, answer)| [line.frame, answer.frame]);
    let args = vec![
        ("count", record.empty_lines.len().into()),
        ("code", first.code.to_string().into()),
        ("text", first.text.bytes().into()),
    ];
    let finding = report.add(frames.collect(), "found-protocol-empty-line", args);
    finding.advice = Some(advice::plain("advice-empty-line"));
}

/// Which replies surprise nobody though no command asked for them: by the frames that they stand
/// at.
struct Expected {
    banner: Option<u64>,
    first_command: u64,
    quit: u64,
    /// The last frame of any command or of its replies.
    last: u64,
    client_left: bool,
    aborted: bool,
}

impl Expected {
    fn of(session: &IndexedSession) -> Self {
        let record = session.record;
        let mut banners = record.unasked.iter().filter(|r| r.code == ReplyCode::READY);
        let mut quits = session.lines.iter().filter(|l| l.effect == Effect::Quit);
        let last_line = session.lines.last();
        let connection = session.analysis.connection(record.connection);
        Expected {
            banner: banners.next().map(|r| r.at.frame),
            first_command: record.commands.first().map_or(u64::MAX, |c| c.at.frame),
            quit: quits.next().map_or(u64::MAX, CommandLine::frame),
            last: last_line
                .and_then(|line| line.frames().into_iter().max())
                .unwrap_or_default(),
            client_left: connection.is_some_and(|c| c.closed_by_endpoint() == Some(record.client)),
            aborted: has_abort(session),
        }
    }

    fn has(&self, reply: &Reply) -> bool {
        reply.code == ReplyCode::SERVICE_CLOSING
            || reply.code.is_protected()
            || self.banner == Some(reply.at.frame)
            || self.is_greeting(reply)
            || self.is_goodbye(reply)
            || (self.aborted && answers_abort(reply.code))
    }

    fn is_greeting(&self, reply: &Reply) -> bool {
        (reply.code.greets() || reply.code.turns_away()) && reply.at.frame <= self.first_command
    }

    /// After QUIT some servers say goodbye twice, and some where the client leaves without.
    fn is_goodbye(&self, reply: &Reply) -> bool {
        let frame = reply.at.frame;
        frame > self.quit || (self.client_left && frame > self.last)
    }
}

/// The command that such a reply was meant for: the last one before it, where that has no answer at
/// all. It was not taken for its answer because no server answers it so.
fn meant<'c, 'a>(session: &'c IndexedSession<'a>, reply: &Reply) -> Option<&'c CommandLine<'a>> {
    let before = session
        .lines
        .partition_point(|l| l.frame() < reply.first_frame);
    let line = session.lines[..before].last()?;
    (line.command.replies.is_empty() && line.verb.is_some() && !reply.code.is_preliminary())
        .then_some(line)
}

/// What servers send round an ABOR: for it, or for the transfer that it ends.
fn answers_abort(code: ReplyCode) -> bool {
    matches!(
        code,
        ReplyCode::OPEN_IDLE
            | ReplyCode::TRANSFER_DONE
            | ReplyCode::TRANSFER_ABORTED
            | ReplyCode::FILE_BUSY
            | ReplyCode::LOCAL_ERROR
    )
}

fn has_abort(session: &IndexedSession) -> bool {
    session.lines.iter().any(|l| l.effect == Effect::Abort)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_in_a_reply_has_another_code_and_a_dash() {
        assert!(begins_reply(b"226-done", ReplyCode::LOGGED_IN));
        for text in [
            &b"230-more"[..],
            b" 226-done",
            b"226 done",
            b"099-x",
            b"2024-11-22",
            b"226",
        ] {
            assert!(
                !begins_reply(text, ReplyCode::LOGGED_IN),
                "{}",
                text.escape_ascii()
            );
        }
    }
}
