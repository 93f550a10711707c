//! Where captures come from: files, standard input, pipes, several files at once.

use serde_json::Value;

use crate::story::{PLAIN, Pcap, plain_session};
use crate::support::{
    Run, Scratch, captures_in, each, program, read, run, run_with_input, some_of,
};

/// A document without what it says of files.
fn analysis(run: &Run) -> Value {
    let mut document = run.json();
    document
        .as_object_mut()
        .expect("an object")
        .remove("captures");
    document
}

#[test]
fn standard_input_is_as_good_as_a_file() {
    each(some_of(captures_in("samples")), Clone::clone, |path| {
        let bytes = read(path);
        for arguments in [
            &["timeline", "--format", "tsv"][..],
            &["timeline"],
            &["sessions"],
            &["transfers", "--format", "ndjson"],
        ] {
            let from_file = run(arguments.iter().chain([&path.as_str()])).clean();
            let from_pipe = run_with_input(arguments.iter().chain([&"-"]), &bytes).clean();
            assert_eq!(from_pipe.text(), from_file.text());
        }
        let json = ["sessions", "--format", "json"];
        let from_pipe = run_with_input(json.iter().chain([&"-"]), &bytes).clean();
        assert_eq!(from_pipe.json()["captures"][0]["path"], "-");
        let from_file = run(json.iter().chain([&path.as_str()])).clean();
        // a finding may name the file
        let named = analysis(&from_file).to_string().replace(path, "-");
        assert_eq!(analysis(&from_pipe).to_string(), named);
    });
}

#[test]
fn a_redirected_file_is_read_where_it_lies() {
    let path = crate::support::root().join("samples/active.pcap");
    let file = std::fs::File::open(path).expect("the sample is there");
    let output = program()
        .args(["timeline", "--format", "tsv", "-"])
        .stdin(file)
        .output()
        .expect("the program starts");
    assert_eq!(
        Run::from(output).clean().text(),
        run(["timeline", "--format", "tsv", "samples/active.pcap"]).text()
    );
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_read_like_standard_input() {
    let scratch = Scratch::new();
    let pipe = scratch.path("pipe");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .expect("mkfifo starts");
    assert!(made.success());
    let writer = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::write(pipe, read("samples/fxp.pcap")).expect("somebody reads")
    });
    let through = run(["timeline", "--format", "tsv", &pipe]).clean();
    writer.join().expect("it was written");
    assert_eq!(
        through.text(),
        run(["timeline", "--format", "tsv", "samples/fxp.pcap"]).text()
    );
}

/// Ways to deal records out to files.
type Deal = fn(usize, usize) -> usize;

#[test]
fn a_capture_in_several_files_is_one_capture() {
    const DEALS: [(&str, Deal); 3] = [
        ("halves", |index, count| index * 2 / count),
        ("thirds", |index, count| index * 3 / count),
        ("turn by turn", |index, _| index % 3),
    ];
    let pcaps = captures_in("samples")
        .into_iter()
        .filter(|path| !path.ends_with("ng"));
    let cases = pcaps.flat_map(|path| DEALS.map(|deal| (path.clone(), deal)));
    each(
        some_of(cases),
        |(path, (name, _))| format!("{path} in {name}"),
        |(path, (_, deal))| {
            let (scratch, pcap) = (Scratch::new(), Pcap::parse(&read(path)));
            let count = pcap.records.len();
            let part = |wanted: usize| {
                let records = pcap.records.iter().enumerate();
                records
                    .filter(move |&(index, _)| deal(index, count) == wanted)
                    .map(|(_, record)| record)
            };
            let files = (0..=deal(count - 1, count)
                .max(deal(count - 2, count))
                .max(deal(count - 3, count)))
                .map(|wanted| scratch.file(&format!("{wanted}.pcap"), &pcap.file(part(wanted))));
            // the order of the arguments does not count where the times differ
            let mut files: Vec<String> = files.collect();
            files.reverse();
            let arguments = |words: &[&str]| {
                words
                    .iter()
                    .map(|&word| word.to_owned())
                    .chain(files.clone())
                    .collect::<Vec<_>>()
            };
            let tsv = ["timeline", "--format", "tsv"];
            assert_eq!(
                run(arguments(&tsv)).clean().text(),
                run(tsv.iter().chain([&path.as_str()])).clean().text()
            );
            let json = ["sessions", "--format", "json"];
            assert_eq!(
                analysis(&run(arguments(&json)).clean()),
                analysis(&run(json.iter().chain([&path.as_str()])).clean())
            );
        },
    );
}

