//! What to say of a command line that makes no sense, where more can be said than what is wrong.

use std::ffi::OsString;
use std::num::ParseIntError;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

use crate::capture::formats::formats;
use crate::check::key::{Key, SubjectTable};
use crate::text::escape;

use super::nearby;
use super::voice::told;

/// A message for what clap objects to; none, where its own is as good.
pub(super) fn explained(error: &Error, program: &Command, words: &[OsString]) -> Option<String> {
    let command = words
        .get(1)
        .and_then(|word| word.to_str())
        .filter(|word| program.find_subcommand(word).is_some());
    match error.kind() {
        ErrorKind::MissingRequiredArgument if words.len() < 2 => Some(page()),
        ErrorKind::MissingRequiredArgument => missing(command, &context(error)),
        ErrorKind::InvalidValue => other_format(error, program, command),
        ErrorKind::ValueValidation => no_number(error),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues if command == Some("diff") => {
            Some(told("told-diff", &[]))
        }
        ErrorKind::UnknownArgument => other_option(error, program, command),
        _ => None,
    }
}

fn page() -> String {
    let here = nearby::captures_in(Path::new("."))
        .map(|captures| {
            let here = told("told-captures-here", &[("list", captures.into())]);
            format!("\n\n{here}")
        })
        .unwrap_or_default();
    let formats: Vec<&str> = formats().collect();
    let formats = [("formats", formats.join(", ").into())];
    let (page, help) = (
        told("told-page-of-nothing", &formats),
        told("told-help", &[]),
    );
    format!("{page}{here}\n\n{help}")
}

/// The arguments that an error is about.
fn context(error: &Error) -> Vec<String> {
    match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(one)) => vec![one.clone()],
        Some(ContextValue::Strings(all)) => all.clone(),
        _ => Vec::new(),
    }
}

fn missing(command: Option<&str>, arguments: &[String]) -> Option<String> {
    match command {
        Some("check") if lacks(arguments, "--expectations") => Some(told("told-check-needs", &[])),
        Some("extract") if lacks(arguments, "--directory") => Some(told("told-extract-needs", &[])),
        _ if lacks(arguments, "CAPTURE") => {
            let command = command.map_or_else(String::new, |name| format!("{name} "));
            let here = nearby::captures_in(Path::new("."))
                .map(|captures| told("told-in-this-folder", &[("list", captures.into())]))
                .map(|here| format!("; {here}"))
                .unwrap_or_default();
            let args = [("command", command.into()), ("here", here.into())];
            Some(told("told-which-capture", &args))
        }
        _ => None,
    }
}

fn lacks(arguments: &[String], name: &str) -> bool {
    arguments.iter().any(|argument| argument.contains(name))
}

/// Something else where a number is expected.
fn no_number(error: &Error) -> Option<String> {
    let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidValue) else {
        return None;
    };
    let cause = std::error::Error::source(error)?;
    cause.downcast_ref::<ParseIntError>()?;
    let option = context(error).first()?.clone();
    let name = option.split([' ', '=']).next()?;
    let shown = escape::text(value.as_bytes());
    let args = [("option", name.into()), ("value", shown.into())];
    Some(told("usage-no-number", &args))
}

/// Formats that a command has where the program is built with a feature of that name.
const OPTIONAL: [(&str, &str); 2] = [("diagram", "png"), ("export", "parquet")];

/// A format of other commands, or of a program that is built in another way.
fn other_format(error: &Error, program: &Command, command: Option<&str>) -> Option<String> {
    let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidValue) else {
        return None;
    };
    if !context(error).first()?.starts_with("--format") {
        return None;
    }
    if let Some((_, format)) = OPTIONAL
        .into_iter()
        .find(|&(owner, format)| command == Some(owner) && value == format)
    {
        return Some(told("told-format-not-built", &[("format", format.into())]));
    }
    let names: Vec<&str> = program
        .get_subcommands()
        .filter(|command| has_format(command, value))
        .map(Command::get_name)
        .collect();
    let first = names.first()?;
    Some(told(
        "told-other-format",
        &[
            ("command", command.unwrap_or("timeline").into()),
            ("format", value.as_str().into()),
            ("list", names.join(", ").into()),
            ("count", names.len().into()),
            ("first", (*first).into()),
        ],
    ))
}

fn has_format(command: &Command, value: &str) -> bool {
    let mut arguments = command.get_arguments();
    let format = arguments.find(|argument| argument.get_id() == "format");
    format.is_some_and(|format| {
        let mut values = format.get_possible_values().into_iter();
        values.any(|known| known.get_name() == value)
    })
}

/// An option of other commands.
fn other_option(error: &Error, program: &Command, command: Option<&str>) -> Option<String> {
    let argument = context(error).first()?.clone();
    let long = argument.strip_prefix("--")?;
    let others: Vec<&str> = program
        .get_subcommands()
        .filter(|command| {
            let mut arguments = command.get_arguments();
            arguments.any(|known| known.get_long() == Some(long))
        })
        .map(Command::get_name)
        .collect();
    if others.is_empty() {
        return condition(long);
    }
    let command = command.unwrap_or("timeline");
    Some(told(
        "told-other-option",
        &[
            ("option", long.into()),
            ("command", command.into()),
            ("list", others.join(", ").into()),
        ],
    ))
}

/// What is not an option, but can be asked of a session or a transfer.
fn condition(long: &str) -> Option<String> {
    let name = long.replace('-', "_");
    let key = if has_key(&name, SubjectTable::Session) {
        name.clone()
    } else if has_key(&name, SubjectTable::Transfer) {
        format!("transfer.{name}")
    } else {
        return None;
    };
    Some(told(
        "told-condition",
        &[("option", long.into()), ("key", key.into())],
    ))
}

fn has_key(name: &str, table: SubjectTable) -> bool {
    table.keys().iter().any(|key: &Key| key.name == name)
}
