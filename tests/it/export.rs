//! `export`: what the logs and events of other tools hold is what the JSON document holds, in the
//! shapes of those tools. `.ci/more formats` reads the same with programs that know these formats.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::support::{Run, Scratch, all_captures, each, run};

/// Files of `--format zeek`.
const LOGS: [&str; 5] = ["conn", "files", "ftp", "notice", "ssl"];
/// Every digest that all formats know.
const HASHES: &str = "md5,sha1,sha256";

fn with(words: &[&str], files: &[String]) -> Run {
    let words = words.iter().map(|&word| word.to_owned());
    run(words.chain(files.iter().cloned()))
}

fn document(files: &[String]) -> Value {
    with(
        &["sessions", "--format", "json", "--hash", HASHES, "--quiet"],
        files,
    )
    .json()
}

/// Lines of JSON that a format is.
fn lines(format: &str, words: &[&str], files: &[String]) -> Vec<Value> {
    let words = [
        &[
            "export", "--format", format, "-o", "-", "--hash", HASHES, "--quiet",
        ],
        words,
    ]
    .concat();
    let run = with(&words, files);
    let lines = run.text().lines();
    lines
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect()
}

fn items<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// A log as a reader of it understands it: each row by the names of its columns.
struct Log {
    path: String,
    columns: Vec<String>,
    types: Vec<String>,
    rows: Vec<BTreeMap<String, String>>,
}

impl Log {
    fn read(text: &str) -> Log {
        let after = |line: &str, word: &str| {
            let rest = line.strip_prefix(word).expect("the header has its order");
            rest.split('\t').map(str::to_owned).collect::<Vec<_>>()
        };
        let mut lines = text.lines();
        let mut next = || lines.next().expect("a header has eight lines");
        assert_eq!(next(), "#separator \\x09");
        assert_eq!(next(), "#set_separator\t,");
        assert_eq!(next(), "#empty_field\t(empty)");
        assert_eq!(next(), "#unset_field\t-");
        let path = after(next(), "#path\t").remove(0);
        let opened = after(next(), "#open\t").remove(0);
        let columns = after(next(), "#fields\t");
        let types = after(next(), "#types\t");
        assert_eq!(columns.len(), types.len());
        assert_eq!(opened.len(), "2026-03-14-09-26-53".len(), "{opened}");
        let mut rows = Vec::new();
        let mut is_closed = false;
        for line in lines {
            assert!(!is_closed, "nothing follows the end");
            if line.starts_with("#close\t") {
                is_closed = true;
                continue;
            }
            let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
            assert_eq!(cells.len(), columns.len(), "{line}");
            for (cell, kind) in cells.iter().zip(&types) {
                assert!(is_of(cell, kind), "`{cell}` is no {kind}: {line}");
            }
            rows.push(columns.iter().cloned().zip(cells).collect());
        }
        assert!(is_closed, "the log has an end");
        Log {
            path,
            columns,
            types,
            rows,
        }
    }
}

/// True if a cell can be of a type of Zeek.
fn is_of(cell: &str, kind: &str) -> bool {
    let is_number = |digits: usize| {
        let parts = cell.strip_prefix('-').unwrap_or(cell).split_once('.');
        parts.is_some_and(|(whole, rest)| whole.parse::<u64>().is_ok() && rest.len() == digits)
    };
    match kind {
        _ if cell == "-" => true,
        "time" | "interval" => is_number(6),
        "addr" => cell.parse::<std::net::IpAddr>().is_ok(),
        "port" => cell.parse::<u16>().is_ok(),
        "count" => cell.parse::<u64>().is_ok(),
        "bool" => cell == "T" || cell == "F",
        "enum" => cell
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':')),
        _ => !cell.is_empty(),
    }
}