#[test]
fn the_files_of_frames_are_those_of_the_timeline() {
    let files = [
        "samples/fxp.pcap",
        "samples/active.pcap",
        "samples/ftps-explicit.pcap",
        "samples/resume.pcap",
    ];
    let all = |words: &[&str]| {
        Run::from(
            program()
                .args(words)
                .args(files)
                .output()
                .expect("it starts"),
        )
    };
    let rows = all(&["timeline", "--format", "ndjson"]).clean();
    let rows: Vec<Value> = rows
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    for words in [
        &["diagnose"][..],
        &["overview"],
        &["overview", "--session", "2"],
        &["explain"],
        &["explain", "--session", "2"],
        &["transcript"],
        &["diagram"],
        &[
            "check",
            "--forbid",
            "cleartext-credentials",
            "--forbid",
            "anonymous",
        ],
    ] {
        let told = all(words);
        let mut lines = told
            .text()
            .lines()
            .skip_while(|line| !line.trim().starts_with("Frames by file"));
        assert!(lines.next().is_some(), "{words:?}: {}", told.text());
        let (mut file, mut held) = ("", 0);
        for line in lines
            .take_while(|line| line.starts_with("  "))
            .map(str::trim)
        {
            if files.contains(&line) {
                file = line;
                continue;
            }
            // `123-244 (1-122)`: the first frame stands for all
            for turn in line.trim_end_matches(',').split(", ") {
                let (there, here) = turn
                    .trim_end_matches(')')
                    .split_once(" (")
                    .expect("two numbers");
                let first = |span: &str| {
                    span.split('-')
                        .next()
                        .and_then(|n| n.parse().ok())
                        .expect("a number")
                };
                let (number, in_file): (u64, u64) = (first(there), first(here));
                // frames of no session have no row
                let Some(row) = rows.iter().find(|row| row["No."] == number) else {
                    continue;
                };
                assert_eq!(
                    (&row["File"], &row["FileFrame"]),
                    (&file.into(), &in_file.into()),
                    "{words:?}: {turn}"
                );
                held += 1;
            }
        }
        assert!(held > 0, "{words:?}");
        let alone = run(words.iter().chain(&[files[1]]));
        assert!(!alone.text().contains("Frames by file"), "{words:?}");
    }
    let ticket = all(&["diagnose", "--format", "markdown"]);
    let listed = |file: &&str| ticket.text().contains(&format!("\n- {file}: "));
    assert!(files.iter().any(listed), "{}", ticket.text());
    let log = all(&["diagnose", "--format", "sarif"]).json();
    for result in log["runs"][0]["results"].as_array().expect("results") {
        let frame = result["properties"]["frames"][0].as_u64().expect("a frame");
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let row = rows.iter().find(|row| row["No."] == frame).expect("a row");
        assert_eq!(place, &row["File"], "{}", result["ruleId"]);
    }
}

#[test]
fn only_the_first_bytes_say_what_a_file_is() {
    let scratch = Scratch::new();
    let bytes = plain_session(PLAIN);
    let expected = run([
        "timeline",
        "--format",
        "tsv",
        &scratch.file("a.pcap", &bytes),
    ])
    .clean();
    for name in ["a.txt", "a.pcapng", "a.pcap.gz", "a"] {
        assert_eq!(
            run(["timeline", "--format", "tsv", &scratch.file(name, &bytes)])
                .clean()
                .text(),
            expected.text()
        );
    }
}
