//! Input that is not a good: one line that names the file and says what was expected, the right
//! exit status, no panic, and whatever was read before the fault is still printed.

use std::fs;

use ftpscope::analysis::Analyzer;
use ftpscope::capture::{Capture, Input};
use ftpscope::limits::Limits;

use crate::rebuilt::story::Story;
use crate::story::{PLAIN, Pcap, pcap_of, plain_session, record};
use crate::support::{Run, Scratch, each, read, run};

/// The one line on standard error.
#[track_caller]
fn only_line(run: &Run) -> &str {
    let mut lines = run.stderr.lines();
    let line = lines.next().expect("there is a message");
    assert_eq!(lines.next(), None, "more than one line: {}", run.stderr);
    line
}

/// Nothing of the file can be read: exit status 2, one line with its name, the empty result in
/// every output.
#[track_caller]
fn refused(path: &str, expected: &str) {
    for arguments in [
        &["timeline"][..],
        &["timeline", "--format", "tsv"],
        &["sessions", "--format", "json"],
        &["transfers"],
    ] {
        let run = run(arguments.iter().chain([&path]));
        assert_eq!(run.status, Some(2), "{arguments:?}: {}", run.stderr);
        let line = only_line(&run);
        assert!(line.starts_with(&format!("ftpscope: {path}: ")), "{line}");
        assert!(line.contains(expected), "{line}");
    }
    let document = run(["sessions", "--format", "json", path]).json();
    assert_eq!(document["sessions"], serde_json::json!([]));
    assert!(document["captures"][0]["error"].is_string());
}

/// Numbers of the printed rows.
fn numbers(run: &Run) -> Vec<usize> {
    let cells = run
        .text()
        .lines()
        .skip(1)
        .map(|line| line.split('\t').next().expect("a cell"));
    cells
        .map(|number| number.parse().expect("a number"))
        .collect()
}

fn tsv(path: &str) -> Run {
    run(["timeline", "--format", "tsv", path])
}

