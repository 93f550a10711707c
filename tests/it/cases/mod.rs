//! Captures whose right answer is known, each with the RFC or the server's behaviour that makes it
//! right: `tests/cases`.
//!
//! - [`value`], [`parse`], [`eval`], [`helpers`]: the expressions of case.json
//!
//! `FTPSCOPE_CASES=PATTERN` runs those alone whose name has it in it.

mod eval;
mod helpers;
mod parse;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde::Deserialize;
use serde_json::Value as Json;

use crate::rebuilt::{file, script};
use crate::support::{Scratch, below, each, program, read, root, some_of};
use eval::{Names, evaluate};
use value::Value;

/// Cases that the program does not get right yet. One that it does is to be taken out.
const KNOWN_FAILING: &[&str] = &[];

/// The kinds of trouble; each has three captures at least.
const KINDS: [&str; 17] = [
    "user",
    "complete",
    "verdict",
    "tls",
    "blame",
    "pairing",
    "offer",
    "path",
    "unanswered",
    "advice",
    "wording",
    "copies",
    "other",
    "severity",
    "secret",
    "injection",
    "evasion",
];

#[derive(Deserialize)]
struct Case {
    name: String,
    kind: String,
    group: String,
    situation: String,
    right: String,
    checks: Vec<Check>,
}

#[derive(Deserialize)]
struct Check {
    says: String,
    run: Vec<String>,
    expect: String,
}

fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/cases")).expect("the folder is there");
    let mut folders: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn case(folder: &Path) -> Case {
    let text = read(folder.join("case.json"));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
}

fn name(folder: &Path) -> String {
    let name = folder.file_name().expect("a folder has a name");
    name.to_string_lossy().into_owned()
}

#[test]
fn every_capture_is_what_its_scenario_tells() {
    each(
        folders(),
        |folder| name(folder),
        |folder| {
            let scenario = String::from_utf8(read(folder.join("scenario.txt"))).expect("text");
            let rebuilt = file::write_case(&script::tell(&scenario));
            assert!(
                rebuilt == read(folder.join("case.pcap")),
                "write it anew: cargo run --example make_samples -- --cases tests/cases"
            );
        },
    );
}

#[test]
fn every_kind_has_three_captures_and_each_names_what_makes_it_right() {
    let mut groups: BTreeMap<String, usize> = BTreeMap::new();
    for folder in folders() {
        let case = case(&folder);
        assert_eq!(case.name, name(&folder));
        assert!(
            !case.kind.is_empty() && !case.situation.is_empty(),
            "{}",
            case.name
        );
        assert!(
            case.right.len() > 40 && !case.checks.is_empty(),
            "{}",
            case.name
        );
        *groups.entry(case.group).or_default() += 1;
    }
    let kinds: BTreeSet<_> = groups.keys().map(String::as_str).collect();
    assert_eq!(kinds, KINDS.into(), "the kinds");
    assert!(groups.values().all(|&count| count >= 3), "{groups:?}");
}

#[test]
fn every_case_has_its_right_answer() {
    let pattern = std::env::var("FTPSCOPE_CASES").unwrap_or_default();
    let mut chosen = folders();
    chosen.retain(|folder| name(folder).contains(&pattern));
    if pattern.is_empty() {
        chosen = some_of(chosen).collect();
    }
    let faults = in_parallel(&chosen);
    let names = chosen.iter().map(|folder| name(folder));
    let unexpected: Vec<String> = names
        .filter_map(|name| unexpected(&name, faults.get(&name)))
        .collect();
    assert!(unexpected.is_empty(), "\n{}", unexpected.join("\n"));
}

/// What is to be told of a case: what is wrong with it, or that nothing is, although it is listed
/// as failing.
fn unexpected(name: &str, faults: Option<&String>) -> Option<String> {
    match (KNOWN_FAILING.contains(&name), faults) {
        (true, None) => Some(format!("{name}: passes, and is listed as failing\n")),
        (false, Some(faults)) => Some(faults.clone()),
        _ => None,
    }
}

