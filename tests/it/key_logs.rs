//! Key logs: how they are given, what of them is told, and that captures keep theirs to themselves.

use std::fs;
use std::io::Write as _;

use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::support::{Run, Scratch, read, run};

const CAPTURE: &str = "tests/captures/t30_ftps.pcap";
const KEYS: &str = "tests/keys/t30_ftps.keys.log";
const OTHER_KEYS: &str = "tests/keys/t32_auth_lower.keys.log";

/// What is told of the secrets of each file.
fn key_logs(run: &Run) -> Vec<Value> {
    let document = run.json();
    let captures = document["captures"].as_array().expect("a list");
    captures
        .iter()
        .map(|file| file["key_log"].clone())
        .collect()
}

fn told(arguments: &[&str]) -> Vec<Value> {
    key_logs(&run([
        &["sessions", "--format", "json", "--quiet"],
        arguments,
    ]
    .concat()))
}

/// A pcapng of a capture.
fn pcapng(capture: &str) -> Vec<u8> {
    run(["slice", "--quiet", "-o", "-", capture]).stdout
}

/// A Decryption Secrets Block of a type of secrets, little-endian.
fn secrets_block(kind: u32, text: &[u8]) -> Vec<u8> {
    let padded = text.len().next_multiple_of(4);
    let size = (20 + padded) as u32;
    let mut block = Vec::new();
    for field in [10, size, kind, text.len() as u32] {
        block.extend(field.to_le_bytes());
    }
    block.extend(text);
    block.resize(16 + padded, 0);
    block.extend(size.to_le_bytes());
    block
}

const TLS_KEY_LOG: u32 = 0x544c_534b;

fn key_log_block(text: &[u8]) -> Vec<u8> {
    secrets_block(TLS_KEY_LOG, text)
}

/// The file with a block behind its section header.
fn with_first(file: &[u8], block: &[u8]) -> Vec<u8> {
    let header = u32::from_le_bytes(file[4..8].try_into().expect("four bytes")) as usize;
    [&file[..header], block, &file[header..]].concat()
}

#[test]
fn without_any_nothing_is_told() {
    assert_eq!(told(&[CAPTURE]), [Value::Null]);
}

#[test]
fn lines_are_counted_and_several_files_are_one() {
    let known = |files: u64, entries: u64, used: u64, ignored: u64| json!({"files": files, "entries": entries, "used": used, "ignored": ignored, "malformed": 0, "in_capture": false});
    assert_eq!(told(&["--key-log", KEYS, CAPTURE]), [known(1, 8, 8, 2)]);
    assert_eq!(
        told(&["--key-log", OTHER_KEYS, CAPTURE]),
        [known(1, 8, 0, 2)]
    );
    let both = ["--key-log", OTHER_KEYS, "--key-log", KEYS, CAPTURE];
    assert_eq!(told(&both), [known(2, 16, 8, 4)]);
}

#[test]
fn a_file_that_cannot_be_used_is_named_with_what_was_expected() {
    let scratch = Scratch::new();
    let words = scratch.file("words.txt", b"USER alice\nPASS open sesame\n");
    let empty = scratch.file("empty.log", b"");
    let broken = format!("CLIENT_RANDOM {} 00\nCLIENT_RANDOM\n", "ab".repeat(32));
    let broken = scratch.file("broken.log", broken.as_bytes());
    let missing = scratch.path("missing.log");
    let cases = [
        (
            &missing,
            Some(2),
            "missing.log: the key log cannot be read: ",
        ),
        (
            &words,
            Some(2),
            "words.txt: is not a key log: line 1: expected a label such as CLIENT_RANDOM",
        ),
        (
            &empty,
            Some(0),
            "empty.log: the key log holds no secret of use; was SSLKEYLOGFILE set",
        ),
        (
            &broken,
            Some(0),
            "broken.log: line 1: expected a secret of 96 hexadecimal digits, or 64 in TLS 1.3, found 2; \
             one more line is malformed",
        ),
    ];
    for (path, status, message) in cases {
        let run = run(["sessions", "--key-log", path, CAPTURE]);
        assert_eq!(run.status, status, "{}", run.stderr);
        assert!(run.stderr.contains(message), "{}", run.stderr);
        assert!(!run.stderr.contains("sesame"));
    }
}

