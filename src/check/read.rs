//! A TOML file → rules, with every mistake in it and its place.

mod value;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::key::SubjectTable;
use super::mistake::{Mistake, SourceText, say, say_of, unknown};
use super::reason;
use super::rule::{Condition, Quantifier, SubjectRule};
use crate::model::{Message, Severity};
use value::{matcher, text};

type TomlValue<'t> = Spanned<DeValue<'t>>;
type Result<T> = std::result::Result<T, Mistake>;

/// What a list table has beside its keys.
const LIST_KEYS: [&str; 3] = ["name", "match", "where"];
/// What a session has beside that.
const NESTED: [SubjectTable; 2] = [SubjectTable::Offer, SubjectTable::Transfer];
/// What a step of a dialogue has.
pub(super) const STEP_KEYS: [&str; 4] = ["verb", "argument", "code", "replies"];
/// The severities, mildest first.
pub(super) const SEVERITIES: [Severity; 3] = [Severity::Info, Severity::Warning, Severity::Error];

/// The rules of a file.
pub(super) fn rules(source: &SourceText) -> std::result::Result<Vec<SubjectRule>, Vec<Mistake>> {
    let document = match DeTable::parse(source.text) {
        Ok(document) => document,
        Err(error) => {
            let offset = error.span().map_or(0, |span| span.start);
            return Err(vec![
                source.mistake(offset, reason::no_toml(error.message())),
            ]);
        }
    };
    let mut reader = ExpectationReader {
        source,
        mistakes: Vec::new(),
    };
    let rules = reader.document(document.get_ref());
    if reader.mistakes.is_empty() && rules.is_empty() {
        reader
            .mistakes
            .push(source.mistake(0, say("mistake-empty")));
    }
    if reader.mistakes.is_empty() {
        return Ok(rules);
    }
    reader
        .mistakes
        .sort_by_key(|mistake| (mistake.place.line, mistake.place.column));
    Err(reader.mistakes)
}

/// A member of a table: its name, where that stands, and its value.
type Member<'t, 'd> = (&'t str, usize, &'t TomlValue<'d>);

/// The members of a table in the order of the file.
fn members<'t, 'd>(table: &'t DeTable<'d>) -> Vec<Member<'t, 'd>> {
    let mut members: Vec<_> = table
        .iter()
        .map(|(key, value)| (key.get_ref().as_ref(), key.span().start, value))
        .collect();
    members.sort_by_key(|&(_, offset, _)| offset);
    members
}

/// Collects mistakes while it reads.
struct ExpectationReader<'s> {
    source: &'s SourceText<'s>,
    mistakes: Vec<Mistake>,
}

impl ExpectationReader<'_> {
    fn document(&mut self, document: &DeTable) -> Vec<SubjectRule> {
        let mut rules = Vec::new();
        for (name, offset, value) in members(document) {
            match SubjectTable::ALL
                .into_iter()
                .find(|table| table.name() == name)
            {
                Some(table) if table.is_list() => rules.extend(self.list(table, value)),
                Some(table) => rules.extend(self.single(table, offset, value)),
                None => {
                    let names = SubjectTable::ALL.map(SubjectTable::name);
                    self.wrong(offset, unknown(say("mistake-what-table"), name, &names));
                }
            }
        }
        rules
    }

    fn wrong(&mut self, offset: usize, message: Message) {
        let mistake = self.source.mistake(offset, message);
        self.mistakes.push(mistake);
    }

    fn kept<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|mistake| self.mistakes.push(mistake)).ok()
    }

    /// `[capture]`, `[findings]`.
    fn single(
        &mut self,
        table: SubjectTable,
        offset: usize,
        value: &TomlValue,
    ) -> Option<SubjectRule> {
        let Some(content) = value.get_ref().as_table() else {
            self.wrong(
                value.span().start,
                say_of("mistake-table", &[("table", table.name())]),
            );
            return None;
        };
        let mut rule = SubjectRule::new(table, self.source.place(offset));
        for (name, offset, value) in members(content) {
            let condition = self.condition(table, &[], (name, offset, value));
            rule.conditions.extend(condition);
        }
        (!rule.conditions.is_empty()).then_some(rule)
    }

    /// `[[session]]`, `[[offer]]`, `[[transfer]]`.
    fn list(&mut self, table: SubjectTable, value: &TomlValue) -> Vec<SubjectRule> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(
                value.span().start,
                say_of("mistake-list", &[("table", table.name())]),
            );
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| self.item(table, item))
            .collect()
    }

    fn item(&mut self, table: SubjectTable, item: &TomlValue) -> Option<SubjectRule> {
        let Some(content) = item.get_ref().as_table() else {
            self.wrong(
                item.span().start,
                say_of("mistake-entry", &[("table", table.name())]),
            );
            return None;
        };
        let mut rule = SubjectRule::new(table, self.source.place(item.span().start));
        for (name, offset, value) in members(content) {
            let nested = NESTED
                .into_iter()
                .find(|n| table == SubjectTable::Session && n.name() == name);
            match (name, nested) {
                (_, Some(nested)) => rule.nested.extend(self.list(nested, value)),
                ("name", _) => {
                    let text =
                        text(self.source, value, || say("mistake-form-text")).map(str::to_owned);
                    rule.name = self.kept(text);
                }
                ("match", _) => rule.quantifier = self.quantifier(value),
                ("where", _) => rule.only = self.only(table, value),
                _ => {
                    let nested: &[SubjectTable] = if table == SubjectTable::Session {
                        &NESTED
                    } else {
                        &[]
                    };
                    let condition = self.condition(table, nested, (name, offset, value));
                    rule.conditions.extend(condition);
                }
            }
        }
        Some(rule)
    }

    fn quantifier(&mut self, value: &TomlValue) -> Quantifier {
        let word = text(self.source, value, || say("mistake-form-quantifier")).and_then(|word| {
            Quantifier::named(word).ok_or_else(|| {
                self.source.mistake(
                    value.span().start,
                    unknown(say("mistake-what-quantifier"), word, &Quantifier::NAMES),
                )
            })
        });
        self.kept(word).unwrap_or_default()
    }

    fn only(&mut self, table: SubjectTable, value: &TomlValue) -> Vec<Condition> {
        let Some(content) = value.get_ref().as_table() else {
            self.wrong(
                value.span().start,
                say_of(
                    "mistake-where",
                    &[("example", "where = { user = \"anna\" }")],
                ),
            );
            return Vec::new();
        };
        let mut only = Vec::new();
        for member in members(content) {
            only.extend(self.condition(table, &[], member));
        }
        only
    }

    fn condition(
        &mut self,
        table: SubjectTable,
        nested: &[SubjectTable],
        (name, offset, value): Member<'_, '_>,
    ) -> Option<Condition> {
        let Some(key) = table.key(name) else {
            let mut names = table.names();
            names.extend(nested.iter().map(|table| table.name()));
            if table.is_list() {
                names.extend(LIST_KEYS);
            }
            self.wrong(
                offset,
                unknown(
                    say_of("mistake-what-key-of-table", &[("table", table.name())]),
                    name,
                    &names,
                ),
            );
            return None;
        };
        let place = self.source.place(offset);
        let matcher = matcher(self.source, key, value);
        self.kept(matcher).map(|matcher| Condition {
            key,
            matcher,
            place,
        })
    }
}
