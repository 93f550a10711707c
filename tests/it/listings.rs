//! What `sessions` and `transfers` list: order, columns, expressions, every capture alone.

use serde_json::Value;

use crate::support::run;

const CAPTURES: [&str; 3] = [
    "samples/mixed.pcapng",
    "samples/abor.pcap",
    "samples/bounce.pcap",
];

/// Lines of a command, without warnings.
fn lines(words: &[&str]) -> Vec<String> {
    let run = run(words.iter().chain(&CAPTURES).chain(&["--quiet"])).clean();
    run.text().lines().map(str::to_owned).collect()
}

/// What a command says that cannot be done.
fn refusal(words: &[&str]) -> String {
    let run = run(words.iter().chain(&CAPTURES));
    assert_eq!(run.status, Some(2), "{words:?}: {}", run.stderr);
    run.stderr
}

#[test]
fn rows_are_sorted_and_counted() {
    let bytes = |sort, top| {
        let sort = format!("--sort={sort}");
        let listed = lines(&[
            "transfers",
            "--format",
            "csv",
            "--columns",
            "bytes",
            &sort,
            "--top",
            top,
        ]);
        listed[1..].join(" ")
    };
    assert_eq!(bytes("-bytes", "3"), "8688 652 44");
    assert_eq!(bytes("size", "99"), "0 15 44 652 8688");
    let ids = lines(&[
        "sessions", "--format", "ndjson", "--sort", "-id", "--top", "2",
    ]);
    let ids: Vec<u64> = ids
        .iter()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok()?["id"].as_u64())
        .collect();
    assert_eq!(ids, [3, 2]);
}

#[test]
fn columns_are_chosen_by_name_in_tables_and_csv() {
    assert_eq!(
        lines(&[
            "transfers",
            "--columns",
            "user,size,state",
            "--sort",
            "path"
        ]),
        [
            "user       bytes  state",
            "──────────────────────────",
            "anonymous      0  refused",
            "anonymous     15  complete",
            "partner      652  complete",
            "partner       44  complete",
            "anna        8688  aborted",
        ]
    );
    let secrets = ["sessions", "--format", "csv", "--columns", "user,password"];
    assert_eq!(lines(&secrets)[1], "partner,********");
    let shown = [&secrets[..], &["--show-passwords"]].concat();
    assert_eq!(lines(&shown)[1], "partner,k3yhole");
    assert!(refusal(&["transfers", "--sort", "byts"]).contains("did you mean `bytes`?"));
    assert!(refusal(&["sessions", "--columns", "id", "--format", "json"]).contains("--columns is"));
}

#[test]
fn expressions_choose_sessions_and_transfers() {
    for (expression, sessions, transfers) in [
        ("user == anna", &["2"][..], &["3"][..]),
        ("bytes > 500", &["1", "2"], &["1", "3"]),
        ("user == partner and transfer.bytes < 100", &["1"], &["2"]),
        (
            "outcome == complete and offer.method == PASV",
            &["1"],
            &["1"],
        ),
        ("mode == active and login == accepted", &["3"], &["4", "5"]),
    ] {
        let ids = |command| {
            let words = [
                command,
                "--format",
                "csv",
                "--columns",
                "id",
                "--where",
                expression,
            ];
            lines(&words)[1..].to_vec()
        };
        assert_eq!(
            (ids("sessions"), ids("transfers")),
            (
                sessions.iter().map(ToString::to_string).collect(),
                transfers.iter().map(ToString::to_string).collect()
            ),
            "{expression}"
        );
    }
    let digest = "sha256 =~ '^e0d1de42'";
    let found = lines(&["transcript", "--where", digest]).join("\n");
    assert!(
        found.contains("today.csv") && !found.contains("anna"),
        "{found}"
    );
    assert!(refusal(&["overview", "--where", "byts > 5"]).contains("`transfer.bytes`"));
}

#[test]
fn every_capture_is_taken_alone() {
    let table = lines(&["sessions", "--each"]);
    let heads: Vec<&String> = table.iter().filter(|line| line.ends_with(':')).collect();
    assert_eq!(
        heads,
        [
            "samples/mixed.pcapng:",
            "samples/abor.pcap:",
            "samples/bounce.pcap:"
        ]
    );
    assert_eq!(
        lines(&[
            "transfers",
            "--each",
            "--format",
            "csv",
            "--columns",
            "session,id"
        ]),
        [
            "session,id,capture",
            "1,1,samples/mixed.pcapng",
            "1,2,samples/mixed.pcapng",
            "1,1,samples/abor.pcap",
            "1,1,samples/bounce.pcap",
            "1,2,samples/bounce.pcap",
        ]
    );
    let placed = ["--columns", "capture,id"];
    let csv = ["sessions", "--each", "--format", "csv"];
    assert_eq!(
        lines(&[csv.as_slice(), &placed].concat())[..2],
        ["capture,id", "samples/mixed.pcapng,1"]
    );
    let shown = lines(&[["sessions", "--each"], placed].concat());
    assert!(shown[3].starts_with("samples/mixed.pcapng "), "{shown:?}");
    assert!(refusal(&[["sessions", "--quiet"], placed].concat()).contains("unknown column"));
    let named = lines(&["sessions", "--each", "--format", "ndjson"]);
    assert!(named[2].starts_with(r#"{"capture":"samples/bounce.pcap","id":1,"#));
    assert!(refusal(&["sessions", "--each", "--format", "json"]).contains("ndjson"));
    for command in ["sessions", "transfers"] {
        let missing = run([command, "samples/none"]);
        assert_eq!((missing.status, missing.text()), (Some(2), ""));
        let one_missing = run([command, "samples/none", "samples/active.pcap"]);
        assert_eq!(one_missing.status, Some(2));
        assert!(one_missing.text().contains("127.0.0.1"));
    }
    let one_missing = run(["diagnose", "--each", "samples/none", "samples/active.pcap"]);
    assert_eq!(one_missing.status, Some(2));
    assert!(one_missing.text().contains("cleartext-credentials"));
}

#[test]
fn what_is_like_an_unknown_name_is_told_first() {
    let run = run(["sessions", "--user", "partnr", CAPTURES[0], CAPTURES[1]]);
    assert!(
        run.stderr.contains("users: partner, anna"),
        "{}",
        run.stderr
    );
}
