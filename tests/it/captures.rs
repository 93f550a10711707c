//! The captures in `tests/captures` against `truth.json`: sessions, logins, modes, transfers and
//! their digests.
//!
//! A new capture needs an entry there and nothing here.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{captures_in, each, read, run};

/// Every entry of the list of truths.
pub(crate) fn truths() -> Vec<Value> {
    let list: Value =
        serde_json::from_slice(&read("tests/captures/truth.json")).expect("the list is JSON");
    list["captures"].as_array().expect("a list").clone()
}

/// The captures, each by the paths of the files that belong together.
pub(crate) fn groups() -> Vec<Vec<String>> {
    truths().iter().map(files).collect()
}

fn files(truth: &Value) -> Vec<String> {
    let names = truth["files"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|name| name.as_str().expect("a name"));
    names.map(|name| format!("tests/captures/{name}")).collect()
}

pub(crate) fn items(list: &Value) -> &[Value] {
    list.as_array().map(Vec::as_slice).unwrap_or_default()
}

#[test]
fn every_file_has_its_truth() {
    let listed: BTreeSet<String> = groups().into_iter().flatten().collect();
    assert_eq!(listed, captures_in("tests/captures").into_iter().collect());
}

#[test]
fn the_records_are_what_is_known() {
    each(
        truths(),
        |truth| truth["files"].to_string(),
        |truth| {
            let arguments = ["sessions", "--format", "json", "--show-passwords"]
                .map(str::to_owned)
                .into_iter();
            let run = run(arguments.chain(files(truth)));
            assert_eq!(run.status, Some(0), "{}", run.stderr);
            check(truth, &run.json());
        },
    );
}

/// Holds a document against what is known of its capture, and fails with all differences at once.
fn check(truth: &Value, document: &Value) {
    let mut wrong = Vec::new();
    let sessions = items(&document["sessions"]);
    if let Some(count) = truth["session_count"].as_u64()
        && count != sessions.len() as u64
    {
        wrong.push(format!(
            "{count} sessions expected, {} found",
            sessions.len()
        ));
    }
    let mut claimed = 0;
    for expected in items(&truth["sessions"]) {
        let named = |s: &&Value| {
            identity(s)
                == [
                    &expected["client"],
                    &expected["client_port"],
                    &expected["server"],
                    &expected["server_port"],
                ]
        };
        match sessions.iter().find(named) {
            Some(session) => claimed += check_session(expected, session, &mut wrong),
            None => wrong.push(format!(
                "no session of {}:{}",
                expected["client"], expected["client_port"]
            )),
        }
    }
    let complete = sessions
        .iter()
        .flat_map(|s| items(&s["transfers"]))
        .filter(|t| t["complete"] == true)
        .count();
    if complete > claimed {
        wrong.push(format!(
            "{complete} transfers are called complete, {claimed} can be"
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn identity(session: &Value) -> [&Value; 4] {
    let (client, server) = (&session["client"], &session["server"]);
    [
        &client["ip"],
        &client["port"],
        &server["ip"],
        &server["port"],
    ]
}

/// Gives the number of listed transfers that may be complete.
fn check_session(expected: &Value, session: &Value, wrong: &mut Vec<String>) -> usize {
    let tls = |value: &Value| {
        if value.is_null() {
            "none".into()
        } else {
            value.clone()
        }
    };
    let mut differs = |name: &str, found: &Value| {
        let known = expected.get(name).filter(|&known| known != found);
        wrong.extend(known.map(|known| format!("{name}: expected {known}, found {found}")));
    };
    differs("user", &session["user"]);
    differs("login", &session["login"]);
    differs("mode", &session["mode"]);
    differs("tls", &tls(&session["control"]["tls"]));

    let mut left: Vec<&Value> = items(&session["transfers"]).iter().collect();
    for known in items(&expected["transfers"]) {
        match left.iter().position(|found| same_command(known, found)) {
            // in order: what stands before it was not listed
            Some(place) => check_transfer(known, left.remove(place), wrong),
            None => wrong.push(format!(
                "no transfer {} {}",
                known["command"], known["argument"]
            )),
        }
    }
    items(&expected["transfers"])
        .iter()
        .filter(|known| known["complete"] != false)
        .count()
}

fn same_command(known: &Value, found: &Value) -> bool {
    let argument = |value: &Value| {
        if value.is_null() {
            "".into()
        } else {
            value.clone()
        }
    };
    let readings = || {
        items(&known["argument_also"])
            .iter()
            .cloned()
            .chain([argument(&known["argument"])])
    };
    let hidden = known.get("command").is_none();
    hidden
        || known["command"] == found["command"]
            && readings().any(|reading| reading == argument(&found["argument"]))
}

fn check_transfer(known: &Value, found: &Value, wrong: &mut Vec<String>) {
    for name in [
        "mode",
        "method",
        "offset",
        "bytes",
        "sha256",
        "complete",
        "encrypted",
    ] {
        let elsewhere = known["in_capture"] == false && matches!(name, "mode" | "method");
        let expected = known
            .get(name)
            .filter(|&value| *value != found[name] && !elsewhere);
        let what = format!("{} {}", known["command"], known["argument"]);
        wrong.extend(
            expected.map(|value| format!("{what}: {name} expected {value}, found {}", found[name])),
        );
    }
}

#[test]
fn one_traffic_in_several_containers_is_one_analysis() {
    let analysis = |name: &str| {
        let mut document = run([
            "sessions",
            "--format",
            "json",
            &format!("tests/captures/{name}"),
        ])
        .clean()
        .json();
        document
            .as_object_mut()
            .expect("an object")
            .remove("captures");
        document
    };
    let plain = analysis("27a_compressed_vsftpd.pcap");
    for packed in ["gz", "lz4", "zst"] {
        assert!(
            analysis(&format!("27a_compressed_vsftpd.pcap.{packed}")) == plain,
            "{packed} is another traffic"
        );
    }
}

/// 227 replies that the snap length cut, or that are not there at all: the PASV is, and the client
/// connected.
#[test]
fn a_request_tells_the_method_where_its_endpoint_is_hidden() {
    for name in [
        "23a_snaplen96_vsftpd_ftplib.pcap",
        "20f_oneway_to_client_vsftpd_c2s.pcap",
    ] {
        let found = run([
            "sessions",
            "--format",
            "json",
            &format!("tests/captures/{name}"),
        ])
        .json();
        for transfer in items(&found["sessions"][0]["transfers"]) {
            assert_eq!(
                [&transfer["mode"], &transfer["method"]],
                ["passive", "PASV"],
                "{name}: {transfer}"
            );
            assert!(transfer["offer"].is_null(), "{name}: {transfer}");
        }
    }
}