fn logs(files: &[String]) -> BTreeMap<String, Log> {
    let scratch = Scratch::new();
    let folder = scratch.path("logs");
    let words = [
        "export", "--format", "zeek", "--hash", HASHES, "--quiet", "-d", &folder,
    ];
    with(&words, files);
    let log = |name: &str| fs::read_to_string(format!("{folder}/{name}.log"));
    let logs = LOGS.map(|name| (name.to_owned(), Log::read(&log(name).expect("a log"))));
    logs.into_iter().collect()
}

/// Of each transfer with a data connection: uid, bytes, digests.
type Files = Vec<(String, u64, [String; 3])>;

fn files_of_document(document: &Value) -> Files {
    let transfers = items(document, "sessions")
        .iter()
        .flat_map(|s| items(s, "transfers").iter().map(move |t| (s, t)));
    let mut files: Files = transfers
        .filter(|(session, transfer)| {
            !transfer["connection"].is_null() && !was_in_vain(session, transfer)
        })
        .map(|(_, transfer)| transfer)
        .map(file_of_transfer)
        .collect();
    files.sort();
    files
}

/// True where the data connection was tried and did not come about: then there is no file.
fn was_in_vain(session: &Value, transfer: &Value) -> bool {
    let mut offers = items(session, "offers").iter();
    let offer = offers.find(|offer| offer["id"] == transfer["offer"]);
    offer.is_some_and(|offer| offer["outcome"] == "refused" || offer["outcome"] == "unanswered")
}

/// The file, and not the blocks or the stream of zlib that carry it.
fn file_of_transfer(transfer: &Value) -> (String, u64, [String; 3]) {
    let is_decoded = !transfer["decoded_bytes"].is_null();
    let bytes = if is_decoded { "decoded_bytes" } else { "bytes" };
    let (uid, bytes, mut digests) = file(transfer, &transfer["uid"], &transfer[bytes]);
    if is_decoded {
        let decoded = ["decoded_md5", "decoded_sha1", "decoded_sha256"];
        digests = decoded.map(|name| transfer[name].as_str().unwrap_or("-").to_owned());
    } else if transfer["transfer_mode"] != "stream" && transfer["bytes"] != 0 {
        digests = ["-"; 3].map(str::to_owned);
    }
    (uid, bytes, digests)
}

fn file(digests: &Value, uid: &Value, bytes: &Value) -> (String, u64, [String; 3]) {
    let text = |name: &str| digests[name].as_str().unwrap_or("-").to_owned();
    let uid = uid.as_str().expect("a name").to_owned();
    let bytes = bytes.as_u64().expect("a number");
    (uid, bytes, ["md5", "sha1", "sha256"].map(text))
}

fn files_of_log(log: &Log) -> Files {
    let mut files: Files = log
        .rows
        .iter()
        .map(|row| {
            let digests = ["md5", "sha1", "sha256"].map(|name| row[name].clone());
            (
                row["fuid"].clone(),
                row["seen_bytes"].parse().expect("a number"),
                digests,
            )
        })
        .collect();
    files.sort();
    files
}

fn of_type<'v>(events: &'v [Value], name: &str, kind: &str) -> Vec<&'v Value> {
    events.iter().filter(|event| event[name] == kind).collect()
}

