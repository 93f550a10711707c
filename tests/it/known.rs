//! Lists of known files, and what a capture without FTP holds.

use std::fmt::Write as _;

use etherparse::PacketBuilder;
use serde_json::{Value, json};

use crate::support::{Scratch, run};

/// The file of the sample, by SHA-256.
const HEHE: &str = "ea42241ea6e1e7c8f040eb1298ea108dec942367fd18c8cc54bcf98a1fe383dd";
const ACTIVE: &str = "samples/active.pcap";

fn text(words: &[&str]) -> String {
    run(words.iter().chain(&["--quiet", ACTIVE]))
        .clean()
        .text()
        .to_owned()
}

#[test]
fn a_transfer_of_a_known_file_is_marked_everywhere() {
    let folder = Scratch::new();
    let list = folder.file("bad.txt", format!("{HEHE}  hehe.txt\n").as_bytes());
    let known = ["--known", &*list];
    let document = text(&[&["transfers", "--format", "json"], &known[..]].concat());
    let document: Value = serde_json::from_str(&document).expect("JSON");
    let expected = json!({"algorithm": "sha256", "digest": HEHE, "list": list});
    assert_eq!(document[0]["known"], expected);
    // whichever digest is shown, or none
    for hash in ["md5", "none"] {
        let words = ["transfers", "--format", "ndjson", "--hash", hash];
        assert!(text(&[&words[..], &known].concat()).contains("\"known\":{"));
    }
    let table = text(&[&["transfers"], &known[..]].concat());
    assert!(
        table.contains("Known") && table.contains("bad.txt"),
        "{table}"
    );
    for command in ["overview", "diagnose", "explain", "timeline"] {
        let run = run([command, "--quiet", "--known", &list, ACTIVE]).clean();
        let is_named = run.text().contains("bad.txt");
        assert_eq!(is_named, ["overview", "diagnose"].contains(&command));
    }
    let failed = run([
        "diagnose",
        "-q",
        "--finding",
        "known-file",
        "--known",
        &list,
        ACTIVE,
    ]);
    assert!(failed.text().contains("known-file"));
    let out = folder.path("files");
    run(["extract", "-q", "-d", &out, "--known", &list, ACTIVE]).clean();
    let manifest = std::fs::read(format!("{out}/manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    assert_eq!(manifest["files"][0]["known"], expected);
    // the near miss: another file
    let other = folder.file("other.txt", HEHE.replace('e', "f").as_bytes());
    let table = text(&["transfers", "--known", &other]);
    assert!(!table.contains("Known"), "{table}");
}

#[test]
fn a_list_that_is_none_is_told_by_its_line() {
    let folder = Scratch::new();
    let list = folder.file("list.txt", format!("{HEHE}\nhello\n").as_bytes());
    let run = run(["transfers", "--known", &list, ACTIVE]);
    assert_eq!(run.status, Some(2));
    assert!(
        run.stderr.contains("list.txt: line 2: has no MD5"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_list_that_has_no_room_is_told() {
    let folder = Scratch::new();
    let mut list = String::new();
    for number in 0..100 {
        let _ = writeln!(list, "{number:064x}");
    }
    let list = folder.file("list.txt", list.as_bytes());
    let run = run([
        "transfers",
        "--known",
        &list,
        "--limit",
        "known_files=60",
        ACTIVE,
    ]);
    assert!(run.stderr.contains("known_files"), "{}", run.stderr);
}

/// A capture of UDP datagrams between two hosts: whether the client sends it, ports, payload.
fn datagrams(all: &[(bool, u16, u16, &[u8])]) -> Vec<u8> {
    let mut capture = [0xa1b2_c3d4_u32, 0x0002_0004, 0, 0, 65_535, 1]
        .map(u32::to_be_bytes)
        .concat();
    for &(by_client, from, to, payload) in all {
        let hosts = [[10, 0, 0, 2], [10, 0, 0, 1]];
        let (src, dst) = if by_client {
            (hosts[0], hosts[1])
        } else {
            (hosts[1], hosts[0])
        };
        let mut packet = Vec::new();
        PacketBuilder::ethernet2([2; 6], [4; 6])
            .ipv4(src, dst, 64)
            .udp(from, to)
            .write(&mut packet, payload)
            .expect("memory takes it");
        let length = packet.len() as u32;
        capture.extend([0, 0, length, length].map(u32::to_be_bytes).concat());
        capture.extend(packet);
    }
    capture
}

#[test]
fn tftp_is_named_where_there_is_no_ftp() {
    let folder = Scratch::new();
    let bytes = datagrams(&[
        (true, 50_000, 69, b"\0\x01boot.img\0octet\0"),
        (false, 3000, 50_000, b"\0\x03\0\x01hello"),
        (true, 50_000, 3000, b"\0\x04\0\x01"),
        (true, 50_001, 53, b"\0\x01\x01\0\0\x01"),
    ]);
    let capture = folder.file("tftp.pcap", &bytes);
    let overview = run(["overview", "--quiet", &capture]).clean();
    assert!(
        overview.text().contains("TFTP on port 69 (1)"),
        "{}",
        overview.text()
    );
    let document = run(["sessions", "--format", "json", "--quiet", &capture]).json();
    let expected = json!([{"protocol": "tftp", "port": 69, "connections": 1}]);
    assert_eq!(document["other_traffic"], expected);
    let told = run(["sessions", &capture]).stderr;
    assert!(told.contains("TFTP on port 69"), "{told}");
}
