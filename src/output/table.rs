//! `sessions` and `transfers` as tables for people.

use std::io::{self, Write};
use std::net::IpAddr;

use comfy_table::{Cell, Color};

use crate::analysis::view::View;
use crate::model::{Mode, Session, SessionMode, Transfer, TransferState};
use crate::text::escape;
use crate::text::locale::Catalogue;
use crate::text::names;
use crate::text::stamp::Clock;
use crate::text::style::{Style, session_color, shorten};

use super::grid::{
    Column, host, host_cell, in_cell, number, text, text_cell, titles, wrapped, write_table,
};
use super::listing::ListOptions;
use super::starts::Starts;
use super::verdict::shown;
use super::{Needs, Output, Remark, Subject};

/// Prints a table.
pub struct Table<'o> {
    out: &'o mut dyn Write,
    listing: ListOptions,
    catalogue: &'o Catalogue,
    style: Style,
}

impl<'o> Table<'o> {
    /// A row for each session, or for each transfer.
    pub fn new(
        out: &'o mut dyn Write,
        listing: impl Into<ListOptions>,
        catalogue: &'o Catalogue,
        style: Style,
    ) -> Self {
        Table {
            out,
            listing: listing.into(),
            catalogue,
            style,
        }
    }
}

impl Output for Table<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        Ok(Needs::digests(known))
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        let (listing, style) = (&self.listing, self.style);
        let words = ListWords(self.catalogue);
        let hidden = match listing.subject() {
            _ if listing.has_own_columns() => write_chosen(self.out, view, listing, style)?,
            Subject::Sessions => write_sessions(self.out, view, listing, words, style)?,
            Subject::Transfers => write_transfers(self.out, view, listing, words, style)?,
        };
        self.out.flush()?;
        Ok(Remark::columns(hidden, Some("--format csv")))
    }
}

/// Who and when go last of all.
const SESSION_COLUMNS: [Column; 12] = [
    number("number", None),
    text("start", Some(9)),
    number("duration", Some(3)),
    host("client", None),
    host("server", Some(7)),
    text("user", Some(8)),
    text("login", Some(5)),
    text("mode", Some(6)),
    text("tls", Some(2)),
    number("transfers", None),
    number("bytes", Some(4)),
    text("frames", Some(1)),
];
/// On screens of fewer columns the port of a client has no room.
const ROOM_FOR_PORTS: u16 = 100;

/// Who and when go last of all. The last column is only there where a list has one of the files.
const TRANSFER_COLUMNS: [Column; 15] = [
    number("number", Some(4)),
    number("session", None),
    text("start", Some(9)),
    text("user", Some(7)),
    host("client", Some(8)),
    host("server", Some(3)),
    text("command", None),
    wrapped("path"),
    text("mode", Some(6)),
    number("bytes", None),
    number("lost", Some(2)),
    number("reply", Some(5)),
    text("outcome", None),
    text("digest", Some(1)),
    text("known", None),
];

/// The words of titles and cells.
#[derive(Clone, Copy)]
struct ListWords<'c>(&'c Catalogue);

impl ListWords<'_> {
    fn say(self, of: &str, name: &str) -> String {
        self.0.text(&format!("list-{of}-{name}"), &[])
    }

    fn duration(self, session: &Session) -> String {
        self.0.duration(session.last.time.since(session.first.time))
    }

    fn titles(self, columns: &[Column], starts: &Starts) -> Vec<String> {
        let names = columns.iter().map(Column::title);
        names
            .map(|name| match (name, self.say("column", name)) {
                ("start", title) => starts.title(&title),
                (_, title) => title,
            })
            .collect()
    }

    /// Transfers that the server confirmed, where it did not confirm all.
    fn transfers(self, session: &Session) -> String {
        let all = session.transfers.len();
        match session.confirmed_transfers() {
            completed if completed == all => all.to_string(),
            completed => {
                let args = [("completed", completed.into()), ("all", all.into())];
                self.0.text("list-transfers", &args)
            }
        }
    }
}

/// Writes one row for each session, and gives the columns that had no room.
fn write_sessions(
    out: &mut dyn Write,
    view: &View,
    listing: &ListOptions,
    words: ListWords,
    style: Style,
) -> io::Result<Vec<String>> {
    let clock = Clock::of(view);
    let hosts = words.0.hosts();
    let sessions = listing.sessions(view);
    let times = sessions.iter().map(|session| session.first.time);
    let starts = Starts::new(&clock, style, times);
    let has_ports = style.width.is_none_or(|width| width >= ROOM_FOR_PORTS);
    let rows = sessions.into_iter().map(|session| {
        let client = if has_ports {
            hosts.end(session.client)
        } else {
            hosts.host(session.client.ip())
        };
        vec![
            Cell::new(session.id).fg(in_cell(session_color(session.id))),
            Cell::new(starts.cell(session.first.time)),
            Cell::new(words.duration(session)),
            host_cell(&client),
            host_cell(&hosts.end(session.server)),
            text_cell(&shown(session.user.as_ref())),
            Cell::new(words.say("login", names::login(session.login))),
            session_mode_cell(words, session),
            Cell::new(names::tls_word(&session.control).unwrap_or_default()),
            Cell::new(words.transfers(session)),
            Cell::new(session.bytes()),
            Cell::new(format!("{}–{}", session.first.frame, session.last.frame)),
        ]
    });
    let titles = words.titles(&SESSION_COLUMNS, &starts);
    write_table(out, style, &SESSION_COLUMNS, &titles, rows)
}

