//! `tls-not-resumed`: the refusal of servers that want the TLS session of the control connection on data connections too
//! (RFC 4217 section 10.2), as it looks without keys: a full handshake on a data connection, not a byte of application
//! data, and the server closes. An empty listing would look alike, so a session in which another data connection with a
//! full handshake carried anything is none.

use crate::model::{Connection, TlsFacts, TlsState};

use super::indexed_session::IndexedSession;
use super::report::Report;

pub(super) fn look(session: &IndexedSession, report: &mut Report) {
    if session.record.control.tls_state != Some(TlsState::Established) {
        return;
    }
    let full: Vec<(&Connection, &TlsFacts)> = session
        .data()
        .filter_map(|connection| Some((connection, connection.tls.as_ref()?)))
        .filter(|(_, tls)| tls.resumed == Some(false) && tls.state == TlsState::Established)
        .collect();
    if full.iter().any(|(_, tls)| tls.has_data) {
        return;
    }
    let refused: Vec<u64> = full
        .iter()
        .filter(|(connection, tls)| connection.lost_bytes == 0 && server_closed(connection, tls))
        .map(|(_, tls)| tls.first.frame)
        .collect();
    if !refused.is_empty() {
        let args = vec![("count", refused.len().into())];
        report.add(refused, "found-tls-not-resumed", args);
    }
}

fn server_closed(connection: &Connection, tls: &TlsFacts) -> bool {
    connection
        .closed_by_endpoint()
        .is_some_and(|closer| !tls.is_client(closer))
}
