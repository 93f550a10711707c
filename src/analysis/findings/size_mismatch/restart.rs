//! REST that the server answers with another offset than it was asked for. One that counts in 32
//! bits takes 5000000000 for 705032704, and what it sends then does not go on where the client's
//! part of the file ends.

use crate::analysis::findings::advice;
use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::CommandLine;
use crate::analysis::findings::report::FindingSink;
use crate::analysis::ignored_restart::{ignored_restart, restart_before};
use crate::ftp::whole_number;
use crate::model::{Reply, Transfer};

/// Words behind which servers name an offset.
const BEHIND: [&[u8]; 4] = [b"at", b"from", b"offset", b"position"];

pub(super) fn check(
    session: &IndexedSession,
    transfer: &Transfer,
    line: &CommandLine,
    report: &mut FindingSink,
) {
    let restart = restart_before(session.record, line.index).filter(|_| line.started());
    // that is told with what came
    let is_ignored = ignored_restart(session.record, transfer).is_some();
    // the bytes prove where it began, whatever the server says
    let is_proven = transfer.file_bytes().zip(transfer.expected);
    let is_proven = is_proven.is_some_and(|(came, (expected, _))| came == expected);
    let Some((asked, place)) = restart.filter(|_| !is_ignored && !is_proven) else {
        return;
    };
    let rest = &session.lines[place];
    let Some(said) = rest
        .last()
        .and_then(told_offset)
        .filter(|&said| said != asked)
    else {
        return;
    };
    let args = vec![
        ("line", line.quote()),
        ("asked", asked.into()),
        ("said", said.into()),
        ("narrow", u64::from(asked % (1 << 32) == said).into()),
    ];
    let mut frames = rest.frames();
    frames.extend(line.frames());
    let finding = report.add(frames, "found-size-mismatch-elsewhere", args);
    finding.advice = Some(advice::plain("advice-restart-elsewhere"));
}

/// The offset that the answer to a REST names.
fn told_offset(reply: &Reply) -> Option<u64> {
    let words = reply
        .text
        .bytes()
        .split(|byte| !byte.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    let mut behind = false;
    for word in words {
        if behind && let Some(offset) = whole_number(word) {
            return Some(offset);
        }
        behind = BEHIND.iter().any(|name| word.eq_ignore_ascii_case(name));
    }
    None
}
