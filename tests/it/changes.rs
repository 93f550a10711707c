//! Captures that change while they are read. The program waits in mid-output for a reader, and
//! meanwhile its file is another; a pipe takes in less than the output below, so that it cannot be
//! through by then.

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::Stdio;

use crate::story::{PLAIN, Pcap, plain_session, plain_sessions};
use crate::support::{Run, Scratch, program};

/// Bytes that neither a pipe nor what stands before it takes in.
const MUCH: usize = 200_000;
/// The verdicts are printed before the pass over the rows.
const BETWEEN: &[&str] = &["timeline"];
/// The rows are printed during their pass.
const DURING: &[&str] = &["timeline", "--format", "tsv"];

/// A run whose file, `capture` at first, is changed when the first byte of output is there.
fn run(words: &[&str], capture: &[u8], change: impl FnOnce(&str)) -> Run {
    let scratch = Scratch::new();
    let path = scratch.file("changes.pcap", capture);
    let mut command = program();
    command
        .args(words)
        .arg(&path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut stdout = vec![0; 1];
    let mut pipe = child.stdout.take().expect("it is piped");
    pipe.read_exact(&mut stdout).expect("there is output");
    change(&path);
    pipe.read_to_end(&mut stdout).expect("there is output");
    assert!(
        stdout.len() > MUCH,
        "{} bytes fit into a pipe",
        stdout.len()
    );
    Run {
        stdout,
        ..Run::from(child.wait_with_output().expect("it ends"))
    }
}

/// The same without a change.
fn undisturbed(words: &[&str], capture: &[u8]) -> Run {
    run(words, capture, |_| {}).clean()
}

#[test]
fn a_file_that_shrinks_is_a_fault() {
    let capture = plain_sessions(700);
    let half = capture.len() as u64 / 2;
    for words in [BETWEEN, DURING] {
        let run = run(words, &capture, |path| {
            let file = fs::File::options()
                .write(true)
                .open(path)
                .expect("it is there");
            file.set_len(half).expect("it can be cut");
        });
        let said = format!(
            "changes.pcap: shrank from {} to {half} bytes",
            capture.len()
        );
        assert_eq!(
            (run.status, run.stderr.contains(&said)),
            (Some(2), true),
            "{words:?}: {}",
            run.stderr
        );
    }
}

#[test]
fn what_is_added_to_a_file_is_not_read() {
    let capture = plain_sessions(700);
    for words in [BETWEEN, DURING] {
        let run = run(words, &capture, |path| {
            let mut file = fs::File::options()
                .append(true)
                .open(path)
                .expect("it is there");
            file.write_all(&plain_session(PLAIN)[24..])
                .expect("it can be written");
        });
        assert!(
            run.clean().text() == undisturbed(words, &capture).text(),
            "{words:?}"
        );
    }
}

#[test]
fn a_file_that_is_replaced_is_a_fault_where_it_is_opened_again() {
    let capture = plain_sessions(700);
    let pcap = Pcap::parse(&capture);
    // as long as the other, of the same frames in another order; and with a last record that is cut
    // at its length
    let reordered = pcap.file(pcap.records[1..].iter().chain(&pcap.records[..1]));
    let longer = pcap.file(pcap.records[1..].iter().chain(&pcap.records[..20]));
    for other in [reordered, longer] {
        let replace = |path: &str| {
            let new = format!("{path}.new");
            fs::write(&new, &other).expect("it can be written");
            fs::rename(new, path).expect("it can be replaced");
        };
        let between = run(BETWEEN, &capture, replace);
        let said = "changes.pcap: changed while being read";
        assert_eq!(
            (between.status, between.stderr.contains(said)),
            (Some(2), true),
            "{}",
            between.stderr
        );
        // what is open already stays what it was
        let during = run(DURING, &capture, replace).clean();
        assert!(during.text() == undisturbed(DURING, &capture).text());
    }
}
