//! Transcripts, explanations and diagrams: what they must say of the two reference exchanges, what
//! they look like for samples that each show one thing, and that nothing in a capture breaks their
//! shapes.

use std::fs;

use quick_xml::Reader;
use quick_xml::events::Event;
use unicode_width::UnicodeWidthStr as _;

use crate::story::{PLAIN, Words, plain_session, plain_sessions};
use crate::support::{Run, Scratch, all_captures, captures_in, each, program, root, run};

/// The arguments of the outputs that have snapshots of both reference exchanges, each with its
/// name.
const OUTPUTS: &[(&str, &[&str])] = &[
    ("transcript", &["transcript"]),
    ("transcript-times", &["transcript", "--times"]),
    ("explain-en", &["explain"]),
    ("explain-vi", &["explain", "--lang", "vi"]),
    ("diagram-frames", &["diagram", "--detail", "frames"]),
    ("diagram-messages", &["diagram"]),
    ("diagram-steps", &["diagram", "--detail", "steps"]),
    ("diagram-mermaid", &["diagram", "--format", "mermaid"]),
    ("diagram-svg", &["diagram", "--format", "svg"]),
];

/// What is strange has a snapshot where it shows.
const STRANGE: &[(&str, &[&str])] = &[
    (
        "fxp.pcap",
        &["explain-en", "diagram-messages", "diagram-mermaid"],
    ),
    (
        "firewall-active.pcap",
        &["explain-en", "explain-vi", "diagram-messages"],
    ),
    (
        "ftps-explicit.pcap",
        &["transcript", "explain-en", "explain-vi", "diagram-steps"],
    ),
    ("bounce.pcap", &["explain-en", "diagram-steps"]),
    ("nat-227.pcap", &["explain-en", "explain-vi"]),
    ("abor.pcap", &["transcript", "explain-en"]),
    ("refused-login.pcap", &["explain-en"]),
    ("default-port.pcap", &["explain-en"]),
    (
        "multiline-pipelined.pcap",
        &["transcript", "diagram-messages"],
    ),
    ("mixed.pcapng", &["explain-en", "diagram-steps"]),
    ("resume.pcap", &["explain-en"]),
];

#[test]
fn every_output_is_what_it_was() {
    let seeds = ["active.pcap", "passive.pcap"]
        .into_iter()
        .flat_map(|sample| OUTPUTS.iter().map(move |o| (sample, *o)));
    let named = |name: &str| {
        *OUTPUTS
            .iter()
            .find(|(known, _)| *known == name)
            .expect("an output")
    };
    let strange = STRANGE
        .iter()
        .flat_map(|(sample, names)| names.iter().map(move |name| (*sample, named(name))));
    each(
        seeds.chain(strange),
        |(sample, (name, _))| format!("{sample} {name}"),
        |(sample, (name, arguments))| {
            let run = run(arguments
                .iter()
                .copied()
                .chain([format!("samples/{sample}").as_str()]))
            .clean();
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(format!("teaching/{sample}"));
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.bind(|| insta::assert_snapshot!(*name, run.text()));
        },
    );
}

#[test]
fn every_snapshot_is_of_an_output() {
    let mut count = 0;
    for folder in fs::read_dir(root().join("tests/it/teaching")).expect("the folder is there") {
        let snapshots = fs::read_dir(folder.expect("an entry").path()).expect("a folder");
        // a new one that waits for review does not count
        count += snapshots
            .filter(|s| {
                s.as_ref()
                    .is_ok_and(|s| s.path().extension().is_some_and(|e| e == "snap"))
            })
            .count();
    }
    let strange: usize = STRANGE.iter().map(|(_, names)| names.len()).sum();
    assert_eq!(count, 2 * OUTPUTS.len() + strange);
}

