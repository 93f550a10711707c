//! What was done in a session with the files and folders of the server, as far as the server
//! allowed it: what a reader asks next who has read that an attack worked.
//!
//! A transfer counts once a byte of it has been asked for with success (a 1yz) or it is done: one
//! that broke off has taken something along. Listings, questions and settings are no actions.

use crate::ftp::Effect;
use crate::model::{Action, ActionKind, Actions, Direction, ReplyCode, Session, Text};

use super::line::{CommandLine, lines};

/// Actions that are kept; the others are counted.
const KEPT: usize = 50;

/// Adds what a session did in commands behind a frame.
pub(super) fn add(actions: &mut Actions, session: &Session, after: u64) {
    let mut transfers = session.transfers.iter().peekable();
    let mut renamed: Option<&[u8]> = None;
    for line in lines(session).filter(|line| line.frame() > after) {
        let kind = kind(&line);
        if line.effect == Effect::RenameFrom {
            let accepted = line.code().filter(|code| code.is_intermediate());
            renamed = accepted.and_then(|_| line.command.argument());
        }
        let Some(kind) = kind else { continue };
        actions.count += 1;
        if actions.first.len() == KEPT {
            continue;
        }
        // transfers stand in the order of their commands
        let mut path = None;
        while let Some(transfer) =
            transfers.next_if(|transfer| transfer.command.is_none_or(|at| at <= line.index))
        {
            if transfer.command == Some(line.index) {
                path = transfer.path.as_ref();
            }
        }
        let (target, renamed_to) = named(&line, kind, path, renamed);
        actions.first.push(Action {
            kind,
            session: session.id,
            frame: line.frame(),
            target,
            renamed_to,
        });
    }
}

/// What a command did; `None` where that is nothing to a file, or was refused.
fn kind(line: &CommandLine) -> Option<ActionKind> {
    let is_done = line.accepted() && line.code() != Some(ReplyCode::SUPERFLUOUS);
    let kind = match line.effect {
        Effect::Transfer(kind) if line.started() || is_done => match kind.direction() {
            Direction::Upload => ActionKind::Stored,
            Direction::Download => ActionKind::Fetched,
            Direction::Listing => return None,
        },
        Effect::Delete => ActionKind::Deleted,
        Effect::RenameTo => ActionKind::Renamed,
        Effect::MakeDirectory => ActionKind::FolderMade,
        Effect::RemoveDirectory => ActionKind::FolderRemoved,
        Effect::Site => ActionKind::Site,
        _ => return None,
    };
    (is_done || line.started()).then_some(kind)
}

/// What it was done to, and the new name of that.
fn named(
    line: &CommandLine,
    kind: ActionKind,
    path: Option<&Text>,
    renamed: Option<&[u8]>,
) -> (Text, Option<Text>) {
    // what is masked in a line stays so
    let argument: Text = line.command.argument().unwrap_or_default().into();
    match kind {
        ActionKind::Site => (line.command.line.clone(), None),
        ActionKind::Renamed => match renamed {
            Some(from) => (from.into(), Some(argument)),
            None => (argument, None),
        },
        _ => (path.cloned().unwrap_or(argument), None),
    }
}
