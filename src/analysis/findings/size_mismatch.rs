//! `size-mismatch`: more bytes came than the server had said (RFC 3659 section 4: SIZE is the
//! number of bytes that RETR would send). Nothing is missing: the file grew meanwhile, or the
//! server ignored REST. That fewer came is `transfer-cut`. Of an upload: the server says afterwards
//! that its file has another number of bytes than were sent, or that it has no such file, or the
//! client had said that it would send more.

mod hole;
mod missing;
mod reserved;
mod restart;

use crate::analysis::ignored_restart::ignored_restart;
use crate::ftp::{Effect, TransferKind, whole_number};
use crate::model::{Direction, Incomplete, Outcome, Transfer};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;
use super::transfer_refused;

/// Commands behind an upload that are looked at for the one that asked for its size.
const REACH: usize = 64;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for transfer in &session.record.transfers {
        let Some(line) = session.line_of_transfer(transfer) else {
            continue;
        };
        if is_stored_otherwise(transfer) {
            tell_stored(session, transfer, line, report);
        } else {
            reserved::check(session, transfer, line, report);
        }
        missing::check(session, transfer, line, report);
        hole::check(session, transfer, line, report);
        tell_beyond(session, transfer, line, report);
        restart::check(session, transfer, line, report);
        let ignored = ignored_restart(session.record, transfer);
        if let Some((restart, rest)) = ignored.filter(|_| session.is_heard()) {
            let args = vec![
                ("line", line.quote()),
                ("bytes", transfer.bytes.into()),
                ("offset", restart.into()),
            ];
            let mut frames = frames(transfer, line);
            frames.extend(session.lines[rest].frames());
            let finding = report.add(frames, "found-size-mismatch-restart", args);
            finding.advice = Some(advice::plain("advice-restart-ignored"));
        }
        let (Some(bytes), Some(expected)) =
            (transfer.file_bytes(), session.record.fewer_said(transfer))
        else {
            continue;
        };
        let args = vec![
            ("line", line.quote()),
            ("bytes", bytes.into()),
            ("expected", expected.into()),
            ("more", (bytes - expected).into()),
            ("offset", transfer.offset.into()),
        ];
        report.add(frames(transfer, line), "found-size-mismatch", args);
    }
}

/// A download that brought nothing, for the client asked for what is behind the end of the file.
fn tell_beyond(
    session: &IndexedSession,
    transfer: &Transfer,
    line: &CommandLine,
    report: &mut FindingSink,
) {
    let is_empty = transfer.outcome == Outcome::Completed && transfer.file_bytes() == Some(0);
    let beyond = transfer_refused::beyond_the_end(session, line).filter(|_| is_empty);
    if let Some(advice) = beyond {
        let mut args = vec![("line", line.quote())];
        args.extend(advice.args.iter().cloned());
        let finding = report.add(frames(transfer, line), "found-size-mismatch-beyond", args);
        finding.advice = Some(advice);
    }
}

/// An upload that the server confirmed, and of which it says later that it has another number of
/// bytes.
fn is_stored_otherwise(transfer: &Transfer) -> bool {
    transfer.direction == Some(Direction::Upload)
        && transfer.outcome == Outcome::Completed
        && transfer.lost_bytes == 0
        && transfer.reasons.contains(&Incomplete::Short)
}

fn tell_stored(
    session: &IndexedSession,
    transfer: &Transfer,
    line: &CommandLine,
    report: &mut FindingSink,
) {
    let Some((stored, _)) = transfer.expected else {
        return;
    };
    let mut later = session.lines[line.index + 1..].iter().take(REACH);
    let asked = later.find(|l| asks_for_size_of(l, line));
    let mut frames = frames(transfer, line);
    frames.extend(asked.map(CommandLine::frames).unwrap_or_default());
    if let Some((before, asked)) = replaced(session, transfer, line, asked) {
        frames.extend(asked.frames());
        let args = vec![
            ("line", line.quote()),
            ("bytes", transfer.bytes.into()),
            ("before", before.into()),
        ];
        let finding = report.add(frames, "found-size-mismatch-replaced", args);
        finding.advice = Some(advice::plain("advice-append-replaced"));
        return;
    }
    let args = vec![
        ("line", line.quote()),
        ("bytes", transfer.bytes.into()),
        ("expected", stored.into()),
    ];
    let finding = report.add(frames, "found-size-mismatch-stored", args);
    finding.advice = Some(advice::plain("advice-stored-otherwise"));
}

