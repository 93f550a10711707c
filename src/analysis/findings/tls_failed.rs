//! `tls-failed`: a handshake of TLS, on the control or on a data connection, that came to nothing: by an alert (RFC 8446
//! section 6.2, RFC 5246 section 7.2.2), a RST, a FIN, or because one side never answered.

use crate::model::{Connection, ConnectionRole, TlsFacts, TlsFailure, TlsFailureReason, TlsState};

use super::indexed_session::IndexedSession;
use super::report::Report;

pub(super) fn look(session: &IndexedSession, report: &mut Report) {
    for connection in session.connections() {
        if let Some(tls) = &connection.tls
            && let TlsState::Failed(failure) = tls.state
        {
            tell(connection, tls, failure, report);
        }
    }
}

fn tell(connection: &Connection, tls: &TlsFacts, failure: TlsFailure, report: &mut Report) {
    let by = if tls.is_client(failure.by) {
        "client"
    } else {
        "server"
    };
    let role = match connection.role {
        ConnectionRole::Control => "control",
        ConnectionRole::Data => "data",
    };
    let mut args = vec![("by", by.into()), ("role", role.into())];
    let message = match failure.reason {
        TlsFailureReason::Alert(alert) => {
            args.push(("alert", alert.to_string().into()));
            "found-tls-failed-alert"
        }
        TlsFailureReason::SealedAlert => "found-tls-failed-sealed",
        TlsFailureReason::Reset => "found-tls-failed-reset",
        TlsFailureReason::Closed => "found-tls-failed-closed",
        TlsFailureReason::Silent => "found-tls-failed-silent",
    };
    report.add(vec![failure.at.frame, tls.first.frame], message, args);
}
