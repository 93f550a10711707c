//! The part of SARIF 2.1.0 that is written: only what the standard names.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Writes a log of one run of this program.
pub(in crate::output) fn write_run(
    out: &mut dyn Write,
    rules: Vec<Rule>,
    artifacts: Vec<Artifact>,
    results: Vec<Outcome>,
) -> io::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    let driver = Driver { name: "ftpscope", version, semantic_version: version, rules };
    let run = Run { tool: Tool { driver }, artifacts, results, column_kind: "unicodeCodePoints" };
    serde_json::to_writer_pretty(&mut *out, &Log { schema: SCHEMA, version: "2.1.0", runs: [run] })?;
    writeln!(out)
}

#[derive(Serialize)]
pub(in crate::output) struct Log {
    #[serde(rename = "$schema")]
    pub(in crate::output) schema: &'static str,
    pub(in crate::output) version: &'static str,
    pub(in crate::output) runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::output) struct Run {
    pub(in crate::output) tool: Tool,
    pub(in crate::output) artifacts: Vec<Artifact>,
    pub(in crate::output) results: Vec<Outcome>,
    pub(in crate::output) column_kind: &'static str,
}

#[derive(Serialize)]
pub(in crate::output) struct Tool {
    pub(in crate::output) driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::output) struct Driver {
    pub(in crate::output) name: &'static str,
    pub(in crate::output) version: &'static str,
    pub(in crate::output) semantic_version: &'static str,
    pub(in crate::output) rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::output) struct Rule {
    pub(in crate::output) id: Cow<'static, str>,
    pub(in crate::output) short_description: Text,
    pub(in crate::output) full_description: Text,
    pub(in crate::output) help: Text,
    pub(in crate::output) default_configuration: Configuration,
}

#[derive(Serialize)]
pub(in crate::output) struct Configuration {
    pub(in crate::output) level: &'static str,
}

#[derive(Serialize)]
pub(in crate::output) struct Text {
    pub(in crate::output) text: String,
}

#[derive(Serialize)]
pub(in crate::output) struct Artifact {
    pub(in crate::output) location: ArtifactLocation,
}

#[derive(Serialize)]
pub(in crate::output) struct ArtifactLocation {
    pub(in crate::output) uri: String,
}

/// The standard's `result`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::output) struct Outcome {
    pub(in crate::output) rule_id: Cow<'static, str>,
    pub(in crate::output) rule_index: usize,
    pub(in crate::output) level: &'static str,
    pub(in crate::output) message: Text,
    pub(in crate::output) locations: Vec<Location>,
    pub(in crate::output) properties: serde_json::Value,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::output) struct Location {
    pub(in crate::output) physical_location: PhysicalLocation,
    pub(in crate::output) logical_locations: Vec<LogicalLocation>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::output) struct PhysicalLocation {
    pub(in crate::output) artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::output) region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::output) struct Region {
    pub(in crate::output) start_line: usize,
    pub(in crate::output) start_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::output) struct LogicalLocation {
    pub(in crate::output) name: String,
    pub(in crate::output) fully_qualified_name: String,
    pub(in crate::output) kind: &'static str,
}

pub(in crate::output) fn text(text: String) -> Text {
    Text { text }
}

pub(in crate::output) fn artifact(path: &str) -> Artifact {
    Artifact { location: ArtifactLocation { uri: uri(path) } }
}

/// A path as a URI reference (RFC 3986): what is not unreserved is written in hexadecimal.
pub(in crate::output) fn uri(path: &str) -> String {
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
