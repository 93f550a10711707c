//! Passwords: masked in every output unless they are asked for, however they were sent.

use crate::rebuilt::story::Story;
use crate::rebuilt::tcp::Side;
use crate::story::{PLAIN, pcap_of, session};
use crate::support::{Scratch, all_captures, each, run};

/// Every output there is.
pub(crate) const OUTPUTS: [&[&str]; 20] = [
    &["timeline"],
    &["timeline", "--format", "tsv"],
    &["timeline", "--format", "ndjson"],
    &["sessions"],
    &["sessions", "--format", "json"],
    &["sessions", "--format", "ndjson"],
    &["sessions", "--format", "csv"],
    &["transfers"],
    &["transfers", "--format", "json"],
    &["transfers", "--format", "ndjson"],
    &["transfers", "--format", "csv"],
    &["overview"],
    &["transcript"],
    &["transcript", "--times", "--lang", "vi"],
    &["explain"],
    &["explain", "--lang", "vi"],
    &["diagram"],
    &["diagram", "--detail", "frames"],
    &["diagram", "--format", "mermaid", "--detail", "frames"],
    &["diagram", "--format", "svg", "--detail", "frames"],
];

/// None of its characters stands in any output for another reason.
pub(crate) const PASSWORD: &str = "^~$^`~";

/// A way to send it.
pub(crate) type LogIn = fn(&mut Story, Side);

const WAYS: &[(&str, LogIn)] = &[
    ("in one segment", |story, client| {
        story.line(client, &format!("PASS {PASSWORD}"));
    }),
    ("in lower case", |story, client| {
        story.line(client, &format!("pass {PASSWORD}"));
    }),
    ("behind blanks", |story, client| {
        story.line(client, &format!("PASS   {PASSWORD}"));
    }),
    ("as an account", |story, client| {
        story.exchange(client, "PASS", "332 And which account?");
        story.line(client, &format!("ACCT {PASSWORD}"));
    }),
    ("a byte a segment", |story, client| {
        for byte in format!("PASS {PASSWORD}\r\n").bytes() {
            story.bytes(client, &[byte]);
            story.ack(client.other());
        }
    }),
    ("a byte a segment, lower case", |story, client| {
        format!("pass {PASSWORD}\r\n")
            .bytes()
            .for_each(|byte| story.bytes(client, &[byte]));
    }),
    ("cut in the middle", |story, client| {
        let (head, tail) = PASSWORD.split_at(3);
        story.bytes(client, format!("PASS {head}").as_bytes());
        story.bytes(client, format!("{tail}\r\n").as_bytes());
    }),
    ("cut before the line end", |story, client| {
        story.bytes(client, format!("PASS {PASSWORD}").as_bytes());
        story.bytes(client, b"\r\n");
    }),
    ("with the next command", |story, client| {
        story.lines(client, &[&format!("PASS {PASSWORD}"), "NOOP"]);
    }),
    ("with a bare line feed", |story, client| {
        story.bytes(client, format!("PASS {PASSWORD}\n").as_bytes());
    }),
    ("sent twice", |story, client| {
        let parts = story.parts(client, format!("PASS {PASSWORD}\r\n").as_bytes());
        parts.iter().chain(&parts).for_each(|part| story.emit(part));
    }),
    ("out of order", |story, client| {
        let (head, tail) = PASSWORD.split_at(2);
        let head = story.parts(client, format!("PASS {head}").as_bytes());
        let tail = story.parts(client, format!("{tail}\r\n").as_bytes());
        tail.iter().chain(&head).for_each(|part| story.emit(part));
    }),
    ("with a Telnet signal inside", |story, client| {
        let (head, tail) = PASSWORD.split_at(2);
        story.bytes(
            client,
            &[
                b"PASS ",
                head.as_bytes(),
                b"\xff\xf1",
                tail.as_bytes(),
                b"\r\n",
            ]
            .concat(),
        );
    }),
    ("never ended", |story, client| {
        story.bytes(client, format!("PASS {PASSWORD}").as_bytes());
    }),
    ("after a Telnet negotiation", |story, client| {
        story.bytes(
            client,
            &[b"\xff\xfb\x06PASS ", PASSWORD.as_bytes(), b"\r\n"].concat(),
        );
    }),
];

