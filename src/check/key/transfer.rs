//! Keys of `[[transfer]]`.

use crate::analysis::view::View;
use crate::model::{Connection, Session, Transfer};
use crate::text::escape;
use crate::text::names;

use super::ValueKind::{Choice, Code, Flag, Number, Path, Text, Words};
use super::{Fact, Key, Lookup, number, offer, row};

const MODES: &[&str] = &["active", "passive", "unknown"];
const DIRECTIONS: &[&str] = &["download", "upload", "listing"];
const TYPES: &[&str] = &["ascii", "image", "ebcdic", "local"];
const TRANSFER_MODES: &[&str] = &["stream", "block", "compressed", "extended_block", "deflate"];
/// The words of JSON, and behind them those that only tables have.
const OUTCOMES: &[&str] = &[
    "completed",
    "aborted",
    "failed",
    "unfinished",
    "complete",
    "gaps",
    "short",
    "unproven",
    "refused",
    "hidden",
];
const STAGES: &[&str] = &[
    "refused",
    "ended",
    "begun",
    "connected",
    "tried",
    "never_tried",
    "requested",
];
/// What a transfer without any of the reasons has.
const NO_REASON: &str = "none";
const REASONS: &[&str] = &[
    NO_REASON,
    "missing_bytes",
    "no_beginning",
    "no_end",
    "reset",
    "no_2yz",
    "short",
    "copies_differ",
    "acknowledged_beyond_end",
    "sealed_records",
    "inferred",
    "undecodable",
];

#[rustfmt::skip] // one row, one line
pub(super) static KEYS: &[Key] = &[
    row("user", Text, Lookup::Transfer(user), "user who was logged in when it was asked for, else who tried to; empty for none"),
    row("command", Text, Lookup::Transfer(command), "verb in upper case; empty where TLS hides it"),
    row("argument", Path, Lookup::Transfer(argument), "argument as sent; empty for none"),
    row("path", Path, Lookup::Transfer(path), "full path on the server, as far as the dialogue tells"),
    row("direction", Choice(DIRECTIONS), Lookup::Transfer(direction), "which way the bytes go"),
    row("mode", Choice(MODES), Lookup::Transfer(mode), "who opened the data connection"),
    row("method", Choice(offer::METHODS), Lookup::Transfer(method), "how the data endpoint was agreed on"),
    row("type", Choice(TYPES), Lookup::Transfer(data_type), "representation type"),
    row("transfer_mode", Choice(TRANSFER_MODES), Lookup::Transfer(transfer_mode), "MODE S, B, C, E or Z"),
    row("offset", Number, Lookup::Transfer(offset), "where in the file it begins (REST)"),
    row("size", Number, Lookup::Transfer(size), "bytes that were transferred; of the file, where MODE B, C or Z wraps it"),
    row("sent", Number, Lookup::Transfer(sent), "bytes on the wire, those that are not in the capture included"),
    row("sha256", Text, Lookup::Transfer(sha256), "digest of those bytes, lower-case hexadecimal"),
    row("lost_bytes", Number, Lookup::Transfer(lost_bytes), "bytes that are not in the capture"),
    row("complete", Flag, Lookup::Transfer(complete), "all of the file came: `reasons` is empty"),
    row("reasons", Words(REASONS), Lookup::Transfer(reasons), "why it is not known to be complete, any number of them"),
    row("stage", Choice(STAGES), Lookup::Transfer(stage), "how far it came"),
    row("outcome", Words(OUTCOMES), Lookup::Transfer(outcome), "how it ended, in the words of JSON or of tables"),
    row("reply_code", Code, Lookup::Transfer(reply_code), "code of its last reply"),
    row("encrypted", Flag, Lookup::Transfer(encrypted), "the data connection carries TLS"),
    row("decrypted", Flag, Lookup::Transfer(decrypted), "that was opened with secrets of TLS, in part or whole"),
    row("rate", Number, Lookup::Transfer(rate), "bytes a second, from the first to the last frame of the data connection"),
    row("duration", Number, Lookup::Transfer(duration), "seconds from the first to the last frame of the data connection"),
    row("round_trip", Number, Lookup::Transfer(round_trip), "seconds: round trip of the data connection's handshake"),
    row("first_byte", Number, Lookup::Transfer(first_byte), "seconds from the data connection's handshake to its first byte"),
    row("retransmissions", Number, Lookup::Transfer(retransmissions), "segments of the data connection that brought nothing new"),
];

fn at(transfer: &Transfer) -> Vec<u64> {
    vec![transfer.start.frame]
}

fn span(transfer: &Transfer) -> Vec<u64> {
    vec![transfer.start.frame, transfer.end.frame]
}

/// Where the dialogue names it; its data connection, where TLS hides that.
fn named(session: &Session, transfer: &Transfer) -> Vec<u64> {
    session
        .command_of(transfer)
        .map_or_else(|| at(transfer), |command| vec![command.at.frame])
}

