//! Command lines that make no sense, and what helps.

use crate::support::{Scratch, program, run};

/// What the program says of a command line that it refuses.
fn refusal(words: &[&str]) -> String {
    let run = run(words);
    assert_eq!((run.status, run.text()), (Some(2), ""), "{words:?}");
    run.stderr
}

#[test]
fn the_name_alone_shows_how_to_begin_and_which_captures_there_are() {
    let scratch = Scratch::new();
    scratch.file("day1.pcap", b"");
    let mut alone = program();
    let output = alone
        .current_dir(scratch.path(""))
        .output()
        .expect("the program runs");
    let page = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(page.matches("\n  ftpscope ").count(), 3, "{page}");
    assert!(
        page.contains("Captures in this folder: day1.pcap\n"),
        "{page}"
    );
}

#[test]
fn what_is_meant_for_another_command_names_it() {
    for (words, part) in [
        (
            &["--format", "json", "x.pcap"][..],
            "timeline has no format `json`; sessions, ",
        ),
        (
            &["sessions", "--detail", "x.pcap"],
            "--detail is no option of sessions, but of diagram",
        ),
        (
            &["extract", "x.pcap"],
            "--dry-run shows what would be written",
        ),
        (&["check", "x.pcap"], "Three ways to begin"),
        (&["sessions"], "which capture? ftpscope sessions CAPTURE..."),
        (
            &["diagnose", "--format", "xml", "x.pcap"],
            "possible values",
        ),
    ] {
        let said = refusal(words);
        assert!(said.contains(part), "{words:?}: {said}");
    }
}

#[test]
fn a_folder_names_its_captures_and_a_misspelt_file_the_one_that_was_meant() {
    let said = run(["overview", "samples"]).stderr;
    assert!(
        said.contains("is a directory") && said.contains("abor.pcap, "),
        "{said}"
    );
    let said = run(["overview", "samples/activ.pcap"]).stderr;
    assert!(said.contains("did you mean samples/active.pcap?"), "{said}");
}
