//! `slice`: the frames of sessions, whole, with comments.

use std::fs;

use etherparse::PacketBuilder;
use ftpscope::capture::Capture;
use ftpscope::limits::Limits;
use serde_json::Value;

use crate::support::{Run, Scratch, all_captures, each, run};

/// The sessions without what their numbering in a capture is.
fn sessions(run: &Run) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(strip),
            Value::Object(members) => {
                for key in [
                    "id",
                    "frame",
                    "frames",
                    "first_frame",
                    "last_frame",
                    "findings",
                    "offer",
                    "connection",
                ] {
                    members.remove(key);
                }
                members.values_mut().for_each(strip);
            }
            _ => {}
        }
    }
    let mut sessions = run.json()["sessions"].take();
    strip(&mut sessions);
    sessions
}

/// The frames of a capture: link type, time, length, bytes.
fn frames(paths: &[String]) -> Vec<(u16, i64, u32, Vec<u8>)> {
    let capture = Capture::open(paths, &Limits::default()).expect("a capture");
    let (mut frames, mut found) = (capture.frames(), Vec::new());
    while let Some(frame) = frames.next() {
        found.push((
            frame.link.0,
            frame.time.as_nanos(),
            frame.wire_len,
            frame.data.to_vec(),
        ));
    }
    found
}

#[test]
fn analysed_again_it_is_the_same() {
    each(
        all_captures(),
        |files| files.join(" "),
        |files| {
            let scratch = Scratch::new();
            let output = scratch.path("slice.pcapng");
            let given = |first: &[&str]| {
                first
                    .iter()
                    .map(|&a| a.to_owned())
                    .chain(files.iter().cloned())
                    .collect::<Vec<_>>()
            };
            assert_eq!(
                run(given(&["slice", "-q", "--keep-secrets", "-o", &output])).status,
                Some(0)
            );
            let before = run(given(&["sessions", "-q", "--format", "json"]));
            let after = run(["sessions", "-q", "--format", "json", &output]);
            assert!(sessions(&before) == sessions(&after), "the sessions differ");
            // a duplicate ACK names the frame that it repeats
            let unnumbered = |cell: &str| {
                cell.split_once("Dup ACK")
                    .map_or(cell, |(before, _)| before)
                    .to_owned()
            };
            let rows = |run: Run| -> Vec<Vec<String>> {
                let rows = run
                    .text()
                    .lines()
                    .skip(1)
                    .map(|line| line.split('\t').skip(2).take(6));
                rows.map(|row| row.map(unnumbered).collect()).collect()
            };
            let format = ["timeline", "-q", "--format", "tsv"];
            assert!(
                rows(run(given(&format))) == rows(run(format.into_iter().chain([&*output]))),
                "the rows differ"
            );
            let (all, chosen) = (frames(files), frames(&[output]));
            let mut left = all.iter();
            assert!(
                chosen.iter().all(|frame| left.any(|known| known == frame)),
                "a frame is not as it was"
            );
        },
    );
}

#[test]
fn filters_choose_and_comments_name_frames_of_the_new_file() {
    let scratch = Scratch::new();
    let output = scratch.path("slice.pcapng");
    run([
        "slice",
        "-q",
        "--session",
        "2",
        "-o",
        &output,
        "samples/two-active.pcap",
    ])
    .clean();
    let rows = run(["--format", "tsv", &output]).clean();
    assert!(
        rows.text()
            .lines()
            .skip(1)
            .all(|line| line.split('\t').nth(7) == Some("1")),
        "{}",
        rows.text()
    );
    let port = rows
        .text()
        .lines()
        .find(|line| line.contains("Request: PORT"))
        .expect("a PORT");
    let number = port.split('\t').next().expect("a number");
    let bytes = fs::read(&output).expect("the file");
    let says = |words: &str| {
        bytes
            .windows(words.len())
            .any(|window| window == words.as_bytes())
    };
    assert!(says(&format!(
        "server opens the data connection predicted by frame {number} (PORT)"
    )));
    assert!(says("download a file") && says("two-active.pcap"));
    let to_stdout = run([
        "slice",
        "-q",
        "--session",
        "2",
        "-o",
        "-",
        "samples/two-active.pcap",
    ])
    .clean();
    assert!(to_stdout.stdout == bytes);
}

#[test]
fn the_fragments_of_a_datagram_come_along() {
    let packet = |payload: &[u8]| {
        let mut bytes = Vec::new();
        let builder = PacketBuilder::ipv4([10, 0, 0, 1], [10, 0, 0, 2], 64)
            .tcp(21, 40_000, 1, 512)
            .ack(1);
        builder.write(&mut bytes, payload).expect("a packet");
        bytes
    };
    let whole = packet(b"220 a greeting that is as long as two fragments need it to be\r\n");
    let fragments = [(20, 52, 0x2000_u16), (52, whole.len(), 4)].map(
        |(from, to, offset): (usize, usize, u16)| {
            let mut fragment = [&whole[..20], &whole[from..to]].concat();
            fragment[2..4].copy_from_slice(&((to - from + 20) as u16).to_be_bytes());
            fragment[6..8].copy_from_slice(&offset.to_be_bytes());
            fragment
        },
    );
    let mut pcap = Vec::new();
    for word in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 262_144, 101] {
        pcap.extend(word.to_le_bytes());
    }
    let udp = {
        let mut bytes = Vec::new();
        PacketBuilder::ipv4([1; 4], [2; 4], 64)
            .udp(53, 53)
            .write(&mut bytes, b"dns")
            .expect("a packet");
        bytes
    };
    for frame in [&udp, &fragments[0], &udp, &fragments[1]] {
        for word in [1, 2, frame.len() as u32, frame.len() as u32] {
            pcap.extend(word.to_le_bytes());
        }
        pcap.extend(frame);
    }
    let scratch = Scratch::new();
    let (capture, output) = (
        scratch.file("capture.pcap", &pcap),
        scratch.path("slice.pcapng"),
    );
    run(["slice", "-q", "-o", &output, &capture]).clean();
    let chosen: Vec<Vec<u8>> = frames(&[output])
        .into_iter()
        .map(|(.., bytes)| bytes)
        .collect();
    assert!(chosen == fragments, "{} frames", chosen.len());
}

