//! `report`: the page, written to a file or standard output.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::Analyzer;
use crate::digest::Hashes;
use crate::limits::PageLimits;
use crate::model::Analysis;
use crate::output::StoryLog;
use crate::output::report::{PageCatalogues, Report, compare};
use crate::output::runner::{self, CompletedRun, Request};
use crate::text::workflow::Notation;

use super::common::{Common, size};
use super::job::Job;
use super::language::{Audience, LanguageArgs};
use super::progress::Progress;
use super::runner::guarded;
use super::stderr::{Messages, RowKind};
use super::target::OutputTarget;
use super::{CommandFailure, DONE, FAILED};

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Where the page goes; an existing file is replaced, `-` is standard output
    #[arg(short, long, value_name = "FILE.html")]
    pub(super) output: PathBuf,
    #[command(flatten)]
    language: LanguageArgs,
    /// Two captures side by side, the same steps beside each other
    #[arg(long)]
    pub(super) compare: bool,
    /// Most bytes of the page
    ///
    /// What has no room is counted, and the page says so; 20MB has room for more.
    #[arg(
        long,
        value_name = "SIZE",
        default_value = "1.5MB",
        value_parser = size,
        conflicts_with = "compare"
    )]
    pub(super) max_size: bytesize::ByteSize,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Writes the page of two captures; gives the exit status.
pub(super) fn compare(args: &ReportArgs) -> Result<u8, CommandFailure> {
    let common = &args.common;
    let messages = Messages::new(common.quiet);
    let [first, second] = &common.captures[..] else {
        return Err(CommandFailure::request("told-compare", &[]));
    };
    let target = OutputTarget::new(&args.output, &common.inputs(), true)?;
    let request = common.request(Hashes::NONE);
    let analyzer = common.analyzer(Hashes::NONE, &messages)?;
    let mut watched = [0, 1].map(|_| compare::log(&request.selection, &common.limits()));
    let [mine, other] = &mut watched;
    let analyses = [
        watch(common, &analyzer, first, &request, mine)?,
        watch(common, &analyzer, second, &request, other)?,
    ];
    let [mine, other] = &watched;
    let comparison = compare::Comparison {
        words: &PageCatalogues::new(args.language.of(Audience::Browser)),
        views: [0, 1].map(|side: usize| request.view(&analyses[side])),
        watched: [mine, other],
    };
    target.fill(|out| comparison.write(&mut guarded(out, Notation::Xml)))?;
    let mut fatal = false;
    for analysis in &analyses {
        messages.filters(analysis, &request.selection, RowKind::Sessions);
        fatal |= messages.faults(analysis);
    }
    Ok(if fatal { FAILED } else { DONE })
}

/// Both passes over one capture.
fn watch(
    common: &Common,
    analyzer: &Analyzer,
    path: &PathBuf,
    request: &Request,
    watched: &mut StoryLog,
) -> Result<Analysis, CommandFailure> {
    let capture = analyzer
        .open(std::slice::from_ref(path))
        .map_err(CommandFailure::Usage)?;
    let progress = Progress::new(capture.bytes(), common.quiet);
    let plane = analyzer.clone().watcher(progress).control_pass(&capture);
    let CompletedRun { analysis, written } = runner::run(&plane, request, &mut [watched])?;
    written?;
    Ok(analysis)
}

/// Writes the page.
pub(super) fn run(args: &ReportArgs, job: &Job) -> Result<Analysis, CommandFailure> {
    let target = OutputTarget::new(&args.output, &args.common.inputs(), true)?;
    if job.none_was_read() {
        return Ok(job.plane.analysis());
    }
    let words = PageCatalogues::new(args.language.of(Audience::Browser)).naming(&job.hosts);
    let limits = args.common.limits();
    let page = PageLimits::of_size(usize::try_from(args.max_size.as_u64()).unwrap_or(usize::MAX));
    target.fill(|out| {
        // its script holds no such thing by itself
        let mut out = guarded(out, Notation::Xml);
        job.run(&mut Report::new(
            &mut out,
            &words,
            job.frame(),
            limits,
            page,
        ))
    })
}
