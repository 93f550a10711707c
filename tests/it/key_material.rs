//! Secrets of TLS reach no output. What was tried to make one leak, and what came of it:
//!
//! | attempt | what came of it |
//! |---|---|
//! | every output, with a key log and with the secrets inside the capture | none has six bytes of a secret, raw or in digits |
//! | `--show-passwords` and `--lang vi` with them | passwords are shown, secrets are not |
//! | `extract`, its files and its manifest | plain text of transfers alone |
//! | `slice`, with and without a key log | the block of secrets stays behind; `--keep-secrets` is what it says, and says so |
//! | a key log with damaged lines, cut at every place | messages tell the number of the line and lengths |
//! | a key log in the place of a capture, a capture in the place of a key log | refused; eight bytes of the beginning at most, which are a label |
//! | a secret as the name of the key log | the name is the user's own word, and is shown |
//! | `Debug` of the types that hold secrets | counts |
//! | a panic | none was found that holds one; no type with secrets prints them |
//! | limits that are reached, bad secrets, other sessions' secrets | counts |

use std::collections::HashSet;
use std::fs;

use ftpscope::Secrets;
use ftpscope::limits::Limits;
use ftpscope::model::SecretSource;
use proptest::prelude::*;

use crate::secrets::OUTPUTS;
use crate::support::{Run, Scratch, each, read, root, run, some_of};

/// Bytes of a secret that are too many to be seen by chance.
const TELLING: usize = 6;

/// Captures, each with its key log; those that have their own inside are given none.
const CAPTURES: [(&str, Option<&str>); 7] = [
    ("samples/ftps-explicit.pcapng", None),
    ("samples/ftps-not-resumed.pcapng", None),
    ("tests/captures/t30_ftps.pcap", Some("t30_ftps")),
    ("tests/captures/t31_auth_ssl_b.pcap", Some("t31_auth_ssl_b")),
    (
        "tests/captures/13e_ftps_ccc_proftpd_ftplib.pcap",
        Some("13e_ftps_ccc_proftpd_ftplib"),
    ),
    (
        "tests/captures/13f_ftps_prot_c_vsftpd_ftplib.pcap",
        Some("13f_ftps_prot_c_vsftpd_ftplib"),
    ),
    (
        "tests/captures/14a_implicit_ftps990_vsftpd_curl.pcap",
        Some("14a_implicit_ftps990_vsftpd_curl"),
    ),
];

/// Outputs beside those that every capture has.
const MORE: [&[&str]; 12] = [
    &["export", "--format", "zeek-json", "-o", "-"],
    &["export", "--format", "eve", "-o", "-"],
    &["export", "--format", "timesketch", "-o", "-"],
    &["export", "--format", "ocsf", "-o", "-"],
    &["quiz", "--format", "json"],
    &["sessions", "--format", "json", "--show-passwords"],
    &["overview"],
    &["diagnose", "--format", "json"],
    &["diagnose", "--format", "sarif"],
    &["report", "-o", "-", "--show-passwords"],
    &["check", "--require", "transfer.complete == true"],
    &["slice", "-o", "-"],
];

/// Every six bytes of some secrets, raw and as digits.
struct Material {
    raw: HashSet<Vec<u8>>,
    digits: HashSet<Vec<u8>>,
}

impl Material {
    /// Those of the lines of a key log, wherever these stand.
    fn of(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text);
        let mut found = Material {
            raw: HashSet::new(),
            digits: HashSet::new(),
        };
        for line in text.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            if let [_, of, secret] = words[..]
                && of.len() >= 16
                && secret.len() >= 64
                && secret.bytes().all(|byte| byte.is_ascii_hexdigit())
            {
                found.add(secret);
            }
        }
        assert!(!found.raw.is_empty(), "there is a secret");
        found
    }

    fn add(&mut self, secret: &str) {
        let digits = secret.to_lowercase().into_bytes();
        let bytes: Vec<u8> = digits
            .chunks_exact(2)
            .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect();
        self.raw.extend(bytes.windows(TELLING).map(<[u8]>::to_vec));
        self.digits
            .extend(digits.windows(2 * TELLING).map(<[u8]>::to_vec));
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        let lower = bytes.to_ascii_lowercase();
        bytes
            .windows(TELLING)
            .any(|window| self.raw.contains(window))
            || lower
                .windows(2 * TELLING)
                .any(|window| self.digits.contains(window))
    }

    #[track_caller]
    fn hold(&self, run: &Run, what: &str) {
        assert!(!self.is_in(&run.stdout), "{what} shows a secret");
        assert!(
            !self.is_in(run.stderr.as_bytes()),
            "{what} tells a secret: {}",
            run.stderr
        );
    }
}

