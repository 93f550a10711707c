//! FTPS with the secrets of a key log: what the captures with keys hold, that nothing is told
//! without them, and that no password and no secret is shown.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::captures::{items, truths};
use crate::support::{Scratch, each, root, run};

/// The captures that have a key log, with it and with what is known of them.
pub(crate) fn keyed() -> Vec<(String, String, Value)> {
    let mut keyed = Vec::new();
    for truth in truths() {
        let name = truth["files"][0].as_str().expect("a name").to_owned();
        let stem = name.split('.').next().unwrap_or_default();
        let keys = format!("tests/keys/{stem}.keys.log");
        if root().join(&keys).exists() {
            keyed.push((format!("tests/captures/{name}"), keys, truth));
        }
    }
    keyed
}

fn sessions(capture: &str, keys: &[&str]) -> Value {
    let words = [
        "sessions", "--format", "json", "--hash", "sha256", "--quiet",
    ];
    let run = run([&words[..], keys, &[capture]].concat());
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    run.json()
}

#[test]
fn every_key_log_has_its_capture_and_its_truth() {
    let logs = fs::read_dir(root().join("tests/keys")).expect("a folder");
    let logs: BTreeSet<String> = logs
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| format!("tests/keys/{}", name.to_string_lossy()))
        .collect();
    let keyed = keyed();
    assert_eq!(
        logs,
        keyed.iter().map(|(_, keys, _)| keys.clone()).collect()
    );
    for (capture, _, truth) in &keyed {
        assert!(truth["decrypted"].is_array(), "{capture}");
    }
}

#[test]
fn transfers_are_what_is_known_of_them() {
    each(
        keyed(),
        |(capture, ..)| capture.clone(),
        |(capture, keys, truth)| {
            let document = sessions(capture, &["--key-log", keys]);
            let session = &document["sessions"][0];
            let known = items(&truth["decrypted"]);
            let found = items(&session["transfers"]);
            assert_eq!(found.len(), known.len());
            for (found, known) in found.iter().zip(known) {
                for field in ["command", "mode", "method", "bytes", "sha256"] {
                    assert_eq!(found[field], known[field], "{field} of {found}");
                }
                let argument = found["argument"].as_str().unwrap_or_default();
                assert_eq!(argument, known["argument"]);
                assert_eq!(found["complete"], json!(true), "{found}");
                assert_eq!(found["encrypted"], found["decrypted"]);
            }
            for connection in items(&session["connections"]) {
                let tls = &connection["tls"];
                if !tls.is_null() {
                    assert_eq!(tls["decrypted"], "yes", "{connection}");
                    assert_eq!(
                        (&tls["reason"], &tls["sealed_records"]),
                        (&Value::Null, &json!(0))
                    );
                    assert_eq!(tls["secret_from"], "key_log");
                }
            }
            let offers = items(&session["offers"]).iter();
            for matched in offers.map(|offer| &offer["matched_by"]) {
                assert!(matched == "exact" || matched == "peer", "{matched}");
            }
        },
    );
}

#[test]
fn without_secrets_and_with_those_of_others_nothing_is_told() {
    each(
        keyed(),
        |(capture, ..)| capture.clone(),
        |(capture, keys, _)| {
            let other = if keys.contains("t31") {
                "tests/keys/t32_auth_lower.keys.log"
            } else {
                "tests/keys/t31_auth_ssl_b.keys.log"
            };
            let sealed = sessions(capture, &[]);
            let strange = sessions(capture, &["--key-log", other]);
            for document in [&sealed, &strange] {
                for connection in items(&document["sessions"][0]["connections"]) {
                    let tls = &connection["tls"];
                    if !tls.is_null() {
                        assert_eq!(
                            (&tls["decrypted"], &tls["reason"]),
                            (&json!("no"), &json!("no_secret"))
                        );
                    }
                }
            }
            let facts = |document: &Value| {
                let session = &document["sessions"][0];
                let transfers = items(&session["transfers"]).iter();
                let transfers: Vec<Value> = transfers
                    .map(|t| {
                        json!([
                            t["command"],
                            t["bytes"],
                            t["complete"],
                            t["encrypted"],
                            t["decrypted"]
                        ])
                    })
                    .collect();
                json!([
                    session["commands"],
                    session["user"],
                    session["offers"],
                    transfers
                ])
            };
            assert_eq!(facts(&sealed), facts(&strange));
        },
    );
}