#[test]
fn the_dialogues_are_what_a_person_saw() {
    let active = "\
S: 220 Microsoft FTP Service
C: OPTS UTF8 ON
S: 200 OPTS UTF8 command successful - UTF8 encoding now ON.
C: USER anonymous
S: 331 Anonymous access allowed, send identity (e-mail name) as password.
C: PASS x
S: 230 User logged in.
C: PORT 127,0,0,1,249,156
S: 200 PORT command successful.
C: RETR hehe.txt
S: 125 Data connection already open; Transfer starting.
-- data, active: 127.0.0.1:20 → 127.0.0.1:63900, 5 bytes, complete
S: 226 Transfer complete.
C: QUIT
S: 221 Goodbye.
-- the server closes the connection
";
    let passive = "\
S: 220 Microsoft FTP Service
C: user anonymous
S: 331 Anonymous access allowed, send identity (e-mail name) as password.
C: pass 1
S: 230 User logged in.
C: pasv
S: 227 Entering Passive Mode (127,0,0,1,196,75).
C: retr hehe.txt
S: 125 Data connection already open; Transfer starting.
-- data, passive: 127.0.0.1:50252 → 127.0.0.1:50251, 5 bytes, complete
S: 226 Transfer complete.
C: quit
S: 221 Goodbye.
-- the server closes the connection
";
    for (sample, dialogue) in [
        ("samples/active.pcap", active),
        ("samples/passive.pcap", passive),
    ] {
        let run = run(["transcript", "--show-passwords", sample]).clean();
        let (_, said) = run.text().split_once('\n').expect("a title");
        assert_eq!(said, dialogue, "{sample}");
    }
}

