//! Mistakes, exit statuses, captures alone and in pairs, and the words around commands.

use std::fs;

use ftpscope::check::Expectations;

use crate::support::{Scratch, captures_in, each, program, read, run};

/// A file, what is said of it, and whether the schema objects too (it does not know what lies
/// inside patterns).
pub(super) const MISTAKES: &[(&str, &str, bool)] = &[
    (
        "[[session]]\nmdoe = 'passive'",
        "2:1: unknown key of [session] `mdoe`; did you mean `mode`?",
        true,
    ),
    (
        "[[session]]\nmode = 'pasive'",
        "2:8: unknown value `pasive`; did you mean `passive`?",
        true,
    ),
    (
        "[capture]\nsession = 1",
        "2:1: unknown key of [capture] `session`; did you mean `sessions`?",
        true,
    ),
    (
        "[sesion]\nmode = 'active'",
        "1:2: unknown table `sesion`; did you mean `session`?",
        true,
    ),
    (
        "[session]\nmode = 'active'",
        "1:1: `session` is a list of tables; write [[session]]",
        true,
    ),
    (
        "[[capture]]\nframes = 1",
        "1:1: `capture` is a table; write [capture]",
        true,
    ),
    ("[[session]]\nuser = 3", "2:8: expected a text", true),
    (
        "[[session]]\nuser = { globb = 'a*' }",
        "2:10: unknown pattern `globb`; did you mean `glob`?",
        true,
    ),
    (
        "[[session]]\nuser = { regex = '(' }",
        "2:18: is no regex",
        false,
    ),
    (
        "[[session]]\nuser = []",
        "2:8: an empty list fits nothing",
        true,
    ),
    (
        "[[session]]\nmatch = 'al'",
        "2:9: unknown quantifier `al`; did you mean `all`?",
        true,
    ),
    (
        "[[session]]\nwhere = 'anna'",
        "2:9: `where` is a table",
        true,
    ),
    (
        "[[session]]\nwhere = { usr = 'anna' }",
        "2:11: unknown key of [session] `usr`; did you mean `user`?",
        true,
    ),
    (
        "[[session]]\ncommands = 'many'",
        "2:12: expected a number or a range",
        true,
    ),
    (
        "[[session]]\ncommands = '9..1'",
        "2:12: expected a number or a range",
        false,
    ),
    (
        "[[session]]\ncommands = { min = 1, mx = 2 }",
        "2:23: unknown key of a range `mx`",
        true,
    ),
    (
        "[[session]]\ncommands = true",
        "2:12: expected a number or a range",
        true,
    ),
    (
        "[[session]]\nsequence = 'USER'",
        "2:12: expected a list of steps, found string",
        true,
    ),
    (
        "[[session]]\nsequence = ['RETR two']",
        "2:13: expected a verb, or a verb and the code",
        false,
    ),
    (
        "[[session]]\nsequence = [{ argument = 'a' }]",
        "2:13: a step needs a `verb`",
        true,
    ),
    (
        "[[session]]\nsequence = [{ verb = 'A', reply = [] }]",
        "2:27: unknown key of a step `reply`; did you mean `replies`?",
        true,
    ),
    (
        "[[transfer]]\ncomplete = 'yes'",
        "2:12: expected true or false, found string",
        true,
    ),
    (
        "[[transfer]]\nreply_code = '9yz'",
        "2:14: expected a code",
        true,
    ),
    (
        "[findings]\ndenied = ['bouncy']",
        "2:11: unknown value `bouncy`; did you mean `bounce`?",
        true,
    ),
    ("[findings]\ndenied = []", "2:10: names no finding", false),
    (
        "[findings]\nworst = 'fatal'",
        "2:9: unknown value `fatal`",
        true,
    ),
    (
        "[[session.transfer]]\nsize = 1",
        "1:3: `session` is a list of tables",
        true,
    ),
    (
        "[[session]]\n[[session.transfer]]\nsiez = 1",
        "3:1: unknown key of [transfer] `siez`; did you mean `size`?",
        true,
    ),
    ("mode = ", "1:8: is no TOML", true),
    ("", "1:1: expects nothing", true),
    ("[capture]\n", "1:1: expects nothing", false),
];