#[test]
fn a_capture_brings_its_own_wherever_they_stand() {
    let (file, keys) = (pcapng(CAPTURE), read(KEYS));
    let half = keys.len() / 2
        + keys[keys.len() / 2..]
            .iter()
            .position(|&b| b == b'\n')
            .expect("lines")
        + 1;
    let blocks = [key_log_block(&keys[..half]), key_log_block(&keys[half..])];
    let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed
        .write_all(&with_first(&file, &blocks.concat()))
        .expect("memory takes everything");
    let files = [
        ("first.pcapng", with_first(&file, &key_log_block(&keys))),
        ("last.pcapng", [&file[..], &key_log_block(&keys)].concat()),
        (
            "two.pcapng",
            [&with_first(&file, &blocks[1])[..], &blocks[0]].concat(),
        ),
        (
            "first.pcapng.gz",
            packed.finish().expect("memory takes everything"),
        ),
    ];
    let scratch = Scratch::new();
    for (name, bytes) in files {
        let path = scratch.file(name, &bytes);
        let known = json!({"files": 0, "entries": 8, "used": 8, "ignored": 2, "malformed": 0, "in_capture": true});
        assert_eq!(told(&[&path]), std::slice::from_ref(&known), "{name}");
        let refused = &told(&["--no-embedded-keys", &path])[0];
        assert_eq!(
            (&refused["used"], &refused["in_capture"]),
            (&json!(0), &json!(true)),
            "{name}"
        );
        // what a key log says as well is no other secret
        assert_eq!(told(&["--key-log", KEYS, &path])[0]["used"], 8, "{name}");
    }
}

#[test]
fn blocks_that_make_no_sense_cost_nothing_but_themselves() {
    let file = pcapng(CAPTURE);
    let mut long = key_log_block(b"# short\n");
    long[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut short = key_log_block(b"");
    short.truncate(12);
    short[4..8].copy_from_slice(&12_u32.to_le_bytes());
    short[8..12].copy_from_slice(&12_u32.to_le_bytes());
    let blocks = [
        long,
        short,
        key_log_block(b""),
        key_log_block(b"\0\xff garbage"),
        secrets_block(0x5747_4b4c, &read(KEYS)),
    ];
    let scratch = Scratch::new();
    let plain = scratch.file("plain.pcapng", &file);
    let expected = run(["timeline", "--format", "tsv", &plain]).clean().stdout;
    for block in blocks {
        let path = scratch.file("odd.pcapng", &with_first(&file, &block));
        let run = run(["timeline", "--format", "tsv", &path]).clean();
        assert!(run.stdout == expected);
        let known = &told(&[&path])[0];
        assert!(
            known.is_null() || known["in_capture"] == json!(false),
            "{known}"
        );
    }
}

#[test]
fn a_slice_leaves_secrets_behind_unless_it_is_to_keep_those_of_its_sessions() {
    let scratch = Scratch::new();
    let both = [read(OTHER_KEYS), read(KEYS)].concat();
    let path = scratch.file(
        "a.pcapng",
        &with_first(&pcapng(CAPTURE), &key_log_block(&both)),
    );
    let sliced = |words: &[&str]| run([&["slice", "-o", "-", &path], words].concat());
    for words in [&[][..], &["--key-log", KEYS], &["--session", "1"]] {
        let run = sliced(words);
        assert!(!String::from_utf8_lossy(&run.stdout).contains("TRAFFIC_SECRET"));
        assert!(
            run.stderr.contains("secrets of TLS stay behind"),
            "{}",
            run.stderr
        );
    }
    for words in [
        &["--keep-secrets"][..],
        &["--keep-secrets", "--session", "1"],
    ] {
        let run = sliced(words);
        assert!(
            run.stderr.contains("secrets of TLS come along"),
            "{}",
            run.stderr
        );
        let kept = scratch.file("kept.pcapng", &run.stdout);
        let known = &told(&[&kept])[0];
        assert_eq!((&known["entries"], &known["used"]), (&json!(8), &json!(8)));
    }
    let run = sliced(&["--keep-secrets", "--no-embedded-keys"]);
    assert!(!String::from_utf8_lossy(&run.stdout).contains("TRAFFIC_SECRET"));
}

#[test]
fn the_environment_names_no_key_log() {
    let run = crate::support::program()
        .args(["sessions", "--format", "json", CAPTURE])
        .env("SSLKEYLOGFILE", KEYS)
        .output()
        .map(Run::from)
        .expect("it starts");
    assert_eq!(key_logs(&run.clean()), [Value::Null]);
    assert!(fs::exists(KEYS).expect("it can be looked for"));
}
