//! Sizes and offsets below zero: a program counts them in 32 bits, and files of two gigabytes and
//! more run over (RFC 3659 sections 4 and 5.3: a decimal number of octets). A client that believes
//! such a size breaks a download off, and a server refuses such an offset.

use crate::analysis::findings::advice;
use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::CommandLine;
use crate::analysis::findings::report::FindingSink;
use crate::ftp::Effect;
use crate::model::Severity;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let mut lines = session.lines.iter();
    let Some(line) = lines.find(|line| says(line) || asks(line)) else {
        return;
    };
    // an offset that was refused is no offset, and the client goes on from the beginning or leaves
    let severity = if asks(line) && line.refused() {
        report.severity
    } else {
        Severity::Info
    };
    let args = vec![
        ("line", line.quote()),
        ("by", if asks(line) { "client" } else { "server" }.into()),
        ("code", line.shown_code()),
        (
            "text",
            line.last().map_or(&b""[..], |r| r.text.bytes()).into(),
        ),
    ];
    let finding = report.add_as(severity, line.frames(), "found-protocol-below-zero", args);
    finding.advice = Some(advice::plain("advice-below-zero"));
}

/// The server answers SIZE by such a number.
fn says(line: &CommandLine) -> bool {
    let size = line.last().filter(|_| line.accepted());
    line.effect == Effect::Size && size.is_some_and(|reply| is_below_zero(reply.text.bytes()))
}

/// The client asks for such an offset.
pub(in crate::analysis::findings) fn asks(line: &CommandLine) -> bool {
    line.effect == Effect::Rest && is_below_zero(line.argument()) && line.last().is_some()
}

/// A count of 32 bits that ran over. By -1 programs say that they do not know a size.
fn is_below_zero(text: &[u8]) -> bool {
    let number = std::str::from_utf8(text.trim_ascii()).ok();
    let number = number.and_then(|number| number.parse::<i32>().ok());
    number.is_some_and(|number| number < -1)
}