fn user<'a>(_: &View<'a>, session: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    let user = transfer
        .user
        .as_ref()
        .map(|user| escape::text(user.bytes()));
    Fact::Text(user.unwrap_or_default(), named(session, transfer))
}

fn command<'a>(_: &View<'a>, session: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    Fact::Text(
        transfer.verb.unwrap_or_default().to_owned(),
        named(session, transfer),
    )
}

fn argument<'a>(_: &View<'a>, session: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    let argument = transfer
        .argument
        .as_ref()
        .map(|argument| escape::text(argument.bytes()));
    Fact::Text(argument.unwrap_or_default(), named(session, transfer))
}

fn path<'a>(_: &View<'a>, session: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    let path = transfer
        .path
        .as_ref()
        .map(|path| escape::text(path.bytes()));
    path.map_or(Fact::Unknown, |path| {
        Fact::Text(path, named(session, transfer))
    })
}

fn direction<'a>(_: &View<'a>, session: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    let name = transfer.direction.map(names::direction);
    name.map_or(Fact::Unknown, |name| {
        Fact::Choice(name, named(session, transfer))
    })
}

fn mode<'a>(_: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    Fact::Choice(names::mode(transfer.mode), at(transfer))
}

fn method<'a>(_: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    transfer.method.map_or(Fact::Unknown, |method| {
        Fact::Choice(method.name(), at(transfer))
    })
}

fn data_type<'a>(_: &View<'a>, session: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    Fact::Choice(
        names::data_type(transfer.data_type),
        named(session, transfer),
    )
}

fn transfer_mode<'a>(_: &View<'a>, session: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    Fact::Choice(
        names::transfer_mode(transfer.transfer_mode),
        named(session, transfer),
    )
}

fn offset<'a>(_: &View<'a>, session: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    Fact::Number(transfer.offset as f64, named(session, transfer))
}

fn size<'a>(_: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    Fact::Number(
        transfer.decoded_bytes.unwrap_or(transfer.bytes) as f64,
        span(transfer),
    )
}

fn sent<'a>(_: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    Fact::Number(
        (transfer.bytes + transfer.lost_bytes) as f64,
        span(transfer),
    )
}

fn sha256<'a>(_: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    let digest = transfer.file_digests().and_then(|made| made.sha256.clone());
    digest.map_or(Fact::Unknown, |digest| Fact::Text(digest, span(transfer)))
}

fn lost_bytes<'a>(_: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    Fact::Number(transfer.lost_bytes as f64, span(transfer))
}

fn complete<'a>(_: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    Fact::Flag(transfer.is_complete(), span(transfer))
}

fn reasons<'a>(_: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    let mut names: Vec<&'static str> = transfer.reasons.iter().map(|r| r.name()).collect();
    if names.is_empty() {
        names.push(NO_REASON);
    }
    Fact::Words(names, span(transfer))
}

fn stage<'a>(_: &View<'a>, session: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    Fact::Choice(names::stage(transfer.stage), answered(session, transfer))
}

fn outcome<'a>(_: &View<'a>, session: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    Fact::Either(
        names::outcome(transfer.outcome),
        names::transfer_state(transfer.state()),
        answered(session, transfer),
    )
}

fn reply_code<'a>(_: &View<'a>, session: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    number(
        transfer.reply_code.map(|code| f64::from(code.get())),
        answered(session, transfer),
    )
}

/// The command and its last reply.
fn answered(session: &Session, transfer: &Transfer) -> Vec<u64> {
    let reply = session
        .command_of(transfer)
        .and_then(|command| command.replies.last())
        .map(|reply| reply.at.frame);
    named(session, transfer).into_iter().chain(reply).collect()
}

fn decrypted<'a>(_: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    Fact::Flag(transfer.decrypted, at(transfer))
}

fn encrypted<'a>(_: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    Fact::Flag(transfer.encrypted, at(transfer))
}

fn rate<'a>(_: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    number(
        transfer.bytes_per_second().map(|rate| rate as f64),
        span(transfer),
    )
}

fn duration<'a>(_: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    number(
        transfer
            .connection
            .map(|_| transfer.end.time.since(transfer.start.time) as f64 / 1e9),
        span(transfer),
    )
}

fn data<'a>(view: &View<'a>, transfer: &Transfer) -> Option<&'a Connection> {
    view.analysis.connection(transfer.connection?)
}

fn round_trip<'a>(view: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    let nanoseconds = data(view, transfer).and_then(Connection::round_trip);
    number(nanoseconds.map(|n| n as f64 / 1e9), at(transfer))
}

fn first_byte<'a>(view: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    let nanoseconds = data(view, transfer).and_then(Connection::first_byte);
    number(nanoseconds.map(|n| n as f64 / 1e9), at(transfer))
}

fn retransmissions<'a>(view: &View<'a>, _: &'a Session, transfer: &'a Transfer) -> Fact<'a> {
    number(
        data(view, transfer).map(|c| c.retransmissions as f64),
        span(transfer),
    )
}
