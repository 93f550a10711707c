//! Filters, digests, formats and colour.

use serde_json::Value;

use crate::support::{Run, Scratch, captures_in, each, program, run};

/// Two captures that differ in mode, client port and time; as one capture they hold two sessions.
const BOTH_MODES: [&str; 2] = ["samples/active.pcap", "samples/passive.pcap"];

fn with(words: &[&str], captures: &[&str]) -> Run {
    run(words.iter().chain(captures).chain(&["--quiet"])).clean()
}

/// The numbers of the sessions in the document.
fn sessions(words: &[&str], captures: &[&str]) -> Vec<u64> {
    let document = with(
        &[&["sessions", "--format", "json"], words].concat(),
        captures,
    )
    .json();
    numbers(&document["sessions"])
}

fn numbers(list: &Value) -> Vec<u64> {
    list.as_array()
        .expect("a list")
        .iter()
        .map(|item| item["id"].as_u64().expect("a number"))
        .collect()
}

/// The session column of the rows, each value once.
fn rows(words: &[&str], captures: &[&str]) -> Vec<String> {
    let run = with(
        &[&["timeline", "--format", "tsv"], words].concat(),
        captures,
    );
    let cells = run
        .text()
        .lines()
        .skip(1)
        .map(|line| line.split('\t').nth(7).expect("a cell").to_owned());
    let mut seen: Vec<String> = cells.collect();
    seen.sort();
    seen.dedup();
    seen
}

#[test]
fn filters_pick_sessions() {
    let two = ["samples/two-active.pcap"];
    assert_eq!(
        (sessions(&[], &two), rows(&[], &two)),
        (vec![1, 2], vec!["1".into(), "2".into()])
    );
    assert_eq!(
        (
            sessions(&["--session", "2"], &two),
            rows(&["--session", "2"], &two)
        ),
        (vec![2], vec!["2".into()])
    );
    assert_eq!(
        sessions(&["--session", "2", "--session", "1"], &two),
        [1, 2]
    );
    assert_eq!(
        (
            sessions(&["--session", "3"], &two),
            rows(&["--session", "3"], &two)
        ),
        (vec![], vec![])
    );

    let mixed = [
        "samples/epsv-ipv6.pcap",
        "samples/refused-login.pcap",
        "samples/abor.pcap",
    ];
    let all = with(&["sessions", "--format", "json"], &mixed).json();
    for session in all["sessions"].as_array().expect("a list") {
        let id = session["id"].as_u64().expect("a number");
        for (option, value) in [
            ("--client", &session["client"]["ip"]),
            ("--server", &session["server"]["ip"]),
            ("--user", &session["user"]),
        ] {
            let filter = [option, value.as_str().expect("text")];
            assert_eq!(
                (sessions(&filter, &mixed), rows(&filter, &mixed)),
                (vec![id], vec![id.to_string()]),
                "{filter:?}"
            );
        }
    }
    assert_eq!(sessions(&["--client", "203.0.113.250"], &mixed), [0_u64; 0]);
    assert_eq!(
        sessions(&["--user", "anna", "--session", "1"], &mixed),
        [0_u64; 0],
        "filters are joined by and"
    );
}

#[test]
fn filters_that_fit_nothing_are_told() {
    let run = run(["sessions", "--session", "3", "samples/two-active.pcap"]);
    assert_eq!(
        (
            run.status,
            run.stderr
                .contains("no session fits the filters; sessions in the capture: 2")
        ),
        (Some(0), true)
    );
}

#[test]
fn the_mode_filter_picks_sessions_and_in_transfers_transfers() {
    let by_mode = |mode| {
        with(
            &["sessions", "--format", "json", "--mode", mode],
            &BOTH_MODES,
        )
        .json()
    };
    for mode in ["active", "passive"] {
        let document = by_mode(mode);
        let modes: Vec<&Value> = document["sessions"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|s| &s["mode"])
            .collect();
        assert_eq!(modes, [mode]);
        let column = rows(&["--mode", mode], &BOTH_MODES);
        assert_eq!(column, [document["sessions"][0]["id"].to_string()]);
    }
    for (mode, command) in [("active", "STOR"), ("passive", "RETR")] {
        let run = with(
            &["transfers", "--format", "ndjson", "--mode", mode],
            &["samples/mixed.pcapng"],
        );
        let lines: Vec<Value> = run
            .text()
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        assert_eq!(lines.len(), 1);
        assert_eq!(
            (&lines[0]["mode"], &lines[0]["command"]),
            (&mode.into(), &command.into())
        );
    }
}

