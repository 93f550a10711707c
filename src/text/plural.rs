//! Functions of the catalogues that count things as English does, so that a message with a plain
//! count stays on one line. A language that needs other forms has the selectors of Fluent.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentError, FluentValue};

use super::locale::Bundle;

/// Makes the functions known to the messages of a language:
///
/// - `COUNT($n, "byte")` is "1 byte" or "2 bytes", and `COUNT($n, "byte was", "bytes were")` the
///   same for words that do not take an s alone;
/// - `FORM($n, "is", "are")` is what agrees with a count that stands elsewhere;
/// - `TIMES($n)` is "once" or "2 times".
pub(super) fn add(bundle: &mut Bundle) -> Result<(), FluentError> {
    bundle.add_function("COUNT", count)?;
    bundle.add_function("FORM", form)?;
    bundle.add_function("TIMES", times)
}

fn count<'a>(places: &[FluentValue<'a>], _: &FluentArgs<'_>) -> FluentValue<'a> {
    match places {
        [number, forms @ ..] => words(number, forms).map_or(FluentValue::Error, |words| {
            format!("{} {words}", digits(number)).into()
        }),
        [] => FluentValue::Error,
    }
}

fn form<'a>(places: &[FluentValue<'a>], _: &FluentArgs<'_>) -> FluentValue<'a> {
    match places {
        [number, forms @ ..] => words(number, forms).map_or(FluentValue::Error, Into::into),
        [] => FluentValue::Error,
    }
}

fn times<'a>(places: &[FluentValue<'a>], _: &FluentArgs<'_>) -> FluentValue<'a> {
    match places {
        [number] if is_one(number) => "once".into(),
        [number] => format!("{} times", digits(number)).into(),
        _ => FluentValue::Error,
    }
}

/// The form of a word that a number takes.
fn words(number: &FluentValue<'_>, forms: &[FluentValue<'_>]) -> Option<String> {
    match forms {
        [FluentValue::String(one), ..] if is_one(number) => Some(one.to_string()),
        [_, FluentValue::String(other)] => Some(other.to_string()),
        [FluentValue::String(one)] => Some(format!("{one}s")),
        _ => None,
    }
}

fn is_one(number: &FluentValue<'_>) -> bool {
    digits(number) == "1"
}

/// A number as it is written; text, as of the places that a page fills in by itself, stays.
fn digits<'a>(number: &'a FluentValue<'_>) -> Cow<'a, str> {
    match number {
        FluentValue::Number(number) => number.as_string(),
        FluentValue::String(text) => Cow::Borrowed(text),
        _ => Cow::Borrowed(""),
    }
}

#[cfg(test)]
mod tests;
