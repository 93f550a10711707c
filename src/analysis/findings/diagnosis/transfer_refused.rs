//! `transfer-refused`: a 4yz or 5yz before any 1yz (RFC 959 section 5.4), so that nothing was transferred.

use crate::model::{ReplyCode, Severity};

use super::tls_required::asks_for_tls;
use crate::analysis::findings::case::{Case, last_line};
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    for line in case
        .lines
        .iter()
        .filter(|l| l.transfer().is_some() && l.refused() && !l.started())
    {
        let Some(reply) = line.last().filter(|_| !asks_for_tls(line)) else {
            continue;
        };
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