#[test]
fn sessions_of_both_modes_can_be_picked() {
    let all = [
        "samples/active.pcap",
        "samples/mixed.pcapng",
        "samples/passive.pcap",
    ];
    let document = with(&["sessions", "--format", "json", "--mode", "mixed"], &all).json();
    let [session] = document["sessions"].as_array().expect("a list").as_slice() else {
        panic!("one is mixed")
    };
    assert_eq!(session["mode"], "mixed");
    assert_eq!(
        rows(&["--mode", "mixed"], &all),
        [session["id"].to_string()]
    );
    // no transfer is mixed by itself: all of such sessions
    let run = with(
        &["transfers", "--format", "ndjson", "--mode", "mixed"],
        &all,
    );
    let commands: Vec<Value> = run
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let commands: Vec<&Value> = commands
        .iter()
        .map(|transfer| &transfer["command"])
        .collect();
    assert_eq!(commands, ["RETR", "STOR"]);
}

#[test]
fn numbers_are_fixed_before_filters() {
    let path = "samples/two-active.pcap";
    let all = with(&["sessions", "--format", "json"], &[path]).json();
    let second = with(&["sessions", "--format", "json", "--session", "2"], &[path]).json();
    assert_eq!(second["sessions"][0], all["sessions"][1]);
    let rows = |words: &[&str]| {
        with(&[&["timeline", "--format", "tsv"], words].concat(), &[path])
            .text()
            .to_owned()
    };
    let (every, filtered) = (rows(&[]), rows(&["--session", "2"]));
    assert!(
        filtered
            .lines()
            .all(|line| every.lines().any(|other| other == line))
    );
}

#[test]
fn another_control_port_is_a_wish() {
    let path = "tests/captures/t12_port2121.pcap";
    assert_eq!(sessions(&[], &[path]), [1], "found by what is said there");
    assert_eq!(sessions(&["--control-port", "2121"], &[path]), [1]);
}

#[test]
fn a_digest_fills_the_field_of_its_name_alone() {
    const FIVE_BYTES: [(&str, &str); 4] = [
        (
            "sha256",
            "ea42241ea6e1e7c8f040eb1298ea108dec942367fd18c8cc54bcf98a1fe383dd",
        ),
        (
            "blake3",
            "3af8b01b2257532cc1f7e7b9280a4a4d7381693f9321ed67c719318f8061c10f",
        ),
        ("md5", "59e1c64c49c645cc85eaa6f8e73ba0bf"),
        ("sha1", "a651500d7c05284186f940100604ea82ab8f40d8"),
    ];
    let transfer = |words: &[&str]| {
        with(
            &[&["sessions", "--format", "json"], words].concat(),
            &["samples/active.pcap"],
        )
        .json()["sessions"][0]["transfers"][0]
            .clone()
    };
    for wanted in ["sha256", "blake3", "md5", "sha1", "none", "md5,sha1,sha256"] {
        let transfer = transfer(&["--hash", wanted]);
        for (name, digest) in FIVE_BYTES {
            let expected = if wanted.split(',').any(|kind| kind == name) {
                digest.into()
            } else {
                Value::Null
            };
            assert_eq!(transfer[name], expected, "--hash {wanted}: {name}");
        }
    }
    assert_eq!(
        transfer(&[]),
        transfer(&["--hash", "sha256"]),
        "the default"
    );
}

#[test]
fn timeline_is_what_is_done_without_a_word() {
    let path = "samples/passive.pcap";
    assert_eq!(
        with(&[], &[path]).text(),
        with(&["timeline"], &[path]).text()
    );
    assert_eq!(
        with(&["--format", "tsv"], &[path]).text(),
        with(&["timeline", "--format", "tsv"], &[path]).text()
    );
}

