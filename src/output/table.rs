//! `sessions` and `transfers` as tables for people.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::net::IpAddr;

use anstyle::{Ansi256Color, AnsiColor};
use comfy_table::{
    self as grid, Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement,
    LineStyle, TableStyle,
};

use crate::analysis::view::View;
use crate::model::{Mode, Session, SessionMode, Transfer, TransferState};
use crate::text::escape;
use crate::text::hosts;
use crate::text::locale::Catalogue;
use crate::text::names;

use super::listing::ListOptions;
use super::starts::Starts;
use super::verdict::shown;
use super::{Needs, Output, Remark, Subject};
use crate::text::stamp::Clock;
use crate::text::style::{Style, session_color, shorten};

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

/// The colour of a text for a cell of a table.
pub(crate) fn in_cell(color: AnsiColor) -> Color {
    Color::AnsiValue(Ansi256Color::from_ansi(color).index())
}

/// A column of a table.
pub(crate) struct Column {
    title: &'static str,
    kind: ColumnKind,
    /// Where the terminal is too narrow, columns with a rank are left out, the lowest first.
    rank: Option<u8>,
}

/// How the cells of a column may be broken into lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ColumnKind {
    /// Broken only where the columns that may not go have no room otherwise.
    Text,
    /// Never: a part of it reads as another number. It stands on the right.
    Number,
    /// Never: a part of it reads as another address.
    Host,
    /// Wherever a long cell would take the room of other columns.
    Wrapped,
}

impl Column {
    /// What stands above it, or the end of the name of its message.
    pub(crate) fn title(&self) -> &'static str {
        self.title
    }
}

/// The titles of columns that are no messages.
pub(crate) fn titles(columns: &[Column]) -> Vec<String> {
    let titles = columns.iter().map(Column::title);
    titles.map(str::to_owned).collect()
}

pub(crate) const fn text(title: &'static str, rank: Option<u8>) -> Column {
    Column {
        title,
        kind: ColumnKind::Text,
        rank,
    }
}

pub(crate) const fn number(title: &'static str, rank: Option<u8>) -> Column {
    Column {
        kind: ColumnKind::Number,
        ..text(title, rank)
    }
}

/// A column of [`host_cell`]s.
pub(crate) const fn host(title: &'static str, rank: Option<u8>) -> Column {
    Column {
        kind: ColumnKind::Host,
        ..text(title, rank)
    }
}

pub(crate) const fn wrapped(title: &'static str) -> Column {
    Column {
        kind: ColumnKind::Wrapped,
        ..text(title, None)
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
/// A line below the header and no other.
const LOOK: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));
/// Columns that a cell keeps at least where it may be wrapped.
const WRAPPED: u16 = 20;
/// Columns between two cells.
const GAP: u16 = 2;

/// Rows of one table: what draws it keeps kilobytes of each, so that further ones get a table of
/// their own.
const ROWS: usize = 8192;
/// Longest text of a cell, in columns: a name of kilobytes says no more in a table, and breaking it
/// into lines takes long.
const LONGEST: u16 = 512;

/// Where somebody is.
pub(crate) fn host_cell(host: &str) -> Cell {
    Cell::new(shorten(host, hosts::COLUMNS))
}

/// A text that whoever sent it has chosen.
pub(crate) fn text_cell(text: &str) -> Cell {
    Cell::new(shorten(text, LONGEST))
}