#[test]
fn sessions_transfers_and_digests_are_those_of_the_document() {
    each(
        all_captures(),
        |files| files[0].clone(),
        |files| {
            let document = document(files);
            let sessions = items(&document, "sessions");
            let uids: Vec<&str> = sessions.iter().filter_map(|s| s["uid"].as_str()).collect();
            let expected = files_of_document(&document);

            let logs = logs(files);
            assert_eq!(files_of_log(&logs["files"]), expected, "zeek");
            let controls = logs["conn"]
                .rows
                .iter()
                .filter(|row| row["service"].starts_with("ftp"));
            let controls = controls.filter(|row| !row["service"].starts_with("ftp-data"));
            assert_eq!(
                controls.map(|row| &row["uid"]).collect::<Vec<_>>(),
                uids,
                "zeek"
            );

            let json = lines("zeek-json", &[], files);
            let rows: usize = logs.values().map(|log| log.rows.len()).sum();
            assert_eq!(json.len(), rows, "zeek-json has the rows of zeek");
            let mut found: Files = of_type(&json, "_path", "files")
                .iter()
                .map(|row| file(row, &row["fuid"], &row["seen_bytes"]))
                .collect();
            found.sort();
            assert_eq!(found, expected, "zeek-json");

            let events = lines("eve", &["--alerts"], files);
            let mut found: Files = of_type(&events, "event_type", "fileinfo")
                .iter()
                .map(|event| {
                    let info = &event["fileinfo"];
                    file(info, &event["ftpscope"]["uid"], &info["size"])
                })
                .collect();
            found.sort();
            assert_eq!(found, expected, "eve");
            let flows = of_type(&events, "app_proto", "ftp");
            let flows = flows.iter().filter(|event| event["event_type"] == "flow");
            assert_eq!(flows.count(), sessions.len(), "eve");
            let findings = sessions
                .iter()
                .map(|s| items(s, "findings").len())
                .sum::<usize>();
            let findings = findings + items(&document, "findings").len();
            assert_eq!(
                of_type(&events, "event_type", "alert").len(),
                findings,
                "eve"
            );
            assert_eq!(logs["notice"].rows.len(), findings, "zeek");

            let commands: usize = sessions.iter().map(|s| items(s, "commands").len()).sum();
            let transfers: usize = sessions.iter().map(|s| items(s, "transfers").len()).sum();
            assert_eq!(lines("ocsf", &[], files).len(), commands, "ocsf");
            let timeline = lines("timesketch", &[], files);
            assert_eq!(
                of_type(&timeline, "data_type", "ftp:command").len(),
                commands
            );
            assert_eq!(
                of_type(&timeline, "data_type", "ftp:transfer").len(),
                2 * transfers
            );
            assert_eq!(
                of_type(&timeline, "data_type", "ftp:finding").len(),
                findings
            );
        },
    );
}

#[test]
fn the_logs_have_zeeks_columns_in_zeeks_order() {
    let logs = logs(&["samples/active.pcap".to_owned()]);
    let ftp = &logs["ftp"];
    assert_eq!(ftp.path, "ftp");
    assert_eq!(
        ftp.columns.join(" "),
        "ts uid id.orig_h id.orig_p id.resp_h id.resp_p user password command arg mime_type file_size reply_code \
         reply_msg data_channel.passive data_channel.orig_h data_channel.resp_h data_channel.resp_p fuid"
    );
    assert_eq!(
        ftp.types.join(" "),
        "time string addr port addr port string string string string string count count string bool addr addr port \
         string"
    );
    let row = ftp
        .rows
        .iter()
        .find(|row| row["command"] == "RETR")
        .expect("a RETR");
    let cells = [
        "user",
        "password",
        "arg",
        "mime_type",
        "reply_code",
        "reply_msg",
    ];
    assert_eq!(
        cells.map(|name| row[name].as_str()),
        [
            "anonymous",
            "<hidden>",
            "ftp://127.0.0.1/hehe.txt",
            "text/plain",
            "226",
            "Transfer complete."
        ]
    );
    let row = ftp
        .rows
        .iter()
        .find(|row| row["command"] == "PORT")
        .expect("a PORT");
    let cells = [
        "data_channel.passive",
        "data_channel.resp_h",
        "data_channel.resp_p",
    ];
    assert_eq!(
        cells.map(|name| row[name].as_str()),
        ["F", "127.0.0.1", "63900"]
    );
    assert_eq!(
        logs["conn"].columns.join(" "),
        "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state \
         local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents \
         ip_proto community_id"
    );
    let rows = &logs["conn"].rows;
    let told: Vec<_> = rows
        .iter()
        .map(|row| [&row["service"], &row["conn_state"], &row["history"]].map(String::as_str))
        .collect();
    assert_eq!(
        told,
        [["ftp", "SF", "ShAdDafF"], ["ftp-data", "SF", "ShADaFf"]]
    );
}

