//! `site-exec`: SITE EXEC runs programs (CERT CA-1995-16), SITE CHMOD sets set-uid bits, SITE CPFR
//! and CPTO before a login copy any file (`ProFTPD`'s `mod_copy`, CVE-2015-3306).

use crate::ftp::Effect;
use crate::model::ReplyCode;

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let mut logged_in = !session.is_whole();
    for line in &session.lines {
        logged_in |= line.is_log_in() && line.code().is_some_and(ReplyCode::logs_in);
        let done = line
            .code()
            .is_some_and(|c| c.is_completion() || c.is_intermediate());
        if line.effect == Effect::Site
            && done
            && let Some(message) = danger(line.argument(), logged_in)
        {
            report.add(
                line.frames(),
                message,
                vec![("line", CommandLine::quote(line))],
            );
        }
    }
}

fn danger(argument: &[u8], logged_in: bool) -> Option<&'static str> {
    let mut words = argument.split(|&b| b == b' ').filter(|w| !w.is_empty());
    match words.next()?.to_ascii_uppercase().as_slice() {
        b"EXEC" => Some("found-site-exec"),
        b"CHMOD" => words
            .next()
            .is_some_and(sets_uid)
            .then_some("found-site-exec-setuid"),
        b"CPFR" | b"CPTO" if !logged_in => Some("found-site-exec-copy"),
        _ => None,
    }
}

/// 4xxx, 2xxx and 6xxx: the set-uid and the set-gid bit.
fn sets_uid(mode: &[u8]) -> bool {
    let bits = std::str::from_utf8(mode)
        .ok()
        .and_then(|m| u32::from_str_radix(m, 8).ok());
    bits.is_some_and(|b| b & 0o6000 != 0)
}