/// What one step of an explanation must name: in both languages the same values, and a word of
/// each.
type Told = (&'static [&'static str], [&'static str; 2]);

const ACTIVE: &[Told] = &[
    (
        &[
            "127.0.0.1:50258",
            "127.0.0.1:21",
            "SYN (frame 1)",
            "SYN+ACK (frame 2)",
            "ACK (frame 3)",
        ],
        ["three-way handshake", "bắt tay ba bước"],
    ),
    (
        &["220 \"Microsoft FTP Service\" (frame 4)"],
        ["speaks first", "gửi lời chào trước"],
    ),
    (
        &["\"OPTS UTF8 ON\" (frame 6)", "(frame 8)"],
        ["option", "tuỳ chọn"],
    ),
    (
        &[
            "anonymous (USER, frame 38)",
            "(frame 40)",
            "(PASS, frame 61)",
            "(frame 63)",
        ],
        ["logged in", "đã đăng nhập"],
    ),
    (
        &[
            "\"PORT 127,0,0,1,249,156\" (frame 112)",
            "249*256 + 156 = 63900",
            "(frame 116)",
            "RFC 959 4.1.2",
        ],
        ["the last two are the port", "hai số cuối là cổng"],
    ),
    (
        &["127.0.0.1:20 → 127.0.0.1:63900", "114, 115, 117", "112"],
        [
            "active mode: the server opens the data connection",
            "chế độ chủ động (active): máy chủ mở kênh dữ liệu",
        ],
    ),
    (
        &["(frame 114)", "200", "(frame 116)", "RETR", "119"],
        ["does not wait", "không chờ"],
    ),
    (
        &["\"RETR hehe.txt\" (frame 119)", "125 (frame 121)"],
        ["already open", "đã mở sẵn"],
    ),
    (
        &["127.0.0.1:20 → 127.0.0.1:63900", "(frame 123)"],
        ["sends 5 bytes", "gửi 5 byte"],
    ),
    (
        &["FIN (frame 125)", "(frame 129)"],
        ["marks the end of the file", "dấu kết thúc tệp"],
    ),
    (
        &["226 \"Transfer complete.\" (frame 127)"],
        ["no byte is missing", "không thiếu byte nào"],
    ),
    (
        &["(QUIT, frame 144)", "221 (frame 146)"],
        ["good-bye", "kết thúc phiên"],
    ),
    (
        &["FIN (frame 148)", "(frame 150)"],
        ["closed by the server", "Máy chủ đóng kênh điều khiển"],
    ),
];

const PASSIVE: &[Told] = &[
    (
        &[
            "127.0.0.1:50250",
            "127.0.0.1:21",
            "SYN (frame 1)",
            "SYN+ACK (frame 2)",
            "ACK (frame 3)",
        ],
        ["three-way handshake", "bắt tay ba bước"],
    ),
    (
        &["220 \"Microsoft FTP Service\" (frame 4)"],
        ["speaks first", "gửi lời chào trước"],
    ),
    (
        &[
            "anonymous (USER, frame 34)",
            "(frame 36)",
            "(PASS, frame 50)",
            "(frame 52)",
        ],
        ["logged in", "đã đăng nhập"],
    ),
    (
        &[
            "\"pasv\" (frame 64)",
            "227 \"Entering Passive Mode (127,0,0,1,196,75).\" (frame 66)",
            "196*256 + 75 = 50251",
        ],
        ["asks the server to listen", "yêu cầu máy chủ lắng nghe"],
    ),
    (
        &[
            "127.0.0.1:50252 → 127.0.0.1:50251",
            "70, 71, 72",
            "66",
            "20",
        ],
        [
            "passive mode: the client opens the data connection",
            "chế độ bị động (passive): máy khách mở kênh dữ liệu",
        ],
    ),
    (
        &["(frame 72)", "3.3", "RETR", "(frame 74)"],
        ["waits for", "chờ"],
    ),
    (
        &[
            "\"retr hehe.txt\" (frame 101)",
            "frame 74",
            "125 (frame 103)",
        ],
        ["as when a person types", "như khi có người gõ phím"],
    ),
    (
        &["127.0.0.1:50251 → 127.0.0.1:50252", "(frame 105)"],
        ["sends 5 bytes", "gửi 5 byte"],
    ),
    (
        &["FIN (frame 107)", "(frame 111)"],
        ["marks the end of the file", "dấu kết thúc tệp"],
    ),
    (
        &["226 \"Transfer complete.\" (frame 109)"],
        ["no byte is missing", "không thiếu byte nào"],
    ),
    (
        &["(QUIT, frame 122)", "221 (frame 124)"],
        ["good-bye", "kết thúc phiên"],
    ),
    (
        &["FIN (frame 126)", "(frame 128)"],
        ["closed by the server", "Máy chủ đóng kênh điều khiển"],
    ),
];

/// The steps of an explanation, each in one line, and its summary.
fn steps(sample: &str, language: &str) -> (Vec<String>, String) {
    let run = run(["explain", "--lang", language, sample]).clean();
    let mut blocks: Vec<String> = run.text().split("\n\n").map(str::to_owned).collect();
    let summary = blocks.pop().expect("a summary");
    let joined = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    (
        blocks.iter().skip(1).map(joined).collect(),
        joined(&summary),
    )
}

#[test]
fn every_step_of_the_reference_exchanges_is_told_in_both_languages() {
    for (sample, told) in [
        ("samples/active.pcap", ACTIVE),
        ("samples/passive.pcap", PASSIVE),
    ] {
        for (language, frame, word) in [("en", "frame", 0), ("vi", "khung", 1)] {
            let (steps, _) = steps(sample, language);
            assert_eq!(steps.len(), told.len(), "{sample} {language}: {steps:#?}");
            for (step, (values, words)) in steps.iter().zip(told) {
                for value in values.iter().map(|value| value.replace("frame", frame)) {
                    let with_comma = value.replace('.', ",");
                    assert!(
                        step.contains(&value) || language == "vi" && step.contains(&with_comma),
                        "{language}: {value} is not in: {step}"
                    );
                }
                assert!(
                    step.contains(words[word]),
                    "{language}: {} is not in: {step}",
                    words[word]
                );
            }
        }
    }
}

#[test]
fn a_short_explanation_says_what_happened_and_no_more() {
    let long = run(["explain", "samples/active.pcap"]).clean();
    let short = run(["explain", "--level", "short", "samples/active.pcap"]).clean();
    assert!(2 * short.text().len() < long.text().len());
    for part in [
        "Question: ",
        "Answer: ",
        "[see RFC",
        "Firewalls: ",
        "files never do",
    ] {
        assert!(long.text().contains(part), "{part}");
        assert!(!short.text().contains(part), "{part}");
    }
    for part in [
        "249*256 + 156 = 63900",
        "FIN (frame 125)",
        "226 \"Transfer complete.\"",
    ] {
        assert!(short.text().contains(part), "{part}");
    }
}

#[test]
fn a_question_is_asked_once_in_a_session() {
    let run = run(["explain", "samples/mixed.pcapng", "samples/resume.pcap"]).clean();
    for session in run.text().split("Session ").skip(1) {
        let asked: Vec<&str> = session
            .lines()
            .filter(|line| line.trim_start().starts_with("Question: "))
            .collect();
        let each: std::collections::BTreeSet<&&str> = asked.iter().collect();
        assert!(!asked.is_empty());
        assert_eq!(each.len(), asked.len(), "{asked:#?}");
    }
}

#[test]
fn of_many_sessions_one_of_each_kind_is_explained() {
    let scratch = Scratch::new();
    let many = scratch.file("many.pcap", &plain_sessions(30));
    let run = run(["explain", &many, "samples/refused-login.pcap"]).clean();
    let told = run.text().split_whitespace().collect::<Vec<_>>().join(" ");
    let titles = run
        .text()
        .lines()
        .filter(|line| line.starts_with("Session ") && line.contains('→'));
    assert_eq!(titles.count(), 2);
    assert!(told.starts_with(
        "This capture has 31 sessions. Those that are explained here, 2, stand for all"
    ));
    assert!(
        told.contains("Session 1 also stands for 29 more sessions"),
        "{told}"
    );
    assert!(
        told.contains("User cannot log in."),
        "what failed is among them"
    );
    let one = crate::support::run(["explain", "--session", "7", &many]).clean();
    assert!(one.text().starts_with("Session 7"));
}

#[test]
fn servers_that_exchange_a_file_are_drawn_once() {
    let both = run(["diagram", "samples/fxp.pcap"]).clean();
    assert!(both.text().starts_with("Sessions 1, 2\n"));
    assert_eq!(both.text().matches("STOR week.csv").count(), 1);
    let one = run(["diagram", "--session", "2", "samples/fxp.pcap"]).clean();
    assert!(one.text().starts_with("Session 2\n"));
}

#[test]
fn the_summary_says_who_opened_what_and_whether_port_20_was_used() {
    for (sample, language, points) in [
        (
            "active",
            "en",
            [
                "opened by the client, 127.0.0.1:50258 → 127.0.0.1:21",
                "opened by the server",
                "Port 20",
                "was used by",
                "in front of the client blocks it",
            ],
        ),
        (
            "active",
            "vi",
            [
                "do máy khách mở, 127.0.0.1:50258 → 127.0.0.1:21",
                "do máy chủ mở",
                "cổng 20",
                "kênh dữ liệu dùng cổng 20",
                "ở phía máy khách sẽ chặn",
            ],
        ),
        (
            "passive",
            "en",
            [
                "opened by the client, 127.0.0.1:50250 → 127.0.0.1:21",
                "one, opened by the client",
                "Port 20",
                "was not used",
                "let pass",
            ],
        ),
        (
            "passive",
            "vi",
            [
                "do máy khách mở, 127.0.0.1:50250 → 127.0.0.1:21",
                "1 kênh, do máy khách mở",
                "cổng 20",
                "không bao giờ dùng cổng này",
                "cho qua",
            ],
        ),
    ] {
        let (_, summary) = steps(&format!("samples/{sample}.pcap"), language);
        for point in points {
            assert!(
                summary.contains(point),
                "{language} {sample}: {point} is not in: {summary}"
            );
        }
    }
}

/// True where the document is well-formed XML with one element round everything.
fn well_formed(svg: &str) -> Result<(), String> {
    let mut reader = Reader::from_str(svg);
    let (mut open, mut roots) = (0, 0);
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                roots += usize::from(open == 0);
                open += 1;
                for attribute in start.attributes() {
                    attribute.map_err(|error| error.to_string())?;
                }
            }
            Event::Empty(empty) => {
                empty
                    .attributes()
                    .try_for_each(|a| a.map(drop))
                    .map_err(|error| error.to_string())?;
            }
            Event::End(_) => open -= 1,
            Event::Eof if open == 0 && roots == 1 => return Ok(()),
            Event::Eof => return Err(format!("{open} elements are open, {roots} stand outside")),
            Event::DocType(_) | Event::PI(_) => return Err("no such thing was written".to_owned()),
            _ => {}
        }
    }
}

