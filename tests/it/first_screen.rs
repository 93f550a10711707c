//! What somebody needs who sees a capture for the first time: who got in and what they did, filters
//! that hide nothing and are repeated, words that are accepted everywhere, columns that say who and
//! when.

use std::fmt::Write as _;

use serde_json::Value;

use crate::findings::script;
use crate::support::{Scratch, program, read, run};

/// Six passwords, the last of which is right; then files, and the same user again in a session of
/// its own.
const INTRUDER: &str = "S 220 ready\nC USER a\nS 331 pw\nC PASS 1\nS 530 no\nC PASS 2\nS 530 no\nC PASS 3\nS 530 no
    C PASS 4\nS 530 no\nC PASS 5\nS 530 no\nC PASS 6\nS 230 ok\nC STOR shell.php\nS 150 go\nS 226 done
    C DELE log\nS 250 ok\nC RNFR a\nS 350 go\nC RNTO b\nS 250 ok\nC DELE none\nS 550 no\nC SIZE none\nS 550 no
    C MKD /x\nS 257 \"/x\" made\nC SITE CHMOD 777 shell.php\nS 200 ok\nC QUIT\nS 221 bye
    hosts 10.0.0.2:40001 10.0.0.1:21\nS 220 ready\nC USER a\nS 331 pw\nC PASS 6\nS 230 ok\nC RETR /etc/passwd
    S 150 go\nS 226 done\nC QUIT\nS 221 bye
    hosts 10.0.0.3:40001 10.0.0.1:21\nS 220 ready\nC USER a\nS 331 pw\nC PASS 6\nS 230 ok\nC DELE mine\nS 250 ok";

#[test]
fn what_was_done_after_a_guessed_login_is_named() {
    let found = script::findings(INTRUDER);
    let guessed = found.iter().find(|found| found.id == "brute-success");
    let actions = guessed.and_then(|found| found.actions.as_ref());
    let actions = actions.expect("actions");
    let done: Vec<String> = actions
        .first
        .iter()
        .map(|action| {
            format!(
                "{} {:?} {}",
                action.session,
                action.kind,
                text(&action.target)
            )
        })
        .collect();
    assert_eq!(
        done,
        [
            "1 Stored /shell.php",
            "1 Deleted log",
            "1 Renamed a",
            "1 FolderMade /x",
            "1 Site SITE CHMOD 777 shell.php",
            "2 Fetched /etc/passwd",
        ],
        "what was refused was not done, and another client is another one"
    );
    let file = script::file(INTRUDER);
    let path = file.path().to_str().expect("text");
    for words in [
        &["overview"][..],
        &["diagnose"],
        &["diagnose", "--format", "markdown"],
    ] {
        let text = flat(words, path);
        assert!(text.contains("then: stored "), "{text}");
        assert!(text.contains("renamed a to b (frame "), "{text}");
        assert!(text.contains(" and 2 more"), "{text}");
    }
    for command in ["overview", "diagnose"] {
        let text = flat(&[command], path);
        assert!(
            text.contains("ftpscope transcript --session 1,2 "),
            "{text}"
        );
    }
    let json = run(["diagnose", "--format", "json", path]).json();
    let actions = json["findings"]
        .as_array()
        .and_then(|all| all.iter().find(|found| found["id"] == "brute-success"))
        .map(|found| &found["actions"])
        .expect("actions");
    assert_eq!(actions["count"], 6);
    assert_eq!(actions["first"][2]["renamed_to"], "b");
}

fn text(text: &ftpscope::model::Text) -> String {
    String::from_utf8_lossy(text.bytes()).into_owned()
}

/// What a command says of a file, as one line.
fn flat(words: &[&str], path: &str) -> String {
    let run = run(words.iter().chain(&[path]));
    let words: Vec<&str> = run.text().split_whitespace().collect();
    words.join(" ")
}

