//! Values → what is expected of a key.

use toml::de::{DeTable, DeValue};

use crate::analysis::findings::FINDINGS;
use crate::check::key::{Key, ValueKind};
use crate::check::matcher::dialogue::ExpectedStep;
use crate::check::matcher::number::{Bound, NumberKind, NumberTest};
use crate::check::matcher::text::{TextKind, TextTest};
use crate::check::matcher::{Matcher, Policy};
use crate::check::mistake::{Mistake, SourceText, expected, say, say_of, unknown};
use crate::model::{Arg, Message};
use crate::text::names;

use super::{Result, SEVERITIES, STEP_KEYS, TomlValue, members};

/// What a value expects of a key.
pub(super) fn matcher(source: &SourceText, key: &Key, value: &TomlValue) -> Result<Matcher> {
    Ok(match key.kind {
        ValueKind::Text => Matcher::Text(text_test(source, value, TextKind::Text)?),
        ValueKind::Path => Matcher::Text(text_test(source, value, TextKind::Path)?),
        ValueKind::Number => Matcher::Number(number_test(source, value, NumberKind::Number)?),
        ValueKind::Code => Matcher::Number(number_test(source, value, NumberKind::Code)?),
        ValueKind::Replies => {
            Matcher::ForbiddenReplies(number_test(source, value, NumberKind::Code)?)
        }
        ValueKind::Flag => Matcher::Flag(
            value
                .get_ref()
                .as_bool()
                .ok_or_else(|| wrong(source, value, say("mistake-form-flag")))?,
        ),
        ValueKind::Choice(words) | ValueKind::Words(words) => choice(source, value, words)?,
        ValueKind::Steps { whole } => Matcher::Steps {
            steps: items(source, value, "mistake-form-steps", |v| step(source, v))?,
            whole,
        },
        ValueKind::Verbs => Matcher::Forbidden(items(source, value, "mistake-form-verbs", |v| {
            verb(source, v)
        })?),
        ValueKind::Findings(policy) => {
            let ids = items(source, value, "mistake-form-findings", |v| {
                finding(source, v)
            })?;
            if ids.is_empty() && policy != Policy::Allowed {
                return Err(source.mistake(value.span().start, say("mistake-no-finding")));
            }
            Matcher::Findings(policy, ids)
        }
        ValueKind::Worst => {
            let words = SEVERITIES.map(names::severity);
            let word = word(source, value, &words)?;
            Matcher::Worst(SEVERITIES[words.iter().position(|w| *w == word).unwrap_or_default()])
        }
    })
}

fn wrong(source: &SourceText, value: &TomlValue, form: Message) -> Mistake {
    let found = value.get_ref().type_str();
    source.mistake(value.span().start, expected(form, found))
}

pub(super) fn text<'v>(
    source: &SourceText,
    value: &'v TomlValue,
    form: impl FnOnce() -> Message,
) -> Result<&'v str> {
    value
        .get_ref()
        .as_str()
        .ok_or_else(|| wrong(source, value, form()))
}

/// The entries of a list, or the one that stands alone.
fn items<T>(
    source: &SourceText,
    value: &TomlValue,
    form: &'static str,
    read: impl Fn(&TomlValue) -> Result<T>,
) -> Result<Vec<T>> {
    let list = value
        .get_ref()
        .as_array()
        .ok_or_else(|| wrong(source, value, say(form)))?;
    list.iter().map(read).collect()
}

fn word<'w>(source: &SourceText, value: &TomlValue, words: &[&'w str]) -> Result<&'w str> {
    let written = text(source, value, || {
        say_of("mistake-form-one-of", &[("list", &words.join(", "))])
    })?;
    let found = words.iter().find(|word| **word == written).copied();
    found.ok_or_else(|| {
        source.mistake(
            value.span().start,
            unknown(say("mistake-what-value"), written, words),
        )
    })
}

