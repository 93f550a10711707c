//! Keys of `[[offer]]`.

use crate::model::Offer;
use crate::text::names;

use super::ValueKind::{Choice, Flag, Number, Text};
use super::{Fact, Key, Look, row};

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
    row("method", Choice(METHODS), Look::Offer(method), "how it was announced"),
    row("mode", Choice(MODES), Look::Offer(mode), "who opens the data connection that it asks for"),
    row("ip", Text, Look::Offer(ip), "address as announced; empty for EPSV"),
    row("port", Number, Look::Offer(port), "port as announced"),
    row("accepted", Flag, Look::Offer(accepted), "answered by 2yz"),
    row("outcome", Choice(OUTCOMES), Look::Offer(outcome), "what became of it"),
    row("matched_by", Choice(MATCHES), Look::Offer(matched_by), "why its connection is taken for the announced one"),
];

fn method(offer: &Offer) -> Fact<'_> {
    Fact::Choice(offer.method.name(), vec![offer.at.frame])
}

fn mode(offer: &Offer) -> Fact<'_> {
    Fact::Choice(names::mode(Some(offer.method.mode())), vec![offer.at.frame])
}

fn ip(offer: &Offer) -> Fact<'_> {
    Fact::Text(
        offer.ip.map(|ip| ip.to_string()).unwrap_or_default(),
        vec![offer.at.frame],
    )
}

fn port(offer: &Offer) -> Fact<'_> {
    Fact::Number(f64::from(offer.port), vec![offer.at.frame])
}

fn accepted(offer: &Offer) -> Fact<'_> {
    offer.accepted.map_or(Fact::Unknown, |accepted| {
        Fact::Flag(accepted, vec![offer.at.frame])
    })
}

fn outcome(offer: &Offer) -> Fact<'_> {
    Fact::Choice(names::offer_outcome(offer.outcome), vec![offer.at.frame])
}

fn matched_by(offer: &Offer) -> Fact<'_> {
    offer.matched_by.map_or(Fact::Unknown, |by| {
        Fact::Choice(names::matched_by(by), vec![offer.at.frame])
    })
}
