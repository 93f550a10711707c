//! No output contradicts another: every fact that several outputs tell is read back from their text
//! and compared with the JSON document. Sentences of `explain` are read in every language, by the
//! messages of the catalogue themselves (`patterns`), so that what a reader is told is what is
//! tested and not what the program meant to say.
//!
//! `FTPSCOPE_CONTRADICTIONS=FOLDER` looks at every capture below a folder too, and tells all that
//! it finds.

mod patterns;
mod records;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ftpscope::analysis::Analyzer;
use ftpscope::analysis::observer::{Ending, Note, Row};
use ftpscope::analysis::view::View;
use ftpscope::capture::Capture;
use ftpscope::extract;
use ftpscope::limits::Limits;
use ftpscope::model::{Analysis, Close, ConnectionEnd, Role};
use ftpscope::output::csv::Csv;
use ftpscope::output::diagram::{self, Diagram};
use ftpscope::output::explain::{self, Explain};
use ftpscope::output::json::Json;
use ftpscope::output::runner::{self, Request};
use ftpscope::output::timeline::{self, TimelineFrame};
use ftpscope::output::transcript::{self, Transcript};
use ftpscope::output::{Needs, Output, Remark, Style, Subject};
use ftpscope::story::{Detail, Level};
use ftpscope::text::locale::{Catalogue, Language};
use serde_json::Value;

use crate::support::{captures_in, each, root};
use patterns::{Found, Words};

/// No line is wrapped.
const WIDE: Style = Style {
    width: Some(u16::MAX),
    color: false,
};

static WORDS: LazyLock<[Words; 2]> =
    LazyLock::new(|| [Words::new(Language::En), Words::new(Language::Vi)]);

/// What the outputs say of a capture.
struct Said {
    analysis: Analysis,
    document: Value,
    /// The lines of comma-separated values, of sessions and of transfers.
    tables: [String; 2],
    timeline: String,
    /// In each language.
    transcripts: [String; 2],
    explanations: [String; 2],
    diagram: String,
    rows: BTreeMap<u64, Told>,
}

/// What the row of a frame says.
struct Told {
    connection: u64,
    sender: SocketAddr,
    notes: Vec<Note>,
}

/// Keeps what rows say.
#[derive(Default)]
struct Rows {
    rows: BTreeMap<u64, Told>,
    asked: bool,
}

impl Output for Rows {
    fn needs(&mut self, _: Option<&View<'_>>) -> io::Result<Needs> {
        let asked = std::mem::replace(&mut self.asked, true);
        Ok(if asked { Needs::NOTHING } else { Needs::ROWS })
    }

    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        let told = Told {
            connection: row.connection,
            sender: row.segment.src,
            notes: row.notes.to_vec(),
        };
        self.rows.insert(row.segment.frame, told);
        Ok(())
    }

    fn finish(&mut self, _: &View<'_>) -> io::Result<Vec<Remark>> {
        Ok(Vec::new())
    }
}

#[expect(
    clippy::many_single_char_names,
    reason = "each is a page, and its place says of what"
)]
fn said(capture: &Capture) -> Said {
    let limits = Limits::default();
    let request = Request::default();
    let plane = Analyzer::new().control_pass(capture);
    let all = &request.selection;
    let languages = [Language::En, Language::Vi].map(Catalogue::new);
    let [english, vietnamese] = &languages;
    let mut pages: [Vec<u8>; 9] = Default::default();
    let [a, b, c, d, e, f, g, h, i] = &mut pages;
    let look = transcript::TranscriptStyle {
        times: false,
        style: WIDE,
    };
    let drawn = diagram::DiagramStyle {
        format: diagram::DiagramFormat::Mermaid,
        detail: Detail::Messages,
        style: WIDE,
    };
    let told = explain::ExplainStyle {
        level: Level::Full,
        sessions: usize::MAX,
        style: WIDE,
    };
    let mut rows = Rows::default();
    let ran = runner::run(
        &plane,
        &request,
        &mut [
            &mut Json::new(a, Subject::Sessions),
            &mut Csv::new(b, Subject::Sessions),
            &mut Csv::new(c, Subject::Transfers),
            &mut timeline::TimelineTable::new(d, TimelineFrame::new(&plane, all), english, WIDE),
            &mut Transcript::new(e, english, look),
            &mut Transcript::new(f, vietnamese, look),
            &mut Explain::new(g, english, told, all, limits),
            &mut Explain::new(h, vietnamese, told, all, limits),
            &mut Diagram::new(i, english, drawn, all, limits),
            &mut rows,
        ],
    )
    .expect("memory takes it");
    ran.written.expect("memory takes it");
    let texts = pages.map(|page| String::from_utf8(page).expect("every output is UTF-8"));
    let [json, sessions, transfers, timeline, e, f, g, h, diagram] = texts;
    Said {
        analysis: ran.analysis,
        document: serde_json::from_str(&json).expect("a document"),
        tables: [sessions, transfers],
        timeline,
        transcripts: [e, f],
        explanations: [g, h],
        diagram,
        rows: rows.rows,
    }
}

