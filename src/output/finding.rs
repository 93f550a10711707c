//! The words of findings.

use std::sync::LazyLock;

use crate::escape;
use crate::locale::{Catalogue, Language, Value};
use crate::record::{Arg, Finding, Message};

use super::style::shorten;

/// Columns of a line of the dialogue that a message quotes.
const QUOTED: u16 = 160;

/// For formats that are read by programs: they speak English.
pub(super) static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(Language::En));

/// What happened.
pub(super) fn message(catalogue: &Catalogue, finding: &Finding) -> String {
    let text = sentence(catalogue, &finding.message);
    match finding.more {
        0 => text,
        more => format!("{text} {}", catalogue.text("found-more", &[("count", more.into())])),
    }
}

/// A message with its values, in the words of a language.
pub(super) fn sentence(catalogue: &Catalogue, message: &Message) -> String {
    let args: Vec<(&str, Value)> = message.args.iter().map(|(name, arg)| (*name, value(catalogue, arg))).collect();
    catalogue.text(message.id, &args)
}

/// What such findings are, in a few words.
pub(super) fn title(catalogue: &Catalogue, id: &str) -> String {
    catalogue.text(&format!("finding-{id}"), &[])
}

/// Why it matters.
pub(super) fn why(catalogue: &Catalogue, id: &str) -> String {
    catalogue.text(&format!("finding-{id}-why"), &[])
}

/// What to do.
pub(super) fn advice(catalogue: &Catalogue, id: &str) -> String {
    catalogue.text(&format!("finding-{id}-advice"), &[])
}

fn value<'a>(catalogue: &Catalogue, arg: &'a Arg) -> Value<'a> {
    match arg {
        Arg::Wire(text) => shorten(&escape::text(text.bytes()), QUOTED).into_owned().into(),
        Arg::Name(name) => name.as_str().into(),
        Arg::Number(number) => (*number).into(),
        Arg::Words(id) => catalogue.text(id, &[]).into(),
        Arg::Reply(code) => catalogue.reply(*code).into(),
    }
}
