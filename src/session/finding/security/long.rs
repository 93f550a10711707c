//! `long`: verbs, arguments and lines longer than servers have buffers for (the limits of Snort's `ftp_telnet`), or replies.

use crate::ftp::Effect;
use crate::record::Severity;

use super::super::case::{Case, Line};
use super::super::report::Report;

/// No verb of any specification is longer.
const VERB: usize = 8;
/// A name has at most 255 bytes on most file systems, a path more.
const PATH: usize = 512;
const OTHER: usize = 400;
const REPLY_LINE: usize = 4096;

pub(in super::super) fn look(case: &Case, report: &mut Report) {
    // tokens of the security extensions are long by nature (RFC 2228)
    let token = |l: &&Line| matches!(l.effect, Effect::SecurityData | Effect::Protected);
    for line in case.lines.iter().filter(|l| !token(l)) {
        let verb = line.command.verb.bytes().len();
        let argument = line.argument().len();
        let most = if line.names_a_file() { PATH } else { OTHER };
        // what no server refuses is long, but harmless there
        let severity = if line.accepted() && line.names_a_file() { Severity::Info } else { report.severity };
        if verb > VERB {
            let args = vec![("bytes", verb.into()), ("most", VERB.into())];
            report.add_as(verb_severity(line, report.severity), line.frames(), "found-long-verb", args);
        } else if argument > most {
            let verb = (&line.command.verb).into();
            let args = vec![("verb", verb), ("bytes", argument.into()), ("most", most.into())];
            report.add_as(severity, line.frames(), "found-long", args);
        }
    }
    let replies = case.session.commands.iter().flat_map(|c| &c.replies).chain(&case.session.unasked);
    for reply in replies {
        let longest = reply.text.bytes().split(|&b| b == b'\n').map(<[u8]>::len).max().unwrap_or_default();
        if longest > REPLY_LINE {
            let args = vec![("bytes", longest.into()), ("most", REPLY_LINE.into())];
            report.add(vec![reply.at.frame], "found-long-reply", args);
        }
    }
}

/// A long word of letters is a slip; what overruns a buffer is longer.
fn verb_severity(line: &Line, severity: Severity) -> Severity {
    let word = line.command.verb.bytes();
    if word.len() < 64 && word.iter().all(u8::is_ascii_alphabetic) { Severity::Info } else { severity }
}