/// `"passive"`, `["passive", "none"]`, `{ not = "active" }`.
fn choice(
    source: &SourceText,
    value: &TomlValue,
    words: &'static [&'static str],
) -> Result<Matcher> {
    match value.get_ref() {
        DeValue::Array(_) => {
            let names = items(source, value, "mistake-form-words", |v| {
                word(source, v, words)
            })?;
            if names.is_empty() {
                return Err(source.mistake(value.span().start, say("mistake-empty-list")));
            }
            Ok(Matcher::Choice { names, not: false })
        }
        DeValue::Table(table) => match &members(table)[..] {
            [("not", _, inner)] => match choice(source, inner, words)? {
                Matcher::Choice { names, not } => Ok(Matcher::Choice { names, not: !not }),
                other => Ok(other),
            },
            _ => Err(wrong(
                source,
                value,
                say_of("mistake-form-choice", &[("example", "{ not = ... }")]),
            )),
        },
        _ => Ok(Matcher::Choice {
            names: vec![word(source, value, words)?],
            not: false,
        }),
    }
}

/// `5`, `">= 10"`, `"1..20"`, `{ min = 1, max = 20 }`, or a list of these.
fn number_test(source: &SourceText, value: &TomlValue, kind: NumberKind) -> Result<NumberTest> {
    let bounds = match value.get_ref() {
        DeValue::Array(_) => items(source, value, "mistake-form-numbers", |v| {
            bound(source, v, kind)
        })?,
        _ => vec![bound(source, value, kind)?],
    };
    match bounds[..] {
        [] => Err(source.mistake(value.span().start, say("mistake-empty-list"))),
        _ => Ok(NumberTest(bounds)),
    }
}

fn bound(source: &SourceText, value: &TomlValue, kind: NumberKind) -> Result<Bound> {
    let form = match kind {
        NumberKind::Code => "mistake-form-code",
        NumberKind::Number => "mistake-form-number",
    };
    let malformed = || source.mistake(value.span().start, malformed_number(form));
    match value.get_ref() {
        DeValue::Integer(integer) if integer.radix() == 10 => {
            kind.parse(integer.as_str()).ok_or_else(malformed)
        }
        DeValue::Float(float) => kind.parse(float.as_str()).ok_or_else(malformed),
        DeValue::String(text) => kind.parse(text).ok_or_else(malformed),
        DeValue::Table(table) => least_and_most(source, value, table),
        _ => Err(wrong(source, value, say(form))),
    }
}

fn malformed_number(form: &'static str) -> Message {
    Message {
        id: "mistake-expected-form",
        args: vec![("form", Arg::Message(say(form)))],
    }
}

fn least_and_most(source: &SourceText, value: &TomlValue, table: &DeTable) -> Result<Bound> {
    let (mut low, mut high) = (None, None);
    for (name, offset, value) in members(table) {
        let Bound::Is(number) = bound(source, value, NumberKind::Number)? else {
            return Err(source.mistake(offset, say("mistake-number")));
        };
        match name {
            "min" => low = Some(number),
            "max" => high = Some(number),
            _ => {
                return Err(source.mistake(
                    offset,
                    unknown(say("mistake-what-range-key"), name, &["min", "max"]),
                ));
            }
        }
    }
    match (low, high) {
        (Some(low), Some(high)) if low <= high => Ok(Bound::Between(low, high)),
        (Some(low), None) => Ok(Bound::AtLeast(low)),
        (None, Some(high)) => Ok(Bound::AtMost(high)),
        _ => Err(source.mistake(
            value.span().start,
            say_of(
                "mistake-min-max",
                &[("example", "{ min = ..., max = ... }")],
            ),
        )),
    }
}

/// `"text"`, `{ glob = ... }`, `{ regex = ... }`, `{ like = ... }`, `{ not = ... }`, or a list of
/// these.
fn text_test(source: &SourceText, value: &TomlValue, kind: TextKind) -> Result<TextTest> {
    match value.get_ref() {
        DeValue::String(text) => Ok(TextTest::exact(text)),
        DeValue::Array(_) => {
            let tests = items(source, value, "mistake-form-texts", |v| {
                text_test(source, v, kind)
            })?;
            if tests.is_empty() {
                return Err(source.mistake(value.span().start, say("mistake-empty-list")));
            }
            Ok(TextTest::Any(tests))
        }
        DeValue::Table(table) => match &members(table)[..] {
            [("not", _, inner)] => Ok(TextTest::Not(Box::new(text_test(source, inner, kind)?))),
            [(form, offset, inner)] => pattern(source, form, *offset, inner, kind),
            _ => Err(source.mistake(value.span().start, say("mistake-pattern-form"))),
        },
        _ => Err(wrong(
            source,
            value,
            say_of(
                "mistake-form-test",
                &[(
                    "example",
                    "{ glob = ... }, { regex = ... }, { like = ... }, { not = ... }",
                )],
            ),
        )),
    }
}

