//! Where captures come from: files, standard input, pipes, several files at once; and a reader that goes away.

use std::fs;
use std::io::Read as _;
use std::process::Stdio;

use ftpscope::analysis::{self, Wanted};
use ftpscope::capture::Capture;
use ftpscope::event::{Observer, Row};
use ftpscope::limits::Limits;
use serde_json::Value;

use crate::story::{PLAIN, Pcap, plain_session};
use crate::support::{Run, Scratch, captures_in, each, program, read, root, run, run_with_input};

/// A document without what it says of files.
fn records(run: &Run) -> Value {
    let mut document = run.json();
    document.as_object_mut().expect("an object").remove("captures");
    document
}

#[test]
fn standard_input_is_as_good_as_a_file() {
    each(captures_in("samples"), Clone::clone, |path| {
        let bytes = read(path);
        for arguments in
            [&["timeline", "--format", "tsv"][..], &["timeline"], &["sessions"], &["transfers", "--format", "ndjson"]]
        {
            let from_file = run(arguments.iter().chain([&path.as_str()])).clean();
            let from_pipe = run_with_input(arguments.iter().chain([&"-"]), &bytes).clean();
            assert_eq!(from_pipe.text(), from_file.text());
        }
        let json = ["sessions", "--format", "json"];
        let from_pipe = run_with_input(json.iter().chain([&"-"]), &bytes).clean();
        assert_eq!(from_pipe.json()["captures"][0]["path"], "-");
        assert_eq!(records(&from_pipe), records(&run(json.iter().chain([&path.as_str()])).clean()));
    });
}

#[test]
fn a_redirected_file_is_read_where_it_lies() {
    let path = root().join("samples/active.pcap");
    let file = fs::File::open(path).expect("the sample is there");
    let output = program().args(["timeline", "--format", "tsv", "-"]).stdin(file).output().expect("the program starts");
    assert_eq!(Run::from(output).clean().text(), run(["timeline", "--format", "tsv", "samples/active.pcap"]).text());
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_read_like_standard_input() {
    let scratch = Scratch::new();
    let pipe = scratch.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo starts");
    assert!(made.success());
    let writer = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::write(pipe, read("samples/fxp.pcap")).expect("somebody reads")
    });
    let through = run(["timeline", "--format", "tsv", &pipe]).clean();
    writer.join().expect("it was written");
    assert_eq!(through.text(), run(["timeline", "--format", "tsv", "samples/fxp.pcap"]).text());
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    // what the others lack is not the matter here, hence the quiet
    let captures = captures_in("tests/captures").into_iter().filter(|path| !path.contains("/t"));
    let captures: Vec<String> = captures.chain(["--quiet".to_owned()]).collect();
    for arguments in [&["timeline", "--format", "ndjson"][..], &["timeline"], &["sessions", "--format", "json"]] {
        let mut command = program();
        command.args(arguments).args(&captures);
        let all = command.output().expect("the program starts").stdout.len();
        assert!(all > 80_000, "{all} bytes fit into a pipe, so nothing would be broken");

        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut first = [0; 1];
        child.stdout.take().expect("it is piped").read_exact(&mut first).expect("there is output");
        // the reading end is closed now
        let run = Run::from(child.wait_with_output().expect("it ends"));
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

/// Records that are known already are not made again, but what a file shows only in a later pass is told.
#[test]
fn a_file_that_is_cut_between_two_replays_has_a_fault_then() {
    let scratch = Scratch::new();
    let path = scratch.path("shrinks.pcap");
    fs::copy(root().join("samples/active.pcap"), &path).expect("it can be copied");
    let capture = Capture::open(&[path.clone().into()], &Limits::default()).expect("it opens");
    let options = analysis::Options::default();
    let surveyed = analysis::survey(&capture, &options, &analysis::Unwatched);
    let known = surveyed.replay();
    assert_eq!((known.sessions.len(), &known.captures[0].fault), (1, &None));
    let file = fs::OpenOptions::new().write(true).open(&path).expect("it is there");
    file.set_len(1000).expect("it can be cut");
    let mut rows = Rows(0);
    let again = surveyed.tell(Wanted::ROWS, &mut rows, Some(known)).expect("the rows are counted");
    assert!(again.captures[0].fault.is_some() && again.sessions.len() == 1, "{:?}", again.captures[0]);
    assert!(rows.0 > 0);
}

/// Counts the rows.
struct Rows(usize);

impl Observer for Rows {
    fn row(&mut self, _row: &Row<'_>) -> std::io::Result<()> {
        self.0 += 1;
        Ok(())
    }
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
    let pcaps = captures_in("samples").into_iter().filter(|path| !path.ends_with("ng"));
    let cases = pcaps.flat_map(|path| DEALS.map(|deal| (path.clone(), deal)));
    each(
        cases,
        |(path, (name, _))| format!("{path} in {name}"),
        |(path, (_, deal))| {
            let (scratch, pcap) = (Scratch::new(), Pcap::parse(&read(path)));
            let count = pcap.records.len();
            let part = |wanted: usize| {
                let records = pcap.records.iter().enumerate();
                records.filter(move |&(index, _)| deal(index, count) == wanted).map(|(_, record)| record)
            };
            let files = (0..=deal(count - 1, count).max(deal(count - 2, count)).max(deal(count - 3, count)))
                .map(|wanted| scratch.file(&format!("{wanted}.pcap"), &pcap.file(part(wanted))));
            // the order of the arguments does not count where the times differ
            let mut files: Vec<String> = files.collect();
            files.reverse();
            let arguments =
                |words: &[&str]| words.iter().map(|&word| word.to_owned()).chain(files.clone()).collect::<Vec<_>>();
            let tsv = ["timeline", "--format", "tsv"];
            assert_eq!(run(arguments(&tsv)).clean().text(), run(tsv.iter().chain([&path.as_str()])).clean().text());
            let json = ["sessions", "--format", "json"];
            assert_eq!(
                records(&run(arguments(&json)).clean()),
                records(&run(json.iter().chain([&path.as_str()])).clean())
            );
        },
    );
}

#[test]
fn only_the_first_bytes_say_what_a_file_is() {
    let scratch = Scratch::new();
    let bytes = plain_session(PLAIN);
    let expected = run(["timeline", "--format", "tsv", &scratch.file("a.pcap", &bytes)]).clean();
    for name in ["a.txt", "a.pcapng", "a.pcap.gz", "a"] {
        assert_eq!(run(["timeline", "--format", "tsv", &scratch.file(name, &bytes)]).clean().text(), expected.text());
    }
}
