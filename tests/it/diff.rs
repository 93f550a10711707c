//! `diff`: what two captures do differently.

use serde_json::Value;

use crate::findings::script;
use crate::support::{Run, program, run};

const LOGIN: &str = "S 220 ready\nC USER bob\nS 331 pw\nC PASS secret1\nS 230 ok\n";

/// A session whose download works.
fn good() -> String {
    format!(
        "{LOGIN}C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC RETR a.csv\nS 150 go\n\
         send 10.0.0.1:30001 10.0.0.2:40001 hello\nfin 10.0.0.1:30001 10.0.0.2:40001\nS 226 done"
    )
}

/// The same, where a firewall lets no data connection pass.
fn blocked() -> String {
    format!(
        "{LOGIN}C PASV\nS 227 (10,0,0,1,117,50)\nsyn 10.0.0.2:40002 10.0.0.1:30002\nC RETR a.csv\nwait 30\n\
         S 425 no connection"
    )
}

fn diff(good: &str, bad: &str, words: &[&str]) -> Run {
    let files = [good, bad].map(script::file);
    let paths = files
        .each_ref()
        .map(|file| file.path().to_str().expect("text"));
    run(["diff", "--quiet"].iter().chain(words).chain(&paths))
}

#[test]
fn the_first_difference_explains_the_others() {
    let run = diff(&good(), &blocked(), &[]);
    assert_eq!(run.status, Some(1));
    let text = run.text();
    let first = text.find("first  found only in the bad one: syn-unanswered");
    let reply = text.find("reply to RETR: 226 → 425");
    let state = text
        .find("RETR a.csv: complete → refused")
        .or(text.find("RETR /a.csv: complete → refused"));
    assert!(first.is_some() && first < reply && reply < state, "{text}");
    assert!(!text.contains("PASV"), "ports differ by chance:\n{text}");
    assert!(!text.contains("secret1"), "{text}");
}

#[test]
fn what_differs_by_chance_is_no_difference() {
    let other_port = good().replace("40001", "40011");
    let run = diff(&good(), &other_port, &[]);
    assert_eq!(
        (run.status, run.text().contains("Nothing differs.")),
        (Some(0), true)
    );
    let shorter = good().replace("hello", "help!");
    let run = diff(&good(), &shorter, &[]);
    assert!(
        run.text().contains("as many bytes, but not the same"),
        "{}",
        run.text()
    );
}

#[test]
fn sessions_are_paired_by_user_commands_and_files() {
    let named = |n: u16, user: &str| {
        format!(
            "hosts 10.0.0.2:{n} 10.0.0.1:21\nS 220 ready\nC USER {user}\nS 230 ok\nC DELE {user}\nS 250 ok\n"
        )
    };
    let refused = named(40010, "anna").replace("250 ok", "550 no");
    let run = diff(
        &(named(40000, "anna") + &named(40001, "bob") + &named(40002, "carl")),
        &(named(40011, "bob") + &refused),
        &["--format", "json"],
    );
    let document = run.json();
    let pairs: Vec<(&Value, &Value)> = document["pairs"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|pair| (&pair["good"], &pair["bad"]))
        .collect();
    assert_eq!(pairs, [(&1.into(), &2.into()), (&2.into(), &1.into())]);
    assert_eq!(document["only_good"], serde_json::json!([3]));
    let reply = document["pairs"][0]["differences"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|difference| difference["what"] == "reply")
        .expect("a reply");
    assert_eq!(
        (&reply["subject"], &reply["good"], &reply["bad"]),
        (&"DELE".into(), &250.into(), &550.into())
    );
}

/// A client that fails asks again, and its sessions come in another order.
#[test]
fn sessions_are_paired_by_files_that_were_asked_for_more_than_once() {
    let asking = |n: u16, name: &str, times: usize| {
        let asked = format!("C RETR {name}\nS 550 no\n").repeat(times);
        format!("hosts 10.0.0.2:{n} 10.0.0.1:21\nS 220 ready\nC USER anna\nS 230 ok\n{asked}")
    };
    let run = diff(
        &(asking(40000, "a", 1) + &asking(40001, "b", 1)),
        &(asking(40010, "b", 2) + &asking(40011, "a", 2)),
        &["--format", "json"],
    );
    let document = run.json();
    let pairs = document["pairs"].as_array().expect("a list").iter();
    let pairs: Vec<(&Value, &Value)> = pairs.map(|pair| (&pair["good"], &pair["bad"])).collect();
    assert_eq!(pairs, [(&1.into(), &2.into()), (&2.into(), &1.into())]);
}