#[test]
fn every_format_is_what_its_name_says() {
    each(captures_in("samples"), Clone::clone, |path| {
        let text = |words: &[&str]| with(words, &[path]).text().to_owned();
        for command in ["sessions", "transfers"] {
            let json: Value =
                serde_json::from_str(&text(&[command, "--format", "json"])).expect("JSON");
            let list = if command == "sessions" {
                &json["sessions"]
            } else {
                &json
            };
            let list = list.as_array().expect("a list");
            let lines = text(&[command, "--format", "ndjson"]);
            let lines: Vec<Value> = lines
                .lines()
                .map(|line| serde_json::from_str(line).expect("JSON"))
                .collect();
            assert_eq!(list.len(), lines.len());
            assert!(
                command == "transfers" || *list == lines,
                "the same sessions"
            );
            let csv = text(&[command, "--format", "csv"]);
            let mut csv = csv::Reader::from_reader(csv.as_bytes());
            let rows: Result<Vec<_>, _> = csv.records().collect();
            assert_eq!(
                rows.expect("each has as many cells as the header").len(),
                list.len()
            );
        }
        let tsv = text(&["timeline", "--format", "tsv"]);
        assert!(tsv.lines().all(|line| line.split('\t').count() == 9));
        let ndjson = text(&["timeline", "--format", "ndjson"]);
        let infos = ndjson
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["Info"].clone());
        let columns = tsv
            .lines()
            .skip(1)
            .map(|line| Value::from(line.split('\t').nth(6).expect("a cell")));
        assert!(infos.eq(columns), "the same rows");
    });
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    for words in [&["timeline"][..], &["sessions"], &["transfers"]] {
        let escapes = |color: &str| {
            with(
                &[words, &["--color", color]].concat(),
                &["samples/active.pcap"],
            )
            .text()
            .contains('\x1b')
        };
        assert!(!escapes("auto") && !escapes("never"), "{words:?}");
        assert!(escapes("always") || words[0] == "transfers", "{words:?}");
    }
}

#[test]
fn columns_that_have_no_room_are_told() {
    let scratch = Scratch::new();
    let files = scratch.path("files");
    let said = |columns: Option<&str>, words: &[&str]| {
        let mut command = program();
        command
            .args(words)
            .arg("samples/mixed.pcapng")
            .envs(columns.map(|columns| ("COLUMNS", columns)));
        let run = Run::from(command.output().expect("it starts"));
        assert_eq!(run.status, Some(0), "{words:?}");
        run.stderr
    };
    for (words, width, columns, place) in [
        (
            &["sessions"][..],
            "70",
            "Duration, Login, TLS, Bytes, Frames",
            ", and so does --format csv",
        ),
        (
            &["transfers"],
            "70",
            "#, User, Server, Mode, Lost, Reply, Digest",
            ", and so does --format csv",
        ),
        (
            &["timeline"],
            "70",
            "Source, Destination",
            ", and so does --format tsv",
        ),
        (&["extract", "--dry-run"], "50", "Command", ""),
        (
            &["extract", "--force", "-d", &files],
            "70",
            "Digest",
            ", and so does manifest.json",
        ),
    ] {
        let note =
            format!("no room for these columns: {columns}; a wider terminal shows them{place}\n");
        let narrow = said(Some(width), words);
        assert!(
            narrow.ends_with(&format!("ftpscope: note: {note}")),
            "{words:?}: {narrow}"
        );
        for (width, quiet) in [
            (Some("300"), None),
            (None, None),
            (Some(width), Some("--quiet")),
        ] {
            let words: Vec<&str> = words.iter().copied().chain(quiet).collect();
            assert!(
                !said(width, &words).contains("no room"),
                "{words:?} in {width:?}"
            );
        }
    }
    assert_eq!(said(Some("70"), &["sessions", "--format", "csv"]), "");
}

