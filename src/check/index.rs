//! Which subjects may fit a rule, by what it expects word for word: a look at a table, where
//! testing many rules on many subjects would take hours.

use std::collections::{BTreeMap, HashMap};

use crate::analysis::view::View;

use super::assign::Candidates;
use super::key::{Key, KeySubject, ValueKind};
use super::matcher::{Fact, Matcher};
use super::rule::SubjectRule;

/// Tables, in number, that are made at most: one for each set of keys, and rules that somebody
/// wrote share a few sets.
const TABLES: usize = 8;

/// A value that only itself fits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Exact {
    Text(String),
    Word(&'static str),
    /// The bits of a number; zero has one sign here.
    Number(u64),
    Flag(bool),
}

impl Exact {
    /// What a matcher wants, where it wants one thing only.
    fn wanted(matcher: &Matcher) -> Option<Exact> {
        match matcher {
            Matcher::Text(test) => test.only().map(|text| Exact::Text(text.to_owned())),
            Matcher::Number(test) => test.only().map(Exact::number),
            Matcher::Flag(flag) => Some(Exact::Flag(*flag)),
            Matcher::Choice { names, not: false } => match names[..] {
                [name] => Some(Exact::Word(name)),
                _ => None,
            },
            _ => None,
        }
    }

    fn found(fact: Fact) -> Option<Exact> {
        match fact {
            Fact::Text(text, _) => Some(Exact::Text(text)),
            Fact::Number(number, _) => Some(Exact::number(number)),
            Fact::Flag(flag, _) => Some(Exact::Flag(flag)),
            Fact::Choice(name, _) => Some(Exact::Word(name)),
            _ => None,
        }
    }

    fn number(number: f64) -> Exact {
        Exact::Number((number + 0.0).to_bits())
    }
}

/// What rules want of the same keys, and the numbers of their lists.
#[derive(Default)]
struct Lists {
    keys: Vec<&'static Key>,
    numbers: HashMap<Vec<Exact>, usize>,
}

/// For each rule, the subjects that are in each key as it wants them word for word.
pub(super) fn candidates<'a>(
    view: &View<'a>,
    rules: &[&SubjectRule],
    subjects: &[KeySubject<'a>],
) -> Candidates {
    let mut tables: BTreeMap<Vec<&str>, Lists> = BTreeMap::new();
    let mut lists = 0;
    let mut list = Vec::with_capacity(rules.len());
    for rule in rules {
        let (keys, values) = wanted(rule);
        let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
        let known = tables.len() < TABLES || tables.contains_key(&names);
        // the others look at all
        let (names, keys, values) = if known {
            (names, keys, values)
        } else {
            Default::default()
        };
        let table = tables.entry(names).or_insert_with(|| Lists {
            keys,
            numbers: HashMap::new(),
        });
        list.push(*table.numbers.entry(values).or_insert_with(|| {
            lists += 1;
            lists - 1
        }));
    }
    let mut lists = vec![Vec::new(); lists];
    for Lists { keys, numbers } in tables.values() {
        for (at, &subject) in subjects.iter().enumerate() {
            let values: Option<Vec<Exact>> = keys
                .iter()
                .map(|key| Exact::found(key.fact(view, subject)))
                .collect();
            if let Some(&number) = values.and_then(|values| numbers.get(&values)) {
                lists[number].push(at);
            }
        }
    }
    Candidates { list, lists }
}

/// The keys of which a rule wants one value, in the order of their names, and the values.
fn wanted(rule: &SubjectRule) -> (Vec<&'static Key>, Vec<Exact>) {
    let conditions = rule.only.iter().chain(&rule.conditions);
    // a subject may have several words, so that one of them is not a value of its own
    let single = conditions.filter(|condition| !matches!(condition.key.kind, ValueKind::Words(_)));
    let mut exact: Vec<(&'static Key, Exact)> = single
        .filter_map(|condition| Some((condition.key, Exact::wanted(&condition.matcher)?)))
        .collect();
    exact.sort_by_key(|(key, _)| key.name);
    // of two wishes for one key the first decides here, and `fits` about both
    exact.dedup_by_key(|(key, _)| key.name);
    exact.into_iter().unzip()
}
