//! SARIF 2.1.0: a rule for each key, a result for each failure. Its place is the line of the first
//! expectation that it concerns; frames are logical locations of the kind `frame`.

use std::io::{self, Write};

use serde_json::json;

use super::Judged;
use crate::check::Failure;
use crate::check::key::SubjectTable;
use crate::output::sarif::model::{
    self, ArtifactLocation, Configuration, LogicalLocation, PhysicalLocation, SarifLocation,
    SarifRegion, SarifRule, artifact, text,
};

/// Frames that a result names as places; all of them stand in its properties.
const LOCATIONS: usize = 16;

/// Writes the log: one run.
pub fn write(out: &mut dyn Write, judged: &[Judged]) -> io::Result<()> {
    let rules = rules();
    let artifacts = judged
        .iter()
        .flat_map(|capture| &capture.files)
        .map(|file| artifact(file))
        .collect();
    let mut results = Vec::new();
    for capture in judged {
        let failures = capture.failures.iter();
        results.extend(failures.map(|failure| result(capture, failure, &rules)));
        if let Some(error) = &capture.error {
            results.push(unread(capture, error));
        }
    }
    model::write_run(out, rules, artifacts, results)
}

/// The first rule is for captures that cannot be read.
fn rules() -> Vec<SarifRule> {
    let mut rules = vec![rule(
        "unreadable".to_owned(),
        "the capture can be read to its end",
    )];
    for table in SubjectTable::ALL {
        rules.push(rule(
            table.name().to_owned(),
            "there is what the expectations are about",
        ));
        rules.extend(
            table
                .keys()
                .iter()
                .map(|key| rule(format!("{}.{}", table.name(), key.name), key.help)),
        );
    }
    rules
}

fn rule(id: String, help: &str) -> SarifRule {
    SarifRule {
        id: id.into(),
        short_description: text(help.to_owned()),
        full_description: text(help.to_owned()),
        help: text("Compare the frames with what the expectations say.".to_owned()),
        default_configuration: Configuration { level: "error" },
    }
}

fn result(capture: &Judged, failure: &Failure, rules: &[SarifRule]) -> model::SarifResult {
    let outcome = failure.first(capture);
    let in_file = !outcome.place.is_option();
    let place = if in_file {
        &outcome.place.file
    } else {
        capture.files.first().map_or("", String::as_str)
    };
    let region = SarifRegion {
        start_line: outcome.place.line,
        start_column: outcome.place.column,
    };
    model::SarifResult {
        rule_id: outcome.key.clone().into(),
        rule_index: rules
            .iter()
            .position(|rule| rule.id == outcome.key)
            .unwrap_or_default(),
        level: "error",
        message: text(failure.whole_line(capture)),
        locations: vec![SarifLocation {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation {
                    uri: model::uri(place),
                },
                region: in_file.then_some(region),
            },
            logical_locations: outcome
                .frames
                .iter()
                .take(LOCATIONS)
                .map(|frame| LogicalLocation {
                    name: format!("frame {frame}"),
                    fully_qualified_name: format!("{}/frame {frame}", outcome.subject),
                    kind: "frame",
                })
                .collect(),
        }],
        properties: json!({ "capture": capture.files, "session": outcome.session, "frames": outcome.frames }),
    }
}

fn unread(capture: &Judged, error: &str) -> model::SarifResult {
    let uri = model::uri(capture.files.first().map_or("", String::as_str));
    let physical_location = PhysicalLocation {
        artifact_location: ArtifactLocation { uri },
        region: None,
    };
    model::SarifResult {
        rule_id: "unreadable".into(),
        rule_index: 0,
        level: "error",
        message: text(error.to_owned()),
        locations: vec![SarifLocation {
            physical_location,
            logical_locations: Vec::new(),
        }],
        properties: json!({ "capture": capture.files }),
    }
}
