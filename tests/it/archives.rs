//! A capture in parts is the capture as a whole: `index`, `plan`, `--connections` and `merge`
//! against one run over all files, byte for byte.

mod joined;
mod packing;

use std::collections::BTreeMap;
use std::fs;

use ftpscope::Input;
use ftpscope::capture::Capture;
use ftpscope::limits::Limits;
use serde_json::Value;

use crate::support::{Run, Scratch, all_captures, captures_in, run};

/// A frame as it is written into a piece.
#[derive(Clone)]
struct Cut {
    time: i64,
    link: u16,
    wire_len: u32,
    data: Vec<u8>,
}

/// All frames of some captures, in the order of their times.
fn frames_of(paths: &[String]) -> Vec<Cut> {
    let mut all = Vec::new();
    for path in paths {
        let input = Input::path(crate::support::root().join(path));
        let capture = Capture::open(input, &Limits::default()).expect("one file");
        let mut frames = capture.frames();
        while let Some(frame) = frames.next() {
            all.push(Cut {
                time: frame.time.as_nanos(),
                link: frame.link.0,
                wire_len: frame.wire_len,
                data: frame.data.to_vec(),
            });
        }
    }
    all.sort_by_key(|frame| frame.time);
    all
}

/// A pcapng with an interface for each link type, and nanoseconds (draft-ietf-opsawg-pcapng).
fn pcapng(frames: &[Cut]) -> Vec<u8> {
    let mut links: Vec<u16> = frames.iter().map(|frame| frame.link).collect();
    links.sort_unstable();
    links.dedup();
    let mut file = Vec::new();
    let section = [
        &0x1a2b_3c4d_u32.to_le_bytes()[..],
        &[1, 0, 0, 0],
        &[0xff; 8],
    ]
    .concat();
    block(&mut file, 0x0a0d_0d0a, &section);
    for link in &links {
        let nanoseconds = [9, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0];
        let interface = [&link.to_le_bytes()[..], &[0; 6], &nanoseconds].concat();
        block(&mut file, 1, &interface);
    }
    for frame in frames {
        let interface = links.binary_search(&frame.link).expect("it is there") as u32;
        let time = frame.time as u64;
        let words = [
            interface,
            (time >> 32) as u32,
            time as u32,
            frame.data.len() as u32,
            frame.wire_len,
        ];
        let mut body: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        body.extend(&frame.data);
        body.resize(body.len().next_multiple_of(4), 0);
        block(&mut file, 6, &body);
    }
    file
}

fn block(file: &mut Vec<u8>, kind: u32, body: &[u8]) {
    let len = (body.len() as u32 + 12).to_le_bytes();
    file.extend([&kind.to_le_bytes()[..], &len, body, &len].concat());
}

/// Numbers that look like chance and are the same in every run (xorshift).
struct Rng(u64);

impl Rng {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }
}

