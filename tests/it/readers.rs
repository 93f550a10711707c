//! Readers that leave early, as `head -1` does: no word of it, and the exit status is that of what
//! was asked for.

use std::fs::File;
use std::io::Read as _;
use std::process::Stdio;

use crate::story::{PLAIN, plain_session, plain_sessions};
use crate::support::{Run, Scratch, each, program, some_of};

/// Bytes that neither a pipe nor what stands before it takes in: whoever leaves earlier breaks the
/// pipe.
const MUCH: usize = 80_000;

/// Every command in every format, with its exit status for the capture of [`Files`].
const RUNS: [(&str, i32); 33] = [
    ("timeline SOME", 0),
    ("timeline --format tsv SOME", 0),
    ("timeline --format ndjson --mode passive SOME", 0),
    ("sessions MANY", 0),
    ("sessions --format json SOME", 0),
    ("sessions --format ndjson SOME", 0),
    ("sessions --format csv MANY", 0),
    ("transfers MANY", 0),
    ("transfers --format json SOME", 0),
    ("transfers --format ndjson SOME", 0),
    ("transfers --format csv MANY", 0),
    ("diagnose --format json SOME", 0),
    ("diagnose --format json --fail-on warning SOME", 1),
    ("diagnose --format sarif SOME", 0),
    ("diagnose --format sarif --fail-on info SOME", 1),
    ("transcript SOME", 0),
    ("diagram SOME", 0),
    ("diagram --format mermaid SOME", 0),
    ("diagram --format svg SOME", 0),
    ("report --quiet -o - SOME", 0),
    ("slice --quiet -o - SOME", 0),
    ("extract --dry-run MANY", 0),
    ("extract --quiet -d FOLDER MANY", 0),
    ("check --record - MANY", 0),
    ("check -e BAD MANY", 1),
    ("check -e BAD --format json MANY", 1),
    ("check -e BAD --format junit MANY", 1),
    ("check -e BAD --format sarif MANY", 1),
    ("check -e BAD --format github MANY", 1),
    ("check -e BAD --format tap MANY", 1),
    ("check -e GOOD --format json MANY", 0),
    ("check --schema", 0),
    ("completions bash", 0),
];

/// What is short whatever the capture is: only a reader who was never there breaks the pipe.
const SHORT: [(&str, i32); 10] = [
    ("explain ONE", 0),
    ("diagnose ONE", 0),
    ("diagnose --fail-on error ONE", 0),
    ("diagnose --fail-on warning ONE", 1),
    ("timeline --quiet --session 99999 ONE", 0),
    ("extract --quiet --stdout ONE", 0),
    ("check -e GOOD ONE", 0),
    ("check -e BAD --junit /dev/stdout ONE", 1),
    ("man", 0),
    ("--help", 0),
];

/// A capture of many sessions, and expectations that all of them meet, or none.
struct Files(Scratch);

impl Files {
    fn new() -> Self {
        let scratch = Scratch::new();
        scratch.file("many.pcap", &plain_sessions(1500));
        scratch.file("some.pcap", &plain_sessions(250));
        scratch.file("one.pcap", &plain_session(PLAIN));
        let each_session = "[[session]]\nlogin = ";
        scratch.file(
            "good.toml",
            format!("{each_session}\"accepted\"\n").as_bytes(),
        );
        scratch.file(
            "bad.toml",
            format!("{each_session}\"rejected\"\n").as_bytes(),
        );
        Files(scratch)
    }

    /// The words of a line; each run has a folder of its own.
    fn words(&self, line: &str, run: &str) -> Vec<String> {
        let file = |word: &str| match word {
            "MANY" => self.0.path("many.pcap"),
            "SOME" => self.0.path("some.pcap"),
            "ONE" => self.0.path("one.pcap"),
            "GOOD" => self.0.path("good.toml"),
            "BAD" => self.0.path("bad.toml"),
            "FOLDER" => self.0.path(run),
            word => word.to_owned(),
        };
        line.split(' ').map(file).collect()
    }
}

/// A run for a reader who reads so many bytes and goes.
fn read_only(words: &[String], bytes: usize) -> Run {
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    let mut command = program();
    command.args(words).stdout(writer).stderr(Stdio::piped());
    let start = |mut command: std::process::Command| command.spawn().expect("the program starts");
    if bytes == 0 {
        drop(reader);
        return start(command).wait_with_output().expect("it ends").into();
    }
    // the writing end goes with the command
    let child = start(command);
    reader
        .read_exact(&mut vec![0; bytes])
        .expect("there is output");
    drop(reader);
    child.wait_with_output().expect("it ends").into()
}

#[test]
fn nothing_is_said_of_a_reader_who_leaves_and_the_status_stays() {
    let files = Files::new();
    each(
        some_of(&RUNS)
            .map(|run| (run, true))
            .chain(SHORT.iter().map(|run| (run, false))),
        |((line, _), _)| (*line).to_owned(),
        |&(&(line, status), is_long)| {
            let whole = program()
                .args(files.words(line, "whole"))
                .output()
                .expect("the program starts");
            let whole = Run::from(whole);
            assert_eq!(
                (whole.status, whole.stderr.as_str()),
                (Some(status), ""),
                "for a reader who stays"
            );
            assert_eq!(
                whole.stdout.len() > MUCH,
                is_long,
                "{} bytes",
                whole.stdout.len()
            );
            let run = read_only(&files.words(line, "broken"), usize::from(is_long));
            assert_eq!(
                (run.status, run.stderr.as_str()),
                (Some(status), ""),
                "for a reader who leaves"
            );
        },
    );
}

#[test]
fn a_reader_who_leaves_hides_no_fault_of_a_capture() {
    let scratch = Scratch::new();
    let record = [
        &1_773_480_414_u32.to_le_bytes()[..],
        &[0; 4],
        &[0xff; 8],
        b"and that is all",
    ]
    .concat();
    let path = scratch.file("absurd.pcap", &[plain_session(PLAIN), record].concat());
    for line in [
        "timeline",
        "sessions --format json",
        "overview",
        "explain",
        "diagnose",
        "diagnose --fail-on error",
        "report -o -",
    ] {
        let words: Vec<String> = line
            .split(' ')
            .chain([path.as_str()])
            .map(str::to_owned)
            .collect();
        let run = read_only(&words, 0);
        assert_eq!(
            (run.status, run.stderr.lines().count()),
            (Some(2), 1),
            "{line}: {}",
            run.stderr
        );
        assert!(
            run.stderr.contains("claims 4294967295 bytes"),
            "{line}: {}",
            run.stderr
        );
    }
}

#[test]
fn annotations_do_not_hang_on_who_reads_the_result() {
    let files = Files::new();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = program();
    command
        .args(files.words("check -e BAD ONE", ""))
        .env("GITHUB_ACTIONS", "true")
        .stdout(writer);
    let run = Run::from(command.output().expect("the program starts"));
    assert_eq!(
        (run.status, run.stderr.contains("::error")),
        (Some(1), true),
        "{}",
        run.stderr
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_warning_that_nobody_can_read_changes_no_status() {
    let errors = File::create("/dev/full").expect("it is there");
    let words = ["sessions", "--session", "9", "samples/passive.pcap"];
    assert_eq!(
        program()
            .args(words)
            .stdout(Stdio::null())
            .stderr(errors)
            .status()
            .expect("it starts")
            .code(),
        Some(0)
    );
}
