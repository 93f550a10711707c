//! What `extract` wrote, or would write, as a table for people.

use std::collections::BTreeMap;
use std::io::{self, Write};

use comfy_table::{Cell, Color};

use crate::analysis::view::View;
use crate::extract::{ExtractFault, Extracted, File, Plan, Reason};
use crate::text::escape;
use crate::text::locale::Catalogue;

use crate::output::table::{Column, in_cell, number, text, text_cell, wrapped, write_table};
use crate::text::style::{Style, session_color, wrap};

/// The last two are known once a file is written.
const COLUMNS: [Column; 7] = [
    number("session", None),
    text("command", Some(2)),
    wrapped("file"),
    number("bytes", None),
    wrapped("state"),
    text("type", Some(3)),
    text("digest", Some(1)),
];
const PLANNED: usize = 5;

/// Writes one row for each file, and what was left out; gives the columns that had no room. Without
/// `extracted`, the files are only planned.
pub(crate) fn write(
    out: &mut dyn Write,
    view: &View,
    plan: &Plan,
    extracted: Option<&Extracted>,
    catalogue: &Catalogue,
    style: Style,
) -> io::Result<Vec<String>> {
    let columns = if extracted.is_some() {
        &COLUMNS[..]
    } else {
        &COLUMNS[..PLANNED]
    };
    let rows = plan.files.iter().enumerate().map(|(index, file)| {
        let (session, transfer) = file.of(view.analysis);
        let written = extracted.map(|extracted| &extracted.files[index]);
        let faults = written.map_or(&file.faults, |written| &written.faults);
        let digest = written.and_then(|written| written.digests.any());
        let mut cells = vec![
            Cell::new(session.id).fg(in_cell(session_color(session.id))),
            Cell::new(transfer.verb.unwrap_or("?")),
            text_cell(&escape::text(
                written
                    .map_or(&file.output, |written| &written.output)
                    .as_bytes(),
            )),
            Cell::new(written.map_or_else(|| file.bytes(), |written| written.bytes)),
            state(catalogue, faults),
            Cell::new(
                written
                    .and_then(|written| written.media_type)
                    .unwrap_or_default(),
            ),
            Cell::new(digest.map_or("", |digest| &digest[..12])),
        ];
        cells.truncate(columns.len());
        cells
    });
    let hidden = if plan.files.is_empty() {
        Vec::new()
    } else {
        let titles: Vec<String> = columns
            .iter()
            .map(|column| said(catalogue, "extract-column", column.title()))
            .collect();
        write_table(out, style, columns, &titles, rows)?
    };
    let summary = summary(plan, extracted, catalogue);
    match style.width {
        None => writeln!(out, "{summary}")?,
        Some(width) => wrap(&summary, width)
            .iter()
            .try_for_each(|line| writeln!(out, "{line}"))?,
    }
    Ok(hidden)
}

fn state(catalogue: &Catalogue, faults: &[ExtractFault]) -> Cell {
    if faults.is_empty() {
        return Cell::new(catalogue.text("extract-complete", &[])).fg(Color::Green);
    }
    let words: Vec<String> = faults
        .iter()
        .map(|fault| said(catalogue, "extract-fault", fault.name()))
        .collect();
    Cell::new(words.join(", ")).fg(Color::Yellow)
}

/// `3 files, 7516 bytes. Not extracted: 2 listings (see --listings), 1 encrypted.`
fn summary(plan: &Plan, extracted: Option<&Extracted>, catalogue: &Catalogue) -> String {
    let bytes: u64 = match extracted {
        Some(extracted) => extracted.files.iter().map(|f| f.bytes).sum(),
        None => plan.files.iter().map(File::bytes).sum(),
    };
    let args = [
        ("files", (plan.files.len() as u64).into()),
        ("bytes", bytes.to_string().into()),
    ];
    let mut summary = catalogue.text(
        if extracted.is_some() {
            "extract-done"
        } else {
            "extract-planned"
        },
        &args,
    );
    let mut reasons: BTreeMap<Reason, u64> = BTreeMap::new();
    for out in &plan.left_out {
        *reasons.entry(out.reason).or_default() += 1;
    }
    if !reasons.is_empty() {
        let reasons: Vec<String> = reasons
            .into_iter()
            .map(|(reason, count)| {
                catalogue.text(
                    &message("extract-out", reason.name()),
                    &[("count", count.into())],
                )
            })
            .collect();
        summary.push(' ');
        summary.push_str(&catalogue.text(
            "extract-left-out",
            &[("reasons", reasons.join(", ").into())],
        ));
    }
    summary
}

fn said(catalogue: &Catalogue, kind: &str, name: &str) -> String {
    catalogue.text(&message(kind, name), &[])
}

fn message(kind: &str, name: &str) -> String {
    format!("{kind}-{}", name.replace('_', "-"))
}
