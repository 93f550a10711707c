//! Everything that can be made of a capture, in memory: what tests with damaged captures and the
//! fuzz targets share.

use std::collections::BTreeSet;
use std::io::{Result, Write};
use std::net::SocketAddr;
use std::path::{Component, Path};

use ftpscope::analysis::observer::Content;
use ftpscope::analysis::view::View;
use ftpscope::analysis::{Analyzer, ContentScope, ControlPlane};
use ftpscope::capture::Capture;
use ftpscope::check::record::{RecordLevel, record};
use ftpscope::check::{Expectations, judge};
use ftpscope::digest::Hash;
use ftpscope::extract;
use ftpscope::limits::{Limits, PageLimits};
use ftpscope::model::{Analysis, FilePlace};
use ftpscope::output::csv::Csv;
use ftpscope::output::diagnose::{Findings, FindingsJson};
use ftpscope::output::diagram::{self, Diagram};
use ftpscope::output::explain::{self, Explain};
use ftpscope::output::export::{self, Export};
use ftpscope::output::files::Files;
use ftpscope::output::filter::{FilterFormat, FilterOutput};
use ftpscope::output::json::Json;
use ftpscope::output::ndjson::Ndjson;
use ftpscope::output::overview::OverviewOutput;
use ftpscope::output::quiz::{self, Quiz};
use ftpscope::output::report::{PageCatalogues, Report};
use ftpscope::output::runner::{self, Request};
use ftpscope::output::sarif::Sarif;
use ftpscope::output::slice::{Redaction, Slice};
use ftpscope::output::table::Table;
use ftpscope::output::timeline::{self, TimelineFrame};
use ftpscope::output::transcript::{self, Transcript};
use ftpscope::output::web_overview::WebOverview;
use ftpscope::output::{Needs, Output, Remark, Style, Subject};
use ftpscope::story::{self, Detail};
use ftpscope::text::locale::{Catalogue, Language};

const STYLE: Style = Style {
    width: Some(100),
    color: false,
};
const TOLD: explain::ExplainStyle = explain::ExplainStyle {
    level: story::Level::Full,
    sessions: explain::SESSIONS,
    style: STYLE,
};

/// Runs both passes and prints everything that can be printed; gives the records and the text.
pub(crate) fn print_all(capture: &Capture, limits: &Limits) -> (Analysis, Vec<u8>) {
    let plane = Analyzer::new()
        .hash(Hash::Sha256)
        .control_port(2121)
        .limits(*limits)
        .control_pass(capture);
    let mut out = Vec::new();
    let analysis = print_to(&mut out, capture, &plane).expect("a vector takes everything");
    check(&analysis, &out);
    plan_files(&analysis, limits);
    (analysis, out)
}

/// The files that would be extracted stay below their folder.
fn plan_files(analysis: &Analysis, limits: &Limits) {
    let all: BTreeSet<_> = analysis
        .sessions
        .iter()
        .flat_map(|s| &s.transfers)
        .map(|t| t.id)
        .collect();
    let options = extract::ExtractOptions {
        listings: true,
        limits: *limits,
        ..extract::ExtractOptions::default()
    };
    for file in extract::plan(analysis, &all, &options).files {
        let stays = Path::new(&file.output)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        assert!(stays, "{:?} leads out", file.output);
    }
}

/// Prints in every format, in as few passes as that takes.
#[expect(
    clippy::many_single_char_names,
    reason = "each is a page, and its place says of what"
)]
fn print_to(out: &mut Vec<u8>, capture: &Capture, plane: &ControlPlane) -> Result<Analysis> {
    let limits = plane.limits();
    let page = PageLimits {
        rows: 50,
        items: 20,
        ..PageLimits::default()
    };
    let request = Request {
        hash: Hash::Sha256.into(),
        ..Request::default()
    };
    let all = &request.selection;
    let (english, vietnamese) = (Catalogue::new(Language::En), Catalogue::new(Language::Vi));
    let words = PageCatalogues::new(Language::Vi);
    let frame = || TimelineFrame::new(plane, all);
    let look = transcript::TranscriptStyle {
        times: true,
        style: STYLE,
    };
    let drawn = |format| diagram::DiagramStyle {
        format,
        detail: Detail::Messages,
        style: STYLE,
    };
    // each has its own page, so that what one writes does not stand in the middle of another
    let mut pages: [Vec<u8>; 20] = Default::default();
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t] = &mut pages;
    let (mut web_overview, mut sliced, mut redacted) = (Vec::new(), Vec::new(), Vec::new());
    let everything = Redaction {
        names: true,
        contents: true,
        addresses: true,
    };
    let mut contents = Contents::default();
    let ran = runner::run(
        plane,
        &request,
        &mut [
            &mut timeline::Tsv::new(a, frame(), &english),
            &mut timeline::TimelineNdjson::new(b, frame(), &english),
            &mut timeline::TimelineTable::new(c, frame(), &english, STYLE),
            &mut Table::new(d, Subject::Sessions, &english, STYLE),
            &mut Table::new(e, Subject::Transfers, &vietnamese, STYLE),
            &mut Json::new(f, Subject::Sessions),
            &mut Json::new(g, Subject::Transfers),
            &mut Ndjson::new(h, Subject::Sessions),
            &mut Ndjson::new(i, Subject::Transfers),
            &mut Csv::new(j, Subject::Sessions),
            &mut Csv::new(k, Subject::Transfers),
            &mut Findings::new(l, &english, STYLE),
            &mut FindingsJson::new(m),
            &mut Sarif::new(n),
            &mut Transcript::new(o, &vietnamese, look),
            &mut Explain::new(p, &vietnamese, TOLD, all, limits),
            &mut Diagram::new(
                q,
                &vietnamese,
                drawn(diagram::DiagramFormat::Text),
                all,
                limits,
            ),
            &mut Report::new(r, &words, frame(), limits, page),
            &mut OverviewOutput::new(s, &vietnamese, STYLE, String::from("a.pcap")),
            &mut Files::new(t, &vietnamese, STYLE),
            &mut WebOverview::new(&mut web_overview, &vietnamese),
            &mut Slice::new(&mut sliced, capture, plane.summaries(), all, &english)?,
            &mut Slice::new(&mut redacted, capture, plane.summaries(), all, &english)?
                .redacted(everything),
            &mut contents,
        ],
    )?;
    ran.written?;
    out.extend(pages.concat());
    out.append(&mut web_overview);
    for format in [diagram::DiagramFormat::Mermaid, diagram::DiagramFormat::Svg] {
        let mut diagram = Diagram::new(&mut *out, &vietnamese, drawn(format), all, limits);
        runner::run(plane, &request, &mut [&mut diagram])?;
    }
    print_filters(out, plane, &request)?;
    print_exports(out, plane, &request)?;
    print_quizzes(out, plane, &request)?;
    print_expectations(out, &request.view(&ran.analysis))?;
    Ok(ran.analysis)
}

