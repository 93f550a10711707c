//! What the page, `diagnose`, the quiz and the exports say of transfers, users and findings is what
//! the document says, and what the overview proposes finds something.

use std::collections::BTreeMap;

use ftpscope::analysis::ControlPlane;
use ftpscope::digest::Hash;
use ftpscope::limits::{Limits, PageLimits};
use ftpscope::output::Subject;
use ftpscope::output::diagnose::FindingsJson;
use ftpscope::output::export::{self, Export};
use ftpscope::output::json::Json;
use ftpscope::output::overview::OverviewOutput;
use ftpscope::output::quiz::{self, Quiz};
use ftpscope::output::report::{PageCatalogues, Report};
use ftpscope::output::runner::{self, Request};
use ftpscope::output::timeline::TimelineFrame;
use ftpscope::text::locale::{Catalogue, Language};
use serde_json::Value;

use crate::support::{Scratch, run};

use super::{WIDE, array, text};

/// Formats of `export` of which each line is an object.
const EVENTS: [&str; 4] = ["eve", "ocsf", "timesketch", "zeek-json"];
/// A proposal that may find nothing: a port on which FTP may be.
const GUESS: &str = "--control-port ";
/// Digests that all formats know.
const DIGESTS: [&str; 3] = ["md5", "sha1", "sha256"];

/// What is wrong with what outputs say of the records. `path` is the capture.
pub(super) fn wrong(plane: &ControlPlane, path: &str) -> Vec<String> {
    let english = Catalogue::new(Language::En);
    let words = PageCatalogues::new(Language::En);
    let request = Request {
        hash: [Hash::Md5, Hash::Sha1, Hash::Sha256].into_iter().collect(),
        ..Request::default()
    };
    let look = quiz::QuizStyle {
        format: quiz::QuizFormat::Json,
        answers: true,
        wanted: quiz::QuizParams {
            count: usize::MAX,
            seed: 1,
            level: 3,
        },
        language: Language::En,
        style: WIDE,
    };
    let frame = TimelineFrame::new(plane, &request.selection);
    let mut pages: [Vec<u8>; 5] = Default::default();
    let [document, findings, page, asked, overview] = &mut pages;
    let ran = runner::run(
        plane,
        &request,
        &mut [
            &mut Json::new(document, Subject::Sessions),
            &mut FindingsJson::new(findings),
            &mut Report::new(
                page,
                &words,
                frame,
                Limits::default(),
                PageLimits::default(),
            ),
            &mut Quiz::new(asked, &english, look),
            &mut OverviewOutput::new(overview, &english, WIDE, path.to_owned()),
        ],
    );
    ran.expect("memory takes it")
        .written
        .expect("memory takes it");
    let texts = pages.map(|page| String::from_utf8(page).expect("every output is UTF-8"));
    let [document, findings, page, asked, overview] = texts;
    let document = json(&document);
    let mut records = Records {
        document: &document,
        wrong: Vec::new(),
    };
    for format in EVENTS {
        records.events(format, &exported(plane, &request, format));
    }
    records.findings(&json(&findings));
    records.page(&page);
    records.quiz(&json(&asked));
    records.proposals(&overview);
    records.wrong
}

/// The lines of a format of `export`.
fn exported(plane: &ControlPlane, request: &Request, name: &str) -> Vec<Value> {
    let format = export::FORMATS.iter().find(|format| format.name == name);
    let format = format.expect("a format of that name");
    let options = export::ExportOptions { alerts: true };
    let mut lines = Vec::new();
    let ran = runner::run(
        plane,
        request,
        &mut [&mut Export::new(&mut lines, format, options)],
    );
    ran.expect("memory takes it")
        .written
        .expect("memory takes it");
    let lines = String::from_utf8(lines).expect("every output is UTF-8");
    lines.lines().map(json).collect()
}

fn json(line: &str) -> Value {
    serde_json::from_str(line).expect("it is JSON")
}

struct Records<'s> {
    document: &'s Value,
    wrong: Vec<String>,
}

impl<'s> Records<'s> {
    fn same(&mut self, what: impl std::fmt::Display, one: &Value, other: &Value) {
        if one != other {
            self.wrong.push(format!("{what}: {one} and {other}"));
        }
    }

    fn transfers(&self) -> impl Iterator<Item = &'s Value> + use<'s> {
        let sessions = array(&self.document["sessions"]).iter();
        sessions.flat_map(|session| array(&session["transfers"]))
    }

