//! Recorded expectations: they hold on their own capture and on its second recording, and on no
//! other scenario.

use std::collections::BTreeMap;
use std::path::Path;

use ftpscope::analysis::Analyzer;
use ftpscope::analysis::view::{Selection, View};
use ftpscope::capture::Capture;
use ftpscope::check::record::{RecordLevel, Recording, record};
use ftpscope::digest::Hash;
use ftpscope::limits::Limits;
use ftpscope::model::Analysis;

use crate::support::{Scratch, all_captures, captures_in, each, read, root, run};

use super::keys::{analyse, outcomes};

const LEVELS: [RecordLevel; 3] = [RecordLevel::Mode, RecordLevel::Transfers, RecordLevel::Full];

fn recorded(analysis: &Analysis, level: RecordLevel) -> String {
    record(
        &View {
            analysis,
            selection: &Selection::default(),
            show_passwords: true,
        },
        level,
    )
}

fn failures(analysis: &Analysis, text: &str) -> Vec<String> {
    let failed = outcomes(analysis, text)
        .into_iter()
        .filter(|outcome| !outcome.passed);
    failed
        .map(|o| {
            format!(
                "{} {}: expected {}, found {}",
                o.subject, o.key, o.expected, o.found
            )
        })
        .collect()
}

/// The captures of a folder, by their names.
fn recordings(folder: &str) -> BTreeMap<String, Analysis> {
    let paths = captures_in(&format!("tests/recordings/{folder}"));
    paths
        .iter()
        .map(|path| {
            (
                Path::new(path)
                    .file_name()
                    .expect("a name")
                    .to_string_lossy()
                    .into(),
                analyse(path),
            )
        })
        .collect()
}

#[test]
fn a_recording_holds_on_the_next_one_and_on_no_other_scenario() {
    let (first, second) = (recordings("first"), recordings("second"));
    assert!(first.len() > 5 && first.keys().eq(second.keys()));
    each(
        LEVELS,
        |level| format!("{level:?}"),
        |&level| {
            for (name, analysis) in &first {
                let text = recorded(analysis, level);
                assert_eq!(
                    text,
                    recorded(&second[name], level),
                    "{name}: what changes is left out"
                );
                for (other, again) in &second {
                    let failures = failures(again, &text);
                    assert!(
                        other != name || failures.is_empty(),
                        "{name}: {failures:#?}"
                    );
                    assert!(
                        other == name || level == RecordLevel::Mode || !failures.is_empty(),
                        "{name} holds on {other}"
                    );
                }
            }
        },
    );
}

#[test]
fn every_capture_meets_what_was_recorded_of_it() {
    each(
        all_captures(),
        |files| files[0].clone(),
        |files| {
            let paths: Vec<_> = files.iter().map(|file| root().join(file)).collect();
            let capture = Capture::open(&paths, &Limits::default()).expect("files");
            let analysis = Analyzer::new().hash(Hash::Sha256).analyse(&capture);
            let schema = jsonschema::draft202012::new(&ftpscope::check::schema::schema())
                .expect("the schema is sound");
            for level in LEVELS {
                let text = recorded(&analysis, level);
                let failures = failures(&analysis, &text);
                assert!(failures.is_empty(), "{failures:#?}\n{text}");
                let value: toml::Table = text.parse().expect("TOML");
                assert!(
                    schema.is_valid(&serde_json::to_value(value).expect("JSON")),
                    "{text}"
                );
                assert!(
                    !text.contains(|c: char| c.is_control() && c != '\n'),
                    "control characters are escaped"
                );
            }
        },
    );
}

#[test]
fn passwords_are_never_recorded() {
    let text = recorded(&analyse("samples/abor.pcap"), RecordLevel::Full);
    assert!(text.contains("verb = \"PASS\"") && !text.contains("sunflower"));
}