/// How many bytes the file had before an APPE, and the line that asked for that, where it has the
/// bytes of the APPE alone afterwards: the server made a new file in the place of the old one.
fn replaced<'s, 'a>(
    session: &'s IndexedSession<'a>,
    transfer: &Transfer,
    line: &CommandLine,
    after: Option<&CommandLine>,
) -> Option<(u64, &'s CommandLine<'a>)> {
    let is_append = line.effect == Effect::Transfer(TransferKind::Appe);
    let stored = after.filter(|_| is_append).and_then(told_size)?;
    let first = line.index.saturating_sub(REACH);
    let mut earlier = session.lines[first..line.index].iter().rev();
    let asked = earlier.find(|l| asks_for_size_of(l, line))?;
    let before = told_size(asked)?;
    (stored == transfer.bytes && before > 0).then_some((before, asked))
}

/// What SIZE says of a file that was stored, before it is stored again.
pub(super) fn size_after(session: &IndexedSession, line: &CommandLine) -> Option<u64> {
    let same = |l: &&CommandLine| {
        l.argument() == line.argument() && (l.effect == line.effect || asks_for_size_of(l, line))
    };
    let mut later = session.lines[line.index + 1..].iter().take(REACH);
    later.find(same).and_then(told_size)
}

/// What SIZE said of a file right before it is transferred.
pub(super) fn size_before(session: &IndexedSession, line: &CommandLine) -> Option<u64> {
    let mut earlier = session.lines[..line.index].iter().rev().take(REACH);
    let same = |l: &&CommandLine| {
        l.argument() == line.argument() && (l.transfer().is_some() || asks_for_size_of(l, line))
    };
    earlier.find(same).and_then(told_size)
}

/// True for a command behind which the name of a file stands for what it stood for before it, and
/// the file is what it was. What is not known may change anything.
fn leaves_alone(command: &CommandLine, file: &CommandLine) -> bool {
    match command.effect {
        Effect::Transfer(kind) => {
            kind != TransferKind::Stou && command.argument() != file.argument()
        }
        Effect::Announce(_)
        | Effect::AskAnnounce(_)
        | Effect::Type
        | Effect::Structure
        | Effect::TransferMode
        | Effect::Rest
        | Effect::Range
        | Effect::Allocate
        | Effect::Noop
        | Effect::Size
        | Effect::ModifyTime
        | Effect::Facts
        | Effect::Digest
        | Effect::Status
        | Effect::System
        | Effect::Help
        | Effect::Features
        | Effect::Options
        | Effect::PrintDirectory => true,
        _ => false,
    }
}

fn asks_for_size_of(asking: &CommandLine, line: &CommandLine) -> bool {
    matches!(asking.effect, Effect::Size | Effect::Facts | Effect::Status)
        && asking.accepted()
        && asking.argument() == line.argument()
}

/// The size in the answer to SIZE.
fn told_size(line: &CommandLine) -> Option<u64> {
    let reply = line.last().filter(|_| line.effect == Effect::Size)?;
    whole_number(reply.text.bytes().trim_ascii())
}

/// Where the transfer begins and ends, and its exchange.
fn frames(transfer: &Transfer, line: &CommandLine) -> Vec<u64> {
    let mut frames = vec![transfer.start.frame];
    frames.extend(line.frames());
    frames.push(transfer.end.frame);
    frames
}
