//! `report`: the page, written to a file or standard output.

use std::path::PathBuf;

use clap::Args;

use crate::limits::PageLimits;
use crate::model::Analysis;
use crate::output::report::{Report, Words};
use crate::text::locale::Language;
use crate::text::workflow::Notation;

use super::Failure;
use super::common::{Common, languages};
use super::job::Job;
use super::runner::guarded;
use super::target::Target;

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Where the page goes; an existing file is replaced, `-` is standard output
    #[arg(short, long, value_name = "FILE.html")]
    pub(super) output: PathBuf,
    /// The language that the page opens in; a reader can change it
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = languages())]
    pub(super) lang: Language,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Writes the page.
pub(super) fn run(args: &ReportArgs, job: &Job) -> Result<Analysis, Failure> {
    let target = Target::new(&args.output, &args.common.inputs(), true)?;
    if job.none_was_read() {
        return Ok(job.plane.analysis());
    }
    let words = Words::new(args.lang).naming(&job.hosts);
    let (limits, page) = (args.common.limits(), PageLimits::default());
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
