//! What somebody sees at a terminal: `script` of util-linux gives the program one.
#![cfg(target_os = "linux")]

use std::process::{Command, Stdio};

use crate::support::{root, run};

/// What a command writes to a terminal of so many columns, with these variables set; none, where
/// there is no `script`.
pub(crate) fn seen(columns: u16, variables: &[(&str, &str)], words: &str) -> Option<String> {
    let program = env!("CARGO_BIN_EXE_ftpscope");
    let line = format!("stty cols {columns} rows 24; {program} {words}");
    let mut script = Command::new("script");
    script
        .args(["-q", "-e", "-c", &line, "/dev/null"])
        .current_dir(root())
        .stdin(Stdio::null())
        .env("TERM", "xterm")
        .env("LANG", "C.UTF-8")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .env_remove("PAGER")
        .env_remove("FTPSCOPE_PAGER")
        .envs(variables.iter().copied());
    let Ok(output) = script.output() else {
        let is_required = std::env::var_os("FTPSCOPE_REQUIRE_TERMINAL").is_some();
        assert!(!is_required, "there is no script(1)");
        eprintln!("SKIPPED: there is no script(1)");
        return None;
    };
    Some(String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n"))
}

/// A pager that marks each line.
const MARKS: (&str, &str) = ("FTPSCOPE_PAGER", "sed 's/^/PAGED /'");

#[test]
fn a_terminal_gets_a_pager_and_the_overview_first() {
    let Some(text) = seen(100, &[MARKS], "--quiet samples/resume.pcap") else {
        return;
    };
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert!(
        lines.iter().all(|line| line.starts_with("PAGED ")),
        "{text}"
    );
    assert!(
        lines[0].contains("samples/resume.pcap: 48 frames"),
        "{text}"
    );
    let next = text.find("What to look at next").expect("the overview");
    let rows = text.find("control connection opened").expect("the rows");
    assert!(next < rows, "{text}");
    assert!(text.contains("more segments of data"), "{text}");
    let end = text.trim_end();
    assert!(
        end.ends_with("1 of 2 transfers complete, 4 findings"),
        "{text}"
    );
}

#[test]
fn machine_formats_and_whoever_wants_none_get_no_pager() {
    for words in [
        "--no-pager --quiet samples/resume.pcap",
        "sessions --format csv samples/resume.pcap",
        "transfers --format ndjson samples/resume.pcap",
    ] {
        let Some(text) = seen(100, &[MARKS], words) else {
            return;
        };
        assert!(
            !text.is_empty() && !text.contains("PAGED"),
            "{words}: {text}"
        );
    }
    let Some(text) = seen(
        100,
        &[("PAGER", "")],
        "--quiet overview samples/resume.pcap",
    ) else {
        return;
    };
    assert!(text.contains("One session"), "{text}");
}

#[test]
fn of_what_cannot_be_read_the_error_alone_is_told() {
    let Some(text) = seen(100, &[], "--no-pager --quiet nowhere.pcap") else {
        return;
    };
    assert!(
        text.starts_with("ftpscope: nowhere.pcap: no such file"),
        "{text}"
    );
}

#[test]
fn a_dumb_terminal_gets_plain_text() {
    let Some(text) = seen(
        100,
        &[MARKS, ("TERM", "dumb")],
        "sessions --quiet samples/resume.pcap",
    ) else {
        return;
    };
    assert!(
        !text.contains("PAGED") && !text.contains('\u{1b}'),
        "{text}"
    );
}

#[test]
fn a_terminal_is_not_written_over_its_edge() {
    let words = "timeline --no-pager --quiet --color never samples/resume.pcap";
    for columns in [60, 80, 100, 160] {
        let Some(text) = seen(columns, &[], words) else {
            return;
        };
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(
            widest <= Some(usize::from(columns)),
            "{columns}: {widest:?}\n{text}"
        );
        assert_eq!(text.contains("Source"), columns >= 100, "{columns}\n{text}");
        assert_eq!(text.contains('↳'), columns < 160, "{columns}");
    }
    let Some(all) = seen(160, &[], &format!("{words} --all-rows")) else {
        return;
    };
    assert!(!all.contains("more segments"), "{all}");
}

#[test]
fn a_pipe_has_every_row_and_the_verdicts() {
    let run = run(["--quiet", "samples/resume.pcap"]).clean();
    assert!(run.text().starts_with("Session 1  "));
    let rows = run
        .text()
        .lines()
        .filter(|line| line.contains("198.51.100.21  "))
        .count();
    assert!(rows >= 48, "{rows}");
    assert!(!run.text().contains("more segments") && !run.text().contains("transfers complete,"));
}

#[test]
fn times_count_from_what_was_asked_for() {
    let time = |words: &[&str]| {
        let run = run(["timeline", "--quiet"]
            .iter()
            .chain(words)
            .chain(&["samples/active.pcap"]));
        let text = run.clean().text().to_owned();
        let row = text
            .lines()
            .find(|line| line.starts_with("  2 "))
            .expect("a row");
        row[3..]
            .trim_start()
            .split("  ")
            .next()
            .expect("a time")
            .to_owned()
    };
    assert_eq!(time(&[]), "0.000137");
    assert_eq!(time(&["--time", "delta"]), "0.000137");
    assert_eq!(time(&["--time", "utc"]), "2026-03-14 09:26:53.000137");
    assert!(time(&["--time", "local"]).ends_with(":53.000137"));
}
