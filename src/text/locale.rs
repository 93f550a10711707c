//! The words for people: explanations, advice, notes of rows. One catalogue a language, in Fluent
//! (<https://projectfluent.org>), built into the program. Facts and names of the contract are never
//! translated.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use crate::model::{ReplyCode, Session};
use crate::tls::KeyLogError;

use super::hosts::HostNames;
use super::message::sentence;
use super::plural;
use super::stamp;

/// A language that has a catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Vietnamese.
    Vi,
}

impl Language {
    /// Every language, for lists and tests.
    pub const ALL: &'static [Language] = &[Language::En, Language::Vi];

    /// Its tag of BCP 47, as on the command line.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Vi => "vi",
        }
    }

    /// The language of a tag.
    pub fn from_tag(tag: &str) -> Option<Language> {
        Language::ALL
            .iter()
            .copied()
            .find(|language| language.tag() == tag)
    }

    /// Its own name.
    pub fn name(self) -> &'static str {
        match self {
            Language::En => "English",
            Language::Vi => "Tiếng Việt",
        }
    }

    pub(super) fn source(self) -> &'static str {
        match self {
            Language::En => include_str!("../../locales/en.ftl"),
            Language::Vi => include_str!("../../locales/vi.ftl"),
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

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        Value::Number(number as u64)
    }
}

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Value::Number(number)
    }
}

pub(super) type Bundle = FluentBundle<FluentResource>;

/// The messages of each language: read once, where they are asked for.
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| messages(Language::En, Language::En.source()));
static VIETNAMESE: LazyLock<Bundle> =
    LazyLock::new(|| messages(Language::Vi, Language::Vi.source()));

/// The messages of a file in a language.
fn messages(language: Language, source: &str) -> Bundle {
    let identifier: LanguageIdentifier = language.tag().parse().expect("a tag of BCP 47");
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // the isolation marks of bidirectional text would show in terminals, and in every comparison
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned())
        .unwrap_or_else(|(_, errors)| panic!("locales/{}.ftl: {errors:?}", language.tag()));
    plural::add(&mut bundle).expect("functions of other names");
    if let Err(errors) = bundle.add_resource(resource) {
        panic!("locales/{}.ftl: {errors:?}", language.tag());
    }
    bundle
}

/// The messages of one language, and what addresses are called.
pub struct Catalogue {
    language: Language,
    bundle: &'static Bundle,
    hosts: Arc<HostNames>,
}

impl Catalogue {
    /// The catalogue of a language.
    ///
    /// # Panics
    /// Where the built-in file is broken; a test holds that none is.
    pub fn new(language: Language) -> Self {
        let bundle = match language {
            Language::En => &*ENGLISH,
            Language::Vi => &*VIETNAMESE,
        };
        Catalogue {
            language,
            bundle,
            hosts: Arc::default(),
        }
    }

    /// The same, with names for addresses.
    #[must_use]
    pub fn naming(mut self, hosts: Arc<HostNames>) -> Self {
        self.hosts = hosts;
        self
    }

    /// `192.0.2.7:50123 → ftp.example:21 (192.0.2.1)`: who takes part in a session.
    pub(crate) fn ends(&self, session: &Session) -> String {
        let ends = [session.client, session.server];
        ends.map(|end| self.hosts.end_in_full(end)).join(" → ")
    }

    /// What addresses are called.
    pub(crate) fn hosts(&self) -> &HostNames {
        &self.hosts
    }

    /// The message `id` with its places filled. An `id` without a message gives the id itself, so
    /// that a report is never lost to a missing word; a debug build panics.
    pub fn text(&self, id: &str, args: &[(&str, Value<'_>)]) -> String {
        self.get(id, args).unwrap_or_else(|| {
            debug_assert!(false, "the catalogue has no message {id}");
            id.to_owned()
        })
    }

    /// Why a text cannot be read as a key log.
    pub fn key_log_error(&self, error: &KeyLogError) -> String {
        sentence(self, &error.message())
    }

    /// A number with a decimal point, as the language writes it.
    pub fn decimal<'n>(&self, number: &'n str) -> Cow<'n, str> {
        match self.language {
            Language::En => number.into(),
            Language::Vi => number.replace('.', ",").into(),
        }
    }

