//! `tls-not-resumed`: the refusal of servers that want the TLS session of the control connection on
//! data connections too (RFC 4217 section 10.2).
//!
//! | the control channel | the finding needs |
//! |---|---|
//! | was opened | a data connection with a full handshake, no application data, closed by the server, and 4yz or 5yz for its transfer; or a full handshake, and a refusal that speaks of it, whatever went over the connection (FileZilla Server 1 looks when the file has come) |
//! | is sealed | the same without the reply; not where another data connection with a full handshake carried anything: the server does not mind then. An empty listing would look alike |

use std::collections::HashSet;

use crate::model::{Connection, Decrypted, ReplyClass, ReplyCode, TlsFacts, TlsState};

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::reason::reason_line;
use super::report::FindingSink;
use super::weak_tls::wants_reuse;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    if session.record.control.tls_state != Some(TlsState::Established) {
        return;
    }
    let full: Vec<(&Connection, &TlsFacts)> = session
        .data()
        .filter_map(|connection| Some((connection, connection.tls.as_deref()?)))
        .filter(|(_, tls)| is_full(tls))
        .collect();
    let turned_away: Vec<&(&Connection, &TlsFacts)> = full
        .iter()
        .filter(|(connection, tls)| is_turned_away(connection, tls))
        .collect();
    if is_readable(session) {
        told(session, report);
    } else if !turned_away.is_empty() && !full.iter().any(|(_, tls)| tls.has_data) {
        let args = vec![("count", turned_away.len().into())];
        let frames = turned_away.iter().map(|(_, tls)| tls.first.frame).collect();
        report.add(frames, "found-tls-not-resumed", args);
    }
}

/// True where the finding tells of the refusal of a line.
pub(super) fn tells_of(session: &IndexedSession, line: &CommandLine) -> bool {
    let connection = session
        .transfer_of(line)
        .and_then(|transfer| session.analysis.connection(transfer.connection?));
    is_readable(session)
        && connection
            .and_then(|connection| Some((connection, connection.tls.as_deref()?)))
            .is_some_and(|(connection, tls)| {
                is_turned_away(connection, tls) || is_full(tls) && wants_reuse(line)
            })
}

fn is_full(tls: &TlsFacts) -> bool {
    tls.resumed == Some(false) && tls.state == TlsState::Established
}

/// A full handshake, and then nothing.
fn is_turned_away(connection: &Connection, tls: &TlsFacts) -> bool {
    is_full(tls) && !tls.has_data && connection.lost_bytes == 0 && server_closed(connection, tls)
}

/// The server says of the transfer of such a connection that it came to nothing. Each transfer is
/// looked at once.
fn told(session: &IndexedSession, report: &mut FindingSink) {
    let mut seen = HashSet::new();
    for transfer in &session.record.transfers {
        let class = transfer.reply_code.map(ReplyCode::class);
        if !matches!(class, Some(ReplyClass::Transient | ReplyClass::Permanent)) {
            continue;
        }
        let connection = transfer
            .connection
            .and_then(|id| session.analysis.connection(id));
        let line = session.line_of_transfer(transfer);
        if let Some((connection, line)) = connection.zip(line)
            && let Some(tls) = connection.tls.as_deref().filter(|tls| is_full(tls))
            && seen.insert(connection.id)
            && (is_turned_away(connection, tls) || wants_reuse(line))
        {
            tell(tls, line, report);
        }
    }
}

fn tell(tls: &TlsFacts, line: &CommandLine, report: &mut FindingSink) {
    let Some(reply) = line.last() else { return };
    let args = vec![
        ("line", line.quote()),
        ("code", reply.code.to_string().into()),
        ("text", reason_line(reply).into()),
    ];
    let mut frames = vec![tls.first.frame];
    frames.extend(line.frames());
    report.add(frames, "found-tls-not-resumed-told", args);
}

/// The control channel was opened.
fn is_readable(session: &IndexedSession) -> bool {
    let control = session.analysis.connection(session.record.connection);
    control
        .and_then(|control| control.tls.as_ref())
        .is_some_and(|tls| tls.opening.decrypted != Decrypted::No)
}

fn server_closed(connection: &Connection, tls: &TlsFacts) -> bool {
    connection
        .closed_by_endpoint()
        .is_some_and(|closer| !tls.is_client(closer))
}
