//! `transfer-refused`: a 4yz or 5yz before any 1yz (RFC 959 section 5.4), so that nothing was transferred. Where the
//! reply only repeats that there was no data connection, what prevented that is told instead.

use crate::model::{ReplyCode, Severity};

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
        let severity = if reply.code == ReplyCode::FILE_UNAVAILABLE {
            Severity::Info
        } else {
            report.severity
        };
        let args = vec![
            ("line", line.quote()),
            ("code", reply.code.to_string().into()),
            ("text", last_line(reply).into()),
        ];
        report.add_as(severity, line.frames(), "found-transfer-refused", args);
    }
}