#[test]
fn an_overview_names_what_was_refused_and_whether_all_is_there() {
    let file = script::file(INTRUDER);
    let text = flat(&["overview"], file.path().to_str().expect("text"));
    assert!(
        text.contains("note refused: DELE none (550, session 1, frame "),
        "{text}"
    );
    assert!(
        !text.contains("SIZE none"),
        "a question is no refusal: {text}"
    );
    let whole = flat(&["overview"], "samples/active.pcap");
    assert!(
        whole.contains("Nothing is missing: all 2 FTP connections are in the capture in full"),
        "{whole}"
    );
    let cut = flat(
        &["overview"],
        "tests/captures/23a_snaplen96_vsftpd_ftplib.pcap",
    );
    assert!(cut.contains("the capture lacks "), "{cut}");
    assert!(
        cut.contains("diagnose --finding capture-incomplete"),
        "{cut}"
    );
}

/// An intruder's sessions, twenty in which an upload was refused, and one in which the client never
/// connected.
#[test]
fn an_overview_is_a_screen_and_names_each_kind_of_trouble_first() {
    let mut told = INTRUDER.to_owned();
    for session in 0..20 {
        let _ = write!(
            told,
            "\nhosts 10.0.0.9:{} 10.0.0.1:21\nS 220 ready\nC USER u{session}\nS 331 pw\nC PASS p\nS 230 ok
            C STOR file{session}\nS 553 no\n",
            40000 + session
        );
    }
    told += "hosts 10.0.0.8:40000 10.0.0.1:21\nS 220 ready\nC USER b\nS 331 pw\nC PASS p\nS 230 ok\nC PASV\nS 227 =10,0,0,1,200,1\nC RETR x\nS 425 no\n";
    let file = script::file(&told);
    let path = file.path().to_str().expect("text");
    for columns in ["80", "160"] {
        let mut overview = program();
        overview.args(["overview", path]).env("COLUMNS", columns);
        let output = overview.output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(text.lines().count() <= 40, "{columns}: {text}");
        let rows = text.lines().filter(|line| line.contains("10.0.0.1:21"));
        assert!(rows.clone().count() >= 4, "{columns}: {text}");
        assert!(
            rows.clone().any(|row| row.contains("10.0.0.8")),
            "the session that differs has a row at {columns}: {text}"
        );
    }
}

/// Four refusals each in five sessions of one client: none is an attack by itself. And one other
/// client.
fn guesses() -> String {
    let mut told = String::new();
    for session in 0..5 {
        let _ = write!(
            told,
            "hosts 10.0.0.9:4000{session} 10.0.0.1:21\nS 220 ready\nC USER u{session}\nS 331 pw\n"
        );
        for password in 0..4 {
            let _ = write!(told, "C PASS {password}\nS 530 no\n");
        }
    }
    told + "hosts 10.0.0.5:40000 10.0.0.1:21\nS 220 ready\nC USER other\nS 331 pw\nC PASS x\nS 230 ok\nwait 3
        syn 10.0.0.7:40000 10.0.0.1:21\nwait 3\nsyn 10.0.0.7:40000 10.0.0.1:21"
}

#[test]
fn a_finding_of_many_sessions_is_told_with_each_of_them() {
    let file = script::file(&guesses());
    let path = file.path().to_str().expect("text");
    for (filter, brute, unanswered) in [
        (&[][..], true, true),
        (&["--client", "10.0.0.9"], true, false),
        (&["--user", "u3"], true, false),
        (&["--finding", "brute"], true, false),
        (&["--user", "other"], false, false),
        (&["--client", "10.0.0.5"], false, false),
        (&["--client", "10.0.0.7"], false, true),
        (&["--server", "10.0.0.0/8"], true, true),
        (&["--finding", "control-unanswered"], false, true),
        (&["--client", "10.0.0.7", "--until", "0.1"], false, false),
    ] {
        let words = [&["diagnose"], filter].concat();
        let text = flat(&words, path);
        assert_eq!(
            text.contains("20 logins of 10.0.0.9 were refused"),
            brute,
            "{filter:?}: {text}"
        );
        assert_eq!(
            text.contains("10.0.0.7 tried 10.0.0.1:21"),
            unanswered,
            "{filter:?}: {text}"
        );
    }
    let listed = run([
        "sessions",
        "--format",
        "csv",
        "--columns",
        "id",
        "--finding",
        "brute",
        path,
    ]);
    assert_eq!(listed.text().lines().count(), 6, "{}", listed.text());
    let json: Value = run(["sessions", "--format", "json", path]).json();
    let mut of_capture = json["findings"].as_array().expect("a list").iter();
    let brute = of_capture
        .find(|found| found["id"] == "brute")
        .expect("brute");
    assert_eq!(brute["sessions"].as_array().map(Vec::len), Some(5));
}