/// Files of a capture that is cut, in the order of their names. `streams`: so many sensors see
/// frames at the same time.
fn pieces(
    scratch: &Scratch,
    frames: &[Cut],
    (most, streams): (usize, usize),
    seed: u64,
) -> Vec<String> {
    let mut dice = Rng(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut open: Vec<(Vec<Cut>, usize)> = (0..streams).map(|_| (Vec::new(), 0)).collect();
    let mut files = Vec::new();
    for frame in frames {
        let stream = &mut open[dice.below(streams)];
        if stream.0.len() >= stream.1 {
            files.extend(write(scratch, files.len(), &stream.0));
            *stream = (Vec::new(), 1 + dice.below(most));
        }
        stream.0.push(frame.clone());
    }
    for (left, _) in open {
        files.extend(write(scratch, files.len(), &left));
    }
    files
}

fn write(scratch: &Scratch, number: usize, frames: &[Cut]) -> Option<String> {
    let name = format!("piece-{number:05}.pcapng");
    (!frames.is_empty()).then(|| scratch.file(&name, &pcapng(frames)))
}

/// Runs a command on a task.
fn of_task(task: &str, arguments: &[&str]) -> Run {
    let arguments = arguments.iter().copied();
    run(arguments.chain(["--quiet", "--connections", task]))
}

/// The tasks of a capture, with what became of each.
struct Parts {
    scratch: Scratch,
    files: Vec<String>,
    tasks: Vec<String>,
}

impl Parts {
    fn of(scratch: Scratch, files: Vec<String>, task_size: &str) -> Self {
        let [index, tasks] = ["index", "tasks"].map(|name| scratch.path(name));
        let args = ["index", "-o", index.as_str()];
        run(args.into_iter().chain(files.iter().map(String::as_str))).clean();
        run(["plan", "-o", &tasks, "--task-size", task_size, &index]).clean();
        let mut parts = Parts {
            scratch,
            files,
            tasks: Vec::new(),
        };
        parts.tasks = parts.list("tasks", "task-");
        parts
    }

    fn list(&self, folder: &str, begins: &str) -> Vec<String> {
        let folder = self.scratch.path(folder);
        let entries = fs::read_dir(folder).expect("a folder").flatten();
        let mut paths: Vec<String> = entries
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(begins))
            .map(|entry| entry.path().to_string_lossy().into_owned())
            .collect();
        paths.sort();
        paths
    }

    /// Analyses every task, each as if on a machine of its own.
    fn results(&self) -> Vec<String> {
        let tasks = self.tasks.iter().enumerate();
        tasks
            .map(|(number, task)| {
                let part = of_task(task, &["sessions", "--format", "part"]).clean();
                self.scratch.file(&format!("{number}.part"), &part.stdout)
            })
            .collect()
    }

    fn merged(&self, results: &[String], what: &[&str]) -> Run {
        let tasks = self.scratch.path("tasks");
        let head = ["merge", "--quiet", "--tasks", tasks.as_str()];
        let results = results.iter().map(String::as_str);
        run(head.into_iter().chain(what.iter().copied()).chain(results))
    }

    fn whole(&self, arguments: &[&str]) -> Run {
        let arguments = arguments.iter().copied();
        run(arguments
            .chain(["--quiet"])
            .chain(self.files.iter().map(String::as_str)))
    }

    /// Holds everything that is merged against the whole.
    fn check(&self, name: &str) {
        let results = self.results();
        for (what, arguments) in [
            (
                &["--format", "json"][..],
                &["sessions", "--format", "json"][..],
            ),
            (
                &["--of", "transfers", "--format", "csv"],
                &["transfers", "--format", "csv"],
            ),
            (&["--of", "findings"], &["diagnose", "--format", "json"]),
        ] {
            let merged = self.merged(&results, what);
            let whole = self.whole(arguments);
            assert_same(merged.text(), whole.text(), &format!("{name}: {what:?}"));
            assert_eq!(merged.status, whole.status, "{name}: {what:?}");
        }
        self.check_tasks(name);
    }

    /// Each session of a task alone is that of the whole, in every field but numbers and what is
    /// decided over all.
    fn check_tasks(&self, name: &str) {
        let arguments = ["sessions", "--format", "ndjson"];
        let whole = by_uid(self.whole(&arguments).text());
        let mut found = BTreeMap::new();
        for task in &self.tasks {
            let run = of_task(task, &arguments);
            found.extend(by_uid(run.text()));
        }
        assert_eq!(
            found.keys().collect::<Vec<_>>(),
            whole.keys().collect::<Vec<_>>(),
            "{name}"
        );
        for (uid, session) in &found {
            let (mine, theirs) = (session.to_string(), whole[uid].to_string());
            assert_same(&mine, &theirs, &format!("{name}: session {uid}"));
        }
    }
}

/// Sessions by their uids, without numbers and findings.
fn by_uid(lines: &str) -> BTreeMap<String, Value> {
    let sessions = lines.lines().map(|line| {
        let mut session: Value = serde_json::from_str(line).expect("a line is JSON");
        let uid = session["uid"].as_str().expect("a uid").to_owned();
        without_numbers(&mut session);
        (uid, session)
    });
    sessions.collect()
}

