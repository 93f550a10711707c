//! The language of whoever reads: that of the environment on a terminal and for pages, else
//! English, and always that of `--lang`.

use crate::support::{Run, Scratch, program, read};
use crate::terminal::seen;

const VIETNAMESE: (&str, &str) = ("LANG", "vi_VN.UTF-8");

/// What somebody who reads Vietnamese sees at a terminal.
fn at_terminal(words: &str) -> Option<String> {
    seen(160, &[VIETNAMESE], words)
}

/// A run in the environment of somebody who reads Vietnamese, with pipes.
fn in_pipes(words: &[&str]) -> Run {
    let mut command = program();
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES");
    let (name, value) = VIETNAMESE;
    let output = command.env(name, value).args(words).output();
    output.expect("it starts").into()
}

#[test]
fn a_terminal_shows_what_people_read_in_the_language_of_the_environment() {
    for (words, vietnamese) in [
        ("overview samples/resume.pcap", "1 phiên"),
        ("transfers samples/resume.pcap", "Đường dẫn"),
        ("diagnose samples/firewall-active.pcap", "1 lỗi"),
        (
            "diagnose --format markdown samples/firewall-active.pcap",
            "máy khách",
        ),
        ("diagram samples/active.pcap", "máy khách"),
        ("diagram --format mermaid samples/active.pcap", "máy khách"),
        ("explain samples/active.pcap", "Mở kênh điều khiển"),
        ("quiz --count 1 samples/active.pcap", "Câu trả lời của bạn"),
        ("quiz --format markdown samples/active.pcap", "Câu hỏi"),
        ("diff samples/active.pcap samples/passive.pcap", "trước hết"),
        (
            "check --require 'mode == passive' samples/active.pcap",
            "KHÔNG ĐẠT",
        ),
        ("extract --dry-run samples/active.pcap", "Sẽ ghi 1 tệp"),
        ("sessions nowhere.pcap", "không có tệp này"),
    ] {
        let Some(text) = at_terminal(&format!("{words} --quiet --no-pager")) else {
            return;
        };
        assert!(text.contains(vietnamese), "{words}: {text}");
        let english = at_terminal(&format!("{words} --quiet --no-pager --lang en"));
        let english = english.expect("a terminal");
        assert!(!english.contains(vietnamese), "{words}: {english}");
    }
}

#[test]
fn programs_get_english_on_a_terminal_too() {
    for words in [
        "sessions --format json samples/resume.pcap",
        "sessions --format csv samples/resume.pcap",
        "timeline --format tsv samples/resume.pcap",
        "timeline --format ndjson samples/resume.pcap",
        "diagnose --format sarif samples/firewall-active.pcap",
        "diagnose --format json samples/firewall-active.pcap",
        "quiz --format gift samples/active.pcap",
        "quiz --format json samples/active.pcap",
        "check --format tap --require 'mode == passive' samples/active.pcap",
        "check --format github --require 'mode == passive' samples/active.pcap",
        "export --format eve -o - samples/active.pcap",
    ] {
        let Some(text) = at_terminal(&format!("{words} --quiet")) else {
            return;
        };
        let here = seen(160, &[], &format!("{words} --quiet"));
        assert_eq!(Some(text), here, "{words}");
    }
}

#[test]
fn pipes_and_files_are_in_english() {
    for words in [
        &["overview", "samples/resume.pcap"][..],
        &["timeline", "samples/resume.pcap"],
        &[
            "diagnose",
            "--format",
            "markdown",
            "samples/firewall-active.pcap",
        ],
        &["diagram", "samples/active.pcap"],
        &["explain", "samples/active.pcap"],
        &["quiz", "--format", "html", "samples/active.pcap"],
        &["diff", "samples/active.pcap", "samples/passive.pcap"],
        &["slice", "-o", "-", "samples/active.pcap"],
        &["sessions", "nowhere.pcap"],
    ] {
        let here = in_pipes(words);
        let english: Run = program().args(words).output().expect("it starts").into();
        assert_eq!(here.stdout, english.stdout, "{words:?}");
        assert_eq!(here.stderr, english.stderr, "{words:?}");
    }
    let scratch = Scratch::new();
    let drawn = scratch.path("active.svg");
    let words = format!("diagram --format svg -o {drawn} samples/active.pcap");
    if at_terminal(&words).is_some() {
        let picture = String::from_utf8(read(&drawn)).expect("text");
        assert!(!picture.contains("máy khách"), "a file is handed on");
    }
}

#[test]
fn a_page_opens_in_the_language_of_the_environment_wherever_it_goes() {
    let scratch = Scratch::new();
    let file = scratch.path("page.html");
    in_pipes(&["report", "--quiet", "-o", &file, "samples/active.pcap"]).clean();
    let page = String::from_utf8(read(&file)).expect("text");
    assert!(page.contains("<html lang=\"vi\""));
    let samples = ["samples/active.pcap", "samples/passive.pcap"];
    for (options, opening) in [
        (&["report", "-o", "-", samples[0]][..], "<html lang=\"vi\""),
        (
            &["report", "--compare", "-o", "-", samples[0], samples[1]],
            "<html lang=\"vi\"",
        ),
        (
            &["report", "--lang", "en", "-o", "-", samples[0]],
            "<html lang=\"en\"",
        ),
    ] {
        let run = in_pipes(options);
        assert!(run.text().contains(opening), "{options:?}");
    }
}

#[test]
fn a_terminal_that_lacks_the_letters_gets_english() {
    for variables in [
        &[("LANG", "vi_VN.TCVN")][..],
        &[VIETNAMESE, ("TERM", "linux")],
        &[VIETNAMESE, ("LC_ALL", "C")],
        &[("LANG", "fr_FR.UTF-8")],
    ] {
        let words = "overview --quiet --no-pager samples/resume.pcap";
        let Some(text) = seen(160, variables, words) else {
            return;
        };
        assert!(text.contains("One session"), "{variables:?}: {text}");
    }
}