/// Writes one row for each transfer, and gives the columns that had no room.
fn write_transfers(
    out: &mut dyn Write,
    view: &View,
    listing: &ListOptions,
    words: ListWords,
    style: Style,
) -> io::Result<Vec<String>> {
    let clock = Clock::of(view);
    let hosts = words.0.hosts();
    let transfers = listing.transfers(view);
    let is_any_known = transfers
        .iter()
        .any(|(_, transfer)| transfer.known.is_some());
    let columns = TRANSFER_COLUMNS.len() - usize::from(!is_any_known);
    let times = transfers.iter().map(|(_, transfer)| transfer.start.time);
    let starts = Starts::new(&clock, style, times);
    let rows = transfers.into_iter().map(|(session, transfer)| {
        let mut cells = vec![
            Cell::new(transfer.id),
            Cell::new(session.id).fg(in_cell(session_color(session.id))),
            Cell::new(starts.cell(transfer.start.time)),
            text_cell(&shown(transfer.user.as_ref())),
            host_cell(&hosts.host(session.client.ip())),
            host_cell(&hosts.end(session.server)),
            Cell::new(transfer.verb.unwrap_or("?")),
            text_cell(&shown(
                transfer.path.as_ref().or(transfer.argument.as_ref()),
            )),
            mode_cell(words, transfer.mode),
            Cell::new(transfer.bytes),
            Cell::new(transfer.lost_bytes),
            Cell::new(
                transfer
                    .reply_code
                    .map_or_else(String::new, |c| c.to_string()),
            ),
            outcome_cell(words, transfer),
            Cell::new(digest(transfer)),
            Cell::new(known(transfer)),
        ];
        cells.truncate(columns);
        cells
    });
    let columns = &TRANSFER_COLUMNS[..columns];
    write_table(out, style, columns, &words.titles(columns, &starts), rows)
}

/// Writes the columns that were chosen, under their names: none of them is left out.
fn write_chosen(
    out: &mut dyn Write,
    view: &View,
    listing: &ListOptions,
    style: Style,
) -> io::Result<Vec<String>> {
    let titles = listing.titles();
    let mut rows = Vec::new();
    listing.for_each_row(view, |cells| {
        rows.push(cells);
        Ok(())
    })?;
    let columns: Vec<Column> = (0..titles.len())
        .map(|column| {
            let cells = || rows.iter().map(|cells| cells[column].as_str());
            if cells().all(|cell| cell.parse::<f64>().is_ok()) {
                number(titles[column], None)
            } else if cells().all(|cell| cell.parse::<IpAddr>().is_ok()) {
                host(titles[column], None)
            } else {
                wrapped(titles[column])
            }
        })
        .collect();
    let rows = rows.iter();
    let cells = rows.map(|cells| cells.iter().map(|cell| text_cell(cell)).collect());
    write_table(out, style, &columns, &self::titles(&columns), cells)
}

/// The beginning of the digest that was asked for: enough to tell files apart, short enough for a
/// table.
fn digest(transfer: &Transfer) -> String {
    let digest = transfer
        .digests
        .any()
        .filter(|_| transfer.connection.is_some());
    digest.map_or_else(String::new, |d| d[..12].to_owned())
}

/// The list that has the file, without the folders that it stands in.
fn known(transfer: &Transfer) -> String {
    let Some(known) = &transfer.known else {
        return String::new();
    };
    let name = known.list.rsplit(['/', '\\']).next().unwrap_or_default();
    shorten(&escape::text(name.as_bytes()), LIST).into_owned()
}

/// Columns of the name of a list.
const LIST: u16 = 24;
fn mode_cell(words: ListWords, mode: Option<Mode>) -> Cell {
    let cell = Cell::new(words.say("mode", names::mode(mode)));
    match mode {
        Some(Mode::Active) => cell.fg(Color::Yellow),
        Some(Mode::Passive) => cell.fg(Color::Cyan),
        None => cell,
    }
}

fn session_mode_cell(words: ListWords, session: &Session) -> Cell {
    let cell = Cell::new(words.say("mode", names::session_mode(session.mode)));
    match session.mode {
        SessionMode::Active => cell.fg(Color::Yellow),
        SessionMode::Passive => cell.fg(Color::Cyan),
        SessionMode::Mixed => cell.fg(Color::Magenta),
        SessionMode::None | SessionMode::Unknown => cell,
    }
}

fn outcome_cell(words: ListWords, transfer: &Transfer) -> Cell {
    let state = transfer.state();
    let cell = Cell::new(words.say("state", names::transfer_state(state)));
    match state {
        TransferState::Complete => cell.fg(Color::Green),
        TransferState::Refused | TransferState::Failed | TransferState::Aborted => {
            cell.fg(Color::Red)
        }
        _ => cell,
    }
}
