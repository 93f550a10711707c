//! `command-injection`: a line end inside an argument makes two commands of one (CWE-93), as a
//! gateway does that decodes `%0d%0a` of a URL.

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;
use crate::analysis::find::contains_ignoring_case;
use crate::model::LineEnd;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    // a client that ends every line so is only careless
    let careless = session
        .lines
        .iter()
        .all(|l| l.command.line_end == LineEnd::Lf);
    for pair in session.lines.windows(2) {
        let [line, next] = pair else { continue };
        if !careless && is_split(line, next) {
            let mut frames = line.frames();
            frames.extend(next.frames());
            report.add(
                frames,
                "found-command-injection",
                vec![("line", line.quote()), ("next", next.quote())],
            );
        }
    }
    for line in session
        .lines
        .iter()
        .filter(|l| contains_ignoring_case(l.argument(), b"%0d%0a"))
    {
        report.add(
            line.frames(),
            "found-command-injection-encoded",
            vec![("line", line.quote())],
        );
    }
}

/// LF alone, a verb that is known, and the proper line end, all in one segment.
fn is_split(line: &CommandLine, next: &CommandLine) -> bool {
    let together =
        line.frame() == next.command.first_frame && next.command.first_frame == next.frame();
    let path = line.names_a_file() && !line.argument().is_empty();
    path && line.command.line_end == LineEnd::Lf
        && next.command.line_end == LineEnd::CrLf
        && together
        && next.verb.is_some()
}
