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
    let text = without_times(&text);
    run.stdout = text.into_bytes();
    run
}

/// Times in a report of `JUnit` differ from run to run.
fn without_times(text: &str) -> String {
    let mut pieces = text.split(" time=\"");
    let mut steady = pieces.next().expect("a beginning").to_owned();
    for piece in pieces {
        let (time, rest) = piece.split_once('"').expect("a value that ends");
        assert!(time.parse::<f64>().expect("seconds") < 60.0);
        steady += rest;
    }
    steady
}

#[test]
#[cfg_attr(
    windows,
    ignore = "Windows has words of its own for a file that is missing"
)]
fn every_report_is_what_it_was() {
    for format in [
        "table",
        "json",
        "junit",
        "github",
        "tap",
        "markdown",
        "code-quality",
    ] {
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

/// The rules of junit-10.xsd (Jenkins xUnit plugin) that concern what is written here: which
/// attributes an element may and must have. `.ci/junit` holds a report against the schema itself.
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
            "failure" | "error" | "skipped" => (&[], &["message", "type"]),
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
    assert_eq!(lines, [Some(10), Some(2), Some(6)]);
}

#[test]
fn reports_are_written_beside_the_one_that_is_printed() {
    let scratch = Scratch::new();
    let (junit, sarif) = (scratch.path("report.xml"), scratch.path("report.sarif"));
    let (markdown, quality) = (scratch.path("report.md"), scratch.path("report.json"));
    let words = [
        "check",
        "--require",
        "mode == passive",
        "--junit",
        &junit,
        "--sarif",
        &sarif,
        "--markdown",
        &markdown,
        "--code-quality",
        &quality,
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
    let written = String::from_utf8(read(&junit)).expect("text");
    assert_eq!(
        without_times(&written),
        without_times(printed("junit").text())
    );
    assert_eq!(read(&markdown), printed("markdown").stdout);
    assert_eq!(read(&quality), b"[]\n");
    assert_eq!(read(&sarif), printed("sarif").stdout);
}

#[test]
fn text_from_the_wire_is_escaped_in_every_report() {
    for path in [
        "tests/captures/28a_odd_names_vsftpd_ftplib.pcap",
        "tests/captures/28c_latin1_and_newline_names_proftpd.pcap",
    ] {
        for format in [
            "table",
            "json",
            "junit",
            "sarif",
            "github",
            "tap",
            "markdown",
            "code-quality",
        ] {
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

#[test]
fn one_cause_is_one_failure_and_stands_first() {
    let scratch = Scratch::new();
    let path = scratch.path("expect.toml");
    let words = ["check", "--level", "full", "--record", &path];
    assert_eq!(
        run(words.iter().chain(&["samples/passive.pcap"])).status,
        Some(0)
    );
    let words = [
        "check",
        "--format",
        "json",
        "-e",
        &path,
        "samples/firewall-active.pcap",
    ];
    let document = run(words).json();
    let capture = &document["captures"][0];
    let failures = capture["failures"].as_array().expect("a list");
    let first = &failures[0];
    assert_eq!(first["finding"], "syn-unanswered");
    assert_eq!(first["dialogue"], "C: RETR today.csv");
    assert_eq!(
        first["look"][1],
        "wireshark -r samples/firewall-active.pcap -g 15"
    );
    let anew = format!("--record {path} --level full --force samples/firewall-active.pcap");
    let said = capture["record_anew"][0].as_str().expect("a command");
    assert!(said.ends_with(&anew), "{said}");
    let outcomes = capture["outcomes"].as_array().expect("a list");
    let failed = outcomes.iter().filter(|o| o["passed"] == false).count();
    let told: usize = failures
        .iter()
        .map(|failure| failure["outcomes"].as_array().expect("a list").len())
        .sum();
    assert_eq!(failed, told, "each is told once");
    assert!(failures.len() < failed / 2, "{failures:#?}");
}

#[test]
fn of_a_capture_without_ftp_nothing_is_known_to_be_absent() {
    let capture = "tests/captures/flags.pcap";
    let status = |words: &[&str]| run([&["check", "-q", capture], words].concat()).status;
    let scratch = Scratch::new();
    let denied = scratch.file("denied.toml", b"[findings]\ndenied = ['bounce']\n");
    let counted = scratch.file(
        "none.toml",
        b"[capture]\nsessions = 0\n[findings]\nworst = 'info'\n",
    );
    for words in [
        &["--forbid", "bounce"][..],
        &["--forbid", "DELE"],
        &["--forbid", "mode == active"],
        &["--require", "none transfer.size > 5"],
        &["-e", &denied],
    ] {
        assert_eq!(status(words), Some(1), "{words:?}");
        let allowed = [words, &["--allow-no-ftp"]].concat();
        assert_eq!(status(&allowed), Some(0), "{words:?}");
    }
    assert_eq!(
        status(&["-e", &counted]),
        Some(0),
        "none is what is expected"
    );
    let require = ["--require", "mode == passive", "--allow-no-ftp"];
    assert_eq!(status(&require), Some(1), "what must be is not there");
    let several = ["--forbid", "bounce", "--forbid", "DELE", "--format", "json"];
    let words = [&["check", "-q", capture][..], &several].concat();
    let document = run(words).json();
    let failures = document["captures"][0]["failures"].as_array().map(Vec::len);
    assert_eq!(failures, Some(1), "of one cause");
    let text = run(["check", "--forbid", "DELE", "--lang", "en", capture]);
    assert!(
        text.text().contains("a session with no DELE"),
        "{}",
        text.text()
    );
    let worse = run([
        "check",
        "-e",
        &counted,
        "--lang",
        "en",
        "samples/bounce.pcap",
    ]);
    assert!(worse.text().contains("bounce (error)"), "{}", worse.text());
}

#[test]
#[cfg_attr(
    windows,
    ignore = "the bash that Windows finds is that of another system"
)]
fn the_action_writes_a_summary_and_keeps_the_status() {
    let scratch = Scratch::new();
    let summary = scratch.file("summary.md", b"before\n");
    let check = |mode: &str| {
        std::process::Command::new("bash")
            .arg(crate::support::root().join(".ci/action"))
            .arg(env!("CARGO_BIN_EXE_ftpscope"))
            .current_dir(crate::support::root())
            .env("CAPTURES", "samples/pass*.pcap")
            .env("REQUIRE", format!("mode == {mode}"))
            .env("GITHUB_STEP_SUMMARY", &summary)
            .output()
            .expect("bash is there")
            .status
            .code()
    };
    assert_eq!((check("passive"), check("active")), (Some(0), Some(1)));
    let text = String::from_utf8(read(&summary)).expect("text");
    assert!(
        text.starts_with("before\n## ftpscope check: passed\n"),
        "{text}"
    );
    assert!(text.contains("## ftpscope check: failed\n"), "{text}");
}
