//! ALLO (RFC 959 section 4.1.3) before an upload: the client says how many bytes it is about to
//! send. One that is killed, or cannot read on, leaves its system to close the data connection, and
//! the server takes that for the end of the file.

use crate::analysis::findings::advice;
use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::CommandLine;
use crate::analysis::findings::report::FindingSink;
use crate::ftp::{Effect, TransferKind, whole_number};
use crate::model::{DataType, Direction, Outcome, Transfer, TransferMode};

/// Clients that reserve whole blocks ask for up to so many bytes more than they send.
const BLOCK: u64 = 65_536;

/// An upload that the server confirmed, and that has fewer bytes than its client had reserved.
pub(super) fn check(
    session: &IndexedSession,
    transfer: &Transfer,
    line: &CommandLine,
    report: &mut FindingSink,
) {
    let Some((reserved, asked)) = reserved(session, line) else {
        return;
    };
    if !is_comparable(transfer) || transfer.bytes >= reserved || is_rounded(transfer, reserved) {
        return;
    }
    let args = vec![
        ("line", line.quote()),
        ("bytes", transfer.bytes.into()),
        ("reserved", reserved.into()),
        ("allo", asked.quote()),
    ];
    let mut frames = super::frames(transfer, line);
    frames.extend(asked.frames());
    let finding = report.add(frames, "found-size-mismatch-reserved", args);
    finding.advice = Some(advice::plain("advice-reserved-more"));
}

/// What was sent is the file as it is, from its first to its last byte.
fn is_comparable(transfer: &Transfer) -> bool {
    transfer.direction == Some(Direction::Upload)
        && transfer.outcome == Outcome::Completed
        && matches!(transfer.data_type, DataType::Image | DataType::Local)
        && transfer.transfer_mode == TransferMode::Stream
        && transfer.offset == 0
        && transfer.lost_bytes == 0
        && !transfer.encrypted
}

fn is_rounded(transfer: &Transfer, reserved: u64) -> bool {
    reserved.is_multiple_of(512) && reserved - transfer.bytes < BLOCK
}

/// The bytes of the last ALLO before that upload, and its line; those of an ALLO before another
/// transfer are not meant.
fn reserved<'s, 'a>(
    session: &'s IndexedSession<'a>,
    line: &CommandLine,
) -> Option<(u64, &'s CommandLine<'a>)> {
    let is_append = line.effect == Effect::Transfer(TransferKind::Appe);
    let mut before = session.lines[..line.index].iter().rev().take(super::REACH);
    let asked = before
        .find(|l| l.effect == Effect::Allocate || l.transfer().is_some())
        .filter(|l| l.effect == Effect::Allocate && !l.refused() && !is_append)?;
    // `ALLO 1234 R 80`: the size of records stands behind that of the file
    let size = asked.argument().split(|&byte| byte == b' ').next()?;
    Some((whole_number(size)?, asked))
}
