//! The part of SARIF 2.1.0 that is written: only what the standard names.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use crate::output::json;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Writes a log of one run of this program.
pub(crate) fn write_run(
    mut out: &mut dyn Write,
    rules: Vec<SarifRule>,
    artifacts: Vec<Artifact>,
    results: Vec<SarifResult>,
) -> io::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    let driver = Driver {
        name: "ftpscope",
        version,
        semantic_version: version,
        rules,
    };
    let run = SarifRun {
        tool: Tool { driver },
        artifacts,
        results,
        column_kind: "unicodeCodePoints",
    };
    json::to_writer_pretty(
        &mut out,
        &SarifLog {
            schema: SCHEMA,
            version: "2.1.0",
            runs: [run],
        },
    )?;
    writeln!(out)
}

#[derive(Serialize)]
pub(crate) struct SarifLog {
    #[serde(rename = "$schema")]
    pub(crate) schema: &'static str,
    pub(crate) version: &'static str,
    pub(crate) runs: [SarifRun; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifRun {
    pub(crate) tool: Tool,
    pub(crate) artifacts: Vec<Artifact>,
    pub(crate) results: Vec<SarifResult>,
    pub(crate) column_kind: &'static str,
}

#[derive(Serialize)]
pub(crate) struct Tool {
    pub(crate) driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Driver {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    pub(crate) semantic_version: &'static str,
    pub(crate) rules: Vec<SarifRule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifRule {
    pub(crate) id: Cow<'static, str>,
    pub(crate) short_description: SarifText,
    pub(crate) full_description: SarifText,
    pub(crate) help: SarifText,
    pub(crate) default_configuration: Configuration,
}

#[derive(Serialize)]
pub(crate) struct Configuration {
    pub(crate) level: &'static str,
}

#[derive(Serialize)]
pub(crate) struct SarifText {
    pub(crate) text: String,
}

#[derive(Serialize)]
pub(crate) struct Artifact {
    pub(crate) location: ArtifactLocation,
}

#[derive(Serialize)]
pub(crate) struct ArtifactLocation {
    pub(crate) uri: String,
}

/// The standard's `result`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifResult {
    pub(crate) rule_id: Cow<'static, str>,
    pub(crate) rule_index: usize,
    pub(crate) level: &'static str,
    pub(crate) message: SarifText,
    pub(crate) locations: Vec<SarifLocation>,
    pub(crate) properties: serde_json::Value,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifLocation {
    pub(crate) physical_location: PhysicalLocation,
    pub(crate) logical_locations: Vec<LogicalLocation>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PhysicalLocation {
    pub(crate) artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<SarifRegion>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifRegion {
    pub(crate) start_line: usize,
    pub(crate) start_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogicalLocation {
    pub(crate) name: String,
    pub(crate) fully_qualified_name: String,
    pub(crate) kind: &'static str,
}

pub(crate) fn text(text: String) -> SarifText {
    SarifText { text }
}

pub(crate) fn artifact(path: &str) -> Artifact {
    Artifact {
        location: ArtifactLocation { uri: uri(path) },
    }
}

/// A path as a URI reference (RFC 3986): what is not unreserved is written in hexadecimal.
pub(crate) fn uri(path: &str) -> String {
    use std::fmt::Write as _;

    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
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