/// The words that give a capture and its key log, and what nobody may see of it.
fn given(capture: &str, keys: Option<&str>) -> (Vec<String>, Material) {
    let Some(keys) = keys else {
        // the block stands in the file as text
        let text = read(capture);
        return (vec![capture.to_owned()], Material::of(&text));
    };
    let keys = format!("tests/keys/{keys}.keys.log");
    let material = Material::of(&read(&keys));
    (
        vec!["--key-log".to_owned(), keys, capture.to_owned()],
        material,
    )
}

#[test]
fn the_search_finds_what_is_there() {
    let (_, material) = given(CAPTURES[2].0, CAPTURES[2].1);
    let log = read("tests/keys/t30_ftps.keys.log");
    assert!(material.is_in(&log) && material.is_in(&log.to_ascii_uppercase()));
    assert!(!material.is_in(b"USER alice"));
}

#[test]
fn no_output_has_six_bytes_of_a_secret() {
    each(
        CAPTURES,
        |(capture, _)| (*capture).to_owned(),
        |(capture, keys)| {
            let (words, material) = given(capture, *keys);
            for output in some_of(OUTPUTS.iter().chain(&MORE)) {
                let words = words.iter().map(String::as_str);
                let run = run(output.iter().copied().chain(words));
                material.hold(&run, &format!("{output:?}"));
            }
        },
    );
}

#[test]
fn no_extracted_file_has_six_bytes_of_a_secret() {
    each(
        CAPTURES,
        |(capture, _)| (*capture).to_owned(),
        |(capture, keys)| {
            let (words, material) = given(capture, *keys);
            let scratch = Scratch::new();
            let folder = scratch.path("files");
            let arguments = ["extract", "-d", &folder];
            let words = words.iter().map(String::as_str);
            material.hold(&run(arguments.into_iter().chain(words)), "extract");
            let mut folders = vec![folder];
            let mut count = 0;
            while let Some(folder) = folders.pop() {
                for entry in fs::read_dir(folder).expect("a folder").flatten() {
                    let path = entry.path();
                    if path.is_dir() {
                        folders.push(path.to_str().expect("text").to_owned());
                        continue;
                    }
                    count += 1;
                    let bytes = fs::read(&path).expect("a file");
                    assert!(!material.is_in(&bytes), "{}", path.display());
                }
            }
            assert!(count > 0, "there is a manifest at least");
        },
    );
}

#[test]
fn what_is_taken_for_something_else_is_told_without_its_contents() {
    let (_, material) = given(CAPTURES[2].0, CAPTURES[2].1);
    let keys = "tests/keys/t30_ftps.keys.log";
    material.hold(&run(["sessions", keys]), "a key log as a capture");
    material.hold(
        &run(["sessions", "--key-log", keys, keys]),
        "a key log as both",
    );
    for (capture, _) in &CAPTURES[..2] {
        let material = Material::of(&read(capture));
        let run = run(["sessions", "--key-log", capture, capture]);
        material.hold(&run, "a capture as a key log");
    }
}

#[test]
fn a_damaged_key_log_is_told_without_its_contents() {
    let log = fs::read_to_string(root().join("tests/keys/t30_ftps.keys.log")).expect("a key log");
    let material = Material::of(log.as_bytes());
    let lines: Vec<&str> = log.lines().filter(|line| !line.starts_with('#')).collect();
    let scratch = Scratch::new();
    let line = lines[0];
    for damaged in [
        line.replace(' ', "\t\t"),
        line.replace(' ', ""),
        line.replace(' ', " x "),
        line[..line.len() - 1].to_owned(),
        line.split(' ').next_back().expect("a secret").to_owned(),
        format!("PASS {}", line.split(' ').next_back().expect("a secret")),
    ] {
        let path = scratch.file("keys.log", format!("{damaged}\n{}\n", lines[1]).as_bytes());
        let run = run(["sessions", "--key-log", &path, CAPTURES[2].0]);
        material.hold(&run, &damaged[..8]);
    }
}

proptest! {
    /// Whatever stands in a key log, what is said of it has no six digits of it.
    #[test]
    fn no_message_about_a_line_has_a_part_of_it(
        label in "[A-Z_]{0,20}",
        random in "[a-f]{0,70}",
        secret in "[a-f]{0,110}",
        between in "[ \t:x]{0,3}",
    ) {
        let line = format!("{label}{between}{random}{between}{secret}\n");
        let mut secrets = Secrets::new();
        let said = match secrets.read(line.as_bytes(), SecretSource::KeyLog, &Limits::default()) {
            Ok(tally) => format!("{tally:?} {secrets:?}"),
            Err(error) => format!("{error} {error:?} {secrets:?}"),
        };
        for digits in secret.as_bytes().windows(2 * TELLING) {
            let digits = std::str::from_utf8(digits).expect("letters");
            prop_assert!(!said.contains(digits), "{}", said);
        }
    }
}
