//! Tables for people: columns, what is left out and what is broken where a terminal is narrow.

use std::collections::BTreeSet;
use std::io::{self, Write};

use anstyle::{Ansi256Color, AnsiColor};
use comfy_table::{
    self as grid, Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement,
    LineStyle, TableStyle,
};

use crate::text::hosts;
use crate::text::style::{Style, shorten};

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
