//! Quizzes: what is called right is derived a second time, from the JSON document and the rows;
//! every format holds the same questions; and nothing in a capture breaks a format.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::rebuilt::story::Story;
use crate::story::pcap_of;
use crate::support::{Scratch, all_captures, each, run};

/// Everything that can be asked of some files.
fn questions(files: &[&str], more: &[&str]) -> Vec<Value> {
    let words = ["quiz", "--format", "json", "--count", "1000"];
    let all = words.iter().chain(more).chain(files).copied();
    let document = run(all).json();
    assert_eq!(document["schema"], "ftpscope-quiz/1");
    document["questions"].as_array().expect("a list").clone()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn right(question: &Value) -> &str {
    let place = question["answer"].as_u64().expect("a place") as usize;
    question["options"][place].as_str().expect("an option")
}

/// An entry of a list of the document by its id.
fn by_id<'v>(list: &'v Value, id: &Value) -> &'v Value {
    let entries = list.as_array().expect("a list");
    let found = entries.iter().find(|entry| entry["id"] == *id);
    found.unwrap_or_else(|| panic!("no entry {id}"))
}

/// The columns of the row of a frame.
fn row(rows: &str, frame: &Value) -> Vec<String> {
    let number = frame.to_string();
    let line = rows
        .lines()
        .find(|line| line.split('\t').next() == Some(&number));
    let line = line.unwrap_or_else(|| panic!("no row {number}"));
    line.split('\t').map(str::to_owned).collect()
}

/// The numbers of a text that stand apart from others.
fn numbers(text: &str) -> Vec<u32> {
    let digits = text.split(|c: char| !c.is_ascii_digit());
    digits.filter_map(|digits| digits.parse().ok()).collect()
}

/// What is said in a frame that announces something: the argument of its command, the text of its
/// reply.
fn announcing(session: &Value, frame: &Value) -> String {
    let commands = session["commands"].as_array().expect("a list");
    let replies = commands
        .iter()
        .flat_map(|c| c["replies"].as_array().expect("a list"));
    let said = commands.iter().map(|c| (&c["frame"], text(c, "argument")));
    let answered = replies.map(|r| (&r["frame"], text(r, "text")));
    let here = said.chain(answered).filter(|(at, _)| *at == frame);
    here.map(|(_, text)| text).collect::<Vec<_>>().join("\n")
}

/// True where a command or a reply stands in a frame.
fn is_said(session: &Value, frame: &Value) -> bool {
    let commands = session["commands"].as_array().expect("a list");
    commands.iter().any(|command| {
        let replies = command["replies"].as_array().expect("a list");
        command["frame"] == *frame || replies.iter().any(|reply| reply["frame"] == *frame)
    })
}

/// A question, and what its answer is derived from: the document and the rows alone.
struct Checked<'c> {
    question: &'c Value,
    document: &'c Value,
    rows: &'c str,
}