/// Compares all outputs of a capture, and collects what does not fit.
struct Comparison<'s> {
    said: &'s Said,
    wrong: Vec<String>,
}

impl<'s> Comparison<'s> {
    fn all(said: &'s Said) -> Vec<String> {
        let mut comparison = Comparison {
            said,
            wrong: Vec::new(),
        };
        comparison.tables();
        comparison.rows();
        comparison.diagram();
        comparison.verdicts();
        comparison.files();
        for session in array(&said.document["sessions"]) {
            comparison.findings(session);
            for (number, words) in WORDS.iter().enumerate() {
                let explained = part_of(words, &said.explanations[number], session);
                comparison.explanation(words, explained, session);
                let told = part_of(words, &said.transcripts[number], session);
                comparison.transcript(words, told, session);
            }
        }
        comparison.wrong
    }

    fn same(&mut self, what: impl std::fmt::Display, one: &str, other: &str) {
        if one != other {
            self.wrong.push(format!("{what}: {one:?} and {other:?}"));
        }
    }

    /// A column of a table is the field of that name.
    fn tables(&mut self) {
        let sessions = array(&self.said.document["sessions"]);
        let transfers: Vec<&Value> = sessions
            .iter()
            .flat_map(|s| array(&s["transfers"]))
            .collect();
        let lists = [sessions.iter().collect(), transfers];
        for (table, list) in self.said.tables.iter().zip(lists) {
            let mut reader = csv::Reader::from_reader(table.as_bytes());
            let header = reader.headers().expect("a header").clone();
            let rows: Vec<csv::StringRecord> =
                reader.records().map(|r| r.expect("a row")).collect();
            assert_eq!(rows.len(), list.len(), "rows of a table");
            for (row, item) in rows.iter().zip(list) {
                for (column, cell) in header.iter().zip(row) {
                    let told = match &item[column] {
                        Value::String(text) if is_plain(text) => text.clone(),
                        Value::Number(number) => number.to_string(),
                        Value::Bool(value) => value.to_string(),
                        _ => continue,
                    };
                    self.same(format!("{column} of {}", item["id"]), cell, &told);
                }
            }
        }
    }