/// Gives `check` the path of a capture of every way.
pub(crate) fn every_way(check: impl Fn(&str)) {
    let scratch = Scratch::new();
    each(
        WAYS,
        |(way, _)| (*way).to_owned(),
        |(_, log_in)| check(&scratch.file("secret.pcap", &pcap_of(&session(PLAIN, log_in)))),
    );
}

#[test]
fn no_byte_of_a_password_is_in_any_output() {
    every_way(|path| {
        for output in OUTPUTS {
            let run = run(output.iter().chain([&path]));
            let shown = run
                .text()
                .replace(path, "")
                .contains(|c| PASSWORD.contains(c));
            let told = run.stderr.contains(|c| PASSWORD.contains(c));
            assert!(!shown && !told, "{output:?} shows it:\n{}", run.text());
        }
    });
}

#[test]
fn whoever_asks_for_passwords_sees_them() {
    let scratch = Scratch::new();
    let path = scratch.file("secret.pcap", &pcap_of(&session(PLAIN, WAYS[0].1)));
    let text = |words: &[&str]| {
        run(words.iter().chain([&"--show-passwords", &path.as_str()]))
            .clean()
            .text()
            .to_owned()
    };
    assert!(
        text(&["timeline", "--format", "tsv"]).contains(&format!("Request: PASS {PASSWORD}\t"))
    );
    assert!(text(&["timeline"]).contains(PASSWORD));
    let document = run(["sessions", "--format", "json", "--show-passwords", &path])
        .clean()
        .json();
    assert_eq!(document["sessions"][0]["password"], PASSWORD);
}

#[test]
fn a_mask_says_nothing_of_the_length() {
    let scratch = Scratch::new();
    let masked = |password: &str| {
        let story = session(PLAIN, |story, client| {
            story.line(client, &format!("PASS {password}"));
        });
        let path = scratch.file("secret.pcap", &pcap_of(&story));
        let document = run(["sessions", "--format", "json", &path]).clean().json();
        let info = run(["timeline", "--format", "tsv", &path])
            .clean()
            .text()
            .lines()
            .find(|l| l.contains("PASS"))
            .map(str::to_owned);
        assert_eq!(document["sessions"][0]["password"], "********");
        let info = info.expect("a row").split('\t').nth(6).map(str::to_owned);
        assert_eq!(info.as_deref(), Some("Request: PASS ********"));
    };
    ["x", "eight888", "a very long one with blanks in it"]
        .into_iter()
        .for_each(masked);
}

#[test]
fn no_password_of_the_recorded_captures_is_shown() {
    each(
        all_captures(),
        |files| files[0].clone(),
        |files| {
            let with = |words: &[&str]| {
                run(words
                    .iter()
                    .copied()
                    .chain(files.iter().map(String::as_str)))
            };
            let document = with(&["sessions", "--format", "json", "--show-passwords"]).json();
            let telling = |session: &serde_json::Value| {
                let password = session["password"]
                    .as_str()
                    .filter(|password| password.len() > 5)?;
                // a password like the name of the user shows wherever that name stands
                (!session["user"]
                    .as_str()
                    .is_some_and(|user| password.contains(user)))
                .then(|| password.to_owned())
            };
            let passwords: Vec<String> = document["sessions"]
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(telling)
                .collect();
            if passwords.is_empty() {
                return;
            }
            for output in OUTPUTS {
                let run = with(output);
                for password in &passwords {
                    assert!(
                        !run.text().contains(password.as_str()),
                        "{output:?} shows {password}"
                    );
                }
            }
        },
    );
}