    /// How long something took, rounded, as the language writes it.
    pub(crate) fn duration(&self, nanoseconds: i64) -> String {
        let duration = stamp::duration(nanoseconds, self.units());
        self.decimal(&duration).into_owned()
    }

    /// Day, hour, minute, second.
    pub(crate) fn units(&self) -> [&'static str; 4] {
        match self.language {
            Language::En => stamp::UNITS,
            Language::Vi => ["ngày", "giờ", "phút", "giây"],
        }
    }

    /// The message `id` with its places filled, if there is one.
    pub fn get(&self, id: &str, args: &[(&str, Value<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let args: FluentArgs<'_> = args
            .iter()
            .map(|(name, value)| (*name, fluent(value)))
            .collect();
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&args), &mut errors)
            .into_owned();
        debug_assert!(errors.is_empty(), "{id}: {errors:?}");
        Some(text)
    }

    /// Short words for a reply code: its own, else those of its first digit (RFC 959 section
    /// 4.2.1).
    pub fn reply(&self, code: ReplyCode) -> String {
        self.get(&format!("reply-{code}"), &[])
            .unwrap_or_else(|| self.text(&format!("reply-class-{}", code.get() / 100), &[]))
    }
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue")
            .field("locales", &self.bundle.locales)
            .finish_non_exhaustive()
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
    use std::collections::{BTreeMap, BTreeSet, HashSet};

    use super::*;
    use crate::ftp::VERBS;

    /// Ids of the messages of a language that begin with `prefix`.
    fn ids(language: Language, prefix: &str) -> BTreeSet<String> {
        let lines = language.source().lines();
        let ids = lines
            .filter_map(|line| line.split_once(" = "))
            .map(|(id, _)| id);
        ids.filter(|id| id.starts_with(prefix))
            .map(str::to_owned)
            .collect()
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
        let codes = VERBS
            .iter()
            .flat_map(|verb| verb.replies.preliminary.iter().chain(verb.replies.last));
        let generic = [110, 120, 421, 500, 501, 502, 503, 504, 530];
        for &language in Language::ALL {
            let catalogue = Catalogue::new(language);
            for code in codes.clone().copied().chain(generic) {
                assert!(
                    catalogue.get(&format!("reply-{code}"), &[]).is_some(),
                    "{} {code}",
                    language.tag()
                );
            }
            for code in 100..700 {
                assert!(!catalogue.reply(ReplyCode::new(code).unwrap()).is_empty());
            }
        }
    }

    #[test]
    fn every_finding_has_words_and_no_words_are_orphaned() {
        let rows = crate::analysis::findings::FINDINGS
            .iter()
            .map(|rule| rule.id);
        let wanted: BTreeSet<String> = rows
            .flat_map(|id| ["", "-why", "-advice"].map(|part| format!("finding-{id}{part}")))
            .collect();
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

    /// The messages of a language, each with the names of its places.
    fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut current = String::new();
        for line in language
            .source()
            .lines()
            .filter(|line| !line.starts_with('#'))
        {
            if let Some((id, _)) = line.split_once(" = ")
                && line.starts_with(|c: char| c.is_ascii_lowercase())
            {
                id.clone_into(&mut current);
                assert!(
                    messages.insert(current.clone(), BTreeSet::new()).is_none(),
                    "{} {id} twice",
                    language.tag()
                );
            }
            let places = line
                .split('$')
                .skip(1)
                .filter_map(|rest| rest.split([' ', ',', ')', '}']).next());
            messages
                .entry(current.clone())
                .or_default()
                .extend(places.map(str::to_owned));
        }
        messages.remove("");
        messages
    }