#[test]
fn mistakes_are_told_with_their_place() {
    each(
        MISTAKES,
        |(text, ..)| (*text).to_owned(),
        |(text, message, _)| {
            let mistakes = Expectations::default()
                .read("expect.toml", text)
                .expect_err("a mistake");
            let all: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            assert!(
                all.iter()
                    .any(|said| said.starts_with(&format!("expect.toml:{message}"))),
                "{all:#?}"
            );
        },
    );
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once_and_the_status_is_2() {
    let scratch = Scratch::new();
    let path = scratch.file("expect.toml", b"[[session]]\nmdoe = 'passive'\nuser = 3\n");
    let run = run(["check", "-e", &path, "samples/active.pcap"]);
    assert_eq!((run.status, run.text()), (Some(2), ""));
    assert!(
        run.stderr.contains("expect.toml:2:1: unknown key")
            && run.stderr.contains("expect.toml:3:8: expected a text")
    );
    assert!(
        run.stderr.contains("\n  mdoe = 'passive'\n  ^\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn mistakes_of_an_expression_point_at_their_place() {
    let cases = [
        ("--require", "moed == passive", 1, "did you mean `mode`?"),
        ("--require", "mode == pasive", 9, "did you mean `passive`?"),
        ("--require", "mode passive", 6, "expected an operator"),
        ("--require", "mode ==", 8, "expected a value"),
        ("--require", "mode ~ passive", 6, "cannot be compared"),
        ("--require", "transfer.size > big", 17, "expected a number"),
        (
            "--require",
            "transfer.size > 1 and mode == active",
            23,
            "one table",
        ),
        (
            "--require",
            "tarnsfer.size > 1",
            1,
            "did you mean `transfer`?",
        ),
        ("--require", "user == 'anna", 9, "not closed"),
        ("--require", "user in anna", 9, "expected a list"),
        ("--require", "user in (anna bob)", 15, "expected `,` or `)`"),
        ("--require", "any capture.frames > 1", 1, "one capture only"),
        ("--require", "dialogue == USER", 10, "takes a list"),
        ("--require", "mode == active or", 16, "there is no `or`"),
        ("--require", "mode == active xor", 16, "expected `and`"),
        ("--require", "", 1, "expected a key"),
        ("--forbid", "bouncy", 1, "did you mean `bounce`?"),
        ("--forbid", "any mode == active", 1, "means none already"),
    ];
    each(
        cases,
        |(_, text, ..)| (*text).to_owned(),
        |(option, text, column, message)| {
            let run = run(["check", option, text, "samples/active.pcap"]);
            assert_eq!((run.status, run.text()), (Some(2), ""));
            let place = format!("ftpscope: {option}:1:{column}: ");
            assert!(
                run.stderr.starts_with(&place) && run.stderr.contains(message),
                "{}",
                run.stderr
            );
        },
    );
}

#[test]
fn expressions_say_what_files_say() {
    let status =
        |option: &str, text: &str| run(["check", option, text, "samples/mixed.pcapng"]).status;
    for text in [
        "mode == mixed",
        "mode = mixed",
        "session.mode in (mixed, active)",
        "user =~ ^part and login != rejected",
        "transfer.size >= 44",
        "any transfer.path ~ '/*.csv'",
        "none transfer.size > 1000",
        "capture.frames == 41",
        "all transfer.size == 44 where transfer.command == STOR",
        "offer.outcome == connected",
        "policy",
        "transfer.reply_code == 2yz",
        "transfer.complete == true",
        "banner == 'ProFTPD Server (Exchange) [192.0.2.21]'",
    ] {
        assert_eq!(status("--require", text), Some(0), "{text}");
    }
    for text in [
        "mode == passive",
        "user != partner",
        "transfer.size > 44",
        "any transfer.path ~ '*.csv'",
        "bounce",
        "none transfer.size > 100",
        "capture.frames < 41",
        "transfer.reply_code in (250, 4yz)",
        "transfer.complete != true",
    ] {
        assert_eq!(status("--require", text), Some(1), "{text}");
    }
    for (text, expected) in [
        ("bounce", 0),
        ("policy", 1),
        ("DELE", 0),
        ("retr", 1),
        ("mode == active", 0),
        ("transfer.size == 44", 1),
    ] {
        assert_eq!(status("--forbid", text), Some(expected), "{text}");
    }
}

#[test]
fn exit_statuses_are_those_of_the_contract() {
    let scratch = Scratch::new();
    let status = |words: &[&str]| run(["check"].iter().chain(words)).status;
    let good = ["--require", "mode == active"];
    assert_eq!(
        status(&[&good[..], &["samples/active.pcap"]].concat()),
        Some(0)
    );
    assert_eq!(
        status(&[&good[..], &["samples/passive.pcap"]].concat()),
        Some(1)
    );
    assert_eq!(status(&[&good[..], &["missing.pcap"]].concat()), Some(2));
    assert_eq!(
        status(&["samples/active.pcap"]),
        Some(2),
        "nothing is expected"
    );
    assert_eq!(
        status(&["-e", "missing.toml", "samples/active.pcap"]),
        Some(2)
    );
    assert_eq!(status(&good), Some(2), "no capture");
    let cut = scratch.file("cut.pcap", &read("samples/active.pcap")[..4000]);
    assert_eq!(
        status(&["--require", "capture.truncated == false", &cut]),
        Some(1)
    );
    // the first record, and one that makes no sense
    let mut damaged = read("samples/active.pcap");
    let length = u32::from_le_bytes(damaged[32..36].try_into().expect("four bytes")) as usize;
    damaged.truncate(40 + length);
    damaged.extend([0xff; 64]);
    let damaged = scratch.file("damaged.pcap", &damaged);
    assert_eq!(
        status(&["--require", "capture.frames == 1", &damaged]),
        Some(2),
        "a fault outweighs what holds"
    );
    assert_eq!(
        status(&[
            "--forbid",
            "bounce",
            "--junit",
            "/nowhere/x.xml",
            "samples/active.pcap"
        ]),
        Some(2)
    );
}

#[test]
fn filters_choose_what_is_judged() {
    let judged = |words: &[&str]| {
        run(["check", "--require", "capture.sessions == 1"]
            .iter()
            .chain(words))
        .status
    };
    assert_eq!(judged(&["samples/two-active.pcap"]), Some(1));
    assert_eq!(
        judged(&["--session", "2", "samples/two-active.pcap"]),
        Some(0)
    );
}

#[test]
fn each_judges_captures_alone_in_their_order() {
    let paths = captures_in("samples");
    let words = [
        "check",
        "--each",
        "--format",
        "json",
        "--require",
        "mode == passive",
    ]
    .map(str::to_owned);
    let report = run(words.iter().chain(&paths));
    assert_eq!(report.status, Some(1));
    let document = report.json();
    let files: Vec<&str> = document["captures"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|c| c["files"][0].as_str())
        .collect();
    assert_eq!(files, paths);
    assert!(
        document["captures"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|capture| capture["passed"] == true)
    );
    assert_eq!(
        run(words.iter().chain(&paths)).stdout,
        report.stdout,
        "the same each time"
    );
}

#[test]
fn pairs_are_judged_by_the_file_of_their_name() {
    let scratch = Scratch::new();
    for (name, sample) in [
        ("b.pcap", "passive.pcap"),
        ("a.pcap", "active.pcap"),
        ("c.pcapng", "mixed.pcapng"),
    ] {
        scratch.file(name, &read(format!("samples/{sample}")));
    }
    scratch.file("README.md", b"not a capture");
    let expect = |name: &str, mode: &str| {
        scratch.file(name, format!("[[session]]\nmode = '{mode}'\n").as_bytes());
    };
    for (name, mode) in [
        ("a.toml", "active"),
        ("b.toml", "passive"),
        ("c.toml", "mixed"),
    ] {
        expect(name, mode);
    }
    let folder = scratch.path("");
    let pairs = || run(["check", "--pairs", &folder]);
    let all = pairs().clean();
    let lines: Vec<&str> = all.text().lines().collect();
    assert_eq!(lines.len(), 4);
    for (line, name) in lines.iter().zip(["a.pcap", "b.pcap", "c.pcapng"]) {
        assert!(line.starts_with("ok  ") && line.ends_with(name), "{line}");
    }
    expect("b.toml", "active");
    assert_eq!(pairs().status, Some(1));
    expect("d.toml", "active");
    let lacking = pairs();
    assert_eq!(
        (
            lacking.status,
            lacking
                .stderr
                .contains("d.toml: there is no capture of that name")
        ),
        (Some(2), true)
    );
    fs::remove_file(scratch.path("d.toml")).expect("it is there");
    expect("b.toml", "passive");
    scratch.file("e.pcap", &read("samples/abor.pcap"));
    let lacking = pairs();
    assert_eq!(lacking.status, Some(0));
    assert!(
        lacking.stderr.contains("e.pcap: there is no")
            && lacking.stderr.contains("e.toml: not judged")
    );
    let over = run([
        "check",
        "--pairs",
        &folder,
        "--junit",
        &scratch.path("e.pcap"),
    ]);
    assert_eq!(over.status, Some(2));
    assert!(
        over.stderr.contains("is not overwritten"),
        "{}",
        over.stderr
    );
    scratch.file("b.toml", b"[[session]]\nmdoe = 'passive'\n");
    let unsound = pairs();
    assert_eq!(
        (unsound.status, unsound.text().contains("ERROR")),
        (Some(2), true)
    );
    assert_eq!(
        run(["check", "--pairs", &Scratch::new().path("")]).status,
        Some(2),
        "nothing to judge"
    );
    assert_eq!(run(["check", "--pairs", "missing"]).status, Some(2));
}

#[test]
fn options_may_stand_before_a_command_and_misspelt_commands_are_told() {
    let first = run([
        "--quiet",
        "--format",
        "csv",
        "sessions",
        "samples/active.pcap",
    ]);
    assert_eq!(
        first.clean().stdout,
        run([
            "sessions",
            "--quiet",
            "--format",
            "csv",
            "samples/active.pcap"
        ])
        .stdout
    );
    let misspelt = run(["sesions", "samples/active.pcap"]);
    assert_eq!(
        (
            misspelt.status,
            misspelt
                .stderr
                .contains("did you mean `ftpscope sessions`?")
        ),
        (Some(2), true)
    );
    let missing = run(["missing.pcap"]);
    assert!(missing.status == Some(2) && !missing.stderr.contains("did you mean"));
}

#[test]
fn completions_and_pages_know_every_command() {
    let help = run(["--help"]).clean();
    let commands: Vec<&str> = help
        .text()
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            line.strip_prefix("  ")?
                .split(' ')
                .next()
                .filter(|word| !word.is_empty())
        })
        .collect();
    assert!(
        commands.contains(&"check") && commands.contains(&"man"),
        "{commands:?}"
    );
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(["completions", shell]).clean();
        assert!(
            commands
                .iter()
                .all(|command| script.text().contains(command)),
            "{shell}"
        );
    }
    let scratch = Scratch::new();
    run(["man", "-d", &scratch.path("man")]).clean();
    for command in commands.iter().filter(|command| **command != "help") {
        let written =
            fs::read_to_string(scratch.path(&format!("man/ftpscope-{command}.1"))).expect("a page");
        assert!(
            written.contains(".SH EXTRA") && written.contains("Examples:"),
            "{command}"
        );
        assert!(
            run(["man", command]).clean().text().contains("Examples:"),
            "{command}"
        );
    }
    assert!(run(["man"]).clean().text().contains("ftpscope \\- "));
    assert_eq!(run(["man", "nothing"]).status, Some(2));
}