/// Every output with the keys at hand: the password of the dialogue is masked, and no secret of the
/// key log stands in any.
#[test]
fn no_output_shows_a_password_or_a_secret() {
    const OUTPUTS: &[&[&str]] = &[
        &["timeline", "--format", "tsv"],
        &["timeline", "--format", "ndjson"],
        &["sessions", "--format", "json"],
        &["sessions", "--format", "csv"],
        &["transfers", "--format", "csv"],
        &["transfers", "--format", "ndjson"],
        &["transcript"],
        &["explain"],
        &["explain", "--lang", "vi"],
        &["diagnose"],
        &["diagnose", "--format", "json"],
        &["diagram", "--format", "svg"],
        &["diagram", "--format", "mermaid"],
        &["report", "-o", "-"],
        &["check", "--require", "session.login == \"accepted\""],
    ];
    each(
        keyed(),
        |(capture, ..)| capture.clone(),
        |(capture, keys, _)| {
            let log = fs::read_to_string(root().join(keys)).expect("a key log");
            let secrets: Vec<&str> = log
                .lines()
                .filter(|line| !line.starts_with('#'))
                .filter_map(|line| line.split(' ').nth(2))
                .collect();
            assert!(!secrets.is_empty());
            let password = {
                let shown = [
                    "sessions",
                    "--format",
                    "json",
                    "--show-passwords",
                    "--key-log",
                ];
                let run = run([&shown[..], &[keys, capture]].concat());
                run.json()["sessions"][0]["password"]
                    .as_str()
                    .expect("it is known")
                    .to_owned()
            };
            assert!(password.len() > 5 && !password.contains('*'), "{password}");
            for output in OUTPUTS {
                let run = run([output, &["--key-log", keys, capture][..]].concat());
                // names of the contract, of which a password may be a part
                let told = [run.text(), &run.stderr[..]]
                    .concat()
                    .replace("secret_from", "")
                    .replace("no_secret", "");
                // one of them is a word that is said of keys too
                let shown = if password == "secret" {
                    format!("PASS {password}")
                } else {
                    password.clone()
                };
                assert!(!told.contains(&shown), "{output:?} shows the password");
                let lower = told.to_lowercase();
                for secret in &secrets {
                    assert!(!lower.contains(&secret[..32]), "{output:?} shows a secret");
                }
            }
        },
    );
}

/// What went in the clear before the handshake has none.
#[test]
fn a_diagram_puts_a_lock_before_what_nobody_on_the_way_could_read() {
    // Mermaid reads characters beyond its own as numbers
    let formats = [("text", "🔒"), ("mermaid", "#128274;"), ("svg", "🔒")];
    for (format, lock) in formats {
        let drawn = run([
            "diagram",
            "--format",
            format,
            "samples/ftps-explicit.pcapng",
        ]);
        let drawn = String::from_utf8(drawn.stdout).expect("text");
        assert!(drawn.contains(&format!("{lock} USER vault")), "{format}");
        assert!(drawn.contains("AUTH TLS"), "{format}");
        assert!(!drawn.contains(&format!("{lock} AUTH TLS")), "{format}");
        assert!(!drawn.contains(&format!("{lock} 234")), "{format}");
    }
}

