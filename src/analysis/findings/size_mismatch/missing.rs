//! An upload that the server confirmed, and of which it says right afterwards that there is no such
//! file. Some servers throw an upload away and say 226 all the same; others have something that
//! takes each file as soon as it is there. The capture does not tell them apart, so this is a
//! warning, and the transfer stays complete.

use crate::analysis::find::contains_ignoring_case;
use crate::analysis::findings::advice;
use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::CommandLine;
use crate::analysis::findings::reason::RefusalReason;
use crate::analysis::findings::report::FindingSink;
use crate::analysis::reservation::reservation;
use crate::ftp::{Effect, TransferKind};
use crate::model::{Outcome, ReplyCode, Transfer};

use super::{REACH, frames, leaves_alone};

/// What a server says of an upload within that time, in nanoseconds, is about the upload: later the
/// file may have been fetched and taken away, as is usual where files are left for a program.
const RIGHT_AFTER: i64 = 60_000_000_000;

pub(super) fn check(
    session: &IndexedSession,
    transfer: &Transfer,
    line: &CommandLine,
    report: &mut FindingSink,
) {
    if !is_stored_by_its_name(session, transfer, line) {
        return;
    }
    let unlisted = transfer.unlisted_by.and_then(|at| session.lines.get(at));
    let unlisted = unlisted.filter(|listing| {
        lists_all(session, listing)
            && lists_directory_of(listing.argument(), line.argument())
            && is_right_after(line, listing)
            && between(session, line, listing)
                .iter()
                .all(|command| leaves_alone(command, line) || renames(command, line))
    });
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

/// The server confirmed the upload, and nothing says that it gave the file another name.
fn is_stored_by_its_name(
    session: &IndexedSession,
    transfer: &Transfer,
    line: &CommandLine,
) -> bool {
    let kind = line.transfer();
    let is_named = matches!(kind, Some(TransferKind::Stor | TransferKind::Appe))
        && line
            .argument()
            .last()
            .is_some_and(u8::is_ascii_alphanumeric)
        && !line.argument().contains(&b'\\');
    let is_renamed = line
        .last()
        .is_none_or(|reply| contains_ignoring_case(reply.text.bytes(), b" as "));
    is_named
        && !is_renamed
        && transfer.outcome == Outcome::Completed
        && session.record.control.lost_bytes == 0
}

/// The server does not say that it left something out.
fn lists_all(session: &IndexedSession, listing: &CommandLine) -> bool {
    let listed = session.transfer_of(listing);
    listed.is_some_and(|listed| reservation(session.record, listed).is_none())
}

/// The directory of a file is listed, and spelled as the name of the file spells it: what a server
/// takes a name to be relative to, the capture need not tell. Options that may leave files out, or
/// the directory itself, are none of these.
fn lists_directory_of(listing: &[u8], file: &[u8]) -> bool {
    let words = listing.split(u8::is_ascii_whitespace);
    let (options, paths): (Vec<&[u8]>, Vec<&[u8]>) = words
        .filter(|word| !word.is_empty())
        .partition(|word| word.starts_with(b"-"));
    let options = options.concat();
    let slash = file.iter().rposition(|&byte| byte == b'/');
    let directory = slash.map(|slash| &file[..slash]);
    let listed = match paths[..] {
        [] | [b"."] => None,
        [path] => Some(path.strip_suffix(b"/").unwrap_or(path)),
        _ => return false,
    };
    listed == directory && options.iter().all(|byte| b"-alA".contains(byte))
}

/// The upload gets another name, which is known.
fn renames(command: &CommandLine, line: &CommandLine) -> bool {
    match command.effect {
        Effect::RenameFrom => command.argument() == line.argument(),
        Effect::RenameTo => true,
        _ => false,
    }
}

fn between<'s, 'a>(
    session: &'s IndexedSession<'a>,
    line: &CommandLine,
    asked: &CommandLine,
) -> &'s [CommandLine<'a>] {
    let between = session.lines.get(line.index + 1..asked.index);
    between.unwrap_or_default()
}

fn is_right_after(line: &CommandLine, asked: &CommandLine) -> bool {
    let ended = line.last().map(|reply| reply.at.time);
    ended.is_some_and(|ended| asked.command.at.time.since(ended) <= RIGHT_AFTER)
}

/// A question about an upload, right behind it, to which the server says that there is no such
/// file.
fn gone<'s, 'a>(
    session: &'s IndexedSession<'a>,
    line: &CommandLine,
) -> Option<&'s CommandLine<'a>> {
    let mut later = session.lines[line.index + 1..].iter().take(REACH);
    let asked = later.find(|later| asks_about(later, line))?;
    let reply = asked.last()?;
    let is_gone = reply.code == ReplyCode::FILE_UNAVAILABLE
        && RefusalReason::NotThere.is_in(reply)
        && !RefusalReason::NotAllowed.is_in(reply);
    let mut between = between(session, line, asked).iter();
    let is_of_upload = between.all(|command| leaves_alone(command, line));
    (is_gone && is_of_upload && is_right_after(line, asked)).then_some(asked)
}

fn asks_about(asking: &CommandLine, line: &CommandLine) -> bool {
    matches!(
        asking.effect,
        Effect::Size | Effect::Facts | Effect::ModifyTime
    ) && asking.argument() == line.argument()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_of_a_file_is_spelled_alike() {
        for (listing, file, is_its) in [
            ("", "a.txt", true),
            (".", "a.txt", true),
            ("-la", "a.txt", true),
            ("/in", "/in/a.txt", true),
            ("-l /in/", "/in/a.txt", true),
            ("/", "/a.txt", true),
            ("/", "a.txt", false),
            ("", "/a.txt", false),
            ("in", "/in/a.txt", false),
            ("-d /in", "/in/a.txt", false),
            ("/in /out", "/in/a.txt", false),
        ] {
            let lists = lists_directory_of(listing.as_bytes(), file.as_bytes());
            assert_eq!(lists, is_its, "{listing} {file}");
        }
    }
}
