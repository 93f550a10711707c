//! `prot-c`: TLS protects the control channel, but data goes in clear text (RFC 4217 section 9):
//! seen from the bytes themselves, with or without keys. Where the control channel can be read and
//! PROT P was agreed, one side does not keep to it.

use crate::model::{Arg, Connection, Handshake, Severity};

use super::advice;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    if session.data().all(|c| c.handshake == Handshake::Missing) {
        return;
    }
    let clear = session.data().filter(|c| is_clear_behind_tls(session, c));
    let clear = clear.filter(|c| !session.is_torn(c.id));
    let (broken, agreed): (Vec<&Connection>, Vec<&Connection>) =
        clear.partition(|c| session.prot_p(c).is_some());
    if !agreed.is_empty() {
        report.add(first_frames(&agreed), "found-prot-c", counted(&agreed));
    }
    if let Some(line) = broken.first().and_then(|c| session.prot_p(c)) {
        let mut frames = first_frames(&broken);
        frames.extend(line.frames());
        let args = counted(&broken);
        let finding = report.add_as(Severity::Warning, frames, "found-prot-c-broken", args);
        finding.advice = Some(advice::plain("advice-prot-broken"));
    }
}

/// True for a data connection in clear text although the two had agreed on PROT P.
pub(super) fn breaks_prot_p(session: &IndexedSession, connection: &Connection) -> bool {
    is_clear_behind_tls(session, connection)
        && session.prot_p(connection).is_some()
        && !session.is_torn(connection.id)
}

/// A data connection in clear text, opened when the control connection had begun with TLS.
fn is_clear_behind_tls(session: &IndexedSession, connection: &Connection) -> bool {
    let begin = session.record.tls_spans.first().map(|span| span.from.frame);
    connection.bytes > 0
        && connection.tls.is_none()
        && begin.is_some_and(|begin| connection.first.frame > begin)
}

fn first_frames(connections: &[&Connection]) -> Vec<u64> {
    connections.iter().map(|c| c.first.frame).collect()
}

fn counted(connections: &[&Connection]) -> Vec<(&'static str, Arg)> {
    let bytes: u64 = connections.iter().map(|c| c.bytes).sum();
    vec![("count", connections.len().into()), ("bytes", bytes.into())]
}