#[test]
fn a_limit_that_is_reached_is_named_and_can_be_set() {
    let sample = "samples/passive.pcap";
    let limited = run(["sessions", "--limit", "reply=4", sample]);
    assert_eq!(limited.status, Some(0));
    let said = "the limit `reply` was reached";
    let remedy = "--limit reply=N sets another";
    assert!(
        limited.stderr.contains(said) && limited.stderr.contains(remedy),
        "{}",
        limited.stderr
    );
    run(["sessions", "--limit", "reply=1MiB", sample]).clean();
    for (typed, said) in [
        ("dialog=1", "there is no limit of that name"),
        ("dialogue", "expected NAME=N"),
        ("dialogue=many", "expected a number"),
    ] {
        let refused = run(["sessions", "--limit", typed, sample]);
        assert_eq!(refused.status, Some(2), "{typed}");
        assert!(refused.stderr.contains(said), "{}", refused.stderr);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let sample = "samples/mixed.pcapng";
    let json = |threads| {
        run(["sessions", "--format", "json", "--threads", threads, sample])
            .clean()
            .stdout
    };
    assert!(json("1") == json("3"));
    assert_eq!(run(["sessions", "--threads", "0", sample]).status, Some(2));
}

/// The numbers of the transfers that a filter leaves, and of the sessions.
fn left(capture: &str, filter: &[&str]) -> (Vec<u64>, Vec<u64>) {
    let numbers = |command: &str, key: &str| {
        let words = [command, "--format", "ndjson"];
        let run = run(words.iter().chain(filter).chain(&[capture]));
        let lines = run.text().lines().map(str::to_owned).collect::<Vec<_>>();
        let number = |line: &String| {
            let line: Value = serde_json::from_str(line).expect("JSON");
            line[key].as_u64().expect("a number")
        };
        lines.iter().map(number).collect()
    };
    (numbers("transfers", "id"), numbers("sessions", "id"))
}

#[test]
fn filters_choose_transfers_and_their_sessions() {
    let capture = crate::findings::script::file(
        "S 220 ready\nC USER anna\nS 230 in\nC PASV\nS 227 (10,0,0,1,117,49)
            open 10.0.0.2:40001 10.0.0.1:30001\nC RETR in/a.csv\nS 150 go\nsend 10.0.0.1:30001 10.0.0.2:40001 hello
            close 10.0.0.1:30001 10.0.0.2:40001\nS 226 done\nC STOR b.txt\nS 553 no\nwait 60
            hosts 10.1.0.2:40010 10.0.0.1:21\nS 220 ready\nC USER bob*\nS 230 in\nC RETR c.csv\nS 550 none",
    );
    let capture = capture.path().to_str().expect("a path");
    for (filter, transfers, sessions) in [
        (&["--path", "*.csv"][..], &[1, 3][..], &[1, 2][..]),
        (&["--path", "/in/*"], &[1], &[1]),
        (&["--command", "stor"], &[2], &[1]),
        (&["--outcome", "refused"], &[2, 3], &[1, 2]),
        (&["--outcome", "completed"], &[1], &[1]),
        (&["--path", "*.csv", "--outcome", "refused"], &[3], &[2]),
        (&["--failed"], &[2, 3], &[1, 2]),
        (&["--client", "10.1.0.0/16"], &[3], &[2]),
        (&["--session", "1,2-3"], &[1, 2, 3], &[1, 2]),
        (&["--user", "a*"], &[1, 2], &[1]),
        (&["--user", "bob*"], &[3], &[2]),
        (&["--since", "30"], &[3], &[2]),
        (&["--until", "30"], &[1, 2], &[1]),
        (&["--finding", "transfer-refused"], &[1, 2, 3], &[1, 2]),
    ] {
        let (found, holders) = left(capture, filter);
        let wanted: (Vec<u64>, Vec<u64>) = (transfers.to_vec(), sessions.to_vec());
        assert_eq!((found, holders), wanted, "{filter:?}");
    }
    let none = run(["sessions", "--user", "carl", capture]);
    assert!(none.stderr.contains("users: anna, bob*"), "{}", none.stderr);
    let rows = run(["timeline", "--format", "tsv", "--path", "c.csv", capture]);
    let foreign = |line: &&str| line.split('\t').nth(7) == Some("1");
    assert_eq!(rows.text().lines().filter(foreign).count(), 0);
}

#[test]
fn addresses_have_the_names_of_a_file_where_people_read() {
    let folder = Scratch::new();
    let names = b"192.168.1.50 pc7\n198.51.100.21 ftp.example # the server\n";
    let hosts = &*folder.file("hosts", names);
    let capture = "samples/firewall-active.pcap";
    let text = |words: &[&str]| {
        let run = run(words.iter().chain(&["--names", hosts, "--quiet", capture])).clean();
        run.text().to_owned()
    };
    for words in [
        &["overview"][..],
        &["timeline"],
        &["sessions"],
        &["transfers"],
        &["transcript"],
        &["explain"],
        &["diagnose"],
        &["diagnose", "--format", "markdown"],
        &["diagram"],
        &["diagram", "--format", "mermaid"],
        &["report", "-o", "-"],
    ] {
        assert!(text(words).contains("ftp.example"), "{words:?}");
    }
    for words in [
        &["timeline", "--format", "tsv"][..],
        &["timeline", "--format", "ndjson"],
        &["sessions", "--format", "json"],
        &["transfers", "--format", "csv"],
        &["diagnose", "--format", "sarif"],
    ] {
        assert!(!text(words).contains("ftp.example"), "{words:?}");
    }
    // what was announced is told by both
    assert!(text(&["explain"]).contains("pc7 (192.168.1.50)"));
}

#[test]
fn a_faulty_file_of_names_is_told_by_its_line() {
    let folder = Scratch::new();
    let hosts = folder.file("hosts", b"192.168.1.50 pc7\n198.51.100.21 a\x1b[2Jb\n");
    let run = run(["overview", "--names", &hosts, "samples/active.pcap"]);
    assert_eq!(run.status, Some(2));
    assert!(
        run.stderr.contains("hosts: line 2: has a name with"),
        "{}",
        run.stderr
    );
}

#[test]
fn where_findings_are_named_the_others_are_counted() {
    let words = [
        "diagnose",
        "-q",
        "--finding",
        "syn-unanswered",
        "samples/firewall-active.pcap",
    ];
    let run = run(words).clean();
    let text = run.text();
    assert!(text.contains("syn-unanswered:") && !text.contains("cleartext-credentials"));
    assert!(
        text.ends_with("1 error, 0 warnings, 0 notes.\n3 other findings of these sessions are left out by --finding.\n"),
        "{text}"
    );
}

#[test]
fn a_finding_that_is_named_is_alone_in_every_format_and_for_the_exit_status() {
    let named = |command: &[&str], finding: &str| {
        let words = [
            command,
            &["-q", "--finding", finding, "samples/firewall-active.pcap"],
        ];
        run(words.concat())
    };
    let fails = ["diagnose", "--fail-on", "error"];
    assert_eq!(named(&fails, "cleartext-credentials").status, Some(0));
    assert_eq!(named(&fails, "syn-unanswered").status, Some(1));
    let ids = |value: &Value, list: &str, name: &str| {
        let list = value
            .pointer(list)
            .and_then(Value::as_array)
            .expect("a list");
        let ids = list
            .iter()
            .map(|item| item[name].as_str().unwrap_or_default().to_owned());
        ids.collect::<Vec<_>>()
    };
    let json = named(&["diagnose", "--format", "json"], "cleartext-credentials").json();
    assert_eq!(ids(&json, "/findings", "id"), ["cleartext-credentials"]);
    let sarif = named(&["diagnose", "--format", "sarif"], "cleartext-credentials").json();
    assert_eq!(
        ids(&sarif, "/runs/0/results", "ruleId"),
        ["cleartext-credentials"]
    );
    let alerts = ["export", "--format", "eve", "--alerts", "-o", "-"];
    let alerts = named(&alerts, "cleartext-credentials");
    assert_eq!(alerts.text().matches("\"event_type\":\"alert\"").count(), 1);
    let whole = run([
        "diagnose",
        "--format",
        "json",
        "-q",
        "samples/firewall-active.pcap",
    ])
    .json();
    assert_eq!(ids(&whole, "/findings", "id").len(), 4);
}

#[test]
fn a_transcript_has_the_time_of_the_fin() {
    let words = ["transcript", "--times", "-q", "samples/active.pcap"];
    let run = run(words).clean();
    let last = run.text().lines().last().expect("a line");
    assert!(last.trim_start().starts_with("19.275391 "), "{last}");
}

#[test]
fn an_overview_of_filters_that_nothing_fits_does_not_deny_the_sessions() {
    let run = run([
        "overview",
        "-q",
        "--user",
        "nobody",
        "samples/two-active.pcap",
    ])
    .clean();
    let text = run.text();
    assert!(
        text.contains("Filtered by --user nobody: 0 of 2 sessions."),
        "{text}"
    );
    assert!(
        text.contains("ftpscope sessions") && !text.contains("--control-port"),
        "{text}"
    );
}