    /// User, size and digests of each transfer, as each format names them.
    fn events(&mut self, format: &str, events: &[Value]) {
        let by_uid: BTreeMap<&str, &Value> = self
            .transfers()
            .map(|transfer| (text(&transfer["uid"]), transfer))
            .collect();
        for event in events {
            let own = &event["ftpscope"];
            let (uid, user, size, digests) = match format {
                "eve" => {
                    let info = &event["fileinfo"];
                    (&own["uid"], Some(&own["user"]), &info["size"], info)
                }
                "ocsf" => {
                    let unmapped = &event["unmapped"];
                    let size = &event["file"]["size"];
                    (
                        &unmapped["transfer_uid"],
                        Some(&unmapped["user"]),
                        size,
                        &Value::Null,
                    )
                }
                "timesketch" => (
                    &event["transfer_uid"],
                    Some(&event["user"]),
                    &event["bytes"],
                    event,
                ),
                _ if event["_path"] == "ftp" => (
                    &event["fuid"],
                    Some(&event["user"]),
                    &Value::Null,
                    &Value::Null,
                ),
                _ if event["_path"] == "files" => {
                    (&event["fuid"], None, &event["seen_bytes"], event)
                }
                _ => continue,
            };
            let Some(&transfer) = by_uid.get(text(uid)) else {
                continue;
            };
            let what = format!("{format}, {}", transfer["id"]);
            if let Some(user) = user {
                let unknown = if format == "zeek-json" {
                    "<unknown>".into()
                } else {
                    Value::Null
                };
                let told = plain(&transfer["user"]).unwrap_or(unknown);
                self.same(format!("{what}, user"), user, &told);
            }
            let is_decoded = !transfer["decoded_bytes"].is_null();
            if !size.is_null() {
                let bytes = if is_decoded { "decoded_bytes" } else { "bytes" };
                self.same(format!("{what}, size"), size, &transfer[bytes]);
            }
            for name in DIGESTS.iter().filter(|_| !size.is_null()) {
                let decoded = format!("decoded_{name}");
                let told = &transfer[if is_decoded { &*decoded } else { *name }];
                if !digests[*name].is_null() {
                    self.same(format!("{what}, {name}"), &digests[*name], told);
                }
            }
            for hash in array(&event["file"]["hashes"]) {
                let name = text(&hash["algorithm"]).to_lowercase().replace('-', "");
                let name = if is_decoded {
                    format!("decoded_{name}")
                } else {
                    name
                };
                self.same(format!("{what}, {name}"), &hash["value"], &transfer[&name]);
            }
        }
    }

    /// `diagnose` has the findings of the document, in its words.
    fn findings(&mut self, diagnosis: &Value) {
        let sessions = array(&self.document["sessions"]).iter();
        let of_sessions = sessions.flat_map(|session| array(&session["findings"]));
        let of_capture = array(&self.document["findings"]).iter();
        let known: Vec<[&Value; 3]> = of_capture.chain(of_sessions).map(heart).collect();
        let told: Vec<[&Value; 3]> = array(&diagnosis["findings"]).iter().map(heart).collect();
        if known != told {
            self.wrong.push(format!("diagnose: {told:?} and {known:?}"));
        }
    }

    /// The page has the state of each transfer that it shows.
    fn page(&mut self, page: &str) {
        let by_id: BTreeMap<String, &Value> = self
            .transfers()
            .map(|transfer| (transfer["id"].to_string(), transfer))
            .collect();
        for table in page.split("<table class=\"transfers\">").skip(1) {
            let table = table.split("</table>").next().unwrap_or_default();
            for row in table.split("<tr><td class=\"number\">").skip(1) {
                let id = row.split('<').next().unwrap_or_default();
                let word = row
                    .split("\"outcome ")
                    .nth(1)
                    .and_then(|rest| rest.split('"').next());
                let state = by_id
                    .get(id)
                    .map_or(&Value::Null, |transfer| &transfer["state"]);
                self.same(format!("page, {id}"), &word.into(), state);
            }
        }
    }

    /// The right answer to a question about the mode of a transfer is its mode.
    fn quiz(&mut self, quiz: &Value) {
        for question in array(&quiz["questions"]) {
            let known = self.transfers().find(|t| t["id"] == question["transfer"]);
            let Some(transfer) = known.filter(|_| question["kind"] == "mode") else {
                continue;
            };
            let answer = question["answer"]
                .as_u64()
                .and_then(|at| usize::try_from(at).ok());
            let answer = text(&question["options"][answer.unwrap_or_default()]).to_lowercase();
            if ["active", "passive"].contains(&&*answer) {
                self.same("quiz, mode", &answer.into(), &transfer["mode"]);
            }
        }
    }

    /// What the overview proposes finds something.
    fn proposals(&mut self, overview: &str) {
        let folder = Scratch::new();
        for line in overview.lines() {
            let Some((_, command)) = line.split_once("  ftpscope ") else {
                continue;
            };
            if command.starts_with(GUESS) {
                continue;
            }
            let out = folder.path("files");
            let mut words: Vec<&str> = command.split_whitespace().collect();
            for word in &mut words {
                if *word == "files" {
                    *word = &out;
                }
            }
            let run = run(words);
            let found = run.status == Some(0) && !run.stdout.is_empty();
            if !found || run.stderr.contains("fits the filters") {
                self.wrong
                    .push(format!("proposed {command:?}: {}", run.stderr));
            }
        }
    }
}

/// What makes a finding.
fn heart(finding: &Value) -> [&Value; 3] {
    ["id", "severity", "frame"].map(|name| &finding[name])
}

/// Text as exports write it; `None` where it is not UTF-8, which they write in their own way.
fn plain(value: &Value) -> Option<Value> {
    value.is_string().then(|| value.clone())
}
