//! Keys of `[[session]]`.

use crate::analysis::view::View;
use crate::check::matcher::dialogue::latency;
use crate::model::{ReplyCode, Session, Text as WireText};
use crate::text::escape;
use crate::text::names;

use super::ValueKind::{Choice, Number, Replies, Steps, Text, Verbs};
use super::{Fact, Key, Lookup, count, row};

const LOGINS: &[&str] = &["accepted", "rejected", "none", "unknown"];
const MODES: &[&str] = &["active", "passive", "mixed", "none", "unknown"];
const TLS: &[&str] = &["explicit", "implicit", "none"];
const DECRYPTED: &[&str] = &["no", "partly", "yes"];
const CLOSES: &[&str] = &["fin", "reset", "open"];
const HANDSHAKES: &[&str] = &["complete", "partial", "missing"];

#[rustfmt::skip] // one row, one line
pub(super) static KEYS: &[Key] = &[
    row("client", Text, Lookup::Session(client), "IP address of the client"),
    row("server", Text, Lookup::Session(server), "IP address of the server"),
    row("server_port", Number, Lookup::Session(server_port), "control port of the server"),
    row("user", Text, Lookup::Session(user), "user of the last accepted login, else of the last try; empty for none"),
    row("login", Choice(LOGINS), Lookup::Session(login), "what became of the login"),
    row("mode", Choice(MODES), Lookup::Session(mode), "who opened the data connections"),
    row("tls", Choice(TLS), Lookup::Session(tls), "how TLS began on the control connection"),
    row("decrypted", Choice(DECRYPTED), Lookup::Session(decrypted), "how much of that could be read with secrets of TLS"),
    row("handshake", Choice(HANDSHAKES), Lookup::Session(handshake), "how much of the control connection's handshake is there"),
    row("close", Choice(CLOSES), Lookup::Session(close), "how the control connection ended"),
    row("banner", Text, Lookup::Session(banner), "text of the greeting; empty for none"),
    row("lost_bytes", Number, Lookup::Session(lost_bytes), "bytes of the control connection that are not in the capture"),
    row("commands", Number, Lookup::Session(commands), "number of commands"),
    row("offers", Number, Lookup::Session(offers), "number of announced data endpoints"),
    row("transfers", Number, Lookup::Session(transfers), "number of transfers"),
    row("duration", Number, Lookup::Session(duration), "seconds from the first to the last frame of the control connection"),
    row("reply_latency", Number, Lookup::Session(reply_latency), "seconds: the longest time from a command to its first reply"),
    row("sequence", Steps { whole: false }, Lookup::Session(dialogue), "these commands in this order, others may stand between them"),
    row("dialogue", Steps { whole: true }, Lookup::Session(dialogue), "these commands in this order and no others"),
    row("forbidden_commands", Verbs, Lookup::Session(dialogue), "none of these commands"),
    row("forbidden_replies", Replies, Lookup::Session(dialogue), "no reply with such a code"),
];

fn client<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    Fact::Text(session.client.ip().to_string(), vec![session.first.frame])
}

fn server<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    Fact::Text(session.server.ip().to_string(), vec![session.first.frame])
}

fn server_port<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    Fact::Number(f64::from(session.server.port()), vec![session.first.frame])
}

/// The frames of a command, and of its replies.
fn frames_of(session: &Session, verbs: &[&[u8]]) -> Vec<u64> {
    let commands = session
        .commands
        .iter()
        .filter(|c| verbs.contains(&c.verb.bytes()));
    let mut frames: Vec<u64> = commands
        .flat_map(|c| std::iter::once(c.at.frame).chain(c.replies.iter().map(|r| r.at.frame)))
        .collect();
    if frames.is_empty() {
        frames.push(session.first.frame);
    }
    frames
}

fn user<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    Fact::Text(shown(session.user.as_ref()), frames_of(session, &[b"USER"]))
}

fn login<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    Fact::Choice(
        names::login(session.login),
        frames_of(session, &[b"USER", b"PASS", b"ACCT"]),
    )
}

/// The first frame of each data connection shows who opened it.
fn mode<'a>(view: &View<'a>, session: &'a Session) -> Fact<'a> {
    let data = session
        .connections
        .iter()
        .filter(|&&id| id != session.connection);
    let frames = data
        .filter_map(|&id| view.analysis.connection(id))
        .map(|c| c.first.frame)
        .collect();
    Fact::Choice(names::session_mode(session.mode), frames)
}

fn tls<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    let frames = session
        .tls_spans
        .iter()
        .map(|span| span.from.frame)
        .collect();
    Fact::Choice(session.control.tls.map_or("none", names::tls), frames)
}

fn decrypted<'a>(view: &View<'a>, session: &'a Session) -> Fact<'a> {
    let control = view.analysis.connection(session.connection);
    let tls = control.and_then(|control| control.tls.as_ref());
    let decrypted = tls.map(|tls| tls.opening.decrypted).unwrap_or_default();
    let spans = session.tls_spans.iter();
    Fact::Choice(
        decrypted.name(),
        spans.map(|span| span.from.frame).collect(),
    )
}

fn handshake<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    Fact::Choice(
        names::handshake(session.control.handshake),
        vec![session.first.frame],
    )
}

fn close<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    Fact::Choice(
        names::close(session.control.close),
        vec![session.last.frame],
    )
}

fn banner<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    let frames = session
        .unasked
        .iter()
        .filter(|r| r.code == ReplyCode::READY)
        .take(1)
        .map(|r| r.at.frame)
        .collect();
    Fact::Text(shown(session.banner.as_ref()), frames)
}

fn shown(text: Option<&WireText>) -> String {
    text.map(|text| escape::text(text.bytes()))
        .unwrap_or_default()
}

fn lost_bytes<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    Fact::Number(session.control.lost_bytes as f64, vec![session.first.frame])
}

fn commands<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    count(session.commands.len(), vec![session.first.frame])
}

fn offers<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    count(
        session.offers.len(),
        session.offers.iter().map(|o| o.at.frame).collect(),
    )
}

fn transfers<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    count(
        session.transfers.len(),
        session.transfers.iter().map(|t| t.start.frame).collect(),
    )
}

fn duration<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    let span = session.last.time.since(session.first.time);
    Fact::Number(
        span as f64 / 1e9,
        vec![session.first.frame, session.last.frame],
    )
}

fn reply_latency<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    latency(std::iter::once(session))
}

fn dialogue<'a>(_: &View<'a>, session: &'a Session) -> Fact<'a> {
    Fact::Dialogue(session)
}
