//! The words of findings.

use std::sync::LazyLock;

use crate::model::Finding;

use super::locale::{Catalogue, Language};
use super::message::sentence;

/// For formats that are read by programs: they speak English.
pub(crate) static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(Language::En));

/// What happened.
pub(crate) fn message(catalogue: &Catalogue, finding: &Finding) -> String {
    let text = sentence(catalogue, &finding.message);
    match finding.more {
        0 => text,
        more => format!(
            "{text} {}",
            catalogue.text("found-more", &[("count", more.into())])
        ),
    }
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
