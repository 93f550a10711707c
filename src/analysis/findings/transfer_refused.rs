//! `transfer-refused`: a 4yz or 5yz before any 1yz (RFC 959 section 5.4), so that nothing was transferred. Where the
//! reply only repeats that there was no data connection, what prevented that is told instead.

use crate::model::{Direction, ReplyCode, Severity};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::last_line;
use super::no_connection;
use super::report::FindingSink;
use super::tls_required::asks_for_tls;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    for line in session
        .lines
        .iter()
        .filter(|l| l.transfer().is_some() && l.refused() && !l.started())
    {
        let Some(reply) = line.last().filter(|_| !asks_for_tls(line)) else {
            continue;
        };
        if no_connection::is_told_by(session, line) {
            continue;
        }
        // "no such file" is an answer like any other; a server that cannot or will not serve is not
        let is_listing = line
            .transfer()
            .is_some_and(|kind| kind.direction() == Direction::Listing);
        let severity = if reply.code == ReplyCode::FILE_UNAVAILABLE
            // of a listing: there is nothing of that name
            || (is_listing && reply.code == ReplyCode::FILE_BUSY)
        {
            Severity::Info
        } else {
            report.severity
        };
        let args = vec![
            ("line", line.quote()),
            ("code", reply.code.to_string().into()),
            ("text", last_line(reply).into()),
        ];
        let finding = report.add_as(severity, line.frames(), "found-transfer-refused", args);
        finding.advice = advice_for(reply.code).map(advice::plain);
    }
}

fn advice_for(code: ReplyCode) -> Option<&'static str> {
    match code {
        ReplyCode::CANNOT_OPEN => Some("advice-no-data-connection"),
        ReplyCode::NO_STORAGE | ReplyCode::QUOTA_EXCEEDED => Some("advice-storage"),
        _ => None,
    }
}
