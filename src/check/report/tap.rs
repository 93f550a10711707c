//! TAP version 14 (<https://testanything.org/tap-version-14-specification.html>): a test point for
//! each expectation. Of those that do not hold for one cause the first is not ok, and the others
//! are skipped.

use std::io::{self, Write};

use super::{Judged, sentence, title};
use crate::check::Failure;
use crate::output::json;

/// Writes the document. A capture that could not be judged is a test point that fails.
pub fn write(out: &mut dyn Write, judged: &[Judged]) -> io::Result<()> {
    let count: usize = judged
        .iter()
        .map(|c| c.outcomes.len() + usize::from(c.error.is_some()))
        .sum();
    writeln!(out, "TAP version 14\n1..{count}")?;
    let mut number = 0;
    for capture in judged {
        let mut failures = vec![None; capture.outcomes.len()];
        for failure in &capture.failures {
            failure
                .outcomes
                .iter()
                .for_each(|&at| failures[at] = Some(failure));
        }
        for (at, outcome) in capture.outcomes.iter().enumerate() {
            number += 1;
            let description = format!("{}: {}", capture.title, title(outcome));
            let Some(failure) = failures[at] else {
                point(out, number, true, &description, "")?;
                continue;
            };
            if failure.outcomes[0] == at {
                point(out, number, false, &description, "")?;
                diagnostic(out, capture, failure)?;
            } else {
                let first = escaped(&title(failure.first(capture)));
                let why = format!(" # SKIP fails as {first}: {}", escaped(&sentence(outcome)));
                point(out, number, true, &description, &why)?;
            }
        }
        if let Some(error) = &capture.error {
            number += 1;
            point(out, number, false, &capture.title, "")?;
            writeln!(out, "  ---\n  message: {}\n  ...", quoted(error)?)?;
        }
    }
    Ok(())
}

fn point(
    out: &mut dyn Write,
    number: usize,
    passed: bool,
    description: &str,
    directive: &str,
) -> io::Result<()> {
    let verdict = if passed { "ok" } else { "not ok" };
    let description = escaped(description);
    writeln!(out, "{verdict} {number} - {description}{directive}")
}

/// A `#` would begin a directive, a backslash an escape.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('#', "\\#")
}

/// A block of YAML.
fn diagnostic(out: &mut dyn Write, capture: &Judged, failure: &Failure) -> io::Result<()> {
    let outcome = failure.first(capture);
    let frames: Vec<String> = outcome.frames.iter().map(u64::to_string).collect();
    writeln!(out, "  ---")?;
    writeln!(out, "  cause: {}", quoted(&failure.title(capture))?)?;
    if let Some(line) = failure.dialogue() {
        writeln!(out, "  dialogue: {}", quoted(&line)?)?;
    }
    writeln!(out, "  expected: {}", quoted(&outcome.expected)?)?;
    writeln!(out, "  found: {}", quoted(&outcome.found)?)?;
    writeln!(out, "  frames: [{}]", frames.join(", "))?;
    if let Some(command) = failure.look(capture).first() {
        writeln!(out, "  look: {}", quoted(command)?)?;
    }
    writeln!(out, "  at: {}\n  ...", quoted(&outcome.place.to_string())?)
}

/// A string of JSON is one of YAML.
fn quoted(text: &str) -> io::Result<String> {
    json::to_string(&text)
}
