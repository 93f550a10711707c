//! `extract`: the right bytes under the right names, nothing outside of the folder, and every
//! switch.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::captures::{items, truths};
use crate::findings::script;
use crate::support::{Run, Scratch, all_captures, below, each, run};

/// Everything below a folder, by path; folders end in a slash, links in an arrow.
fn tree(folder: &str) -> BTreeMap<String, Vec<u8>> {
    fn walk(top: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = below(&path, top);
            let kind = path.symlink_metadata().expect("it is there").file_type();
            if kind.is_symlink() {
                found.insert(name + " →", Vec::new());
            } else if kind.is_dir() {
                walk(top, &path, found);
            } else {
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(Path::new(folder), Path::new(folder), &mut found);
    found
}

/// The names of the files below a folder but that of the manifest.
fn names(folder: &str) -> Vec<String> {
    tree(folder)
        .into_keys()
        .filter(|name| name != "manifest.json")
        .collect()
}

fn manifest(folder: &str) -> Value {
    serde_json::from_slice(&fs::read(format!("{folder}/manifest.json")).expect("a manifest"))
        .expect("JSON")
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// A capture, and a folder for what comes out of it.
struct Case {
    scratch: Scratch,
    capture: String,
    folder: String,
}

impl Case {
    fn of(script: &str) -> Self {
        let capture = script::file(script);
        let scratch = Scratch::new();
        let capture = scratch.file(
            "capture.pcap",
            &fs::read(capture.path()).expect("the capture"),
        );
        // deep, so that `../../..` is caught
        let folder = scratch.path("d/d/d/d/out");
        Case {
            scratch,
            capture,
            folder,
        }
    }

    fn extract(&self, arguments: &[&str]) -> Run {
        run([
            &["extract", "-q", "-d", &self.folder, &self.capture],
            arguments,
        ]
        .concat())
    }

    /// Extracts in a shell, behind another command, which must go well.
    #[cfg(unix)]
    #[track_caller]
    fn extract_after(&self, command: &str) {
        let line = format!("{command}; exec \"$0\" extract -q -d \"$1\" \"$2\"");
        let program = env!("CARGO_BIN_EXE_ftpscope");
        let run: Run = std::process::Command::new("sh")
            .args(["-c", &line, program, &self.folder, &self.capture])
            .output()
            .expect("a shell")
            .into();
        run.clean();
    }

    /// Extracts, which must go well, and gives the names.
    #[track_caller]
    fn names(&self, arguments: &[&str]) -> Vec<String> {
        self.extract(&[&["--force"], arguments].concat()).clean();
        names(&self.folder)
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.folder)
            .into_iter()
            .filter(|(name, _)| name != "manifest.json")
            .collect()
    }
}

/// A session that sends these commands with these bytes.
fn session(transfers: &[(&str, &str)]) -> String {
    let mut script =
        "S 220 ready\nC USER bob\nS 331 pw\nC PASS x\nS 230 ok\nC TYPE I\nS 200 ok\n".to_owned();
    for (number, (command, text)) in transfers.iter().enumerate() {
        script.push_str(&transfer(number, command, text));
    }
    script
}

fn transfer(number: usize, command: &str, text: &str) -> String {
    let (client, server) = (
        format!("10.0.0.2:{}", 41_000 + number),
        format!("10.0.0.1:{}", 30_000 + number),
    );
    let upload = command.starts_with("STO") || command.starts_with("APPE");
    let (from, to) = if upload {
        (&client, &server)
    } else {
        (&server, &client)
    };
    let port = format!("{},{}", (30_000 + number) >> 8, (30_000 + number) & 255);
    format!(
        "C PASV\nS 227 ok (10,0,0,1,{port})\nC {command}\nopen {client} {server}\nS 150 ok\nsend {from} {to} {text}
        fin {from} {to}\nfin {to} {from}\nS 226 done\n"
    )
}

/// The lines of a session that is cut: the data connection is reset, and the server says so.
fn cut(number: usize, command: &str, text: &str) -> String {
    let whole = transfer(number, command, text);
    let (before, _) = whole.split_once("        fin ").expect("a fin");
    let ends = format!("10.0.0.1:{} 10.0.0.2:{}", 30_000 + number, 41_000 + number);
    format!("{before}rst {ends}\nS 426 cut\n")
}

#[test]
fn every_file_of_the_captures_comes_out_whole_and_no_other_is_called_so() {
    each(
        truths(),
        |truth| truth["files"].to_string(),
        |truth| {
            let scratch = Scratch::new();
            let folder = scratch.path("d/d/d/d/out");
            let files = items(&truth["files"])
                .iter()
                .map(|name| format!("tests/captures/{}", name.as_str().expect("text")));
            let run = run(["extract", "-q", "-d", &folder]
                .map(str::to_owned)
                .into_iter()
                .chain(files));
            assert_eq!(run.status, Some(0), "{}", run.stderr);
            let manifest = manifest(&folder);
            // what a transfer mode wraps is known by its digest on the wire
            let parts = items(&manifest["files"])
                .iter()
                .flat_map(|file| items(&file["parts"]));
            let wire: BTreeSet<&str> = parts.filter_map(|part| part["sha256"].as_str()).collect();
            let mut known = BTreeSet::new();
            for transfer in items(&truth["sessions"])
                .iter()
                .flat_map(|session| items(&session["transfers"]))
            {
                let Some(digest) = transfer["sha256"].as_str() else {
                    continue;
                };
                known.insert(digest);
                let command = transfer["command"].as_str().unwrap_or_default();
                let is_file = ["RETR", "STOR", "STOU", "APPE"].contains(&command);
                let whole = transfer["complete"] == true
                    && transfer["encrypted"] != true
                    && transfer["in_capture"] != false;
                if is_file && whole && transfer["offset"].as_u64().unwrap_or_default() == 0 {
                    assert!(
                        wire.contains(digest),
                        "{command} {} is missing",
                        transfer["argument"]
                    );
                }
            }
            let mut listed = items(&truth["sessions"])
                .iter()
                .flat_map(|session| items(&session["transfers"]));
            let lists_all = listed
                .all(|transfer| transfer["complete"] == false || transfer["sha256"].is_string());
            for file in items(&manifest["files"]) {
                let (output, digest) = (
                    file["output"].as_str().expect("text"),
                    file["sha256"].as_str().expect("a digest"),
                );
                let written = fs::read(format!("{folder}/{output}")).expect("the file is there");
                assert_eq!(sha256(&written), digest, "{output}");
                assert_eq!(
                    file["complete"] == true,
                    !output.ends_with(".partial"),
                    "{output}"
                );
                if lists_all && file["complete"] == true && file["bytes"].as_u64() > Some(0) {
                    let parts = items(&file["parts"])
                        .iter()
                        .filter_map(|part| part["sha256"].as_str());
                    let mut parts = parts.filter(|digest| !known.contains(digest));
                    assert_eq!(parts.next(), None, "{output} is called complete");
                }
            }
            let outside: Vec<String> = tree(&scratch.path(""))
                .into_keys()
                .filter(|n| !n.starts_with("d/d/d/d/out/"))
                .collect();
            assert!(outside.is_empty(), "{outside:?}");
        },
    );
}

/// A selection that takes all has the files written when the records are there, and not while they
/// are made.
#[test]
fn files_are_the_same_whichever_pass_writes_them() {
    let mut runs = all_captures();
    // plain sessions beside those with TLS and with files that are wrapped
    runs.push(
        runs.iter()
            .flatten()
            .filter(|path| path.starts_with("samples"))
            .cloned()
            .collect(),
    );
    each(
        runs,
        |paths| paths.join(" "),
        |paths| {
            let scratch = Scratch::new();
            let extracted = |name: &str, switches: &[&str]| {
                let folder = scratch.path(name);
                let run = run([&["extract", "-q", "--listings", "-d", &folder], switches]
                    .concat()
                    .into_iter()
                    .chain(paths.iter().map(String::as_str)));
                let files = tree(&folder);
                let manifest = files.get("manifest.json").map(|_| manifest(&folder));
                let told = manifest
                    .map(|manifest| (manifest["files"].clone(), manifest["left_out"].clone()));
                (
                    run.status,
                    told,
                    files
                        .into_iter()
                        .filter(|(name, _)| name != "manifest.json")
                        .collect::<Vec<_>>(),
                )
            };
            assert!(extracted("early", &[]) == extracted("late", &["--name", "*"]));
        },
    );
}

#[test]
fn hostile_names_stay_in_the_folder_and_are_told_apart() {
    let hostile = [
        "../../../../etc/passwd",
        "/etc/passwd",
        "..\\\\..\\\\x",
        "C:\\\\boot.ini",
        "a\\x00b",
        "\\x1b[2Jx",
        "CON",
        "nul.txt",
        "dot.",
        "space ",
        "caf\\xe9",
        "x\\xe2\\x80\\xaegpj.exe",
        "a.txt",
        "A.TXT",
        "a.txt",
        "a.txt/b",
        "~/.ssh/authorized_keys",
        "....//....//x",
        "%2e%2e/x",
        "manifest.json",
        "a.partial",
    ];
    let long = "n".repeat(300);
    let deep = "f/".repeat(2000) + "deep";
    let commands: Vec<String> = hostile
        .iter()
        .copied()
        .chain([&*long, &*deep])
        .map(|name| format!("RETR {name}"))
        .collect();
    let transfers: Vec<(&str, &str)> = commands
        .iter()
        .map(|command| (command.as_str(), "x"))
        .collect();
    let case = Case::of(&session(&transfers));
    let names = case.names(&[]);
    let expected = [
        "%1B[2Jx",
        "%252e%252e/x",
        "%43ON",
        "%6Eul.txt",
        "..%5C..%5Cx",
        "...%2E/...%2E/x",
        "A~2.TXT",
        "C%3A/boot.ini",
        "a%00b",
        "a%2Epartial",
        "a.txt",
        "a~3.txt",
        "a~4.txt/b",
        "caf%E9",
        "dot%2E",
        "etc/passwd",
        "etc/passwd~2",
        "manifest.json",
        "space%20",
        "x%E2%80%AEgpj.exe",
        "~/.ssh/authorized_keys",
        "~c24a2052c8e4d1f3/deep",
    ];
    let short = |name: &String| {
        name.strip_prefix("session-1/download/")
            .expect("a download")
            .to_owned()
    };
    let (cut, told): (Vec<String>, Vec<String>) = names
        .iter()
        .map(short)
        .partition(|name| name.starts_with("nnn"));
    assert_eq!(told, expected);
    assert!(cut.len() == 1 && cut[0].len() == 235, "{cut:?}");
    assert_eq!(names.len(), transfers.len());
    let all = tree(&case.scratch.path(""));
    assert!(
        all.keys()
            .all(|n| n == "capture.pcap" || n.starts_with("d/d/d/d/out/")),
        "{:?}",
        all.keys()
    );
    // the manifest knows what the server called them
    let manifest = manifest(&case.folder);
    let paths: BTreeSet<String> = items(&manifest["files"])
        .iter()
        .map(|file| file["path"].to_string())
        .collect();
    assert!(
        paths.contains("\"/etc/passwd\"") && paths.contains("\"/a\\u0000b\""),
        "{paths:?}"
    );
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let case = Case::of(&session(&[("RETR pub/a", "x")]));
    let outside = case.scratch.path("outside");
    fs::create_dir(&outside).expect("a folder");
    for link in ["session-1", "session-1/download", "session-1/download/pub"] {
        let at = format!("{}/{link}", case.folder);
        fs::create_dir_all(Path::new(&at).parent().expect("a parent")).expect("a folder");
        symlink(&outside, &at).expect("a link");
        for force in [&[][..], &["--force"]] {
            let run = case.extract(force);
            assert_eq!(run.status, Some(2), "{link}");
            assert!(
                run.stderr.contains("session-1") || run.stderr.contains("manifest.json"),
                "{}",
                run.stderr
            );
        }
        assert!(
            names(&outside).is_empty()
                && !Path::new(&format!("{}/manifest.json", case.folder)).exists()
        );
        fs::remove_dir_all(&case.folder).expect("it goes");
    }
    // a link in the place of a file gives way
    let victim = case.scratch.file("victim", b"precious");
    for link in ["session-1/download/pub/a", "manifest.json"] {
        let at = format!("{}/{link}", case.folder);
        fs::create_dir_all(Path::new(&at).parent().expect("a parent")).expect("a folder");
        symlink(&victim, &at).expect("a link");
    }
    assert_eq!(case.names(&[]), ["session-1/download/pub/a"]);
    assert_eq!(fs::read(&victim).expect("it is there"), b"precious");
}

#[test]
fn nothing_is_overwritten_without_force_and_every_run_gives_the_same() {
    let case = Case::of(&session(&[("RETR a", "x"), ("STOR b", "y")]));
    case.extract(&[]).clean();
    let first = tree(&case.folder);
    let again = case.extract(&[]);
    assert_eq!(again.status, Some(2));
    assert!(
        again.stderr.contains("manifest.json") && again.stderr.contains("--force"),
        "{}",
        again.stderr
    );
    fs::write(format!("{}/session-1/download/a", case.folder), "changed")
        .expect("it can be written");
    case.extract(&["--force"]).clean();
    assert_eq!(tree(&case.folder), first);
    // a folder where a file should be
    fs::remove_file(format!("{}/session-1/download/a", case.folder)).expect("it goes");
    fs::create_dir(format!("{}/session-1/download/a", case.folder)).expect("a folder");
    let blocked = case.extract(&["--force"]);
    assert_eq!(blocked.status, Some(2));
    assert!(
        blocked.stderr.contains("session-1/download/a"),
        "{}",
        blocked.stderr
    );
}

#[cfg(unix)]
#[test]
fn a_write_that_fails_leaves_nothing_and_says_what_to_do() {
    let text = "0123456789abcdef".repeat(4000);
    let case = Case::of(&session(&[("RETR small", "x"), ("RETR big", &text)]));
    let line = "trap '' XFSZ; ulimit -f 8; exec \"$0\" extract -q -d \"$1\" \"$2\"";
    let run: Run = std::process::Command::new("sh")
        .args([
            "-c",
            line,
            env!("CARGO_BIN_EXE_ftpscope"),
            &case.folder,
            &case.capture,
        ])
        .output()
        .expect("a shell")
        .into();
    assert_eq!(run.status, Some(2));
    assert!(
        run.stderr.contains("session-1/download/big") && run.stderr.contains("--max-file-size"),
        "{}",
        run.stderr
    );
    assert!(tree(&case.folder).is_empty(), "{:?}", names(&case.folder));
}

#[cfg(unix)]
#[test]
fn permissions_are_those_of_the_umask() {
    use std::os::unix::fs::PermissionsExt as _;
    let case = Case::of(&session(&[("RETR a", "x")]));
    case.extract_after("umask 027");
    let mode = |name: &str| {
        fs::metadata(format!("{}/{name}", case.folder))
            .expect(name)
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(
        [
            mode("session-1"),
            mode("session-1/download/a"),
            mode("manifest.json")
        ],
        [0o750, 0o640, 0o640]
    );
}

#[test]
fn gaps_are_left_out_or_filled_and_always_told() {
    let lossy = transfer(
        0,
        "RETR a",
        "abc\nskip 10.0.0.1:30000 10.0.0.2:41000 4\nsend 10.0.0.1:30000 10.0.0.2:41000 xyz",
    );
    let case = Case::of(&(session(&[]) + &lossy));
    assert_eq!(case.names(&[]), ["session-1/download/a.partial"]);
    assert_eq!(case.files()["session-1/download/a.partial"], b"abcxyz");
    let file = |case: &Case| manifest(&case.folder)["files"][0].clone();
    let told = file(&case);
    assert_eq!(
        [&told["missing"], &told["filled_bytes"]],
        [&serde_json::json!([[3, 4]]), &0.into()]
    );
    assert_eq!(told["faults"], serde_json::json!(["lost_bytes"]));
    case.names(&["--fill-gaps", "zero"]);
    assert_eq!(
        case.files()["session-1/download/a.partial"],
        b"abc\0\0\0\0xyz"
    );
    let told = file(&case);
    assert_eq!(
        [&told["missing"], &told["filled_bytes"]],
        [&serde_json::json!([[3, 4]]), &4.into()]
    );
    assert_eq!(told["sha256"], sha256(b"abc\0\0\0\0xyz"));
    assert_eq!(told["parts"][0]["sha256"], sha256(b"abcxyz"));
}

#[test]
fn parts_are_joined_where_their_ranges_meet() {
    let resumed =
        cut(0, "RETR a", "0123456") + "C REST 5\nS 350 ok\n" + &transfer(1, "RETR a", "56789");
    let case = Case::of(&(session(&[]) + &resumed));
    assert_eq!(case.names(&[]), ["session-1/download/a"]);
    assert_eq!(case.files()["session-1/download/a"], b"0123456789");
    let file = manifest(&case.folder)["files"][0].clone();
    assert_eq!(file["sha256"], sha256(b"0123456789"));
    let parts: Vec<[&Value; 3]> = items(&file["parts"])
        .iter()
        .map(|p| [&p["offset"], &p["bytes"], &p["complete"]])
        .collect();
    assert_eq!(
        serde_json::json!(parts),
        serde_json::json!([[0, 7, false], [5, 5, true]])
    );

    let differs =
        cut(0, "RETR a", "0123456") + "C REST 5\nS 350 ok\n" + &transfer(1, "RETR a", "5x789");
    let case = Case::of(&(session(&[]) + &differs));
    assert_eq!(
        case.names(&[]),
        ["session-1/download/a.partial"],
        "the file has changed in between"
    );
    assert_eq!(case.files()["session-1/download/a.partial"], b"0123456789");
    assert_eq!(
        manifest(&case.folder)["files"][0]["faults"],
        serde_json::json!(["parts_differ"])
    );

    let apart = cut(0, "RETR a", "0123") + "C REST 5\nS 350 ok\n" + &transfer(1, "RETR a", "56789");
    let case = Case::of(&(session(&[]) + &apart));
    assert_eq!(
        case.names(&[]),
        [
            "session-1/download/a.partial",
            "session-1/download/a~2.partial"
        ]
    );
}

#[test]
fn ranges_over_several_connections_are_one_file() {
    let greet = "S 220 ready\nC USER bob\nS 331 pw\nC PASS x\nS 230 ok\nC TYPE I\nS 200 ok\n";
    let first = format!(
        "hosts 10.0.0.2:40000 10.0.0.1:21\n{greet}C PASV\nS 227 ok (10,0,0,1,117,48)\nC RETR a
        open 10.0.0.2:41000 10.0.0.1:30000\nS 150 ok\nsend 10.0.0.1:30000 10.0.0.2:41000 0123\n"
    );
    let second = format!(
        "hosts 10.0.0.2:40001 10.0.0.1:21\n{greet}C PASV\nS 227 ok (10,0,0,1,117,49)\nC REST 5\nS 350 ok\nC RETR a
        open 10.0.0.2:41001 10.0.0.1:30001\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.2:41001 56789\n"
    );
    let end = "fin 10.0.0.1:30001 10.0.0.2:41001\nfin 10.0.0.2:41001 10.0.0.1:30001\nS 226 done
        hosts 10.0.0.2:40000 10.0.0.1:21\nsend 10.0.0.1:30000 10.0.0.2:41000 456\nrst 10.0.0.2:41000 10.0.0.1:30000\nS 426 cut";
    let case = Case::of(&(first + &second + end));
    assert_eq!(case.names(&[]), ["session-1/download/a"]);
    assert_eq!(case.files()["session-1/download/a"], b"0123456789");
    assert_eq!(
        manifest(&case.folder)["files"][0]["sha256"],
        sha256(b"0123456789")
    );
    // the file is chosen where one of its parts is
    assert_eq!(case.names(&["--session", "2"]), ["session-1/download/a"]);
}

#[test]
fn line_ends_of_text_change_on_demand() {
    let script = session(&[("RETR i", "1\\r\\n2\\n")])
        + "C TYPE A\nS 200 ok\n"
        + &transfer(1, "RETR a", "1\\r\\n2\\n");
    let case = Case::of(&script);
    let bytes = |arguments: &[&str]| {
        case.names(arguments);
        let mut files = case.files();
        (
            files.remove("session-1/download/a").expect("a"),
            files.remove("session-1/download/i").expect("i"),
        )
    };
    let wire = b"1\r\n2\n".to_vec();
    assert_eq!(bytes(&[]), (wire.clone(), wire.clone()));
    assert_eq!(
        bytes(&["--text-newlines", "dos"]),
        (b"1\r\n2\r\n".to_vec(), wire.clone())
    );
    assert_eq!(
        bytes(&["--text-newlines", "unix"]),
        (b"1\n2\n".to_vec(), wire.clone())
    );
    let manifest = manifest(&case.folder);
    let file = items(&manifest["files"])
        .iter()
        .find(|file| file["path"] == "/a")
        .expect("a")
        .clone();
    assert_eq!(file["sha256"], sha256(b"1\n2\n"));
    assert_eq!(file["parts"][0]["sha256"], sha256(&wire));
    assert_eq!(
        [
            &file["text_newlines"],
            &manifest["options"]["text_newlines"]
        ],
        ["unix", "unix"]
    );
}

#[test]
fn switches_choose() {
    let transfers = [
        ("RETR a.txt", "aaaa"),
        ("STOR b.csv", "bb"),
        ("NLST pub", "x"),
        ("RETR pub/c.csv", "c"),
    ];
    let script = session(&transfers) + &cut(9, "RETR d.csv", "dd") + "C RETR gone\nS 550 no\n";
    let chosen = |arguments: &[&str]| Case::of(&script).names(arguments);
    let [a, b, c, d] = [
        "download/a.txt",
        "upload/b.csv",
        "download/pub/c.csv",
        "download/d.csv.partial",
    ]
    .map(|name| format!("session-1/{name}"));
    assert_eq!(chosen(&[]), [&*a, &d, &c, &b]);
    assert_eq!(chosen(&["--name", "*.csv"]), [&*d, &c, &b]);
    assert_eq!(chosen(&["--name", "/pub/*", "--name", "a*"]), [&*a, &c]);
    assert_eq!(chosen(&["--command", "stor,APPE"]), [&*b]);
    assert_eq!(chosen(&["--complete-only"]), [&*a, &c, &b]);
    assert_eq!(
        chosen(&["--listings", "--command", "NLST"]),
        ["session-1/listing/pub/NLST.txt"]
    );
    assert_eq!(chosen(&["--mode", "active"]), [""; 0]);
    assert_eq!(chosen(&["--user", "bob", "--session", "1"]).len(), 4);

    let case = Case::of(&script);
    case.names(&["--hash", "md5", "--complete-only"]);
    let manifest = manifest(&case.folder);
    assert!(
        items(&manifest["files"])
            .iter()
            .all(|file| file["sha256"].is_null() && file["md5"].is_string())
    );
    let reasons: Vec<&str> = items(&manifest["left_out"])
        .iter()
        .map(|out| out["reason"].as_str().unwrap())
        .collect();
    assert_eq!(reasons, ["listing", "incomplete", "refused"]);

    assert_eq!(
        run(["extract", "-d", "x", "--name", "[", "y"]).status,
        Some(2)
    );
    assert_eq!(
        run(["extract", "samples/fxp.pcap"]).status,
        Some(2),
        "no folder"
    );
}

#[test]
fn sizes_are_capped_and_that_is_said() {
    let case = Case::of(&session(&[
        ("RETR a", "aaaa"),
        ("RETR b", "bb"),
        ("RETR c", "c"),
    ]));
    for (arguments, kept, option) in [
        (
            ["--max-file-size", "3"],
            ["b", "c"],
            "--max-file-size keeps out 1 ",
        ),
        (
            ["--max-total-size", "5B"],
            ["a", "c"],
            "--max-total-size keeps out 1 ",
        ),
    ] {
        let folder = case.scratch.path(arguments[0]);
        let run = run([&["extract", "-d", &folder, &case.capture], &arguments[..]].concat());
        assert_eq!(run.status, Some(0));
        assert!(run.stderr.contains(option), "{}", run.stderr);
        assert_eq!(
            names(&folder),
            kept.map(|name| format!("session-1/download/{name}"))
        );
        let reason = manifest(&folder)["left_out"][0]["reason"].clone();
        assert_eq!(
            reason,
            arguments[0].trim_start_matches('-').replace('-', "_")
        );
    }
}

#[test]
fn a_dry_run_writes_nothing() {
    let case = Case::of(&session(&[("RETR a", "aaaa")]));
    let run = case.extract(&["--dry-run"]).clean();
    assert!(
        run.text().contains("session-1/download/a"),
        "{}",
        run.text()
    );
    assert!(!Path::new(&case.folder).exists());
}

#[test]
fn one_file_goes_to_standard_output() {
    let case =
        Case::of(&(session(&[("RETR a", "aaaa"), ("RETR b", "bb")]) + &cut(7, "RETR c", "c")));
    let to_stdout = |name: &str| run(["extract", "--stdout", "--name", name, &case.capture]);
    assert_eq!(to_stdout("b").clean().stdout, b"bb");
    let many = to_stdout("*");
    assert_eq!((many.status, many.stdout), (Some(2), Vec::new()));
    assert!(many.stderr.contains("3 fit"), "{}", many.stderr);
    let partial = to_stdout("c");
    assert_eq!(
        (partial.status, partial.stdout.as_slice()),
        (Some(0), &b"c"[..])
    );
    assert!(
        partial.stderr.contains("not complete: failed"),
        "{}",
        partial.stderr
    );
}

#[test]
fn a_transfer_between_servers_is_one_file() {
    let scratch = Scratch::new();
    let folder = scratch.path("out");
    run(["extract", "-q", "-d", &folder, "samples/fxp.pcap"]).clean();
    assert_eq!(names(&folder), ["session-1/download/week.csv"]);
    let manifest = manifest(&folder);
    assert_eq!(
        manifest["files"][0]["parts"][0]["same_as"],
        serde_json::json!({ "session": 2, "transfer": 2 })
    );
    assert_eq!(items(&manifest["left_out"]).len(), 0);
}

#[test]
fn what_tls_hides_is_no_file() {
    let scratch = Scratch::new();
    let folder = scratch.path("out");
    let run = run(["extract", "-q", "-d", &folder, "samples/ftps-explicit.pcap"]).clean();
    assert!(run.text().contains("1 encrypted"), "{}", run.text());
    assert_eq!(names(&folder), [""; 0]);
    assert_eq!(manifest(&folder)["left_out"][0]["reason"], "encrypted");
}

#[cfg(unix)]
#[test]
fn many_files_at_a_time_do_not_need_many_handles() {
    let count = 200;
    let mut script = session(&[]);
    let ends = |n: usize| format!("10.0.0.1:{} 10.0.0.2:{}", 30_000 + n, 41_000 + n);
    for n in 0..count {
        let (high, low) = ((30_000 + n) >> 8, (30_000 + n) & 255);
        let _ = write!(
            script,
            "hosts 10.0.0.2:{} 10.0.0.1:21\nS 220 ready\nC PASV\nS 227 ok (10,0,0,1,{high},{low})\nC RETR f{n}\nopen 10.0.0.2:{} 10.0.0.1:{}\nS 150 ok\n",
            50_000 + n,
            41_000 + n,
            30_000 + n
        );
    }
    let text = "0123456789abcdef".repeat(2000);
    for _ in 0..3 {
        (0..count)
            .for_each(|n| writeln!(script, "send {} {text}", ends(n)).expect("a string takes it"));
    }
    let case = Case::of(&script);
    case.extract_after("ulimit -n 100");
    let files = case.files();
    assert_eq!(files.len(), count);
    assert!(
        files
            .values()
            .all(|bytes| *bytes == text.repeat(3).as_bytes())
    );
}

#[test]
fn of_what_cannot_be_read_nothing_is_written() {
    let scratch = Scratch::new();
    let folder = scratch.path("out");
    let run = run(["extract", "-q", "-d", &folder, "samples/no-such.pcap"]);
    assert_eq!(run.status, Some(2));
    assert!(
        run.stderr.contains("no-such.pcap") && run.text().is_empty(),
        "{}",
        run.stderr
    );
    assert!(!Path::new(&folder).exists());
}

#[test]
fn what_is_in_the_way_is_named_with_what_to_do() {
    let case = Case::of(&session(&[("RETR a", "x")]));
    let file = case.scratch.file("file", b"precious");
    let onto = run(["extract", "-q", "-d", &file, &case.capture]);
    assert_eq!(onto.status, Some(2));
    assert!(
        onto.stderr
            .contains("file: that is not a folder; choose another name"),
        "{}",
        onto.stderr
    );
    case.extract(&[]).clean();
    let again = case.extract(&[]);
    let says = "there is such a file already: ";
    assert!(
        again.stderr.contains(says) && again.stderr.contains("manifest.json; --force replaces it"),
        "{}",
        again.stderr
    );
    fs::remove_file(format!("{}/manifest.json", case.folder)).expect("it goes");
    let again = case.extract(&[]);
    assert!(
        again.stderr.contains("there is such a folder already: "),
        "{}",
        again.stderr
    );
}
