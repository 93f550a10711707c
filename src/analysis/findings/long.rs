//! `long`: verbs, arguments and lines longer than servers have buffers for, or lines of replies.
//! The limits of arguments are those of Snort's `ftp_telnet` as it is shipped; every other argument
//! has the room of its PORT.
//!
//! Snort warns of each. Names of up to 255 bytes and deep paths are ordinary, though, so a path
//! that the server takes, or one in a line that fits the 512 bytes of old servers, is information
//! here.

use crate::ftp::Effect;
use crate::model::Severity;

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::protocol;
use super::report::FindingSink;

/// No verb of any specification is longer.
const VERB: usize = 8;
/// Of a path.
const PATH: usize = 200;
/// Of CWD and RNTO.
const DIRECTORY: usize = 256;
/// Of SIZE.
const SIZE: usize = 512;
const OTHER: usize = 400;
/// RFC 959 names no limit; old servers read lines into buffers of this size.
const LINE: usize = 512;
/// Programs that set a limit cut here: vsftpd, Suricata.
const CUT: usize = 4096;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    // tokens of the security extensions are long by nature (RFC 2228)
    let spoken = session
        .lines
        .iter()
        .filter(|l| !matches!(l.effect, Effect::SecurityData | Effect::Protected));
    // a header of HTTP is not a verb that is too long
    let is_ftp = protocol::spoken_instead(session).is_none();
    for line in spoken {
        command(line, is_ftp, report);
    }
    let replies = session.record.replies();
    for reply in replies.filter(|reply| reply.text.bytes().len() > CUT) {
        let longest = reply.lines().map(<[u8]>::len).max().unwrap_or_default();
        if longest > CUT {
            let args = vec![("bytes", longest.into()), ("most", CUT.into())];
            report.add(vec![reply.at.frame], "found-long-reply", args);
        }
    }
}

fn command(line: &CommandLine, is_ftp: bool, report: &mut FindingSink) {
    let verb = line.command.verb.bytes().len();
    let argument = line.argument().len();
    let whole = line.command.line.bytes().len();
    if verb > VERB && is_ftp {
        let args = vec![("bytes", verb.into()), ("most", VERB.into())];
        report.add_as(
            verb_severity(line, report.severity),
            line.frames(),
            "found-long-verb",
            args,
        );
    } else if whole > CUT {
        let args = vec![
            ("verb", (&line.command.verb).into()),
            ("bytes", whole.into()),
            ("most", CUT.into()),
        ];
        report.add(line.frames(), "found-long-cut", args);
    } else if argument > most(line) || whole > LINE {
        let taken = whole <= LINE || line.accepted() || line.started();
        let severity = if line.names_a_file() && taken {
            Severity::Info
        } else {
            report.severity
        };
        let most = most(line).min(LINE - verb - 1);
        let args = vec![
            ("verb", (&line.command.verb).into()),
            ("bytes", argument.into()),
            ("most", most.into()),
        ];
        report.add_as(severity, line.frames(), "found-long", args);
    }
}

/// The longest argument that is not suspicious.
fn most(line: &CommandLine) -> usize {
    match line.effect {
        Effect::Cwd | Effect::RenameTo => DIRECTORY,
        Effect::Size => SIZE,
        Effect::Allocate | Effect::Help => PATH,
        _ if line.names_a_file() => PATH,
        _ => OTHER,
    }
}

/// A long word of letters is a slip; what overruns a buffer is longer.
fn verb_severity(line: &CommandLine, severity: Severity) -> Severity {
    let word = line.command.verb.bytes();
    if word.len() < 64 && word.iter().all(u8::is_ascii_alphabetic) {
        Severity::Info
    } else {
        severity
    }
}
