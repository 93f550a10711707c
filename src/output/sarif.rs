//! `diagnose --format sarif`: SARIF 2.1.0 (OASIS Standard, 27 March 2020), for code scanning and CI.
//!
//! A rule for every row of [`FINDINGS`]; a result for every finding. A result's place is its capture file, and frames
//! are logical locations of the kind `frame`: they are no lines of text. Only what the standard names is written, so
//! the types here are the part of its schema that is used.

use std::io::{self, Write};

use serde::Serialize;

use crate::record::{Finding, Session, Severity};
use crate::session::finding::FINDINGS;

use super::{View, diagnose, finding};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// Frames that a result names as places; all of them stand in its properties.
const LOCATIONS: usize = 16;

/// Writes the log: one run.
pub fn write(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let rules = FINDINGS.iter().map(|rule| Rule::new(rule.id, rule.severity)).collect();
    let driver = Driver {
        name: "ftpscope",
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules,
    };
    let artifacts: Vec<Artifact> =
        view.analysis.captures.iter().map(|c| Artifact { location: ArtifactLocation { uri: uri(&c.path) } }).collect();
    let place = artifacts.first().map(|a| a.location.uri.clone()).unwrap_or_default();
    let results = diagnose::chosen(view).map(|(session, found)| Outcome::new(session, found, &place)).collect();
    let run = Run { tool: Tool { driver }, artifacts, results, column_kind: "unicodeCodePoints" };
    serde_json::to_writer_pretty(&mut *out, &Log { schema: SCHEMA, version: "2.1.0", runs: [run] })?;
    writeln!(out)
}

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    artifacts: Vec<Artifact>,
    results: Vec<Outcome>,
    column_kind: &'static str,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text,
    full_description: Text,
    help: Text,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Artifact {
    location: ArtifactLocation,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

/// The standard's `result`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    properties: Properties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    logical_locations: Vec<LogicalLocation>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    name: String,
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Serialize)]
struct Properties {
    session: Option<u32>,
    frames: Vec<u64>,
    advice: String,
}

impl Rule {
    fn new(id: &'static str, severity: Severity) -> Self {
        let sentence = |text: String| Text { text };
        Rule {
            id,
            short_description: sentence(finding::title(&finding::ENGLISH, id)),
            full_description: sentence(finding::why(&finding::ENGLISH, id)),
            help: sentence(finding::advice(&finding::ENGLISH, id)),
            default_configuration: Configuration { level: level(severity) },
        }
    }
}

impl Outcome {
    fn new(session: Option<&Session>, found: &Finding, place: &str) -> Self {
        let logical = |frame: &u64| LogicalLocation {
            name: format!("frame {frame}"),
            fully_qualified_name: session.map_or_else(String::new, |s| format!("session {}/", s.id))
                + &format!("frame {frame}"),
            kind: "frame",
        };
        Outcome {
            rule_id: found.id,
            rule_index: FINDINGS.iter().position(|r| r.id == found.id).unwrap_or_default(),
            level: level(found.severity),
            message: Text { text: finding::message(&finding::ENGLISH, found) },
            locations: [Location {
                physical_location: PhysicalLocation { artifact_location: ArtifactLocation { uri: place.to_owned() } },
                logical_locations: found.frames.iter().take(LOCATIONS).map(logical).collect(),
            }],
            properties: Properties {
                session: session.map(|s| s.id),
                frames: found.frames.clone(),
                advice: finding::advice(&finding::ENGLISH, found.id),
            },
        }
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

/// A path as a URI reference (RFC 3986): what is not unreserved is written in hexadecimal.
fn uri(path: &str) -> String {
    use std::fmt::Write as _;

    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            b'\\' if cfg!(windows) => uri.push('/'),
            other => {
                let _ = write!(uri, "%{other:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_is_a_uri_reference() {
        assert_eq!(uri("captures/a b#1.pcap"), "captures/a%20b%231.pcap");
        assert_eq!(uri("/tmp/é%.pcap"), "/tmp/%C3%A9%25.pcap");
    }
}
