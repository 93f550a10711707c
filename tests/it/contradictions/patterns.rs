//! Messages of a catalogue, read backwards: what was filled into their places.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use ftpscope::text::locale::{Catalogue, Language, Value};
use regex::Regex;

/// What stands round the name of a place while a pattern is made.
const MARKS: [char; 2] = ['\u{e000}', '\u{e001}'];
/// Choosers of plural forms: each has words of its own in some language.
const NUMBERS: [u64; 4] = [0, 1, 2, 7];

/// A language, and how its messages are recognised.
pub(super) struct Words {
    catalogue: Catalogue,
    source: &'static str,
    /// Everybody who takes part, in the words of sentences.
    parties: Vec<(String, &'static str)>,
    /// What was made before: to make a pattern takes longer than to use it.
    made: Mutex<HashMap<String, Patterns>>,
}

/// One for each form of a message, with the numbers that are words in it.
type Patterns = Arc<Vec<(Regex, Found)>>;

/// The places of a message that was found, by name.
pub(super) type Found = BTreeMap<String, String>;

impl Words {
    pub(super) fn new(language: Language) -> Self {
        let catalogue = Catalogue::new(language);
        let source = match language {
            Language::En => include_str!("../../../locales/en.ftl"),
            Language::Vi => include_str!("../../../locales/vi.ftl"),
        };
        let names = [
            ("client", "client"),
            ("server", "server"),
            ("other", "other"),
            ("other-server", "other"),
        ];
        let mut parties: Vec<(String, &'static str)> = names
            .map(|(id, name)| (catalogue.text(&format!("party-{id}"), &[]), name))
            .into();
        // "the other server" before "the server"
        parties.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        Words {
            catalogue,
            source,
            parties,
            made: Mutex::default(),
        }
    }

    /// A message without places.
    pub(super) fn text(&self, id: &str) -> String {
        self.catalogue.text(id, &[])
    }

    /// True where there is such a message.
    pub(super) fn has(&self, id: &str) -> bool {
        self.source.contains(&format!("\n{id} ="))
    }

    /// What stands above the part of a session.
    pub(super) fn title(&self, session: u64) -> String {
        let id = Value::from(session.to_string());
        let title = self.catalogue.text("explain-session", &[("id", id)]);
        format!("{title}  ")
    }

    /// Who is meant: `client`, `server` or `other`.
    pub(super) fn party(&self, words: &str) -> &'static str {
        let words = words.to_lowercase();
        let known = self.parties.iter().find(|(party, _)| *party == words);
        known.map_or("nobody", |(_, name)| name)
    }

    /// Every place in a text where a message stands, with what was filled in.
    pub(super) fn find(&self, id: &str, text: &str) -> Vec<Found> {
        let mut found = BTreeSet::new();
        for (pattern, numbers) in self.patterns(id).iter() {
            for captures in pattern.captures_iter(text) {
                let mut places = numbers.clone();
                for name in pattern.capture_names().flatten() {
                    if let Some(value) = captures.name(name) {
                        places.insert(name.to_owned(), value.as_str().to_owned());
                    }
                }
                found.insert(places);
            }
        }
        found.into_iter().collect()
    }

    /// True where a message stands in a text.
    pub(super) fn says(&self, id: &str, text: &str) -> bool {
        !self.find(id, text).is_empty()
    }

    fn patterns(&self, id: &str) -> Patterns {
        let mut known = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let patterns = known.entry(id.to_owned());
        Arc::clone(patterns.or_insert_with(|| Arc::new(self.make(id))))
    }

    /// The patterns of a message: one for each form that numbers choose.
    fn make(&self, id: &str) -> Vec<(Regex, Found)> {
        let (places, choosers) = self.places(id);
        let mut forms = vec![BTreeMap::new()];
        for chooser in &choosers {
            let with = |form: &BTreeMap<String, u64>| {
                let form = form.clone();
                NUMBERS.map(|number| {
                    let mut form = form.clone();
                    form.insert(chooser.clone(), number);
                    form
                })
            };
            forms = forms.iter().flat_map(with).collect();
        }
        let mut patterns: BTreeMap<String, Found> = BTreeMap::new();
        for form in forms {
            let (pattern, numbers) = self.pattern(id, &places, &form);
            patterns.entry(pattern).or_insert(numbers);
        }
        let compile = |(pattern, numbers): (String, Found)| {
            let pattern = Regex::new(&pattern).expect("a pattern of a message");
            (pattern, numbers)
        };
        patterns.into_iter().map(compile).collect()
    }

