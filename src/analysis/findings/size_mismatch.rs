//! `size-mismatch`: more bytes came than the server had said (RFC 3659 section 4: SIZE is the number of bytes that RETR
//! would send). Nothing is missing: the file grew meanwhile, or the server ignored REST. That fewer came is
//! `transfer-cut`. Of an upload: the server says afterwards that its file has another number of bytes than were sent.

use crate::ftp::Effect;
use crate::model::{Direction, Incomplete, Outcome, Transfer};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

/// Commands behind an upload that are looked at for the one that asked for its size.
const REACH: usize = 64;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    for transfer in &session.record.transfers {
        let Some(line) = session.line_of_transfer(transfer) else {
            continue;
        };
        if is_stored_otherwise(transfer) {
            tell_stored(session, transfer, line, report);
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

/// An upload that the server confirmed, and of which it says later that it has another number of bytes.
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
    let later = session.lines[line.index + 1..].iter().take(REACH);
    let asked = later
        .filter(|l| matches!(l.effect, Effect::Size | Effect::Facts) && l.accepted())
        .find(|l| l.argument() == line.argument());
    let mut frames = frames(transfer, line);
    frames.extend(asked.map(CommandLine::frames).unwrap_or_default());
    let args = vec![
        ("line", line.quote()),
        ("bytes", transfer.bytes.into()),
        ("expected", stored.into()),
    ];
    let finding = report.add(frames, "found-size-mismatch-stored", args);
    finding.advice = Some(advice::plain("advice-stored-otherwise"));
}

/// Where the transfer begins and ends, and its exchange.
fn frames(transfer: &Transfer, line: &CommandLine) -> Vec<u64> {
    let mut frames = vec![transfer.start.frame];
    frames.extend(line.frames());
    frames.push(transfer.end.frame);
    frames
}
