//! What the client did behind a transfer that was cut: it transferred the same again, or in pieces,
//! or gave what had come another name.

use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::CommandLine;
use crate::ftp::{Effect, TransferKind};
use crate::model::{Direction, Outcome, Transfer};

use super::sent_bytes;

/// Transfers behind one that was cut among which it is looked for once more.
pub(super) const REACH: usize = 64;

/// True where the client transferred the same file again, or appended what was missing, and the
/// server confirmed that.
pub(super) fn is_sent_again(later: &[Transfer], transfer: &Transfer) -> bool {
    transfer.path.is_some()
        && later.iter().take(REACH).any(|again| {
            again.path == transfer.path
                && again.direction == transfer.direction
                && again.is_complete()
                && again.offset <= transfer.offset.saturating_add(transfer.bytes)
        })
}

/// True where the client appended (APPE) the same once more, from the beginning, without a look at
/// what the server has: what the first try brought stands there in front of it.
pub(super) fn is_appended_twice(
    session: &IndexedSession,
    line: &CommandLine,
    transfer: &Transfer,
    later: &[Transfer],
) -> bool {
    let is_append = line.effect == Effect::Transfer(TransferKind::Appe);
    if !is_append || transfer.bytes == 0 || transfer.path.is_none() {
        return false;
    }
    let again = later.iter().take(REACH).find(|again| {
        again.path == transfer.path
            && again.direction == transfer.direction
            && again.outcome == Outcome::Completed
            && again.bytes >= sent_bytes(transfer)
    });
    let Some(again) = again.and_then(|again| session.line_of_transfer(again)) else {
        return false;
    };
    let between = session.lines.get(line.index + 1..again.index);
    let is_blind =
        between.is_some_and(|lines| lines.len() <= REACH && !lines.iter().any(looks_or_clears));
    again.effect == line.effect && is_blind
}

/// It tells the client what the server has, or does away with that.
fn looks_or_clears(line: &CommandLine) -> bool {
    let is_listing = line
        .transfer()
        .is_some_and(|kind| kind.direction() == Direction::Listing);
    is_listing
        || matches!(
            line.effect,
            Effect::Size | Effect::Facts | Effect::Status | Effect::Delete | Effect::RenameFrom
        )
}

/// The RNTO that gave what came of an upload another name: that of the whole file, as clients do
/// that store under another one first.
pub(super) fn renamed<'s, 'a>(
    session: &'s IndexedSession<'a>,
    line: &CommandLine,
) -> Option<&'s CommandLine<'a>> {
    let kind = line.transfer()?;
    let later = session.lines.get(line.index + 1..)?;
    let from = later.iter().take(REACH).position(|later| {
        later.effect == Effect::RenameFrom && later.argument() == line.argument()
    })?;
    let to = later.get(from + 1)?;
    (kind.direction() == Direction::Upload && to.effect == Effect::RenameTo && to.accepted())
        .then_some(to)
}

/// True where the client fetches the file in pieces and stops each where the next begins.
pub(super) fn pieces_cover(session: &IndexedSession, transfer: &Transfer) -> bool {
    let Some(path) = &transfer.path else {
        return false;
    };
    // REST takes any number; behind the greatest nothing can begin
    let Some(from) = transfer.offset.checked_add(1) else {
        return false;
    };
    let to = transfer.offset.saturating_add(transfer.bytes);
    transfer.direction == Some(Direction::Download)
        && session
            .all_sessions
            .is_resumed(session.record.client.ip(), path.bytes(), from..=to)
}