fn print_quizzes(out: &mut dyn Write, plane: &ControlPlane, request: &Request) -> Result<()> {
    let vietnamese = Catalogue::new(Language::Vi);
    for format in quiz::QuizFormat::ALL {
        let look = quiz::QuizStyle {
            format,
            answers: true,
            wanted: quiz::QuizParams {
                count: 20,
                seed: 1,
                level: 3,
            },
            language: Language::Vi,
            style: STYLE,
        };
        let mut quiz = Quiz::new(&mut *out, &vietnamese, look);
        runner::run(plane, request, &mut [&mut quiz])?;
    }
    Ok(())
}

fn print_exports(out: &mut dyn Write, plane: &ControlPlane, request: &Request) -> Result<()> {
    for format in export::FORMATS {
        let options = export::ExportOptions { alerts: true };
        let mut export = Export::new(&mut *out, format, options);
        runner::run(plane, request, &mut [&mut export])?;
    }
    Ok(())
}

fn print_filters(out: &mut dyn Write, plane: &ControlPlane, request: &Request) -> Result<()> {
    let formats = [
        FilterFormat::Wireshark,
        FilterFormat::Bpf,
        FilterFormat::Frames,
        FilterFormat::Editcap,
    ];
    for format in formats {
        let frame = TimelineFrame::new(plane, &request.selection);
        let mut filter = FilterOutput::new(out, format, frame, &plane.limits());
        runner::run(plane, request, &mut [&mut filter])?;
    }
    Ok(())
}

fn print_expectations(out: &mut dyn Write, view: &View) -> Result<()> {
    for level in [RecordLevel::Mode, RecordLevel::Transfers, RecordLevel::Full] {
        let recorded = record(view, level);
        out.write_all(recorded.as_bytes())?;
        let mut expectations = Expectations::default();
        expectations
            .read("recorded", &recorded)
            .expect("what is recorded can be read");
        for outcome in judge(view, &expectations) {
            assert!(
                outcome.passed,
                "does not hold on its own capture: {outcome:?}\n{recorded}"
            );
            writeln!(
                out,
                "{}: {} {}",
                outcome.subject, outcome.expected, outcome.found
            )?;
        }
    }
    Ok(())
}

/// Where pieces of files came from: each must belong to a connection that there is.
#[derive(Default)]
struct Contents(BTreeSet<(u64, SocketAddr)>);

impl Output for Contents {
    fn needs(&mut self, known: Option<&View<'_>>) -> Result<Needs> {
        Ok(Needs {
            contents: known.map_or(ContentScope::All, |_| ContentScope::None),
            ..Needs::NOTHING
        })
    }

    fn content(&mut self, place: &FilePlace, _: Content<'_>) -> Result<()> {
        self.0.insert((place.connection, place.sender));
        Ok(())
    }

    fn finish(&mut self, view: &View<'_>) -> Result<Vec<Remark>> {
        let connections = &view.analysis.connections;
        for (first, sender) in &self.0 {
            let known = connections.iter().find(|c| c.first.frame == *first);
            assert!(
                known.is_some_and(|c| [c.opener, c.listener].contains(sender)),
                "bytes of {sender} are on no connection that begins with frame {first}"
            );
        }
        Ok(Vec::new())
    }
}

/// What is true of the analysis of any bytes, and of any output.
fn check(analysis: &Analysis, out: &[u8]) {
    let text = std::str::from_utf8(out).expect("every output is UTF-8");
    assert!(!text.contains('\x1b'), "an escape sequence is printed");
    for transfer in analysis
        .sessions
        .iter()
        .flat_map(|session| &session.transfers)
    {
        assert!(
            !transfer.is_complete() || transfer.lost_bytes == 0,
            "complete with a gap: {transfer:?}"
        );
        // without a connection they are a command and its reply, whose frames may have changed
        // places
        assert!(
            transfer.connection.is_none() || transfer.start <= transfer.end,
            "ends before it starts: {transfer:?}"
        );
        let placed: u64 = transfer.gaps.iter().map(|(_, len)| len).sum();
        assert!(
            placed <= transfer.lost_bytes,
            "gaps are longer than what is lost: {transfer:?}"
        );
    }
}