/// A log that has the secrets of the client's side alone opens the commands and what the client
/// sends. That no reply can be read says nothing of the server.
#[test]
fn what_the_server_says_is_hidden_where_only_the_client_is_opened() {
    each(
        keyed(),
        |(capture, ..)| capture.clone(),
        |(capture, keys, _)| {
            let log = fs::read_to_string(root().join(keys)).expect("a key log");
            let of_client = |line: &&str| {
                line.starts_with("CLIENT_TRAFFIC") || line.starts_with("CLIENT_HANDSHAKE")
            };
            let lines: Vec<&str> = log.lines().filter(of_client).collect();
            if lines.is_empty() {
                // TLS 1.2 has one secret for both
                return;
            }
            let scratch = Scratch::new();
            let path = scratch.path("client.keys.log");
            fs::write(&path, lines.join("\n")).expect("it is written");
            let document = sessions(capture, &["--key-log", &path]);
            for session in items(&document["sessions"]) {
                for finding in items(&session["findings"]) {
                    let id = finding["id"].as_str().unwrap_or_default();
                    let is_blamed = ["transfer-cut", "unanswered-command", "control-lost"];
                    assert!(!is_blamed.contains(&id), "{finding}");
                }
            }
            let explained = run(["explain", "--key-log", &path, capture]);
            let told = explained.text();
            assert!(!told.contains("No answer to it follows"), "{told}");
            assert!(!told.contains("No final reply"), "{told}");
        },
    );
}

/// What is known of the transfers, with those lines of a key log alone. None where it has others
/// than those of TLS 1.3.
fn transfers_with(capture: &str, keys: &str, wanted: impl Fn(&str) -> bool) -> Option<Vec<Value>> {
    let log = fs::read_to_string(root().join(keys)).expect("a key log");
    if log.contains("CLIENT_RANDOM") {
        return None;
    }
    let lines: Vec<&str> = log.lines().filter(|line| wanted(line)).collect();
    let scratch = Scratch::new();
    let path = scratch.path("some.keys.log");
    fs::write(&path, lines.join("\n")).expect("it is written");
    let document = sessions(capture, &["--key-log", &path]);
    for session in items(&document["sessions"]) {
        let findings = items(&session["findings"]).iter();
        let ids: Vec<&str> = findings.filter_map(|f| f["id"].as_str()).collect();
        assert!(!ids.contains(&"starttls-injection"), "{capture}: {ids:?}");
    }
    let sessions = items(&document["sessions"]).iter();
    let transfers = sessions.flat_map(|session| items(&session["transfers"]));
    let facts = ["bytes", "sha256", "complete", "outcome"];
    let told = transfers.map(|transfer| json!(facts.map(|fact| transfer[fact].clone())));
    Some(told.collect())
}

/// Some programs write no secrets of the handshake: the first record of the contents opens, so that
/// nothing but the handshake stays sealed.
#[test]
fn the_secrets_of_the_contents_alone_prove_a_file() {
    each(
        keyed(),
        |(capture, ..)| capture.clone(),
        |(capture, keys, _)| {
            let all = transfers_with(capture, keys, |_| true);
            let some = transfers_with(capture, keys, |line| !line.contains("HANDSHAKE"));
            assert_eq!(some, all);
        },
    );
}

/// The server's side alone tells what is transferred, as where the client's was not recorded. It is
/// no clear text in the seam before TLS either.
#[test]
fn transfers_are_told_where_only_the_server_is_opened() {
    each(
        keyed(),
        |(capture, ..)| capture.clone(),
        |(capture, keys, _)| {
            let all = transfers_with(capture, keys, |_| true);
            let some = transfers_with(capture, keys, |line| line.starts_with("SERVER"));
            assert_eq!(some.as_ref().map(Vec::len), all.as_ref().map(Vec::len));
            let is_whole = |transfer: &&Value| transfer[2] == true;
            let whole = |told: Option<Vec<Value>>| told.iter().flatten().filter(is_whole).count();
            let (whole, expected) = (whole(some), whole(all));
            assert!(whole > 0 || expected == 0, "{whole} of {expected}");
        },
    );
}

