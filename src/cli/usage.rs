//! What clap objects to, in the language that was asked for. clap speaks English alone; of its
//! errors the kind and what they are about are known, and the catalogues say the rest. In English
//! its own words are as good, and stay.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

use crate::text::escape;
use crate::text::locale::{Language, Value};

use super::voice::{self, told};

/// The message, in another language than English; none for what is not an error, and what the
/// catalogues do not know.
pub(super) fn translated(error: &Error, command: Option<&Command>) -> Option<String> {
    if voice::language() == Language::En {
        return None;
    }
    let said = said(error)?;
    let name = command.map_or_else(String::new, |command| format!(" {}", command.get_name()));
    let more = told("usage-more", &[("command", name.into())]);
    Some(format!("{said}\n{more}"))
}

fn said(error: &Error) -> Option<String> {
    let argument = of(error, ContextKind::InvalidArg);
    let value = of(error, ContextKind::InvalidValue);
    Some(match error.kind() {
        ErrorKind::UnknownArgument => {
            let like = of(error, ContextKind::SuggestedArg);
            with_like("usage-unknown-option", "option", &argument?, like)
        }
        ErrorKind::InvalidSubcommand => {
            let name = of(error, ContextKind::InvalidSubcommand)?;
            let like = of(error, ContextKind::SuggestedSubcommand);
            with_like("usage-unknown-command", "name", &name, like)
        }
        ErrorKind::InvalidValue => match value.filter(|value| !value.is_empty()) {
            None => told("usage-no-value", &[("option", argument?.into())]),
            Some(value) => invalid(error, &argument?, &value),
        },
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string);
            let why = why.unwrap_or_default();
            let why = range(&why).unwrap_or(why);
            invalid_because(&argument?, &value?, &why)
        }
        ErrorKind::MissingRequiredArgument => told("usage-missing", &[("list", argument?.into())]),
        ErrorKind::ArgumentConflict => {
            let other = of(error, ContextKind::PriorArg);
            let argument = argument?;
            match other.filter(|other| !other.is_empty()) {
                None => told("usage-alone", &[("option", argument.into())]),
                Some(other) if other == argument => {
                    told("usage-twice", &[("option", argument.into())])
                }
                Some(other) => {
                    let args = [("option", argument.into()), ("other", other.into())];
                    told("usage-conflict", &args)
                }
            }
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            told("usage-count", &[("option", argument?.into())])
        }
        ErrorKind::NoEquals => told("usage-equals", &[("option", argument?.into())]),
        ErrorKind::InvalidUtf8 => told("usage-utf8", &[]),
        _ => return None,
    })
}

/// `70000 is not in 0..=65535`, which clap has no value for.
fn range(why: &str) -> Option<String> {
    let (_, range) = why.split_once(" is not in ")?;
    let (first, last) = range.split_once("..=")?;
    let args = [("first", first.into()), ("last", last.into())];
    Some(told("usage-range", &args))
}

/// What stands in the error, in one line.
fn of(error: &Error, kind: ContextKind) -> Option<String> {
    let text = match error.get(kind)? {
        ContextValue::String(one) => one.clone(),
        ContextValue::Strings(all) => all.join(", "),
        _ => return None,
    };
    Some(escape::text(text.as_bytes()))
}

fn with_like(id: &str, place: &'static str, written: &str, like: Option<String>) -> String {
    let said = told(id, &[(place, written.into())]);
    match like {
        Some(like) => format!("{said}; {}", told("usage-like", &[("name", like.into())])),
        None => said,
    }
}

fn invalid(error: &Error, option: &str, value: &str) -> String {
    let Some(values) = of(error, ContextKind::ValidValue).filter(|values| !values.is_empty())
    else {
        let args: [(&str, Value<'_>); 2] = [("option", option.into()), ("value", value.into())];
        return told("usage-invalid", &args);
    };
    invalid_because(
        option,
        value,
        &told("usage-values", &[("list", values.into())]),
    )
}

fn invalid_because(option: &str, value: &str, why: &str) -> String {
    told(
        "usage-invalid-because",
        &[
            ("option", option.into()),
            ("value", value.into()),
            ("why", why.into()),
        ],
    )
}
