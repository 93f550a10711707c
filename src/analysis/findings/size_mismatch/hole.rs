//! An upload that was resumed (REST, RFC 3659 section 5) behind the end of the file at the server,
//! as SIZE told it right before: what the client had sent and the server never got is missing in
//! it.

use crate::analysis::findings::advice;
use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::CommandLine;
use crate::analysis::findings::report::FindingSink;
use crate::ftp::{Effect, TransferKind};
use crate::model::{DataType, Outcome, Transfer};

use super::{REACH, frames, leaves_alone, told_size};

pub(super) fn check(
    session: &IndexedSession,
    transfer: &Transfer,
    line: &CommandLine,
    report: &mut FindingSink,
) {
    let is_resumed = line.effect == Effect::Transfer(TransferKind::Stor)
        && transfer.outcome == Outcome::Completed
        && transfer.bytes > 0
        && matches!(transfer.data_type, DataType::Image | DataType::Local);
    let is_known = is_resumed && session.record.control.lost_bytes == 0;
    let Some(size) = size_right_before(session, line).filter(|_| is_known) else {
        return;
    };
    if transfer.offset <= size {
        return;
    }
    let args = vec![
        ("line", line.quote()),
        ("offset", transfer.offset.into()),
        ("size", size.into()),
        ("missing", (transfer.offset - size).into()),
    ];
    let finding = report.add(frames(transfer, line), "found-size-mismatch-hole", args);
    finding.advice = Some(advice::plain("advice-resumed-too-far"));
}

/// What SIZE said of the file, with nothing between that may change it or how it is counted.
fn size_right_before(session: &IndexedSession, line: &CommandLine) -> Option<u64> {
    let mut earlier = session.lines[..line.index].iter().rev().take(REACH);
    let is_of_file = |l: &CommandLine| l.effect == Effect::Size && l.argument() == line.argument();
    let last =
        earlier.find(|l| is_of_file(l) || l.effect == Effect::Type || !leaves_alone(l, line))?;
    told_size(last).filter(|_| is_of_file(last) && last.accepted())
}
