//! Every report of the same outcomes: one that fails, one that holds, one that could not be judged.

use std::collections::BTreeMap;

use crate::support::{Run, Scratch, program, read, run};

const EXPECTED: &str = "\
[[session]]
mode = 'passive'
user = { like = 'anonymous' }

[[session.transfer]]
path = '/*.txt'
size = { min = 6 }

[findings]
denied = ['cleartext-credentials']
";

fn report(format: &str, words: &[&str]) -> Run {
    let scratch = Scratch::new();
    let path = scratch.file("expect.toml", EXPECTED.as_bytes());
    let mut arguments = vec![
        "check",
        "--format",
        format,
        "-e",
        &path,
        "--require",
        "login == accepted",
    ];
    arguments.extend(words);
    let mut run = Run::from(
        program()
            .args(arguments)
            .env("COLUMNS", "100")
            .output()
            .expect("it starts"),
    );
    let folder = scratch.path("");
    let encoded = folder.replace('/', "%2F");
    let text = run.text().replace(&folder, "").replace(&encoded, "");
    run.stdout = text.into_bytes();
    run
}

#[test]
fn every_report_is_what_it_was() {
    for format in ["table", "json", "junit", "github", "tap"] {
        let run = report(
            format,
            &[
                "--each",
                "samples/active.pcap",
                "samples/passive.pcap",
                "missing.pcap",
            ],
        );
        assert_eq!(run.status, Some(2), "{}", run.stderr);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.bind(|| insta::assert_snapshot!(format, run.text()));
    }
}

#[test]
fn colour_marks_what_fails() {
    let words = ["check", "--color", "always", "--require", "mode == passive"];
    let run = run(words.iter().chain(&["samples/active.pcap"]));
    assert!(run.text().starts_with("\u{1b}[") && run.text().contains("FAIL"));
}

/// The elements of a document in order: name and attributes.
fn elements(xml: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut found = Vec::new();
    for tag in xml
        .split('<')
        .skip(1)
        .filter(|tag| !tag.starts_with(['/', '?']))
    {
        let tag = tag
            .split('>')
            .next()
            .expect("a tag that ends")
            .trim_end_matches('/');
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = BTreeMap::new();
        while let Some((key, value)) = rest.split_once("=\"") {
            let (value, after) = value.split_once('"').expect("a value that ends");
            attributes.insert(key.trim().to_owned(), value.to_owned());
            rest = after;
        }
        found.push((name.to_owned(), attributes));
    }
    found
}

/// The rules of junit-10.xsd (Jenkins xUnit plugin) that concern what is written here: which attributes an element may
/// and must have. `.ci/junit` holds a report against the schema itself.
#[test]
fn junit_keeps_to_its_schema() {
    let run = report(
        "junit",
        &[
            "--each",
            "samples/active.pcap",
            "samples/passive.pcap",
            "missing.pcap",
        ],
    );
    let elements = elements(run.text());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, attributes) in &elements {
        let (must, may): (&[&str], &[&str]) = match name.as_str() {
            "testsuites" => (&[], &["name", "tests", "failures", "errors", "time"]),
            "testsuite" => (
                &["name", "tests", "failures", "errors"],
                &["skipped", "time", "timestamp", "id"],
            ),
            "testcase" => (&["name"], &["classname", "time"]),
            "failure" | "error" => (&[], &["message", "type"]),
            other => panic!("{other} is not in the schema"),
        };
        assert!(
            must.iter().all(|key| attributes.contains_key(*key)),
            "{name} {attributes:?}"
        );
        assert!(
            attributes
                .keys()
                .all(|key| must.contains(&key.as_str()) || may.contains(&key.as_str())),
            "{name} {attributes:?}"
        );
        *counts.entry(name).or_default() += 1;
    }
    let root = &elements[0].1;
    let said = |key: &str| root[key].parse::<usize>().expect("a count");
    assert_eq!(
        (said("tests"), said("failures"), said("errors")),
        (counts["testcase"], counts["failure"], counts["error"])
    );
    assert!(counts["failure"] > 1 && counts["error"] == 1 && counts["testsuite"] == 3);
}

#[test]
fn sarif_names_the_line_of_each_failure() {
    let run = report("sarif", &["samples/active.pcap"]);
    let document = run.json();
    let results = document["runs"][0]["results"].as_array().expect("a list");
    assert_eq!(document["version"], "2.1.0");
    let rules = document["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .expect("a list");
    let mut lines = Vec::new();
    for result in results {
        assert_eq!(
            rules[result["ruleIndex"].as_u64().expect("a number") as usize]["id"],
            result["ruleId"]
        );
        lines.push(result["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64());
    }
    assert_eq!(lines, [Some(10), Some(2), Some(6), Some(7)]);
}

#[test]
fn reports_are_written_beside_the_one_that_is_printed() {
    let scratch = Scratch::new();
    let (junit, sarif) = (scratch.path("report.xml"), scratch.path("report.sarif"));
    let words = [
        "check",
        "--require",
        "mode == passive",
        "--junit",
        &junit,
        "--sarif",
        &sarif,
        "samples/passive.pcap",
    ];
    run(words).clean();
    let printed = |format: &str| {
        run([
            "check",
            "--require",
            "mode == passive",
            "--format",
            format,
            "samples/passive.pcap",
        ])
        .clean()
    };
    assert_eq!(read(&junit), printed("junit").stdout);
    assert_eq!(read(&sarif), printed("sarif").stdout);
}

#[test]
fn text_from_the_wire_is_escaped_in_every_report() {
    for path in [
        "tests/captures/28a_odd_names_vsftpd_ftplib.pcap",
        "tests/captures/28c_latin1_and_newline_names_proftpd.pcap",
    ] {
        for format in ["table", "json", "junit", "sarif", "github", "tap"] {
            let run = run([
                "check",
                "--format",
                format,
                "--require",
                "transfer.path == /nothing",
                path,
            ]);
            assert_eq!(run.status, Some(1));
            let odd = |c: char| c.is_control() && c != '\n';
            assert!(!run.text().contains(odd), "{format}: {}", run.text());
            assert!(
                format != "tap"
                    || run.text().lines().skip(2).all(|l| l.starts_with("not ok ")
                        || l.starts_with("ok ")
                        || l.starts_with("  "))
            );
            assert!(format != "github" || run.text().lines().all(|line| line.starts_with("::")));
        }
    }
}
