//! The columns of sessions and of transfers, and the cells of each.

use crate::analysis::view::View;
use crate::model::{Connection, Method, Numbers, Session, Text, Time, TlsEnd, Transfer};
use crate::output::{rate, seconds};
use crate::text::escape;
use crate::text::names;
use crate::text::stamp::Clock;

pub(super) const SESSION: [&str; 24] = [
    "id",
    "client_ip",
    "client_port",
    "server_ip",
    "server_port",
    "start",
    "end",
    "first_frame",
    "last_frame",
    "handshake",
    "close",
    "tls",
    "lost_bytes",
    "banner",
    "user",
    "password",
    "login",
    "mode",
    "commands",
    "offers",
    "transfers",
    "findings",
    "duration",
    "bytes",
];

pub(super) const TRANSFER: [&str; 47] = [
    "session",
    "id",
    "command",
    "argument",
    "path",
    "direction",
    "mode",
    "method",
    "offer",
    "connection",
    "type",
    "offset",
    "bytes",
    "lost_bytes",
    "complete",
    "sha256",
    "blake3",
    "md5",
    "reply_code",
    "outcome",
    "encrypted",
    "start",
    "end",
    "bytes_per_second",
    "fxp_session",
    "gaps",
    "round_trip",
    "time_to_first_byte",
    "retransmission_rate",
    "longest_idle",
    "close",
    "closed_by",
    "refused",
    "decrypted",
    "wire_bytes",
    "lost_records",
    "tls_end",
    "user",
    "client_ip",
    "client_port",
    "server_ip",
    "server_port",
    "duration",
    "state",
    "sha1",
    "mime_type",
    "known",
];

pub(super) fn session_cells(view: &View, clock: &Clock, session: &Session) -> Vec<String> {
    let control = &session.control;
    vec![
        session.id.to_string(),
        session.client.ip().to_string(),
        session.client.port().to_string(),
        session.server.ip().to_string(),
        session.server.port().to_string(),
        clock.stamp(session.first.time).to_string(),
        clock.stamp(session.last.time).to_string(),
        session.first.frame.to_string(),
        session.last.frame.to_string(),
        names::handshake(control.handshake).to_owned(),
        names::close(control.close).to_owned(),
        control.tls.map(names::tls).unwrap_or_default().to_owned(),
        control.lost_bytes.to_string(),
        wire(session.banner.as_ref()),
        wire(session.user.as_ref()),
        session
            .password
            .as_ref()
            .map(|p| guard(escape::text(view.secret(p.bytes()))))
            .unwrap_or_default(),
        names::login(session.login).to_owned(),
        names::session_mode(session.mode).to_owned(),
        session.commands.len().to_string(),
        session.offers.len().to_string(),
        session.transfers.len().to_string(),
        session.findings.len().to_string(),
        span(session.first.time, session.last.time),
        session.bytes().to_string(),
    ]
}

pub(super) fn transfer_cells(
    view: &View,
    clock: &Clock,
    session: &Session,
    transfer: &Transfer,
) -> Vec<String> {
    let digests = &transfer.digests;
    let connection = transfer
        .connection
        .and_then(|id| view.analysis.connection(id));
    let numbers = connection.map(|c| &c.numbers);
    vec![
        session.id.to_string(),
        transfer.id.to_string(),
        transfer.verb.unwrap_or_default().to_owned(),
        wire(transfer.argument.as_ref()),
        wire(transfer.path.as_ref()),
        transfer
            .direction
            .map(names::direction)
            .unwrap_or_default()
            .to_owned(),
        names::mode(transfer.mode).to_owned(),
        transfer
            .method
            .map(Method::name)
            .unwrap_or_default()
            .to_owned(),
        number(transfer.offer),
        number(transfer.connection),
        names::data_type(transfer.data_type).to_owned(),
        transfer.offset.to_string(),
        transfer.bytes.to_string(),
        transfer.lost_bytes.to_string(),
        transfer.is_complete().to_string(),
        digests.sha256.clone().unwrap_or_default(),
        digests.blake3.clone().unwrap_or_default(),
        digests.md5.clone().unwrap_or_default(),
        number(transfer.reply_code),
        names::outcome(transfer.outcome).to_owned(),
        transfer.encrypted.to_string(),
        clock.stamp(transfer.start.time).to_string(),
        clock.stamp(transfer.end.time).to_string(),
        number(transfer.bytes_per_second()),
        number(transfer.fxp_session),
        transfer.gaps.len().to_string(),
        number(numbers.and_then(Numbers::round_trip).map(seconds)),
        number(numbers.and_then(Numbers::first_byte).map(seconds)),
        number(
            connection
                .and_then(Connection::retransmission_rate)
                .map(rate),
        ),
        number(numbers.map(|n| seconds(n.longest_idle()))),
        connection
            .map(|c| names::close(c.close))
            .unwrap_or_default()
            .to_owned(),
        connection
            .and_then(|c| c.closed_by)
            .map(names::connection_end)
            .unwrap_or_default()
            .to_owned(),
        transfer.is_refused().to_string(),
        transfer.decrypted.to_string(),
        transfer.wire_bytes.to_string(),
        transfer.lost_records.to_string(),
        transfer
            .tls_end
            .map(TlsEnd::name)
            .unwrap_or_default()
            .to_owned(),
        wire(transfer.user.as_ref()),
        session.client.ip().to_string(),
        session.client.port().to_string(),
        session.server.ip().to_string(),
        session.server.port().to_string(),
        span(transfer.start.time, transfer.end.time),
        names::transfer_state(transfer.state()).to_owned(),
        digests.sha1.clone().unwrap_or_default(),
        transfer.media_type().unwrap_or_default().to_owned(),
        transfer
            .known
            .as_ref()
            .map(|known| guard(escape::text(known.list.as_bytes())))
            .unwrap_or_default(),
    ]
}

