//! One JSON document, schema `ftpscope-check/1`.

use std::io::{self, Write};

use serde::Serialize;

use super::Judged;
use crate::check::Outcome;
use crate::output::json;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    passed: bool,
    captures: Vec<Capture<'a>>,
}

#[derive(Serialize)]
struct Capture<'a> {
    files: &'a [String],
    passed: bool,
    error: Option<&'a str>,
    outcomes: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    key: &'a str,
    subject: &'a str,
    session: Option<u32>,
    name: Option<&'a str>,
    passed: bool,
    expected: &'a str,
    found: &'a str,
    frames: &'a [u64],
    file: &'a str,
    line: usize,
    column: usize,
}

impl<'a> From<&'a Outcome> for Entry<'a> {
    fn from(outcome: &'a Outcome) -> Self {
        Entry {
            key: &outcome.key,
            subject: &outcome.subject,
            session: outcome.session,
            name: outcome.name.as_deref(),
            passed: outcome.passed,
            expected: &outcome.expected,
            found: &outcome.found,
            frames: &outcome.frames,
            file: &outcome.place.file,
            line: outcome.place.line,
            column: outcome.place.column,
        }
    }
}

/// Writes the document.
pub fn write(mut out: &mut dyn Write, judged: &[Judged]) -> io::Result<()> {
    let passed = judged.iter().all(Judged::passed);
    let captures = judged.iter().map(|capture| Capture {
        files: &capture.files,
        passed: capture.passed(),
        error: capture.error.as_deref(),
        outcomes: capture.outcomes.iter().map(Entry::from).collect(),
    });
    let document = Document {
        schema: "ftpscope-check/1",
        passed,
        captures: captures.collect(),
    };
    json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)
}
