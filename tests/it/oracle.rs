//! Our rows against tshark's. They are compared where tshark is installed; with
//! `FTPSCOPE_REQUIRE_TSHARK=1` its absence is a failure, else it is said and the tests pass.

use std::collections::BTreeMap;
use std::process::Command;

use ftpscope::capture::Capture;
use ftpscope::decode::{DecodeOptions, Decoder};
use ftpscope::limits::Limits;
use ftpscope::tcp::{Analyser, ConnectionKey, Label, RowFacts, TcpConnection};

use crate::captures::groups;
use crate::decrypt::keyed;
use crate::support::{Scratch, all_captures, each, root, run, some_of};

/// Columns of a row: Time, Source, Destination, Protocol, Length, Info.
type Columns = [String; 6];

/// The rows of tshark by their numbers; `None` where it is not installed.
fn tshark(path: &str) -> Option<BTreeMap<u64, Columns>> {
    tshark_with(path, &[])
}

/// Likewise, with further options.
fn tshark_with(path: &str, options: &[&str]) -> Option<BTreeMap<u64, Columns>> {
    const COLUMNS: [&str; 6] = [
        "Time",
        "Source",
        "Destination",
        "Protocol",
        "Length",
        "Info",
    ];
    let home = Scratch::new();
    let mut command = Command::new("tshark");
    // without the wishes of whoever runs the test
    command
        .current_dir(root())
        .env("HOME", home.path(""))
        .env("XDG_CONFIG_HOME", home.path(""))
        .env("LC_ALL", "C.UTF-8");
    command.args(["-n", "-r", path, "-T", "fields", "-e", "frame.number"]);
    command.args(["-o", r#"gui.column.format:"No.","%m","Time","%t","Source","%s","Destination","%d","Protocol","%p","Length","%L","Info","%i""#]);
    for column in COLUMNS {
        command.args(["-e", &format!("_ws.col.{column}")]);
    }
    command.args(options);
    let Ok(output) = command.output() else {
        let required = std::env::var("FTPSCOPE_REQUIRE_TSHARK").is_ok_and(|value| value == "1");
        assert!(!required, "tshark is required and cannot be started");
        eprintln!("skipped: tshark is not installed");
        return None;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let rows = text.lines().map(|line| {
        let mut cells = line.splitn(7, '\t').map(str::to_owned);
        let number = cells
            .next()
            .and_then(|cell| cell.parse().ok())
            .expect("a number");
        (
            number,
            std::array::from_fn(|_| cells.next().expect("a cell")),
        )
    });
    Some(rows.collect())
}

/// The rows of `timeline --format tsv`.
fn ours(path: &str) -> BTreeMap<u64, Columns> {
    ours_with(path, &[])
}

/// Likewise, with further options.
fn ours_with(path: &str, options: &[&str]) -> BTreeMap<u64, Columns> {
    let words = ["timeline", "--format", "tsv", "--show-passwords", "--quiet"];
    let run = run([&words[..], options, &[path]].concat());
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let rows = run.text().lines().skip(1).map(|line| {
        let mut cells = line.split('\t').map(str::to_owned);
        let number = cells
            .next()
            .and_then(|cell| cell.parse().ok())
            .expect("a number");
        (
            number,
            std::array::from_fn(|_| cells.next().expect("a cell")),
        )
    });
    rows.collect()
}

/// Rows that differ although both call them TCP, and how many rows were compared.
fn differences(path: &str, theirs: &BTreeMap<u64, Columns>) -> (usize, Vec<String>) {
    let (mut compared, mut differ) = (0, Vec::new());
    for (number, ours) in ours(path) {
        let theirs = &theirs[&number];
        if ours[3] != "TCP" || theirs[3] != "TCP" {
            continue;
        }
        compared += 1;
        if ours
            .iter()
            .zip(theirs)
            .any(|(ours, theirs)| ours.trim_end() != theirs.trim_end())
        {
            differ.push(format!(
                "frame {number}\n  ours   {ours:?}\n  tshark {theirs:?}"
            ));
        }
    }
    (compared, differ)
}

/// Rows that both call TCP are equal to the letter; the files of a rotated capture are compared one
/// by one.
fn compare(captures: impl Iterator<Item = Vec<String>>) {
    each(captures.flatten(), Clone::clone, |path| {
        let Some(theirs) = tshark(path) else { return };
        let (_, differ) = differences(path, &theirs);
        assert!(differ.is_empty(), "{}", differ.join("\n"));
    });
}

// three tests, because each run of tshark takes a while and tests run side by side

#[test]
fn tcp_rows_of_the_samples_are_those_of_tshark() {
    compare(
        all_captures()
            .into_iter()
            .filter(|files| files[0].starts_with("samples/")),
    );
}

#[test]
fn tcp_rows_of_the_recorded_captures_are_those_of_tshark() {
    compare(some_of(
        groups().into_iter().filter(|files| !is_made(files)),
    ));
}

#[test]
fn tcp_rows_of_the_made_captures_are_those_of_tshark() {
    compare(some_of(groups().into_iter().filter(|files| is_made(files))));
}

fn is_made(files: &[String]) -> bool {
    files[0].starts_with("tests/captures/t") || files[0].starts_with("tests/captures/flag")
}

/// What editcap, which comes with tshark, makes of a capture in another format reads as the capture
/// does, and as tshark reads it.
#[test]
fn captures_in_formats_that_only_editcap_writes() {
    const FORMATS: [&str; 8] = [
        "erf",
        "netmon1",
        "netmon2",
        "rh6_1pcap",
        "suse6_3pcap",
        "nokiapcap",
        "modpcap",
        "nsecpcap",
    ];
    let original = "tests/captures/t01_passive.pcap";
    let rows = ours(original);
    each(
        FORMATS,
        |format| (*format).to_owned(),
        |format| {
            let scratch = Scratch::new();
            let path = scratch.path("capture");
            let mut command = Command::new("editcap");
            command
                .current_dir(root())
                .args(["-F", *format, original, &path]);
            let written = command.status().is_ok_and(|status| status.success());
            let Some(theirs) = tshark(&path).filter(|_| written) else {
                return;
            };
            let found = ours(&path);
            assert!(found.keys().eq(rows.keys()));
            for (number, columns) in &found {
                assert_eq!(columns[5], rows[number][5], "frame {number}");
                // NetMon has milliseconds, and tshark prints as many digits
                let seconds = |columns: &Columns| columns[0].parse::<f64>().expect("seconds");
                assert!(
                    (seconds(columns) - seconds(&theirs[number])).abs() < 1e-6,
                    "frame {number}"
                );
                assert_eq!(columns[1..3], theirs[number][1..3], "frame {number}");
                assert_eq!(columns[4], theirs[number][4], "frame {number}");
            }
        },
    );
}

/// Rows of TLS and of the dialogue under it, with the key log, where tshark 4.0 reads the whole
/// dialogue: it knows AUTH TLS in these letters alone. Data connections are FTP-DATA to it, and
/// stay sealed.
#[test]
fn rows_of_opened_dialogues_are_those_of_tshark() {
    const WHOLE: [&str; 5] = ["13c", "13f", "13m", "13r", "t30"];
    let keyed = keyed().into_iter().filter(|(capture, ..)| {
        let name = capture.trim_start_matches("tests/captures/");
        WHOLE.iter().any(|whole| name.starts_with(whole))
    });
    let keyed: Vec<_> = keyed.collect();
    assert_eq!(keyed.len(), WHOLE.len());
    each(
        keyed,
        |(capture, ..)| capture.clone(),
        |(capture, keys, _)| {
            let option = format!("tls.keylog_file:{}", root().join(keys).display());
            let Some(theirs) = tshark_with(capture, &["-o", &option]) else {
                return;
            };
            let ours = ours_with(capture, &["--key-log", keys]);
            let is_dialogue =
                |columns: &Columns| columns[3] == "FTP" || columns[3].starts_with("TLS");
            let mut compared = 0;
            for (number, ours) in &ours {
                let theirs = &theirs[number];
                if is_dialogue(theirs) {
                    assert_eq!(ours, theirs, "frame {number}");
                    compared += 1;
                }
            }
            assert!(compared >= 20, "{compared} rows");
        },
    );
}

#[test]
fn the_comparison_compares_something() {
    let path = "samples/active.pcap";
    let Some(theirs) = tshark(path) else { return };
    let (compared, _) = differences(path, &theirs);
    assert!(compared > 20, "{compared} rows");
}

/// The labels of the analysis module for every frame of a capture, as they stand before the Info
/// column.
fn labels(path: &str) -> BTreeMap<u64, (String, RowFacts)> {
    let capture = Capture::open(&[root().join(path)], &Limits::default())
        .expect("no name stands for standard input");
    let mut decoder = Decoder::new(&Limits::default(), DecodeOptions::default());
    let (mut known, mut rows) = (
        BTreeMap::<ConnectionKey, (TcpConnection, Analyser)>::new(),
        BTreeMap::new(),
    );
    let mut frames = capture.frames();
    while let Some(frame) = frames.next() {
        let Ok(segment) = decoder.decode(&frame) else {
            continue;
        };
        let (key, sender) = ConnectionKey::of(&segment);
        let reused = known
            .get(&key)
            .map(|(connection, _)| connection.is_reopened_by(&segment, sender));
        if reused != Some(false) {
            known.insert(
                key,
                (
                    TcpConnection::new(&segment),
                    Analyser::new(reused.is_some()),
                ),
            );
        }
        let (connection, analyser) = known.get_mut(&key).expect("it is known now");
        connection.segment(&segment, sender, usize::MAX, &mut |_, _| {});
        let facts = analyser.segment(&segment, sender);
        rows.insert(segment.frame, (text(&facts), facts));
    }
    rows
}

fn text(facts: &RowFacts) -> String {
    let name = |label: Label| match label {
        Label::PortsReused => "Port numbers reused".to_owned(),
        Label::Retransmission => "Retransmission".to_owned(),
        Label::FastRetransmission => "Fast Retransmission".to_owned(),
        Label::SpuriousRetransmission => "Spurious Retransmission".to_owned(),
        Label::OutOfOrder => "Out-Of-Order".to_owned(),
        Label::PreviousNotCaptured => "Previous segment not captured".to_owned(),
        Label::AckedUnseen => "ACKed unseen segment".to_owned(),
        Label::WindowUpdate => "Window Update".to_owned(),
        Label::WindowFull => "Window Full".to_owned(),
        Label::KeepAlive => "Keep-Alive".to_owned(),
        Label::KeepAliveAck => "Keep-Alive ACK".to_owned(),
        Label::ZeroWindowProbe => "ZeroWindowProbe".to_owned(),
        Label::ZeroWindow => "ZeroWindow".to_owned(),
        Label::ZeroWindowProbeAck => "ZeroWindowProbeAck".to_owned(),
        Label::DuplicateAck => {
            let (frame, count) = facts.duplicate_of.expect("a duplicate repeats something");
            format!("Dup ACK {frame}#{count}")
        }
    };
    let present = Label::ALL
        .into_iter()
        .rev()
        .filter(|&label| facts.has(label));
    present.fold(String::new(), |text, label| {
        text + "[TCP " + &name(label) + "] "
    })
}

#[test]
fn the_analysis_gives_the_labels_and_numbers_of_every_frame() {
    for path in ["tests/captures/flags.pcap", "tests/captures/flagnames.pcap"] {
        let Some(theirs) = tshark(path) else { return };
        each(
            labels(path),
            |(number, _)| format!("{path} frame {number}"),
            |(number, (labels, facts))| {
                let info = &theirs[number][5];
                let theirs = their_labels(info);
                assert_eq!(*labels, theirs, "{info}");
                let value = |name: &str| {
                    info.split(' ')
                        .find_map(|word| word.strip_prefix(name))
                        .map(str::to_owned)
                };
                assert_eq!(value("Seq="), Some(facts.seq.to_string()), "{info}");
                assert_eq!(value("Win="), Some(facts.window.to_string()), "{info}");
                assert!(
                    value("Ack=").is_none_or(|ack| ack == facts.ack.to_string()),
                    "{info}"
                );
            },
        );
    }
}

/// The labels that stand before the Info column.
fn their_labels(info: &str) -> String {
    let mut rest = info;
    while rest.starts_with("[TCP ") {
        rest = rest.split_once("] ").map_or("", |(_, rest)| rest);
    }
    info[..info.len() - rest.len()].to_owned()
}