#[test]
fn an_annotated_capture_has_every_frame_as_it_was() {
    each(
        all_captures()
            .into_iter()
            .filter(|files| files.len() > 1 || files[0].contains("port_reuse")),
        |files| files[0].clone(),
        |files| {
            let scratch = Scratch::new();
            let output = scratch.path("annotated.pcapng");
            let words = ["slice", "--annotate", "--session", "1", "-o", &output];
            let words = words.map(str::to_owned);
            let told = run(words.iter().chain(files));
            assert_eq!(told.status, Some(0), "{}", told.stderr);
            let before = frames(files);
            assert!(
                before == frames(std::slice::from_ref(&output)),
                "{}",
                before.len()
            );
            let said = format!("frames written: {}; with a comment: ", before.len());
            assert!(told.stderr.contains(&said), "{}", told.stderr);
            assert!(told.stderr.contains("; sessions: 1\n"), "{}", told.stderr);
        },
    );
}

#[test]
fn what_is_there_stays_unless_forced() {
    let scratch = Scratch::new();
    let output = scratch.file("out.pcapng", b"precious");
    let slice = |more: &[&str], capture: &str| {
        run([&["slice", "-q", "-o", &output, capture], more].concat())
    };
    let refused = slice(&[], "samples/active.pcap");
    assert_eq!(refused.status, Some(2));
    assert!(
        refused.stderr.contains("there is such a file already: "),
        "{}",
        refused.stderr
    );
    assert!(
        refused.stderr.contains("out.pcapng; --force replaces it"),
        "{}",
        refused.stderr
    );
    assert_eq!(fs::read(&output).expect("it is there"), b"precious");
    slice(&["--force"], "samples/active.pcap").clean();
    let written = fs::read(&output).expect("it is there");
    let itself = slice(&["--force"], &output);
    assert_eq!(itself.status, Some(2), "the capture would be lost");
    assert!(fs::read(&output).expect("it is there") == written);
    let loud = run([
        "slice",
        "-o",
        &scratch.path("b.pcapng"),
        "samples/active.pcap",
    ]);
    assert!(loud.stderr.contains("passwords"), "{}", loud.stderr);
}

#[cfg(unix)]
#[test]
fn a_write_that_fails_leaves_nothing() {
    let scratch = Scratch::new();
    let line =
        "trap '' XFSZ; ulimit -f 4; exec \"$0\" slice -q -o \"$1\" samples/retransmission.pcap";
    let output = scratch.path("out.pcapng");
    let mut shell = std::process::Command::new("sh");
    let arguments = ["-c", line, env!("CARGO_BIN_EXE_ftpscope"), &output];
    let run: Run = shell
        .current_dir(crate::support::root())
        .args(arguments)
        .output()
        .expect("a shell")
        .into();
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("out.pcapng"), "{}", run.stderr);
    assert_eq!(
        fs::read_dir(scratch.path("")).expect("the folder").count(),
        0
    );
}

#[test]
fn only_regular_files_are_replaced_and_the_message_says_what_to_do() {
    let scratch = Scratch::new();
    let refused = |output: &str, says: &[&str]| {
        let run = run([
            "slice",
            "-q",
            "--force",
            "-o",
            output,
            "samples/active.pcap",
        ]);
        assert_eq!(run.status, Some(2), "{output}");
        assert!(
            says.iter().all(|words| run.stderr.contains(words)),
            "{}",
            run.stderr
        );
        assert!(
            !run.stderr.contains(".ftpscope-") && !run.stderr.contains("--force"),
            "{}",
            run.stderr
        );
    };
    refused(
        &scratch.path("none/out.pcapng"),
        &["none/out.pcapng", "make it first"],
    );
    refused(&scratch.path(""), &["is a folder; name a file in it"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        let socket = scratch.path("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
        refused(&socket, &["is not a regular file"]);
        let (link, nowhere) = (scratch.path("link"), scratch.path("nowhere"));
        symlink(scratch.path("gone"), &nowhere).expect("a link");
        refused(&nowhere, &["leads to no file"]);
        // a link stays, and what it leads to is replaced
        let real = scratch.file("real", b"old");
        symlink(&real, &link).expect("a link");
        run(["slice", "-q", "--force", "-o", &link, "samples/active.pcap"]).clean();
        assert!(
            fs::symlink_metadata(&link)
                .expect("it is there")
                .is_symlink()
        );
        assert!(fs::read(&real).expect("it is there").len() > 1000);
    }
}

#[test]
fn of_what_cannot_be_read_nothing_is_written() {
    let scratch = Scratch::new();
    let (output, rubbish) = (
        scratch.path("out.pcapng"),
        scratch.file("rubbish", b"no capture at all, but some text"),
    );
    for capture in ["samples/no-such.pcap", &rubbish] {
        assert_eq!(run(["slice", "-q", "-o", &output, capture]).status, Some(2));
        assert!(!std::path::Path::new(&output).exists(), "{capture}");
        assert!(run(["slice", "-q", "-o", "-", capture]).stdout.is_empty());
    }
    assert_eq!(
        run([
            "slice",
            "-q",
            "-o",
            &output,
            "samples/active.pcap",
            &rubbish
        ])
        .status,
        Some(2)
    );
    assert!(std::path::Path::new(&output).exists(), "one was read");
}