#[test]
fn what_cannot_be_read_is_compared_with_nothing() {
    let readable = "samples/active.pcap";
    for files in [["samples/none", readable], [readable, "samples/none"]] {
        for format in ["text", "markdown", "json"] {
            let run = run(["diff", "--format", format].iter().chain(&files));
            assert_eq!((run.status, run.text()), (Some(2), ""), "{files:?}");
            assert!(run.stderr.contains("samples/none"), "{}", run.stderr);
        }
    }
}

#[test]
fn a_mode_is_shown_by_the_frames_that_open_data_connections() {
    let document = run([
        "diff",
        "--format",
        "json",
        "samples/active.pcap",
        "samples/passive.pcap",
    ])
    .json();
    let differences = document["pairs"][0]["differences"].as_array();
    let mode = differences
        .expect("a list")
        .iter()
        .find(|difference| difference["what"] == "mode")
        .expect("a mode");
    assert_eq!(
        (&mode["good_frame"], &mode["bad_frame"]),
        (&114.into(), &70.into())
    );
}

#[test]
fn strangers_are_no_pair() {
    let yesterday = "hosts 10.0.0.2:40000 10.0.0.1:21\nS 220 ready\nC USER anna\nS 230 ok\nC DELE a\nS 250 ok\n\
                     hosts 10.0.0.3:40000 10.0.0.1:21\nS 220 ready\nC USER bob\nS 230 ok\nC DELE b\nS 250 ok\n";
    let today = "hosts 10.0.0.2:40000 10.0.0.1:21\nS 220 ready\nC USER anna\nS 230 ok\nC DELE a\nS 250 ok\n\
                 hosts 10.0.9.9:40000 10.0.0.1:21\nS 220 ready\nC USER root\nS 331 pw\nC PASS x\nS 530 no\n";
    let document = diff(yesterday, today, &["--format", "json"]).json();
    assert_eq!(document["pairs"].as_array().map(Vec::len), Some(1));
    let alone = (&document["only_good"], &document["only_bad"]);
    assert_eq!(alone, (&serde_json::json!([2]), &serde_json::json!([2])));
}

#[test]
fn every_form_tells_the_same_and_marks_nothing_up() {
    let bad = blocked().replace("no connection", "no *connection*");
    let markdown = diff(&good(), &bad, &["--format", "markdown", "--lang", "vi"]);
    let text = markdown.text();
    assert!(text.starts_with("# Những điểm khác nhau"), "{text}");
    assert!(
        text.contains("\n1. chỉ phát hiện trong bản lỗi: syn-unanswered"),
        "{text}"
    );
    let one = run(["diff", "samples/active.pcap"]);
    assert_eq!(one.status, Some(2));
    let none = run(["diff", "samples/active.pcap", "samples/none.pcap"]);
    assert_eq!(none.status, Some(2));
}

#[test]
fn what_differs_in_many_sessions_in_the_same_way_is_shown_once() {
    let day = |session: &str| {
        let all = (1..=6).map(|n| {
            let hosts = format!("hosts 10.0.0.2:4100{n} 10.0.0.1:21\n");
            hosts
                + &session
                    .replace("40001", &format!("4200{n}"))
                    .replace("40002", &format!("4300{n}"))
                + "\n"
        });
        all.collect::<String>()
    };
    let run = diff(&day(&good()), &day(&blocked()), &[]);
    let text = run.text();
    assert_eq!(text.matches("syn-unanswered").count(), 1, "{text}");
    let others = "5 more pairs begin to differ in the same way: sessions 2-6 of the bad one";
    assert!(text.contains(others), "{text}");
    let markdown = diff(&day(&good()), &day(&blocked()), &["--format", "markdown"]);
    assert!(markdown.text().contains(others));
    let json = diff(&day(&good()), &day(&blocked()), &["--format", "json"]).json();
    assert_eq!(json["pairs"].as_array().map(Vec::len), Some(6));
}

#[test]
fn the_table_is_what_it_was() {
    for width in ["80", "160"] {
        let mut command = program();
        command.args([
            "diff",
            "samples/passive.pcap",
            "samples/firewall-active.pcap",
        ]);
        let output = command.env("COLUMNS", width).output();
        let run = Run::from(output.expect("the program starts"));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("diff");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(format!("diff-{width}"), run.text()));
    }
}
