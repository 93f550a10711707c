//! `tls-mismatch`: one side speaks TLS and the other clear text: implicit TLS to a port where TLS begins with AUTH (RFC
//! 4217 section 4), clear text to a port where it begins with the first byte, a data connection that only one side
//! protects.

use crate::model::{Connection, ConnectionRole, TlsFacts, TlsMismatch, TlsState};

use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    for connection in session.connections() {
        if let Some(&TlsFacts {
            state: TlsState::Mismatch(mismatch),
            ..
        }) = connection.tls.as_deref()
        {
            let message = message(session, connection, mismatch);
            let args = vec![
                ("tls", mismatch.tls.frame.to_string().into()),
                ("clear", mismatch.clear.frame.to_string().into()),
            ];
            report.add(
                vec![mismatch.clear.frame, mismatch.tls.frame],
                message,
                args,
            );
        }
    }
}

fn message(
    session: &IndexedSession,
    connection: &Connection,
    mismatch: TlsMismatch,
) -> &'static str {
    match connection.role {
        ConnectionRole::Data => "found-tls-mismatch-data",
        ConnectionRole::Control if mismatch.by == session.record.client => {
            "found-tls-mismatch-server"
        }
        ConnectionRole::Control => "found-tls-mismatch-client",
    }
}