#[test]
fn sessions_in_parallel_are_expected_as_a_sum() {
    let text = recorded(&analyse("samples/two-active.pcap"), RecordLevel::Full);
    assert!(
        text.contains("sessions = \">= 1\"") && !text.contains("dialogue"),
        "{text}"
    );
    assert_eq!(text.matches("\n[[transfer]]").count(), 2);
}

#[test]
fn what_is_said_of_a_user_is_true_of_all_sessions_of_the_user() {
    let parallel = |one: &str, other: &str| {
        let open = |port: &str| format!("hosts 10.0.0.2:{port} 10.0.0.1:21\nS 220 hi\nC USER a\n");
        format!(
            "{}{}hosts 10.0.0.2:{one} 10.0.0.1:21\nS 230 in\n",
            open(one),
            open(other)
        )
    };
    let pasv = "C PASV\nS 227 ok (10,0,0,1,19,136)\nopen 10.0.0.2:40009 10.0.0.1:5000\nC RETR f\nS 150 go\n\
        fin 10.0.0.1:5000 10.0.0.2:40009\nS 226 done\n";
    let pools = parallel("4001", "4002") + &parallel("4003", "4004").replace("230 in", "530 no");
    let alone = "hosts 10.0.0.2:4005 10.0.0.1:21\nS 220 hi\nC USER a\nS 230 in\n".to_owned() + pasv;
    for told in [pools.clone() + &alone, pools] {
        let analysis = crate::findings::script::analysis(&told);
        for level in LEVELS {
            let text = recorded(&analysis, level);
            assert!(text.contains("Sessions in parallel"), "{text}");
            assert_eq!(failures(&analysis, &text), Vec::<String>::new(), "{text}");
        }
    }
}

#[test]
fn recording_is_a_command() {
    let scratch = Scratch::new();
    let path = scratch.path("expect.toml");
    let sample = "samples/passive.pcap";
    for level in ["mode", "transfers", "full"] {
        let written = run([
            "check", "--record", &path, "--force", "--level", level, sample,
        ]);
        assert_eq!(written.status, Some(0));
        let said = format!("of level {level} written to {path}\n");
        assert!(written.stderr.ends_with(&said), "{}", written.stderr);
        let printed = run(["check", "--record", "-", "--level", level, sample]).clean();
        assert_eq!(
            printed.stdout,
            std::fs::read(&path).expect("it was written")
        );
        assert_eq!(run(["check", "-e", &path, sample]).clean().status, Some(0));
        assert_eq!(
            run(["check", "-e", &path, "samples/active.pcap"]).status,
            Some(1),
            "{level}"
        );
    }
    let missing = scratch.path("missing.toml");
    assert_eq!(
        run(["check", "--record", &missing, "missing.pcap"]).status,
        Some(2)
    );
    assert!(!Path::new(&missing).exists(), "half a capture is no model");
    assert_eq!(
        run(["check", "--record", "/nowhere/x.toml", sample]).status,
        Some(2)
    );
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
        let full = run(["check", "--record", "-", "--level", "full", "samples/resume.pcap"]).clean();
        insta::assert_snapshot!("recorded-full", full.text());
    });
}

#[test]
fn a_recording_is_overwritten_where_that_is_asked_for() {
    let scratch = Scratch::new();
    let path = scratch.file("expect.toml", b"[capture]\nsessions = 7\n");
    let again = || run(["check", "--record", &path, "samples/passive.pcap"]);
    let refused = again();
    assert_eq!(refused.status, Some(2));
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    assert_eq!(read(&path), b"[capture]\nsessions = 7\n");
    let words = [
        "check",
        "--record",
        &path,
        "--force",
        "samples/passive.pcap",
    ];
    assert_eq!(run(words).status, Some(0));
    let capture = scratch.file("forgotten.pcap", &read("samples/passive.pcap"));
    let words = [
        "check",
        "--force",
        "--record",
        &capture,
        "samples/active.pcap",
    ];
    assert_eq!(run(words).status, Some(2), "no capture is overwritten");
    assert_eq!(read(&capture), read("samples/passive.pcap"));
}

