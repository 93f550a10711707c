//! Code quality of `GitLab` (<https://docs.gitlab.com/ci/testing/code_quality/>): an entry for each
//! failure, which a merge request shows beside the line of the expectations file.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::output::json;
use crate::text::escape;

use super::{Judged, title};

#[derive(Serialize)]
struct QualityIssue {
    description: String,
    check_name: String,
    /// The same in the next run for the same failure.
    fingerprint: String,
    severity: &'static str,
    location: QualityLocation,
}

#[derive(Serialize)]
struct QualityLocation {
    /// Relative to the repository, where that is the folder of the run.
    path: String,
    lines: LineRange,
}

#[derive(Serialize)]
struct LineRange {
    begin: usize,
}

/// Writes the list.
pub fn write(mut out: &mut dyn Write, judged: &[Judged]) -> io::Result<()> {
    let mut seen = HashMap::new();
    let entries: Vec<QualityIssue> = judged
        .iter()
        .flat_map(|capture| entries(capture, &mut seen))
        .collect();
    json::to_writer_pretty(&mut out, &entries)?;
    writeln!(out)
}

fn entries(capture: &Judged, seen: &mut HashMap<String, usize>) -> Vec<QualityIssue> {
    let mut entries: Vec<QualityIssue> = capture
        .failures
        .iter()
        .map(|failure| {
            let first = failure.first(capture);
            let name = failure.finding.unwrap_or(&first.key);
            let (path, line) = if first.place.is_option() {
                (file(capture), 1)
            } else {
                (relative(&first.place.file), first.place.line)
            };
            let subject = format!("{} {name} {}", capture.title, title(first));
            entry(
                failure.whole_line(capture),
                name,
                fingerprint(&subject, seen),
                path,
                line,
            )
        })
        .collect();
    if let Some(error) = &capture.error {
        let mark = fingerprint(&format!("{} unreadable", capture.title), seen);
        let text = format!("{}: {error}", capture.title);
        entries.push(entry(text, "unreadable", mark, file(capture), 1));
    }
    entries
}

fn entry(
    text: String,
    name: &str,
    fingerprint: String,
    path: String,
    begin: usize,
) -> QualityIssue {
    QualityIssue {
        description: text,
        check_name: name.to_owned(),
        fingerprint,
        severity: "major",
        location: QualityLocation {
            path,
            lines: LineRange { begin },
        },
    }
}

fn file(capture: &Judged) -> String {
    relative(capture.files.first().map_or("", String::as_str))
}

/// `GitLab` takes no `./` before a path.
fn relative(path: &str) -> String {
    escape::text(path.trim_start_matches("./").as_bytes())
}

/// A name for a failure that is the same in each run; among several of one name they are counted.
fn fingerprint(subject: &str, seen: &mut HashMap<String, usize>) -> String {
    let count = seen.entry(subject.to_owned()).or_default();
    *count += 1;
    // FNV-1a, 64 bits: nothing depends on that nobody can make two alike
    let bytes = subject.bytes().chain(count.to_le_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
