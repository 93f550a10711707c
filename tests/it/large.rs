//! Captures of the kinds that speed is measured with, small here: every transfer is found, with the
//! bytes that the generator sent.

use std::fs;

use serde_json::Value;

use crate::support::{Scratch, run};
use crate::traffic::flood::{self, Flood};
use crate::traffic::{self, Kind, Written};

#[test]
fn every_transfer_of_every_kind_is_found_whole() {
    let scratch = Scratch::new();
    for (kind, size) in [
        ("bulk", 20_000_000),
        ("needle", 4_000_000),
        ("chatty", 2_000_000),
    ] {
        let path = scratch.path(&format!("{kind}.pcap"));
        let file = fs::File::create(&path).expect("the file can be written");
        let file = std::io::BufWriter::new(file);
        let written = traffic::write(Kind::named(kind).expect("a kind"), size, file)
            .expect("the file can be written");
        assert_eq!(
            fs::metadata(&path).expect("the file is there").len(),
            written.bytes,
            "{kind}"
        );
        assert_eq!(
            analysed(&path),
            (written.frames, written.sessions),
            "{kind}"
        );
    }
}

#[test]
fn of_a_flood_only_what_speaks_ftp_is_a_session() {
    let scratch = Scratch::new();
    for name in ["syns", "greetings", "commands", "offers", "logins"] {
        let path = scratch.path(name);
        let file = fs::File::create(&path).expect("the file can be written");
        let what = Flood::named(name).expect("a flood");
        let written = flood::write(what, 300, file).expect("the file can be written");
        let found = analysed(&path);
        assert_eq!(found, (written.frames, written.sessions), "{name}");
    }
}

#[test]
fn the_number_of_threads_changes_nothing_in_many_sessions() {
    let scratch = Scratch::new();
    let path = scratch.path("chatty.pcap");
    let file = fs::File::create(&path).expect("the file can be written");
    let kind = Kind::named("chatty").expect("a kind");
    traffic::write(kind, 2_000_000, std::io::BufWriter::new(file)).expect("it can be written");
    let json = |threads| {
        let words = ["sessions", "--format", "json", "--threads", threads];
        run(words.into_iter().chain([&*path])).clean().stdout
    };
    assert!(json("1") == json("3"));
}

/// The frames, and for each session the bytes of its complete transfers.
fn analysed(path: &str) -> (u64, Vec<Vec<u64>>) {
    // that there is no session is a warning
    let words = [
        "sessions", "--quiet", "--format", "json", "--hash", "none", path,
    ];
    let document = run(words).clean().json();
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let bytes = |session: &Value| {
        let complete = list(&session["transfers"])
            .into_iter()
            .filter(|t| t["complete"] == true);
        complete
            .map(|t| t["bytes"].as_u64().expect("a number"))
            .collect()
    };
    let frames = document["captures"][0]["frames"]
        .as_u64()
        .expect("a number");
    (
        frames,
        list(&document["sessions"]).iter().map(bytes).collect(),
    )
}

#[test]
fn a_day_in_an_office_has_so_many_sessions_in_so_many_frames() {
    let scratch = Scratch::new();
    for (healthy, failed) in [(true, 0), (false, 22)] {
        let path = scratch.path("office.pcap");
        let file = fs::File::create(&path).expect("the file can be written");
        let written = traffic::office::write(230, 15_000, healthy, file).expect("it is written");
        assert_eq!((written.frames, written.sessions.len()), (15_000, 230));
        let document = run(["sessions", "--format", "json", "--hash", "none", &path]).json();
        assert_eq!(document["captures"][0]["frames"], 15_000);
        let sessions = document["sessions"].as_array().expect("a list");
        assert_eq!(sessions.len(), 230);
        let works = |session: &&Value| {
            let transfers = session["transfers"].as_array().expect("a list");
            !transfers.is_empty() && transfers.iter().all(|t| t["complete"] == true)
        };
        assert_eq!(230 - sessions.iter().filter(works).count(), failed);
    }
    let too_many = traffic::office::write(100, 100, true, std::io::sink());
    assert!(too_many.is_err());
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    let write = || {
        let mut file = Vec::new();
        let Written { sessions, .. } =
            traffic::write(Kind::Chatty, 100_000, &mut file).expect("memory takes it");
        (file, sessions)
    };
    let first = write();
    assert!(first == write());
    assert!(first.1.len() > 5, "{} sessions", first.1.len());
}
