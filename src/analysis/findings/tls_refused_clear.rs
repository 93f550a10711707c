//! `tls-refused-clear`: TLS was asked for and not given, and the password went in clear text all
//! the same (RFC 4217 section 4.1 lets a client do so; an attacker in the middle counts on it).

use crate::analysis::auth::asks_for_tls;
use crate::ftp::Effect;
use crate::model::ReplyCode;

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let Some(auth) = session
        .lines
        .iter()
        .find(|l| asks_for_tls(l.command) && !l.accepted())
    else {
        return;
    };
    if auth.last().is_none() && session.record.control.missing.is_some() {
        return;
    }
    let mut later = session.lines[auth.index..].iter();
    // some servers ask for no password
    let enters =
        |l: &CommandLine| l.effect == Effect::Pass || (l.effect == Effect::User && l.accepted());
    let pass = later.rfind(|l| enters(l) && !session.is_under_tls(l.frame()));
    let taken = session.lines[auth.index..]
        .iter()
        .any(|l| l.effect == Effect::Auth && l.accepted());
    let Some(pass) =
        pass.filter(|_| !taken && !auth.code().is_some_and(ReplyCode::is_intermediate))
    else {
        return;
    };
    let mut frames = auth.frames();
    frames.extend(pass.frames());
    report.add(
        frames,
        "found-tls-refused-clear",
        vec![("line", auth.quote()), ("code", auth.shown_code())],
    );
}
