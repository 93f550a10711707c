//! Every file in `samples`: it is what its scenario tells, and what the program says of it is what
//! it said before.
//!
//! A new sample needs nothing here but its snapshots:
//! `INSTA_UPDATE=always cargo test --test it samples`, then a look at what they say. With `CI` set
//! nothing is ever written.

use std::collections::BTreeSet;
use std::fs;

use crate::rebuilt;
use crate::support::{Run, captures_in, each, program, read, root, run};

/// An output that every sample has a snapshot of: its name, the width of the terminal, the command
/// line.
const OUTPUTS: &[(&str, Option<u16>, &[&str])] = &[
    ("overview-80", Some(80), &["overview"]),
    ("overview-160", Some(160), &["overview"]),
    ("sessions-80", Some(80), &["sessions"]),
    ("sessions-160", Some(160), &["sessions"]),
    ("transfers-80", Some(80), &["transfers"]),
    ("transfers-160", Some(160), &["transfers"]),
    ("diagnose-80", Some(80), &["diagnose"]),
    ("diagnose-160", Some(160), &["diagnose"]),
    ("diagnose.md", None, &["diagnose", "--format", "markdown"]),
    (
        "extract-80",
        Some(80),
        &["extract", "--dry-run", "--listings"],
    ),
    (
        "extract-160",
        Some(160),
        &["extract", "--dry-run", "--listings"],
    ),
    ("files-80", Some(80), &["sessions", "--files"]),
    ("files-160", Some(160), &["sessions", "--files"]),
    ("explain-80", Some(80), &["explain"]),
    ("explain-160", Some(160), &["explain"]),
    ("transcript-80", Some(80), &["transcript"]),
    ("transcript-160", Some(160), &["transcript"]),
    ("diagram-80", Some(80), &["diagram"]),
    ("diagram-160", Some(160), &["diagram"]),
    ("timeline.tsv", None, &["timeline", "--format", "tsv"]),
    ("timeline-80", Some(80), &["timeline"]),
    ("timeline-160", Some(160), &["timeline"]),
    ("sessions.json", None, &["sessions", "--format", "json"]),
    ("transfers.csv", None, &["transfers", "--format", "csv"]),
];

#[test]
fn the_folder_holds_what_the_scenarios_tell() {
    let told = rebuilt::samples();
    let names: BTreeSet<String> = told
        .iter()
        .map(|sample| format!("samples/{}", sample.name))
        .collect();
    assert_eq!(
        captures_in("samples").into_iter().collect::<BTreeSet<_>>(),
        names
    );
    each(
        told,
        |sample| sample.name.to_owned(),
        |sample| {
            let same = read(format!("samples/{}", sample.name)) == sample.bytes;
            assert!(
                same,
                "write it anew: cargo run --example make_samples -- samples"
            );
        },
    );
}

#[test]
fn the_page_of_the_samples_names_each() {
    let page = String::from_utf8(read("samples/README.md")).expect("the page is text");
    each(captures_in("samples"), Clone::clone, |path| {
        let name = path.trim_start_matches("samples/");
        assert!(
            page.contains(&format!("`{name}`")),
            "samples/README.md says nothing of {name}"
        );
    });
}

#[test]
fn every_output_is_what_it_was() {
    let cases = captures_in("samples")
        .into_iter()
        .flat_map(|path| OUTPUTS.iter().map(move |o| (path.clone(), o)));
    each(
        cases,
        |(path, (name, ..))| format!("{path} {name}"),
        |(path, (name, width, arguments))| {
            let mut command = program();
            command.args(*arguments).arg(path);
            if let Some(width) = width {
                command.env("COLUMNS", width.to_string());
            }
            let mut run = Run::from(command.output().expect("the program starts"));
            if width.is_some()
                && run
                    .stderr
                    .starts_with("ftpscope: note: no room for these columns: ")
            {
                run.stderr
                    .drain(..=run.stderr.find('\n').expect("a line ends"));
            }
            let run = run.clean();
            let mut settings = insta::Settings::clone_current();
            settings
                .set_snapshot_path(format!("snapshots/{}", path.trim_start_matches("samples/")));
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            let text = if *name == "sessions.json" {
                pretty(&run)
            } else {
                run.text().to_owned()
            };
            settings.bind(|| insta::assert_snapshot!(*name, text));
        },
    );
}

/// A document with a line for each value, so that a review shows what changed.
fn pretty(run: &Run) -> String {
    serde_json::to_string_pretty(&run.json()).expect("it was JSON")
}

#[test]
fn every_snapshot_has_its_sample() {
    let samples: BTreeSet<String> = captures_in("samples").into_iter().collect();
    for folder in fs::read_dir(root().join("tests/it/snapshots")).expect("the folder is there") {
        let folder = folder.expect("an entry").path();
        let name = folder
            .file_name()
            .and_then(|name| name.to_str())
            .expect("names are ASCII");
        assert!(
            samples.contains(&format!("samples/{name}")),
            "{} is of no sample",
            folder.display()
        );
        for snapshot in fs::read_dir(&folder).expect("it is a folder") {
            let path = snapshot.expect("an entry").path();
            if path.extension().is_none_or(|extension| extension != "snap") {
                continue; // a new one that waits for review
            }
            let output = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .expect("names are ASCII");
            assert!(
                OUTPUTS.iter().any(|(name, ..)| *name == output),
                "{} is of no output",
                path.display()
            );
        }
    }
}

#[test]
fn no_row_is_wider_than_the_terminal() {
    use unicode_width::UnicodeWidthStr as _;

    let cases = captures_in("samples")
        .into_iter()
        .flat_map(|path| [80, 100, 132, 160].map(|width| (path.clone(), width)));
    each(
        cases,
        |(path, width)| format!("{path} at {width} columns"),
        |(path, width)| {
            let run = Run::from(
                program()
                    .env("COLUMNS", width.to_string())
                    .arg(path)
                    .output()
                    .expect("it starts"),
            );
            for line in run.text().lines() {
                assert!(line.width() <= *width, "{} columns: {line}", line.width());
            }
        },
    );
}

#[test]
fn the_same_command_gives_the_same_bytes() {
    each(captures_in("samples"), Clone::clone, |path| {
        assert_eq!(
            run(["sessions", "--format", "json", path]).stdout,
            run(["sessions", "--format", "json", path]).stdout
        );
    });
}
