//! `sessions` and `transfers` as tables for people.

use std::io::{self, Write};

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table};

use crate::record::{Mode, Outcome, Session, SessionMode, Transfer};

use super::style::{Style, session_color};
use super::verdict::shown;
use super::{View, names};

/// Writes one row for each session.
pub fn write_sessions(out: &mut dyn Write, view: &View, style: Style) -> io::Result<()> {
    let header = ["#", "Client", "Server", "User", "Log-in", "Mode", "TLS", "Transfers", "Bytes", "Frames"];
    let rows = view.sessions().map(|session| {
        let done = session.transfers.iter().filter(|t| t.outcome == Outcome::Completed).count();
        let bytes: u64 = session.transfers.iter().map(|t| t.bytes).sum();
        vec![
            Cell::new(session.id).fg(session_color(session.id)),
            Cell::new(session.client),
            Cell::new(session.server),
            Cell::new(shown(session.user.as_ref())),
            Cell::new(names::login(session.login)),
            session_mode_cell(session),
            Cell::new(session.control.tls.map_or("", names::tls)),
            Cell::new(match session.transfers.len() {
                total if total == done => total.to_string(),
                total => format!("{done} of {total}"),
            }),
            Cell::new(bytes),
            Cell::new(format!("{}–{}", session.first.frame, session.last.frame)),
        ]
    });
    write_table(out, style, &header, rows, &[0, 7, 8])
}

/// Writes one row for each transfer.
pub fn write_transfers(out: &mut dyn Write, view: &View, style: Style) -> io::Result<()> {
    let header = ["#", "Ses", "Command", "Path", "Mode", "Bytes", "Lost", "Reply", "Outcome", "Digest"];
    let rows = view.transfers().map(|(session, transfer)| {
        vec![
            Cell::new(transfer.id),
            Cell::new(session.id).fg(session_color(session.id)),
            Cell::new(transfer.verb.unwrap_or("?")),
            Cell::new(shown(transfer.path.as_ref().or(transfer.argument.as_ref()))),
            mode_cell(transfer.mode),
            Cell::new(transfer.bytes),
            Cell::new(transfer.lost_bytes),
            Cell::new(transfer.reply_code.map_or_else(String::new, |c| c.to_string())),
            outcome_cell(transfer),
            Cell::new(digest(transfer)),
        ]
    });
    write_table(out, style, &header, rows, &[0, 1, 5, 6, 7])
}

/// The beginning of the digest that was asked for: enough to tell files apart, short enough for a table.
fn digest(transfer: &Transfer) -> String {
    let digests = &transfer.digests;
    let digest = digests.sha256.as_ref().or(digests.blake3.as_ref()).or(digests.md5.as_ref());
    digest.filter(|_| transfer.connection.is_some()).map_or_else(String::new, |d| d[..12].to_owned())
}

fn write_table(
    out: &mut dyn Write,
    style: Style,
    header: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
    numbers: &[usize],
) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header(header.iter().map(|h| Cell::new(h).add_attribute(Attribute::Bold)));
    style.apply(&mut table);
    if let Some(width) = style.width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    for row in rows {
        table.add_row(row);
    }
    for &number in numbers {
        if let Some(column) = table.column_mut(number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn mode_cell(mode: Option<Mode>) -> Cell {
    let cell = Cell::new(names::mode(mode));
    match mode {
        Some(Mode::Active) => cell.fg(Color::Yellow),
        Some(Mode::Passive) => cell.fg(Color::Cyan),
        None => cell,
    }
}

fn session_mode_cell(session: &Session) -> Cell {
    let cell = Cell::new(names::session_mode(session.mode));
    match session.mode {
        SessionMode::Active => cell.fg(Color::Yellow),
        SessionMode::Passive => cell.fg(Color::Cyan),
        SessionMode::Mixed => cell.fg(Color::Magenta),
        SessionMode::None | SessionMode::Unknown => cell,
    }
}

fn outcome_cell(transfer: &Transfer) -> Cell {
    if transfer.complete {
        return Cell::new("complete").fg(Color::Green);
    }
    let cell = Cell::new(names::outcome(transfer.outcome));
    if matches!(transfer.outcome, Outcome::Failed | Outcome::Aborted) { cell.fg(Color::Red) } else { cell }
}