    /// Who does what in a row is who stands at that end of its connection, and the first who ends
    /// it closed it.
    fn rows(&mut self) {
        let said = self.said;
        let mut ended = BTreeSet::new();
        for (frame, told) in &said.rows {
            let known = said.analysis.connections.iter();
            let Some(connection) = known.clone().find(|c| c.first.frame == told.connection) else {
                self.wrong
                    .push(format!("frame {frame}: a row of no connection"));
                continue;
            };
            for note in &told.notes {
                let sender = connection.end(told.sender);
                let (by, end, ending) = match note {
                    Note::ControlEnds { by, ending } | Note::DataEnds { by, ending, .. } => {
                        (*by, sender, Some(*ending))
                    }
                    Note::DataOpens { by, .. } => (*by, ConnectionEnd::Opener, None),
                    Note::Data { by, .. } => (*by, sender, None),
                    _ => continue,
                };
                if let Some(roles) = connection.roles {
                    self.same(
                        format!("frame {frame}, who it is"),
                        &format!("{by:?}"),
                        &format!("{:?}", roles.of(end)),
                    );
                }
                if ending == Some(Ending::Reset) && connection.close == Close::Fin {
                    // a reset that nobody heeded, which a row cannot know of yet; or one behind the
                    // FINs
                    continue;
                }
                let first = ending.is_some() && ended.insert(told.connection);
                if first && ending != Some(Ending::Refusal) {
                    self.same(
                        format!("frame {frame}, who closes first"),
                        &told.sender.to_string(),
                        &connection
                            .closed_by_endpoint()
                            .map_or_else(String::new, |e| e.to_string()),
                    );
                }
            }
        }
    }

    /// The arrows of a frame leave from whoever sent it.
    fn diagram(&mut self) {
        let mut session = array(&self.said.document["sessions"]).iter();
        let mut current: Option<&Value> = None;
        for line in self.said.diagram.lines() {
            if line == "sequenceDiagram" {
                current = session.next();
            }
            let Some((ends, rest)) = line.trim().split_once(": ") else {
                continue;
            };
            let mut letters = ends.chars().filter(char::is_ascii_uppercase);
            let (Some(from), Some(session)) = (letters.next(), current) else {
                continue;
            };
            let frames: String = rest.chars().take_while(char::is_ascii_digit).collect();
            let both_ways = ends.contains("<<");
            let (Ok(frame), false) = (frames.parse::<u64>(), both_ways) else {
                continue;
            };
            let Some(told) = self.said.rows.get(&frame) else {
                continue;
            };
            let connections = array(&session["connections"]).iter();
            let known = connections
                .clone()
                .find(|c| c["first_frame"] == told.connection);
            let Some(role) = known.and_then(|c| role_at(c, told.sender)) else {
                continue;
            };
            let arrow = match from {
                'C' => "client",
                'S' => "server",
                _ => "other",
            };
            self.same(format!("frame {frame}, diagram"), arrow, role);
        }
    }

    /// Mode, login and transfers in the blocks above the rows.
    fn verdicts(&mut self) {
        let words = &WORDS[0];
        let blocks = self
            .said
            .timeline
            .split("\n\n")
            .filter(|block| block.starts_with("Session "));
        for (block, session) in blocks.zip(array(&self.said.document["sessions"])) {
            let line = |title: &str| {
                block
                    .lines()
                    .find(|line| line.trim_start().starts_with(title))
            };
            let id = &session["id"];
            let mode = format!("verdict-{}", text(&session["mode"]));
            let said_mode = line("mode").is_some_and(|line| {
                line.contains(&words.text(&mode))
                    || mode == "verdict-passive" && line.contains("passive")
            });
            let login = words.text(&format!("verdict-login-{}", text(&session["login"])));
            let said_login = line("who").is_some_and(|line| line.contains(&login));
            if !(said_mode && said_login) {
                self.wrong.push(format!(
                    "session {id}: the verdict says another mode or login: {block}"
                ));
            }
            let lines = block
                .lines()
                .filter(|line| line.starts_with("  transfer  "));
            for (line, transfer) in lines.zip(array(&session["transfers"])) {
                let complete = line.contains(&format!(", {} (", words.text("outcome-complete")))
                    || line.contains(&format!(": {} (", words.text("outcome-complete")));
                let bytes = transfer["decoded_bytes"]
                    .as_u64()
                    .or(transfer["bytes"].as_u64());
                let bytes = format!(" {} byte", bytes.unwrap_or_default());
                let told = transfer["connection"].is_null() || line.contains(&bytes);
                let is_complete =
                    transfer["complete"] == true && transfer["outcome"] == "completed";
                if complete != is_complete || !told {
                    self.wrong
                        .push(format!("session {id}: {line} and {transfer}"));
                }
            }
        }
    }