fn pattern(
    source: &SourceText,
    form: &str,
    offset: usize,
    value: &TomlValue,
    kind: TextKind,
) -> Result<TextTest> {
    let pattern = text(source, value, || say("mistake-form-pattern"))?;
    let compiled = match form {
        "glob" => TextTest::glob(pattern, kind),
        "regex" => TextTest::regex(pattern),
        "like" => source.like(pattern),
        _ => {
            let forms = ["glob", "regex", "like", "not"];
            return Err(source.mistake(offset, unknown(say("mistake-what-pattern"), form, &forms)));
        }
    };
    compiled.map_err(|why| source.mistake(value.span().start, no_pattern(form, why)))
}

fn no_pattern(form: &str, why: Message) -> Message {
    Message {
        id: "mistake-no-pattern",
        args: vec![("form", form.into()), ("why", why.into())],
    }
}

/// `"RETR"`, `"RETR 226"`, or a table.
fn step(source: &SourceText, value: &TomlValue) -> Result<ExpectedStep> {
    match value.get_ref() {
        DeValue::String(text) => short_step(source, value, text),
        DeValue::Table(table) => {
            let step = long_step(source, table)?;
            if step.verb.is_empty() {
                return Err(source.mistake(value.span().start, say("mistake-step-verb")));
            }
            Ok(step)
        }
        _ => Err(wrong(
            source,
            value,
            say_of(
                "mistake-form-step",
                &[(
                    "example",
                    "\"RETR 226\" or { verb = \"RETR\", argument = \"a.txt\" }",
                )],
            ),
        )),
    }
}

fn short_step(source: &SourceText, value: &TomlValue, text: &str) -> Result<ExpectedStep> {
    let (verb, code) = text
        .split_once(' ')
        .map_or((text, None), |(verb, code)| (verb, Some(code)));
    let mut step = ExpectedStep {
        verb: named_verb(source, value, verb)?,
        ..ExpectedStep::default()
    };
    if let Some(code) = code {
        let bound = Bound::parse_code(code)
            .ok_or_else(|| source.mistake(value.span().start, say("mistake-short-step")))?;
        step.code = Some(NumberTest(vec![bound]));
    }
    Ok(step)
}

fn long_step(source: &SourceText, table: &DeTable) -> Result<ExpectedStep> {
    let mut step = ExpectedStep::default();
    for (name, offset, value) in members(table) {
        match name {
            "verb" => step.verb = verb(source, value)?,
            "argument" => step.argument = Some(text_test(source, value, TextKind::Path)?),
            "code" => step.code = Some(number_test(source, value, NumberKind::Code)?),
            "replies" => {
                step.replies = Some(items(source, value, "mistake-form-replies", |v| {
                    reply(source, v)
                })?);
            }
            _ => {
                return Err(source.mistake(
                    offset,
                    unknown(say("mistake-what-step-key"), name, &STEP_KEYS),
                ));
            }
        }
    }
    Ok(step)
}

/// A plain text is a `like`, because most replies hold a number that changes.
fn reply(source: &SourceText, value: &TomlValue) -> Result<TextTest> {
    match value.get_ref() {
        DeValue::String(text) => source
            .like(text)
            .map_err(|why| source.mistake(value.span().start, no_pattern("like", why))),
        _ => text_test(source, value, TextKind::Text),
    }
}

fn verb(source: &SourceText, value: &TomlValue) -> Result<String> {
    named_verb(
        source,
        value,
        text(source, value, || say("mistake-form-verb"))?,
    )
}

/// Any verb can be expected, known or not: servers have their own.
fn named_verb(source: &SourceText, value: &TomlValue, verb: &str) -> Result<String> {
    if verb.is_empty() || verb.contains(char::is_whitespace) {
        return Err(source.mistake(value.span().start, say("mistake-verb")));
    }
    Ok(verb.to_uppercase())
}

fn finding(source: &SourceText, value: &TomlValue) -> Result<&'static str> {
    let ids: Vec<&'static str> = FINDINGS.iter().map(|rule| rule.id).collect();
    word(source, value, &ids)
}
