//! The keys → JSON Schema (draft 2020-12) of an expectations file, for editors.
//! `docs/schema/check-1.schema.json` is what this gives, held by a test.

use serde_json::{Map, Value, json};

use crate::analysis::findings::FINDINGS;
use crate::text::names;

use super::key::{Key, SubjectTable, ValueKind};
use super::read::{SEVERITIES, STEP_KEYS};
use super::rule::Quantifier;

/// The schema.
pub fn schema() -> Value {
    let mut properties = Map::new();
    for table in SubjectTable::ALL {
        let reference = json!({ "$ref": format!("#/$defs/{}", table.name()) });
        let value = if table.is_list() {
            list(&reference)
        } else {
            reference
        };
        properties.insert(table.name().to_owned(), value);
    }
    let mut definitions = shared();
    for table in SubjectTable::ALL {
        definitions.insert(table.name().to_owned(), object(table));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Expectations of ftpscope check, version 1",
        "type": "object",
        "additionalProperties": false,
        "minProperties": 1,
        "properties": properties,
        "$defs": definitions,
    })
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

/// One of these forms, or a list of them.
fn or_list(form: &str) -> Value {
    let form = json!({ "$ref": format!("#/$defs/{form}") });
    json!({ "anyOf": [form, { "type": "array", "items": form, "minItems": 1 }] })
}

fn object(table: SubjectTable) -> Value {
    let mut properties = Map::new();
    for key in table.keys() {
        properties.insert(key.name.to_owned(), described(key));
    }
    if !table.is_list() {
        return closed(&properties);
    }
    let conditions = closed(&properties);
    properties.insert(
        "name".into(),
        json!({ "type": "string", "description": "what reports call it" }),
    );
    let quantifiers =
        "of which subjects it must hold: all (and there is one), any, none, or one of its own";
    properties.insert(
        "match".into(),
        json!({ "enum": Quantifier::NAMES, "description": quantifiers, "default": "all" }),
    );
    let mut only = conditions;
    only["description"] = "which subjects it is about".into();
    properties.insert("where".into(), only);
    if table == SubjectTable::Session {
        for nested in [SubjectTable::Offer, SubjectTable::Transfer] {
            let reference = json!({ "$ref": format!("#/$defs/{}", nested.name()) });
            properties.insert(nested.name().to_owned(), list(&reference));
        }
    }
    closed(&properties)
}

fn closed(properties: &Map<String, Value>) -> Value {
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn described(key: &Key) -> Value {
    let mut value = match key.kind {
        ValueKind::Text | ValueKind::Path => or_list("text"),
        ValueKind::Number => or_list("number"),
        ValueKind::Code | ValueKind::Replies => or_list("code"),
        ValueKind::Flag => json!({ "type": "boolean" }),
        ValueKind::Choice(words) | ValueKind::Words(words) => choice(words),
        ValueKind::Steps { .. } => list(&json!({ "$ref": "#/$defs/step" })),
        ValueKind::Verbs => list(&json!({ "$ref": "#/$defs/verb" })),
        ValueKind::Findings(_) => {
            list(&json!({ "enum": FINDINGS.iter().map(|f| f.id).collect::<Vec<_>>() }))
        }
        ValueKind::Worst => json!({ "enum": SEVERITIES.map(names::severity) }),
    };
    value["description"] = key.help.into();
    value
}

fn choice(words: &[&str]) -> Value {
    let one_or_more = json!({ "anyOf": [{ "enum": words }, { "type": "array", "items": { "enum": words }, "minItems": 1 }] });
    let not = json!({
        "type": "object", "additionalProperties": false, "required": ["not"], "properties": { "not": one_or_more }
    });
    json!({ "anyOf": [one_or_more, not] })
}

/// The forms that several keys share.
fn shared() -> Map<String, Value> {
    let not = json!({
        "type": "object", "additionalProperties": false, "required": ["not"], "properties": { "not": or_list("text") }
    });
    let text = json!({ "anyOf": [
        { "type": "string" },
        pattern("glob", "* ? [a-z] {a,b}; in paths * stops at slashes, ** does not"),
        pattern("regex", "found anywhere, unless ^ and $ say otherwise"),
        pattern("like", "# is any number, * is anything, one blank is as good as several"),
        not,
    ] });
    let value = "-?[0-9][0-9_]*([.][0-9]+)?([eE][+-]?[0-9]+)?";
    let range =
        format!(r"^\s*((<=|>=|==|!=|<|>)\s*{value}|{value}\s*[.][.]\s*{value}|{value})\s*$");
    let ends = json!({
        "type": "object", "additionalProperties": false, "minProperties": 1,
        "properties": { "min": { "type": "number" }, "max": { "type": "number" } }
    });
    let number =
        json!({ "anyOf": [{ "type": "number" }, { "type": "string", "pattern": range }, ends] });
    let code = json!({ "anyOf": [{ "$ref": "#/$defs/number" }, { "type": "string", "pattern": "^[1-6]yz$" }] });
    let verb = json!({ "type": "string", "pattern": r"^\S+$" });
    let reply = "code and text as of a `like`: 226 Transfer complete.";
    let mut step = Map::new();
    for key in STEP_KEYS {
        step.insert(
            key.to_owned(),
            match key {
                "verb" => verb.clone(),
                "argument" => or_list("text"),
                "code" => or_list("code"),
                _ => json!({ "type": "array", "items": { "$ref": "#/$defs/text" }, "description": reply }),
            },
        );
    }
    let mut step = closed(&step);
    step["required"] = json!(["verb"]);
    let short = json!({ "type": "string", "pattern": r"^\S+( \S.*)?$", "description": "RETR, or RETR 226" });
    let step = json!({ "anyOf": [short, step] });
    let shared = [
        ("text", text),
        ("number", number),
        ("code", code),
        ("verb", verb),
        ("step", step),
    ];
    shared
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn pattern(name: &str, help: &str) -> Value {
    json!({
        "type": "object", "additionalProperties": false, "required": [name],
        "properties": { name: { "type": "string", "description": help } }
    })
}