#[test]
fn any_1yz_is_as_good_as_another() {
    let session = |reply: &str| {
        let pasv = "C PASV\nS 227 ok (10,0,0,1,19,136)\nopen 10.0.0.2:40009 10.0.0.1:5000\n";
        let retr = format!("C RETR f\nS {reply}\nfin 10.0.0.1:5000 10.0.0.2:40009\nS 226 done\n");
        let told = format!("S 220 hi\nC USER a\nS 230 in\n{pasv}{retr}");
        crate::findings::script::analysis(&told)
    };
    let text = recorded(&session("150 Opening"), RecordLevel::Full);
    let again = session("125 Data connection already open");
    assert_eq!(failures(&again, &text), Vec::<String>::new(), "{text}");
}

#[test]
fn what_recordings_share_holds_of_each_of_them() {
    let captures = recordings("first");
    let analyses: Vec<&Analysis> = captures.values().collect();
    for level in LEVELS {
        for one in &analyses {
            for other in &analyses {
                let shared = shared(&[one, other], level);
                for analysis in [one, other] {
                    let failures = failures(analysis, &shared);
                    assert!(failures.is_empty(), "{failures:#?}\n{shared}");
                }
            }
        }
    }
    for (name, first) in &captures {
        let second = &recordings("second")[name];
        let text = shared(&[first, second], RecordLevel::Full);
        assert_eq!(text, recorded(first, RecordLevel::Full), "{name}");
    }
}

fn shared(analyses: &[&Analysis], level: RecordLevel) -> String {
    let selection = &Selection::default();
    let recordings = analyses.iter().map(|analysis| {
        let view = View {
            analysis,
            selection,
            show_passwords: false,
        };
        Recording::of(&view, level)
    });
    let shared = recordings.reduce(|shared, next| shared.shared(&next));
    shared.expect("there is one").text()
}

#[test]
fn several_recordings_keep_what_they_share() {
    let session = |name: &str, noop: &str, content: &str| {
        let pasv = "C PASV\nS 227 ok (10,0,0,1,19,136)\nopen 10.0.0.2:40009 10.0.0.1:5000\n";
        let retr = format!(
            "C RETR {name}\nS 150 go\nsend 10.0.0.1:5000 10.0.0.2:40009 {content}\n\
            fin 10.0.0.1:5000 10.0.0.2:40009\nS 226 done\n"
        );
        let told = format!("S 220 hi\nC USER a\nS 230 in\n{noop}{pasv}{retr}");
        crate::findings::script::analysis(&told)
    };
    let one = session("in-1.csv", "", "abc");
    let other = session("in-27.csv", "C NOOP\nS 200 ok\n", "abcdef");
    let text = shared(&[&one, &other], RecordLevel::Full);
    for expected in [
        "path = { like = \"/in-*.csv\" }",
        "size = \"3..6\"",
        "sequence = [",
    ] {
        assert!(text.contains(expected), "{text}");
    }
    assert!(!text.contains("sha256") && !text.contains("NOOP"), "{text}");
    let third = session("in-3.csv", "", "abcd");
    assert_eq!(failures(&third, &text), Vec::<String>::new());
    let third = session("out-3.csv", "", "abcd");
    assert!(!failures(&third, &text).is_empty());
}

#[test]
fn several_files_are_recordings_and_parts_are_one() {
    let folder = "tests/captures/26a_rotated_dumpcap_vsftpd_0000";
    let parts: Vec<String> = captures_in("tests/captures")
        .into_iter()
        .filter(|path| path.starts_with(folder))
        .collect();
    let record = |files: &[String]| {
        let words = ["check", "--record", "-"].map(str::to_owned);
        run(words.iter().chain(files)).clean().text().to_owned()
    };
    assert!(record(&parts).contains("sessions = 1\n"));
    let again = |folder: &str| format!("tests/recordings/{folder}/02a_pasv_vsftpd_curl.pcap");
    let both = [again("first"), again("second")];
    assert_eq!(record(&both), record(&both[..1]));
}
