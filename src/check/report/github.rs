//! Annotations of GitHub Actions: `::error file=...,line=...,title=...::message`, which the runner
//! shows beside the line of the expectations file.

use std::io::{self, Write};

use crate::check::Failure;
use crate::text::escape;
use crate::text::workflow::Guard;

use super::{Judged, title};

/// Writes a line for every failure, and a notice where nothing did.
pub fn write(out: &mut dyn Write, judged: &[Judged]) -> io::Result<()> {
    let out = &mut Guard::commands(out);
    for capture in judged {
        if let Some(error) = &capture.error {
            writeln!(
                out,
                "::error title={}::{}",
                property(&capture.title),
                data(error)
            )?;
        }
        for failure in &capture.failures {
            annotation(out, capture, failure)?;
        }
    }
    if judged.iter().all(Judged::passed) {
        let count: usize = judged.iter().map(|capture| capture.outcomes.len()).sum();
        writeln!(
            out,
            "::notice title=ftpscope check::{count} expectations hold in {} captures",
            judged.len()
        )?;
    }
    Ok(())
}

/// A failure, beside the first of the expectations that it concerns.
fn annotation(out: &mut dyn Write, capture: &Judged, failure: &Failure) -> io::Result<()> {
    let first = failure.first(capture);
    let title = property(&format!("{}: {}", capture.title, title(first)));
    let message = data(&failure.line(capture));
    // an expression of the command line stands in no file
    if first.place.is_option() {
        return writeln!(out, "::error title={title}::{message}");
    }
    let file = property(&escape::text(first.place.file.as_bytes()));
    let (line, column) = (first.place.line, first.place.column);
    writeln!(
        out,
        "::error file={file},line={line},col={column},title={title}::{message}"
    )
}

/// As actions/toolkit does it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
