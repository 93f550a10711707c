//! `anonymous`: an anonymous user is let in (RFC 1635), and what such a user may change.
//!
//! An anonymous user who stores files or makes directories is information: public drop boxes are
//! there for it. A guest who deletes, removes or renames what it has not brought itself in that
//! session is an error: nobody wants that.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::ftp::{Effect, is_anonymous};
use crate::model::{Direction, Login, Severity};

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let Some(user) = session
        .record
        .user
        .as_ref()
        .filter(|u| is_anonymous(u.bytes()))
    else {
        return;
    };
    if session.record.login != Login::Accepted {
        return;
    }
    let log_in = session
        .lines
        .iter()
        .filter(|l| l.is_log_in())
        .flat_map(CommandLine::frames)
        .collect();
    report.add(log_in, "found-anonymous", vec![("user", user.into())]);
    let writes: Vec<&CommandLine> = session
        .lines
        .iter()
        .filter(|l| l.accepted() && brings(l))
        .collect();
    let takes = takes(session);
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

/// It adds to what the server keeps.
fn brings(line: &CommandLine) -> bool {
    let upload = line
        .transfer()
        .is_some_and(|kind| kind.direction() == Direction::Upload);
    upload || line.effect == Effect::MakeDirectory
}

/// Accepted commands that take away or rename what was there before, by the last parts of their
/// paths.
fn takes<'c, 'a>(session: &'c IndexedSession<'a>) -> Vec<&'c CommandLine<'a>> {
    // the server chooses the name of a STOU
    let stored = session
        .record
        .transfers
        .iter()
        .filter(|t| t.verb == Some("STOU"));
    let mut own: HashSet<&[u8], RandomState> = stored
        .filter_map(|t| Some(name(t.path.as_ref()?.bytes())))
        .collect();
    let mut renamed: Option<&[u8]> = None;
    let mut takes = Vec::new();
    for line in &session.lines {
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