/// What is wrong with each case that is not right, by its name.
fn in_parallel(folders: &[PathBuf]) -> BTreeMap<String, String> {
    let (next, faults) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let work = || {
        while let Some(folder) = folders.get(next.fetch_add(1, Ordering::Relaxed)) {
            let found = faults_of(folder);
            if !found.is_empty() {
                let mut faults = faults.lock().expect("no worker panics");
                faults.insert(name(folder), found);
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    faults.into_inner().expect("no worker panics")
}

/// What is wrong, check by check.
fn faults_of(folder: &Path) -> String {
    let case = case(folder);
    let mut runs: BTreeMap<&[String], Names> = BTreeMap::new();
    let mut faults = Vec::new();
    for check in &case.checks {
        let names = runs
            .entry(&check.run)
            .or_insert_with(|| names_of(&check.run, folder));
        if let Some(fault) = fault_of(check, names) {
            faults.push(format!("{}: {}\n  {fault}\n", case.name, check.says));
        }
    }
    faults.join("")
}

/// Why a check does not hold.
fn fault_of(check: &Check, names: &Names) -> Option<String> {
    match evaluate(&check.expect, names) {
        Ok(value) if value.truth() => None,
        Ok(value) => Some(format!("{value}: {}", check.expect)),
        Err(fault) => Some(format!("{fault}: {}", check.expect)),
    }
}

/// Runs the program and gives the names for its expressions.
fn names_of(words: &[String], folder: &Path) -> Names {
    let scratch = Scratch::new();
    let out = scratch.path("out");
    let run = program()
        .args(words.iter().map(|word| word.replace("{out}", &out)))
        .arg(folder.join("case.pcap"))
        .output()
        .expect("the program starts");
    let text = String::from_utf8_lossy(&run.stdout).into_owned();
    let document = serde_json::from_str::<Json>(&text).unwrap_or(Json::Null);
    let words: Vec<&str> = text.split_whitespace().collect();
    let status = run.status.code().unwrap_or(-1);
    Names::from([
        ("d".to_owned(), Value::from(&document)),
        ("words".to_owned(), Value::Text(words.join(" "))),
        (
            "err".to_owned(),
            Value::text(String::from_utf8_lossy(&run.stderr)),
        ),
        ("status".to_owned(), Value::Int(status.into())),
        ("files".to_owned(), files_in(Path::new(&out))),
        ("text".to_owned(), Value::Text(text)),
    ])
}

/// The files below a folder, by their paths from there.
fn files_in(folder: &Path) -> Value {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        for entry in fs::read_dir(inside).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let content = fs::read(&path).expect("the file is there");
            files.insert(below(&path, folder), Value::Bytes(content));
        }
    }
    Value::Dict(files)
}

#[test]
#[should_panic(expected = "line 3, `data> send x`: no connection data")]
fn a_fault_of_a_scenario_names_its_line() {
    script::tell("# a comment\nhosts 192.0.2.7:40100 198.51.100.7:21\ndata> send x\n");
}

#[test]
fn a_scenario_fills_in_addresses_and_escapes() {
    let told = |line: &str| {
        script::tell(&format!(
            "hosts 192.0.2.7:40100 198.51.100.7:21\nS 220 ready\n{line}\n"
        ))
    };
    for (line, sent) in [
        ("C PORT {port C:40101}", &b"PORT 192,0,2,7,156,165\r\n"[..]),
        ("C EPRT {eprt C:40101}", b"EPRT |1|192.0.2.7|40101|\r\n"),
        ("C~ \\xff\\r\\0\\\\", b"\xff\r\0\\"),
        ("S 211-a\n|  b\n| 211 c", b"211-a\r\n b\r\n211 c\r\n"),
        ("open d C:1 S:2\nd< block-b 40 ab", b"\x40\0\x02ab"),
    ] {
        let story = told(line);
        let last = story.frames().last().expect("it has frames");
        assert!(last.bytes.ends_with(sent), "{line}: {:?}", last.bytes);
    }
}
