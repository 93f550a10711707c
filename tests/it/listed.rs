//! What listings say of files, and what of that was taken.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::findings::script;
use crate::support::run;

const LOGIN: &str = "S 220 ready\nC USER a\nS 331 go on\nC PASS b\nS 230 in\nC TYPE I\nS 200 ok\n";

/// A transfer over a data connection of its own.
fn passive(port: u16, command: &str, text: &str) -> String {
    let (high, low) = (port >> 8, port & 255);
    let (client, server) = (
        format!("10.0.0.2:{}", port + 1000),
        format!("10.0.0.1:{port}"),
    );
    format!(
        "C PASV\nS 227 ok (10,0,0,1,{high},{low})\nopen {client} {server}\nC {command}\nS 150 go\n\
        send {server} {client} {text}\nfin {server} {client}\nS 226 done\n"
    )
}

fn session(told: &str, options: &[&str]) -> Value {
    let file = script::file(&(LOGIN.to_owned() + told));
    let path = file.path().to_str().expect("a path");
    let words = [
        &["sessions", "--format", "json", "-q"][..],
        options,
        &[path],
    ]
    .concat();
    run(words).json()["sessions"][0].clone()
}

const UNIX: &str = "-rw-r--r-- 1 ftp ftp 5 Nov 22 06:31 a.txt\\r\\n\
    drwxr-xr-x 2 ftp ftp 4096 Nov 22 06:31 logs\\r\\n-rw-r--r-- 1 ftp ftp 9 Jan  2  2025 b.txt\\r\\n";

#[test]
fn listings_say_what_there_was_and_what_was_taken() {
    let told = passive(5000, "LIST /in", UNIX) + &passive(5001, "RETR /in/a.txt", "hello");
    let session = session(&told, &[]);
    let entry = |path, kind, size: Option<u64>, modified, taken: Option<u64>| json!({ "path": path, "type": kind, "size": size, "modified": modified, "taken_by": taken });
    let expected = json!([{
        "transfer": 1,
        "path": "/in",
        "entries": [
            entry("/in/a.txt", "file", Some(5), "Nov 22 06:31", Some(2)),
            entry("/in/logs", "directory", None, "Nov 22 06:31", None),
            entry("/in/b.txt", "file", Some(9), "Jan  2  2025", None),
        ],
        "left_out": 0,
    }]);
    assert_eq!(session["listings"], expected);
}

#[test]
fn a_listing_says_how_much_a_download_should_bring() {
    let told = passive(5000, "LIST /in", UNIX) + &passive(5001, "RETR /in/b.txt", "hello");
    let transfer = &session(&told, &[])["transfers"][1];
    assert_eq!(
        (&transfer["expected_bytes"], &transfer["expected_from"]),
        (&json!(9), &json!("list"))
    );
    assert_eq!(transfer["complete"], false, "five bytes of nine");
    let whole = passive(5000, "LIST /in", UNIX) + &passive(5001, "RETR /in/a.txt", "hello");
    assert_eq!(session(&whole, &[])["transfers"][1]["complete"], true);
    // the near miss: what is listed after it, or elsewhere, says nothing
    let later = passive(5001, "RETR /in/b.txt", "hello") + &passive(5000, "LIST /in", UNIX);
    assert_eq!(
        session(&later, &[])["transfers"][0]["expected_bytes"],
        Value::Null
    );
    let elsewhere = passive(5000, "LIST /out", UNIX) + &passive(5001, "RETR /in/b.txt", "hello");
    assert_eq!(session(&elsewhere, &[])["transfers"][1]["complete"], true);
}

#[test]
fn names_alone_and_facts_are_listings_too() {
    let names = passive(5000, "NLST /in", "in/a.txt\\r\\n/in/b.txt\\r\\nc.txt\\r\\n");
    let facts = passive(
        5001,
        "MLSD /in",
        "type=cdir; .\\r\\ntype=file;size=3; d.txt\\r\\n",
    );
    let session = session(&(names + &facts), &[]);
    let paths: Vec<&str> = session["listings"]
        .as_array()
        .expect("a list")
        .iter()
        .flat_map(|listing| listing["entries"].as_array().expect("a list"))
        .filter_map(|entry| entry["path"].as_str())
        .collect();
    assert_eq!(paths, ["/in/a.txt", "/in/b.txt", "/in/c.txt", "/in/d.txt"]);
}

#[test]
fn what_has_no_room_is_counted_and_told() {
    let told = passive(5000, "LIST /in", UNIX);
    let session = session(&told, &["--limit", "listings=200"]);
    let listing = &session["listings"][0];
    assert_eq!(listing["entries"].as_array().map(Vec::len), Some(1));
    assert_eq!(listing["left_out"], 2);
}

#[test]
fn the_tree_shows_what_was_seen_and_not_taken() {
    let hostile = UNIX.to_owned() + "-rw-r--r-- 1 ftp ftp 1 Nov 22 06:31 ../../\\x1b[31mx\\r\\n";
    let told = passive(5000, "LIST /in", &hostile) + &passive(5001, "RETR /in/a.txt", "hello");
    let file = script::file(&(LOGIN.to_owned() + &told));
    let printed = run(["sessions", "--files", file.path().to_str().expect("a path")]).clean();
    let lines: Vec<&str> = printed.text().lines().skip(1).map(str::trim_end).collect();
    assert_eq!(
        lines,
        [
            "  in/",
            "    ../",
            "      ../",
            "        \\u{1b}[31mx                     1  Nov 22 06:31  not taken",
            "    a.txt                               5  Nov 22 06:31  taken by transfer 2",
            "    b.txt                               9  Jan  2  2025  not taken",
            "    logs/                               Nov 22 06:31",
            "  Files listed: 3; of these taken: 1; not taken: 2.",
        ]
    );
}

/// Bytes as a script has them.
fn hex(bytes: &[u8]) -> String {
    let bytes = bytes.iter().map(|byte| format!("\\x{byte:02x}"));
    bytes.collect::<Vec<_>>().concat()
}

fn zlib(text: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text).expect("memory takes it");
    packed.finish().expect("memory takes it")
}

#[test]
fn listings_are_read_in_what_a_mode_wraps() {
    let text = UNIX.replace("\\r\\n", "\r\n").into_bytes();
    let half = text.len() / 2;
    let block = |descriptor: u8, data: &[u8]| {
        let mut block = vec![descriptor];
        block.extend((data.len() as u16).to_be_bytes());
        block.extend(data);
        block
    };
    let blocks = [block(0, &text[..half]), block(0x40, &text[half..])].concat();
    for (mode, wire) in [("Z", zlib(&text)), ("B", blocks)] {
        let told = format!("C MODE {mode}\nS 200 ok\n") + &passive(5000, "LIST /in", &hex(&wire));
        let told = session(&told, &[]);
        let entries = told["listings"][0]["entries"].as_array();
        let paths: Vec<&str> = entries
            .expect("a listing")
            .iter()
            .filter_map(|entry| entry["path"].as_str())
            .collect();
        assert_eq!(paths, ["/in/a.txt", "/in/logs", "/in/b.txt"], "MODE {mode}");
    }
    // what cannot be decoded lists nothing, and no line of it is made up
    let broken = [&zlib(&text)[..20], &[0xff; 40]].concat();
    let told = "C MODE Z\nS 200 ok\n".to_owned() + &passive(5000, "LIST /in", &hex(&broken));
    let told = session(&told, &[]);
    let paths = told["listings"][0]["entries"].as_array().map(Vec::len);
    assert!(paths.unwrap_or_default() <= 1, "{told}");
}