/// A capture in the first format of pcap without the frames of some bytes.
fn without_frames(capture: &str, is_missed: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    const HEADER: usize = 24;
    const RECORD: usize = 16;
    let bytes = fs::read(root().join(capture)).expect("a capture");
    let (mut left, mut rest) = (bytes[..HEADER].to_vec(), &bytes[HEADER..]);
    while let Some(length) = rest.get(8..12) {
        let length = u32::from_le_bytes(length.try_into().expect("four bytes")) as usize;
        let (record, behind) = rest.split_at(RECORD + length);
        if !is_missed(record) {
            left.extend_from_slice(record);
        }
        rest = behind;
    }
    left
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The recorder missed segments of the handshake: what the secrets open behind them is the same,
/// and the number of the first record proves that nothing of a file was among them.
#[test]
fn what_is_missing_of_a_handshake_hides_nothing_behind_it() {
    const CHANGE_CIPHER_SPEC: &[u8] = &[20, 3, 3, 0, 1, 1];
    let is_hello = |frame: &[u8]| {
        frame
            .windows(6)
            .any(|w| matches!(w, [22, 3, _, _, _, 1 | 2]))
    };
    let is_change = |frame: &[u8]| holds(frame, CHANGE_CIPHER_SPEC) && !is_hello(frame);
    let is_command = |frame: &[u8]| holds(frame, b"AUTH TLS\r\n") || holds(frame, b"AUTH SSL\r\n");
    for (name, missed) in [
        (
            "13e_ftps_ccc_proftpd_ftplib",
            &is_change as &dyn Fn(&[u8]) -> bool,
        ),
        ("13r_ftps_session_reuse_proftpd_ftplib", &is_change),
        ("13e_ftps_ccc_proftpd_ftplib", &is_command),
        ("13m_ftps_control_only_pureftpd_curl", &is_command),
    ] {
        let capture = format!("tests/captures/{name}.pcap");
        let keys = format!("tests/keys/{name}.keys.log");
        let scratch = Scratch::new();
        let torn = without_frames(&capture, missed);
        assert!(
            torn.len() < fs::read(root().join(&capture)).expect("a capture").len(),
            "{name}"
        );
        let torn = scratch.file("torn.pcap", &torn);
        let [all, some] = [capture.as_str(), &torn].map(|file| {
            let document = sessions(file, &["--key-log", &keys]);
            let sessions = items(&document["sessions"]).iter();
            let transfers = sessions.flat_map(|session| items(&session["transfers"]));
            let facts = [
                "argument",
                "bytes",
                "sha256",
                "complete",
                "outcome",
                "reply_code",
            ];
            let told = transfers.map(|transfer| json!(facts.map(|fact| transfer[fact].clone())));
            told.collect::<Vec<Value>>()
        });
        assert_eq!(some, all, "{name}");
    }
}

/// The greeting is missing, so that the server's bytes are read behind all of the client's, and so
/// is the first record of the client behind its handshake: the ones behind that wait for keys, and
/// have other numbers than they seem to have.
#[test]
fn a_record_that_is_missing_while_others_wait_hides_none_of_them() {
    const APPLICATION_DATA: &[u8] = &[23, 3, 3];
    let name = "13r_ftps_session_reuse_proftpd_ftplib";
    let capture = format!("tests/captures/{name}.pcap");
    let keys = format!("tests/keys/{name}.keys.log");
    let is_first = Cell::new(true);
    let torn = without_frames(&capture, |frame| {
        let is_data = holds(frame, APPLICATION_DATA);
        holds(frame, b"220 ") || (is_data && is_first.replace(false))
    });
    assert!(!is_first.get());
    let scratch = Scratch::new();
    let torn = scratch.file("torn.pcap", &torn);
    let [all, some] = [capture.as_str(), &torn].map(|file| {
        let document = sessions(file, &["--key-log", &keys]);
        let commands = items(&document["sessions"][0]["commands"]).iter();
        let verbs = commands.filter_map(|command| command["verb"].as_str());
        verbs.map(str::to_owned).collect::<Vec<String>>()
    });
    assert_eq!(
        all.get(..3).map(|verbs| verbs.join(" ")).as_deref(),
        Some("AUTH USER PASS")
    );
    let behind: Vec<String> = all.into_iter().filter(|verb| verb != "USER").collect();
    assert_eq!(some, behind);
}