#[test]
fn passwords_are_hidden_unless_they_are_to_be_shown() {
    let files = ["samples/refused-login.pcap".to_owned()];
    for format in ["zeek-json", "eve", "timesketch", "ocsf"] {
        let words = ["export", "--format", format, "-o", "-", "--quiet"];
        let masked = with(&words, &files);
        assert!(
            masked.text().contains("<hidden>") || format == "zeek-json",
            "{format}"
        );
        let shown = with(&[&words[..], &["--show-passwords"]].concat(), &files);
        assert!(!shown.text().contains("<hidden>"), "{format}");
        assert!(
            shown.text() != masked.text() || format == "zeek-json",
            "{format}"
        );
    }
}

#[test]
fn what_is_there_is_not_overwritten() {
    let scratch = Scratch::new();
    let capture = "samples/active.pcap".to_owned();
    let refused = |words: &[&str]| {
        let run = with(words, std::slice::from_ref(&capture));
        assert_eq!(run.status, Some(2), "{words:?}");
        run.stderr
    };
    let folder = scratch.path("logs");
    let zeek = ["export", "--format", "zeek", "-d", &folder];
    with(&zeek, std::slice::from_ref(&capture)).clean();
    assert!(refused(&zeek).contains("--force"));
    with(
        &[&zeek[..], &["--force"]].concat(),
        std::slice::from_ref(&capture),
    )
    .clean();
    assert!(refused(&["export", "--format", "zeek", "-o", "-"]).contains("-d DIR"));
    let same = ["export", "--format", "eve", "--force", "-o", &capture];
    assert!(refused(&same).contains("is not overwritten"));
    let file = scratch.file("taken", b"x");
    refused(&["export", "--format", "zeek", "-d", &file]);
    refused(&["export", "--format", "zeek"]);
    let other = scratch.path("other");
    let folders = ["export", "--format", "zeek", "--partition", "-d", &other];
    assert!(refused(&folders).contains("--partition is for parquet"));
    assert!(!std::path::Path::new(&other).exists());
}

#[test]
fn how_a_connection_went_is_told_in_zeeks_words() {
    for (sample, states) in [
        ("active.pcap", &["SF", "SF"][..]),
        ("bounce.pcap", &["SF", "REJ", "SF"]),
        ("firewall-active.pcap", &["SF", "S0"]),
        ("resume.pcap", &["SF", "RSTO", "SF"]),
    ] {
        let document = document(&[format!("samples/{sample}")]);
        let connections = items(&document["sessions"][0], "connections");
        let told: Vec<_> = connections
            .iter()
            .map(|connection| connection["conn_state"].as_str().expect("a word"))
            .collect();
        assert_eq!(told, states, "{sample}");
        for connection in connections {
            let count = |name: &str| connection[name].as_u64().expect("a number");
            assert_eq!(
                count("opener_frames") + count("listener_frames"),
                count("frames")
            );
            let headers = 40 * count("opener_frames");
            assert!(count("opener_ip_bytes") >= headers + count("opener_bytes"));
        }
    }
    // cut off at its first frames, it has no beginning
    let connection = control_connection_behind(3);
    assert_eq!(connection["handshake"], "missing");
    assert_eq!(
        connection["conn_state"], "SF",
        "as Zeek calls what both close"
    );
}

#[test]
fn a_connection_that_begins_with_its_second_frame_is_marked_as_zeek_marks_it() {
    let whole = control_connection_behind(0);
    assert_eq!(whole["history"], "ShAdDafF");
    let cut = control_connection_behind(1);
    assert_eq!(cut["history"], "^hAdDafF");
    assert_eq!(cut["opener"], whole["opener"]);
}

