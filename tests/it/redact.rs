//! `slice --redact`: nothing is left of what was taken out, and the analysis is the same.

use std::collections::BTreeSet;

use ftpscope::capture::Capture;
use ftpscope::limits::Limits;
use serde_json::Value;

use crate::findings::script;
use crate::support::{Scratch, all_captures, each, run};

const ALL: &str = "secrets,names,contents,addresses";

/// Captures whose analysis cannot stay what it was, and why.
const OTHERWISE: [(&str, &str); 5] = [
    (
        "span_port_gaps",
        "the rest of a torn password is no command once it is overwritten",
    ),
    ("modez", "what MODE Z wraps is overwritten"),
    ("mode_b", "what MODE B wraps is overwritten"),
    ("flags_ftp", "contents that differ are overwritten alike"),
    ("overlap", "contents that differ are overwritten alike"),
];

/// A slice of some captures; the words are those of the command line beside them.
fn sliced(scratch: &Scratch, name: &str, files: &[String], words: &[&str]) -> String {
    let output = scratch.path(name);
    let mut command = vec!["slice".to_owned(), "-q".into(), "-o".into(), output.clone()];
    command.extend(words.iter().map(|&word| word.to_owned()));
    command.extend(files.iter().cloned());
    assert_eq!(run(command).status, Some(0));
    output
}

fn document(file: &str) -> Value {
    run(["sessions", "-q", "--format", "json", file]).json()
}

/// What must not change: modes, outcomes, counts, and what was found. What a greeting or a name
/// tells is worth a note at most.
fn conclusions(document: &Value, with_notes: bool) -> Vec<String> {
    let mut found = Vec::new();
    for session in document["sessions"].as_array().into_iter().flatten() {
        found.push(facts(
            session,
            &["mode", "duration", "frames", "retransmissions"],
        ));
        for command in session["commands"].as_array().into_iter().flatten() {
            let replies = command["replies"].as_array().into_iter().flatten();
            let codes: Vec<String> = replies.map(|reply| reply["code"].to_string()).collect();
            found.push(format!("{} {codes:?}", facts(command, &["verb", "frame"])));
        }
        for transfer in session["transfers"].as_array().into_iter().flatten() {
            let keys = [
                "mode",
                "outcome",
                "complete",
                "reasons",
                "stage",
                "bytes",
                "decoded_bytes",
                "lost_bytes",
                "matched_by",
                "data_type",
            ];
            found.push(facts(transfer, &keys));
        }
        for finding in session["findings"].as_array().into_iter().flatten() {
            let is_told_by_a_name = finding["id"] == "ascii-binary";
            if with_notes || finding["severity"] != "info" && !is_told_by_a_name {
                found.push(facts(finding, &["id", "severity", "frame"]));
            }
        }
    }
    found
}

fn facts(value: &Value, keys: &[&str]) -> String {
    let told: Vec<String> = keys
        .iter()
        .map(|&key| format!("{key} {}", value[key]))
        .collect();
    told.join(", ")
}

/// Every text of those fields, wherever they stand.
fn texts(value: &Value, keys: &[&str], found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| texts(item, keys, found)),
        Value::Object(members) => {
            for (key, member) in members {
                if let (true, Some(text)) = (keys.contains(&key.as_str()), member.as_str()) {
                    found.insert(text.to_owned());
                }
                texts(member, keys, found);
            }
        }
        _ => {}
    }
}

#[test]
fn the_analysis_of_a_redacted_slice_is_that_of_the_slice() {
    each(
        all_captures(),
        |files| files.join(" "),
        |files| {
            let scratch = Scratch::new();
            let plain = document(&sliced(&scratch, "plain.pcapng", files, &[]));
            let is_otherwise = OTHERWISE.iter().any(|(name, _)| files[0].contains(name));
            for (what, with_notes) in [("secrets,addresses", true), (ALL, false)] {
                if is_otherwise {
                    continue;
                }
                let option = format!("--redact={what}");
                let file = sliced(&scratch, &format!("{what}.pcapng"), files, &[&option]);
                let redacted = document(&file);
                if what == ALL {
                    assert_eq!(left(&plain, &frames(&file)), [""; 0]);
                }
                let (before, after) = (
                    conclusions(&plain, with_notes),
                    conclusions(&redacted, with_notes),
                );
                let differ = before
                    .iter()
                    .zip(&after)
                    .find(|(before, after)| before != after);
                assert_eq!(differ, None, "{what}");
                assert_eq!(before.len(), after.len(), "{what}");
            }
        },
    );
}

