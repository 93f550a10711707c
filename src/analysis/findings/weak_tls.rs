//! `weak-tls`: the server chose a version before TLS 1.2 (RFC 8996), or a suite without encryption,
//! for export, with RC4 (RFC 7465), DES or 3DES (RFC 8429), or without a certificate (RFC 5246
//! appendix F.1.1.1), on the control or on a data connection; or it insists on session reuse for
//! data connections and the client does not (RFC 4217 section 10.2: 522; servers say 425 and 450
//! too).

use crate::analysis::find::contains_ignoring_case;
use crate::model::{Connection, ReplyCode, TlsVersion};

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::reason::line_where;
use super::report::FindingSink;
use super::tls_not_resumed;

const TLS_1_2: TlsVersion = TlsVersion(0x0303);

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let control = session.analysis.connection(session.record.connection);
    if let (Some(control), Some(begin)) = (control, session.record.tls_spans.first()) {
        judge(control, begin.from.frame, "control", report);
    }
    for data in session.data() {
        judge(data, data.first.frame, "data", report);
    }
    if let Some((line, reply)) = session
        .lines
        .iter()
        .find(|l| wants_reuse(l) && !tls_not_resumed::tells_of(session, l))
        .and_then(|l| Some((l, l.last()?)))
    {
        let args = vec![
            ("code", reply.code.to_string().into()),
            ("text", line_where(reply, speaks_of_reuse).into()),
        ];
        report.add(line.frames(), "found-weak-tls-reuse", args);
    }
}

fn judge(connection: &Connection, frame: u64, role: &'static str, report: &mut FindingSink) {
    let Some(facts) = &connection.tls else { return };
    if let Some(version) = facts.version.filter(|&v| v < TLS_1_2) {
        let args = vec![("version", version.name().into()), ("role", role.into())];
        report.add(vec![frame], "found-weak-tls", args);
    }
    if let Some((cipher, weakness)) = facts.cipher_suite.and_then(|c| Some((c, weakness(c)?))) {
        let args = vec![
            ("cipher", format!("0x{cipher:04x}").into()),
            ("weakness", weakness.into()),
            ("role", role.into()),
        ];
        report.add(vec![frame], "found-weak-tls-cipher", args);
    }
}

/// A transfer refused with words about the session of the control connection.
pub(super) fn wants_reuse(line: &CommandLine) -> bool {
    matches!(
        line.code(),
        Some(ReplyCode::CANNOT_OPEN | ReplyCode::FILE_BUSY | ReplyCode::UNPROTECTED)
    ) && line.transfer().is_some()
        && line.last().is_some_and(|r| speaks_of_reuse(r.text.bytes()))
}

fn speaks_of_reuse(text: &[u8]) -> bool {
    contains_ignoring_case(text, b"reuse")
        || (contains_ignoring_case(text, b"TLS") && contains_ignoring_case(text, b"resum"))
}

/// By IANA's registry of cipher suites.
fn weakness(cipher: u16) -> Option<&'static str> {
    Some(match cipher {
        0x0000..=0x0002
        | 0x002c..=0x002e
        | 0x003b
        | 0x00b0
        | 0x00b1
        | 0x00b4
        | 0x00b5
        | 0x00b8
        | 0x00b9
        | 0xc001
        | 0xc006
        | 0xc00b
        | 0xc010
        | 0xc015
        | 0xc039..=0xc03b => "NULL",
        0x0003
        | 0x0006
        | 0x0008
        | 0x000b
        | 0x000e
        | 0x0011
        | 0x0014
        | 0x0017
        | 0x0019
        | 0x0026..=0x002b => "EXPORT",
        0x0004 | 0x0005 | 0x0018 | 0x0020 | 0x0024 | 0x008a | 0x008e | 0x0092 | 0xc002 | 0xc007
        | 0xc00c | 0xc011 | 0xc016 | 0xc033 => "RC4",
        0x0009 | 0x000c | 0x000f | 0x0012 | 0x0015 | 0x001a | 0x001e | 0x0022 => "DES",
        0x000a
        | 0x000d
        | 0x0010
        | 0x0013
        | 0x0016
        | 0x001b
        | 0x001f
        | 0x0023
        | 0x008b
        | 0x008f
        | 0x0093
        | 0xc003
        | 0xc008
        | 0xc00d
        | 0xc012
        | 0xc017
        | 0xc01a..=0xc01c
        | 0xc034 => "3DES",
        // whoever sits between the two can be the server
        0x0034 | 0x003a | 0x0046 | 0x006c | 0x006d | 0x0089 | 0x009b | 0x00a6 | 0x00a7 | 0x00bf
        | 0x00c5 | 0xc018 | 0xc019 | 0xc046 | 0xc047 | 0xc05a | 0xc05b | 0xc084 | 0xc085 => "anon",
        _ => return None,
    })
}
