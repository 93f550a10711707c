//! `prot-c`: TLS protects the dialogue, but data goes in clear text (RFC 4217 section 9): seen from the bytes
//! themselves, with or without keys.

use crate::model::Handshake;

use crate::analysis::findings::case::Case;
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    let Some(begin) = case.session.tls_spans.first() else {
        return;
    };
    let clear: Vec<_> = case
        .data()
        .filter(|c| c.bytes > 0 && c.tls.is_none() && c.first.frame > begin.from.frame)
        .collect();
    let known = case.data().any(|c| c.handshake != Handshake::Missing);
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
