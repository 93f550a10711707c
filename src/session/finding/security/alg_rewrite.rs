//! `alg-rewrite`: an announcement that the FTP helpers of firewalls and NATs read differently from a client, or drop
//! (Linux' conntrack: numbers above 255, text before the numbers, a line in several segments, LF alone). What a helper
//! rewrote shows only in two captures.

use crate::ftp::{Effect, Oddities, Oddity, parse_eprt, parse_lprt, parse_passive_reply, parse_port};
use crate::record::{Method, Mode, Offer};

use super::super::case::{Case, Line};
use super::super::report::Report;

pub(in super::super) fn look(case: &Case, report: &mut Report) {
    for offer in &case.session.offers {
        let oddities = oddities(case, offer);
        let split = match offer.method.mode() {
            Mode::Active => case.line_of(offer).is_some_and(|l| l.command.first_frame != l.frame()),
            Mode::Passive => case.announcing_reply(offer).is_some_and(|r| r.first_frame != r.at.frame),
        };
        let bare = case.line_of(offer).is_some_and(|l| l.command.bare_lf && matches!(l.effect, Effect::Announce(_)));
        let reasons = [
            (oddities.contains(Oddity::NumberAbove255), "found-alg-rewrite-number"),
            (oddities.contains(Oddity::TextBefore), "found-alg-rewrite-text"),
            (bare, "found-alg-rewrite-lf"),
            (split, "found-alg-rewrite-split"),
        ];
        for (_, message) in reasons.into_iter().filter(|(holds, _)| *holds) {
            report.add(vec![offer.at.frame], message, vec![("method", offer.method.name().into())]);
        }
    }
}

/// How an announcement departs from its specification.
pub(super) fn oddities(case: &Case, offer: &Offer) -> Oddities {
    let parsed = match offer.method {
        Method::Port | Method::Eprt | Method::Lprt => {
            let argument = case.line_of(offer).map(Line::argument).unwrap_or_default();
            match offer.method {
                Method::Eprt => parse_eprt(argument),
                Method::Lprt => parse_lprt(argument),
                _ => parse_port(argument),
            }
            .ok()
        }
        Method::Default => None,
        _ => case.announcing_reply(offer).and_then(|r| parse_passive_reply(r.code, r.text.bytes())?.ok()),
    };
    parsed.map(|announced| announced.oddities).unwrap_or_default()
}