    /// A file of one transfer is whole where that is complete.
    fn files(&mut self) {
        let analysis = &self.said.analysis;
        let transfers = analysis.sessions.iter().flat_map(|s| &s.transfers);
        let all = transfers.map(|transfer| transfer.id).collect();
        let options = extract::ExtractOptions {
            listings: true,
            ..extract::ExtractOptions::default()
        };
        for file in extract::plan(analysis, &all, &options).files {
            let [part] = &file.parts[..] else { continue };
            let (_, transfer) = part.of(analysis);
            let whole = file.faults.is_empty();
            if whole && !transfer.is_complete() {
                let why = &transfer.reasons;
                self.wrong
                    .push(format!("{} is extracted as whole: {why:?}", file.output));
            }
        }
    }

    /// Findings say nothing of a transfer that its fields deny.
    fn findings(&mut self, session: &Value) {
        let whole = array(&session["transfers"])
            .iter()
            .filter(|t| t["complete"] == true);
        let whole: Vec<String> = whole.map(|t| text(&t["argument"]).to_owned()).collect();
        let partial = array(&session["transfers"])
            .iter()
            .filter(|t| t["complete"] != true);
        let partial: BTreeSet<&str> = partial.map(|t| text(&t["argument"])).collect();
        for finding in array(&session["findings"]) {
            let message = text(&finding["message"]);
            let whole = whole.iter().find(|name| {
                !name.is_empty()
                    && !partial.contains(name.as_str())
                    && message.contains(&format!(" {name}\""))
            });
            if finding["id"] == "transfer-cut" && whole.is_some() {
                self.wrong.push(format!(
                    "session {}: {message:?}, and it is complete",
                    session["id"]
                ));
            }
        }
    }

    fn explanation(&mut self, words: &Words, told: &str, session: &Value) {
        self.summary(words, told, session);
        self.openings(words, told, session);
        self.data(words, told, session);
        self.closings(words, told, session);
        self.results(words, told, session);
    }

    /// Login, mode and TLS in the summary.
    fn summary(&mut self, words: &Words, told: &str, session: &Value) {
        let id = &session["id"];
        let summary = told.rsplit_once(&words.text("explain-summary"));
        let summary = summary.map_or("", |(_, summary)| summary);
        for (field, prefix, values) in [
            (
                "mode",
                "sum-mode-",
                &["active", "passive", "mixed", "none", "unknown"][..],
            ),
            (
                "login",
                "sum-login-",
                &["accepted", "rejected", "none", "unknown"],
            ),
        ] {
            let says = |value: &&&str| {
                let suffixes = ["", "-named", "-unseen", "-fxp", "-in-vain"]
                    .map(|s| format!("{prefix}{value}{s}"));
                suffixes
                    .iter()
                    .any(|id| words.has(id) && words.says(id, summary))
            };
            let said: Vec<&str> = values.iter().filter(says).copied().collect();
            self.same(
                format!("session {id}, {field}"),
                &said.join(", "),
                text(&session[field]),
            );
        }
        let named = [
            "sum-login-accepted",
            "sum-login-rejected",
            "sum-login-none-named",
            "sum-login-unknown-named",
        ];
        let users = named.iter().flat_map(|id| words.find(id, summary));
        let users: Vec<String> = users.map(|found| found["user"].clone()).collect();
        let user = text(&session["user"]);
        if is_plain(user) && user.len() < 100 {
            self.same(format!("session {id}, user"), &users.join(", "), user);
        }
        let tls = ["explicit", "implicit", "failed", "mismatch"]
            .iter()
            .filter(|value| words.says(&format!("sum-tls-{value}"), summary));
        let tls: Vec<&str> = tls.copied().collect();
        let came_of_it = match text(&session["control"]["tls_state"]) {
            state @ ("failed" | "mismatch") => state,
            _ => text(&session["control"]["tls"]),
        };
        // of TLS from before the capture nobody can say how it was asked for: there the port tells
        let is_from_before = words.says("sum-tls-midstream", summary) && !came_of_it.is_empty();
        if !(is_from_before && tls.is_empty()) {
            self.same(format!("session {id}, TLS"), &tls.join(", "), came_of_it);
        }
        let hides = ["hides", "unfinished"]
            .iter()
            .any(|how| words.says(&format!("explain-tls-{how}"), told));
        if hides && matches!(came_of_it, "failed" | "mismatch") {
            self.wrong.push(format!(
                "session {id}: TLS {came_of_it}, and it hides the dialogue"
            ));
        }
    }

