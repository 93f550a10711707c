//! `certificate-self-signed`: the issuer of the server's certificate is its subject. A client can
//! only know it if somebody told it before; whoever sits in between can show one that looks the
//! same.

use super::certificates::distinct;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for shown in distinct(session) {
        if shown.certificate.self_signed {
            let args = vec![("subject", shown.subject()), ("role", shown.role.into())];
            report.add(vec![shown.frame()], "found-certificate-self-signed", args);
        }
    }
}
