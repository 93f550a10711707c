//! Beside Wireshark: filters choose exactly the rows of a session, the Lua dissector says what our
//! rows say, and the profile can be read. Compared with tshark where it is installed; where `CI` is
//! `true` its absence is a failure.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::process::Command;
use std::thread;

use serde_json::Value;

use crate::support::{Scratch, all_captures, captures_in, each, root, run};

/// What tshark says of each file.
const TAPS: &str = r#"
for line in io.lines(os.getenv("FILTERS")) do
    local name, filter = line:match("^(%d+)\t(.*)$")
    local tap = Listener.new("frame", filter)
    local frames = {}
    function tap.packet(packet)
        frames[#frames + 1] = packet.number
    end
    function tap.draw()
        print("filter\t" .. name .. "\t" .. table.concat(frames, " "))
    end
end
"#;

/// tshark without the wishes of whoever runs the test; `None` where it is not installed.
fn tshark(home: &Scratch, configure: impl FnOnce(&mut Command)) -> Option<String> {
    let mut command = Command::new("tshark");
    command
        .current_dir(root())
        .env("HOME", home.path(""))
        .env("XDG_CONFIG_HOME", home.path(""))
        .env("LC_ALL", "C.UTF-8")
        .arg("-n");
    configure(&mut command);
    let output = match command.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let required = std::env::var("CI").is_ok_and(|value| value == "true")
                || std::env::var("FTPSCOPE_REQUIRE_TSHARK").is_ok_and(|value| value == "1");
            assert!(!required, "tshark is required and is not installed");
            eprintln!("skipped: tshark is not installed");
            return None;
        }
        output => output.expect("tshark starts"),
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let lua = said
        .lines()
        .find(|line| line.to_lowercase().contains("lua"));
    assert_eq!(lua, None, "{said}");
    Some(String::from_utf8(output.stdout).expect("tshark writes UTF-8"))
}

#[test]
fn a_filter_of_no_session_fits_no_frame() {
    for (format, nothing) in [
        ("wireshark", "frame.number == 0\n"),
        ("frames", "frame.number == 0\n"),
        ("bpf", "less 0\n"),
        ("editcap", ""),
    ] {
        let words = ["--format", format, "--session", "99", "samples/active.pcap"];
        let printed = run(["filter"].iter().chain(&words));
        assert_eq!((printed.status, printed.text()), (Some(0), nothing));
    }
    let missing = run(["filter", "samples/none"]);
    assert_eq!((missing.status, missing.text()), (Some(2), ""));
}

/// What our rows say.
#[derive(Default)]
struct Rows {
    /// The rows of each session, by their numbers.
    of_session: BTreeMap<u64, BTreeSet<u64>>,
    /// Session and note of each.
    said: BTreeMap<u64, (String, String)>,
}

fn rows(path: &str) -> Rows {
    let run = run(["timeline", "--format", "tsv", "--quiet", path]);
    let mut rows = Rows::default();
    for line in run.text().lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let number: u64 = cells[0].parse().expect("a number");
        for session in cells[7].split(',').filter(|cell| !cell.is_empty()) {
            let session = session.parse().expect("a number");
            rows.of_session.entry(session).or_default().insert(number);
        }
        let said = (cells[7].to_owned(), cells[8].to_owned());
        rows.said.insert(number, said);
    }
    rows
}

fn sessions(path: &str) -> Vec<Value> {
    let document = run([
        "sessions", "--format", "json", "--hash", "none", "--quiet", path,
    ])
    .json();
    document["sessions"].as_array().expect("a list").clone()
}

/// Compares filters and dissector with our rows.
fn compare(path: &str) {
    let Rows { of_session, said } = rows(path);
    let home = Scratch::new();
    let sessions = sessions(path);
    let mut filters = String::new();
    for session in &sessions {
        let filter = match session["filter"].as_str() {
            Some(filter) => filter.to_owned(),
            None => run(["filter", "--session", &session["id"].to_string(), path])
                .text()
                .trim_end()
                .to_owned(),
        };
        let _ = writeln!(filters, "{}\t{filter}", session["id"]);
    }
    let filters = home.file("filters", filters.as_bytes());
    let taps = home.file("taps.lua", TAPS.as_bytes());
    let ndjson = run(["timeline", "--format", "ndjson", "--quiet", path]);
    let ndjson = home.file("rows.ndjson", &ndjson.stdout);
    let fields = ["frame.number", "ftpscope.session", "ftpscope.note"];
    let text = tshark(&home, |command| {
        command.args(["-X", "lua_script:docs/wireshark/ftpscope.lua"]);
        command.arg("-X").arg(format!("lua_script:{taps}"));
        command.arg("-o").arg(format!("ftpscope.rows:{ndjson}"));
        command.env("FILTERS", filters);
        command.args(["-r", path, "-T", "fields"]);
        command.args(fields.iter().flat_map(|field| ["-e", field]));
    });
    let Some(text) = text else { return };
    let mut chosen = 0;
    for line in text.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        if let ["filter", session, frames] = cells[..] {
            let session: u64 = session.parse().expect("a number");
            let frames: BTreeSet<u64> = frames.split(' ').flat_map(str::parse).collect();
            let rows = of_session.get(&session).cloned().unwrap_or_default();
            assert_eq!(frames, rows, "{path}: session {session}");
            chosen += 1;
            continue;
        }
        let number: u64 = cells[0].parse().expect("a number");
        let ours = said.get(&number).cloned().unwrap_or_default();
        let theirs = (cells[1].to_owned(), cells[2].to_owned());
        assert_eq!(theirs, ours, "{path}: frame {number}");
    }
    assert_eq!(chosen, sessions.len(), "{path}");
}

