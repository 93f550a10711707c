//! What the page asks for, in JSON, and the outputs that answer.

use std::collections::{BTreeMap, BTreeSet};

use ftpscope::digest::{Hash, Hashes};
use ftpscope::extract::{self, ExtractOptions, Plan};
use ftpscope::limits::PageLimits;
use ftpscope::output::csv::Csv;
use ftpscope::output::diagnose::{FindingsJson, FindingsMarkdown};
use ftpscope::output::web_overview::WebOverview;
use ftpscope::output::json::Json;
use ftpscope::output::quiz::{Quiz, QuizFormat, QuizParams, QuizStyle};
use ftpscope::output::report::{PageCatalogues, Report};
use ftpscope::output::runner::{self, CompletedRun};
use ftpscope::output::slice::{Redaction, Slice};
use ftpscope::output::timeline::TimelineFrame;
use ftpscope::output::{Output, Remark, Style, Subject};
use ftpscope::text::locale::{Catalogue, Language};
use serde::{Deserialize, Serialize};

use crate::engine::Analysed;
use crate::filters::Filters;

/// Bytes of a file that is handed to the page.
const FILE: usize = 512 << 20;

/// How a capture is analysed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Control ports beside 21 and 990.
    pub control_ports: Vec<u16>,
}

/// An output.
#[derive(Debug, Deserialize)]
#[serde(tag = "output", rename_all = "snake_case")]
pub enum Request {
    /// The words of the page in every language; no capture is needed.
    Words,
    /// Overview, and rows of everything.
    Glance(Wish),
    /// The document of `sessions --format json`.
    Json(Wish),
    /// `sessions --format csv`.
    SessionsCsv(Wish),
    /// `transfers --format csv`.
    TransfersCsv(Wish),
    /// The page of `report`.
    Report(Wish),
    /// `diagnose --format json`.
    DiagnoseJson(Wish),
    /// `diagnose --format markdown`.
    DiagnoseMarkdown(Wish),
    /// `quiz`.
    Quiz(QuizWish),
    /// `slice`.
    Slice(SliceWish),
    /// The files that `extract` would write: a list.
    Files(Wish),
    /// One of them.
    File(FileWish),
}

/// What every output is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// The tag of a language.
    lang: String,
    filters: Filters,
}

/// Questions.
#[derive(Debug, Deserialize)]
pub struct QuizWish {
    #[serde(flatten)]
    wish: Wish,
    /// html, markdown, gift, moodle, json, text.
    format: String,
    #[serde(default = "ten")]
    count: u16,
    #[serde(default)]
    seed: u64,
    #[serde(default = "hardest")]
    level: u8,
    #[serde(default)]
    answers: bool,
}

fn ten() -> u16 {
    10
}

fn hardest() -> u8 {
    3
}

/// A slice.
#[derive(Debug, Deserialize)]
pub struct SliceWish {
    #[serde(flatten)]
    wish: Wish,
    /// Secrets are taken out, and what is named here: names, contents, addresses.
    redact: Option<Vec<String>>,
}

/// A file.
#[derive(Debug, Deserialize)]
pub struct FileWish {
    #[serde(flatten)]
    wish: Wish,
    /// Its place in the list of files.
    file: usize,
}

/// A file in the list.
#[derive(Serialize)]
struct FileRow<'p> {
    output: &'p str,
    bytes: u64,
    /// Why it is not complete.
    faults: Vec<&'static str>,
    /// The transfers that it was made of.
    transfers: Vec<String>,
}

impl Wish {
    fn language(&self) -> Language {
        Language::from_tag(&self.lang).unwrap_or_default()
    }

    fn catalogue(&self) -> Catalogue {
        Catalogue::new(self.language())
    }

    fn request(&self) -> Result<runner::Request, String> {
        Ok(runner::Request {
            selection: self.filters.selection().map_err(|typed| {
                self.catalogue().text("web-no-network", &[("text", typed.into())])
            })?,
            show_passwords: false,
            hash: Hashes::from(Hash::Sha256),
        })
    }

    /// Which transfers become which files.
    fn plan(&self, analysed: &Analysed) -> Result<Plan, String> {
        let request = self.request()?;
        let view = request.view(&analysed.analysis);
        let chosen: BTreeSet<_> = view.transfers().map(|(_, transfer)| transfer.id).collect();
        let files = analysed.plane.summaries().iter();
        let options = ExtractOptions {
            listings: true,
            max_made: Some(ExtractOptions::made_of(files.map(|file| file.bytes).sum())),
            ..ExtractOptions::default()
        };
        Ok(extract::plan(&analysed.analysis, &chosen, &options))
    }
}

impl Analysed {
    /// Makes the passes that an output needs beside the records.
    fn run(&mut self, wish: &Wish, output: &mut dyn Output) -> Result<(), String> {
        let request = wish.request()?;
        // limits that one output reaches are no fact of the next
        let hit = self.analysis.limits_hit.len();
        let known = std::mem::take(&mut self.analysis);
        let ran = runner::run_with(&self.plane, &request, &mut [output], Some(known));
        let CompletedRun {
            mut analysis,
            written,
        } = ran.map_err(|error| error.to_string())?;
        analysis.limits_hit.truncate(hit);
        self.analysis = analysis;
        let written = written.map_err(|error| error.to_string())?;
        self.remarks = written.iter().flat_map(remarks).collect();
        Ok(())
    }

    fn slice(&mut self, wish: &SliceWish, out: &mut Vec<u8>) -> Result<(), String> {
        let request = wish.wish.request()?;
        let catalogue = wish.wish.catalogue();
        let files = self.plane.summaries().to_vec();
        let mut slice = Slice::new(
            out,
            &self.capture,
            &files,
            &request.selection,
            &catalogue,
        )
        .map_err(|error| error.to_string())?;
        if let Some(what) = &wish.redact {
            let has = |name: &str| what.iter().any(|asked| asked == name);
            slice = slice.redacted(Redaction {
                names: has("names"),
                contents: has("contents"),
                addresses: has("addresses"),
            });
        }
        self.run(&wish.wish, &mut slice)
    }
}

