//! Messages of the catalogues with their values.

use std::io;

use crate::model::{Arg, Fault, Message, OwnCause};

use super::escape;
use super::finding::ENGLISH;
use super::locale::{Catalogue, Value};
use super::ports;
use super::style::shorten;

/// Columns of a line of the control channel that a message quotes.
const QUOTED: u16 = 160;

/// A message with its values, in the words of a language.
pub(crate) fn sentence(catalogue: &Catalogue, message: &Message) -> String {
    let args: Vec<(&str, Value)> = message
        .args
        .iter()
        .map(|(name, arg)| (*name, value(catalogue, arg)))
        .collect();
    catalogue.text(message.id, &args)
}

/// Why a file was not read to its end, in the words of a language where it is known in them.
pub(crate) fn fault(catalogue: &Catalogue, fault: &Fault) -> String {
    match &fault.said {
        Some(message) => sentence(catalogue, message),
        None => escape::text(fault.message.as_bytes()),
    }
}

/// An error of writing that says this: in English by itself, and in the words of a language where
/// the program tells it.
pub(crate) fn io_error(kind: io::ErrorKind, said: Message) -> io::Error {
    OwnCause::error(kind, sentence(&ENGLISH, &said), said)
}

/// The same error, with the name of what it is about in front.
pub(crate) fn io_error_of(name: &str, error: &io::Error) -> io::Error {
    let args = [("name", Arg::Text(name.into())), ("cause", error.into())];
    io_error(error.kind(), Message::new("told-named", args))
}

fn value<'a>(catalogue: &Catalogue, arg: &'a Arg) -> Value<'a> {
    match arg {
        Arg::Wire(text) => shorten(&escape::text(text.bytes()), QUOTED)
            .into_owned()
            .into(),
        Arg::Text(text) => escape::text(text.bytes()).into(),
        Arg::Name(name) => match catalogue.hosts().of_value(name) {
            Some(named) => named.into(),
            None => name.as_str().into(),
        },
        Arg::Ports(numbers) => ports::list(numbers).into(),
        Arg::Decimal(number) => catalogue.decimal(number).into_owned().into(),
        Arg::Number(number) => (*number).into(),
        Arg::Words(id) => catalogue.text(id, &[]).into(),
        Arg::Reply(code) => catalogue.reply(*code).into(),
        Arg::Message(message) => sentence(catalogue, message).into(),
    }
}

#[cfg(test)]
mod tests;
