//! Bytes that a client sends without knowing: the mark of UTF-8 that text writers of .NET and
//! others put before their first line, and a CR more at each line end, as C programs of Windows
//! write it that end a line by CR LF in a file opened as text. The server takes both for a part of
//! the verb or of the argument (RFC 959 section 5.3), so that a user, a password or a file is not
//! known; nobody sees them in a log.

use crate::analysis::findings::advice;
use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::CommandLine;
use crate::analysis::findings::report::FindingSink;
use crate::ftp::ParsedCommand;
use crate::model::{LineEnd, Login, Severity};

/// U+FEFF in UTF-8, which some programs write before a text (RFC 3629 section 6).
const MARK: &[u8] = b"\xEF\xBB\xBF";

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    if let Some(line) = session.lines.first().filter(|line| is_marked(line)) {
        let args = vec![("line", line.quote())];
        // who then gets in without it has lost nothing
        let severity = if session.record.login == Login::Accepted {
            Severity::Info
        } else {
            report.severity
        };
        let finding = report.add_as(severity, line.frames(), "found-protocol-mark", args);
        finding.advice = Some(advice::plain("advice-byte-order-mark"));
    }
    cr_cr_lf(session, report);
}

/// The mark stands before a verb, and the server does not know what comes of that.
pub(in crate::analysis::findings) fn is_marked(line: &CommandLine) -> bool {
    let behind = line.command.line.bytes().strip_prefix(MARK);
    let verb = behind.and_then(ParsedCommand::parse);
    verb.is_some_and(|command| command.verb.is_some()) && line.refused()
}

/// Information where the server refused none of these lines: many leave the CR away.
fn cr_cr_lf(session: &IndexedSession, report: &mut FindingSink) {
    let lines = session.lines.iter();
    let lines: Vec<&CommandLine> = lines.filter(|line| ends_twice(line)).collect();
    let Some(first) = lines.first() else { return };
    let severity = if lines.iter().any(|line| line.refused()) {
        report.severity
    } else {
        Severity::Info
    };
    let args = vec![("line", first.quote()), ("count", lines.len().into())];
    let frames = lines.iter().flat_map(|line| line.frames()).collect();
    let finding = report.add_as(severity, frames, "found-protocol-cr-cr-lf", args);
    finding.advice = Some(advice::plain("advice-cr-cr-lf"));
}

/// A CR stands between an argument and its line end.
pub(in crate::analysis::findings) fn ends_twice(line: &CommandLine) -> bool {
    line.command.line_end == LineEnd::CrLf && line.argument().ends_with(b"\r")
}