/// What the page says of a remark: its messages, each with a count. What a report has no room for
/// stands in it.
fn remarks(remark: &Remark) -> Vec<(&'static str, u64)> {
    let Remark::Redacted(short) = remark else {
        return Vec::new();
    };
    let counts = [
        ("web-redacted-encrypted", short.encrypted),
        ("web-redacted-link", short.link_addresses),
        ("web-redacted-overwritten", short.overwritten),
        ("web-redacted-left-out", short.left_out),
    ];
    counts.into_iter().filter(|&(_, count)| count > 0).collect()
}

impl Request {
    /// Writes the output.
    pub fn make(self, analysed: &mut Analysed, out: &mut Vec<u8>) -> Result<(), String> {
        match self {
            Request::Words => Ok(()),
            Request::Glance(wish) => analysed.run(&wish, &mut WebOverview::new(out, &wish.catalogue())),
            Request::Json(wish) => analysed.run(&wish, &mut Json::new(out, Subject::Sessions)),
            Request::SessionsCsv(wish) => {
                analysed.run(&wish, &mut Csv::new(out, Subject::Sessions))
            }
            Request::TransfersCsv(wish) => {
                analysed.run(&wish, &mut Csv::new(out, Subject::Transfers))
            }
            Request::Report(wish) => report(&wish, analysed, out),
            Request::DiagnoseJson(wish) => analysed.run(&wish, &mut FindingsJson::new(out)),
            Request::DiagnoseMarkdown(wish) => {
                analysed.run(&wish, &mut FindingsMarkdown::new(out, &wish.catalogue()))
            }
            Request::Quiz(wish) => quiz(&wish, analysed, out),
            Request::Slice(wish) => analysed.slice(&wish, out),
            Request::Files(wish) => files(&wish, analysed, out),
            Request::File(wish) => file(&wish, analysed, out),
        }
    }
}

fn report(wish: &Wish, analysed: &mut Analysed, out: &mut Vec<u8>) -> Result<(), String> {
    let words = PageCatalogues::new(wish.language());
    let selection = wish.request()?.selection;
    let frame = TimelineFrame::new(&analysed.plane, &selection);
    let limits = analysed.plane.limits();
    let mut page = Report::new(out, &words, frame, limits, PageLimits::default());
    analysed.run(wish, &mut page)
}

fn quiz(wish: &QuizWish, analysed: &mut Analysed, out: &mut Vec<u8>) -> Result<(), String> {
    let catalogue = wish.wish.catalogue();
    let style = QuizStyle {
        format: match &*wish.format {
            "html" => QuizFormat::Html,
            "markdown" => QuizFormat::Markdown,
            "gift" => QuizFormat::Gift,
            "moodle" => QuizFormat::Moodle,
            "json" => QuizFormat::Json,
            _ => QuizFormat::Text,
        },
        answers: wish.answers,
        wanted: QuizParams {
            count: wish.count.into(),
            seed: wish.seed,
            level: wish.level,
        },
        language: wish.wish.language(),
        style: Style {
            width: None,
            color: false,
        },
    };
    analysed.run(&wish.wish, &mut Quiz::new(out, &catalogue, style))
}

fn files(wish: &Wish, analysed: &Analysed, out: &mut Vec<u8>) -> Result<(), String> {
    let plan = wish.plan(analysed)?;
    let rows = plan.files.iter().map(|file| FileRow {
        output: &file.output,
        bytes: file.bytes(),
        faults: file.faults.iter().map(|fault| fault.name()).collect(),
        transfers: file
            .parts
            .iter()
            .flat_map(|part| {
                let mine = Some((part.session, part.transfer));
                [mine, part.same_as].into_iter().flatten()
            })
            .map(|(session, transfer)| {
                let session = &analysed.analysis.sessions[session];
                session.transfers[transfer].id.to_string()
            })
            .collect(),
    });
    let rows: Vec<FileRow<'_>> = rows.collect();
    serde_json::to_writer(out, &rows).map_err(|error| error.to_string())
}

fn file(wish: &FileWish, analysed: &Analysed, out: &mut Vec<u8>) -> Result<(), String> {
    let plan = wish.wish.plan(analysed)?;
    let file = plan.files.get(wish.file).ok_or("there is no such file")?;
    let bytes = extract::read_file(&analysed.plane, &analysed.analysis, file, FILE);
    *out = bytes.map_err(|error| error.to_string())?;
    Ok(())
}

/// The messages of the page, and of others those that it uses, by their ids: one object a language.
/// A place `{ $x }` stays as `{x}`.
pub fn words() -> Result<Vec<u8>, String> {
    let mut all = BTreeMap::new();
    for &language in Language::ALL {
        let catalogue = Catalogue::new(language);
        let ids = include_str!("words.txt").lines();
        let ids = ids.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut words = BTreeMap::new();
        for line in ids {
            let mut parts = line.split_whitespace();
            let Some(id) = parts.next() else { continue };
            let places: Vec<(&str, String)> =
                parts.map(|place| (place, format!("{{{place}}}"))).collect();
            let places: Vec<_> = places
                .iter()
                .map(|(place, stays)| (*place, stays.as_str().into()))
                .collect();
            let text = catalogue.get(id, &places);
            words.insert(id, text.ok_or_else(|| format!("there is no message {id}"))?);
        }
        all.insert(language.tag(), words);
    }
    serde_json::to_vec(&all).map_err(|error| error.to_string())
}