    /// Who opens a data connection.
    fn openings(&mut self, words: &Words, told: &str, session: &Value) {
        for id in [
            "explain-open",
            "explain-open-brief",
            "explain-open-partial",
            "explain-open-unanswered",
            "explain-open-refused",
        ] {
            for found in words.find(id, told) {
                let ends = (&found["opener"], &found["listener"]);
                let fits =
                    |c: &&Value| (&endpoint(&c["opener"]), &endpoint(&c["listener"])) == ends;
                let Some(connection) = array(&session["connections"]).iter().find(fits) else {
                    self.wrong
                        .push(format!("session {}: no connection {ends:?}", session["id"]));
                    continue;
                };
                let role = general(text(&connection["roles"]["opener"]));
                self.same(
                    format!("who opens {ends:?}"),
                    words.party(&found["by"]),
                    role,
                );
            }
        }
    }

    /// Who sends how many bytes to whom.
    fn data(&mut self, words: &Words, told: &str, session: &Value) {
        let ids = [
            "explain-data",
            "explain-data-shared",
            "explain-data-parallel",
        ];
        for found in ids.iter().flat_map(|id| words.find(id, told)) {
            let ends = [&found["src"], &found["dst"]];
            let fits = |c: &&Value| {
                let both = [endpoint(&c["opener"]), endpoint(&c["listener"])];
                ends.iter().all(|end| both.contains(end))
            };
            let connections: Vec<&Value> =
                array(&session["connections"]).iter().filter(fits).collect();
            let roles = connections.first().map(|connection| {
                ends.map(|end| {
                    let opens = *end == endpoint(&connection["opener"]);
                    general(text(
                        &connection["roles"][if opens { "opener" } else { "listener" }],
                    ))
                })
            });
            let said = [words.party(&found["by"]), words.party(&found["to"])];
            self.same(
                format!("who sends {found:?}"),
                &said.join(" to "),
                &roles.unwrap_or_default().join(" to "),
            );
            let ids: Vec<&Value> = connections
                .iter()
                .map(|connection| &connection["id"])
                .collect();
            let carried = array(&session["transfers"])
                .iter()
                .filter(|t| ids.contains(&&t["connection"]));
            let mut bytes = carried.map(|t| t["bytes"].to_string());
            if !bytes.any(|bytes| bytes == found["bytes"]) {
                self.wrong
                    .push(format!("session {}: nobody sent {found:?}", session["id"]));
            }
        }
    }

    /// Who closes, and how.
    fn closings(&mut self, words: &Words, told: &str, session: &Value) {
        let fins = [
            "sender", "receiver", "half", "first", "cut", "framed", "plain", "reset",
        ];
        let of_data = fins.map(|kind| format!("explain-close-{kind}"));
        let of_control = ["explain-end-fin", "explain-end-reset"].map(str::to_owned);
        for id in of_data.iter().chain(&of_control) {
            for found in words.find(id, told) {
                self.closing(words, &found, session);
            }
        }
    }

    fn closing(&mut self, words: &Words, found: &Found, session: &Value) {
        let frame: u64 = found["frame"].parse().unwrap_or_default();
        let Some(told) = self.said.rows.get(&frame) else {
            return self
                .wrong
                .push(format!("no row of frame {frame}, which is said to close"));
        };
        let connections = array(&session["connections"]);
        let known = connections
            .iter()
            .find(|c| c["first_frame"] == told.connection);
        let role = known.and_then(|connection| role_at(connection, told.sender));
        let said = words.party(&found["by"]);
        self.same(
            format!("frame {frame}, who closes"),
            said,
            role.unwrap_or_default(),
        );
    }