/// Users, paths, addresses and greetings of a capture that still stand in a redacted one.
fn left(plain: &Value, redacted: &[u8]) -> Vec<String> {
    let mut secret = BTreeSet::new();
    let keys = ["user", "path", "ip", "client", "server", "banner"];
    texts(&plain["sessions"], &keys, &mut secret);
    // words of four letters and less stand everywhere, and addresses of documentation are given to
    // others
    let common = ["192.0.2.", "198.51.100.", "127.", "2001:db8:"];
    secret.retain(|text| text.len() > 4 && text != "anonymous" && text != "0.0.0.0");
    secret.retain(|text| !common.iter().any(|common| text.starts_with(common)));
    secret.retain(|text| memmem(redacted, text.as_bytes()));
    secret.into_iter().collect()
}

/// The bytes of all frames; their comments say words of their own.
fn frames(file: &str) -> Vec<u8> {
    let capture = Capture::open(&[file], &Limits::default()).expect("a capture");
    let (mut frames, mut bytes) = (capture.frames(), Vec::new());
    while let Some(frame) = frames.next() {
        bytes.extend(frame.data);
    }
    bytes
}

fn memmem(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

#[test]
fn passwords_are_gone_where_nothing_else_is() {
    let scratch = Scratch::new();
    let files = ["samples/eprt-ipv4.pcap".to_owned()];
    let shown = run([
        "sessions",
        "-q",
        "--show-passwords",
        "--format",
        "json",
        &files[0],
    ]);
    let password = shown.json()["sessions"][0]["password"].take();
    let password = password.as_str().expect("a password").to_owned();
    let plain = frames(&sliced(&scratch, "plain.pcapng", &files, &[]));
    let redacted = frames(&sliced(&scratch, "redacted.pcapng", &files, &["--redact"]));
    let found = [plain, redacted].map(|bytes| memmem(&bytes, password.as_bytes()));
    assert_eq!(found, [true, false]);
    let both = run([
        "slice",
        "-o",
        "x",
        "--redact",
        "--show-passwords",
        &files[0],
    ]);
    assert_eq!(both.status, Some(2));
}

/// A download whose data connection brings these texts, each in a segment.
fn download(texts: &[&str]) -> String {
    let begin = "S 220 ready\nC USER bob\nS 331 pw\nC PASS x\nS 230 ok\nC TYPE I\nS 200 ok
        C PASV\nS 227 ok (10,0,0,1,117,48)\nC RETR f\nopen 10.0.0.2:41000 10.0.0.1:30000\nS 150 ok\n";
    let sent: String = texts
        .iter()
        .flat_map(|text| ["send 10.0.0.1:30000 10.0.0.2:41000 ", text, "\n"])
        .collect();
    let end = "fin 10.0.0.1:30000 10.0.0.2:41000\nfin 10.0.0.2:41000 10.0.0.1:30000\nS 226 done\n";
    [begin, &sent, end].concat()
}

/// The bytes of the frames of a download once contents are taken out.
fn without_contents(texts: &[&str]) -> Vec<u8> {
    let file = script::file(&download(texts));
    let files = [file.path().to_str().expect("a name").to_owned()];
    frames(&sliced(
        &Scratch::new(),
        "redacted.pcapng",
        &files,
        &["--redact=contents"],
    ))
}

#[test]
fn a_header_of_a_proxy_stays_only_where_a_stream_begins() {
    const HEADER: &str = r"PROXY TCP4 192.0.2.10 198.51.100.21 51001 21\r\n";
    const V2_HEAD: &str = r"\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x40";
    let before = without_contents(&[&format!("{HEADER}salary"), "list"]);
    assert!(memmem(&before, b"PROXY TCP4 192.0.2.10"));
    assert!(!memmem(&before, b"salary") && !memmem(&before, b"list"));
    let salaries = format!("{V2_HEAD}salaries of everybody");
    let inside = without_contents(&["first", HEADER, &salaries, &format!("{HEADER}list")]);
    for text in ["PROXY", "192.0.2.10", "salaries", "everybody", "list"] {
        assert!(!memmem(&inside, text.as_bytes()), "{text}");
    }
}

/// A folder that is called like the password stands in a listing, which is not taken out.
#[test]
fn passwords_are_gone_from_the_bytes_of_listings() {
    let scratch = Scratch::new();
    let files = ["tests/cases/237-password-in-a-listing/case.pcap".to_owned()];
    let plain = frames(&sliced(&scratch, "plain.pcapng", &files, &[]));
    let redacted = frames(&sliced(&scratch, "redacted.pcapng", &files, &["--redact"]));
    for (text, is_left) in [(&b"qvzkwxj30"[..], false), (b"tower.txt", true)] {
        assert_eq!(
            [memmem(&plain, text), memmem(&redacted, text)],
            [true, is_left]
        );
    }
}

/// A header with options.
#[derive(Clone, Copy, PartialEq)]
enum Header {
    Ip,
    Tcp,
}

/// A capture whose segment with QUIT has a word in an option that nobody knows.
fn with_word_in_option(word: &[u8], header: Header) -> Vec<u8> {
    const ETHERNET: usize = 14;
    const IP: usize = 20;
    /// With the time stamps that every segment has.
    const TCP: usize = 32;
    let file = script::file(
        "S 220 ready\nC USER bob\nS 331 pw\nC PASS lantern-52\nS 230 ok\nC QUIT\nS 221 bye\n",
    );
    let mut bytes = std::fs::read(file.path()).expect("a capture");
    let quit = memchr::memmem::find(&bytes, b"QUIT\r\n").expect("a line");
    let tcp = quit - TCP;
    let ip = tcp - IP;
    let room = (2 + word.len()).next_multiple_of(4);
    let mut option = vec![0; room];
    option[..2].copy_from_slice(&[254, 2 + word.len() as u8]);
    option[2..2 + word.len()].copy_from_slice(word);
    // lengths of the record and of the packet
    for length in [ip - ETHERNET - 8, ip - ETHERNET - 4, ip + 3] {
        bytes[length] += room as u8;
    }
    match header {
        Header::Ip => bytes[ip] += room as u8 / 4,
        Header::Tcp => bytes[tcp + 12] += (room as u8 / 4) << 4,
    }
    let at = if header == Header::Ip { tcp } else { quit };
    bytes.splice(at..at, option);
    bytes
}

#[test]
fn passwords_are_gone_from_options_of_headers() {
    for header in [Header::Ip, Header::Tcp] {
        for (word, is_left) in [(&b"lantern-52"[..], false), (b"hello-52xx", true)] {
            let scratch = Scratch::new();
            let file = scratch.path("option.pcap");
            std::fs::write(&file, with_word_in_option(word, header)).expect("a file");
            let redacted = sliced(&scratch, "redacted.pcapng", &[file], &["--redact"]);
            assert_eq!(memmem(&frames(&redacted), word), is_left);
            let commands = document(&redacted)["sessions"][0]["commands"].clone();
            assert_eq!(commands[2]["verb"], "QUIT");
        }
    }
}

/// A switch, or the memory of a driver, pads a frame with whatever was there: here with a part of a
/// password that no command shows.
#[test]
fn what_pads_a_frame_is_gone() {
    const PADDING: &[u8] = b"heron-gorse";
    const HEADERS: usize = 14 + 20 + 32;
    const LINE: &[u8] = b"QUIT\r\n";
    let file = script::file("S 220 ready\nC USER bob\nS 331 pw\nC QUIT\nS 221 bye\n");
    let mut bytes = std::fs::read(file.path()).expect("a capture");
    let quit = memchr::memmem::find(&bytes, LINE).expect("a line");
    // lengths of the record alone: the packet ends where it ended
    for length in [quit - HEADERS - 8, quit - HEADERS - 4] {
        bytes[length] += PADDING.len() as u8;
    }
    let end = quit + LINE.len();
    bytes.splice(end..end, PADDING.iter().copied());
    let scratch = Scratch::new();
    let files = [scratch.path("padded.pcap")];
    std::fs::write(&files[0], bytes).expect("a file");
    let plain = frames(&sliced(&scratch, "plain.pcapng", &files, &[]));
    let redacted = sliced(&scratch, "redacted.pcapng", &files, &["--redact"]);
    let found = [plain, frames(&redacted)].map(|bytes| memmem(&bytes, PADDING));
    assert_eq!(found, [true, false]);
    let commands = document(&redacted)["sessions"][0]["commands"].clone();
    assert_eq!(commands[1]["verb"], "QUIT");
}

/// Other bytes in the place of a line that was read tell what nobody has looked for; those that were
/// read stay.
#[test]
fn a_segment_that_is_in_no_stream_is_gone() {
    let script = "S 220 ready\nC USER bob\nS 331 pw\nC PASS x\nS 230 now it is heron\n\
        control< again 230 now it is gorse\\r\\n\nC QUIT\nS 221 bye\n";
    let file = script::file(script);
    let files = [file.path().to_str().expect("a name").to_owned()];
    let scratch = Scratch::new();
    let plain = frames(&sliced(&scratch, "plain.pcapng", &files, &[]));
    let redacted = frames(&sliced(&scratch, "redacted.pcapng", &files, &["--redact"]));
    for (text, is_left) in [("gorse", false), ("heron", true), ("221 bye", true)] {
        let found = [&plain, &redacted].map(|bytes| memmem(bytes, text.as_bytes()));
        assert_eq!(found, [true, is_left], "{text}");
    }
}
