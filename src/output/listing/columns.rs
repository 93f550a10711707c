//! The columns of sessions and of transfers, and the cells of each.

use crate::analysis::view::View;
use crate::model::{Connection, Method, Numbers, Session, Text, Time, TlsEnd, Transfer};
use crate::output::{rate, seconds};
use crate::text::escape;
use crate::text::names;
use crate::text::stamp::Clock;

/// A session, and what its cells take beside it.
pub(super) struct SessionRow<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) clock: &'a Clock,
    pub(super) session: &'a Session,
}

/// A transfer, and what its cells take beside it.
pub(super) struct TransferRow<'a> {
    clock: &'a Clock,
    session: &'a Session,
    transfer: &'a Transfer,
    connection: Option<&'a Connection>,
}

impl<'a> TransferRow<'a> {
    pub(super) fn new(
        view: &View<'a>,
        clock: &'a Clock,
        (session, transfer): (&'a Session, &'a Transfer),
    ) -> Self {
        TransferRow {
            clock,
            session,
            transfer,
            connection: transfer
                .connection
                .and_then(|id| view.analysis.connection(id)),
        }
    }

    fn numbers(&self) -> Option<&'a Numbers> {
        self.connection.map(|connection| &connection.numbers)
    }
}

/// The name of a column, and what gives its cells.
type Column<C> = (&'static str, C);
type SessionColumn = Column<fn(&SessionRow<'_>) -> String>;
type TransferColumn = Column<fn(&TransferRow<'_>) -> String>;

#[rustfmt::skip] // one row, one line
pub(super) const SESSION: [SessionColumn; 24] = [
    ("id", |row| row.session.id.to_string()),
    ("client_ip", |row| row.session.client.ip().to_string()),
    ("client_port", |row| row.session.client.port().to_string()),
    ("server_ip", |row| row.session.server.ip().to_string()),
    ("server_port", |row| row.session.server.port().to_string()),
    ("start", |row| row.clock.stamp(row.session.first.time).to_string()),
    ("end", |row| row.clock.stamp(row.session.last.time).to_string()),
    ("first_frame", |row| row.session.first.frame.to_string()),
    ("last_frame", |row| row.session.last.frame.to_string()),
    ("handshake", |row| names::handshake(row.session.control.handshake).to_owned()),
    ("close", |row| names::close(row.session.control.close).to_owned()),
    ("tls", |row| row.session.control.tls.map(names::tls).unwrap_or_default().to_owned()),
    ("lost_bytes", |row| row.session.control.lost_bytes.to_string()),
    ("banner", |row| wire(row.session.banner.as_ref())),
    ("user", |row| wire(row.session.user.as_ref())),
    ("password", |row| row.session.password.as_ref().map(|p| guard(escape::text(row.view.secret(p.bytes())))).unwrap_or_default()),
    ("login", |row| names::login(row.session.login).to_owned()),
    ("mode", |row| names::session_mode(row.session.mode).to_owned()),
    ("commands", |row| row.session.commands.len().to_string()),
    ("offers", |row| row.session.offers.len().to_string()),
    ("transfers", |row| row.session.transfers.len().to_string()),
    ("findings", |row| row.session.findings.len().to_string()),
    ("duration", |row| span(row.session.first.time, row.session.last.time)),
    ("bytes", |row| row.session.bytes().to_string()),
];

#[rustfmt::skip] // one row, one line
pub(super) const TRANSFER: [TransferColumn; 47] = [
    ("session", |row| row.session.id.to_string()),
    ("id", |row| row.transfer.id.to_string()),
    ("command", |row| row.transfer.verb.unwrap_or_default().to_owned()),
    ("argument", |row| wire(row.transfer.argument.as_ref())),
    ("path", |row| wire(row.transfer.path.as_ref())),
    ("direction", |row| row.transfer.direction.map(names::direction).unwrap_or_default().to_owned()),
    ("mode", |row| names::mode(row.transfer.mode).to_owned()),
    ("method", |row| row.transfer.method.map(Method::name).unwrap_or_default().to_owned()),
    ("offer", |row| number(row.transfer.offer)),
    ("connection", |row| number(row.transfer.connection)),
    ("type", |row| names::data_type(row.transfer.data_type).to_owned()),
    ("offset", |row| row.transfer.offset.to_string()),
    ("bytes", |row| row.transfer.bytes.to_string()),
    ("lost_bytes", |row| row.transfer.lost_bytes.to_string()),
    ("complete", |row| row.transfer.is_complete().to_string()),
    ("sha256", |row| row.transfer.digests.sha256.clone().unwrap_or_default()),
    ("blake3", |row| row.transfer.digests.blake3.clone().unwrap_or_default()),
    ("md5", |row| row.transfer.digests.md5.clone().unwrap_or_default()),
    ("reply_code", |row| number(row.transfer.reply_code)),
    ("outcome", |row| names::outcome(row.transfer.outcome).to_owned()),
    ("encrypted", |row| row.transfer.encrypted.to_string()),
    ("start", |row| row.clock.stamp(row.transfer.start.time).to_string()),
    ("end", |row| row.clock.stamp(row.transfer.end.time).to_string()),
    ("bytes_per_second", |row| number(row.transfer.bytes_per_second())),
    ("fxp_session", |row| number(row.transfer.fxp_session)),
    ("gaps", |row| row.transfer.gaps.len().to_string()),
    ("round_trip", |row| number(row.numbers().and_then(Numbers::round_trip).map(seconds))),
    ("time_to_first_byte", |row| number(row.numbers().and_then(Numbers::first_byte).map(seconds))),
    ("retransmission_rate", |row| number(row.connection.and_then(Connection::retransmission_rate).map(rate))),
    ("longest_idle", |row| number(row.numbers().map(|n| seconds(n.longest_idle())))),
    ("close", |row| row.connection.map(|c| names::close(c.close)).unwrap_or_default().to_owned()),
    ("closed_by", |row| row.connection.and_then(|c| c.closed_by).map(names::connection_end).unwrap_or_default().to_owned()),
    ("refused", |row| row.transfer.is_refused().to_string()),
    ("decrypted", |row| row.transfer.decrypted.to_string()),
    ("wire_bytes", |row| row.transfer.wire_bytes.to_string()),
    ("lost_records", |row| row.transfer.lost_records.to_string()),
    ("tls_end", |row| row.transfer.tls_end.map(TlsEnd::name).unwrap_or_default().to_owned()),
    ("user", |row| wire(row.transfer.user.as_ref())),
    ("client_ip", |row| row.session.client.ip().to_string()),
    ("client_port", |row| row.session.client.port().to_string()),
    ("server_ip", |row| row.session.server.ip().to_string()),
    ("server_port", |row| row.session.server.port().to_string()),
    ("duration", |row| span(row.transfer.start.time, row.transfer.end.time)),
    ("state", |row| names::transfer_state(row.transfer.state()).to_owned()),
    ("sha1", |row| row.transfer.digests.sha1.clone().unwrap_or_default()),
    ("mime_type", |row| row.transfer.media_type().unwrap_or_default().to_owned()),
    ("known", |row| row.transfer.known.as_ref().map(|known| guard(escape::text(known.list.as_bytes()))).unwrap_or_default()),
];

pub(super) const SESSION_NAMES: [&str; SESSION.len()] = names_of(&SESSION);
pub(super) const TRANSFER_NAMES: [&str; TRANSFER.len()] = names_of(&TRANSFER);

const fn names_of<C, const N: usize>(columns: &[Column<C>; N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut place = 0;
    while place < N {
        names[place] = columns[place].0;
        place += 1;
    }
    names
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
