//! Annotations of GitHub Actions: `::error file=...,line=...,title=...::message`, which the runner shows beside the
//! line of the expectations file.

use std::io::{self, Write};

use crate::text::escape;
use crate::text::workflow::Guard;

use super::{Judged, sentence, title};

/// Writes a line for everything that failed, and a notice where nothing did.
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
        for outcome in capture.failed() {
            let title = property(&format!("{}: {}", capture.title, title(outcome)));
            let message = data(&sentence(outcome));
            // an expression of the command line stands in no file
            if outcome.place.is_option() {
                writeln!(out, "::error title={title}::{message}")?;
                continue;
            }
            let (file, line, column) = (
                property(&escape::text(outcome.place.file.as_bytes())),
                outcome.place.line,
                outcome.place.column,
            );
            writeln!(
                out,
                "::error file={file},line={line},col={column},title={title}::{message}"
            )?;
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

/// As actions/toolkit does it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
