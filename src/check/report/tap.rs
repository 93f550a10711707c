//! TAP version 14 (<https://testanything.org/tap-version-14-specification.html>): a test point for each expectation.

use std::io::{self, Write};

use super::{Judged, title};
use crate::check::Outcome;
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
        for outcome in &capture.outcomes {
            number += 1;
            point(
                out,
                number,
                outcome.passed,
                &format!("{}: {}", capture.title, title(outcome)),
            )?;
            if !outcome.passed {
                diagnostic(out, outcome)?;
            }
        }
        if let Some(error) = &capture.error {
            number += 1;
            point(out, number, false, &capture.title)?;
            writeln!(out, "  ---\n  message: {}\n  ...", quoted(error)?)?;
        }
    }
    Ok(())
}

/// A `#` would begin a directive, a backslash an escape.
fn point(out: &mut dyn Write, number: usize, passed: bool, description: &str) -> io::Result<()> {
    let description = description.replace('\\', "\\\\").replace('#', "\\#");
    writeln!(
        out,
        "{}ok {number} - {description}",
        if passed { "" } else { "not " }
    )
}

/// A block of YAML.
fn diagnostic(out: &mut dyn Write, outcome: &Outcome) -> io::Result<()> {
    let frames: Vec<String> = outcome.frames.iter().map(u64::to_string).collect();
    writeln!(out, "  ---")?;
    writeln!(out, "  expected: {}", quoted(&outcome.expected)?)?;
    writeln!(out, "  found: {}", quoted(&outcome.found)?)?;
    writeln!(out, "  frames: [{}]", frames.join(", "))?;
    writeln!(out, "  at: {}\n  ...", quoted(&outcome.place.to_string())?)
}

/// A string of JSON is one of YAML.
fn quoted(text: &str) -> io::Result<String> {
    json::to_string(&text)
}
