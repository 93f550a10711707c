//! What `extract` wrote, or would write, as a table for people.

use std::collections::BTreeMap;
use std::io::{self, Write};

use comfy_table::{Cell, Color};

use crate::analysis::view::View;
use crate::extract::{ExtractFault, Extracted, File, Plan, Reason};
use crate::text::escape;
use crate::text::locale::Catalogue;

use crate::output::grid::{Column, in_cell, number, text, text_cell, wrapped, write_table};
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

/// A row for each file, and what was left out.
pub(crate) struct ExtractTable<'a> {
    pub(crate) view: &'a View<'a>,
    pub(crate) plan: &'a Plan,
    /// `None` where files are only planned.
    pub(crate) extracted: Option<&'a Extracted>,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) style: Style,
}

impl ExtractTable<'_> {
    /// Writes it; gives the columns that had no room.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<Vec<String>> {
        let hidden = self.write_rows(out)?;
        let summary = summary(self.plan, self.extracted, self.catalogue);
        match self.style.width {
            None => writeln!(out, "{summary}")?,
            Some(width) => wrap(&summary, width)
                .iter()
                .try_for_each(|line| writeln!(out, "{line}"))?,
        }
        Ok(hidden)
    }

    fn write_rows(&self, out: &mut dyn Write) -> io::Result<Vec<String>> {
        if self.plan.files.is_empty() {
            return Ok(Vec::new());
        }
        let columns = if self.extracted.is_some() {
            &COLUMNS[..]
        } else {
            &COLUMNS[..PLANNED]
        };
        let titles: Vec<String> = columns
            .iter()
            .map(|column| said(self.catalogue, "extract-column", column.title()))
            .collect();
        let rows = self.plan.files.iter().enumerate().map(|(index, file)| {
            let mut cells = self.cells(index, file);
            cells.truncate(columns.len());
            cells
        });
        write_table(out, self.style, columns, &titles, rows)
    }

    fn cells(&self, index: usize, file: &File) -> Vec<Cell> {
        let (session, transfer) = file.of(self.view.analysis);
        let written = self.extracted.map(|extracted| &extracted.files[index]);
        let faults = written.map_or(&file.faults, |written| &written.faults);
        let digest = written.and_then(|written| written.digests.any());
        vec![
            Cell::new(session.id).fg(in_cell(session_color(session.id))),
            Cell::new(transfer.verb.unwrap_or("?")),
            text_cell(&escape::text(
                written
                    .map_or(&file.output, |written| &written.output)
                    .as_bytes(),
            )),
            Cell::new(written.map_or_else(|| file.bytes(), |written| written.bytes)),
            state(self.catalogue, faults),
            Cell::new(
                written
                    .and_then(|written| written.media_type)
                    .unwrap_or_default(),
            ),
            Cell::new(digest.map_or("", |digest| &digest[..12])),
        ]
    }
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
