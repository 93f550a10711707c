//! Everything that can be made of a capture, in memory: what tests with damaged captures and the fuzz targets share.

use std::collections::BTreeSet;
use std::io::{Result, Write};
use std::path::{Component, Path};

use ftpscope::analysis::observer::{Content, Observer, Row};
use ftpscope::analysis::view::{Selection, View};
use ftpscope::analysis::{Options, Surveyed, Unwatched, Wanted, Which, survey};
use ftpscope::capture::{Capture, Time};
use ftpscope::check::{Expectations, Level, judge, record};
use ftpscope::digest::Hash;
use ftpscope::extract;
use ftpscope::limits::{Limits, PageLimits};
use ftpscope::model::{Analysis, FilePlace};
use ftpscope::output::report::{Collector, Page, Words};
use ftpscope::output::timeline::{Frame, Measure, Ndjson, Table, Tsv};
use ftpscope::output::transcript::{self, Transcript};
use ftpscope::output::{
    Style, csv, diagnose, diagram, explain, json, report, sarif, table, verdict,
};
use ftpscope::story::{self, Detail, Trail};
use ftpscope::text::locale::{Catalogue, Language};

const STYLE: Style = Style {
    width: Some(100),
    color: false,
};

/// Runs both passes and prints everything that can be printed; gives the records and the text.
pub(crate) fn print_all(capture: &Capture, limits: Limits) -> (Analysis, Vec<u8>) {
    let options = Options {
        hash: Hash::Sha256,
        control_ports: vec![2121],
        limits,
        ..Options::default()
    };
    let surveyed = survey(capture, &options, &Unwatched);
    let mut out = Vec::new();
    let analysis = print_to(&mut out, &surveyed).expect("a vector takes everything");
    tell(&mut out, &surveyed, &analysis, limits).expect("a vector takes everything");
    check(&analysis, &out);
    plan_files(&analysis, limits);
    (analysis, out)
}

/// What teaches: words, arrows and the page.
fn tell(out: &mut Vec<u8>, surveyed: &Surveyed, analysis: &Analysis, limits: Limits) -> Result<()> {
    let selection = Selection::default();
    let view = View {
        analysis,
        selection: &selection,
        show_passwords: false,
    };
    let (words, catalogue) = (Words::new(Language::Vi), Catalogue::new(Language::Vi));
    let frame = Frame::new(Time(0), false, &selection, surveyed.plan());
    let page_limits = PageLimits {
        rows: 50,
        items: 20,
        ..PageLimits::default()
    };
    let rows = Collector::new(frame, &words, page_limits, (Time(0), Time(0)));
    let mut both = Both(rows, Trail::new(None, Detail::Messages, limits));
    surveyed.replay_to(Wanted::ROWS, &mut both)?;
    let Both(rows, trail) = both;
    transcript::write(
        out,
        &view,
        &catalogue,
        Transcript {
            times: Some(Time(0)),
            style: STYLE,
        },
    )?;
    explain::write(out, &view, &trail, &catalogue, STYLE)?;
    let options = story::Options {
        detail: Detail::Messages,
        show_passwords: false,
    };
    for format in [
        diagram::Format::Text,
        diagram::Format::Mermaid,
        diagram::Format::Svg,
    ] {
        diagram::write(
            out,
            &view,
            &trail,
            &catalogue,
            diagram::Diagram {
                format,
                options,
                style: STYLE,
            },
        )?;
    }
    report::write(
        out,
        &Page {
            view,
            words: &words,
            limits: page_limits,
            rows,
            trail: &trail,
        },
    )?;
    Ok(())
}

/// Both listeners of a page.
struct Both<'w>(Collector<'w>, Trail);

impl Observer for Both<'_> {
    fn row(&mut self, row: &Row<'_>) -> Result<()> {
        self.0.row(row)?;
        self.1.row(row)
    }
}

/// The files that would be extracted stay below their folder.
fn plan_files(analysis: &Analysis, limits: Limits) {
    let all: BTreeSet<_> = analysis
        .sessions
        .iter()
        .flat_map(|s| &s.transfers)
        .map(|t| t.id)
        .collect();
    let options = extract::Options {
        listings: true,
        limits,
        ..extract::Options::default()
    };
    for file in extract::plan(analysis, &all, &options).files {
        let stays = Path::new(&file.output)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        assert!(stays, "{:?} leads out", file.output);
    }
}

fn print_to(out: &mut Vec<u8>, surveyed: &Surveyed) -> Result<Analysis> {
    let words = Catalogue::new(Language::En);
    let selection = Selection::default();
    let frame = Frame::new(Time(0), false, &selection, surveyed.plan());
    surveyed.replay_to(
        Wanted::ROWS,
        &mut Tsv::new(&mut *out, frame.clone(), &words)?,
    )?;
    surveyed.replay_to(
        Wanted::ROWS,
        &mut Ndjson::new(&mut *out, frame.clone(), &words),
    )?;
    let mut measure = Measure::new(frame.clone(), &words);
    let analysis = surveyed.replay_to(Wanted::ROWS, &mut measure)?;
    let mut rows = Table::new(&mut *out, frame, &words, STYLE, measure.widths());
    rows.begin()?;
    surveyed.replay_to(Wanted::ROWS, &mut rows)?;
    rows.finish()?;
    surveyed.replay_to(
        Wanted {
            contents: Which::All,
            ..Wanted::default()
        },
        &mut Contents(&analysis),
    )?;
    let view = View {
        analysis: &analysis,
        selection: &selection,
        show_passwords: false,
    };
    print_records(out, &view, &words)?;
    Ok(analysis)
}

fn print_records(out: &mut dyn Write, view: &View, words: &Catalogue) -> Result<()> {
    verdict::write(out, view, words, STYLE)?;
    table::write_sessions(out, view, STYLE)?;
    table::write_transfers(out, view, STYLE)?;
    diagnose::write_table(out, view, words, STYLE)?;
    json::write_document(out, view)?;
    json::write_sessions(out, view)?;
    json::write_transfers(out, view)?;
    json::write_transfer_document(out, view)?;
    csv::write_sessions(out, view)?;
    csv::write_transfers(out, view)?;
    diagnose::write_json(out, view)?;
    sarif::write(out, view)?;
    for level in [Level::Mode, Level::Transfers, Level::Full] {
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

/// Counts nothing; a piece of a file must belong to a connection that there is.
struct Contents<'a>(&'a Analysis);

impl Observer for Contents<'_> {
    fn content(&mut self, place: &FilePlace, _: Content<'_>) -> Result<()> {
        let connections = &self.0.connections;
        let known = connections
            .binary_search_by_key(&place.connection, |connection| connection.first.frame);
        let ends = known.map(|index| [connections[index].opener, connections[index].listener]);
        assert!(
            ends.is_ok_and(|ends| ends.contains(&place.sender)),
            "{place:?} is on no connection"
        );
        Ok(())
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
        // without a connection they are a command and its reply, whose frames may have changed places
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
