//! `prot-c`: TLS protects the dialogue, but data goes in clear text (RFC 4217 section 9): seen from the bytes
//! themselves, with or without keys.

use crate::model::Handshake;

use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    let Some(begin) = session.record.tls_spans.first() else {
        return;
    };
    let clear: Vec<_> = session
        .data()
        .filter(|c| c.bytes > 0 && c.tls.is_none() && c.first.frame > begin.from.frame)
        .collect();
    let known = session.data().any(|c| c.handshake != Handshake::Missing);
    if !clear.is_empty() && known {
        let bytes: u64 = clear.iter().map(|c| c.bytes).sum();
        let args = vec![("count", clear.len().into()), ("bytes", bytes.into())];
        report.add(
            clear.iter().map(|c| c.first.frame).collect(),
            "found-prot-c",
            args,
        );
    }
}
