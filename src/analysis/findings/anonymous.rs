//! `anonymous`: an anonymous user is let in (RFC 1635), and what such a user may change.
//!
//! An anonymous user who stores files or makes directories is information: public drop boxes are
//! there for it. A guest who deletes, removes or renames what it has not brought itself in that
//! session is an error: nobody wants that.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::ftp::{Effect, is_anonymous};
use crate::model::{Direction, Login, LoginOutcome, Session, Severity, Text};

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let Some(user) = let_in(session.record) else {
        return;
    };
    let lines = of_guest(session);
    let log_in = lines.iter().filter(|l| l.is_log_in());
    let log_in = log_in.flat_map(|l| l.frames()).collect();
    report.add(log_in, "found-anonymous", vec![("user", user.into())]);
    let writes = lines.iter().filter(|l| l.accepted() && brings(l));
    let writes: Vec<&CommandLine> = writes.copied().collect();
    let takes = takes(session.record, &lines);
    for (lines, severity, message) in [
        (writes, Severity::Info, "found-anonymous-writes"),
        (takes, Severity::Error, "found-anonymous-deletes"),
    ] {
        if let Some(first) = lines.first() {
            let frames = lines.iter().flat_map(|l| l.frames()).collect();
            let args = vec![
                ("user", user.into()),
                ("line", first.quote()),
                ("count", lines.len().into()),
            ];
            report.add_as(severity, frames, message, args);
        }
    }
}

/// The guest that was let in; a session may have other users beside it.
fn let_in(record: &Session) -> Option<&[u8]> {
    let last = record.user.as_ref().map(Text::bytes);
    let last = last.filter(|_| record.login == Login::Accepted);
    let mut users = last.into_iter().chain(accepted(record));
    users.find(|user| is_anonymous(user))
}

/// Everyone whose login was accepted.
fn accepted(record: &Session) -> impl Iterator<Item = &[u8]> {
    let accepted = record
        .logins
        .iter()
        .filter(|login| login.outcome == LoginOutcome::Accepted);
    accepted.filter_map(|login| record.commands.get(login.user?)?.argument())
}

/// What the guest said, as far as nobody else was logged in.
fn of_guest<'s, 'a>(session: &'s IndexedSession<'a>) -> Vec<&'s CommandLine<'a>> {
    let mut users = session.record.users();
    let lines = session.lines.iter().filter(|line| {
        let login = users.at(line.index + 1);
        login.is_some_and(|login| is_anonymous(login.user))
    });
    lines.collect()
}

/// It adds to what the server keeps.
fn brings(line: &CommandLine) -> bool {
    let upload = line
        .transfer()
        .is_some_and(|kind| kind.direction() == Direction::Upload);
    upload || line.effect == Effect::MakeDirectory
}

/// Accepted commands that take away or rename what was there before, by the last parts of their
/// paths.
fn takes<'c, 'a>(record: &Session, lines: &[&'c CommandLine<'a>]) -> Vec<&'c CommandLine<'a>> {
    // the server chooses the name of a STOU
    let stored = record.transfers.iter().filter(|t| t.verb == Some("STOU"));
    let mut own: HashSet<&[u8], RandomState> = stored
        .filter_map(|t| Some(name(t.path.as_ref()?.bytes())))
        .collect();
    let mut renamed: Option<&[u8]> = None;
    let mut takes = Vec::new();
    for &line in lines {
        let target = name(line.argument());
        match line.effect {
            Effect::RenameFrom => renamed = Some(target),
            _ if !line.accepted() => {}
            Effect::RenameTo if renamed.is_none_or(|from| !own.contains(from)) => takes.push(line),
            Effect::Delete | Effect::RemoveDirectory if !own.contains(target) => takes.push(line),
            _ if brings(line) || line.effect == Effect::RenameTo => {
                own.insert(target);
            }
            _ => {}
        }
    }
    takes
}

/// The last part of a path.
fn name(path: &[u8]) -> &[u8] {
    let path = path.strip_suffix(b"/").unwrap_or(path);
    path.rsplit(|&b| b == b'/').next().unwrap_or(path)
}
