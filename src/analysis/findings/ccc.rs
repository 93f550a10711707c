//! `ccc`: the control channel goes back to clear text after TLS (RFC 4217 section 15.3), and shows
//! what it names.

use crate::ftp::Effect;

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let Some(end) = session.record.tls_spans.iter().find_map(|s| s.to) else {
        return;
    };
    let clear: Vec<&CommandLine> = session
        .lines
        .iter()
        .filter(|l| l.frame() >= end.frame && !session.is_under_tls(l.frame()))
        // which is how TLS begins once more, as it must behind REIN (RFC 4217 section 11)
        .filter(|l| l.effect != Effect::Auth)
        .collect();
    if clear.is_empty() {
        return;
    }
    let names = clear.iter().filter(|l| l.names_a_file()).count();
    let frames = clear.iter().map(|l| l.frame()).collect();
    let message = if names > 0 {
        "found-ccc-names"
    } else {
        "found-ccc"
    };
    report.add(
        frames,
        message,
        vec![("count", clear.len().into()), ("names", names.into())],
    );
}