#[test]
fn filters_and_dissector_agree_with_our_rows() {
    let files: Vec<String> = all_captures()
        .into_iter()
        .filter(|files| files.len() == 1)
        .flatten()
        .collect();
    // tshark takes half a second to start
    let halves: Vec<Vec<String>> = files
        .chunks(files.len().div_ceil(2))
        .map(<[_]>::to_vec)
        .collect();
    thread::scope(|scope| {
        for half in halves {
            scope.spawn(|| each(half, String::clone, |path| compare(path)));
        }
    });
}

#[test]
fn each_file_of_several_has_its_own_filter() {
    let parts: Vec<String> = captures_in("tests/captures")
        .into_iter()
        .filter(|path| path.contains("26a_rotated"))
        .collect();
    assert!(parts.len() > 2);
    for format in ["wireshark", "frames"] {
        let words = ["filter", "--format", format].map(str::to_owned);
        let printed = run(words.iter().chain(&parts)).clean();
        let lines: Vec<&str> = printed.text().lines().collect();
        let mut chosen = BTreeMap::new();
        for pair in lines.chunks(2) {
            let path = pair[0].strip_prefix("# ").expect("the name of a file");
            let home = Scratch::new();
            let text = tshark(&home, |command| {
                command.args([
                    "-r",
                    path,
                    "-Y",
                    pair[1],
                    "-T",
                    "fields",
                    "-e",
                    "frame.number",
                ]);
            });
            let Some(text) = text else { return };
            chosen.insert(path.to_owned(), text.lines().count());
        }
        let words = ["timeline", "--format", "ndjson"].map(str::to_owned);
        let rows = run(words.iter().chain(&parts)).clean();
        let mut expected = BTreeMap::new();
        for line in rows.text().lines() {
            let row: Value = serde_json::from_str(line).expect("JSON");
            let file = row["File"].as_str().expect("a name").to_owned();
            *expected.entry(file).or_default() += 1;
        }
        assert_eq!(chosen, expected, "{format}");
    }
}

#[test]
fn lists_of_frames_are_those_of_the_rows() {
    let path = "samples/two-active.pcap";
    let of_session = rows(path).of_session;
    let printed = run(["filter", "--format", "editcap", "--session", "2", path]).clean();
    let mut frames = BTreeSet::new();
    for range in printed.text().split_whitespace() {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let number = |text: &str| text.parse::<u64>().expect("a number");
        frames.extend(number(first)..=number(last));
    }
    assert_eq!(frames, of_session[&2]);
    let words = [
        "filter",
        "--format",
        "frames",
        "--limit",
        "filter_ranges=1",
        "--session",
        "2",
    ];
    let limited = run(words.iter().chain(&[path]));
    assert!(
        limited.stderr.contains("filter_ranges"),
        "{}",
        limited.stderr
    );
    let printed = run(["filter", "--format", "frames", "--session", "2", path]).clean();
    assert!(
        printed.text().starts_with("frame.number in {"),
        "{}",
        printed.text()
    );
    let printed = run(["filter", "--format", "bpf", "--session", "2", path]).clean();
    assert!(
        printed.text().contains(" or (vlan and tcp"),
        "{}",
        printed.text()
    );
}

#[test]
fn the_profile_can_be_read() {
    let home = Scratch::new();
    let profile = home.path("wireshark/profiles/FTP");
    std::fs::create_dir_all(&profile).expect("a folder");
    for name in ["preferences", "colorfilters", "dfilters"] {
        let from = root().join("docs/wireshark/FTP").join(name);
        std::fs::copy(from, format!("{profile}/{name}")).expect("it is copied");
    }
    let slice = home.path("slice.pcapng");
    assert_eq!(
        run([
            "slice",
            "-q",
            "--annotate",
            "-o",
            &slice,
            "samples/active.pcap"
        ])
        .status,
        Some(0)
    );
    let text = tshark(&home, |command| {
        command.args(["-C", "FTP", "-r", &slice]);
    });
    let Some(text) = text else { return };
    assert!(text.contains("server opens the data connection"), "{text}");
    let read = |name: &str| {
        std::fs::read_to_string(root().join("docs/wireshark/FTP").join(name)).expect("it is there")
    };
    let (colours, filters) = (read("colorfilters"), read("dfilters"));
    let colours = colours.lines().filter_map(|line| line.split('@').nth(2));
    let filters = filters
        .lines()
        .filter_map(|line| line.rsplit_once("\" ").map(|(_, f)| f));
    let all: Vec<&str> = colours.chain(filters).collect();
    assert!(all.len() > 8);
    for filter in all {
        let home = Scratch::new();
        // fails where the filter makes no sense
        tshark(&home, |command| {
            command.args(["-c", "1", "-r", "samples/active.pcap", "-Y", filter]);
        });
    }
}
