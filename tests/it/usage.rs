//! Command lines that make no sense, and what helps.

use crate::findings::script;
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
            "--detail is not an option of sessions, but of diagram",
        ),
        (
            &["extract", "x.pcap"],
            "--dry-run shows what would be written",
        ),
        (&["check", "x.pcap"], "Three ways to begin"),
        (&["sessions"], "which capture? ftpscope sessions CAPTURE..."),
        #[cfg(not(feature = "parquet"))]
        (
            &["export", "--format", "parquet", "-d", "x", "x.pcap"],
            "not built into this program (cargo install --path . --features parquet)",
        ),
        #[cfg(not(feature = "png"))]
        (
            &["diagram", "--format", "png", "x.pcap"],
            "not built into this program (cargo install --path . --features png)",
        ),
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

#[test]
fn a_word_that_is_neither_a_file_nor_a_command_stops_the_program() {
    for (word, part) in [
        ("firewall", "did you mean `ftpscope diagnose`?"),
        ("uploads", "did you mean `ftpscope transfers`?"),
        ("sesions", "did you mean `ftpscope sessions`?"),
        (
            "nonsense",
            "there is no file `nonsense`, and no command of that name",
        ),
    ] {
        let said = refusal(&[word, "samples/active.pcap"]);
        assert!(said.contains(part), "{word}: {said}");
    }
}

#[test]
fn a_capture_that_breaks_off_before_a_login_is_not_well() {
    let scratch = Scratch::new();
    let cut = scratch.file(
        "cut.pcap",
        &crate::support::read("samples/passive.pcap")[..700],
    );
    let two = run(["overview", &cut, "samples/two-active.pcap"]);
    let text = two.text();
    assert!(
        text.contains("unfinished") && text.contains("well"),
        "{text}"
    );
    let explained = run(["explain", &cut]);
    assert!(
        explained
            .text()
            .contains("Login: none before the capture ends.")
    );
    let check = run(["check", "--require", "capture.frames > 5", &cut]);
    assert_eq!(check.status, Some(0), "{}", check.stderr);
    assert!(
        check.text().contains("Not judged to its end: ")
            && check.text().contains("capture.truncated == false"),
        "{}",
        check.text()
    );
}

#[test]
fn the_names_of_findings_stand_in_the_help() {
    let help = run(["sessions", "--help"]);
    assert!(
        help.text().contains("syn-unanswered, syn-refused"),
        "{}",
        help.text()
    );
}

#[test]
fn a_capture_without_ftp_says_what_is_there() {
    let file = script::file(
        "hosts 10.0.0.2:40000 10.0.0.1:22\nS SSH-2.0-OpenSSH_9.6\nC SSH-2.0-client
         hosts 10.0.0.2:40001 10.0.0.1:8080\nC GET / HTTP/1.1\nS HTTP/1.1 200 OK
         hosts 10.0.0.2:40002 10.0.0.1:8080\nC GET / HTTP/1.1\nS HTTP/1.1 200 OK
         hosts 10.0.0.2:40003 10.0.0.1:5000\nC something\nS else",
    );
    let path = file.path().to_str().expect("text");
    let overview = run(["overview", path]);
    for part in [
        "HTTP on port 8080 (2), SSH on port 22 (1), unknown on port 5000 (1)",
        "SFTP runs inside SSH",
        "--control-port 5000",
    ] {
        let text = overview.text().replace('\n', " ");
        assert!(text.contains(part), "{part} in:\n{text}");
    }
    let said = run(["sessions", path]).stderr;
    assert!(
        said.contains("no FTP session in the capture, but HTTP on port 8080, SSH"),
        "{said}"
    );
    let vietnamese = run(["overview", "--lang", "vi", path]);
    let text = vietnamese.text().replace('\n', " ");
    assert!(
        text.contains("SSH ở cổng 22 (1), không rõ ở cổng 5000 (1)"),
        "{text}"
    );
}

#[test]
fn what_can_be_asked_of_a_transfer_is_no_option_but_a_condition() {
    let told = run(["transfers", "--direction", "upload", "samples/active.pcap"]);
    let says = "there is no option --direction; --where 'transfer.direction == VALUE' asks for it";
    assert!(told.stderr.contains(says), "{}", told.stderr);
    let unknown = run(["transfers", "--colour-of-eyes", "samples/active.pcap"]);
    assert!(!unknown.stderr.contains("--where"), "{}", unknown.stderr);
}
