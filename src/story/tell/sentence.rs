//! Sentences: a key of the catalogue and its values.

use crate::ftp::Effect;
use crate::model::{Arg, Command, DataType, Endpoint, Message as Sentence, Reply, ReplyCode};
use crate::story::Participant;

/// A sentence with its values.
pub(super) fn say<const N: usize>(id: &'static str, args: [(&'static str, Arg); N]) -> Sentence {
    Sentence {
        id,
        args: args.into(),
    }
}

/// A number that is a name: of a frame, a port, a code.
pub(super) fn name(number: impl std::fmt::Display) -> Arg {
    Arg::Name(number.to_string())
}

/// An end of a connection.
pub(super) fn end(endpoint: Endpoint) -> Arg {
    Arg::Name(endpoint.to_string())
}

/// Who, in words.
pub(super) fn who(party: Participant) -> Arg {
    Arg::Words(party.message_id().to_owned())
}

/// `4, 5, 6`
pub(super) fn frames(frames: impl IntoIterator<Item = u64>) -> Arg {
    let frames: Vec<String> = frames.into_iter().map(|frame| frame.to_string()).collect();
    Arg::Name(frames.join(", "))
}

/// Seconds, with as many digits as matter.
pub(super) fn seconds(nanoseconds: i64) -> Arg {
    let seconds = nanoseconds.max(0) as f64 / 1e9;
    Arg::Decimal(match seconds {
        ..0.01 => format!("{seconds:.6}"),
        ..1.0 => format!("{seconds:.3}"),
        _ => format!("{seconds:.1}"),
    })
}

/// What the server says: code, text and frame, as most sentences about a reply have them.
pub(super) fn said(reply: &Reply) -> [(&'static str, Arg); 3] {
    [
        ("code", name(reply.code)),
        ("text", Arg::Wire(reply.first_line().into())),
        ("frame", name(reply.at.frame)),
    ]
}

/// The same of a reply that was begun alone.
pub(super) fn begun(reply: &Reply) -> [(&'static str, Arg); 3] {
    let [code, text, _] = said(reply);
    [code, text, ("frame", name(reply.first_frame))]
}

/// What the client wants by a command, in words.
pub(super) fn purpose(command: &Command) -> Arg {
    let Some(verb) = command.known() else {
        return Arg::Words("explain-unknown-verb".to_owned());
    };
    let argument = command.argument().unwrap_or_default();
    Arg::Words(match command.chosen_type() {
        Some(chosen) => data_type(chosen).to_owned(),
        None if verb.effect == Effect::ModifyTime && sets_time(argument) => {
            "explain-sets-time".to_owned()
        }
        None => verb.message_id(),
    })
}

/// True for `MDTM 20240102030405 a.txt`: many servers take a time before the name as one to set.
fn sets_time(argument: &[u8]) -> bool {
    const DIGITS: usize = 14;
    argument.len() > DIGITS + 1
        && argument[DIGITS] == b' '
        && argument[..DIGITS].iter().all(u8::is_ascii_digit)
}

/// A type in words (RFC 959 section 3.1.1).
fn data_type(chosen: DataType) -> &'static str {
    match chosen {
        DataType::Ascii => "explain-type-ascii",
        DataType::Image => "explain-type-image",
        DataType::Ebcdic => "explain-type-ebcdic",
        DataType::Local => "explain-type-local",
    }
}

/// What a reply means in answer to a command.
pub(super) fn means(command: &Command, reply: &Reply) -> Arg {
    match (command.effect(), reply.code) {
        (Effect::Size, ReplyCode::FILE_STATUS) => Arg::Words("explain-means-size".to_owned()),
        (Effect::ModifyTime, ReplyCode::FILE_STATUS) => Arg::Words("explain-means-time".to_owned()),
        _ => Arg::Reply(reply.code),
    }
}

/// Where the rules of a command stand, if in an RFC.
pub(super) fn basis(command: &Command) -> Option<&'static str> {
    command
        .known()
        .map(|verb| verb.source)
        .filter(|source| source.starts_with("RFC "))
}
