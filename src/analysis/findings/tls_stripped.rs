//! `tls-stripped`: the server offers AUTH TLS in another session, and here the offer is missing or overwritten.

use crate::analysis::find::contains_ignoring_case;
use crate::ftp::Effect;
use crate::model::ReplyCode;

use super::all_sessions::lists_tls;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    let clear = session
        .lines
        .iter()
        .find(|l| l.effect == Effect::Pass && !session.is_under_tls(l.frame()));
    let overwritten = session
        .lines
        .iter()
        .find(|l| l.command.verb.bytes().starts_with(b"XXX") && mentions_tls(l.argument()));
    if let Some(line) = overwritten {
        report.add(
            line.frames(),
            "found-tls-stripped-overwritten",
            vec![("line", line.quote())],
        );
    }
    let (Some(clear), Some(elsewhere)) = (
        clear,
        session.all_sessions.offers_tls(session.record.server),
    ) else {
        return;
    };
    let feat = session.lines.iter().find(|l| {
        l.effect == Effect::Features
            && l.code() == Some(ReplyCode::SYSTEM_STATUS)
            && l.last().is_some_and(|r| {
                let text = r.text.bytes();
                !text.is_empty() && !lists_tls(text)
            })
    });
    if let Some(feat) = feat {
        let mut frames = feat.frames();
        frames.push(elsewhere);
        frames.extend(clear.frames());
        report.add(
            frames,
            "found-tls-stripped",
            vec![("frame", elsewhere.to_string().into())],
        );
    }
}

fn mentions_tls(text: &[u8]) -> bool {
    contains_ignoring_case(text, b"TLS") || contains_ignoring_case(text, b"SSL")
}