#[test]
fn what_is_no_capture_is_refused_with_a_reason() {
    let scratch = Scratch::new();
    refused(&scratch.file("empty.pcap", b""), "expected a pcap");
    refused(
        &scratch.file("notes.pcap", b"Dear diary,\ntoday I fetched a file.\n"),
        "expected pcap",
    );
    refused(
        &scratch.file(
            "magic.pcap",
            b"\x0a\x0d\x0d\x0b and more of it, whatever it is",
        ),
        "expected pcap",
    );
    refused(
        &scratch.file("short.pcap", &b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00"[..]),
        "of 24 bytes",
    );
    refused(
        &scratch.file(
            "zip.pcap.gz",
            &b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03rubbish that is no deflate"[..],
        ),
        "gzip",
    );
    refused(&scratch.path("nowhere.pcap"), "no such file; expected");
    let folder = scratch.path("folder");
    fs::create_dir(&folder).expect("a folder can be made");
    refused(&folder, "is a directory");
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;

    let scratch = Scratch::new();
    let path = scratch.file("locked.pcap", &plain_session(PLAIN));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("it is ours");
    if fs::File::open(&path).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    refused(&path, "cannot be opened");
}

#[test]
fn a_capture_without_ftp_is_a_warning() {
    let scratch = Scratch::new();
    let mut story = Story::ethernet();
    story.datagram("192.0.2.7:5000", "192.0.2.8:53", b"no dialogue");
    let path = scratch.file("quiet.pcap", &pcap_of(&story));
    let loud = run(["sessions", "--format", "json", &path]);
    assert_eq!(loud.status, Some(0));
    assert!(
        only_line(&loud).starts_with("ftpscope: warning: no FTP session"),
        "{}",
        loud.stderr
    );
    run(["--quiet", &path]).clean();
}

#[test]
fn a_capture_without_frames_is_a_warning_that_speaks_of_those() {
    let scratch = Scratch::new();
    let path = scratch.file("header.pcap", &pcap_of(&Story::ethernet()));
    let loud = run(["sessions", "--format", "json", &path]);
    assert_eq!(loud.status, Some(0));
    assert!(
        only_line(&loud).starts_with("ftpscope: warning: no frame in the capture"),
        "{}",
        loud.stderr
    );
}

#[test]
fn a_link_type_that_nothing_here_reads_is_a_warning() {
    let scratch = Scratch::new();
    let mut bytes = plain_session(PLAIN);
    let netlink = 253;
    bytes[20] = netlink;
    let path = scratch.file("netlink.pcap", &bytes);
    let run = run(["sessions", "--format", "json", &path]);
    assert_eq!(run.status, Some(0));
    assert!(
        run.stderr.lines().any(
            |line| line.starts_with(&format!("ftpscope: warning: {path}: "))
                && line.contains("link type")
        ),
        "{}",
        run.stderr
    );
    assert_eq!(
        run.json()["captures"][0]["skipped"]["unsupported-link"],
        Pcap::parse(&bytes).records.len()
    );
}

#[test]
fn a_record_without_bytes_is_a_frame_like_any_other() {
    let scratch = Scratch::new();
    let pcap = Pcap::parse(&plain_session(PLAIN));
    let whole = numbers(&tsv(&scratch.file("whole.pcap", &pcap.file(&pcap.records))).clean());
    let nothing = pcap.records[0][..8].iter().copied().chain([0; 8]).collect();
    let path = scratch.file(
        "nothing.pcap",
        &pcap.file([&nothing, &nothing].into_iter().chain(&pcap.records)),
    );
    let moved: Vec<usize> = whole.iter().map(|number| number + 2).collect();
    assert_eq!(numbers(&tsv(&path).clean()), moved);
}

#[test]
fn a_record_that_claims_four_gigabytes_ends_the_file_and_not_the_program() {
    let scratch = Scratch::new();
    let pcap = Pcap::parse(&plain_session(PLAIN));
    let whole = numbers(&tsv(&scratch.file("whole.pcap", &pcap.file(&pcap.records))).clean());
    let absurd = record(1_773_480_414, u32::MAX, b"and that is all");
    let path = scratch.file(
        "absurd.pcap",
        &pcap.file(pcap.records.iter().chain([&absurd])),
    );
    let run = tsv(&path);
    assert_eq!((run.status, numbers(&run)), (Some(2), whole));
    assert!(
        only_line(&run).contains("claims 4294967295 bytes"),
        "{}",
        run.stderr
    );
}

#[test]
fn of_several_files_the_good_ones_are_read() {
    let scratch = Scratch::new();
    let bad = scratch.file("bad.pcap", b"no capture");
    let run = run([
        "transfers",
        "--format",
        "csv",
        "samples/active.pcap",
        &bad,
        "samples/passive.pcap",
    ]);
    assert_eq!(run.status, Some(2));
    assert!(
        only_line(&run).starts_with(&format!("ftpscope: {bad}: ")),
        "{}",
        run.stderr
    );
    assert_eq!(
        run.text()
            .lines()
            .filter(|line| line.contains("hehe.txt"))
            .count(),
        2
    );
}

#[test]
fn a_file_given_twice_is_told() {
    let run = run([
        "sessions",
        "--format",
        "csv",
        "samples/active.pcap",
        "samples/../samples/active.pcap",
    ]);
    assert_eq!(run.status, Some(2));
    assert!(
        only_line(&run).contains("is the same file as samples/active.pcap"),
        "{}",
        run.stderr
    );
    assert_eq!(run.text().lines().count(), 2, "it is read once");
}

#[test]
fn wrong_usage_is_status_2_and_prints_no_result() {
    let cases: [&[&str]; 8] = [
        &[],
        &["sessions"],
        &["-", "-"],
        &["--nonsense", "samples/active.pcap"],
        &["timeline", "--format", "csv", "samples/active.pcap"],
        &["sessions", "--client", "nobody", "samples/active.pcap"],
        &["sessions", "--mode", "both", "samples/active.pcap"],
        &["sessions", "--hash", "crc32", "samples/active.pcap"],
    ];
    each(
        cases,
        |arguments| format!("{arguments:?}"),
        |arguments| {
            let run = run(*arguments);
            assert_eq!((run.status, run.text()), (Some(2), ""));
            assert!(
                !run.stderr.is_empty() && !run.stderr.contains("panicked"),
                "{}",
                run.stderr
            );
        },
    );
}

/// A capture, with what is known of every file that its beginning makes.
struct CutCapture {
    bytes: Vec<u8>,
    header: usize,
    /// Where each record ends.
    ends: Vec<usize>,
    /// The frames that the whole of it has rows of.
    rows: Vec<usize>,
}

/// A connection is a session from its first line on: the frame of the greeting.
const GREETING: usize = 4;

impl CutCapture {
    fn read(path: &str) -> Self {
        let bytes = read(path);
        let pcap = Pcap::parse(&bytes);
        CutCapture {
            header: pcap.header.len(),
            ends: pcap.ends(),
            rows: numbers(&tsv(path).clean()),
            bytes,
        }
    }

    /// The rows of what stands before the cut.
    fn rows_before(&self, cut: usize) -> Vec<usize> {
        let read = self.ends.iter().filter(|&&end| end <= cut).count();
        self.rows
            .iter()
            .copied()
            .filter(|&number| read >= GREETING && number <= read)
            .collect()
    }

    /// No record is torn by the cut.
    fn is_clean(&self, cut: usize) -> bool {
        cut == self.header || self.ends.contains(&cut)
    }

    /// In front of each border, at it, and behind it; and in the middle of what follows.
    fn cuts_at_borders(&self) -> impl Iterator<Item = usize> {
        [0, 4, self.header]
            .into_iter()
            .chain(self.ends.iter().copied())
            .flat_map(|border| [border.saturating_sub(1), border, border + 1, border + 20])
            .filter(|&cut| cut <= self.bytes.len())
    }
}

#[test]
fn a_capture_cut_anywhere_gives_what_stands_before_the_cut() {
    let capture = CutCapture::read("samples/refused-login.pcap");
    for cut in 0..=capture.bytes.len() {
        let input = Input::bytes(&capture.bytes[..cut]);
        let mut rows = Vec::new();
        let fault = match Analyzer::new().open(input) {
            Err(error) => Some(error.to_string()),
            Ok(opened) => {
                let pass = Analyzer::new().control_pass(&opened);
                let mut printed = pass.rows();
                rows.extend(printed.by_ref().map(|row| row.frame as usize));
                let analysis = printed.finish();
                analysis.captures[0]
                    .fault
                    .as_ref()
                    .map(|fault| fault.message.clone())
            }
        };
        assert_eq!(rows, capture.rows_before(cut), "cut at {cut}");
        assert_eq!(
            fault.is_none(),
            capture.is_clean(cut),
            "cut at {cut}: {fault:?}"
        );
    }
}

#[test]
fn the_program_says_where_a_capture_is_cut_and_prints_the_rest() {
    let capture = CutCapture::read("samples/refused-login.pcap");
    let scratch = Scratch::new();
    for cut in capture.cuts_at_borders() {
        let run = tsv(&scratch.file("cut.pcap", &capture.bytes[..cut]));
        let opens = cut >= capture.header;
        assert_eq!(
            run.status,
            Some(if opens { 0 } else { 2 }),
            "cut at {cut}: {}",
            run.stderr
        );
        assert_eq!(
            run.stderr.contains("ends within the record"),
            opens && !capture.is_clean(cut),
            "cut at {cut}: {}",
            run.stderr
        );
        assert_eq!(numbers(&run), capture.rows_before(cut), "cut at {cut}");
    }
}

#[test]
fn a_file_that_shrinks_under_the_program_is_a_fault() {
    let scratch = Scratch::new();
    let bytes = read("samples/passive.pcap");
    let path = scratch.file("shrinks.pcap", &bytes);
    let capture = Capture::open(&[&path], &Limits::default()).expect("a capture");
    let plane = Analyzer::new().control_pass(&capture);
    for kept in [bytes.len() / 2, 30, 24, 3, 0] {
        fs::write(&path, &bytes[..kept]).expect("the file can be written");
        let analysis = plane.analysis();
        let fault = analysis.captures[0]
            .fault
            .as_ref()
            .expect("something is missing");
        assert!(fault.fatal, "cut at {kept}: {fault:?}");
        assert!(
            analysis
                .sessions
                .iter()
                .flat_map(|s| &s.transfers)
                .all(|t| !t.is_complete()),
            "cut at {kept}"
        );
    }
    fs::remove_file(&path).expect("the file can be removed");
    assert!(
        plane.analysis().captures[0]
            .fault
            .as_ref()
            .is_some_and(|fault| fault.fatal)
    );
}