    fn pattern(
        &self,
        id: &str,
        places: &BTreeSet<String>,
        form: &BTreeMap<String, u64>,
    ) -> (String, Found) {
        let value = |name: &String| match form.get(name) {
            Some(&number) => Value::Number(number),
            None => Value::from(format!("{}{name}{}", MARKS[0], MARKS[1])),
        };
        let args: Vec<(&str, Value)> = places.iter().map(|n| (n.as_str(), value(n))).collect();
        let text = self.catalogue.text(id, &args);
        let mut pattern = String::new();
        let mut named = BTreeSet::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(MARKS[0]) {
            let (name, after) = after.split_once(MARKS[1]).expect("both marks");
            pattern.push_str(&Self::literal(before, form, &mut named));
            pattern.push_str(&self.group(name, &mut named));
            rest = after;
        }
        pattern.push_str(&Self::literal(rest, form, &mut named));
        let numbers = form.iter().filter(|(name, _)| !named.contains(*name));
        let numbers = numbers.map(|(name, number)| (name.clone(), number.to_string()));
        (pattern, numbers.collect())
    }

    /// Text between places: the number that chose the form is a place too, where it is written in
    /// digits.
    fn literal(text: &str, form: &BTreeMap<String, u64>, named: &mut BTreeSet<String>) -> String {
        let mut pattern = String::new();
        let mut digits = String::new();
        let mut flush = |pattern: &mut String, digits: &mut String| {
            if digits.is_empty() {
                return;
            }
            let number: u64 = digits.parse().unwrap_or_default();
            let chooser = form
                .iter()
                .find(|(name, chosen)| **chosen == number && number > 1 && !named.contains(*name));
            match chooser {
                Some((name, _)) => {
                    named.insert(name.clone());
                    let _ = write!(pattern, r"(?P<{name}>\d+)");
                }
                None => pattern.push_str(digits),
            }
            digits.clear();
        };
        for character in text.chars() {
            if character.is_ascii_digit() {
                digits.push(character);
                continue;
            }
            flush(&mut pattern, &mut digits);
            pattern.push_str(&regex::escape(character.encode_utf8(&mut [0; 4])));
        }
        flush(&mut pattern, &mut digits);
        pattern
    }

    fn group(&self, name: &str, named: &mut BTreeSet<String>) -> String {
        let shape = match name {
            "by" | "to" => {
                let words: Vec<String> = self.parties.iter().map(|p| regex::escape(&p.0)).collect();
                format!("(?i:{})", words.join("|"))
            }
            "frame" | "first" | "last" | "syn" | "ack" | "reply" | "bytes" | "expected"
            | "good" | "bad" | "open" | "unanswered" | "hidden" | "lacking" => r"\d+".to_owned(),
            "opener" | "listener" | "src" | "dst" | "client" | "server" => r"\S+?".to_owned(),
            "code" => r"\d{3}|–".to_owned(),
            _ => ".*?".to_owned(),
        };
        if named.insert(name.to_owned()) {
            format!("(?P<{name}>{shape})")
        } else {
            format!("(?:{shape})")
        }
    }

    /// The places of a message, and those of them that choose between forms.
    fn places(&self, id: &str) -> (BTreeSet<String>, BTreeSet<String>) {
        let start = format!("\n{id} =");
        let from = self.source.find(&start).expect("a message") + start.len();
        let rest = &self.source[from..];
        // the next message, or a blank line, ends it
        let ends = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase() || c == '#');
        let mut lines = rest.split_inclusive('\n');
        let mut body = lines.next().unwrap_or_default().to_owned();
        body.extend(lines.take_while(|line| !ends(line)));
        let names = body.match_indices('$').map(|(at, _)| {
            let rest = &body[at + 1..];
            let name: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            // a selector, or the first argument of COUNT, FORM or TIMES
            let chooses = rest[name.len()..].starts_with(" ->") || body[..at].ends_with('(');
            (name, chooses)
        });
        let names: Vec<(String, bool)> = names.collect();
        let choosers = names.iter().filter(|(_, chooses)| *chooses);
        let choosers = choosers.map(|(name, _)| name.clone()).collect();
        (
            names.iter().map(|(name, _)| name.clone()).collect(),
            choosers,
        )
    }
}

#[test]
fn a_message_is_read_back() {
    for language in [Language::En, Language::Vi] {
        let words = &super::WORDS[usize::from(language == Language::Vi)];
        for count in [0, 1, 2, 5, 12] {
            let args = [
                ("good", Value::Number(3)),
                ("lacking", Value::Number(count)),
                ("bad", Value::Number(0)),
                ("unanswered", Value::Number(count)),
                ("open", Value::Number(count)),
                ("hidden", Value::Number(0)),
                ("bytes", Value::Number(70_000)),
            ];
            let said = Catalogue::new(language).text("sum-transfers", &args);
            let found = words.find("sum-transfers", &said);
            let read = found.iter().any(|places| {
                args.iter().all(|(name, value)| {
                    let Value::Number(number) = value else {
                        return false;
                    };
                    places.get(*name) == Some(&number.to_string())
                })
            });
            assert!(read, "{said}: {found:?}");
        }
    }
}