#[test]
fn the_check_of_pictures_finds_what_is_wrong() {
    assert!(well_formed("<svg><g a='1'/></svg>").is_ok());
    for wrong in [
        "<svg><g></svg>",
        "<svg/><svg></svg>x<svg></svg>",
        "<svg><g a='1' a='2'/></svg>",
        "<svg>",
    ] {
        assert!(well_formed(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn every_capture_goes_through_every_shape() {
    let details = ["frames", "messages", "steps"];
    each(
        all_captures(),
        |paths| paths.join(" "),
        |paths| {
            let of = |words: &[&str]| -> Run {
                let words = words
                    .iter()
                    .copied()
                    .chain(paths.iter().map(String::as_str));
                let run: Run = program()
                    .env("COLUMNS", "80")
                    .args(words)
                    .output()
                    .expect("it starts")
                    .into();
                assert_eq!(run.status, Some(0), "{}", run.stderr);
                run
            };
            of(&["transcript", "--times"]);
            for language in ["en", "vi"] {
                narrow(&of(&["explain", "--lang", language]), 80);
            }
            for detail in details {
                narrow(&of(&["diagram", "--detail", detail]), 80);
                let svg = of(&["diagram", "--format", "svg", "--detail", detail]);
                assert_eq!(well_formed(svg.text()), Ok(()));
                mermaid(of(&["diagram", "--format", "mermaid", "--detail", detail]).text());
            }
        },
    );
}

#[track_caller]
fn narrow(run: &Run, columns: usize) {
    for line in run.text().lines() {
        assert!(line.width() <= columns, "{} columns: {line}", line.width());
    }
}

/// Holds every line against the few forms that are written; Mermaid's own parser reads them in
/// `tests/mermaid`.
#[track_caller]
fn mermaid(text: &str) {
    for line in text.lines().filter(|line| line.starts_with("    ")) {
        let line = line.trim_start();
        let arrow = || {
            let (ends, said) = line.split_once(": ")?;
            let plain = ends.chars().all(|c| "CSO-<>x".contains(c));
            let entities = said.replace(
                |c: char| c.is_alphanumeric() || " .,:/-_()=+*'?!→·–…×".contains(c),
                "",
            );
            (plain && entities.chars().all(|c| "#;".contains(c))).then_some(())
        };
        let known = ["participant ", "accTitle: ", "Note over C,S: "]
            .iter()
            .any(|form| line.starts_with(form));
        assert!(known || arrow().is_some(), "{line}");
    }
}

#[test]
fn hostile_names_stay_text_in_every_shape() {
    let scratch = Scratch::new();
    let hostile: [&[u8]; 6] = [
        b"</text></svg><script>alert(1)</script>",
        b"%%{init: {'theme': 'dark'}}%% ; end #quot; <img src=x onerror=alert(1)>",
        b"```\n# heading",
        b"]]>&amp;&lt;!--",
        b"$$\\int$$ @{x}",
        b"Note over C,S: me; C->>S: you",
    ];
    for name in hostile {
        let path = scratch.file(
            "hostile.pcap",
            &plain_session(Words {
                name,
                banner: name,
                user: name,
            }),
        );
        let svg = run(["diagram", "--format", "svg", &path]).clean();
        assert_eq!(well_formed(svg.text()), Ok(()));
        assert!(
            !svg.text().contains("<script") && !svg.text().contains("<img"),
            "{}",
            svg.text()
        );
        let diagram = run(["diagram", "--format", "mermaid", &path]).clean();
        mermaid(diagram.text());
        for sign in ["%%", "<img", "<script", "```", "$$", "@{", "init: {"] {
            assert!(
                !diagram.text().contains(sign),
                "{sign} in {}",
                diagram.text()
            );
        }
    }
}

#[test]
fn a_third_lifeline_stands_for_the_other_server() {
    let run = run(["diagram", "--session", "1", "samples/fxp.pcap"]).clean();
    assert!(
        run.text()
            .lines()
            .nth(1)
            .is_some_and(|line| line.contains("server of session 2")),
        "{}",
        run.text()
    );
    assert!(run.text().contains("203.0.113.21:21"), "{}", run.text());
}

#[test]
fn several_sessions_are_a_page_of_mermaid_and_one_picture() {
    let page = run(["diagram", "--format", "mermaid", "samples/two-active.pcap"]).clean();
    assert_eq!(
        page.text().matches("```mermaid\nsequenceDiagram\n").count(),
        2
    );
    let picture = run(["diagram", "--format", "svg", "samples/two-active.pcap"]).clean();
    assert_eq!(well_formed(picture.text()), Ok(()));
    assert!(picture.text().contains("Session 1") && picture.text().contains("Session 2"));
}

#[test]
fn names_of_people_and_files_come_out_as_they_are() {
    let scratch = Scratch::new();
    let name = "báo cáo tháng ba.txt";
    let path = scratch.file(
        "names.pcap",
        &plain_session(Words {
            name: name.as_bytes(),
            ..PLAIN
        }),
    );
    for words in [
        &["transcript"][..],
        &["explain", "--lang", "vi"],
        &["diagram"],
        &["diagram", "--format", "mermaid"],
    ] {
        let run = run(words.iter().copied().chain([path.as_str()])).clean();
        let joined = run.text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(joined.contains(name), "{words:?}: {}", run.text());
    }
}

#[test]
fn a_language_without_a_catalogue_is_wrong_usage() {
    let run = run(["explain", "--lang", "xx", "samples/active.pcap"]);
    assert_eq!(run.status, Some(2));
    assert!(
        run.stderr.contains("en") && run.stderr.contains("vi"),
        "{}",
        run.stderr
    );
}

/// The last column of each row.
fn notes(path: &str, language: &str) -> Vec<String> {
    let run = run(["timeline", "--format", "tsv", "--lang", language, path]);
    let rows = run.text().lines().skip(1);
    let notes = rows.filter_map(|row| row.rsplit('\t').next());
    notes.map(str::to_owned).collect()
}

#[test]
fn every_note_of_a_timeline_is_in_the_language_that_was_asked_for() {
    for path in captures_in("samples") {
        for (english, vietnamese) in notes(&path, "en").iter().zip(notes(&path, "vi")) {
            assert!(english.is_empty() || *english != vietnamese, "{english}");
        }
    }
}

#[test]
fn lists_for_people_are_in_the_language_that_was_asked_for() {
    for (words, expected) in [
        (&["sessions"][..], &["Đăng nhập", "chủ động"][..]),
        (&["transfers"], &["Đường dẫn", "bị từ chối"]),
        // programs read the same words everywhere
        (&["transfers", "--format", "csv"], &["mode", ",active,"]),
    ] {
        let rest = ["--lang", "vi", "samples/firewall-active.pcap"];
        let run = run(words.iter().copied().chain(rest));
        for word in expected {
            assert!(run.text().contains(word), "{}", run.text());
        }
    }
}

#[test]
fn a_diagram_and_a_quiz_can_be_written_to_a_new_file() {
    let scratch = Scratch::new();
    for words in [["diagram", "svg"], ["quiz", "gift"]] {
        let [command, format] = words;
        let line = [command, "--format", format, "samples/active.pcap"];
        let printed = run(line);
        let file = scratch.path(command);
        let written = run(line.into_iter().chain(["-o", &file]));
        assert_eq!((written.status, written.text()), (Some(0), ""));
        let text = fs::read_to_string(&file).expect("it is written");
        assert_eq!(text, printed.text());
        let again = run(line.into_iter().chain(["-o", &file]));
        assert_eq!(again.status, Some(2), "it is there: {}", again.stderr);
    }
    let picture = scratch.path("a.svg");
    let text = run(["diagram", "samples/active.pcap", "-o", &picture]);
    assert_eq!(text.status, Some(2), "a text in a picture: {}", text.stderr);
    assert!(text.stderr.contains("--format svg"), "{}", text.stderr);
}
