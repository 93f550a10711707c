//! The words for people: explanations, advice, notes of rows. One catalogue a language, in Fluent
//! (<https://projectfluent.org>), built into the program. Facts and names of the contract are never translated.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

/// A language that has a catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
}

impl Language {
    /// Every language, for lists and tests.
    pub const ALL: &'static [Language] = &[Language::En];

    /// Its tag of BCP 47, as on the command line.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
        }
    }

    fn source(self) -> &'static str {
        match self {
            Language::En => include_str!("../locales/en.ftl"),
        }
    }
}

/// A value for a place in a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Text, put in as it is: wire bytes are escaped before they come here.
    Text(Cow<'a, str>),
    /// A count, or anything else that chooses between singular and plural.
    Number(u64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Value::Number(number)
    }
}

/// The messages of one language.
pub struct Catalogue {
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// The catalogue of a language.
    ///
    /// # Panics
    /// Where the built-in file is broken; a test holds that none is.
    pub fn new(language: Language) -> Self {
        let identifier: LanguageIdentifier = language.tag().parse().expect("a tag of BCP 47");
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // the isolation marks of bidirectional text would show in terminals, and in every comparison
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(language.source().to_owned())
            .unwrap_or_else(|(_, errors)| panic!("locales/{}.ftl: {errors:?}", language.tag()));
        if let Err(errors) = bundle.add_resource(resource) {
            panic!("locales/{}.ftl: {errors:?}", language.tag());
        }
        Catalogue { bundle }
    }

    /// The message `id` with its places filled. An `id` without a message gives the id itself, so that a report is
    /// never lost to a missing word; a debug build panics.
    pub fn text(&self, id: &str, args: &[(&str, Value<'_>)]) -> String {
        self.get(id, args).unwrap_or_else(|| {
            debug_assert!(false, "the catalogue has no message {id}");
            id.to_owned()
        })
    }

    /// The message `id` with its places filled, if there is one.
    pub fn get(&self, id: &str, args: &[(&str, Value<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, fluent(value))).collect();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "{id}: {errors:?}");
        Some(text)
    }

    /// Short words for a reply code: its own, else those of its first digit (RFC 959 section 4.2.1).
    pub fn reply(&self, code: u16) -> String {
        self.get(&format!("reply-{code}"), &[])
            .unwrap_or_else(|| self.text(&format!("reply-class-{}", code / 100), &[]))
    }
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue").field("locales", &self.bundle.locales).finish_non_exhaustive()
    }
}

fn fluent<'a>(value: &'a Value<'_>) -> FluentValue<'a> {
    match value {
        Value::Text(text) => FluentValue::from(text.as_ref()),
        Value::Number(number) => FluentValue::from(*number),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ftp::VERBS;

    /// Ids of the messages of a language that begin with `prefix`.
    fn ids(language: Language, prefix: &str) -> BTreeSet<String> {
        let lines = language.source().lines();
        let ids = lines.filter_map(|line| line.split_once(" = ")).map(|(id, _)| id);
        ids.filter(|id| id.starts_with(prefix)).map(str::to_owned).collect()
    }

    #[test]
    fn every_verb_has_words_and_no_words_are_orphaned() {
        let rows: BTreeSet<String> = VERBS.iter().map(crate::ftp::Verb::message_id).collect();
        assert_eq!(rows.len(), VERBS.len(), "two verbs share a message");
        for &language in Language::ALL {
            assert_eq!(ids(language, "verb-"), rows, "{}", language.tag());
        }
    }

    #[test]
    fn every_code_that_a_verb_expects_has_words() {
        let codes = VERBS.iter().flat_map(|verb| verb.replies.preliminary.iter().chain(verb.replies.last));
        let generic = [110, 120, 421, 500, 501, 502, 503, 504, 530];
        for &language in Language::ALL {
            let catalogue = Catalogue::new(language);
            for code in codes.clone().copied().chain(generic) {
                assert!(catalogue.get(&format!("reply-{code}"), &[]).is_some(), "{} {code}", language.tag());
            }
            for code in 100..700 {
                assert!(!catalogue.reply(code).is_empty());
            }
        }
    }

    #[test]
    fn every_finding_has_words_and_no_words_are_orphaned() {
        let rows = crate::session::finding::FINDINGS.iter().map(|rule| rule.id);
        let wanted: BTreeSet<String> =
            rows.flat_map(|id| ["", "-why", "-advice"].map(|part| format!("finding-{id}{part}"))).collect();
        for &language in Language::ALL {
            assert_eq!(ids(language, "finding-"), wanted, "{}", language.tag());
            let catalogue = Catalogue::new(language);
            for id in &wanted {
                let text = catalogue.text(id, &[]);
                let sentence = id.ends_with("-why") || id.ends_with("-advice");
                assert_eq!(text.ends_with('.'), sentence, "{id}: {text}");
            }
        }
    }

    #[test]
    fn every_message_is_short_and_plain() {
        for &language in Language::ALL {
            let catalogue = Catalogue::new(language);
            for id in ids(language, "verb-").into_iter().chain(ids(language, "reply-")) {
                let text = catalogue.text(&id, &[]);
                assert!(text.chars().count() <= 72 && !text.ends_with('.') && text == text.trim(), "{id}: {text}");
            }
        }
    }

    #[test]
    fn places_are_filled_without_marks() {
        let mut catalogue = Catalogue::new(Language::En);
        let source = "test-count = { $count ->\n    [one] one file\n   *[other] { $count } files\n } of { $user }";
        let resource = FluentResource::try_new(source.to_owned()).expect("a resource");
        catalogue.bundle.add_resource(resource).expect("no such message yet");
        let told = |count: u64| catalogue.text("test-count", &[("count", count.into()), ("user", "bob".into())]);
        assert_eq!((told(1), told(12345)), ("one file of bob".into(), "12345 files of bob".into()));
        assert_eq!(catalogue.get("no-such-message", &[]), None);
    }
}
