//! What a runner of CI, a spreadsheet or a file that is read must not get from an output.

use std::fs;

use crate::findings::script;
use crate::support::{Scratch, program};

/// A session whose every text begins with a command of a runner.
fn capture() -> tempfile::NamedTempFile {
    script::file(
        "S 220 ##[stop-commands]x\nC USER ##[add-mask]a\nS 331 ##vso[task.setvariable]x\nC PASS b\nS 230 in\n\
         C RETR ##[add-mask]a\nS 550-::stop-commands::x\nS  ::error::y\nS 550 no\n",
    )
}

#[test]
fn no_output_commands_a_runner_that_listens() {
    let capture = capture();
    let capture = capture.path().to_str().expect("text");
    let outputs = [
        "overview",
        "timeline",
        "timeline --format tsv",
        "timeline --format ndjson",
        "sessions",
        "sessions --format json",
        "sessions --format csv",
        "transfers",
        "transcript",
        "explain",
        "diagram --format svg",
        "diagram --format mermaid",
        "diagnose",
        "diagnose --format sarif",
        "diagnose --format markdown",
        "report -o -",
        "check --require banner==x",
        "check --require banner==x --format json",
        "check --require banner==x --format junit",
        "check --require banner==x --format tap",
        "check --record -",
    ];
    for output in outputs {
        let done = program()
            .args(output.split(' '))
            .arg(capture)
            .env("GITHUB_ACTIONS", "true")
            .output()
            .expect("it runs");
        let text =
            String::from_utf8(done.stdout).expect("text") + &String::from_utf8_lossy(&done.stderr);
        assert!(text.len() > 20, "{output}: {text}");
        for line in text.lines() {
            assert!(
                !line.contains("##[") && !line.contains("##vso["),
                "{output}: {line}"
            );
            let begins = line.trim_start().starts_with("::");
            assert!(
                !begins || line.starts_with("::error title="),
                "{output}: {line}"
            );
        }
    }
}

#[test]
fn json_means_the_same_to_a_runner() {
    let capture = capture();
    let [plain, guarded] = ["", "true"].map(|set| {
        let mut command = program();
        command
            .args(["sessions", "--format", "json"])
            .arg(capture.path())
            .env("GITHUB_ACTIONS", set);
        let text = command.output().expect("it runs").stdout;
        serde_json::from_slice::<serde_json::Value>(&text).expect("JSON")
    });
    assert_eq!(plain, guarded);
}

#[test]
fn no_result_replaces_what_is_read_or_another_result() {
    let capture = capture();
    let capture = capture.path().to_str().expect("text");
    let scratch = Scratch::new();
    let (expect, out) = (scratch.path("a.toml"), scratch.path("out"));
    let other = scratch.path("./out");
    fs::write(&expect, "[[session]]\nmode = \"none\"\n").expect("a file");
    let check = |words: &[&str]| {
        let done = program()
            .args(["check", "-e", &expect])
            .args(words)
            .arg(capture)
            .output();
        done.expect("it runs").status.code()
    };
    assert_eq!(check(&["--junit", &out, "--sarif", &other]), Some(2));
    assert!(!fs::exists(&out).expect("a folder"), "nothing is written");
    assert_eq!(check(&["--junit", &expect]), Some(2));
    assert_eq!(check(&["--sarif", capture]), Some(2));
    #[cfg(unix)]
    {
        let link = scratch.path("link");
        fs::write(&out, "").expect("a file");
        std::os::unix::fs::symlink(&out, &link).expect("a link");
        assert_eq!(check(&["--junit", &out, "--sarif", &link]), Some(2));
    }
    assert!(
        fs::read_to_string(&expect)
            .expect("a file")
            .starts_with("[[session]]")
    );
    assert_eq!(
        check(&["--junit", &out, "--sarif", &scratch.path("s")]),
        Some(0)
    );
}