/// Fields that number something within a run.
const NUMBERS: [&str; 10] = [
    "id",
    "offer",
    "connection",
    "fxp_session",
    "session",
    "findings",
    "taken_by",
    "transfer",
    "unclaimed",
    "roles",
];

fn without_numbers(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !NUMBERS.contains(&name.as_str()));
            fields.values_mut().for_each(without_numbers);
        }
        Value::Array(items) => items.iter_mut().for_each(without_numbers),
        _ => {}
    }
}

/// Fails with the first line that differs, and not with megabytes.
#[track_caller]
fn assert_same(found: &str, expected: &str, name: &str) {
    for (number, (mine, theirs)) in (1..).zip(found.lines().zip(expected.lines())) {
        let at = mine.bytes().zip(theirs.bytes()).take_while(|(a, b)| a == b);
        let at = at.count().saturating_sub(80);
        assert!(
            mine == theirs,
            "{name}, line {number}:\n{:.400}\n{:.400}",
            String::from_utf8_lossy(&mine.as_bytes()[at..]),
            String::from_utf8_lossy(&theirs.as_bytes()[at..])
        );
    }
    assert_eq!(found.lines().count(), expected.lines().count(), "{name}");
}

/// How often the capture is cut anew; `.ci/run` asks for more.
fn cuts() -> u64 {
    let asked = std::env::var("FTPSCOPE_CUTS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(2)
}

#[test]
fn every_cut_of_all_captures_gives_what_the_whole_gives() {
    let all: Vec<String> = all_captures().into_iter().flatten().collect();
    let frames = frames_of(&all);
    for seed in 1..=cuts() {
        let mut dice = Rng(seed);
        let (most, streams) = (20 + dice.below(600), 1 + dice.below(3));
        let scratch = Scratch::new();
        let files = pieces(&scratch, &frames, (most, streams), seed);
        assert!(files.len() > 3);
        let name = format!("cut {seed}: {} files of {streams} sensors", files.len());
        Parts::of(scratch, files, "200KiB").check(&name);
    }
}

#[test]
fn a_capture_in_many_small_pieces_is_one_too() {
    let frames = frames_of(&captures_in("samples"));
    let scratch = Scratch::new();
    let files = pieces(&scratch, &frames, (12, 1), 7);
    let parts = Parts::of(scratch, files, "1B");
    assert!(parts.tasks.len() > 5, "{}", parts.tasks.len());
    parts.check("samples");
}

#[test]
fn an_index_is_made_once_and_a_plan_is_the_same_again() {
    let scratch = Scratch::new();
    let frames = frames_of(&captures_in("samples"));
    let files = pieces(&scratch, &frames, (90, 1), 3);
    let parts = Parts::of(scratch, files, "20KiB");
    let index = parts.scratch.path("index");
    let arguments = ["index", "-o", index.as_str()];
    let again = run(arguments
        .into_iter()
        .chain(parts.files.iter().map(String::as_str)))
    .clean();
    assert!(again.text().lines().all(|line| line.contains("\tthere\t")));
    let tasks = parts.scratch.path("tasks");
    let plan = ["plan", "-o", &tasks, "--task-size", "20KiB", &index];
    run(plan).clean();
    assert_eq!(parts.list("tasks", "task-"), parts.tasks);
    run(["plan", "-o", &tasks, &index]).clean();
    // tasks of the plan before would be analysed once more
    assert_eq!(parts.list("tasks", "task-").len(), 1);
}

#[test]
fn what_is_missing_is_told() {
    let scratch = Scratch::new();
    let frames = frames_of(&captures_in("samples"));
    let files = pieces(&scratch, &frames, (90, 1), 5);
    let parts = Parts::of(scratch, files, "20KiB");
    let results = parts.results();
    let some = parts.merged(&results[1..], &[]);
    assert_eq!(some.status, Some(2));
    assert!(
        some.stderr.contains("1 of its tasks have no result"),
        "{}",
        some.stderr
    );
    let partial = parts.merged(&results[1..], &["--partial"]);
    assert_eq!(partial.status, Some(0), "{}", partial.stderr);
    let twice = parts.merged(&[&results[..], &results[..1]].concat(), &[]);
    assert!(twice.stderr.contains("had one before"), "{}", twice.stderr);
    let mut cut = fs::read(&results[0]).expect("a result");
    cut.pop();
    let cut = parts.scratch.file("cut.part", &cut);
    let damaged = parts.merged(&[cut], &["--partial"]);
    assert!(
        damaged.stderr.contains("is cut or damaged"),
        "{}",
        damaged.stderr
    );
    // a capture that is another one by now
    let other = pcapng(&frames[..30]);
    for file in &parts.files {
        fs::write(file, &other).expect("a file");
    }
    let changed = of_task(&parts.tasks[0], &["sessions", "--format", "part"]);
    assert_eq!(changed.status, Some(2));
    assert!(changed.stderr.contains("changed"), "{}", changed.stderr);
}

/// The files that were extracted into a folder, each with its digest.
fn extracted(folder: &str) -> Vec<String> {
    let manifest = fs::read(format!("{folder}/manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let files = manifest["files"].as_array().expect("files");
    let named = files.iter().map(|file| {
        let (path, digests, bytes) = (&file["path"], &file["digests"], &file["bytes"]);
        format!("{path} {bytes} {digests}")
    });
    named.collect()
}

#[test]
fn files_are_extracted_by_tasks_as_by_the_whole() {
    let scratch = Scratch::new();
    let frames = frames_of(&captures_in("samples"));
    let files = pieces(&scratch, &frames, (90, 1), 9);
    let parts = Parts::of(scratch, files, "20KiB");
    let whole = parts.scratch.path("whole");
    parts.whole(&["extract", "-d", &whole]);
    let mut expected = extracted(&whole);
    let mut found = Vec::new();
    for (number, task) in parts.tasks.iter().enumerate() {
        let folder = parts.scratch.path(&format!("files-{number}"));
        of_task(task, &["extract", "-d", &folder]);
        found.extend(extracted(&folder));
    }
    found.sort();
    expected.sort();
    assert!(expected.len() > 5);
    assert_eq!(found, expected);
}

#[test]
fn a_file_that_cannot_be_indexed_is_told_as_by_other_commands() {
    let scratch = Scratch::new();
    let folder = scratch.path("");
    let index = scratch.path("index");
    for missing in ["missing.pcap", &folder] {
        let indexed = run(["index", "-o", &index, missing]);
        let listed = run(["sessions", missing]);
        assert_eq!((indexed.status, indexed.stderr), (Some(2), listed.stderr));
    }
}

#[test]
fn what_is_no_index_task_or_result_is_refused() {
    let scratch = Scratch::new();
    let wrong = scratch.file("wrong.ndjson", b"{\"kind\":\"task\"}\n");
    let folder = scratch.path("");
    for (arguments, expected) in [
        (&["plan", "-o", "out", &folder][..], "line 1"),
        (&["sessions", "--connections", &wrong], "line 1"),
        (
            &["merge", "--tasks", &folder, &wrong],
            "does not hold one plan",
        ),
        (
            &["sessions", "--format", "part", "samples/active.pcap"],
            "--connections TASK",
        ),
        (
            &["check", "--require", "x", "--connections", &wrong],
            "a task is a part",
        ),
        (
            &["sessions", "--connections", &wrong, "a.pcap"],
            "cannot be used with",
        ),
    ] {
        let run = run(arguments);
        assert_eq!(run.status, Some(2), "{arguments:?}");
        assert!(
            run.stderr.contains(expected),
            "{arguments:?}: {}",
            run.stderr
        );
    }
}
