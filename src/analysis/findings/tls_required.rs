//! `tls-required`: the server refuses a login or a transfer until TLS protects the connection (RFC
//! 4217 section 10.2: 522 for data connections, RFC 2228 section 5: 521 for another PROT; servers
//! say 530, 421, 550 and others).

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::reason::line_where;
use super::report::FindingSink;
use crate::analysis::find::contains_ignoring_case;
use crate::model::ReplyCode;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let asking: Vec<&CommandLine> = session.lines.iter().filter(|l| asks_for_tls(l)).collect();
    let Some((line, reply)) = asking.first().and_then(|l| Some((l, l.last()?))) else {
        return;
    };
    let frames = asking.iter().flat_map(|l| l.frames()).collect();
    let args = vec![
        ("line", line.quote()),
        ("code", reply.code.to_string().into()),
        ("text", line_where(reply, speaks_of_tls).into()),
        ("count", asking.len().into()),
    ];
    report.add(frames, "found-tls-required", args);
}

/// A login or a transfer refused with words about encryption.
pub(super) fn asks_for_tls(line: &CommandLine) -> bool {
    let concerned = line.is_log_in() || line.transfer().is_some();
    if !concerned || !line.refused() {
        return false;
    }
    let by_code = line.transfer().is_some() && line.code().is_some_and(ReplyCode::wants_protection);
    // behind a 1yz the words are about TLS that broke
    by_code || (!line.started() && line.last().is_some_and(|r| speaks_of_tls(r.text.bytes())))
}

fn speaks_of_tls(text: &[u8]) -> bool {
    let words = [
        &b"TLS"[..],
        b"SSL",
        b"encrypt",
        b"secure connection",
        b"cleartext session",
        b"use AUTH",
        b"AUTH first",
        b"AUTH command",
    ];
    let other = [
        &b"reuse"[..],
        b"resum",
        b"fail",
        b"not supported",
        b"not available",
        // what OpenSSL says of a handshake that failed
        b"routines",
    ];
    words.iter().any(|word| contains_ignoring_case(text, word))
        && !other.iter().any(|word| contains_ignoring_case(text, word))
}
