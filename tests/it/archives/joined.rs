//! Indexes that an engine looks through in place of `plan`: what `plan --reach` asks for is all
//! that a plan needs, and an index in Parquet says what one in lines says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::SocketAddr;

use serde_json::Value;

#[cfg(not(feature = "parquet"))]
use crate::support::captures_in;
use crate::support::{Scratch, all_captures, run};

use super::{Parts, frames_of, pieces};

/// The lines of a file.
fn lines_of(path: &str) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("a file");
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect()
}

/// The endpoints of a connection, as text.
fn key(line: &Value) -> (String, String) {
    (line["a"].to_string(), line["b"].to_string())
}

fn is_connection(line: &Value) -> bool {
    line["kind"] == "connection"
}

/// The indexes of a capture, by name.
type Indexes = BTreeMap<String, Vec<Value>>;

fn indexes(parts: &Parts) -> Indexes {
    let paths = parts.list("index", "").into_iter();
    paths
        .map(|path| {
            let name = path.rsplit('/').next().expect("a name").to_owned();
            (name, lines_of(&path))
        })
        .collect()
}

/// Writes the indexes anew, with these connections alone.
fn write_some(
    parts: &Parts,
    folder: &str,
    indexes: &Indexes,
    keys: &BTreeSet<(String, String)>,
) -> String {
    fs::create_dir_all(parts.scratch.path(folder)).expect("a folder");
    for (name, lines) in indexes {
        let lines = lines.iter();
        let left = lines.filter(|line| !is_connection(line) || keys.contains(&key(line)));
        let mut text = String::new();
        for line in left {
            text += &line.to_string();
            text.push('\n');
        }
        parts
            .scratch
            .file(&format!("{folder}/{name}"), text.as_bytes());
    }
    parts.scratch.path(folder)
}

/// Connections of which an index keeps frames: dialogues are among them, and little else.
fn kept_keys(indexes: &Indexes) -> BTreeSet<(String, String)> {
    let lines = indexes.values().flatten();
    let kept = lines.filter(|line| is_connection(line) && line["kept"].is_array());
    kept.map(key).collect()
}

/// A connection of a file, as a join sees it: both ends, and its frames in the capture.
struct Joined {
    ends: [(String, u64); 2],
    key: (String, String),
    first: u64,
    last: u64,
}

impl Joined {
    fn of(line: &Value, file: &Value) -> Self {
        let ends = [&line["a"], &line["b"]].map(|end| {
            let text = end.as_str().expect("an endpoint");
            let end: SocketAddr = text.parse().expect("an endpoint");
            (end.ip().to_canonical().to_string(), u64::from(end.port()))
        });
        let [mut first, mut last] = ["first", "last"].map(|name| number(&file[name]));
        if let Some(shift) = file["shift"].as_i64() {
            [first, last] = ["first", "last"].map(|name| {
                let in_file = number(&line[name][0]);
                in_file.checked_add_signed(shift).expect("a number")
            });
        }
        Joined {
            ends,
            key: key(line),
            first,
            last,
        }
    }

    fn meets(&self, want: &Value) -> bool {
        let [low, high] = &self.ends;
        [(low, high), (high, low)].into_iter().any(|(end, other)| {
            let at_port = want["port"] == end.1;
            let at_ip = want["ip"] == *end.0;
            let to_other = want["other"] == *other.0;
            let is_there = match want["kind"].as_str().expect("a kind") {
                "port" => return at_port,
                "connection" => return key(want) == self.key,
                "endpoint" => at_ip && at_port,
                "from" => at_port && to_other,
                "client" => at_ip && at_port && to_other,
                "hosts" => at_ip && to_other,
                _ => false,
            };
            is_there && self.is_within(want)
        })
    }

