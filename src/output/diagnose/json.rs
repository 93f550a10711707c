//! The findings for programs.

use std::io::{self, Write};

use serde::Serialize;

use crate::analysis::view::View;
use crate::model::SessionId;
use crate::output::json::{self, FindingJson};
use crate::output::{Output, Remark};
use crate::text::{filter, finding, frames};

/// Prints the findings as JSON.
pub struct FindingsJson<'o> {
    out: &'o mut dyn Write,
}

impl<'o> FindingsJson<'o> {
    /// Prints nothing yet.
    pub fn new(out: &'o mut dyn Write) -> Self {
        FindingsJson { out }
    }
}

impl Output for FindingsJson<'_> {
    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        write_json(self.out, view)?;
        self.out.flush()?;
        Ok(Vec::new())
    }
}

#[derive(Serialize)]
struct DiagnosisJson<'a> {
    schema: &'static str,
    findings: Vec<FindingEntry<'a>>,
}

#[derive(Serialize)]
struct FindingEntry<'a> {
    session: Option<SessionId>,
    #[serde(flatten)]
    finding: FindingJson<'a>,
    advice: String,
    /// Where the frame to look at first stands.
    file: Option<&'a str>,
    file_frame: Option<u64>,
    /// A display filter of the frames that prove it.
    filter: String,
    /// The command that shows it.
    wireshark: Option<String>,
}

/// Writes one document: `findings`, each with its session, null for those of the capture.
fn write_json(mut out: &mut dyn Write, view: &View) -> io::Result<()> {
    let mut findings = Vec::new();
    let captures = &view.analysis.captures;
    for (session, found) in view.findings() {
        let (file, file_frame) = frames::in_file(captures, found.frame).unzip();
        findings.push(FindingEntry {
            session: session.map(|s| s.id),
            finding: FindingJson::from(found),
            advice: finding::advice(&finding::ENGLISH, found),
            file,
            file_frame,
            filter: filter::frames(&found.frames),
            wireshark: frames::wireshark(captures, found.frame),
        });
    }
    let document = DiagnosisJson {
        schema: "ftpscope/1",
        findings,
    };
    json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)
}
