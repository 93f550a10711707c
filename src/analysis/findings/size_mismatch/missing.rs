//! An upload that the server confirmed, and of which it says right afterwards that there is no such
//! file. Some servers throw an upload away and say 226 all the same; others have something that
//! takes each file as soon as it is there. The capture does not tell them apart, so this is a
//! warning, and the transfer stays complete.

use crate::analysis::findings::advice;
use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::CommandLine;
use crate::analysis::findings::reason::RefusalReason;
use crate::analysis::findings::report::FindingSink;
use crate::analysis::reservation::reservation;
use crate::ftp::Effect;
use crate::model::{Direction, Outcome, ReplyCode, Transfer};

use super::{REACH, frames};

pub(super) fn check(
    session: &IndexedSession,
    transfer: &Transfer,
    line: &CommandLine,
    report: &mut FindingSink,
) {
    let is_stored = transfer.direction == Some(Direction::Upload)
        && transfer.outcome == Outcome::Completed
        && !line.argument().is_empty();
    if !is_stored {
        return;
    }
    let unlisted = transfer.unlisted_by.and_then(|at| session.lines.get(at));
    let unlisted = unlisted.filter(|listing| lists_all(session, listing));
    let (asked, message) = match (gone(session, line), unlisted) {
        (Some(asked), _) => (asked, "found-size-mismatch-missing"),
        (None, Some(listing)) => (listing, "found-size-mismatch-unlisted"),
        (None, None) => return,
    };
    let mut frames = frames(transfer, line);
    frames.extend(asked.frames());
    let args = vec![
        ("line", line.quote()),
        ("bytes", transfer.bytes.into()),
        ("asked", asked.quote()),
        ("code", asked.shown_code()),
    ];
    let finding = report.add(frames, message, args);
    finding.advice = Some(advice::plain("advice-stored-nowhere"));
}

/// The server does not say that it left something out.
fn lists_all(session: &IndexedSession, listing: &CommandLine) -> bool {
    let listed = session.transfer_of(listing);
    listed.is_some_and(|listed| reservation(session.record, listed).is_none())
}

/// A question about an upload, behind it, to which the server says that there is no such file.
fn gone<'s, 'a>(
    session: &'s IndexedSession<'a>,
    line: &CommandLine,
) -> Option<&'s CommandLine<'a>> {
    asked_for(session, line).filter(|asked| {
        asked.last().is_some_and(|reply| {
            reply.code == ReplyCode::FILE_UNAVAILABLE && RefusalReason::NotThere.is_in(reply)
        })
    })
}

/// The first question about an upload behind it, with nothing between them by which its name may
/// mean another file.
fn asked_for<'s, 'a>(
    session: &'s IndexedSession<'a>,
    line: &CommandLine,
) -> Option<&'s CommandLine<'a>> {
    let mut later = session.lines[line.index + 1..].iter().take(REACH);
    later
        .find(|later| ends_search(later) || asks_about(later, line))
        .filter(|found| asks_about(found, line))
}

fn asks_about(asking: &CommandLine, line: &CommandLine) -> bool {
    matches!(
        asking.effect,
        Effect::Size | Effect::Facts | Effect::ModifyTime
    ) && asking.argument() == line.argument()
}

fn ends_search(line: &CommandLine) -> bool {
    matches!(
        line.effect,
        Effect::Cwd
            | Effect::Cdup
            | Effect::Delete
            | Effect::RenameFrom
            | Effect::RenameTo
            | Effect::RemoveDirectory
            | Effect::Reinitialise
            | Effect::User
            | Effect::Site
    )
}
