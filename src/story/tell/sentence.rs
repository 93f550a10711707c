//! Sentences: a key of the catalogue and its values.

use crate::ftp;
use crate::model::{Arg, Command, Endpoint, Message as Sentence, Reply, Text};
use crate::story::Party;

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
pub(super) fn who(party: Party) -> Arg {
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
    Arg::Name(match seconds {
        ..0.01 => format!("{seconds:.6}"),
        ..1.0 => format!("{seconds:.3}"),
        _ => format!("{seconds:.1}"),
    })
}

/// The first line of a reply.
pub(super) fn first_line(reply: &Reply) -> Arg {
    let line = reply
        .text
        .bytes()
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    Arg::Wire(Text::from(line))
}

/// What the client wants by a command, in words.
pub(super) fn purpose(command: &Command) -> Arg {
    let verb = command.known();
    Arg::Words(verb.map_or_else(|| "explain-unknown-verb".to_owned(), ftp::Verb::message_id))
}

/// Where the rules of a command stand, if in an RFC.
pub(super) fn basis(command: &Command) -> Option<&'static str> {
    command
        .known()
        .map(|verb| verb.source)
        .filter(|source| source.starts_with("RFC "))
}
