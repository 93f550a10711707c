//! `certificate-expired`: the server shows a certificate whose time was over when the connection
//! began, by the clock of the recorder (RFC 5280 section 4.1.2.5). Clients that check certificates
//! refuse it. One that does not hold yet is none: the clocks of recorders start in 1970 more often
//! than certificates are used too early.

use super::certificates::distinct;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for shown in distinct(session) {
        let until = shown.certificate.not_after;
        if until.is_over(shown.connection.first.time) {
            let args = vec![
                ("subject", shown.subject()),
                ("until", until.to_string().into()),
                ("role", shown.role.into()),
            ];
            report.add(vec![shown.frame()], "found-certificate-expired", args);
        }
    }
}
