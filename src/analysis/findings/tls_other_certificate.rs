//! `tls-other-certificate`: a data connection on which the server shows another certificate than on
//! the control connection. RFC 4217 section 10.2 asks the client to compare them: whoever takes
//! over the data port cannot show the right one. A server with several processes that were set up
//! differently does the same.

use super::certificates::ShownCertificate;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let Some(control) = ShownCertificate::on_control(session) else {
        return;
    };
    for data in ShownCertificate::on_data(session) {
        if data.certificate != control.certificate {
            let args = vec![("data", data.label()), ("control", control.label())];
            let frames = vec![data.frame(), control.frame()];
            report.add(frames, "found-tls-other-certificate", args);
        }
    }
}
