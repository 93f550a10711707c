//! The values of an expression, equal and ordered as in Python.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value as Json;

/// A value of the language of case.json.
#[derive(Clone)]
pub(super) enum Value {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Value>),
    Tuple(Vec<Value>),
    /// Each once, in the order of their coming.
    Set(Vec<Value>),
    Dict(BTreeMap<String, Value>),
}

impl Value {
    /// A set of what is given, each once.
    pub(super) fn set(values: impl IntoIterator<Item = Value>) -> Self {
        let mut set: Vec<Value> = Vec::new();
        for value in values {
            if !set.contains(&value) {
                set.push(value);
            }
        }
        Self::Set(set)
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Whether `if` would take it for true.
    pub(super) fn truth(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(truth) => *truth,
            Self::Int(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::Bytes(bytes) => !bytes.is_empty(),
            Self::List(items) | Self::Tuple(items) | Self::Set(items) => !items.is_empty(),
            Self::Dict(fields) => !fields.is_empty(),
        }
    }

    /// What a loop over it gives.
    pub(super) fn items(&self) -> Result<Vec<Value>, String> {
        match self {
            Self::List(items) | Self::Tuple(items) | Self::Set(items) => Ok(items.clone()),
            Self::Text(text) => Ok(text.chars().map(Self::text).collect()),
            Self::Bytes(bytes) => Ok(bytes.iter().map(|&b| Self::Int(b.into())).collect()),
            Self::Dict(fields) => Ok(fields.keys().map(Self::text).collect()),
            other => Err(format!("{other} has no items")),
        }
    }

    pub(super) fn int(&self) -> Result<i64, String> {
        match self {
            Self::Int(number) => Ok(*number),
            Self::Bool(truth) => Ok((*truth).into()),
            other => Err(format!("{other} is no integer")),
        }
    }

    pub(super) fn str(&self) -> Result<&str, String> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(format!("{other} is no text")),
        }
    }

    /// The field of that name.
    pub(super) fn field(&self, name: &str) -> Result<&Value, String> {
        match self {
            Self::Dict(fields) => fields
                .get(name)
                .ok_or_else(|| format!("there is no field {name:?}")),
            other => Err(format!("{other} has no fields")),
        }
    }

    /// `needle in self`.
    pub(super) fn contains(&self, needle: &Value) -> Result<bool, String> {
        match (self, needle) {
            (Self::Text(text), Self::Text(part)) => Ok(text.contains(part)),
            (Self::Bytes(bytes), Self::Bytes(part)) => {
                Ok(part.is_empty() || bytes.windows(part.len()).any(|window| window == part))
            }
            (Self::Dict(fields), Self::Text(name)) => Ok(fields.contains_key(name)),
            (Self::List(items) | Self::Tuple(items) | Self::Set(items), _) => {
                Ok(items.contains(needle))
            }
            _ => Err(format!("nothing can be in {self}")),
        }
    }

    /// How two values stand to each other, where they can be ordered. Sets are ordered by what they
    /// hold.
    pub(super) fn order(&self, other: &Value) -> Result<Option<Ordering>, String> {
        match (self, other) {
            (Self::Set(ours), Self::Set(theirs)) => Ok(order_of_sets(ours, theirs)),
            (Self::Text(ours), Self::Text(theirs)) => Ok(Some(ours.cmp(theirs))),
            (Self::Bytes(ours), Self::Bytes(theirs)) => Ok(Some(ours.cmp(theirs))),
            (Self::List(ours), Self::List(theirs)) | (Self::Tuple(ours), Self::Tuple(theirs)) => {
                order_of_items(ours, theirs)
            }
            _ => match (self.number(), other.number()) {
                (Some(ours), Some(theirs)) => Ok(ours.partial_cmp(&theirs)),
                _ => Err(format!("{self} and {other} have no order")),
            },
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Bool(truth) => Some(f64::from(u8::from(*truth))),
            Self::Int(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }
}

fn order_of_sets(ours: &[Value], theirs: &[Value]) -> Option<Ordering> {
    let within = ours.iter().all(|item| theirs.contains(item));
    let around = theirs.iter().all(|item| ours.contains(item));
    match (within, around) {
        (true, true) => Some(Ordering::Equal),
        (true, false) => Some(Ordering::Less),
        (false, true) => Some(Ordering::Greater),
        (false, false) => None,
    }
}

fn order_of_items(ours: &[Value], theirs: &[Value]) -> Result<Option<Ordering>, String> {
    for (our, their) in ours.iter().zip(theirs) {
        if our != their {
            return our.order(their);
        }
    }
    Ok(Some(ours.len().cmp(&theirs.len())))
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) => true,
            (Self::Text(ours), Self::Text(theirs)) => ours == theirs,
            (Self::Bytes(ours), Self::Bytes(theirs)) => ours == theirs,
            (Self::List(ours), Self::List(theirs)) | (Self::Tuple(ours), Self::Tuple(theirs)) => {
                ours == theirs
            }
            (Self::Set(ours), Self::Set(theirs)) => {
                order_of_sets(ours, theirs) == Some(Ordering::Equal)
            }
            (Self::Dict(ours), Self::Dict(theirs)) => ours == theirs,
            _ => self
                .number()
                .is_some_and(|ours| Some(ours) == other.number()),
        }
    }
}

impl From<&Json> for Value {
    fn from(json: &Json) -> Self {
        match json {
            Json::Null => Self::None,
            Json::Bool(truth) => Self::Bool(*truth),
            Json::Number(number) => number.as_i64().map_or_else(
                || Self::Float(number.as_f64().unwrap_or(f64::NAN)),
                Self::Int,
            ),
            Json::String(text) => Self::text(text),
            Json::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Json::Object(fields) => Self::Dict(
                fields
                    .iter()
                    .map(|(name, value)| (name.clone(), Self::from(value)))
                    .collect(),
            ),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |items: &[Value]| {
            let texts: Vec<String> = items.iter().map(ToString::to_string).collect();
            texts.join(", ")
        };
        match self {
            Self::None => f.write_str("None"),
            Self::Bool(truth) => f.write_str(if *truth { "True" } else { "False" }),
            Self::Int(number) => write!(f, "{number}"),
            Self::Float(number) => write!(f, "{number}"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Bytes(bytes) => write!(f, "b\"{}\"", bytes.escape_ascii()),
            Self::List(items) => write!(f, "[{}]", listed(items)),
            Self::Tuple(items) => write!(f, "({})", listed(items)),
            Self::Set(items) => write!(f, "{{{}}}", listed(items)),
            Self::Dict(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| format!("{name}: {value}"));
                write!(f, "{{{}}}", fields.collect::<Vec<_>>().join(", "))
            }
        }
    }
}
