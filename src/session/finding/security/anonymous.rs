//! `anonymous`: a guest is let in (RFC 1635), and what a guest is allowed to change.

use crate::ftp::Effect;
use crate::record::{Direction, Login};

use super::super::case::{Case, Line};
use super::super::report::Report;

/// Names of guests, as Zeek counts them, in any case.
const GUESTS: &[&[u8]] = &[b"anonymous", b"ftp", b"ftpuser", b"guest"];

pub(in super::super) fn is_guest(user: &[u8]) -> bool {
    GUESTS.iter().any(|g| g.eq_ignore_ascii_case(user))
}

pub(in super::super) fn look(case: &Case, report: &mut Report) {
    let Some(user) = case.session.user.as_ref().filter(|u| is_guest(u.bytes())) else { return };
    if case.session.login != Login::Accepted {
        return;
    }
    let log_in = case.lines.iter().filter(|l| l.is_log_in()).flat_map(Line::frames).collect();
    report.add(log_in, "found-anonymous", vec![("user", user.into())]);
    let writes: Vec<&Line> = case.lines.iter().filter(|l| l.accepted() && writes(l)).collect();
    if let Some(first) = writes.first() {
        let frames = writes.iter().flat_map(|l| l.frames()).collect();
        let args = vec![("user", user.into()), ("line", first.quote()), ("count", writes.len().into())];
        report.add(frames, "found-anonymous-writes", args);
    }
}

/// It changes what the server keeps.
pub(super) fn writes(line: &Line) -> bool {
    let upload = line.transfer().is_some_and(|kind| kind.direction() == Direction::Upload);
    upload || matches!(line.effect, Effect::Delete | Effect::MakeDirectory | Effect::RemoveDirectory | Effect::RenameTo)
}
