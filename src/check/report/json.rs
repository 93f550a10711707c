//! One JSON document, schema `ftpscope-check/1`.

use std::io::{self, Write};

use serde::Serialize;

use super::Judged;
use crate::check::{Failure, Judgement};
use crate::output::json;

#[derive(Serialize)]
struct CheckJson<'a> {
    schema: &'static str,
    passed: bool,
    captures: Vec<CaptureResult<'a>>,
}

#[derive(Serialize)]
struct CaptureResult<'a> {
    files: &'a [String],
    passed: bool,
    error: Option<&'a str>,
    outcomes: Vec<OutcomeJson<'a>>,
    failures: Vec<Failed<'a>>,
    record_anew: &'a [String],
}

#[derive(Serialize)]
struct Failed<'a> {
    cause: &'a str,
    finding: Option<&'a str>,
    session: Option<u32>,
    frame: Option<u64>,
    dialogue: Option<&'a str>,
    dialogue_frame: Option<u64>,
    look: Vec<String>,
    /// Indices, from 0.
    outcomes: &'a [usize],
}

impl<'a> Failed<'a> {
    fn of(judged: &Judged, failure: &'a Failure) -> Self {
        Failed {
            cause: &failure.cause,
            finding: failure.finding,
            session: failure.session,
            frame: failure.frame,
            dialogue: failure.line.as_ref().map(|(_, line)| line.as_str()),
            dialogue_frame: failure.line.as_ref().map(|(frame, _)| *frame),
            look: failure.look(judged),
            outcomes: &failure.outcomes,
        }
    }
}

#[derive(Serialize)]
struct OutcomeJson<'a> {
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

impl<'a> From<&'a Judgement> for OutcomeJson<'a> {
    fn from(outcome: &'a Judgement) -> Self {
        OutcomeJson {
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
    let captures = judged.iter().map(|capture| CaptureResult {
        files: &capture.files,
        passed: capture.passed(),
        error: capture.error.as_deref(),
        outcomes: capture.outcomes.iter().map(OutcomeJson::from).collect(),
        failures: capture
            .failures
            .iter()
            .map(|failure| Failed::of(capture, failure))
            .collect(),
        record_anew: &capture.anew,
    });
    let document = CheckJson {
        schema: "ftpscope-check/1",
        passed,
        captures: captures.collect(),
    };
    json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)
}
