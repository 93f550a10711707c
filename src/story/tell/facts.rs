//! What an answered command comes to: the size that was asked for, the directory, the type from
//! here on.

use crate::ftp::{Effect, whole_number};
use crate::model::{Arg, Command, DataType, Message as Sentence, Reply, ReplyCode};

use super::sentence::{name, say};

/// What is known from a command and its reply, where that is more than what the code means.
pub(super) fn fact(command: &Command, reply: &Reply) -> Option<Sentence> {
    if !reply.code.is_completion() && reply.code != ReplyCode::PENDING {
        return None;
    }
    let argument = command.argument().unwrap_or_default().trim_ascii();
    match command.effect() {
        Effect::Type => Some(say(type_fact(command.chosen_type()?), [])),
        Effect::Size => size(argument, reply),
        Effect::ModifyTime => time(argument, reply),
        Effect::PrintDirectory => directory(reply),
        Effect::Cwd if !argument.is_empty() => {
            Some(say("explain-fact-cwd", [("path", Arg::from(argument))]))
        }
        Effect::Rest => {
            let offset = whole_number(argument).filter(|_| reply.code == ReplyCode::PENDING)?;
            Some(say("explain-fact-rest", [("offset", offset.into())]))
        }
        Effect::Prot => match argument.first()?.to_ascii_uppercase() {
            b'P' => Some(say("explain-fact-prot-private", [])),
            b'C' => Some(say("explain-fact-prot-clear", [])),
            _ => None,
        },
        _ => None,
    }
}

fn type_fact(chosen: DataType) -> &'static str {
    match chosen {
        DataType::Ascii => "explain-fact-ascii",
        DataType::Image => "explain-fact-image",
        DataType::Ebcdic => "explain-fact-ebcdic",
        DataType::Local => "explain-fact-local",
    }
}

/// The text of a reply of one line.
fn text(reply: &Reply) -> Option<&[u8]> {
    let text = reply.text.bytes().trim_ascii();
    (!text.contains(&b'\n')).then_some(text)
}

/// `213 254` (RFC 3659 section 4).
fn size(argument: &[u8], reply: &Reply) -> Option<Sentence> {
    let bytes = whole_number(text(reply)?).filter(|_| reply.code == ReplyCode::FILE_STATUS)?;
    let args = [("path", Arg::from(argument)), ("bytes", bytes.into())];
    Some(say("explain-fact-size", args))
}

/// `213 20240102030405`, in UTC (RFC 3659 section 3).
fn time(argument: &[u8], reply: &Reply) -> Option<Sentence> {
    const DIGITS: usize = 14;
    let text = text(reply).filter(|_| reply.code == ReplyCode::FILE_STATUS)?;
    let digits = text
        .get(..DIGITS)
        .filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    // parts of a second may follow
    if text.get(DIGITS).is_some_and(|&byte| byte != b'.') {
        return None;
    }
    let digits = std::str::from_utf8(digits).ok()?;
    let [date, clock] = [&digits[..8], &digits[8..]];
    let date = format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]);
    let clock = format!("{}:{}:{}", &clock[..2], &clock[2..4], &clock[4..]);
    let args = [
        ("path", Arg::from(argument)),
        ("time", name(format!("{date} {clock}"))),
    ];
    Some(say("explain-fact-time", args))
}

/// `257 "/data" is the current directory` (RFC 959 appendix II: two quotes stand for one).
fn directory(reply: &Reply) -> Option<Sentence> {
    let text = text(reply).filter(|_| reply.code == ReplyCode::PATH_NAME)?;
    let (_, path, rest) = split_quoted(text)?;
    // a quote inside the name needs care that a sentence does not
    (!path.is_empty() && !rest.contains(&b'"'))
        .then(|| say("explain-fact-directory", [("path", Arg::from(path))]))
}

/// What stands before, between and behind the first two quotes.
fn split_quoted(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let begin = text.iter().position(|&byte| byte == b'"')?;
    let inner = &text[begin + 1..];
    let end = inner.iter().position(|&byte| byte == b'"')?;
    Some((&text[..begin], &inner[..end], &inner[end + 1..]))
}
