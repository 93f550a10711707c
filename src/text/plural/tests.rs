use std::collections::BTreeSet;

use crate::text::locale::{Catalogue, Language, Value};

/// A message: its id, the places that choose between forms, the other places, and the names of
/// forms.
#[derive(Default)]
struct Written<'a> {
    id: &'a str,
    choosers: BTreeSet<&'a str>,
    places: BTreeSet<&'a str>,
    forms: BTreeSet<&'a str>,
}

fn messages(source: &str) -> Vec<Written<'_>> {
    let mut messages: Vec<Written<'_>> = Vec::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            let id = line.split(' ').next().expect("an id");
            messages.push(Written {
                id,
                ..Written::default()
            });
        }
        let Some(message) = messages.last_mut() else {
            continue;
        };
        let form = line.trim_start().trim_start_matches('*');
        let form = form.strip_prefix('[').and_then(|form| form.split_once(']'));
        message.forms.extend(form.map(|(form, _)| form));
        for place in line.split('$').skip(1) {
            let end = place.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let (name, rest) = place.split_at(end.unwrap_or(place.len()));
            if rest.starts_with(" ->") {
                message.choosers.insert(name);
            } else {
                message.places.insert(name);
            }
        }
    }
    messages
}

/// Each way to fill in what chooses between forms: with 1, and with each form that is not chosen
/// by a number.
fn fillings<'a>(message: &Written<'a>) -> Vec<Vec<(&'a str, Value<'a>)>> {
    let mut fillings = vec![
        (message.places.difference(&message.choosers))
            .map(|&place| (place, Value::Number(1)))
            .collect::<Vec<_>>(),
    ];
    let forms = message.forms.iter().copied();
    let forms = forms.filter(|form| !matches!(*form, "one" | "other"));
    let values: Vec<Value<'a>> = std::iter::once(Value::Number(1))
        .chain(forms.map(Value::from))
        .collect();
    for &chooser in &message.choosers {
        fillings = fillings
            .iter()
            .flat_map(|filling| {
                let with = |value: &Value<'a>| {
                    let more = [(chooser, value.clone())];
                    filling.iter().cloned().chain(more).collect()
                };
                values.iter().map(with)
            })
            .collect();
    }
    fillings
}

/// What follows a name, which is a 1 here too: "1 closes the connection", and seconds.
const NOT_COUNTED: &[&str] = &[
    "aims",
    "announces",
    "as",
    "asks",
    "begins",
    "closes",
    "connects",
    "differs",
    "does",
    "ends",
    "forbids",
    "goes",
    "has",
    "holds",
    "is",
    "keeps",
    "knows",
    "means",
    "names",
    "needs",
    "opens",
    "passes",
    "reaches",
    "refuses",
    "resets",
    "s",
    "says",
    "sends",
    "sets",
    "speaks",
    "takes",
    "tears",
    "tries",
    "was",
    "works",
];

/// `1 bytes` or `1 byte were`, where a text counts one thing as if it were several.
fn miscounted(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split([' ', '\n']).collect();
    let at = |from: usize| words.get(from).copied().unwrap_or_default();
    (0..words.len()).find_map(|from| {
        let number = words[from].trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let thing = at(from + 1);
        let word = thing.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
        let is_word = !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        let is_many = word.ends_with('s') && !NOT_COUNTED.contains(&word);
        let disagrees = thing == word
            && word != "would"
            && matches!(at(from + 2), "are" | "were" | "have" | "do");
        (number == "1" && is_word && (is_many || disagrees)).then(|| words[from..].join(" "))
    })
}

#[test]
fn one_thing_is_not_counted_as_several() {
    let catalogue = Catalogue::new(Language::En);
    let messages = messages(Language::En.source());
    assert!(messages.len() > 1000, "{} messages", messages.len());
    let mut wrong = BTreeSet::new();
    for message in &messages {
        for filling in fillings(message) {
            let text = catalogue.text(message.id, &filling);
            wrong.extend(miscounted(&text).map(|part| format!("{}: {part}", message.id)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_miscounted_is_found() {
    for text in [
        "in 1 bytes",
        "(1 frames)",
        "1 byte were lost",
        "of 1 bytes, all",
    ] {
        assert!(miscounted(text).is_some(), "{text}");
    }
    for text in [
        "1 byte was lost",
        "1 is",
        "21 bytes",
        "1 of 2 bytes are there",
    ] {
        assert_eq!(miscounted(text), None);
    }
}
