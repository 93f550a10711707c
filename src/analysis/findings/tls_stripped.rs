//! `tls-stripped`: the server offers AUTH TLS in another session, and here the offer is missing or
//! overwritten.

use crate::analysis::auth::asks_for_tls;
use crate::analysis::find::contains_ignoring_case;
use crate::ftp::Effect;
use crate::model::ReplyCode;

use super::all_sessions::lists_tls;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::reason::reason_line;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
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
    if let Some((line, text)) = session.lines.iter().find_map(overwritten_behind) {
        report.add(
            line.frames(),
            "found-tls-stripped-echo",
            vec![("line", line.quote()), ("text", text.into())],
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

/// What an inspecting firewall writes over a command that it does not let pass.
const OVERWRITTEN: &[u8] = b"XXXX";

/// The server's refusal of AUTH quotes what the client did not say: the command was overwritten
/// behind the point where this was recorded.
fn overwritten_behind<'s, 'a>(
    line: &'s CommandLine<'a>,
) -> Option<(&'s CommandLine<'a>, &'a [u8])> {
    let reply = line
        .last()
        .filter(|_| asks_for_tls(line.command) && line.refused())?;
    let quotes = |text: &[u8]| contains_ignoring_case(text, OVERWRITTEN);
    (quotes(reply.text.bytes()) && !quotes(line.command.line.bytes()))
        .then(|| (line, reason_line(reply)))
}

fn mentions_tls(text: &[u8]) -> bool {
    contains_ignoring_case(text, b"TLS") || contains_ignoring_case(text, b"SSL")
}
