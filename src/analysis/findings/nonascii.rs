//! `nonascii`: arguments with control characters, or with bytes above 127 that are no UTF-8 (RFC
//! 2640 section 2).

use crate::ftp::Effect;

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::protocol::stray_bytes;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let (mut controls, mut others) = (Vec::new(), Vec::new());
    for line in &session.lines {
        if matches!(
            line.effect,
            Effect::Pass | Effect::Acct | Effect::SecurityData
        ) {
            continue;
        }
        let argument = line.argument();
        // the CR of a line that ends in CR CR LF is told as that
        let argument = match argument.strip_suffix(b"\r") {
            Some(argument) if stray_bytes::ends_twice(line) => argument,
            _ => argument,
        };
        if argument.iter().any(|&b| b.is_ascii_control() && b != b'\t') {
            controls.push(line);
        }
        if std::str::from_utf8(argument).is_err() {
            others.push(line);
        }
    }
    tell(&controls, "found-nonascii-control", report);
    tell(&others, "found-nonascii", report);
}

fn tell(lines: &[&CommandLine], message: &'static str, report: &mut FindingSink) {
    if let Some(first) = lines.first() {
        let args = vec![("line", first.quote()), ("count", lines.len().into())];
        report.add(lines.iter().map(|l| l.frame()).collect(), message, args);
    }
}