#[test]
fn an_overview_says_that_it_is_filtered_and_proposes_the_same_filters() {
    let filters = [
        "--user",
        "an*",
        "--since",
        "0",
        "--where",
        "not mode == active",
    ];
    let words = [&["overview"][..], &filters, &["--control-port", "2121"]].concat();
    let run = run(words
        .iter()
        .chain(&["samples/mixed.pcapng", "samples/abor.pcap"]));
    let text: Vec<&str> = run.text().split_whitespace().collect();
    let text = text.join(" ");
    let again = "--user 'an*' --since 0 --where 'not mode == active'";
    assert!(
        text.contains(&format!(
            "Filtered by {again}: 1 of 2 sessions. What goes on from 20"
        )),
        "{text}"
    );
    let command = format!(
        "ftpscope transfers --control-port 2121 {again} samples/mixed.pcapng samples/abor.pcap"
    );
    assert!(text.contains(&command), "{text}");
    assert!(
        text.contains("ftpscope transcript --session 2 --control-port 2121 samples/mixed.pcapng"),
        "{text}"
    );
}

#[test]
fn a_name_that_is_not_there_proposes_what_is() {
    for (option, wanted, part) in [
        ("--path", "week", "paths: /week.csv; try --path '*week*'"),
        ("--path", "WEEK", "try --path '*week*'"),
        ("--user", "irro", "users: mirror; try --user '*irro*'"),
        ("--client", "192.0.2.11", "clients: 192.0.2.10"),
    ] {
        let said = run(["transfers", option, wanted, "samples/fxp.pcap"]).stderr;
        assert!(said.contains(part), "{option} {wanted}: {said}");
    }
    let fits = run(["transfers", "--path", "*week*", "samples/fxp.pcap"]).clean();
    assert_eq!(fits.text().lines().count(), 4);
}

#[test]
fn conditions_may_be_negated_and_flags_stand_alone() {
    for (expression, ids) in [
        ("complete", &["2"][..]),
        ("not complete", &["1"]),
        ("not transfer.complete and bytes > 0", &["1"]),
        ("not bytes > 4000", &["2"]),
        ("not outcome == failed", &["2"]),
        ("not path == /two-days.csv", &[]),
        ("not path ~ '/*.txt'", &["1", "2"]),
        ("outcome in (gaps, complete)", &["2"]),
        ("state == complete", &["2"]),
    ] {
        let words = [
            "transfers",
            "--format",
            "csv",
            "--columns",
            "id",
            "--where",
            expression,
        ];
        let listed = run(words.iter().chain(&["samples/resume.pcap", "--quiet"]));
        let found: Vec<&str> = listed.text().lines().skip(1).collect();
        assert_eq!(found, ids, "{expression}: {}", listed.stderr);
    }
    let holds = run([
        "check",
        "--require",
        "complete",
        "--forbid",
        "encrypted",
        "samples/passive.pcap",
    ]);
    assert_eq!(holds.status, Some(0), "{}", holds.text());
    let said = run(["transfers", "--where", "not mode", "samples/passive.pcap"]).stderr;
    assert!(said.contains("expected an operator"), "{said}");
}

#[test]
fn every_word_for_an_outcome_is_known_wherever_one_is_asked_for() {
    let words = [
        "complete",
        "gaps",
        "short",
        "unproven",
        "refused",
        "failed",
        "aborted",
        "unfinished",
        "hidden",
        "completed",
    ];
    for word in words {
        let by_option = run(["sessions", "--outcome", word, "samples/abor.pcap"]);
        let expression = format!("outcome == {word}");
        let by_expression = run(["sessions", "--where", &expression, "samples/abor.pcap"]);
        assert_eq!(
            (by_option.status, by_expression.status),
            (Some(0), Some(0)),
            "{word}"
        );
        assert_eq!(by_option.text(), by_expression.text(), "{word}");
        let listed = run(["sessions", "--outcome", "nothing", "samples/abor.pcap"]);
        assert!(listed.stderr.contains(word), "{word}: {}", listed.stderr);
        let listed = run(["sessions", "--where", "outcome == xyz", "samples/abor.pcap"]);
        assert!(listed.stderr.contains(word), "{word}: {}", listed.stderr);
    }
    let json = run(["sessions", "--format", "json", "samples/abor.pcap"]).json();
    let transfer = &json["sessions"][0]["transfers"][0];
    assert_eq!(
        (&transfer["outcome"], &transfer["state"]),
        (&"aborted".into(), &"aborted".into())
    );
    let refused = run([
        "check",
        "--require",
        "outcome == refused",
        "samples/firewall-active.pcap",
    ]);
    assert_eq!(refused.status, Some(0), "{}", refused.text());
    let refused = run([
        "check",
        "--require",
        "outcome == completed",
        "samples/firewall-active.pcap",
    ]);
    assert!(
        refused.text().contains("found     failed (refused)"),
        "{}",
        refused.text()
    );
}

