//! Signals in the midst of writing: what has its name is whole, and nothing without a name is left.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::findings::script;
use crate::support::{Scratch, each, program, run};

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

/// Runs the program in `folder`, sends it the signal as soon as something without a name is there, and tells how it
/// ended; `None` where it was too quick.
fn interrupted(words: &[&str], folder: &Path, signal: &str) -> Option<i32> {
    use std::os::unix::process::ExitStatusExt as _;
    let mut child = program()
        .args(words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    while child.try_wait().expect("a child").is_none() {
        if names(folder)
            .iter()
            .any(|name| name.starts_with(".ftpscope-"))
        {
            let id = child.id().to_string();
            assert!(
                Command::new("kill")
                    .args([signal, &id])
                    .status()
                    .expect("kill")
                    .success()
            );
            break;
        }
        sleep(Duration::from_micros(300));
    }
    child.wait().expect("it ends").signal()
}

#[test]
fn a_signal_leaves_no_half_result_and_nothing_without_a_name() {
    let capture = capture();
    let capture = capture.path().to_str().expect("text");
    let whole = Scratch::new();
    let cases = [
        ("slice", vec!["slice", "-q", "-o"], "slice.pcapng"),
        ("report", vec!["report", "-q", "-o"], "page.html"),
        ("extract", vec!["extract", "-q", "-d"], "files"),
        (
            "record",
            vec!["check", "-q", "--level", "full", "--record"],
            "expect.toml",
        ),
    ];
    let cases = cases
        .into_iter()
        .flat_map(|case| [(case.clone(), "-INT", 2), (case, "-TERM", 15)]);
    each(
        cases,
        |((name, ..), signal, _)| format!("{name} {signal}"),
        |((name, words, output), signal, number)| {
            let given = |path: &str| {
                words
                    .iter()
                    .map(|w| (*w).to_owned())
                    .chain([path.to_owned(), capture.to_owned()])
            };
            let expected = whole.path(output);
            if !Path::new(&expected).exists() {
                assert_eq!(run(given(&expected)).status, Some(0));
            }
            let mut caught = 0;
            for _ in 0..10 {
                let scratch = Scratch::new();
                let (folder, path) = (scratch.path(""), scratch.path(output));
                let words: Vec<String> = given(&path).collect();
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let ended = interrupted(&words, folder.as_ref(), signal);
                let left = names(folder.as_ref());
                assert!(
                    !left.iter().any(|name| name.starts_with(".ftpscope-")),
                    "{left:?}"
                );
                if ended == Some(*number) {
                    caught += 1;
                }
                if *name == "extract" {
                    let sizes = left
                        .iter()
                        .filter(|name| name.starts_with('f') && *name != "files");
                    for name in sizes {
                        let found = walk(folder.as_ref(), name);
                        assert_eq!(found, walk(expected.as_ref(), name), "{name} is whole");
                    }
                } else if let Ok(found) = fs::read(&path) {
                    assert!(
                        found == fs::read(&expected).expect("the whole"),
                        "{name} is whole"
                    );
                }
                if caught == 2 {
                    break;
                }
            }
            // a recording is written at once, and hardly to be caught
            assert!(caught > 0 || *name == "record", "never in the midst");
        },
    );
}

/// The bytes of the file of that name below a folder.
fn walk(folder: &Path, name: &str) -> Option<Vec<u8>> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .find_map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, name)
            } else {
                (entry.file_name() == name).then(|| fs::read(path).ok())?
            }
        })
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_is_to_be_ignored_is_ignored() {
    let capture = capture();
    let scratch = Scratch::new();
    let (script, output) = (
        "trap '' INT; \"$0\" slice -q -o \"$2\" \"$1\" & id=$!; \
         for n in 1 2 3 4 5 6 7 8 9; do kill -INT $id 2>/dev/null; sleep 0.02; done; wait $id",
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