    fn is_within(&self, want: &Value) -> bool {
        number(&want["first"]) <= self.last && self.first <= number(&want["last"])
    }
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

/// The connections that a join of the indexes with what sessions may reach finds.
fn join(indexes: &Indexes, reach: &[Value]) -> BTreeSet<(String, String)> {
    let files = reach.iter().filter(|line| line["kind"] == "file");
    let files: BTreeMap<String, &Value> =
        files.map(|file| (file["path"].to_string(), file)).collect();
    let mut found = BTreeSet::new();
    for lines in indexes.values() {
        let path = lines.last().expect("a last line")["path"].to_string();
        for line in lines.iter().filter(|line| is_connection(line)) {
            let joined = Joined::of(line, files[&path]);
            if reach.iter().any(|want| joined.meets(want)) {
                found.insert(joined.key);
            }
        }
    }
    found
}

/// All files of a folder, by name.
fn content(parts: &Parts, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let paths = parts.list(folder, "").into_iter();
    paths
        .map(|path| {
            let name = path.rsplit('/').next().expect("a name").to_owned();
            (name, fs::read(path).expect("a file"))
        })
        .collect()
}

#[test]
fn a_plan_of_what_a_join_finds_is_the_plan_of_all() {
    let all: Vec<String> = all_captures().into_iter().flatten().collect();
    let frames = frames_of(&all);
    for (most, streams) in [(500, 1), (300, 2)] {
        let scratch = Scratch::new();
        let files = pieces(&scratch, &frames, (most, streams), 11);
        let parts = Parts::of(scratch, files, "100KiB");
        let indexes = indexes(&parts);
        let kept = kept_keys(&indexes);
        let dialogues = write_some(&parts, "dialogues", &indexes, &kept);
        let reach = parts.scratch.path("reach.ndjson");
        run(["plan", "--reach", &reach, &dialogues]).clean();
        let mut found = join(&indexes, &lines_of(&reach));
        let every = indexes
            .values()
            .flatten()
            .filter(|line| is_connection(line));
        let every: BTreeSet<_> = every.map(key).collect();
        assert!(found.len() > 50 && found.len() < every.len());
        found.extend(kept);
        let some = write_some(&parts, "some", &indexes, &found);
        let tasks = parts.scratch.path("tasks-of-some");
        run(["plan", "-o", &tasks, "--task-size", "100KiB", &some]).clean();
        assert_eq!(content(&parts, "tasks-of-some"), content(&parts, "tasks"));
    }
}

#[test]
#[cfg(feature = "parquet")]
fn an_index_in_parquet_says_what_one_in_lines_says() {
    let all: Vec<String> = all_captures().into_iter().flatten().collect();
    let scratch = Scratch::new();
    let files = pieces(&scratch, &frames_of(&all), (400, 2), 13);
    let parts = Parts::of(scratch, files, "50KiB");
    let [index, tasks] = ["columns", "tasks-of-columns"].map(|name| parts.scratch.path(name));
    for how in ["\tmade\t", "\tthere\t"] {
        let arguments = ["index", "--format", "parquet", "-o", index.as_str()];
        let files = parts.files.iter().map(String::as_str);
        let made = run(arguments.into_iter().chain(files)).clean();
        assert!(made.text().lines().all(|line| line.contains(how)));
    }
    run(["plan", "-o", &tasks, "--task-size", "50KiB", &index]).clean();
    assert_eq!(
        content(&parts, "tasks-of-columns"),
        content(&parts, "tasks")
    );

    // one that is cut, or none at all, is refused
    let first = parts.list("columns", "").remove(0);
    let whole = fs::read(&first).expect("an index");
    for damaged in [&whole[..whole.len() / 2], b"PAR1", b""] {
        fs::write(&first, damaged).expect("a file");
        let refused = run(["plan", "-o", &tasks, &index]);
        assert_eq!(refused.status, Some(2), "{}", refused.stderr);
    }
}

#[test]
#[cfg(not(feature = "parquet"))]
fn a_program_without_parquet_says_so() {
    let scratch = Scratch::new();
    let capture = &captures_in("samples")[0];
    let index = scratch.path("index");
    let refused = run(["index", "--format", "parquet", "-o", &index, capture]);
    assert_eq!(refused.status, Some(2));
    assert!(
        refused.stderr.contains("not built into"),
        "{}",
        refused.stderr
    );
}