#[test]
fn what_was_typed_wrongly_is_understood_or_explained() {
    let late = [
        "--since",
        "2026-03-14T10:00:00Z",
        "--until",
        "2026-03-14T09:00:00Z",
    ];
    let mixed = ["--since", "30", "--until", "2026-03-14T09:26:53Z"];
    for window in [late, mixed] {
        let said = run(["sessions"]
            .iter()
            .chain(&window)
            .chain(&["samples/resume.pcap"]));
        assert_eq!(said.status, Some(2));
        assert!(
            said.stderr.contains("is later than --until"),
            "{}",
            said.stderr
        );
    }
    let said = run(["transfers", "--top", "x", "samples/resume.pcap"]).stderr;
    assert_eq!(said, "ftpscope: --top takes a whole number, not `x`\n");
    let behind = run(["samples/resume.pcap", "overview"]).clean();
    assert_eq!(
        behind.text(),
        run(["overview", "samples/resume.pcap"]).text()
    );
}

/// The first line of a table, and a row of it.
fn table(columns: &str, command: &str) -> [String; 2] {
    let mut narrow = program();
    let output = narrow
        .env("COLUMNS", columns)
        .args([command, "samples/mixed.pcapng"])
        .output()
        .expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let mut lines = text.lines().map(str::to_owned);
    [lines.next(), lines.nth(1)].map(|line| line.expect("a line"))
}

#[test]
fn a_narrow_table_says_who_and_when() {
    for command in ["sessions", "transfers"] {
        let [titles, row] = table("80", command);
        assert!(
            titles.contains("2026-03-14") && titles.contains("Client"),
            "{titles}"
        );
        assert!(
            row.contains("09:26:53") && row.contains("192.0.2."),
            "{row}"
        );
        let [titles, row] = table("160", command);
        assert!(titles.contains("Start (UTC)"), "{titles}");
        assert!(row.contains("2026-03-14 09:26:53"), "{row}");
    }
}

#[test]
fn what_no_sample_has_a_snapshot_of_is_what_it_was() {
    let check = [
        "check",
        "--require",
        "mode == active",
        "--forbid",
        "cleartext-credentials",
    ];
    for (name, words) in [("check", &check[..]), ("quiz", &["quiz", "--count", "3"])] {
        for width in ["80", "160"] {
            let mut command = program();
            let output = command
                .env("COLUMNS", width)
                .args(words)
                .arg("samples/mixed.pcapng");
            let output = output.output().expect("the program runs");
            let text = String::from_utf8(output.stdout).expect("text");
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path("widths");
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.bind(|| insta::assert_snapshot!(format!("{name}-{width}"), text));
        }
    }
}

/// A file that ends in the middle of a record, behind the last session.
#[test]
fn of_a_file_that_was_not_read_to_its_end_nobody_says_that_nothing_is_missing() {
    let scratch = Scratch::new();
    let cut = [read("samples/passive.pcap"), vec![0; 10]].concat();
    let path = scratch.file("cut.pcap", &cut);
    let overview = run(["overview", path.as_str()]);
    let text = overview.text();
    assert!(
        !text.contains("Nothing is missing") && text.contains("was not read to its end"),
        "{text}"
    );
}

#[test]
fn connections_that_were_tried_in_vain_are_not_told_to_have_an_end() {
    let overview = run(["overview", "samples/firewall-active.pcap"]);
    let text = overview.text();
    assert!(text.contains("one of them was tried in vain."), "{text}");
}
