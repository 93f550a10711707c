//! `diagnose --format sarif`: SARIF 2.1.0 (OASIS Standard, 27 March 2020), for code scanning and
//! CI.
//!
//! A rule for every row of the table of findings; a result for every finding. A result's place is
//! the capture file of the frame to look at first, and frames are logical locations of the kind
//! `frame`: they are no lines of text. `model` is the part of the standard's schema that is used.

pub(crate) mod model;

use std::io::{self, Write};

use serde_json::json;

use crate::analysis::findings::FINDINGS;
use crate::analysis::view::View;
use crate::model::{Finding, Session, Severity};

use crate::text::finding;

use super::{Output, Remark};
use model::{
    Artifact, ArtifactLocation, Configuration, LogicalLocation, PhysicalLocation, SarifLocation,
    SarifResult, SarifRule, artifact, text,
};

/// Frames that a result names as places; all of them stand in its properties.
const LOCATIONS: usize = 16;

/// Prints the log.
pub struct Sarif<'o> {
    out: &'o mut dyn Write,
}

impl<'o> Sarif<'o> {
    /// Prints nothing yet.
    pub fn new(out: &'o mut dyn Write) -> Self {
        Sarif { out }
    }
}

impl Output for Sarif<'_> {
    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        write(self.out, view)?;
        self.out.flush()?;
        Ok(Vec::new())
    }
}

/// Writes the log: one run.
fn write(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let rules = FINDINGS
        .iter()
        .map(|rule| rule_of(rule.id, rule.severity))
        .collect();
    let artifacts: Vec<Artifact> = view
        .analysis
        .captures
        .iter()
        .map(|c| artifact(&c.path))
        .collect();
    let results = view
        .findings()
        .map(|(session, found)| {
            let file = file_of(view, found.frame).unwrap_or_default();
            let place = artifacts
                .get(file)
                .map_or("", |artifact| &artifact.location.uri);
            outcome(session, found, place)
        })
        .collect();
    model::write_run(out, rules, artifacts, results)
}

fn file_of(view: &View, frame: u64) -> Option<usize> {
    view.analysis
        .captures
        .iter()
        .position(|c| c.number_in_file(frame).is_some())
}

fn rule_of(id: &'static str, severity: Severity) -> SarifRule {
    SarifRule {
        id: id.into(),
        short_description: text(finding::title(&finding::ENGLISH, id)),
        full_description: text(finding::why(&finding::ENGLISH, id)),
        help: text(finding::general_advice(&finding::ENGLISH, id)),
        default_configuration: Configuration {
            level: level(severity),
        },
    }
}

fn outcome(session: Option<&Session>, found: &Finding, place: &str) -> SarifResult {
    SarifResult {
        rule_id: found.id.into(),
        rule_index: FINDINGS
            .iter()
            .position(|r| r.id == found.id)
            .unwrap_or_default(),
        level: level(found.severity),
        message: text(finding::message(&finding::ENGLISH, found)),
        locations: vec![SarifLocation {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation {
                    uri: place.to_owned(),
                },
                region: None,
            },
            logical_locations: found
                .frames
                .iter()
                .take(LOCATIONS)
                .map(|frame| LogicalLocation {
                    name: format!("frame {frame}"),
                    fully_qualified_name: session
                        .map_or_else(String::new, |s| format!("session {}/", s.id))
                        + &format!("frame {frame}"),
                    kind: "frame",
                })
                .collect(),
        }],
        properties: json!({
            "session": session.map(|s| s.id),
            "frames": found.frames,
            "advice": finding::advice(&finding::ENGLISH, found),
        }),
    }
}

/// Information is a `note`.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
