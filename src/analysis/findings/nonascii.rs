//! `nonascii`: arguments with control characters, or with bytes above 127 that are no UTF-8 (RFC 2640 section 2).

use crate::ftp::Effect;

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::Report;

pub(super) fn look(session: &IndexedSession, report: &mut Report) {
    let spoken = || {
        session
            .lines
            .iter()
            .filter(|l| !matches!(l.effect, Effect::Pass | Effect::Acct | Effect::SecurityData))
    };
    let control = |l: &&CommandLine| {
        l.argument()
            .iter()
            .any(|b| b.is_ascii_control() && *b != b'\t')
    };
    tell(
        &spoken().filter(control).collect::<Vec<_>>(),
        "found-nonascii-control",
        report,
    );
    tell(
        &spoken()
            .filter(|l| std::str::from_utf8(l.argument()).is_err())
            .collect::<Vec<_>>(),
        "found-nonascii",
        report,
    );
}

fn tell(lines: &[&CommandLine], message: &'static str, report: &mut Report) {
    if let Some(first) = lines.first() {
        let args = vec![("line", first.quote()), ("count", lines.len().into())];
        report.add(lines.iter().map(|l| l.frame()).collect(), message, args);
    }
}