/// The control connection of a sample without its first frames.
fn control_connection_behind(frames: usize) -> Value {
    let bytes = fs::read("samples/active.pcap").expect("a sample");
    let (mut at, mut kept) = (24, bytes[..24].to_vec());
    let mut number = 0;
    while at < bytes.len() {
        let len = u32::from_le_bytes(bytes[at + 8..at + 12].try_into().expect("four bytes"));
        let end = at + 16 + len as usize;
        number += 1;
        if number > frames {
            kept.extend_from_slice(&bytes[at..end]);
        }
        at = end;
    }
    let scratch = Scratch::new();
    let path = scratch.file("cut.pcap", &kept);
    document(&[path])["sessions"][0]["connections"][0].clone()
}

#[test]
fn a_file_has_a_type_where_its_beginning_was_sent() {
    let document = document(&["samples/resume.pcap".to_owned()]);
    let types: Vec<_> = items(&document["sessions"][0], "transfers")
        .iter()
        .map(|transfer| transfer["mime_type"].clone())
        .collect();
    assert_eq!(types, [Value::from("text/plain"), Value::Null]);
}

#[test]
fn a_file_in_blocks_is_the_file_and_not_its_blocks() {
    let files = ["tests/cases/33-block-mode-marks-its-end/case.pcap".to_owned()];
    let events = lines("eve", &[], &files);
    let infos = of_type(&events, "event_type", "fileinfo");
    let told: Vec<_> = infos
        .iter()
        .map(|event| (&event["fileinfo"]["size"], &event["ftpscope"]["bytes"]))
        .collect();
    assert_eq!(
        told,
        [
            (&Value::from(25), &Value::from(34)),
            (&11.into(), &14.into())
        ]
    );
    assert_ne!(
        infos[0]["fileinfo"]["sha256"],
        infos[0]["ftpscope"]["sha256"]
    );

    let events = lines("ocsf", &[], &files);
    let stored: Vec<_> = events
        .iter()
        .filter(|event| event["file"].is_object())
        .collect();
    let told: Vec<_> = stored
        .iter()
        .map(|event| (&event["file"]["size"], &event["unmapped"]["bytes"]))
        .collect();
    assert_eq!(
        told,
        [
            (&Value::from(25), &Value::from(34)),
            (&11.into(), &14.into())
        ]
    );

    let events = lines("timesketch", &[], &files);
    let told = of_type(&events, "data_type", "ftp:transfer");
    let told: Vec<_> = told.iter().map(|event| &event["bytes"]).collect();
    assert_eq!(told, [25, 25, 11, 11]);
}

#[test]
fn every_format_keeps_to_filters_of_transfers() {
    let files = ["samples/mixed.pcapng".to_owned()];
    let chosen = ["--command", "RETR"];
    let verbs = |events: &[&Value], verb: &dyn Fn(&Value) -> Value| {
        events.iter().map(|event| verb(event)).collect::<Vec<_>>()
    };
    let events = lines("eve", &chosen, &files);
    let infos = of_type(&events, "event_type", "fileinfo");
    assert_eq!(
        verbs(&infos, &|event| event["ftp_data"]["command"].clone()),
        ["RETR"]
    );
    let named = events.iter().filter(|event| event["event_type"] == "ftp");
    let named: Vec<_> = named
        .filter(|event| !event["ftpscope"]["transfer"].is_null())
        .collect();
    assert_eq!(
        verbs(&named, &|event| event["ftp"]["command"].clone()),
        ["RETR"]
    );

    let events = lines("ocsf", &chosen, &files);
    let with_transfer = events
        .iter()
        .filter(|event| !event["unmapped"]["transfer_uid"].is_null());
    let with_transfer: Vec<_> = with_transfer.collect();
    assert_eq!(
        verbs(&with_transfer, &|event| event["command"].clone()),
        ["RETR"]
    );

    let rows = lines("zeek-json", &chosen, &files);
    let with_file = rows
        .iter()
        .filter(|row| row["_path"] == "ftp" && !row["fuid"].is_null());
    let with_file: Vec<_> = with_file.collect();
    assert_eq!(verbs(&with_file, &|row| row["command"].clone()), ["RETR"]);
}
