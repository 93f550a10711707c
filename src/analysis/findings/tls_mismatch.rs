//! `tls-mismatch`: one side speaks TLS and the other clear text: implicit TLS to a port where TLS
//! begins with AUTH (RFC 4217 section 4), clear text to a port where it begins with the first byte,
//! a data connection that only one side protects; or AUTH is accepted, and the client goes on in
//! clear text where its `ClientHello` was due; or the control channel goes on in clear text, and
//! nobody has ended TLS.

use crate::analysis::auth::{clear_within_tls, unused_auth};
use crate::model::{Connection, ConnectionRole, TlsFacts, TlsMismatch, TlsState};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
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
    let control = session.analysis.connection(session.record.connection);
    if let Some(at) = control.and_then(|control| clear_within_tls(session.record, control)) {
        let args = vec![("clear", at.frame.to_string().into())];
        let finding = report.add(vec![at.frame], "found-tls-mismatch-within", args);
        finding.advice = Some(advice::plain("advice-clear-within-tls"));
    }
    if let Some((auth, next)) = clear_behind_auth(session) {
        let mut frames = auth.frames();
        frames.push(next.frame());
        let args = vec![
            ("auth", auth.quote()),
            ("code", auth.shown_code()),
            ("line", next.quote()),
        ];
        report.add(frames, "found-tls-mismatch-auth", args);
    }
}

/// The first command that comes in clear text to a server that waits for a `ClientHello`: its
/// index.
pub(super) fn clear_from(session: &IndexedSession) -> Option<usize> {
    clear_behind_auth(session).map(|(_, next)| next.index)
}

/// An AUTH that the server accepted, and the command in clear text that follows it.
fn clear_behind_auth<'s, 'a>(
    session: &'s IndexedSession<'a>,
) -> Option<(&'s CommandLine<'a>, &'s CommandLine<'a>)> {
    let auth = unused_auth(session.record).filter(|_| session.is_heard())?;
    Some((session.lines.get(auth)?, session.lines.get(auth + 1)?))
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
