//! `diagnose` as a program: formats, exit status, and the SARIF that it writes.

use std::process::{Command, Output};

use serde_json::Value;

use super::script;

const BOUNCE: &str = "S 220 ready\nC USER bob\nS 331 pw\nC PASS secret\nS 230 ok
    C PORT 10,0,0,99,31,144\nS 200 ok\nC LIST\nopen 10.0.0.1:20 10.0.0.99:8080\nS 150 ok\nS 226 done";
const QUIET: &str = "S 220 ready\nC QUIT\nS 221 bye";

fn diagnose(script: &str, arguments: &[&str]) -> Output {
    let file = script::file(script);
    let mut command = Command::new(env!("CARGO_BIN_EXE_ftpscope"));
    command.arg("diagnose").args(arguments).arg(file.path()).env("COLUMNS", "80");
    command.output().expect("the program runs")
}

fn json(script: &str, format: &str) -> Value {
    serde_json::from_slice(&diagnose(script, &["--format", format]).stdout).expect("JSON")
}

#[test]
fn the_exit_status_tells_of_the_worst() {
    for (script, fail_on, status) in
        [(BOUNCE, "error", 1), (BOUNCE, "info", 1), (QUIET, "info", 0), ("S 220 ready\nC PASS x\nS 503 no", "error", 0)]
    {
        assert_eq!(diagnose(script, &["--fail-on", fail_on]).status.code(), Some(status), "{fail_on}: {script}");
    }
    assert_eq!(diagnose(BOUNCE, &[]).status.code(), Some(0));
    assert_eq!(diagnose(BOUNCE, &["--fail-on", "fatal"]).status.code(), Some(2));
}

#[test]
fn the_report_fits_and_names_frames_and_advice() {
    let text = String::from_utf8(diagnose(BOUNCE, &[]).stdout).expect("UTF-8");
    assert!(text.lines().all(|l| l.chars().count() <= 80), "{text}");
    for part in [
        "Session 1  10.0.0.2:40000 → 10.0.0.1:21  bob",
        "  error   bounce  (frames",
        "→ Configure",
        "1 error, 1 warning",
    ] {
        assert!(text.contains(part), "{part} in:\n{text}");
    }
    assert!(!text.contains("secret"));
    let nothing = String::from_utf8(diagnose(QUIET, &[]).stdout).expect("UTF-8");
    assert_eq!(nothing, "Nothing found.\n");
}

#[test]
fn json_has_every_finding_with_its_session() {
    let document = json(BOUNCE, "json");
    let first = &document["findings"][0];
    assert_eq!((&first["id"], &first["severity"], &first["session"]), (&"bounce".into(), &"error".into(), &1.into()));
    let message = first["message"].as_str().expect("a text");
    assert!(message.contains("10.0.0.99:8080") && first["advice"].is_string(), "{message}");
}

/// What the schema of SARIF 2.1.0 requires of the objects that are written: the schema itself belongs to OASIS and is
/// not kept here.
#[test]
fn sarif_has_what_its_schema_requires() {
    let log = json(BOUNCE, "sarif");
    assert_eq!(keys(&log), ["$schema", "runs", "version"]);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "ftpscope");
    let rules = driver["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), ftpscope::session::finding::FINDINGS.len());
    for rule in rules {
        assert!(rule["id"].is_string() && rule["shortDescription"]["text"].is_string(), "{rule}");
        assert!(level(&rule["defaultConfiguration"]["level"]), "{rule}");
    }
    for result in run["results"].as_array().expect("results") {
        assert!(result["message"]["text"].as_str().is_some_and(|t| !t.is_empty()), "{result}");
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(level(&result["level"]), "{result}");
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert!(place.as_str().is_some_and(|uri| uri.contains(".pcap") && !uri.contains(' ')), "{result}");
        assert!(result["locations"][0]["logicalLocations"].as_array().is_some_and(|l| !l.is_empty()), "{result}");
    }
}

fn level(value: &Value) -> bool {
    matches!(value.as_str(), Some("none" | "note" | "warning" | "error"))
}

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}
