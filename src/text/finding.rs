//! The words of findings.

use std::sync::LazyLock;

use crate::model::{Action, Actions, Finding, Severity, SeverityCounts, Text};

use super::escape;
use super::locale::{Catalogue, Language, Value};
use super::message::sentence;
use super::names;
use super::style::shorten;

/// Actions that a message names before it counts the rest, and columns of what one was done to.
const ACTIONS: usize = 4;
const TARGET: u16 = 60;

/// For formats that are read by programs: they speak English.
pub(crate) static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(Language::En));

/// What happened, and what was done after it where that belongs to it.
pub(crate) fn message(catalogue: &Catalogue, finding: &Finding) -> String {
    let mut text = sentence(catalogue, &finding.message);
    if let Some(actions) = &finding.actions {
        text = format!("{text}; {}", acts(catalogue, actions));
    }
    match finding.more {
        0 => text,
        more => format!(
            "{text} {}",
            catalogue.text("found-more", &[("count", more.into())])
        ),
    }
}

/// `then: stored /in/x (frame 12), deleted b.txt (frame 20) and 3 more`
fn acts(catalogue: &Catalogue, actions: &Actions) -> String {
    let shown: Vec<String> = actions
        .first
        .iter()
        .take(ACTIONS)
        .map(|action| act(catalogue, action))
        .collect();
    let args = [
        ("count", actions.count.into()),
        ("list", shown.join(", ").into()),
        ("more", (actions.count - shown.len() as u64).into()),
    ];
    catalogue.text("found-actions", &args)
}

fn act(catalogue: &Catalogue, action: &Action) -> String {
    let kind = names::action(action.kind);
    let args = [
        ("target", named(&action.target).into()),
        (
            "to",
            action
                .renamed_to
                .as_ref()
                .map(named)
                .unwrap_or_default()
                .into(),
        ),
        ("frame", action.frame.to_string().into()),
    ];
    catalogue.text(&format!("found-action-{kind}"), &args)
}

fn named(text: &Text) -> String {
    shorten(&escape::text(text.bytes()), TARGET).into_owned()
}

/// `errors`, `warnings` and `infos`, for messages that count findings.
pub(crate) fn counted(counts: SeverityCounts) -> [(&'static str, Value<'static>); 3] {
    [
        ("errors", counts.count(Severity::Error).into()),
        ("warnings", counts.count(Severity::Warning).into()),
        ("infos", counts.count(Severity::Info).into()),
    ]
}

/// What such findings are, in a few words.
pub(crate) fn title(catalogue: &Catalogue, id: &str) -> String {
    catalogue.text(&format!("finding-{id}"), &[])
}

/// Why it matters.
pub(crate) fn why(catalogue: &Catalogue, id: &str) -> String {
    catalogue.text(&format!("finding-{id}-why"), &[])
}

/// What to do, by what its session shows.
pub(crate) fn advice(catalogue: &Catalogue, finding: &Finding) -> String {
    match &finding.advice {
        Some(advice) => sentence(catalogue, advice),
        None => general_advice(catalogue, finding.id),
    }
}

/// What to do about such findings in general.
pub(crate) fn general_advice(catalogue: &Catalogue, id: &str) -> String {
    catalogue.text(&format!("finding-{id}-advice"), &[])
}
