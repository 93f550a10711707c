//! `Serialize` for the model: the document of `sessions --format json`, in any format that serde
//! knows.
//!
//! The parts are those that the document is printed with, so that there is one definition of every
//! field; a test compares the two for every sample.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{SerializeStruct as _, Serializer};

use crate::analysis::view::{Selection, View};
use crate::model::{Analysis, Finding, Session, Transfer};

use super::connection::ConnectionJson;
use super::session::SessionJson;
use super::transfer::TransferJson;
use super::{CaptureJson, FindingJson, JsonParams, OtherTrafficJson, SCHEMA, list};

/// The document of the chosen sessions; secrets are masked unless they are to be shown.
impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let params = JsonParams::new(self);
        let analysis = self.analysis;
        let captures = analysis
            .captures
            .iter()
            .map(|c| CaptureJson::new(&params, c));
        let sessions = self.sessions().map(|session| SessionJson {
            params: &params,
            session,
        });
        let findings = analysis.findings.iter().map(FindingJson::from);
        let unclaimed = analysis
            .unclaimed
            .iter()
            .filter_map(|&id| analysis.connection(id));
        let mut fields = serializer.serialize_struct("Analysis", 8)?;
        fields.serialize_field("schema", SCHEMA)?;
        fields.serialize_field("captures", &list(captures))?;
        fields.serialize_field("sessions", &list(sessions))?;
        fields.serialize_field("findings", &list(findings))?;
        fields.serialize_field(
            "unclaimed",
            &list(unclaimed.map(|connection| ConnectionJson::unclaimed(&params, connection))),
        )?;
        let others = analysis.other_traffic.iter().map(OtherTrafficJson::from);
        fields.serialize_field("other_traffic", &list(others))?;
        fields.serialize_field("notes", &counts(&analysis.notes))?;
        fields.serialize_field("limits_hit", &counts(&analysis.limits_hit))?;
        fields.end()
    }
}

/// The document of every session, with secrets masked.
impl Serialize for Analysis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let everything = View {
            analysis: self,
            selection: &Selection::default(),
            show_passwords: false,
        };
        everything.serialize(serializer)
    }
}

/// A session as the document has it, with secrets masked.
impl Serialize for Session {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let params = JsonParams::alone(self.nanoseconds);
        let session = SessionJson {
            params: &params,
            session: self,
        };
        session.serialize(serializer)
    }
}

/// A transfer as the document has it.
impl Serialize for Transfer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        TransferJson::new(&JsonParams::alone(self.nanoseconds), self).serialize(serializer)
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        FindingJson::from(self).serialize(serializer)
    }
}

/// Counts by name, as an object.
pub(super) fn counts(counts: &[(&'static str, u64)]) -> BTreeMap<&'static str, u64> {
    counts.iter().copied().collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::analysis::Analyzer;
    use crate::capture::Input;
    use crate::output::Subject;
    use crate::output::json::write_document;

    fn members<'v>(value: &'v serde_json::Value, name: &str) -> &'v [serde_json::Value] {
        value[name].as_array().expect("an array")
    }

    #[test]
    fn the_model_is_the_document_and_so_is_each_part_of_it() {
        let mut count = 0;
        for entry in fs::read_dir("samples").expect("the samples") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|e| e == "md") {
                continue;
            }
            let analysis = Analyzer::new().run(Input::path(&path)).expect("a sample");
            let view = View {
                analysis: &analysis,
                selection: &Selection::default(),
                show_passwords: false,
            };
            let mut printed = Vec::new();
            write_document(&mut printed, &view, &Subject::Sessions.into())
                .expect("memory takes everything");
            let printed: serde_json::Value = serde_json::from_slice(&printed).expect("JSON");
            let model = serde_json::to_value(&analysis).expect("JSON");
            assert!(printed == model, "{}", path.display());
            for (session, printed) in analysis.sessions.iter().zip(members(&printed, "sessions")) {
                assert_eq!(&serde_json::to_value(session).expect("JSON"), printed);
                for (transfer, printed) in
                    session.transfers.iter().zip(members(printed, "transfers"))
                {
                    assert_eq!(&serde_json::to_value(transfer).expect("JSON"), printed);
                    count += 1;
                }
            }
        }
        assert!(count > 10);
    }
}