/// Writes a table, or where there are many rows, several one below the other; gives the titles of
/// columns that had no room.
pub(crate) fn write_table(
    out: &mut dyn Write,
    style: Style,
    columns: &[Column],
    titles: &[String],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> io::Result<Vec<String>> {
    let mut rows = rows.peekable();
    let mut hidden = write_rows(out, style, columns, titles, rows.by_ref().take(ROWS))?;
    while rows.peek().is_some() {
        writeln!(out)?;
        let more = rows.by_ref().take(ROWS);
        hidden.extend(write_rows(out, style, columns, titles, more)?);
    }
    Ok(hidden
        .into_iter()
        .map(|index| titles[index].clone())
        .collect())
}

/// Writes one table, and gives the columns that had no room.
fn write_rows(
    out: &mut dyn Write,
    style: Style,
    columns: &[Column],
    titles: &[String],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> io::Result<BTreeSet<usize>> {
    let titles = titles.iter();
    let mut table = grid::Table::new();
    table
        .load_style(LOOK)
        .set_header(titles.map(|title| Cell::new(title).add_attribute(Attribute::Bold)));
    if style.color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.add_rows(rows);
    let mut hidden = Vec::new();
    if let Some(width) = style.width {
        table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width);
        hidden = leave_out(&mut table, columns, width);
    }
    let last = (0..columns.len()).rfind(|index| !hidden.contains(index));
    for (index, column) in columns.iter().enumerate() {
        if let Some(drawn) = table.column_mut(index) {
            drawn.set_padding((0, if Some(index) == last { 0 } else { GAP }));
            if column.kind == ColumnKind::Number {
                drawn.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(hidden.into_iter().collect())
}

/// Hides columns, the least telling first, until the rest fits or none may go, and gives those.
fn leave_out(table: &mut grid::Table, columns: &[Column], width: u16) -> Vec<usize> {
    let natural = table.column_max_content_widths();
    // A long name is wrapped before it drives the other columns out.
    let widths: Vec<u16> = natural
        .iter()
        .zip(columns)
        .map(|(&w, column)| match column.kind {
            ColumnKind::Wrapped => w.min(WRAPPED),
            _ => w,
        })
        .collect();
    // there is no gap behind the last one
    let mut needed = widths
        .iter()
        .fold(0_u16, |sum, &w| sum.saturating_add(w).saturating_add(GAP))
        .saturating_sub(GAP);
    let mut order: Vec<usize> = (0..columns.len())
        .filter(|&c| columns[c].rank.is_some())
        .collect();
    order.sort_by_key(|&c| columns[c].rank);
    let mut hidden = Vec::new();
    for index in order {
        if needed <= width {
            break;
        }
        needed = needed.saturating_sub(widths[index].saturating_add(GAP));
        hidden.push(index);
    }
    constrain(table, columns, &hidden, needed <= width);
    hidden
}

/// What draws the table shares out the room evenly, and would break an address where a column
/// beside it has more than it needs.
fn constrain(table: &mut grid::Table, columns: &[Column], hidden: &[usize], fits: bool) {
    for (index, column) in columns.iter().enumerate() {
        let constraint = match column.kind {
            _ if hidden.contains(&index) => ColumnConstraint::Hidden,
            ColumnKind::Number | ColumnKind::Host => ColumnConstraint::ContentWidth,
            ColumnKind::Text if fits => ColumnConstraint::ContentWidth,
            ColumnKind::Text | ColumnKind::Wrapped => continue,
        };
        if let Some(drawn) = table.column_mut(index) {
            drawn.set_constraint(constraint);
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 2] = [number("#", None), wrapped("Name")];

    fn drawn(names: impl Iterator<Item = String>) -> String {
        let mut out = Vec::new();
        let rows = (1..)
            .zip(names)
            .map(|(n, name): (usize, String)| vec![Cell::new(n), text_cell(&name)]);
        write_table(
            &mut out,
            Style::default(),
            &COLUMNS,
            &titles(&COLUMNS),
            rows,
        )
        .expect("memory takes it");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn no_table_has_more_rows_than_may_be_kept() {
        assert_eq!(
            [0, 1, ROWS, ROWS + 1, 2 * ROWS + 1].map(headers),
            [1, 1, 1, 2, 3]
        );
    }

    fn headers(rows: usize) -> usize {
        let text = drawn((0..rows).map(|n| format!("f{n}")));
        assert_eq!(text.lines().filter(|line| line.contains('f')).count(), rows);
        text.lines().filter(|line| line.contains("Name")).count()
    }

    #[test]
    fn no_address_and_no_number_is_broken() {
        let columns = [
            host("Client", None),
            host("Server", Some(2)),
            text("Login", Some(1)),
            wrapped("Name"),
            number("Bytes", None),
        ];
        let cells = ["192.0.2.10", "198.51.100.21:2121", "accepted"];
        for width in 10..100 {
            let name = "a name that is longer than its column";
            let row = cells.iter().chain([&name, &"123456789"]).map(Cell::new);
            let style = Style {
                width: Some(width),
                color: false,
            };
            let (mut out, titles) = (Vec::new(), titles(&columns));
            let rows = std::iter::once(row.collect());
            let hidden =
                write_table(&mut out, style, &columns, &titles, rows).expect("memory takes it");
            let shown = String::from_utf8(out).expect("text");
            for (cell, title) in cells
                .iter()
                .zip(&titles)
                .chain([(&"123456789", &titles[4])])
            {
                let is_shown = shown.split_whitespace().any(|word| word == *cell);
                assert_ne!(is_shown, hidden.contains(title), "{width}:\n{shown}");
            }
        }
    }

    #[test]
    fn a_name_of_kilobytes_is_shortened() {
        let text = drawn(["x".repeat(8 << 10), "y".repeat(usize::from(LONGEST))].into_iter());
        assert_eq!(
            text.matches('x').count(),
            usize::from(LONGEST) - 1,
            "and an ellipsis"
        );
        assert_eq!(text.matches('y').count(), usize::from(LONGEST));
    }
}