impl<'c> Checked<'c> {
    fn session(&self) -> &'c Value {
        by_id(&self.document["sessions"], &self.question["session"])
    }

    fn offer(&self) -> &'c Value {
        by_id(&self.session()["offers"], &self.question["offer"])
    }

    fn transfer(&self) -> &'c Value {
        by_id(&self.session()["transfers"], &self.question["transfer"])
    }

    /// The row of the first frame that it names.
    fn first_row(&self) -> Vec<String> {
        row(self.rows, &self.question["frames"][0])
    }

    fn check(&self) {
        match text(self.question, "kind") {
            "port" => self.port(),
            "numbers" => self.numbers(),
            "proof" => self.proof(),
            "opener" | "mode" => self.opener(),
            "next" => self.next(),
            "order" => self.order(),
            "wireshark" => self.wireshark(),
            "reply" => self.reply(),
            "password" => self.password(),
            "failure" => self.failure(),
            other => panic!("nobody checks {other}"),
        }
    }

    fn port(&self) {
        let session = self.session();
        let said = right(self.question);
        assert_eq!(said, self.offer()["port"].to_string());
        let found = numbers(&announcing(session, &self.offer()["frame"]));
        let pair = found.windows(2).map(|pair| pair[0] * 256 + pair[1]);
        let ports: Vec<u32> = found.iter().copied().chain(pair).collect();
        assert!(ports.contains(&said.parse().expect("a port")), "{found:?}");
    }

    fn numbers(&self) {
        let session = self.session();
        let said = right(self.question);
        let pair = numbers(said);
        let port = pair[0] * 256 + pair[1];
        assert_eq!(port.to_string(), self.offer()["port"].to_string());
        let announced = numbers(&announcing(session, &self.offer()["frame"]));
        assert!(announced.windows(2).any(|two| two == pair), "{announced:?}");
    }

    fn proof(&self) {
        let session = self.session();
        let question = self.question;
        let said = right(self.question);
        assert_eq!(said, format!("frame {}", self.offer()["frame"]));
        for option in question["options"].as_array().expect("a list") {
            let other: Value = numbers(option.as_str().expect("text"))[0].into();
            let offers = session["offers"].as_array().expect("a list");
            let same = |o: &&Value| o["frame"] == other && o["port"] == self.offer()["port"];
            assert_eq!(offers.iter().any(|o| same(&o)), option == said, "{option}");
        }
    }

    fn opener(&self) {
        let session = self.session();
        let question = self.question;
        let said = right(self.question);
        let opens = self.first_row();
        assert!(opens[6].contains("[SYN]"), "{opens:?}");
        let is_client = session["client"]["ip"] == opens[2].as_str();
        // on one host addresses tell nothing, but an announcement does, and the control connection
        let is_client = if session["client"]["ip"] == session["server"]["ip"] {
            self.transfer()["mode"] == "passive"
        } else {
            is_client
        };
        let expected = match (text(question, "kind"), is_client) {
            ("opener", true) => "The client: it connects to the server.",
            ("opener", false) => "The server: it connects to the client.",
            (_, true) => "Passive",
            (_, false) => "Active",
        };
        assert_eq!(said, expected);
    }

    fn next(&self) {
        let said = right(self.question);
        let is_active = self.offer()["mode"] == "active";
        assert!(said.starts_with(if is_active {
            "The server opens"
        } else {
            "The client opens"
        }));
        assert!(said.contains(&self.offer()["port"].to_string()));
    }

    fn order(&self) {
        let question = self.question;
        let said = right(self.question);
        let frames = question["frames"].as_array().expect("a list");
        let infos: Vec<String> = frames
            .iter()
            .map(|f| row(self.rows, f)[6].clone())
            .collect();
        let things: Vec<&str> = said.split(" → ").collect();
        assert_eq!((infos.len(), things.len()), (4, 4));
        for ((info, thing), frame) in infos.iter().zip(things).zip(frames) {
            // what Wireshark takes for a repetition, or for late, it does not read
            if ["[TCP Retransmission]", "[TCP Out-Of-Order]"]
                .iter()
                .any(|mark| info.starts_with(mark))
            {
                assert!(is_said(self.session(), frame), "{info}");
                continue;
            }
            let is_reply = info.starts_with("Response: ");
            match thing {
                "the data connection begins" => assert!(info.contains("[SYN]"), "{info}"),
                "the last reply to the command" => assert!(is_reply, "{info}"),
                "the command for the file or the list" => assert!(!is_reply, "{info}"),
                _ => assert!(info.contains(':'), "{info}"),
            }
        }
    }

    fn wireshark(&self) {
        let question = self.question;
        let said = right(self.question);
        let info = &self.first_row()[6];
        assert!(info.contains(said), "{info}: {said}");
        let options = question["options"].as_array().expect("a list");
        let shown = |option: &&Value| info.contains(option.as_str().expect("text"));
        assert_eq!(options.iter().filter(shown).count(), 1, "{info}");
    }

    fn reply(&self) {
        let question = self.question;
        let info = &self.first_row()[6];
        let code = text(question, "explanation")
            .split(':')
            .next()
            .expect("a code");
        // what Wireshark takes for a repetition it does not read
        let is_said = is_said(self.session(), &question["frames"][0]);
        assert!(
            info.contains(code) || info.starts_with("Response") || is_said,
            "{info}"
        );
    }

    fn password(&self) {
        let session = self.session();
        let question = self.question;
        let said = right(self.question);
        let commands = session["commands"].as_array().expect("a list");
        let shown = |frame: &Value| {
            let mut sent = commands.iter().filter(|c| c["verb"] == "PASS");
            sent.any(|command| command["frame"] == *frame)
        };
        for option in question["options"].as_array().expect("a list") {
            let other: Value = numbers(option.as_str().expect("text"))[0].into();
            assert_eq!(shown(&other), option == said, "{option}");
        }
        assert_eq!(session["control"]["tls"], Value::Null);
    }

    fn failure(&self) {
        let said = right(self.question);
        let transfer = self.transfer();
        assert_eq!(transfer["outcome"], "failed");
        if said.starts_with("The SYN") {
            let outcome = if said.contains("RST") {
                "refused"
            } else {
                "unanswered"
            };
            assert_eq!(self.offer()["outcome"], outcome);
        } else {
            assert_eq!(transfer["stage"], "refused");
        }
    }
}

