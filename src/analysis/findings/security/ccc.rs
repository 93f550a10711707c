//! `ccc`: the dialogue goes back to clear text after TLS (RFC 4217 section 15.3), and shows what it names.

use crate::analysis::findings::case::{Case, Line};
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    let Some(end) = case.session.tls_spans.iter().find_map(|s| s.to) else {
        return;
    };
    let clear: Vec<&Line> = case
        .lines
        .iter()
        .filter(|l| l.frame() >= end.frame && !case.is_under_tls(l.frame()))
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