    #[test]
    fn every_language_has_every_message_with_every_place() {
        let english = messages(Language::En);
        assert!(english.len() > 500, "{} messages", english.len());
        for &language in Language::ALL {
            let messages = messages(language);
            for (id, places) in &english {
                assert_eq!(messages.get(id), Some(places), "{} {id}", language.tag());
            }
            let more: Vec<_> = messages
                .keys()
                .filter(|id| !english.contains_key(*id))
                .collect();
            assert!(more.is_empty(), "{} has more: {more:?}", language.tag());
        }
    }

    #[test]
    fn vietnamese_sentences_are_no_english_ones() {
        let (english, vietnamese) = (messages(Language::En), Catalogue::new(Language::Vi));
        let catalogue = Catalogue::new(Language::En);
        for id in english.keys().filter(|id| {
            // a frame for other messages has no words
            let is_frame = [
                "told-list",
                "told-named",
                concat!("file-", "unit"),
                "cause-",
            ]
            .iter()
            .any(|p| id.starts_with(p));
            let told = ["told-", "file-", "damage-", "line-", "archive-", "reason-"];
            !is_frame
                && ["ask-", "explain-", "sum-", "topic-"]
                    .iter()
                    .chain(&told)
                    .any(|p| id.starts_with(p))
        }) {
            let texts = [&catalogue, &vietnamese].map(|c| {
                let places: Vec<(&str, Value)> = english[id]
                    .iter()
                    .map(|name| (name.as_str(), 2_u64.into()))
                    .collect();
                c.text(id, &places)
            });
            assert_ne!(texts[0], texts[1], "{id}");
        }
    }

    #[test]
    fn every_message_is_said_somewhere_and_every_one_that_is_said_exists() {
        let mut sources = String::new();
        let mut folders = vec![std::path::PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src"
        ))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder of sources") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    sources.push_str(&std::fs::read_to_string(path).expect("a source"));
                }
            }
        }
        // what stands between any two quotation marks
        let quoted: HashSet<&str> = sources.split('"').collect();
        let english = messages(Language::En);
        let prefixes = [
            "ask-",
            "explain-",
            "sum-",
            "topic-",
            "party-",
            "transcript-",
            "diagram-",
            "file-",
            "damage-",
            "cause-",
            "told-",
            "line-",
            "archive-",
            "reason-",
        ];
        for id in english
            .keys()
            .filter(|id| prefixes.iter().any(|prefix| id.starts_with(prefix)))
        {
            assert!(quoted.contains(id.as_str()), "nothing says {id}");
        }
        for word in quoted {
            let is_message = prefixes
                .iter()
                .chain(&["found-", "advice-"])
                .any(|prefix| word.starts_with(prefix));
            // the beginning of an id is put together with a word
            if is_message && !word.ends_with('-') && !word.contains([' ', '{', '\n']) {
                assert!(english.contains_key(word), "there is no {word}");
            }
        }
    }

    #[test]
    fn every_message_is_short_and_plain() {
        for &language in Language::ALL {
            let catalogue = Catalogue::new(language);
            for id in ids(language, "verb-")
                .into_iter()
                .chain(ids(language, "reply-"))
            {
                let text = catalogue.text(&id, &[]);
                assert!(
                    text.chars().count() <= 72 && !text.ends_with('.') && text == text.trim(),
                    "{id}: {text}"
                );
            }
        }
    }

    #[test]
    fn places_are_filled_without_marks() {
        let source = "test-count = { $count ->\n    [one] one file\n   *[other] { $count } files\n } of { $user }";
        let catalogue = Catalogue {
            bundle: Box::leak(Box::new(super::messages(Language::En, source))),
            ..Catalogue::new(Language::En)
        };
        let told = |count: u64| {
            catalogue.text(
                "test-count",
                &[("count", count.into()), ("user", "bob".into())],
            )
        };
        assert_eq!(
            (told(1), told(12345)),
            ("one file of bob".into(), "12345 files of bob".into())
        );
        assert_eq!(catalogue.get("no-such-message", &[]), None);
    }
}