    /// What the server says at the end, and whether that is all.
    fn results(&mut self, words: &Words, told: &str, session: &Value) {
        let transfers = array(&session["transfers"]);
        let finals = self.final_frames(session);
        for line in told.lines() {
            let done = words.find("explain-result-done", line);
            let Some(frame) = done
                .first()
                .and_then(|found| found["frame"].parse::<u64>().ok())
            else {
                continue;
            };
            let Some(place) = finals.iter().position(|known| *known == Some(frame)) else {
                self.wrong
                    .push(format!("no transfer ends in frame {frame}: {line}"));
                continue;
            };
            let transfer = &transfers[place];
            // the last five: no byte is missing, and something else is wrong
            let sentences = [
                "complete",
                "mended",
                "joined",
                "more",
                "restart",
                "not-read",
                "left-out",
                "nothing-stored",
            ];
            let mut sentences = sentences.iter();
            let whole = sentences.any(|kind| words.says(&format!("explain-result-{kind}"), line));
            let reasons = words.says("explain-result-unproven", line);
            let (is_complete, done) = (
                transfer["complete"] == true,
                transfer["outcome"] == "completed",
            );
            if done && (whole != is_complete || reasons == is_complete) {
                self.wrong.push(format!(
                    "session {}: {line:?} and {transfer}",
                    session["id"]
                ));
            }
        }
        let ids = ["explain-again", "explain-again-hidden"];
        for found in ids.iter().flat_map(|id| words.find(id, told)) {
            self.again(words, &found, session);
        }
    }

    /// The frame of the reply that ends each transfer.
    fn final_frames(&self, session: &Value) -> Vec<Option<u64>> {
        let known = self.said.analysis.sessions.iter();
        let Some(session) = known.clone().find(|known| session["id"] == known.id) else {
            return Vec::new();
        };
        let reply = |transfer| session.final_reply_of(transfer);
        let transfers = session.transfers.iter();
        transfers
            .map(|transfer| Some(reply(transfer)?.at.frame))
            .collect()
    }

    fn again(&mut self, words: &Words, found: &Found, session: &Value) {
        let frame: u64 = found["frame"].parse().unwrap_or_default();
        let connections = array(&session["connections"]);
        let known = connections.iter().find(|c| c["first_frame"] == frame);
        let id = known.map_or(&Value::Null, |connection| &connection["id"]);
        let mut carried = array(&session["transfers"])
            .iter()
            .filter(|t| t["connection"] == *id);
        let complete = found["outcome"] == words.text("outcome-complete");
        let fits = carried.any(|t| {
            let whole = t["complete"] == true && t["outcome"] == "completed";
            let bytes = t["bytes"].to_string();
            bytes == found["bytes"] && whole == complete
        });
        if !fits {
            self.wrong.push(format!(
                "session {}: no transfer is {found:?}",
                session["id"]
            ));
        }
    }

    /// Mode and end of each transfer, and who ends the session.
    fn transcript(&mut self, words: &Words, told: &str, session: &Value) {
        let mut said: Vec<(&str, String, String)> = Vec::new();
        let notes: Vec<&str> = told
            .lines()
            .filter(|line| line.starts_with("-- "))
            .collect();
        for line in &notes {
            for mode in ["active", "passive", "unknown"] {
                for found in words.find(&format!("transcript-{mode}"), &format!("{line}\n")) {
                    said.push((mode, found["opener"].clone(), found["listener"].clone()));
                }
            }
        }
        for transfer in array(&session["transfers"]) {
            let connections = array(&session["connections"]);
            let Some(connection) = connections
                .iter()
                .find(|c| c["id"] == transfer["connection"])
            else {
                continue;
            };
            let ends = (
                endpoint(&connection["opener"]),
                endpoint(&connection["listener"]),
            );
            let told = said.iter().any(|(mode, opener, listener)| {
                *mode == text(&transfer["mode"]) && (opener, listener) == (&ends.0, &ends.1)
            });
            if !told {
                self.wrong.push(format!(
                    "session {}: no line of the transcript has {transfer}",
                    session["id"]
                ));
            }
        }
        let Some(last) = notes.last() else { return };
        for (id, close) in [("transcript-closed", "fin"), ("transcript-reset", "reset")] {
            for found in words.find(id, last) {
                self.same(
                    "how the session ends",
                    text(&session["control"]["close"]),
                    close,
                );
                let connection = &array(&session["connections"])[0];
                let by = general(text(&connection["roles"][text(&connection["closed_by"])]));
                self.same("who ends the session", words.party(&found["by"]), by);
            }
        }
    }
}

