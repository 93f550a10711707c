//! Signals in the midst of writing: what has its name is whole, and nothing without a name is left.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use crate::findings::script;
#[cfg(not(target_os = "linux"))]
use crate::support::program;
use crate::support::{Scratch, each, run};

/// What is in a folder and the folders below it, by name.
fn names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        names.extend(self::names(&entry.path()));
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names
}

/// A capture that takes a while: files, and a dialogue.
fn capture() -> tempfile::NamedTempFile {
    let login = "S 220 ready\nC USER a\nS 331 go on\nC PASS b\nS 230 in\n".to_owned();
    let transfer = |number: u16| {
        let port = 5000 + number;
        let data = format!("10.0.0.1:{port} 10.0.0.2:40001");
        let bytes = format!("send {data} {}\n", "x".repeat(1400)).repeat(150);
        format!(
            "C PASV\nS 227 ok (10,0,0,1,{},{})\nopen 10.0.0.2:40001 10.0.0.1:{port}\nC RETR f{number}\nS 150 go\n\
             {bytes}fin {data}\nS 226 done\n",
            port >> 8,
            port & 255
        )
    };
    script::file(&(login + &(0..40).map(transfer).collect::<String>()))
}

/// The program with the usual answer to every signal, whatever whoever started the tests has it
/// ignore (as `nohup` does).
#[cfg(target_os = "linux")]
fn heeding() -> Command {
    let mut command = Command::new("env");
    command
        .args([
            "--default-signal=INT,TERM,HUP",
            env!("CARGO_BIN_EXE_ftpscope"),
        ])
        .stdin(Stdio::null());
    command
}

#[cfg(not(target_os = "linux"))]
fn heeding() -> Command {
    program()
}

/// Sends a signal to a process.
fn send(signal: &str, child: &Child) {
    let id = child.id().to_string();
    let status = Command::new("kill").args([signal, &id]).status();
    assert!(status.expect("kill").success());
}

/// Runs the program, stops it as soon as something without a name is in `folder`, sends it the
/// signal and lets it go on. Tells how it ended.
fn interrupt(words: &[&str], folder: &Path, signal: &str) -> ExitStatus {
    let mut command = heeding();
    command
        .args(words)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().expect("it starts");
    while child.try_wait().expect("a child").is_none() {
        if names(folder).iter().any(|name| is_unnamed(name)) {
            send("-STOP", &child);
            send(signal, &child);
            send("-CONT", &child);
            break;
        }
        std::thread::yield_now();
    }
    child.wait().expect("it ends")
}

fn is_unnamed(name: &str) -> bool {
    name.starts_with(".ftpscope-")
}

/// What a command of the program writes: its words, and the name of what they are followed by.
struct Writer {
    words: &'static [&'static str],
    output: &'static str,
}

const WRITERS: [Writer; 4] = [
    Writer {
        words: &["slice", "-q", "-o"],
        output: "slice.pcapng",
    },
    Writer {
        words: &["report", "-q", "-o"],
        output: "page.html",
    },
    Writer {
        words: &["extract", "-q", "-d"],
        output: "files",
    },
    Writer {
        words: &["check", "-q", "--level", "full", "--record"],
        output: "expect.toml",
    },
];

// That a signal in the midst of writing is heeded at all is proved in src/cli/interrupt.rs, where
// the moment is certain.
#[test]
fn a_signal_leaves_no_half_result_and_nothing_without_a_name() {
    let capture = capture();
    let capture = capture.path().to_str().expect("text");
    let whole = Scratch::new();
    for Writer { words, output } in WRITERS {
        let path = whole.path(output);
        assert_eq!(
            run(words.iter().copied().chain([path.as_str(), capture])).status,
            Some(0)
        );
    }
    let cases = WRITERS
        .iter()
        .flat_map(|writer| [(writer, "-INT"), (writer, "-TERM")]);
    each(
        cases,
        |(writer, signal)| format!("{} {signal}", writer.words[0]),
        |&(Writer { words, output }, signal)| {
            let scratch = Scratch::new();
            let path = scratch.path(output);
            let words: Vec<&str> = words
                .iter()
                .copied()
                .chain([path.as_str(), capture])
                .collect();
            let folder = scratch.path("");
            let ended = interrupt(&words, folder.as_ref(), signal);
            let left = names(folder.as_ref());
            assert!(
                !left.iter().any(|name| is_unnamed(name)),
                "{ended}: {left:?}"
            );
            assert_whole(path.as_ref(), whole.path(output).as_ref());
        },
    );
}

/// Whatever stands below `found` has the bytes of what stands at its place below `expected`.
fn assert_whole(found: &Path, expected: &Path) {
    if found.is_dir() {
        for entry in fs::read_dir(found).expect("a folder").flatten() {
            assert_whole(&entry.path(), &expected.join(entry.file_name()));
        }
    } else if let Ok(bytes) = fs::read(found) {
        assert!(
            bytes == fs::read(expected).expect("the whole"),
            "{} is whole",
            found.display()
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_is_to_be_ignored_is_ignored() {
    let capture = capture();
    let scratch = Scratch::new();
    let (script, output) = (
        "trap '' INT; \"$0\" slice -q -o \"$2\" \"$1\" & id=$!; \
         while kill -INT $id 2>/dev/null; do :; done; wait $id",
        scratch.path("slice.pcapng"),
    );
    let words = [
        script.as_ref(),
        env!("CARGO_BIN_EXE_ftpscope").as_ref(),
        capture.path().as_os_str(),
        output.as_ref(),
    ];
    let status = Command::new("sh")
        .arg("-c")
        .args(words)
        .status()
        .expect("sh");
    assert!(status.success() && Path::new(&output).exists(), "{status}");
}