/// Captures in and below the folders that `FTPSCOPE_QUIZ` names (a list like `PATH`), each by
/// itself: others than the project has.
fn more_captures() -> Vec<Vec<String>> {
    let named = std::env::var_os("FTPSCOPE_QUIZ").unwrap_or_default();
    let named = std::env::split_paths(&named);
    let mut folders: Vec<PathBuf> = named.filter(|path| path.is_dir()).collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().contains(".pcap") {
                found.push(vec![path.to_string_lossy().into_owned()]);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_answer_is_right_by_the_records() {
    let captures = all_captures().into_iter().chain(more_captures());
    let captures: Vec<Vec<String>> = captures.collect();
    let name = |files: &Vec<String>| files[0].clone();
    each(captures, name, |files| {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let with = |words: &[&str]| {
            let all = words.iter().copied().chain(files.iter().copied());
            run(all)
        };
        let seeds = ["0", "1", "2", "3", "4"];
        let asked: Vec<Value> = seeds
            .iter()
            .flat_map(|seed| questions(&files, &["--seed", seed]))
            .collect();
        if asked.is_empty() {
            return;
        }
        let document = with(&["sessions", "--format", "json"]).json();
        let rows = with(&["timeline", "--format", "tsv"]);
        for question in &asked {
            let checked = Checked {
                question,
                document: &document,
                rows: rows.text(),
            };
            checked.check();
            let options = question["options"].as_array().expect("a list");
            let different: BTreeSet<&str> = options.iter().filter_map(Value::as_str).collect();
            assert_eq!(different.len(), options.len(), "{question}");
            assert!((3..=4).contains(&options.len()), "{question}");
        }
    });
}

#[test]
fn each_sample_with_a_transfer_has_three_kinds_of_questions() {
    let captures = all_captures();
    let samples = captures
        .into_iter()
        .filter(|files| files[0].contains("samples/"));
    for files in samples {
        let file = files[0].as_str();
        let document = run(["sessions", "--format", "json", file]).json();
        let sessions = document["sessions"].as_array().expect("a list");
        let transfers = sessions
            .iter()
            .map(|s| s["transfers"].as_array().map_or(0, Vec::len));
        if transfers.sum::<usize>() == 0 {
            continue;
        }
        let asked = questions(&[file], &[]);
        let kinds: BTreeSet<&str> = asked.iter().map(|q| text(q, "kind")).collect();
        assert!(kinds.len() >= 3, "{file}: {kinds:?}");
    }
}

/// The numbers after a word in what is asked and in what may be answered.
fn numbers_after(question: &Value, word: &str) -> BTreeSet<u32> {
    let options = question["options"].as_array().expect("a list");
    let texts = options.iter().filter_map(Value::as_str);
    let texts = texts.chain([text(question, "question")]);
    let parts = texts.flat_map(|text| text.split(word).skip(1));
    parts
        .filter_map(|part| numbers(part).first().copied())
        .collect()
}

#[test]
fn no_question_answers_another_one() {
    let samples = all_captures()
        .into_iter()
        .filter(|files| files[0].contains("samples/"));
    for files in samples {
        let file = files[0].as_str();
        let asked = questions(&[file], &[]);
        let of = |kinds: &[&str]| {
            let fits = |question: &&Value| kinds.contains(&text(question, "kind"));
            asked.iter().filter(fits).collect::<Vec<&Value>>()
        };
        for question in of(&["port", "numbers"]) {
            let session = run(["sessions", "--format", "json", file]).json();
            let session = by_id(&session["sessions"], &question["session"]);
            let port = &by_id(&session["offers"], &question["offer"])["port"];
            let port = port.as_u64().expect("a port") as u32;
            for other in asked.iter().filter(|other| *other != question) {
                assert!(
                    !numbers_after(other, "port ").contains(&port),
                    "{file}: {question} {other}"
                );
            }
        }
        let mut openers: Vec<&Value> = of(&["opener", "mode", "next"]);
        openers.dedup_by_key(|question| question["transfer"].clone());
        assert_eq!(
            openers.len(),
            of(&["opener", "mode", "next"]).len(),
            "{file}"
        );
        let replies = of(&["reply"]);
        let codes: BTreeSet<&str> = replies
            .iter()
            .map(|q| &text(q, "explanation")[..3])
            .collect();
        assert_eq!(codes.len(), replies.len(), "{file}");
        assert!(of(&["password"]).len() <= 1, "{file}");
    }
}

#[test]
fn port_tells_where_to_connect_to_and_that_need_not_be_the_client() {
    let file = "samples/bounce.pcap";
    let asked: Vec<Value> = ["0", "1", "2", "3", "4", "5", "6", "7"]
        .iter()
        .flat_map(|seed| questions(&[file], &["--seed", seed]))
        .collect();
    let proofs: Vec<&Value> = asked.iter().filter(|q| q["kind"] == "proof").collect();
    assert!(!proofs.is_empty());
    for proof in proofs {
        let why = text(proof, "explanation");
        assert!(why.contains("here to 10.0.0.5, which is not"), "{why}");
    }
}

const SAMPLE: &str = "samples/mixed.pcapng";

#[test]
fn a_seed_chooses_and_nothing_else_does() {
    let with = |more: &[&str]| {
        let words = ["quiz", "--format", "json"].iter().chain(more);
        run(words.chain([&SAMPLE]).copied())
            .clean()
            .text()
            .to_owned()
    };
    assert_eq!(with(&[]), with(&["--seed", "0"]));
    assert_ne!(with(&[]), with(&["--seed", "1"]));
    let easy = questions(&[SAMPLE], &["--level", "1"]);
    assert!(!easy.is_empty() && easy.iter().all(|question| question["level"] == 1));
    let few = run(["quiz", "--format", "json", "--count", "3", SAMPLE]).json();
    assert_eq!(few["questions"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_pipe_gets_the_questions_and_then_the_answers() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("quiz");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let out = run(["quiz", SAMPLE]);
    settings.bind(|| insta::assert_snapshot!("quiz-text", out.clean().text()));
    let sheet = run([
        "quiz",
        "--format",
        "markdown",
        "--lang",
        "vi",
        "--answers",
        SAMPLE,
    ]);
    settings.bind(|| insta::assert_snapshot!("quiz-markdown-vi", sheet.clean().text()));
    let student = run(["quiz", "--format", "markdown", SAMPLE]);
    assert!(!student.clean().text().contains("Answers"));
}

/// A question as a format has it: what is asked, each option and whether it is right, and why.
type Read = (String, Vec<(bool, String)>, String);

fn as_read(question: &Value) -> Read {
    let answer = question["answer"].as_u64().expect("a place") as usize;
    let options = question["options"].as_array().expect("a list");
    let options = options.iter().enumerate();
    let options = options
        .map(|(place, option)| (place == answer, option.as_str().expect("text").to_owned()))
        .collect();
    let why = format!(
        "{} [{}]",
        text(question, "explanation"),
        text(question, "basis")
    );
    (text(question, "question").to_owned(), options, why)
}

/// A text of GIFT without its backslashes.
fn plain(escaped: &str) -> String {
    let mut characters = escaped.chars();
    let mut text = String::new();
    while let Some(character) = characters.next() {
        text.extend(if character == '\\' {
            characters.next()
        } else {
            Some(character)
        });
    }
    text
}

/// Reads GIFT by its rules: a mark behind a backslash is a character.
fn read_gift(source: &str) -> Vec<Read> {
    let mut read: Vec<Read> = Vec::new();
    for line in source.lines().filter(|line| !line.starts_with("//")) {
        if let Some(begun) = line.strip_prefix("::") {
            let asked = begun.split_once("::[plain]").expect("a title").1;
            let asked = asked.strip_suffix(" {").expect("a beginning");
            read.push((plain(asked), Vec::new(), String::new()));
        } else if let Some(why) = line.strip_prefix("  ####") {
            read.last_mut().expect("a question").2 = plain(why);
        } else if let Some(option) = line.strip_prefix("  ") {
            let (mark, option) = option.split_at(1);
            let options = &mut read.last_mut().expect("a question").1;
            options.push((mark == "=", plain(option)));
        }
    }
    read
}

fn read_moodle(source: &str) -> Vec<Read> {
    let mut reader = Reader::from_str(source);
    let (mut read, mut within, mut is_right): (Vec<Read>, String, bool) = Default::default();
    let mut said = String::new();
    loop {
        match reader.read_event().expect("XML") {
            Event::Start(start) => {
                said.clear();
                match start.name().as_ref() {
                    "question" => read.push(Default::default()),
                    "answer" => {
                        let fraction = start.try_get_attribute("fraction").expect("XML");
                        is_right = fraction.expect("a fraction").value.as_ref() == "100";
                    }
                    _ => {}
                }
                if start.name().as_ref() != "text" {
                    start.name().as_ref().clone_into(&mut within);
                }
            }
            Event::Text(text) => said.push_str(text.as_ref()),
            Event::GeneralRef(name) => said.push(match name.as_ref() {
                "lt" => '<',
                "gt" => '>',
                "amp" => '&',
                "quot" => '"',
                other => panic!("{other}"),
            }),
            Event::End(end) if end.name().as_ref() == "text" => {
                let said = std::mem::take(&mut said);
                let question = read.last_mut().expect("a question");
                match within.as_str() {
                    "questiontext" => question.0 = said,
                    "generalfeedback" => question.2 = said,
                    "answer" => question.1.push((is_right, said)),
                    _ => {}
                }
            }
            Event::Eof => return read,
            _ => {}
        }
    }
}

#[test]
fn every_format_has_the_same_questions() {
    for lang in ["en", "vi"] {
        let wanted = ["--count", "100", "--lang", lang];
        let expected: Vec<Read> = questions(&[SAMPLE], &wanted[2..])
            .iter()
            .map(as_read)
            .collect();
        let written = |format: &str| {
            let words = ["quiz", "--format", format].into_iter().chain(wanted);
            run(words.chain([SAMPLE])).clean().text().to_owned()
        };
        assert_eq!(read_gift(&written("gift")), expected);
        assert_eq!(read_moodle(&written("moodle")), expected);
        let page = written("html");
        assert_eq!(
            page.matches("<form class=\"question\"").count(),
            expected.len()
        );
        assert!(!page.contains("http://") && !page.contains("https://"));
    }
}

#[test]
fn a_capture_that_proves_nothing_is_told_so() {
    let scratch = Scratch::new();
    let path = scratch.file("empty.pcap", &pcap_of(&Story::ethernet()));
    let out = run(["quiz", &path]);
    assert!(
        out.text().contains("Nothing in this capture"),
        "{}",
        out.text()
    );
}
