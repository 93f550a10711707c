//! Keys of `[[offer]]`.

use crate::model::ExpectedData;
use crate::text::names;

use super::ValueKind::{Choice, Flag, Number, Text};
use super::{Fact, Key, Lookup, row};

pub(super) const METHODS: &[&str] = &["PORT", "EPRT", "LPRT", "PASV", "EPSV", "LPSV", "default"];
const MODES: &[&str] = &["active", "passive"];
const OUTCOMES: &[&str] = &[
    "rejected",
    "connected",
    "refused",
    "unanswered",
    "never_tried",
    "replaced",
    "not_captured",
];
const MATCHES: &[&str] = &["exact", "peer", "port", "inferred"];

#[rustfmt::skip] // one row, one line
pub(super) static KEYS: &[Key] = &[
    row("method", Choice(METHODS), Lookup::Offer(method), "how it was announced"),
    row("mode", Choice(MODES), Lookup::Offer(mode), "who opens the data connection that it asks for"),
    row("ip", Text, Lookup::Offer(ip), "address as announced; empty for EPSV"),
    row("port", Number, Lookup::Offer(port), "port as announced"),
    row("accepted", Flag, Lookup::Offer(accepted), "answered by 2yz"),
    row("outcome", Choice(OUTCOMES), Lookup::Offer(outcome), "what became of it"),
    row("matched_by", Choice(MATCHES), Lookup::Offer(matched_by), "why its connection is taken for the announced one"),
];

fn method(offer: &ExpectedData) -> Fact<'_> {
    Fact::Choice(offer.method.name(), vec![offer.at.frame])
}

fn mode(offer: &ExpectedData) -> Fact<'_> {
    Fact::Choice(names::mode(Some(offer.method.mode())), vec![offer.at.frame])
}

fn ip(offer: &ExpectedData) -> Fact<'_> {
    Fact::Text(
        offer.ip.map(|ip| ip.to_string()).unwrap_or_default(),
        vec![offer.at.frame],
    )
}

fn port(offer: &ExpectedData) -> Fact<'_> {
    Fact::Number(f64::from(offer.port), vec![offer.at.frame])
}

fn accepted(offer: &ExpectedData) -> Fact<'_> {
    offer.accepted.map_or(Fact::Unknown, |accepted| {
        Fact::Flag(accepted, vec![offer.at.frame])
    })
}

fn outcome(offer: &ExpectedData) -> Fact<'_> {
    Fact::Choice(names::offer_outcome(offer.outcome), vec![offer.at.frame])
}

fn matched_by(offer: &ExpectedData) -> Fact<'_> {
    offer.matched_by.map_or(Fact::Unknown, |by| {
        Fact::Choice(names::matched_by(by), vec![offer.at.frame])
    })
}
