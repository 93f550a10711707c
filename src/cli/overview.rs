//! `overview`.

use std::io;

use clap::Args;

use crate::model::Analysis;
use crate::output::overview::OverviewOutput;
use crate::text::workflow::Notation;

use super::common::Common;
use super::each::Each;
use super::job::{Job, stdout};
use super::language::{Audience, LanguageArgs};

#[derive(Debug, Args)]
pub(super) struct OverviewArgs {
    #[command(flatten)]
    language: LanguageArgs,
    #[command(flatten)]
    pub(super) each: Each,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) fn run(args: &OverviewArgs, job: &Job) -> io::Result<Analysis> {
    // no file was a capture: that is an error's to say, and "no FTP" would be an answer
    if job.none_was_read() {
        return Ok(job.plane.analysis());
    }
    let mut out = stdout(Notation::Text);
    args.each.space(&mut out, job)?;
    let catalogue = job.catalogue(args.language.of(Audience::Stdout));
    let invocation = args.common.invocation(job.captures);
    job.run(&mut OverviewOutput::new(
        &mut out,
        &catalogue,
        args.common.style(),
        invocation,
    ))
}
