//! A key, an operator and its values → what is expected of the key.

use crate::check::key::{Key, ValueKind};
use crate::check::matcher::Matcher;
use crate::check::matcher::number::{Bound, NumberKind, NumberTest, OPERATORS};
use crate::check::matcher::text::{TextKind, TextTest};
use crate::check::mistake::{say, say_of, unknown};
use crate::check::reason;
use crate::model::Message;

/// What is wrong with a condition.
pub(super) enum Objection {
    /// Its operator.
    Operator(Message),
    /// A value.
    Value(Message),
}

fn no_such(key: &Key, sign: &str, signs: &str) -> Objection {
    let values = [("key", key.name), ("sign", sign), ("list", signs)];
    Objection::Operator(say_of("mistake-compared", &values))
}

/// What an operator and its values expect of a key.
pub(super) fn matcher(key: &Key, sign: &str, values: &[String]) -> Result<Matcher, Objection> {
    match key.kind {
        ValueKind::Text | ValueKind::Path => text(key, sign, values),
        ValueKind::Number | ValueKind::Code => numbers(key, sign, values),
        ValueKind::Flag => match (sign, values[0].as_str()) {
            ("==", "true") | ("!=", "false") => Ok(Matcher::Flag(true)),
            ("==", "false") | ("!=", "true") => Ok(Matcher::Flag(false)),
            ("==" | "!=", _) => Err(Objection::Value(say("mistake-flag"))),
            _ => Err(no_such(key, sign, "== or !=")),
        },
        ValueKind::Choice(words) | ValueKind::Words(words) => {
            if !["==", "!=", "in"].contains(&sign) {
                return Err(no_such(key, sign, "==, != or in"));
            }
            let names = values
                .iter()
                .map(|value| {
                    let word = words.iter().find(|word| *word == value).copied();
                    word.ok_or_else(|| {
                        Objection::Value(unknown(say("mistake-what-value"), value, words))
                    })
                })
                .collect::<Result<_, _>>()?;
            Ok(Matcher::Choice {
                names,
                not: sign == "!=",
            })
        }
        _ => Err(Objection::Operator(say_of(
            "mistake-in-file",
            &[("key", key.name)],
        ))),
    }
}

fn text_kind(key: &Key) -> TextKind {
    match key.kind {
        ValueKind::Path => TextKind::Path,
        _ => TextKind::Text,
    }
}

fn number_kind(key: &Key) -> NumberKind {
    match key.kind {
        ValueKind::Code => NumberKind::Code,
        _ => NumberKind::Number,
    }
}

fn text(key: &Key, sign: &str, values: &[String]) -> Result<Matcher, Objection> {
    let value = &values[0];
    Ok(Matcher::Text(match sign {
        "==" => TextTest::exact(value),
        "!=" => TextTest::Not(Box::new(TextTest::exact(value))),
        "~" => TextTest::glob(value, text_kind(key))
            .map_err(|why| Objection::Value(reason::about("mistake-no-glob", why)))?,
        "=~" => TextTest::regex(value)
            .map_err(|why| Objection::Value(reason::about("mistake-no-regex", why)))?,
        "in" => TextTest::Any(values.iter().map(|value| TextTest::exact(value)).collect()),
        _ => {
            let values = [("key", key.name)];
            return Err(Objection::Operator(say_of("mistake-is-text", &values)));
        }
    }))
}

fn numbers(key: &Key, sign: &str, values: &[String]) -> Result<Matcher, Objection> {
    let kind = number_kind(key);
    let no_number = |value: &String| {
        let id = match kind {
            NumberKind::Code => "mistake-not-a-code",
            NumberKind::Number => "mistake-not-a-number",
        };
        Objection::Value(say_of(id, &[("written", value.as_str())]))
    };
    let read = |value: &String| kind.parse(value).ok_or_else(|| no_number(value));
    let make = OPERATORS
        .iter()
        .find(|(operator, _)| *operator == sign)
        .map(|(_, make)| make);
    let bounds = match (sign, make) {
        ("==" | "in", _) => values.iter().map(read).collect::<Result<_, _>>()?,
        (_, Some(make)) => match read(&values[0])? {
            Bound::Is(number) => vec![make(number)],
            _ => return Err(no_number(&values[0])),
        },
        _ => {
            let values = [("key", key.name)];
            return Err(Objection::Operator(say_of("mistake-is-number", &values)));
        }
    };
    Ok(Matcher::Number(NumberTest(bounds)))
}