/// The part of a text that belongs to a session.
fn part_of<'t>(words: &Words, text: &'t str, session: &Value) -> &'t str {
    let title = |id: u64| words.title(id);
    let id = session["id"].as_u64().unwrap_or_default();
    let starts = |id: u64| {
        let title = title(id);
        let at_start = text.starts_with(&title).then_some(0);
        at_start.or_else(|| text.find(&format!("\n\n{title}")))
    };
    let Some(start) = starts(id) else { return "" };
    let end = starts(id + 1).unwrap_or(text.len());
    &text[start..end]
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Text that every output writes as it is.
fn is_plain(text: &str) -> bool {
    let formula = text.starts_with(['=', '+', '-', '@']);
    !formula && text.chars().all(|c| c.is_ascii_graphic() || c == ' ') && text.trim() == text
}

fn endpoint(value: &Value) -> String {
    let ip = text(&value["ip"]);
    let port = &value["port"];
    if ip.contains(':') {
        format!("[{ip}]:{port}")
    } else {
        format!("{ip}:{port}")
    }
}

/// `client`, `server` or `other`: the words of sentences tell no more.
fn general(role: &str) -> &'static str {
    match role {
        "client" => "client",
        "server" => "server",
        "" => "nobody",
        _ => "other",
    }
}

/// Who stands at an end of a connection.
fn role_at(connection: &Value, end: SocketAddr) -> Option<&'static str> {
    let roles = connection["roles"].as_object()?;
    let opens = endpoint(&connection["opener"]) == end.to_string();
    Some(general(text(
        &roles[if opens { "opener" } else { "listener" }],
    )))
}

fn contradictions(path: &Path) -> Vec<String> {
    match Capture::open(&[path.to_owned()], &Limits::default()) {
        Ok(capture) => {
            let mut wrong = Comparison::all(&said(&capture));
            let plane = Analyzer::new().control_pass(&capture);
            wrong.extend(records::wrong(&plane, &path.display().to_string()));
            wrong
        }
        Err(_) => Vec::new(),
    }
}

#[test]
fn no_output_contradicts_another() {
    let folders = ["samples", "tests/captures"];
    let captures: Vec<String> = folders
        .iter()
        .flat_map(|folder| captures_in(folder))
        .collect();
    assert!(captures.len() > 20, "{captures:?}");
    each(captures, String::clone, |path| {
        let wrong = contradictions(&root().join(path));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
#[ignore = "needs FTPSCOPE_CONTRADICTIONS, a folder of captures"]
fn no_output_contradicts_another_in_a_folder() {
    let folder =
        std::env::var_os("FTPSCOPE_CONTRADICTIONS").expect("FTPSCOPE_CONTRADICTIONS is set");
    let mut wrong = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let found = contradictions(&path).into_iter();
            wrong.extend(found.map(|what| format!("{}: {what}", path.display())));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} contradictions\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// What the comparison of roles relies on: every role has a word of its own.
#[test]
fn roles_have_general_words() {
    for (role, word) in [
        (Role::Client, "client"),
        (Role::Server, "server"),
        (Role::OtherServer(1), "other"),
        (Role::ThirdParty, "other"),
    ] {
        let name = match role {
            Role::Client => "client",
            Role::Server => "server",
            Role::OtherServer(_) => "other_server",
            Role::ThirdParty => "third_party",
        };
        assert_eq!(general(name), word);
    }
}
