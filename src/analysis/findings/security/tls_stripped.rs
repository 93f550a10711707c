//! `tls-stripped`: the server offers AUTH TLS in another session, and here the offer is missing or overwritten.

use crate::ftp::Effect;
use crate::model::ReplyCode;

use crate::analysis::findings::case::{Case, contains_ignoring_case};
use crate::analysis::findings::overview::lists_tls;
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    let clear = case
        .lines
        .iter()
        .find(|l| l.effect == Effect::Pass && !case.is_under_tls(l.frame()));
    let overwritten = case
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
    let (Some(clear), Some(elsewhere)) = (clear, case.overview.offers_tls(case.session.server))
    else {
        return;
    };
    let feat = case.lines.iter().find(|l| {
        let listed = |text: &[u8]| {
            lists_tls(text) || (l.code() == Some(ReplyCode::SYSTEM_STATUS) && text.is_empty())
        };
        l.effect == Effect::Features
            && l.code() == Some(ReplyCode::SYSTEM_STATUS)
            && l.last().is_some_and(|r| !listed(r.text.bytes()))
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