/// Seconds from one time to another.
fn span(first: Time, last: Time) -> String {
    seconds(last.since(first)).to_string()
}

fn number<N: ToString>(number: Option<N>) -> String {
    number.map(|n| n.to_string()).unwrap_or_default()
}

fn wire(text: Option<&Text>) -> String {
    text.map(|t| guard(escape::text(t.bytes())))
        .unwrap_or_default()
}

/// A cell that no spreadsheet runs: an apostrophe stands before what would be a formula. Some
/// programs drop blanks before it; those whose separator is another than the comma, as it is in
/// much of Europe, begin a cell inside of ours, and quotes do not keep them from it.
fn guard(cell: String) -> String {
    let inside = cell.match_indices([',', ';', '"', '|']);
    let places: Vec<usize> = is_formula(&cell)
        .then_some(0)
        .into_iter()
        .chain(
            inside
                .map(|(at, separator)| at + separator.len())
                .filter(|&at| begins_inside(&cell[at..])),
        )
        .collect();
    if places.is_empty() {
        return cell;
    }
    let mut guarded = String::with_capacity(cell.len() + places.len());
    let mut from = 0;
    for at in places {
        guarded.push_str(&cell[from..at]);
        guarded.push('\'');
        from = at;
    }
    guarded + &cell[from..]
}

/// Spreadsheets run what begins with one of these, in any width (OWASP, CSV Injection).
fn is_formula(cell: &str) -> bool {
    let signs = [
        '+', '-', '\u{ff0b}', '\u{ff0d}', '\u{fe62}', '\u{fe63}', '\u{2212}',
    ];
    begins_inside(cell) || cell.trim_start().starts_with(signs)
}

/// The same behind a separator, where a sign begins a formula only without a blank: prose has
/// dashes.
fn begins_inside(cell: &str) -> bool {
    let marks = ['=', '@', '\u{ff1d}', '\u{ff20}', '\u{fe66}', '\u{fe6b}'];
    cell.starts_with(['+', '-']) || cell.trim_start().starts_with(marks)
}

#[cfg(test)]
mod tests {
    use super::guard;

    #[test]
    fn no_cell_is_a_formula_wherever_it_is_taken_to_begin() {
        for (cell, guarded) in [
            ("=1+1", "'=1+1"),
            (" =1+1", "' =1+1"),
            ("\u{3000}\u{ff1d}1", "'\u{3000}\u{ff1d}1"),
            ("\u{ff0d}1", "'\u{ff0d}1"),
            ("\u{fe66}1", "'\u{fe66}1"),
            ("a;=1", "a;'=1"),
            ("a\", @b", "a\",' @b"),
            ("=a,=b", "'=a,'=b"),
            ("a|-b", "a|'-b"),
        ] {
            assert_eq!(guard(cell.to_owned()), guarded);
        }
        for cell in [
            "",
            "a=b",
            "mail@host",
            "ready, - welcome",
            "a-b; c",
            "/in/x=1.txt",
        ] {
            assert_eq!(guard(cell.to_owned()), cell);
        }
    }
}