#[test]
fn annotations_go_to_standard_error_where_github_runs_it() {
    let output = |value: &str| {
        let mut command = program();
        command.args([
            "check",
            "--format",
            "json",
            "--require",
            "mode == passive",
            "samples/active.pcap",
        ]);
        crate::support::Run::from(
            command
                .env("GITHUB_ACTIONS", value)
                .output()
                .expect("it starts"),
        )
    };
    let (on, off) = (output("true"), output(""));
    assert!(
        on.stderr
            .starts_with("::error title=samples/active.pcap%3A ")
            && off.stderr.is_empty(),
        "{}",
        on.stderr
    );
    assert_eq!(on.stdout, off.stdout);
}

#[test]
fn a_recording_replaces_no_capture_and_is_never_of_nothing() {
    let scratch = Scratch::new();
    let capture = read("samples/active.pcap");
    let path = scratch.file("a.pcap", &capture);
    assert_eq!(
        run(["check", "--record", &path, "samples/passive.pcap"]).status,
        Some(2)
    );
    assert_eq!(fs::read(&path).expect("it is there"), capture);
    assert_eq!(
        run(["check", "--forbid", "bounce", "--junit", &path, &path]).status,
        Some(2)
    );
    assert_eq!(fs::read(&path).expect("it is there"), capture);
    let none = run(["check", "--record", "-", "--session", "99", &path]);
    assert_eq!((none.status, none.text()), (Some(2), ""));
    let page = scratch.file("page.html", b"good");
    assert_eq!(
        run(["report", "-o", &page, &scratch.file("bad.pcap", b"rubbish")]).status,
        Some(2)
    );
    assert_eq!(fs::read(&page).expect("it is there"), b"good");
}
